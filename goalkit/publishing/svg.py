"""A chart as a drawing inside a page: the same bytes on every machine, with a title and a description.

Widths of text decide where labels stand, so charts are drawn with the font that the page carries, which is
shipped with this package; dates are read as UTC. What Vega draws is copied element by element from an
allow-list: nothing in a specification can put a link, a script or a picture into a page.
"""

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from html import escape
from typing import Any, Protocol
from xml.etree import ElementTree

import altair
import pyarrow as pa

from goalkit.charts.spec import NARROW, WIDE, is_responsive, of_width, still
from goalkit.errors import ExportError
from goalkit.publishing.drawer import drawer
from goalkit.publishing.outlines import behind_letters, one_text_each
from goalkit.show.pictures import FONT, has_unprintable

_ELEMENTS = {
    "circle", "clipPath", "defs", "ellipse", "g", "line", "linearGradient", "path", "polygon", "polyline",
    "radialGradient", "rect", "stop", "text", "tspan",
}  # fmt: skip
_ATTRIBUTES = {
    "clip-path", "cx", "cy", "d", "display", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size",
    "font-style", "font-weight", "fx", "fy", "gradientUnits", "height", "id", "offset", "opacity", "paint-order",
    "points", "r", "rx", "ry", "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor",
    "transform", "visibility", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r"""( id="|"url\(#)([^")]+)("|\)")""")
_LOCAL = re.compile(r"url\(#([\w-]+)\)")
_WIDEST = 20_000
"""Px; a reader's browser holds no more than a few screens."""
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_FONT_KEYS = {"font", "labelFont", "subtitleFont", "titleFont", "fontFamily"}
_LEFT_OUT = {"href", "url", "usermeta"}  # links and pictures in encodings, and how an editor shows a chart
_ARROW = "data:application/vnd.apache.arrow.file;base64,"


class HasSpec(Protocol):
    """An altair chart, of any kind."""

    def to_dict(self) -> dict[str, Any]: ...


def chart_spec(chart: HasSpec) -> dict[str, Any]:
    """Return the chart's specification with its data inside, whatever transformer marimo has switched on."""
    with altair.data_transformers.enable("default", max_rows=None):
        return chart.to_dict()


def chart_svg(chart: HasSpec | Mapping[str, Any], *, title: str, description: str = "", copy: int = 1) -> str:
    """Draw a chart, or a Vega-Lite specification of one, as an ``<svg>`` to stand within HTML.

    ``title`` and ``description`` are plain text, what a screen reader says, and no more: a browser would have it
    read the labels too, one tick after another. Ids come from the content, so that many drawings can stand in one
    page; ``copy`` tells the second of two equal ones apart. Raises
    ExportError when the chart cannot be drawn, or its data are not in it.
    """
    given = dict(chart) if isinstance(chart, Mapping) else chart_spec(chart)
    drawn = ElementTree.fromstring(drawer().draw(_to_draw(given, (title, description))))
    behind_letters(drawn)
    width, height = (float(drawn.get(name, "0")) for name in ("width", "height"))
    if max(width, height) > _WIDEST:
        raise ExportError(f"Ett diagram gick inte att rita: det blir {width:.0f} × {height:.0f} px stort.")
    body = "".join(_copy(child) for child in drawn)
    own = {name: f"@-{number}" for number, name in enumerate(dict.fromkeys(_ID.findall(body)), start=1)}
    body = _REFERENCE.sub(lambda m: m[1] + own.get(m[2], "") + m[3], body)  # Vega counts ids through a process
    content = "\0".join((title, description, body, str(copy)))
    prefix = "d" + hashlib.sha256(content.encode()).hexdigest()[:12]
    body = _REFERENCE.sub(lambda m: m[1] + m[2].replace("@", prefix) + m[3], body)
    described = f'<desc id="{prefix}-d">{escape(description)}</desc>' if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" aria-labelledby="{prefix}-t"'
        + (f' aria-describedby="{prefix}-d"' if description else "")
        + f'><title id="{prefix}-t">{escape(title)}</title>{described}<g aria-hidden="true">{body}</g></svg>'
    )


def drawings(spec: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what to draw of a specification by its look in a page: two widths of one that is as wide as its place."""
    if not is_responsive(spec):
        return {"": spec}
    return {look: still(of_width(spec, width)) for look, width in (("gk-wide", WIDE), ("gk-narrow", NARROW))}


def ask_for(spec: Mapping[str, Any]) -> None:
    """Have a specification drawn already, for :func:`chart_svg` to find done; a fault is for that to tell."""
    with suppress(ExportError):
        for drawing in drawings(spec).values():
            drawer().ask(_to_draw(drawing, ()))


def _to_draw(given: Mapping[str, Any], words: Iterable[str]) -> dict[str, Any]:
    """Return a specification as Vega is given it; ``words`` are printed beside it."""
    spec = one_text_each(portable(dict(given)))
    if any(has_unprintable(part) for part in (*words, spec)):
        raise ExportError("Ett diagram gick inte att rita: det har ett tecken som inte kan skrivas ut i en text.")
    return {**spec, "config": {**spec.get("config", {}), "font": FONT}}


def portable(value: Any) -> Any:
    """Return a part of a specification with our font everywhere, and without links and pictures.

    Rows of data are left as they are: a column may be called anything.
    """
    if isinstance(value, list):
        return [portable(item) if isinstance(item, list | dict) else item for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _portable_item(name, item) for name, item in value.items() if name not in _LEFT_OUT}


def _portable_item(name: str, value: Any) -> Any:
    if name == "data":
        return _data_inside(value)
    if name in _FONT_KEYS and isinstance(value, str):
        return FONT
    return portable(value) if isinstance(value, list | dict) and name not in ("datasets", "values") else value


def _data_inside(data: Any) -> Any:
    """Return data whose rows are in the specification: what marimo wraps in an Arrow address is unpacked."""
    url = data.get("url") if isinstance(data, dict) else None
    if url is None:
        return data
    if not str(url).startswith(_ARROW):
        raise ExportError(
            f"Ett diagram gick inte att rita: dess data ligger på en adress ({str(url)[:80]}). Läs in dem i "
            "anteckningsboken och ge diagrammet en dataram."
        )
    source = io.BytesIO(base64.b64decode(str(url).removeprefix(_ARROW)))
    rows = pa.ipc.open_file(source).read_all().to_pylist()
    return {"values": json.loads(json.dumps(rows, default=str))}


def _copy(element: ElementTree.Element) -> str:
    """Write an element, and what it holds, with only what is allowed; nothing of one that is not."""
    tag = element.tag.rpartition("}")[2]
    if tag == "a":  # a link around marks: the marks remain
        return "".join(_copy(child) for child in element)
    if tag not in _ELEMENTS or (tag == "path" and not element.get("d")):
        return ""
    attributes = "".join(
        f' {name}="{escape(_short(value))}"' for name, value in element.attrib.items() if _is_allowed(name, value)
    )
    inside = escape(element.text or "") if tag in ("text", "tspan") else ""
    inside += "".join(_copy(child) + (escape(child.tail or "") if tag == "text" else "") for child in element)
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def _is_allowed(name: str, value: str) -> bool:
    return name in _ATTRIBUTES and ("url(" not in value or _LOCAL.fullmatch(value) is not None)


def _short(value: str) -> str:
    """Round coordinates to a hundredth of a pixel: smaller, and beyond what platforms may differ in.

    >>> _short("translate(44.71590805053711,-0.0001)")
    'translate(44.72,0)'
    """
    return _LONG_NUMBER.sub(lambda match: f"{round(float(match[0]), 2) + 0:g}", value)
