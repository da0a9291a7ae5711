"""An assessment as a chart that answers the target's question at a glance.

A chart is laid out for a width: type keeps its size, labels are placed for it, and two panels cannot follow
their container. A page therefore shows one of two drawings, :data:`WIDE` or :data:`NARROW`; between them an
SVG may be scaled down by its viewBox, to 480 px at the least (type of 9 px).
"""

from functools import reduce
from typing import Any

import altair as alt

from goalkit.charts import theme
from goalkit.charts.at_hand import NOTHING, AtHand
from goalkit.charts.description import description
from goalkit.charts.layout import wrap
from goalkit.charts.subject import subjects
from goalkit.charts.view import STANDARD, View
from goalkit.judge import Assessment
from goalkit.show.layers import APART, data_name, draw
from goalkit.show.panel import panels

WIDE, NARROW = 640, 320
"""The two widths in px that a page needs."""

THOUGHT = "Tänkt läge: kryssen är värden som någon har prövat med, inte data."

Spec = dict[str, Any]


def has_chart(a: Assessment) -> bool:
    """Tell whether there is a value of the municipality's own to draw."""
    return bool(a.evidence.own.points)


def chart_spec(
    a: Assessment,
    view: View = STANDARD,
    at_hand: AtHand = NOTHING,
    *,
    width: int = WIDE,
    imagined: Assessment | None = None,
) -> Spec:
    """Return the chart of one target as Vega-Lite: the large panel, and for one about a gap the gap over time.

    Args:
        a: an assessment that :func:`has_chart`.
        view: what is shown.
        at_hand: what the vintage holds besides the target's own lines (:func:`goalkit.charts.at_hand.at_hand`).
        width: px of the whole drawing, labels included.
        imagined: the same target with values that somebody has thought up, drawn apart.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not has_chart(a):
        message = f"{a.target.id} has no value of its own to draw: ask has_chart first"
        raise ValueError(message)
    about = subjects(a, view, at_hand, imagined)
    drawn = panels(about, width)
    spec: Spec = {
        "vconcat": [draw(panel) for panel in drawn],
        "resolve": APART,
        "datasets": {data_name(p, name): rows for p in drawn for name, rows in p.rows.items() if rows},
        "description": description(about[0]),
        **theme.LOOK,
    }
    lines = [line for line in (view.caption, THOUGHT if imagined is not None else "") if line]
    return reduce(lambda drawn, line: with_caption(drawn, line, width), lines, spec)


def with_caption(spec: Spec, text: str, width: int = WIDE) -> Spec:
    """Return a chart with one more line of text below it: its source, for one."""
    lines = [*spec.get("title", {}).get("text", ()), *wrap(text, width - 16).split("\n")]
    return {**spec, "title": _caption(lines)}


def chart(
    a: Assessment, view: View = STANDARD, at_hand: AtHand = NOTHING, *, width: int = WIDE, caption: str = ""
) -> alt.VConcatChart:
    """Return :func:`chart_spec` as an altair chart, to be changed further in a cell."""
    spec = chart_spec(a, view, at_hand, width=width)
    if caption:
        spec = with_caption(spec, caption, width)
    panes = [_pane(pane) for pane in spec.pop("vconcat")]
    return alt.VConcatChart(vconcat=panes, **spec)


def _pane(pane: Spec) -> alt.LayerChart:
    layers = [
        alt.Chart(
            alt.NamedData(name=layer["data"]["name"]),
            mark=alt.MarkDef(**layer["mark"]),
            encoding=alt.FacetedEncoding(**layer["encoding"]),
        )
        for layer in pane["layer"]
    ]
    return alt.LayerChart(layer=layers, width=pane["width"], height=pane["height"], title=pane["title"])


def _caption(lines: list[str]) -> Spec:
    return {
        "text": lines,
        "orient": "bottom",
        "anchor": "start",
        "fontSize": theme.SMALL,
        "fontWeight": "normal",
        "color": theme.MUTED,
        "offset": 10,
    }
