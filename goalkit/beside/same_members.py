"""The same municipalities in both years: what an unweighted mean says when its members do not change."""

from dataclasses import replace
from fractions import Fraction

from goalkit.extracts import Observations
from goalkit.judge import Assessment, own_line
from goalkit.model import Gender, Line, Point, Verdict
from goalkit.words.terms import STATUS
from goalkit.words.values import short_year


def same_members_line(a: Assessment, observations: Observations) -> Line:
    """Return the mean, in the base and the judged year, of the members that have every part in both years.

    The members' values are those of the vintage that judges the target, and of no other. The line is empty
    where that vintage did not ask for every member in both years, or where there is no judged year.
    """
    n, reference = a.verdict.numbers, a.reference
    if reference is None or not reference.unweighted_mean or a.extract is None:
        return Line()
    group = observations.areas.get(reference.area)
    if group is None or n.base_year is None or n.year is None:
        return Line()
    years = (n.base_year, n.year)
    if not all(a.extract.years_asked(a.series, area).issuperset(years) for area in group.members):
        return Line()
    lines = [own_line(a.extract, a.indicator, a.series, area, Gender.TOTAL) for area in group.members]
    both = [line for line in lines if all(year in line.points for year in years)]
    points = {year: Point(_mean([line.points[year].value for line in both]), len(both)) for year in years if both}
    return Line(points, asked=frozenset(years), group_size=len(group.members))


def constant_panel(a: Assessment, observations: Observations) -> Verdict | None:
    """Judge a target against the mean of only those municipalities that have a value in both years.

    ``None`` where the rule compares with no unweighted mean or with no base year, where nothing was judged,
    or where the vintage does not hold the municipalities' own values. It stands beside the formal verdict.
    """
    line = same_members_line(a, observations)
    return a.target.rule.judge(replace(a.evidence, reference=line)) if line.points else None


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def constant_panel_note(a: Assessment, panel: Verdict | None) -> str | None:
    """Say that the verdict would be another with the same municipalities in both years, where it would."""
    if panel is None or panel.status is a.status:
        return None
    n = panel.numbers
    years = f"{short_year(a, n.base_year)} och {short_year(a, n.year)}"
    return (
        f"Räknat på de {n.reference_n} kommuner som har värden både {years} blir utfallet ett annat: "
        f"{STATUS[panel.status]}. Vilka kommuner som ingår i medelvärdet har alltså betydelse."
    )
