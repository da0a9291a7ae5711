"""The base value as it was when first stored, against as it is now, and the verdict under each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from goalkit.assessment import Assessment, series_of
from goalkit.extracts import Extract
from goalkit.judged_lines import own_line, reference_line
from goalkit.model import Gender, Line, Point, Verdict
from goalkit.sources.vintages import order


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
    for extract in sorted(extracts, key=lambda one: order(one.id)):
        if order(extract.id) >= order(a.extract.id):
            return None
        own, reference = _base_points(a, extract, base)
        if own is not None and (a.reference is None or reference is not None):
            return _under(a, extract.id, base, own, reference)
    return None


def _under(a: Assessment, vintage: str, base: int, own: Point, reference: Point | None) -> DecidedBase:
    evidence = replace(a.evidence, own=_with(a.evidence.own, base, own))
    if reference is not None and evidence.reference is not None:
        evidence = replace(evidence, reference=_with(evidence.reference, base, reference))
    value = reference.value if reference else None
    return DecidedBase(a, vintage, own.value, value, a.target.rule.judge(evidence))


def _base_points(a: Assessment, extract: Extract, base: int) -> tuple[Point | None, Point | None]:
    own = own_line(extract, a.indicator, series_of(a.target), a.municipality.id, Gender.TOTAL)
    if a.reference is None:
        return own.points.get(base), None
    size = a.evidence.reference.group_size if a.evidence.reference else None
    return own.points.get(base), reference_line(extract, a.indicator, a.reference, size).points.get(base)


def _with(line: Line, year: int, point: Point) -> Line:
    """Put one year's value into a line: only for a reading that says so, never for a verdict."""
    without = {y: why for y, why in line.missing.items() if y != year}
    return replace(line, points={**line.points, year: point}, missing=without, asked=line.asked | {year})
