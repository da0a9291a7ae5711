"""Small multiples: one small chart per target with the municipality, its like, and what it is compared with.

The lines are the values that judge; years without a value and breaks that are not comparable cut them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from goalkit.beside.country import Country, Row
from goalkit.charts import theme
from goalkit.charts.series import Role, Trace, cuts, index, usable, usual_measure, years_in_view
from goalkit.charts.view import Measure
from goalkit.judge import Assessment
from goalkit.model import Line
from goalkit.plan import Target
from goalkit.show.standing_blocks import scrolled
from goalkit.words.numbers import number, short_unit
from goalkit.words.values import short_year, year

_OWN, _REFERENCE, _MARKED, _OTHER = "own", "reference", "marked", "other"
_LOOK: dict[str, tuple[str, float, tuple[int, int]]] = {
    _OTHER: (theme.BACKGROUND, 1, (1, 0)),
    _REFERENCE: (theme.MUTED, 1.5, (5, 3)),
    _MARKED: (theme.PALETTE[2], 2, (1, 2)),
    _OWN: (theme.ACCENT, 3, (1, 0)),
}
"""Colour, width and dash of each kind of line, back to front."""


def multiples_spec(country: Country, rows: Sequence[Row], *, columns: int, width: int) -> dict[str, Any]:
    """Return all targets' small charts as one specification, ``columns`` beside each other, ``width`` px in all."""
    each = width // columns - 44
    charts = [_chart(country, rows, target, each) for target in drawn_targets(country)]
    return {
        **theme.LOOK,
        "description": description(country, rows),
        "columns": columns,
        "spacing": 18,
        "concat": charts,
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }


def drawn_targets(country: Country) -> list[Target]:
    """Return the targets for which the municipality has a line."""
    return [t for t in country.targets if len(country.workbook.assessments[t.id].evidence.own.points) > 1]


def description(country: Country, rows: Sequence[Row]) -> str:
    """Say in words what the small charts draw."""
    name = country.workbook.municipality.name
    others = [row.municipality.name for row in rows if not row.marked]
    marked = [row.municipality.name for row in rows if row.marked and row.municipality.name != name]
    dotted = f" Prickad linje: {', '.join(marked)}." if marked else ""
    return (
        f"Ett litet diagram för varje måluppfyllelse. Tjock linje: {name}. Streckad linje: det som målet jämför med."
        f"{dotted} Tunna linjer: {len(others)} andra kommuner."
    )


def latest_table(country: Country, rows: Sequence[Row]) -> str:
    """Return the last value of every line as a table."""
    targets = drawn_targets(country)
    heads = "".join(f'<th scope="col">{escape(target.id)} {_unit(target)}</th>' for target in targets)
    body = "".join(
        f'<tr><th scope="row">{escape(row.municipality.name)}</th>'
        f"{''.join(_latest(row.cells[country.targets.index(target)].assessment) for target in targets)}</tr>"
        for row in rows
    )
    caption = "Linjernas senaste värden, med år"
    table = (
        f"<caption>{caption}</caption><thead><tr><th scope='col'>Kommun</th>{heads}</tr></thead><tbody>{body}</tbody>"
    )
    return scrolled(f'<table class="gk-table gk-latest">{table}</table>', caption)


def _unit(target: Target) -> str:
    unit = short_unit(target.indicator.unit)
    return f"({escape(unit)})" if unit else ""


def _latest(a: Assessment) -> str:
    years = usable(a.evidence.own, years_in_view(a), a.evidence.last_usable)
    if not years:
        return "<td>–</td>"
    value = a.evidence.own.points[years[-1]].value
    return f"<td>{number(value, a.indicator.decimals)} ({escape(short_year(a, years[-1]))})</td>"


def _chart(country: Country, rows: Sequence[Row], target: Target, width: int) -> dict[str, Any]:
    a = country.workbook.assessments[target.id]
    first, last = years_in_view(a)
    values = list(_points(country, rows, target))
    unit = f"{year(a, a.target.rule.base_year)} = 100" if _is_index(a) else short_unit(target.indicator.unit)
    x: dict[str, Any] = {
        "field": "y",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [first, last], "nice": False},
        "axis": {"values": [first, last], "format": "d", "grid": False},
    }
    y: dict[str, Any] = {
        "field": "v",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": False, "nice": True},
        "axis": {"tickCount": 3},
    }
    layers = [_lines(x, y)]
    if any("alone" in row for row in values):
        layers.append(_lonely(x, y))
    title = {"text": f"{target.id}{f' ({unit})' if unit else ''}", "anchor": "start", "fontSize": theme.SMALL}
    return {"title": title, "width": width, "height": 90, "data": {"values": values}, "layer": layers}


def _by_kind(looks: Iterable[Any]) -> dict[str, Any]:
    """Return a channel that differs by kind of line."""
    scale = {"type": "ordinal", "domain": [*_LOOK], "range": [*looks]}
    return {"field": "k", "type": "nominal", "scale": scale, "legend": None}


def _lines(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Return all lines, each kind as one path in the rows' order that a row without a value breaks: quick to draw."""
    channels = {
        "x": x,
        "y": y,
        "order": {"value": None},
        "color": _by_kind(color for color, _, _ in _LOOK.values()),
        "strokeWidth": _by_kind(width for _, width, _ in _LOOK.values()),
        "strokeDash": _by_kind([*dash] for _, _, dash in _LOOK.values()),
    }
    mark = {"type": "line", "invalid": "break-paths-show-domains"}
    return {"transform": [{"filter": "!datum.alone"}], "mark": mark, "encoding": channels}


def _lonely(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Return points for those years that have a value on neither side."""
    channels = {
        "x": x,
        "y": y,
        "color": _by_kind(color for color, _, _ in _LOOK.values()),
        "size": _by_kind(12 * width for _, width, _ in _LOOK.values()),
    }
    mark = {"type": "point", "filled": True, "opacity": 1}
    return {"transform": [{"filter": "datum.alone"}], "mark": mark, "encoding": channels}


def _points(country: Country, rows: Sequence[Row], target: Target) -> Iterator[dict[str, Any]]:
    own = country.workbook.assessments[target.id]
    place = country.targets.index(target)
    others = [row for row in rows if row.municipality.id != own.municipality.id]
    for row in others:
        if not row.marked:
            yield from _line(own, row.cells[place].assessment.evidence.own, _OTHER, row.municipality.id)
    if own.evidence.reference is not None:
        yield from _line(own, own.evidence.reference, _REFERENCE, "")
    for row in others:
        if row.marked:
            yield from _line(own, row.cells[place].assessment.evidence.own, _MARKED, row.municipality.id)
    yield from _line(own, own.evidence.own, _OWN, own.municipality.id)


def _line(own: Assessment, line: Line, kind: str, area: str) -> Iterator[dict[str, Any]]:
    """Yield a line's values by year; a row without a value goes before each unbroken piece."""
    years = usable(line, years_in_view(own), own.evidence.last_usable)
    values = {when: line.points[when].value for when in years}
    if _is_index(own):
        base = line.value(own.target.rule.base_year)
        values = {when: found for when, value in values.items() if (found := index(base, value)) is not None}
    trace = Trace(Role.COMPARED, "", values)
    pieces = list(trace.segments(cuts(own)))
    lengths = Counter(piece for _, piece in pieces)
    before = None
    for when, piece in pieces:
        row = {"y": when, "v": float(f"{float(trace.values[when]):.6g}"), "k": kind, "a": area, "s": piece}
        if lengths[piece] == 1:
            yield {**row, "alone": True}
        else:
            if piece != before:
                yield {**row, "v": None}
            yield row
        before = piece


def _is_index(a: Assessment) -> bool:
    """Tell whether lines stand on a common start: levels of a development say nothing beside each other."""
    return usual_measure(a) is Measure.INDEX
