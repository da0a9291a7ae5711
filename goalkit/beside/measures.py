"""Other measures of the same wordings: rules of the core's form, used by readings and never by a plan.

Which years count and why a case cannot be judged is the core's: only the measure differs.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from goalkit.model import Evidence, Flag, Moment, NotAssessed, Numbers, Reason, Side, Unit, Verdict, Where
from goalkit.rules import CHANGE_DECIMALS, GapNarrows, OutpacesReference


class _OtherGap(GapNarrows, frozen=True, kw_only=True):
    """A gap measured in another way; the core's flags speak of the absolute gap and are not raised."""

    def side_flags(self, numbers: Numbers, evidence: Evidence) -> Iterator[Flag]:
        del numbers, evidence
        yield from ()


class DisadvantageNarrows(_OtherGap, frozen=True, kw_only=True, tag="disadvantage_narrows"):
    """Only a gap to the own disadvantage counts: 0 where the own value is as good or better."""

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        sign = evidence.better.sign
        return replace(
            numbers,
            measure_base=_disadvantage(sign, numbers.own_base, numbers.reference_base),
            measure=_disadvantage(sign, numbers.own, numbers.reference),
        )


class RelativeGapNarrows(_OtherGap, frozen=True, kw_only=True, tag="relative_gap_narrows"):
    """The gap in percent of the reference value's size; undefined where that is 0."""

    def measure_unit(self, unit: Unit) -> Unit:
        del unit
        return Unit.PERCENT

    def compared_unit(self, unit: Unit) -> Unit:
        return self.measure_unit(unit)

    def decimals(self, decimals: int) -> int:
        del decimals
        return CHANGE_DECIMALS

    def judge(self, evidence: Evidence) -> Verdict:
        verdict = super().judge(evidence)
        if not isinstance(verdict, NotAssessed) or verdict.reason is not Reason.UNDEFINED:
            return verdict
        moment = Moment.BASE if verdict.numbers.reference_base == 0 else Moment.LATER
        return replace(verdict, where=Where(Side.REFERENCE, moment))

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        base = _relative_gap(numbers.own_base, numbers.reference_base)
        now = None if base is None else _relative_gap(numbers.own, numbers.reference)
        return replace(numbers, measure_base=base, measure=now)


class OutpacesInUnits(OutpacesReference, frozen=True, kw_only=True, tag="outpaces_in_units"):
    """The own change in the indicator's unit is better than the reference's; the relative changes stay unset."""

    def measure_unit(self, unit: Unit) -> Unit:
        return unit.of_difference

    def compared_unit(self, unit: Unit) -> Unit:
        return unit.of_difference

    def decimals(self, decimals: int) -> int:
        return decimals

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        own, reference = self.compared(numbers)
        if own is None or reference is None:
            return numbers
        return replace(numbers, measure=evidence.better.sign * (own - reference))

    def compared(self, numbers: Numbers) -> tuple[Fraction | None, Fraction | None]:
        return _change(numbers.own_base, numbers.own), _change(numbers.reference_base, numbers.reference)


def _disadvantage(sign: int, own: Fraction | None, reference: Fraction | None) -> Fraction | None:
    return None if own is None or reference is None else max(Fraction(0), sign * (reference - own))


def _relative_gap(own: Fraction | None, reference: Fraction | None) -> Fraction | None:
    return None if own is None or not reference else abs(own - reference) / abs(reference) * 100


def _change(base: Fraction | None, value: Fraction | None) -> Fraction | None:
    return None if base is None or value is None else value - base
