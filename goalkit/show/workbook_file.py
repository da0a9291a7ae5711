"""Tables as an Excel workbook: formats, frozen heads, and a sheet that says where everything comes from.

The same tables give the same bytes on any machine and any day: the dates inside are the data's, and the file
is stored uncompressed, for compression differs between systems.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from goalkit.show.sheets import Sheet, Value

_WIDEST, _NARROWEST = 60, 9
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name."""


def xlsx_bytes(sheets: Sequence[Sheet], *, title: str, about: Sequence[tuple[str, str]], day: date) -> bytes:
    """Return the workbook; ``about`` becomes the first sheet, ``day`` the date that the file says of itself."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    created = datetime.combine(day, time(), UTC).replace(tzinfo=None)  # Excel's times have no zone
    book.set_properties({"title": title, "created": created})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    looks = {date: "yyyy-mm-dd", Fraction: "#,##0.0##"}
    formats = {kind: book.add_format({"num_format": look}) for kind, look in looks.items()}
    _about(book.add_worksheet("Om tabellerna"), title, about, bold, wrapped)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.title), sheet, head, formats)
    book.close()
    return _stored(out.getvalue())


def _about(page: Worksheet, title: str, about: Sequence[tuple[str, str]], bold: Format, wrapped: Format) -> None:
    page.set_column(0, 0, 26, bold)
    page.set_column(1, 1, 90, wrapped)
    page.write_string(0, 0, title, bold)
    for row, (what, said) in enumerate(about, start=2):
        page.write_string(row, 0, what)
        page.write_string(row, 1, said)


def _write(page: Worksheet, sheet: Sheet, head: Format, formats: dict[type, Format]) -> None:
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.heading, head)
        widest = max((len(str(row[place] or "")) for row in sheet.rows), default=0)
        page.set_column(place, place, max(_NARROWEST, min(_WIDEST, widest, len(column.heading) + widest)))
    for number, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            _cell(page, number, place, value, formats)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _cell(page: Worksheet, row: int, place: int, value: Value, formats: dict[type, Format]) -> None:
    """Write one value as what it is: a text is never read as a formula, a year never as a date."""
    if isinstance(value, Fraction):
        page.write_number(row, place, float(value), formats[Fraction])
    elif isinstance(value, date):
        page.write_datetime(row, place, datetime.combine(value, time()), formats[date])
    elif isinstance(value, int):
        page.write_number(row, place, value)
    elif value is not None:
        page.write_string(row, place, value)


def _stored(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            plain.writestr(entry, made.read(name))
    return out.getvalue()
