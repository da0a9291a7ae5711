"""One state of the service: what it knows at a moment. A change gives another state."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

MADE_UP = "påhittat testvärde"
"""The status of every value that comes from no file of real data."""


class Cell(NamedTuple):
    """One gender's value."""

    gender: str
    value: float | None
    status: str = ""
    count: int = 1
    isdeleted: bool = False


Series = Mapping[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class Store:
    """Metadata in the service's own form, and values by indicator and area, year and gender."""

    kpis: Mapping[str, Mapping[str, Any]]
    municipalities: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Mapping[str, Any]]
    values: Mapping[tuple[str, str], Series]

    def without_kpi(self, kpi: str) -> Self:
        """Let an indicator vanish, with its values."""
        return replace(
            self,
            kpis={one: about for one, about in self.kpis.items() if one != kpi},
            values={key: series for key, series in self.values.items() if key[0] != kpi},
        )

    def with_kpi(self, kpi: str, **fields: object) -> Self:
        """Give other metadata: a changed title, a moved publication date."""
        return replace(self, kpis={**self.kpis, kpi: {**self.kpis[kpi], **fields}})

    def with_cell(self, kpi: str, area: str, year: int, cell: Cell) -> Self:
        """Give one value more, or another one in its place."""
        series = dict(self.values.get((kpi, area), {}))
        others = tuple(one for one in series.get(year, ()) if one.gender != cell.gender)
        series[year] = (*others, cell)
        return replace(self, values={**self.values, (kpi, area): series})

    def moved(self, kpi: str, area: str, year: int, by: float, gender: str = "T") -> Self:
        """Revise one value by a difference."""
        cell = self.cell(kpi, area, year, gender)
        if cell.value is None:
            message = f"{kpi} {area} {year} {gender} has no value to revise"
            raise ValueError(message)
        return self.with_cell(kpi, area, year, cell._replace(value=round(cell.value + by, 8)))

    def revised(self, kpi: str, factor: float) -> Self:
        """Revise a whole history: every value of an indicator, multiplied."""
        return replace(
            self,
            values={
                key: {year: tuple(_times(cell, factor) for cell in cells) for year, cells in series.items()}
                if key[0] == kpi
                else series
                for key, series in self.values.items()
            },
        )

    def withdrawn(self, kpi: str, area: str, year: int) -> Self:
        """Mark a year as deleted, as the service marks it, all genders."""
        series = dict(self.values[kpi, area])
        series[year] = tuple(cell._replace(isdeleted=True) for cell in series[year])
        return replace(self, values={**self.values, (kpi, area): series})

    def without_year(self, kpi: str, area: str, year: int) -> Self:
        """Let a year be simply not there any more."""
        series = {one: cells for one, cells in self.values[kpi, area].items() if one != year}
        return replace(self, values={**self.values, (kpi, area): series})

    def with_group_means(self, group: str, kpis: Iterable[str]) -> Self:
        """Give a group values: the unweighted mean of the members that have one, ``count`` their number."""
        members = [member["member_id"] for member in self.groups[group]["members"]]
        means = {(kpi, group): _means([self.values.get((kpi, one), {}) for one in members]) for kpi in kpis}
        return replace(self, values={**self.values, **means})

    def cell(self, kpi: str, area: str, year: int, gender: str = "T") -> Cell:
        """Return one cell; raise :class:`KeyError` where there is none."""
        for cell in self.values[kpi, area][year]:
            if cell.gender == gender:
                return cell
        raise KeyError((kpi, area, year, gender))


def _times(cell: Cell, factor: float) -> Cell:
    return cell if cell.value is None else cell._replace(value=round(cell.value * factor, 8))


def _means(members: list[Series]) -> Series:
    found: dict[int, dict[str, list[float]]] = {}
    for series in members:
        for year, cells in series.items():
            for cell in cells:
                if cell.value is not None and not cell.isdeleted:
                    found.setdefault(year, {}).setdefault(cell.gender, []).append(cell.value)
    return {
        year: tuple(Cell(gender, math.fsum(v) / len(v), "", len(v)) for gender, v in genders.items())
        for year, genders in found.items()
    }
