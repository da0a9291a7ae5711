"""What the cells of a notebook show: an analyst's own as clean HTML, with places for charts, tables and our blocks.

``app.run()`` gives objects: marimo's HTML, and charts, data frames and blocks as they are. Inside ``mo.vstack`` and
its like they have already become HTML, so :func:`page_formats` has each leave its number there, by the protocol with
which any object tells marimo how it is shown. Layout, controls and whatever only a kernel can answer fall away; tabs
and accordions become ``<details>``, which open without a script.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any

import altair
import marimo as mo
import msgspec
import pandas as pd

from goalkit.errors import CommentError, ExportError
from goalkit.face import Assessment
from goalkit.publishing.clean import clean_html, lost
from goalkit.publishing.svg import chart_spec, portable
from goalkit.publishing.tables import cell_html
from goalkit.show.display import Display, Place, comment_text, says

_PART = "application/vnd.goalkit.part"
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


class Own(msgspec.Struct, frozen=True, tag="own"):
    """One of the program's own blocks: which one, what it said of the data in the cell, and of a comment its words."""

    place: Place
    says: Mapping[str, str]
    words: str = ""
    year: Any = None  # a cell may say what is no year: it is told when the comment is made


Part = Chart | Table | Own


@dataclass(frozen=True)
class Block:
    """What one cell shows: clean HTML, and the parts that belong in it; ``cell`` is its place, from 1.

    ``lost`` are the pictures and links that no page can have.
    """

    cell: int
    html: str
    parts: tuple[Part, ...]
    lost: tuple[str, ...] = ()

    @staticmethod
    def place(number: int) -> str:
        """Return what stands in the HTML where a part belongs."""
        return f"{_OPEN}{number}{_CLOSE}"

    def filled(self, render: Callable[[Part], str]) -> str:
        """Return the HTML with each part rendered in its place."""
        return _PLACE.sub(lambda match: render(self.parts[int(match[1])]), self.html)

    def before(self, number: int) -> str:
        """Return the HTML that stands before a part, other parts left out."""
        return _PLACE.sub("", self.html.partition(f"{_OPEN}{number}{_CLOSE}")[0])


@contextmanager
def page_formats() -> Iterator[list[object]]:
    """Have charts, frames and blocks leave their number in marimo's HTML meanwhile; yield the list of them."""
    parts: list[object] = []

    def left(shown: object) -> "_Left":
        parts.append(shown)
        return _Left(len(parts) - 1)

    kinds: list[Any] = [pd.DataFrame, pd.Series, altair.TopLevelMixin, Display]
    before = [vars(kind).get("_display_") for kind in kinds]
    for kind in kinds:
        kind._display_ = left
    try:
        yield parts
    finally:
        for kind, display in zip(kinds, before, strict=True):
            if display is None:
                del kind._display_
            else:
                kind._display_ = display


@dataclass(frozen=True)
class _Left:
    """What marimo shows in the place of a part."""

    number: int

    def _mime_(self) -> tuple[str, str]:
        return _PART, str(self.number)


def _part(shown: object) -> Part | None:
    """Return a part as data; ``None`` for what stands in a notebook alone."""
    if isinstance(shown, Display):
        return _own(shown)
    if isinstance(shown, pd.DataFrame | pd.Series):
        return _frame(shown)
    return Chart(portable(chart_spec(shown)))  # type: ignore[arg-type]


def _own(shown: Display) -> Own | None:
    if shown.place is None or shown.about is None:
        return None
    said = dict(says(shown.place, shown.about))
    if shown.words and isinstance(shown.about, Assessment) and shown.about.workbook is not None:
        with suppress(CommentError):  # told by whoever makes the page
            said["text"] = comment_text(shown.about.workbook, shown.place.of, shown.words, shown.year)
    return Own(shown.place, said, shown.words, shown.year)


def _frame(given: pd.DataFrame | pd.Series) -> Table:
    frame = given.to_frame() if isinstance(given, pd.Series) else given
    named = not isinstance(frame.index, pd.RangeIndex)
    whole = frame.reset_index() if named else frame
    columns = tuple(" ".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in whole.columns)
    rows = tuple(tuple(_plain(value) for value in row) for row in whole.itertuples(index=False, name=None))
    return Table(columns, rows, frame.index.nlevels if named else 0)


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


def cells_to_blocks(outputs: Sequence[object], left: list[object]) -> list[Block]:
    """Return the blocks of a notebook, one per cell that shows something, in the notebook's order.

    ``outputs`` is the first of what ``app.run()`` returns; it was run within :func:`page_formats`, as this is, which
    gave ``left``.

    Raises:
        ExportError: a cell shows something that has no form without a kernel, or a table without some of its rows.
    """
    blocks: list[Block] = []
    for number, output in enumerate(outputs, start=1):
        if output is None:
            continue
        block = _block(number, _shown(output), left)
        if block.html or block.lost:
            blocks.append(block)
    return blocks


def markdown(text: str) -> Block:
    """Return markdown that people write as clean HTML, with what falls away of it."""
    return _block(1, mo.md(text).text, [])


def _block(cell: int, html: str, left: list[object]) -> Block:
    reader = _Reader(cell, left)
    reader.read(html)
    written = "".join(reader.written)
    cleaned = clean_html(written)
    return Block(cell, _tidy(cleaned), tuple(reader.parts), lost(written, cleaned))


def _shown(output: object) -> str:
    """Return what a cell shows as HTML; a bare number is written in Swedish."""
    if isinstance(output, int | float):
        return cell_html(output)
    return mo.as_html(output).text


def _tidy(html: str) -> str:
    """Take away elements that held only a control or a part that stands beside them; a bare text is a paragraph."""
    while (shorter := _EMPTY.sub("", html)) != html:
        html = shorter
    left = html.strip()
    return f"<p>{left}</p>" if left and "<" not in left and _OPEN not in left else left


class _Reader(HTMLParser):
    """Reads marimo's HTML: writes what a page can hold, and sets charts and tables aside."""

    def __init__(self, cell: int, left: list[object]) -> None:
        super().__init__(convert_charrefs=False)
        self.cell, self.left = cell, left
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
            if mime == _PART:
                if (part := _part(self.left[int(content)])) is not None:
                    self._place(part)
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
        inner = _Reader(self.cell, self.left)
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
        place = Block.place(len(self.parts))
        self.parts.append(part)
        within = any(end == "</p>" for _, end in self.ends)
        self.written.append(f"</p>{place}<p>" if within else place)

    def _cannot(self, what: str) -> ExportError:
        return ExportError(
            f"Cell {self.cell} visar något som inte kan stå på en sida ({what}). Visa det som ett "
            "altair-diagram, en dataram eller text, eller utelämna det när `mo.app_meta().mode` är `script`."
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
