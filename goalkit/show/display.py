"""What a cell shows of the workbook, as an object: marimo shows it alive, a page is made anew from what it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import marimo as mo

from goalkit.errors import CommentError
from goalkit.judge import Assessment
from goalkit.show.days import whole_days
from goalkit.words.references import filled
from goalkit.words.sentences import headline, sentence
from goalkit.workbook import Workbook


class Kind(StrEnum):
    """The blocks of a page, each with what a person calls it."""

    OVERVIEW_HEAD = "översiktens huvud"
    OVERVIEW = "översikten"
    COUNTRY_HEAD = "landets huvud"
    COUNTRY = "landet"
    AREA_HEAD = "huvudet för"
    GOAL = "mål"
    TARGET = "måluppfyllelsen"
    CHART = "diagrammet till"
    BEHIND = "beräkning och källa till"
    FOOT = "underlaget"
    COMMENT = "kommentaren till"


@dataclass(frozen=True)
class Place:
    """Which block it is; ``of`` is the id of its focus area or target, or the number of its goal."""

    kind: Kind
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.of}".rstrip()


class Display:
    """A block as a cell hands it on: its live form, and what a page is made from.

    ``place`` says which block it is, ``None`` for what stands in the notebook alone; ``about`` is the workbook or the
    target that it was made from. ``words`` and ``year`` are of a comment.
    """

    def __init__(
        self,
        live: Callable[[], str],
        place: Place | None = None,
        about: Workbook | Assessment | None = None,
        *,
        words: str = "",
        year: int | None = None,
    ) -> None:
        self.place, self.about, self.words, self.year = place, about, words, year
        self._live = live

    def _display_(self) -> mo.Html:
        """Return what marimo shows."""
        return mo.Html(whole_days(self._live()))

    @property
    def text(self) -> str:
        """What marimo shows, as HTML for a text of an analyst's own."""
        return mo.as_html(self).text

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)


def comment_text(workbook: Workbook, target_id: str, words: str, year: object) -> str:
    """Return a comment with its references filled in.

    Raises:
        CommentError: one of them cannot be, or ``year`` is no year.
    """
    try:
        if year is not None and type(year) is not int:
            message = f"year={year!r} är inget årtal; skriv det med siffror och utan citattecken, som year=2024."
            raise CommentError(message)
        return filled(words, workbook.assessments)
    except CommentError as error:
        message = f"Kommentaren till {target_id}: {error}"
        raise CommentError(message) from error


def says(place: Place, about: Workbook | Assessment) -> Mapping[str, str]:
    """Return what a block says of the data in a few words, for two makers of it to be compared."""
    if isinstance(about, Workbook):
        return {id_: headline(a) for id_, a in about.assessments.items()}
    told = {"status": headline(about), "mening": sentence(about)}
    if place.kind in (Kind.CHART, Kind.BEHIND):
        lines = {"värdena": about.evidence.own, "jämförelsens värden": about.evidence.reference}
        told |= {
            name: ", ".join(f"{year} {point.value}" for year, point in line.points.items())
            for name, line in lines.items()
            if line is not None
        }
    return told
