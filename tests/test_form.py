"""Widgets that are made when they are wanted, and the controls of a chart among them."""

import marimo as mo
import pytest

from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.show.controls import ViewControls, view_of
from goalkit.show.form import Form, laid_out
from goalkit.workbook import open_workbook


def test_a_forms_widgets_are_made_when_it_is_shown_and_once():
    made = []

    def make():
        made.append({"height": mo.ui.slider(1, 9, label="Höjd {cm}")})
        return laid_out("<p>{height}{more}</p>", made[-1], more="<b>{så}</b>"), made[-1]

    form = Form(make)
    assert (form.is_empty, form.value, made) == (False, {}, [])
    first = form.shown().text
    assert form.shown().text == first
    assert first.startswith("<p><marimo-ui-element")
    assert first.endswith("<b>{så}</b></p>")
    assert dict(form) == made[0]
    assert len(made) == 1
    assert (Form().is_empty, Form().shown().text) == (True, "")


def test_a_form_says_what_its_widgets_say_and_nothing_while_none_is_turned():
    form = Form(lambda: ("", {"height": mo.ui.slider(1, 9), "zero": mo.ui.checkbox()}))
    form.shown()
    said = []
    for name, value in (("height", 3), ("zero", True), ("height", 1), ("zero", False)):
        form[name]._update(value)
        said.append(form.value)
    assert said == [
        {"height": 3, "zero": False},
        {"height": 3, "zero": True},
        {"height": 1, "zero": True},
        {},
    ]


@pytest.mark.parametrize("target", ["3A", "2B"], ids=["with a chart", "without data"])
def test_controls_that_nobody_has_opened_show_the_view_that_they_begin_with(target: str):
    workbook = open_workbook()
    a, view = workbook.assessments[target], View(heading="Egen", areas=("0580",))
    controls = ViewControls(a, view, at_hand(workbook, a), turnable=True)
    assert view_of(controls) == (view, [])
    assert "heading" not in controls
    controls.shown()
    assert controls.is_empty == (target == "2B")
    assert ("heading" in controls) == (target == "3A")
    assert ViewControls(a, view, at_hand(workbook, a)).is_empty
