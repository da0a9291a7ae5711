"""A view: what a target's chart shows. It never changes what is judged.

A view is kept as ``data/views/<plan>/<target>.toml``, readable and reviewable, and used by the notebook, the
published page and ``goalkit chart``. A link carries a view too, but no specification, and no text with a number
that is not a year: a number in a stranger's heading could be taken for a figure.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from goalkit.model import Gender
from goalkit.plan import AreaId, Year
from goalkit.texts.figures import figures

HEIGHT = 220
"""The usual height in px of the large plot."""

MOST_AREAS, MOST_GROUPS = 12, 3
LONGEST_HEADING, LONGEST_CAPTION, LONGEST_SPEC = 120, 400, 60_000

_PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*$"
_LINES = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*$"

GroupId = Annotated[str, Meta(pattern=r"^G\d+$")]


class Measure(StrEnum):
    """What the value axis counts."""

    LEVEL = "level"
    GAP = "gap"
    CHANGE = "change"
    INDEX = "index"
    RANK = "rank"


class View(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a chart shows; as it stands here, the program's own view.

    Attributes:
        areas: municipalities (or the nation) with a line each, beside what the rule compares with.
        groups: groups whose members get a line each; ``means``: groups whose unweighted mean gets one.
        band: the group over whose municipalities the quantile band is drawn.
        measure: what the value axis counts; ``None`` is what the target's rule asks for.
        first, last: the first and the last year; ``None`` is as far as is usual.
        base_line: the line of the base year's value.
        decimals: how many at least; ``None`` is the plan's. A chart takes more where numbers that differ would
            otherwise look equal.
        values: whether the points' values are written out.
        spec: a Vega-Lite specification of one's own, which names its data and holds none
            (:mod:`goalkit.show.spec`).
    """

    areas: Annotated[tuple[AreaId, ...], Meta(max_length=MOST_AREAS)] = ()
    groups: Annotated[tuple[GroupId, ...], Meta(max_length=MOST_GROUPS)] = ()
    means: Annotated[tuple[GroupId, ...], Meta(max_length=MOST_GROUPS)] = ()
    band: GroupId | None = None
    measure: Measure | None = None
    genders: Annotated[tuple[Gender, ...], Meta(min_length=1, max_length=3)] = (Gender.TOTAL,)
    first: Year | None = None
    last: Year | None = None
    base_line: bool = True
    from_zero: bool = False
    decimals: Annotated[int, Meta(ge=0, le=4)] | None = None
    values: bool = False
    height: Annotated[int, Meta(ge=120, le=600, multiple_of=10)] = HEIGHT
    heading: Annotated[str, Meta(max_length=LONGEST_HEADING, pattern=_PRINTABLE)] = ""
    caption: Annotated[str, Meta(max_length=LONGEST_CAPTION, pattern=_PRINTABLE)] = ""
    spec: Annotated[str, Meta(min_length=1, max_length=LONGEST_SPEC, pattern=_LINES)] | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            message = "`last` är före `first`"
            raise ValueError(message)
        for name in ("areas", "groups", "means", "genders"):
            listed = getattr(self, name)
            if len(set(listed)) != len(listed):
                message = f"`{name}` nämner något två gånger"
                raise ValueError(message)


STANDARD = View()
"""The program's own view."""


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
    try:
        return Saved(msgspec.toml.decode(path.read_bytes(), type=View), exists=True)
    except FileNotFoundError:
        return Saved()
    except (msgspec.DecodeError, ValueError, RecursionError, OSError) as error:
        why = " ".join(str(error).split())[:160]
        message = f"Den sparade vyn {place} går inte att använda ({why}); programmets egen vy visas."
        return Saved(exists=True, fault=message)


def save_view(data: Path, plan: str, target: str, view: View) -> Path:
    """Write a view, whole or not at all, and return its file."""
    path = view_file(data, plan, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".toml", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(to_toml(view, target))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def reset_view(data: Path, plan: str, target: str) -> None:
    """Take a saved view away, so that the program's own is shown again."""
    view_file(data, plan, target).unlink(missing_ok=True)


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
_NEVER = {"spec", *_TEXTS}


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
        return msgspec.convert({**dict(_fields(told)), **kept}, View, strict=False)
    except (msgspec.ValidationError, ValueError):
        return None


def query_names(target: str) -> list[str]:
    """Return the names of all parameters that a link may have for a target."""
    return [target, *(f"{target}-{name}" for name in _TEXTS)]


def left_out_of_link(view: View) -> list[str]:
    """Say what a link to this view does not carry."""
    words = {"heading": "rubriken", "caption": "bildtexten"}
    left = [words[name] for name in _TEXTS if figures(getattr(view, name))]
    said = [f"Länken har inte med {word}: den har ett tal som inte är ett årtal." for word in left]
    return [*said, "Länken har inte med den egna specifikationen."] if view.spec else said


def _fields(told: str) -> Iterator[tuple[str, Any]]:
    for part in told.split("*") if told != "0" else ():
        name, mark, value = part.partition("-")
        if not mark or name in _NEVER:
            message = f"{part!r} is no field of a view"
            raise ValueError(message)
        yield name, value.split(".") if name in _LISTS else value
