"""The tables of a vintage: their columns, what their cells may hold, and the rows that are needed read as exact cells.

Row groups whose names cannot be among the wanted are neither read nor decoded, nor are columns that nobody asks
for. pandas is never imported: pyarrow's own filters would do it, and double the time of a cold start.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import accumulate, groupby
from types import MappingProxyType
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goalkit.exact import exact
from goalkit.extracts import DOUBTFUL, Cell, CellKey

VALUES, MEANS, QUANTILES = "values.parquet", "means.parquet", "quantiles.parquet"
CUTS = ("lowest", "p5", "p25", "median", "p75", "p95", "highest")

VALUES_SCHEMA = pa.schema(
    [
        ("kpi", pa.dictionary(pa.int32(), pa.string())),
        ("municipality", pa.dictionary(pa.int32(), pa.string())),
        ("year", pa.int16()),
        ("gender", pa.dictionary(pa.int32(), pa.string())),
        ("value", pa.float64()),
        ("status", pa.dictionary(pa.int32(), pa.string())),
        ("count", pa.int32()),
    ]
)
_KEY: list[tuple[str, pa.DataType]] = [
    ("series", pa.string()),
    ("group", pa.string()),
    ("year", pa.int16()),
    ("gender", pa.string()),
]
MEANS_SCHEMA = pa.schema([*_KEY, ("sum", pa.string()), ("n", pa.int32())])
QUANTILES_SCHEMA = pa.schema([*_KEY, *((name, pa.float64()) for name in CUTS), ("n", pa.int32())])
SCHEMAS: Mapping[str, pa.Schema] = {VALUES: VALUES_SCHEMA, MEANS: MEANS_SCHEMA, QUANTILES: QUANTILES_SCHEMA}
KEYS: Mapping[str, tuple[str, ...]] = {
    VALUES: ("kpi", "municipality", "gender", "year"),
    MEANS: ("series", "group", "year", "gender"),
    QUANTILES: ("series", "group", "year", "gender"),
}
"""What a row is about, in the order in which the rows of a file are sorted."""

MAY_BE_EMPTY = frozenset({"value", "status", "count"})
GENDERS = ("K", "M", "T")
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


def check_columns(found: pa.Schema, wanted: pa.Schema) -> None:
    """Raise :class:`ValueError` unless the columns are those of the form, in their types; the packing is free."""
    if _plain(found) != _plain(wanted):
        message = f"kolumnerna är {', '.join(found.names)[:200]} eller av annat slag"
        raise ValueError(message)


def check_content(table: pa.Table) -> None:
    """Raise :class:`ValueError` where a cell says nothing, or no number that could have been published."""
    table.validate(full=True)
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count and name not in MAY_BE_EMPTY:
            message = f"kolumnen {name} har tomma fält"
            raise ValueError(message)
        if not _all(pc.is_finite(column) if pa.types.is_floating(column.type) else None):
            message = f"kolumnen {name} har något som inte är tal"
            raise ValueError(message)
    if "sum" in table.column_names and not _all(pc.match_substring_regex(table["sum"], pattern=_DECIMAL)):
        message = "kolumnen sum har något som inte är tal"
        raise ValueError(message)
    least = pc.min(table["n"]).as_py() if "n" in table.column_names else None  # pa.scalar would import pandas
    if least is not None and least < 1:
        message = "kolumnen n har ett antal under 1"
        raise ValueError(message)


def check_rows(table: pa.Table, key: tuple[str, ...], last: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """Raise :class:`ValueError` where a row cannot be, stands twice or out of its order; return the last row's key.

    ``last`` is the key of the row before the first. A look at a plan does without: this reads every row.
    """
    if not _all(pc.is_in(table["gender"].cast(pa.string()), pa.array(GENDERS))):
        message = f"kolumnen gender har något annat än {', '.join(GENDERS)}"
        raise ValueError(message)
    years = [year for year in (pc.min(table["year"]).as_py(), pc.max(table["year"]).as_py()) if year is not None]
    if not all(1900 <= year <= 2200 for year in years):
        message = f"kolumnen year har {years[0]}–{years[1]}, som inte är år"
        raise ValueError(message)
    if "count" in table.column_names and (pc.min(table["count"]).as_py() or 0) < 0:
        message = "kolumnen count har ett antal under 0"
        raise ValueError(message)
    for row in zip(*(table[name].to_pylist() for name in key), strict=True):
        if last is not None and row <= last:
            message = f"raden {' '.join(map(str, row))} står två gånger eller inte i ordning"
            raise ValueError(message)
        last = row
    return last


def _all(holds: Any) -> bool:
    return holds is None or pc.all(holds).as_py() is not False  # None: there is no row


def _plain(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    return [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in schema]


class AreaEntry(msgspec.Struct, frozen=True):
    """An area as the service names it; fields that are not read may be there."""

    id: str
    title: str
    type: str


class MemberEntry(msgspec.Struct, frozen=True):
    member_id: str


class GroupEntry(msgspec.Struct, frozen=True):
    id: str
    title: str
    members: tuple[MemberEntry, ...]


class SeriesEntry(msgspec.Struct, frozen=True):
    """A series as the service describes it."""

    id: str
    title: str
    description: str | None = None
    operating_area: str | None = None
    publication_date: date | None = None
    publ_period: str | int | None = None


for entry in (AreaEntry, GroupEntry, SeriesEntry):
    msgspec.json.Decoder(entry)  # as for a plan


Selection = Mapping[str, frozenset[str]]
"""Columns and the texts that they may hold; a row is selected when every one of them does."""

Columns = Sequence[str] | None
"""Columns in the order in which they are wanted; all of them where ``None``."""


def read_selected(
    content: bytes, schema: pa.Schema, selections: Sequence[Selection] = (), columns: Columns = None
) -> pa.Table:
    """Return the rows that any selection selects, or all without one.

    Row groups are decoded one at a time, so that only the selected rows take memory.

    Raises:
        pyarrow.ArrowException, OSError: it is no parquet file, or is damaged.
        ValueError: the columns are not those of ``schema``.
    """
    file = _opened(content)
    check_columns(file.schema_arrow, schema)
    if not selections:
        return _named(file.read(None if columns is None else list(columns), use_threads=False), columns)
    needed = None if columns is None else sorted({*columns, *(name for one in selections for name in one)})
    parts = [_named(file.read_row_groups([], needed, use_threads=False), columns)]  # columns without a row
    for group in _possible_groups(file, selections):
        table = file.read_row_group(group, needed, use_threads=False)
        parts.append(_named(table.filter(_mask(table, selections)), columns))
    return pa.concat_tables(parts)


def count_rows(content: bytes, name: str) -> int:
    """Decode and check a whole file of this name, one row group at a time, and return its rows.

    Raises:
        pyarrow.ArrowException, OSError: it is no parquet file, or is damaged.
        ValueError: the columns are not those of the form, a cell holds what the form does not allow or cannot be, or
            a row stands twice.
    """
    file, rows, last = _opened(content), 0, None
    check_columns(file.schema_arrow, SCHEMAS[name])
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, use_threads=False)
        check_content(table)
        last = check_rows(table, KEYS[name], last)
        rows += table.num_rows
    return rows


def _opened(content: bytes) -> pq.ParquetFile:
    return pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)


def _named(table: pa.Table, columns: Columns) -> pa.Table:
    return table if columns is None else table.select(columns)


def _mask(table: pa.Table, selections: Sequence[Selection]) -> Any:
    """Return, per row, whether any selection selects it."""
    mask = _holds(table, selections[0])
    for selection in selections[1:]:
        mask = pc.or_kleene(mask, _holds(table, selection))
    return mask


def _holds(table: pa.Table, selection: Selection) -> Any:
    """Return, per row, whether every named column holds one of its texts."""
    mask: Any = None
    for column, names in selection.items():
        holds = _is_in(table[column], _texts(names))
        mask = holds if mask is None else pc.and_kleene(mask, holds)
    return mask


def _is_in(column: Any, names: pa.StringArray) -> Any:
    """Compare each text of a dictionary once, where there is one: rows are many times more."""
    if not pa.types.is_dictionary(column.type):
        return pc.is_in(column, value_set=names)
    chunks = [pc.take(pc.is_in(c.dictionary, value_set=names), c.indices) for c in column.chunks]
    return pa.chunked_array(chunks, pa.bool_())


def _possible_groups(file: pq.ParquetFile, selections: Sequence[Selection]) -> Iterator[int]:
    """Yield the row groups that can hold a selected row, by the smallest and largest name of each column."""
    metadata = file.metadata
    places = {name: place for place, name in enumerate(file.schema_arrow.names)}

    def possible(group: pq.RowGroupMetaData, column: str, names: frozenset[str]) -> bool:
        known = group.column(places[column]).statistics if column in places else None
        if known is None or not known.has_min_max:
            return True
        low, high = str(known.min), str(known.max)
        return any(low <= name <= high for name in names)

    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        if any(all(possible(group, column, names) for column, names in chosen.items()) for chosen in selections):
            yield number


def _texts(names: frozenset[str]) -> pa.StringArray:
    """Put an array together from bytes: ``pa.array`` would import pandas to ask what it was given."""
    encoded = [name.encode() for name in sorted(names)]
    offsets = array("i", [0, *accumulate(map(len, encoded))])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(encoded)))


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
