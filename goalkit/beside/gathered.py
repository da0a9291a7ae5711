"""What stands beside all verdicts of a workbook, computed when it is first asked for and then kept.

Notebooks open a workbook each; those of the same plan, municipality and vintages share what is computed here.
Where no vintage holds the whole country the places in the plan's groups come from municipalities judged one by one:
the improvements are those of the formal rule, so a place is the one that :mod:`goalkit.beside.rank` would give.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import msgspec

from goalkit.beside.country import Cell, Country, judge_country
from goalkit.beside.grid import NationalGrids, load_national_grids
from goalkit.beside.rank import Place, Rank, place
from goalkit.beside.results import Results, load_results
from goalkit.beside.standing import Standing, standing
from goalkit.judge import Assessment
from goalkit.model import Judged
from goalkit.sources.vintages import order
from goalkit.workbook import Workbook


class Gathered:
    """The whole country beside one workbook; each part is read or computed at most once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._standings: dict[str, Standing] = {}

    @cached_property
    def panel(self) -> NationalGrids:
        """Every vintage that holds the whole country."""
        return load_national_grids(self.workbook.data, self.workbook.plan, self._upto)

    @cached_property
    def results(self) -> Results | None:
        """What was computed beforehand, if anything."""
        return load_results(self.workbook.data, self._upto)

    @cached_property
    def country(self) -> Country:
        """Every municipality judged as if the plan were its own."""
        return judge_country(self.workbook, self._upto)

    def standing(self, a: Assessment) -> Standing:
        """Return what the country says beside one of the workbook's assessments."""
        if a.target.id not in self._standings:
            found = standing(a, self.panel, self.results)
            self._standings[a.target.id] = with_group_ranks(found, lambda: self.country)
        return self._standings[a.target.id]

    @property
    def _upto(self) -> str | None:
        """The newest vintage that the workbook knows: nothing later counts beside it."""
        return max((extract.id for extract in self.workbook.observations.extracts), key=order, default=None)


@dataclass(frozen=True)
class _Same:
    """Workbooks with the same key say the same."""

    key: tuple[object, ...]
    workbook: Workbook = field(compare=False)


def gathered(workbook: Workbook) -> Gathered:
    """Return what stands beside a workbook, the same object for workbooks that say the same."""
    vintages = tuple(extract.id for extract in workbook.observations.extracts)
    plan = msgspec.json.encode(workbook.plan)
    return _kept(_Same((str(workbook.data), plan, workbook.municipality.id, vintages, workbook.as_of), workbook))


@lru_cache(maxsize=4)
def _kept(same: _Same) -> Gathered:
    return Gathered(same.workbook)


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
