"""What the plan's last year must bring: the least change that meets a target, exactly, step by step.

A step is one unit of the last decimal with which the plan shows the indicator. The reference is taken as it
is (known), unchanged since its latest value, or carried forward by a yearly change of its own:

* its trend: the mean of its yearly changes in the last ten years;
* its best and its worst yearly change in those years (best in the direction that is better).

A change over a year without a value, or over a changed definition, is no yearly change; with fewer than three
nothing is carried forward. A reference is taken as given: that the municipality is itself a part of it is not
counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from goalkit.beside.certainty import PER, denominators_of
from goalkit.judge import Assessment, own_line, series_of
from goalkit.model import Break, Evidence, Gender, Line, Reason, SourceKind, Unit
from goalkit.reasons import first_incomparable, series_end
from goalkit.rules import Rule
from goalkit.sources.local.columns import NEVER_NEGATIVE
from goalkit.workbook import Workbook

RECENT_YEARS = 10
"""A trend, a best and a worst year are looked for in this many years up to the latest value."""
FEWEST_CHANGES = 3
"""Fewer yearly changes than this say too little to carry a series forward."""


@dataclass(frozen=True)
class Pace:
    """The fastest yearly change among some areas: ``change`` is what happened from the year before to ``year``."""

    area: str
    year: int
    change: Fraction


def yearly_changes(line: Line, breaks: Iterable[Break] = ()) -> dict[int, Fraction]:
    """Return, per year, the change from the year before, where both years have a value of one definition."""
    broken = {b.year for b in breaks}
    points = line.points
    return {y: points[y].value - points[y - 1].value for y in line.years() if y - 1 in points and y not in broken}


def recent(changes: Mapping[int, Fraction], latest: int) -> list[Fraction]:
    """Return the yearly changes of the last ten years up to ``latest``."""
    return [change for year, change in changes.items() if latest - RECENT_YEARS < year <= latest]


def fastest(lines: Mapping[str, Mapping[int, Fraction]], change: Fraction) -> Pace | None:
    """Return the largest yearly change in the direction of ``change``, among areas by name; ``None`` without one.

    Of equally large ones the latest is returned.
    """
    sign = 1 if change > 0 else -1
    found = [
        (sign * yearly, year, area)
        for area, changes in lines.items()
        for year, yearly in changes.items()
        if sign * yearly > 0
    ]
    if not found:
        return None
    size, year, area = max(found)
    return Pace(area, year, sign * size)


Bound = Fraction | None
"""One side of an interval; ``None`` is no limit."""


def steps_between(low: Bound, high: Bound, decimals: int, unit: Unit) -> tuple[Bound, Bound] | None:
    """Return the least and the greatest step strictly between two bounds, within the unit's natural limits.

    A step is a multiple of one unit of the last decimal; ``None`` where there is no such step.
    """
    scale = 10**decimals
    least, most = natural_limits(unit)
    lowest = None if low is None else Fraction((low * scale).__floor__() + 1, scale)
    highest = None if high is None else Fraction((high * scale).__ceil__() - 1, scale)
    lowest = max((bound for bound in (lowest, least) if bound is not None), default=None)
    highest = min((bound for bound in (highest, most) if bound is not None), default=None)
    empty = lowest is not None and highest is not None and lowest > highest
    return None if empty else (lowest, highest)


def natural_limits(unit: Unit) -> tuple[Bound, Bound]:
    """Return the least and the greatest value that a unit allows: most are never negative, no share is above 100."""
    return Fraction(0) if unit in NEVER_NEGATIVE else None, Fraction(100) if unit is Unit.PERCENT else None


def is_possible(value: Fraction, unit: Unit) -> bool:
    """Tell whether a value lies within the natural limits of its unit."""
    least, most = natural_limits(unit)
    return (least is None or least <= value) and (most is None or value <= most)


def is_between(value: Fraction, low: Bound, high: Bound) -> bool:
    """Tell whether a value lies strictly between two bounds."""
    return (low is None or low < value) and (high is None or value < high)


class Scenario(StrEnum):
    """What the reference is taken to be in the plan's last year."""

    NO_REFERENCE = "no_reference"
    KNOWN = "known"
    UNCHANGED = "unchanged"
    TREND = "trend"
    BEST = "best"
    WORST = "worst"


class Outcome(StrEnum):
    """Whether the target can be met from where the own series stands."""

    NEEDED = "needed"
    ALREADY = "already"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Assumed:
    """The reference in the plan's last year in one scenario.

    Attributes:
        value: its value then, ``None`` where it cannot be told; it may lie beyond a natural limit.
        change: its yearly change; ``n`` is how many yearly changes that was taken from.
    """

    scenario: Scenario
    value: Fraction | None = None
    change: Fraction | None = None
    n: int | None = None


@dataclass(frozen=True)
class Need:
    """What one scenario asks for, in the indicator's unit.

    Attributes:
        low, high: the bounds between which a value meets the target, themselves not included, exact.
        lowest, highest: the least and the greatest step that meets the target; ``None`` is no limit
            or, where the target is met already or impossible, no such step.
        value: the step that meets the target and lies nearest to the own latest value.
        change: from the own latest value to ``value``; ``yearly`` is per year that is left.
        worsens: the nearest step is worse than the latest value: a gap can be closed from the wrong side.
        number: ``change`` as a number of what the indicator counts, where it is known how many there are in all.
        fastest_own, fastest_group: the fastest yearly change ever seen in the direction of ``change``.
    """

    reference: Assumed
    outcome: Outcome
    low: Bound = None
    high: Bound = None
    lowest: Bound = None
    highest: Bound = None
    value: Fraction | None = None
    change: Fraction | None = None
    yearly: Fraction | None = None
    worsens: bool = False
    number: Fraction | None = None
    fastest_own: Pace | None = None
    fastest_group: Pace | None = None


@dataclass(frozen=True)
class Needed:
    """What one target asks of the plan's last year.

    Attributes:
        latest_year, latest: the own series' latest value; ``reference_year`` is the reference's latest.
        group: the label of the plan's first comparison group.
        why_not: why nobody can say, and then ``needs`` is empty.
    """

    assessment: Assessment
    year: int
    latest_year: int | None = None
    latest: Fraction | None = None
    reference_year: int | None = None
    group: str | None = None
    needs: tuple[Need, ...] = ()
    why_not: Reason | None = None


def needed(workbook: Workbook, a: Assessment) -> Needed:
    """Return what a target asks of the plan's last year."""
    evidence, last = a.evidence, a.evidence.last_year
    why_not = _why_not(evidence, a.target.rule)
    if why_not is not None:
        return Needed(a, last, why_not=why_not)
    year = _latest(evidence.own, last)
    theirs = None if evidence.reference is None else _latest(evidence.reference, last)
    assert year is not None, "a series without any value was told above"
    needs = tuple(_need(workbook, a, year, assumed) for assumed in assumptions(evidence))
    group = workbook.plan.comparisons[0].label if workbook.plan.comparisons else None
    return Needed(a, last, year, evidence.own.points[year].value, theirs, group, needs)


def assumptions(evidence: Evidence) -> Iterator[Assumed]:
    """Yield what the reference may be in the plan's last year; one without a value where there is no reference."""
    line = evidence.reference
    latest = None if line is None else _latest(line, evidence.last_year)
    if line is None or latest is None:
        yield Assumed(Scenario.NO_REFERENCE)
        return
    now, left = line.points[latest].value, evidence.last_year - latest
    if left == 0:
        yield Assumed(Scenario.KNOWN, now)
        return
    yield Assumed(Scenario.UNCHANGED, now, Fraction(0))
    changes = recent(yearly_changes(line, evidence.breaks), latest)
    for scenario, change in _carried(changes, evidence.better.sign).items():
        yield Assumed(scenario, None if change is None else now + change * left, change, len(changes))


def _carried(changes: list[Fraction], sign: int) -> dict[Scenario, Fraction | None]:
    """Return the yearly change of each scenario that carries the reference forward."""
    if len(changes) < FEWEST_CHANGES:
        return dict.fromkeys((Scenario.TREND, Scenario.BEST, Scenario.WORST))
    ordered = sorted(changes, key=lambda change: sign * change)
    mean = sum(changes, Fraction(0)) / len(changes)
    return {Scenario.TREND: mean, Scenario.BEST: ordered[-1], Scenario.WORST: ordered[0]}


def _need(workbook: Workbook, a: Assessment, year: int, assumed: Assumed) -> Need:
    evidence, indicator = a.evidence, a.indicator
    if evidence.reference is not None and (assumed.value is None or not is_possible(assumed.value, indicator.unit)):
        return Need(assumed, Outcome.UNKNOWN)
    low, high = a.target.rule.meeting(evidence, assumed.value)
    steps = steps_between(low, high, indicator.decimals, indicator.unit)
    own = evidence.own.points[year].value
    lowest, highest = steps or (None, None)
    if is_between(own, low, high):
        return Need(assumed, Outcome.ALREADY, low, high, lowest, highest)
    if steps is None:
        return Need(assumed, Outcome.IMPOSSIBLE, low, high)
    value = lowest if lowest is not None and own < lowest else highest
    assert value is not None, "a value outside an interval is outside one of its ends"
    change, left = value - own, evidence.last_year - year
    return Need(
        reference=assumed,
        outcome=Outcome.NEEDED,
        low=low,
        high=high,
        lowest=lowest,
        highest=highest,
        value=value,
        change=change,
        yearly=change / left if left else None,
        worsens=change * evidence.better.sign < 0,
        number=_number(workbook, a, year, change),
        fastest_own=fastest({workbook.municipality.name: yearly_changes(evidence.own, evidence.breaks)}, change),
        fastest_group=fastest(_group_changes(workbook, a), change),
    )


def _number(workbook: Workbook, a: Assessment, year: int, change: Fraction) -> Fraction | None:
    """Return a change as a number of what is counted, out of as many as there were in ``year``.

    ``None`` where the plan has no word for it or nobody knows how many there were; a survey knows only those asked.
    """
    indicator = a.indicator
    if indicator.counted is None or indicator.kind is SourceKind.SURVEY:
        return None
    n = denominators_of(workbook, a).get(year)
    return None if n is None else change * n / PER[indicator.unit]


def _group_changes(workbook: Workbook, a: Assessment) -> dict[str, Mapping[int, Fraction]]:
    """Return the yearly changes of the plan's first comparison group, by the names of its members.

    They are taken from the vintage that judges the target; a member that it did not ask for has none.
    """
    known = workbook.observations.areas
    groups = [known[c.group] for c in workbook.plan.comparisons[:1] if c.group in known]
    if a.extract is None or not groups:
        return {}
    series, breaks = series_of(a.target), a.evidence.breaks
    lines = {area: own_line(a.extract, a.indicator, series, area, Gender.TOTAL) for area in groups[0].members}
    return {workbook.observations.area_title(area): yearly_changes(line, breaks) for area, line in lines.items()}


def _why_not(evidence: Evidence, rule: Rule) -> Reason | None:
    """Return the first reason, in the reasons' own order, why nobody can say what the last year must bring."""
    base, last, end = rule.base_year, evidence.last_year, series_end(evidence)
    cut = first_incomparable(evidence, base)
    lacking = {
        Reason.NO_INDICATOR: not evidence.has_indicator,
        Reason.BREAK: cut is not None and cut <= last,
        Reason.NO_BASE_VALUE: _lacks(evidence.own, base, last),
        Reason.NO_REFERENCE: rule.reference_id is not None and _lacks(evidence.reference, base, last),
        Reason.DISCONTINUED: end is not None and end < last,
        Reason.UNDEFINED: rule.is_relative and _starts_at_zero(evidence, base),
    }
    return next((reason for reason, applies in lacking.items() if applies), None)


def _lacks(line: Line | None, base: int | None, last: int) -> bool:
    """Tell whether a line lacks the base year's value or, for a rule without a base year, any value at all."""
    if line is None:
        return True
    return _latest(line, last) is None if base is None else base not in line.points


def _latest(line: Line, last: int) -> int | None:
    return max((year for year in line.points if year <= last), default=None)


def _starts_at_zero(evidence: Evidence, since: int | None) -> bool:
    return any(line is not None and line.value(since) == 0 for line in (evidence.own, evidence.reference))
