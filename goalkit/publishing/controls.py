"""Controls as text: a file has no kernel, so what a control can only ask a kernel for is written out instead.

A slider becomes its label and value, a form its fields, an editable table its rows. What works by itself in
a browser stays: tabs, accordions, charts and downloads.

marimo writes a control as ``<marimo-ui-element><marimo-slider data-…></marimo-slider></marimo-ui-element>``;
each ``data-`` attribute is JSON that may hold further HTML with further controls.
"""

import base64
import csv
import html
import io
import json
import re
import uuid
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from goalkit.errors import ExportError
from goalkit.publishing.tables import table_html

_UI = "marimo-ui-element"
_ALIVE = {"marimo-tabs", "marimo-vega", "marimo-download"}
_CONTAINERS = {"marimo-dict", "marimo-form"}
_UNSUPPORTED = {
    "marimo-anywidget": "anywidget",
    "marimo-data-explorer": "mo.ui.data_explorer",
    "marimo-dataframe": "mo.ui.dataframe",
    "marimo-lazy": "mo.lazy",
    "marimo-mermaid": "mo.mermaid",
    "marimo-plotly": "plotly",
}

_ROW_ID = "_marimo_row_id"  # a column that marimo adds to tables in which rows can be chosen

Attributes = dict[str, str]


def controls_as_text(value: Any) -> Any:
    """Return a cell's output with every control in it as text.

    The output may be HTML, JSON, or either within the other, to any depth. Raises ExportError for what a
    file cannot show at all.
    """
    if isinstance(value, dict):
        return {key: controls_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [controls_as_text(item) for item in value]
    if not isinstance(value, str) or "marimo-" not in value:
        return value
    if value.lstrip()[:1] in ("{", "[", '"'):
        return json.dumps(controls_as_text(json.loads(value)), ensure_ascii=False)
    return _html_without_controls(value)


def _html_without_controls(text: str) -> str:
    rewriter = _Rewriter(text)
    rewriter.feed(text)
    rewriter.close()
    return rewriter.result()


class _Rewriter(HTMLParser):
    """Copies HTML as it stands, except for the elements of marimo's controls."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source, self.copied = source, 0
        self.lines = [0]
        for line in source.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []  # elements that are kept open, and what closes each
        self.outer: Attributes | None = None  # a <marimo-ui-element> whose control comes next
        self.skipped = ""  # the control that is being left out, with all in it
        self.depth = 0

    def result(self) -> str:
        return "".join([*self.parts, self.source[self.copied :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped:
            self.depth += tag == self.skipped
            return
        attributes = {name: value or "" for name, value in attrs}
        if tag == _UI:
            self._replace("")
            self.outer = attributes
        elif self.outer is not None:
            outer, self.outer = self.outer, None
            self._control(tag, attributes, outer)
        elif tag in _UNSUPPORTED:
            raise _unsupported(tag)
        elif any("marimo-" in value for value in attributes.values()):
            self._replace(_tag(tag, _inner(attributes)))

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.depth -= tag == self.skipped
            if self.depth:
                return
            self.skipped = ""
            self._replace("", end=True)
        elif self.open and self.open[-1][0] == tag:
            self._replace(self.open.pop()[1], end=True)

    def _control(self, tag: str, attributes: Attributes, outer: Attributes) -> None:
        if tag in _UNSUPPORTED:
            raise _unsupported(tag)
        if tag in _ALIVE:
            identity = {**outer, "random-id": str(uuid.uuid5(uuid.NAMESPACE_OID, outer.get("object-id", "")))}
            self._replace(_tag(_UI, identity) + _tag(tag, _inner(attributes)))
            self.open += [(_UI, f"</{_UI}>"), (tag, f"</{tag}>")]
        elif tag in _CONTAINERS:
            self._replace("")
            self.open += [(_UI, ""), (tag, "")]
        else:
            self._replace(_text_of(tag, attributes))
            self.open.append((_UI, ""))
            self.skipped, self.depth = tag, 1

    def _replace(self, by: str, *, end: bool = False) -> None:
        """Copy up to the tag being read, and write ``by`` in its place."""
        line, column = self.getpos()
        start = self.lines[line - 1] + column
        if not (end and self.copied > start):
            self.parts.append(self.source[self.copied : start])
        self.parts.append(by)
        raw = None if end else self.get_starttag_text()
        self.copied = start + len(raw) if raw else self.source.index(">", start) + 1


def _tag(tag: str, attributes: Attributes) -> str:
    written = "".join(f" {name}='{html.escape(value)}'" for name, value in attributes.items())
    return f"<{tag}{written}>"


def _inner(attributes: Attributes) -> Attributes:
    """Free the JSON in attributes from controls in their turn."""
    return {name: _inner_value(name, value) for name, value in attributes.items()}


def _inner_value(name: str, value: str) -> str:
    if not name.startswith("data-") or "marimo-" not in value:
        return value
    return json.dumps(controls_as_text(json.loads(value)), ensure_ascii=False)


def _table(attributes: Attributes) -> str:
    """Write marimo's table as a plain one: without a kernel it neither sorts, searches nor pages.

    Rows and columns that marimo did not send along are counted beneath.
    """
    rows = json.loads(attributes.get("data-data", "null")) or []
    rows = json.loads(rows) if isinstance(rows, str) else rows
    index = [str(name) for name, _ in json.loads(attributes.get("data-row-headers", "[]"))]
    hidden = {_ROW_ID, *json.loads(attributes.get("data-hidden-columns", "[]")), *index}
    columns = [*index, *(name for name in (rows[0] if rows else {}) if name not in hidden)]
    table = table_html(
        columns,
        ([_plain(row.get(name)) for name in columns] for row in rows),
        row_heads=len(index),
        caption=_label(attributes),
    )
    return (
        table
        + _not_shown(attributes, "data-total-rows", len(rows), "raderna")
        + _not_shown(attributes, "data-total-columns", len(columns) - len(index), "kolumnerna")
    )


def _plain(value: Any) -> Any:
    """Return a cell's value; of an object that shows itself, the text it shows."""
    if isinstance(value, dict):
        shown = value.get("data") or value.get("_serialized_mime_bundle", {}).get("data") or ""
        return re.sub(r"<[^>]+>", "", str(shown))
    return _words(value) if isinstance(value, list) else value


def _not_shown(attributes: Attributes, name: str, shown: int, what: str) -> str:
    total = json.loads(attributes.get(name, "0"))
    if isinstance(total, int) and total <= shown:
        return ""
    of = total if isinstance(total, int) else "okänt antal"
    return f"<p>Här visas de första {shown} {what} av {of}.</p>"


def _label(attributes: Attributes) -> str:
    """Return a control's label as plain text."""
    label = json.loads(attributes.get("data-label", "null")) or ""
    return html.unescape(re.sub(r"<[^>]+>", "", label)).strip()


def _text_of(tag: str, attributes: Attributes) -> str:
    """Write a control out: its label and its value, as the notebook starts with."""
    if tag == "marimo-table":
        return _table(attributes)
    label = html.escape(_label(attributes))
    value = json.loads(attributes.get("data-initial-value", "null"))
    show = _SHOW.get(tag, _value)
    shown = show(value, attributes)
    if not shown:
        return ""
    return f"<span data-goalkit='kontroll'>{label}{': ' if label else ''}{shown}</span>"


def _words(value: Any) -> str:
    """Say a value in Swedish.

    >>> _words([True, 2.5, None, "riket"])
    'ja, 2,5, inget valt, riket'
    """
    if value is None or value in ([], ""):
        return "inget valt"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(item)}" for key, item in value.items())
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _value(value: Any, _: Attributes) -> str:
    return html.escape(_words(value))


def _slider(value: Any, attributes: Attributes) -> str:
    """Say where a slider stands; one with steps of its own has the step's number as its value."""
    steps = json.loads(attributes.get("data-steps", "[]") or "[]")
    places = value if isinstance(value, list) else [value]
    return html.escape("–".join(_words(steps[int(place)] if steps else place) for place in places))


def _written(value: Any, attributes: Attributes) -> str:
    hidden = attributes.get("data-kind") == '"password"'
    return html.escape("inget ifyllt" if not value else "dolt" if hidden else str(value))


def _block(value: Any, _: Attributes) -> str:
    return f"<pre>{html.escape(str(value or ''))}</pre>"


def _nothing(_value: Any, _attributes: Attributes) -> str:
    """Leave out what only does something: a button, a file to upload, a clock that runs cells again."""
    return ""


def _rows(_: Any, attributes: Attributes) -> str:
    """Write an editable table as a table."""
    rows = _editor_rows(json.loads(attributes.get("data-data", '""')))
    return table_html(next(rows, []), rows)


def _editor_rows(data: Any) -> Iterator[list[Any]]:
    """Yield the header and the rows of what marimo gives its editor: CSV in a data URL, or JSON rows."""
    if isinstance(data, str) and data.startswith("data:text/csv;base64,"):
        text = base64.b64decode(data.partition(",")[2]).decode("utf-8-sig")
        yield from csv.reader(io.StringIO(text))
        return
    rows = json.loads(data) if isinstance(data, str) and data else data
    if rows:
        yield [str(name) for name in rows[0]]
        yield from ([_plain(value) for value in row.values()] for row in rows)


_SHOW: dict[str, Callable[[Any, Attributes], str]] = {
    "marimo-slider": _slider,
    "marimo-range-slider": _slider,
    "marimo-text": _written,
    "marimo-text-area": _block,
    "marimo-code-editor": _block,
    "marimo-data-editor": _rows,
    "marimo-button": _nothing,
    "marimo-file": _nothing,
    "marimo-refresh": _nothing,
}


def _unsupported(tag: str) -> ExportError:
    return ExportError(
        f"Anteckningsboken visar något med {_UNSUPPORTED[tag]}, som inte följer med i en fil. Visa det som "
        "altair-diagram, tabell eller text när `mo.cli_args()` har `statisk`. Ingen fil skrevs."
    )
