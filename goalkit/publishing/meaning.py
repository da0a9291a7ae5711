"""The proof of meaning: what pages say of targets is what the data give, each block in its own place.

Every target is judged anew from a workbook that the publisher opens, in a process in which no cell has run. Cells
may show the blocks made of it, word for word and point for point, and beside them whatever an analyst writes, but
nothing that looks like one of the program's own blocks. Free words cannot be proven: :func:`claims` lists those that
say how it has gone, for a person to confirm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

from marimo import Html

from goalkit.errors import CommentError, ProofError
from goalkit.publishing.blocks import Block, Chart, Table, cells_to_blocks
from goalkit.publishing.compare import differences
from goalkit.publishing.run import Shown
from goalkit.publishing.visible import pieces
from goalkit.show import blocks
from goalkit.show.days import whole_days
from goalkit.show.in_file import Kind, Place, comment, every_block
from goalkit.texts.figures import figures
from goalkit.workbook import Workbook

_OWN_LOOK = "gk-"
_OWN_ADDRESS = re.compile(r' id="(?:gk|mal|diagram)-[^"]*"')
_OF = re.compile(r'(?: id="(?:mal|diagram)-|aria-label="(?:Mer om|Talen i diagrammet,) )([^"]+)"')
_UNDER_TARGET = (Kind.CHART, Kind.BEHIND, Kind.COMMENT)


class Meaning:
    """What pages of a workbook may say, block by block."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.blocks = {place: _block(Html(whole_days(html))) for place, html in every_block(workbook)}
        self.places = {block.html: place for place, block in self.blocks.items()}
        self.looks = {place: _looks(block.html)[0] for place, block in self.blocks.items()}
        self.order = {id_: number for number, id_ in enumerate(workbook.assessments)}

    def proven(self, shown: Sequence[Shown]) -> list[Shown]:
        """Return what notebooks show once it has been held against the data; free text holds no target's address.

        Raises:
            ProofError: something differs; every fault names its cell and place.
        """
        faults: list[str] = []
        taken: dict[Place, str] = {}
        for each in shown:
            places = {block.cell: self._place(block, each, faults) for block in each.blocks}
            faults += self._order(each, {cell: place for cell, place in places.items() if place}, taken)
        if faults:
            message = "Sidorna säger något annat än vad uppgifterna ger. Ingen fil skrevs."
            raise ProofError(message, tuple(dict.fromkeys(faults)))
        return [replace(each, blocks=[self._addressed(block) for block in each.blocks]) for each in shown]

    def free(self, block: Block) -> bool:
        """Tell whether a block is an analyst's own: no block of the program's, and no comment."""
        return block.comment is None and block.html not in self.places

    def _addressed(self, block: Block) -> Block:
        return block if block.html in self.places else replace(block, html=_OWN_ADDRESS.sub("", block.html))

    def _place(self, block: Block, shown: Shown, faults: list[str]) -> Place | None:
        """Return which block a cell shows, if it is meant for one of ours, and add what is wrong with it."""
        where = shown.cell(block.cell)
        if block.comment is not None:
            return self._comment(block, where, faults)
        place = self.places.get(block.html)
        if place is None and not (marks := _looks(block.html)):
            return None
        place = place or self._meant(block, shown.name, marks[0])
        if place is None:
            faults.append(
                f"{where}: egen text eller HTML har ett utseende som bara goalkits egna block har "
                f"(class ”{marks[0]}”). Ta bort det; visa en måluppfyllelse med gk.card, ensam i sin cell."
            )
        else:
            faults += _unlike(where, str(place), block, self.blocks[place])
        return place

    def _meant(self, block: Block, page: str, look: str) -> Place | None:
        """Return which block a cell was meant to show that is not word for word any: by its look and whose it is."""
        found = _OF.search(block.html)
        whose = ("", page, found[1].casefold() if found else "")
        alike = (place for place, own in self.looks.items() if own == look and place.of.casefold() in whose)
        return max(alike, key=lambda place: len(place.of), default=None)

    def _comment(self, block: Block, where: str, faults: list[str]) -> Place | None:
        assert block.comment is not None, "asked of comments alone"
        target, text, year = block.comment
        if target not in self.order:
            faults.append(f"{where}: kommentaren gäller {target}, som inte finns i planen.")
            return None
        place = Place(Kind.COMMENT, target)
        try:
            expected = _block(comment(self.workbook, target, text, year))
        except CommentError as error:
            faults.append(f"{where}: {error}")
            return place
        faults += _unlike(where, str(place), block, expected)
        around = _looks(blocks.comment(self.workbook.assessments[target], "", year))
        if len(marks := _looks(expected.html)) > len(around):
            faults.append(f"{where}: {place} har ett utseende som bara goalkits egna block har (class ”{marks[1]}”).")
        return place

    def _order(self, shown: Shown, places: dict[int, Place], taken: dict[Place, str]) -> Iterator[str]:
        """Yield where a block stands out of its place, a second time, or is lacking on the page of its area."""
        area, goal, target = self._area(shown.name), None, None
        for cell, place in places.items():
            where = shown.cell(cell)
            yield from self._once(where, place, area, taken)
            if place.kind is Kind.GOAL:
                goal, target = place.of, None
            elif place.kind is Kind.TARGET:
                yield from self._target(where, place.of, goal, target)
                target = place.of
            elif place.kind in _UNDER_TARGET and place.of != target:
                under = f"under {target}" if target else "utan sin måluppfyllelse ovanför"
                yield f"{where}: {place} står {under}. Flytta cellen till {place.of}, eller rätta id i den."
        if area is not None:
            yield from self._lacking(shown.name, area, set(places.values()))

    def _once(self, where: str, place: Place, area: str | None, taken: dict[Place, str]) -> Iterator[str]:
        """Yield that a block stands on a page of another area, or a second time; comments may be many."""
        if place in taken:
            yield f"{where}: {place} står två gånger, först i {taken[place]}."
        elif place.kind not in (Kind.FOOT, Kind.COMMENT):
            taken[place] = where
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
                if (place := Place(kind, id_)) in self.blocks and place not in there:
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


def _block(shown: Html) -> Block:
    (block,) = cells_to_blocks([shown])
    return block


def _unlike(where: str, place: str, block: Block, expected: Block) -> Iterator[str]:
    """Yield what a cell shows otherwise than the data give, with the first place where it does."""
    if block.html != expected.html:
        found = differences(pieces(block.html), pieces(expected.html))
        told = f"{found[0]}" if found else "blockets form är en annan."
        yield f"{where}: {place} är inte vad uppgifterna ger. {told}"
    elif block.parts != expected.parts:
        yield f"{where}: {place} ritar andra punkter än uppgifterna ger."


class _Looks(HTMLParser):
    """Gathers the names of looks that belong to the program."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = " ".join(value or "" for name, value in attrs if name == "class").split()
        own = [name for name in names if name.casefold().startswith(_OWN_LOOK) and name != "gk-day"]
        self.found += own[:1]


def _looks(html: str) -> list[str]:
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


def claims(meaning: Meaning, shown: Sequence[Shown]) -> Iterator[str]:
    """Yield each paragraph that an analyst has written and that says how it has gone, or has a figure in it.

    The figures of a comment are looked at by themselves, since most are filled in.
    """
    for each in shown:
        for block in each.blocks:
            texts = _texts(block.html)
            if meaning.free(block):
                texts += [text for part in block.parts for text in _of_part(part)]
                found = [text for text in texts if says_outcome(text) or figures(text)]
            else:
                found = [text for text in texts if block.comment is not None and says_outcome(text)]
            yield from (f"{each.cell(block.cell)}: ”{_short(text)}”" for text in found)


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
