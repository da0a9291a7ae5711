"""``goalkit fetch``: the values of some indicators in some areas, as a table or CSV."""

from contextlib import nullcontext
from pathlib import Path

import click
import pandas as pd

from goalkit.cli.service import open_service, service_options
from goalkit.errors import DataError
from goalkit.exact import decimal_of
from goalkit.sources.frames import lacking, observations
from goalkit.sources.place import data_folder
from goalkit.spreadsheet import as_text_cell, csv_text
from goalkit.written import write_whole

GENDERS = {"T": "totalt", "K": "kvinnor", "M": "män"}


@click.command("fetch")
@click.argument("kpis", nargs=-1, required=True, metavar="NYCKELTAL")
@click.option(
    "--area", "areas", required=True, metavar="KOD,KOD", help="Områdens koder med komma emellan; riket är 0000."
)
@service_options
@click.option("--csv", "as_csv", is_flag=True, help="Som CSV: alla värden, med datauttag och källa på varje rad.")
@click.option("--chart", type=click.Path(path_type=Path), metavar="FIL.svg", help="Rita totalerna i en SVG-fil.")
def fetch_command(
    kpis: tuple[str, ...], areas: str, base_url: str, force: bool, as_csv: bool, chart: Path | None
) -> None:
    """Visa värden för NYCKELTAL: ur det nyaste datauttag som har dem, annars från tjänsten."""
    data, series, places = data_folder(), _ids(kpis), _ids((areas,))
    if not series or not places:
        message = "Minst ett nyckeltal och ett område behövs: goalkit fetch NYCKELTAL --area KOD,KOD."
        raise DataError(message)
    # Saved answers are a file that is written: what stands in a vintage is shown from a read-only folder too.
    asked = lacking(series, places, data)
    with open_service(data, base_url, force=force) if asked else nullcontext() as client:
        frame = observations(series, places, fetch=True, client=client, data=data)
    if chart is not None:
        _draw(frame, chart)
    else:
        click.echo(to_csv(frame) if as_csv else to_text(frame), nl=not as_csv)


def _draw(frame: pd.DataFrame, path: Path) -> None:
    from goalkit.publishing.svg import chart_svg  # altair and the drawing are heavy
    from goalkit.show.observed import observed_chart

    if frame["value"].notna().sum() == 0:
        message = "Inget att rita: inga värden finns för dessa nyckeltal och områden."
        raise DataError(message)
    series, places = (", ".join(dict.fromkeys(frame[column].dropna())) for column in ("kpi", "area"))
    drawn = chart_svg(observed_chart(frame), title=f"{series}: {places}", description=to_text(frame))
    alone = drawn.replace('font-family="Goalkit Sans"', 'font-family="Goalkit Sans, Arial, sans-serif"')
    write_whole(path, alone.encode())  # the font does not come along with a file of its own
    click.echo(f"Skrev {path}.")


def _ids(texts: tuple[str, ...]) -> list[str]:
    """Return the ids in a list with commas or blanks, each once."""
    ids = list(dict.fromkeys(one.strip() for text in texts for one in text.split(",") if one.strip()))
    for one in ids:
        if not (one.isascii() and one.isalnum()):
            message = f"”{one}” är inget id. Skriv till exempel: goalkit fetch NYCKELTAL --area KOD,KOD."
            raise DataError(message)
    return ids


def to_csv(frame: pd.DataFrame) -> str:
    """Write every row, as a Swedish spreadsheet reads it."""
    texts = {name: frame[name].fillna("").map(as_text_cell) for name in ("title", "area", "status", "source")}
    shown = frame.assign(**texts, value=frame["value"].map(_value), retrieved=frame["retrieved"].dt.date)
    return csv_text(shown.columns, shown.astype(object).where(shown.notna(), "").itertuples(index=False))


def to_text(frame: pd.DataFrame) -> str:
    """Write a table per indicator and gender: years down, areas across, values as they were published."""
    if frame.empty:
        return "Inga värden finns för dessa nyckeltal och områden."
    parts = []
    for key, rows in frame.groupby(["kpi", "gender", "vintage"], sort=True):
        kpi, gender, vintage = map(str, key)
        first = rows.iloc[0]
        table = rows.assign(area=rows["area"].fillna(rows["municipality"])).pivot_table(
            index="year", columns="area", values="value", aggfunc="first", sort=True
        )
        source = f"datauttag {vintage}" if vintage else f"hämtat {first['retrieved']:%Y-%m-%d}, inte sparat"
        parts.append(f"{kpi} {first['title'] or ''} ({GENDERS[gender]})\n{_grid(table)}\n{first['source']}, {source}.")
    return "\n\n".join(parts)


def _grid(table: pd.DataFrame) -> str:
    names = [str(name) for name in table.columns]
    rows = [["År", *names]] + [
        [str(year), *map(_value, values)] for year, values in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _value(value: float) -> str:
    """Write a value as it was published, with a decimal comma; nothing where there is none."""
    return "" if pd.isna(value) else f"{decimal_of(value):f}".replace(".", ",")
