"""Read the rows that are needed of a parquet file, and no more.

Row groups whose names cannot be among the wanted are neither read nor decoded, nor are columns that nobody asks
for. pandas is never imported: pyarrow's own filters would do it, and double the time of a cold start.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goalkit.sources.shapes import KEYS, SCHEMAS, check_columns, check_content, check_rows

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
