"""``goalkit local``: a template for an own series, and the check of what has been entered."""

from datetime import date

import click

from goalkit.cli.options import plan_options
from goalkit.errors import LocalSeriesError
from goalkit.planfile import load_plan
from goalkit.sources.local import check_local, check_report, explanation, listed, write_template
from goalkit.sources.place import data_folder
from goalkit.words.numbers import unit_name


@click.group("local")
def local_group() -> None:
    """Egna serier: skriv en mall, eller granska det som har lagts in."""


@local_group.command("new")
@click.argument("target", metavar="ID")
@plan_options
def new(target: str, plan: str | None, municipality: str | None) -> None:
    """Skriv en tom fil för måluppfyllelsen ID, och förklara dess kolumner."""
    decided = load_plan(plan)
    path = write_template(data_folder(), decided, municipality or decided.municipality.id, target)
    indicator = next(t.indicator for t in decided.targets if t.id == path.stem)
    click.echo(f"Skrev {'/'.join(path.parts[-5:])}. {indicator.label}, enhet: {unit_name(indicator.unit)}.\n")
    click.echo(explanation(decided, path.stem))


@local_group.command("check")
@plan_options
def check(plan: str | None, municipality: str | None) -> None:
    """Visa alla fel i de egna serierna: fil, rad, kolumn, vad som står där och vad som är tillåtet."""
    decided = load_plan(plan)
    faults = check_local(data_folder(), decided, municipality or decided.municipality.id, date.today())
    if faults:
        count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        message = f"De egna serierna har {count}. Inget läses från en fil med fel, om inget annat sägs:"
        raise LocalSeriesError(message, listed(faults))
    click.echo(check_report(faults))
