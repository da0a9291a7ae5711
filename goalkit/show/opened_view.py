"""Which view a chart in a notebook begins with, and how the address in the browser follows it."""

import marimo as mo

from goalkit.show.views import View, from_query, left_out_of_link, load_view, query_names, reset_view, to_query
from goalkit.workbook import Workbook


def first_view(workbook: Workbook, target_id: str) -> View:
    """Return the view that the link asks for, else the saved one, else the usual one."""
    linked = from_query(target_id, mo.query_params())  # type: ignore[arg-type]  # it answers as a mapping does
    return linked or load_view(workbook.data, workbook.plan.id, target_id).view


def usual_view(workbook: Workbook, target_id: str) -> View:
    """Take the saved view away, and return the usual one."""
    reset_view(workbook.data, workbook.plan.id, target_id)
    return View()


def write_link(workbook: Workbook, target_id: str, view: View) -> list[str]:
    """Put the view into the address unless it is the one that is shown anyway, and say what does not fit there."""
    standing = load_view(workbook.data, workbook.plan.id, target_id).view
    wanted = {} if view == standing else to_query(target_id, view)
    query = mo.query_params()
    for name in query_names(target_id):
        if name in wanted and query.get(name) != wanted[name]:
            query[name] = wanted[name]
        elif name not in wanted and name in query:
            del query[name]
    return left_out_of_link(view) if wanted else []
