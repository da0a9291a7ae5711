"""An assessment as a chart that answers the target's question at a glance.

A chart is laid out for a width: type keeps its size, labels are placed for it, and two panels cannot follow
their container. A page therefore shows one of two drawings, :data:`WIDE` or :data:`NARROW`; between them an
SVG may be scaled down by its viewBox, to 480 px at the least (type of 9 px).
"""

from typing import Any

import altair as alt

from goalkit.assessment import Assessment
from goalkit.show import theme
from goalkit.show.description import alt_text
from goalkit.show.layers import data_name, draw
from goalkit.show.layout import wrap
from goalkit.show.panel import panels

WIDE, NARROW = 640, 320
"""The two widths in px that a page needs."""

HEIGHT = 220


def has_chart(a: Assessment) -> bool:
    """Tell whether there is a value of the municipality's own to draw."""
    return bool(a.evidence.own.points)


def chart(
    a: Assessment,
    *,
    width: int = WIDE,
    height: int = HEIGHT,
    years: tuple[int, int] | None = None,
    caption: str = "",
) -> alt.VConcatChart:
    """Return the chart of one target: the large panel, and for a target about a gap the gap over time.

    Args:
        a: an assessment that :func:`has_chart`.
        width: px of the whole drawing, labels included.
        height: px of the large plot, without what stands above and below it.
        years: first and last year shown; else :func:`goalkit.show.series.years_in_view`.
        caption: what stands under the chart, its source for one.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not has_chart(a):
        message = f"{a.target.id} has no value of its own to draw: ask has_chart first"
        raise ValueError(message)
    drawn = panels(a, width, height, years)
    data = {data_name(p, name): rows for p in drawn for name, rows in p.rows.items() if rows}
    look = {**theme.LOOK, "title": _caption(caption, width)} if caption else theme.LOOK
    panes = [draw(panel) for panel in drawn]
    return alt.VConcatChart(vconcat=panes, datasets=data, description=alt_text(a, years=years), **look)


def _caption(text: str, width: int) -> dict[str, Any]:
    return {
        "text": wrap(text, width - 16).split("\n"),
        "orient": "bottom",
        "anchor": "start",
        "fontSize": theme.SMALL,
        "fontWeight": "normal",
        "color": theme.MUTED,
        "offset": 10,
    }
