"""The country on one page as a file: one row per municipality and target.

``outcome`` is what the page shows (``advantage``: the target is about a disadvantage that the municipality does not
have), with its words in ``outcome_text``; ``status`` is the formal verdict by the same rule. ``measure`` is the rule's.
CSV is for a Swedish spreadsheet: semicolons, decimal comma, a byte order mark, exact decimals (those that
no finite decimal writes are rounded at twelve places). Parquet has the same columns with numbers as floats.
"""

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goalkit.beside.country import Cell, Country
from goalkit.exact import decimal_text
from goalkit.model import Flag, NotAssessed
from goalkit.show.report import measure_unit
from goalkit.spreadsheet import as_text_cell, csv_text
from goalkit.words.country import outcome_word
from goalkit.words.sentences import reason_word
from goalkit.words.summary import labels
from goalkit.written import write_whole

NUMBERS = ("own_base", "own", "reference_base", "reference", "measure_base", "measure")
_FIELDS: "list[pa.Field[Any]]" = [
    *(pa.field(name, pa.string()) for name in ("municipality", "name", "target", "outcome", "outcome_text")),
    *(pa.field(name, pa.string()) for name in ("status", "reason", "reason_text")),
    *(pa.field(name, pa.int32()) for name in ("base_year", "year")),
    *(pa.field(name, pa.float64()) for name in NUMBERS),
    pa.field("reference_n", pa.int32()),
    *(pa.field(name, pa.string()) for name in ("unit", "measure_unit", "flags", "vintage", "source")),
]
SCHEMA = pa.schema(_FIELDS)


def country_csv(country: Country) -> str:
    """Write the country as CSV."""
    return csv_text(SCHEMA.names, ([_text(name, row[name]) for name in SCHEMA.names] for row in _rows(country)))


def write_parquet(country: Country, path: Path) -> None:
    """Write the country as parquet, numbers as floats."""
    rows = [row | {name: _float(row[name]) for name in NUMBERS} for row in _rows(country)]
    out = io.BytesIO()  # pyarrow would remove what it could not write to, also what is no file of ours
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), out, compression="zstd")
    write_whole(path, out.getvalue())


def _rows(country: Country) -> list[dict[str, Any]]:
    return [_row(c) for cells in country.cells for c in cells]


def _row(c: Cell) -> dict[str, Any]:
    a = c.assessment
    n, verdict = a.verdict.numbers, a.verdict
    values = {name: None if (v := getattr(n, name)) is None else decimal_text(v)[0] for name in NUMBERS}
    return {
        "municipality": a.municipality.id,
        "name": a.municipality.name,
        "target": a.target.id,
        "outcome": c.outcome.value,
        "outcome_text": outcome_word(c),
        "status": a.status.value,
        "reason": verdict.reason.value if isinstance(verdict, NotAssessed) else None,
        "reason_text": reason_word(a) if isinstance(verdict, NotAssessed) else None,
        "base_year": n.base_year,
        "year": n.year,
        **values,
        "reference_n": n.reference_n,
        "unit": a.indicator.unit.value,
        "measure_unit": measure_unit(a).value,
        "flags": " ".join(flag.value for flag in Flag if flag in verdict.flags),
        "vintage": a.extract.id if a.extract else None,
        "source": labels([a]),
    }


def _float(text: str | None) -> float | None:
    return None if text is None else float(text)


def _text(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(".", ",") if name in NUMBERS else as_text_cell(value)
    return value
