"""Notebooks as a website: every page and data file made first, then put in place, or nothing at all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goalkit.errors import ExportError
from goalkit.publishing.about import STATEMENT
from goalkit.publishing.blocks import Chart
from goalkit.publishing.files import data_of_site
from goalkit.publishing.page import page, start_page, statement_page
from goalkit.publishing.paths import machine_paths, path_in
from goalkit.publishing.proof import read_proof
from goalkit.publishing.run import Shown, show_notebook
from goalkit.publishing.site import START, Site, make_site, page_file
from goalkit.publishing.svg import ask_for
from goalkit.show.blocks import OVERVIEW
from goalkit.sources.frozen import Frozen
from goalkit.sources.place import data_at
from goalkit.workbook import Workbook, open_workbook


@dataclass(frozen=True)
class Published:
    """What was published: the site and the files that were written."""

    site: Site
    files: list[Path]


def publish(notebooks: Iterable[Path], out: Path, *, plan: str | None = None, interactive: bool = False) -> Published:
    """Run the notebooks and write their pages, a start page and the data to the folder ``out``.

    The start page is the overview notebook's where one lies beside the others; it leads to the follow-ups that
    have pages below ``out``. Files already in ``out`` that have other names are left alone. Nothing is written
    unless everything could be made.

    Raises:
        ExportError: a cell fails, a page cannot be made, or ``out`` cannot be written.
    """
    linked = sorted(start.parent.name for start in out.glob(f"*/{START}"))
    site, pages = made_pages(notebooks, plan=plan, interactive=interactive, linked=linked)
    return Published(site, write_all(out, _content(site, pages)))


def publish_follow_up(frozen: Frozen, out: Path, *, interactive: bool = False) -> Published:
    """Write the pages of a frozen follow-up to their lasting address, a folder of their own below ``out``.

    Raises:
        ExportError: a page cannot be made or written, or approved pages stand there and are others.
    """
    place = out / frozen.told.id
    with data_at(frozen.folder):
        site, pages = made_pages(frozen.notebooks, interactive=interactive)
        content = _content(site, pages)
    standing = place / START
    proof = read_proof(standing.read_text(encoding="utf-8")) if standing.is_file() else None
    approved = proof is not None and proof.approved
    if approved and any((place / name).is_file() and (place / name).read_bytes() != made for name, made in content):
        message = (
            f"{place} har godkända sidor, och de ändras inte: adressen ska stå kvar. Det som skulle skrivas är något "
            "annat. Skriv till en annan mapp med -o om du vill jämföra."
        )
        raise ExportError(message)
    return Published(site, write_all(place, content))


def _content(site: Site, pages: Mapping[str, str]) -> list[tuple[str, bytes]]:
    return [*((name, text.encode()) for name, text in pages.items()), *data_of_site(site)]


def made_pages(
    notebooks: Iterable[Path], *, plan: str | None = None, interactive: bool = False, linked: Iterable[str] = ()
) -> tuple[Site, dict[str, str]]:
    """Return the site of some notebooks and the text of each of its pages by file name; write nothing."""
    paths = with_overview(notebooks)
    shown = [_shown(path) for path in paths]
    site = make_site(shown, paths, _workbook(shown, plan), interactive=interactive, linked=linked)
    pages = {page_file(each.name): page(each, site) for each in shown}
    if OVERVIEW not in {each.name for each in shown}:
        pages[page_file(OVERVIEW)] = start_page(site)
    pages[STATEMENT] = statement_page(site)
    for path in paths:
        _refuse_paths(path, pages[page_file(path.stem)])
    return site, pages


def _shown(path: Path) -> Shown:
    """Run a notebook, and have its charts drawn while the next one runs."""
    shown = show_notebook(path)
    for chart in (part for block in shown.blocks for part in block.parts if isinstance(part, Chart)):
        ask_for(chart.spec)
    return shown


def with_overview(notebooks: Iterable[Path]) -> list[Path]:
    """Return the notebooks with the overview that lies beside them, first.

    Raises:
        ExportError: there are none, two would have the same page, or one is called as the statement is.
    """
    given = [path.with_suffix(".py") for path in notebooks]
    if not given:
        message = "Inga anteckningsböcker att publicera finns. Ange dem, eller gå till projektets mapp."
        raise ExportError(message)
    beside = given[0].parent / f"{OVERVIEW}.py"
    paths = list(dict.fromkeys([beside, *given] if beside.is_file() else given))
    names = [page_file(path.stem) for path in paths]
    taken = {name for name in names if names.count(name) > 1 or name == STATEMENT}
    if taken:
        message = f"Två sidor skulle heta {', '.join(sorted(taken))}. Byt namn på en av anteckningsböckerna."
        raise ExportError(message)
    return paths


def _workbook(shown: Iterable[Shown], plan: str | None) -> Workbook:
    """Return the workbook that the notebooks show; one opened here where they show none, or a plan is named."""
    found = next((workbook for each in shown for workbook in each.workbooks), None)
    return open_workbook(plan) if plan is not None or found is None else found


def _refuse_paths(notebook: Path, text: str) -> None:
    found = path_in(text, machine_paths(notebook))
    if found:
        message = (
            f"{notebook.name}: sökvägen {found} på den här datorn skulle stå på sidan. Ta bort den ur det som visas. "
            "Ingen fil skrevs."
        )
        raise ExportError(message)


def write_all(out: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write all files, the pages last, each by one replacement; first of all make sure that each can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as temporary:
            ready = list(_written(Path(temporary), files))
            return [_put(made, out / name) for name, made in sorted(ready, key=lambda pair: pair[0].endswith(".html"))]
    except OSError as error:
        message = f"{out} gick inte att skriva ({error.strerror})."
        raise ExportError(message) from error


def _written(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Path]]:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield name, path


def _put(made: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copymode(made, place) if place.exists() else made.chmod(0o644)
    made.replace(place)
    return place
