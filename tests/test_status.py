"""``goalkit status``: the promised JSON, the counts, CSV, options, errors, and what is not loaded."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from goalkit import cli
from goalkit.cli.table import say
from goalkit.model import Flag, Reason, Status, Unit
from goalkit.show.report import SCHEMA
from goalkit.workbook import Workbook, open_workbook
from tests.conftest import ROOT
from tests.made_up import ONE_AREA
from tests.own_series import csv_text
from tests.own_series import row as own_row

TOP = ["schema", "plan", "municipality", "as_of", "counts", "targets"]
COUNTS = {
    "targets": 21,
    "with_indicator": 14,
    "with_later_value": 8,
    "judged": 8,
    "judged_before_plan": 3,
    "met": 3,
    "not_met": 2,
    "unchanged": 0,
    "not_assessed": 13,
}
FIELDS = """id status reason where rule base_year year own_base own own_change reference_area reference_base reference
    reference_change reference_n measure_base measure unit measure_unit expected flags indicator vintage rounded
    sentence""".split()  # noqa: SIM905  one word per field, in order
NUMBERS = [name for name in FIELDS if name.startswith(("own", "measure")) or name in ("reference_base", "reference")]
NUMBERS = [*(name for name in NUMBERS if name != "measure_unit"), "reference_change"]


@dataclass(frozen=True)
class Said:
    out: str
    err: str
    status: int

    @property
    def json(self) -> dict:
        return json.loads(self.out)

    @property
    def targets(self) -> dict[str, dict]:
        return {target["id"]: target for target in self.json["targets"]}


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs ``goalkit …`` in process, as the installed command does."""

    def command(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["goalkit", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as end:
            status = end.code or 0
        else:
            status = 0
        said = capsys.readouterr()
        return Said(said.out, said.err, status)

    return command


@pytest.fixture(scope="module")
def shipped() -> Said:
    """Return ``goalkit status --json`` on the shipped data, run once as a process of its own."""
    return process("status", "--json")


def process(*arguments: str, **environment: str) -> Said:
    command = [sys.executable, "-m", "goalkit", *arguments]
    env = {**os.environ, "GOALKIT_DATA": str(ROOT / "data"), **environment}
    done = subprocess.run(command, capture_output=True, env=env, cwd=ROOT, check=False)
    return Said(done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), done.returncode)


# --- the promised form ---------------------------------------------------------------------------


def test_the_json_has_the_promised_keys_in_the_promised_order(shipped):
    assert (shipped.status, shipped.err) == (0, "")
    assert list(shipped.json) == TOP
    assert list(shipped.json["counts"]) == list(COUNTS)
    assert len(shipped.json["targets"]) == 21
    for target in shipped.json["targets"]:
        assert list(target) == FIELDS


def test_the_json_says_what_it_is_about(shipped):
    head = {name: shipped.json[name] for name in ("schema", "plan", "municipality", "as_of")}
    assert head == {"schema": 1, "plan": "norrkoping-2023-2026", "municipality": "0581", "as_of": "2026-09-28"}
    assert SCHEMA == 1


def test_the_shipped_counts_are_these_and_add_up(shipped):
    counts = shipped.json["counts"]
    assert counts == COUNTS
    parts = ("met", "not_met", "unchanged", "judged_before_plan", "not_assessed")
    assert sum(counts[name] for name in parts) == counts["targets"]
    assert counts["judged"] + counts["not_assessed"] == counts["targets"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("4A", "Serien slutar 2024, före planens sista år 2026: någon slutlig bedömning kan inte göras med den."),
        ("4B", "Nästa värde (2026) var planerat till 2026-10-04 och finns inte i datauttaget 2026-09-28."),
        ("3A", "Utfall: läget före mandatperioden (2022): villkoret uppfyllt."),
        ("2C", "Utfall: läget före mandatperioden (2022): villkoret inte uppfyllt."),
    ],
)
def test_what_a_reader_must_know_first_stands_at_the_target(target, said, run: Run):
    assert said in " ".join(run("status", "--target", target).out.split())


def test_the_counts_are_those_of_the_listed_targets(shipped):
    within = [t for t in shipped.json["targets"] if "before_plan" not in t["flags"]]
    for status in Status:
        assert shipped.json["counts"][status] == sum(t["status"] == status for t in within)
    before = [t["id"] for t in shipped.json["targets"] if "before_plan" in t["flags"]]
    assert before == ["1C", "2C", "3A"]


def test_every_word_of_the_json_is_from_a_closed_list(shipped):
    for target in shipped.json["targets"]:
        assert target["status"] in set(Status)
        assert (target["reason"] is None) == (target["status"] != "not_assessed")
        assert target["reason"] is None or target["reason"] in set(Reason)
        assert set(target["flags"]) <= set(Flag)
        assert {target["unit"], target["measure_unit"]} <= set(Unit)
        assert target["rule"] in {"gap_narrows", "above", "outpaces_reference", "increases", "decreases"}
        assert set(target["rounded"]) <= set(NUMBERS)
        assert target["where"] is None or target["where"].partition(":")[0] in {
            "own_base",
            "own_later",
            "reference_base",
            "reference_later",
        }


def test_every_number_is_an_exact_decimal_as_text_or_named_as_rounded(shipped):
    for target in shipped.json["targets"]:
        for name in NUMBERS:
            text = target[name]
            if text is None:
                assert name not in target["rounded"]
                continue
            assert isinstance(text, str)
            assert "e" not in text.lower()
            assert "." not in text or not text.endswith("0")
            places = -Decimal(text).as_tuple().exponent
            assert places <= 12
            assert name not in target["rounded"] or places >= 9, (target["id"], name, text)


def test_a_rule_s_measure_follows_from_the_numbers_beside_it(shipped):
    slack = Decimal("1e-11")
    checked = set()
    for t in shipped.json["targets"]:
        n = {name: Decimal(t[name]) for name in NUMBERS if t[name] is not None}
        if t["status"] == "not_assessed":
            continue
        sign = 1 if t["id"] == "2A" else -1
        expected = {
            "gap_narrows": lambda n=n: abs(n["own"] - n["reference"]),
            "above": lambda n=n: n["own"] - n["reference"],
            "outpaces_reference": lambda n=n, sign=sign: sign * (n["own_change"] - n["reference_change"]),
            "increases": lambda n=n: n["own"],
            "decreases": lambda n=n: n["own"],
        }[t["rule"]]()
        assert abs(n["measure"] - expected) < slack, t["id"]
        checked.add(t["rule"])
    assert checked == {"gap_narrows", "above", "outpaces_reference", "increases", "decreases"}


def test_fields_that_a_rule_does_not_have_are_null(shipped):
    above, level, development = (shipped.targets[name] for name in ("1B", "4B", "6A"))
    assert all(above[name] is None for name in ("base_year", "own_base", "own_change", "measure_base"))
    assert all(level[name] is None for name in FIELDS if name.startswith("reference"))
    assert development["measure_base"] is None
    assert development["own_change"] is not None


def test_a_target_that_is_not_assessed_gives_every_value_that_exists(shipped):
    target = shipped.targets["1A"]
    assert (target["status"], target["reason"], target["where"]) == ("not_assessed", "not_requested", "own_later")
    assert target["own_base"] is not None
    assert target["reference_base"] is not None
    assert target["measure_base"] is not None
    assert (target["year"], target["own"], target["measure"]) == (None, None, None)


def test_a_share_is_in_percent_and_its_gap_in_percentage_points(shipped):
    units = {t["id"]: (t["unit"], t["measure_unit"]) for t in shipped.json["targets"]}
    assert units["3B"] == ("percent", "percentage_points")
    assert units["4B"] == ("percent", "percent")
    assert units["6A"] == ("per_1000_inhabitants", "percentage_points")
    assert units["2C"] == ("per_1000_aged_16_64", "per_1000_aged_16_64")


# --- the golden table ----------------------------------------------------------------------------

GOLDEN = (
    "id",
    "status",
    "reason",
    "where",
    "base_year",
    "year",
    "measure_base",
    "measure",
    "flags",
    "vintage",
    "sentence",
)


def test_the_verdicts_and_their_sentences_are_the_kept_ones(shipped, golden):
    """A change of rule, plan, data or wording shows as a readable difference: ``pytest --update-golden``."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(GOLDEN)
    for target in shipped.json["targets"]:
        values = [target[name] for name in GOLDEN]
        writer.writerow([" ".join(v) if isinstance(v, list) else v for v in values])
    assert golden("verdicts.csv", out.getvalue()) == out.getvalue()


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["3A", "3a"])
def test_one_target_is_listed_alone_and_the_counts_stay(run: Run, shipped, name):
    said = run("status", "--target", name, "--json")
    assert said.json["targets"] == [shipped.targets["3A"]]
    assert said.json["counts"] == COUNTS


def test_one_target_in_the_terminal_has_its_wording_sentence_calculation_and_source(run: Run, shipped):
    said = run("status", "--target", "3B")
    text = " ".join(said.out.replace("\u00a0", " ").split())
    assert said.status == 0
    assert "3B. För andelen elever i årskurs 9 som når gymnasiebehörighet" in text
    assert shipped.targets["3B"]["sentence"].replace("\u00a0", " ") in text
    assert "Utfall: ej uppnådd." in text
    assert "Källa: Kolada, nyckeltal N15428." in text
    assert "Indikatorvalet är ett antagande." in text
    assert "Beräkning och bedömning: Egen bearbetning av data från Kolada." in text


def test_one_target_in_the_terminal_says_what_the_plan_remarks_and_assumes(run: Run):
    assert "Serien slutar 2024, så 2025 och 2026 kan inte följas med den." in run("status", "--target", "4A").out
    assert "att utvecklingen räknas från 2022 är vårt antagande." in run("status", "--target", "2A").out


@pytest.mark.parametrize("columns", range(12, 60))
def test_a_text_is_folded_at_spaces_only_and_has_none_at_its_ends(columns, capsys):
    """A number with a no-break space in it that is folded there reads as two numbers."""
    text = "Utsläppen angavs först till 625\N{NO-BREAK SPACE}269 ton, senare till 611\N{NO-BREAK SPACE}607 ton."
    say(Console(width=columns), text, indent=2)
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(line.strip(" ") for line in lines) == text
    assert all(line.startswith("  ") and not line.endswith(" ") and len(line) <= columns for line in lines)


def test_figures_that_are_not_koladas_never_stand_under_its_name(run: Run, monkeypatch, tmp_path):
    """What a test service gave is named as what it is, the own work on it too."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "kolada", data / "kolada")
    for manifest in data.glob("kolada/*/manifest.json"):
        there = json.loads(manifest.read_text(encoding="utf-8")) | {"source": "Källa: provtjänst"}
        manifest.write_text(json.dumps(there), encoding="utf-8")
    monkeypatch.setenv("GOALKIT_DATA", str(data))
    shown = " ".join(run("status").out.split())
    assert "Källa: provtjänst (värden så som de hämtades)." in shown
    assert "Egen bearbetning av data från provtjänst (skillnader, medel och bedömningar)." in shown
    assert "Kolada" not in shown
    assert "Kolada." not in run("status", "--target", "1B").out


def test_an_own_series_is_named_among_the_sources_and_not_as_koladas(run: Run, monkeypatch, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "kolada", data / "kolada")
    monkeypatch.setenv("GOALKIT_DATA", str(data))
    assert run("local", "new", "eget", "--plan", ONE_AREA).status == 0
    file = next(data.glob("local/*/*/eget.csv"))
    later = own_row(år="2024", mätt="2024-08-15", inlagt="2025-02-01")
    file.write_text(csv_text(own_row(), later), encoding="utf-8")
    said = run("status", "--plan", ONE_AREA)
    assert "Egen serie, eget: Källa: Exempelkommuns kartering. Inlagt 2025-02-01." in said.out
    assert "Egen bearbetning av Exempelkommuns egna uppgifter (skillnader, medel och bedömningar)." in " ".join(
        said.out.split()
    )
    assert "Källa: Kolada" not in said.out


def test_the_table_has_every_area_goal_and_target_the_denominators_and_the_vintages(run: Run, workbook: Workbook):
    said = run("status")
    for area in workbook.plan.focus_areas:
        assert area.title.upper() in said.out
    for a in workbook.assessments.values():
        assert f"\n  {a.target.id} " in said.out
    assert "Kan inte bedömas" in said.out
    assert "Datauttag 2024-08-30: 1A, 1C, 2A, 2C, 3A, 3C, 4A, 4C, 6B." in said.out
    assert "Egen bearbetning av data från Kolada" in said.out
    assert "delvis" not in said.out.lower()


def in_a_terminal(columns: int, run: Run, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """Return what a command prints in a terminal of so many columns; nothing of it is beyond them or left out."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(Console, "is_terminal", True)
    monkeypatch.setenv("TERM", "xterm")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", run(*arguments).out)
    assert max(map(len, shown.splitlines())) <= columns
    assert "…" not in shown
    return shown


def test_no_heading_and_no_word_is_left_out_of_the_other_tables_in_a_narrow_terminal(run: Run, monkeypatch, shipped):
    headings = in_a_terminal(80, run, monkeypatch, "panel").splitlines()
    named = {id_ for id_, target in shipped.targets.items() if target["indicator"]}
    assert any(named.issubset(line.split()) for line in headings)
    shown = in_a_terminal(80, run, monkeypatch, "readings", "3A")
    assert "kommungenomsnittet" in shown


@pytest.mark.parametrize("columns", [120, 100, 80, 60])
def test_no_number_and_no_reason_is_cut_in_a_narrow_terminal(columns, run: Run, monkeypatch):
    """A standard terminal has 80 columns; a number that is cut can be read as another number."""
    shown = in_a_terminal(columns, run, monkeypatch, "status")
    words = shown.replace("\N{NO-BREAK SPACE}", " ").split()
    for word in (
        "2021/22",
        "2025/26",
        "−3,2",
        "−1,6",
        "4,32",
        "4,58",
        "CO₂e/inv.",
        "1,23",
        "1,21",
        "nyckeltal",
        "hämtade",
    ):
        assert word in words


def test_csv_is_for_a_swedish_spreadsheet(run: Run, shipped):
    said = run("status", "--csv")
    assert said.out.startswith("\ufeffid;status;")
    table = list(csv.reader(io.StringIO(said.out.removeprefix("\ufeff")), delimiter=";"))
    assert table[0] == FIELDS
    assert [row[0] for row in table[1:]] == [t["id"] for t in shipped.json["targets"]]
    for row in table[1:]:
        cells, target = dict(zip(FIELDS, row, strict=True)), shipped.targets[row[0]]
        for name in NUMBERS:
            assert cells[name] == (target[name] or "").replace(".", ",")
        assert cells["flags"] == " ".join(target["flags"])
        assert cells["sentence"] == target["sentence"]
        assert cells["year"] == ("" if target["year"] is None else str(target["year"]))


def test_a_vintage_judges_as_was_known_then(run: Run):
    then = run("status", "--vintage", "2024-08-30", "--json")
    assert then.json["as_of"] == "2024-08-30"
    assert {t["vintage"] for t in then.json["targets"]} == {"2024-08-30", None}
    assert then.targets["5A"]["own_base"] == "4.35794619"
    counts = then.json["counts"]
    assert (counts["met"], counts["not_met"], counts["unchanged"]) == (0, 0, 0)
    assert all(t["year"] is None or t["year"] <= 2022 for t in then.json["targets"])


def test_a_day_of_judgement_is_printed(run: Run):
    assert run("status", "--as-of", "2027-01-20", "--json").json["as_of"] == "2027-01-20"
    assert "2027-01-20" in run("status", "--as-of", "2027-01-20").out


def test_another_municipality_and_another_plan_are_judged_by_the_same_command(run: Run):
    other = run("status", "--municipality", "0580", "--json")
    assert (other.status, other.json["municipality"]) == (0, "0580")
    assert "Linköping" in other.targets["4B"]["sentence"]
    assert "Norrköping" not in "".join(t["sentence"] for t in other.json["targets"])
    plan = run("status", "--plan", ONE_AREA, "--json")
    assert (plan.status, plan.json["plan"]) == (0, "exempelkommun-2023-2026")
    assert {t["reason"] for t in plan.json["targets"]} == {"not_requested", "no_indicator"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--target", "9Z"), ["har ingen måluppfyllelse 9Z", "3A"]),
        (("--plan", "annan"), ["Planen annan finns inte", "norrkoping-2023-2026"]),
        (("--municipality", "9999"), ["9999 är ingen känd kommun", "0581"]),
        (("--vintage", "2020-01-01"), ["från 2020-01-01 eller tidigare", "2024-08-30"]),
        (("--vintage", "igår"), ["igår är varken ett datum eller ett datauttag", "ÅÅÅÅ-MM-DD"]),
    ],
)
def test_what_is_not_there_is_one_swedish_line_that_says_what_is(run: Run, arguments, words):
    said = run("status", *arguments)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("Fel: ")
    assert said.err.count("\n") == 1
    assert all(word in said.err for word in words)


def test_what_is_no_date_is_refused(run: Run):
    said = run("status", "--as-of", "i morgon")
    assert (said.status, said.out) == (2, "")
    assert "'i morgon' är inget datum. Skriv ÅÅÅÅ-MM-DD" in said.err


def test_a_data_folder_that_is_not_there_is_one_swedish_line(run: Run, monkeypatch, tmp_path):
    monkeypatch.setenv("GOALKIT_DATA", str(tmp_path))
    said = run("status")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "GOALKIT_DATA pekar på" in said.err
    monkeypatch.delenv("GOALKIT_DATA")
    monkeypatch.chdir(tmp_path)
    assert "Ingen mapp data/kolada finns" in run("status").err


def test_the_data_folder_is_found_from_the_working_directory_upwards(run: Run, monkeypatch):
    monkeypatch.delenv("GOALKIT_DATA")
    monkeypatch.chdir(ROOT / "goalkit" / "plans")
    assert run("status", "--json").json["counts"] == COUNTS


# --- the same everywhere -------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes_whatever_the_clock_zone_and_language(shipped):
    abroad = process(
        "status", "--json", TZ="Pacific/Kiritimati", LANG="C", LC_ALL="C", PYTHONHASHSEED="7", COLUMNS="40"
    )
    assert abroad.out == shipped.out


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_what_is_written_is_utf_8_even_where_the_console_is_not(form, shipped):
    said = process("status", *form, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (said.status, said.err) == (0, "")
    assert "Norrköping" in said.out
    assert form != ("--json",) or said.out == shipped.out


def test_status_loads_no_chart_no_notebook_and_no_data_frame():
    code = (
        "import sys\nfrom goalkit.cli import main\n"
        "try: main()\n"
        "finally: print('LOADED', *sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    for form in ("--json", "--target=3A"):
        done = subprocess.run([sys.executable, "-c", code, "status", form], capture_output=True, check=True, cwd=ROOT)
        loaded = done.stdout.decode("utf-8").rpartition("LOADED")[2].split()
        assert "pyarrow" in loaded
        assert not {"altair", "marimo", "pandas", "requests", "requests_cache"} & set(loaded)


def test_the_workbook_of_the_command_is_the_one_of_the_library(shipped, shipped_data: Path):
    book = open_workbook(data=shipped_data)
    assert {t: (s["status"], s["year"]) for t, s in shipped.targets.items()} == {
        t: (a.status.value, a.verdict.numbers.year) for t, a in book.assessments.items()
    }
