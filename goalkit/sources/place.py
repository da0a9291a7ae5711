"""Where the project's ``data/`` folder is."""

import os
from pathlib import Path

from goalkit.errors import DataError

VARIABLE = "GOALKIT_DATA"


def data_folder(start: Path | None = None) -> Path:
    """Return ``GOALKIT_DATA``, or the nearest ``data/`` with a ``kolada/`` in it from ``start`` upwards.

    Raises:
        DataError: there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not (Path(named) / "kolada").is_dir():
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
