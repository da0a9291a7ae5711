"""How common is this? One target's rule over all municipalities and all windows of one length.

A rate is counted, never estimated: comparisons in which the condition was met, through all in which the
rule gives a verdict. A tie is a comparison that did not meet it, and is told apart. Its spread is the
95 % interval from the cluster-robust standard error of a mean with the municipality as cluster (the
windows of one municipality overlap and hang together)::

    p ± 1.96 · √( G/(G−1) · Σg (metg − p·ng)² ) / n

with G municipalities; cut off at 0 and 1, and none for fewer than two municipalities or where every
comparison went the same way; kept with six decimals. That all municipalities share the same years is not in it.
"""

from fractions import Fraction
from math import sqrt

import msgspec
import numpy as np
import numpy.typing as npt

from goalkit.beside.certainty import Z95
from goalkit.beside.grid import Floats, Grid, Mask, fitting
from goalkit.beside.windows import Measured, measure, sign, windows_of
from goalkit.plan import Target

NEAR = (Fraction(3, 4), Fraction(5, 4))
"""Which starting gaps count as about as large: from three to five fourths of the municipality's own."""
FEWEST_NEAR = 30
"""Fewer comparisons than this are no rate of their own."""
FEW_WINDOWS = 3


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Comparisons by outcome. ``low`` and ``high`` are the spread as shares, ``None`` where there is none."""

    met: int
    unchanged: int
    not_met: int
    municipalities: int
    windows: int
    low: float | None = None
    high: float | None = None

    @property
    def n(self) -> int:
        """All comparisons."""
        return self.met + self.unchanged + self.not_met

    @property
    def share(self) -> Fraction:
        """The share of the comparisons that met the condition; 0 where there are none."""
        return Fraction(self.met, self.n) if self.n else Fraction(0)


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """Comparisons by where a municipality started: worse than the reference, better, or level with it."""

    behind: Rate
    ahead: Rate
    level: Rate
    behind_by_distance: tuple[Rate, ...] = ()
    ahead_by_distance: tuple[Rate, ...] = ()


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """Comparisons that started on the same side and about as far away; the bounds are decimals in the unit."""

    low: str
    high: str
    rate: Rate


class Chance(msgspec.Struct, frozen=True, kw_only=True):
    """How common it is that a target's condition is met.

    Attributes:
        span: years between base and judged year; 0 for a rule without base year.
        first, last: the first base year and the last later year of all windows.
        everyone: all municipalities, all windows.
        latest: all municipalities in the latest window alone, whose years are ``latest_years``.
        missing: comparisons that lack a value; undefined: a relative change from 0.
        sides: for a rule about a gap.
    """

    target: str
    span: int
    vintage: str
    first: int
    last: int
    everyone: Rate
    latest: Rate
    latest_years: tuple[int, int]
    missing: int
    undefined: int
    sides: Sides | None = None


def chance(target: Target, grid: Grid, span: int) -> Chance | None:
    """Count how often a rule was met over ``span`` years; ``None`` where the grid has no such window."""
    windows = windows_of(grid, target, span)
    if not len(windows):
        return None
    measured = measure(target, grid, windows)
    everyone = np.ones_like(measured.judged)
    last = np.zeros_like(everyone)
    last[:, -1] = True
    return Chance(
        target=target.id,
        span=span if target.rule.base_year is not None else 0,
        vintage=grid.vintage,
        first=windows.pairs[0][0],
        last=windows.pairs[-1][1],
        everyone=rate(measured, everyone),
        latest=rate(measured, last),
        latest_years=windows.pairs[-1],
        missing=int((~measured.judged & ~measured.undefined).sum()),
        undefined=int(measured.undefined.sum()),
        sides=_sides(measured) if target.rule.has_gap else None,
    )


def near(target: Target, grid: Grid, span: int, start: Fraction) -> Rate:
    """Count the comparisons that started on the side of ``start`` and about as far from the reference.

    ``start`` is the own distance to the reference in the base year, positive where it is the better one.
    """
    measured = measure(target, grid, windows_of(grid, target, span))
    side = measured.start if start > 0 else -measured.start
    low, high = (abs(start) * part for part in NEAR)
    divisor = measured.start_divisor
    bound = (
        int(np.abs(side).max(initial=0)) * max(low.denominator, high.denominator)
        + int(np.max(divisor, initial=1)) * high.numerator
    )
    side, divisor = fitting(bound, side, divisor)
    chosen = (side * low.denominator >= low.numerator * divisor) & (side * high.denominator <= high.numerator * divisor)
    return rate(measured, np.asarray(chosen, dtype=np.bool_))


def rate(measured: Measured, chosen: Mask) -> Rate:
    """Count the judged comparisons among the chosen ones."""
    counted = measured.judged & chosen
    met = counted & (measured.signs > 0)
    unchanged = counted & (measured.signs == 0)
    n, k = counted.sum(axis=1), met.sum(axis=1)
    low, high = spread(n, k)
    total = int(n.sum())
    return Rate(
        met=int(k.sum()),
        unchanged=int(unchanged.sum()),
        not_met=total - int(k.sum()) - int(unchanged.sum()),
        municipalities=int((n > 0).sum()),
        windows=int(counted.any(axis=0).sum()),
        low=low,
        high=high,
    )


def spread(n: npt.NDArray[np.int64], met: npt.NDArray[np.int64]) -> tuple[float | None, float | None]:
    """Return the interval of a rate from each municipality's comparisons and how many met the condition."""
    clusters, total, hits = int((n > 0).sum()), int(n.sum()), int(met.sum())
    if clusters < 2 or hits in (0, total):
        return None, None
    share = hits / total
    residuals: Floats = met - share * n
    error = sqrt(clusters / (clusters - 1) * float((residuals**2).sum())) / total
    return round(max(0.0, share - Z95 * error), 6), round(min(1.0, share + Z95 * error), 6)


def _sides(measured: Measured) -> Sides:
    start = sign(measured.start)
    behind, ahead = (start < 0), (start > 0)
    return Sides(
        behind=rate(measured, behind),
        ahead=rate(measured, ahead),
        level=rate(measured, start == 0),
        behind_by_distance=_by_distance(measured, behind),
        ahead_by_distance=_by_distance(measured, ahead),
    )


def _by_distance(measured: Measured, side: Mask) -> tuple[Rate, ...]:
    """Split one side's comparisons in thirds by how far away they started: nearest first.

    Equal distances stay together, so the thirds need not be equally large. Where a cut falls decides no
    verdict, so it is computed in floats.
    """
    counted = side & measured.judged
    distance: Floats = np.abs(measured.start).astype(np.float64) / measured.start_divisor.astype(np.float64)
    if counted.sum() < 3 * FEWEST_NEAR:
        return ()
    first, second = np.quantile(distance[counted], [1 / 3, 2 / 3])
    groups = (distance <= first, (distance > first) & (distance <= second), distance > second)
    return tuple(rate(measured, counted & group) for group in groups)
