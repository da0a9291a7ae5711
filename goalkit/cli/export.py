"""``goalkit export``: a notebook as one file for reviewers, alive without a network."""

from pathlib import Path

import click

from goalkit.cli.publish import found
from goalkit.sources.place import data_folder


@click.command("export")
@click.argument("notebook", metavar="ANTECKNINGSBOK")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Filen; annars NAMN.html här.")
@click.option("--no-code", is_flag=True, help="Visa inte koden.")
@click.option("--shared", is_flag=True, help="Lägg det som är lika för alla i en fil bredvid.")
def export_command(notebook: str, out: Path | None, no_code: bool, shared: bool) -> None:
    """Skriv ANTECKNINGSBOK som en fil som öppnas från disk utan nät, för den som granskar."""
    from goalkit.publishing.export import export_notebook

    path = found(notebook, data_folder().parent / "notebooks")
    written = export_notebook(path, out or Path(f"{path.stem}.html"), include_code=not no_code, shared=shared)
    click.echo(f"Skrev {written}.")
