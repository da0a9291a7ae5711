"""The blocks that the notebooks share, as marimo shows them. Notebooks hold words and order only."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import altair as alt
import marimo as mo

from goalkit.assessment import Assessment
from goalkit.show import blocks
from goalkit.show.charts import WIDE, chart, has_chart
from goalkit.show.tables import html_table
from goalkit.summary import count
from goalkit.workbook import Workbook, open_workbook

TELEPHONE = 280
"""The width in px that a notebook leaves for a chart on a screen of 320 px."""

STYLE = Path(__file__).with_name("style.css")

__all__ = [
    "area_head",
    "area_targets",
    "comment",
    "foot",
    "goal",
    "open_workbook",
    "overview",
    "overview_head",
    "target",
]


def overview_head(workbook: Workbook) -> mo.Html:
    """Show the head of the overview: links, what is followed up, all targets at a glance."""
    links = blocks.navigation(workbook, blocks.OVERVIEW, _address())
    return mo.Html(_style() + links + blocks.page_head(workbook, None, _address()))


def overview(workbook: Workbook) -> mo.Html:
    """Show every focus area with its goals and targets, and the denominators."""
    areas = "".join(blocks.overview_area(workbook, area, _address()) for area in workbook.plan.focus_areas)
    return mo.Html(areas + blocks.denominators_block(count(workbook.assessments.values())))


def area_head(workbook: Workbook, focus_area: str) -> mo.Html:
    """Show the head of a focus area's notebook."""
    area = blocks.focus_area(workbook, focus_area)
    links = blocks.navigation(workbook, area.id, _address())
    return mo.Html(_style() + links + blocks.page_head(workbook, area, _address()))


def area_targets(workbook: Workbook, focus_area: str) -> dict[str, Assessment]:
    """Return the assessments of a focus area by target id, in the plan's order."""
    return {a.target.id: a for a in workbook.of_focus_area(focus_area)}


def goal(workbook: Workbook, number: int) -> mo.Html:
    """Show a goal: its decided introduction and how many of its targets stand where."""
    return mo.Html(blocks.goal_head(workbook, next(g for g in workbook.plan.goals if g.number == number)))


def target(a: Assessment) -> mo.Html:
    """Show a target: wording, status, sentence, chart, and what stands behind it."""
    if has_chart(a):
        wide, narrow = (_drawing(chart(a, width=px), name) for px, name in ((WIDE, "wide"), (TELEPHONE, "narrow")))
        figure = blocks.figure(a, wide + narrow)
    else:
        figure = blocks.missing_panel(a)
    return mo.Html(blocks.target_head(a) + figure + blocks.details(a, html_table(a)))


def comment(a: Assessment, text: str, *, year: int | None = None) -> mo.Html | None:
    """Show the analyst's comment to a target; ``year`` is the judged year that it was written for.

    An empty comment shows nothing to a reader. A comment explains; it does not repeat the verdict.
    """
    return mo.Html(blocks.comment(a, mo.md(text).text, year)) if text.strip() else None


def foot(workbook: Workbook) -> mo.Html:
    """Show what all verdicts rest on: vintages, dates, sources, and that indicators are assumed."""
    return mo.Html(blocks.about_block(workbook))


def _drawing(picture: alt.VConcatChart, width: str) -> str:
    """Show a chart on screens of its width only: type keeps its size on a telephone."""
    return f'<div class="gk-{width}">{mo.as_html(_Drawn(picture)).text}</div>'


@dataclass(frozen=True)
class _Drawn:
    """A chart as marimo shows it, its specification not checked once more: that takes longer than all the rest."""

    picture: alt.VConcatChart

    def _mime_(self) -> tuple[str, str]:
        return "application/vnd.vegalite.v6+json", self.picture.to_json(validate=False, indent=None)


def _address() -> str:
    """Return how one notebook reaches another: as served pages, or as files in the editor."""
    return "?file={name}.py" if mo.app_meta().mode == "edit" else "../{name}/"


@cache
def _style() -> str:
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
