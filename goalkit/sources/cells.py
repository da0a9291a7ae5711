"""The values of a vintage as exact cells, made when somebody asks for them.

A look at a plan loads every municipality behind a mean, and a verdict asks for a few of them: as columns the
rest cost next to nothing, as exact numbers they would cost more than everything else together.
"""

from collections.abc import Iterator, Mapping, Set
from itertools import groupby
from types import MappingProxyType

import pyarrow as pa

from goalkit.exact import exact
from goalkit.extracts import DOUBTFUL, Cell, CellKey

KEY = ("kpi", "municipality", "gender")
CELL = (*KEY, "year", "value", "status")


class KeptCells(Mapping[CellKey, Mapping[int, Cell]]):
    """The cells of a table with the columns :data:`CELL`, by series, area and gender, then by year."""

    def __init__(self, table: pa.Table, doubtful: Set[tuple[str, str, str, int]] = frozenset()) -> None:
        self._doubtful = doubtful
        self._table = table.select(["year", "value", "status"]).combine_chunks()
        self._runs: dict[CellKey, list[tuple[int, int]]] = {}
        self._made: dict[CellKey, Mapping[int, Cell]] = {}
        start = 0
        for key, rows in groupby(zip(*(table[name].cast(pa.string()).to_pylist() for name in KEY), strict=True)):
            length = sum(1 for _ in rows)
            self._runs.setdefault(key, []).append((start, length))
            start += length

    def __getitem__(self, key: CellKey) -> Mapping[int, Cell]:
        if key not in self._made:
            cells = {year: cell for run in self._runs[key] for year, cell in self._cells(key, *run)}
            self._made[key] = MappingProxyType(cells)
        return self._made[key]

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def _cells(self, key: CellKey, start: int, length: int) -> Iterator[tuple[int, Cell]]:
        columns = (column.to_pylist() for column in self._table.slice(start, length).columns)
        for year, value, status in zip(*columns, strict=True):
            if (*key, year) in self._doubtful:
                yield year, Cell(None, DOUBTFUL)
            else:
                yield year, Cell(None if value is None else exact(value), status or "")
