"""The country on one page: each municipality judged as if the plan were its own, and written whole."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from goalkit.beside.country import Cell, Country, Outcome, all_rows, cell, judge_country, ordered, placed, tally
from goalkit.beside.grid import NationalGrids
from goalkit.beside.standing import ranks_of
from goalkit.beside.windows import measure, pick
from goalkit.cli import cli
from goalkit.judge import Assessment
from goalkit.model import Better, Evidence, Line, Point, Status
from goalkit.plan import Target
from goalkit.planfile import load_plan
from goalkit.rules import Above, GapNarrows, OutpacesReference, Rule
from goalkit.show.country import country_csv, write_parquet
from goalkit.show.country_blocks import improvement_text
from goalkit.words.country import WORD, outcome_word
from goalkit.words.terms import CONDITION
from goalkit.workbook import Workbook, open_workbook
from tests.panels import target

HIGHER, LOWER = Better.HIGHER, Better.LOWER


@pytest.fixture(scope="session")
def page(national_book: Workbook) -> Country:
    return judge_country(national_book)


def test_the_plans_own_municipality_gets_its_own_verdicts(page: Country, national_book: Workbook):
    row = [m.id for m in page.municipalities].index("0581")
    assert len(page.cells) == 290
    for found in page.cells[row]:
        own = national_book.assessments[found.assessment.target.id]
        assert (found.assessment.verdict, found.assessment.evidence) == (own.verdict, own.evidence)


def test_another_municipality_gets_the_verdicts_of_its_own_workbook(page: Country, country: Path):
    linkoping = open_workbook(data=country, municipality="0580", as_of=page.workbook.as_of)
    row = [m.id for m in page.municipalities].index("0580")
    for found in page.cells[row]:
        assert found.assessment.verdict == linkoping.assessments[found.assessment.target.id].verdict


def test_every_cell_is_what_the_arrays_say_where_both_judge(page: Country, panel: NationalGrids):
    """The scalar page and the vectorised panel meet in the window from the base year to the judged one."""
    compared = 0
    for goal in page.targets:
        made = panel.grids[goal.id][0]
        for found in page.column(goal):
            n = found.assessment.verdict.numbers
            if found.improvement is None:
                continue
            windows = pick(made, [(n.base_year or n.year, n.year)])
            measured = measure(goal, made, windows)
            row = made.row(found.assessment.municipality.id)
            value = Fraction(int(measured.improvement[row, 0]), int(measured.divisor[row, 0]))
            per = 100 if isinstance(goal.rule, OutpacesReference) else 1
            assert value * per == found.improvement
            compared += 1
    assert compared > 1000


def cell_of(goal: Target, own: dict[int, str], reference: dict[int, str], first_year: int = 2023) -> Cell:
    plan = load_plan()
    lines = [
        Line({y: Point(Fraction(text)) for y, text in values.items()}, asked=frozenset(range(2020, 2027)))
        for values in (own, reference)
    ]
    evidence = Evidence(
        own=lines[0], better=goal.indicator.better, first_year=first_year, last_year=2026, reference=lines[1]
    )
    return cell(Assessment(plan, goal, plan.municipality, evidence, goal.rule.judge(evidence)))


NARROWS = GapNarrows(reference="riket", since=2022)


@pytest.mark.parametrize(
    ("own", "better", "expected"),
    [
        ({2022: "8", 2023: "9"}, HIGHER, Outcome.MET),
        ({2022: "8", 2023: "7"}, HIGHER, Outcome.NOT_MET),
        ({2022: "8", 2023: "12"}, HIGHER, Outcome.UNCHANGED),
        ({2022: "13", 2023: "11"}, HIGHER, Outcome.ADVANTAGE),
        ({2022: "13", 2023: "15"}, HIGHER, Outcome.ADVANTAGE),
        ({2022: "13", 2023: "11"}, LOWER, Outcome.MET),
        ({2022: "10", 2023: "11"}, HIGHER, Outcome.NOT_MET),
        ({2022: "13"}, HIGHER, Outcome.MISSING),
        ({2023: "13"}, HIGHER, Outcome.MISSING),
    ],
)
def test_a_municipality_that_started_better_is_neither_met_nor_not(own: dict, better: Better, expected: Outcome):
    assert cell_of(target(NARROWS, better), own, {2022: "10", 2023: "10"}).outcome is expected


def test_a_year_before_the_plan_is_no_outcome():
    goal = target(GapNarrows(reference="riket", since=2021))
    assert cell_of(goal, {2021: "8", 2022: "9"}, {2021: "10", 2022: "10"}).outcome is Outcome.BEFORE_PLAN
    assert cell_of(goal, {2021: "13", 2022: "11"}, {2021: "10", 2022: "10"}).outcome is Outcome.ADVANTAGE


def test_whom_a_target_about_a_gap_is_not_about_is_marked_over_the_whole_country(page: Country, panel: NationalGrids):
    """Counted anew in the arrays: who lay better than the reference in the base year, and was judged."""
    for target_id, (base, later) in {"1C": (2020, 2022), "2C": (2021, 2022), "3A": (2021, 2022)}.items():
        goal, made = page.workbook.plan.target(target_id), panel.grids[target_id][0]
        better = {a for a in made.areas if (v := made.value(a, base)) is not None and v > made.reference(base)}
        both = {a for a in better if made.value(a, later) is not None}
        marked = {c.assessment.municipality.id for c in page.column(goal) if c.outcome is Outcome.ADVANTAGE}
        assert marked == both
        assert len(marked) > 80


def test_the_page_counts_what_is_missing_apart(page: Country):
    counts = tally(page.column(load_plan().target("1C")))
    assert counts[Outcome.MISSING] == 50
    assert sum(counts.values()) == 290


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["panel", *arguments])
    assert result.exception is None, result.output
    return result.output


def test_the_page_is_a_table_in_the_terminal():
    told = run()
    assert len([line for line in told.splitlines() if line.startswith(("Norrköping ", "Linköping "))]) == 2
    assert "◆ ej uppnådd" in told
    assert "△ målet avser en nackdel" in told
    assert "Nya värden hämtas med `goalkit refresh`." in told
    assert "Lokal serie, kan inte jämföras: 2B, 5B, 5C, 5D, 5E, 6C och 6D." in told


def first_column(*arguments: str) -> list[str]:
    rows = run(*arguments).splitlines()[3:293]
    return [re.split(r" {2,}", row)[0] for row in rows]


def test_the_page_in_the_terminal_is_sorted_as_asked(monkeypatch: pytest.MonkeyPatch, workbook: Workbook):
    judged = judge_country(workbook)
    monkeypatch.setattr("goalkit.cli.panel.judge_country", lambda *_: judged)
    assert first_column()[:2] == ["Ale", "Alingsås"]
    assert first_column("--sort", "nearest")[:3] == ["Norrköping", "Eskilstuna", "Gävle"]
    assert first_column("--sort", "3b")[:2] == ["Örebro", "Södertälje"]
    result = CliRunner().invoke(cli, ["panel", "--sort", "9Z"])
    assert "--sort tar name, nearest eller en måluppfyllelse med nyckeltal ur Kolada, till exempel 1A" in str(
        result.exception
    )


def test_one_target_is_told_with_its_numbers_and_what_stands_beside_it():
    told = run("--target", "6a")
    places = [line.split()[1] for line in told.splitlines() if re.match(r"\d+ ", line)]
    assert (places[:3], len(places)) == (["Norrköping", "Örebro", "Eskilstuna"], 12)
    assert "−3,2\u00a0% mot −1,6\u00a0%" in told
    assert "kan inte bedömas: senare år inte hämtade, 278 kommuner" in told
    for heading in ("Hur vanligt är utfallet?", "Var det ovanligt?"):
        assert heading in told
    assert "Hur säkert är det?" not in told, "nothing is known of it"


def test_a_local_series_has_no_page(tmp_path: Path):
    file = tmp_path / "2B.csv"
    result = CliRunner().invoke(cli, ["panel", "--target", "2B", "--csv", str(file)])
    assert str(result.exception) == "2B följs med en egen serie och kan inte jämföras med andra kommuner."
    assert not file.exists()
    told = run("--target", "2B")
    assert told.startswith("2B. Antalet arbetsställen")
    assert told.count("Lokal serie, kan inte jämföras.") == 2
    assert "Plats" not in told


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ({2022: "8", 2023: "8.0004"}, "+0,0004"),
        ({2022: "6.5504", 2023: "6.55"}, "−0,0004"),
        ({2022: "8", 2023: "12"}, "±0,0"),
        ({2022: "8", 2023: "9"}, "+1,0"),
    ],
)
def test_what_is_not_a_tie_does_not_look_like_one_under_its_sign(own: dict, written: str):
    """A gap from 3,4496 to 3,45 is 3,4 and 3,5, and yet it has grown by 0,0004."""
    assert improvement_text(cell_of(target(NARROWS), own, {2022: "10", 2023: "10"})) == written


@pytest.mark.parametrize(
    ("rule", "own", "reference", "word"),
    [
        (NARROWS, {2022: "8", 2023: "8"}, {2022: "10", 2023: "10"}, "oförändrad"),
        (NARROWS, {2022: "8", 2023: "12"}, {2022: "10", 2023: "10"}, "lika stor skillnad, åt andra hållet"),
        (Above(reference="riket"), {2023: "10"}, {2023: "10"}, "lika med jämförelsevärdet"),
        (
            OutpacesReference(reference="riket", since=2022),
            {2022: "8", 2023: "12"},
            {2022: "10", 2023: "15"},
            "lika utveckling",
        ),
    ],
)
def test_a_tie_has_the_word_of_its_rule_in_a_cell_too(rule: Rule, own: dict, reference: dict, word: str):
    found = cell_of(target(rule), own, reference)
    assert (found.outcome, outcome_word(found)) == (Outcome.UNCHANGED, word)


# --- places in a list --------------------------------------------------------------------------------


def judged_again(c: Cell, year: int, outcome: Outcome) -> Cell:
    """Return a cell as it would be, had its verdict been about another year."""
    verdict = c.assessment.verdict
    numbers = replace(verdict.numbers, year=year)
    return replace(c, assessment=replace(c.assessment, verdict=replace(verdict, numbers=numbers)), outcome=outcome)


def with_cell(page: Country, goal: Target, name: str, change: Callable[[Cell], Cell]) -> Country:
    """Return the page with one cell changed."""
    row = [m.name for m in page.municipalities].index(name)
    column = page.targets.index(goal)
    cells = [list(each) for each in page.cells]
    cells[row][column] = change(cells[row][column])
    return replace(page, cells=tuple(map(tuple, cells)))


@pytest.mark.parametrize("target_id", ["1C", "2C", "3A", "5A"])
def test_the_place_in_the_list_is_the_one_that_is_told_among_all(page: Country, panel: NationalGrids, target_id: str):
    goal = page.workbook.plan.target(target_id)
    own = page.workbook.assessments[target_id]
    told = ranks_of(own, panel)[0]
    found = {c.assessment.municipality.id: place for place, c in placed(page, goal)}
    assert (found["0581"], len(found)) == (told.middle, told.n)


def test_those_that_are_equal_share_the_middle_of_their_places_in_the_list_too():
    told = run("--target", "1B")
    assert "Plats av 212" in told
    shared = re.findall(r"^3 +(\S+) +● uppnådd +2023 +100,0\u00a0% mot", told, re.MULTILINE)
    assert len(shared) == 5
    assert re.search(r"^6 +\S", told, re.MULTILINE)


def test_one_judged_on_another_year_has_no_place_and_comes_last(workbook: Workbook):
    page, goal = judge_country(workbook), workbook.plan.target("6A")
    first = [c.assessment.municipality.name for _, c in placed(page, goal)]
    moved = with_cell(page, goal, "Örebro", lambda c: judged_again(c, 2024, c.outcome))
    found = [(place, c.assessment.municipality.name) for place, c in placed(moved, goal)]
    assert [name for _, name in found] == [*(name for name in first if name != "Örebro"), "Örebro"]
    assert [place for place, _ in found] == [*range(1, 12), None]


def test_an_order_by_target_mixes_neither_years_nor_what_is_no_outcome_of_the_plan(workbook: Workbook):
    page, goal = judge_country(workbook), workbook.plan.target("6A")
    page = with_cell(page, goal, "Norrköping", lambda c: replace(c, outcome=Outcome.ADVANTAGE))
    page = with_cell(page, goal, "Örebro", lambda c: judged_again(c, 2022, Outcome.BEFORE_PLAN))
    page = with_cell(page, goal, "Eskilstuna", lambda c: judged_again(c, 2024, c.outcome))
    names = [row.municipality.name for row in ordered(page, all_rows(page), "6A")][:12]
    assert names[0] == "Södertälje"
    assert names[-3:] == ["Eskilstuna", "Örebro", "Norrköping"]


def test_the_page_as_csv_and_as_parquet_hold_the_same(page: Country, tmp_path: Path):
    text = country_csv(page)
    assert text.startswith("\ufeffmunicipality;name;target;outcome")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    write_parquet(page, tmp_path / "panel.parquet")
    again = pq.read_table(tmp_path / "panel.parquet").to_pylist()
    assert len(rows) == len(again) == 290 * 14
    for written, read in zip(rows, again, strict=True):
        assert (written["municipality"], written["target"], written["outcome"]) == (
            read["municipality"],
            read["target"],
            read["outcome"],
        )
        assert (written["measure"] == "") == (read["measure"] is None)
        if read["measure"] is not None:
            assert float(written["measure"].replace(",", ".")) == read["measure"]
    norrkoping = next(row for row in rows if (row["municipality"], row["target"]) == ("0581", "3A"))
    assert (norrkoping["outcome"], norrkoping["status"], norrkoping["reference"]) == (
        Outcome.BEFORE_PLAN,
        "met",
        "87,206021",
    )
    before = [row for row in rows if row["outcome"] == Outcome.BEFORE_PLAN]
    assert all(row["outcome_text"] == WORD[Outcome(row["outcome"])] for row in rows if row not in before)
    assert all(row["outcome_text"].startswith(f"{WORD[Outcome.BEFORE_PLAN]} (") for row in before)
    assert all(row["outcome_text"].endswith(f"): {CONDITION[Status(row['status'])]}") for row in before)
    assert {row["reason_text"] for row in rows if row["reason"] == "no_base_value"} == {"basårets värde saknas"}
    assert all((row["reason"] == "") == (row["reason_text"] == "") for row in rows)
    assert all(row["vintage"] == "2024-08-30" for row in rows)
    assert {row["reference_n"] for row in rows if (row["target"], row["year"]) == ("1B", "2022")} == {"229"}


def test_the_page_is_written_to_the_files_that_are_named(tmp_path: Path):
    files = tmp_path / "panel.csv", tmp_path / "panel.parquet"
    told = run("--target", "1b", "--csv", str(files[0]), "--parquet", str(files[1]))
    assert told.count("Skrev ") == 2
    assert files[0].read_bytes().count(b"\r\n") == 291
    assert pq.read_metadata(files[1]).num_rows == 290
    result = CliRunner().invoke(cli, ["panel", "--csv", str(tmp_path / "saknas" / "panel.csv")])
    assert "kan inte skrivas" in str(result.exception)


@pytest.mark.parametrize("option", ["--csv", "--parquet"])
def test_a_file_that_cannot_be_written_is_named_and_stays(option: str, tmp_path: Path):
    """The disk is full: the error has no name of its own, and what stood in the place is nobody's to remove."""
    if not Path("/dev/full").is_char_device():
        pytest.skip("/dev/full saknas")
    file = tmp_path / "panel"
    file.symlink_to("/dev/full")
    result = CliRunner().invoke(cli, ["panel", option, str(file)])
    assert str(result.exception) == f"{file} kan inte skrivas (disken är full). Välj en annan plats."
    assert file.is_symlink()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sort", "3B", "--target", "3A"), "--sort ordnar bara tabellen över alla måluppfyllelser"),
        (("--sort", "3B", "--csv", "{file}"), "--sort ordnar bara tabellen över alla måluppfyllelser"),
        (("--csv", "{file}", "--parquet", "{file}"), "ange två olika filer"),
        (("--csv", "{file}.xlsx"), "panel.xlsx: det som skrivs är CSV; välj ett namn som slutar på .csv"),
    ],
)
def test_what_would_be_left_undone_in_silence_is_refused(arguments: tuple[str, ...], said: str, tmp_path: Path):
    file = tmp_path / "panel"
    result = CliRunner().invoke(cli, ["panel", *(a.format(file=file) for a in arguments)])
    assert said in str(result.exception)
    assert list(tmp_path.iterdir()) == []
