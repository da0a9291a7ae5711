"""Looking up indicators, areas and values, from the command line and from a notebook; notebooks of a plan."""

import csv
import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import goalkit as package
from goalkit.cli import cli
from goalkit.errors import DataError
from goalkit.planfile import load_plan
from goalkit.sources.frames import COLUMNS
from tests.kolada_server.example import example_value
from tests.refreshing import PLANS
from tests.whole import WHOLE


def test_search_finds_indicators_and_areas_and_asks_nothing_the_second_time(project):
    ask = ("search", "exempelindikator", "12", "--base-url", project.server.base_url)
    said = project.run(*ask)
    assert said.status == 0
    assert "N90012  Exempelindikator 12 (påhittat testvärde) – Exempelverksamhet" in said.out
    project.server.behave()
    assert project.run(*ask).out == said.out
    assert project.server.targets == []
    assert "9907  Exempelgranne 7 (kommun)" in project.run("search", "granne", "7", *ask[3:]).out
    assert "G9900  Alla exempelkommuner (ovägt medel) (grupp)" in project.run("search", "ovägt", *ask[3:]).out


def test_a_long_list_is_cut_and_says_so(project):
    base = ("--base-url", project.server.base_url)
    said = project.run("search", "exempelindikator", *base)
    assert "Nyckeltal (30 träffar)" in said.out
    assert "… och 10 till; visa dem med --all." in said.out
    assert "N90030" in project.run("search", "exempelindikator", "--all", *base).out


def test_a_search_without_a_hit_says_so(project):
    said = project.run("search", "finns", "inte", "--base-url", project.server.base_url)
    assert said.status == 0
    assert "”finns inte”" in said.out


def test_a_search_without_a_network_answers_from_the_vintages_and_says_what_was_not_searched(project):
    away = ("--base-url", "http://kolada.invalid/v3")
    nothing = project.run("search", "utsläpp", *away)
    assert (nothing.status, nothing.out) == (1, "")
    project.use_shipped_vintages()
    said = project.run("search", "arbetslösa 18-65", *away)
    assert said.status == 0
    assert said.out.splitlines()[1].startswith(
        "  N03920  Arbetslösa av befolkningen, 18-65 år, andel (%) – Arbetsmarknad"
    )
    assert said.err.startswith("Sökt bara i datauttagen på disk (45 nyckeltal), inte i Koladas hela katalog. ")
    assert "gick inte att nå (värdnamnet hittas inte)" in said.err
    assert said.err.count("\n") == 1
    assert "0581  Norrköping (kommun)" in project.run("search", "norrköping", *away).out


def fetch(project, *arguments):
    return project.run("fetch", *arguments, "--base-url", project.server.base_url)


def test_fetch_asks_the_service_for_what_no_vintage_has(project):
    said = fetch(project, "N90011", "--area", "9901,0000")
    assert said.status == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == "N90011 Exempelindikator 11 (påhittat testvärde) (totalt)"
    assert lines[1].split() == ["År", "Exempelkommun", "Riket"]
    expected = [f"{example_value('N90011', area, 2024):g}".replace(".", ",") for area in ("9901", "0000")]
    assert lines[-2].split() == ["2024", *expected]
    assert lines[-1].endswith("inte sparat.")
    assert "Källa: Kolada" not in lines[-1], "a test service is not Kolada"


def test_fetch_takes_the_newest_vintage_that_asked_for_it(project):
    project.use_shipped_vintages()
    said = fetch(project, "N15428", "--area", "0581,0580,0000")
    assert project.server.targets == []
    assert "datauttag 2026-09-28." in said.out
    assert "78,258488" in said.out


def test_what_a_vintage_has_is_shown_without_a_place_for_saved_answers(project):
    """A reviewer may have the folder read-only; a file where the cache's folder would be stands for that."""
    project.use_shipped_vintages()
    (project.data / "cache").write_text("")
    said = project.run("fetch", "N15428", "--area", "0581")
    assert (said.status, said.err) == (0, "")
    refused = project.run("fetch", "N15428", "--area", "0114")
    assert refused.status == 1
    assert refused.err.startswith("Fel: ")


def test_a_chart_that_cannot_be_written_is_one_swedish_line(project, tmp_path):
    project.use_shipped_vintages()
    there = tmp_path / "finns-inte" / "bild.svg"
    said = project.run("fetch", "N15428", "--area", "0581", "--chart", str(there))
    assert said.status == 1
    assert said.err == (
        f"Fel: {there} kan inte läsas eller skrivas: mappen finns inte. "
        "Skapa den, eller välj en annan, och kör samma kommando igen.\n"
    )


def test_fetch_as_csv_has_vintage_and_source_on_each_row(project):
    project.use_shipped_vintages()
    said = fetch(project, "N15428", "N00401", "--area", "0581", "--csv")
    rows = list(csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")), delimiter=";"))
    assert list(rows[0]) == COLUMNS
    assert {row["vintage"] for row in rows} == {"2026-09-28"}
    assert {row["source"] for row in rows} == {"Källa: Kolada"}
    (value,) = [row["value"] for row in rows if (row["kpi"], row["year"]) == ("N00401", "2020")]
    assert value == "4,32137311"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("N99999", "--area", "9901"), "känner inte N99999"),
        (("N90001", "--area", "9999"), "känner inte 9999"),
        (("N90001", "--area", "99/1"), "”99/1” är inget id"),
        (("N90001", "--area", ","), "Minst ett nyckeltal och ett område behövs"),
    ],
)
def test_what_does_not_exist_is_an_error(project, arguments, why):
    said = fetch(project, *arguments)
    assert said.status == 1
    assert why in said.err


def test_observations_in_a_notebook_come_from_one_vintage_a_series(project):
    project.use_shipped_vintages()
    frame = package.observations(["N15428", "N03920"], ["0580", "0581"])
    assert list(frame.columns) == COLUMNS
    assert frame.groupby("kpi")["vintage"].unique().map(list).to_dict() == {
        "N03920": ["2024-08-30"],
        "N15428": ["2026-09-28"],
    }
    assert frame[frame["kpi"] == "N15428"]["year"].min() == 2015, "older years stand in the older vintage only"
    assert set(frame["area"]) == {"Linköping", "Norrköping"}


def test_observations_ask_the_service_only_when_told_to(project, open_kolada):
    project.use_shipped_vintages()
    with pytest.raises(DataError, match=r"N90011.*fetch=True"):
        package.observations(["N90011"], ["9901"])
    assert project.server.targets == []
    frame = package.observations(["N90011"], ["9901"], fetch=True, client=open_kolada())
    assert list(frame.columns) == COLUMNS
    assert set(frame["vintage"]) == {""}
    assert frame["value"].tolist() == [example_value("N90011", "9901", year) for year in range(2015, 2025)]


# --- notebooks of another plan -----------------------------------------------------------------------


@WHOLE
@pytest.mark.parametrize("plan", sorted(PLANS.glob("exempel-*.toml")), ids=lambda path: path.stem)
def test_a_new_plan_gets_notebooks_that_pass_marimos_own_check(goalkit, plan, tmp_path):
    said = goalkit("new", str(plan), "--into", str(tmp_path / "bok"))
    assert said.status == 0, said.err
    files = sorted((tmp_path / "bok").glob("*.py"))
    assert len(files) == len(said.out.splitlines()) >= 2
    marimo = Path(sys.executable).with_name("marimo")
    check = subprocess.run([marimo, "check", "--strict", *files], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr
    for file in files:
        compile(file.read_text(encoding="utf-8"), file.name, "exec")
    again = goalkit("new", str(plan), "--into", str(tmp_path / "bok"))
    assert again.status == 1
    assert "finns redan" in again.err


def test_the_notebooks_of_a_plan_hold_each_of_its_targets_once(goalkit, tmp_path):
    goalkit("new", str(PLANS / "exempel-2027-2030.toml"), "--into", str(tmp_path))
    assert sorted(path.stem for path in tmp_path.glob("*.py")) == ["natur", "oversikt", "skola"]
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.py"))
    for target in ("1a", "1b", "2-å", "2b"):
        assert text.count(f'bok["{target}"]') == 1


def test_fetched_values_are_drawn_with_every_area_named_and_no_line_over_a_missing_year(tmp_path):
    path = tmp_path / "diagram.svg"
    done = CliRunner().invoke(cli, ["fetch", "U23471", "--area", "0581,0580,0000", "--chart", str(path)])
    assert done.exit_code == 0, done.output
    drawn = path.read_text(encoding="utf-8")
    assert {"Norrköping", "Linköping", "Riket"} <= set(re.findall(r">([^<>]+)</text>", drawn))
    assert "Källa: Kolada, datauttag 2026-09-28" in drawn
    lines = re.findall(r'<path d="(M[^"Z]*L[^"Z]*)" stroke="#', drawn)
    assert len(lines) == 6  # no survey 2021: two pieces per area


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_notebooks_of_another_plan_run_and_show_all_its_targets(plan, tmp_path, shipped_data, monkeypatch):
    monkeypatch.setenv("GOALKIT_DATA", str(shipped_data))
    done = CliRunner().invoke(cli, ["new", str(plan), "--into", str(tmp_path / "notebooks")])
    assert done.exit_code == 0, done.output
    shown = []
    for path in sorted((tmp_path / "notebooks").glob("*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        outputs, _ = module.app.run()
        html = "".join(output.text for output in outputs if hasattr(output, "text"))
        assert html.count("<h1>") == 1
        shown += re.findall(r'<h3 id="mal-(.+?)"', html)
    assert sorted(shown) == sorted(target.id.lower() for target in load_plan(plan).targets)
