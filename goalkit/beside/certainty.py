"""How sure is it? What the source, an own denominator and published rounding leave open; no verdict rests on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import sqrt
from typing import NamedTuple

from goalkit.judge import Assessment
from goalkit.model import Better, Evidence, Gender, Judged, Line, Numbers, Unit
from goalkit.plan import transform
from goalkit.rules import Rule
from goalkit.workbook import Workbook

HALF = Fraction(1, 2)

PER: dict[Unit, int] = {Unit.PERCENT: 100, Unit.PER_1000_INHABITANTS: 1000, Unit.PER_1000_AGED_16_64: 1000}
"""The units whose values are counts through a denominator, and what the quotient is multiplied by."""

Z95 = 1.959963984540054
"""The standard normal's 97.5 % point: intervals here are 95 %."""


class Interval(NamedTuple):
    low: float
    high: float


def wilson(count: float, n: float, z: float = Z95) -> Interval:
    """Return Wilson's score interval for a share of ``count`` in ``n``.

    ::

        p = count / n
        ( p + z²/2n ± z·√( p(1−p)/n + z²/4n² ) ) / ( 1 + z²/n )

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209–212.

    Raises:
        ValueError: not 0 ≤ count ≤ n with n above 0.
    """
    if not 0 <= count <= n or n <= 0:
        message = f"no share: {count} of {n}"
        raise ValueError(message)
    share = count / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if count == 0 else (middle - half) / (1 + z**2 / n)
    high = 1.0 if count == n else (middle + half) / (1 + z**2 / n)
    return Interval(low, high)


@dataclass(frozen=True)
class Rounding:
    """What rounding to whole numbers leaves open: the least and the greatest improvement that it allows."""

    least: Fraction
    greatest: Fraction

    @property
    def decides(self) -> bool:
        """Whether the unrounded values could give another status.

        An end at 0 is not reached: what rounds to 82 lies below 82,5, and what rounds to 83 does not.
        """
        return self.least < 0 < self.greatest


@dataclass(frozen=True)
class Certainty:
    """What can be said of the values behind one verdict.

    Attributes:
        intervals: per year the 95 % interval of an own share whose denominator is known, in percent.
        given: per year the bounds that an own series states, in the indicator's unit.
        rounding: for published whole percentages.
    """

    assessment: Assessment
    intervals: Mapping[int, Interval] = field(default_factory=dict)
    given: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)
    rounding: Rounding | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.intervals or self.given or self.assessment.indicator.whole_numbers)


def certainty_of(workbook: Workbook, a: Assessment) -> Certainty:
    """Say what is known of how sure the values behind one of the workbook's assessments are."""
    return Certainty(a, dict(_intervals(workbook, a)), dict(_given(workbook, a)), rounding_of(a))


def denominators_of(workbook: Workbook, a: Assessment) -> Mapping[int, Fraction]:
    """Return how many each own value is a share of, by year, where that is known.

    An own series has it in its file; of Kolada's, a plan can name the series that is divided by, which is then
    taken from the vintage that judged.
    """
    if a.indicator.unit not in PER:
        return {}
    if a.indicator.is_local:
        rows = workbook.local_rows.get(a.target.id, ())
        return {r.year: r.denominator for r in rows if r.gender is Gender.TOTAL and r.denominator is not None}
    if a.indicator.denominator is None or a.extract is None:
        return {}
    divided_by = a.extract.cells.get((a.indicator.denominator, a.municipality.id, Gender.TOTAL.value), {})
    return {year: cell.value for year, cell in divided_by.items() if cell.value is not None and cell.value > 0}


def _intervals(workbook: Workbook, a: Assessment) -> Iterator[tuple[int, Interval]]:
    if a.indicator.unit is not Unit.PERCENT:
        return
    for year, n in sorted(denominators_of(workbook, a).items()):
        value = a.evidence.own.value(year)
        if value is not None and 0 <= value <= 100:
            found = wilson(float(value * n / 100), float(n))
            yield year, Interval(found.low * 100, found.high * 100)


def _given(workbook: Workbook, a: Assessment) -> Iterator[tuple[int, tuple[Fraction, Fraction]]]:
    for row in workbook.local_rows.get(a.target.id, ()):
        if row.gender is Gender.TOTAL and row.lower is not None and row.upper is not None:
            low, high = sorted(transform(a.indicator, bound) for bound in (row.lower, row.upper))
            yield row.year, (low, high)


# --- rounding ----------------------------------------------------------------------------------------


def rounding_of(a: Assessment) -> Rounding | None:
    """Return what rounding leaves open where the indicator is published in whole numbers and was judged.

    A whole value of such an indicator stands for everything from half below to half above it; one that was
    published with decimals for itself. An unweighted mean of whole numbers is held at its value.
    """
    rule, n = a.target.rule, a.verdict.numbers
    if not a.indicator.whole_numbers or not isinstance(a.verdict, Judged) or rule.is_relative:
        return None
    exact_reference = a.reference is not None and a.reference.unweighted_mean
    own = [_ends(value, held=False) for value in (n.own_base, n.own)]
    reference = [_ends(value, held=exact_reference) for value in (n.reference_base, n.reference)]
    return _range(rule, a.indicator.better, own, reference)


Ends = tuple[Fraction, Fraction]


def _ends(value: Fraction | None, *, held: bool) -> Ends:
    if value is None:
        return Fraction(0), Fraction(0)
    return (value - HALF, value + HALF) if value.denominator == 1 and not held else (value, value)


def _range(rule: Rule, better: Better, own: list[Ends], reference: list[Ends]) -> Rounding:
    """Return the range of the improvement when each value may lie anywhere between its ends.

    A rule changes steadily with each value but where the two are equal, so the extremes lie at the ends or there.
    """
    evidence = Evidence(Line(), better, 0, 0)
    possible = [
        rule.improvement(
            rule.measured(Numbers(own_base=x, reference_base=y, own=z, reference=w), evidence),
        )
        for (x, y), (z, w) in product(*map(_corners, own, reference))
    ]
    return Rounding(min(possible), max(possible))


def _corners(own: Ends, reference: Ends) -> list[tuple[Fraction, Fraction]]:
    """Return the pairs at which a difference is least or greatest: the ends, and equal values where the two overlap."""
    low, high = max(own[0], reference[0]), min(own[1], reference[1])
    return [*product(own, reference), *([(low, low)] if low <= high else [])]
