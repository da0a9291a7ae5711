"""The notebooks of a plan, as source text: an overview and one notebook per focus area.

They are a start for an analyst, who then changes words and order; nothing that decides stands in them.
"""

import json
from pathlib import Path

import marimo

from goalkit.errors import PlanError
from goalkit.model import Better
from goalkit.plan import FocusArea, Plan, Target
from goalkit.show.blocks import OVERVIEW
from goalkit.words.rules import words_of
from goalkit.written import write_whole

_HEAD = """import marimo

__generated_with = "{version}"
app = marimo.App(width="{width}", app_title={title})

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook({plan})
    return (bok,)
"""

_CELL = """

@app.cell{hidden}
def {name}(bok):
    gk.{call}
    return
"""

_TARGET = """

@app.cell
def mal_{name}(bok):
    m{name} = bok[{id}]
    val_{name} = gk.controls(m{name})
    gk.card(m{name})
    return m{name}, val_{name}


@app.cell
def tal_{name}(m{name}):
    t{name} = m{name}.data{more}
    gk.check(m{name}, lambda: {holds}, t{name})
    return (t{name},)


@app.cell
def diagram_{name}(m{name}, val_{name}):
    gk.figure(m{name}, val_{name})
    return


@app.cell
def bredvid_{name}(m{name}, val_{name}):
    gk.behind(m{name}, val_{name})
    return


@app.cell
def kommentar_{name}(m{name}):
    gk.comment(m{name}, "", year=None)
    return
"""

_COUNTRY = """

@app.cell
def val_landet(bok):
    landet_val = gk.country_controls(bok)
    gk.country_panel(bok, landet_val)
    return (landet_val,)


@app.cell
def landet(bok, landet_val):
    gk.country(bok, landet_val)
    return
"""

_FOOT = """

if __name__ == "__main__":
    app.run()
"""


def overview_source(plan: Plan, reference: str) -> str:
    """Return the overview's source; ``reference`` is how a notebook names the plan (its name or file)."""
    cells = [
        _cell("huvud", "head(bok)", hidden=True),
        _cell("oversikt", "overview(bok)"),
        _COUNTRY,
        _cell("underlag_och_kallor", "foot(bok)", hidden=True),
    ]
    return _head(f"Översikt – {plan.municipality.name}", reference) + "".join(cells) + _FOOT


def area_source(plan: Plan, area: FocusArea, reference: str) -> str:
    """Return the source of a focus area's notebook: per target its card, arithmetic, chart, controls and comment."""
    cells = [_cell("huvud", f"head(bok, {quoted(area.id)})", hidden=True)]
    for goal in plan.goals_of(area.id):
        cells.append(_cell(f"inledning_{goal.number}", f"goal(bok, {goal.number})", hidden=True))
        cells += [_target(plan, target) for target in plan.targets_of(goal.number)]
    cells.append(_cell("underlag_och_kallor", "foot(bok)", hidden=True))
    return _head(f"{area.title} – {plan.municipality.name}", reference) + "".join(cells) + _FOOT


def _target(plan: Plan, target: Target) -> str:
    """Return a target's cells: a control is defined in one cell and read in another."""
    name, reference = target.id.lower().translate(_IN_NAMES), plan.reference_of(target)
    names = {
        "own": quoted(plan.municipality.name),
        "reference": quoted(reference.label) if reference is not None else "",
        "better": ">" if target.indicator.better is Better.HIGHER else "<",
        "m": f"m{name}",
        "t": f"t{name}",
    }
    columns, holds = (text.format(**names) for text in words_of(target.rule).own_sum)
    more = f".assign({columns})" if columns else ""
    return _TARGET.format(name=name, id=quoted(target.id), more=more, holds=holds)


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
    try:
        return [write_whole(path, text.encode()) for path, text in paths.items()]
    except OSError:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def _head(title: str, reference: str) -> str:
    return _HEAD.format(version=marimo.__version__, width="medium", title=quoted(title), plan=quoted(reference))


def _cell(name: str, call: str, *, hidden: bool = False) -> str:
    return _CELL.format(name=name, call=call, hidden="(hide_code=True)" if hidden else "")
