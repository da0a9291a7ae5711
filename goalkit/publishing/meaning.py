"""The proof of meaning: what pages say of targets is what the data give, each block in its own place.

Every block of the program's is made anew from a workbook that the publisher opens, in a process in which no cell has
run: a cell says which block it shows, and cannot change it. Beside them may stand whatever an analyst writes, but
nothing that looks like one of those blocks. Free words cannot be proven: :func:`claims` lists those that say how it
has gone, for a person to confirm.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import msgspec

from goalkit.errors import CommentError, ProofError
from goalkit.publishing.blocks import Block, Chart, Own, Part, Table, markdown
from goalkit.publishing.own import OF_TARGET, Draw, exists, made
from goalkit.publishing.run import Shown
from goalkit.publishing.svg import ask_for, portable
from goalkit.show import blocks
from goalkit.show.display import Kind, Place, comment_text, says
from goalkit.words.figures import figures
from goalkit.workbook import Workbook

_OWN_LOOK = "gk-"
_OWN_ADDRESS = re.compile(r' id="(?:gk|mal|diagram)-[^"]*"')


class Meaning:
    """What pages of a workbook may say, block by block."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.order = {id_: number for number, id_ in enumerate(workbook.assessments)}
        self.faults: list[str] = []
        self.taken: dict[Place, str] = {}
        self.claims: list[str] = []

    def made(self, shown: Shown) -> Shown:
        """Return what a notebook shows with our blocks made from the workbook; free text holds no target's address.

        What is wrong is kept for :meth:`refuse`.
        """
        self.faults += self._order(shown)
        self.claims += claims(shown, self.workbook)
        return replace(shown, blocks=[self._made(block, shown.cell(block.cell)) for block in shown.blocks])

    def refuse(self) -> None:
        """Refuse what has been shown where something is wrong with it.

        Raises:
            ProofError: every fault names its cell and place.
        """
        if self.faults:
            message = "Sidorna säger något annat än vad uppgifterna ger. Ingen fil skrevs."
            raise ProofError(message, tuple(dict.fromkeys(self.faults)))

    def _made(self, block: Block, where: str) -> Block:
        """Return a cell's block with our own in it as HTML and charts, and keep what is wrong with it."""
        parts: list[Part] = []

        def place(part: Part) -> str:
            parts.append(part)
            return Block.place(len(parts) - 1)

        def filled(part: Part) -> str:
            if isinstance(part, Own):
                return self._own(part, where, lambda spec: place(Chart(portable(spec))))
            return place(part)

        for look in looks(block.html)[:1]:
            self.faults.append(
                f"{where}: egen text eller HTML har ett utseende som bara goalkits egna block har "
                f"(class ”{look}”). Ta bort det; visa en måluppfyllelse med gk.card."
            )
        html = replace(block, html=_OWN_ADDRESS.sub("", block.html)).filled(filled)
        for part in parts:
            if isinstance(part, Chart):
                ask_for(part.spec)
        of_comments = (each for part in block.parts if isinstance(part, Own) for each in markdown(part.words).lost)
        return replace(block, html=html, parts=tuple(parts), lost=(*block.lost, *of_comments))

    def _own(self, part: Own, where: str, draw: Draw) -> str:
        """Return one of our blocks, and keep what is wrong with it."""
        if not exists(self.workbook, part.place):
            self.faults.append(f"{where}: {part.place} finns inte i planen.")
            return ""
        try:
            html = made(self.workbook, part, draw)
            self.faults += [*self._unlike(where, part), *self._dressed(where, part, html)]
        except CommentError as error:
            self.faults.append(f"{where}: {error}")
            return ""
        return html

    def _unlike(self, where: str, part: Own) -> Iterator[str]:
        """Yield what a cell's own workbook says otherwise than the data give: somebody has changed it."""
        about = self.workbook.assessments.get(part.place.of, self.workbook)
        right = dict(says(part.place, about))
        if part.words:
            right["text"] = comment_text(self.workbook, part.place.of, part.words, part.year)
        for name, told in right.items():
            if (stands := part.says.get(name, "ingenting")) != told:
                stands, should = _around(_TAG.sub("", stands), _TAG.sub("", told))
                yield (
                    f"{where}: {part.place} är inte vad uppgifterna ger. {name}: där står ”{stands}”, där ska stå "
                    f"”{should}”."
                )
                return

    def _dressed(self, where: str, part: Own, html: str) -> Iterator[str]:
        """Yield that a comment's words have one of our looks."""
        if not part.words:
            return
        around = made(self.workbook, msgspec.structs.replace(part, words=" "), str)
        if len(marks := looks(html)) > len(looks(around)):
            yield f"{where}: {part.place} har ett utseende som bara goalkits egna block har (class ”{marks[1]}”)."

    def _order(self, shown: Shown) -> Iterator[str]:
        """Yield where a block stands out of its place, a second time, or is lacking on the page of its area."""
        area, goal, target = self._area(shown.name), None, None
        owned = [(block.cell, part.place) for block in shown.blocks for part in block.parts if isinstance(part, Own)]
        for cell, place in owned:
            where = shown.cell(cell)
            if not exists(self.workbook, place):
                continue
            yield from self._once(where, place, area)
            if place.kind is Kind.GOAL:
                goal, target = place.of, None
            elif place.kind is Kind.TARGET:
                yield from self._target(where, place.of, goal, target)
                target = place.of
            elif place.kind in OF_TARGET and place.of != target:
                under = f"under {target}" if target else "utan sin måluppfyllelse ovanför"
                yield f"{where}: {place} står {under}. Flytta cellen till {place.of}, eller rätta id i den."
        if area is not None:
            yield from self._lacking(shown.name, area, {place for _, place in owned})

    def _once(self, where: str, place: Place, area: str | None) -> Iterator[str]:
        """Yield that a block stands on a page of another area, or a second time; comments may be many."""
        if place in self.taken:
            yield f"{where}: {place} står två gånger, först i {self.taken[place]}."
        elif place.kind not in (Kind.FOOT, Kind.COMMENT):
            self.taken[place] = where
        if area is not None and (of := self._area_of(place)) not in (None, area):
            yield f"{where}: {place} hör till målområdet {of}, inte {area}."

    def _target(self, where: str, target: str, goal: str | None, before: str | None) -> Iterator[str]:
        mine = str(self.workbook.assessments[target].target.goal)
        if goal not in (None, mine):
            yield f"{where}: måluppfyllelsen {target} står under mål {goal} men hör till mål {mine}."
        if before is not None and self.order[before] > self.order[target]:
            yield f"{where}: måluppfyllelsen {target} står efter {before}. Planens ordning gäller."

    def _lacking(self, name: str, area: str, there: set[Place]) -> Iterator[str]:
        for a in self.workbook.of_focus_area(area):
            id_ = a.target.id
            if Place(Kind.TARGET, id_) not in there:
                yield f"{name}.py: {id_} visas inte på någon sida. Visa den med gk.card, i planens ordning."
                continue
            for kind in (Kind.CHART, Kind.BEHIND):
                if exists(self.workbook, place := Place(kind, id_)) and place not in there:
                    yield f"{name}.py: {place} saknas."

    def _area(self, name: str) -> str | None:
        return next((area.id for area in self.workbook.plan.focus_areas if area.id == name), None)

    def _area_of(self, place: Place) -> str | None:
        """Return the focus area that a block is about; ``None`` for one about all."""
        if place.kind is Kind.AREA_HEAD:
            return place.of
        if place.kind is Kind.GOAL:
            return next(goal.focus_area for goal in self.workbook.plan.goals if str(goal.number) == place.of)
        a = self.workbook.assessments.get(place.of)
        return blocks.focus_area_of(a) if a is not None else None


def _around(stands: str, should: str) -> tuple[str, str]:
    """Return two texts from a little before where they begin to differ, and no more than is read at a glance."""
    pairs = enumerate(zip(stands, should, strict=False))
    start = max(next((n for n, (a, b) in pairs if a != b), min(len(stands), len(should))) - 20, 0)
    return (
        (stands[start : start + 60], should[start : start + 60])
        if max(len(stands), len(should)) > 60
        else (stands, should)
    )


class _Looks(HTMLParser):
    """Gathers the names of looks that belong to the program."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = " ".join(value or "" for name, value in attrs if name == "class").split()
        own = [name for name in names if name.casefold().startswith(_OWN_LOOK) and name != "gk-day"]
        self.found += own[:1]


def looks(html: str) -> list[str]:
    """Return the program's looks that elements of cleaned HTML have, one per element, in order."""
    reader = _Looks()
    reader.feed(html)
    reader.close()
    return reader.found


_PARAGRAPH = re.compile(
    r"</?(?:article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|"
    r"summary|table|tbody|td|th|thead|tr|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]+>")
_OUTCOME = re.compile(r"uppnå|uppfyll|\bök|minsk|förbättr|försämr|\bnådde|\bnått|oförändra|[●◆]", re.IGNORECASE)


def claims(shown: Shown, workbook: Workbook) -> Iterator[str]:
    """Yield each paragraph that an analyst has written and that says how it has gone, or has a figure in it.

    The figures of a comment are looked at by themselves, since most are filled in.
    """
    for block in shown.blocks:
        texts = _texts(block.filled(lambda _: " "))
        texts += [text for part in block.parts if not isinstance(part, Own) for text in _of_part(part)]
        found = [text for text in texts if says_outcome(text) or figures(text)]
        found += [text for part in block.parts for text in _of_comment(part, workbook) if says_outcome(text)]
        yield from (f"{shown.cell(block.cell)}: ”{_short(text)}”" for text in found)


def _of_comment(part: Part, workbook: Workbook) -> list[str]:
    """Return the paragraphs of a comment."""
    if isinstance(part, Own) and part.words and exists(workbook, part.place):
        with suppress(CommentError):  # told with its cell when the block is made
            return _texts(made(workbook, part, str))
    return []


def says_outcome(text: str) -> bool:
    """Tell whether a text says how a target has gone.

    >>> says_outcome("Alla mål uppnådda"), says_outcome("Utsläppen minskade"), says_outcome("Så mäts det")
    (True, True, False)
    """
    return _OUTCOME.search(text) is not None


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}…"


def _texts(html: str) -> list[str]:
    found = (" ".join(unescape(_TAG.sub("", part)).split()) for part in _PARAGRAPH.split(html))
    return [text for text in found if text]


def _of_part(part: Chart | Table) -> list[str]:
    """Return the words of a chart, or those cells of a table that are words."""
    if isinstance(part, Chart):
        return [text for text in (part.title, part.description) if text]
    return [cell for row in (part.columns, *part.rows) for cell in row if isinstance(cell, str)]
