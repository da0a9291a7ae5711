"""Where the project's ``data/`` folder is.

A frozen follow-up (:mod:`goalkit.sources.frozen`) is a data folder too: it lies within the project's, and reads
the vintages that it names from there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goalkit.errors import DataError

VARIABLE = "GOALKIT_DATA"
READ_ONLY = "GOALKIT_READ_ONLY"
"""The variable that says, if it says anything, that whoever sees the workbook may not save (``goalkit open``)."""
FROZEN = "follow-up.toml"
"""The file that makes a folder a frozen follow-up."""


def data_folder(start: Path | None = None) -> Path:
    """Return ``GOALKIT_DATA``, or the nearest ``data/`` with a ``kolada/`` in it from ``start`` upwards.

    Raises:
        DataError: there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not (project_data(Path(named)) / "kolada").is_dir():
            message = f"{VARIABLE} pekar på {named}, men där finns ingen mapp kolada/. Rätta den."
            raise DataError(message)
        return Path(named)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "kolada").is_dir():
            return folder / "data"
    message = (
        f"Ingen mapp data/kolada finns i {here} eller ovanför. "
        f"Gå till projektets mapp, eller ange den med {VARIABLE}=…/data."
    )
    raise DataError(message)


def is_frozen(data: Path) -> bool:
    """Tell whether a data folder is a frozen follow-up."""
    return (data / FROZEN).is_file()


def project_data(data: Path) -> Path:
    """Return the project's data folder: the one that a frozen follow-up lies in; any other is its own."""
    return data.parents[2] if is_frozen(data) else data


def vintage_folder(data: Path, vintage: str) -> Path:
    """Return the folder of a vintage, whether or not it is there."""
    return project_data(data) / "kolada" / vintage


def bring_back(path: Path, shown: str) -> str:
    """Say how a file that is gone or damaged comes back: with git where the project is kept in it, else from a copy."""
    with_git = any((folder / ".git").exists() for folder in path.resolve().parents)
    return f"Återställ med `git checkout -- {shown}`" if with_git else "Återställ ur en säkerhetskopia"


@contextmanager
def data_at(folder: Path) -> Iterator[None]:
    """Let :func:`data_folder` find this folder, and no other, for a while."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
