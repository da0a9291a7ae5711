"""The plan's rules for every municipality, each judged as if the plan were its own: rows, their order, and places.

The judging is the formal one (:class:`goalkit.judge.Court`), so the plan's own municipality gets its
own verdicts. An outcome differs from a status in two ways: a municipality that started better than the
reference is neither met nor not met where the target is about a gap, since the plan's target is about a
disadvantage; and a year before the plan's first is no outcome of the plan.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import msgspec

from goalkit.beside.standing import start_of
from goalkit.extracts import Observations
from goalkit.judge import Assessment, Court
from goalkit.model import Judged, Status
from goalkit.plan import Municipality, Target
from goalkit.sources.vintages import Needs, load_extracts
from goalkit.words.terms import by_name
from goalkit.workbook import Workbook, genitive


class Outcome(StrEnum):
    """What a cell shows."""

    MET = "met"
    NOT_MET = "not_met"
    UNCHANGED = "unchanged"
    ADVANTAGE = "advantage"
    BEFORE_PLAN = "before_plan"
    MISSING = "missing"


_OF_STATUS = {
    Status.MET: Outcome.MET,
    Status.NOT_MET: Outcome.NOT_MET,
    Status.UNCHANGED: Outcome.UNCHANGED,
    Status.NOT_ASSESSED: Outcome.MISSING,
}


@dataclass(frozen=True)
class Cell:
    """One target for one municipality."""

    assessment: Assessment = field(repr=False)
    outcome: Outcome

    @property
    def improvement(self) -> Fraction | None:
        """How much better, by the rule; ``None`` where nothing was judged."""
        a = self.assessment
        return a.target.rule.improvement(a.verdict.numbers) if isinstance(a.verdict, Judged) else None

    @property
    def year(self) -> int | None:
        """The judged year; ``None`` where nothing was judged."""
        by = judged_by(self.assessment)
        return by[0] if by is not None else None


@dataclass(frozen=True)
class Country:
    """Every municipality that the vintages know by name, and every target with a Kolada indicator.

    ``cells`` has one row per municipality in the order of ``municipalities``, in it one cell per target.
    """

    workbook: Workbook = field(repr=False)
    targets: tuple[Target, ...] = field(repr=False)
    municipalities: tuple[Municipality, ...] = field(repr=False)
    cells: tuple[tuple[Cell, ...], ...] = field(repr=False)

    def column(self, target: Target) -> list[Cell]:
        """Return one target's cells, in the order of the municipalities."""
        place = self.targets.index(target)
        return [row[place] for row in self.cells]

    def usual(self, target: Target) -> tuple[int, str] | None:
        """Return the year and the vintage that the plan's own municipality is judged by, else the most common ones."""
        own = judged_by(self.workbook.assessments[target.id])
        found = Counter(by for c in self.column(target) if (by := judged_by(c.assessment)) is not None)
        return own or max(found, key=lambda by: (found[by], by), default=None)


def judge_country(workbook: Workbook, vintage: str | None = None, only: Target | None = None) -> Country:
    """Judge the plan's targets with a Kolada indicator, or one of them, for every municipality.

    ``vintage`` is the last one that counts, as for the workbook. What is late is judged at the workbook's day.

    Raises:
        DataError: a file of a vintage is missing or damaged.
    """
    plan, names = workbook.plan, workbook.observations.areas
    targets = tuple(t for t in (plan.targets if only is None else (only,)) if not t.indicator.is_local)
    areas = sorted((area for area in names.values() if area.kind == "K"), key=lambda area: area.id)
    references = [r for t in targets if (r := plan.reference_of(t)) is not None]
    needs = Needs(
        frozenset(kpi for t in targets for kpi in t.indicator.kolada),
        frozenset([area.id for area in areas] + [r.area for r in references if not r.unweighted_mean]),
        frozenset(r.area for r in references if r.unweighted_mean),
    )
    known = Observations(load_extracts(workbook.data, needs, vintage), names, workbook.observations.series)
    municipalities = tuple(
        msgspec.structs.replace(plan.municipality, id=area.id, name=area.title, genitive=genitive(area.title))
        for area in areas
    )
    rows = []
    for municipality in municipalities:
        court = Court(plan, known, municipality)
        rows.append(tuple(cell(court.judge(target, workbook.as_of)) for target in targets))
    return Country(workbook, targets, municipalities, tuple(rows))


def cell(a: Assessment) -> Cell:
    """Return what an assessment shows on the page: whom the target is not about is told first, whatever the year."""
    start = start_of(a)
    if isinstance(a.verdict, Judged) and start is not None and start > 0:
        return Cell(a, Outcome.ADVANTAGE)
    if isinstance(a.verdict, Judged) and a.verdict.before_plan:
        return Cell(a, Outcome.BEFORE_PLAN)
    return Cell(a, _OF_STATUS[a.status])


def judged_by(a: Assessment) -> tuple[int, str] | None:
    """Return the year and the vintage of a verdict; ``None`` where nothing was judged."""
    year = a.verdict.numbers.year
    return (year, a.extract.id) if isinstance(a.verdict, Judged) and year is not None and a.extract else None


def tally(cells: Iterable[Cell]) -> Counter[Outcome]:
    """Count cells by outcome."""
    return Counter(c.outcome for c in cells)


NEAREST, BY_NAME = "nearest", "name"
"""Orders beside the targets' ids: the plan's own municipality and its groups first, or the alphabet."""


@dataclass(frozen=True)
class Row:
    """One municipality: what it is called and a cell per target. ``marked``: the plan's own, or one asked for."""

    municipality: Municipality
    cells: tuple[Cell, ...]
    marked: bool = False


def near_rows(country: Country, asked_for: str | None = None) -> list[Row]:
    """Return the own municipality, the one asked for, then the members of the plan's groups, each once.

    One of a group for which the vintages hold only a few targets is left out: its row would be empty.
    """
    own = country.workbook.municipality.id
    known = {row.municipality.id: row for row in all_rows(country, asked_for)}
    members = [
        sorted((known[m] for m in area.members if m in known), key=lambda row: by_name(row.municipality.name))
        for comparison in country.workbook.plan.comparisons
        if (area := country.workbook.observations.areas.get(comparison.group)) is not None
    ]
    first = [known[area] for area in (own, asked_for) if area in known]
    enough = _with_values(known[own].cells) if own in known else 0
    others = [row for group in members for row in group if 2 * _with_values(row.cells) >= enough]
    return list({row.municipality.id: row for row in (*first, *others)}.values())


def all_rows(country: Country, asked_for: str | None = None) -> list[Row]:
    """Return every municipality, by id."""
    marked = {country.workbook.municipality.id, asked_for}
    pairs = zip(country.municipalities, country.cells, strict=True)
    return [Row(municipality, cells, municipality.id in marked) for municipality, cells in pairs]


def nearest_first(country: Country, asked_for: str | None = None) -> list[Row]:
    """Return every municipality, the nearest first."""
    near = near_rows(country, asked_for)
    shown = {row.municipality.id for row in near}
    return [*near, *(row for row in all_rows(country, asked_for) if row.municipality.id not in shown)]


def ordered(country: Country, rows: Iterable[Row], by: str) -> list[Row]:
    """Return rows by name, or by a target from the largest improvement down; else as given.

    An improvement up to another year than the own municipality's stands apart, and so does one of a municipality
    for which the target is none, or from before the plan.
    """
    if by == BY_NAME:
        return sorted(rows, key=lambda row: by_name(row.municipality.name))
    target = country.workbook.plan.target(by)
    if target is None or target not in country.targets:
        return list(rows)
    place = country.targets.index(target)
    usual = country.usual(target)
    return sorted(rows, key=lambda row: _improvement_first(row, place, usual))


def placed(country: Country, target: Target) -> list[tuple[Fraction | None, Cell]]:
    """Return the judged cells of a target from the largest improvement down, each with its mid-rank.

    Those that are equal share the middle of their places, as in :class:`goalkit.beside.rank.Rank`. One that was
    judged on another year, or by another vintage, than the own municipality has no place and comes last.
    """
    usual = country.usual(target)
    judged = [(c.improvement, c) for c in country.column(target) if c.improvement is not None]
    judged.sort(key=lambda each: (not _is(each[1], usual), -each[0], each[1].assessment.municipality.id))
    equal = Counter(improvement for improvement, c in judged if _is(c, usual))
    places: dict[Fraction, Fraction] = {}
    passed = 0
    for improvement in sorted(equal, reverse=True):
        places[improvement] = passed + Fraction(equal[improvement] + 1, 2)
        passed += equal[improvement]
    return [(places[improvement] if _is(c, usual) else None, c) for improvement, c in judged]


def _with_values(cells: Iterable[Cell]) -> int:
    return sum(bool(c.assessment.evidence.own.points) for c in cells)


_LAST = (Outcome.BEFORE_PLAN, Outcome.ADVANTAGE, Outcome.MISSING)


def _is(c: Cell, usual: tuple[int, str] | None) -> bool:
    return judged_by(c.assessment) == usual


def _improvement_first(row: Row, place: int, usual: tuple[int, str] | None) -> tuple[int, bool, Fraction, str]:
    """Order by improvement, another year's after the usual one's; then what is no outcome of the plan."""
    cell = row.cells[place]
    group = _LAST.index(cell.outcome) + 1 if cell.outcome in _LAST else 0
    return group, not _is(cell, usual), -(cell.improvement or Fraction(0)), by_name(row.municipality.name)
