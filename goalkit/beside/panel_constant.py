"""The same municipalities in both years: what an unweighted mean says when its members do not change."""

from dataclasses import dataclass, replace
from fractions import Fraction

from goalkit.assessment import Assessment
from goalkit.extracts import Observations
from goalkit.lines import own_line
from goalkit.model import Gender, Judged, Line, Point, Verdict
from goalkit.texts.sentences import short_year
from goalkit.texts.words import STATUS


@dataclass(frozen=True)
class _Pair:
    base: Fraction
    year: Fraction


def constant_panel(a: Assessment, observations: Observations) -> Verdict | None:
    """Judge a target against the mean of only those municipalities that have a value in both years.

    ``None`` where the rule compares with no unweighted mean or with no base year, where nothing was judged,
    or where the vintage does not hold the municipalities' own values. It stands beside the formal verdict.
    """
    n, reference = a.verdict.numbers, a.reference
    if reference is None or not reference.unweighted_mean or a.extract is None:
        return None
    if not isinstance(a.verdict, Judged) or n.base_year is None or n.year is None:
        return None
    group = observations.areas.get(reference.area)
    members = group.members if group else ()
    if not all(a.extract.years_asked(a.series, area).issuperset({n.base_year, n.year}) for area in members):
        return None
    panel = _panel(a, members, n.base_year, n.year)
    if not panel:
        return None
    line = Line(
        points={
            n.base_year: Point(sum((one.base for one in panel), Fraction(0)) / len(panel), len(panel)),
            n.year: Point(sum((one.year for one in panel), Fraction(0)) / len(panel), len(panel)),
        },
        asked=frozenset({n.base_year, n.year}),
        group_size=len(members),
    )
    return a.target.rule.judge(replace(a.evidence, reference=line))


def _panel(a: Assessment, members: tuple[str, ...], base: int, year: int) -> list[_Pair]:
    assert a.extract is not None
    pairs = []
    for area in members:
        points = own_line(a.extract, a.indicator, a.series, area, Gender.TOTAL).points
        if base in points and year in points:
            pairs.append(_Pair(points[base].value, points[year].value))
    return pairs


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
