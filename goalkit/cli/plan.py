"""``goalkit plan``: check a plan file, describe its form."""

from pathlib import Path

import click

from goalkit.planfile import load_plan, plan_schema
from goalkit.texts.numbers import several


@click.group("plan")
def plan_group() -> None:
    """Granska en planfil, eller visa vilken form den ska ha."""


@plan_group.command("check")
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Visa alla fel i planfilen FIL, med plats och vad som är tillåtet."""
    plan = load_plan(file)
    areas = several(len(plan.focus_areas), "målområde", "målområden")
    targets = several(len(plan.targets), "måluppfyllelse", "måluppfyllelser")
    click.echo(f"Planen {plan.id} är riktig: {areas}, {len(plan.goals)} mål, {targets}.")


@plan_group.command("schema")
def schema() -> None:
    """Skriv planfilens form som JSON Schema, för en textredigerare."""
    click.echo(plan_schema())
