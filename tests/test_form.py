"""Widgets that are made when they are wanted, and what asks before it saves for everyone."""

from pathlib import Path

import marimo as mo
import pytest

from goalkit.charts.view import View
from goalkit.face import open_workbook
from goalkit.show.controls import CHART, Controls
from goalkit.show.form import Form, laid_out
from goalkit.show.views import load_view, save_view
from tests.browser import data_in


def test_a_forms_widgets_are_made_part_by_part_and_laid_out():
    widgets = {"height": mo.ui.slider(1, 9, label="Höjd {cm}")}
    form = Form({"look": lambda: (laid_out("<p>{height}{more}</p>", widgets, more="<b>{så}</b>"), widgets)})
    assert (dict(form), form.turned) == ({}, {})
    assert form.make("look").endswith("<b>{så}</b></p>")
    assert dict(form) == widgets
    assert form.part("another") == ""


def test_a_form_says_what_its_widgets_say_and_which_are_turned():
    form = Form({"all": lambda: ("", {"height": mo.ui.slider(1, 9), "zero": mo.ui.checkbox()})})
    form.make("all")
    said = []
    for name, value in (("height", 3), ("zero", True), ("height", 1), ("zero", False)):
        form[name]._update(value)
        said.append(form.turned)
    assert said == [{"height": 3}, {"height": 3, "zero": True}, {"zero": True}, {}]
    assert form.says == {"height": 1, "zero": False}


@pytest.fixture
def controls(tmp_path: Path) -> Controls:
    book = open_workbook(data=data_in(tmp_path))
    made = Controls(book, book["3A"])
    for part in (*CHART, "save", "confirm", "undo"):
        made.make(part)
    return made


def press(controls: Controls, *names: str) -> None:
    for name in names:
        controls[name]._update(1)


def saved(controls: Controls) -> View:
    return load_view(controls.workbook.data, controls.workbook.plan.id, "3A").view


def test_saving_asks_first_says_what_it_replaced_and_is_undone(controls: Controls):
    controls["heading"]._update("Egen")
    press(controls, "save")
    assert (controls.asking, saved(controls)) == ("save", View())
    press(controls, "no")
    assert (controls.asking, saved(controls)) == ("", View())
    press(controls, "save", "yes")
    assert saved(controls) == View(heading="Egen")
    assert controls.said.endswith("/3A.toml. Tidigare: programmets egen vy.")
    press(controls, "undo")
    assert saved(controls) == controls.view == View()
    assert controls.before is None


def test_taking_a_saved_view_away_asks_first_and_is_undone(controls: Controls):
    controls["heading"]._update("Egen")
    press(controls, "save", "yes", "reset")
    assert saved(controls) == View(heading="Egen")
    press(controls, "yes")
    assert saved(controls) == controls.view == View()
    assert controls.said == "Återställd. Tidigare: vald vy (rubrik)."
    press(controls, "undo")
    assert saved(controls) == controls.view == View(heading="Egen")


def test_what_somebody_else_has_saved_meanwhile_is_not_written_over(controls: Controls):
    save_view(controls.workbook.data, controls.workbook.plan.id, "3A", View(heading="Någon annans"))
    press(controls, "save", "yes")
    assert saved(controls) == View(heading="Någon annans")
    assert "ändrats av någon annan" in controls.said


def test_controls_that_nobody_has_opened_show_the_view_that_they_begin_with(tmp_path: Path):
    book = open_workbook(data=data_in(tmp_path))
    save_view(book.data, book.plan.id, "3A", View(heading="Egen", areas=("0580",)))
    controls = Controls(book, book["3A"])
    assert controls.value == View(heading="Egen", areas=("0580",))
    controls.make("looks")
    controls["from_zero"]._update(True)
    assert controls.value == View(heading="Egen", areas=("0580",), from_zero=True)
    assert controls.part("compare") == Controls(book, book["2B"]).part("compare") == ""
