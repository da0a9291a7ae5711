"""An area that no vintage holds is fetched for a chart, and stands in no verdict and on no published page."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from goalkit.charts.at_hand import AtHand, at_hand
from goalkit.charts.subject import subjects
from goalkit.charts.view import View
from goalkit.cli import cli
from goalkit.exact import exact
from goalkit.publishing.publish import publish
from goalkit.show import fetched
from goalkit.show.fetched import ask_for, fetched_source, not_at_hand, with_fetched
from goalkit.show.files import NOT_KEPT, chart_csv, shown_spec
from goalkit.show.remarks import remarks
from goalkit.show.report import report, to_json
from goalkit.show.views import save_view
from goalkit.sources import asked_now
from goalkit.sources.asked_now import ADDRESS
from goalkit.workbook import Workbook, open_workbook
from tests.fetching import COUNTY, KIRUNA, MALMO, service_for
from tests.kolada_server import Cell, KoladaServer
from tests.kolada_server.example import example_value
from tests.kolada_server.faults import status
from tests.websites import days_as_text

VIEW = View(areas=(KIRUNA, "0580"), means=(COUNTY,))
"""A municipality and a mean that no vintage holds, and Linköping, which is at hand."""

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def book(own_data: Path) -> Workbook:
    return open_workbook(data=own_data)


@pytest.fixture
def service(book: Workbook, monkeypatch: pytest.MonkeyPatch) -> Iterator[KoladaServer]:
    """Run a service that has the series of two targets, one of them a sum; nothing is known from other tests.

    It is asked without the pauses that spare the real one: how they are kept is tested with the session.
    """
    monkeypatch.setattr(asked_now, "MANNERS", replace(asked_now.MANNERS, per_second=None, first_pause=0.0))
    monkeypatch.setattr(fetched, "_KNOWN", {})
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with KoladaServer(service_for(book, ("3A", "6A"))) as server:
        monkeypatch.setenv(ADDRESS, server.base_url)
        yield server


def hand_of(book: Workbook, target: str) -> AtHand:
    a = book.assessments[target]
    return with_fetched(book, a, at_hand(book, a))


def ask(book: Workbook, target: str, view: View = VIEW, progress: Callable[[int, int], None] = lambda *_: None) -> str:
    a = book.assessments[target]
    return ask_for(book, a, not_at_hand(a, view, hand_of(book, target)), progress)


def drawn(book: Workbook, target: str, view: View = VIEW) -> dict[str, dict[int, Fraction]]:
    s = subjects(book.assessments[target], view, hand_of(book, target))[0]
    return {trace.label: dict(trace.values) for trace in s.traces}


def test_nothing_is_asked_until_a_person_says_so(book: Workbook, service: KoladaServer) -> None:
    a = book.assessments["6A"]
    assert not_at_hand(a, VIEW, hand_of(book, "6A")) == [KIRUNA, COUNTY]
    assert set(drawn(book, "6A")) == {"Norrköping", "Riket", "Linköping"}
    assert service.targets == []
    assert not (book.data / "cache").exists()


@pytest.mark.parametrize("target", ["3A", "6A"])
def test_what_is_fetched_is_drawn_exactly_as_the_service_has_it(
    book: Workbook, service: KoladaServer, target: str
) -> None:
    a, steps = book.assessments[target], list[tuple[int, int]]()
    assert ask(book, target, progress=lambda done, total: steps.append((done, total))) == ""
    assert steps == [(n, 4) for n in range(5)]
    line = hand_of(book, target).line(a, KIRUNA)
    factor = Fraction("0.01") if target == "6A" else 1
    values = [Fraction(repr(example_value(kpi, KIRUNA, 2020))) for kpi in a.series]
    assert line.points[2020].value == sum(values) * factor
    mean = hand_of(book, target).mean(a, COUNTY)
    of_group = [service.store.cell(kpi, COUNTY, 2020) for kpi in a.series]
    assert mean.points[2020].value == sum(exact(cell.value) for cell in of_group) * factor
    assert mean.points[2020].n == of_group[0].count == 13
    assert {"Kiruna", "Linköping", "Medel, Östergötlands läns kommuner"} <= set(drawn(book, target))


def test_a_mean_of_a_sum_needs_the_same_municipalities_behind_each_part(book: Workbook, service: KoladaServer) -> None:
    a = book.assessments["3A"]
    cell = service.store.cell(a.series[0], COUNTY, 2020)
    service.store = service.store.with_cell(a.series[0], COUNTY, 2020, cell._replace(count=12))
    assert ask(book, "3A") == ""
    years = hand_of(book, "3A").mean(a, COUNTY).points
    assert 2020 not in years
    assert 2021 in years


@pytest.mark.usefixtures("service")
def test_no_verdict_report_or_own_line_changes(book: Workbook) -> None:
    before = to_json(report(book))
    own = drawn(book, "6A")["Norrköping"]
    assert ask(book, "6A") == ""
    assert drawn(book, "6A")["Norrköping"] == own
    assert to_json(report(book)) == to_json(report(open_workbook(data=book.data))) == before


@pytest.mark.usefixtures("service")
def test_the_source_and_every_row_say_where_it_comes_from_and_when(book: Workbook) -> None:
    a = book.assessments["6A"]
    ask(book, "6A")
    hand = hand_of(book, "6A")
    day = hand.fetched[KIRUNA].retrieved
    said = fetched_source(a, VIEW, hand)
    assert said.startswith("Kiruna och Medel, Östergötlands läns kommuner: Källa: ")
    assert f"hämtat {day} för det här diagrammet. Finns inte i datauttaget och ingår inte i bedömningen." in said
    rows = list(csv.DictReader(io.StringIO(chart_csv(a, VIEW, hand).removeprefix("\ufeff")), delimiter=";"))
    of = {row["område"]: (row["datauttag"], row["hämtat"]) for row in rows}
    assert of["Kiruna"] == (NOT_KEPT, str(day))
    assert of["Linköping"] == of["Norrköping"] == (a.extract.id, str(a.extract.retrieved))
    assert fetched_source(a, View(areas=("0580",)), hand) == ""


@pytest.mark.usefixtures("service")
def test_a_municipality_that_the_vintage_holds_is_never_taken_from_elsewhere(book: Workbook) -> None:
    a = book.assessments["6A"]
    before = drawn(book, "6A")["Linköping"]
    assert ask_for(book, a, ["0580"], lambda *_: None) == ""
    assert drawn(book, "6A")["Linköping"] == before
    assert fetched_source(a, View(areas=("0580",)), hand_of(book, "6A")) == ""


def test_what_the_service_has_revised_since_is_said(book: Workbook, service: KoladaServer) -> None:
    a = book.assessments["6A"]
    ask(book, "6A")
    assert "Kolada har nu andra värden för Norrköping än datauttaget" in remarks(a, VIEW, hand_of(book, "6A"))[-1]
    kpi, own = a.series[0], a.municipality.id
    for year, cell in a.extract.cells[kpi, own, "T"].items():
        service.store = service.store.with_cell(kpi, own, year, Cell("T", float(cell.value)))
    (book.data / "cache" / "kolada.sqlite").unlink()
    assert ask_for(book, a, [MALMO], lambda *_: None) == ""
    assert remarks(a, View(areas=(MALMO,)), hand_of(book, "6A")) == []


def test_an_area_without_values_and_one_that_is_unknown_are_said(book: Workbook, service: KoladaServer) -> None:
    a, view = book.assessments["6A"], View(areas=(KIRUNA, "9999"))
    kpi = a.series[0]
    for year in range(2015, 2026):
        service.store = service.store.without_year(kpi, KIRUNA, year)
    assert not_at_hand(a, view, hand_of(book, "6A")) == [KIRUNA]
    assert ask(book, "6A", view) == ""
    day = hand_of(book, "6A").fetched[KIRUNA].retrieved
    assert remarks(a, view, hand_of(book, "6A")) == [
        "Inte i datauttaget 2026-09-28, och därför inte i diagrammet: 9999.",
        f"Kolada saknar värden för Kiruna (hämtat {day}).",
    ]
    assert not_at_hand(a, view, hand_of(book, "6A")) == []


def test_an_area_that_the_vintage_asked_for_in_vain_is_not_fetched(book: Workbook) -> None:
    a = book.assessments["1B"]
    hand = hand_of(book, "1B")
    empty = min(hand.asked(a) - set(hand.held(a)) - set(hand.means(a)))
    assert not_at_hand(a, View(areas=(empty,)), hand) == []
    assert remarks(a, View(areas=(empty,)), hand) == [f"Datauttaget 2026-03-19 saknar värden för {hand.title(empty)}."]


def test_without_a_network_one_sentence_says_what_to_do_and_nothing_changes(
    book: Workbook, service: KoladaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.misbehave(status(503))
    before, told = drawn(book, "6A"), ask(book, "6A")
    monkeypatch.setenv(ADDRESS, "http://127.0.0.1:9/v3")  # the port where nothing answers
    assert ask(book, "6A") == told
    monkeypatch.setenv(ADDRESS, service.base_url)
    assert told == (
        "Det gick inte att hämta Kiruna och Östergötlands läns kommuner (ovägt medel): Kolada svarade inte. "
        "Kontrollera nätverket och tryck på Hämta igen. Diagrammet visar det som finns i datauttaget."
    )
    assert drawn(book, "6A") == before
    service.behave()
    assert ask(book, "6A") == ""
    assert "Kiruna" in drawn(book, "6A")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda store, kpi: store.with_kpi(kpi, title="Ett annat mått"), "heter nu ”Ett annat mått” i Kolada, men"),
        (lambda store, kpi: store.without_kpi(kpi), "Kolada har inte längre N07540"),
    ],
)
def test_a_series_that_may_be_another_measure_is_not_drawn_beside(
    book: Workbook, service: KoladaServer, change, words: str
) -> None:
    service.store = change(service.store, book.assessments["6A"].series[0])
    assert words in ask(book, "6A")
    assert "Kiruna" not in drawn(book, "6A")


@pytest.mark.usefixtures("service")
def test_the_command_draws_the_saved_view_without_it_and_says_so(
    book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOALKIT_DATA", str(book.data))
    ask(book, "6A")
    save_view(book.data, book.plan.id, "6A", VIEW)
    done = CliRunner().invoke(cli, ["chart", "6A", "-o", str(tmp_path / "x.svg")])
    assert done.exit_code == 0, done.output
    assert "Inte i datauttaget 2026-09-28, och därför inte i diagrammet: Kiruna" in done.stderr
    drawn_text = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "Linköping" in drawn_text
    assert "Kiruna" not in drawn_text


@pytest.mark.usefixtures("service")
def test_a_page_is_published_without_it_and_says_so(
    book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOALKIT_DATA", str(book.data))
    ask(book, "6A")
    save_view(book.data, book.plan.id, "6A", VIEW)
    publish([ROOT / "notebooks" / "trygghet_och_sakerhet.py"], tmp_path / "site")
    page = days_as_text((tmp_path / "site" / "trygghet_och_sakerhet.html").read_text(encoding="utf-8"))
    said = (
        "Inte i datauttaget 2026-09-28, och därför inte i diagrammet: Kiruna, medlet för Östergötlands läns kommuner."
    )
    assert said in page
    assert page.count("Kiruna") == 1
    assert "Linköping" in page
    assert "Hämta från Kolada" not in page


@pytest.mark.usefixtures("service")
def test_the_program_draws_the_same_from_a_view_that_names_nothing_fetched(book: Workbook) -> None:
    a = book.assessments["6A"]
    before = shown_spec(a, View(areas=("0580",)), hand_of(book, "6A"))
    ask(book, "6A")
    assert shown_spec(a, View(areas=("0580",)), hand_of(book, "6A")) == before
