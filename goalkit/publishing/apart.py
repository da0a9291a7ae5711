"""Notebooks run in a process of their own: nothing that a cell does reaches the program that judges and writes.

What they show comes back as data. A cell that changes the program's own functions changes them for itself alone.
"""

import gc
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, cast

from goalkit.errors import ExportError
from goalkit.publishing.drawer import drawer

if TYPE_CHECKING:
    from goalkit.publishing.run import Shown

_HOW = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
_START = cast(SpawnContext, get_context(_HOW))  # either kind; what has been loaded is loaded once for all of them
_START.set_forkserver_preload(["goalkit.publishing.run", "goalkit.show.notebook"])


def start() -> None:
    """Start the processes that draw and run notebooks: they load what they need while the program loads its own."""
    drawer()
    if _HOW == "forkserver":
        forkserver.ensure_running()


def run_apart(notebooks: Sequence[Path]) -> Iterator["Shown"]:
    """Run notebooks one after another and yield what each shows; the next one runs meanwhile.

    Raises:
        ExportError: a notebook cannot be shown, as :func:`show_notebook` says it, or its process ends.
    """
    ours, theirs = _START.Pipe(duplex=False)
    process = _START.Process(target=_serve, args=(theirs, list(notebooks), dict(os.environ), Path.cwd()))
    process.start()
    theirs.close()
    answers: SimpleQueue[bytes | None] = SimpleQueue()
    reader = Thread(target=_read, args=(ours, answers), daemon=True)
    reader.start()
    try:
        for path in notebooks:
            yield _shown(path, answers.get())
    finally:
        process.kill()
        process.join()
        reader.join()
        ours.close()


def _read(connection: "Connection[object, object]", answers: SimpleQueue[bytes | None]) -> None:
    """Take each answer when it comes, so that who answers need not wait for who asked."""
    with suppress(EOFError, OSError):
        while True:
            answers.put(connection.recv_bytes())
    answers.put(None)


def _shown(path: Path, answer: bytes | None) -> "Shown":
    import msgspec  # noqa: PLC0415 - the processes are started before this one loads anything

    from goalkit.publishing.run import Shown  # noqa: PLC0415 - as above

    if answer is None:
        message = f"{path.name}: körningen avbröts innan alla celler var klara (processen dog).\nIngen fil skrevs."
        raise ExportError(message)
    told = json.loads(answer)
    if "fault" in told:
        raise ExportError(told["fault"])
    return msgspec.convert(told["shown"], Shown, str_keys=True)


def _serve(
    connection: "Connection[object, object]", notebooks: Sequence[Path], environment: dict[str, str], place: Path
) -> None:
    """Run notebooks where, and with the settings with which, whoever asks runs; stop at the first that fails."""
    import msgspec  # noqa: PLC0415 - loaded in this process

    from goalkit.publishing.run import show_notebook  # noqa: PLC0415 - as above
    from goalkit.workbook import one_reading  # noqa: PLC0415 - as above

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(place)
    gc.set_threshold(1_000_000)  # the process ends soon: what could be freed is freed then
    with closing(connection), suppress(KeyboardInterrupt, BrokenPipeError), one_reading():
        for path in notebooks:
            try:
                answer = {"shown": msgspec.to_builtins(show_notebook(path))}
            except ExportError as error:
                answer = {"fault": str(error)}
            connection.send_bytes(json.dumps(answer).encode())
            if "fault" in answer:
                return
