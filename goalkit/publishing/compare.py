"""Two versions of a page or of a data file compared: each difference with its place, what stands and what should.

Of a page is compared what a reader can see or hear, piece by piece.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice, zip_longest
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from goalkit.show.days import DAY
from goalkit.sources.local.tables import NOT_A_WORKBOOK

_HIDDEN = {"script", "style", "head"}
_SAID = ("aria-label", "alt", "title", "content", "href", "datetime", "value")
"""Attributes that a person is told: by a screen reader, as a tooltip, as where a link leads."""

_DRAWN = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform", "points")
"""Attributes that place a drawing's marks: a moved point is a changed number."""

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class Piece:
    """A text, or a told or drawn attribute; ``where`` is the nearest address and the element."""

    where: str
    kind: str
    text: str


def pieces(page: str) -> list[Piece]:
    """Return everything of a page that can be seen or heard, in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Walks a page and keeps which lasting address, and which row of a table, it is in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self.open: list[str] = []
        self.address = "sidans början"
        self.row = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("class") == DAY:  # within a text
            self.open.append(DAY)
            return
        self._told()
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "tr":
            self.row = ""
        if _is_address(tag, given.get("id", "")):
            self.address, self.row = f"#{given['id']}", ""
        self._attributes(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._told()
        self._attributes(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == DAY:
            self.open.pop()
            return
        self._told()
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data

    def close(self) -> None:
        super().close()
        self._told()

    def _told(self) -> None:
        """Keep the text that has ended: from tag to tag, with the dates in it."""
        text, self.text = " ".join(self.text.split()), ""
        inside = set(self.open)
        if not text or (inside & _HIDDEN and "title" not in inside):
            return
        if "th" in inside and "tbody" in inside:
            self.row = text
        self.found.append(Piece(self._where(), self.open[-1] if self.open else "text", text))

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        wanted: Iterator[str] = (name for name in (*_SAID, *(_DRAWN if "svg" in self.open else ())) if name in given)
        self.found += [Piece(self._where(), f"{tag} {name}", given[name]) for name in wanted]

    def _where(self) -> str:
        part = "diagram" if "svg" in self.open else f"tabellraden {self.row}" if self.row and "tr" in self.open else ""
        return f"{self.address}, {part}" if part else self.address


def _is_address(tag: str, name: str) -> bool:
    """Tell whether an id is one that a reader can be sent to: of a heading, figure or section."""
    return bool(name) and tag in ("h1", "h2", "h3", "h4", "section", "figure")


_ADDRESS = re.compile(r'<(?:h[1-4]|section|figure)\b[^>]* id="([^"]+)"')
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"')
_AROUND, _SHOWN = 20, 60
"""So much is shown before a difference in what is not seen, and in all."""


@dataclass(frozen=True)
class Difference:
    """A place where the page says something else than it should."""

    where: str
    stands: str
    should: str

    def __str__(self) -> str:
        said = f"{self.where}: där står ”{self.stands}”, där ska stå ”{self.should}”."
        return said + _looks_alike(self.stands, self.should)


def _looks_alike(stands: str, should: str) -> str:
    """Name the first sign that differs where a reader can hardly see it: one of another script, or an unseen one."""
    at = _first(stands, should)
    pair = stands[at : at + 1], should[at : at + 1]
    if all(sign.isascii() and (not sign or sign.isprintable()) for sign in pair):
        return ""
    theirs, ours = (f"U+{ord(sign):04X}" if sign else "inget" for sign in pair)
    return f" Tecken {at + 1} är {theirs}, ska vara {ours}."


def page_differences(text: str, again: str) -> list[Difference]:
    """Return where a page differs from what it should be: as a reader sees it, and then the first that nobody sees."""
    if text == again:
        return []
    found = differences(pieces(text), pieces(again))
    hidden, right = (_unseen(text), _unseen(again)) if found else (text, again)
    return [*found, _elsewhere(hidden, right)] if hidden != right else found


def differences(theirs: Sequence[Piece], ours: Sequence[Piece]) -> list[Difference]:
    """Return where two pages' pieces differ, in the page's order; what is missing or too much is named too."""
    mine, right = _keys(theirs), _keys(ours)
    start, end = _common(mine, right), _common(mine[::-1], right[::-1])
    end = min(end, len(mine) - start, len(right) - start)
    left, middle = mine[start : len(mine) - end], right[start : len(right) - end]
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, left, middle, autojunk=False).get_opcodes():
        for i in range(max(b - a, d - c) if kind != "equal" else 0):
            stands = theirs[start + a + i] if a + i < b else None
            should = ours[start + c + i] if c + i < d else None
            found.append(_difference(stands, should))
    return found


def _common(first: Sequence[object], second: Sequence[object]) -> int:
    """Return how many elements two sequences begin alike with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(first), len(second)))


def _difference(stands: Piece | None, should: Piece | None) -> Difference:
    at = should or stands
    assert at is not None, "one of them is there"
    return Difference(
        f"{at.where} ({at.kind})", stands.text if stands else "ingenting", should.text if should else "ingenting"
    )


def _keys(given: Sequence[Piece]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in given]


_SEEN = re.compile(
    rf"""<(script|style)\b.*?</\1>|>[^<]+(?=<)|\b(?:{"|".join((*_SAID, *_DRAWN))})=("[^"]*"|'[^']*')""", re.DOTALL
)


def _unseen(text: str) -> str:
    """Return a page without what :func:`pieces` gives: what is left nobody sees; each line stays a line."""

    def without(match: re.Match[str]) -> str:
        lines = "\n" * match[0].count("\n")
        return match[0] if match[1] else f">{lines}" if match[0][0] == ">" else lines

    return _SEEN.sub(without, text)


def _elsewhere(text: str, again: str) -> Difference:
    """Name a difference in what is not seen: the form of the page, its style, its scripts."""
    if text.replace("\r\n", "\n") == again:
        return Difference("radsluten", "CRLF (Windows)", "LF; texten är i övrigt densamma")
    at = _first(text, again)
    line = text.count("\n", 0, at) + 1
    addresses = _ADDRESS.findall(text[:at])
    where = f"sidans kod, rad {line}" + (f", vid #{addresses[-1]}" if addresses else "")
    start = max(at - _AROUND, text.rfind("\n", 0, at) + 1)
    return Difference(where, text[start : start + _SHOWN], again[start : start + _SHOWN])


def file_difference(name: str, given: bytes, content: bytes) -> Difference:
    """Name the first difference of a data file: the row of a text, the cell of a workbook."""
    found = next((_cells if name.endswith(".xlsx") else _rows)(given, content), None)
    if found is None:
        same = "samma innehåll i annan form" + (" (radslut CRLF)" if _unix(given) == content else "")
        return Difference(name, same, "filen byte för byte")
    where, stands, should = found
    return Difference(f"{name}, {where}", stands, should)


def _unix(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n")


def _rows(given: bytes, content: bytes) -> Iterator[tuple[str, str, str]]:
    theirs, ours = (text.decode("utf-8", "replace").splitlines() for text in (given, content))
    for number, (stands, should) in enumerate(zip_longest(theirs, ours, fillvalue=""), start=1):
        if stands != should:
            start = max(_first(stands, should) - _AROUND, 0) if len(should) > _SHOWN else 0
            cut = slice(start, start + _SHOWN)
            yield f"rad {number}", stands[cut] or "ingenting", should[cut] or "ingenting"


def _cells(given: bytes, content: bytes) -> Iterator[tuple[str, str, str]]:
    """Compare the parts of a workbook; of the given one, which may be anyone's, no more is unpacked than is right."""
    with ZipFile(BytesIO(content)) as ours:
        try:
            with ZipFile(BytesIO(given)) as theirs:
                if _is_resaved(theirs, ours):
                    yield from _resaved_cells(given, content)
                    return
                for name in ours.namelist():
                    should = ours.read(name)
                    with theirs.open(name) as part:
                        stands = part.read(2 * len(should))
                    if stands != should:
                        yield _part(name, stands.decode("utf-8", "replace"), should.decode())
        except (*NOT_A_WORKBOOK, BadZipFile, zlib.error) as error:
            yield "hela filen", f"något som inte är en hel arbetsbok ({type(error).__name__})", "en arbetsbok"


_BY = "docProps/app.xml"
"""The part that says which program saved a workbook."""


def _is_resaved(theirs: ZipFile, ours: ZipFile) -> bool:
    """Tell whether another program has saved a workbook anew, and it is no larger than that can make it."""
    sizes = [sum(part.file_size for part in book.infolist()) for book in (theirs, ours)]
    known = _BY in theirs.namelist() and sizes[0] < 4 * sizes[1] + 100_000
    return known and theirs.read(_BY) != ours.read(_BY)


def _resaved_cells(given: bytes, content: bytes) -> Iterator[tuple[str, str, str]]:
    """Compare what stands in the cells of two workbooks, sheet by sheet."""
    theirs, ours = _sheets(given), _sheets(content)
    for title in dict.fromkeys((*ours, *theirs)):
        if title not in ours or title not in theirs:
            yield f"bladet {title}", *(("finns", "ska inte finnas") if title in theirs else ("saknas", "ska finnas"))
            continue
        for cell in sorted({*theirs[title], *ours[title]}):
            stands, should = (sheet[title].get(cell) for sheet in (theirs, ours))
            if stands != should:
                where = f"blad {title}, cell {get_column_letter(cell[1])}{cell[0]}"
                yield where, _shown(stands), _shown(should)


def _shown(value: object) -> str:
    return "ingenting" if value is None else str(value)[:_SHOWN]


def _sheets(content: bytes) -> dict[str, dict[tuple[int, int], object]]:
    """Return the cells that hold anything, by row and column, of every sheet."""
    book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    found: dict[str, dict[tuple[int, int], object]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        rows = islice(sheet.iter_rows(), _MOST_ROWS)
        cells = (cell for row in rows for cell in row if cell.value not in (None, ""))
        found[sheet.title] = {(cell.row, cell.column): cell.value for cell in cells}
    book.close()
    return found


_MOST_ROWS = 1_048_576


def _part(name: str, stands: str, should: str) -> tuple[str, str, str]:
    at = _first(stands, should)
    cells = _CELL.findall(should[:at])
    start = should.rfind(">", 0, at) + 1
    end = max(should.find("<", start), at + 1)
    longer = max(stands.find("<", start), at + 1)
    sheet = PurePosixPath(name).stem.replace("sheet", "blad ").replace("sharedStrings", "texterna")
    return f"{sheet}, cell {cells[-1]}" if cells else sheet, stands[start:longer][:_SHOWN], should[start:end][:_SHOWN]


def _first(one: str, other: str) -> int:
    """Return where two texts begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
