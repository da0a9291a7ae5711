"""A notebook run from nothing in this process: what its cells show, for a page.

It runs without a network, and the cell that fails is named.
"""

import importlib.util
import io
import os
import re
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

from goalkit.errors import ExportError, GoalkitError
from goalkit.publishing.blocks import Block, cells_to_blocks, page_formats
from goalkit.publishing.cells import Cell, read_source
from goalkit.publishing.private import everyones_settings, run_app
from goalkit.publishing.proof import Opened, opened
from goalkit.workbook import Workbook, one_reading

_CELL_FILE = re.compile(r"__marimo__cell_(\w+?)_\.py$")

LONG = 60.0
"""Seconds between two words about a notebook that still runs."""


@dataclass(frozen=True)
class Shown:
    """What a notebook shows: its blocks, the names of its named cells by their place, its title, what it opened.

    ``printed`` is whether a cell wrote to the terminal: a reader of the page sees nothing of that.
    """

    name: str
    title: str
    blocks: list[Block]
    cells: Mapping[int, str]
    opened: tuple[Opened, ...] = ()
    printed: bool = False

    def cell(self, number: int) -> str:
        """Say which notebook and cell it is."""
        return f"{self.name}.py, cell {number} {self.cells.get(number, '')}".rstrip()


def show_notebook(path: Path) -> Shown:
    """Run every cell of the notebook with its controls as they stand when it is opened.

    Raises:
        ExportError: the file is no notebook, a cell fails or asks the network, or shows what no page can hold;
            the message names notebook, cell and fault.
    """
    source, terminal = read_source(path), _Unseen()
    with (
        one_reading() as reading,
        _as_started(path),
        _named_faults(path, source.cells) as place,
        _told_if_slow(place),
        redirect_stdout(terminal),
    ):
        app = _load(path).app
        with page_formats() as left:
            outputs, names = run_app(app, place.name)
            blocks = cells_to_blocks(outputs, left)
    return Shown(
        name=path.stem,
        title=source.title,
        blocks=blocks,
        cells={cell.number: cell.name for cell in source.cells if cell.name},
        opened=tuple(_opened([*reading.opened, *(each for each in names.values() if isinstance(each, Workbook))])),
        printed=terminal.written,
    )


def _opened(books: Iterable[Workbook]) -> Iterable[Opened]:
    """Return what is to be known of workbooks, each once."""
    return dict.fromkeys(opened(book) for book in {id(book): book for book in books}.values())


class _Unseen(io.TextIOBase):
    """Takes what cells print, however much, and keeps only that they did."""

    written = False

    def write(self, text: str) -> int:
        self.written = self.written or bool(text.strip())
        return len(text)


def _load(path: Path) -> Any:
    """Import the notebook's file, in a thread: marimo looks at every frame above it, and there are few there."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(copy_context().run, _imported, path).result()


def _imported(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"notebook_{path.stem}", path)
    assert spec is not None, "a file that ends with .py"
    assert spec.loader is not None, "a file that ends with .py"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _as_started(path: Path) -> Iterator[None]:
    """Give the notebook the arguments and the folder that it has when it is started by itself, and no network.

    marimo's settings are everyone's, not those of the person who publishes.
    """
    argv, folders, writes = sys.argv, sys.path, sys.dont_write_bytecode
    connect, look_up, end = socket.socket.connect, socket.getaddrinfo, os._exit
    sys.argv = [str(path)]
    sys.path = [str(path.resolve().parent), *folders]
    sys.dont_write_bytecode = True
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse
    os._exit = _refuse_end(end)  # type: ignore[assignment]
    try:
        with everyones_settings(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        sys.argv, sys.path, sys.dont_write_bytecode = argv, folders, writes
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.getaddrinfo = look_up
        os._exit = end


def _refuse(*asked: Any, **_: Any) -> NoReturn:
    where = next((part for part in asked if isinstance(part, str | tuple)), "")
    host = where[0] if isinstance(where, tuple) else where
    message = (
        f"den frågar nätet ({host}), och en sida görs utan nät. Hämta värdena med `goalkit refresh`, eller utelämna "
        "frågan när `mo.app_meta().mode` är `script`."
    )
    raise ExportError(message)


def _refuse_end(end: Callable[[int], NoReturn]) -> Callable[[int], NoReturn]:
    """Return what takes the place of ``os._exit``, which would end the program with no word; a fork may end."""
    program = os.getpid()

    def refuse(status: int) -> NoReturn:
        if os.getpid() != program:
            end(status)
        message = "den avslutar programmet (os._exit). Ta bort det, eller använd `mo.stop`."
        raise ExportError(message)

    return refuse


@contextmanager
def _told_if_slow(place: "_named_faults") -> Iterator[None]:
    """Say now and then which cell a slow notebook has come to, so that one that never ends can be found."""
    runs, ended = threading.get_ident(), threading.Event()

    def tell() -> None:
        while not ended.wait(LONG):
            cell = place.running(sys._current_frames().get(runs))
            where = f" och är vid {cell}" if cell else ""
            told = f"{place.path.name} körs fortfarande{where}. Avbryt med Ctrl+C om den inte blir klar."
            print(told, file=sys.stderr, flush=True)

    threading.Thread(target=tell, daemon=True).start()
    try:
        yield
    finally:
        ended.set()


class _named_faults:  # noqa: N801 - used as a context manager, which reads as a verb
    """Turns whatever a cell raises into one sentence that names the notebook, the cell and the fault.

    An error of the program's own keeps its sentence; an interrupt passes through. A cell that ends the program
    (``sys.exit()``) is a fault: nothing would be written, and nobody told.
    """

    def __init__(self, path: Path, cells: Sequence[Cell]) -> None:
        self.path, self.cells = path, cells
        self.ids: dict[str, Cell] = {}

    def name(self, ids: Sequence[str]) -> None:
        """Learn what marimo calls the cells, in the file's order."""
        self.ids = dict(zip(ids, self.cells, strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del kind
        if isinstance(error, Exception | SystemExit):
            where = self._cell(trace)
            said = str(error) if isinstance(error, GoalkitError) else f"{type(error).__name__}: {_one_line(error)}"
            if isinstance(error, SystemExit):
                said = "den avslutar programmet (sys.exit). Ta bort det, eller använd `mo.stop`."
            message = f"{self.path.name}{f', {where}' if where else ''}: {said}\nIngen fil skrevs."
            raise ExportError(message) from error

    def running(self, frame: FrameType | None) -> str:
        """Return the label of the cell that a thread is in."""
        while frame is not None:
            if found := self._at(frame.f_code.co_filename, frame.f_lineno):
                return found
            frame = frame.f_back
        return ""

    def _cell(self, trace: TracebackType | None) -> str:
        """Return the label of the innermost cell that the error passed through."""
        found = ""
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if _CELL_FILE.search(file) or not found:
                found = self._at(file, trace.tb_lineno) or found
            trace = trace.tb_next
        return found

    def _at(self, file: str, line: int) -> str:
        """Return the label of the cell at a place in the code; empty for another's code."""
        if match := _CELL_FILE.search(file):
            return str(self.ids.get(match[1], ""))
        return self._at_line(line) if Path(file) == self.path else ""

    def _at_line(self, line: int) -> str:
        """Return the setup cell's label: it is run where it stands in the file."""
        setup = next((cell for cell in self.cells if cell.name == "setup"), None)
        return f"{setup}, rad {line}" if setup else f"rad {line}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
