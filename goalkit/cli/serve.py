"""``goalkit open``: the workbook in the browser, from this machine and to this machine."""

import os
import secrets
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from goalkit.errors import GoalkitError
from goalkit.sources.place import READ_ONLY, VARIABLE, data_folder
from goalkit.written import written_files

LOCAL = "127.0.0.1"
OVERVIEW = "oversikt"
PASSWORD = "GOALKIT_PASSWORD"


class ServeError(GoalkitError):
    """The workbook cannot be served as asked."""


@click.command("open")
@click.option("--headless", is_flag=True, help="Öppna inte webbläsaren; skriv bara adressen.")
@click.option("--port", type=click.IntRange(0, 65535), default=2718, show_default=True, help="Port; 0 tar en ledig.")
@click.option("--host", default=LOCAL, show_default=True, help="Annan adress än den egna datorn; kräver lösenord.")
@click.option("--password", is_flag=True, help="Fråga efter ett lösenord som krävs för att se arbetsboken.")
@click.option(
    "--password-file",
    type=click.File(encoding="utf-8"),
    metavar="FIL",
    help=f"Fil med lösenordet; - är standard in. Det läses annars ur miljövariabeln {PASSWORD}.",
)
@click.option("--editable", is_flag=True, help="Låt alla som ser arbetsboken spara diagram, inte bara den egna datorn.")
@click.option("--edit", metavar="ANTECKNINGSBOK", help="Öppna en anteckningsbok för redigering i stället.")
def open_command(
    headless: bool,
    port: int,
    host: str,
    password: bool,
    password_file: IO[str] | None,
    editable: bool,
    edit: str | None,
) -> None:
    """Öppna arbetsboken i webbläsaren, utan nätverk."""
    secret = _password(password, password_file)
    own = host in (LOCAL, "localhost", "::1")
    if not own and not secret:
        message = (
            f"Att visa arbetsboken för andra än den egna datorn ({host}) kräver ett lösenord: "
            f"--password (frågar), --password-file FIL eller miljövariabeln {PASSWORD}."
        )
        raise ServeError(message)
    data = data_folder()
    os.environ[VARIABLE] = str(data)
    os.environ[READ_ONLY] = "" if editable or edit or (own and not secret) else "1"
    notebooks = notebook_files(data.parent / "notebooks")
    chosen = free_port(host, port)
    if edit is None:
        _run(notebooks, host, chosen, secret, headless=headless)
    else:
        _edit(notebooks, edit, host, chosen, secret, headless=headless)


def _password(ask: bool, file: IO[str] | None) -> str | None:
    """Return the password from where no other user of this machine sees it; ``None`` where none is wanted.

    Raises:
        ServeError: the file has none in its first line.
    """
    given = file.readline().strip("\r\n") if file else os.environ.pop(PASSWORD, "")
    if file and not given:
        message = f"Filen {file.name} har inget lösenord på första raden. Skriv det där, och kör samma kommando igen."
        raise ServeError(message)
    if ask and not given:
        given = str(click.prompt("Lösenord", hide_input=True))
    return given or None


def notebook_files(folder: Path) -> dict[str, Path]:
    """Return the notebooks by name, the overview first.

    Raises:
        ServeError: there are none, or marimo cannot read one.
    """
    files = sorted(written_files(folder, "*.py"), key=lambda path: (path.stem != OVERVIEW, path.stem))
    if not files:
        message = f"Inga anteckningsböcker finns i {folder}. Gå till projektets mapp, eller gör dem med `goalkit new`."
        raise ServeError(message)
    marked = [file.name for file in files if file.read_bytes().startswith(BOM_UTF8)]
    if marked:
        message = (
            f"{', '.join(marked)} börjar med ett osynligt tecken (byte order mark), som marimo inte läser. "
            "Spara om som UTF-8 utan det, och öppna igen."
        )
        raise ServeError(message)
    return {file.stem: file for file in files}


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next free one of twenty.

    Raises:
        ServeError: none of them is free.
    """
    for port in range(wanted, min(wanted + 20, 65536)) if wanted else (0,):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name == "posix":  # elsewhere this option lets two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    message = f"Ingen ledig port från {wanted} på {host}. Välj en annan med --port, eller stäng det som använder den."
    raise ServeError(message)


def _run(notebooks: dict[str, Path], host: str, port: int, password: str | None, *, headless: bool) -> None:
    import uvicorn

    from goalkit.show.server import workbook_app

    address = f"http://{_named(host)}:{port}/"
    click.echo(f"Arbetsboken finns på {address} – avsluta med Ctrl+C.")
    if not headless:
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    uvicorn.run(workbook_app(notebooks, host, password), host=host, port=port, log_level="warning")
    sys.stdout.flush()
    os._exit(0)  # the threads of open sessions wait for ever, and Python would wait for them


def _edit(notebooks: dict[str, Path], name: str, host: str, port: int, password: str | None, *, headless: bool) -> None:
    stem = Path(name).stem
    if stem not in notebooks:
        message = f"Det finns ingen anteckningsbok {name}. De som finns: {', '.join(notebooks)}."
        raise ServeError(message)
    from goalkit.show.password import KEY, LOGIN
    from goalkit.show.server import edit

    key, address = secrets.token_urlsafe(32), f"http://{_named(host)}:{port}/"
    address += "" if password else f"{LOGIN[1:]}?{KEY}={key}"
    click.echo(f"Redigera {stem} på {address} – avsluta med Ctrl+C.")
    if os.name == "posix":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is opened is taken away too
    with _leading_to(address, notebooks[stem].parent / "__marimo__") as file:
        if not headless:
            threading.Timer(2.0, webbrowser.open, (file.as_uri(),)).start()
        edit(notebooks[stem], host, port, password, key)


def _named(host: str) -> str:
    """Return a host as an address writes it."""
    return f"[{host}]" if ":" in host else host


@contextmanager
def _leading_to(address: str, folder: Path) -> Iterator[Path]:
    """Give a file of this user's own that leads to an address: a browser's arguments are read by every user."""
    folder.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="redigera-", suffix=".html", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={address}"><title>Öppnar</title>')
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
