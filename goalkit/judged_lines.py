"""One extract's cells as the line of one area: sums, factors, complements and unweighted means, exact.

A year has a point only where every part of the sum has a value; else the line says why not.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from goalkit.extracts import Cell, Extract
from goalkit.model import Gender, Line, Missing, Point
from goalkit.plan import Measurable, Reference, transform


def own_line(extract: Extract, indicator: Measurable, series: Sequence[str], area: str, gender: Gender) -> Line:
    """Return the line of an area with values of its own, in the indicator's unit."""
    years = extract.years_asked(series, area)
    cells = {kpi: extract.cells.get((kpi, area, gender), {}) for kpi in series}
    points: dict[int, Point] = {}
    missing: dict[int, Missing] = {}
    lacking: dict[int, str] = {}
    for year in sorted(years):
        if indicator.usable.first is not None and year < indicator.usable.first:
            continue
        parts = {kpi: cells[kpi].get(year, _NOTHING) for kpi in series}
        values = [cell.value for cell in parts.values() if cell.value is not None]
        total = _total(indicator, values) if len(values) == len(series) else None
        if total is not None:
            preliminary = any(cell.preliminary for cell in parts.values())
            points[year] = Point(transform(indicator, total), None, preliminary)
        else:
            missing[year], part = _why(parts)
            if len(series) > 1:
                lacking[year] = part
    return Line(points, missing, lacking, years)


def mean_line(extract: Extract, indicator: Measurable, reference: Reference, size: int | None, gender: Gender) -> Line:
    """Return the line of an unweighted mean: over the municipalities that have every part of the sum."""
    series = tuple(sorted(indicator.series))  # no vintage has the mean of a share of some, so it has no point
    years = extract.mean_years_asked(series, reference.area)
    means = extract.means.get((series, reference.area, gender), {})
    points = {
        year: Point(transform(indicator, mean.total / mean.n), mean.n)
        for year, mean in sorted(means.items())
        if indicator.usable.first is None or year >= indicator.usable.first
    }
    return Line(points, dict.fromkeys(years - set(points), Missing.ABSENT), {}, years, size)


def reference_line(
    extract: Extract,
    indicator: Measurable,
    reference: Reference,
    size: int | None,
    gender: Gender = Gender.TOTAL,
) -> Line:
    """Return the line that a rule compares with."""
    if reference.unweighted_mean:
        return mean_line(extract, indicator, reference, size, gender)
    return own_line(extract, indicator, indicator.series, reference.area, gender)


def _total(indicator: Measurable, values: Sequence[Fraction]) -> Fraction | None:
    """Return the sum of a year's values, as a share of those not left out where some are; ``None`` of nobody."""
    *parts, last = values
    if indicator.series == indicator.kolada:
        return sum(parts, last)
    return 100 * sum(parts[1:], parts[0]) / (100 - last) if last < 100 else None


def _why(parts: Mapping[str, Cell]) -> tuple[Missing, str]:
    """Say why a year has no value, and the first part that this is about."""
    without = [kpi for kpi, cell in parts.items() if cell.value is None] or list(parts)
    withheld = [kpi for kpi in without if parts[kpi].withheld]
    if withheld:
        return Missing.SUPPRESSED, withheld[0]
    absent = [kpi for kpi in without if not parts[kpi].doubtful]
    if not absent:
        return Missing.DOUBTFUL, without[0]
    return (Missing.INCOMPLETE if len(absent) < len(parts) else Missing.ABSENT), absent[0]


_NOTHING = Cell(None)
