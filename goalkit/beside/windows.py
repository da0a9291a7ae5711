"""The five rules over a whole grid at once: every municipality, every window, exact.

A window is a base year and a later year (for a rule without base year the same year twice). What
:mod:`goalkit.rules` divides is multiplied crosswise here, so that all stays whole numbers:

* an unweighted mean is a sum through a count, so a gap is ``|own × n − sum| / n``;
* a relative change is compared as ``(own − base) × |reference base|`` against the same turned round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from goalkit.beside.grid import Grid, Mask, Whole, fitting
from goalkit.model import Better, Evidence, Line, Numbers
from goalkit.plan import Target

Signs = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Windows:
    """Pairs of years of one length, and their columns in a grid."""

    pairs: tuple[tuple[int, int], ...]
    base: npt.NDArray[np.intp]
    later: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True)
class Measured:
    """One rule over areas × windows.

    Attributes:
        improvement: how much better, as a numerator; above 0 is met, 0 is a tie.
        divisor: what ``improvement`` is divided by to be in the rule's own unit (a relative change as a
            share, not in percent); positive wherever ``judged``.
        judged: the rule gives a verdict.
        undefined: every value is there but a relative change starts at 0.
        start: for a rule about a gap the distance to the reference in the base year, positive where the
            municipality was better, as a numerator; else zeros.
        start_divisor: what ``start`` is divided by to be in the indicator's unit, per window.
    """

    windows: Windows
    improvement: Whole
    divisor: Whole
    judged: Mask
    undefined: Mask
    start: Whole
    start_divisor: Whole

    @property
    def signs(self) -> Signs:
        """1 met, 0 a tie, −1 not met; meaningless where not ``judged``."""
        return sign(self.improvement)


def sign(numbers: Whole) -> Signs:
    """Return −1, 0 or 1 for whole numbers of either kind."""
    above, below = np.asarray(numbers > 0, dtype=np.bool_), np.asarray(numbers < 0, dtype=np.bool_)
    return above.astype(np.int8) - below.astype(np.int8)


def windows_of(grid: Grid, target: Target, span: int) -> Windows:
    """Return every window of ``span`` years that the grid holds and the indicator's definition allows.

    A window across a break that the plan calls not comparable is none; nor is one that starts before, or
    ends after, the years for which the series may be used.
    """
    indicator = target.indicator
    first, last = indicator.usable.first or 0, indicator.usable.last or 9999
    cuts = [b.year for b in indicator.breaks if not b.comparable]
    length = span if target.rule.base_year is not None else 0
    pairs = tuple(
        (year, year + length)
        for year in grid.years
        if year + length in grid.years
        and first <= year
        and year + length <= last
        and not any(year < cut <= year + length for cut in cuts)
        and all(_has_values(grid, end) for end in (year, year + length))
    )
    return pick(grid, pairs)


def pick(grid: Grid, pairs: Sequence[tuple[int, int]]) -> Windows:
    """Return windows with their columns."""
    place = {year: column for column, year in enumerate(grid.years)}
    columns = np.array([[place[base], place[later]] for base, later in pairs], dtype=np.intp).reshape(-1, 2)
    return Windows(tuple(pairs), columns[:, 0], columns[:, 1])


def _has_values(grid: Grid, year: int) -> bool:
    column = grid.years.index(year)
    return bool(grid.reference_known[column] and grid.known[:, column].any())


def measure(target: Target, grid: Grid, windows: Windows) -> Measured:
    """Apply a target's rule to every area in every window; its own base year plays no part."""
    rule, better = target.rule, target.indicator.better
    judged = grid.known[:, windows.base] & grid.known[:, windows.later]
    undefined = np.zeros_like(judged)
    start, start_divisor = np.zeros(judged.shape, dtype=np.int64), np.ones(len(windows), dtype=np.int64)
    if rule.has_gap:
        improvement, divisor, start, start_divisor = _gap(better, grid, windows)
    elif rule.is_relative:
        improvement, divisor = _relative(better, grid, windows)
        undefined = judged & np.asarray(divisor == 0, dtype=np.bool_)
        judged &= ~undefined
    else:
        improvement, divisor = _level(target, grid, windows)
    return Measured(windows, improvement, divisor, judged, undefined, start, start_divisor)


def _gap(better: Better, grid: Grid, windows: Windows) -> tuple[Whole, Whole, Whole, Whole]:
    """Before: ``|own × n − sum|`` over ``n × denominator``; the same later; both brought to n × n."""
    bound = max(4 * grid.largest, grid.denominator) * grid.largest_count**2
    values, sums, counts = fitting(bound, grid.values, grid.sums, grid.counts)
    n_base, n_later = counts[windows.base], counts[windows.later]
    before = values[:, windows.base] * n_base - sums[windows.base]
    now = values[:, windows.later] * n_later - sums[windows.later]
    improvement = abs(before) * n_later - abs(now) * n_base
    divisor = np.broadcast_to(n_base * n_later * grid.denominator, improvement.shape)
    return improvement, divisor, better.sign * before, n_base * grid.denominator


def _relative(better: Better, grid: Grid, windows: Windows) -> tuple[Whole, Whole]:
    """Own change as a share of its base minus the reference's, over the product of both bases."""
    bound = 4 * grid.largest**2 * grid.largest_count
    values, sums, counts = fitting(bound, grid.values, grid.sums, grid.counts)
    base, later = values[:, windows.base], values[:, windows.later]
    sum_base, sum_later = sums[windows.base], sums[windows.later]
    n_base, n_later = counts[windows.base], counts[windows.later]
    divisor = abs(base) * (n_later * abs(sum_base))
    own = (later - base) * (n_later * abs(sum_base))
    reference = abs(base) * (sum_later * n_base - sum_base * n_later)
    return better.sign * (own - reference), divisor


def _level(target: Target, grid: Grid, windows: Windows) -> tuple[Whole, Whole]:
    """Ask the rule itself, of values brought to one scale: whole numbers where only their difference counts."""
    rule, evidence = target.rule, Evidence(Line(), target.indicator.better, 0, 0)
    bound = max(4 * grid.largest, grid.denominator) * grid.largest_count
    values, sums, counts = fitting(bound, grid.values, grid.sums, grid.counts)
    n = counts[windows.later]
    own, own_base, reference = values[:, windows.later] * n, values[:, windows.base] * n, sums[windows.later]
    divisor = np.broadcast_to(n * grid.denominator, own.shape)
    if not rule.is_difference:
        own, own_base, reference = (_fractions(part, divisor) for part in (own, own_base, reference))
        divisor = np.ones_like(divisor)
    numbers: Any = Numbers(own=cast(Any, own), own_base=cast(Any, own_base), reference=cast(Any, reference))
    return cast(Whole, rule.improvement(rule.measured(numbers, evidence))), divisor


_fractions = np.frompyfunc(lambda part, whole: Fraction(int(part), int(whole)), 2, 1)
"""Exact values, slower: for a rule that compares with more than values of the series."""
