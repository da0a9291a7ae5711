"""``goalkit review``: what a reviewer looks at before publishing, in one page with an exit status."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goalkit.cli.publish import chosen
from goalkit.planfile import load_plan
from goalkit.publishing.records import BLANK, TO_WRITE
from goalkit.sources.frozen import find_follow_up
from goalkit.sources.place import data_folder

if TYPE_CHECKING:
    from goalkit.publishing.review import Item, Reviewed
    from goalkit.publishing.site import Site

MOST = 8
"""So many lines are written under one part of the review; the rest are counted."""

TO_CONFIRM = "Fri text"
"""The part of which every line is for a person to confirm: none is only counted."""


@click.command("review")
@click.argument("notebooks", nargs=-1, metavar="[ANTECKNINGSBOK]...")
@click.option("--follow-up", metavar="NAMN", help="Granska en fryst uppföljning i stället för det som är nu.")
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    help="Den senast publicerade webbplatsen, att jämföra med.  [normalt: site, om den finns]",
)
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def review_command(notebooks: tuple[str, ...], follow_up: str | None, site: Path | None, plan: str | None) -> None:
    """Granska allt som sidorna vilar på, innan de godkänns och publiceras.

    Slutar med 0 när granskningen gick igenom, 1 när något är fel, 2 när något inte gick att kontrollera. Att den
    gick igenom sparas i data/reviews/ och gäller exakt det som granskades.
    """
    from goalkit.publishing.apart import start

    start()
    from goalkit.publishing.review import review

    if follow_up is not None and notebooks:
        message = "En fryst uppföljning har sina egna anteckningsböcker. Ange antingen dem eller --follow-up."
        raise click.UsageError(message)
    data = data_folder()
    frozen = find_follow_up(data, load_plan(plan).id, follow_up) if follow_up is not None else None
    paths = chosen(notebooks) if frozen is None else frozen.notebooks
    done = review(data, paths, site, plan=plan, frozen=frozen)
    click.echo(f"Granskning av {frozen.told.name if frozen else 'det som är nu'}\n")
    for item in done.items:
        for line in _lines(item):
            click.echo(line)
    for line in _end(done, frozen=frozen is not None):
        click.echo(line)
    sys.exit(done.exit_code)


def _lines(item: "Item") -> Iterator[str]:
    mark = "FEL" if item.faults else "?" if item.unchecked else "ok"
    told = [*item.faults, *item.unchecked, *item.notes]
    most = len(told) if item.title == TO_CONFIRM else MOST
    head = item.said if mark == "ok" else told.pop(0) if len(told) == 1 else f"{len(told)} anmärkningar"
    yield f"{mark:<4} {item.title:<18} {head}"
    yield from (f"       {line.strip()}" for line in told[:most])
    if len(told) > most:
        yield f"       och {len(told) - most} till."


_FROZEN = "Det som är fryst ändras inte: rätta felen, frys en uppföljning med ett nytt namn och granska den."


def _end(done: "Reviewed", *, frozen: bool) -> Iterator[str]:
    yield ""
    if done.kept is None or done.site is None:
        yield {
            1: f"Granskningen gick inte igenom. {_FROZEN if frozen else 'Rätta felen och granska igen.'}",
            2: "Granskningen är inte klar: något kunde inte kontrolleras.",
        }[done.exit_code]
        return
    yield f"Granskningen gick igenom, och det står i {'/'.join(done.kept.parts[-3:])}."
    if done.site.publication is not None:
        yield "Underlaget är godkänt i data/publications.toml."
        return
    yield "Godkänn genom att fylla i och lägga till det här i data/publications.toml:"
    yield ""
    yield from _publication(done.site)


def _publication(site: "Site") -> Iterator[str]:
    name = site.follow_up.name if site.follow_up else BLANK
    yield "[[publication]]"
    yield f'plan = "{site.workbook.plan.id}"'
    yield f'follow_up = "{name}"' + ("" if site.follow_up else f"  # {TO_WRITE['follow_up']}")
    yield f'inputs = "{site.fingerprint}"'
    yield from (f'{field} = "{BLANK}"  # {TO_WRITE[field]}' for field in ("approver", "approved", "unit", "contact"))
