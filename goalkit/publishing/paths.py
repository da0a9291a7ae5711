"""Paths of the machine that made a file: found, shortened, and kept out of it."""

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_BEFORE, _AFTER = r"(?<![\w.-])", r"(?![\w.-])"


def machine_paths(notebook: Path) -> re.Pattern[str]:
    """Return a pattern of the folders that say on which machine, and as whom, a notebook was run."""
    folders = {notebook.resolve().parent, Path.cwd(), Path.home(), Path(sys.prefix), Path(sys.base_prefix)}
    written = {form for folder in folders if folder != Path(folder.anchor) for form in _forms(folder)}
    longest_first = sorted(written, key=lambda form: (-len(form), form))
    return re.compile(_BEFORE + "(?:" + "|".join(map(re.escape, longest_first)) + ")" + _AFTER)


def _forms(folder: Path) -> set[str]:
    """Return the ways to write a folder: with the system's separators, with ``/``, and within JSON."""
    return {str(folder), folder.as_posix(), json.dumps(str(folder))[1:-1]}


def without_paths(value: Any, paths: re.Pattern[str]) -> Any:
    """Return a cell's output with each such folder shortened to ``…``, so that the rest can still be read.

    >>> without_paths({"text": ["läste /home/x/data/a.csv"]}, re.compile("/home/x"))
    {'text': ['läste …/data/a.csv']}
    """
    if isinstance(value, dict):
        return {key: without_paths(item, paths) for key, item in value.items()}
    if isinstance(value, list):
        return [without_paths(item, paths) for item in value]
    return paths.sub("…", value) if isinstance(value, str) else value


def path_in(text: str, paths: re.Pattern[str]) -> str | None:
    """Return the first such folder in ``text``, written as it is or percent-encoded."""
    found = paths.search(text) or paths.search(unquote(text))
    return found.group() if found else None
