"""Widgets that one cell defines and others read as one value, made when they come into sight."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import marimo as mo

Widgets = Mapping[str, Any]
"""marimo's widgets by name."""


class Form(mo.ui.batch):
    """Widgets read as one value: a dict by name, empty until one of them has been turned.

    marimo's own batch costs too much under every target of a page. It copies each of its widgets when it is made,
    seen or not; and its frame on the page tells the kernel of a change once more than the widget in it does, so
    that a cell which reads it ran twice at every press. Here the widgets are made by :meth:`shown`, and stand on
    the page without a frame: each is a view of the form, and one turn of it is one change of the form's value.
    """

    def __init__(self, make: Callable[[], tuple[str, Widgets]] | None = None) -> None:
        """Keep how the widgets are made and laid out, as HTML with all of them in it; ``None`` is a form of none."""
        super().__init__(mo.Html(""), {})
        self._make = make

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to turn."""
        return self._make is None

    def shown(self) -> mo.Html:
        """Return the widgets laid out: the same ones however often they are shown."""
        return self._laid_out

    @cached_property
    def _laid_out(self) -> mo.Html:
        if self._make is None:
            return mo.Html("")
        html, widgets = self._make()
        for name, widget in widgets.items():
            widget._register_as_view(parent=self, key=name)
        self._elements = dict(widgets)
        return mo.Html(html)


def laid_out(template: str, widgets: Widgets, **more: str) -> str:
    """Return a template with each widget where its name stands in braces, and ``more`` HTML where its name does."""
    return template.format(**{name: widget.text for name, widget in widgets.items()}, **more)
