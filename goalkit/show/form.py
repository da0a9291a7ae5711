"""Widgets that one cell defines and others read as one value, made when they come into sight."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import marimo as mo
from marimo._ast.app import _Namespace  # the one kind of value, but a widget, in which marimo looks for widgets

Widgets = Mapping[str, Any]
"""marimo's widgets by name."""


_NONE: Widgets = MappingProxyType({})


class Form(_Namespace):
    """Widgets by name, none until :meth:`shown` has made them; a cell that reads the form runs when one is turned.

    marimo's own batch costs too much under every target of a page: it copies each of its widgets when it is made,
    seen or not, and a cell that reads it runs twice at every press. And a widget that is a view of another loses
    what it says where a second one of the same parent is turned before the kernel has come to the first. Here
    every widget is itself.
    """

    def __init__(self, make: Callable[[], tuple[str, Widgets]] | None = None, buttons: Widgets = _NONE) -> None:
        """Keep how the widgets are made and laid out, as HTML with all of them in it; ``None`` is a form of none.

        ``buttons`` belong to the form from the start; what they say is no part of its value.
        """
        self._make, self._buttons = make, buttons
        self._widgets: Widgets = {}
        self._first: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return {**self._buttons, **self._widgets}[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._buttons, **self._widgets})

    def __len__(self) -> int:
        return len(self._buttons) + len(self._widgets)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to turn."""
        return self._make is None

    @property
    def value(self) -> dict[str, Any]:
        """What all widgets say, by name; empty while they say what they began with."""
        said = {name: widget.value for name, widget in self._widgets.items()}
        return {} if said == self._first else said

    def shown(self) -> mo.Html:
        """Return the widgets laid out: the same ones however often they are shown."""
        return self._laid_out

    @cached_property
    def _laid_out(self) -> mo.Html:
        if self._make is None:
            return mo.Html("")
        html, self._widgets = self._make()
        # not .value: that is not for the cell that made a widget
        self._first = {name: widget._value for name, widget in self._widgets.items()}
        return mo.Html(html)


def laid_out(template: str, widgets: Widgets, **more: str) -> str:
    """Return a template with each widget where its name stands in braces, and ``more`` HTML where its name does."""
    return template.format(**{name: widget.text for name, widget in widgets.items()}, **more)


def plain(text: str) -> str:
    """Return a text from a file as a widget's label, which marimo reads as Markdown with HTML in it."""
    return "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in " ".join(text.split())).replace(
        "&#32;", " "
    )
