"""The program's own blocks as a page has them, where nobody can move a control: made from a workbook alone."""

from collections.abc import Callable, Mapping
from typing import Any

from goalkit.charts.at_hand import at_hand
from goalkit.publishing.blocks import markdown
from goalkit.show import blocks
from goalkit.show.beside_blocks import readings_body
from goalkit.show.blocks import ADDRESS
from goalkit.show.charts import WIDE, chart_spec, has_chart
from goalkit.show.compared import Chosen, beside_folds, country_section
from goalkit.show.country_blocks import country_head
from goalkit.show.display import Kind, Place, comment_text
from goalkit.show.drawings import TELEPHONE
from goalkit.show.folds import fold
from goalkit.show.remarks import remarks
from goalkit.show.tables import html_table
from goalkit.show.views import load_view
from goalkit.workbook import Workbook

Draw = Callable[[Mapping[str, Any]], str]
"""Gives a chart its place in the HTML of a block."""


def exists(workbook: Workbook, place: Place) -> bool:
    """Tell whether a workbook has a block of a place."""
    if place.kind is Kind.AREA_HEAD:
        return any(area.id == place.of for area in workbook.plan.focus_areas)
    if place.kind is Kind.GOAL:
        return any(str(goal.number) == place.of for goal in workbook.plan.goals)
    if place.kind is Kind.CHART:
        return place.of in workbook.assessments and has_chart(workbook.assessments[place.of])
    return place.of in workbook.assessments if place.kind in _OF_TARGET else not place.of


def made(workbook: Workbook, place: Place, draw: Draw, words: str = "", year: int | None = None) -> str:
    """Return a block as HTML; ``words`` and ``year`` are of a comment.

    Raises:
        CommentError: a comment cannot be filled in.
    """
    if place.kind in _OF_TARGET:
        return _OF_TARGET[place.kind](workbook, place.of, draw, words, year)
    if place.kind is Kind.AREA_HEAD:
        area = next(each for each in workbook.plan.focus_areas if each.id == place.of)
        return blocks.page_head(workbook, area, ADDRESS)
    if place.kind is Kind.GOAL:
        return blocks.goal_head(workbook, next(g for g in workbook.plan.goals if str(g.number) == place.of))
    return _OF_ALL[place.kind](workbook, draw)


_OF_ALL: Mapping[Kind, Callable[[Workbook, Draw], str]] = {
    Kind.OVERVIEW_HEAD: lambda book, _: blocks.page_head(book, None, ADDRESS),
    Kind.OVERVIEW: lambda book, _: blocks.overview(book, ADDRESS),
    Kind.COUNTRY_HEAD: lambda book, _: f'<div class="gk-country gk-country-head">{country_head(book)}</div>',
    Kind.COUNTRY: lambda book, draw: country_section(book, Chosen(), ADDRESS, draw),
    Kind.FOOT: lambda book, _: blocks.about_block(book),
}


def _card(workbook: Workbook, target_id: str, _draw: Draw, _words: str, _year: int | None) -> str:
    return blocks.card(workbook.assessments[target_id])


def _chart(workbook: Workbook, target_id: str, draw: Draw, _words: str, _year: int | None) -> str:
    """Return a target's chart as the saved view says, in both widths, its source and its table."""
    a, saved = workbook.assessments[target_id], load_view(workbook.data, workbook.plan.id, target_id)
    hand = at_hand(workbook, a)
    wide, narrow = (draw(chart_spec(a, saved.view, hand, width=width)) for width in (WIDE, TELEPHONE))
    drawn = blocks.figure(a, f'<div class="gk-wide">{wide}</div><div class="gk-narrow">{narrow}</div>')
    said = [*remarks(a, saved.view, hand), saved.fault]
    return blocks.chart_block(a, drawn, said, blocks.table_block(a, html_table(a, saved.view, hand)))


def _behind(workbook: Workbook, target_id: str, _draw: Draw, _words: str, _year: int | None) -> str:
    a = workbook.assessments[target_id]
    readings = fold("Tolkningar", lambda: readings_body(workbook, a), at_once=True)
    return blocks.behind_block(a, readings + beside_folds(workbook, a, at_once=True))


def _comment(workbook: Workbook, target_id: str, _draw: Draw, words: str, year: int | None) -> str:
    html = markdown(comment_text(workbook, target_id, words, year)).html
    return blocks.comment(workbook.assessments[target_id], html, year)


_OF_TARGET: Mapping[Kind, Callable[[Workbook, str, Draw, str, int | None], str]] = {
    Kind.TARGET: _card,
    Kind.CHART: _chart,
    Kind.BEHIND: _behind,
    Kind.COMMENT: _comment,
}
