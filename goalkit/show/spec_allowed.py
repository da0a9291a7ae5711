"""What a specification of one's own may hold: columns, marks, styles, forms of expressions; the rest is refused.

The list names what is allowed, because Vega-Lite grows: what it learns tomorrow is refused until somebody has
thought about it.
"""

import re
from collections.abc import Mapping

FIELDS: Mapping[str, frozenset[str]] = {
    "term": frozenset({"start", "end"}),
    "band": frozenset({"part", "segment", "year", "low", "high", "when", "text"}),
    "breaks": frozenset({"x", "when", "note", "comparable"}),
    "years": frozenset({"mark", "year", "before_plan"}),
    "level": frozenset({"start", "end", "value"}),
    "values": frozenset({"role", "segment", "year", "value", "preliminary", "label", "when", "text"}),
    "imagined": frozenset({"year", "value", "label", "when", "text"}),
    "brackets": frozenset({"mark", "year", "low", "high"}),
    "marks": frozenset({"mark", "role", "year", "value", "preliminary", "before_plan"}),
    "labels": frozenset({"year", "value", "text", "dx", "dy", "align", "color", "weight", "halo"}),
}
"""The columns of each kind of rows."""

DATASETS: Mapping[str, frozenset[str]] = {
    f"{panel}_{rows}": fields for panel in ("main", "gap") for rows, fields in FIELDS.items() if rows != "imagined"
}
"""The named data that a specification may use, with their columns."""


UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
FORMAT = re.compile(r",?(\.[0-6]f|d)")
EXPRESSION = re.compile(r"datum\.(dx|dy|align|color|weight|halo)")
_ONE_TEST = r"(!?datum\.[a-z_]+|datum\.[a-z_]+ ?(===?|!==?) ?('[^'\\]{0,60}'|true|false))"
TEST = re.compile(rf"{_ONE_TEST}( ?(&&|\|\|) ?{_ONE_TEST}){{0,5}}")
LOOK = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z][A-Za-z ,-]{0,60}[0-9]{0,2}|(rgb|hsl)a?\([0-9 .,%]{1,40}\)")
"""A word, a colour, the names of typefaces: no address, and no path that could draw the shape of a number."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
LINE_KEY = re.compile(r"(mean:G)?\d{1,8}")
"""What the program calls a line beside the target's own: by the code of its area."""
FARTHEST = 60
"""Px that a text may stand from the point that it belongs to."""
LARGEST = 1000
"""A font, a symbol, a number of marks at an axis: what is larger could keep the program drawing for good."""
MOVES_LABELS = frozenset({"labelOffset", "labelFlushOffset", "tickOffset", "gridOffset"})
"""What would put an axis' numbers and marks beside the values that they stand for."""
AXIS_STYLE = re.compile(r"(label|title|tick|grid|domain)[A-Z][A-Za-z]*")

MARKS = frozenset({"line", "point", "rule", "rect", "text", "bar", "area", "circle", "square", "tick"})
MARK_STYLE = frozenset(
    {
        "color", "fill", "stroke", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash",
        "strokeCap", "strokeJoin", "size", "shape", "filled", "interpolate", "align", "baseline", "dx", "dy",
        "font", "fontSize", "fontWeight", "fontStyle", "lineBreak", "lineHeight", "limit", "cornerRadius",
        "thickness", "orient",
    }
)  # fmt: skip
TITLE_STYLE = frozenset(
    {
        "anchor", "frame", "dx", "dy", "offset", "orient", "align", "baseline", "color", "font", "fontSize",
        "fontWeight", "fontStyle", "lineHeight", "limit", "subtitleColor", "subtitleFontSize",
        "subtitleFontWeight",
    }
)  # fmt: skip
POSITIONS = ("x", "y", "x2", "y2")
STYLED = frozenset(
    {
        "color", "fill", "stroke", "opacity", "fillOpacity", "strokeOpacity", "size", "shape", "strokeDash",
        "strokeWidth",
    }
)  # fmt: skip
TYPES = frozenset({"quantitative", "ordinal", "nominal"})
SCALES = frozenset({"linear", "log", "sqrt", "symlog", "ordinal", "point", "band"})

WHY: Mapping[str, str] = {
    **dict.fromkeys(("values", "datasets", "datum"), "talen kommer ur datauttaget och kan inte skrivas in här"),
    **dict.fromkeys(("url", "href", "format", "loader"), "ett diagram hämtar inget och länkar ingenstans"),
    **dict.fromkeys(
        (
            *("transform", "aggregate", "bin", "timeUnit", "impute", "stack", "calculate", "window", "regression"),
            *("joinaggregate", "density", "loess", "quantile", "fold", "pivot", "lookup", "sample", "timeunit"),
        ),
        "det skulle räkna fram tal som inte finns i datauttaget",
    ),
    **dict.fromkeys(("expr", "params", "selection", "signal", "labelExpr", "test"), "uttryck får inte räkna"),
    **dict.fromkeys(("config", "usermeta", "description", "padding"), "det lägger programmet till självt"),
}
