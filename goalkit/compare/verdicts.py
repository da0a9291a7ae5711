"""One target in two sets of figures or plans: is the verdict another, and because of which value or part of the plan.

What made the difference is tried, not guessed: the values of now with one of them as it was, the old rule on the
values of now, the base value as it was first stored. Nothing here is ever the formal verdict.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

import msgspec

from goalkit.extracts import Cell, Extract, Mean, MeanKey, Observations
from goalkit.judge import Assessment, EarlierBase, assess, own_line, reference_line
from goalkit.model import Evidence, Gender, Line, NotAssessed, Point, Verdict
from goalkit.sources.vintages import order


@dataclass(frozen=True)
class Cause:
    """A value that a verdict rests on and that is not the same; ``None`` is no value.

    ``area`` is a group where ``derived``: then it is a mean of ours, and ``n`` are old and new numbers.
    ``decisive`` says that without this one change the outcome would have stayed; ``doubtful`` that the new value
    is there, but cannot be, and nobody has accepted it.
    """

    series: tuple[str, ...]
    area: str
    year: int
    old: Fraction | None
    new: Fraction | None
    derived: bool = False
    n: tuple[int | None, int | None] = (None, None)
    decisive: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class VerdictChange:
    """A target whose verdict is another; without ``causes`` it is the date that is another."""

    before: Assessment
    after: Assessment
    causes: tuple[Cause, ...]

    @property
    def flips(self) -> bool:
        """Whether the outcome is another."""
        return outcome(self.before) != outcome(self.after)

    @property
    def moves(self) -> bool:
        """Whether the outcome is the same, on another year."""
        return not self.flips and self.before.year != self.after.year

    @property
    def deciding(self) -> tuple[Cause, ...]:
        """The values that made the difference; all that are others where none alone did."""
        return tuple(cause for cause in self.causes if cause.decisive) or self.causes


def verdict_change(before: Assessment, after: Assessment) -> VerdictChange:
    """Return a target before and after, with the values of the years that decide which are not the same."""
    causes = tuple(_causes(before, after))
    if outcome(before) == outcome(after):
        return VerdictChange(before, after, causes)
    kept = outcome(before)
    return VerdictChange(
        before, after, tuple(replace(c, decisive=outcome(_without(before, after, c)) == kept) for c in causes)
    )


def outcome(a: Assessment) -> tuple[object, ...]:
    """Return what makes two verdicts the same to a reader: status, reason, and whether before the plan."""
    reason = a.verdict.reason if isinstance(a.verdict, NotAssessed) else None
    return a.status, reason, a.verdict.before_plan


def _causes(before: Assessment, after: Assessment) -> Iterator[Cause]:
    """Yield the values of the base year and the judged years that differ between the two vintages."""
    years = {a.verdict.numbers.year for a in (before, after)} | {after.target.rule.base_year}
    reference = after.reference
    for year in sorted(year for year in years if year is not None):
        for area in (after.municipality.id, *([reference.area] if reference and not reference.unweighted_mean else [])):
            for kpi in after.series:
                old, new = (_cell(a.extract, kpi, area, year) for a in (before, after))
                if old.value != new.value:
                    yield Cause((kpi,), area, year, old.value, new.value, doubtful=new.doubtful)
        if reference is not None and reference.unweighted_mean:
            yield from _mean_cause(before, after, reference.area, year)


def _cell(extract: Extract | None, kpi: str, area: str, year: int) -> Cell:
    cells = extract.cells.get((kpi, area, Gender.TOTAL), {}) if extract else {}
    return cells.get(year, Cell(None))


def _mean_cause(before: Assessment, after: Assessment, group: str, year: int) -> Iterator[Cause]:
    key = (tuple(sorted(after.series)), group, Gender.TOTAL)
    old, new = (a.extract.means.get(key, {}).get(year) if a.extract else None for a in (before, after))
    if old != new:
        values = (old.total / old.n if old else None, new.total / new.n if new else None)
        counts = (old.n if old else None, new.n if new else None)
        yield Cause(key[0], group, year, *values, derived=True, n=counts)


def _without(before: Assessment, after: Assessment, cause: Cause) -> Assessment:
    """Judge the new vintage with one of its values as it was: which change decides is tried, not guessed."""
    assert after.extract is not None
    if cause.derived:
        extract = replace(after.extract, means=_undone_mean(before, after.extract, cause))
    else:
        key = (cause.series[0], cause.area, Gender.TOTAL)
        cells = {y: cell for y, cell in after.extract.cells.get(key, {}).items() if y != cause.year}
        if cause.old is not None:
            cells[cause.year] = Cell(cause.old)
        extract = replace(after.extract, cells={**after.extract.cells, key: cells})
    alone = msgspec.structs.replace(after.plan, targets=(after.target,))
    observations = Observations(extracts=(extract,))
    return assess(alone, observations, after.municipality, after.evidence.as_of)[after.target.id]


def _undone_mean(before: Assessment, extract: Extract, cause: Cause) -> dict[MeanKey, Mapping[int, Mean]]:
    key = (cause.series, cause.area, Gender.TOTAL)
    means = {y: mean for y, mean in extract.means.get(key, {}).items() if y != cause.year}
    old = before.extract.means.get(key, {}).get(cause.year) if before.extract else None
    if old is not None:
        means[cause.year] = old
    return {**extract.means, key: means}


# --- the previous follow-up ------------------------------------------------------------------------


class Part(StrEnum):
    """A part of the plan that may be another than at the previous follow-up."""

    WORDING = "wording"
    INDICATOR = "indicator"
    RULE = "rule"
    BASE_YEAR = "base_year"
    REFERENCE = "reference"
    YEARS = "years"


@dataclass(frozen=True)
class Since(VerdictChange):
    """A target at the previous follow-up and now; ``causes`` is empty where another series judges it.

    ``parts`` are the parts of the plan that are others; ``by_plan`` says that they alone made the difference,
    ``by_data`` that the outcome would be another without them too.
    """

    follow_up: str
    parts: tuple[Part, ...] = ()
    by_plan: bool = False
    by_data: bool = False


def since(a: Assessment) -> Since | None:
    """Compare a target with the previous follow-up; ``None`` where there has been none, or none with this target."""
    if a.previous is None or a.previous.assessment is None:
        return None
    name, before = a.previous.follow_up, a.previous.assessment
    parts = tuple(part for part, same in _same(before, a) if not same)
    if Part.INDICATOR in parts or Part.REFERENCE in parts:
        return Since(before, a, (), name, parts, by_plan=True)
    unchanged = outcome(_by_old_plan(before, a))
    by_plan = bool(parts) and unchanged == outcome(before)
    causes = () if by_plan or a.extract is None else verdict_change(before, a).causes
    return Since(before, a, causes, name, parts, by_plan, by_data=unchanged == outcome(a))


def _same(before: Assessment, after: Assessment) -> Iterator[tuple[Part, bool]]:
    one, other = before.target, after.target
    yield Part.WORDING, one.wording == other.wording
    yield Part.INDICATOR, _measured(before) == _measured(after)
    yield Part.RULE, type(one.rule) is type(other.rule)
    yield Part.BASE_YEAR, one.rule.base_year == other.rule.base_year
    yield Part.REFERENCE, _compared(before) == _compared(after)
    yield Part.YEARS, _years(before) == _years(after)


def _measured(a: Assessment) -> tuple[Any, ...]:
    i = a.indicator
    return i.kolada, i.is_local, i.factor, i.complement, i.better, i.unit


def _compared(a: Assessment) -> tuple[str, bool] | None:
    return None if a.reference is None else (a.reference.area, a.reference.unweighted_mean)


def _years(a: Assessment) -> tuple[Any, ...]:
    """Return what decides which years of a series count."""
    i = a.indicator
    return a.plan.years, i.usable, i.ended, tuple((b.year, b.comparable) for b in i.breaks)


def _by_old_plan(before: Assessment, after: Assessment) -> Assessment:
    """Judge the values of now by the rule and the years of then."""
    then = before.evidence
    evidence = replace(
        after.evidence,
        first_year=then.first_year,
        last_year=then.last_year,
        breaks=then.breaks,
        last_usable=then.last_usable,
        ended=then.ended,
    )
    target = msgspec.structs.replace(after.target, rule=before.target.rule)
    return replace(after, target=target, evidence=evidence, verdict=before.target.rule.judge(evidence))


# --- the base value in an older vintage ------------------------------------------------------------


@dataclass(frozen=True)
class DecidedBase:
    """A target under the base value that was first stored.

    ``verdict`` is the rule's answer with that base value in place of the one of ``assessment``; it stands
    beside the formal verdict and never takes its place.
    """

    assessment: Assessment
    vintage: str
    own: Fraction
    reference: Fraction | None
    verdict: Verdict

    @property
    def revised(self) -> bool:
        """Whether the base value has changed since it was first stored."""
        n = self.assessment.verdict.numbers
        return (self.own, self.reference) != (n.own_base, n.reference_base)


def decided_base(a: Assessment, extracts: Iterable[Extract]) -> DecidedBase | None:
    """Return the target under its first stored base value.

    ``None`` where no vintage but the one that judges holds it, or where there is no base value at all.
    """
    base = a.target.rule.base_year
    if base is None or a.extract is None or a.extract.local:
        return None
    for extract in sorted(extracts, key=lambda extract: order(extract.id)):
        if order(extract.id) >= order(a.extract.id):
            return None
        own, reference = (None if line is None else line.point(base) for line in lines_in(extract, a))
        if own is not None and (a.reference is None or reference is not None):
            verdict = a.rule.judge(with_base(a.evidence, base, own, reference))
            return DecidedBase(a, extract.id, own.value, reference.value if reference else None, verdict)
    return None


def earlier_bases(a: Assessment, extracts: tuple[Extract, ...]) -> Iterator[EarlierBase]:
    """Yield the base value as older vintages have it, where it differs; ``extracts`` are newest first."""
    base = a.base_year
    if a.extract is None or a.extract.local or base is None:
        return
    now = a.evidence.own.value(base), a.evidence.reference.value(base) if a.evidence.reference else None
    for older in extracts[extracts.index(a.extract) + 1 :]:
        then = EarlierBase(older.id, *(None if line is None else line.value(base) for line in lines_in(older, a)))
        if then.own not in (None, now[0]) or then.reference not in (None, now[1]):
            yield then


def lines_in(extract: Extract, a: Assessment) -> tuple[Line, Line | None]:
    """Return a target's own and compared line as a vintage has them."""
    own = own_line(extract, a.indicator, a.series, a.municipality.id, Gender.TOTAL)
    if a.reference is None:
        return own, None
    size = a.evidence.reference.group_size if a.evidence.reference else None
    return own, reference_line(extract, a.indicator, a.reference, size)


def with_base(evidence: Evidence, base: int, own: Point, reference: Point | None) -> Evidence:
    """Return evidence with other values of the base year."""
    changed = replace(evidence, own=_with(evidence.own, base, own))
    if reference is None or evidence.reference is None:
        return changed
    return replace(changed, reference=_with(evidence.reference, base, reference))


def _with(line: Line, year: int, point: Point) -> Line:
    missing = {y: why for y, why in line.missing.items() if y != year}
    return replace(line, points={**line.points, year: point}, missing=missing, asked=line.asked | {year})
