"""A vintage with the whole country, made from a national file into a folder of the tests' own; and what rests on it."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from goalkit.beside.grid import NationalGrids, load_national_grids
from goalkit.planfile import load_plan
from goalkit.sources.keep import keep_vintage
from goalkit.sources.manifest import Asked, AskedMeans, Fetch, Manifest
from goalkit.workbook import Workbook, open_workbook
from tests.shipped import ALL, LARGE_CITIES, NATIONAL, SOURCE, TERMS, groups, members, rows, table


def make_national(data: Path) -> Path:
    """Keep the file of 2024-08-30 whole: 290 municipalities and Riket, totals, with names and groups."""
    frame = table("values-2024-08-30.parquet")
    country = members()[ALL] | {"0000"}
    frame = frame[(frame.gender == "T") & frame.municipality.isin(country)]
    years = {"first_year": int(frame.year.min()), "last_year": int(frame.year.max())}
    series = tuple(sorted(frame.kpi.unique()))
    names = pd.read_csv(NATIONAL / "municipalities.csv", dtype=str).to_dict("records")
    manifest = Manifest(
        id="2024-08-30",
        retrieved=date(2024, 8, 30),
        certainty="exact",
        date_note="Hämtat 2024-08-30. Efterfrågade år: till och med 2022.",
        origin="Alla kommuner och Riket ur filen med tjänstens svar 2024-08-30.",
        source=SOURCE,
        terms=TERMS,
        asked=(Asked(series=series, areas=tuple(sorted(country)), **years),),
        asked_means=(
            AskedMeans(sums=(*series, "N01982+N01983", "N18953+N18954"), groups=(ALL, LARGE_CITIES), **years),
        ),
        files={},
    )
    titles = json.loads((NATIONAL / "kpi-metadata-2026-03-23.json").read_text(encoding="utf-8"))
    fetch = Fetch(
        rows(frame),
        members(),
        indicators={"values": titles["values"]},
        areas={"municipalities": names, "groups": groups()},
    )
    return keep_vintage(data, manifest, fetch)


@pytest.fixture(scope="session")
def country(national: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the whole country as of 2024-08-30, or skip and say what is missing."""
    del national
    data = tmp_path_factory.mktemp("country")
    make_national(data)
    return data


@pytest.fixture(scope="session")
def panel(country: Path) -> NationalGrids:
    """Return the whole country by target."""
    return load_national_grids(country, load_plan())


@pytest.fixture(scope="session")
def national_book(country: Path) -> Workbook:
    """Return the shipped plan judged on the whole country's vintage alone."""
    return open_workbook(data=country)
