"""An unweighted mean over the same municipalities in two years, where a vintage holds their own values."""

from fractions import Fraction

from goalkit.assessment import Assessment
from goalkit.lines import own_line
from goalkit.model import Gender, Line, Point
from goalkit.observations import Extract
from goalkit.sources.vintages import Needs, load_extracts
from goalkit.workbook import Workbook


def same_members_line(workbook: Workbook, a: Assessment) -> Line:
    """Return the mean, in the base and the judged year, of the members that have every part in both years.

    The members' values are read from the vintage that judges the target, and from no other. The line is empty
    where that vintage did not ask for every member in both years, or where there is no judged year.
    """
    reference, numbers = a.reference, a.verdict.numbers
    if reference is None or a.extract is None or numbers.base_year is None or numbers.year is None:
        return Line()
    known = workbook.observations.areas.get(reference.area)
    if known is None or not known.members:
        return Line()
    members, years = known.members, (numbers.base_year, numbers.year)
    extract = _with_members(
        workbook, a.extract.id, Needs(frozenset(a.series), frozenset(members), frozenset({known.id}))
    )
    if not all(extract.years_asked(a.series, area).issuperset(years) for area in members):
        return Line()
    lines = [own_line(extract, a.indicator, a.series, area, Gender.TOTAL) for area in members]
    both = [line for line in lines if all(year in line.points for year in years)]
    if not both:
        return Line(asked=frozenset(years), group_size=len(members))
    points = {year: Point(_mean([line.points[year].value for line in both]), len(both)) for year in years}
    return Line(points, asked=frozenset(years), group_size=len(members))


def _with_members(workbook: Workbook, vintage: str, needs: Needs) -> Extract:
    """Read a vintage once more, now with every member's values: a workbook holds only a few of them."""
    return next(extract for extract in load_extracts(workbook.data, needs, vintage) if extract.id == vintage)


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values[1:], values[0]) / len(values)
