"""The whole country from the vintages: per target, every vintage that asked for all municipalities."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goalkit.beside.grid import Floats, Frame, Grid, make_grid
from goalkit.plan import Plan, Target
from goalkit.sources.manifest import Manifest, read_manifest
from goalkit.sources.national import national_years, read_totals
from goalkit.sources.vintages import load_names, vintage_folders


@dataclass(frozen=True)
class Panel:
    """What the whole country is known by.

    Attributes:
        grids: per target the grids of the vintages that asked for every municipality, newest first. Vintages
            are never put together; a target with an own series has none.
        groups: the members of each group of municipalities.
    """

    grids: Mapping[str, tuple[Grid, ...]]
    groups: Mapping[str, frozenset[str]]


def load_panel(data: Path, plan: Plan, upto: str | None = None) -> Panel:
    """Read every vintage that holds the whole country for some target.

    The whole country is every municipality that the vintages know by name. For a year to count, a vintage
    must have asked for all of them, and for the reference area where the rule has one.

    Raises:
        DataError: a file of a vintage is missing or damaged.
    """
    names = load_names(data)
    country = tuple(sorted(area.id for area in names.values() if area.kind == "K"))
    grids: dict[str, list[Grid]] = {target.id: [] for target in plan.targets}
    for folder in vintage_folders(data, upto) if country else ():
        for target, grid in _grids(folder, plan, country):
            grids[target].append(grid)
    groups = {area.id: frozenset(area.members) for area in names.values() if area.kind == "G"}
    return Panel({target: tuple(found) for target, found in grids.items()}, groups)


@dataclass(frozen=True)
class _Vintage:
    """One vintage before one plan and one country."""

    manifest: Manifest
    plan: Plan
    country: tuple[str, ...]

    def areas(self, target: Target) -> tuple[str, ...]:
        """Return the rows that a target's grid is made from: the country, then the reference area if any."""
        reference = self.plan.reference_of(target)
        return self.country if reference is None or reference.unweighted_mean else (*self.country, reference.area)

    def years(self, target: Target) -> tuple[int, ...]:
        """Return the years for which every part was asked for in every row."""
        years = [national_years(self.manifest, kpi, self.areas(target)) for kpi in target.indicator.kolada]
        return tuple(sorted(frozenset.intersection(*years))) if years else ()

    def grid(self, target: Target, years: tuple[int, ...], tables: Mapping[str, pa.Table]) -> Grid:
        reference, rows = self.plan.reference_of(target), self.areas(target)
        kind: Literal["row", "mean"] | None = None
        if reference is not None:
            kind = "mean" if reference.unweighted_mean else "row"
        frame = Frame(self.country, years, kind, self.manifest.id, self.manifest.retrieved)
        return make_grid(target.indicator, [_array(tables[k], rows, years) for k in target.indicator.kolada], frame)


def _grids(folder: Path, plan: Plan, country: tuple[str, ...]) -> list[tuple[str, Grid]]:
    vintage = _Vintage(read_manifest(folder), plan, country)
    years = {target.id: vintage.years(target) for target in plan.targets}
    targets = [target for target in plan.targets if years[target.id]]
    if not targets:
        return []
    series = {kpi for target in targets for kpi in target.indicator.kolada}
    areas = {area for target in targets for area in vintage.areas(target)}
    tables = read_totals(folder, vintage.manifest, series, areas)
    return [(target.id, vintage.grid(target, years[target.id], tables)) for target in targets]


def _array(table: pa.Table, areas: tuple[str, ...], years: tuple[int, ...]) -> Floats:
    """Spread rows out as areas × years, NaN where there is no row; rows of other areas and years are left out."""
    rows = _places(table["municipality"].to_pylist(), areas)
    columns = _places(table["year"].to_pylist(), years)
    kept = (rows >= 0) & (columns >= 0)
    cells = np.full((len(areas), len(years)), np.nan)
    cells[rows[kept], columns[kept]] = table["value"].to_numpy()[kept]
    return cells


def _places(found: list[Any], order: tuple[Any, ...]) -> npt.NDArray[np.intp]:
    """Return where each value stands in ``order``, −1 for one that does not."""
    place = {value: number for number, value in enumerate(order)}
    return np.array([place.get(value, -1) for value in found], dtype=np.intp)
