"""The notebooks of a plan, as source text: an overview and one notebook per focus area.

They are a start for an analyst, who then changes words and order; nothing that decides stands in them.
"""

import json
from pathlib import Path

import marimo

from goalkit.errors import PlanError
from goalkit.plan import FocusArea, Plan
from goalkit.show.blocks import OVERVIEW

_HEAD = """import marimo

__generated_with = "{version}"
app = marimo.App(width="{width}", app_title={title})

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook({plan})
    {assessments}
"""

_CELL = """

@app.cell{hidden}
def {name}({argument}):
    nb.{call}
    return
"""

_TARGET = """

@app.cell
def maluppfyllelse_{name}(assessments):
    aterstall_{name} = nb.reset_button()
    nb.target(assessments[{id}])
    return (aterstall_{name},)


@app.cell
def diagram_{name}(spara_{name}, vy_{name}, workbook):
    nb.chart(workbook, {id}, vy_{name}, spara_{name})
    return


@app.cell
def val_{name}(aterstall_{name}, workbook):
    vy_{name}, spara_{name}, tankt_{name} = nb.controls(workbook, {id}, aterstall_{name})
    nb.panel(vy_{name}, spara_{name}, aterstall_{name})
    return spara_{name}, tankt_{name}, vy_{name}


@app.cell
def bakom_{name}(tankt_{name}, workbook):
    nb.behind(workbook, {id}, tankt_{name})
    return
"""

_COUNTRY = """

@app.cell
def val_landet(workbook):
    landet_val = nb.country_controls(workbook)
    nb.country_panel(workbook, landet_val)
    return (landet_val,)


@app.cell
def landet(landet_val, workbook):
    nb.country(workbook, landet_val)
    return
"""

_FOOT = """

if __name__ == "__main__":
    app.run()
"""


def overview_source(plan: Plan, reference: str) -> str:
    """Return the overview's source; ``reference`` is how a notebook names the plan (its name or file)."""
    title = f"Översikt – {plan.municipality.name}"
    head = _head(title, reference, "return (workbook,)")
    cells = [
        _cell("huvud", "workbook", "overview_head(workbook)", hidden=True),
        _cell("oversikt", "workbook", "overview(workbook)"),
        _COUNTRY,
        _cell("underlag_och_kallor", "workbook", "foot(workbook)", hidden=True),
    ]
    return head + "".join(cells) + _FOOT


def area_source(plan: Plan, area: FocusArea, reference: str) -> str:
    """Return the source of a focus area's notebook: per target one cell that shows it, one for the comment."""
    made = f"assessments = nb.area_targets(workbook, {quoted(area.id)})\n    return assessments, workbook"
    cells = [_cell("huvud", "workbook", f"area_head(workbook, {quoted(area.id)})", hidden=True)]
    for goal in plan.goals_of(area.id):
        cells.append(_cell(f"mal_{goal.number}", "workbook", f"goal(workbook, {goal.number})", hidden=True))
        for target in plan.targets_of(goal.number):
            cells += _target_cells(target.id)
    cells.append(_cell("underlag_och_kallor", "workbook", "foot(workbook)", hidden=True))
    return _head(f"{area.title} – {plan.municipality.name}", reference, made) + "".join(cells) + _FOOT


def _target_cells(target_id: str) -> list[str]:
    """Return a target's cells: a control is defined in one cell and read in another."""
    name, text = target_id.lower().translate(_IN_NAMES), quoted(target_id)
    return [
        _TARGET.format(name=name, id=text),
        _cell(f"kommentar_{name}", "workbook", f'comment(workbook, {text}, "", year=None)'),
    ]


_IN_NAMES = str.maketrans("-åäö", "_AEO")
"""What an id, in small letters, has in a cell's name: two ids never have the same."""


def quoted(text: str) -> str:
    r"""Return a text as Python reads it back, whatever stands in it: every text of a notebook is written by this.

    >>> print(quoted('Klimat och "grön" miljö'))
    "Klimat och \"grön\" miljö"
    """
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in plain)


def write_notebooks(plan: Plan, reference: str, folder: Path) -> list[Path]:
    """Write a plan's notebooks into a folder and return their paths.

    Raises:
        PlanError: one of them exists already; nothing is written then.
    """
    sources = {OVERVIEW: overview_source(plan, reference)}
    sources |= {area.id: area_source(plan, area, reference) for area in plan.focus_areas}
    paths = {folder / f"{name}.py": text for name, text in sources.items()}
    there = [path.name for path in paths if path.exists()]
    if there:
        message = f"I {folder} finns redan {', '.join(there)}. Välj en annan mapp med --into, eller flytta dem först."
        raise PlanError(message)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8")
    return list(paths)


def _head(title: str, reference: str, assessments: str) -> str:
    return _HEAD.format(
        version=marimo.__version__,
        width="compact",
        title=quoted(title),
        plan=quoted(reference),
        assessments=assessments,
    )


def _cell(name: str, argument: str, call: str, *, hidden: bool = False) -> str:
    return _CELL.format(name=name, argument=argument, call=call, hidden="(hide_code=True)" if hidden else "")
