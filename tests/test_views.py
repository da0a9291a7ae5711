"""A view changes what a chart shows, never what is judged; it is kept whole, and a link carries no figure."""

import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from click.testing import CliRunner
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import goalkit as gk
from goalkit.charts import has_chart, spec, still
from goalkit.charts.at_hand import at_hand
from goalkit.charts.series import Role, measures
from goalkit.charts.subject import subjects
from goalkit.charts.view import Measure, View
from goalkit.cli import cli
from goalkit.model import Gender
from goalkit.rules import Increases
from goalkit.show.controls import Controls
from goalkit.show.files import chart_csv
from goalkit.show.opened_view import keep
from goalkit.show.readings_report import readings_report
from goalkit.show.remarks import remarks
from goalkit.show.report import report, to_json
from goalkit.show.tables import html_table
from goalkit.show.views import from_query, load_view, reset_view, save_view, to_query, to_toml, view_file
from goalkit.words.sentences import sentence
from goalkit.workbook import Workbook, open_workbook
from tests.browser import data_in
from tests.evidence import assessment, evidence
from tests.whole import WHOLE

DRAWN = ("1A", "1B", "1C", "2A", "2C", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "6A", "6B")
NEAR = ("0000", "0180", "0181", "0380", "0580", "0680", "1880")
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
YEARS = st.none() | st.integers(2005, 2026)


@cache
def workbook() -> Workbook:
    return open_workbook()


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "areas": st.lists(st.sampled_from((*NEAR, "0114", "2584")), unique=True, max_size=5).map(tuple),
    "groups": st.lists(st.sampled_from(["G96092", "G37480", "G92790"]), unique=True, max_size=3).map(tuple),
    "means": st.lists(st.sampled_from(["G2328", "G92790", "G96092"]), unique=True, max_size=3).map(tuple),
    "band": st.sampled_from([None, "G2328", "G92790", "G96092"]),
    "measure": st.none() | st.sampled_from(Measure),
    "genders": st.lists(st.sampled_from(Gender), unique=True, min_size=1).map(tuple),
    "first": YEARS,
    "last": YEARS,
    "base_line": st.booleans(),
    "from_zero": st.booleans(),
    "decimals": st.none() | st.integers(0, 4),
    "values": st.booleans(),
    "height": st.integers(12, 60).map(lambda tens: tens * 10),
    "heading": PLAIN,
    "caption": PLAIN,
}


@st.composite
def views(draw: st.DrawFn) -> View:
    """Return a view of which anything may be as usual or not."""
    told = {name: draw(each) for name, each in FIELDS.items() if draw(st.booleans())}
    first, last = told.get("first"), told.get("last")
    if first is not None and last is not None and last < first:
        told["first"], told["last"] = last, first
    return View(**told)


def test_random_views_are_random_in_everything_that_a_view_has() -> None:
    assert set(FIELDS) == set(View.__struct_fields__)
    any_found = settings(phases=[Phase.generate], max_examples=2000)  # looks until it finds, in a short run too
    for name in FIELDS:
        found = find(views(), lambda view, name=name: getattr(view, name) != getattr(View(), name), settings=any_found)
        assert getattr(found, name) != getattr(View(), name)


# --- what is judged stays -----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(target=st.sampled_from(DRAWN), view=views())
def test_with_any_view_status_sentence_and_report_are_the_same_bytes(target: str, view: View) -> None:
    a = workbook().assessments[target]
    before = (a.status, sentence(a), to_json(report(workbook())), to_json(readings_report(workbook(), [target])))
    hand = at_hand(workbook(), a)
    marks = gk.marks(a, view, hand=hand).data
    html_table(a, view, hand)
    chart_csv(a, view, hand)
    remarks(a, view, hand)
    after = (a.status, sentence(a), to_json(report(workbook())), to_json(readings_report(workbook(), [target])))
    assert after == before
    judged = set(marks[marks["kind"] == "judged"]["year"])
    assert judged <= {a.verdict.numbers.year}


@settings(max_examples=25)
@given(target=st.sampled_from(DRAWN), view=views(), width=st.sampled_from([640, 280]))
def test_any_view_can_be_drawn(target: str, view: View, width: int) -> None:
    a = workbook().assessments[target]
    drawn = still(spec(gk.chart(a, view, hand=at_hand(workbook(), a)), width))
    assert vl_convert.vegalite_to_svg(drawn).startswith("<svg")


@WHOLE
@settings(max_examples=4, deadline=None)
@given(kept=st.fixed_dictionaries(dict.fromkeys(DRAWN, views())))
def test_with_a_saved_view_for_every_target_the_commands_say_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, kept: dict[str, View]
) -> None:
    data = data_in(tmp_path_factory.mktemp("own"))
    told = [command(data, *words).output for words in SAYING]
    for target, view in kept.items():
        save_view(data, "norrkoping-2023-2026", target, view)
    assert [command(data, *words).output for words in SAYING] == told
    assert to_json(report(workbook())) == to_json(report(open_workbook(data=data)))


SAYING = (("status",), ("status", "--json"), ("status", "--target", "3A"), ("readings", "--json"))


# --- what is shown --------------------------------------------------------------------------------------------


def lines(target: str, view: View) -> dict[str, dict[int, float]]:
    a = workbook().assessments[target]
    rows = gk.lines(a, view, hand=at_hand(workbook(), a)).data
    return {name: part.set_index("year")["value"].to_dict() for name, part in rows.groupby("series", sort=False)}


def test_areas_at_hand_get_a_line_from_the_vintage_that_judged() -> None:
    a = workbook().assessments["3A"]
    shown = lines("3A", View(areas=("0580",), groups=("G96092",), means=("G92790",)))
    extract = next(e for e in workbook().observations.extracts if e.id == a.extract.id)
    cells = [extract.cells[kpi, "0580", "T"][2022].value for kpi in a.series]
    assert shown["Linköping"][2022] == float(sum(cells))
    mean = extract.means[tuple(sorted(a.series)), "G92790", "T"][2022]
    assert shown["Medel, Större stad"][2022] == float(mean.total / mean.n)
    assert {"Norrköping", "Riket", "Uppsala", "Gävle"} <= set(shown)


def test_an_area_that_is_not_at_hand_is_said_and_not_drawn() -> None:
    a = workbook().assessments["3A"]
    view = View(areas=("0114", "0580"))
    assert set(lines("3A", view)) == {"Norrköping", "Riket", "Linköping"}
    assert remarks(a, view, at_hand(workbook(), a)) == [
        "Inte i datauttaget 2024-08-30, och därför inte i diagrammet: Upplands Väsby."
    ]


def test_a_measure_counts_every_line_the_same_way() -> None:
    a = workbook().assessments["3A"]
    sides = {"Norrköping": a.evidence.own, "Riket": a.evidence.reference}
    shown = {measure: lines("3A", View(measure=measure)) for measure in Measure}
    for name, line in sides.items():
        base = line.points[2021].value
        for year in (2015, 2021, 2022):
            value = line.points[year].value
            assert shown[Measure.LEVEL][name][year] == float(value)
            assert shown[Measure.GAP][name][year] == float(value - sides["Riket"].points[year].value)
            assert shown[Measure.CHANGE][name][year] == float(value - base)
            assert shown[Measure.INDEX][name][year] == pytest.approx(float(value / base * 100))


def test_a_rank_is_counted_where_the_vintage_has_every_municipality_and_is_refused_elsewhere() -> None:
    books = {target: workbook().assessments[target] for target in ("1B", "3A")}
    assert [Measure.RANK in measures(a, at_hand(workbook(), a)) for a in books.values()] == [True, False]
    a, hand = books["1B"], at_hand(workbook(), books["1B"])
    assert hand.ranked_years(a) == [2023]
    values = {m: v for m in hand.municipalities if (v := hand.line(a, m).value(2023)) is not None}
    place, n = hand.ranks(a, "0581")[2023]
    assert (place, n) == (1 + sum(v > values["0581"] for v in values.values()), len(values))
    assert lines("1B", View(measure=Measure.RANK))["Norrköping"] == {2023: place}
    told = remarks(books["3A"], View(measure=Measure.RANK), at_hand(workbook(), books["3A"]))
    assert told == [
        "Det går inte att visa plats bland landets kommuner: datauttaget har inte alla kommuner för något år."
    ]


@pytest.mark.parametrize(("base", "why"), [({2022: "0"}, "basårets värde är 0"), ({}, "basårets värde saknas")])
def test_an_index_that_cannot_be_shown_says_why(base: dict[int, str], why: str) -> None:
    a = assessment(Increases(since=2022), evidence({**base, 2024: "3"}))
    told = remarks(a, View(measure=Measure.INDEX), at_hand(workbook(), workbook().assessments["5D"]))
    assert told == [f"Det går inte att visa index, basåret = 100: {why}."]


def test_women_and_men_have_lines_of_their_own_and_the_table_has_what_the_chart_has() -> None:
    a = workbook().assessments["3A"]
    view = View(genders=(Gender.WOMEN, Gender.MEN), areas=("0580",))
    assert set(lines("3A", view)) == {
        "Norrköping, kvinnor",
        "Norrköping, män",
        "Riket, kvinnor",
        "Riket, män",
        "Linköping",
    }
    table = html_table(a, view, at_hand(workbook(), a))
    for heading in ("Norrköping, kvinnor", "Riket, män", "Linköping"):
        assert f">{heading}</th>" in table


def test_the_band_is_the_vintages_quantiles() -> None:
    a = workbook().assessments["3A"]
    s = subjects(a, View(band="G2328"), at_hand(workbook(), a))[0]
    cut = a.extract.quantiles[tuple(sorted(a.series)), "G2328", "T"][2022]
    assert [float(x) for x in (s.spread["half"][2022].low, s.spread["half"][2022].high)] == [cut.p25, cut.p75]
    assert [float(x) for x in (s.spread["most"][2022].low, s.spread["most"][2022].high)] == [cut.p5, cut.p95]


def test_a_complement_turns_the_band_round() -> None:
    a = workbook().assessments["6B"]
    s = subjects(a, View(band="G2328"), at_hand(workbook(), a))[0]
    cut = a.extract.quantiles[("N07609",), "G2328", "T"][2022]
    assert float(s.spread["half"][2022].low) == pytest.approx(100 - cut.p75)
    assert all(each.low <= each.high for part in s.spread.values() for each in part.values())


@pytest.mark.parametrize("decimals", [0, 1])
def test_fewer_decimals_never_make_different_numbers_look_equal(decimals: int) -> None:
    a = workbook().assessments["3A"]
    s = subjects(a, View(decimals=decimals), at_hand(workbook(), a))[0]
    gaps = [s.gap_written(high - low) for _, _, low, high in s.gap_ends()]
    assert len(set(gaps)) == 2


def test_each_other_control_changes_what_it_says() -> None:
    a = workbook().assessments["4B"]
    hand = at_hand(workbook(), a)

    def drawn(view: View) -> dict[str, Any]:
        return spec(gk.chart(a, view, hand=hand))

    def picture(view: View) -> str:
        return vl_convert.vegalite_to_svg(still(drawn(view)))

    assert "level" not in set(gk.marks(a, View(base_line=False), hand=hand).data["kind"])
    assert subjects(a, View(from_zero=True), hand)[0].scale.low == 0 < subjects(a, View(), hand)[0].scale.low
    assert drawn(View(height=400))["vconcat"][0]["height"] == 400
    assert ">Egen rubrik<" in picture(View(heading="Egen rubrik"))
    assert ">Egen text<" in picture(View(caption="Egen text"))
    assert len(picture(View(values=True)).split("<text")) > len(picture(View()).split("<text"))
    assert set(gk.lines(a, View(first=2022, last=2024), hand=hand).data["year"]) == {2022, 2023, 2024}


def test_the_csv_says_of_each_value_where_it_comes_from() -> None:
    a = workbook().assessments["4B"]
    head, *rows = chart_csv(a, View(areas=("0580",)), at_hand(workbook(), a)).lstrip("\ufeff").splitlines()
    columns = head.split(";")
    table = [dict(zip(columns, row.split(";"), strict=True)) for row in rows]
    assert {row["källa"] for row in table} == {"Källa: Kolada"}
    assert {row["datauttag"] for row in table} == {"2026-09-28"}
    index = chart_csv(a, View(measure=Measure.INDEX), at_hand(workbook(), a))
    assert "Källa: Kolada" not in index
    assert "Egen bearbetning av data från Kolada" in index


def test_nothing_of_the_own_lines_comes_from_another_vintage() -> None:
    for target in DRAWN:
        a = workbook().assessments[target]
        assert at_hand(workbook(), a).extract.id == a.extract.id
        assert has_chart(a)


# --- kept ------------------------------------------------------------------------------------------------------


@given(whole=views())
def test_a_view_is_the_same_after_it_was_kept(tmp_path_factory: pytest.TempPathFactory, whole: View) -> None:
    data = tmp_path_factory.mktemp("data")
    path = save_view(data, "norrkoping-2023-2026", "3A", whole)
    assert load_view(data, "norrkoping-2023-2026", "3A").view == whole
    assert [p.name for p in path.parent.iterdir()] == ["3A.toml"]
    assert path.read_text(encoding="utf-8") == to_toml(whole, "3A")
    tomllib.loads(path.read_text(encoding="utf-8"))


def test_a_kept_view_can_be_read_by_a_person_and_holds_only_what_was_changed(tmp_path: Path) -> None:
    save_view(tmp_path, "plan", "3A", View(areas=("0580",), measure=Measure.INDEX, heading="Å, ”ett” ord"))
    assert view_file(tmp_path, "plan", "3A").read_text(encoding="utf-8") == (
        "# Vad diagrammet till 3A visar. Det ändrar inget i bedömningen.\n"
        'areas = ["0580"]\nmeasure = "index"\nheading = "Å, ”ett” ord"\n'
    )
    reset_view(tmp_path, "plan", "3A")
    reset_view(tmp_path, "plan", "3A")
    assert load_view(tmp_path, "plan", "3A").view == View()


@pytest.mark.parametrize(
    "content",
    [
        b"areas = [",
        b"\xff\xfe",
        b'measure = "median"',
        b"height = 5000",
        b"first = 2020\nlast = 2010",
        b"genders = []",
        b'values = [1, 2]\nmeasure = "gap"',
        b'heading = "tv\\nrader"',
        b'areas = ["0580", "0580"]',
        b"unknown = 1",
        b"a." * 100_000 + b"a = 1",
    ],
)
def test_a_damaged_file_is_one_clear_line_and_the_usual_chart(tmp_path: Path, content: bytes) -> None:
    path = view_file(tmp_path, "plan", "3A")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    saved = load_view(tmp_path, "plan", "3A")
    assert saved.view == View()
    assert saved.fault.startswith("Den sparade vyn data/views/plan/3A.toml".replace("data", tmp_path.name))
    assert "\n" not in saved.fault
    assert not re.search("Expected|Object|Invalid", saved.fault), saved.fault


def test_a_byte_order_mark_changes_nothing_in_a_view(tmp_path: Path) -> None:
    path = view_file(tmp_path, "plan", "3A")
    path.parent.mkdir(parents=True)
    path.write_bytes(b'\xef\xbb\xbfmeasure = "gap"\r\n')
    assert load_view(tmp_path, "plan", "3A").view == View(measure=Measure.GAP)


def test_a_pipe_is_no_view(tmp_path: Path) -> None:
    path = view_file(tmp_path, "plan", "3A")
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert "det är ingen vanlig fil" in load_view(tmp_path, "plan", "3A").fault


# --- linked ----------------------------------------------------------------------------------------------------


@given(view=views())
def test_a_link_carries_every_choice_but_no_text_with_a_figure(view: View) -> None:
    query = to_query("3A", view)
    back = from_query("3A", query)
    assert back is not None
    for name in view.__struct_fields__:
        if name in ("heading", "caption"):
            text = getattr(view, name)
            free = not re.search(r"\d", text) and not any(c.isnumeric() for c in text)
            assert getattr(back, name) == text or not free
            assert getattr(back, name) in (text, "")
        else:
            assert getattr(back, name) == getattr(view, name)
    assert re.fullmatch(r"[A-Za-z0-9*._-]+", query["3A"])


@pytest.mark.parametrize("text", ["Skillnaden är 0,3", "95 procent", "½ av alla", "٣", "20222", "år 2022–2023, 7 st"])
def test_a_text_with_a_number_stays_out_of_a_link_whoever_made_it(text: str) -> None:
    assert to_query("3A", View(heading=text)) == {"3A": "0"}
    assert from_query("3A", {"3A": "0", "3A-heading": text}) == View()


def test_a_text_with_years_goes_along() -> None:
    view = View(heading="Från 2015 till 2026")
    assert from_query("3A", to_query("3A", view)) == view


@pytest.mark.parametrize(
    "told",
    [
        "spec-x",
        "heading-hej",
        "values-95",
        "areas-0580*areas",
        "measure-median",
        "height-9",
        "areas-../../x",
        ["a", "b"],
        "-",
    ],
)
def test_a_link_that_is_not_a_view_is_none(told) -> None:
    assert from_query("3A", {"3A": told}) is None


# --- on the command line -----------------------------------------------------------------------------------------


def command(data: Path, *arguments: str):
    return CliRunner(env={"GOALKIT_DATA": str(data)}).invoke(cli, arguments)


def test_the_command_writes_the_saved_view_in_every_form(own_data: Path, tmp_path: Path) -> None:
    save_view(own_data, "norrkoping-2023-2026", "3A", View(areas=("0580",), heading="Rubrik ur vyn"))
    for ending, mark in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".csv", b"\xef\xbb\xbf"), (".json", b"{")):
        out = tmp_path / f"x{ending}"
        done = command(own_data, "chart", "3a", "-o", str(out))
        assert done.exit_code == 0, done.output
        assert "den sparade vyn" in done.output
        assert out.read_bytes().startswith(mark)
    drawn = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "Rubrik ur vyn" in drawn
    assert "Linköping" in drawn
    assert "Källa: Kolada" in drawn


def test_the_roles_of_lines_do_not_mix() -> None:
    a = workbook().assessments["3A"]
    found = subjects(a, View(areas=("0580",), groups=("G96092",)), at_hand(workbook(), a))[0].traces
    assert [t.role for t in found[:2]] == [Role.OWN, Role.REFERENCE]
    assert len({t.key for t in found}) == len(found)


def test_a_save_from_an_older_page_or_where_one_may_only_look_is_told_and_not_done(
    own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_workbook(data=own_data)
    place = (own_data, book.plan.id, "3A")
    one, other = (Controls(book, book.assessments["3A"]) for _ in range(2))  # two pages
    kept = View(heading="Först sparad")
    assert keep(one, kept) == ""
    for view in (View(heading="Sparad från en äldre sida"), None):
        assert "ändrats av någon annan" in keep(other, view)
        assert load_view(*place).view == kept
    monkeypatch.setenv("GOALKIT_READ_ONLY", "1")
    for view in (View(heading="Målet är uppnått"), None):
        assert keep(one, view) == "Här går det bara att titta: inget är sparat."
        assert load_view(*place).view == kept
    monkeypatch.setenv("GOALKIT_READ_ONLY", "")
    assert keep(one, None) == ""
    assert not load_view(*place).exists
