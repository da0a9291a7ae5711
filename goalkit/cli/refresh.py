"""``goalkit refresh``: a new vintage of all that the plan needs, and what it changes.

What keeps and compares vintages is loaded while the service is waited for, from its first answer on.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import msgspec

from goalkit.cli.service import open_service, progress_bar, service_options
from goalkit.plan import Plan
from goalkit.planfile import load_plan
from goalkit.sources.checks import Accepted
from goalkit.sources.kolada import Client
from goalkit.sources.manifest import accepted_values as accepted_in
from goalkit.sources.place import data_folder
from goalkit.sources.refresh import Gathered, gather, sole_refresh
from goalkit.words.numbers import number


@click.command("refresh")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
@service_options
@click.option(
    "--pace", type=click.FloatRange(min=0), metavar="N", help="Högst N frågor i sekunden (5); 0 är obegränsat."
)
@click.option("--accept-title", "accepted", multiple=True, metavar="ID", help="Godta nyckeltalets nya titel.")
@click.option(
    "--accept-value", "accepted_values", multiple=True, metavar="ID", help="Godta nyckeltalets orimliga värden."
)
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle ändras, och spara inget.")
def refresh_command(
    plan: str | None,
    base_url: str,
    force: bool,
    pace: float | None,
    accepted: tuple[str, ...],
    accepted_values: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Hämta ett nytt datauttag, helt eller inte alls, och visa vad som ändras av det."""
    decided, data = load_plan(plan), data_folder()
    with sole_refresh(data):
        looked_at = Accepted(frozenset(accepted), frozenset(accepted_values), accepted_in(data / "kolada"))
        with (
            open_service(data, base_url, force=force, pace=pace) as client,
            progress_bar() as progress,
            _loading(client),
        ):
            gathered = gather(client, decided, accepted=looked_at, progress=progress)
        for note in gathered.notes:
            click.echo(f"Obs: {note}")
        if dry_run:
            _try(data, gathered, decided)
        else:
            _keep(data, gathered, decided)


@contextmanager
def _loading(client: Client) -> Iterator[None]:
    """Load the rest from the first answer on: where none comes, whoever waits is told so at once.

    A thread that still loads when the program ends fails with a page of its own words.
    """
    thread = threading.Thread(target=_load_the_rest)

    def start(*_: object, **__: object) -> None:
        if thread.ident is None:
            thread.start()

    client.session.hooks["response"].append(start)
    try:
        yield
    finally:
        if thread.ident is not None:
            thread.join()


def _load_the_rest() -> None:
    """Load what comes after the last answer; pandas too, which pyarrow loads at its first table."""
    for module in ("goalkit.sources.keep", "pandas"):
        import_module(module)


def _keep(data: Path, gathered: Gathered, plan: Plan) -> None:
    from goalkit.sources.keep import keep_news
    from goalkit.sources.vintages import existing_vintages

    older = existing_vintages(data)
    folder = keep_news(data, gathered.manifest, gathered.fetch)
    if folder is None:
        click.echo("Inget har ändrats hos tjänsten. Inget nytt datauttag behövs.")
        return
    click.echo(f"Datauttaget {folder.name} är sparat: {_size(gathered)}.\n")
    _tell(older, folder, plan)


def _try(data: Path, gathered: Gathered, plan: Plan) -> None:
    from goalkit.sources.keep import is_news, keep_vintage, next_id
    from goalkit.sources.vintages import existing_vintages

    if not is_news(data, gathered.manifest, gathered.fetch):
        click.echo("Inget har ändrats hos tjänsten.")
        return
    click.echo(f"Provkörning, inget sparas: {_size(gathered)}.\n")
    manifest = msgspec.structs.replace(gathered.manifest, id=next_id(data, gathered.manifest.id))
    with TemporaryDirectory() as elsewhere:
        _tell(existing_vintages(data), keep_vintage(Path(elsewhere), manifest, gathered.fetch), plan)


def _size(gathered: Gathered) -> str:
    asked = gathered.manifest.asked[0]
    return f"{len(asked.series)} nyckeltal, {len(asked.areas)} områden, {number(Fraction(gathered.rows), 0)} värden"


def _tell(older: list[Path], folder: Path, plan: Plan) -> None:
    from goalkit.compare.account import account, read_state, with_vintage
    from goalkit.show.changes import account_text
    from goalkit.sources.vintages import area_names
    from goalkit.workbook import needs_of_verdicts

    if not older:
        click.echo("Det är det första datauttaget; det finns inget äldre att jämföra med.")
        return
    areas, whose = area_names([folder, *older]), plan.municipality
    wanted = needs_of_verdicts(plan, whose.id)
    before = read_state(older, wanted, areas)
    click.echo(account_text(account(plan, whose, before, with_vintage(before, folder, wanted))))
