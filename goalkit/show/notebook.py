"""What a notebook's cells show, as marimo shows it.

A target has a cell each for its card, the notebook's own arithmetic, its chart, the chart's controls, and what stands
beside the verdict: a turn of a control runs the chart's cell of that target and nothing else.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import marimo as mo

from goalkit.beside.what_if import coming_years, imagine, read_thought
from goalkit.charts import has_chart
from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.errors import CommentError, PlanError
from goalkit.face import Assessment, Workbook
from goalkit.show import blocks
from goalkit.show.beside_blocks import readings_body, thought_result
from goalkit.show.compared import beside_folds, chosen, country_choices, country_section
from goalkit.show.controls import ViewControls, view_of
from goalkit.show.country_blocks import country_head
from goalkit.show.display import Display, Kind, Place, comment_text
from goalkit.show.drawings import downloads, drawing
from goalkit.show.files import files
from goalkit.show.folds import fold
from goalkit.show.form import Form
from goalkit.show.opened_view import follow_in_link, keep, may_save, opened_view
from goalkit.show.own_sum import conclusion, frame_html
from goalkit.show.remarks import remarks
from goalkit.show.styles import WAITING, controls_sheet, sheet
from goalkit.show.tables import html_table
from goalkit.show.thought_fields import thought_fields, typed
from goalkit.show.views import load_view, view_file
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
    "panel",
    "reset_button",
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
        lambda: f'<div class="gk-country gk-country-head">{country_head(workbook)}{controls.shown().text}</div>',
        Place(Kind.COUNTRY_HEAD),
        workbook,
    )


def country(workbook: Workbook, controls: Form) -> Display:
    """Show how other municipalities would have fared: beside the verdicts, and never changing one."""
    choice = chosen(controls.value)
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


def reset_button() -> Any:
    """Return the button that takes a saved view away and sets the controls as the program does."""
    return mo.ui.run_button(label="Återställ")


def controls(m: Assessment, reset: Any) -> tuple[ViewControls, Form]:
    """Return a target's widgets: the controls of its chart, and the fields of what if.

    The controls are set as the link says, or as the saved view does, or as is usual; when ``reset`` is pressed
    the saved view is taken away and they are as usual.
    """
    book, hand = _book(m), at_hand(_book(m), m)
    view, refused = opened_view(book, m.target.id, reset)
    made = ViewControls(m, view, hand, turnable=True)
    made.reset, made.refused = reset, refused
    return made, thought_fields(m)


def panel(controls: ViewControls) -> Display | None:
    """Show the controls of a chart, folded until wanted; a page has none."""
    if controls.is_empty:
        return None

    def live() -> str:
        saving = (
            f'<div class="gk-row">{controls.save.text}{controls.reset.text}</div>'
            "<p>”Spara som standard” gäller alla, och publicerade sidor; ”Återställ” tar bort det som är sparat.</p>"
        )
        return (
            '<div class="gk-details gk-edit"><details><summary>Ändra diagrammet</summary>'
            f"{mo.lazy(controls.shown).text}{saving if may_save() else ''}"
            "<p>Det som är valt ändrar bara diagrammet, aldrig bedömningen. Adressen i webbläsaren öppnar samma "
            "diagram hos en kollega.</p></details></div>"
        )

    return Display(live)


def figure(m: Assessment, controls: ViewControls) -> Display | None:
    """Show a target's chart as its controls say, its source, its table, and files to take away."""
    if not has_chart(m):
        return None
    book, id_, (view, faults) = _book(m), m.target.id, view_of(controls)
    saved = _saved(book, id_, controls, view) if controls.save.value else []
    left_out = follow_in_link(book, id_, view)

    def live() -> str:
        hand = at_hand(book, m)
        said = [controls.refused, *faults, *remarks(m, view, hand), *saved]
        said += [load_view(book.data, book.plan.id, id_).fault, *left_out]
        take = _take(lambda: mo.Html(downloads(files(m, view, hand), f"{id_}-diagram")))
        folds = blocks.table_block(m, html_table(m, view, hand)) + take
        return blocks.chart_block(m, blocks.figure(m, drawing(m, view, hand)), said, folds)

    return Display(live, Place(Kind.CHART, id_), m)


def behind(m: Assessment, fields: Form) -> Display:
    """Show what stands behind and beside a verdict: calculation, readings, the country, what if, source."""
    book = _book(m)

    def live() -> str:
        thought = _what_if(book, m, fields) if has_chart(m) else ""
        readings = fold("Tolkningar", lambda: readings_body(book, m), at_once=False)
        return blocks.behind_block(m, readings + beside_folds(book, m, at_once=False) + thought)

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


def _saved(workbook: Workbook, target_id: str, controls: ViewControls, view: View) -> list[str]:
    """Save a view for everyone, and say where, or why not."""
    if refused := keep(workbook, target_id, controls.reset, view):
        return [refused]
    path = view_file(workbook.data, workbook.plan.id, target_id)
    return [f"Sparad som standard i {'/'.join(path.parts[-4:])}."]


def _what_if(workbook: Workbook, a: Assessment, fields: Form) -> str:
    """Return the fields of what if, and what the rule says of what stands in them; nothing of it is kept."""
    lead = (
        "<p>Skriv värden för kommande år med decimalkomma, till exempel 79,5. "
        f"Enhet: {unit_name(a.indicator.unit)}. Inget sparas eller publiceras.</p>"
    )
    if not coming_years(a):
        body = "<p>Inga kommande år kan räknas för den här måluppfyllelsen, så det finns inget att pröva.</p>"
        return f"<details><summary>Vad händer om</summary>{body}</details>"
    thought = read_thought(a, typed(a, fields.value))
    imagined = imagine(a, thought) if thought.values else None
    drawn = ""
    if imagined is not None:
        hand = at_hand(workbook, a)
        take = downloads(files(a, View(), hand, imagined), f"{a.target.id}-tankt-lage")
        drawn = drawing(a, View(), hand, imagined) + take
    result = thought_result(a, imagined, thought)
    return f"<details><summary>Vad händer om</summary>{lead}{fields.shown().text}{result}{drawn}</details>"


def _take(buttons: Callable[[], mo.Html]) -> str:
    """Return the downloads, made when they are wanted: an edit then costs nothing for them."""
    return f"<details><summary>Ladda ner</summary>{mo.lazy(buttons).text}</details>"


def _step(text: str) -> str:
    """Return what whoever has the notebook open can do; a page's readers cannot do it."""
    return mo.md(text).text if text else ""


def _address() -> str:
    """Return how one notebook reaches another: as served pages, or as files in the editor."""
    return "?file={name}.py" if mo.app_meta().mode == "edit" else blocks.ADDRESS


@cache
def _style() -> str:
    return f"<style>{sheet()}</style>{controls_sheet()}{WAITING}"
