"""What marimo keeps to itself and a page needs all the same: every private name in one place, with its reason.

A test tells when marimo no longer has one of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import marimo
from marimo._config.config import DEFAULT_CONFIG, MarimoConfig  # what marimo is set to before anybody sets it
from marimo._runtime.context import script_context  # where a notebook that runs asks for the settings

_READ = "get_default_config_manager"


def run_app(app: marimo.App, named: Callable[[Sequence[str]], None]) -> tuple[list[Any], Mapping[str, Any]]:
    """Run a notebook; return what each cell shows, in the file's order, and what its names stand for.

    ``app.run()`` leaves out what a stopped cell would have shown, so that nobody can tell whose the rest is: it is
    asked for the outputs as it has them, by cell. ``named`` is told beforehand what marimo calls the cells.
    """
    ids = [str(id_) for id_ in app._cell_manager.cell_ids()]
    named(ids)
    app._flatten_outputs = lambda outputs: outputs  # type: ignore[method-assign, assignment, return-value]
    outputs, names = app.run()
    by_cell: Mapping[Any, Any] = outputs  # type: ignore[assignment]
    return [by_cell.get(id_) for id_ in ids], names


class _Everyones:
    """Settings of a person and a machine that have made none: they would make another page of the same data."""

    def __init__(self, *, current_path: str | None = None) -> None:
        del current_path

    def get_config(self) -> MarimoConfig:
        config = deepcopy(DEFAULT_CONFIG)
        config["display"].update({"theme": "light", "locale": "sv-SE"})
        return config


@contextmanager
def everyones_settings() -> Iterator[None]:
    """Let notebooks that run meanwhile have the settings that everyone has."""
    asked = vars(script_context)
    theirs = asked[_READ]
    asked[_READ] = _Everyones
    try:
        yield
    finally:
        asked[_READ] = theirs
