"""``goalkit search``: indicators and areas by words."""

import click

from goalkit.cli.service import open_service, service_options
from goalkit.sources.lookup import load_catalogue
from goalkit.sources.place import data_folder
from goalkit.texts.numbers import several

MOST = 20
KINDS = {"K": "kommun", "L": "region eller riket"}


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@service_options
@click.option("--all", "every", is_flag=True, help=f"Visa alla träffar, inte bara de {MOST} bästa.")
def search_command(words: tuple[str, ...], base_url: str, force: bool, every: bool) -> None:
    """Sök nyckeltal (titel, verksamhetsområde, beskrivning) och områden efter TEXT."""
    text = " ".join(words)
    with open_service(data_folder(), base_url, force=force) as client:
        catalogue = load_catalogue(client)
    kpis = [
        f"{k.id}  {k.title}" + (f" – {k.operating_area}" if k.operating_area else "") for k in catalogue.find_kpis(text)
    ]
    areas = [
        f"{one.id}  {one.title} ({KINDS.get(getattr(one, 'type', ''), 'grupp')})" for one in catalogue.find_areas(text)
    ]
    if not kpis and not areas:
        click.echo(f"Inget nyckeltal och inget område har orden ”{text}”. Pröva färre eller kortare ord.")
    for heading, found in (("Nyckeltal", kpis), ("Områden", areas)):
        if found:
            click.echo(f"{heading} ({several(len(found), 'träff', 'träffar')})")
            for line in found if every else found[:MOST]:
                click.echo(f"  {line}")
            if len(found) > MOST and not every:
                click.echo(f"  … och {len(found) - MOST} till; visa dem med --all.")
