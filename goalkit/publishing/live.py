"""Tooltips and zoom in a page: Vega with its expression interpreter, and the charts' specifications, packed inside.

The page is complete before any of it runs. Its policy names two scripts by their hash, the one that unpacks and
the one that it unpacks, and no ``unsafe-eval``: expressions are interpreted.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import vl_convert

from goalkit.show.pictures import VEGA_LITE

_SYSTEM = 9
"""Where a gzip header says on which system it was made."""

_ZOOM = {
    "name": "zoom",
    "bind": "scales",
    "select": {
        "type": "interval",
        "encodings": ["x"],
        "zoom": "wheel![event.shiftKey]",
        "translate": "[pointerdown[event.shiftKey], window:pointerup] > window:pointermove!",
    },
}
"""With the shift key, so that the wheel still scrolls the page; a double click undoes it."""


def live(specs: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return what a page ends with to make its charts live, and the hashes that its policy must name."""
    library = _library()
    script = resources.files("goalkit.publishing").joinpath("live.js").read_text(encoding="utf-8")
    zoomed = {place: with_zoom(spec) for place, spec in specs.items()}
    charts = _packed(json.dumps(zoomed, ensure_ascii=False, separators=(",", ":")))
    html = (
        f'<script type="application/octet-stream" id="gk-vega">{_packed(library)}</script>\n'
        f'<script type="application/octet-stream" id="gk-specs">{charts}</script>\n<script>{script}</script>\n'
    )
    return html, (_hash(script), _hash(library))


def with_zoom(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a specification whose first plot can be zoomed along years or numbers; another as it is."""
    copy = deepcopy(dict(spec))
    plot = next(iter(copy.get("vconcat", [])), copy)
    layers = [*_layers(plot)]
    axes = [layer["encoding"]["x"] for layer in (*layers, plot) if "x" in layer.get("encoding", {})]
    of_ours = next((layer["name"] for layer in layers if "name" in layer), None)
    if not axes or axes[0].get("type") not in ("quantitative", "temporal") or axes[0].get("bin"):
        return copy
    if "params" not in copy:
        layers[0]["params"] = [_ZOOM]
    elif of_ours is not None:
        copy["params"].append({**_ZOOM, "views": [of_ours]})
    else:
        return copy
    zoomed = {"expr": f"isArray(zoom[{json.dumps(axes[0].get('field'))}])"}
    for layer in layers:
        layer["mark"] = {"type": layer["mark"]} if isinstance(layer.get("mark"), str) else layer.get("mark", {})
        layer["mark"]["clip"] = zoomed  # labels stand outside the plot until it is zoomed
    return copy


def _layers(plot: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the layers of a plot that draw something, those of a layer within a layer too."""
    if "layer" not in plot:
        yield plot
    for layer in plot.get("layer", ()):
        yield from _layers(layer)


@cache
def _library() -> str:
    library: str = vl_convert.javascript_bundle(snippet="window.vegaEmbed=vegaEmbed", vl_version=VEGA_LITE)
    return library


def _packed(text: str) -> str:
    """Compress with the library that a pinned package brings: the system's own gives other bytes elsewhere."""
    packed = bytearray(pa.Codec("gzip", compression_level=9).compress(text.encode(), asbytes=True))
    packed[_SYSTEM] = 255
    return base64.b64encode(packed).decode()


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
