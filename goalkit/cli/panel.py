"""``goalkit panel``: the plan's rules for every municipality, as a table or a file."""

from pathlib import Path

import click

from goalkit.beside.certainty import certainty_of
from goalkit.beside.country import BY_NAME, NEAREST, Country, Row, judge_country, nearest_first, ordered
from goalkit.beside.gathered import gathered
from goalkit.errors import GoalkitError, cause
from goalkit.workbook import open_workbook
from goalkit.written import write_whole


class PanelError(GoalkitError):
    """The page over all municipalities cannot be made as asked."""


@click.command("panel")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
@click.option("--vintage", metavar="DATUM", help="Bedöm som det var känt då: datauttag till och med DATUM.")
@click.option("--target", metavar="ID", help="Bara en måluppfyllelse, med tal, från störst förbättring till minst.")
@click.option(
    "--sort",
    "by",
    metavar="ORDNING",
    help="name (namn, om inget anges), nearest (närmaste först) eller en måluppfyllelses id, störst förbättring först.",
)
@click.option("--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="Skriv som CSV till en fil.")
@click.option(
    "--parquet", "parquet_file", type=click.Path(path_type=Path, dir_okay=False), help="Skriv som parquet till en fil."
)
def panel_command(
    plan: str | None,
    vintage: str | None,
    target: str | None,
    by: str | None,
    csv_file: Path | None,
    parquet_file: Path | None,
) -> None:
    """Visa hur alla kommuner hade klarat planens måluppfyllelser, som om planen vore deras.

    Med --target också hur vanligt utfallet är, om det var ovanligt, och hur säkert värdet är.
    """
    files = [file for file in (csv_file, parquet_file) if file is not None]
    if by is not None and (target or files):
        message = "--sort ordnar bara tabellen över alla måluppfyllelser; utelämna --sort, eller --target och filerna."
        raise PanelError(message)
    if csv_file is not None and csv_file == parquet_file:
        message = f"--csv och --parquet pekar båda på {csv_file}; ange två olika filer."
        raise PanelError(message)
    if csv_file is not None and csv_file.suffix.casefold() in (".xlsx", ".xls", ".ods", ".parquet"):
        message = f"{csv_file.name}: det som skrivs är CSV; välj ett namn som slutar på .csv."
        raise PanelError(message)
    workbook = open_workbook(plan, vintage=vintage)
    only = workbook.find(target) if target else None
    is_local = only is not None and only.indicator.is_local
    if only is not None and is_local and files:
        message = f"{only.target.id} följs med en egen serie och kan inte jämföras med andra kommuner."
        raise PanelError(message)
    if files:
        _write(judge_country(workbook, vintage, only.target if only else None), csv_file, parquet_file)
        return
    from goalkit.cli.panel_table import print_beside, print_country, print_target  # rich is not needed for a file

    if only is None:
        country = judge_country(workbook, vintage)
        print_country(country, _order(country, by or BY_NAME))
        return
    print_target(only, None if is_local else judge_country(workbook, vintage, only.target))
    print_beside(gathered(workbook).standing(only), certainty_of(workbook, only))


def _order(country: Country, by: str) -> list[Row]:
    own = [target.id for target in country.targets]
    wanted = next((name for name in (BY_NAME, NEAREST, *own) if name.casefold() == by.casefold()), None)
    if wanted is None:
        example = f", till exempel {own[0]}" if own else ""
        message = f"--sort tar name, nearest eller en måluppfyllelse med nyckeltal ur Kolada{example}; inte {by}."
        raise PanelError(message)
    return ordered(country, nearest_first(country), wanted)


def _write(country: Country, csv_file: Path | None, parquet_file: Path | None) -> None:
    from goalkit.show.country import country_csv, write_parquet

    def as_csv(file: Path) -> None:
        write_whole(file, country_csv(country).encode())

    def as_parquet(file: Path) -> None:
        write_parquet(country, file)

    for file, write in ((csv_file, as_csv), (parquet_file, as_parquet)):
        if file is None:
            continue
        try:
            write(file)
        except OSError as error:
            message = f"{file} kan inte skrivas ({cause(error)}). Välj en annan plats."
            raise PanelError(message) from error
        click.echo(f"Skrev {file}.")
