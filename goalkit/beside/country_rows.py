"""Which municipalities a page shows, in what order, and their places in one target's list."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from goalkit.beside.country import Cell, Country, Outcome, judged_by
from goalkit.plan import Municipality, Target
from goalkit.words.terms import by_name

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
