"""Small multiples: one small chart per target with the municipality, its like, and what it is compared with.

The lines are the values that judge; years without a value and breaks that are not comparable cut them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from goalkit.assessment import Assessment
from goalkit.beside.country import Country
from goalkit.beside.country_rows import Row
from goalkit.model import Line
from goalkit.plan import Target
from goalkit.show import theme
from goalkit.show.series import Role, Trace, cuts, index, usable, usual_measure, years_in_view
from goalkit.show.standing_blocks import scrolled
from goalkit.show.views import Measure
from goalkit.texts.numbers import number, short_unit
from goalkit.texts.sentences import short_year, year

_OWN, _REFERENCE, _MARKED, _OTHER = "own", "reference", "marked", "other"
_LOOK: dict[str, dict[str, Any]] = {
    _OTHER: {"color": theme.BACKGROUND, "strokeWidth": 1},
    _REFERENCE: {"color": theme.MUTED, "strokeWidth": 1.5, "strokeDash": [5, 3]},
    _MARKED: {"color": theme.PALETTE[2], "strokeWidth": 2, "strokeDash": [1, 2]},
    _OWN: {"color": theme.ACCENT, "strokeWidth": 3},
}


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
    return scrolled(f'<table class="gk-table">{table}</table>', caption)


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
    layers = [_layer(kind, "line", x, y) for kind in _LOOK]
    layers += [
        _layer(kind, "point", x, y) for kind in _LOOK if any(row["alone"] and row["k"] == kind for row in values)
    ]
    title = {"text": f"{target.id}{f' ({unit})' if unit else ''}", "anchor": "start", "fontSize": theme.SMALL}
    return {"title": title, "width": width, "height": 90, "data": {"values": values}, "layer": layers}


def _layer(kind: str, mark: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Return the lines of one kind, or the points of those years that have a value on neither side."""
    look, which = _LOOK[kind], f"datum.k === '{kind}'"
    pieces = [{"field": name, "type": "nominal"} for name in ("a", "s")]
    if mark == "point":
        which += " && datum.alone"
        drawn = {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "size": 12 * look["strokeWidth"],
            "color": look["color"],
        }
    else:
        drawn = {"type": "line", **look}
    return {"transform": [{"filter": which}], "mark": drawn, "encoding": {"x": x, "y": y, "detail": pieces}}


def _points(country: Country, rows: Sequence[Row], target: Target) -> Iterator[dict[str, Any]]:
    own = country.workbook.assessments[target.id]
    place = country.targets.index(target)
    for row in rows:
        if row.municipality.id != own.municipality.id:
            a = row.cells[place].assessment
            yield from _line(own, a.evidence.own, _MARKED if row.marked else _OTHER, row.municipality.id)
    if own.evidence.reference is not None:
        yield from _line(own, own.evidence.reference, _REFERENCE, "")
    yield from _line(own, own.evidence.own, _OWN, own.municipality.id)


def _line(own: Assessment, line: Line, kind: str, area: str) -> Iterator[dict[str, Any]]:
    years = usable(line, years_in_view(own), own.evidence.last_usable)
    values = {when: line.points[when].value for when in years}
    if _is_index(own):
        base = line.value(own.target.rule.base_year)
        values = {when: found for when, value in values.items() if (found := index(base, value)) is not None}
    trace = Trace(Role.COMPARED, "", values)
    pieces = list(trace.segments(cuts(own)))
    lengths = Counter(piece for _, piece in pieces)
    for when, piece in pieces:
        value = float(f"{float(trace.values[when]):.6g}")
        yield {"y": when, "v": value, "k": kind, "a": area, "s": piece, "alone": lengths[piece] == 1}


def _is_index(a: Assessment) -> bool:
    """Tell whether lines stand on a common start: levels of a development say nothing beside each other."""
    return usual_measure(a) is Measure.INDEX
