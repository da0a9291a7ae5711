"""An assessment's years and values as text, with as many decimals as make unequal numbers look unequal."""

from fractions import Fraction

from goalkit.exact import places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import Flag, Unit
from goalkit.rules import CHANGE_DECIMALS
from goalkit.words.numbers import number, quantity, year_text


def year(a: Assessment, value: int | None) -> str:
    """Write a year as the target's indicator names it."""
    return "" if value is None else year_text(value, school_year=a.indicator.school_year)


def short_year(a: Assessment, value: int | None) -> str:
    """Write a year for a table: a school year without its word."""
    return year(a, value).removeprefix("läsåret ")


def measure_places(a: Assessment, least: int | None = None) -> int:
    """Return the decimals at which the two compared numbers look as different as they are.

    ``least`` is the fewest to begin with; else those of the plan.
    """
    n, rule = a.verdict.numbers, a.target.rule
    if least is None:
        least = rule.decimals(a.indicator.decimals)
    first, second = rule.compared(n)
    return least if first is None or second is None else places_to_tell_apart(first, second, least)


def from_to(before: Fraction, now: Fraction, places: int, unit: Unit, *, short: bool = False) -> tuple[str, str]:
    """Write two values of one unit for "från … till …": a long unit stands once, after the second."""
    twice = unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS)
    first = quantity(before, places, unit, short=short) if twice else number(before, places)
    return first, quantity(now, places, unit, short=short)


def change_in_percent(change: Fraction, places: int = CHANGE_DECIMALS) -> str:
    """Write a relative change, which always has a sign."""
    return quantity(change, places, Unit.PERCENT, signed=True)


def value_text(a: Assessment, value: Fraction | None, places: int) -> str:
    """Write a value with its unit."""
    return quantity(known(value), places, a.indicator.unit)


def phrase(a: Assessment) -> str:
    """Return the reference area as it stands in a sentence; empty without one."""
    return a.reference.phrase if a.reference else ""


def known(value: Fraction | None) -> Fraction:
    """Return a number that a judged target always has."""
    if value is None:
        message = "a judged target has every number that its rule compares"
        raise ValueError(message)
    return value


def turned(a: Assessment) -> bool:
    """Tell whether the gap lies on the other side than in the base year."""
    return bool(a.verdict.flags & {Flag.OVERTAKEN_FAVOURABLY, Flag.OVERTAKEN_UNFAVOURABLY})
