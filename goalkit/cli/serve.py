"""``goalkit open``: the workbook in the browser, from this machine and to this machine."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

import click

from goalkit.errors import GoalkitError
from goalkit.sources.place import ADDRESS, VARIABLE, data_folder

LOCAL = "127.0.0.1"
OVERVIEW = "oversikt"


class ServeError(GoalkitError):
    """The workbook cannot be served as asked."""


@click.command("open")
@click.option("--headless", is_flag=True, help="Öppna inte webbläsaren; skriv bara adressen.")
@click.option("--port", type=click.IntRange(0, 65535), default=2718, show_default=True, help="Port; 0 tar en ledig.")
@click.option("--host", default=LOCAL, show_default=True, help="Annan adress än den egna datorn; kräver --password.")
@click.option("--password", metavar="LÖSEN", help="Lösenord som krävs för att se arbetsboken.")
@click.option("--edit", metavar="ANTECKNINGSBOK", help="Öppna en anteckningsbok för redigering i stället.")
@click.option("--base-url", metavar="URL", help="Annan adress till tjänsten, när ett område hämtas till ett diagram.")
def open_command(
    headless: bool, port: int, host: str, password: str | None, edit: str | None, base_url: str | None
) -> None:
    """Öppna arbetsboken i webbläsaren, utan nätverk."""
    if host not in (LOCAL, "localhost", "::1") and not password:
        message = f"Att visa arbetsboken för andra än den egna datorn ({host}) kräver ett lösenord: --password LÖSEN."
        raise ServeError(message)
    data = data_folder()
    os.environ[VARIABLE] = str(data)
    if base_url is not None:
        os.environ[ADDRESS] = base_url
    notebooks = notebook_files(data.parent / "notebooks")
    chosen = free_port(host, port)
    if edit is None:
        _run(notebooks, host, chosen, password, headless=headless)
    else:
        _edit(notebooks, edit, host, chosen, password, headless=headless)


def notebook_files(folder: Path) -> dict[str, Path]:
    """Return the notebooks by name, the overview first.

    Raises:
        ServeError: there are none.
    """
    files = sorted(folder.glob("*.py"), key=lambda path: (path.stem != OVERVIEW, path.stem))
    if not files:
        message = f"Inga anteckningsböcker finns i {folder}. Gå till projektets mapp, eller gör dem med `goalkit new`."
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

    address = f"http://{host}:{port}/"
    click.echo(f"Arbetsboken finns på {address} – avsluta med Ctrl+C.")
    if not headless:
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    uvicorn.run(workbook_app(notebooks, host, password), host=host, port=port, log_level="warning")


def _edit(notebooks: dict[str, Path], name: str, host: str, port: int, password: str | None, *, headless: bool) -> None:
    stem = Path(name).stem
    if stem not in notebooks:
        message = f"Det finns ingen anteckningsbok {name}. De som finns: {', '.join(notebooks)}."
        raise ServeError(message)
    token = password or secrets.token_urlsafe(16)
    address = f"http://{host}:{port}/?file={notebooks[stem].name}&access_token={token}"
    command = [sys.executable, "-m", "marimo", "--quiet", "edit", str(notebooks[stem].parent), "--headless"]
    command += ["--host", host, "--port", str(port), "--token-password", token]
    click.echo(f"Redigera {stem} på {address} – avsluta med Ctrl+C.")
    if not headless:
        threading.Timer(2.0, webbrowser.open, (address,)).start()
    with subprocess.Popen(command) as editor:
        signal.signal(signal.SIGTERM, lambda *_: editor.terminate())  # whoever ends this program ends the editor
        try:
            sys.exit(editor.wait())
        except KeyboardInterrupt:
            editor.kill()
            raise
