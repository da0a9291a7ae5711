"""Widgets that one cell defines and others read as one value: each part is made when it comes into sight."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import marimo as mo
from marimo._ast.app import _Namespace  # the one kind of value, but a widget, in which marimo looks for widgets

from goalkit.show.styles import controls_sheet

Widgets = Mapping[str, Any]
"""marimo's widgets by name."""

Part = Callable[[], tuple[str, Widgets]]
"""Makes the widgets of one part of a form, and lays them out as HTML."""


class Form(_Namespace):
    """Widgets by name; a cell that reads the form runs when one is turned.

    marimo's own batch costs too much under every target of a page: it copies each of its widgets when it is made,
    seen or not, and a cell that reads it runs twice at every press. And a widget that is a view of another loses
    what it says where a second one of the same parent is turned before the kernel has come to the first. Here
    every widget is itself.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        """Keep how the widgets of each part are made."""
        self._parts = parts
        self._widgets: dict[str, Any] = {}
        self._first: dict[str, Any] = {}
        self._made: dict[str, list[str]] = {}
        self._places: dict[str, mo.Html] = {}
        self._generation = 0
        if mo.app_meta().mode in ("edit", "run"):
            self.renew(parts)

    def renew(self, parts: Iterable[str]) -> None:
        """Let parts be made anew, with the values that they now begin with.

        To be called by the cell that defines the form, or by one of its widgets, with the parts that came first:
        marimo then gives their places the same names again, as when a cell is run once more.
        """
        self._generation += 1
        for name in parts:
            for widget in self._made.pop(name, ()):
                self._widgets.pop(widget)
            self._places[name] = mo.lazy(self._maker(name), show_loading_indicator=True)

    def __getitem__(self, name: str) -> Any:
        return self._widgets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._widgets)

    def __len__(self) -> int:
        return len(self._widgets)

    def part(self, name: str) -> str:
        """Return the place of a part, as HTML: the same one however often it is shown."""
        if name not in self._places:
            return ""
        tag = ("div", "section")[self._generation % 2]  # another element: the browser would keep what is in the same
        return f"<{tag}>{self._places[name].text}</{tag}>"

    def make(self, name: str) -> str:
        """Make the widgets of a part, once, and return them laid out."""
        html, widgets = self._parts[name]()
        self._widgets.update(widgets)
        self._made[name] = list(widgets)
        # not .value: that is not for the cell that made a widget
        self._first |= {key: widget._value for key, widget in widgets.items()}
        return f"{controls_sheet()}{html}"

    @property
    def says(self) -> dict[str, Any]:
        """What the widgets say, by name."""
        return {name: widget.value for name, widget in self._widgets.items()}

    @property
    def turned(self) -> dict[str, Any]:
        """What the widgets say that do not say what they began with."""
        return {name: value for name, value in self.says.items() if value != self._first[name]}

    def _maker(self, name: str) -> Callable[[], mo.Html]:
        laid_out: list[mo.Html] = []

        def made() -> mo.Html:
            if not laid_out:
                laid_out.append(mo.Html(self.make(name)))
            return laid_out[0]

        return made


def laid_out(template: str, widgets: Widgets, **more: str) -> str:
    """Return a template with each widget where its name stands in braces, and ``more`` HTML where its name does."""
    return template.format(**{name: widget.text for name, widget in widgets.items()}, **more)


def plain(text: str) -> str:
    """Return a text from a file as a widget's label, which marimo reads as Markdown with HTML in it."""
    return "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in " ".join(text.split())).replace(
        "&#32;", " "
    )
