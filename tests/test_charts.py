"""A chart shows what its target asks, with the assessment's own numbers, in Swedish, the same every time."""

import json
import random
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise

import altair as alt
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.charts import theme
from goalkit.charts.description import description
from goalkit.charts.layout import Box, Label, nice_step, place, scale_of, spread, text_width, wrap
from goalkit.charts.series import years_in_view
from goalkit.charts.subject import subjects
from goalkit.charts.view import View
from goalkit.exact import exact
from goalkit.judge import Assessment
from goalkit.model import Evidence, Gender, Judged, Line, Missing, Point
from goalkit.plan import Municipality
from goalkit.planfile import load_plan
from goalkit.rules import GapNarrows
from goalkit.show.charts import NARROW, WIDE, chart, chart_spec, has_chart
from goalkit.show.labels import labels_above, labels_inside
from goalkit.show.panel import Row, panels
from goalkit.show.values import COLUMNS, table
from goalkit.workbook import open_workbook
from tests.whole import WHOLE

WITH_VALUES = ("1A", "1B", "1C", "2A", "2C", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "6A", "6B")
ABOUT_A_GAP = ("1A", "1C", "2C", "3A", "3B", "3C", "4A", "4C")
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
EACH = pytest.mark.parametrize("target", WITH_VALUES)


@cache
def assessments() -> dict[str, Assessment]:
    return open_workbook().assessments


@cache
def drawn(target: str, width: int = WIDE) -> dict:
    """Return a target's specification, checked against Vega-Lite's schema."""
    return chart(assessments()[target], width=width).to_dict()


@cache
def svg(target: str, width: int = WIDE) -> str:
    return vl_convert.vegalite_to_svg(drawn(target, width))


def rows(target: str, name: str) -> list[Row]:
    return drawn(target)["datasets"].get(name, [])


def layers(target: str, data: str) -> list[dict]:
    panes = drawn(target)["vconcat"]
    return [layer for pane in panes for layer in pane["layer"] if layer["data"]["name"] == data]


def label_texts(target: str) -> list[str]:
    return [row["text"].replace("\n", " ") for row in rows(target, "main_labels")]


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


def test_asking_for_a_chart_where_there_is_nothing_to_draw_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2B"):
        chart(assessments()["2B"])


@pytest.mark.parametrize("target", [name for name in WITH_VALUES if name not in ("2A", "6A")])
def test_the_lines_are_the_exact_values_of_own_series_and_reference(target: str) -> None:
    a = assessments()[target]
    first, last = years_in_view(a)
    for role, line in (("own", a.evidence.own), ("reference", a.evidence.reference or Line())):
        shown = {row["year"]: row["value"] for row in rows(target, "main_values") if row["role"] == role}
        assert shown == {y: float(p.value) for y, p in line.points.items() if first <= y <= last}


@EACH
def test_base_year_and_judged_year_are_marked_by_rule_point_and_word(target: str) -> None:
    a = assessments()[target]
    judged = a.verdict.numbers.year if isinstance(a.verdict, Judged) else None
    wanted = {kind: y for kind, y in (("base", a.target.rule.base_year), ("judged", judged)) if y is not None}
    assert {row["mark"]: row["year"] for row in rows(target, "main_years")} == wanted
    assert {(row["mark"], row["year"]) for row in rows(target, "main_marks")} == set(wanted.items())
    for kind, year in wanted.items():
        word = {"base": "basår", "judged": "bedömt år"}[kind]
        shown = f"{year - 1}/{year % 100}" if a.indicator.school_year else str(year)
        assert any(text.startswith(f"{word} {shown}") for text in label_texts(target))


@EACH
def test_the_plans_years_are_shaded_and_named(target: str) -> None:
    assert rows(target, "main_term") == [{"start": 2022.5, "end": 2026.5}]
    assert layers(target, "main_term")[0]["mark"]["type"] == "rect"
    assert "mandatperioden 2023–2026" in label_texts(target)


@EACH
def test_only_a_target_about_a_gap_has_brackets_and_a_panel_of_the_gap(target: str) -> None:
    a, n = assessments()[target], assessments()[target].verdict.numbers
    assert isinstance(a.target.rule, GapNarrows) == (target in ABOUT_A_GAP)
    gaps = {row["year"]: row["value"] for row in rows(target, "gap_values")}
    brackets = {row["year"]: row["high"] - row["low"] for row in rows(target, "main_brackets")}
    if target not in ABOUT_A_GAP:
        assert (len(drawn(target)["vconcat"]), gaps, brackets) == (1, {}, {})
        return
    assert len(drawn(target)["vconcat"]) == 2
    measures = {n.base_year: n.measure_base, **({n.year: n.measure} if n.measure is not None else {})}
    assert brackets == pytest.approx({year: float(gap) for year, gap in measures.items()})
    assert {year: gaps[year] for year in measures} == {year: float(gap) for year, gap in measures.items()}
    assert [row["value"] for row in rows(target, "gap_level")] == [float(n.measure_base)]
    assert any(text.startswith("skillnad ") for text in label_texts(target))


@pytest.mark.parametrize(("target", "text"), [("4B", "82,0 %"), ("5A", "4,32"), ("6B", "69,3 %")])
def test_a_level_target_has_the_base_level_as_a_dashed_line_with_its_value(target: str, text: str) -> None:
    n = assessments()[target].verdict.numbers
    (level,) = rows(target, "main_level")
    assert (level["start"], level["end"], level["value"]) == (n.base_year, 2026.5, float(n.own_base))
    assert layers(target, "main_level")[0]["mark"]["strokeDash"]
    assert f"nivå basåret {text}".replace(" %", "\u00a0%") in label_texts(target)


@pytest.mark.parametrize("target", ["2A", "6A"])
def test_a_development_is_an_index_that_is_100_for_both_in_the_start_year(target: str) -> None:
    values = rows(target, "main_values")
    assert {row["role"]: row["value"] for row in values if row["year"] == 2022} == {"own": 100, "reference": 100}
    assert [row["value"] for row in rows(target, "main_level")] == [100]
    a = assessments()[target]
    own = a.evidence.own
    for row in (r for r in values if r["role"] == "own"):
        assert row["value"] == float(own.points[row["year"]].value / own.points[2022].value * 100)


def test_a_development_without_a_start_to_stand_on_is_drawn_as_it_is() -> None:
    a = made_up("6A", {2022: "0", 2023: "3"}, {2022: "10", 2023: "12"})
    values = chart(a).to_dict()["datasets"]["main_values"]
    assert [row["value"] for row in values if row["role"] == "own"] == [0, 3]


def test_above_shows_both_levels_and_on_how_many_municipalities_the_mean_rests() -> None:
    assert {row["role"] for row in rows("1B", "main_values") if row["year"] == 2023} == {"own", "reference"}
    assert any("212 kommuner" in text for text in label_texts("1B"))
    assert "39,7\u00a0% (212 kommuner)" in drawn("1B")["description"]


@EACH
def test_what_was_judged_before_the_plan_looks_different_and_says_so(target: str) -> None:
    before = target in ("1C", "2C", "3A")
    said = any("före mandatperioden" in text for text in label_texts(target))
    dashed = [row for row in rows(target, "main_years") if row["before_plan"]]
    assert (said, bool(dashed)) == (before, before)
    assert ("före mandatperioden" in drawn(target)["description"]) == before
    condition = layers(target, "main_years")[0]["encoding"]["strokeDash"]["condition"]
    assert condition["test"] == "datum.before_plan"
    assert "!datum.before_plan" in layers(target, "main_marks")[0]["encoding"]["shape"]["condition"]["test"]


@EACH
def test_plan_years_without_values_say_that_the_data_hold_none(target: str) -> None:
    own, reference = assessments()[target].evidence.own, assessments()[target].evidence.reference
    empty = not any(y >= 2023 for line in (own, reference or Line()) for y in line.points)
    assert ("inga värden hämtade" in label_texts(target)) == empty
    assert ("inga värden hämtade" in drawn(target)["description"]) == empty


# --- gaps, breaks, preliminary ----------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["4B", "4C"])
def test_a_year_without_a_survey_breaks_the_line(target: str) -> None:
    values = [row for row in rows(target, "main_values") if row["role"] == "own"]
    pieces = {row["year"]: row["segment"] for row in values}
    assert 2021 not in pieces
    assert pieces[2020] != pieces[2022]
    assert pieces[2019] == pieces[2020]
    line = next(layer for layer in layers(target, "main_values") if layer["mark"]["type"] == "line")
    assert line["encoding"]["detail"]["field"] == "segment"
    assert "saknar värde för 2021" in drawn(target)["description"]


@pytest.mark.parametrize(("target", "years"), [("1A", [2023]), ("1C", [2022, 2023])])
def test_a_break_is_marked_between_the_years_with_its_note(target: str, years: list[int]) -> None:
    found = rows(target, "main_breaks")
    assert [row["x"] for row in found] == [year - 0.5 for year in years]
    notes = [b.note for b in assessments()[target].evidence.breaks]
    assert [row["note"] for row in found] == notes
    assert all(note in drawn(target)["description"] for note in notes)
    assert layers(target, "main_breaks")[0]["encoding"]["tooltip"][1]["field"] == "note"
    for year in years:
        assert f"tidsseriebrott {year}" in label_texts(target)


def test_a_line_does_not_run_on_across_a_break_that_stops_comparison() -> None:
    a = made_up("1C", {2020: "70", 2021: "71", 2022: "72"}, {2020: "75", 2021: "75", 2022: "75"})
    stopped = replace(a, evidence=replace(a.evidence, breaks=(replace(a.evidence.breaks[1], year=2022),)))
    pieces = [
        {row["year"]: row["segment"] for row in chart(one).to_dict()["datasets"]["main_values"]} for one in (a, stopped)
    ]
    assert pieces[0][2021] == pieces[0][2022]  # comparable with reservation: marked, but one line
    assert pieces[1][2021] != pieces[1][2022]


def test_a_preliminary_point_is_hollow_and_says_so() -> None:
    a = made_up("4B", {2022: "80", 2023: "81", 2024: "82.5"}, preliminary=frozenset({2024}))
    spec = chart(a).to_dict()
    hollow = [row["year"] for row in spec["datasets"]["main_values"] if row["preliminary"]]
    assert hollow == [2024]
    for layer in spec["vconcat"][0]["layer"]:
        if layer["mark"]["type"] == "point":
            condition = layer["encoding"]["fill"]["condition"]
            assert condition == {"test": "datum.preliminary", "value": theme.PAPER}
    assert "preliminära värden: 2024" in spec["description"]
    assert "82,5\u00a0% (preliminärt)" in [row["text"] for row in spec["datasets"]["main_values"]]


# --- words -----------------------------------------------------------------------------------------------


@EACH
def test_the_description_is_the_text_alternative_with_both_years_and_their_values(target: str) -> None:
    a = assessments()[target]
    text = drawn(target)["description"]
    assert text == description(subjects(a)[0])
    assert a.indicator.label in text
    assert a.municipality.name in text
    years = [row["when"] for row in rows(target, "main_values") if row["year"] == a.target.rule.base_year]
    years += [row["when"] for row in rows(target, "main_values") if row["year"] == a.verdict.numbers.year]
    assert all(year in text for year in years)
    values = {row["text"] for row in rows(target, "main_values") if row["when"] in years}
    assert all(value.split(" (")[0] in text for value in values)


def test_the_text_alternative_of_a_gap_says_the_gap_in_both_years() -> None:
    text = description(subjects(assessments()["3B"])[0])
    assert (
        "Basår läsåret 2021/22: Norrköping 83,40\u00a0%; Riket 85,31\u00a0%; skillnad 1,91\u00a0procentenheter" in text
    )
    assert "Bedömt år läsåret 2025/26: Norrköping 78,26\u00a0%; Riket 83,63\u00a0%; skillnad 5,37" in text


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_a_gap_is_what_its_two_values_differ_by_as_they_are_shown(target: str) -> None:
    def shown(text: str) -> Fraction:
        return Fraction(re.sub(r"[^0-9,]", "", text).replace(",", "."))

    values = {(row["role"], row["year"]): row["text"] for row in rows(target, "main_values")}
    for row in rows(target, "gap_values"):
        if row["year"] in [mark["year"] for mark in rows(target, "gap_years")]:
            own, reference = (shown(values[role, row["year"]].split(" (")[0]) for role in ("own", "reference"))
            assert abs(own - reference) == shown(row["text"])


@EACH
def test_the_unit_and_the_better_direction_stand_at_the_axis(target: str) -> None:
    a = assessments()[target]
    labels = [layer for layer in layers(target, "main_labels") if "y" in layer["encoding"]]
    title = " ".join(labels[0]["encoding"]["y"]["title"])
    assert title.endswith({"higher": "högre är bättre", "lower": "lägre är bättre"}[a.indicator.better])


@EACH
@WIDTHS
def test_no_label_covers_another_and_none_leaves_the_paper(target: str, width: int) -> None:
    a, narrow = assessments()[target], width == NARROW
    for subject, panel in zip(subjects(a), panels(subjects(a), width), strict=True):
        frame = panel.frame
        above, _ = labels_above(subject, frame, narrow=narrow)
        boxes = [(p.label.text, p.box) for p in (*above, *labels_inside(subject, frame, narrow=narrow))]
        assert [(x[0], y[0]) for x, y in combinations(boxes, 2) if x[1].overlap(y[1]) > 1] == []
        paper = Box(-frame.left - 1, -panel.head, frame.width + frame.right + 1, frame.height + 1)
        outside = [text for text, box in boxes if box.overlap(box) - box.overlap(paper) > 1]
        assert outside == []


@WIDTHS
@pytest.mark.parametrize("value", ["1e30", "1e308", "5e-324"])
def test_a_name_of_32_letters_or_a_value_without_measure_leaves_a_plot(width: int, value: str) -> None:
    a = assessments()["5A"]
    name = "Exempelkommun" + "m" * 19
    named = replace(a, municipality=Municipality(id="0581", name=name, genitive=f"{name}s"))
    huge = replace(a.evidence.own, points={2022: Point(Fraction(1)), 2024: Point(exact(value))})
    for odd in (named, replace(a, evidence=replace(a.evidence, own=huge))):
        assert vl_convert.vegalite_to_svg(chart(odd, width=width).to_dict()).startswith("<svg")


def test_labels_of_lines_that_end_close_together_share_the_way() -> None:
    a = made_up("1B", {2022: "30", 2023: "50"}, {2022: "70", 2023: "50.4"})
    (subject,), (panel,) = subjects(a), panels(subjects(a), WIDE)
    own, reference = labels_inside(subject, panel.frame, narrow=False)[:2]
    assert (own.label.text.split()[0], reference.label.text.split()[0]) == ("Exempelkommun", "Kommungenomsnittet")
    assert reference.spot.dy < 0 < own.spot.dy
    assert own.spot.dy + reference.spot.dy == pytest.approx(0)


# --- how it is drawn -------------------------------------------------------------------------------------


@EACH
def test_the_drawing_names_its_data_and_holds_none(target: str) -> None:
    spec = dict(drawn(target))
    named = spec.pop("datasets")
    used = {layer["data"]["name"] for pane in spec["vconcat"] for layer in pane["layer"]}
    assert used == set(named)
    assert '"values": [{' not in str(spec).replace("'", '"')
    assert all(set(layer["data"]) == {"name"} for pane in spec["vconcat"] for layer in pane["layer"])


@EACH
def test_years_are_whole_numbers_on_an_axis_that_leaves_room_for_missing_ones(target: str) -> None:
    first, last = years_in_view(assessments()[target])
    for layer in (each for pane in drawn(target)["vconcat"] for each in pane["layer"]):
        x = layer["encoding"]["x"]
        assert (x["type"], x["axis"]["format"]) == ("quantitative", "d")
        assert x["scale"]["domain"] == [first - 0.5, last + 0.5]
        assert all(isinstance(year, int) for year in x["axis"]["values"])


@EACH
@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=WHOLE)])
def test_drawn_as_svg_it_is_swedish_legible_and_as_wide_as_asked(target: str, width: int) -> None:
    text = svg(target, width)
    words = re.findall(r">([^<>]+)</t", text)
    assert not [word for word in words if re.search(r"\d\.\d|\b2\s0\d\d\b|\d,\d{3},|-\d", word)]
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', text)]
    assert min(sizes) >= 12
    found = re.search(r'<svg[^>]* width="([\d.]+)"', text)
    assert found is not None
    assert width * 0.95 < float(found[1]) <= width + 2


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_a_line_is_drawn_in_the_look_of_its_own_panel(target: str) -> None:
    found = dict.fromkeys(("concat_0", "concat_1"), "") | {
        name.partition("_layer")[0]: lines
        for name, lines in re.findall(r'class="mark-line role-mark (\w+)"[^>]*>((?:<path[^>]*>)+)', svg(target))
    }
    look = [re.findall(r'stroke="([^"]+)" stroke-width="([^"]+)"', lines) for lines in found.values()]
    assert (theme.ACCENT, "3") in look[0]
    assert set(look[1]) == {(theme.INK, "2")}


def test_numbers_at_the_axis_have_a_decimal_comma() -> None:
    assert {"5,2", "4,8"} <= set(re.findall(r">([^<>]+)</text>", svg("5A")))


def test_a_school_year_is_written_as_one_at_the_axis() -> None:
    words = re.findall(r">([^<>]+)</text>", svg("3B"))
    assert "2021/22" in words
    assert "2022" not in words


@EACH
def test_the_look_is_the_common_one_with_swedish_numbers_and_no_menu(target: str) -> None:
    config = drawn(target)["config"]
    assert config["locale"]["number"]["decimal"] == ","
    assert config["locale"]["number"]["thousands"] == "\u00a0"
    assert config["locale"]["number"]["minus"] == "\u2212"
    assert config["locale"]["time"]["months"][4] == "maj"
    assert drawn(target)["usermeta"]["embedOptions"] == {"renderer": "svg", "actions": False}


def test_a_caption_stands_below_the_panels_and_is_wrapped() -> None:
    words = "Egen bearbetning av data från Kolada, datauttag 2026-09-28, indikatorvalet är ett antagande"
    title = chart(assessments()["4B"], width=NARROW, caption=words).to_dict()["title"]
    assert title["orient"] == "bottom"
    assert len(title["text"]) > 1
    assert " ".join(title["text"]) == words


# --- the same every time ----------------------------------------------------------------------------------


@EACH
def test_the_same_data_give_the_same_bytes_in_whatever_order_they_come(target: str) -> None:
    a = assessments()[target]
    again = replace(a, evidence=shuffled(a.evidence), genders=dict(reversed(a.genders.items())))
    assert json.dumps(chart_spec(again)) == json.dumps(chart_spec(a))
    assert table(again).equals(table(a))


def shuffled(evidence: Evidence) -> Evidence:
    def mix(line: Line) -> Line:
        points = list(line.points.items())
        random.Random(7).shuffle(points)
        return replace(line, points=dict(points))

    reference = None if evidence.reference is None else mix(evidence.reference)
    breaks = tuple(reversed(evidence.breaks))
    return replace(evidence, own=mix(evidence.own), reference=reference, breaks=breaks)


def test_neither_another_theme_nor_a_data_transformer_changes_a_chart() -> None:
    plain = drawn("4B")["datasets"], drawn("4B")["vconcat"]
    with alt.theme.enable("dark"), alt.data_transformers.enable("csv"):
        other = chart(assessments()["4B"]).to_dict()
    assert (other["datasets"], other["vconcat"]) == plain
    assert other["config"]["background"] == theme.PAPER


# --- the table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [*WITH_VALUES, "2B"])
def test_the_tables_columns_and_types_do_not_depend_on_its_values(target: str) -> None:
    frame = table(assessments()[target])
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == COLUMNS
    assert len(frame) == 0 or list(frame.year) == list(range(frame.year.min(), frame.year.max() + 1))


def test_the_table_has_the_values_of_the_chart_and_those_of_women_and_men() -> None:
    frame = table(assessments()["3A"]).set_index("year")
    a = assessments()["3A"]
    own, reference = a.evidence.own.points[2022].value, a.evidence.reference.points[2022].value
    assert frame.own[2022] == float(own)
    assert frame.gap[2022] == float(abs(own - reference))
    assert frame.since_base[2022] == float(own - a.evidence.own.points[2021].value)
    assert frame.own_index[2021] == 100
    assert frame.women[2022] == float(a.genders[Gender.WOMEN][0].points[2022].value)


def test_a_missing_year_is_an_empty_row_of_the_table() -> None:
    frame = table(assessments()["4B"]).set_index("year")
    assert frame.own[[2021]].isna().all()
    assert frame.own[[2020, 2022]].notna().all()


def test_the_mean_comes_with_its_number_of_municipalities() -> None:
    frame = table(assessments()["1B"]).set_index("year")
    assert frame.reference_n[2023] == 212
    assert frame.reference_n[[2022]].isna().all()


# --- which years -----------------------------------------------------------------------------------------


def test_a_chart_begins_at_most_eight_years_before_the_base_year_and_ends_with_the_plan() -> None:
    assert years_in_view(assessments()["3A"]) == (2013, 2026)
    assert years_in_view(assessments()["6B"]) == (2020, 2026)


def test_other_years_can_be_asked_for() -> None:
    spec = chart(assessments()["3A"], View(first=2000, last=2010)).to_dict()
    assert {row["year"] for row in spec["datasets"]["main_values"] if row["role"] == "own"} == set(range(2000, 2011))
    assert "main_term" not in spec["datasets"]
    assert "Mandatperioden" not in spec["description"]


VALUES = st.dictionaries(
    st.integers(2010, 2026),
    st.decimals(-1000, 100_000, places=2, allow_nan=False).map(str),
    min_size=1,
)


CASE = {
    "target": st.sampled_from(["1C", "1B", "6A", "4B", "5A"]),
    "own": VALUES,
    "reference": VALUES,
    "width": st.sampled_from([320, 640]),
}


@WHOLE
@settings(max_examples=60)
@given(**CASE)
def test_no_data_make_a_chart_that_the_schema_refuses(target: str, own: dict, reference: dict, width: int) -> None:
    a = made_up(target, own, reference if load_plan(None).target(target).rule.reference_id else None)
    assert chart(a, width=width).to_dict()["datasets"]


@settings(max_examples=60)
@given(**CASE)
def test_no_data_make_a_chart_fail(target: str, own: dict, reference: dict, width: int) -> None:
    a = made_up(target, own, reference if load_plan(None).target(target).rule.reference_id else None)
    spec = chart_spec(a, width=width)
    first, last = years_in_view(a)
    for row in spec["datasets"]["main_values"]:
        assert first <= row["year"] <= last
    for layer in spec["vconcat"][0]["layer"]:
        if "y" in layer["encoding"]:
            low, high = layer["encoding"]["y"]["scale"]["domain"]
    assert all(low <= row["value"] <= high for row in spec["datasets"]["main_values"])


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


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(5, 40)), min_size=2, max_size=6))
def test_labels_that_are_spread_keep_their_distance_and_their_order(places: list[tuple[float, float]]) -> None:
    heights, least = [h for h, _ in places], [d for _, d in places]
    moved = spread(heights, least)
    order = sorted(range(len(places)), key=lambda i: heights[i])
    for upper, lower in pairwise(order):
        assert moved[lower] - moved[upper] >= least[upper] - 1e-6


def test_a_text_is_broken_between_words_within_its_room() -> None:
    text = wrap("Skillnad mellan Norrköping och kommungenomsnittet, oavsett riktning", 150)
    assert " ".join(text.split("\n")) == "Skillnad mellan Norrköping och kommungenomsnittet, oavsett riktning"
    assert all(text_width(line) <= 150 for line in text.split("\n") if " " in line)


def test_a_label_without_a_place_is_a_mistake() -> None:
    frame = panels(subjects(assessments()["4B"]), WIDE)[0].frame
    nowhere = Label("ord", 2020, Fraction(82), theme.INK, ())
    with pytest.raises(ValueError, match="ord"):
        place([nowhere], frame, (), Box(0, 0, 10, 10))
