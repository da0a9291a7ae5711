"""What a notebook's cells show, as marimo shows it.

A target has a cell each for its card, the notebook's own arithmetic, its chart, the chart's controls, and what stands
beside the verdict: a turn of a control runs the chart's cell of that target and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import marimo as mo

from goalkit.beside.what_if import coming_years, imagine, read_thought, with_assumed
from goalkit.charts import has_chart
from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.errors import CommentError, PlanError
from goalkit.face import Assessment, Workbook
from goalkit.show import blocks
from goalkit.show.beside_blocks import needed_body, readings_body, thought_result
from goalkit.show.compared import chosen, country_choices, country_section, standing_body
from goalkit.show.controls import CHART, COMPARE, CONFIRM, SAVE, SHOWN, TEXTS, THOUGHT, UNDO, Controls
from goalkit.show.country_blocks import country_head
from goalkit.show.display import Display, Kind, Place, comment_text
from goalkit.show.drawings import downloads, drawing
from goalkit.show.files import files
from goalkit.show.form import Form
from goalkit.show.opened_view import follow_in_link, may_save
from goalkit.show.own_sum import conclusion, frame_html
from goalkit.show.remarks import of_areas, of_values
from goalkit.show.styles import WAITING, controls_sheet, fonts, sheet
from goalkit.show.tables import html_table
from goalkit.show.views import load_view
from goalkit.words.notes import REFRESH, next_step
from goalkit.words.numbers import unit_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "behind",
    "card",
    "check",
    "comment",
    "controls",
    "country",
    "country_controls",
    "country_panel",
    "figure",
    "foot",
    "goal",
    "head",
    "overview",
]


def head(workbook: Workbook, focus_area: str | None = None) -> Display:
    """Show the head of a focus area's notebook, or of the overview: links, what is followed up, targets at a glance.

    Raises:
        PlanError: the plan has no such focus area.
    """
    areas = {each.id: each for each in workbook.plan.focus_areas}
    if focus_area is not None and focus_area not in areas:
        known = ", ".join(areas)
        message = f"Målområdet {focus_area} finns inte i planen {workbook.plan.id}. De som finns: {known}."
        raise PlanError(message)
    area = areas.get(focus_area or "")

    def live() -> str:
        links = blocks.navigation(workbook, focus_area or blocks.OVERVIEW, _address())
        return _style() + links + blocks.page_head(workbook, area, _address())

    place = Place(Kind.OVERVIEW_HEAD) if focus_area is None else Place(Kind.AREA_HEAD, focus_area)
    return Display(live, place, workbook)


def overview(workbook: Workbook) -> Display:
    """Show every focus area with its goals and targets, and the denominators."""
    return Display(lambda: blocks.overview(workbook, _address()), Place(Kind.OVERVIEW), workbook)


def country_controls(workbook: Workbook) -> Form:
    """Return the widgets of the section over all municipalities: which, one more, in what order."""
    return country_choices(workbook)


def country_panel(workbook: Workbook, controls: Form) -> Display:
    """Show the head of the section over all municipalities, with its controls."""
    return Display(
        lambda: f'<div class="gk-country gk-country-head">{country_head(workbook)}{controls.part("choices")}</div>',
        Place(Kind.COUNTRY_HEAD),
        workbook,
    )


def country(workbook: Workbook, controls: Form) -> Display:
    """Show how other municipalities would have fared: beside the verdicts, and never changing one."""
    choice = chosen(controls.says)
    return Display(lambda: country_section(workbook, choice, _address()), Place(Kind.COUNTRY), workbook)


def goal(workbook: Workbook, number: int) -> Display:
    """Show a goal: its decided introduction and how many of its targets stand where."""
    decided = next(g for g in workbook.plan.goals if g.number == number)
    return Display(lambda: blocks.goal_head(workbook, decided), Place(Kind.GOAL, str(number)), workbook)


def card(m: Assessment) -> Display:
    """Show what a target says at first sight: wording, status, sentence, and what is missing."""
    return Display(
        lambda: blocks.card(m) + ("" if has_chart(m) else _step(next_step(m))), Place(Kind.TARGET, m.target.id), m
    )


def check(m: Assessment, holds: Callable[[], object], table: "pd.DataFrame") -> Display | None:
    """Hold the notebook's own yes or no against the verdict, and show the table that it was worked out in.

    ``holds`` says whether the condition is met, and is asked only where the target is judged; ``table`` has a row
    per year. It is floats beside exact fractions: a check of plausibility. Nothing of it stands on a page.

    Raises:
        CheckError: the verdict says something else; a page is not made then.
    """
    said = conclusion(m, holds)
    if table.dropna(how="all").empty:
        return None

    def live() -> str:
        body = f"{frame_html(m, table)}{blocks.element('p', said)}"
        return f'<div class="gk-details"><details><summary>Räkna själv</summary>{body}</details></div>'

    return Display(live)


def controls(m: Assessment) -> Controls:
    """Return what a reader may change under a target: its chart, and the values of what if.

    They are set as the link says, or as the saved view does, or as is usual; ``.value`` is the view that they say.
    """
    book = _book(m)
    bodies = {"readings": readings_body, "needed": needed_body, "country": standing_body}
    return Controls(book, m, {name: partial(body, book, m) for name, body in bodies.items()})


def figure(m: Assessment, controls: Controls) -> Display | None:
    """Show a target's chart as its controls say, and beside it the controls."""
    if not has_chart(m):
        return None
    book, id_, (view, faults) = _book(m), m.target.id, controls.checked()
    left_out = follow_in_link(book, id_, view)

    def live() -> str:
        hand = at_hand(book, m)
        said = [load_view(book.data, book.plan.id, id_).fault]
        chart = blocks.chart_block(blocks.figure(m, drawing(m, view, hand)), said)
        wrong = {
            **faults,
            COMPARE: [*faults.get(COMPARE, ()), *of_areas(m, view, hand)],
            SHOWN: [*faults.get(SHOWN, ()), *of_values(m, view, hand)],
            TEXTS: [*faults.get(TEXTS, ()), *left_out],
        }
        return f'<div class="gk-pair"><div>{chart}</div>{_panel(controls, wrong)}</div>'

    return Display(live, Place(Kind.CHART, id_), m)


def behind(m: Assessment, controls: Controls) -> Display:
    """Show what stands behind and beside a verdict: table, calculation, readings, need, the country, source."""
    book, view = _book(m), controls.value

    def live() -> str:
        if not has_chart(m):
            return blocks.drawers(m, [("Källa", blocks.source_body(m))], tabs=True)
        hand = at_hand(book, m)
        offered = _later(lambda: downloads(files(m, view, hand), f"{m.target.id}-diagram"))
        drawers = [
            ("Tabell", blocks.table_body(m, html_table(m, view, hand))),
            ("Beräkning", blocks.calculation_body(m)),
            ("Tolkningar", controls.part("readings")),
            ("Vad krävs", controls.part("needed") + _what_if(book, m, controls)),
            ("Landet", controls.part("country")),
            ("Källa", blocks.source_body(m)),
            ("Ladda ner", offered),
        ]
        return blocks.drawers(m, drawers, tabs=True)

    return Display(live, Place(Kind.BEHIND, m.target.id), m)


def comment(m: Assessment, text: str, *, year: int | None = None) -> Display | None:
    """Show the analyst's comment to a target; ``year`` is the judged year that it was written for.

    A number is referred to, ``{3A.gap}``, and never typed; a fault in a reference is said in its place, and stops
    a page from being made. An empty comment shows nothing to a reader. A comment explains; it does not repeat the
    verdict.
    """
    if not text.strip():
        return None
    book = _book(m)

    def live() -> str:
        try:
            return blocks.comment(m, mo.md(comment_text(book, m.target.id, text, year)).text, year)
        except CommentError as error:
            return blocks.comment(m, blocks.element("p", str(error), "gk-fault"), None)

    return Display(live, Place(Kind.COMMENT, m.target.id), m, words=text, year=year)


def foot(workbook: Workbook) -> Display:
    """Show what all verdicts rest on: vintages, dates, sources, and that indicators are assumed."""
    return Display(lambda: blocks.about_block(workbook) + _step(REFRESH), Place(Kind.FOOT), workbook)


def _book(m: Assessment) -> Workbook:
    """Return the workbook that a target was taken from.

    Raises:
        PlanError: it was not taken from any.
    """
    if m.workbook is None:
        message = f"{m.target.id} hör inte till någon arbetsbok. Hämta den med gk.open_workbook(…)[{m.target.id!r}]."
        raise PlanError(message)
    return m.workbook


def _panel(controls: Controls, wrong: Mapping[str, Sequence[str]]) -> str:
    """Return the controls of a chart, each part with what is wrong in it; open where there is room beside the chart."""
    parts = [f"{controls.part(part)}{_status(wrong.get(part, ()))}" for part in CHART]
    more = f"<details><summary>Utseende och texter</summary>{''.join(parts[2:])}</details>"
    saving = _saving(controls) if may_save() else ""
    return (
        '<div class="gk-details gk-edit"><details><summary>Ändra diagrammet</summary>'
        f"{''.join(parts[:2])}{more}{saving}"
        '<p class="gk-source">Ändrar bara diagrammet, aldrig bedömningen. Adressen i webbläsaren öppnar samma '
        "diagram hos en kollega.</p></details></div>"
    )


_ASKED = {
    "save": "Ska diagrammet sparas så här? Det gäller alla, och publicerade sidor.",
    "reset": "Ska den sparade vyn tas bort? Det gäller alla, och publicerade sidor.",
}


def _saving(controls: Controls) -> str:
    asked = f"<p>{_ASKED[controls.asking]}</p>{controls.part(CONFIRM)}" if controls.asking else ""
    undo = controls.part(UNDO) if controls.before is not None else ""
    return f"{controls.part(SAVE)}<div class='gk-asked' role='status'>{asked}{_texts([controls.said])}</div>{undo}"


def _status(said: Sequence[str]) -> str:
    return f'<div role="status">{_texts(said)}</div>'


def _texts(said: Iterable[str]) -> str:
    return blocks.listed([text for text in said if text], "gk-said")


def _what_if(workbook: Workbook, a: Assessment, controls: Controls) -> str:
    """Return the fields of what if, and what the rule says of what stands in them; nothing of it is kept."""
    if not coming_years(a):
        return ""
    lead = (
        "<p><strong>Pröva egna värden</strong></p><p>Skriv med decimalkomma, till exempel 79,5. "
        f"Enhet: {unit_name(a.indicator.unit)}. Inget sparas eller publiceras.</p>"
    )
    typed = read_thought(a, controls.typed())
    thought = with_assumed(a, typed, controls.assumed)
    imagined = imagine(a, thought) if thought.values else None
    drawn = ""
    if imagined is not None:
        hand = at_hand(workbook, a)
        take = downloads(files(a, View(), hand, imagined), f"{a.target.id}-tankt-lage")
        drawn = drawing(a, View(), hand, imagined) + take
    return f"{lead}{controls.part(THOUGHT)}{thought_result(a, imagined, thought)}{drawn}"


def _later(body: Callable[[], str]) -> str:
    """Return a place that fills when it comes into view: an edit then costs nothing for it."""
    text: str = mo.lazy(lambda: mo.Html(body())).text
    return text


def _step(text: str) -> str:
    """Return what whoever has the notebook open can do; a page's readers cannot do it."""
    return mo.md(text).text if text else ""


def _address() -> str:
    """Return how one notebook reaches another: as served pages, or as files in the editor."""
    return "?file={name}.py" if mo.app_meta().mode == "edit" else blocks.ADDRESS


@cache
def _style() -> str:
    return f"<style>{fonts()}{sheet()}</style>{controls_sheet()}{WAITING}"
