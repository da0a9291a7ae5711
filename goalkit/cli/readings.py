"""``goalkit readings``: other ways to understand a wording, and what the plan's last year must bring."""

from datetime import date

import click

from goalkit.cli.options import workbook_options
from goalkit.show.readings_report import readings_report
from goalkit.show.report import to_json
from goalkit.workbook import open_workbook


@click.command("readings")
@workbook_options
@click.argument("target", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Som JSON, med lovad form.")
def readings_command(
    plan: str | None,
    municipality: str | None,
    vintage: str | None,
    as_of: date | None,
    target: str | None,
    as_json: bool,
) -> None:
    """Visa andra tolkningar av måluppfyllelsen ID, och vad planens sista år måste ge; utan ID en rad för varje."""
    workbook = open_workbook(plan, municipality=municipality, vintage=vintage, as_of=as_of)
    only = workbook.find(target) if target else None
    if as_json:
        ids = [only.target.id] if only else list(workbook.assessments)
        click.echo(to_json(readings_report(workbook, ids)))
        return
    from goalkit.cli.readings_table import print_overview, print_readings  # rich is not needed for data

    print_readings(workbook, only) if only else print_overview(workbook)
