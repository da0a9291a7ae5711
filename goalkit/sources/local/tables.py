"""A file as rows of fields, the same for CSV and XLSX; what a field means is decided elsewhere."""

import csv
import io
import math
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from goalkit.errors import cause
from goalkit.exact import decimal_of
from goalkit.sources.local.faults import RefusedError


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: its text, what it is typed as (XLSX only), or why it cannot be used whatever its column."""

    text: str
    typed: Decimal | date | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row; ``row`` is its number as a spreadsheet shows it."""

    row: int
    fields: tuple[Field, ...]


def read_records(path: Path) -> tuple[Iterator[Record], str]:
    """Return the rows of a file, and what stands between the fields of a row (empty for XLSX).

    Raises:
        RefusedError: here or while the rows are taken: the file cannot be read (further).
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"filen kan inte läsas ({cause(error)})"
        raise RefusedError(message) from error
    if path.suffix == ".xlsx":
        return _xlsx_records(content), ""
    text = _decoded(content)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    return _csv_records(text, separator), separator


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            "filen är inte i UTF-8, troligen i Latin-1 eller Windows-1252; "
            "spara om den som ”CSV UTF-8” och kontrollera å, ä och ö"
        )
        raise RefusedError(message, content.count(b"\n", 0, error.start) + 1) from error


def _csv_records(text: str, separator: str) -> Iterator[Record]:
    row = 0
    try:
        for row, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
        ):
            yield Record(row, tuple(Field(field.strip()) for field in fields))
    except csv.Error as error:
        message = f"raden går inte att dela i fält ({error}); kontrollera citattecknen"
        raise RefusedError(message, row + 1) from error


_NOT_A_WORKBOOK = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError),  # no archive, a cut one, no XML
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),  # parts that lack what they must have
    *(OverflowError, NotImplementedError, RuntimeError),  # impossible dates, other packing, a password
)
"""What openpyxl and below raise on a damaged file; it has no class of its own for it."""


def _xlsx_records(content: bytes) -> Iterator[Record]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and most projects have no such file

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that no figure depends on
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet, *others = book.worksheets
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            rows = [tuple(_field(cell) for cell in cells) for cells in sheet.iter_rows()]
            book.close()
    except _NOT_A_WORKBOOK as error:
        message = f"filen är ingen läsbar Excelfil ({type(error).__name__}); spara om den som .xlsx"
        raise RefusedError(message) from error
    if others:
        message = f"filen har {1 + len(others)} blad; tillåtet är ett, ta bort resten"
        raise RefusedError(message)
    for row, fields in enumerate(rows, start=1):
        yield Record(row, fields)


def _field(cell: Any) -> Field:
    """Return a typed cell as it was entered; what a formula gives is not kept in the file for certain."""
    value = cell.value
    if value is None:
        return Field("")
    if cell.data_type in _CELL_PROBLEMS:
        return Field(str(getattr(value, "text", value)), problem=_CELL_PROBLEMS[cell.data_type])
    if isinstance(value, str):
        return Field(value.strip())
    if isinstance(value, int | float):
        return _number_field(value, cell.number_format)
    if isinstance(value, datetime) and value == datetime.combine(value, datetime.min.time()):
        return Field(value.date().isoformat(), value.date())
    return Field(str(value), problem="cellen är ett klockslag eller har ett; tillåtet är bara dagen")


_CELL_PROBLEMS = {
    "f": "cellen är en formel; klistra in dess värde i stället",
    "e": "cellen visar ett fel; skriv in värdet",
    "b": "cellen är SANT eller FALSKT; tillåtet är text, tal eller datum",
}


def _number_field(value: float, number_format: str) -> Field:
    number = decimal_of(float(value))
    text = f"{number:f}"
    if not math.isfinite(value):
        return Field(text, problem="talet är för stort")
    if "%" in number_format:
        meant = "cellen är i procentformat och håller talet delat med 100"
        return Field(text, problem=f"{meant}; välj formatet Tal och skriv till exempel 43,2")
    return Field(text, number)
