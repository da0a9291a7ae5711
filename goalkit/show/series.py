"""What a chart shows: lines of exact values, cut to the years in view.

The rule decides the form: a gap has a panel of its own, a development is an index, and a level is
compared with the base year's. Which years count and what was judged is read from the verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from goalkit.assessment import Assessment
from goalkit.model import Break, Judged, Line
from goalkit.rules import GapNarrows, OutpacesReference, relative_change
from goalkit.texts.calculation import places_that_add_up
from goalkit.texts.sentences import measure_places

YEARS_BEFORE_BASE = 8
"""How far back a chart reaches unless asked otherwise."""


class Role(StrEnum):
    """Whose line it is."""

    OWN = "own"
    REFERENCE = "reference"
    GAP = "gap"


class Form(StrEnum):
    """What the value axis of the large panel counts."""

    LEVEL = "level"
    INDEX = "index"


@dataclass(frozen=True)
class Trace:
    """One line: exact values by year, in the unit of the panel; ``counts`` is the n of an unweighted mean."""

    role: Role
    label: str
    values: Mapping[int, Fraction]
    preliminary: frozenset[int] = frozenset()
    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last year with a value."""
        return max(self.values)

    def gaps(self) -> list[int]:
        """Return the years without a value between the first and the last."""
        return [y for y in range(min(self.values), self.last) if y not in self.values]

    def segments(self, cuts: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Yield each year with the number of its unbroken piece; a piece ends before each of ``cuts``."""
        piece, previous = 0, None
        for year in sorted(self.values):
            broken = previous is not None and (year > previous + 1 or any(previous < cut <= year for cut in cuts))
            piece += broken
            previous = year
            yield year, piece


def years_in_view(a: Assessment, years: tuple[int, int] | None = None) -> tuple[int, int]:
    """Return the first and the last year shown.

    Unasked: from the first own value, but at most eight years before the base year, to the plan's last
    year or the last value, whichever is later.
    """
    if years is not None:
        return years
    own = a.evidence.own.years()
    since = (a.target.rule.base_year or a.plan.years.first) - YEARS_BEFORE_BASE
    near = [year for year in own if year >= since]
    first = min([*(near or own), a.target.rule.base_year or a.plan.years.first])
    last = max([*own, *(a.evidence.reference.years() if a.evidence.reference else ()), a.plan.years.last])
    return first, last


def form_of(a: Assessment) -> Form:
    """Return what the large panel counts: an index for a development, where it has a start to stand on."""
    return Form.INDEX if isinstance(a.target.rule, OutpacesReference) and _starts(a) else Form.LEVEL


def has_gap(a: Assessment) -> bool:
    """Tell whether the target is about a gap, which then has a panel of its own."""
    return isinstance(a.target.rule, GapNarrows)


def traces(a: Assessment, years: tuple[int, int]) -> list[Trace]:
    """Return the lines of the large panel: own first, then the reference; none without a value in view."""
    found = [_trace(a, Role.OWN, a.municipality.name, a.evidence.own, years)]
    if a.reference is not None and a.evidence.reference is not None:
        found.append(_trace(a, Role.REFERENCE, a.reference.label, a.evidence.reference, years))
    return [trace for trace in found if trace.values]


def gap_trace(a: Assessment, years: tuple[int, int]) -> Trace:
    """Return the gap over time: own value against reference, whichever is larger, where both exist."""
    own, reference = a.evidence.own, a.evidence.reference or Line()
    common = [y for y in usable(own, years, a.evidence.last_usable) if y in reference.points]
    return Trace(
        Role.GAP,
        "skillnad",
        {y: abs(own.points[y].value - reference.points[y].value) for y in common},
        frozenset(y for y in common if own.points[y].preliminary or reference.points[y].preliminary),
    )


def judged_year(a: Assessment) -> int | None:
    """Return the year that the verdict rests on, ``None`` without a verdict."""
    return a.verdict.numbers.year if isinstance(a.verdict, Judged) else None


def cuts(a: Assessment) -> frozenset[int]:
    """Return the years at which a line must not run on: the definition is another, and not comparable."""
    return frozenset(b.year for b in a.evidence.breaks if not b.comparable)


def breaks_in_view(a: Assessment, years: tuple[int, int]) -> list[Break]:
    """Return the breaks that the years in view hold."""
    return sorted((b for b in a.evidence.breaks if years[0] < b.year <= years[1]), key=lambda b: b.year)


def value_places(a: Assessment) -> int:
    """Return the decimals of the values: so many that a gap is what its two values, as shown, differ by."""
    least, n = measure_places(a), a.verdict.numbers
    pairs = ((n.own_base, n.reference_base), (n.own, n.reference))
    shown = [(max(x, y), min(x, y)) for x, y in pairs if has_gap(a) and x is not None and y is not None]
    return places_that_add_up(shown, least)


def _trace(a: Assessment, role: Role, label: str, line: Line, years: tuple[int, int]) -> Trace:
    """Cut a line to the years in view; a development becomes an index."""
    is_index, base = form_of(a) is Form.INDEX, line.value(a.target.rule.base_year)
    values: dict[int, Fraction] = {}
    for year in usable(line, years, a.evidence.last_usable):
        value = index(base, line.points[year].value) if is_index else line.points[year].value
        if value is not None:
            values[year] = value
    counts = {y: n for y in values if (n := line.points[y].n) is not None}
    preliminary = frozenset(y for y in values if line.points[y].preliminary)
    return Trace(role, label, values, preliminary, counts)


def usable(line: Line, years: tuple[int, int], limit: int | None) -> list[int]:
    """Return the years with a value in view; one after the last usable year is another measure."""
    last = years[1] if limit is None else min(years[1], limit)
    return [year for year in line.years() if years[0] <= year <= last]


def index(base: Fraction | None, value: Fraction | None) -> Fraction | None:
    """Return a value as an index, base = 100; ``None`` where it is undefined."""
    change = relative_change(base, value)
    return None if change is None else 100 + change


def _starts(a: Assessment) -> bool:
    """Tell whether both have a value in the start year that an index can stand on."""
    sides = (a.evidence.own, a.evidence.reference or Line())
    return all(line.value(a.target.rule.base_year) not in (None, 0) for line in sides)
