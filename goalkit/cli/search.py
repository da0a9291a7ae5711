"""``goalkit search``: indicators and areas by words."""

import click

from goalkit.cli.service import open_service, service_options
from goalkit.errors import KoladaUnavailableError
from goalkit.sources.lookup import KINDS, kept_catalogue, load_catalogue
from goalkit.sources.place import data_folder
from goalkit.words.numbers import several

MOST = 20


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@service_options
@click.option("--all", "every", is_flag=True, help=f"Visa alla träffar, inte bara de {MOST} bästa.")
def search_command(words: tuple[str, ...], base_url: str, force: bool, every: bool) -> None:
    """Sök nyckeltal (titel, verksamhetsområde, beskrivning) och områden efter TEXT."""
    text, data, unsearched = " ".join(words), data_folder(), ""
    try:
        with open_service(data, base_url, force=force) as client:
            catalogue = load_catalogue(client)
    except KoladaUnavailableError as error:
        catalogue, unsearched = kept_catalogue(data), str(error)
        if not catalogue.kpis:
            raise
    found = {
        "Nyckeltal": [
            f"{k.id}  {' – '.join(filter(None, (k.title, k.operating_area)))}" for k in catalogue.find_kpis(text)
        ],
        "Områden": [f"{a.id}  {a.title} ({KINDS.get(a.kind, 'område')})" for a in catalogue.find_areas(text)],
    }
    if not any(found.values()):
        click.echo(f"Inget nyckeltal och inget område har orden ”{text}”. Pröva färre eller kortare ord.")
    for heading, lines in found.items():
        _echo_hits(heading, lines, len(lines) if every else MOST)
    if unsearched:
        held = f"{len(catalogue.kpis)} nyckeltal"
        click.echo(f"Sökt bara i datauttagen på disk ({held}), inte i Koladas hela katalog. {unsearched}", err=True)


def _echo_hits(heading: str, lines: list[str], most: int) -> None:
    if not lines:
        return
    click.echo(f"{heading} ({several(len(lines), 'träff', 'träffar')})")
    for line in lines[:most]:
        click.echo(f"  {line}")
    if len(lines) > most:
        click.echo(f"  … och {len(lines) - most} till; visa dem med --all.")
