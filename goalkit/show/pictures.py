"""A chart as a picture to take away: SVG or PNG, the same on every machine and without a network.

Widths of text decide where labels stand, so pictures are drawn with a font that comes with the program; dates are
read as UTC.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import vl_convert

from goalkit.errors import ExportError

FONT = "Goalkit Sans"
VEGA_LITE = "6.4"

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_FALLBACK = f"'{FONT}', Arial, Helvetica, 'Liberation Sans', sans-serif"
"""The font by its name, and fonts of one width with it, for whoever opens the file without having it."""


def svg(spec: Mapping[str, Any]) -> str:
    """Draw a chart with its data inside as an SVG file.

    Raises:
        ExportError: it cannot be drawn.
    """
    with _as_export_error(spec), drawing():
        drawn: str = vl_convert.vegalite_to_svg(_in_our_font(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn.replace(f'font-family="{FONT}"', f'font-family="{_FALLBACK}"')


def png(spec: Mapping[str, Any], scale: float) -> bytes:
    """Draw a chart with its data inside as a PNG, ``scale`` times its size in px.

    Raises:
        ExportError: it cannot be drawn.
    """
    with _as_export_error(spec), drawing():
        drawn: bytes = vl_convert.vegalite_to_png(
            _in_our_font(spec), vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[]
        )
    return drawn


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with our font and in UTC: Vega asks for the time zone when it first starts."""
    _register_font()
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


def has_unprintable(part: Any) -> bool:
    """Tell whether a text in a specification cannot be printed: a single one makes vl-convert end the process."""
    written = json.dumps(part, ensure_ascii=False, default=str)
    may_have = "\\u00" in written or _UNPRINTABLE.search(written) is not None  # JSON writes control characters so
    return may_have and _has_unprintable(part)


def _has_unprintable(part: Any) -> bool:
    if isinstance(part, str):
        return _UNPRINTABLE.search(part) is not None
    if isinstance(part, Mapping):
        return any(_has_unprintable(name) or _has_unprintable(item) for name, item in part.items())
    return isinstance(part, list) and any(map(_has_unprintable, part))


@contextmanager
def _as_export_error(spec: Mapping[str, Any]) -> Iterator[None]:
    if has_unprintable(spec):
        message = "Diagrammet gick inte att rita: det har ett tecken som inte kan skrivas ut i en text."
        raise ExportError(message)
    try:
        yield
    except ValueError as error:
        said = " ".join(str(error).split()).partition("conversion failed: ")[2] or str(error)
        message = f"Diagrammet gick inte att rita: {said[:200]}"
        raise ExportError(message) from error


def _in_our_font(spec: Mapping[str, Any]) -> dict[str, Any]:
    config = _with_font(spec.get("config", {}))
    kept = {name: part for name, part in spec.items() if name != "usermeta"}
    return {**kept, "config": {**config, "font": FONT}}


def _with_font(part: Any) -> Any:
    if not isinstance(part, Mapping):
        return part
    is_font = re.compile(r"font|[a-z]+Font")
    return {name: FONT if is_font.fullmatch(name) else _with_font(value) for name, value in part.items()}


@cache
def _register_font() -> None:
    with resources.as_file(resources.files("goalkit.show").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(Path(folder).resolve()))
