"""A Vega-Lite specification of one's own: read, checked against a list of what is allowed, and drawn on our data.

It names its data and holds none. What could make a number that the vintage does not have, place a mark where no
value is, or call an address is not on the list, and everything that is not on the list is refused with its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from goalkit.charts.view import LONGEST_SPEC
from goalkit.show import spec_allowed as allowed
from goalkit.show.layers import SCHOOL_YEARS
from goalkit.show.spec_leaves import Checks, Fault, Leaves

_DEEPEST, _WIDTH = 40, 100
_OURS = {"datasets", "config", "usermeta", "description", "padding", "$schema"}
"""What the program adds to a specification itself."""


@dataclass(frozen=True)
class Spec:
    """A specification that holds no number of its own; ``text`` is it as JSON, the way it is kept."""

    tree: Mapping[str, Any]
    text: str

    def on(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Return it on the data of a chart that the program drew, with that chart's look and description."""
        datasets = {name: drawn["datasets"].get(name, []) for name in allowed.DATASETS}
        ours = {name: part for name, part in drawn.items() if name in _OURS}
        caption = {"title": drawn["title"]} if "title" in drawn else {}
        return {"vconcat": [self.tree], **caption, **ours, "datasets": datasets}


def editable(drawn: Mapping[str, Any]) -> str:
    """Return a chart of the program's as the text to begin with: without data, look and caption."""
    kept = {name: part for name, part in drawn.items() if name not in _OURS and name != "title"}
    return _written(kept)


def check_spec(text: str, usual: str = "") -> Spec | list[Fault]:
    """Return a specification that may be drawn, or all that stands in its way.

    ``usual`` is :func:`editable` of the program's own chart: what numbers its texts have, and whether its years are
    school years.
    """
    if len(text) > LONGEST_SPEC:
        return [Fault("$", f"texten är för lång: högst {LONGEST_SPEC} tecken")]
    try:
        tree = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return [
            Fault(f"rad {error.lineno}, tecken {error.colno}", "det är inte JSON, något saknas eller är för mycket")
        ]
    except (ValueError, RecursionError) as error:
        return [Fault("$", str(error) if isinstance(error, _JsonError) else "det är inte JSON som går att läsa")]
    checker = _Checker(usual=_words_of(usual), school_years=json.dumps(SCHOOL_YEARS) in usual)
    checker.view(tree, "$", None, 0)
    if checker.faults:
        return checker.faults
    return Spec(tree, _written(tree))


def _words_of(usual: str) -> str:
    """Return all that the program's own chart says in headings and at axes."""
    found: list[str] = []

    def look(members: dict[str, Any]) -> None:
        for name in ("title", "text", "subtitle"):
            told = members.get(name)
            found.append(" ".join(told) if isinstance(told, list) else told if isinstance(told, str) else "")

    if usual:
        json.loads(usual, object_hook=look)
    return " | ".join(filter(None, found))


def _written(part: Any, indent: str = "") -> str:
    """Write JSON for people: what is short stands on one line."""
    line = json.dumps(part, ensure_ascii=False)
    if not isinstance(part, (dict, list)) or not part or len(line) + len(indent) <= _WIDTH:
        return line
    deeper = indent + " "
    if isinstance(part, list):
        inner = [deeper + _written(one, deeper) for one in part]
        return "[\n" + ",\n".join(inner) + f"\n{indent}]"
    inner = [f"{deeper}{json.dumps(name, ensure_ascii=False)}: {_written(one, deeper)}" for name, one in part.items()]
    return "{\n" + ",\n".join(inner) + f"\n{indent}}}"


class _JsonError(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _JsonError(f"”{twice[:40]}” står två gånger i samma objekt")
    return found


def _no_constant(name: str) -> Any:
    raise _JsonError(f"{name} är inget tal i JSON")


class _Checker(Leaves):
    """Walks a specification and notes every fault with its place."""

    def view(self, found: Any, place: str, inherited: str | None, depth: int) -> None:
        """Check a whole view: one plot, layers, or several plots beside each other."""
        if depth > _DEEPEST:
            self.fault(place, "för många nivåer")
            return
        data = inherited
        if isinstance(found, dict) and "data" in found:
            data = self.data(found["data"], f"{place}.data")
        parts = partial(self.views, data=data, depth=depth + 1)
        self.each(
            found,
            place,
            {
                **dict.fromkeys(("vconcat", "hconcat", "layer"), parts),
                **dict.fromkeys(("width", "height"), partial(self.number, most=2000)),
                "data": lambda *_: None,
                "mark": self.mark,
                "encoding": partial(self.encoding, data=data),
                "title": self.title,
                "name": self.name,
                "spacing": partial(self.number, most=200),
                "resolve": self.resolve,
                **({"$schema": self.schema} if depth == 0 else {}),
            },
        )
        if isinstance(found, dict):
            self.complete(found, place, data)

    def views(self, found: Any, place: str, *, data: str | None, depth: int) -> None:
        if not isinstance(found, list) or not 0 < len(found) <= 40:
            self.fault(place, "här ska stå en lista, [ … ], med 1–40 delar")
            return
        for number, part in enumerate(found):
            self.view(part, f"{place}[{number}]", data, depth)

    def complete(self, found: dict[str, Any], place: str, data: str | None) -> None:
        """Check what a view needs: parts or a mark, data for a mark, and no bars on top of each other."""
        kinds = [kind for kind in ("vconcat", "hconcat", "layer", "mark") if kind in found]
        if len(kinds) != 1:
            self.fault(place, "här ska stå just ett av mark, layer, vconcat och hconcat")
        if "mark" in found and data is None and "data" not in found:
            self.fault(
                place, f"här saknas data: {{”name”: …}} med ett av namnen {', '.join(sorted(allowed.DATASETS)[:4])} …"
            )
        mark, channels = found.get("mark"), found.get("encoding")
        kind = mark.get("type") if isinstance(mark, dict) else mark
        if kind in ("bar", "area") and isinstance(channels, dict) and not {"x2", "y2"} & set(channels):
            axes = [channels[axis] for axis in ("x", "y") if isinstance(channels.get(axis), dict)]
            if not any(axis.get("stack", True) in (None, False) for axis in axes):
                self.fault(f"{place}.encoding", "staplar och ytor läggs på varandra: skriv ”stack”: null på y")

    def data(self, found: Any, place: str) -> str | None:
        if isinstance(found, dict) and set(found) == {"name"} and found["name"] in allowed.DATASETS:
            return str(found["name"])
        self.each(found, place, {"name": lambda *_: None})
        if isinstance(found, dict) and found.get("name") not in allowed.DATASETS:
            self.fault(f"{place}.name", f"okänt namn; de som finns är {', '.join(allowed.DATASETS)}")
        return None

    def mark(self, found: Any, place: str) -> None:
        if isinstance(found, str):
            self.one_of(found, place, permitted=allowed.MARKS)
            return
        styles = {**dict.fromkeys(allowed.MARK_STYLE, self.style), "lineBreak": self.line_break}
        styles |= dict.fromkeys(("dx", "dy"), self.nudge)
        inner = partial(self.overlay, styles=styles)
        kinds = partial(self.one_of, permitted=allowed.MARKS)
        switches = dict.fromkeys(("tooltip", "clip"), self.switch)
        self.each(found, place, {**styles, **switches, "type": kinds, "point": inner, "line": inner})
        if isinstance(found, dict) and "type" not in found:
            self.fault(place, "här saknas type")

    def overlay(self, found: Any, place: str, *, styles: Checks) -> None:
        if not isinstance(found, bool):
            self.each(found, place, styles)

    def encoding(self, found: Any, place: str, *, data: str | None) -> None:
        channel = partial(self.channel, data=data)
        several = partial(self.channels, data=data)
        given = found if isinstance(found, dict) else {}
        positional = {
            name: partial(channel, extra=self.positional(given.get(name), name)) for name in allowed.POSITIONS
        }
        styled = {name: partial(channel, extra=self.styled(given.get(name))) for name in allowed.STYLED}
        self.each(
            found,
            place,
            {
                **positional,
                **styled,
                **dict.fromkeys(("detail", "order", "tooltip"), several),
                "text": partial(channel, extra={"format": self.format}),
            },
        )

    def positional(self, channel: Any, name: str) -> Checks:
        """Return the checks of a position: only what counts has ends and marks that can be chosen."""
        kind, column = (channel.get("type"), channel.get("field")) if isinstance(channel, dict) else (None, None)
        counts, years = kind == "quantitative", name == "x" and column in ("year", "start", "x")
        return {
            "scale": partial(self.scale, domain=self.ends if counts else None),
            "axis": partial(self.axis, counts=counts, years=years),
            "stack": self.unstacked,
        }

    def styled(self, channel: Any) -> Checks:
        legend = not isinstance(channel, dict) or channel.get("legend", {}) is not None
        scale = partial(self.scale, domain=partial(self.categories, legend=legend))
        return {"scale": scale, "legend": self.legend, "value": self.style, "condition": self.condition}

    def channels(self, found: Any, place: str, *, data: str | None) -> None:
        if found is None:
            return
        for number, one in enumerate(found if isinstance(found, list) else [found]):
            within = f"{place}[{number}]" if isinstance(found, list) else place
            self.channel(one, within, data=data, extra={"format": self.format})

    def channel(self, found: Any, place: str, *, data: str | None, extra: Checks) -> None:
        column = partial(self.column, data=data)
        kinds = partial(self.one_of, permitted=allowed.TYPES)
        self.each(found, place, {"field": column, "type": kinds, "title": self.text, "sort": self.sort, **extra})

    def column(self, found: Any, place: str, *, data: str | None) -> None:
        known = allowed.DATASETS.get(data or "", frozenset())
        if not isinstance(found, str) or found not in known:
            self.fault(place, f"okänd kolumn; {data or 'inget data'} har {', '.join(sorted(known)) or 'inga'}")
