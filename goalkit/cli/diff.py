"""``goalkit diff``: what differs between two vintages, and which verdicts because of it."""

import click

from goalkit.cli.options import plan_options


@click.command("diff")
@click.argument("old", metavar="ÄLDRE")
@click.argument("new", metavar="NYARE")
@plan_options
@click.option("--json", "form", flag_value="json", help="Som JSON, med lovad form: alla värden som skiljer.")
@click.option("--csv", "form", flag_value="csv", help="Som CSV: ett ändrat värde på varje rad.")
def diff_command(old: str, new: str, plan: str | None, municipality: str | None, form: str | None) -> None:
    """Jämför två datauttag: reviderade och borttagna värden, och de bedömningar som ändras av dem."""
    from goalkit.compare.account import account, two_vintages
    from goalkit.planfile import load_plan
    from goalkit.show.changes import account_text
    from goalkit.show.changes_data import account_csv, account_json
    from goalkit.sources.place import data_folder
    from goalkit.sources.vintages import load_names
    from goalkit.workbook import chosen_municipality, needs_of_verdicts

    data, decided = data_folder(), load_plan(plan)
    areas = load_names(data)
    whose = chosen_municipality(decided, municipality, areas)
    before, after = two_vintages(data, needs_of_verdicts(decided, whose.id), areas, (old, new))
    told = account(decided, whose, before, after)
    if form == "csv":
        click.echo(account_csv(told), nl=False)
    else:
        click.echo(account_json(told) if form == "json" else account_text(told))
