"""A label and its outline as one text, where a specification has them as two: each text costs Vega a measuring.

Vega paints an outline over its letters. A page can say that it goes behind them, so there one text does what in Vega
takes a layer of outlines and a layer of labels.
"""

import re
from collections.abc import Mapping
from itertools import count, pairwise
from typing import Any
from xml.etree import ElementTree

_NAME = "outlined_"
_GROUP = re.compile(rf"(?:^| ){_NAME}\d+_marks(?: |$)")
_OUTLINE = ("stroke", "strokeJoin", "strokeWidth")
_DRAWN_OUTLINE = ("stroke", "stroke-linejoin", "stroke-width")


def one_text_each(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a specification in which a layer of labels after the same labels' outlines is drawn with theirs."""
    numbers = count()

    def merged(part: Mapping[str, Any]) -> dict[str, Any]:
        below = {name: [*map(merged, part[name])] for name in ("vconcat", "hconcat", "concat") if name in part}
        layers = {"layer": _merged([*map(merged, part["layer"])], numbers)} if "layer" in part else {}
        return {**part, **below, **layers}

    return merged(spec)


def behind_letters(drawing: ElementTree.Element) -> None:
    """Let the outlines of :func:`one_text_each` go behind their letters, in what Vega has drawn of it."""
    for group in drawing.iter("{http://www.w3.org/2000/svg}g"):
        if _GROUP.search(group.get("class", "")):
            for text in group:
                if float(text.get("stroke-width", "0")):
                    text.set("paint-order", "stroke")
                else:
                    for name in _DRAWN_OUTLINE:
                        text.attrib.pop(name, None)


def _merged(layers: list[Any], numbers: "count[int]") -> list[Any]:
    kept: list[Any] = layers[:1]
    for before, layer in pairwise(layers):
        if _is_outline(before, layer):
            outline = {name: before["mark"][name] for name in _OUTLINE if name in before["mark"]}
            kept[-1] = {**layer, "name": f"{_NAME}{next(numbers)}", "mark": {**layer["mark"], **outline}}
        else:
            kept.append(layer)
    return kept


def _is_outline(outline: Any, label: Any) -> bool:
    """Tell whether a layer draws the outlines of another's texts and nothing else."""
    marks = [layer.get("mark") for layer in (outline, label)]
    if not all(isinstance(mark, dict) and mark.get("type") == "text" for mark in marks):
        return False
    below, above = marks
    return (
        below.get("stroke") is not None
        and below.get("fill") == below["stroke"]
        and _without(below, ("fill", *_OUTLINE)) == _without(above, ("fill",))
        and _without(outline, ("mark",)) == _without(label, ("mark",))
    )


def _without(part: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in names}
