"""Keep a follow-up: whole or not at all, and never over an old one."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from goalkit.errors import DataError, cause
from goalkit.sources.frozen import (
    FOLDER,
    WITHDRAWN,
    FollowUp,
    Frozen,
    Withdrawal,
    contents,
    follow_ups,
    read_follow_up,
    to_toml,
    withdrawal_toml,
)
from goalkit.sources.place import FROZEN

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
