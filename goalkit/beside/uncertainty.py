"""How sure can we be? What is known of the chance and the rounding behind one verdict; it changes none.

A simulation draws each share from Beta(count + ½, n − count + ½) and each rate from Gamma(count + ½) / n
(Jeffreys' priors), the years independently, with a fixed seed; a reference whose counts are not known is
held at its value. What is told is the share of the simulations in which the condition is met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goalkit.assessment import Assessment
from goalkit.beside.intervals import Interval, byar, wilson
from goalkit.model import Better, Evidence, Judged, Line, Numbers, SourceKind, Unit
from goalkit.rules import Above, GapNarrows, Increases, OutpacesReference, Rule

SEED = 20221219
"""The day of the decision; any fixed number would do."""
SIMULATIONS = 20_000
UNSURE = (Fraction(5, 100), Fraction(95, 100))
"""Between these shares of the simulations, ends included, the outcome is not settled."""
HALF = Fraction(1, 2)

PER: dict[Unit, int] = {Unit.PERCENT: 100, Unit.PER_1000_INHABITANTS: 1000, Unit.PER_1000_AGED_16_64: 1000}
"""The units whose values are counts through a denominator, and what the quotient is multiplied by."""

Draws = npt.NDArray[np.float64]


class Ratio(NamedTuple):
    """What a value was counted from: ``value = events / n × PER[unit]``."""

    events: float
    n: float


@dataclass(frozen=True)
class Counts:
    """What is known per year of the own value and of the reference; ``given`` are bounds that an own series states."""

    own: Mapping[int, Ratio] = field(default_factory=dict)
    reference: Mapping[int, Ratio] = field(default_factory=dict)
    given: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)


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
class Uncertainty:
    """What can be said of one verdict.

    Attributes:
        intervals: per year with a known denominator the own value's 95 % interval, in the indicator's unit.
        given: per year the bounds that an own series states, in the indicator's unit.
        met: the share of the simulations in which the condition is met; ``None`` where it cannot be simulated.
        reference_fixed: the reference was held at its value.
        rounding: for published whole percentages.
    """

    assessment: Assessment
    kind: SourceKind | None
    intervals: Mapping[int, Interval] = field(default_factory=dict)
    given: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)
    met: Fraction | None = None
    reference_fixed: bool = False
    rounding: Rounding | None = None

    @property
    def unsure(self) -> bool:
        """Whether between 5 and 95 % of the simulations meet the condition."""
        return self.met is not None and UNSURE[0] <= self.met <= UNSURE[1]


def uncertainty(a: Assessment, counts: Counts | None = None) -> Uncertainty:
    """Say what is known of the uncertainty of one assessment.

    ``counts`` are those that own series carry, or that are known from elsewhere; without them there is no
    interval. An emission model has none whatever the counts.
    """
    kind, known = a.indicator.kind, counts or Counts()
    if kind is SourceKind.EMISSION_MODEL or a.indicator.unit not in PER:
        return Uncertainty(a, kind, given=known.given, rounding=rounding_of(a))
    return Uncertainty(
        a,
        kind,
        intervals={year: interval(ratio, a.indicator.unit) for year, ratio in sorted(known.own.items())},
        given=known.given,
        met=_simulated(a, known),
        reference_fixed=a.reference is not None and not all(y in known.reference for y in _years(a)),
        rounding=rounding_of(a),
    )


def interval(ratio: Ratio, unit: Unit) -> Interval:
    """Return the interval of a value in its unit: Wilson for a share in percent, Byar for a rate."""
    found = wilson(*ratio) if unit is Unit.PERCENT else byar(*ratio)
    return Interval(found.low * PER[unit], found.high * PER[unit])


def draw(ratio: Ratio, unit: Unit, generator: np.random.Generator) -> Draws:
    """Draw values in the indicator's unit that the counts leave possible."""
    if unit is Unit.PERCENT:
        drawn = generator.beta(ratio.events + 0.5, ratio.n - ratio.events + 0.5, SIMULATIONS)
    else:
        drawn = generator.gamma(ratio.events + 0.5, 1 / ratio.n, SIMULATIONS)
    values: Draws = drawn * PER[unit]
    return values


def _years(a: Assessment) -> list[int]:
    """Return the years that the verdict compares."""
    n = a.verdict.numbers
    return [year for year in (n.base_year, n.year) if year is not None]


def _simulated(a: Assessment, known: Counts) -> Fraction | None:
    """Return the share of simulations that meet the condition, where every own year is known and it was judged."""
    years, unit, generator = _years(a), a.indicator.unit, np.random.default_rng(SEED)
    if not isinstance(a.verdict, Judged) or not all(year in known.own for year in years):
        return None
    own = [draw(known.own[year], unit, generator) for year in years]
    reference = [_reference(a, known, year, generator) for year in years]
    met = improved(a.target.rule, a.indicator.better, own, reference)
    return Fraction(int(met.sum()), SIMULATIONS)


def _reference(a: Assessment, known: Counts, year: int, generator: np.random.Generator) -> Draws:
    if year in known.reference:
        return draw(known.reference[year], a.indicator.unit, generator)
    value = a.evidence.reference.value(year) if a.evidence.reference is not None else None
    return np.full(SIMULATIONS, float(value) if value is not None else np.nan)


def improved(rule: Rule, better: Better, own: list[Draws], reference: list[Draws]) -> npt.NDArray[np.bool_]:
    """Apply a rule to simulated values, base year first."""
    now, now_reference = own[-1], reference[-1]
    before, before_reference = own[0], reference[0]
    if isinstance(rule, GapNarrows):
        return np.abs(now - now_reference) < np.abs(before - before_reference)
    if isinstance(rule, Above):
        return now > now_reference
    if isinstance(rule, OutpacesReference):
        own_change = (now - before) / before
        return better.sign * (own_change - (now_reference - before_reference) / before_reference) > 0
    return now > before if isinstance(rule, Increases) else now < before


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
