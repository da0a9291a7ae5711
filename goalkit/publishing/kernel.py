"""A notebook run from nothing in marimo's own kernel, and what its cells then show.

The kernel is a process of its own, so a notebook cannot change the program that runs it. Nothing is read
from or written to ``__marimo__`` beside the notebook, and a person's own marimo settings play no part:
the result depends on the notebook, its data and the project's settings alone.
"""

import ast
import asyncio
import gc
import warnings
from codecs import BOM_UTF8
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from marimo._ast.app import InternalApp
from marimo._ast.parse import MarimoFileError, NonMarimoPythonScriptError
from marimo._config.config import DisplayConfig
from marimo._export.serialization import serialize_notebook_snapshot
from marimo._messaging.cell_output import CellChannel
from marimo._messaging.errors import Error, MarimoExceptionRaisedError, is_unexpected_error
from marimo._messaging.notification import CompletedRunNotification
from marimo._messaging.serde import deserialize_kernel_message
from marimo._messaging.types import KernelMessage
from marimo._runtime.commands import AppMetadata
from marimo._runtime.layout.layout import LayoutConfig
from marimo._schemas.export_options import NotebookExportSnapshot
from marimo._session.consumer import SessionConsumer
from marimo._session.events import SessionEventBus
from marimo._session.model import ConnectionState, SessionMode
from marimo._session.notebook import AppFileManager, load_notebook
from marimo._session.requests import InstantiateNotebookRequest
from marimo._session.session import SessionImpl
from marimo._session.startup import SessionStartup
from marimo._session.state.session_view import SessionView
from marimo._session.types import KernelState, Session
from marimo._types.ids import ConsumerId

from goalkit.errors import ExportError
from goalkit.publishing.settings import display, kernel_settings
from goalkit.written import UnreadableError, read_text

STATIC_ARGUMENT = {"statisk": "ja"}
"""What a notebook reads with ``mo.cli_args()`` to leave out what needs a running kernel."""


@dataclass(frozen=True)
class NotebookRun:
    """A notebook that ran without a fault, in marimo's own types."""

    app: InternalApp
    snapshot: NotebookExportSnapshot
    layout: LayoutConfig | None
    display: DisplayConfig


def run_notebook(path: Path) -> NotebookRun:
    """Run every cell of the notebook with its controls as they stand when it is opened.

    Raises ExportError when the file is no notebook, or a cell fails; the message names cell and fault.
    """
    manager = load_written(path)
    with warnings.catch_warnings():
        # marimo leaves the socket that its kernel reported to for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        with ThreadPoolExecutor(1) as apart:  # a loop of its own, also where the caller runs in one
            view = apart.submit(asyncio.run, _run(path, manager)).result()
        gc.collect()
    faults = _faults(manager.app, view)
    if faults:
        raise ExportError("\n".join((f"{path.name} gick inte att köra. Ingen fil skrevs.", *faults)))
    snapshot = serialize_notebook_snapshot(
        manager.app, view, drop_virtual_file_outputs=False, include_model_notifications=True
    )
    return NotebookRun(manager.app, snapshot, manager.read_layout_config(), display())


def load_written(path: Path) -> AppFileManager:
    """Load a notebook file without running it. Raises :class:`ExportError` for what is no notebook."""
    try:
        text = read_text(path)
        ast.parse(text)
        return _without_mark(path, text) if path.read_bytes().startswith(BOM_UTF8) else load_notebook(path)
    except UnreadableError as error:
        raise ExportError(f"{path} går inte att läsa: {error}.") from error
    except SyntaxError as error:
        raise ExportError(
            f"{path.name}, rad {error.lineno}: det är inte Python ({error.msg}). Rätta raden och försök igen."
        ) from error
    except (MarimoFileError, NonMarimoPythonScriptError) as error:
        raise ExportError(f"{path.name} är ingen marimo-anteckningsbok.") from error


def _without_mark(path: Path, text: str) -> AppFileManager:
    """Load a notebook that begins with a byte order mark, which marimo's own loader does not take."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_text(text, encoding="utf-8")
        manager = load_notebook(copy)
    manager.filename = str(path)
    manager.app._app._filename = str(path)
    return manager


async def _run(path: Path, manager: AppFileManager) -> SessionView:
    waiter = _Waiter()
    session = await SessionImpl.create(
        startup=SessionStartup(),
        initialization_id="goalkit",
        session_consumer=waiter,
        mode=SessionMode.EDIT,  # the mode in which the kernel is a process and prints are kept
        app_metadata=AppMetadata(
            query_params={},
            filename=manager.path,
            cli_args=dict(STATIC_ARGUMENT),
            argv=[text for name, value in STATIC_ARGUMENT.items() for text in (f"--{name}", value)],
            app_config=manager.app.config,
        ),
        app_file_manager=manager,
        config_manager=kernel_settings(str(path)),
        virtual_file_storage=None,  # so that every file that a cell makes is inside its output
        redirect_console_to_browser=False,
        ttl_seconds=None,
        auto_instantiate=True,
    )
    try:
        session.instantiate(InstantiateNotebookRequest(object_ids=[], values=[]), http_request=None)
        while not waiter.done.is_set():
            if session.kernel_state() is KernelState.STOPPED:
                raise ExportError(
                    f"{path.name}: körningen avbröts innan alla celler var klara (processen dog). "
                    "Öppna anteckningsboken med `marimo edit` och se vilken cell det är."
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter.done.wait(), timeout=1)
    finally:
        session.close()
    return session.session_view


class _Waiter(SessionConsumer):
    """Notices when all cells have run; the session itself keeps what they showed.

    marimo says so after all that they have printed, and by the same way.
    """

    def __init__(self) -> None:
        self.done = asyncio.Event()

    @property
    def consumer_id(self) -> ConsumerId:
        return ConsumerId("goalkit")

    def notify(self, notification: KernelMessage) -> None:
        if isinstance(deserialize_kernel_message(notification), CompletedRunNotification):
            self.done.set()

    def on_attach(self, session: Session, event_bus: SessionEventBus) -> None:
        """Need nothing of the session."""

    def on_detach(self) -> None:
        """Hold nothing that must be let go."""

    def connection_state(self) -> ConnectionState:
        return ConnectionState.OPEN


def _faults(app: InternalApp, view: SessionView) -> list[str]:
    """Return one line per cell that failed by itself, in the notebook's order."""
    faults: list[str] = []
    for number, cell in enumerate(app.cell_manager.cell_data(), start=1):
        shown = view.cell_notifications.get(cell.cell_id)
        if shown is None or shown.output is None or shown.output.channel != CellChannel.MARIMO_ERROR:
            continue
        label = cell_label(number, cell.name, cell.code)
        errors = cast(list[Error], shown.output.data)
        faults += [f"  {label}: {_describe(error)}" for error in errors if is_unexpected_error(error)]
    return faults


def cell_label(number: int, name: str, code: str) -> str:
    """Say which cell it is: its place, its name if it has one, and the first line of its code."""
    first = next((line for line in code.splitlines() if line.strip()), "")
    named = "" if name in ("_", "__") else f" {name}"
    return f"cell {number}{named} ({first.strip()[:60]})"


def _describe(error: Error) -> str:
    said = " ".join(error.describe().split())
    return f"{error.exception_type}: {said}" if isinstance(error, MarimoExceptionRaisedError) else said


def cell_outputs(run: NotebookRun) -> list[dict[str, Any]]:
    """Return the bundles (MIME type to content) of what the cells show, in order; they can be changed."""
    return [
        output["data"]
        for cell in run.snapshot.session["cells"]
        for output in cell["outputs"]
        if output["type"] == "data"
    ]
