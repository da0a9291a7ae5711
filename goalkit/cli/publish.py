"""``goalkit publish``: the notebooks as a website of accessible pages, with their data."""

import gc
from pathlib import Path

import click

from goalkit.planfile import load_plan
from goalkit.sources.frozen import find_follow_up
from goalkit.sources.place import data_folder
from goalkit.written import written_files


@click.command("publish")
@click.argument("notebooks", nargs=-1, metavar="[ANTECKNINGSBOK]...")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("site"), show_default=True)
@click.option("--interactive", is_flag=True, help="Rutor med värden och zoom i diagrammen, i samma fil.")
@click.option("--code", is_flag=True, help="Varje cells kod, hopfälld bredvid det som den visar.")
@click.option("--pdf", is_flag=True, help="Även som PDF, med en installerad Chromium.")
@click.option("--plan", metavar="PLAN", help="Planen som sidorna ska visa: dess namn eller en fil.")
@click.option("--follow-up", metavar="NAMN", help="Sidorna för en fryst uppföljning, till en egen mapp i OUT.")
def publish_command(
    notebooks: tuple[str, ...],
    out: Path,
    interactive: bool,
    code: bool,
    pdf: bool,
    plan: str | None,
    follow_up: str | None,
) -> None:
    """Gör anteckningsböckerna till sidor i mappen OUT: utan nät, utan skript, med data bredvid.

    Utan ANTECKNINGSBOK blir alla i mappen notebooks/ sidor. Går en cell fel skrivs ingen fil. Med --follow-up blir
    det sidor av det som frystes; de står sedan kvar på sin adress.
    """
    from goalkit.publishing.apart import start

    gc.set_threshold(1_000_000)  # looking for what can be freed takes 0.2 s, and finds 3 MB
    start()

    from goalkit.publishing.follow_up import publish_follow_up
    from goalkit.publishing.pdf import chromium, write_pdf
    from goalkit.publishing.publish import publish

    if follow_up is not None and notebooks:
        message = "En fryst uppföljning har sina egna anteckningsböcker. Ange antingen dem eller --follow-up."
        raise click.UsageError(message)
    browser = chromium() if pdf else None  # said before anything is made
    if follow_up is None:
        made = publish(chosen(notebooks), out, plan=plan, interactive=interactive, code=code)
    else:
        frozen = find_follow_up(data_folder(), load_plan(plan).id, follow_up)
        made, out = publish_follow_up(frozen, out, interactive=interactive, code=code), out / frozen.told.id

    from goalkit.publishing.review import why_draft  # nothing that can wait is loaded before the charts are drawn

    pages = [file for file in made.files if file.suffix == ".html"]
    others = len(made.files) - len(pages) + (len(write_pdf(pages, browser)) if browser is not None else 0)
    click.echo(f"Skrev {len(pages)} sidor och {others} andra filer i {out}/. Börja med {out}/index.html.")
    for line in (*made.notes, *why_draft(made.site)):
        click.echo(line)


def chosen(names: tuple[str, ...]) -> list[Path]:
    """Return the notebooks: files, or names of those beside the data folder; all of them where none is named."""
    folder = data_folder().parent / "notebooks"
    if not names:
        return written_files(folder, "*.py")
    return [found(name, folder) for name in names]


def found(name: str, folder: Path) -> Path:
    """Return the file of a notebook, named by path or by name."""
    path = Path(name).with_suffix(".py")
    return path if path.is_file() else folder / path.name
