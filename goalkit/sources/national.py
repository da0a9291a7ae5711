"""The whole country's totals of some series from one vintage, as columns.

Only the columns and row groups that are needed are read, and the proof is computed in pieces, so that
a vintage of any size takes the memory of what is asked for.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goalkit.model import Gender
from goalkit.sources.manifest import FILE, FileProof, Manifest, damaged
from goalkit.sources.shapes import VALUES

COLUMNS = ["kpi", "municipality", "year", "value"]


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
    path = folder / VALUES
    if VALUES not in manifest.files:
        raise damaged(folder / FILE, f"nämner inte {VALUES}")
    _prove(path, manifest.files[VALUES])
    wanted = (
        pc.field("kpi").isin(sorted(series))
        & pc.field("municipality").isin(sorted(areas))
        & (pc.field("gender") == Gender.TOTAL.value)
        & pc.field("value").is_valid()
    )
    try:
        table = pq.read_table(path, columns=COLUMNS, filters=wanted)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise damaged(path, f"är ingen tabell av känd form ({error})") from error
    return {kpi: table.filter(pc.field("kpi") == kpi).drop_columns("kpi") for kpi in sorted(series)}


def _prove(path: Path, proof: FileProof) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise damaged(path, f"kan inte läsas ({error.strerror})") from error
    if size != proof.size:
        raise damaged(path, f"är {size} byte men ska vara {proof.size}")
    if digest != proof.sha256:
        raise damaged(path, "har ett annat innehåll än det som hämtades (SHA-256 stämmer inte)")
