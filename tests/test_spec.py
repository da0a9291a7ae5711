"""A specification of one's own names its data and holds none; what is not allowed is refused with its place."""

import json

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import Measure, View
from goalkit.show.charts import chart_spec
from goalkit.show.files import shown_spec, signed
from goalkit.show.layers import SCHOOL_YEARS
from goalkit.show.spec import Spec, check_spec, editable
from goalkit.workbook import Workbook

DRAWN = ("1A", "1B", "1C", "2A", "2C", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "6A", "6B")
LINE = {
    "data": {"name": "main_values"},
    "mark": "line",
    "encoding": {
        "x": {"field": "year", "type": "quantitative", "axis": {"format": "d"}, "scale": {"zero": False}},
        "y": {"field": "value", "type": "quantitative", "scale": {"zero": False}},
        "color": {"field": "label", "type": "nominal"},
    },
}


def changed(path: str, value: object) -> str:
    """Return the small specification with something put at a path, as JSON."""
    spec = json.loads(json.dumps(LINE))
    *way, last = path.split(".")
    part = spec
    for name in way:
        part = part.setdefault(name, {})
    part[last] = value
    return json.dumps(spec)


def places(text: str) -> list[str]:
    found = check_spec(text)
    return [] if isinstance(found, Spec) else [fault.place for fault in found]


@pytest.mark.parametrize("target", DRAWN)
@pytest.mark.parametrize("view", [View(), View(values=True, band="G2328", genders=("T", "K"), areas=("0580",))])
def test_what_the_editor_begins_with_is_allowed_and_draws_the_same(workbook: Workbook, target: str, view: View) -> None:
    a = workbook.assessments[target]
    drawn = chart_spec(a, view, at_hand(workbook, a))
    usual = editable(chart_spec(a, View(), at_hand(workbook, a)))
    own = check_spec(editable(drawn), usual)
    assert isinstance(own, Spec), own
    assert "datasets" not in own.text
    assert check_spec(own.text, usual) == own
    shown = own.on(drawn)
    assert {name for name, rows in shown["datasets"].items() if rows} == set(drawn["datasets"])
    assert shown["vconcat"] == [{"vconcat": drawn["vconcat"], "resolve": drawn["resolve"]}]


def test_an_own_specification_is_drawn_on_the_vintages_rows_with_the_source_below(
    workbook: Workbook,
) -> None:
    a = workbook.assessments["4B"]
    view = View(spec=json.dumps(LINE), caption="Bildtext")
    spec = shown_spec(a, view, at_hand(workbook, a))
    usual = chart_spec(a)
    assert spec["datasets"]["main_values"] == usual["datasets"]["main_values"]
    assert spec["description"] == usual["description"]
    drawn = vl_convert.vegalite_to_svg(signed(spec, a, view, at_hand(workbook, a)))
    assert "Bildtext" in drawn
    assert "Källa: Kolada" in drawn


def test_a_specification_that_names_rows_of_another_measure_is_drawn_without_them(workbook: Workbook) -> None:
    a = workbook.assessments["3A"]
    view = View(spec=json.dumps({**LINE, "data": {"name": "gap_values"}}), measure=Measure.INDEX)
    spec = shown_spec(a, view, at_hand(workbook, a))
    assert spec["datasets"]["gap_values"] == []
    assert vl_convert.vegalite_to_svg(spec).startswith("<svg")


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("data.values", [{"year": 2026, "value": 99}], "$.data.values"),
        ("datasets", {"main_values": []}, "$.datasets"),
        ("data.url", "https://example.org/x.json", "$.data.url"),
        ("data.name", "other", "$.data.name"),
        ("encoding.y", {"datum": 95}, "$.encoding.y.datum"),
        ("encoding.y", {"value": 20}, "$.encoding.y.value"),
        ("encoding.y.aggregate", "mean", "$.encoding.y.aggregate"),
        ("encoding.y.bin", True, "$.encoding.y.bin"),
        ("encoding.y.impute", {"value": 0}, "$.encoding.y.impute"),
        ("encoding.y.stack", "normalize", "$.encoding.y.stack"),
        ("encoding.x.timeUnit", "year", "$.encoding.x.timeUnit"),
        ("encoding.y.field", "sum(value)", "$.encoding.y.field"),
        ("encoding.y.axis", {"labelExpr": "datum.value * 2"}, "$.encoding.y.axis.labelExpr"),
        ("encoding.y.axis", {"format": "%"}, "$.encoding.y.axis.format"),
        ("encoding.y.axis", {"format": "s"}, "$.encoding.y.axis.format"),
        ("encoding.y.scale", {"domain": {"expr": "[0, 1]"}}, "$.encoding.y.scale.domain"),
        ("encoding.y.scale", {"clamp": True}, "$.encoding.y.scale.clamp"),
        ("encoding.yOffset", {"value": 30}, "$.encoding.yOffset"),
        ("encoding.text", {"value": "95 %"}, "$.encoding.text.value"),
        ("encoding.href", {"field": "label"}, "$.encoding.href"),
        ("encoding.url", {"field": "label"}, "$.encoding.url"),
        ("encoding.color.condition", {"test": "datum.value > 5", "value": "red"}, "$.encoding.color.condition.test"),
        ("encoding.color.value", "url(https://example.org/x.svg)", "$.encoding.color.value"),
        ("mark", {"type": "image", "url": "https://example.org/x.png"}, "$.mark.type"),
        ("mark", {"type": "text", "text": "95 %"}, "$.mark.text"),
        ("mark", {"type": "line", "href": "https://example.org"}, "$.mark.href"),
        ("mark", {"type": "line", "y": 10}, "$.mark.y"),
        ("mark", {"type": "line", "dy": {"expr": "datum.value * 10"}}, "$.mark.dy"),
        ("mark", {"type": "line", "color": {"expr": "datum.color + ''"}}, "$.mark.color"),
        ("mark", "geoshape", "$.mark"),
        ("transform", [{"calculate": "datum.value * 2", "as": "value"}], "$.transform"),
        ("params", [{"name": "x", "value": 1}], "$.params"),
        ("config", {"locale": {}}, "$.config"),
        ("usermeta", {"embedOptions": {"loader": {}}}, "$.usermeta"),
        ("$schema", "https://example.org/schema.json", "$.$schema"),
        ("title", {"text": {"expr": "'95'"}}, "$.title.text"),
        ("title", "a\ud800", "$.title"),
        ("width", 1e9, "$.width"),
        ("mark", {"type": "text", "fontSize": 1e6}, "$.mark.fontSize"),
        ("encoding.y.axis", {"tickCount": 10**7}, "$.encoding.y.axis.tickCount"),
        ("title", {"text": "Ord", "offset": -1001}, "$.title.offset"),
        ("facet", {"field": "label"}, "$.facet"),
        ("repeat", ["a"], "$.repeat"),
        ("concat", [LINE], "$.concat"),
        (
            "transform",
            [
                {
                    "lookup": "year",
                    "from": {"data": {"values": [{"year": 2026, "v": 1}]}, "key": "year", "fields": ["v"]},
                }
            ],
            "$.transform",
        ),
        ("transform", [{"window": [{"op": "sum", "field": "value", "as": "value"}]}], "$.transform"),
        ("data.sequence", {"start": 0, "stop": 9}, "$.data.sequence"),
        ("data.graticule", True, "$.data.graticule"),
        ("data.sphere", True, "$.data.sphere"),
        ("data.format", {"parse": {"value": "date"}}, "$.data.format"),
        ("encoding.url", {"value": "x.png"}, "$.encoding.url"),
        ("encoding.url", {"condition": {"test": "datum.preliminary", "value": "x.png"}}, "$.encoding.url"),
        ("mark", {"type": "point", "shape": {"expr": "'M0,0L1,1'"}}, "$.mark.shape"),
        ("params", [{"name": "x", "expr": "95"}], "$.params"),
        ("params", [{"name": "x", "bind": {"input": "range"}}], "$.params"),
        ("encoding.y.scale", {"domain": {"signal": "[0, 1]"}}, "$.encoding.y.scale.domain"),
        ("encoding.y.scale", {"range": {"signal": "[0, 1]"}}, "$.encoding.y.scale.range"),
        ("encoding.y.scale", {"domainMax": 5}, "$.encoding.y.scale.domainMax"),
        ("encoding.color.scale", {"scheme": {"signal": "x"}}, "$.encoding.color.scale.scheme"),
        ("encoding.description", {"value": "95 %"}, "$.encoding.description"),
        ("mark", {"type": "line", "description": "95 %"}, "$.mark.description"),
        ("description", "95 %", "$.description"),
        ("background", "url(x.png)", "$.background"),
        ("autosize", {"type": "fit"}, "$.autosize"),
        ("encoding.facet", {"field": "label"}, "$.encoding.facet"),
        ("encoding.row", {"field": "label"}, "$.encoding.row"),
        ("encoding.x.type", "temporal", "$.encoding.x.type"),
        ("encoding.x.sort", [2024, 2020], "$.encoding.x.sort"),
        ("name", "x'); f('", "$.name"),
        ("spec", {}, "$.spec"),
        ("projection", {}, "$.projection"),
    ],
)
def test_what_makes_numbers_moves_marks_or_calls_an_address_is_refused_with_its_place(path, value, place) -> None:
    assert place in places(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("title", "Andelen är 95 %", "$.title"),
        ("title", ["Andelen", "är 95,2"], "$.title"),
        ("title", {"text": "95,2 %", "orient": "bottom", "offset": -120}, "$.title.text"),
        ("title", {"text": "Andel", "subtitle": "½"}, "$.title.subtitle"),
        ("encoding.y.title", "٩٥", "$.encoding.y.title"),
        ("encoding.y.axis", {"title": "95 %", "titleX": 200, "titleY": 80}, "$.encoding.y.axis.title"),
        ("encoding.color.legend", {"title": "95 %"}, "$.encoding.color.legend.title"),
        ("encoding.tooltip", {"field": "text", "title": "95 %"}, "$.encoding.tooltip.title"),
        ("encoding.color.scale", {"domain": ["Exempelkommun 95 %"]}, "$.encoding.color.scale.domain"),
        ("encoding.color.scale", {"domain": ["9500"]}, "$.encoding.color.scale.domain"),  # in a legend
        (
            "encoding.y",
            {"field": "text", "type": "nominal", "scale": {"domain": ["95 %"]}},
            "$.encoding.y.scale.domain",
        ),
        ("encoding.y", {"field": "value", "type": "ordinal", "scale": {"domain": [9, 5]}}, "$.encoding.y.scale.domain"),
        ("encoding.y", {"field": "value", "type": "ordinal", "axis": {"values": [95]}}, "$.encoding.y.axis.values"),
        ("encoding.y.scale", {"domain": [0]}, "$.encoding.y.scale.domain"),
        ("encoding.y.scale", {"domain": ["0", "1"]}, "$.encoding.y.scale.domain"),
        ("encoding.y.axis", {"values": ["95 %"]}, "$.encoding.y.axis.values"),
        ("encoding.y.axis", {"labelOffset": 40}, "$.encoding.y.axis.labelOffset"),
        ("encoding.y.axis", {"tickOffset": 40}, "$.encoding.y.axis.tickOffset"),
        ("encoding.x.axis", {"labelFlushOffset": 90}, "$.encoding.x.axis.labelFlushOffset"),
        ("encoding.x.axis", {"labelExpr": SCHOOL_YEARS}, "$.encoding.x.axis.labelExpr"),  # years, and no school years
        ("resolve", {"scale": {"y": "independent"}}, "$.resolve.scale.y"),
        ("mark", {"type": "text", "lineBreak": "5"}, "$.mark.lineBreak"),  # 95,2 without its 5
        ("mark", {"type": "text", "dx": 200}, "$.mark.dx"),
        ("mark", {"type": "text", "dy": -61}, "$.mark.dy"),
        ("mark", {"type": "point", "shape": "M-1,-1L1,-1L1,1"}, "$.mark.shape"),
        ("encoding.shape", {"value": "M-1-1L1-1"}, "$.encoding.shape.value"),
        ("encoding.shape.scale", {"range": ["M-1 -1L1 1"]}, "$.encoding.shape.scale.range"),
        ("encoding.color.value", "URL(x.svg#a)", "$.encoding.color.value"),
        ("encoding.color.value", "javascript:x", "$.encoding.color.value"),
        ("mark", {"type": "text", "font": "x;fill:red"}, "$.mark.font"),
    ],
)
def test_no_typed_number_can_look_like_a_figure(path, value, place) -> None:
    assert place in places(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Från 2015 till 2026"),
        ("title", {"text": ["Läsåret 2021/22", "och 2015–2020"], "anchor": "start"}),
        ("encoding.y.title", "index, 2021 = 100"),
        ("encoding.y.scale", {"domain": [0, 100]}),
        ("encoding.y.axis", {"values": [0, 50, 100.5], "labelFont": "Arial, sans-serif", "labelColor": "rgb(0, 0, 0)"}),
        ("encoding.color.scale", {"domain": ["own", "reference K"], "range": ["#fff", "dimgray"]}),
        (
            "encoding.color",
            {"field": "role", "legend": None, "scale": {"domain": ["own", "0580", "mean:G1"], "range": ["#0b5c7a"]}},
        ),
        ("encoding.color.scale", {"scheme": "category10"}),
        ("mark", {"type": "text", "lineBreak": "\n", "dx": 8, "dy": {"expr": "datum.dy"}}),
        ("mark", {"type": "point", "shape": "triangle-up"}),
        ("resolve", {"scale": {"y": "shared", "color": "independent"}, "axis": {"y": "independent"}}),
    ],
)
def test_looks_axes_and_texts_that_cannot_are_taken(path, value) -> None:
    assert places(changed(path, value)) == []


def test_a_text_may_have_the_numbers_that_the_programs_own_has(workbook: Workbook) -> None:
    a = workbook.assessments["3A"]
    usual = editable(chart_spec(a, View(), at_hand(workbook, a)))
    titled = [changed("title", text) for text in ("Gymnasieutbildade 25–64 år", "Gymnasieutbildade 95 %")]
    assert isinstance(check_spec(titled[0], usual), Spec)
    assert not isinstance(check_spec(titled[1], usual), Spec)
    assert not isinstance(check_spec(titled[0]), Spec)


def test_years_at_the_axis_are_school_years_only_where_the_indicators_are(workbook: Workbook) -> None:
    for target, taken in (("3B", True), ("3A", False)):
        a = workbook.assessments[target]
        usual = editable(chart_spec(a, View(), at_hand(workbook, a)))
        for path, years in (("encoding.x.axis", True), ("encoding.y.axis", False)):
            written = changed(path, {"labelExpr": SCHOOL_YEARS})
            assert isinstance(check_spec(written, usual), Spec) is (taken and years)


def test_the_place_leads_through_lists() -> None:
    text = json.dumps({"vconcat": [LINE, {"layer": [LINE, json.loads(changed("encoding.y.aggregate", "sum"))]}]})
    assert places(text) == ["$.vconcat[1].layer[1].encoding.y.aggregate"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "rad 1, tecken 1"),
        ('{\n "mark": "line",\n}', "rad 3, tecken 1"),
        ("[]", "$"),
        ("null", "$"),
        ('{"mark": "line", "mark": "bar"}', "$"),
        ('{"width": NaN}', "$"),
        ("[" * 50_000, "$"),
        (" " * 70_000, "$"),
        ('{"vconcat": []}', "$.vconcat"),
        ("{}", "$"),
    ],
)
def test_what_is_no_specification_is_said_and_never_an_error(text: str, place: str) -> None:
    assert place in places(text)


def test_bars_on_top_of_each_other_are_refused_and_bars_from_the_axis_are_not() -> None:
    assert places(changed("mark", "bar")) == ["$.encoding"]
    apart = json.loads(changed("mark", "bar"))
    apart["encoding"]["y"]["stack"] = None
    assert places(json.dumps(apart)) == []


NAMES = ["data", "mark", "encoding", "layer", "vconcat", "x", "y", "field", "values", "url", "expr", "axis", "title"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner),
    max_leaves=25,
)


@settings(max_examples=300)
@given(ANY_JSON)
def test_whatever_is_written_gives_a_specification_or_faults(tree: object) -> None:
    text = json.dumps(tree)
    found = check_spec(text)
    assert isinstance(found, Spec) or (found and all(str(fault) for fault in found))


def has_data_of_its_own(part: object) -> bool:
    if isinstance(part, dict):
        hidden = {"values", "datasets", "url", "href", "datum", "transform", "aggregate", "expr"} & set(part)
        return bool(hidden - {"values"}) or any(map(has_data_of_its_own, part.values()))
    return isinstance(part, list) and any(map(has_data_of_its_own, part))


@settings(max_examples=300)
@given(
    path=st.sampled_from(["encoding.y", "encoding.x.axis", "mark", "data", "encoding.color.scale", "title"]),
    put=ANY_JSON,
)
def test_nothing_allowed_holds_data_or_an_address(path: str, put: object) -> None:
    found = check_spec(changed(path, put))
    if isinstance(found, Spec):
        assert not has_data_of_its_own(found.tree)
