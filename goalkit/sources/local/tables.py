"""A file as rows of fields, the same for CSV and XLSX; what a field means is decided elsewhere."""

import csv
import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from goalkit.exact import decimal_of
from goalkit.sources.local.columns import VALUE, RefusedError, folded, visible
from goalkit.written import UnreadableError, read_bytes


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


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that say something, and what is wrong with the file rather than with one of its fields.

    ``separator`` is what stands between the fields of a row; empty for XLSX.
    """

    records: tuple[Record, ...] = ()
    separator: str = ""
    faults: tuple[RefusedError, ...] = ()


ROWS, COLUMNS = 1_000, 100
"""The last row and column that are read: a series has at most one row per year and gender, 111 in all."""

UNPACKED, TAGS = 5_000_000, 100_000
"""Bytes and XML tags of all the parts of a workbook; one with a whole series has a hundredth."""


def read_table(path: Path) -> Table:
    """Read a file to its end, or until it cannot be read further: then what came before is kept."""
    try:
        content = read_bytes(path)
        return _xlsx_table(content) if path.suffix == ".xlsx" else _csv_table(_decoded(content))
    except UnreadableError as error:
        return Table(faults=(RefusedError(f"filen kan inte läsas: {error}"),))
    except RefusedError as refusal:
        return Table(faults=(refusal,))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4]:
        message = "filen är i UTF-16 (”Unicode-text”), inte i UTF-8; spara om den som ”CSV UTF-8”"
        raise RefusedError(message, 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            "filen är inte i UTF-8, troligen i Latin-1 eller Windows-1252; "
            "spara om den som ”CSV UTF-8” och kontrollera å, ä och ö"
        )
        raise RefusedError(message, len(re.findall(b"\r\n|\r|\n", content[: error.start])) + 1) from error


def _csv_table(text: str) -> Table:
    """Read CSV; a first line ``sep=;``, which Excel takes for itself and counts as no row, says what divides it."""
    first, _, rest = re.sub("\r\n?", "\n", text).partition("\n")
    if said := re.fullmatch('"?sep=(.)"?[;,]*', first, re.IGNORECASE):
        separator, text = said[1], rest
    else:
        separator = next((sign for sign in ";\t" if sign in _head(text)), ",")
    if separator not in ";,":
        by = "tabbar" if separator == "\t" else f"”{visible(separator)}”"
        message = f"fälten skiljs av {by}; spara om filen som ”CSV UTF-8”, med fält skilda av semikolon eller komma"
        raise RefusedError(message, 1)
    records: list[Record] = []
    row = 0
    try:
        for row, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
        ):
            if len(records) > ROWS:
                message = f"filen har fler än {ROWS} rader; resten är inte läst"
                return Table(tuple(records), separator, (RefusedError(message, row),))
            if any(field.strip() for field in fields):
                records.append(Record(row, tuple(Field(field.strip()) for field in fields)))
    except csv.Error as error:
        message = f"raden går inte att dela i fält ({error}); kontrollera citattecknen"
        return Table(tuple(records), separator, (RefusedError(message, row + 1),))
    return Table(tuple(records), separator)


def _head(text: str) -> str:
    """Return the line that looks like the header, else the first that says something."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    return next((line for line in lines if VALUE in folded(line)), lines[0] if lines else "")


NOT_A_WORKBOOK = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, ExpatError),  # no archive, a cut one, no XML
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),  # parts that lack what they must have
    *(OverflowError, NotImplementedError, RuntimeError),  # impossible dates, other packing, a password
)
"""What openpyxl and below raise on a damaged file; it has no class of its own for it."""


def _xlsx_table(content: bytes) -> Table:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and most projects have no such file

    _refuse_other_forms(content)
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            warnings.simplefilter("ignore")  # about styles and extensions that no figure depends on
            _refuse_large(archive)
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            _refuse_sheets([(sheet.title, sheet.sheet_state != "visible") for sheet in book.worksheets])
            sheet = book.worksheets[0]
            extent = _Extent()
            extent.read(archive.read(sheet._worksheet_path))  # type: ignore[attr-defined]
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            cells = sheet.iter_rows(max_row=extent.last_row, max_col=extent.last_column) if extent.last_row else ()
            rows = [(row, [_field(cell) for cell in each]) for row, each in enumerate(cells, start=1)]
            book.close()
    except NOT_A_WORKBOOK as error:
        message = f"filen är ingen läsbar Excelfil ({type(error).__name__}); spara om den som .xlsx"
        raise RefusedError(message) from error
    records = (Record(row, tuple(fields)) for row, fields in rows if any(field.text for field in fields))
    return Table(tuple(records), faults=tuple(extent.merged()))


def _refuse_other_forms(content: bytes) -> None:
    """Refuse what ends with .xlsx and is another of Excel's forms, with what it is."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        message = "filen är en äldre Excelfil (.xls) eller krypterad; spara om den som ”Excel-arbetsbok (.xlsx)”"
        if "EncryptedPackage".encode("utf-16-le") in content:
            message = (
                "filen är krypterad: den har ett lösenord eller en känslighetsetikett; "
                "ta bort det i Excel (Arkiv, Info, Skydda arbetsbok) och spara om den"
            )
        raise RefusedError(message)


def _refuse_large(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose parts are larger than any series, before they are read; and the strict form."""
    size = sum(part.file_size for part in archive.infolist())
    if size > UNPACKED:
        message = (
            f"filen packas upp till {size / 1_000_000:.0f} MB; tillåtet är {UNPACKED // 1_000_000} MB. "
            "Klistra in tabellen i en ny arbetsbok"
        )
        raise RefusedError(message)
    parts = [archive.read(part) for part in archive.infolist()]
    if sum(part.count(b"<") for part in parts) > TAGS:
        message = "filen har fler celler och format än någon serie; klistra in tabellen i en ny arbetsbok"
        raise RefusedError(message)
    if sum(len(re.findall(rb"<(?:[\w.-]+:)?sheet\s", part)) for part in parts) > COLUMNS:
        message = f"filen har över {COLUMNS} blad; tillåtet är ett"
        raise RefusedError(message)
    if any(b"http://purl.oclc.org/ooxml/spreadsheetml/main" in part for part in parts):
        message = "filen är sparad som ”Strict Open XML”; spara om den som ”Excel-arbetsbok (.xlsx)”"
        raise RefusedError(message)


def _refuse_sheets(sheets: list[tuple[str, bool]]) -> None:
    """Refuse more than one sheet, each named and whether it is hidden."""
    if len(sheets) == 1:
        return
    names = ", ".join(f"{visible(name)}{' (dolt)' if hidden else ''}" for name, hidden in sheets[:20])
    message = f"filen har {len(sheets)} blad ({names}); tillåtet är ett, ta bort resten"
    if any(hidden for _, hidden in sheets):
        message += ". Ett dolt blad syns med högerklick på en flik och Ta fram; annars, klistra in i en ny arbetsbok"
    raise RefusedError(message)


class _Extent:
    """How far the values of a sheet reach, read from its XML before any cell is made.

    A coloured cell without a value costs nothing wherever it stands.
    """

    def __init__(self) -> None:
        from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - as below

        self.number_of = column_index_from_string
        self.row = self.column = self.last_row = self.last_column = 0
        self.within = False
        self.areas: list[str] = []

    def read(self, xml: bytes) -> None:
        """Read a sheet. Raises :class:`RefusedError` for a value beyond what is read."""
        parser = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(xml, True)

    def merged(self) -> Iterator[RefusedError]:
        """Yield each merged area among the values: only its first cell can hold one."""
        for area in self.areas:
            found = re.fullmatch("[A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}[0-9]{1,7}", area)
            if found and int(found[1]) <= self.last_row:
                yield RefusedError(f"cellerna {area} är sammanfogade; dela dem och fyll i var och en", int(found[1]))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._next_row(int(attributes.get("r", self.row + 1)))
        elif name == "c":
            letters = attributes["r"].rstrip("0123456789") if "r" in attributes else ""
            self.column = self.number_of(letters) if letters else self.column + 1
        elif name == "f":
            self._reach()
        elif name == "mergeCell":
            self.areas.append(attributes["ref"])
        self.within = self.within or name in ("v", "is")

    def _next_row(self, row: int) -> None:
        if not self.row < row < 10**9:
            message = "rows in another order than they are numbered, or a number that no program writes"
            raise ValueError(message)
        self.row, self.column = row, 0

    def _end(self, tag: str) -> None:
        self.within = self.within and tag.rpartition(":")[2] not in ("v", "is")

    def _text(self, text: str) -> None:
        if self.within and text.strip():
            self._reach()

    def _reach(self) -> None:
        if self.row > ROWS or self.column > COLUMNS:
            where = "på rad" if self.row > ROWS else f"i kolumn {self.column} på rad"
            message = f"bladet har ett värde {where} {self.row}; ta bort det, eller klistra in tabellen i ett nytt"
            raise RefusedError(message, self.row)
        self.last_row, self.last_column = self.row, max(self.last_column, self.column)


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
    "e": "cellen visar ett fel; skriv in värdet, eller stryk raden om året saknar värde",
    "b": "cellen är SANT eller FALSKT; tillåtet är text, tal eller datum",
}


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a number format shows as it stands: a percent sign there multiplies nothing."""


def _number_field(value: float, number_format: str) -> Field:
    number = decimal_of(float(value))
    text = f"{number:f}"
    if not math.isfinite(value):
        return Field(text, problem="talet är för stort")
    if "%" in _LITERAL.sub("", number_format):
        meant = "cellen är i procentformat och håller talet delat med 100"
        return Field(text, problem=f"{meant}; välj formatet Tal och skriv till exempel 43,2")
    return Field(text, number)
