"""The fields of what if: one text per coming year and side, read by our own parser.

A browser reads "79,5" in its own language, and makes 795 of it where the comma is for thousands.
"""

from collections.abc import Mapping
from typing import Any

import marimo as mo

from goalkit.beside.what_if import Field, coming_years
from goalkit.judge import Assessment
from goalkit.model import Side
from goalkit.show.form import Form, Widgets, plain
from goalkit.show.styles import controls_sheet
from goalkit.words.values import year


def thought_fields(a: Assessment) -> Form:
    """Return a text field for every value that can be thought up; none where none can.

    They are made at once: a field that came with each answer would lose the cursor of the one who types.
    """
    form = Form(lambda: _fields(a))
    form.shown()
    return form


def _fields(a: Assessment) -> tuple[str, Widgets]:
    fields = {_key(field): _field(a, field) for field in coming_years(a)}
    sides = [[text.text for name, text in fields.items() if name.startswith(side)] for side in Side]
    columns = "".join(f'<div class="gk-column">{"".join(texts)}</div>' for texts in sides)
    return f'{controls_sheet()}<div class="gk-controls gk-row">{columns}</div>', fields


def typed(a: Assessment, value: Mapping[str, Any]) -> dict[Field, str]:
    """Return what stands in the fields, by whose value and which year it is."""
    return {field: str(value[_key(field)]) for field in coming_years(a) if _key(field) in value}


def _field(a: Assessment, field: Field) -> Any:
    side, when = field
    whose = a.municipality.name if side is Side.OWN or a.reference is None else a.reference.label
    return mo.ui.text(label=plain(f"{whose} {year(a, when)}"), full_width=True, max_length=40)


def _key(field: Field) -> str:
    return f"{field[0]}_{field[1]}"
