"""A refresh brings everything that the plan needs, or nothing; it says what changed, and asks no more than it must."""

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pyarrow.compute as pc
import pytest

from goalkit.model import Reason, Status
from goalkit.planfile import load_plan
from goalkit.scope import plan_series
from goalkit.sources.checks import Inspection
from goalkit.sources.kolada import BASE_URL, Client
from goalkit.sources.kolada.session import source_of
from goalkit.sources.manifest import read_manifest
from goalkit.sources.refresh import FIRST_YEAR
from goalkit.sources.vintages import read_table, read_values
from goalkit.words.sentences import sentence
from goalkit.workbook import open_workbook
from tests.kolada_server import KoladaServer, national_store
from tests.kolada_server.example import example_value
from tests.kolada_server.national import read_values as national_values
from tests.kolada_server.store import Cell
from tests.refreshing import PLAN


def only_vintage(project):
    (name,) = project.vintages()
    folder = project.data / "kolada" / name
    return folder, read_manifest(folder)


def test_a_refresh_keeps_every_area_year_and_gender_of_every_series_of_the_plan(project, example):
    said = project.refresh()
    assert said.status == 0, said.err
    assert "det första datauttaget" in said.out
    folder, manifest = only_vintage(project)
    values = read_values(folder, manifest)
    kpis = [f"N9000{n}" for n in range(1, 10)]
    there = sum(len(cells) for key, years in example.values.items() if key[0] in kpis for cells in years.values())
    assert values.num_rows == there
    assert set(pc.unique(values["kpi"].cast("string")).to_pylist()) == set(kpis)
    (asked,) = manifest.asked
    assert (asked.first_year, asked.last_year) == (FIRST_YEAR, manifest.retrieved.year)
    assert set(asked.areas) == {*example.municipalities, "G9900"}
    assert asked.genders == ("K", "M", "T")
    assert manifest.id == manifest.retrieved.isoformat()
    assert "N90003+N90004" in manifest.asked_means[0].sums


def test_each_answer_is_on_record_with_its_hash(project):
    project.refresh()
    _, manifest = only_vintage(project)
    assert [answer.request for answer in manifest.answers] == project.server.targets
    assert all(len(answer.sha256) == 64 for answer in manifest.answers)


def test_the_vintage_judges_and_names_the_address_that_is_not_kolada(project):
    project.refresh()
    workbook = open_workbook(PLAN)
    own, nation = ({y: example_value("N90001", area, y) for y in (2022, 2024)} for area in ("9901", "0000"))
    gaps = {year: round(abs(own[year] - nation[year]), 2) for year in own}
    assert gaps[2022] == gaps[2024]
    assert workbook.find("1A").status.value == "unchanged"
    level = {year: example_value("N90005", "9901", year) for year in (2022, 2024)}
    assert level[2024] > level[2022]
    assert workbook.find("2B").status.value == "met"
    assert all(workbook.find(i).verdict.numbers.year == 2024 for i in ("1A", "1B", "2A", "2B", "3A", "3B"))
    assert "Källa: Kolada" not in workbook.find("1A").extract.source
    assert project.server.base_url in workbook.find("1A").extract.source


def test_only_the_service_itself_is_called_kolada():
    assert source_of(Client(None, BASE_URL, force=False)) == "Källa: Kolada"
    assert "inte Koladas" in source_of(Client(None, "http://127.0.0.1:1/v3", force=False))


def test_a_second_refresh_asks_nothing_and_keeps_nothing(project):
    project.refresh()
    project.server.behave()
    said = project.refresh()
    assert said.status == 0
    assert "Inget har ändrats" in said.out
    assert project.server.targets == []
    assert len(project.vintages()) == 1


def test_force_asks_again_and_an_identical_answer_makes_no_vintage(project):
    project.refresh()
    asked = len(project.server.targets)
    said = project.refresh("--force")
    assert "Inget har ändrats" in said.out
    assert len(project.server.targets) == 2 * asked
    assert len(project.vintages()) == 1


def test_a_differing_fetch_of_the_same_day_is_a_second_vintage(project):
    project.refresh()
    project.server.store = project.server.store.moved("N90001", "0000", 2023, 0.5)
    assert project.refresh("--force").status == 0
    first, second = project.vintages()
    assert second == f"{first}.2"


def test_a_moved_publication_date_alone_is_news(project):
    project.refresh()
    project.server.store = project.server.store.with_kpi("N90001", publication_date="2027-05-01")
    said = project.refresh("--force")
    assert "Publicering: 2027-05-01 (avser 2026), förut 2027-02-15 (avser 2026)." in said.out
    assert "Ingen bedömning ändras." in said.out
    assert len(project.vintages()) == 2


def test_a_dry_run_tells_and_keeps_nothing(project):
    project.refresh()
    project.server.store = project.server.store.moved("N90005", "9901", 2022, 20)
    said = project.refresh("--force", "--dry-run")
    assert said.status == 0
    assert "2B: uppnådd (2024) → ej uppnådd (2024)" in said.out
    assert len(project.vintages()) == 1
    assert project.folders() == project.vintages()


@pytest.mark.parametrize(("kpi", "target"), [("N90001", "1A"), ("N90004", "2A")])
def test_a_formal_series_that_is_gone_stops_the_refresh_by_name(project, kpi, target):
    project.server.store = project.server.store.without_kpi(kpi)
    said = project.refresh()
    assert said.status == 1
    assert kpi in said.err
    assert f"bedömer {target}" in said.err
    assert project.folders() == []


def test_a_formal_series_without_one_value_stops_the_refresh_by_name(project):
    store = project.server.store
    empty = {key: {} for key in store.values if key[0] == "N90008"}
    project.server.store = type(store)(store.kpis, store.municipalities, store.groups, {**store.values, **empty})
    said = project.refresh()
    assert said.status == 1
    assert "N90008 (bedömer 3A) har inget värde" in said.err
    assert project.folders() == []


def test_nulls_alone_are_no_values(project):
    store = project.server.store
    nulls = {key: {2020: (Cell("T", None, "Missing", 0),)} for key in store.values if key[0] == "N90008"}
    project.server.store = type(store)(store.kpis, store.municipalities, store.groups, {**store.values, **nulls})
    assert project.refresh().status == 1


def test_every_fault_is_named_at_once(project):
    project.server.store = project.server.store.without_kpi("N90001").without_kpi("N90002")
    said = project.refresh()
    assert "N90001" in said.err
    assert "N90002" in said.err


def test_a_refresh_that_stops_early_says_why_and_nothing_after_it(project):
    """What is loaded meanwhile, in a thread, does not outlive the command."""
    project.server.store = project.server.store.with_kpi("N90001", title="Något annat")
    command = [sys.executable, "-m", "goalkit", "refresh", "--plan", str(PLAN), "--pace", "0"]
    done = subprocess.run(
        [*command, "--base-url", project.server.base_url],
        env={**os.environ, "GOALKIT_DATA": str(project.data)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "--accept-title N90001" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_title_that_differs_in_spaces_only_says_so(project):
    kpi = project.server.store.kpis["N90001"]
    project.server.store = project.server.store.with_kpi("N90001", title=f"{kpi['title']}\u00a0")
    assert "Bara mellanslag skiljer dem." in project.refresh().err


def test_a_formal_series_with_another_title_stops_until_a_person_has_looked(project):
    project.server.store = project.server.store.with_kpi("N90001", title="Något annat")
    said = project.refresh()
    assert said.status == 1
    assert "”Något annat”" in said.err
    assert "--accept-title N90001" in said.err
    assert project.folders() == []
    assert project.refresh("--accept-title", "N90002").status == 1
    assert project.refresh("--accept-title", "N90001").status == 0
    assert len(project.vintages()) == 1


@pytest.mark.parametrize(
    ("change", "target", "note", "said_at_target"),
    [
        pytest.param(
            lambda store: store.moved("N90005", "9901", 2024, 200),
            "2B",
            r"N90005 är 2\d\d,\d+ för 9901 2024 \(T\): över 100 procent\. Det sparas men bedöms inte",
            r"N90005 2024 är 2\d\d,\d+, över 100 procent",
            id="a share above 100",
        ),
        pytest.param(
            lambda store: store.moved("N90001", "0000", 2024, -200),
            "1A",
            r"N90001 är −1\d\d,\d+ för 0000 2024 \(T\): under 0",
            r"N90001 2024 är −1\d\d,\d+, under 0",
            id="a share below 0, of the reference",
        ),
        pytest.param(
            lambda store: store.with_cell(
                "N90009", "9901", 2024, store.cell("N90009", "9901", 2024)._replace(value=0.0)
            ),
            "3B",
            r"N90009 är 0 för 9901 2024 \(T\): noll för första gången",
            r"N90009 2024 är 0, noll för första gången",
            id="a first zero",
        ),
        pytest.param(
            lambda store: store.with_cell(
                "N90005", "9901", 2024, store.cell("N90005", "9901", 2024)._replace(value=0.02)
            ),
            "2B",
            r"N90005 är 0,02 för 9901 2024 \(T\): högst en 30-del av åren före",
            r"N90005 2024 är 0,02, högst en 30-del av åren före",
            id="a thousandth",
        ),
        pytest.param(
            lambda store: store.with_cell(
                "N90005",
                "9901",
                2024,
                store.cell("N90005", "9901", 2024)._replace(
                    value=store.cell("N90005", "9901", 2023).value * 1.05 / 100
                ),
            ),
            "2B",
            r"N90005 är \d,\d+ för 9901 2024 \(T\): högst en 30-del av åren före",
            r"N90005 2024 är \d,\d+, högst en 30-del av åren före",
            id="a greater share than before, written as a fraction",
        ),
    ],
)
def test_a_value_that_cannot_be_is_kept_and_said_and_judges_when_it_is_accepted(
    project, example, change, target, note, said_at_target
):
    project.refresh()
    project.server.store = change(example)
    said = project.refresh("--force")
    assert said.status == 0
    assert f"orimligt värde som inte bedöms: {note[:6]}" in said.out
    assert "borttaget värde" not in said.out
    assert re.search(note, said.out), said.out
    kpi = note[:6]
    assert f"--accept-value {kpi}" in said.out
    doubted = open_workbook(PLAN).find(target)
    assert doubted.verdict.reason is Reason.DOUBTFUL
    assert re.search(said_at_target, sentence(doubted)), sentence(doubted)
    assert "Inget har ändrats" in project.refresh().out
    said = project.refresh("--accept-value", kpi)
    assert (said.status, "--accept-value" in said.out, len(project.vintages())) == (0, False, 3)
    accepted = open_workbook(PLAN).find(target)
    assert (accepted.verdict.status is Status.NOT_ASSESSED, accepted.verdict.numbers.year) == (False, 2024)
    again = project.refresh("--force")
    assert "--accept-value" not in again.out
    assert "Inget har ändrats" in again.out


def test_a_doubtful_value_is_in_no_mean(project, example):
    project.server.store = example.moved("N90002", "9905", 2024, 500)
    project.refresh()
    n = open_workbook(PLAN).find("1B").verdict.numbers
    sound = [Fraction(str(example_value("N90002", str(area), 2024))) for area in range(9901, 9931) if area != 9905]
    assert (n.reference_n, n.reference) == (29, sum(sound) / 29)


def test_a_plan_that_calls_its_municipality_by_another_s_name_stops_the_refresh(project, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN.read_text(encoding="utf-8").replace('id = "9901"', 'id = "9902"'), encoding="utf-8")
    said = project.refresh("--plan", str(plan))
    assert said.status == 1
    assert "9902 är Exempelgranne 2, men `name` är ”Exempelkommun”" in said.err
    assert project.folders() == []


def test_an_unknown_id_to_accept_is_an_error(project):
    said = project.refresh("--accept-title", "N99999")
    assert said.status == 1
    assert "N99999" in said.err
    assert project.server.targets == []


@pytest.mark.parametrize("kpi", ["N90006", "N90007"])
def test_an_alternative_or_related_series_that_is_gone_or_renamed_is_reported(project, kpi):
    project.server.store = project.server.store.with_kpi(kpi, title="Något annat")
    said = project.refresh("--dry-run")
    assert said.status == 0
    assert f"Obs: {kpi}" in said.out
    assert "”Något annat”" in said.out
    project.server.store = project.server.store.without_kpi(kpi)
    said = project.refresh("--force")
    assert said.status == 0
    assert f"Obs: {kpi}" in said.out
    _, manifest = only_vintage(project)
    assert kpi not in manifest.asked[0].series


def test_a_denominator_that_is_gone_is_named_by_what_it_is_for():
    found = Inspection(load_plan(), frozenset())
    found.titles([], ["N01951"])
    assert found.found.notes[0].startswith("N01951 (nämnare för 6A) finns inte hos tjänsten")


def test_a_series_that_the_plan_calls_ended_may_be_gone_and_its_older_vintage_stays_in_use(project):
    project.refresh()
    (first,) = project.vintages()
    project.server.store = project.server.store.without_kpi("N90009").moved("N90001", "9901", 2024, 1)
    said = project.refresh("--force")
    assert said.status == 0
    assert "N90009 finns inte hos tjänsten; planen säger att serien slutade 2024." in said.out
    assert f"Endast ett datauttag ({first}): N90009." in said.out
    workbook = open_workbook(PLAN)
    assert workbook.find("3B").extract.id == first
    assert workbook.find("1A").extract.id == f"{first}.2"


@pytest.mark.parametrize("kpi", ["N90006", "N90009"])
def test_a_series_that_is_there_without_values_is_not_kept_as_asked_for(project, kpi):
    """Else it would stand before the older vintage that has its values."""
    store = project.server.store
    empty = {key: {} for key in store.values if key[0] == kpi}
    project.server.store = type(store)(store.kpis, store.municipalities, store.groups, {**store.values, **empty})
    said = project.refresh()
    assert said.status == 0
    assert f"Obs: {kpi}" in said.out
    _, manifest = only_vintage(project)
    assert kpi not in manifest.asked[0].series
    assert kpi not in manifest.asked_means[0].sums


def test_a_group_that_judges_may_not_be_gone(project):
    store = project.server.store
    project.server.store = type(store)(store.kpis, store.municipalities, {}, store.values)
    said = project.refresh()
    assert said.status == 1
    assert "G9900" in said.err


def test_the_mean_is_computed_and_held_against_the_services_own(project, example):
    kpis = ["N90002", "N90003"]
    project.server.store = example.with_group_means("G9900", kpis)
    said = project.refresh()
    assert "skiljer sig" not in said.out
    folder, manifest = only_vintage(project)
    means = read_table(folder, manifest, "means.parquet").to_pylist()
    (mean,) = [m for m in means if (m["series"], m["year"], m["gender"]) == ("N90002", 2022, "T")]
    members = [area for area, about in example.municipalities.items() if about["type"] == "K"]
    assert mean["n"] == len(members)
    assert float(mean["sum"]) == pytest.approx(sum(example.cell("N90002", a, 2022).value for a in members))

    project.server.store = project.server.store.moved("N90002", "G9900", 2022, 0.02)
    said = project.refresh("--force", "--dry-run")
    assert "ovägda medelvärdet av G9900 skiljer sig från tjänstens eget i ett värde: N90002 2022 T" in said.out


def test_another_plan_in_the_same_folder_needs_no_code(project):
    project.refresh()
    other = PLAN.with_name("exempel-2027-2030.toml")
    said = project.run("refresh", "--plan", str(other), "--base-url", project.server.base_url, "--pace", "0")
    assert said.status == 0, said.err
    workbook = open_workbook(other)
    assert {a.status.value for a in workbook.assessments.values()} == {"not_assessed"}
    assert list(workbook.assessments) == ["1a", "1b", "2-å", "2b"]
    assert json.loads(project.run("status", "--plan", str(other), "--json").out)["counts"]["targets"] == 4


def test_the_same_plan_judges_another_municipality(project, example):
    project.refresh()
    ask = ("status", "--plan", str(PLAN), "--municipality", "9907", "--json")
    report = json.loads(project.run(*ask).out)
    (target,) = [one for one in report["targets"] if one["id"] == "1A"]
    assert float(target["own"]) == example.cell("N90001", "9907", 2024).value
    assert "Exempelgranne 7" in target["sentence"]


# --- the whole country -------------------------------------------------------------------------------

PEAK = """
import re, sys
from pathlib import Path
from goalkit.cli import main
try:
    main()
finally:
    # Not getrusage: its peak is that of the process that started this one, too.
    print("peak", re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read a peak from")
@pytest.mark.long
def test_the_country_arrives_whole_within_500_megabytes(national_data, tmp_path):
    plan = load_plan()
    titles = {kpi: record.title for kpi, record in plan.series.items() if record.title}
    store = national_store(national_data, "2024-08-30", needs=plan_series(plan), titles=titles)
    data = tmp_path / "data"
    (data / "kolada").mkdir(parents=True)
    with KoladaServer(store) as server:
        command = [sys.executable, "-c", PEAK, "refresh", "--base-url", server.base_url, "--pace", "0"]
        run = subprocess.run(
            command,
            env={"GOALKIT_DATA": str(data), "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
        batches = 2 * -(-(290 + 1 + 4) // 25)
        asked = [target for target in server.targets if "/data/" in target]
        assert batches <= len(asked) <= batches + 26, "one request a batch, and its pages"
    assert run.returncode == 0, run.stderr
    peak = int(re.search(r"peak (\d+)", run.stderr)[1]) / 1024
    print(f"peak memory of the refresh: {peak:.0f} MB")
    assert peak < 500
    (folder,) = (data / "kolada").glob("2*")
    kept = read_values(folder, read_manifest(folder)).to_pandas()
    there = national_values(national_data, "2024-08-30")
    areas = {area for area, about in store.municipalities.items() if about["type"] == "K"} | {"0000"}
    there = there[there["kpi"].isin(plan_series(plan)) & there["municipality"].isin(areas)]
    kept = kept[kept["kpi"].isin(set(there["kpi"]))].astype({"kpi": "object"})
    counted = kept.groupby("kpi")["value"].agg(["size", "sum"])
    expected = there.groupby("kpi")["value"].agg(["size", "sum"])
    assert json.loads(counted["size"].to_json()) == json.loads(expected["size"].to_json())
    for kpi in expected.index:
        assert sorted(kept[kept["kpi"] == kpi]["value"]) == sorted(there[there["kpi"] == kpi]["value"])


ONLY_OWN = """
form = 1
id = "bara-eget"
title = "Bara eget"
introduction = "Påhittad inledning."
indicator_note = "Påhittat."
municipality = { id = "9001", name = "Exempelkommun", genitive = "Exempelkommuns" }
decision = { date = 2022-12-19, body = "Påhittat fullmäktige", source = "Påhittat protokoll" }
years = { first = 2023, last = 2026 }
references = {}
focus_areas = [{ id = "allt", title = "Allt", global_goals = [] }]
goals = [{ number = 1, focus_area = "allt", title = "Mål", introduction = "Påhittad inledning." }]

[[targets]]
id = "1A"
goal = 1
wording = "Antalet ökar i jämförelse med 2022."
source = "Påhittat protokoll"
rule = { kind = "increases", since = 2022 }
indicator = { label = "Antal", better = "higher", unit = "number", decimals = 0, local = "Räkning", source = "P" }
"""


def test_a_plan_of_own_series_alone_has_nothing_to_fetch_and_no_source_that_is_not_there(project, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text(ONLY_OWN, encoding="utf-8")
    project.use_shipped_vintages()
    said = project.run("refresh", "--plan", str(plan), "--base-url", project.server.base_url)
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "inga nyckeltal ur Kolada" in said.err
    assert project.server.targets == []
    for command in ("status", "panel"):
        shown = project.run(command, "--plan", str(plan))
        assert (shown.status, shown.err) == (0, "")
        assert "Kolada" not in shown.out
