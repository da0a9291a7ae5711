"""A label and its outline drawn as one text: where the same labels stand twice, and nowhere else."""

import re
from collections import Counter
from copy import deepcopy
from typing import Any
from xml.etree import ElementTree

import pytest

from goalkit.charts import NARROW, WIDE, chart, has_chart, spec, still
from goalkit.publishing.outlines import one_text_each
from goalkit.publishing.svg import chart_svg
from goalkit.show.pictures import svg
from goalkit.workbook import Workbook
from tests.whole import WHOLE

Spec = dict[str, Any]
OUTLINE: Spec = {"fill": "#fff", "stroke": "#fff", "strokeJoin": "round", "strokeWidth": 3}


def labels(**mark: Any) -> Spec:
    return {
        "data": {"values": [{"x": 1, "t": "sju"}, {"x": 2, "t": "åtta"}]},
        "mark": {"type": "text", "dx": 4, "fill": "#123456", **mark},
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "text": {"field": "t", "type": "nominal"}},
    }


def texts_of(drawing: str) -> list[tuple[str, str, str]]:
    """Return place, colour and words of each text, in any order."""
    texts = ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")
    texts = ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")
    return sorted((_rounded(t.get("transform", "")), t.get("fill", ""), "|".join(t.itertext())) for t in texts)


def _rounded(place: str) -> str:
    return re.sub(r"-?[\d.]+", lambda match: f"{round(float(match[0]), 2) + 0:g}", place)


def test_a_layer_of_outlines_is_drawn_with_its_labels():
    spec = {"layer": [labels(**OUTLINE), labels()]}
    drawn = chart_svg(spec, title="Prov")
    assert [words for _, _, words in texts_of(drawn)].count("sju") == 1
    (text,) = re.findall(r"<text[^>]*>sju</text>", drawn)
    assert 'fill="#123456"' in text
    assert 'stroke="#fff" stroke-width="3"' in text
    assert 'paint-order="stroke"' in text


@pytest.mark.parametrize(
    "layers",
    [
        [labels(), labels(**OUTLINE)],
        [labels(**OUTLINE)],
        [labels(**OUTLINE), labels(dx=5)],
        [labels(**OUTLINE), labels(stroke="#000")],
        [labels(**{**OUTLINE, "fill": "#000"}), labels()],
        [labels(**OUTLINE), labels() | {"data": {"values": [{"x": 1, "t": "nio"}]}}],
        [labels(**OUTLINE), labels() | {"transform": [{"filter": "datum.x > 1"}]}],
        [labels(**OUTLINE), labels() | {"encoding": {"text": {"field": "t", "type": "nominal"}}}],
        [labels(**OUTLINE), labels() | {"mark": "text"}],
        [labels(**OUTLINE), {"mark": {"type": "rule"}}, labels()],
    ],
)
def test_what_is_not_the_same_labels_twice_is_left_as_it_is(layers: list[Spec]):
    spec = {"vconcat": [{"layer": layers}]}
    before = deepcopy(spec)
    assert one_text_each(spec) == before
    assert spec == before


def test_an_outline_that_somebody_gave_a_text_goes_where_vega_puts_it():
    assert "paint-order" not in chart_svg(labels(stroke="#00f"), title="Prov")


@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=WHOLE)])
def test_every_chart_has_each_text_of_vegas_drawing_once_and_in_its_place(workbook: Workbook, width: int):
    judged = [a for a in workbook.assessments.values() if has_chart(a)]
    assert len(judged) == 14
    for a in judged:
        drawn = still(spec(chart(a), width))
        by_vega = texts_of(svg(drawn))
        found = texts_of(chart_svg(drawn, title=a.target.id))
        paper = Counter(text for text in by_vega if text[1] == "#ffffff")
        assert paper, "outlines of their own"
        assert Counter(found) == Counter(by_vega) - paper
