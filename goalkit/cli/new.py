"""``goalkit new``: the notebooks of a plan."""

from pathlib import Path

import click

from goalkit.planfile import load_plan


@click.command("new")
@click.argument("plan", metavar="PLAN")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="MAPP",
    help="Mappen som anteckningsböckerna skrivs i; annars notebooks/<planens id>.",
)
def new_command(plan: str, into: Path | None) -> None:
    """Skriv anteckningsböckerna för PLAN: en översikt och en för varje målområde."""
    from goalkit.show.scaffold import write_notebooks

    decided = load_plan(plan)
    for path in write_notebooks(decided, plan, into or Path("notebooks") / decided.id):
        click.echo(f"Skrev {path}")
