"""The table beside a chart: the same years and the same values, as text in HTML.

The columns follow from the target's rule and from what its vintage asked for, never from the values.
A year that was asked for and has no value says so; a year that was not asked for is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from html import escape

from goalkit.charts import has_chart
from goalkit.charts.at_hand import NOTHING, AtHand, Spread
from goalkit.charts.series import Role, usual_measure, value_places, years_in_view
from goalkit.charts.subject import Subject, subjects
from goalkit.charts.view import STANDARD, Measure, View
from goalkit.judge import Assessment
from goalkit.model import Judged, Line, Missing
from goalkit.rules import CHANGE_DECIMALS, relative_change
from goalkit.words.numbers import NO_BREAK, number, unit_name
from goalkit.words.terms import GENDER, MISSING
from goalkit.words.values import change_in_percent, short_year

NONE = "–"
PART = {"half": "Mittersta hälften av kommunerna", "most": "Nio av tio kommuner"}
MEASURE = {
    Measure.LEVEL: "nivå",
    Measure.GAP: "skillnad mot jämförelsen",
    Measure.CHANGE: "förändring sedan basåret",
    Measure.INDEX: "index, basåret = 100",
    Measure.RANK: "plats bland landets kommuner",
}
"""What a chart may count, in words."""

_WHY = {**MISSING, Missing.ABSENT: NONE}


@dataclass(frozen=True)
class Column:
    """A heading, and what stands in it for a year."""

    heading: str
    cell: Callable[[int], str]


def html_table(a: Assessment, view: View = STANDARD, at_hand: AtHand = NOTHING) -> str:
    """Return the table of a target, newest year last; empty where it has no values at all.

    What a view shows besides the target's own columns has columns of its own, after them.
    """
    years = list(_years(a, view))
    if not years:
        return ""
    columns = [*_columns(a, view), *_shown(a, view, at_hand)]
    head = "".join(f'<th scope="col">{escape(c.heading)}</th>' for c in (Column("År", str), *columns))
    body = "".join(_row(a, year, columns) for year in years)
    caption = f"{a.target.id}. {a.indicator.label} ({unit_name(a.indicator.unit)})"
    return (
        '<div class="gk-table-wrap" role="region" tabindex="0" '
        f'aria-label="{escape(f"Tabell till {a.target.id}")}"><table class="gk-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _years(a: Assessment, view: View) -> Iterator[int]:
    first, last = years_in_view(a, view)
    lines = [a.evidence.own, a.evidence.reference or Line()]
    known = {year for line in lines for year in line.points}
    yield from (y for y in range(first, last + 1) if known and min(known) <= y <= max(known))


def _row(a: Assessment, year: int, columns: list[Column]) -> str:
    marked = year in (a.target.rule.base_year, a.verdict.numbers.year)
    cells = "".join(f"<td>{escape(column.cell(year))}</td>" for column in columns)
    mark = ' class="gk-judged"' if marked else ""
    return f'<tr{mark}><th scope="row" class="gk-years">{escape(_year(a, year))}</th>{cells}</tr>'


def _year(a: Assessment, year: int) -> str:
    n = a.verdict.numbers
    mark = (
        " (basår)"
        if year == a.target.rule.base_year
        else f" (bedömt{NO_BREAK}år)"
        if year == n.year and isinstance(a.verdict, Judged)
        else ""
    )
    return short_year(a, year) + mark


def _columns(a: Assessment, view: View) -> Iterator[Column]:
    own, reference = a.evidence.own, a.evidence.reference
    yield _values(a, a.municipality.name, own, view)
    if a.reference is not None:
        compared = reference or Line()
        yield _values(a, a.reference.label, compared, view)
        if a.reference.unweighted_mean:
            yield Column("Antal kommuner", lambda year: _count(compared, year))
        yield from _measure(a, own, compared, view)
    for gender, (line, _) in a.genders.items():
        yield _values(a, f"{a.municipality.name}, {GENDER[gender]}", line, view)


def _measure(a: Assessment, own: Line, reference: Line, view: View) -> Iterator[Column]:
    unit = unit_name(a.indicator.unit.of_difference)
    if a.target.rule.has_gap:
        yield Column(f"Skillnad ({unit})", lambda y: _gap(a, own.value(y), reference.value(y), view))
    elif a.target.rule.is_relative:
        base = a.target.rule.base_year
        for name, line in ((a.municipality.name, own), (a.reference.label if a.reference else "", reference)):
            yield Column(f"{name}, förändring sedan {base}", partial(_change, line, base))


def _values(a: Assessment, heading: str, line: Line, view: View) -> Column:
    places = value_places(a, view.decimals)
    if a.target.rule.is_relative and view.decimals is None:
        places = a.indicator.decimals

    def cell(year: int) -> str:
        point = line.points.get(year)
        if point is None:
            return _WHY[line.missing.get(year, Missing.ABSENT)]
        return number(point.value, places) + (" (prel.)" if point.preliminary else "")

    return Column(heading, cell)


def _gap(a: Assessment, own: Fraction | None, reference: Fraction | None, view: View) -> str:
    return NONE if own is None or reference is None else number(abs(own - reference), value_places(a, view.decimals))


def _shown(a: Assessment, view: View, at_hand: AtHand) -> Iterator[Column]:
    """Yield what the chart of a view has and the target's own columns have not."""
    if view == STANDARD or not has_chart(a):
        return
    s = subjects(a, view, at_hand)[0]
    usual = s.measure in (Measure.LEVEL, usual_measure(a))
    of_what = "" if usual else f", {MEASURE[s.measure]}"
    for trace in s.traces:
        own_column = trace.role is Role.OWN or trace.is_judged
        if not (usual and own_column):
            yield Column(f"{trace.label}{of_what}", partial(_cell, s, trace.values))
    for part, cut in s.spread.items():
        yield Column(PART[part], partial(_between, s, cut))


def _cell(s: Subject, values: Mapping[int, Fraction], year: int) -> str:
    return s.bare(values[year]) if year in values else NONE


def _between(s: Subject, cut: Mapping[int, Spread], year: int) -> str:
    return f"{s.bare(cut[year].low)}–{s.bare(cut[year].high)}" if year in cut else NONE


def _change(line: Line, base: int | None, year: int) -> str:
    change = relative_change(line.value(base), line.value(year))
    return NONE if change is None else change_in_percent(change, CHANGE_DECIMALS)


def _count(line: Line, year: int) -> str:
    point = line.points.get(year)
    return NONE if point is None or point.n is None else str(point.n)
