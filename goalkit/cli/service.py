"""What the commands that ask the service share: its address, its pace, its saved answers, a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from goalkit.sources import kolada
from goalkit.words.numbers import number


def service_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how the service is asked."""
    for option in (
        click.option("--force", is_flag=True, help="Fråga på nytt, även där ett svar från senaste dygnet är sparat."),
        click.option("--base-url", metavar="URL", default=kolada.BASE_URL, help="Tjänstens adress, med version."),
    ):
        command = option(command)
    return command


def open_service(data: Path, base_url: str, *, force: bool, pace: float | None = None) -> kolada.Client:
    """Open a way to ask; ``pace`` is requests a second, 0 for no limit, ``None`` for the usual."""
    manners = kolada.Manners() if pace is None else kolada.Manners(per_second=pace or None)
    client = kolada.open_session(data / "cache", base_url=base_url, force=force, manners=manners)
    if client.note:
        click.echo(f"Obs: {client.note}", err=True)
    return client


@contextmanager
def progress_bar() -> Iterator[Callable[[kolada.Progress], None]]:
    """Show questions asked and in all, rows so far and the time that remains; nothing where no one looks."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Hämtar"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frågor, {task.fields[rows]} rader, kvar"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, rows=0)

        def show(progress: kolada.Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, rows=number(Fraction(progress.rows), 0))

        yield show
