"""The blocks of a page as they stand in a file, where nobody can move a control: made from a workbook alone.

A published page may hold these, each in its place, and whatever an analyst shows beside them; a block that a cell
shows and that is none of these is not what the data give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import marimo as mo

from goalkit.assessment import Assessment
from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.show import blocks
from goalkit.show.beside_blocks import readings_body
from goalkit.show.charts import has_chart
from goalkit.show.compared import Chosen, beside_folds, country_section
from goalkit.show.country_blocks import country_head
from goalkit.show.days import whole_days
from goalkit.show.drawings import both_widths
from goalkit.show.folds import fold
from goalkit.show.remarks import remarks
from goalkit.show.tables import html_table
from goalkit.show.views import load_view
from goalkit.summary import count
from goalkit.texts.references import filled
from goalkit.workbook import Workbook

ADDRESS = "../{name}/"
"""How one notebook names another in a file; a page makes a link between files of it."""


class Kind(StrEnum):
    """The blocks, each with what a person calls it."""

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


class Comment(mo.Html):
    """A comment as a notebook shows it, with what it was made from: its references can be filled in anew."""

    def __init__(self, html: str, target_id: str, text: str, year: int | None) -> None:
        super().__init__(html)
        self.written = (target_id, text, year)


def every_block(workbook: Workbook) -> Iterator[tuple[Place, str]]:
    """Yield every block that pages may hold, as HTML, but the comments, whose words nobody can know."""
    yield Place(Kind.OVERVIEW_HEAD), overview_head(workbook, ADDRESS)
    yield Place(Kind.OVERVIEW), overview(workbook, ADDRESS)
    yield Place(Kind.COUNTRY_HEAD), country_panel(workbook)
    yield Place(Kind.COUNTRY), country(workbook, Chosen())
    yield Place(Kind.FOOT), blocks.about_block(workbook)
    for area in workbook.plan.focus_areas:
        yield Place(Kind.AREA_HEAD, area.id), area_head(workbook, area.id, ADDRESS)
    for goal in workbook.plan.goals:
        yield Place(Kind.GOAL, str(goal.number)), blocks.goal_head(workbook, goal)
    for id_, a in workbook.assessments.items():
        yield Place(Kind.TARGET, id_), target(a)
        yield Place(Kind.BEHIND, id_), behind(workbook, a)
        if has_chart(a):
            yield Place(Kind.CHART, id_), chart(workbook, a, load_view(workbook.data, workbook.plan.id, id_).view)


def overview_head(workbook: Workbook, address: str) -> str:
    """Return the head of the overview: links, what is followed up, all targets at a glance."""
    return blocks.navigation(workbook, blocks.OVERVIEW, address) + blocks.page_head(workbook, None, address)


def overview(workbook: Workbook, address: str) -> str:
    """Return every focus area with its goals and targets, and the denominators."""
    areas = "".join(blocks.overview_area(workbook, area, address) for area in workbook.plan.focus_areas)
    return areas + blocks.denominators_block(count(workbook.assessments.values()))


def country_panel(workbook: Workbook, controls: str = "") -> str:
    """Return the head of the section over all municipalities."""
    return f'<div class="gk-country gk-country-head">{country_head(workbook)}{controls}</div>'


def country(workbook: Workbook, choice: Chosen) -> str:
    """Return the section over all municipalities."""
    return country_section(workbook, choice, ADDRESS, at_once=True)


def area_head(workbook: Workbook, focus_area: str, address: str) -> str:
    """Return the head of a focus area's page."""
    area = next(each for each in workbook.plan.focus_areas if each.id == focus_area)
    return blocks.navigation(workbook, area.id, address) + blocks.page_head(workbook, area, address)


def target(a: Assessment) -> str:
    """Return what a target says at first sight, and what is missing where there is nothing to draw."""
    return blocks.target_head(a) + ("" if has_chart(a) else blocks.missing_panel(a))


def chart(workbook: Workbook, a: Assessment, view: View, faults: Sequence[str] = ()) -> str:
    """Return a target's chart in both widths, its source and its table; ``faults`` are of the view."""
    hand = at_hand(workbook, a)
    said = [*faults, *remarks(a, view, hand), load_view(workbook.data, workbook.plan.id, a.target.id).fault]
    drawn = blocks.figure(a, both_widths(a, view, hand, at_once=True))
    return blocks.chart_block(a, drawn, said, blocks.table_block(a, html_table(a, view, hand)))


def behind(workbook: Workbook, a: Assessment) -> str:
    """Return what stands behind and beside a verdict: calculation, readings, the country, source."""
    readings = fold("Tolkningar", lambda: readings_body(workbook, a), at_once=True)
    return blocks.behind_block(a, readings + beside_folds(workbook, a, at_once=True))


def comment(workbook: Workbook, target_id: str, text: str, year: int | None) -> Comment:
    """Return a comment with its references filled in.

    Raises:
        CommentError: one of them cannot be.
    """
    html = mo.md(filled(text, workbook.assessments)).text
    shown = whole_days(blocks.comment(workbook.assessments[target_id], html, year))
    return Comment(shown, target_id, text, year)
