"""Run a reader on many inputs: what escaped, what hung, what was written."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from goalkit.errors import GoalkitError

Reader = Callable[[Random, Path], bool]
"""Breaks one input, reads it, and returns whether it was taken; the folder is the only place it may look in."""

PATIENCE = 20.0
"""Seconds of this process' own work after which one input counts as hanging; the clock on the wall says nothing."""

CAN_TELL = hasattr(signal, "setitimer")
"""Without it (Windows) pytest's own timeout ends a hang, without naming the input."""


class HangError(BaseException):
    """One input took too long; not an Exception, so that no reader can take it for a fault of the input."""


def one(reader: Reader, folder: Path, number: int) -> str:
    """Read the input that a number names: "taken", "refused", or what should not have happened."""
    try:
        with _patient():
            return "taken" if reader(Random(number), folder) else "refused"
    except GoalkitError as error:
        return "refused" if str(error).strip() else "an error without words"
    except (Exception, HangError) as error:
        return f"{type(error).__name__}: {error}"[:300]


def many(reader: Reader, folder: Path, count: int) -> tuple[dict[int, str], dict[str, int]]:
    """Return what should not have happened, by input, and how many inputs were taken and refused."""
    wrong: dict[int, str] = {}
    met = {"taken": 0, "refused": 0}
    for number in range(count):
        found = one(reader, folder, number)
        if found in met:
            met[found] += 1
        else:
            wrong[number] = found
    return wrong, met


def standing(folder: Path) -> list[str]:
    """Return the names of everything below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@contextmanager
def _patient() -> Iterator[None]:
    if not CAN_TELL:
        yield
        return

    def over(number: int, frame: object) -> None:
        del number, frame
        raise HangError

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
