"""A view kept: as ``data/views/<plan>/<target>.toml``, readable and reviewable, and in a link.

It is used by the notebook, the published page and ``goalkit chart``. A link carries no text
with a number that is not a year: a number in a stranger's heading could be taken for a figure.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from goalkit.charts.view import STANDARD, View
from goalkit.planfile import form_faults
from goalkit.words.figures import figures
from goalkit.written import UnreadableError, read_toml, write_whole


@dataclass(frozen=True)
class Saved:
    """The view that a target has: the saved one, or the program's own with the reason in ``fault``."""

    view: View = STANDARD
    exists: bool = False
    fault: str = ""


# --- as a file -----------------------------------------------------------------------------------------


def view_file(data: Path, plan: str, target: str) -> Path:
    """Return where a target's view is kept, whether or not there is one."""
    return data / "views" / plan / f"{target}.toml"


def load_view(data: Path, plan: str, target: str) -> Saved:
    """Return the saved view of a target; a file that cannot be used is said in one line, and never an error."""
    path = view_file(data, plan, target)
    place = "/".join(path.parts[-4:])
    if not os.path.lexists(path):
        return Saved()
    try:
        raw = read_toml(path)
        why = next(form_faults(raw, View, ""), "").lstrip(".: ")
    except (UnreadableError, RecursionError) as error:
        why = str(error)
    if not why:
        return Saved(msgspec.convert(raw, View), exists=True)
    message = (
        f"Den sparade vyn {place} går inte att använda ({' '.join(why.split())[:160]}); programmets egen vy visas."
    )
    return Saved(exists=True, fault=message)


def save_view(data: Path, plan: str, target: str, view: View) -> Path:
    """Write a view, whole or not at all, and return its file."""
    path = view_file(data, plan, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, to_toml(view, target).encode())


def reset_view(data: Path, plan: str, target: str) -> None:
    """Take a saved view away, so that the program's own is shown again."""
    view_file(data, plan, target).unlink(missing_ok=True)


_FIELDS = {
    "areas": "områden",
    "groups": "grupper",
    "means": "medel",
    "band": "spridning",
    "measure": "mått",
    "genders": "kön",
    "first": "första år",
    "last": "sista år",
    "base_line": "basårets linje",
    "from_zero": "axelns början",
    "decimals": "decimaler",
    "values": "utskrivna värden",
    "height": "höjd",
    "heading": "rubrik",
    "caption": "bildtext",
}


def view_words(view: View) -> str:
    """Say what a view has that the program's own has not."""
    changed = [_FIELDS[name] for name, _ in _changed(view)]
    return f"vald vy ({', '.join(changed)})" if changed else "programmets egen vy"


def to_toml(view: View, target: str) -> str:
    """Write a view as TOML; what is as in the program's own view is left out."""
    lines = [f"# Vad diagrammet till {target} visar. Det ändrar inget i bedömningen."]
    for name, value in _changed(view):
        lines.append(f"{name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _changed(view: View) -> Iterator[tuple[str, Any]]:
    """Yield what is not as in the program's own view, as plain values."""
    for name, value in msgspec.to_builtins(view).items():
        if getattr(view, name) != getattr(STANDARD, name):
            yield name, value


def _toml(value: Any) -> str:
    if isinstance(value, str) and "\n" in value and "'''" not in value:
        return f"'''\n{value}'''"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)  # a JSON text, number or truth value is one of TOML's too


# --- in a link -----------------------------------------------------------------------------------------

_LISTS = {"areas", "groups", "means", "genders"}
_TEXTS = ("heading", "caption")
_NEVER = set(_TEXTS)


def to_query(target: str, view: View) -> dict[str, str]:
    """Return a view as the parameters of a link; the first is there even for the program's own view.

    The form needs no percent signs: ``3A=measure-index*areas-0580.0680``. See the module for what is left out.
    """
    parts = []
    for name, value in _changed(view):
        if name in _NEVER:
            continue
        text = ".".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value).lower()
        parts.append(f"{name}-{value if name == 'band' else text}")
    texts = {f"{target}-{name}": getattr(view, name) for name in _TEXTS if not figures(getattr(view, name))}
    return {target: "*".join(parts) or "0", **{name: text for name, text in texts.items() if text}}


def from_query(target: str, query: Mapping[str, Any]) -> View | None:
    """Return the view that a link carries for a target; ``None`` where it carries none that can be used."""
    told = query.get(target)
    if not isinstance(told, str):
        return None
    texts = {name: query.get(f"{target}-{name}") for name in _TEXTS}
    kept = {name: text for name, text in texts.items() if isinstance(text, str) and not figures(text)}
    try:
        return msgspec.convert({**dict(_parts(told)), **kept}, View, strict=False)
    except (msgspec.ValidationError, ValueError):
        return None


def query_names(target: str) -> list[str]:
    """Return the names of all parameters that a link may have for a target."""
    return [target, *(f"{target}-{name}" for name in _TEXTS)]


def left_out_of_link(view: View) -> list[str]:
    """Say what a link to this view does not carry."""
    words = {"heading": "rubriken", "caption": "bildtexten"}
    left = [words[name] for name in _TEXTS if figures(getattr(view, name))]
    return [f"Länken har inte med {word}: den har ett tal som inte är ett årtal." for word in left]


def _parts(told: str) -> Iterator[tuple[str, Any]]:
    for part in told.split("*") if told != "0" else ():
        name, mark, value = part.partition("-")
        if not mark or name in _NEVER:
            message = f"{part!r} is no field of a view"
            raise ValueError(message)
        yield name, value.split(".") if name in _LISTS else value
