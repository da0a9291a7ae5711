"""Which years count, and why a target cannot be assessed: the reasons, tried in their order.

The order is :class:`goalkit.model.Reason`'s (DOMAIN, section 3): the first that applies is the one said.
Not having a value is never an error and never a failed target.
"""

from collections.abc import Callable
from datetime import date

from goalkit.model import Break, Evidence, Line, Missing, Moment, Numbers, Reason, Side, Where


class Case:
    """One evidence before one rule: the years that count, and the first reason that applies, if any.

    ``base`` is the rule's base year, ``None`` for a rule without one.
    """

    def __init__(self, evidence: Evidence, base: int | None, *, needs_reference: bool) -> None:
        self.evidence, self.base = evidence, base
        self.cut = first_incomparable(evidence, base)
        self.sides: list[tuple[Side, Line]] = [(Side.OWN, evidence.own)]
        if needs_reference:
            self.sides.append((Side.REFERENCE, evidence.reference or Line()))
        self.own_years = self._later(evidence.own)
        self.reference_years = self._later(self.sides[-1][1])
        self.common_years = self.own_years & self.reference_years
        self.reason, self.where = self._first_reason()

    def numbers(self, year: int | None) -> Numbers:
        """Return the values of the base year and of ``year``, as far as they exist."""
        own, reference = self.evidence.own, self.sides[1][1] if len(self.sides) > 1 else Line()
        at_year, at_base = reference.point(year), reference.point(self.base)
        return Numbers(
            base_year=self.base,
            year=year,
            own_base=own.value(self.base),
            own=own.value(year),
            reference_base=at_base.value if at_base else None,
            reference=at_year.value if at_year else None,
            reference_n=at_year.n if at_year else None,
            reference_n_base=at_base.n if at_base else None,
        )

    def latest_seen(self) -> int | None:
        """Return the latest later year with any value: of the own series, else of the reference."""
        seen = [[y for y in line.points if self._is_after_base(y)] for _, line in self.sides]
        return next((max(years) for years in seen if years), None)

    def expected(self) -> date | None:
        """Return the date planned for the value that is waited for, where it belongs to that year."""
        release = self.evidence.release
        awaited = self.reason in (Reason.LATE, Reason.NOT_YET) and self._release_is_awaited()
        return release.date if release is not None and awaited else None

    def _is_after_base(self, year: int) -> bool:
        return year <= self.evidence.last_year and (self.base is None or year > self.base)

    def has_base_values(self) -> bool:
        return self.base is None or all(self.base in line.points for _, line in self.sides)

    def _first_reason(self) -> tuple[Reason | None, Where | None]:
        if not self.evidence.has_indicator:
            return Reason.NO_INDICATOR, None
        if not self.evidence.own.asked:
            return Reason.NOT_REQUESTED, Where(Side.OWN, Moment.LATER)
        if self.has_base_values() and self.common_years and self._doubtful() is None:
            return None, None
        for reason, find in self._reasons():
            where = find()
            if where is not None:
                return reason, where
        return Reason.NOT_YET, Where(Side.OWN, Moment.LATER)

    def _reasons(self) -> tuple[tuple[Reason, Callable[[], Where | None]], ...]:
        return (
            (Reason.BREAK, self._broken),
            (Reason.SUPPRESSED, lambda: self._lacks(Missing.SUPPRESSED)),
            (Reason.DOUBTFUL, self._doubtful),
            (Reason.INCOMPLETE, lambda: self._lacks(Missing.INCOMPLETE)),
            (Reason.NO_BASE_VALUE, self._no_base_value),
            (Reason.NO_REFERENCE, self._no_reference),
            (Reason.NO_COMMON_YEAR, self._no_common_year),
            (Reason.DISCONTINUED, self._discontinued),
            (Reason.NOT_REQUESTED, self._not_requested),
            (Reason.LATE, self._late),
        )

    def _broken(self) -> Where | None:
        """Tell whether all later values lie beyond a break that the plan calls not comparable."""
        cut = self.cut
        if self.common_years or cut is None:
            return None
        own = self.evidence.own
        there = {y for y in own.points if y >= cut} | {
            y for y, why in own.missing.items() if y >= cut and why is not Missing.ABSENT
        }
        return Where(Side.OWN, Moment.LATER) if any(y <= self.evidence.last_year for y in there) else None

    def _lacks(self, why: Missing) -> Where | None:
        """Find a value missing for this cause: in the base year, or later when no later year is usable."""
        for side, line in self.sides:
            if self.base is not None and line.missing.get(self.base) is why:
                return Where(side, Moment.BASE, line.lacking.get(self.base))
        if self.common_years:
            return None
        for side, line in self.sides:
            years = [y for y in line.missing if line.missing[y] is why and self._counts(y)]
            if years:
                return Where(side, Moment.LATER, line.lacking.get(max(years)))
        return None

    def _doubtful(self) -> Where | None:
        """Find a value that cannot be: in the base year, or in a year that would be judged if it were accepted.

        An older year is not judged in its place: that would be another verdict because of a slip at the source.
        """
        for side, line in self.sides:
            if self.base is not None and line.missing.get(self.base) is Missing.DOUBTFUL:
                return Where(side, Moment.BASE, line.lacking.get(self.base))
        shared = set.intersection(*(self._later(line) | self._later_doubtful(line) for _, line in self.sides))
        year = max(shared, default=0)
        for side, line in self.sides:
            if line.missing.get(year) is Missing.DOUBTFUL:
                return Where(side, Moment.LATER, line.lacking.get(year))
        return None

    def _later_doubtful(self, line: Line) -> set[int]:
        return {year for year, why in line.missing.items() if why is Missing.DOUBTFUL and self._counts(year)}

    def _no_base_value(self) -> Where | None:
        missing = self.base is not None and self.base not in self.evidence.own.points
        return Where(Side.OWN, Moment.BASE) if missing else None

    def _no_reference(self) -> Where | None:
        if len(self.sides) == 1:
            return None
        if self.base is not None and self.base not in self.sides[1][1].points:
            return Where(Side.REFERENCE, Moment.BASE)
        return Where(Side.REFERENCE, Moment.LATER) if self.own_years and not self.reference_years else None

    def _no_common_year(self) -> Where | None:
        both = self.own_years and self.reference_years and not self.common_years
        return Where(Side.REFERENCE, Moment.LATER) if both else None

    def _discontinued(self) -> Where | None:
        """Tell whether the series has ended and every year that it could still have had was asked for."""
        if series_end(self.evidence) is None or self.own_years:
            return None
        return Where(Side.OWN, Moment.LATER) if self.evidence.own.asked.issuperset(self._possible()) else None

    def _not_requested(self) -> Where | None:
        """Find a side for which no later year that the series can have was asked for, whether or not it compares."""
        for side, line in self.sides:
            if not any(year in line.asked for year in self._possible()):
                return Where(side, Moment.LATER)
        return None

    def _possible(self) -> range:
        """Return the later years that the series can have, in the plan's years."""
        last, end = self.evidence.last_year, series_end(self.evidence)
        return range(self._first_later(), (last if end is None else min(end, last)) + 1)

    def _late(self) -> Where | None:
        release, as_of = self.evidence.release, self.evidence.as_of
        late = release is not None and as_of is not None and self._release_is_awaited() and release.date < as_of
        return Where(Side.OWN, Moment.LATER) if late else None

    def _release_is_awaited(self) -> bool:
        """Tell whether the planned publication is for a later year that was asked for and is not there."""
        release, own = self.evidence.release, self.evidence.own
        return (
            release is not None
            and self._counts(release.year)
            and release.year in own.asked
            and release.year not in own.points
        )

    def _first_later(self) -> int:
        return self.evidence.first_year if self.base is None else self.base + 1

    def _later(self, line: Line) -> set[int]:
        return {year for year in line.points if self._counts(year)}

    def _counts(self, year: int) -> bool:
        """Tell whether ``year`` may be judged: later, usable, comparable, not after the plan."""
        evidence = self.evidence
        return (
            self._first_later() <= year <= evidence.last_year
            and (evidence.last_usable is None or year <= evidence.last_usable)
            and (self.cut is None or year < self.cut)
        )


def series_end(evidence: Evidence) -> int | None:
    """Return the last year that the series can have: it has ended, or the plan uses it no longer."""
    ends = [year for year in (evidence.ended, evidence.last_usable) if year is not None]
    return min(ends) if ends else None


def breaks_between(evidence: Evidence, base: int | None, year: int) -> list[Break]:
    """Return the breaks whose new definition starts after ``base`` and no later than ``year``."""
    return [] if base is None else [b for b in evidence.breaks if base < b.year <= year]


def first_incomparable(evidence: Evidence, base: int | None) -> int | None:
    """Return the first year after ``base`` that the plan calls not comparable with it."""
    broken = breaks_between(evidence, base, evidence.last_year)
    return min((b.year for b in broken if not b.comparable), default=None)


def later_own_years(evidence: Evidence, base: int | None) -> set[int]:
    """Return the years of the own series that may be judged: later, usable, comparable, not after the plan."""
    return Case(evidence, base, needs_reference=False).own_years
