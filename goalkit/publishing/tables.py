"""Rows as an HTML table: header cells with a scope, numbers in Swedish, nothing that needs a script."""

import html
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any


def table_html(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, row_heads: int = 0, caption: str = "") -> str:
    """Return a table; the first ``row_heads`` columns head their rows. ``caption`` is plain text."""
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{_cells(row, row_heads)}</tr>" for row in rows)
    return f"<table class='dataframe'>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Sequence[Any], row_heads: int) -> str:
    heads = "".join(f"<th scope='row'>{cell_html(value)}</th>" for value in row[:row_heads])
    return heads + "".join(f"<td{_number_class(value)}>{cell_html(value)}</td>" for value in row[row_heads:])


def _number_class(value: object) -> str:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return " class='tal'" if is_number else ""


def cell_html(value: object) -> str:
    """Write one value: numbers as they are, unrounded, with comma and true minus; nothing as an empty cell.

    Whole numbers are not grouped, for they may be years.

    >>> [cell_html(v) for v in (2024, -0.5, True, None, "a < b", float("nan"))]
    ['2024', '−0,5', 'ja', '', 'a &lt; b', '']
    """
    if value is None or value != value:  # noqa: PLR0124 - the test for "not a number" of any kind
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float | Decimal):
        return str(value).replace("-", "−").replace(".", ",")
    return html.escape(str(value))
