"""``goalkit follow-up``: freeze what a named follow-up rests on, and list those that are frozen."""

import click

from goalkit.cli.publish import chosen
from goalkit.planfile import load_plan
from goalkit.sources.frozen import follow_ups, free_id, slug
from goalkit.sources.place import data_folder
from goalkit.words.numbers import several


@click.group("follow-up")
def follow_up_group() -> None:
    """Namngivna uppföljningar, som ”Helår 2026”: frys en, återta en, eller lista dem som finns."""


@follow_up_group.command("new")
@click.argument("name", metavar="NAMN")
@click.argument("notebooks", nargs=-1, metavar="[ANTECKNINGSBOK]...")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def new(name: str, notebooks: tuple[str, ...], plan: str | None) -> None:
    """Frys datauttag, plan, egna serier, sparade diagram och kommentarer som de är nu, under NAMN.

    Utan ANTECKNINGSBOK fryses alla i mappen notebooks/. Sidorna görs först på prov; går de inte att göra fryses inget.
    En uppföljning ändras aldrig.
    """
    from goalkit.publishing.apart import start

    start()

    from goalkit.publishing.follow_up import freeze

    frozen = freeze(name.strip(), chosen(notebooks), data_folder(), plan)
    told = frozen.told
    click.echo(
        f"Fryste {told.name}: {several(len(told.vintages), 'datauttag', 'datauttag')}, planen {told.plan}, "
        f"{several(len(frozen.notebooks), 'anteckningsbok', 'anteckningsböcker')}, "
        f"i {'/'.join(frozen.folder.parts[-4:])}.\n"
        f"Granska med `goalkit review --follow-up {told.id}`."
    )


@follow_up_group.command("withdraw")
@click.argument("name", metavar="NAMN")
@click.option("--reason", required=True, metavar="SKÄL", help="Vad som är fel; det står sedan i listan.")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def withdraw_command(name: str, reason: str, plan: str | None) -> None:
    """Återta NAMN, en uppföljning med fel som inte är godkänd. Den står kvar i listan men räknas aldrig som den förra.

    Namnet kan användas igen; sidorna får då en ny adress.
    """
    from goalkit.publishing.follow_up import withdraw

    if not reason.strip():
        message = "Skriv vad som är fel: --reason SKÄL."
        raise click.UsageError(message)
    data, plan_id = data_folder(), load_plan(plan).id
    told = withdraw(data, plan_id, name.strip(), reason.strip()).told
    address = free_id(data, plan_id, slug(told.name), told.name)
    click.echo(
        f"Återtog {told.name}. Den räknas inte längre, men står kvar i `goalkit follow-up list`.\n"
        f"Namnet kan användas igen; sidorna får då adressen {address}/."
    )


@follow_up_group.command("list")
@click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil.")
def list_command(plan: str | None) -> None:
    """Lista uppföljningarna i ordning: namn, vad som är känt då, och hur många mål som var uppnådda.

    Återtagna står med, med skälet.
    """
    from goalkit.summary import count
    from goalkit.words.summary import counted
    from goalkit.workbook import open_workbook

    found = follow_ups(data_folder(), load_plan(plan).id, withdrawn=True)
    for each in found:
        told = each.told
        if each.withdrawal:
            gone = each.withdrawal
            click.echo(f"{told.number}. {told.name} ({told.id}): återtagen {gone.withdrawn}: {gone.reason}")
            continue
        known = f"data till och med {told.as_of}" if told.as_of else "inga datauttag i bruk"
        click.echo(f"{told.number}. {told.name} ({told.id}): {known}")
        click.echo(f"   {counted(count(open_workbook(data=each.folder).assessments.values()))}")
    if not found:
        click.echo("Ingen uppföljning är fryst. Frys en med `goalkit follow-up new NAMN`.")
