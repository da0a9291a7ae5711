"""Which view a chart in a notebook begins with, how it is kept, and how the address in the browser follows it."""

import os
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import marimo as mo

from goalkit.charts.view import View
from goalkit.show.views import (
    from_query,
    left_out_of_link,
    load_view,
    query_names,
    reset_view,
    save_view,
    to_query,
)
from goalkit.sources.place import READ_ONLY
from goalkit.workbook import Workbook

if TYPE_CHECKING:
    from goalkit.show.controls import Controls

_REST = 0.3
"""Seconds without a turn of a chart's controls after which the address follows."""
_WRITING = threading.Lock()
"""Every page that is open is a thread of the same program."""


def may_save() -> bool:
    """Tell whether whoever sees the workbook may change what is saved for everyone."""
    return not os.environ.get(READ_ONLY)


def first_view(workbook: Workbook, target_id: str) -> View:
    """Return the view that the link asks for, else the saved one, else the usual one."""
    query: Any = mo.query_params() if mo.running_in_notebook() else {}
    return from_query(target_id, query) or load_view(workbook.data, workbook.plan.id, target_id).view


def keep(controls: "Controls", view: View | None) -> str:
    """Save a view for everyone, or with ``None`` take the saved one away; return why that was not done, if so."""
    place = (controls.workbook.data, controls.workbook.plan.id, controls.a.target.id)
    if not may_save():
        return "Här går det bara att titta: inget är sparat."
    with _WRITING:
        if controls.seen != load_view(*place):
            return (
                "Den sparade vyn har ändrats av någon annan sedan sidan öppnades, så inget är sparat. "
                "Ladda om sidan, och gör om ändringen."
            )
        if view is None:
            reset_view(*place)
        else:
            save_view(*place, view)
        controls.seen = load_view(*place)
    return ""


def follow_in_link(workbook: Workbook, target_id: str, view: View) -> list[str]:
    """Have the address follow the view unless it is the one that is shown anyway; say what does not fit there.

    The address is written when the controls have rested: the browser then lays out the whole page anew, which a
    chart should not wait for, and keeps one place to go back to instead of one per step of a slider.
    """
    standing = load_view(workbook.data, workbook.plan.id, target_id).view
    wanted = {} if view == standing else to_query(target_id, view)
    query = mo.query_params()
    if any(query.get(name) != wanted.get(name) for name in query_names(target_id)):
        mo.Thread(target=_write_rested, args=(query, target_id, wanted), daemon=True).start()
    return left_out_of_link(view) if wanted else []


def _write_rested(query: Any, target_id: str, wanted: Mapping[str, str]) -> None:
    """Write what an address should say of a target, unless its chart is drawn anew meanwhile."""
    drawing = mo.current_thread()
    time.sleep(_REST)
    if drawing.should_exit:
        return
    for name in query_names(target_id):
        if name in wanted and query.get(name) != wanted[name]:
            query[name] = wanted[name]
        elif name not in wanted and name in query:
            del query[name]
