"""Was it unusual? One municipality's improvement among others', in one window, exact.

The improvement is the one that the rule measures: how much a gap shrank, how far above the reference a
value lies, how much better a level or a relative change became. A rank is a place in a list and nothing more.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

import msgspec
import numpy as np

from goalkit.beside.grid import Floats, Grid
from goalkit.beside.windows import measure, pick
from goalkit.plan import Target

CUTS = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)


class Rank(msgspec.Struct, frozen=True, kw_only=True):
    """A place among ``n`` municipalities, the own one included.

    Attributes:
        better: how many improved more; equal: how many others exactly as much.
        own: the own improvement, and ``cuts`` those of all at 0, 5, 25, 50, 75, 95 and 100 % (for a picture).
    """

    target: str
    area: str
    group: str
    base: int
    later: int
    vintage: str
    better: int
    equal: int
    n: int
    own: float
    cuts: tuple[float, ...]

    @property
    def middle(self) -> Fraction:
        """The mid-rank: 1 is best; those that are equal share the middle of their places."""
        return self.better + 1 + Fraction(self.equal, 2)

    @property
    def share_better(self) -> Fraction:
        """The share of the other municipalities that improved more."""
        return Fraction(self.better, self.n - 1)


class Group(NamedTuple):
    """Municipalities to be ranked among, and what they are called."""

    name: str
    members: frozenset[str]


def rank(target: Target, grid: Grid, window: tuple[int, int], area: str, group: Group) -> Rank | None:
    """Rank a municipality in a group; it is one of them whether listed or not.

    ``None`` where the grid lacks the window, the own value, or every other member's.
    """
    row = grid.row(area)
    if row is None or any(year not in grid.years for year in window):
        return None
    measured = measure(target, grid, pick(grid, [window]))
    among = np.array([name in group.members or name == area for name in grid.areas])
    others = among & measured.judged[:, 0]
    others[row] = False
    if not measured.judged[row, 0] or not others.any() or not grid.reference_known[[*_columns(grid, window)]].all():
        return None
    numerators = measured.improvement[:, 0].astype(object)
    divisors = measured.divisor[:, 0].astype(object)
    chosen = (*np.flatnonzero(others), row)
    improvements = {grid.areas[i]: Fraction(int(numerators[i]), int(divisors[i])) for i in chosen}
    return place(improvements, Place(target.id, area, group.name, *window, grid.vintage))


class Place(NamedTuple):
    """What a place is about: whose, in which group, over which window, by which vintage."""

    target: str
    area: str
    group: str
    base: int
    later: int
    vintage: str


def place(improvements: Mapping[str, Fraction], about: Place) -> Rank:
    """Rank one municipality by exact improvements, its own among them; a relative change is a share."""
    own = improvements[about.area]
    others = [value for area, value in improvements.items() if area != about.area]
    values: Floats = np.array([float(value) for value in (*others, own)])
    return Rank(
        **about._asdict(),
        better=sum(value > own for value in others),
        equal=sum(value == own for value in others),
        n=len(others) + 1,
        own=_short(values[-1]),
        cuts=tuple(_short(cut) for cut in np.quantile(values, CUTS)),
    )


def _short(value: float) -> float:
    """Keep nine figures: enough for a picture, and the same on every machine."""
    return float(f"{value:.9g}")


def _columns(grid: Grid, window: tuple[int, int]) -> list[int]:
    return [grid.years.index(year) for year in window]
