"""What a chart shows: lines of exact values, cut to the years in view.

The rule decides the form unless a view asks for another: a gap has a panel of its own, a development is an
index, and a level is compared with the base year's. What was judged is read from the verdict alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from goalkit.charts.at_hand import NOTHING, AtHand
from goalkit.charts.view import STANDARD, Measure, View
from goalkit.judge import Assessment
from goalkit.model import Break, Gender, Judged, Line
from goalkit.rules import relative_change
from goalkit.words.rules import places_that_add_up
from goalkit.words.terms import GENDER
from goalkit.words.values import measure_places

YEARS_BEFORE_BASE = 8
"""How far back a chart reaches unless asked otherwise."""


class Role(StrEnum):
    """Whose line it is."""

    OWN = "own"
    REFERENCE = "reference"
    GAP = "gap"
    COMPARED = "compared"
    IMAGINED = "imagined"


@dataclass(frozen=True)
class Trace:
    """One line: exact values by year, in the unit of the panel; ``counts`` is the n of an unweighted mean.

    Attributes:
        key: the line's name among those of its panel.
        of_group: one of many that are drawn as background.
    """

    role: Role
    label: str
    values: Mapping[int, Fraction]
    preliminary: frozenset[int] = frozenset()
    counts: Mapping[int, int] = field(default_factory=dict)
    gender: Gender = Gender.TOTAL
    area: str = ""
    of_group: bool = False

    @property
    def key(self) -> str:
        if self.role in (Role.COMPARED, Role.IMAGINED):
            return self.area
        return str(self.role) if self.gender is Gender.TOTAL else f"{self.role} {self.gender}"

    @property
    def is_judged(self) -> bool:
        """Whether the verdict may rest on this line: the total of the own or of what it is compared with."""
        return self.role not in (Role.COMPARED, Role.IMAGINED) and self.gender is Gender.TOTAL

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


def years_in_view(a: Assessment, view: View = STANDARD) -> tuple[int, int]:
    """Return the first and the last year shown.

    Unasked: from the first own value, but at most eight years before the base year, to the plan's last
    year or the last value, whichever is later.
    """
    own = a.evidence.own.years()
    since = (a.target.rule.base_year or a.plan.years.first) - YEARS_BEFORE_BASE
    near = [year for year in own if year >= since]
    first = min([*(near or own), a.target.rule.base_year or a.plan.years.first])
    last = max([*own, *(a.evidence.reference.years() if a.evidence.reference else ()), a.plan.years.last])
    chosen = view.first or min(first, view.last or first)
    return chosen, max(view.last or last, chosen)


def usual_measure(a: Assessment) -> Measure:
    """Return what the large panel counts unasked: an index for a development, where it can stand on a start."""
    return Measure.INDEX if a.target.rule.is_relative and _starts(a) else Measure.LEVEL


def measures(a: Assessment, at_hand: AtHand = NOTHING) -> list[Measure]:
    """Return what the large panel of a target can count.

    Counts of places that differ in size, a municipality's and the nation's, never stand on one axis.
    """
    base = a.evidence.own.value(a.target.rule.base_year)
    alike = not (a.indicator.unit.is_count and a.reference is not None)
    possible = {
        Measure.LEVEL: alike or not base,
        Measure.GAP: alike and a.reference is not None,
        Measure.CHANGE: alike and base is not None,
        Measure.INDEX: bool(base),
        Measure.RANK: a.municipality.id in at_hand.municipalities and bool(at_hand.ranks(a, a.municipality.id)),
    }
    return [measure for measure, can in possible.items() if can]


def measure_in(a: Assessment, view: View, at_hand: AtHand) -> Measure:
    """Return what the large panel counts: the view's wish where the data can give it."""
    possible = measures(a, at_hand)
    wanted = view.measure if view.measure in possible else usual_measure(a)
    return wanted if wanted in possible and not (wanted is Measure.LEVEL and _differ(a, view)) else Measure.INDEX


def _differ(a: Assessment, view: View) -> bool:
    """Tell whether places of another size were picked for a count that an index can show."""
    picked = view.areas or view.groups or view.means or view.band
    return a.indicator.unit.is_count and bool(picked) and bool(a.evidence.own.value(a.target.rule.base_year))


def has_gap(a: Assessment) -> bool:
    """Tell whether the target is about a gap, which then has a panel of its own."""
    return a.target.rule.has_gap


def traces(a: Assessment, view: View, at_hand: AtHand) -> list[Trace]:
    """Return the lines of the large panel, own first, then the reference, then others; none without a value."""
    found = [trace for gender in view.genders for trace in _judged_lines(a, view, gender, at_hand)]
    found.sort(key=lambda trace: trace.role is not Role.OWN)
    if a.indicator.unit.is_count and measure_in(a, view, at_hand) is Measure.LEVEL:
        return [trace for trace in found if trace.role is Role.OWN and trace.values]  # no index, and no common axis
    for other in at_hand.compared(a, view):
        empty = Trace(Role.COMPARED, other.label, {}, area=other.id, of_group=other.of_group)
        found.append(_trace(a, view, at_hand, empty, other.line))
    return [trace for trace in found if trace.values]


def imagined_traces(a: Assessment, imagined: Assessment, view: View, at_hand: AtHand) -> list[Trace]:
    """Return the points that ``imagined`` has and the assessment has not, counted in the same way."""
    found = []
    for trace in _judged_lines(imagined, view, Gender.TOTAL, at_hand):
        real = a.evidence.own if trace.role is Role.OWN else a.evidence.reference or Line()
        values = {year: value for year, value in trace.values.items() if year not in real.points}
        found.append(Trace(Role.IMAGINED, f"tänkt: {trace.label}", values, area=f"imagined {trace.role}"))
    return [trace for trace in found if trace.values]


def imagined_gap(a: Assessment, imagined: Assessment, years: tuple[int, int]) -> Trace:
    """Return the gaps that rest on an imagined value."""
    known, whole = gap_trace(a, years), gap_trace(imagined, years)
    values = {year: gap for year, gap in whole.values.items() if year not in known.values}
    return Trace(Role.IMAGINED, "tänkt", values, area="imagined gap")


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


def value_places(a: Assessment, least: int | None = None, *, levels: bool = False) -> int:
    """Return the decimals of the values: so many that a gap is what its two values, as shown, differ by.

    ``least`` is the fewest to begin with; else those of the plan. ``levels`` are the values of the source, where a
    rule compares changes of them.
    """
    if levels and least is None and a.target.rule.is_relative:
        return a.indicator.decimals
    fewest, n = measure_places(a, least), a.verdict.numbers
    pairs = ((n.own_base, n.reference_base), (n.own, n.reference))
    shown = [(max(x, y), min(x, y)) for x, y in pairs if has_gap(a) and x is not None and y is not None]
    return places_that_add_up(shown, fewest)


def _judged_lines(a: Assessment, view: View, gender: Gender, at_hand: AtHand) -> Iterator[Trace]:
    """Yield the own line and the reference's, of all or of one gender."""
    total = (a.evidence.own, a.evidence.reference)
    own, reference = total if gender is Gender.TOTAL else a.genders.get(gender, (Line(), None))
    suffix = "" if gender is Gender.TOTAL else f", {GENDER[gender]}"
    yield _trace(a, view, at_hand, Trace(Role.OWN, f"{a.municipality.name}{suffix}", {}, gender=gender), own)
    if a.reference is not None and reference is not None:
        empty = Trace(Role.REFERENCE, f"{a.reference.label}{suffix}", {}, gender=gender)
        yield _trace(a, view, at_hand, empty, reference)


def _trace(a: Assessment, view: View, at_hand: AtHand, trace: Trace, line: Line) -> Trace:
    """Cut a line to the years in view, and count it as the view asks."""
    converted = _converted(a, measure_in(a, view, at_hand), trace, line, at_hand)
    known = usable(line, years_in_view(a, view), a.evidence.last_usable)
    values = {year: converted[year] for year in known if year in converted}
    counts = {y: n for y in values if (n := line.points[y].n) is not None}
    preliminary = frozenset(y for y in values if line.points[y].preliminary)
    return replace(trace, values=values, preliminary=preliminary, counts=counts)


def _converted(a: Assessment, measure: Measure, trace: Trace, line: Line, at_hand: AtHand) -> dict[int, Fraction]:
    if measure is Measure.RANK:
        return _ranks(a, trace, at_hand)
    base = line.value(a.target.rule.base_year)
    reference = _reference_line(a, trace.gender)
    found: dict[int, Fraction | None] = {}
    for year, point in line.points.items():
        if measure is Measure.GAP:
            other = reference.value(year)
            found[year] = None if other is None else point.value - other
        elif measure is Measure.CHANGE:
            found[year] = None if base is None else point.value - base
        else:
            found[year] = index(base, point.value) if measure is Measure.INDEX else point.value
    return {year: value for year, value in found.items() if value is not None}


def _ranks(a: Assessment, trace: Trace, at_hand: AtHand) -> dict[int, Fraction]:
    """Return the places of a municipality; nothing else has one, nor have women's and men's values."""
    area = a.municipality.id if trace.role is Role.OWN else trace.area
    if trace.gender is not Gender.TOTAL or area not in at_hand.municipalities:
        return {}
    return {year: Fraction(place) for year, (place, _) in at_hand.ranks(a, area).items()}


def _reference_line(a: Assessment, gender: Gender) -> Line:
    line = a.evidence.reference if gender is Gender.TOTAL else a.genders.get(gender, (Line(), None))[1]
    return line or Line()


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
