"""The charts of a target are plain altair: what is on them, where every word stands, what a pointer brings out."""

import json
import re
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

import altair as alt
import pandas as pd
import pytest
import vl_convert
from playwright.sync_api import Browser, Page

import goalkit as gk
from goalkit.charts import spec, still
from goalkit.charts.at_hand import AtHand, at_hand
from goalkit.charts.labels import Layout
from goalkit.charts.series import Role, measures
from goalkit.charts.subject import Subject, subjects
from goalkit.charts.view import Measure, View
from goalkit.show.pictures import svg
from tests.browser import fresh_profile
from tests.test_charts import ABOUT_A_GAP, WITH_VALUES, made_up
from tests.waiting import comes_to
from tests.websites import ROOT

EACH = pytest.mark.parametrize("target", WITH_VALUES)
R9 = "G96092"
PICKED = ("0580", "0680", "0486", "1880")
WIDE, NARROW = 1000, 358
"""A column of a wide screen, and what a telephone of 390 px leaves."""


@cache
def workbook() -> gk.Workbook:
    return gk.open_workbook()


def assessed(target: str) -> gk.Assessment:
    return workbook()[target]


@cache
def hand(target: str) -> AtHand:
    return at_hand(workbook(), assessed(target))


def layouts(target: str, view: View | None = None) -> list[Layout]:
    return [Layout(s) for s in about(target, view)]


def about(target: str, view: View | None = None) -> list[Subject]:
    return subjects(assessed(target), view or View(), hand(target))


def forms(target: str) -> list[Measure]:
    return measures(assessed(target), hand(target))


# --- altair like any other --------------------------------------------------------------------------------


@EACH
def test_lines_and_marks_are_laid_on_each_other_and_changed_as_any_chart(target: str) -> None:
    m = assessed(target)
    both = gk.lines(m) + gk.marks(m)
    own = alt.Chart(pd.DataFrame({"y": [1.0]})).mark_rule().encode(y="y:Q")
    for chart in (
        both,
        both + own,
        both & gk.lines(assessed("1B" if target != "1B" else "3A")),
        both.properties(width=500),
        both.encode(opacity=alt.value(0.5)),
    ):
        drawn = chart.to_dict()  # held against Vega-Lite's schema
        assert vl_convert.vegalite_to_vega(drawn, vl_version="6.4")
    assert both.interactive().to_dict()["params"]
    assert isinstance(both, alt.LayerChart)


def test_the_frame_of_the_lines_is_tidy_and_has_types() -> None:
    rows = gk.lines(assessed("3A")).data
    assert {name: str(kind) for name, kind in rows.dtypes.items() if str(kind) not in ("str", "object")} == {
        "year": "float64",
        "value": "float64",
        "piece": "int64",
        "preliminary": "bool",
    }
    own = rows[rows["series"] == "Norrköping"].set_index("year")["value"]
    assert own.to_dict() == pytest.approx(assessed("3A").data["Norrköping"].loc[own.index.min() :].to_dict())


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_the_gap_stands_below_the_lines_of_a_target_about_one_and_can_be_had_alone(target: str) -> None:
    assert len(gk.chart(assessed(target)).vconcat) == 2
    assert set(gk.gap(assessed(target)).data["kind"]) == {"gap"}


@pytest.mark.parametrize("target", ABOUT_A_GAP)
def test_the_years_of_both_panels_stand_above_each_other(target: str) -> None:
    domains = set(re.findall(r'"domain": \[[^\]]*"expr": "[^"]+"', json.dumps(spec(gk.chart(assessed(target))))))
    assert len(domains) == 1


@pytest.mark.parametrize("target", sorted(set(WITH_VALUES) - set(ABOUT_A_GAP)))
def test_no_gap_is_drawn_for_a_rule_without_one(target: str) -> None:
    assert len(gk.chart(assessed(target)).vconcat) == 1
    with pytest.raises(ValueError, match="has no gap"):
        gk.gap(assessed(target))


@pytest.mark.parametrize("draw", [gk.lines, gk.marks, gk.chart, gk.gap])
def test_without_a_value_of_its_own_there_is_nothing_to_draw(draw: Any) -> None:
    with pytest.raises(ValueError, match="no value of its own"):
        draw(assessed("2B"))


@pytest.mark.parametrize("target", ["1B", "3A", "6A"])
def test_quickly_made_a_specification_is_drawn_as_the_one_that_altair_makes(target: str) -> None:
    chart = gk.chart(assessed(target), View(groups=(R9,), band="G2328"))
    with alt.data_transformers.enable("default", max_rows=None):
        slow = chart.to_dict()
    numbered = r"(points_near_[0-9A-Za-z]+(?:_gap)?)_\d+_"
    ours, theirs = (re.sub(numbered, r"\1_", svg(each)) for each in (spec(chart), slow))
    assert ours == theirs  # but for the numbers that altair gives to names


def test_a_chart_with_layers_of_ones_own_is_made_with_them() -> None:
    m = assessed("3A")
    own = alt.Chart(pd.DataFrame({"när": [2020], "hur": [85.0]})).mark_point().encode(x="när", y="hur:Q")
    drawn = spec(gk.lines(m) + own)
    assert drawn["layer"][-1]["encoding"]["x"]["type"] == "quantitative"
    assert drawn["layer"][-1]["data"]["name"] in drawn["datasets"]


def test_the_same_data_give_the_same_bytes_whatever_theme_is_on() -> None:
    def written() -> str:
        return json.dumps(spec(gk.chart(gk.open_workbook()["3A"], View(groups=(R9,)))))

    with alt.theme.enable("dark"), alt.data_transformers.enable("json"):
        other = written()
    assert other == written()


def test_a_chart_of_ones_own_has_the_look_and_swedish_numbers() -> None:
    gk.lines(assessed("3A"))
    rows = pd.DataFrame({"år": [2020, 2021], "värde": [1234.5, 2000.5]})
    axis = alt.Axis(format=",.1f", values=[1234.5])
    years = alt.X("år:Q", axis=alt.Axis(format="d"))
    drawn = svg(alt.Chart(rows).mark_line().encode(years, alt.Y("värde:Q", axis=axis)).to_dict())
    assert "1\u00a0234,5" in drawn
    assert ">2020<" in drawn
    assert "#0b5c7a" in drawn


# --- where words stand ------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("view", [View(), View(groups=(R9,)), View(areas=PICKED)], ids=["rest", "R9", "picked"])
def test_a_label_stands_at_its_line_or_has_a_line_to_it_and_none_is_on_another(target: str, view: View) -> None:
    for measure in (None, *forms(target)):
        for layout in layouts(target, View(groups=view.groups, areas=view.areas, measure=measure)):
            heights = [(layout.y(Fraction(end.place)), end) for end in layout.ends]
            for y, end in heights:
                away = abs(y - layout.y(end.value))
                assert end.moved == (away > 4.001 or end.year < end.column), end
                assert end.height / 2 <= y + 0.01
                assert y - 0.01 <= layout.height - end.height / 2
            for (y, one), (other_y, other) in combinations(heights, 2):
                assert abs(y - other_y) >= (one.height + other.height) / 2 - 0.01, (one.text, other.text)
                assert (y - other_y) * (layout.y(one.value) - layout.y(other.value)) >= -1e-6, "the order of the lines"


@EACH
def test_of_a_group_only_own_and_reference_are_named_and_whoever_is_picked(target: str) -> None:
    def named(view: View) -> set[str]:
        return {end.series for end in layouts(target, view)[0].ends} - {""}

    judged = {trace.label for trace in about(target)[0].traces if trace.is_judged}
    if about(target, View(groups=(R9,)))[0].measure is not Measure.RANK:
        assert named(View(groups=(R9,))) == judged
    assert named(View(groups=(R9,), areas=("0580",))) == judged | {"Linköping"}


def test_a_group_of_four_or_fewer_is_named_where_there_is_room() -> None:
    few = [trace for trace in about("3A", View(groups=(R9,)))[0].traces if trace.of_group][:3]
    s = about("3A")[0]
    with_few = Subject(s.a, s.years, [*s.traces, *few], view=s.view)
    assert {end.series for end in Layout(with_few).ends} >= {trace.label for trace in few}


TEXTS = """() => [...document.querySelectorAll('svg')].map(svg => {
  const all = svg.getBoundingClientRect()
  const isSeen = t => t.textContent.trim() && !t.getAttribute('stroke') && t.getAttribute('opacity') !== '0'
  const seen = [...svg.querySelectorAll('text')].filter(isSeen)
  return {width: all.width, texts: seen.map(t => {
    const box = t.getBoundingClientRect()
    return [t.textContent, box.left - all.left, box.top - all.top, box.right - all.left, box.bottom - all.top]
  })}
})"""


def faces() -> str:
    folder = ROOT / "goalkit" / "show" / "fonts"
    return "".join(
        f"@font-face {{ font-family: 'Goalkit Sans'; font-weight: {weight};"
        f" src: url({(folder / f'GoalkitSans-{name}.otf').as_uri()}) }}"
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )


def laid_out(chromium: Browser, tmp_path: Any, charts: list[str]) -> list[dict[str, Any]]:
    """Return the width of each drawing and the place of each of its texts, as a browser has them."""
    page_file = tmp_path / "charts.html"
    page_file.write_text(f"<meta charset=utf-8><style>{faces()}</style>{'<br>'.join(charts)}", encoding="utf-8")
    with fresh_profile(chromium) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.evaluate("document.fonts.ready")
        return page.evaluate(TEXTS)


@pytest.mark.browser
@pytest.mark.parametrize("width", [WIDE, 640, NARROW, 320])
@pytest.mark.parametrize(
    "view", [View(), View(groups=(R9,)), View(areas=PICKED), View(values=True)], ids=["rest", "R9", "picked", "values"]
)
def test_in_a_browser_no_text_covers_another_and_none_leaves_the_paper(
    chromium: Browser, tmp_path: Any, width: int, view: View
) -> None:
    charts = [svg(still(spec(gk.chart(assessed(target), view), width))) for target in WITH_VALUES]
    for target, drawn in zip(WITH_VALUES, laid_out(chromium, tmp_path, charts), strict=True):
        assert drawn["width"] == pytest.approx(width, abs=1)
        for text, left, top, right, _ in drawn["texts"]:
            assert left >= -1 and top >= -1 and right <= width + 1, (target, text)  # noqa: PT018
        for one, other in combinations(drawn["texts"], 2):
            across = min(one[3], other[3]) - max(one[1], other[1])
            along = min(one[4], other[4]) - max(one[2], other[2])
            assert across <= 2 or along <= 3, (target, one[0], other[0])


@EACH
def test_the_years_keep_three_fifths_of_a_narrow_chart(target: str) -> None:
    layout = layouts(target)[0]
    first, last = layout.s.years
    end = eval(layout.domain_end.replace("width || 640", str(NARROW - 40)))
    assert (last + 1 - first) / (end - first + 0.5) * (NARROW - 40) >= 0.6 * NARROW


# --- what is said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("target", "start"), [("3A", "83 %"), ("4B", "80 %"), ("5A", "4,2"), ("6A", "70")])
def test_an_axis_that_does_not_begin_at_zero_says_so(target: str, start: str) -> None:
    said = f"Axeln börjar vid {start.replace(' ', chr(160))}"
    drawn = spec(gk.chart(assessed(target)), WIDE)
    assert said in json.dumps(drawn["vconcat"][0]["title"], ensure_ascii=False).replace("\\u00a0", "\u00a0")
    assert f"{said}." in drawn["description"]
    from_zero = spec(gk.chart(assessed(target), View(from_zero=True, measure=Measure.LEVEL)), WIDE)
    assert "Axeln börjar" not in json.dumps(from_zero, ensure_ascii=False)


@pytest.mark.parametrize("measure", [None, *Measure])
@pytest.mark.parametrize("view", [View(), View(groups=(R9,)), View(areas=("0000",))], ids=["rest", "R9", "riket"])
def test_counts_of_places_of_different_size_never_stand_on_one_axis(measure: Measure | None, view: View) -> None:
    s = about("2A", View(measure=measure, areas=view.areas, groups=view.groups))[0]
    assert s.measure is Measure.INDEX
    assert Measure.INDEX in forms("2A")
    assert not {Measure.LEVEL, Measure.GAP, Measure.CHANGE} & set(forms("2A"))


def test_a_count_without_a_base_is_drawn_alone_and_without_decimals() -> None:
    a = made_up("2A", {2023: "71000", 2024: "71500"}, {2023: "5250000", 2024: "5300000"})
    s = subjects(a)[0]
    assert [trace.role for trace in s.traces] == [Role.OWN]
    assert [end.text for end in Layout(s).ends] == ["Exempelkommun\n71\u00a0500"]


@EACH
def test_there_is_one_font(target: str) -> None:
    drawn = json.dumps(spec(gk.chart(assessed(target))))
    assert set(re.findall(r'"\w*[fF]ont": "([^"]+)"', drawn)) == {
        "Goalkit Sans, Arial, Helvetica, Liberation Sans, sans-serif"
    }


# --- at the pointer ---------------------------------------------------------------------------------------


def test_the_box_of_a_year_lists_all_its_series_the_highest_first() -> None:
    drawn = gk.lines(assessed("3A"), View(groups=(R9,)))
    points = next(layer for layer in drawn.layer if layer.name is not alt.Undefined)
    box = next(row["box"] for row in points.transform[0]["from"].data.values if row["year"] == 2022)
    assert box.pop("title") == "2022"
    assert len(box) == 10
    values = [float(text.split("\u00a0")[0].replace(",", ".")) for text in box.values()]
    assert values == sorted(values, reverse=True)
    assert box["Norrköping"] == "86,00\u00a0%"


def test_a_picture_has_nothing_that_only_a_pointer_brings_out() -> None:
    drawn = spec(gk.chart(assessed("3A"), View(groups=(R9,))), WIDE)
    assert "near_3A" in json.dumps(drawn)
    assert "near_3A." not in json.dumps(still(drawn))
    assert not still(drawn)["params"]


def live(chromium_page: Page, tmp_path: Any, drawn: dict[str, Any]) -> None:
    script = vl_convert.javascript_bundle(snippet="window.vegaEmbed=vegaEmbed", vl_version="6.4")
    page_file = tmp_path / "live.html"
    page_file.write_text(
        "<meta charset=utf-8><meta name=viewport content='width=device-width'><div id=v style='width:100%'></div>"
        f"<script type=module>{script}\nvegaEmbed('#v', {json.dumps(drawn)}, {{renderer: 'svg', ast: true}})"
        ".then(made => window.view = made.view)</script>",
        encoding="utf-8",
    )
    chromium_page.goto(page_file.as_uri())
    chromium_page.wait_for_function("window.view")


@pytest.mark.browser
def test_a_pointer_brings_out_a_line_its_name_and_the_values_of_the_year(chromium: Browser, tmp_path: Any) -> None:
    with fresh_profile(chromium) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1000, "height": 600})
        live(page, tmp_path, spec(gk.chart(assessed("3A"), View(groups=(R9,)))))
        assert page.evaluate("document.querySelector('svg').getBoundingClientRect().width") > 960
        point = page.locator(".mark-symbol path").nth(3).bounding_box()
        assert point is not None
        page.mouse.move(point["x"] + 1, point["y"] + 1)
        page.mouse.move(point["x"] + 2, point["y"] + 2)
        box = page.locator("#vg-tooltip-element")
        box.wait_for()
        assert box.locator("tr").count() == 10
        name = page.evaluate("view.signal('near_3A').series[0]")
        assert page.locator(f"svg text:text-is('{name}')").count() >= 1
        page.set_viewport_size({"width": 500, "height": 600})
        comes_to(lambda: page.evaluate("document.querySelector('svg').getBoundingClientRect().width < 500"), True)


@pytest.mark.browser
def test_a_finger_gets_the_same_list(chromium: Browser, tmp_path: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    try:
        page = context.new_page()
        live(page, tmp_path, spec(gk.chart(assessed("3A"), View(groups=(R9,)))))
        page.touchscreen.tap(180, 230)
        listed = page.locator("svg text").filter(has_text="Linköping 8")
        listed.first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    finally:
        context.close()
