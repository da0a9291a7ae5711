"""What the whole country says beside one verdict: how common the outcome is, and the municipality's place.

The verdict's own span between base and judged year is used; without a judged year the span to the plan's
last year. Vintages are never put together: the newest one with at least three windows tells how common,
the newest one that holds the judged window tells the place, and each is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from goalkit.beside.chance import FEW_WINDOWS, NEAR, Chance, Near, chance, near
from goalkit.beside.grid import Grid, NationalGrids
from goalkit.beside.rank import Group, Rank, rank
from goalkit.beside.results import Common, Results
from goalkit.beside.windows import measure, pick, sign, windows_of
from goalkit.exact import decimal_text
from goalkit.judge import Assessment
from goalkit.model import Judged

ALL = "alla"
"""The name of the group of all municipalities in :class:`goalkit.beside.rank.Rank`."""
SAME_SIDE = "samma sida"
"""The group of municipalities that started on the same side of the reference."""


class Absent(StrEnum):
    """Why there is nothing to compare with."""

    LOCAL_SERIES = "local_series"
    NOT_NATIONAL = "not_national"
    NO_WINDOW = "no_window"


@dataclass(frozen=True)
class Standing:
    """One target beside the country.

    Attributes:
        span: years from base to judged year, or to the plan's last year where ``to_plan_end``; ``chance`` is
            over the same span, or the longest shorter one that the data hold.
        start: the own distance to the reference in the base year, positive where it was the better one.
        absent: why ``chance`` is ``None``.
        prepared: the rate, or the place, was computed beforehand (:mod:`goalkit.beside.results`).
        group_ranks: places in groups that ``ranks`` lacks (:mod:`goalkit.beside.gathered`).
    """

    assessment: Assessment = field(repr=False)
    span: int
    to_plan_end: bool
    start: Fraction | None = None
    chance: Chance | None = None
    near: Near | None = None
    ranks: tuple[Rank, ...] = ()
    absent: Absent | None = None
    prepared: bool = False
    ranks_prepared: bool = False
    group_ranks: tuple[Rank, ...] = ()


def standing(a: Assessment, panel: NationalGrids, results: Results | None = None) -> Standing:
    """Put one assessment beside the whole country, or beside results computed beforehand."""
    span, to_plan_end = span_of(a)
    start = start_of(a)
    if a.indicator.is_local:
        return Standing(a, span, to_plan_end, start, absent=Absent.LOCAL_SERIES)
    grids = panel.grids.get(a.target.id, ())
    common, prepared = _common(a, grids, results, span)
    places = ranks_of(a, panel)
    stored_places = results.ranks_of(a) if results is not None and not places else ()
    known = bool(grids) or (results is not None and results.knows(a))
    return Standing(
        a,
        span,
        to_plan_end,
        start,
        common.chance if common else None,
        common.near if common else None,
        places or stored_places,
        None if common else Absent.NO_WINDOW if known else Absent.NOT_NATIONAL,
        prepared,
        bool(stored_places),
    )


def span_of(a: Assessment) -> tuple[int, bool]:
    """Return the years between base and judged year, and whether the plan's last year had to stand in."""
    base = a.target.rule.base_year
    judged = a.verdict.numbers.year if isinstance(a.verdict, Judged) else None
    if base is None:
        return 0, False
    return (judged if judged is not None else a.plan.years.last) - base, judged is None


def start_of(a: Assessment) -> Fraction | None:
    """Return the own distance to the reference in the base year, positive where it was the better one.

    ``None`` for a rule that is not about a gap, or without both values.
    """
    n = a.verdict.numbers
    if not a.target.rule.has_gap or n.own_base is None or n.reference_base is None:
        return None
    return a.indicator.better.sign * (n.own_base - n.reference_base)


def counted(a: Assessment, grid: Grid, span: int) -> Chance | None:
    """Count how often the target's rule was met over ``span`` years."""
    return chance(a.target, grid, span)


def near_of(a: Assessment, grid: Grid, span: int) -> Near | None:
    """Count the comparisons that started about as far from the reference; ``None`` without a start of one's own."""
    start = start_of(a)
    if not start:
        return None
    low, high = (decimal_text(abs(start) * part)[0] for part in NEAR)
    return Near(low=low, high=high, rate=near(a.target, grid, span, start))


def ranks_of(a: Assessment, panel: NationalGrids) -> tuple[Rank, ...]:
    """Rank the municipality's judged window; nothing where it was not judged or no vintage holds the window."""
    n = a.verdict.numbers
    if not isinstance(a.verdict, Judged) or n.year is None:
        return ()
    window = (n.base_year if n.base_year is not None else n.year, n.year)
    return next((found for grid in panel.grids.get(a.target.id, ()) if (found := ranks(a, panel, grid, window))), ())


def ranks(a: Assessment, panel: NationalGrids, grid: Grid, window: tuple[int, int]) -> tuple[Rank, ...]:
    """Rank one window among all municipalities, those on the same side, and the plan's groups."""
    groups = [Group(ALL, frozenset(grid.areas))]
    if a.target.rule.has_gap:
        groups.append(Group(SAME_SIDE, _same_side(a, grid, window)))
    groups += [Group(c.group, panel.groups.get(c.group, frozenset())) for c in a.plan.comparisons]
    found = (rank(a.target, grid, window, a.municipality.id, group) for group in groups)
    return tuple(place for place in found if place is not None)


def _same_side(a: Assessment, grid: Grid, window: tuple[int, int]) -> frozenset[str]:
    row = grid.row(a.municipality.id)
    if row is None or any(year not in grid.years for year in window):
        return frozenset()
    start = sign(measure(a.target, grid, pick(grid, [window])).start)[:, 0]
    return frozenset(area for area, side in zip(grid.areas, start, strict=True) if side == start[row])


def _common(a: Assessment, grids: Sequence[Grid], results: Results | None, span: int) -> tuple[Common | None, bool]:
    """Return the rate over ``span``, or over the longest shorter span with any, and whether it was prepared."""
    for years in range(span, 0, -1) if span else (0,):
        live = _live(a, grids, years)
        stored = results.chance_of(a, years) if results is not None else None
        if stored is not None and (live is None or live.chance.everyone.windows < FEW_WINDOWS):
            return stored, True
        if live is not None:
            return live, False
    return None, False


def _live(a: Assessment, grids: Sequence[Grid], span: int) -> Common | None:
    """Count in the newest grid with enough windows, else in the newest with any."""
    counts = [(grid, len(windows_of(grid, a.target, span))) for grid in grids]
    enough = next((grid for grid, count in counts if count >= FEW_WINDOWS), None)
    grid = enough or next((grid for grid, count in counts if count), None)
    found = counted(a, grid, span) if grid is not None else None
    return Common(chance=found, near=near_of(a, grid, span)) if grid is not None and found is not None else None
