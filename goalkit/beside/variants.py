"""Variants of an assessment: the same target on other evidence, by another rule, or by another indicator.

A median is the vintage's own quantile (linear interpolation in floating point), taken as the decimal that
its shortest text says: exact from there on, but an own calculation and not a published value.
"""

from dataclasses import replace

import msgspec

from goalkit.compare.verdicts import with_base
from goalkit.exact import exact, rounded
from goalkit.extracts import Extract
from goalkit.judge import Assessment, series_of
from goalkit.model import Evidence, Gender, Line, Missing, Point
from goalkit.plan import Alternative, Indicator, Plan, Reference, transform
from goalkit.rules import Rule


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
