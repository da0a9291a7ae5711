"""marimo's settings when a notebook becomes a file: marimo's own, in Swedish. A person's and a machine's play no part.

Settings in a home folder or the environment would make another page of the same notebook and the same data.
"""

from copy import deepcopy
from typing import cast

from marimo._config.config import DEFAULT_CONFIG, DisplayConfig, PartialMarimoConfig
from marimo._config.manager import (
    MarimoConfigManager,
    OverrideConfigReader,
    PyprojectConfigReader,
    ScriptConfigReader,
    UserConfigStore,
)

TABLE_ROWS = 200
"""Rows of a data frame that follow with a file when its cell says nothing else; marimo allows no more."""


class _Nobodys(UserConfigStore):
    """The settings of a person who has made none."""

    def read(self) -> PartialMarimoConfig:
        return {}


def display() -> DisplayConfig:
    """Return how notebooks look to everyone."""
    return cast(DisplayConfig, {**deepcopy(DEFAULT_CONFIG["display"]), "theme": "light", "locale": "sv-SE"})


def script_settings(current_path: str | None = None) -> MarimoConfigManager:
    """Return the settings of a notebook that runs in this process; where it lies plays no part."""
    del current_path
    return MarimoConfigManager(_Nobodys(), OverrideConfigReader({"display": display()}))


def kernel_settings(notebook: str) -> MarimoConfigManager:
    """Return the settings of a notebook in a kernel of its own: where to find modules is said by its project."""
    ours: PartialMarimoConfig = {
        "runtime": {"on_cell_change": "autorun", "auto_instantiate": True, "auto_reload": "off"},  # type: ignore[typeddict-item]
        "display": {**display(), "default_table_page_size": TABLE_ROWS},
    }
    return MarimoConfigManager(
        _Nobodys(), PyprojectConfigReader(notebook), ScriptConfigReader(notebook), OverrideConfigReader(ours)
    )
