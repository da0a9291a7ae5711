"""The results over the whole country that come with the program, made again from the national files.

``python -m tests.panel_results FOLDER`` writes them below ``FOLDER/results``; a test holds that the
committed ones say the same.
"""

import sys
import tempfile
from pathlib import Path

from goalkit.beside.grid import load_national_grids
from goalkit.beside.prepare import prepare_results
from goalkit.beside.results import Results, write_results
from goalkit.workbook import open_workbook
from tests.national import make_national

HOW = "python -m tests.panel_results, ur alla kommuners värden i datauttaget 2024-08-30"


def compute(national: Path) -> Results:
    """Compute the results from a data folder with the whole country's vintage of 2024-08-30."""
    workbook = open_workbook(data=national)
    return prepare_results(workbook, load_national_grids(national, workbook.plan), "2024-08-30", HOW)


def main(folder: str) -> None:
    """Write the results below ``folder/results``."""
    with tempfile.TemporaryDirectory() as temporary:
        make_national(Path(temporary))
        write_results(Path(folder), compute(Path(temporary)))


if __name__ == "__main__":
    main(sys.argv[1])
