"""``goalkit vintages`` and ``goalkit fsck``: what has been fetched when, and whether it is whole."""

from fractions import Fraction

import click

from goalkit.errors import DataError
from goalkit.sources.place import FROZEN, data_folder
from goalkit.words.numbers import number


@click.command("vintages")
def vintages_command() -> None:
    """Lista datauttagen: när de hämtades, hur mycket de rymmer och vilka år som efterfrågades."""
    from goalkit.sources.manifest import read_manifest
    from goalkit.sources.parquet import VALUES
    from goalkit.sources.vintages import vintage_folders

    for folder in reversed(vintage_folders(data_folder())):
        manifest = read_manifest(folder)
        series = {kpi for block in manifest.asked for kpi in block.series}
        areas = {area for block in manifest.asked for area in block.areas}
        first, last = min(b.first_year for b in manifest.asked), max(b.last_year for b in manifest.asked)
        rows = number(Fraction(manifest.files[VALUES].rows), 0)
        click.echo(f"{manifest.id}: {len(series)} nyckeltal, {len(areas)} områden, {first}–{last}, {rows} värden")
        click.echo(f"  {manifest.date_note} {manifest.origin}")


@click.command("fsck")
def fsck_command() -> None:
    """Räkna om varje fils kontrollsumma, även i frysta uppföljningar, och säg vad som är skadat."""
    from goalkit.sources.frozen import FOLDER, check_follow_ups
    from goalkit.sources.fsck import check_vintages
    from goalkit.sources.keep import clear_leftovers, list_vintages
    from goalkit.sources.vintages import existing_vintages

    data = data_folder()
    left = clear_leftovers(data)
    if left:
        runs = "en avbruten hämtning" if len(left) == 1 else f"{len(left)} avbrutna hämtningar"
        click.echo(f"Tog bort rester efter {runs}; inget datauttag berördes.")
    faults = [*check_vintages(data), *check_follow_ups(data)]
    if faults:
        count = "Ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        raise DataError("\n  ".join((f"{count} i det som är sparat:", *faults)))
    list_vintages(data)
    match len(existing_vintages(data)):
        case 0:
            click.echo("Inget datauttag finns att kontrollera. Hämta ett med `goalkit refresh`.")
        case 1:
            click.echo("Datauttaget är helt.")
        case many:
            click.echo(f"Alla {many} datauttag är hela.")
    frozen = len(list((data / FOLDER).glob(f"*/*/{FROZEN}")))
    if frozen:
        click.echo(
            "Den frysta uppföljningen är hel." if frozen == 1 else f"Alla {frozen} frysta uppföljningar är hela."
        )
