"""Why a verdict is another than it was: the values it rests on that are not the same, and which of them decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import msgspec

from goalkit.assessment import Assessment, assess, series_of
from goalkit.extracts import Cell, Extract, Mean, MeanKey, Observations
from goalkit.model import Gender, Judged, NotAssessed


@dataclass(frozen=True)
class Cause:
    """A value that a verdict rests on and that is not the same; ``None`` is no value.

    ``area`` is a group where ``derived``: then it is a mean of ours, and ``n`` are old and new numbers.
    ``decisive`` says that without this one change the outcome would have stayed.
    """

    series: tuple[str, ...]
    area: str
    year: int
    old: Fraction | None
    new: Fraction | None
    derived: bool = False
    n: tuple[int | None, int | None] = (None, None)
    decisive: bool = False


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
        return not self.flips and judged_year(self.before) != judged_year(self.after)


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


def judged_year(a: Assessment) -> int | None:
    """Return the year that a verdict rests on, ``None`` where nothing was judged."""
    return a.verdict.numbers.year if isinstance(a.verdict, Judged) else None


def _causes(before: Assessment, after: Assessment) -> Iterator[Cause]:
    """Yield the values of the base year and the judged years that differ between the two vintages."""
    years = {a.verdict.numbers.year for a in (before, after)} | {after.target.rule.base_year}
    reference = after.reference
    for year in sorted(year for year in years if year is not None):
        for area in (after.municipality.id, *([reference.area] if reference and not reference.unweighted_mean else [])):
            for kpi in series_of(after.target):
                old, new = (_value(a.extract, kpi, area, year) for a in (before, after))
                if old != new:
                    yield Cause((kpi,), area, year, old, new)
        if reference is not None and reference.unweighted_mean:
            yield from _mean_cause(before, after, reference.area, year)


def _value(extract: Extract | None, kpi: str, area: str, year: int) -> Fraction | None:
    cell = extract.cells.get((kpi, area, Gender.TOTAL), {}).get(year) if extract else None
    return cell.value if cell else None


def _mean_cause(before: Assessment, after: Assessment, group: str, year: int) -> Iterator[Cause]:
    key = (tuple(sorted(series_of(after.target))), group, Gender.TOTAL)
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
