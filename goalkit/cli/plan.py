"""``goalkit plan``: check a plan file, describe its form."""

from pathlib import Path

import click

from goalkit.errors import DataError, PlanError
from goalkit.planfile import load_plan, plan_schema
from goalkit.words.numbers import several


@click.group("plan")
def plan_group() -> None:
    """Granska en planfil, eller visa vilken form den ska ha."""


@plan_group.command("check")
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Visa alla fel i planfilen FIL, med plats och vad som är tillåtet."""
    from goalkit.scope import area_faults
    from goalkit.sources.place import data_folder
    from goalkit.sources.vintages import load_names

    plan = load_plan(file)
    try:
        names = load_names(data_folder())
    except DataError as error:  # a plan can be written before there are any data
        names = {}
        click.echo(f"Obs: {str(error).splitlines()[0]}")
    faults = tuple(area_faults(plan, names))
    if faults:
        message = f"Planen {file.name} kallar ett område vid ett annats namn:"
        raise PlanError(message, faults)
    if plan.municipality.id not in names:
        click.echo(
            f"Obs: {plan.municipality.id} finns inte i datauttagen, så områdenas namn prövas först vid hämtning."
        )
    areas = several(len(plan.focus_areas), "målområde", "målområden")
    targets = several(len(plan.targets), "måluppfyllelse", "måluppfyllelser")
    click.echo(f"Planen {plan.id} är riktig: {areas}, {len(plan.goals)} mål, {targets}.")


@plan_group.command("schema")
def schema() -> None:
    """Skriv planfilens form som JSON Schema, för en textredigerare."""
    click.echo(plan_schema())
