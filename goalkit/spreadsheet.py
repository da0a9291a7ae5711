"""CSV that a Swedish spreadsheet opens right, in which text stays text."""

import csv
import io
from collections.abc import Iterable

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: spreadsheets read the rest as a formula (OWASP, CSV injection)."""


def as_text_cell(value: str) -> str:
    """Return ``value`` for a text cell of a CSV file: an apostrophe before what would be read as a formula.

    Only for text; a number is written as a number, its minus included. A workbook needs none of this:
    there a string is written as a string.

    >>> as_text_cell("=SUM(A1:A9)"), as_text_cell("Kartering 2022")
    ("'=SUM(A1:A9)", 'Kartering 2022')
    """
    return f"'{value}" if value.startswith(FORMULA_SIGNS) or value.lstrip().startswith(FORMULA_SIGNS) else value


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV that a Swedish spreadsheet opens right: a byte order mark, semicolons, CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()
