"""Places in the plan's groups where no vintage holds the whole country: from municipalities judged one by one.

The improvements are those of the formal rule, so a place here is the one that the arrays of
:mod:`goalkit.beside.rank` would give.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from goalkit.beside.country import Cell, Country
from goalkit.beside.panel import Standing
from goalkit.beside.rank import Place, Rank, place
from goalkit.judge import Assessment
from goalkit.model import Judged


def with_group_ranks(s: Standing, country: Callable[[], Country]) -> Standing:
    """Add the municipality's place in each group of the plan that has none yet; ``country`` is asked for if needed."""
    a = s.assessment
    n = a.verdict.numbers
    if not isinstance(a.verdict, Judged) or n.year is None or a.extract is None or a.indicator.is_local:
        return s
    ranked = {r.group for r in s.ranks}
    missing = [c.group for c in a.plan.comparisons if c.group not in ranked]
    places = [_rank(a, group, n.year, country()) for group in missing]
    return replace(s, group_ranks=tuple(found for found in places if found is not None))


def _rank(a: Assessment, group: str, year: int, country: Country) -> Rank | None:
    """Rank a municipality among a group's members; ``None`` unless all of them were asked for in its vintage."""
    base = a.verdict.numbers.base_year if a.verdict.numbers.base_year is not None else year
    known = country.workbook.observations.areas.get(group)
    cells = {c.assessment.municipality.id: c for c in country.column(a.target)}
    members = frozenset(known.members) & cells.keys() if known is not None else frozenset()
    if not all(_was_asked(a, cells[area], {base, year}) for area in members):
        return None
    own = {a.municipality.id: Cell(a, cells[a.municipality.id].outcome)} if a.municipality.id in cells else {}
    improvements = dict(_improvements(a, {area: cells[area] for area in members} | own))
    if len(improvements) < 2 or a.municipality.id not in improvements or a.extract is None:
        return None
    return place(improvements, Place(a.target.id, a.municipality.id, group, base, year, a.extract.id))


def _was_asked(a: Assessment, c: Cell, years: set[int]) -> bool:
    extract, theirs = a.extract, c.assessment.extract
    if extract is None or theirs is None or extract.id != theirs.id:
        return False
    return years <= theirs.years_asked(a.series, c.assessment.municipality.id)


def _improvements(a: Assessment, cells: dict[str, Cell]) -> Iterator[tuple[str, Fraction]]:
    """Yield the improvement of every one that was judged over the same years; a relative change as a share."""
    n, per = a.verdict.numbers, 100 if a.target.rule.is_relative else 1
    for area, c in sorted(cells.items()):
        theirs = c.assessment.verdict.numbers
        if c.improvement is not None and (theirs.base_year, theirs.year) == (n.base_year, n.year):
            yield area, c.improvement / per
