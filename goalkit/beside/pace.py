"""Yearly changes of a line: from one year to the next, never over a gap and never over a changed definition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from goalkit.model import Break, Line

RECENT_YEARS = 10
"""A trend, a best and a worst year are looked for in this many years up to the latest value."""
FEWEST_CHANGES = 3
"""Fewer yearly changes than this say too little to carry a series forward."""


@dataclass(frozen=True)
class Pace:
    """The fastest yearly change among some areas: ``change`` is what happened from the year before to ``year``."""

    area: str
    year: int
    change: Fraction


def yearly_changes(line: Line, breaks: Iterable[Break] = ()) -> dict[int, Fraction]:
    """Return, per year, the change from the year before, where both years have a value of one definition."""
    broken = {b.year for b in breaks}
    points = line.points
    return {y: points[y].value - points[y - 1].value for y in line.years() if y - 1 in points and y not in broken}


def recent(changes: Mapping[int, Fraction], latest: int) -> list[Fraction]:
    """Return the yearly changes of the last ten years up to ``latest``."""
    return [change for year, change in changes.items() if latest - RECENT_YEARS < year <= latest]


def fastest(lines: Mapping[str, Mapping[int, Fraction]], change: Fraction) -> Pace | None:
    """Return the largest yearly change in the direction of ``change``, among areas by name; ``None`` without one.

    Of equally large ones the latest is returned.
    """
    sign = 1 if change > 0 else -1
    found = [
        (sign * yearly, year, area)
        for area, changes in lines.items()
        for year, yearly in changes.items()
        if sign * yearly > 0
    ]
    if not found:
        return None
    size, year, area = max(found)
    return Pace(area, year, sign * size)
