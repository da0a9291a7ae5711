"""``goalkit chart``: a target's chart as a file, as the saved view shows it."""

from datetime import date
from pathlib import Path

import click

from goalkit.cli.options import workbook_options
from goalkit.errors import ExportError, cause
from goalkit.workbook import open_workbook
from goalkit.written import write_whole


@click.command("chart")
@workbook_options
@click.argument("target", metavar="ID")
@click.option("-o", "--output", metavar="FIL", required=True, help="Filen: .svg, .png, .csv eller .json (Vega-Lite).")
def chart_command(
    plan: str | None, municipality: str | None, vintage: str | None, as_of: date | None, target: str, output: str
) -> None:
    """Skriv diagrammet till måluppfyllelsen ID som fil, i den sparade vyn om det finns en."""
    from goalkit.charts import has_chart
    from goalkit.charts.at_hand import at_hand
    from goalkit.show.files import SMALL, chart_csv, picture, signed, vega_lite
    from goalkit.show.pictures import png, svg
    from goalkit.show.remarks import remarks
    from goalkit.show.views import load_view

    workbook = open_workbook(plan, municipality=municipality, vintage=vintage, as_of=as_of)
    a = workbook.find(target)
    if not has_chart(a):
        message = f"{a.target.id} har inga värden att rita. Se `goalkit status --target {a.target.id}`."
        raise ExportError(message)
    saved, hand = load_view(workbook.data, workbook.plan.id, a.target.id), at_hand(workbook, a)
    spec = signed(a, saved.view, hand)
    makers = {
        ".svg": lambda: svg(picture(spec)).encode(),
        ".png": lambda: png(picture(spec), SMALL),
        ".csv": lambda: chart_csv(a, saved.view, hand).encode(),
        ".json": lambda: vega_lite(spec).encode(),
    }
    path = Path(output)
    make = makers.get(path.suffix.casefold())
    if make is None:
        message = f"{path.name}: okänd filändelse. De som går att skriva: {', '.join(makers)}."
        raise ExportError(message)
    content = make()
    try:
        write_whole(path, content)
    except OSError as error:
        message = f"{path} gick inte att skriva ({cause(error)})."
        raise ExportError(message) from error
    view = "den sparade vyn" if saved.exists and not saved.fault else "programmets egen vy"
    click.echo(f"Skrev {path} ({view}).")
    for text in (saved.fault, *remarks(a, saved.view, hand)):
        if text:
            click.echo(text, err=True)
