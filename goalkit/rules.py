"""The five rules: small frozen objects that get evidence and return a verdict (DOMAIN, sections 2 and 3).

All arithmetic is in exact fractions; nothing rounds but the flag that says what rounding hides.
No data make a rule raise: what cannot be judged is :class:`~goalkit.model.NotAssessed` with a reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, TypeVar

import msgspec

from goalkit.exact import rounded
from goalkit.model import (
    Better,
    Evidence,
    Flag,
    Judged,
    Line,
    Moment,
    NotAssessed,
    Numbers,
    Point,
    Reason,
    Side,
    Status,
    Unit,
    Verdict,
    Where,
)
from goalkit.reasons import Case, breaks_between, series_end

T = TypeVar("T")

CHANGE_DECIMALS = 1
"""Decimals of a relative change, in percent, wherever one is shown."""


class BaseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every rule is: which years count, which reason comes first, which flags are raised.

    A rule adds how it measures and what counts as better; what others need to know of it, it says itself.
    """

    directed: ClassVar[str | None] = None
    """The direction that the wording itself names ("higher" for *ökar*), if it does."""
    has_gap: ClassVar[bool] = False
    """Whether the measure is the distance to the reference, in the base year and in the judged one."""
    is_relative: ClassVar[bool] = False
    """Whether relative changes since the base year are compared, in percent: a chart shows them as an index."""
    is_difference: ClassVar[bool] = False
    """Whether it is met when the difference between two values of the series is above 0, in whatever scale."""

    @property
    def base_year(self) -> int | None:
        """The year that the wording names, or ``None``: it never moves."""
        return getattr(self, "since", None)

    @property
    def reference_id(self) -> str | None:
        """The plan's name for the reference area, or ``None`` for a rule on the own level."""
        return getattr(self, "reference", None)

    @property
    def compares_values(self) -> bool:
        """Whether the two compared numbers are values of the series themselves, nothing computed from them."""
        return not (self.has_gap or self.is_relative)

    def measure_unit(self, unit: Unit) -> Unit:
        """Return the unit of the measure and of an improvement, for an indicator in ``unit``."""
        return unit if self.reference_id is None else unit.of_difference

    def compared_unit(self, unit: Unit) -> Unit:
        """Return the unit of the two numbers that a reader compares."""
        return unit

    def decimals(self, decimals: int) -> int:
        """Return with how many decimals the two compared numbers are shown, for values with ``decimals``."""
        return decimals

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        """Return the bounds between which an own value meets the rule; ``None`` is no bound, a bound does not meet it.

        The base values are the evidence's, ``reference`` is the reference's value in the year that is asked about.
        """
        raise NotImplementedError

    def judge(self, evidence: Evidence) -> Verdict:
        """Judge the latest year for which every needed series has a value, or say why none can be judged."""
        case = Case(evidence, self.base_year, needs_reference=self.reference_id is not None)
        if case.reason is not None:
            return NotAssessed(case.reason, case.where, self._numbers_of(case), case.expected())
        numbers = self.measured(case.numbers(max(case.common_years)), evidence)
        if numbers.measure is None:
            return NotAssessed(Reason.UNDEFINED, _undefined_where(numbers), numbers)
        improvement = self.improvement(numbers)
        status = Status.MET if improvement > 0 else Status.UNCHANGED if improvement == 0 else Status.NOT_MET
        return Judged(status, numbers, frozenset(self._flags(numbers, case, status)))

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        """Fill in the measure of the rule, and its base measure where the rule has one."""
        raise NotImplementedError

    def improvement(self, numbers: Numbers) -> Fraction:
        """Say how much better: above 0 is met, 0 is a tie. In the unit of the measure."""
        raise NotImplementedError

    def compared(self, numbers: Numbers) -> tuple[Fraction | None, Fraction | None]:
        """Return the two numbers that a reader compares, for the flag ``tie_as_displayed``."""
        return numbers.measure_base, numbers.measure

    def _base_values(self, evidence: Evidence) -> tuple[Fraction | None, Fraction | None]:
        """Return the own and the reference's value of the base year."""
        reference = None if evidence.reference is None else evidence.reference.value(self.base_year)
        return evidence.own.value(self.base_year), reference

    def _numbers_of(self, case: Case) -> Numbers:
        """Return every value that exists where no verdict does, the base measure included."""
        numbers = case.numbers(case.latest_seen())
        if self.base_year is None or not case.has_base_values():
            return numbers
        return replace(numbers, measure_base=self.measured(numbers, case.evidence).measure_base)

    def _flags(self, numbers: Numbers, case: Case, status: Status) -> Iterator[Flag]:
        evidence, year, base = case.evidence, _known(numbers.year), self.base_year
        end = series_end(evidence)
        years = (year,) if base is None else (base, year)
        used = [(line, line.points[y]) for _, line in case.sides for y in years]
        tests: Iterable[tuple[Flag, bool]] = (
            (Flag.BEFORE_PLAN, year < evidence.first_year),
            (Flag.SO_FAR, year < evidence.last_year),
            (Flag.TIE_AS_DISPLAYED, status is not Status.UNCHANGED and self._looks_equal(numbers, evidence)),
            (Flag.BREAK_CROSSED, any(b.comparable for b in breaks_between(evidence, base, year))),
            (Flag.PRELIMINARY, any(point.preliminary for _, point in used)),
            (Flag.THIN_REFERENCE, any(_is_thin(line, point) for line, point in used)),
            (Flag.SERIES_ENDED, end is not None and end < evidence.last_year),
            (Flag.OLDER_THAN_OWN, any(y > year for y in case.own_years)),
        )
        yield from (flag for flag, applies in tests if applies)
        yield from self.side_flags(numbers, evidence)

    def side_flags(self, numbers: Numbers, evidence: Evidence) -> Iterator[Flag]:
        """Yield the flags about the side of a gap; only a gap has any."""
        del numbers, evidence
        yield from ()

    def _looks_equal(self, numbers: Numbers, evidence: Evidence) -> bool:
        first, second = self.compared(numbers)
        places = self.decimals(evidence.decimals)
        return first is not None and second is not None and rounded(first, places) == rounded(second, places)


class GapNarrows(BaseRule, frozen=True, kw_only=True, tag="gap_narrows"):
    """The absolute gap to the reference is smaller in the judged year than in the base year."""

    has_gap: ClassVar[bool] = True
    reference: str
    since: int

    def compared_unit(self, unit: Unit) -> Unit:
        return unit.of_difference

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        gap = _known(_gap(*self._base_values(evidence)))
        return _known(reference) - gap, _known(reference) + gap

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        return replace(
            numbers,
            measure_base=_gap(numbers.own_base, numbers.reference_base),
            measure=_gap(numbers.own, numbers.reference),
        )

    def improvement(self, numbers: Numbers) -> Fraction:
        return _known(numbers.measure_base) - _known(numbers.measure)

    def side_flags(self, numbers: Numbers, evidence: Evidence) -> Iterator[Flag]:
        sign = evidence.better.sign
        before = sign * (_known(numbers.own_base) - _known(numbers.reference_base))
        now = sign * (_known(numbers.own) - _known(numbers.reference))
        narrowed = abs(now) < abs(before)
        if before < 0 < now:
            yield Flag.OVERTAKEN_FAVOURABLY
        if now < 0 < before:
            yield Flag.OVERTAKEN_UNFAVOURABLY
        if narrowed and before > 0:
            yield Flag.ADVANTAGE_SHRANK
        if now > before >= 0:
            yield Flag.ADVANTAGE_GREW
        if narrowed and sign * (_known(numbers.own) - _known(numbers.own_base)) < 0:
            yield Flag.OWN_WORSENED


class Above(BaseRule, frozen=True, kw_only=True, tag="above"):
    """The own value lies above the reference's of the same year, within the plan's years."""

    is_difference: ClassVar[bool] = True
    reference: str

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        del evidence
        return _known(reference), None

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        return replace(numbers, measure=_known(numbers.own) - _known(numbers.reference))

    def improvement(self, numbers: Numbers) -> Fraction:
        return _known(numbers.measure)

    def compared(self, numbers: Numbers) -> tuple[Fraction | None, Fraction | None]:
        return numbers.own, numbers.reference


class OutpacesReference(BaseRule, frozen=True, kw_only=True, tag="outpaces_reference"):
    """The own relative change since the start year is better than the reference's."""

    is_relative: ClassVar[bool] = True
    reference: str
    since: int

    def measure_unit(self, unit: Unit) -> Unit:
        del unit
        return Unit.PERCENTAGE_POINTS

    def compared_unit(self, unit: Unit) -> Unit:
        del unit
        return Unit.PERCENT

    def decimals(self, decimals: int) -> int:
        del decimals
        return CHANGE_DECIMALS

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        own, theirs = self._base_values(evidence)
        limit = _known(own) + abs(_known(own)) * _known(relative_change(theirs, reference)) / 100
        return (limit, None) if evidence.better is Better.HIGHER else (None, limit)

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        own = relative_change(numbers.own_base, numbers.own)
        reference = relative_change(numbers.reference_base, numbers.reference)
        measure = None if own is None or reference is None else evidence.better.sign * (own - reference)
        return replace(numbers, own_change=own, reference_change=reference, measure=measure)

    def improvement(self, numbers: Numbers) -> Fraction:
        return _known(numbers.measure)

    def compared(self, numbers: Numbers) -> tuple[Fraction | None, Fraction | None]:
        return numbers.own_change, numbers.reference_change


class Increases(BaseRule, frozen=True, kw_only=True, tag="increases"):
    """The own level is greater than in the base year."""

    directed: ClassVar[str | None] = "higher"
    is_difference: ClassVar[bool] = True
    since: int

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        del reference
        return _known(evidence.own.value(self.since)), None

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        return replace(numbers, measure_base=numbers.own_base, measure=numbers.own)

    def improvement(self, numbers: Numbers) -> Fraction:
        return _known(numbers.measure) - _known(numbers.measure_base)


class Decreases(BaseRule, frozen=True, kw_only=True, tag="decreases"):
    """The own level is less than in the base year."""

    directed: ClassVar[str | None] = "lower"
    is_difference: ClassVar[bool] = True
    since: int

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        del reference
        return None, _known(evidence.own.value(self.since))

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        return replace(numbers, measure_base=numbers.own_base, measure=numbers.own)

    def improvement(self, numbers: Numbers) -> Fraction:
        return _known(numbers.measure_base) - _known(numbers.measure)


Rule = GapNarrows | Above | OutpacesReference | Increases | Decreases


def relative_change(base: Fraction | None, value: Fraction | None) -> Fraction | None:
    """Return the change in percent of the base's size, or ``None`` where it is undefined (from 0)."""
    if base is None or value is None or base == 0:
        return None
    return (value - base) / abs(base) * 100


def _gap(own: Fraction | None, reference: Fraction | None) -> Fraction | None:
    return None if own is None or reference is None else abs(own - reference)


def _is_thin(line: Line, point: Point) -> bool:
    """Tell whether a mean rests on less than half of the group's members."""
    return point.n is not None and line.group_size is not None and 2 * point.n < line.group_size


def _undefined_where(numbers: Numbers) -> Where:
    return Where(Side.OWN if numbers.own_change is None else Side.REFERENCE, Moment.BASE)


def _known(value: T | None) -> T:
    assert value is not None  # the case was checked before the rule measures
    return value
