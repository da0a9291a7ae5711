"""The same target judged in another way: on other evidence, by another measure, or by another indicator.

Which years count and why a case cannot be judged is the core's; nothing here is used by a plan. A median is the
vintage's own quantile (linear interpolation in floating point), taken as the decimal that its shortest text says:
exact from there on, but an own calculation and not a published value.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import msgspec

from goalkit.compare.verdicts import with_base
from goalkit.exact import exact, rounded
from goalkit.extracts import Extract, Observations
from goalkit.judge import Assessment, own_line, series_of
from goalkit.model import (
    Evidence,
    Flag,
    Gender,
    Line,
    Missing,
    Moment,
    NotAssessed,
    Numbers,
    Point,
    Reason,
    Side,
    Unit,
    Verdict,
    Where,
)
from goalkit.plan import Alternative, Indicator, Plan, Reference, transform
from goalkit.rules import CHANGE_DECIMALS, GapNarrows, OutpacesReference, Rule


class StandIn(Indicator, frozen=True, kw_only=True):
    """An alternative in an indicator's place; ``left_out`` is as there."""

    left_out: str | None = None

    @property
    def series(self) -> tuple[str, ...]:
        """Every series that a value is made of."""
        return self.kolada if self.left_out is None else (*self.kolada, self.left_out)


def standing_in(plan: Plan, indicator: Indicator, alternative: Alternative) -> Indicator:
    """Return an alternative as the indicator that it would be: all its own, but the naming of its years."""
    known = [plan.series[kpi].ended for kpi in alternative.series if kpi in plan.series]
    ends = [year for year in known if year is not None]
    return StandIn(
        label=alternative.label,
        better=alternative.better,
        unit=alternative.unit,
        decimals=alternative.decimals,
        kolada=alternative.kolada,
        factor=alternative.factor,
        complement=alternative.complement,
        left_out=alternative.left_out,
        usable=alternative.usable,
        breaks=alternative.breaks,
        ended=min(ends, default=None),
        school_year=indicator.school_year,
        assumption=alternative.note,
    )


def ruled(a: Assessment, rule: Rule) -> Assessment:
    """Judge the same evidence by another rule."""
    return replace(a, target=msgspec.structs.replace(a.target, rule=rule), verdict=rule.judge(a.evidence))


def on_evidence(a: Assessment, evidence: Evidence) -> Assessment:
    """Judge other evidence by the same rule."""
    return replace(a, evidence=evidence, verdict=a.target.rule.judge(evidence))


def referring(rule: Rule, name: str) -> Rule:
    """Return the same rule with another of the plan's references."""
    return msgspec.structs.replace(rule, reference=name)


def on_median(a: Assessment, mean: Reference) -> Assessment:
    """Judge by the median of the municipalities whose mean ``a`` was judged by."""
    words = f"medianen bland kommunerna bakom {mean.phrase}"
    reference = Reference(area=mean.area, label=words[0].upper() + words[1:], phrase=words)
    size = a.evidence.reference.group_size if a.evidence.reference else None
    line = Line() if a.extract is None else _median_line(a.extract, a, mean, size)
    return replace(on_evidence(a, replace(a.evidence, reference=line)), reference=reference)


def _median_line(extract: Extract, a: Assessment, mean: Reference, size: int | None) -> Line:
    """Return the line of the median over the same municipalities as an unweighted mean's."""
    series, first = tuple(sorted(series_of(a.target))), a.indicator.usable.first
    cuts = extract.quantiles.get((series, mean.area, Gender.TOTAL), {})
    points = {
        year: Point(transform(a.indicator, exact(cut.median)), cut.n)
        for year, cut in sorted(cuts.items())
        if first is None or year >= first
    }
    asked = extract.mean_years_asked(series, mean.area)
    return Line(points, dict.fromkeys(asked - set(points), Missing.ABSENT), {}, asked, size)


def rounded_evidence(evidence: Evidence) -> Evidence:
    """Return the evidence with every value rounded to the decimals that are shown."""
    reference = evidence.reference
    return replace(
        evidence,
        own=_rounded_line(evidence.own, evidence.decimals),
        reference=None if reference is None else _rounded_line(reference, evidence.decimals),
    )


def _rounded_line(line: Line, decimals: int) -> Line:
    return replace(line, points={y: replace(p, value=rounded(p.value, decimals)) for y, p in line.points.items()})


def based(evidence: Evidence, own: Line, reference: Line | None, base: int) -> Evidence | None:
    """Return the evidence with the base year's values of other lines; ``None`` where these have none."""
    then, known = own.point(base), evidence.own.point(base)
    compared = None if reference is None else reference.point(base)
    if then is None or known is None or (evidence.reference is not None and compared is None):
        return None
    return with_base(evidence, base, then, compared)


def same_members_line(a: Assessment, observations: Observations) -> Line:
    """Return the mean, in the base and the judged year, of the members that have every part in both years.

    The members' values are those of the vintage that judges the target, and of no other. The line is empty
    where that vintage did not ask for every member in both years, or where there is no judged year.
    """
    n, reference = a.verdict.numbers, a.reference
    if reference is None or not reference.unweighted_mean or a.extract is None:
        return Line()
    group = observations.areas.get(reference.area)
    if group is None or n.base_year is None or n.year is None:
        return Line()
    years = (n.base_year, n.year)
    if not all(a.extract.years_asked(a.series, area).issuperset(years) for area in group.members):
        return Line()
    lines = [own_line(a.extract, a.indicator, a.series, area, Gender.TOTAL) for area in group.members]
    both = [line for line in lines if all(year in line.points for year in years)]
    points = {year: Point(_mean([line.points[year].value for line in both]), len(both)) for year in years if both}
    return Line(points, asked=frozenset(years), group_size=len(group.members))


def on_same_members(a: Assessment, observations: Observations) -> Verdict | None:
    """Judge a target against the mean of only those municipalities that have a value in both years.

    ``None`` where the rule compares with no unweighted mean or with no base year, where nothing was judged,
    or where the vintage does not hold the municipalities' own values. It stands beside the formal verdict.
    """
    line = same_members_line(a, observations)
    return a.target.rule.judge(replace(a.evidence, reference=line)) if line.points else None


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


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
