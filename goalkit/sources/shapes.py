"""The forms of a vintage's files: the columns of its tables, and what is read of the service's own words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

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
