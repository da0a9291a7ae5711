"""The national data folder as states of the service: one file each, never two joined."""

import csv
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tests.kolada_server.example import kpi_about, made_up
from tests.kolada_server.store import MADE_UP, Cell, Store

DATA_FILES = {
    "2024-08-30": "values-2024-08-30.parquet",
    "2026-03-19": "values-2026-03-19.csv",
    "2026-04-14": "n03937-2026-04-14.parquet",
    "2026-06-16": "extract-2026-06-16.parquet",
    "2026-09-28": "values-2026-09-28.csv",
}


def data_folder() -> Path:
    """Return where the national data would be: GOALKIT_TEST_DATA, else beside the working copy."""
    named = os.environ.get("GOALKIT_TEST_DATA")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "data"


def national_store(
    folder: Path, state: str, *, needs: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> Store:
    """Return the state of a date, one of :data:`DATA_FILES`.

    ``needs`` are indicators that must be there: one that is not in the file gets made-up values
    (2015–2024, municipalities and Riket), marked by their status. ``titles`` go before those of the
    metadata file; an indicator with neither gets a title that says it is made up.
    """
    table = read_values(folder, state)
    municipalities = _municipalities(folder)
    groups = {one["id"]: one for one in _json(folder / "groups_norrkoping.json")}
    values: dict[tuple[str, str], dict[int, tuple[Cell, ...]]] = {}
    for kpi, area, year, gender, value in table.itertuples(index=False):
        series = values.setdefault((kpi, area), {})
        series[year] = (*series.get(year, ()), Cell(gender, value))
    real = set(table["kpi"])
    asked = [area for area, about in municipalities.items() if about["type"] == "K" or area == "0000"]
    for kpi in set(needs) - real:
        values |= made_up(kpi, dict.fromkeys(asked), range(2015, 2025))
    gendered = set(table.loc[table["gender"] != "T", "kpi"])
    known = {one["id"]: one for one in _json(folder / "kpi-metadata-2026-03-23.json")["values"]}
    kpis = {}
    for kpi in sorted(real | set(needs)):
        kpis[kpi] = known.get(kpi) or kpi_about(kpi, f"{kpi} ({MADE_UP}: titel)", gendered=kpi in gendered)
        if titles and kpi in titles:
            kpis[kpi] = {**kpis[kpi], "title": titles[kpi]}
    return Store(kpis, municipalities, groups, values)


def read_values(folder: Path, state: str) -> pd.DataFrame:
    """Read one file: kpi, municipality, year, gender, value."""
    path = folder / DATA_FILES[state]
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, dtype={"municipality": str}, converters={"value": float})


def _municipalities(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
