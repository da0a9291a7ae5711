"""Two vintages of the same series, compared cell by cell, in columns.

A cell is an indicator, an area, a gender and a year. It is compared only where both vintages asked for it:
a value that one of them never asked for is neither new nor removed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from goalkit.exact import decimal_of
from goalkit.sources.manifest import Manifest, read_manifest
from goalkit.sources.vintages import read_values

KEY = ["kpi", "municipality", "gender", "year"]
GENDERS = ("T", "K", "M")
REVISED, REMOVED = "revised", "removed"

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Values that are counted, not listed: how many, in which years, in how many areas."""

    values: int
    years: tuple[int, ...]
    areas: int


@dataclass(frozen=True)
class SeriesCells:
    """What happened to one series' values.

    ``compared`` counts the cells that both asked for and at least one holds; ``revised`` and ``removed`` stand
    cell by cell in the listed cells, ``added`` had no value before; ``newly_asked`` and ``no_longer_asked`` are
    values that only one of the two asked for; ``restated`` are equal values with another status.
    """

    compared: int
    revised: Counted
    removed: Counted
    added: Counted
    newly_asked: Counted
    no_longer_asked: Counted
    restated: int


@dataclass(frozen=True)
class Compared:
    """``cells``: kpi, municipality, gender, year, old, new (NaN where removed), kind, sorted by the first four."""

    cells: pd.DataFrame
    series: dict[str, SeriesCells]


def compare_cells(old: Path, new: Path, series: Iterable[str]) -> Compared:
    """Compare the values of ``series`` in two vintages' folders.

    Raises:
        DataError: a file of one of them is missing or damaged.
    """
    wanted = sorted(series)
    before, after = read_manifest(old), read_manifest(new)
    both = _joined(_values(old, before, wanted), _values(new, after, wanted))
    asked_before, asked_after = _asked(both, before), _asked(both, after)
    had, has = both["old"].notna().to_numpy(), both["new"].notna().to_numpy()
    common = asked_before & asked_after
    same = _same(both["old"].to_numpy(), both["new"].to_numpy(), common & had & has)
    masks = {
        "compared": common & (had | has),
        "revised": common & had & has & ~same,
        "removed": common & had & ~has,
        "added": common & ~had & has,
        "newly_asked": asked_after & ~asked_before & has,
        "no_longer_asked": asked_before & ~asked_after & had,
        "restated": common & same & _restated(both),
    }
    kpis = both["kpi"].to_numpy()
    return Compared(_listed(both, masks), {kpi: _counts(both, masks, kpis == kpi) for kpi in wanted})


def _values(folder: Path, manifest: Manifest, series: list[str]) -> pd.DataFrame:
    frame: pd.DataFrame = read_values(folder, manifest, {"kpi": frozenset(series)}).to_pandas()
    return frame[frame["value"].notna()]


def _same(old: Floats, new: Floats, both: Mask) -> Mask:
    """Tell which values are the same decimal; most are the same binary number."""
    same: Mask = old == new
    for place in np.flatnonzero(both & ~same):
        same[place] = decimal_of(old[place]) == decimal_of(new[place])
    return same


def _joined(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Join on the key; its text columns get the same categories on both sides, so that codes can be joined."""
    for column in KEY[:3]:
        kind = pd.CategoricalDtype(sorted({*old[column].unique(), *new[column].unique()}))
        old, new = old.astype({column: kind}), new.astype({column: kind})
    columns = [*KEY, "value", "status"]
    return (
        old[columns]
        .merge(new[columns], on=KEY, how="outer", suffixes=("_old", "_new"), sort=True)
        .rename(columns={"value_old": "old", "value_new": "new"})
    )


def _asked(cells: pd.DataFrame, manifest: Manifest) -> Mask:
    asked = np.zeros(len(cells), dtype=bool)
    for block in manifest.asked:
        asked |= (
            cells["kpi"].isin(block.series)
            & cells["municipality"].isin(block.areas)
            & cells["gender"].isin(block.genders)
            & cells["year"].between(block.first_year, block.last_year)
        ).to_numpy()
    return asked


def _restated(cells: pd.DataFrame) -> Mask:
    """Tell where both vintages know the status and it has changed (a preliminary value became final)."""
    old, new = cells["status_old"].astype("object"), cells["status_new"].astype("object")
    known = old.notna() & new.notna()
    return (known & (old != new)).to_numpy()


def _listed(cells: pd.DataFrame, masks: dict[str, Mask]) -> pd.DataFrame:
    chosen = masks["revised"] | masks["removed"]
    listed = cells.loc[chosen, [*KEY, "old", "new"]].reset_index(drop=True)
    for column in KEY[:3]:
        listed[column] = listed[column].astype("object")
    return listed.assign(kind=np.where(masks["revised"][chosen], REVISED, REMOVED))


def _counts(cells: pd.DataFrame, masks: dict[str, Mask], here: Mask) -> SeriesCells:
    counted: dict[str, Any] = {}
    for name, mask in masks.items():
        chosen = mask & here
        if name in ("compared", "restated"):
            counted[name] = int(chosen.sum())
        else:
            counted[name] = _counted(cells, chosen)
    return SeriesCells(**counted)


def _counted(cells: pd.DataFrame, chosen: Mask) -> Counted:
    n = int(chosen.sum())
    if n == 0:
        return Counted(0, (), 0)
    found = cells.loc[chosen]
    years = tuple(sorted(int(year) for year in found["year"].unique()))
    return Counted(n, years, found["municipality"].nunique())
