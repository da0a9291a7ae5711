"""Read the rows that are needed of a parquet file, and no more.

Row groups whose names cannot be among the wanted are not decoded. pandas is never imported: pyarrow's own
filters would do it, and double the time of a cold start.
"""

from array import array
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def read_rows(content: bytes, wanted: Mapping[str, frozenset[str]]) -> list[dict[str, Any]]:
    """Return the rows in which each named column holds one of its wanted texts; every page's checksum is tested.

    Raises:
        pyarrow.ArrowException, OSError: the bytes are no parquet file, or are damaged.
        KeyError: a named column is not there.
    """
    file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
    groups = [i for i in range(file.num_row_groups) if _may_hold(file.metadata.row_group(i), wanted)]
    table = file.read_row_groups(groups)
    for column, names in wanted.items():
        table = table.filter(pc.is_in(table[column], value_set=_texts(names)))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _may_hold(group: pq.RowGroupMetaData, wanted: Mapping[str, frozenset[str]]) -> bool:
    """Tell by the smallest and largest name of each column whether a row group can hold a wanted row."""
    columns = (group.column(index) for index in range(group.num_columns))
    bounds = {c.path_in_schema: c.statistics for c in columns if c.path_in_schema in wanted}
    return all(
        known is None
        or not known.has_min_max
        or any(str(known.min) <= name <= str(known.max) for name in wanted[column])
        for column, known in bounds.items()
    )


def _texts(names: frozenset[str]) -> pa.StringArray:
    """Put an array together from bytes: ``pa.array`` would import pandas to ask what it was given."""
    encoded = [name.encode() for name in sorted(names)]
    offsets = array("i", [0, *accumulate(map(len, encoded))])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(encoded)))
