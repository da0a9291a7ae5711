"""``goalkit verify``: published pages made again from what they are made of, and compared."""

import sys
from pathlib import Path

import click

from goalkit.sources.place import data_folder
from goalkit.words.numbers import several
from goalkit.written import write_whole

MOST = 20
"""So many differences of a page are written one by one."""


@click.command("verify")
@click.argument("pages", nargs=-1, required=True, metavar="SIDA...", type=click.Path(path_type=Path))
@click.option("--certificate", type=click.Path(path_type=Path, dir_okay=False), help="Skriv ett intyg till filen.")
def verify_command(pages: tuple[Path, ...], certificate: Path | None) -> None:
    """Gör om varje SIDA från grunden och jämför allt som står i den, och datafilerna bredvid.

    Är SIDA en mapp kontrolleras varje sida i den och i mapparna under den.

    Slutar med 0 när allt stämmer, 1 när något är ändrat, 2 när något inte gick att kontrollera.
    """
    from goalkit.publishing.apart import start

    start()

    from goalkit.publishing.verify import Verifier, not_used, pages_of
    from goalkit.publishing.verify import certificate as certified

    data = data_folder()
    verifier = Verifier(data, data.parent / "notebooks")
    found = [verifier.check(page) for given in pages for page in pages_of(given)]
    for each in found:
        said = {0: "stämmer", 1: "STÄMMER INTE", 2: "kunde inte kontrolleras helt"}[each.exit_code]
        click.echo(f"{each.page}: {said} ({each.values} uppgifter, {each.files} datafiler jämförda).")
        for line in (*each.faults[:MOST], *(f"Inte kontrollerat: {text}" for text in each.unchecked)):
            click.echo(f"  {line}")
        if len(each.faults) > MOST:
            click.echo(f"  och {several(len(each.faults) - MOST, 'skillnad', 'skillnader')} till.")
        if each.newer:
            click.echo(f"  {not_used(each)}")
    codes = {each.exit_code for each in found}
    if certificate is not None and codes == {0}:
        write_whole(certificate, certified(found, data).encode())
        click.echo(f"Intyget står i {certificate}.")
    sys.exit(1 if 1 in codes else max(codes))
