"""A panel drawn: each kind of row as one layer, by named data.

Everything is written as Vega-Lite itself, because altair takes many times as long to make the same from its
classes, and a chart is made anew at every turn of a control.
"""

from collections.abc import Callable
from typing import Any

from goalkit.charts import theme
from goalkit.charts.layout import LINE, wrap
from goalkit.show.panel import Panel

Spec = dict[str, Any]

_YEAR_ROOM, _SCHOOL_YEAR_ROOM = 34, 54
"""Px that a year at the axis needs with the space beside it."""

SCHOOL_YEARS = "(datum.value - 1) + '/' + substring('' + datum.value, 2)"
"""Writes a year at the axis as a school year."""

_IN_TERM = "datum.mark == 'judged' && !datum.before_plan"
"""Only a year judged within the plan's years gets the mark of one."""


def data_name(panel: Panel, rows: str) -> str:
    """Return the name under which a specification finds a panel's rows."""
    return f"{panel.name}_{rows}"


APART: Spec = {"scale": dict.fromkeys(("color", "fill", "shape", "size", "strokeDash", "strokeWidth"), "independent")}
"""How panels stand together: a line has the look of its own panel. Of looks that panels share Vega-Lite keeps the first
panel's alone, and draws the lines of the others in them."""


def draw(panel: Panel) -> Spec:
    """Return a panel as layers, back to front; a kind without rows has no layer."""
    drawn: list[Spec] = []
    for rows, make in _LAYERS:
        if panel.rows[rows]:
            mark, channels = make(panel)
            drawn.append({"data": {"name": data_name(panel, rows)}, "mark": mark, "encoding": channels})
    frame = panel.frame
    paper = frame.left + frame.width + frame.right
    title = {
        "text": wrap(panel.title, paper, bold=True, size=theme.LARGE).split("\n"),
        "anchor": "start",
        "frame": "group",
        "dx": -frame.left,
        "offset": 8,
    }
    return {"layer": drawn, "width": frame.width, "height": frame.height, "title": title}


def _by_line(panel: Panel, looks: list[Any], kind: str = "nominal") -> Spec:
    """Return a channel that differs by line; Vega-Lite wants one that shows a size to be ``ordinal``."""
    scale = {"type": "ordinal", "domain": [*panel.looks], "range": looks}
    return {"field": "role", "type": kind, "scale": scale, "legend": None}


def _color(panel: Panel) -> Spec:
    return _by_line(panel, [look.color for look in panel.looks.values()])


def _fill(panel: Panel) -> Spec:
    """Give a point its line's colour; a preliminary one is hollow."""
    return {**_color(panel), "condition": {"test": "datum.preliminary", "value": theme.PAPER}}


def _x(panel: Panel, field: str = "year") -> Spec:
    frame = panel.frame
    least = _SCHOOL_YEAR_ROOM if panel.school_years else _YEAR_ROOM
    step = next(s for s in (1, 2, 4, 5, 10, 20, 50, 100, 200) if s * frame.per_year >= least)
    start = next((row["year"] for row in panel.rows["years"]), frame.last)
    axis: Spec = {
        "values": [y for y in range(frame.first, frame.last + 1) if (y - start) % step == 0],
        "format": "d",
        "grid": False,
        "tickSize": 4,
        "labelFlush": False,
        "labelOverlap": False,
    }
    if panel.school_years:
        axis["labelExpr"] = SCHOOL_YEARS
    scale = {"domain": [frame.first - 0.5, frame.last + 0.5], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _y(panel: Panel, field: str = "value") -> Spec:
    marks, left = panel.frame.scale, panel.frame.left
    axis = {
        "values": [float(tick) for tick in marks.ticks],
        "format": f",.{marks.decimals}f",
        "domain": False,
        "ticks": False,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end" if marks.turned else "start",
        "titleBaseline": "bottom",
        "titleX": -left,
        "titleY": -(panel.head - LINE - 2),
        "minExtent": left,
        "maxExtent": left,
    }
    scale = {"domain": [float(marks.low), float(marks.high)], "nice": False, "zero": False}
    if marks.turned:
        scale["reverse"] = True
    return {"field": field, "type": "quantitative", "title": panel.unit, "scale": scale, "axis": axis}


def _term(panel: Panel) -> tuple[Spec, Spec]:
    mark = {"type": "rect", "color": theme.ACCENT, "opacity": 0.08}
    return mark, {"x": _x(panel, "start"), "x2": {"field": "end"}}


def _breaks(panel: Panel) -> tuple[Spec, Spec]:
    mark = {"type": "rule", "color": theme.MUTED, "strokeDash": [2, 3], "strokeWidth": 1.5}
    return mark, {"x": _x(panel, "x"), "tooltip": _tooltip(when="tidsseriebrott", note="anmärkning")}


def _years(panel: Panel) -> tuple[Spec, Spec]:
    mark = {"type": "rule", "color": theme.MUTED, "strokeWidth": 1}
    before = {"condition": {"test": "datum.before_plan", "value": [5, 4]}, "value": [1, 0]}
    return mark, {"x": _x(panel), "strokeDash": before}


def _level(panel: Panel) -> tuple[Spec, Spec]:
    mark = {"type": "rule", "color": theme.INK, "strokeDash": [6, 4], "strokeWidth": 1.5}
    return mark, {"x": _x(panel, "start"), "x2": {"field": "end"}, "y": _y(panel)}


def _band(panel: Panel) -> tuple[Spec, Spec]:
    channels = {
        "x": _x(panel),
        "y": _y(panel, "low"),
        "y2": {"field": "high"},
        "detail": [{"field": name, "type": "nominal"} for name in ("part", "segment")],
    }
    return {"type": "area", "color": theme.MUTED, "opacity": 0.12}, channels


def _lines(panel: Panel) -> tuple[Spec, Spec]:
    looks = panel.looks.values()
    channels = {
        "x": _x(panel),
        "y": _y(panel),
        "color": _color(panel),
        "strokeWidth": _by_line(panel, [look.width for look in looks], "ordinal"),
        "detail": {"field": "segment", "type": "ordinal"},
    }
    if any(look.dash != (1, 0) for look in looks):
        channels["strokeDash"] = _by_line(panel, [list(look.dash) for look in looks])
    return {"type": "line"}, channels


def _points(panel: Panel) -> tuple[Spec, Spec]:
    looks = panel.looks.values()
    channels = {
        "x": _x(panel),
        "y": _y(panel),
        "color": _color(panel),
        "fill": _fill(panel),
        "shape": _by_line(panel, [look.shape for look in looks]),
    }
    if any(look.size == 9 for look in looks):
        channels["size"] = _by_line(panel, [look.size for look in looks], "ordinal")
    mark = {"type": "point", "size": 36, "strokeWidth": 1.5, "opacity": 1}
    return mark, {**channels, "tooltip": _tooltip(label="område", when="år", text="värde")}


def _imagined(panel: Panel) -> tuple[Spec, Spec]:
    """Draw points that nobody has measured: open crosses in a colour that nothing else has."""
    mark = {"type": "point", "shape": "cross", "size": 130, "strokeWidth": 2, "opacity": 1}
    mark |= {"color": theme.IMAGINED, "fill": theme.PAPER}
    return mark, {"x": _x(panel), "y": _y(panel), "tooltip": _tooltip(label="område", when="år", text="tänkt värde")}


def _marks(panel: Panel) -> tuple[Spec, Spec]:
    channels = {
        "x": _x(panel),
        "y": _y(panel),
        "color": _color(panel),
        "fill": _fill(panel),
        "shape": {"condition": {"test": _IN_TERM, "value": "diamond"}, "value": "circle"},
        "size": {"condition": {"test": _IN_TERM, "value": 150}, "value": 110},
    }
    return {"type": "point", "strokeWidth": 2, "opacity": 1}, channels


def _brackets(panel: Panel) -> tuple[Spec, Spec]:
    channels = {"x": _x(panel), "y": _y(panel, "low"), "y2": {"field": "high"}}
    return {"type": "rule", "color": theme.INK, "strokeWidth": 2}, channels


def _labels(panel: Panel) -> tuple[Spec, Spec]:
    mark = {
        "type": "text",
        "align": {"expr": "datum.align"},
        "dx": {"expr": "datum.dx"},
        "dy": {"expr": "datum.dy"},
        "fill": {"expr": "datum.color"},
        "fontWeight": {"expr": "datum.weight"},
        "baseline": "middle",
        "lineBreak": "\n",
        "lineHeight": LINE,
    }
    return mark, {"x": _x(panel), "y": _y(panel), "text": {"field": "text", "type": "nominal"}}


def _halos(panel: Panel) -> tuple[Spec, Spec]:
    """Draw the labels' paper-coloured outline, so that a line behind a label does not cut its letters."""
    mark, channels = _labels(panel)
    outline = {"fill": theme.PAPER, "stroke": theme.PAPER, "strokeJoin": "round"}
    return {**mark, **outline, "strokeWidth": {"expr": "datum.halo"}}, channels


def _tooltip(**titles: str) -> list[Spec]:
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


_LAYERS: tuple[tuple[str, Callable[[Panel], tuple[Spec, Spec]]], ...] = (
    ("term", _term),
    ("band", _band),
    ("breaks", _breaks),
    ("years", _years),
    ("level", _level),
    ("values", _lines),
    ("brackets", _brackets),
    ("imagined", _imagined),
    ("values", _points),
    ("marks", _marks),
    ("labels", _halos),
    ("labels", _labels),
)
