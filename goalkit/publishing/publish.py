"""Notebooks as a website: every page and data file made first, then put in place, or nothing at all."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from goalkit.errors import ExportError
from goalkit.publishing.apart import run_apart
from goalkit.publishing.cells import read_source
from goalkit.publishing.meaning import Meaning
from goalkit.publishing.run import Shown
from goalkit.publishing.site import START, STATEMENT, Site, make_site, page_file, refuse_others
from goalkit.publishing.writing import refuse_project, write_all
from goalkit.show.blocks import OVERVIEW
from goalkit.sources.place import data_folder, is_frozen, project_data
from goalkit.workbook import Asked, Workbook, open_workbook

_PRINTED = "en cell skriver ut text med print, som inte kommer med på sidan. Visa den sist i cellen i stället."

_LOST = "kommer inte med: en sida hämtar inget. Länka med https, och lägg en bild i texten som data:image/png;base64,…"


@dataclass(frozen=True)
class Made:
    """A site before anything is written: the text of each page, and each data file, by its place in the site.

    ``notes`` say what whoever publishes must know of the notebooks; ``claims`` are the paragraphs that an analyst has
    written about how it has gone, which nothing but a person can confirm.
    """

    site: Site
    pages: Mapping[str, str]
    data: Mapping[str, bytes]
    notes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Return every file with its place."""
        return [*((name, text.encode()) for name, text in self.pages.items()), *self.data.items()]


@dataclass(frozen=True)
class Published:
    """What was published: the site, the files that were written, what is to be known of the notebooks."""

    site: Site
    files: list[Path]
    notes: tuple[str, ...] = ()


def publish(
    notebooks: Iterable[Path], out: Path, *, plan: str | None = None, interactive: bool = False, code: bool = False
) -> Published:
    """Run the notebooks and write their pages, a start page and the data to the folder ``out``.

    With ``code`` each cell's code stands folded beside what it shows.

    The start page is the overview notebook's where one lies beside the others; it leads to the follow-ups that
    have pages below ``out``. Files already in ``out`` that have other names are left alone. Nothing is written
    unless everything could be made.

    Raises:
        ExportError: a cell fails, a page cannot be made, or ``out`` is the project's own or cannot be written.
    """
    refuse_project(out, project_data(data_folder()))
    linked = sorted(start.parent.name for start in out.glob(f"*/{START}"))
    made = make(notebooks, plan=plan, interactive=interactive, code=code, linked=linked)
    return Published(made.site, write_all(out, made.files, project_data(made.site.workbook.data)), made.notes)


def make(
    notebooks: Iterable[Path],
    *,
    plan: str | None = None,
    interactive: bool = False,
    code: bool = False,
    linked: Iterable[str] = (),
) -> Made:
    """Return the site of some notebooks with its pages and data files; write nothing.

    The notebooks run apart; the program's blocks in them are made of a workbook that is opened here.

    Raises:
        ExportError: a cell fails, shows what the data do not give, or a page cannot be made.
    """
    paths = with_overview(notebooks)
    ran = list(run_apart(paths))
    asked = next((each.opened[0].asked for each in ran if each.opened), None)
    meaning = Meaning(_workbook(asked, plan))
    shown = [meaning.made(each) for each in ran]
    refuse_others(shown, meaning.workbook)
    meaning.refuse()
    from goalkit.publishing.files import data_of_site  # noqa: PLC0415 - the charts are asked for first
    from goalkit.publishing.page import page, start_page, statement_page  # noqa: PLC0415 - as above

    cells = {path.stem: read_source(path).cells for path in paths} if code else {}
    site = make_site(shown, paths, meaning.workbook, interactive=interactive, linked=linked)
    site = replace(site, code=cells)
    data = dict(data_of_site(site))
    pages = {page_file(each.name): page(each, site) for each in shown}
    if OVERVIEW not in {each.name for each in shown}:
        pages[page_file(OVERVIEW)] = start_page(site)
    pages[STATEMENT] = statement_page(site)
    for path in paths:
        _refuse_paths(path, pages[page_file(path.stem)])
    notes = tuple(note for each in shown for note in _notes(each))
    return Made(site, pages, data, notes, tuple(meaning.claims))


def _notes(shown: Shown) -> Iterator[str]:
    """Say what whoever publishes believes to stand on the page, and does not."""
    if shown.printed:
        yield f"{shown.name}.py: {_PRINTED}"
    for block in shown.blocks:
        if block.lost:
            yield f"{shown.name}.py, cell {block.cell}: {', '.join(block.lost)} {_LOST}"


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


def _workbook(asked: Asked | None, plan: str | None) -> Workbook:
    """Return the workbook that a notebook opened, opened anew; that of a named plan, or of what is frozen, as it is."""
    if asked is None or plan is not None or is_frozen(data_folder()):
        return open_workbook(plan)
    return open_workbook(asked.plan, municipality=asked.municipality, vintage=asked.vintage, as_of=asked.as_of)


def _refuse_paths(notebook: Path, text: str) -> None:
    """Refuse a page that says on which machine, and as whom, it was made."""
    found = _machine_paths(notebook).search(text) or _machine_paths(notebook).search(unquote(text))
    if found:
        message = (
            f"{notebook.name}: sökvägen {found.group()} på den här datorn skulle stå på sidan. Ta bort den ur det som "
            "visas. Ingen fil skrevs."
        )
        raise ExportError(message)


def _machine_paths(notebook: Path) -> re.Pattern[str]:
    """Return a pattern of the machine's folders, as the system writes them, with ``/``, and within JSON."""
    folders = {notebook.resolve().parent, Path.cwd(), Path.home(), Path(sys.prefix), Path(sys.base_prefix)}
    told = {folder for folder in folders if folder != Path(folder.anchor)}
    forms = {form for folder in told for form in (str(folder), folder.as_posix(), json.dumps(str(folder))[1:-1])}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(r"(?<![\w.-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w.-])")
