"""A panel as altair layers on tidy frames: lines with their names, and the marks of what is judged.

The channels are written as Vega-Lite has them, in altair's own classes: altair needs many times as long to make the
same from its shorthands, and a chart is made anew at every turn of a control.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from goalkit.charts import theme
from goalkit.charts.labels import Layout, by_width
from goalkit.charts.layout import LINE, text_width, wrap
from goalkit.charts.series import breaks_in_view, cuts
from goalkit.charts.subject import Subject
from goalkit.words.numbers import number

Row = dict[str, Any]
Spec = dict[str, Any]

LINES = ("series", "year", "value", "piece", "kind", "preliminary", "when", "text")
"""The columns of the lines: whose, when, how much; ``piece`` counts a line's unbroken parts, ``kind`` is what the line
is to the target (own, reference, compared, gap, imagined), ``when`` and ``text`` are year and value in words."""
MARKS = ("kind", "year", "end", "value", "high", "series", "before_plan", "preliminary", "when", "note")
"""The columns of the marks: ``kind`` is term, break, base, judged, level, gap or point; ``end`` and ``high`` are where
what reaches over several years or values ends."""
BAND = ("part", "piece", "year", "low", "high")
ENDS = ("series", "year", "value", "column", "place", "text", "color", "bold", "moved")
LISTS = ("year", "text", "align", "dx")
WORDS = ("text", "year", "value", "align", "dx", "dy", "least", "color")

_KINDS = {
    "int64": ("piece", "dx", "dy", "least", "column"),
    "float64": ("year", "end", "value", "high", "low", "place"),
    "bool": ("preliminary", "before_plan", "bold", "moved"),
}
_TYPES = {name: kind for kind, names in _KINDS.items() for name in names}
"""The type of every column that is no text."""

SCHOOL_YEARS = "(datum.value - 1) + '/' + substring('' + datum.value, 2)"
"""Writes a year at the axis as a school year."""

_WIDTHS = (270, 340, 560, 760)
"""Rooms in px for which a heading is broken, each until the next fits."""
_LEAST_ROOM = 310

_LISTED = 13
"""How many values have room below each other in a plot."""

_IN_TERM = "datum.before_plan === false && datum.kind === 'judged point'"
_RAISED = f"-(length(split(datum.text, '\\n')) - 1) * {LINE}"
_HALO: Spec = {"fill": theme.PAPER, "stroke": theme.PAPER, "strokeWidth": 4, "strokeJoin": "round"}
"""The paper-coloured outline behind a text: a line there does not cut its letters."""


def lines_chart(layout: Layout, left: int) -> alt.LayerChart:
    """Return a panel's lines with their points, their names, and what a pointer brings out."""
    panel, s, labels = _Panel(layout, left), layout.s, layout.ends
    layers = [
        *(panel.band() if s.spread else ()),
        *panel.lines(),
        *panel.pointed(),
        *panel.points(),
        *(panel.names(frame([vars(end) for end in labels], ENDS)) if labels else ()),
        *panel.pointed_name(),
        *panel.touched(),
    ]
    return panel.chart(layers, frame(list(_values(s)), LINES), title=panel.title(), params=panel.pointers())


def marks_chart(layout: Layout, left: int) -> alt.LayerChart:
    """Return what a target's rule asks to see: the plan's years, marked years and points, gaps, base level, breaks."""
    panel, rows = _Panel(layout, left), list(_marks(layout))
    kinds = {kind for row in rows for kind in (row["kind"], row["kind"].rpartition(" ")[2])}
    layers = [layer for kind, layer in panel.marks() if kind in kinds]
    return panel.chart([*layers, *panel.words()], frame(rows, MARKS))


def frame(rows: list[Row], columns: Iterable[str]) -> pd.DataFrame:
    """Return rows as a frame with these columns, each of its type whether or not there are any rows."""
    types = ((name, _TYPES.get(name, "object")) for name in columns)
    return pd.DataFrame({name: np.array([row.get(name) for row in rows], dtype=kind) for name, kind in types})


def axis_width(s: Subject) -> int:
    """Return the px that the numbers at the value axis take."""
    return round(max(text_width(number(tick, s.scale.decimals)) for tick in s.scale.ticks)) + 10


class _Panel:
    """What every layer of a panel shares: its scales, the looks of its lines, its pointer."""

    def __init__(self, layout: Layout, left: int) -> None:
        s = layout.s
        self.layout, self.s, self.left = layout, s, left
        self.looks = [s.looks[trace.key] for trace in s.traces]
        self.pointer = f"near_{re.sub('[^0-9A-Za-z]', '_', s.a.target.id)}{'_gap' if s.is_gap else ''}"
        self._axes = {"x": self._years(), "y": self._amounts()}

    def chart(self, layers: list[alt.Chart], rows: pd.DataFrame, **more: Any) -> alt.LayerChart:
        """Return layers as one chart, without altair's copying all of them several times over."""
        made = alt.LayerChart.__new__(alt.LayerChart)
        size: Spec = {"width": "container", "height": self.layout.height}
        alt.TopLevelLayerSpec.__init__(made, data=rows, layer=layers, **size, **more)
        return made

    def layer(
        self, mark: Any, channels: Spec, rows: pd.DataFrame | None = None, *, where: str = "", **more: Any
    ) -> alt.Chart:
        """Return one layer; without rows of its own it draws those of the chart."""
        if where:
            more["transform"] = [alt.FilterTransform(filter=where)]
        data = alt.Undefined if rows is None else rows
        return alt.Chart(data, mark=mark, encoding=alt.FacetedEncoding(**channels), **more)

    # --- scales ------------------------------------------------------------------------------------------

    def x(self, field: str = "year") -> Spec:
        return self._place("x", field)

    def y(self, field: str = "value") -> Spec:
        return self._place("y", field)

    def _place(self, channel: str, field: str) -> Spec:
        """Return a channel; the first one says scale and axis for all layers."""
        return {"field": field, "type": "quantitative", "title": None, **self._axes.pop(channel, {})}

    def _years(self) -> Spec:
        first, last = self.s.years
        years = [*range(first, last + 1)]
        axis: Spec = {"values": years, "tickCount": len(years), "format": "d"}
        if self.s.a.indicator.school_year:
            axis["labelExpr"] = SCHOOL_YEARS
        end = {"expr": self.layout.domain_end}
        return {"scale": {"domain": [first - 0.5, end], "nice": False, "zero": False}, "axis": axis}

    def _amounts(self) -> Spec:
        marks = self.s.scale
        ticks = [float(tick) for tick in marks.ticks]
        axis = {"values": ticks, "tickCount": len(ticks), "format": f",.{marks.decimals}f"}
        axis |= {"minExtent": self.left, "maxExtent": self.left}
        scale: Spec = {"domain": [float(marks.low), float(marks.high)], "nice": False, "zero": False}
        return {"scale": {**scale, "reverse": True} if marks.turned else scale, "axis": axis}

    def _by_line(self, looks: Iterable[Any], kind: str = "nominal") -> Spec:
        scale = {"type": "ordinal", "domain": [trace.label for trace in self.s.traces], "range": [*looks]}
        return {"field": "series", "type": kind, "scale": scale, "legend": None}

    def color(self) -> Spec:
        return self._by_line(look.color for look in self.looks)

    def fill(self) -> Spec:
        """Give a point its line's colour; a preliminary one is hollow."""
        return {**self.color(), "condition": {"test": "datum.preliminary", "value": theme.PAPER}}

    # --- lines -------------------------------------------------------------------------------------------

    def band(self) -> Iterator[alt.Chart]:
        detail = [_field("part"), _field("piece")]
        channels = {"x": self.x(), "y": self.y("low"), "y2": {"field": "high"}, "detail": detail}
        mark = {"type": "area", "color": theme.MUTED, "opacity": 0.12}
        yield self.layer(mark, channels, frame(list(_band(self.s)), BAND))

    def lines(self) -> Iterator[alt.Chart]:
        channels = {
            "x": self.x(),
            "y": self.y(),
            "color": self.color(),
            "strokeWidth": self._by_line((look.width for look in self.looks), "ordinal"),
            "detail": _field("piece"),
        }
        if any(look.dash != (1, 0) for look in self.looks):
            channels["strokeDash"] = self._by_line([*look.dash] for look in self.looks)
        yield self.layer({"type": "line"}, channels, where="datum.kind !== 'imagined'")

    def points(self) -> Iterator[alt.Chart]:
        """Yield the points; the nearest to the pointer lists the values of its year."""
        channels = {
            "x": self.x(),
            "y": self.y(),
            "color": self.color(),
            "fill": self.fill(),
            "shape": self._by_line(look.shape for look in self.looks),
        }
        if any(look.size != self.looks[0].size for look in self.looks):
            channels["size"] = self._by_line((look.size for look in self.looks), "ordinal")
        box = {"expr": "datum.datum ? datum.datum.box : datum.box"}  # of the nearest point, or of the point itself
        mark = {"type": "point", "size": 36, "strokeWidth": 1.5, "opacity": 1, "tooltip": box}
        yield self.layer(mark, channels, transform=[self._boxes_by_year()], name=f"points_{self.pointer}")

    def _boxes_by_year(self) -> alt.LookupTransform:
        """Give each row the box that lists the values of its year."""
        boxes = alt.LookupData(data=alt.InlineData(values=list(_boxes(self.s))), key="year", fields=["box"])
        listed: Spec = {"lookup": "year", "from": boxes}
        return alt.LookupTransform(**listed)

    def names(self, rows: pd.DataFrame) -> Iterator[alt.Chart]:
        """Yield the labels at the lines' ends, and a line to what a label had to move from."""
        leads = {"x": self.x(), "x2": {"field": "column"}, "y": self.y(), "y2": {"field": "place"}}
        line = {"type": "rule", "color": theme.MUTED, "strokeWidth": 0.75, "xOffset": 5, "x2Offset": 6}
        yield self.layer(line, leads, rows, where="datum.moved")
        channels = {"x": self.x("column"), "y": self.y("place"), "text": _field("text")}
        mark = {
            "type": "text",
            "align": "left",
            "dx": 8,
            "dy": {"expr": f"{_RAISED} / 2"},
            "fill": {"expr": "datum.color"},
            "fontWeight": {"expr": "datum.bold ? 'bold' : 'normal'"},
        }
        yield from (self.layer(look, channels, rows) for look in (mark | _HALO, mark))

    def pointers(self) -> list[alt.TopLevelSelectionParameter]:
        """Return the point that is nearest to the pointer, and the one that a finger has touched."""
        usual = {"type": "point", "fields": ["year", "series"], "nearest": True, "toggle": False}
        over = {"on": "pointerover", "clear": "mouseout"}
        touch = {"on": "pointerdown[event.pointerType === 'touch']", "clear": "mouseout"}
        views = [f"points_{self.pointer}"]
        return [
            alt.TopLevelSelectionParameter(name=name, select=usual | how, views=views)
            for name, how in ((self.pointer, over), (f"touched_{self.pointer}", touch))
        ]

    def _is_near(self, *fields: str, whose: str = "") -> str:
        name = whose or self.pointer
        tests = (f"{name}.{field} && {name}.{field}[0] === datum.{field}" for field in fields)
        return " && ".join(tests)

    def pointed(self) -> Iterator[alt.Chart]:
        """Yield a rule at the pointer's year, and the nearest line once more, in ink."""
        rule = {"type": "rule", "color": theme.INK, "opacity": 0.4}
        yield self.layer(rule, {"x": self.x()}, where=self._is_near("year"))
        channels = {"x": self.x(), "y": self.y(), "detail": _field("piece"), "color": {"value": theme.INK}}
        where = f"{self._is_near('series')} && datum.kind !== 'imagined'"
        yield self.layer({"type": "line", "strokeWidth": 4}, channels, where=where)

    def pointed_name(self) -> Iterator[alt.Chart]:
        channels = {"x": self.x(), "y": self.y(), "text": _field("series")}
        mark = {"type": "text", "dy": -14, "fontWeight": "bold", "fill": theme.INK}
        where = self._is_near("year", "series")
        yield from (self.layer(look, channels, where=where) for look in (mark | _HALO, mark))

    def touched(self) -> Iterator[alt.Chart]:
        """Yield what a finger gets instead of the box at the pointer: the same list, in the plot."""
        mark = {
            "type": "text",
            "align": {"expr": "datum.align"},
            "dx": {"expr": "datum.dx"},
            "dy": 8,
            "fill": theme.INK,
        }
        rows, where = frame(list(_lists(self.s)), LISTS), self._is_near("year", whose=f"touched_{self.pointer}")
        channels = {"x": self.x(), "y": {"value": 0}, "text": _field("text")}
        looks = (mark | _HALO | {"strokeWidth": 12}, mark)
        yield from (self.layer(look, channels, rows, where=where) for look in looks)

    # --- marks -------------------------------------------------------------------------------------------

    def marks(self) -> Iterator[tuple[str, alt.Chart]]:
        """Yield a layer for each kind of mark that there may be, with the kind that it needs, back to front."""
        term = {"type": "rect", "color": theme.ACCENT, "opacity": 0.08}
        yield "term", self.layer(term, {"x": self.x(), "x2": {"field": "end"}}, where="datum.kind === 'term'")
        tips = [_field("when") | {"title": "tidsseriebrott"}, _field("note") | {"title": "anmärkning"}]
        foot = {"expr": f"datum.year > {self.layout.column} ? 14 : {self.layout.height}"}  # clear of the labels there
        dotted = _rule(theme.MUTED, 1.5, [2, 3]) | {"y": 0, "y2": foot}
        yield "break", self.layer(dotted, {"x": self.x(), "tooltip": tips}, where="datum.kind === 'break'")
        dashes = {"condition": {"test": "datum.before_plan", "value": [5, 4]}, "value": [1, 0]}
        years = "datum.kind === 'base' || datum.kind === 'judged'"
        for kind in dict.fromkeys(kind for kind, _ in self.s.marked()[:1]):
            yield kind, self.layer(_rule(theme.MUTED, 1), {"x": self.x(), "strokeDash": dashes}, where=years)
        reach = {"x": self.x(), "x2": {"field": "end"}, "y": self.y()}
        yield "level", self.layer(_rule(theme.INK, 1.5, [6, 4]), reach, where="datum.kind === 'level'")
        bracket = {"x": self.x(), "y": self.y(), "y2": {"field": "high"}}
        yield "gap", self.layer(_rule(theme.INK, 2), bracket, where="datum.kind === 'gap'")
        points = {
            "x": self.x(),
            "y": self.y(),
            "color": self.color(),
            "fill": self.fill(),
            "shape": {"condition": {"test": _IN_TERM, "value": "diamond"}, "value": "circle"},
            "size": {"condition": {"test": _IN_TERM, "value": 150}, "value": 110},
        }
        point = {"type": "point", "strokeWidth": 2, "opacity": 1, "tooltip": {"expr": "datum.box"}}
        of_points = alt.FilterTransform(filter="datum.kind === 'base point' || datum.kind === 'judged point'")
        yield "point", self.layer(point, points, transform=[of_points, self._boxes_by_year()])

    def words(self) -> Iterator[alt.Chart]:
        """Yield what stands in the plot, and what stands over it; each text hangs by its last line."""
        mark: Spec = {
            "type": "text",
            "align": {"expr": "datum.align"},
            "dx": {"expr": "datum.dx"},
            "dy": {"expr": f"datum.dy + {_RAISED}"},
            "fill": {"expr": "datum.color"},
            "opacity": {"expr": "(width || 640) < datum.least ? 0 : 1"},
        }
        if there := [
            vars(words) | {"value": float(words.value)} for words in self.layout.inside if words.value is not None
        ]:
            rows = frame(there, WORDS)
            channels = {"x": self.x(), "y": self.y(), "text": _field("text")}
            yield from (self.layer(look, channels, rows) for look in (mark | _HALO, mark))
        if over := [vars(words) for words in self.layout.above]:
            yield self.layer(mark, {"x": self.x(), "y": {"value": 0}, "text": _field("text")}, frame(over, WORDS))

    # --- heading -----------------------------------------------------------------------------------------

    def title(self) -> Spec:
        """Return the heading with the unit below it, broken into lines for the width that the chart has."""
        return {
            "text": _broken(self.s.title(), bold=True, size=theme.LARGE),
            "subtitle": wrap(self.s.subtitle(), _LEAST_ROOM).split("\n"),  # no expression may stand here
            "offset": 12,
            "dx": -self.left,
        }


def caption(texts: Iterable[str]) -> Spec:
    """Return paragraphs to stand below a whole chart, as the title that Vega-Lite knows."""
    text = _broken(*texts, bold=False, size=theme.SMALL)
    small = {"fontSize": theme.SMALL, "fontWeight": "normal", "lineHeight": LINE}
    return {"text": text, "orient": "bottom", "anchor": "start", "color": theme.MUTED, "offset": 10, **small}


def _broken(*texts: str, bold: bool, size: int) -> list[str] | Spec:
    rooms = ((room, (wrap(text, room, bold=bold, size=size) for text in texts)) for room in _WIDTHS)
    return by_width([(room, "\n".join(lines).split("\n")) for room, lines in rooms])


def _field(name: str) -> Spec:
    return {"field": name, "type": "nominal"}


def _rule(color: str, width: float, dash: list[int] | None = None) -> Spec:
    return {"type": "rule", "color": color, "strokeWidth": width, **({"strokeDash": dash} if dash else {})}


# --- rows ------------------------------------------------------------------------------------------------


def _values(s: Subject) -> Iterator[Row]:
    limits = cuts(s.a)
    behind = [trace for trace in s.traces if trace.of_group]
    for trace in (*behind, *(t for t in reversed(s.traces) if not t.of_group)):  # the own line is drawn on top
        for year, piece in trace.segments(limits):
            yield {
                "series": trace.label,
                "year": year,
                "value": float(trace.values[year]),
                "piece": piece,
                "kind": str(trace.role),
                "preliminary": year in trace.preliminary,
                "when": s.year(year),
                "text": s.told(trace, year),
            }


def _boxes(s: Subject) -> Iterator[Row]:
    """Yield, per year, what the box at the pointer lists: every series of that year, the highest first."""
    for year in sorted({year for trace in s.traces for year in trace.values}):
        there = [trace for trace in s.traces if year in trace.values]
        there.sort(key=lambda trace: trace.values[year], reverse=not s.scale.turned)
        yield {"year": year, "box": {"title": s.year(year)} | {trace.label: s.told(trace, year) for trace in there}}


def _lists(s: Subject) -> Iterator[Row]:
    """Yield the same as a text for each year, on the side of it that has more room."""
    for each in _boxes(s):
        year, lines = each["year"], [f"{name} {text}" for name, text in each["box"].items() if name != "title"]
        early = year - s.years[0] <= 0.4 * (s.years[1] - s.years[0])
        text = "\n".join([each["box"]["title"], *lines[:_LISTED], *(["…"] if len(lines) > _LISTED else [])])
        yield {"year": year, "text": text, "align": "left" if early else "right", "dx": 12 if early else -12}


def _band(s: Subject) -> Iterator[Row]:
    for part, cut in s.spread.items():
        previous, piece = None, 0
        for year, each in sorted(cut.items()):
            piece += previous is not None and year > previous + 1
            previous = year
            yield {"part": part, "piece": piece, "year": year, "low": float(each.low), "high": float(each.high)}


def _marks(layout: Layout) -> Iterator[Row]:
    s = layout.s
    usual = {"before_plan": False, "preliminary": False}
    if s.term is not None:
        yield usual | {"kind": "term", "year": s.term[0] - 0.5, "end": s.term[1] + 0.5}
    for found in breaks_in_view(s.a, s.years):
        yield usual | {"kind": "break", "year": found.year - 0.5, "when": s.year(found.year), "note": found.note}
    if (level := s.level()) is not None and s.base is not None:
        start = s.years[0] - 0.5 if s.is_index else s.base
        yield usual | {"kind": "level", "year": start, "end": layout.column, "value": float(level)}
    for _, year, low, high in s.gap_ends():
        yield usual | {"kind": "gap", "year": year, "value": float(low), "high": float(high)}
    for kind, year in s.marked():
        before = {"before_plan": kind == "judged" and s.before_plan}
        yield usual | before | {"kind": kind, "year": year, "when": s.year(year)}
        for trace in reversed(s.traces):
            if year in trace.values and trace.is_judged:
                value, hollow = float(trace.values[year]), year in trace.preliminary
                place = {"kind": f"{kind} point", "year": year, "value": value, "series": trace.label}
                yield usual | before | place | {"preliminary": hollow}
