"""A chart shows what its target asks, with the assessment's own numbers, in Swedish, the same every time."""

import json
import random
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

import goalkit as gk
from goalkit.charts import NARROW, WIDE, has_chart, of_width, spec, still, theme
from goalkit.charts.labels import Layout
from goalkit.charts.layout import nice_step, scale_of, text_width, wrap
from goalkit.charts.series import years_in_view
from goalkit.charts.subject import Subject, subjects
from goalkit.charts.view import View
from goalkit.exact import exact
from goalkit.judge import Assessment
from goalkit.model import Evidence, Judged, Line, Missing, Point
from goalkit.plan import Municipality
from goalkit.planfile import load_plan
from goalkit.rules import GapNarrows
from goalkit.workbook import open_workbook
from tests.whole import WHOLE

WITH_VALUES = ("1A", "1B", "1C", "2A", "2C", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "6A", "6B")
ABOUT_A_GAP = ("1A", "1C", "2C", "3A", "3B", "3C", "4A", "4C")
EACH = pytest.mark.parametrize("target", WITH_VALUES)


@cache
def assessments() -> dict[str, Assessment]:
    return dict(open_workbook().assessments)


@cache
def drawn(target: str) -> dict:
    """Return a target's specification, as wide as its place."""
    return spec(gk.chart(assessments()[target]))


@cache
def svg(target: str, width: int = WIDE) -> str:
    return vl_convert.vegalite_to_svg(still(of_width(drawn(target), width)))


def lines(target: str) -> pd.DataFrame:
    return gk.lines(assessments()[target]).data


def marks(target: str, kind: str) -> pd.DataFrame:
    rows = gk.marks(assessments()[target]).data
    return rows[rows["kind"] == kind]


def values(a: Assessment, kind: str) -> dict[int, float]:
    rows = gk.lines(a).data
    return rows[rows["kind"] == kind].set_index("year")["value"].to_dict()


def texts(s: Subject) -> list[str]:
    layout = Layout(s)
    return [words.text.replace("\n", " ") for words in (*layout.ends, *layout.above, *layout.inside)]


def label_texts(target: str) -> list[str]:
    return texts(subjects(assessments()[target])[0])


def made_up(
    target: str,
    own: dict[int, str],
    reference: dict[int, str] | None = None,
    preliminary: frozenset[int] = frozenset(),
) -> Assessment:
    """Judge made-up values of Exempelkommun by a target's rule."""
    plan = load_plan(None)
    decided = plan.target(target)
    assert decided is not None
    indicator = decided.indicator

    def line(values: dict[int, str]) -> Line:
        points = {y: Point(exact(v), preliminary=y in preliminary) for y, v in values.items()}
        years = frozenset(range(2010, 2027))
        return Line(points, dict.fromkeys(years - set(points), Missing.ABSENT), {}, years)

    evidence = Evidence(
        own=line(own),
        better=indicator.better,
        first_year=plan.years.first,
        last_year=plan.years.last,
        reference=None if reference is None else line(reference),
        decimals=indicator.decimals,
        breaks=tuple(b.to_break() for b in indicator.breaks),
    )
    return Assessment(
        plan=plan,
        target=decided,
        municipality=Municipality(id="9999", name="Exempelkommun", genitive="Exempelkommuns"),
        evidence=evidence,
        verdict=decided.rule.judge(evidence),
        reference=plan.reference_of(decided),
    )


# --- what is drawn ---------------------------------------------------------------------------------------


def test_a_target_has_a_chart_exactly_where_it_has_values_of_its_own() -> None:
    assert tuple(name for name, a in assessments().items() if has_chart(a)) == WITH_VALUES


@pytest.mark.parametrize("target", [name for name in WITH_VALUES if name not in ("2A", "6A")])
def test_the_lines_are_the_exact_values_of_own_series_and_reference(target: str) -> None:
    a = assessments()[target]
    first, last = years_in_view(a)
    for kind, line in (("own", a.evidence.own), ("reference", a.evidence.reference or Line())):
        assert values(a, kind) == {y: float(p.value) for y, p in line.points.items() if first <= y <= last}


@EACH
def test_base_year_and_judged_year_are_marked_by_rule_point_and_word(target: str) -> None:
    a = assessments()[target]
    judged = a.verdict.numbers.year if isinstance(a.verdict, Judged) else None
    wanted = {kind: y for kind, y in (("base", a.target.rule.base_year), ("judged", judged)) if y is not None}
    for kind, word in (("base", "basår"), ("judged", "bedömt år")):
        years = [wanted[kind]] if kind in wanted else []
        assert marks(target, kind)["year"].tolist() == years
        assert set(marks(target, f"{kind} point")["year"]) == set(years)
        for year in years:
            written = f"{year - 1}/{year % 100}" if a.indicator.school_year else str(year)
            assert any(text.startswith(f"{word} {written}") for text in label_texts(target))


@EACH
def test_the_plans_years_are_shaded_and_named(target: str) -> None:
    assert marks(target, "term")[["year", "end"]].to_numpy().tolist() == [[2022.5, 2026.5]]
    assert "mandatperioden 2023–2026" in label_texts(target)


@EACH
def test_only_a_target_about_a_gap_has_brackets_and_a_panel_of_the_gap(target: str) -> None:
    a, n = assessments()[target], assessments()[target].verdict.numbers
    assert isinstance(a.target.rule, GapNarrows) == (target in ABOUT_A_GAP)
    brackets = marks(target, "gap").set_index("year").eval("high - value").to_dict()
    assert len(drawn(target)["vconcat"]) == 1 + (target in ABOUT_A_GAP)
    if target not in ABOUT_A_GAP:
        assert brackets == {}
        return
    measures = {n.base_year: n.measure_base, **({n.year: n.measure} if n.measure is not None else {})}
    assert brackets == pytest.approx({year: float(gap) for year, gap in measures.items()})
    gaps = gk.gap(a).data.set_index("year")["value"].to_dict()
    assert {year: gaps[year] for year in measures} == {year: float(gap) for year, gap in measures.items()}
    assert any(text.startswith(("skillnad ", "basåret ")) for text in texts(subjects(a)[1]))


@pytest.mark.parametrize(("target", "text"), [("4B", "82,0\u00a0%"), ("5A", "4,32"), ("6B", "69,3\u00a0%")])
def test_a_level_target_has_the_base_level_as_a_dashed_line_with_its_value(target: str, text: str) -> None:
    n, level = assessments()[target].verdict.numbers, marks(target, "level")
    assert level[["year", "value"]].to_numpy().tolist() == [[n.base_year, float(n.own_base)]]
    assert f"basåret {text}" in label_texts(target)
    assert 'stroke-dasharray="6,4"' in svg(target)


@pytest.mark.parametrize("target", ["2A", "6A"])
def test_a_development_is_an_index_that_is_100_for_both_in_the_start_year(target: str) -> None:
    a = assessments()[target]
    own, points = values(a, "own"), a.evidence.own.points
    assert own[2022] == values(a, "reference")[2022] == 100
    assert own == {year: float(points[year].value / points[2022].value * 100) for year in own}


def test_a_development_without_a_start_to_stand_on_is_drawn_as_it_is() -> None:
    assert values(made_up("6A", {2022: "0", 2023: "3"}, {2022: "10", 2023: "12"}), "own") == {2022: 0, 2023: 3}


def test_above_shows_both_levels_and_on_how_many_municipalities_the_mean_rests() -> None:
    assert 2023 in values(assessments()["1B"], "own")
    assert 2023 in values(assessments()["1B"], "reference")
    assert "39,7\u00a0% (212 kommuner)" in drawn("1B")["description"]
    assert any("212 kommuner" in text for text in lines("1B")["text"])


@EACH
def test_what_was_judged_before_the_plan_looks_different_and_says_so(target: str) -> None:
    before = target in ("1C", "2C", "3A")
    assert any("före mandatperioden" in text for text in label_texts(target)) == before
    assert marks(target, "judged")["before_plan"].any() == before
    assert marks(target, "judged point")["before_plan"].any() == before
    assert ("före mandatperioden" in drawn(target)["description"]) == before


@EACH
def test_plan_years_without_values_say_that_the_data_hold_none(target: str) -> None:
    own, reference = assessments()[target].evidence.own, assessments()[target].evidence.reference
    empty = not any(y >= 2023 for line in (own, reference or Line()) for y in line.points)
    assert ("inga värden hämtade" in label_texts(target)) == empty
    assert ("inga värden hämtade" in drawn(target)["description"]) == empty


# --- gaps, breaks, preliminary ----------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["4B", "4C"])
def test_a_year_without_a_survey_breaks_the_line(target: str) -> None:
    rows = lines(target)
    pieces = rows[rows["kind"] == "own"].set_index("year")["piece"]
    assert 2021 not in pieces
    assert pieces[2019] == pieces[2020] != pieces[2022]
    assert "saknar värde för 2021" in drawn(target)["description"]


@pytest.mark.parametrize(("target", "years"), [("1A", [2023]), ("1C", [2022, 2023])])
def test_a_break_is_marked_between_the_years_with_its_note(target: str, years: list[int]) -> None:
    rows = marks(target, "break")
    notes = [b.note for b in assessments()[target].evidence.breaks]
    assert rows["year"].tolist() == [year - 0.5 for year in years]
    assert rows["note"].tolist() == notes
    assert all(note in drawn(target)["description"] for note in notes)
    words = next(text for text in label_texts(target) if text.startswith("tidsseriebrott"))
    assert all(str(year) in words for year in years)


def test_a_line_does_not_run_on_across_a_break_that_stops_comparison() -> None:
    a = made_up("1C", {2020: "70", 2021: "71", 2022: "72"}, {2020: "75", 2021: "75", 2022: "75"})
    stopped = replace(a, evidence=replace(a.evidence, breaks=(replace(a.evidence.breaks[1], year=2022),)))
    for a_case, is_one in ((a, True), (stopped, False)):  # comparable with reservation: marked, but one line
        rows = gk.lines(a_case).data
        pieces = rows[rows["kind"] == "own"].set_index("year")["piece"]
        assert (pieces[2021] == pieces[2022]) == is_one


def test_a_preliminary_point_is_hollow_and_says_so() -> None:
    a = made_up("4B", {2022: "80", 2023: "81", 2024: "82.5"}, preliminary=frozenset({2024}))
    rows = gk.lines(a).data
    assert rows[rows["preliminary"]]["year"].tolist() == [2024]
    assert "82,5\u00a0% (preliminärt)" in rows["text"].tolist()
    told = spec(gk.chart(a))
    assert "preliminära värden: 2024" in told["description"]
    points = r'<path aria-hidden="true"|<path [^>]*fill="#ffffff"[^>]*stroke="#0b5c7a"'
    assert re.findall(points, vl_convert.vegalite_to_svg(still(of_width(told, WIDE))))


# --- words -----------------------------------------------------------------------------------------------


@EACH
def test_the_description_is_the_text_alternative_with_both_years_and_their_values(target: str) -> None:
    a, text = assessments()[target], drawn(target)["description"]
    assert a.indicator.label in text
    assert a.municipality.name in text
    rows = lines(target)
    judged = rows[rows["year"].isin([a.target.rule.base_year, a.verdict.numbers.year])]
    judged = judged[judged["kind"].isin(["own", "reference"])]
    assert len(judged)
    assert all(when in text for when in judged["when"])
    assert all(value.split(" (")[0] in text for value in judged["text"])


def test_the_text_alternative_of_a_gap_says_the_gap_in_both_years() -> None:
    text = drawn("3B")["description"]
    assert (
        "Basår läsåret 2021/22: Norrköping 83,40\u00a0%; Riket 85,31\u00a0%; skillnad 1,91\u00a0procentenheter" in text
    )
    assert "Bedömt år läsåret 2025/26: Norrköping 78,26\u00a0%; Riket 83,63\u00a0%; skillnad 5,37" in text


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_a_gap_is_what_its_two_values_differ_by_as_they_are_shown(target: str) -> None:
    def written(text: str) -> Fraction:
        return Fraction(re.sub(r"[^0-9,]", "", text.split(" (", maxsplit=1)[0]).replace(",", "."))

    said = lines(target).set_index(["kind", "year"])["text"]
    gaps = gk.gap(assessments()[target]).data.set_index("year")["text"]
    for year in {*marks(target, "base")["year"], *marks(target, "judged")["year"]}:
        assert abs(written(said["own", year]) - written(said["reference", year])) == written(gaps[year])


@EACH
def test_the_unit_and_the_better_direction_stand_under_the_heading(target: str) -> None:
    better = {"higher": "högre är bättre", "lower": "lägre är bättre"}[assessments()[target].indicator.better]
    assert better in " ".join(drawn(target)["vconcat"][0]["title"]["subtitle"])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("value", ["1e30", "1e308", "5e-324"])
def test_a_name_of_32_letters_or_a_value_without_measure_leaves_a_plot(width: int, value: str) -> None:
    a = assessments()["5A"]
    name = "Exempelkommun" + "m" * 19
    named = replace(a, municipality=Municipality(id="0581", name=name, genitive=f"{name}s"))
    huge = replace(a.evidence.own, points={2022: Point(Fraction(1)), 2024: Point(exact(value))})
    for odd in (named, replace(a, evidence=replace(a.evidence, own=huge))):
        assert vl_convert.vegalite_to_svg(still(spec(gk.chart(odd), width))).startswith("<svg")


# --- how it is drawn -------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=WHOLE)])
def test_drawn_as_svg_it_is_swedish_legible_and_as_wide_as_asked(target: str, width: int) -> None:
    text = svg(target, width)
    words = re.findall(r">([^<>]+)</t", text)
    assert not [word for word in words if re.search(r"\d\.\d|\b2\s0\d\d\b|\d,\d{3},|-\d", word)]
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', text)]
    assert min(sizes) >= 12
    size = re.search(r'<svg[^>]* width="([\d.]+)"', text)
    assert size is not None
    assert width * 0.95 < float(size[1]) <= width + 2


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_a_line_is_drawn_in_the_look_of_its_own_panel(target: str) -> None:
    panes = dict.fromkeys(("concat_0", "concat_1"), "") | {
        name.partition("_layer")[0]: paths
        for name, paths in re.findall(r'class="mark-line role-mark (\w+)"[^>]*>((?:<path[^>]*>)+)', svg(target))
    }
    look = [re.findall(r'stroke="([^"]+)" stroke-width="([^"]+)"', paths) for paths in panes.values()]
    assert (theme.ACCENT, "3") in look[0]
    assert set(look[1]) == {(theme.INK, "2")}


def test_numbers_at_the_axis_have_a_decimal_comma() -> None:
    assert {"5,2", "4,8"} <= set(re.findall(r">([^<>]+)</text>", svg("5A")))


def test_a_school_year_is_written_as_one_at_the_axis() -> None:
    words = re.findall(r">([^<>]+)</text>", svg("3B"))
    assert "2021/22" in words
    assert "2022" not in words


def test_notes_stand_below_the_panels_a_paragraph_each_and_are_wrapped() -> None:
    notes = ["Källa: Kolada.", "Egen bearbetning av data från Kolada, datauttag 2026-09-28, med ett antaget nyckeltal"]
    told = spec(gk.chart(assessments()["4B"], View(caption="Egen text"), notes=notes), 300)["title"]
    text = vl_convert.vegalite_to_svg(still(spec(gk.chart(assessments()["4B"], notes=notes), 300)))
    assert told["orient"] == "bottom"
    assert ">Källa: Kolada.<" in text
    assert ">Egen bearbetning av data från" in text
    assert ">Egen bearbetning av data från Kolada, datauttag 2026-09-28, med ett antaget nyckeltal<" not in text


# --- the same every time ----------------------------------------------------------------------------------


@EACH
def test_the_same_data_give_the_same_bytes_in_whatever_order_they_come(target: str) -> None:
    a = assessments()[target]
    again = replace(a, evidence=shuffled(a.evidence), genders=dict(reversed(a.genders.items())))
    assert json.dumps(spec(gk.chart(again))) == json.dumps(drawn(target))


def shuffled(evidence: Evidence) -> Evidence:
    def mix(line: Line) -> Line:
        points = list(line.points.items())
        random.Random(7).shuffle(points)
        return replace(line, points=dict(points))

    reference = None if evidence.reference is None else mix(evidence.reference)
    breaks = tuple(reversed(evidence.breaks))
    return replace(evidence, own=mix(evidence.own), reference=reference, breaks=breaks)


# --- which years -----------------------------------------------------------------------------------------


def test_a_chart_begins_at_most_eight_years_before_the_base_year_and_ends_with_the_plan() -> None:
    assert years_in_view(assessments()["3A"]) == (2013, 2026)
    assert years_in_view(assessments()["6B"]) == (2020, 2026)


def test_other_years_can_be_asked_for() -> None:
    a, view = assessments()["3A"], View(first=2000, last=2010)
    rows = gk.lines(a, view).data
    assert set(rows[rows["kind"] == "own"]["year"]) == set(range(2000, 2011))
    assert "term" not in set(gk.marks(a, view).data["kind"])
    assert "Mandatperioden" not in spec(gk.chart(a, view))["description"]


VALUES = st.dictionaries(
    st.integers(2010, 2026),
    st.decimals(-1000, 100_000, places=2, allow_nan=False).map(str),
    min_size=1,
)
CASE = {"target": st.sampled_from(["1C", "1B", "6A", "4B", "5A"]), "own": VALUES, "reference": VALUES}


@WHOLE
@settings(max_examples=60)
@given(**CASE)
def test_no_data_make_a_chart_that_the_schema_refuses(target: str, own: dict, reference: dict) -> None:
    a = made_up(target, own, reference if load_plan(None).target(target).rule.reference_id else None)
    assert gk.chart(a).to_dict()["datasets"]


@settings(max_examples=60)
@given(**CASE)
def test_no_data_make_a_chart_fail(target: str, own: dict, reference: dict) -> None:
    a = made_up(target, own, reference if load_plan(None).target(target).rule.reference_id else None)
    first, last = years_in_view(a)
    low, high = (float(end) for end in (subjects(a)[0].scale.low, subjects(a)[0].scale.high))
    for row in gk.lines(a).data.itertuples():
        assert first <= row.year <= last
        assert low <= row.value <= high
    assert spec(gk.chart(a))["vconcat"]


# --- layout ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "count", "step"),
    [("10", 5, "2"), ("11", 5, "5"), ("0.9", 5, "0.2"), ("3400", 6, "1000"), ("5", 5, "1"), ("0.003", 3, "0.001")],
)
def test_an_axis_has_steps_that_a_reader_can_count(span: str, count: int, step: str) -> None:
    assert nice_step(Fraction(span), count) == Fraction(step)


def test_an_axis_goes_below_zero_only_for_a_negative_value() -> None:
    assert scale_of([Fraction(1, 10), Fraction(9)], 5).low == 0
    assert scale_of([Fraction(-1), Fraction(9)], 5).low < 0
    assert scale_of([Fraction(40), Fraction(50)], 5).low > 0
    assert scale_of([Fraction(40), Fraction(50)], 5, from_zero=True).low == 0


def test_a_text_is_broken_between_words_within_its_room() -> None:
    text = wrap("Skillnad mellan Norrköping och kommungenomsnittet, oavsett riktning", 150)
    assert " ".join(text.split("\n")) == "Skillnad mellan Norrköping och kommungenomsnittet, oavsett riktning"
    assert all(text_width(line) <= 150 for line in text.split("\n") if " " in line)
