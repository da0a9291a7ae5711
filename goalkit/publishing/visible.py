"""What a reader can see or hear on a page, piece by piece, each with where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from goalkit.show.days import DAY

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
