"""Which values between two bounds can be written with an indicator's decimals, within what its unit allows. Exact."""

from fractions import Fraction

from goalkit.model import Unit
from goalkit.sources.local.columns import NEVER_NEGATIVE

Bound = Fraction | None
"""One side of an interval; ``None`` is no limit."""


def steps_between(low: Bound, high: Bound, decimals: int, unit: Unit) -> tuple[Bound, Bound] | None:
    """Return the least and the greatest step strictly between two bounds, within the unit's natural limits.

    A step is a multiple of one unit of the last decimal; ``None`` where there is no such step.
    """
    scale = 10**decimals
    least, most = natural_limits(unit)
    lowest = None if low is None else Fraction((low * scale).__floor__() + 1, scale)
    highest = None if high is None else Fraction((high * scale).__ceil__() - 1, scale)
    lowest = max((bound for bound in (lowest, least) if bound is not None), default=None)
    highest = min((bound for bound in (highest, most) if bound is not None), default=None)
    empty = lowest is not None and highest is not None and lowest > highest
    return None if empty else (lowest, highest)


def natural_limits(unit: Unit) -> tuple[Bound, Bound]:
    """Return the least and the greatest value that a unit allows: most are never negative, no share is above 100."""
    return Fraction(0) if unit in NEVER_NEGATIVE else None, Fraction(100) if unit is Unit.PERCENT else None


def is_possible(value: Fraction, unit: Unit) -> bool:
    """Tell whether a value lies within the natural limits of its unit."""
    least, most = natural_limits(unit)
    return (least is None or least <= value) and (most is None or value <= most)


def is_between(value: Fraction, low: Bound, high: Bound) -> bool:
    """Tell whether a value lies strictly between two bounds."""
    return (low is None or low < value) and (high is None or value < high)
