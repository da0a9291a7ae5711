"""Charts and tables of a page in their places: figures with lasting addresses, a text and a table for every chart."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from goalkit.errors import ExportError
from goalkit.publishing.blocks import Block, Chart, Part, Table
from goalkit.publishing.svg import chart_svg, drawings, portable
from goalkit.publishing.tables import table_html

_HEADING = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_OURS = re.compile(r'<div class="gk-(drawing|wide|narrow)">\Z')
_ROWS = 200
"""Rows of a chart's data that are listed beneath it; more would hide the page."""


class Figures:
    """Renders the parts of one page's blocks, and keeps what a script needs to make the charts live."""

    def __init__(self, cells: Mapping[int, str], notebook: str) -> None:
        self.cells, self.notebook = cells, notebook
        self.specs: dict[str, Any] = {}
        self.drawn: Counter[str] = Counter()
        self.heading = ""

    def fill(self, block: Block) -> str:
        """Return a block's HTML with its charts drawn and its tables written.

        Raises:
            ExportError: a chart cannot be drawn; the message names its cell.
        """
        given = iter(range(len(block.parts)))

        def render(part: Part) -> str:
            number = next(given)
            before = block.before(number)
            headings = _HEADING.findall(before)
            self.heading = _words(headings[-1]) if headings else self.heading
            if isinstance(part, Table):
                return self._table(part)
            assert isinstance(part, Chart), "our own blocks have been made"
            return self._drawing(part) if _OURS.search(before) else self._figure(part, block.cell)

        try:
            html = block.filled(render)
        except ExportError as error:
            cell = f"cell {block.cell} {self.cells.get(block.cell, '')}".rstrip()
            message = f"{self.notebook}.py, {cell}: {error} Ingen fil skrevs."
            raise ExportError(message) from error
        after = _HEADING.findall(block.html)
        self.heading = _words(after[-1]) if after else self.heading
        return html

    def _drawing(self, chart: Chart) -> str:
        """Draw a chart whose figure, words and table stand around it already."""
        title, description = self._words_of(chart)
        return self._svg(chart, title, description)

    def _figure(self, chart: Chart, cell: int) -> str:
        """Write a chart of the analyst's own as a figure, with a table of what it draws."""
        title, description = self._words_of(chart)
        address = self._address(self.cells.get(cell, ""), chart)
        table = _table_of(chart, title)
        fold = f"<details><summary>Tabell</summary>{table}</details>" if table else ""
        drawn = self._svg(chart, title, description)
        return f'<figure class="gk-figure" id="{escape(address)}"><div class="gk-drawing">{drawn}</div>{fold}</figure>'

    def _svg(self, chart: Chart, title: str, description: str) -> str:
        content = json.dumps(chart.spec, sort_keys=True, ensure_ascii=False)
        self.drawn[content] += 1
        copy = self.drawn[content]
        drawn = ""
        for look, spec in drawings(chart.spec).items():
            svg = chart_svg(spec, title=title, description=description, copy=copy)
            drawn += f'<div class="{look}">{svg}</div>' if look else svg
        place = "v" + hashlib.sha256(f"{copy}\0{content}".encode()).hexdigest()[:12]
        self.specs[place] = portable(dict(chart.spec))
        return f'<div id="{place}">{drawn}</div>'

    def _words_of(self, chart: Chart) -> tuple[str, str]:
        """Return a chart's title and description: its own, else the first sentence and the rest of what it says."""
        first, _, rest = chart.description.partition(". ")
        if chart.title:
            return chart.title, chart.description or _described(chart)
        if first:
            return first.rstrip(".") + ".", rest
        return f"Diagram: {self.heading}" if self.heading else "Diagram", _described(chart)

    def _address(self, name: str, chart: Chart) -> str:
        content = json.dumps(chart.spec, sort_keys=True)
        plain = name.replace("_", "-") or hashlib.sha256(content.encode()).hexdigest()[:8]
        base = f"figur-{plain}"
        self.drawn[base] += 1
        return base if self.drawn[base] == 1 else f"{base}-{self.drawn[base]}"

    def _table(self, table: Table) -> str:
        return _scrolled(table_html(table.columns, table.rows, row_heads=table.row_heads), self.heading)


def _scrolled(table: str, about: str) -> str:
    """Let a wide table scroll within itself, reached by keyboard too."""
    label = f"Tabell: {about}" if about else "Tabell"
    return f'<div class="gk-table-wrap" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'


def _table_of(chart: Chart, title: str) -> str:
    """Return the rows that a chart draws as a table; nothing where they differ in form."""
    rows = next(_row_sets(chart.spec), [])
    columns = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
    if not columns or not all(isinstance(row, dict) for row in rows):
        return ""
    table = table_html(columns, ([_plain(row.get(name)) for name in columns] for row in rows[:_ROWS]))
    more = f"<p>Här visas de första {_ROWS} raderna av {len(rows)}.</p>" if len(rows) > _ROWS else ""
    return _scrolled(table, title) + more


def _row_sets(spec: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the data of a specification: named sets, then those within."""
    yield from spec.get("datasets", {}).values()
    data = spec.get("data")
    if isinstance(data, dict) and isinstance(data.get("values"), list):
        yield data["values"]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def _described(chart: Chart) -> str:
    """Say what a chart without a description draws, from its own encodings."""
    encoding = chart.spec.get("encoding", {})
    named = [_field(encoding[channel]) for channel in ("y", "x", "color") if channel in encoding]
    rows = next(_row_sets(chart.spec), [])
    parts = [f"Visar {', '.join(name for name in named if name)}." if any(named) else "", f"{len(rows)} rader."]
    return " ".join(part for part in parts if part)


def _field(channel: Any) -> str:
    if not isinstance(channel, dict):
        return ""
    title = channel.get("title") or channel.get("field") or ""
    return " ".join(title) if isinstance(title, list) else str(title)


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
