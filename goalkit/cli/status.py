"""``goalkit status``: all targets in the terminal, or as JSON or CSV."""

from datetime import date

import click

from goalkit.cli.options import workbook_options
from goalkit.show.report import report, to_csv, to_json
from goalkit.workbook import open_workbook


@click.command("status")
@workbook_options
@click.option("--target", metavar="ID", help="Bara en måluppfyllelse, till exempel 3A.")
@click.option("--json", "form", flag_value="json", help="Som JSON, med lovad form.")
@click.option("--csv", "form", flag_value="csv", help="Som CSV med JSON-formens fält som kolumner.")
def status_command(
    plan: str | None,
    municipality: str | None,
    vintage: str | None,
    as_of: date | None,
    target: str | None,
    form: str | None,
) -> None:
    """Visa hur alla måluppfyllelser bedöms, med år, tal och skäl."""
    workbook = open_workbook(plan, municipality=municipality, vintage=vintage, as_of=as_of)
    only = workbook.find(target) if target else None
    if form == "json":
        click.echo(to_json(report(workbook, only)))
    elif form == "csv":
        click.echo(to_csv(report(workbook, only)), nl=False)
    else:
        from goalkit.cli.table import print_status, print_target  # rich is not needed for data

        print_target(workbook, only) if only else print_status(workbook)
