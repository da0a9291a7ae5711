"""The whole country's totals of some series from one vintage, as columns."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from goalkit.model import Gender
from goalkit.sources.manifest import Manifest
from goalkit.sources.vintages import read_values

COLUMNS = ("kpi", "municipality", "gender", "year", "value")


def national_years(manifest: Manifest, series: str, areas: Collection[str]) -> frozenset[int]:
    """Return the years for which a vintage asked for a series in every one of ``areas``."""
    blocks = [block for block in manifest.asked if series in block.series and Gender.TOTAL in block.genders]
    years = {year for block in blocks for year in range(block.first_year, block.last_year + 1)}
    return frozenset(
        year
        for year in years
        if set(areas) <= {a for b in blocks if b.first_year <= year <= b.last_year for a in b.areas}
    )


def read_totals(
    folder: Path, manifest: Manifest, series: Collection[str], areas: Collection[str]
) -> dict[str, pa.Table]:
    """Return, per series, its totals in ``areas`` as municipality, year, value; rows without a value are left out.

    Raises:
        DataError: the file is missing, is not what the manifest proves, or is no table of the known form.
    """
    wanted = {
        "kpi": frozenset(series),
        "municipality": frozenset(areas),
        "gender": frozenset({Gender.TOTAL.value}),
    }
    rows = read_values(folder, manifest, wanted, columns=COLUMNS)
    table = rows.filter(pc.is_valid(rows["value"]))
    doubtful = {doubt.cell for doubt in manifest.doubtful if doubt.series in series}
    if doubtful:
        keys = [table[name].cast(pa.string()).to_pylist() for name in COLUMNS[:3]]
        cells = zip(*keys, table["year"].to_pylist(), strict=True)
        table = table.filter(pa.array([cell not in doubtful for cell in cells]))
    table = table.drop_columns("gender")
    return {kpi: table.filter(pc.field("kpi") == kpi).drop_columns("kpi") for kpi in sorted(series)}
