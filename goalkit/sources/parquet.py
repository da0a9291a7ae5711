"""Read the rows that are needed of a parquet file, and no more.

Row groups whose names cannot be among the wanted are not decoded. pandas is never imported: pyarrow's own
filters would do it, and double the time of a cold start.
"""

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goalkit.sources.shapes import check_columns

Selection = Mapping[str, frozenset[str]]
"""Columns and the texts that they may hold; a row is selected when every one of them does."""


def read_selected(content: bytes, schema: pa.Schema, selections: Sequence[Selection] = ()) -> pa.Table:
    """Return the rows that any selection selects, or all without one; every page's checksum is tested.

    Raises:
        pyarrow.ArrowException, OSError: the bytes are no parquet file, or are damaged.
        ValueError: the columns are not those of ``schema``.
    """
    file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
    check_columns(file.schema_arrow, schema)
    if not selections:
        return file.read()
    groups = [i for i in range(file.num_row_groups) if _may_hold(file.metadata.row_group(i), selections)]
    table = file.read_row_groups(groups)
    selected = _mask(table, selections[0])
    for selection in selections[1:]:
        selected = pc.or_(selected, _mask(table, selection))
    return table.filter(selected)


def _mask(table: pa.Table, selection: Selection) -> Any:
    """Return, per row, whether every named column holds one of its texts."""
    mask: Any = None
    for column, names in selection.items():
        holds = pc.is_in(table[column], value_set=_texts(names))
        mask = holds if mask is None else pc.and_(mask, holds)
    return mask


def _may_hold(group: pq.RowGroupMetaData, selections: Sequence[Selection]) -> bool:
    """Tell by the smallest and largest name of each column whether a row group can hold a selected row."""
    columns = (group.column(index) for index in range(group.num_columns))
    bounds = {c.path_in_schema: c.statistics for c in columns}

    def possible(column: str, names: frozenset[str]) -> bool:
        known = bounds.get(column)
        if known is None or not known.has_min_max:
            return True
        return any(str(known.min) <= name <= str(known.max) for name in names)

    return any(all(possible(column, names) for column, names in chosen.items()) for chosen in selections)


def _texts(names: frozenset[str]) -> pa.StringArray:
    """Put an array together from bytes: ``pa.array`` would import pandas to ask what it was given."""
    encoded = [name.encode() for name in sorted(names)]
    offsets = array("i", [0, *accumulate(map(len, encoded))])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(encoded)))
