"""The program's own blocks as a page has them, where nobody can move a control: made from a workbook alone."""

from collections.abc import Callable, Mapping
from typing import Any

from goalkit.charts import chart, has_chart, spec
from goalkit.charts.at_hand import at_hand
from goalkit.publishing.blocks import Own, markdown
from goalkit.show import blocks
from goalkit.show.beside_blocks import needed_body, readings_body
from goalkit.show.blocks import ADDRESS
from goalkit.show.compared import Chosen, country_section, standing_body
from goalkit.show.country_blocks import country_head
from goalkit.show.display import Kind, Place, comment_text
from goalkit.show.remarks import remarks
from goalkit.show.tables import html_table
from goalkit.show.views import load_view
from goalkit.workbook import Workbook

Draw = Callable[[Mapping[str, Any]], str]
"""Gives a chart its place in the HTML of a block."""

OF_TARGET = (Kind.TARGET, Kind.CHART, Kind.BEHIND, Kind.COMMENT)


def exists(workbook: Workbook, place: Place) -> bool:
    """Tell whether a workbook has a block of a place."""
    if place.kind is Kind.AREA_HEAD:
        return any(area.id == place.of for area in workbook.plan.focus_areas)
    if place.kind is Kind.GOAL:
        return any(str(goal.number) == place.of for goal in workbook.plan.goals)
    if place.kind is Kind.CHART:
        return place.of in workbook.assessments and has_chart(workbook.assessments[place.of])
    return place.of in workbook.assessments if place.kind in OF_TARGET else not place.of


def made(workbook: Workbook, part: Own, draw: Draw) -> str:
    """Return a block that :func:`exists`, as HTML.

    Raises:
        CommentError: a comment cannot be filled in.
    """
    return _MADE[part.place.kind](workbook, part, draw)


def _area_head(workbook: Workbook, part: Own, _: Draw) -> str:
    area = next(each for each in workbook.plan.focus_areas if each.id == part.place.of)
    return blocks.page_head(workbook, area, ADDRESS)


def _goal(workbook: Workbook, part: Own, _: Draw) -> str:
    return blocks.goal_head(workbook, next(g for g in workbook.plan.goals if str(g.number) == part.place.of))


def _chart(workbook: Workbook, part: Own, draw: Draw) -> str:
    """Return a target's chart as the saved view says, and its source."""
    a, saved = workbook.assessments[part.place.of], load_view(workbook.data, workbook.plan.id, part.place.of)
    hand = at_hand(workbook, a)
    drawn = blocks.figure(a, f'<div class="gk-drawing">{draw(spec(chart(a, saved.view, hand=hand)))}</div>')
    said = [*remarks(a, saved.view, hand), saved.fault]
    return blocks.chart_block(drawn, said)


def _behind(workbook: Workbook, part: Own, _: Draw) -> str:
    """Return what stands behind and beside a verdict: table, calculation, readings, need, the country, source."""
    a = workbook.assessments[part.place.of]
    if not has_chart(a):
        return blocks.drawers(a, [("Källa", blocks.source_body(a))])
    view = load_view(workbook.data, workbook.plan.id, part.place.of).view
    drawers = [
        ("Tabell", blocks.table_body(a, html_table(a, view, at_hand(workbook, a)))),
        ("Beräkning", blocks.calculation_body(a)),
        ("Tolkningar", readings_body(workbook, a)),
        ("Vad krävs", needed_body(workbook, a)),
        ("Landet", standing_body(workbook, a)),
        ("Källa", blocks.source_body(a)),
    ]
    return blocks.drawers(a, drawers)


def _comment(workbook: Workbook, part: Own, _: Draw) -> str:
    html = markdown(comment_text(workbook, part.place.of, part.words, part.year)).html
    return blocks.comment(workbook.assessments[part.place.of], html, part.year)


_MADE: Mapping[Kind, Callable[[Workbook, Own, Draw], str]] = {
    Kind.OVERVIEW_HEAD: lambda book, _, _draw: blocks.page_head(book, None, ADDRESS),
    Kind.OVERVIEW: lambda book, _, _draw: blocks.overview(book, ADDRESS),
    Kind.COUNTRY_HEAD: lambda book, _, _draw: f'<div class="gk-country gk-country-head">{country_head(book)}</div>',
    Kind.COUNTRY: lambda book, _, draw: country_section(book, Chosen(), ADDRESS, draw),
    Kind.FOOT: lambda book, _, _draw: blocks.about_block(book),
    Kind.AREA_HEAD: _area_head,
    Kind.GOAL: _goal,
    Kind.TARGET: lambda book, part, _draw: blocks.card(book.assessments[part.place.of]),
    Kind.CHART: _chart,
    Kind.BEHIND: _behind,
    Kind.COMMENT: _comment,
}
