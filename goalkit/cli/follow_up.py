"""``goalkit follow-up``: freeze what a named follow-up rests on, and list those that are frozen."""

import click

from goalkit.cli.publish import chosen
from goalkit.planfile import load_plan
from goalkit.sources.frozen import follow_ups
from goalkit.sources.place import data_folder
from goalkit.texts.numbers import several


@click.group("follow-up")
def follow_up_group() -> None:
    """Namngivna uppföljningar, som ”Helår 2026”: frys en, eller lista dem som finns."""


@follow_up_group.command("new")
@click.argument("name", metavar="NAMN")
@click.argument("notebooks", nargs=-1, metavar="[ANTECKNINGSBOK]...")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def new(name: str, notebooks: tuple[str, ...], plan: str | None) -> None:
    """Frys datauttag, plan, egna serier, sparade diagram och kommentarer som de är nu, under NAMN.

    Utan ANTECKNINGSBOK fryses alla i mappen notebooks/. En uppföljning ändras aldrig; ett namn kan bara tas en gång.
    """
    from goalkit.publishing.follow_up import freeze

    frozen = freeze(name.strip(), chosen(notebooks), data_folder(), plan)
    told = frozen.told
    click.echo(
        f"Fryste {told.name}: {several(len(told.vintages), 'datauttag', 'datauttag')}, planen {told.plan}, "
        f"{several(len(frozen.notebooks), 'anteckningsbok', 'anteckningsböcker')}, "
        f"i {'/'.join(frozen.folder.parts[-4:])}.\n"
        f"Granska med `goalkit review --follow-up {told.id}`."
    )


@follow_up_group.command("list")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def list_command(plan: str | None) -> None:
    """Lista uppföljningarna i ordning: namn, vad som är känt då, och hur många mål som var uppnådda."""
    from goalkit.summary import count
    from goalkit.texts.summary import counted
    from goalkit.workbook import open_workbook

    found = follow_ups(data_folder(), load_plan(plan).id)
    for each in found:
        told = each.told
        known = f"data till och med {told.as_of}" if told.as_of else "inga datauttag i bruk"
        click.echo(f"{told.number}. {told.name} ({told.id}): {known}")
        click.echo(f"   {counted(count(open_workbook(data=each.folder).assessments.values()))}")
    if not found:
        click.echo("Ingen uppföljning är fryst. Frys en med `goalkit follow-up new NAMN`.")
