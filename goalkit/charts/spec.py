"""An altair chart as Vega-Lite: quickly, the same every time, and for a picture."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import SchemaBase, debug_mode

from goalkit.charts.labels import TOTAL
from goalkit.charts.theme import CONFIG, OPTIONS

Spec = dict[str, Any]

_PLAIN = {"int64", "float64", "bool", "object", "str"}
_PARTS = ("layer", "vconcat", "hconcat", "concat")


WIDE, NARROW = 640, 340
"""The px of a chart in a file, and on the screen of a telephone."""


def spec(drawn: alt.TopLevelMixin, width: int | None = None) -> Spec:
    """Return a chart as Vega-Lite with its data and this room's look inside, whatever altair has switched on.

    altair makes each part anew many times on the way; here that is left to it for parts that somebody else has made.

    Args:
        drawn: any altair chart.
        width: px of the whole, axis and labels included; ``None`` is as wide as its place.
    """
    datasets: dict[str, list[Spec]] = {}
    with debug_mode(False), alt.data_transformers.enable("default", max_rows=None):
        made = _made(drawn, datasets, None)
    told = {**made, "config": CONFIG | made.get("config", {}), "usermeta": OPTIONS, "datasets": datasets}
    return told if width is None else of_width(told, width)


def _made(part: Any, datasets: dict[str, list[Spec]], above: Any) -> Spec:
    data = part.data if isinstance(part.data, pd.DataFrame) else above
    if not isinstance(part, alt.LayerChart | alt.VConcatChart | alt.HConcatChart | alt.ConcatChart | alt.Chart):
        return _by_altair(part, datasets, above)
    if isinstance(part, alt.Chart) and not _is_ours(part):
        return _by_altair(part, datasets, above)
    found: Spec = {}
    for name, value in part._kwds.items():
        if value is alt.Undefined:
            continue
        if name in _PARTS:
            found[name] = [_made(each, datasets, data) for each in value]
            params = [param for each in found[name] for param in each.pop("params", ())]  # they stand at the top
            found |= {"params": [*found.get("params", []), *params]} if params else {}
        else:
            found[name] = _named(value, datasets) if isinstance(value, pd.DataFrame) else _plain(value)
    return found


def _is_ours(part: alt.Chart) -> bool:
    """Tell whether nothing of a layer is left for altair to find out: no shorthand, no type to be inferred."""
    channels = [value for value in part.encoding._kwds.values() if value is not alt.Undefined] if part.encoding else []
    return isinstance(part.mark, dict) and all(isinstance(channel, dict | list) for channel in channels)


def _by_altair(part: Any, datasets: dict[str, list[Spec]], above: Any) -> Spec:
    context = {"datasets": datasets, "top_level": False} | ({} if above is None else {"data": above})
    told: Spec = part.to_dict(validate=False, context=context)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, SchemaBase):
        value = value._kwds or value._args[0]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each is not alt.Undefined}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _named(rows: pd.DataFrame, datasets: dict[str, list[Spec]]) -> Spec:
    """Put a frame among the data sets, under a name that its content gives."""
    if not all(str(kind) in _PLAIN for kind in rows.dtypes):
        values: list[Spec] = list(alt.to_values(rows)["values"])
    else:
        columns = (rows[name].tolist() for name in rows)
        values = [dict(zip(rows.columns, map(_json, row), strict=True)) for row in zip(*columns, strict=True)]
    name = "data-" + hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]
    datasets[name] = values
    return {"name": name}


def _json(value: Any) -> Any:
    return None if value != value else value  # noqa: PLR0124 - what is not equal to itself is no value


def of_width(told: Mapping[str, Any], width: int) -> Spec:
    """Return a specification that is as wide as its place with a width in px, axis and labels included."""
    title = told.get("title")
    chosen = {name: _chosen(part, width) for name, part in title.items()} if isinstance(title, dict) else title
    sized = {**told, "title": chosen} if title else dict(told)
    if "vconcat" in told:
        return {**sized, "vconcat": [of_width(part, width) for part in told["vconcat"]]}
    return {**sized, "width": width}


def is_responsive(told: Mapping[str, Any]) -> bool:
    """Tell whether a specification is as wide as its place."""
    return any(part.get("width") == "container" for part in (told, *told.get("vconcat", ())))


def _chosen(part: Any, width: int) -> Any:
    return {"expr": part["expr"].replace(TOTAL, str(width))} if isinstance(part, dict) and "expr" in part else part


def still(told: Mapping[str, Any]) -> Spec:
    """Return a specification without what only a pointer brings out, for a picture."""
    names = [param["name"] for param in told.get("params", ()) if "select" in param]
    return {**_still(dict(told), names), "params": [p for p in told.get("params", ()) if p["name"] not in names]}


def _still(part: Spec, names: list[str]) -> Spec:
    found = dict(part)
    for name in _PARTS:
        if name in found:
            found[name] = [_still(each, names) for each in found[name] if not _is_live(each, names)]
    return found


def _is_live(layer: Mapping[str, Any], names: list[str]) -> bool:
    tests = [str(step.get("filter", "")) for step in layer.get("transform", ())]
    return any(f"{name}." in test for name in names for test in tests)
