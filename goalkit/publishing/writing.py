"""A site's files put in place: all of them or none, and never over anything that somebody else has written."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from goalkit.errors import ExportError, cause
from goalkit.publishing.site import DATA, START

MADE_HERE = '<meta name="generator" content="goalkit '
"""What every page of ours has in its head, and no other page."""


def write_all(out: Path, files: Iterable[tuple[str, bytes]], data: Path) -> list[Path]:
    """Write all files, the pages last, each by one replacement; first of all make sure that each can be written.

    ``data`` is the project's own data folder, whose files a site's must not mix with.

    Raises:
        ExportError: the folder holds something else of the same names, is the project's own, or cannot be written.
    """
    made = list(files)
    refuse_project(out, data)
    try:
        _refuse_others(out, [name for name, _ in made])
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as temporary:
            ready = list(_written(Path(temporary), made))
            return [_put(file, out / name) for name, file in sorted(ready, key=lambda pair: pair[0].endswith(".html"))]
    except OSError as error:
        message = f"{out} gick inte att skriva ({cause(error)})."
        raise ExportError(message) from error


def refuse_project(out: Path, data: Path) -> None:
    """Refuse the folder in which the site's data would lie among the project's own, and those below that.

    Raises:
        ExportError: ``out`` is such a folder.
    """
    place, own = out.resolve(), data.resolve()
    if own in (place, place / DATA) or own in place.parents:
        message = (
            f"{out} är projektets egen mapp, och sidornas filer skulle blandas med {data.name}/. Ange en annan mapp "
            "med -o, till exempel site. Ingen fil skrevs."
        )
        raise ExportError(message)


def _refuse_others(out: Path, names: Sequence[str]) -> None:
    """Refuse to write over what no publishing has written: a page of another kind, data without our start page."""
    is_ours = _is_ours(out / START)
    for place in (out / name for name in names):
        if place.is_dir():
            message = f"{place} är en mapp, men en fil ska heta så. Ange en annan mapp med -o. Ingen fil skrevs."
            raise ExportError(message)
        for folder in place.relative_to(out).parents:
            refuse_link(out / folder) if folder.name else None
        foreign = not _is_ours(place) if place.suffix == ".html" else not is_ours
        if place.exists() and foreign:
            message = (
                f"{place} finns redan och är inte gjord med goalkit, så den skrivs inte över. Ange en annan mapp med "
                "-o, eller flytta filen. Ingen fil skrevs."
            )
            raise ExportError(message)


def refuse_link(folder: Path) -> None:
    """Refuse a folder of a site that is a link: the files would be written wherever it leads.

    Raises:
        ExportError: it is one.
    """
    if folder.is_symlink():
        message = f"{folder} är en länk och följs inte. Ta bort den, eller ange en annan mapp med -o. Ingen fil skrevs."
        raise ExportError(message)


def _is_ours(page: Path) -> bool:
    return page.is_file() and MADE_HERE.encode() in page.read_bytes()


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
