"""Frozen follow-ups: what a named follow-up rested on, kept so that it can be judged and shown again.

A folder ``data/follow-ups/<plan>/<id>/`` is a data folder of its own, never edited:

====================  =====================================================================================
``follow-up.toml``    :class:`FollowUp`: the name, which vintages, and the SHA-256 of them and of every file
``plan.toml``         the plan file as it was
``notebooks/``        the notebooks, which hold words, order and comments
``local/``            the plan's own series, ``views/`` its saved charts, ``results/`` and what else pages show
``verdicts.csv``      the verdicts as the program gave them then: what it must give again
``withdrawn.toml``    :class:`Withdrawal`, where it has been withdrawn: it stays on record, and counts no more
====================  =====================================================================================

The vintages themselves are named, not copied. Follow-ups have an order of their own, the number that each got
when it was frozen: two may rest on data of the same day.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from goalkit.errors import DataError, cause
from goalkit.sources.manifest import FILE, ID, Sha256
from goalkit.sources.place import FROZEN, bring_back, is_frozen, project_data
from goalkit.written import UnreadableError, is_left_by_system, read_toml, written_files

FOLDER, PLAN, NOTEBOOKS, VERDICTS = "follow-ups", "plan.toml", "notebooks", "verdicts.csv"
WITHDRAWN = "withdrawn.toml"

T = TypeVar("T")


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one follow-up rested on. ``as_of`` comes from the data; paths in ``files`` are within its folder."""

    form: Literal[1] = 1
    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    number: Annotated[int, Meta(ge=1)]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    plan: str
    municipality: str
    as_of: date | None = None
    vintages: dict[Annotated[str, Meta(pattern=ID)], Sha256]
    files: dict[str, Sha256]


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a follow-up with a mistake has been withdrawn: when, and why."""

    withdrawn: date
    reason: Annotated[str, Meta(min_length=1)]


for kind in (FollowUp, Withdrawal):
    msgspec.json.Decoder(kind)  # as for a plan


@dataclass(frozen=True)
class Frozen:
    """A follow-up in its folder; ``withdrawal`` is set where it counts no more."""

    folder: Path
    told: FollowUp
    withdrawal: Withdrawal | None = None

    @property
    def notebooks(self) -> list[Path]:
        """Return its notebooks."""
        return written_files(self.folder / NOTEBOOKS, "*.py")


def follow_ups(data: Path, plan: str, *, withdrawn: bool = False) -> tuple[Frozen, ...]:
    """Return a plan's follow-ups in the order in which they were frozen; to a frozen one, those before it.

    Those that have been withdrawn are left out, unless they are asked for.

    Raises:
        DataError: the file of one of them is damaged.
    """
    read = (read_follow_up(folder) for folder in _folders(data, plan))
    found = sorted((each for each in read if withdrawn or not each.withdrawal), key=lambda each: each.told.number)
    if is_frozen(data):
        own = read_follow_up(data).told
        found = [each for each in found if own.plan == plan and each.told.number < own.number]
    return tuple(found)


def find_follow_up(data: Path, plan: str, wanted: str) -> Frozen:
    """Return a follow-up by its name or id.

    Raises:
        DataError: there is none.
    """
    known = follow_ups(data, plan, withdrawn=True)
    for each in known:
        if wanted in (each.told.name, each.told.id) and not each.withdrawal:
            return each
    names = ", ".join(f"{each.told.name} ({each.told.id}{', återtagen' * bool(each.withdrawal)})" for each in known)
    message = (
        f"Uppföljningen {wanted} finns inte. De som finns: {names or 'inga'}. En ny fryses med `goalkit follow-up new`."
    )
    raise DataError(message)


def read_follow_up(folder: Path) -> Frozen:
    """Read what a follow-up says of itself. Raises :class:`DataError` where it is missing or damaged."""
    path = folder / FROZEN
    told = _read(path, FollowUp)
    if (told.plan, told.id) != (folder.parent.name, folder.name) and not folder.name.startswith("."):
        raise _damaged(path, f"säger att den är {told.plan}/{told.id}, men mappen heter {folder.name}")
    gone = folder / WITHDRAWN
    return Frozen(folder, told, _read(gone, Withdrawal) if os.path.lexists(gone) else None)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(read_toml(path), kind)
    except (UnreadableError, RecursionError, msgspec.ValidationError) as error:
        raise _damaged(path, f"går inte att läsa ({error})") from error


def whole(folder: Path) -> Frozen:
    """Read a follow-up of which every file and vintage is what it was.

    Raises:
        DataError: one is missing, changed or too much; every one of them is named.
    """
    found = read_follow_up(folder)
    faults = list(_faults(found))
    if faults:
        raise DataError("\n  ".join((f"Uppföljningen {found.told.name} är inte hel:", *faults)))
    return found


def named_vintages(data: Path) -> list[Path]:
    """Return the folders of the vintages that a frozen follow-up rests on.

    Raises:
        DataError: one of them is gone, or is not what it was.
    """
    found = read_follow_up(data)
    for fault in _vintage_faults(found):
        raise DataError(fault)
    return [project_data(data) / "kolada" / name for name in found.told.vintages]


def check_follow_ups(data: Path) -> Iterator[str]:
    """Yield every fault of every follow-up, as a Swedish sentence; nothing where all are whole."""
    for plan in sorted(path.name for path in (data / FOLDER).glob("*") if path.is_dir()):
        numbers: list[int] = []
        for folder in _folders(data, plan):
            try:
                found = read_follow_up(folder)
            except DataError as error:
                yield str(error)
                continue
            numbers.append(found.told.number)
            yield from _faults(found)
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            told = ", ".join(map(str, sorted(numbers)))
            yield f"Uppföljningarna av {plan} har numren {told}: något saknas eller finns två gånger."


def file_sha(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(folder: Path) -> dict[str, str]:
    """Return every file below a folder but those that speak of it as a whole, with its SHA-256."""
    whole_of = (folder / FROZEN, folder / WITHDRAWN)
    paths = (path for path in folder.rglob("*") if path.is_file() and path not in whole_of)
    written = (path for path in paths if not is_left_by_system(path.name))
    return dict(sorted((path.relative_to(folder).as_posix(), file_sha(path)) for path in written))


def _folders(data: Path, plan: str) -> list[Path]:
    found = (project_data(data) / FOLDER / plan).glob("*")
    return sorted(folder for folder in found if folder.is_dir() and not folder.name.startswith("."))


def _faults(found: Frozen) -> Iterator[str]:
    there, told = contents(found.folder), found.told.files
    for path in (found.folder, *sorted(found.folder.rglob("*"))):
        if path.is_symlink():
            yield f"{_shown(path)} är en länk. Lägg filen själv där."
    for name in sorted(there.keys() | told.keys()):
        path = found.folder / name
        if name not in told:
            yield f"{_shown(path)} hör inte till uppföljningen. Flytta den därifrån."
        elif there.get(name) != told[name]:
            what = "saknas" if name not in there else "är inte den som frystes (SHA-256)"
            yield str(_damaged(path, what))
    yield from _vintage_faults(found)


def _vintage_faults(found: Frozen) -> Iterator[str]:
    for name, sha in found.told.vintages.items():
        manifest = project_data(found.folder) / "kolada" / name / FILE
        back = bring_back(found.folder, f"data/kolada/{name}")
        if not manifest.is_file():
            yield f"Datauttaget {name}, som uppföljningen {found.told.name} vilar på, finns inte. {back}."
        elif file_sha(manifest) != sha:
            yield f"Datauttaget {name} är inte det som uppföljningen {found.told.name} vilar på (SHA-256). {back}."


def _damaged(path: Path, what: str) -> DataError:
    shown = _shown(path)
    return DataError(f"{shown} {what}. {bring_back(path, shown)}.")


def _shown(path: Path) -> str:
    """Return a path from the project's ``data/`` on."""
    parts = path.parts
    at = len(parts) - 1 - parts[::-1].index(FOLDER) if FOLDER in parts else 1
    return "/".join(parts[max(at - 1, 0) :])


def slug(name: str) -> str:
    """Return the id of a follow-up: what its pages' address is called.

    >>> slug("Helår 2026"), slug("Delår – T2/2026")
    ('helar-2026', 'delar-t2-2026')
    """
    plain = name.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def to_toml(told: FollowUp) -> str:
    """Write a follow-up as TOML; the same follow-up gives the same bytes."""
    lines = ["# Skriven av goalkit follow-up new. Ändra inget: en uppföljning står kvar som den frystes.", ""]
    return _toml(told, lines)


def withdrawal_toml(withdrawal: Withdrawal) -> str:
    """Write a withdrawal as TOML."""
    return _toml(withdrawal, ["# Skriven av goalkit follow-up withdraw: uppföljningen räknas inte längre.", ""])


def _toml(told: msgspec.Struct, lines: list[str]) -> str:
    plain = msgspec.to_builtins(told, builtin_types=(date,))
    tables = {name: value for name, value in plain.items() if isinstance(value, dict)}
    lines += [f"{name} = {_value(value)}" for name, value in plain.items() if name not in tables and value is not None]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{_value(key)} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Write a text, a number or a day as TOML."""
    if isinstance(value, str):
        return '"' + "".join(_escaped(sign) for sign in value) + '"'
    return str(value)


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign


LEFTOVER = ".half-written-"


def free_id(data: Path, plan: str, id_: str, name: str) -> str:
    """Return the id of a new follow-up: with a number where withdrawn ones have it, whose addresses stay theirs.

    Raises:
        DataError: a follow-up has the name, or one that gives the same address.
    """
    known = {each.told.id: each for each in follow_ups(data, plan, withdrawn=True)}
    free, number = id_, 1
    while free in known and known[free].withdrawal:
        number += 1
        free = f"{id_}-{number}"
    if free in known:
        message = (
            f"Uppföljningen {known[free].told.name} finns redan i {FOLDER}/{plan}/{free} och ändras aldrig. "
            f"Välj ett annat namn än {name}, eller återta den med `goalkit follow-up withdraw` om den har ett fel."
        )
        raise DataError(message)
    return free


def keep_withdrawal(found: Frozen, withdrawal: Withdrawal) -> None:
    """Put on record that a follow-up has been withdrawn; nothing else of it is touched."""
    half = found.folder.with_name(f"{LEFTOVER}{WITHDRAWN}")
    try:
        _put(half, withdrawal_toml(withdrawal).encode())
        half.replace(found.folder / WITHDRAWN)
    except OSError as error:
        half.unlink(missing_ok=True)
        message = f"{found.told.name} kunde inte återtas: {cause(error)}. Inget är ändrat."
        raise DataError(message) from error


def keep_follow_up(
    data: Path, told: FollowUp, files: Mapping[str, bytes], agrees: Callable[[Path], str | None]
) -> Frozen:
    """Write a follow-up and return it; its number and the hashes of its files are filled in here.

    ``agrees`` looks at the written folder before it gets its name, and says what is wrong with it, if anything.

    Raises:
        DataError: the name is taken, it could not be written, or does not agree; nothing is left of it.
    """
    free_id(data, told.plan, told.id, told.name)
    root = data / FOLDER / told.plan
    number = max((each.told.number for each in follow_ups(data, told.plan, withdrawn=True)), default=0) + 1
    try:
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(f"{LEFTOVER}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=LEFTOVER, dir=root))
        try:
            _write(folder, msgspec.structs.replace(told, number=number), files)
            wrong = agrees(folder)
            if wrong is not None:
                raise DataError(wrong)
            folder.chmod(0o755)
            folder.rename(root / told.id)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except OSError as error:
        message = f"Uppföljningen kunde inte sparas i {FOLDER}/{told.plan}: {cause(error)}. Inget skrevs."
        raise DataError(message) from error
    return read_follow_up(root / told.id)


def _write(folder: Path, told: FollowUp, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        _put(folder / name, content)
    whole = msgspec.structs.replace(told, files=contents(folder))
    _put(folder / FROZEN, to_toml(whole).encode())


def _put(path: Path, content: bytes) -> None:
    """Write a file that is on the disk before its folder gets its name: the power may go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
