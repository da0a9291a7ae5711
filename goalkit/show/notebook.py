"""What a notebook's cells show, as marimo shows it.

A target has a cell each for its card, the notebook's own arithmetic, its chart, the chart's controls, and what stands
beside the verdict: a turn of a control runs the chart's cell of that target and nothing else.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import marimo as mo

from goalkit.beside.what_if import coming_years, imagine, read_thought
from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.errors import CommentError, PlanError
from goalkit.face import Assessment, Workbook
from goalkit.show import blocks, in_file
from goalkit.show.beside_blocks import readings_body, thought_result
from goalkit.show.charts import has_chart
from goalkit.show.compared import beside_folds, chosen, country_choices, country_section
from goalkit.show.controls import ViewControls, view_of
from goalkit.show.days import whole_days
from goalkit.show.drawings import both_widths, downloads
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
from goalkit.texts.notes import REFRESH, next_step
from goalkit.texts.numbers import unit_name

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


def head(workbook: Workbook, focus_area: str | None = None) -> mo.Html:
    """Show the head of a focus area's notebook, or of the overview: links, what is followed up, targets at a glance.

    Raises:
        PlanError: the plan has no such focus area.
    """
    if focus_area is None:
        return _shown(_style() + in_file.overview_head(workbook, _address()))
    known = [each.id for each in workbook.plan.focus_areas]
    if focus_area not in known:
        message = f"Målområdet {focus_area} finns inte i planen {workbook.plan.id}. De som finns: {', '.join(known)}."
        raise PlanError(message)
    return _shown(_style() + in_file.area_head(workbook, focus_area, _address()))


def overview(workbook: Workbook) -> mo.Html:
    """Show every focus area with its goals and targets, and the denominators."""
    return _shown(in_file.overview(workbook, _address()))


def country_controls(workbook: Workbook) -> Form:
    """Return the widgets of the section over all municipalities: which, one more, in what order; none in a file."""
    return Form() if _is_static() else country_choices(workbook)


def country_panel(workbook: Workbook, controls: Form) -> mo.Html:
    """Show the head of the section over all municipalities, with its controls but in a file."""
    return _shown(in_file.country_panel(workbook, controls.shown().text))


def country(workbook: Workbook, controls: Form) -> mo.Html:
    """Show how other municipalities would have fared: beside the verdicts, and never changing one."""
    choice = chosen(controls.value)
    if _is_static():
        return _shown(in_file.country(workbook, choice))
    return _shown(country_section(workbook, choice, _address(), at_once=False))


def goal(workbook: Workbook, number: int) -> mo.Html:
    """Show a goal: its decided introduction and how many of its targets stand where."""
    return _shown(blocks.goal_head(workbook, next(g for g in workbook.plan.goals if g.number == number)))


def card(m: Assessment) -> mo.Html:
    """Show what a target says at first sight: wording, status, sentence, and what is missing."""
    return _shown(in_file.target(m) + ("" if has_chart(m) else _step(next_step(m))))


def check(m: Assessment, holds: Callable[[], object], table: "pd.DataFrame") -> mo.Html | None:
    """Hold the notebook's own yes or no against the verdict, and show the table that it was worked out in.

    ``holds`` says whether the condition is met, and is asked only where the target is judged; ``table`` has a row
    per year. It is floats beside exact fractions: a check of plausibility. Nothing of it stands on a page.

    Raises:
        CheckError: the verdict says something else; a page is not made then.
    """
    said = conclusion(m, holds)
    if _is_static() or table.dropna(how="all").empty:
        return None
    body = f"{frame_html(m, table)}{blocks.element('p', said)}"
    return _shown(f'<div class="gk-details"><details><summary>Räkna själv</summary>{body}</details></div>')


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
    if _is_static():
        return ViewControls(m, view, hand), Form()
    made = ViewControls(m, view, hand, turnable=True)
    made.reset, made.refused = reset, refused
    return made, thought_fields(m)


def panel(controls: ViewControls) -> mo.Html | None:
    """Show the controls of a chart, folded until wanted; nothing in a file, where no control could do anything."""
    if controls.is_empty:
        return None
    saving = (
        f'<div class="gk-row">{controls.save.text}{controls.reset.text}</div>'
        "<p>”Spara som standard” gäller alla, och publicerade sidor; ”Återställ” tar bort det som är sparat.</p>"
    )
    return _shown(
        '<div class="gk-details gk-edit"><details><summary>Ändra diagrammet</summary>'
        f"{mo.lazy(controls.shown).text}{saving if may_save() else ''}"
        "<p>Det som är valt ändrar bara diagrammet, aldrig bedömningen. Adressen i webbläsaren öppnar samma "
        "diagram hos en kollega.</p></details></div>"
    )


def figure(m: Assessment, controls: ViewControls) -> mo.Html | None:
    """Show a target's chart as its controls say, its source, its table, and files to take away."""
    if not has_chart(m):
        return None
    book, id_, (view, faults) = _book(m), m.target.id, view_of(controls)
    if _is_static():
        return _shown(in_file.chart(book, m, view, faults))
    hand = at_hand(book, m)
    said = [controls.refused, *faults, *remarks(m, view, hand)]
    if controls.save.value:
        said += _saved(book, id_, controls, view)
    said += [load_view(book.data, book.plan.id, id_).fault, *follow_in_link(book, id_, view)]
    take = _take(lambda: mo.Html(downloads(files(m, view, hand), f"{id_}-diagram")))
    folds = blocks.table_block(m, html_table(m, view, hand)) + take
    return _shown(blocks.chart_block(m, blocks.figure(m, both_widths(m, view, hand)), said, folds))


def behind(m: Assessment, fields: Form) -> mo.Html:
    """Show what stands behind and beside a verdict: calculation, readings, the country, what if, source."""
    book = _book(m)
    if _is_static():
        return _shown(in_file.behind(book, m))
    thought = _what_if(book, m, fields) if has_chart(m) else ""
    readings = fold("Tolkningar", lambda: readings_body(book, m), at_once=False)
    return _shown(blocks.behind_block(m, readings + beside_folds(book, m, at_once=False) + thought))


def comment(m: Assessment, text: str, *, year: int | None = None) -> mo.Html | None:
    """Show the analyst's comment to a target; ``year`` is the judged year that it was written for.

    A number is referred to, ``{3A.gap}``, and never typed; a fault in a reference is said in its place, and stops
    a file from being made. An empty comment shows nothing to a reader. A comment explains; it does not repeat the
    verdict.
    """
    if not text.strip():
        return None
    try:
        if year is not None and type(year) is not int:
            message = f"year={year!r} är inget årtal; skriv det med siffror och utan citattecken, som year=2024."
            raise CommentError(message)
        return in_file.comment(_book(m), m.target.id, text, year)
    except CommentError as error:
        fault = f"Kommentaren till {m.target.id}: {error}"
        if _is_static():
            raise CommentError(fault) from error
    return _shown(blocks.comment(m, blocks.element("p", fault, "gk-fault"), None))


def foot(workbook: Workbook) -> mo.Html:
    """Show what all verdicts rest on: vintages, dates, sources, and that indicators are assumed."""
    return _shown(blocks.about_block(workbook) + _step(REFRESH))


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
        drawn = both_widths(a, View(), hand, imagined) + take
    result = thought_result(a, imagined, thought)
    return f"<details><summary>Vad händer om</summary>{lead}{fields.shown().text}{result}{drawn}</details>"


def _take(buttons: Callable[[], mo.Html]) -> str:
    """Return the downloads, made when they are wanted: an edit then costs nothing for them."""
    return f"<details><summary>Ladda ner</summary>{mo.lazy(buttons).text}</details>"


def _shown(html: str) -> mo.Html:
    """Return what a cell shows."""
    return mo.Html(whole_days(html))


def _step(text: str) -> str:
    """Return what whoever has the notebook open can do; nothing in a file, whose readers cannot do it."""
    return "" if _is_static() or not text else mo.md(text).text


def _is_static() -> bool:
    """Tell whether the notebook runs for a file, in which no control can do anything."""
    return mo.app_meta().mode not in (None, "test") and mo.cli_args().get("statisk") == "ja"


def _address() -> str:
    """Return how one notebook reaches another: as served pages, or as files in the editor."""
    return "?file={name}.py" if mo.app_meta().mode == "edit" else in_file.ADDRESS


@cache
def _style() -> str:
    return f"<style>{sheet()}</style>{controls_sheet()}{WAITING}"
