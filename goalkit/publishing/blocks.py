"""What the cells of a notebook show, as clean HTML with places for its charts and tables.

``app.run()`` gives objects: marimo's HTML, and charts and data frames as they are. Inside ``mo.vstack`` and
its like they have already become HTML, so :func:`page_formats` first teaches marimo to put all of a frame and
the specification of a chart into it. Layout, controls and whatever only a kernel can answer fall away; tabs
and accordions become ``<details>``, which open without a script.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any, cast

import altair
import msgspec
import pandas as pd
from marimo._messaging.mimetypes import KnownMimeType
from marimo._output.formatting import OPINIONATED_FORMATTERS, as_html, get_formatter

from goalkit.errors import ExportError
from goalkit.publishing.clean import clean_html, lost
from goalkit.publishing.svg import chart_spec, portable
from goalkit.publishing.tables import cell_html
from goalkit.show.drawings import Drawing
from goalkit.show.in_file import Comment

_TABLE = "application/vnd.goalkit.table+json"
_SPEC = "application/vnd.goalkit.vegalite+base64"
_CHART = re.compile(r"application/vnd\.vegalite\.v\d+\+json")
_OPEN, _CLOSE = "\ue000", "\ue001"  # around the number of a part: characters that no text in a page uses
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_FORMULA = re.compile(r"\|\|[(\[](.*)\|\|[)\]]", re.DOTALL)  # how marimo marks TeX, which a page shows as it is written
_EMPTY = re.compile(r"<(p|div|section|span)>\s*</\1>")

_LEFT_OUT = {"marimo-download", "marimo-nav-menu", "marimo-outline", "marimo-progress"}
_TRANSPARENT = {"marimo-ui-element", "marimo-dict", "marimo-form", "marimo-tex", "marimo-routes"}


class Chart(msgspec.Struct, frozen=True, tag="chart"):
    """A chart, as its Vega-Lite specification with the data inside."""

    spec: Mapping[str, Any]

    @property
    def title(self) -> str:
        given = self.spec.get("title", "")
        text = given.get("text", "") if isinstance(given, dict) else given
        return " ".join(text) if isinstance(text, list) else str(text)

    @property
    def description(self) -> str:
        return str(self.spec.get("description", ""))


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A data frame, whole; its first ``row_heads`` columns are its index."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    row_heads: int = 0


Part = Chart | Table


@dataclass(frozen=True)
class Block:
    """What one cell shows: clean HTML, and the parts that belong in it; ``cell`` is its place, from 1.

    ``lost`` are the pictures and links that no page can have; ``comment`` is of what a comment was made: the target's
    id, the text and the year.
    """

    cell: int
    html: str
    parts: tuple[Part, ...]
    lost: tuple[str, ...] = ()
    comment: tuple[str, str, int | None] | None = None

    def filled(self, render: Callable[[Part], str]) -> str:
        """Return the HTML with each part rendered in its place."""
        return _PLACE.sub(lambda match: render(self.parts[int(match[1])]), self.html)

    def before(self, number: int) -> str:
        """Return the HTML that stands before a part, other parts left out."""
        return _PLACE.sub("", self.html.partition(f"{_OPEN}{number}{_CLOSE}")[0])


@contextmanager
def page_formats() -> Iterator[None]:
    """Let marimo put whole frames and specifications into its HTML, while a notebook runs for a page."""
    get_formatter(None)  # marimo registers its own formats when it is first asked for one
    registered = OPINIONATED_FORMATTERS.formatters
    before = dict(registered)
    registered[pd.DataFrame] = registered[pd.Series] = _format_frame
    registered.update(dict.fromkeys(_chart_types(), _format_chart))
    registered[Drawing] = _format_drawing
    try:
        yield
    finally:
        registered.clear()
        registered.update(before)


def _chart_types() -> set[type]:
    """Return altair's kinds of chart: marimo looks for the exact type before its parents."""
    return {kind for kind in vars(altair).values() if isinstance(kind, type) and _is_chart_type(kind)}


def _is_chart_type(kind: type) -> bool:
    return issubclass(kind, altair.TopLevelMixin)


def _format_chart(chart: altair.Chart) -> tuple[KnownMimeType, str]:
    return _format_spec(chart_spec(chart))


def _format_drawing(drawing: Drawing) -> tuple[KnownMimeType, str]:
    return _format_spec(drawing.spec)


def _format_spec(spec: Mapping[str, Any]) -> tuple[KnownMimeType, str]:
    """Write a specification so that HTML need not escape it."""
    return cast(KnownMimeType, _SPEC), base64.b64encode(json.dumps(spec).encode()).decode()


def _format_frame(given: pd.DataFrame | pd.Series) -> tuple[KnownMimeType, str]:
    frame = given.to_frame() if isinstance(given, pd.Series) else given
    named = not isinstance(frame.index, pd.RangeIndex)
    whole = frame.reset_index() if named else frame
    rows = [[_plain(value) for value in row] for row in whole.itertuples(index=False, name=None)]
    table = {
        "columns": [" ".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in whole.columns],
        "rows": rows,
        "row_heads": frame.index.nlevels if named else 0,
    }
    return cast(KnownMimeType, _TABLE), json.dumps(table)


def _plain(value: Any) -> Any:
    """Return a cell as JSON can say it; a missing value of any kind is None, a day has no time."""
    if not pd.api.types.is_scalar(value):
        return str(value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    number = value.item() if hasattr(value, "item") else value
    return number if isinstance(number, str | int | float | bool) else str(number)


def cells_to_blocks(outputs: Sequence[object]) -> list[Block]:
    """Return the blocks of a notebook, one per cell that shows something, in the notebook's order.

    ``outputs`` is the first of what ``app.run()`` returns, run within :func:`page_formats`. Raises
    ExportError when a cell shows something that has no form without a kernel, or a table from which rows
    are missing.
    """
    blocks: list[Block] = []
    with page_formats():
        for number, output in enumerate(outputs, start=1):
            if output is None:
                continue
            reader = _Reader(number)
            reader.read(_shown(output))
            written = "".join(reader.written)
            html = clean_html(written)
            gone, html = lost(written, html), _tidy(html)
            if html or gone:
                comment = output.written if isinstance(output, Comment) else None
                blocks.append(Block(number, html, tuple(reader.parts), gone, comment))
    return blocks


def _shown(output: object) -> str:
    """Return what a cell shows as HTML; a bare number is written in Swedish."""
    if isinstance(output, int | float):
        return cell_html(output)
    return as_html(output).text


def _tidy(html: str) -> str:
    """Take away elements that held only a control or a part that stands beside them; a bare text is a paragraph."""
    while (shorter := _EMPTY.sub("", html)) != html:
        html = shorter
    left = html.strip()
    return f"<p>{left}</p>" if left and "<" not in left and _OPEN not in left else left


class _Reader(HTMLParser):
    """Reads marimo's HTML: writes what a page can hold, and sets charts and tables aside."""

    def __init__(self, cell: int) -> None:
        super().__init__(convert_charrefs=False)
        self.cell = cell
        self.written: list[str] = []
        self.parts: list[Part] = []
        self.ends: list[tuple[str, str]] = []  # open elements whose end is written differently
        self.skipped: list[str] = []  # a control or the like that is left out, and what is open in it
        self.labels: list[list[str]] = []  # of the tabs or folds that are being read

    def read(self, html: str) -> None:
        """Read one piece of HTML, which may be within another."""
        self.feed(html.replace(_OPEN, "").replace(_CLOSE, ""))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self.skipped:
            self.skipped.append(tag)
        elif tag.startswith("marimo-"):
            self._element(tag, attributes)
        elif tag in ("div", "span"):
            self._wrapper(tag, attributes)
        else:
            self.written.append(self.get_starttag_text() or "")

    def handle_startendtag(self, _tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if not self.skipped:
            self.written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            while self.skipped and self.skipped.pop() != tag:
                pass
        elif self.ends and self.ends[-1][0] == tag:
            self.written.append(self.ends.pop()[1])
            if tag in ("marimo-tabs", "marimo-accordion"):
                self.labels.pop()
        elif tag not in ("div", "span"):
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            formula = _FORMULA.fullmatch(data) if self.ends and self.ends[-1][0] == "marimo-tex" else None
            self.written.append(f"<code>{formula[1].strip()}</code>" if formula else data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _wrapper(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Read a div or span: marimo's layout falls away, its paragraphs become paragraphs."""
        classes = attributes.get("class", "").split()
        at_fold = bool(self.ends) and self.ends[-1][0] in ("marimo-tabs", "marimo-accordion")
        if at_fold and tag == "div" and self.labels[-1]:
            opened = " open" if self.ends[-1][0] == "marimo-tabs" else ""
            label = self.labels[-1].pop(0)
            self._wrap(tag, f"<details{opened}><summary>{label}</summary>", "</details>")
        elif tag == "span" and classes == ["paragraph"]:
            self._wrap(tag, "<p>", "</p>")
        elif "markdown" in classes or set(attributes) <= {"style", "data-kind"}:
            self._wrap(tag, "", "")
        else:
            self._wrap(tag, self.get_starttag_text() or "", f"</{tag}>")

    def _wrap(self, tag: str, start: str, end: str) -> None:
        self.written.append(start)
        self.ends.append((tag, end))

    def _element(self, tag: str, attributes: Mapping[str, str]) -> None:
        data = {name[5:]: _json(value) for name, value in attributes.items() if name.startswith("data-")}
        inside = bool(self.ends) and self.ends[-1][0] == "marimo-ui-element"
        if tag in ("marimo-tabs", "marimo-accordion"):
            self.labels.append([_words(label) for label in data.get("tabs") or data.get("labels") or []])
            self.ends.append((tag, ""))
        elif tag in _TRANSPARENT:
            self.ends.append((tag, ""))
        elif tag in _SHOWN:
            _SHOWN[tag](self, data)
            self.skipped.append(tag)
        elif inside or tag in _LEFT_OUT:
            self.skipped.append(tag)
        else:
            raise self._cannot(f"<{tag}>")

    def _mime(self, data: Mapping[str, Any]) -> None:
        self._bundle({str(data.get("mime")): data.get("data")})

    def _bundle(self, bundle: Mapping[str, Any]) -> None:
        """Read the best form that an object gave of itself."""
        nested = _loaded(bundle.get("application/vnd.marimo+mimebundle"))
        if isinstance(nested, dict):
            self._bundle(nested)
            return
        for mime, content in bundle.items():
            if mime == _TABLE:
                given = _loaded(content)
                rows = tuple(tuple(row) for row in given["rows"])
                self._place(Table(tuple(given["columns"]), rows, given["row_heads"]))
            elif mime == _SPEC:
                self._place(Chart(portable(json.loads(base64.b64decode(content)))))
            elif _CHART.fullmatch(mime):
                self._place(Chart(portable(_loaded(content))))
            else:
                raise self._cannot(mime)

    def _table(self, data: Mapping[str, Any]) -> None:
        rows = _loaded(data.get("data")) or []
        if data.get("total-rows") != len(rows):
            raise ExportError(
                f"Cell {self.cell}: tabellen har {data.get('total-rows')} rader men bara {len(rows)} av dem "
                "skulle komma med. Ange `pagination=False` i `mo.ui.table`, eller visa dataramen som den är."
            )
        columns = tuple(name for name in (rows[0] if rows else {}) if name != "_marimo_row_id")
        self._place(Table(columns, tuple(tuple(_plain(row[name]) for name in columns) for row in rows)))

    def _callout(self, data: Mapping[str, Any]) -> None:
        kind = re.sub(r"\W", "", str(data.get("kind", "")))
        title = f"<p><strong>{escape(str(data['title']))}</strong></p>" if data.get("title") else ""
        inner = _Reader(self.cell)
        inner.parts = self.parts
        inner.read(str(data.get("html", "")))
        self.written += [f'<div class="ruta {kind}">', title, *inner.written, "</div>"]

    def _stat(self, data: Mapping[str, Any]) -> None:
        """Write a figure with its label and caption, each on a line."""
        label, value, caption = (escape(str(data.get(name) or "")) for name in ("label", "value", "caption"))
        lines = [label, f"<strong>{value}</strong>", caption]
        self.written.append(f"<p>{'<br>'.join(line for line in lines if line)}</p>")

    def _listing(self, data: Mapping[str, Any]) -> None:
        """Write a list or a dictionary out; one of controls is left out with them."""
        if not (self.ends and self.ends[-1][0] == "marimo-dict"):
            text = json.dumps(data.get("json-data"), ensure_ascii=False, indent=2)
            self.written.append(f"<pre>{escape(text)}</pre>")

    def _place(self, part: Part) -> None:
        """Leave a place for a part, between paragraphs: neither a chart nor a table may stand within one."""
        place = f"{_OPEN}{len(self.parts)}{_CLOSE}"
        self.parts.append(part)
        within = any(end == "</p>" for _, end in self.ends)
        self.written.append(f"</p>{place}<p>" if within else place)

    def _cannot(self, what: str) -> ExportError:
        return ExportError(
            f"Cell {self.cell} visar något som inte kan stå på en sida ({what}). Visa det som ett "
            "altair-diagram, en dataram eller text, eller utelämna det när `mo.cli_args()` har `statisk`."
        )


_SHOWN: Mapping[str, Callable[[_Reader, Mapping[str, Any]], None]] = {
    "marimo-mime-renderer": _Reader._mime,
    "marimo-table": _Reader._table,
    "marimo-vega": lambda reader, data: reader._place(Chart(portable(data["spec"]))),
    "marimo-callout-output": _Reader._callout,
    "marimo-json-output": _Reader._listing,
    "marimo-stat": _Reader._stat,
}


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _loaded(value: Any) -> Any:
    """Return what JSON within JSON says."""
    return _json(value) if isinstance(value, str) else value


def _words(html: str) -> str:
    """Return a label's words, without its markup."""
    return re.sub(r"<[^>]+>", "", html).strip()
