"""An analyst's comment: its numbers are filled in from the verdicts, and one for another year is said to be so."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import marimo as mo
import msgspec
import pytest
from click.testing import CliRunner

from goalkit.cli import cli
from goalkit.errors import CommentError, ExportError
from goalkit.model import Unit
from goalkit.publishing.publish import make
from goalkit.rules import Above, GapNarrows, Increases, OutpacesReference
from goalkit.show import blocks
from goalkit.words.references import REFERENCES, filled, stale, typed_numbers
from goalkit.workbook import Workbook
from tests.evidence import assessment, evidence, line
from tests.test_notebooks import run
from tests.websites import project

B = "\u00a0"
GAP, ABOVE = GapNarrows(reference="landet", since=2022), Above(reference="medlet")
UP, OUTPACES = Increases(since=2022), OutpacesReference(reference="landet", since=2022)
NARROWED = assessment(GAP, evidence({2022: "50.25", 2024: "51"}, {2022: "52.6", 2024: "52.85"}))


def words(text: str, **assessments) -> str:
    return re.sub(r"<[^>]+>", "", filled(text, {name.removeprefix("_"): a for name, a in assessments.items()}))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("status", "uppnådd"),
        ("year", "2024"),
        ("base_year", "2022"),
        ("own", f"51,0{B}%"),
        ("own_base", f"50,3{B}%"),
        ("reference", f"52,9{B}%"),
        ("reference_base", f"52,6{B}%"),
        ("gap", f"1,9{B}procentenheter"),
        ("gap_base", f"2,4{B}procentenheter"),
        ("change", f"+0,8{B}procentenheter"),
    ],
)
def test_a_reference_is_filled_in_with_unit_and_swedish_rounding(name: str, said: str):
    assert words(f"Talet är {{3A.{name}}}.", _3A=NARROWED) == f"Talet är {said}."


def test_a_target_has_the_references_of_its_rule():
    above = assessment(ABOVE, evidence({2024: "7.25"}, line({2024: "9"}, n=1, size=3)))
    assert words("{1B.gap} mot {1B.reference}, {1B.reference_n}", _1B=above) == (
        f"1,8{B}procentenheter mot 9,0{B}%, 1 kommun"
    )
    outpaces = assessment(OUTPACES, evidence({2022: "200", 2024: "198"}, {2022: "50", 2024: "51"}))
    assert words("{2A.change} och {2A.reference_change}", _2A=outpaces) == f"−1,0{B}% och +2,0{B}%"
    level = assessment(UP, evidence({2022: "1234.5", 2024: "1234.5"}))
    assert words("{4B.own}, {4B.change}", _4B=level) == f"1{B}234,5{B}%, ±0,0{B}procentenheter"
    year = assessment(GAP, evidence({2022: "1", 2024: "2"}, {2022: "3", 2024: "3"}), school_year=True)
    assert words("{3B.base_year}", _3B=year) == "läsåret 2021/22"


def test_a_gap_is_written_with_the_decimals_that_its_sentence_has():
    close = assessment(GAP, evidence({2022: "50.00", 2024: "50.01"}, {2022: "52.00", 2024: "52.00"}))
    assert words("{3A.gap} och {3A.gap_base}", _3A=close) == f"1,99{B}procentenheter och 2,00{B}procentenheter"


def test_a_counted_unit_has_no_percentage_points():
    plain = assessment(UP, evidence({2022: "10", 2024: "9"}, decimals=0))
    indicator = msgspec.structs.replace(plain.indicator, unit=Unit.JOBS)
    jobs = replace(plain, target=msgspec.structs.replace(plain.target, indicator=indicator))
    assert words("{1A.own}, {1A.change}", _1A=jobs) == f"9{B}sysselsatta, −1{B}sysselsatt"


def test_every_reference_has_a_value_in_some_target_of_the_shipped_plan(workbook: Workbook):
    missing = [n for n, find in REFERENCES.items() if not any(map(find, workbook.assessments.values()))]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{9Z.gap}", "{9Z.gap}: planen har ingen måluppfyllelse 9Z. De som finns: 3A."),
        ("{3A.gapp}", "{3A.gapp}: det finns ingen hänvisning gapp. De som 3A har: status, year, base_year"),
        ("{3A}", "{3A}: det finns ingen hänvisning . De som 3A har: status"),
        ("{3A.reference_n}", "{3A.reference_n}: 3A har inget värde för reference_n. De som 3A har: status"),
        ("en { ensam", "En ensam klammer ({) betyder inget. Skriv {{ för själva tecknet."),
        ("en } ensam", "En ensam klammer (}) betyder inget. Skriv }} för själva tecknet."),
    ],
)
def test_a_reference_that_cannot_be_filled_in_is_named_with_those_that_can(text: str, said: str):
    with pytest.raises(CommentError, match=re.escape(said)):
        filled(text, {"3A": NARROWED})


def test_two_braces_are_one():
    assert words("{{3A.gap}} är {3A.gap}", _3A=NARROWED) == f"{{3A.gap}} är 1,9{B}procentenheter"


def test_numbers_typed_by_hand_can_be_told_from_those_filled_in():
    text = "Från {3A.gap_base} ({3A.base_year}) till **1,9** procentenheter, −0,5, 1 234 och läsåret 2021/22"
    assert typed_numbers(mo.md(filled(text, {"3A": NARROWED})).text) == ["1,9", "−0,5", "1", "234", "2021/22"]
    assert typed_numbers(mo.md(filled("{3A.gap} {3A.year}", {"3A": NARROWED})).text) == []


def test_a_comment_for_another_year_is_said_to_be_so():
    gone = assessment(GAP, evidence({2022: "50", 2023: "51"}, {2022: "52"}))
    assert stale(NARROWED, 2024) == stale(NARROWED, None) == stale(gone, None) == ""
    assert stale(NARROWED, 2023) == "Kommentaren skrevs för 2023; bedömningen gäller 2024."
    assert stale(NARROWED, 2025) == "Kommentaren skrevs för 2025; bedömningen gäller 2024."
    assert stale(gone, 2023) == "Kommentaren skrevs för 2023; nu kan inget år bedömas."
    school = assessment(GAP, evidence({2022: "50", 2024: "51"}, {2022: "52", 2024: "52"}), school_year=True)
    assert stale(school, 2023) == "Kommentaren skrevs för läsåret 2022/23; bedömningen gäller läsåret 2023/24."
    assert '<p class="gk-stale">Kommentaren skrevs för 2023' in blocks.comment(NARROWED, "<p>Text</p>", 2023)


def test_a_comment_without_a_year_is_marked_where_there_is_a_judged_year_that_it_could_say():
    gone = assessment(GAP, evidence({2022: "50", 2023: "51"}, {2022: "52"}))
    assert '<aside class="gk-comment gk-undated"' in blocks.comment(NARROWED, "<p>Text</p>", None)
    assert '<aside class="gk-comment"' in blocks.comment(NARROWED, "<p>Text</p>", 2024)
    assert '<aside class="gk-comment"' in blocks.comment(gone, "<p>Text</p>", None)


@pytest.fixture
def commented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return what writes a comment to 5A into a notebook of one's own and returns it."""
    home = project(tmp_path)
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))

    def write(call: str) -> Path:
        path = home / "notebooks" / "klimat_och_miljo.py"
        text = path.read_text(encoding="utf-8")
        assert 'gk.comment(m5a, "", year=None)' in text
        path.write_text(text.replace('gk.comment(m5a, "", year=None)', call), encoding="utf-8")
        return path

    return write


def test_a_page_has_the_numbers_filled_in_and_says_that_a_comment_is_old(commented: Callable[[str], Path]):
    call = 'gk.comment(m5a, "Från {5A.own_base} ({5A.base_year}) till {5A.own}.", year=2023)'
    pages = make([commented(call)]).pages
    found = re.search(r'<aside class="gk-comment".*?</aside>', pages["klimat_och_miljo.html"], re.DOTALL)
    assert found is not None
    told = unescape(re.sub(r"<[^>]+>", "", found[0]))
    unit = "ton koldioxidekvivalenter per invånare"
    assert f"Från 4,32{B}{unit} (2020) till 4,58{B}{unit}." in told
    assert "Kommentaren skrevs för 2023; bedömningen gäller 2024." in told
    assert typed_numbers(found[0].partition('<p class="gk-stale">')[0]) == []


@pytest.mark.parametrize("year", ['"2024"', "2024.0", "True"])
def test_a_year_that_is_no_number_stops_the_publishing(commented: Callable[[str], Path], year: str):
    path = commented(f'gk.comment(m5a, "Så blev det.", year={year})')
    with pytest.raises(ExportError, match=f"Kommentaren till 5A: year={year.replace(chr(34), chr(39))} är inget årtal"):
        make([path])


def test_a_fault_in_a_comment_stops_the_publishing(commented: Callable[[str], Path], tmp_path: Path):
    path = commented('gk.comment(m5a, "Nu {5A.gap}.")')
    result = CliRunner().invoke(cli, ["publish", str(path), "-o", str(tmp_path / "site")])
    assert result.exit_code == 1
    said = str(result.exception)
    assert "kommentar_5a" in said
    assert "Kommentaren till 5A: {5A.gap}: 5A har inget värde för gap. De som 5A har: status, year" in said
    assert not (tmp_path / "site").exists()


def test_a_fault_in_a_comment_stands_in_its_place_in_the_notebook(
    commented: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
):
    path = commented('gk.comment(m5a, "Nu {5A.gapp}.")')
    monkeypatch.setattr(sys, "argv", [str(path)])
    outputs, _ = run(path)
    shown = [output.text for output in outputs if output is not None and "<aside" in output.text]
    assert len(shown) == 1
    fault = (
        '<p class="gk-fault">Kommentaren till 5A: {5A.gapp}: det finns ingen hänvisning gapp. De som 5A har: status,'
    )
    assert fault in shown[0]
