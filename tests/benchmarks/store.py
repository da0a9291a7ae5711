"""A vintage of the size of all of Kolada, with made-up values: 6 000 indicators × 312 areas × 15 years.

Written a row group at a time, in the form in which the program's own keeper writes, so that it takes the memory
of one row group. Every row carries the word "påhittad" as its status, and the vintage says it as its source.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from goalkit.plan import Plan
from goalkit.scope import all_groups, plan_series, plan_sums
from goalkit.sources.keep import MEANS_SCHEMA, QUANTILES_SCHEMA, ROW_GROUP, VALUES_SCHEMA
from goalkit.sources.manifest import FILE, SEPARATOR, Answer, Asked, AskedMeans, FileProof, Manifest, proof_of
from goalkit.sources.vintages import AREAS, INDICATORS, MEANS, QUANTILES, VALUES

DAY = "2026-01-01"
FIRST, LAST = 2010, 2024
YEARS = LAST - FIRST + 1
MADE_UP = "påhittad"
DECIMALS = (0, 1, 6)
"""Decimals of the values, by turns: counts, shares and computed rates."""

Table = Iterator[pa.Table]


def series_ids(plan: Plan, count: int) -> list[str]:
    """Return the plan's series among made-up ids that are spread over the same range, ``count`` in all."""
    own = plan_series(plan)
    ids = (f"{letter}{number:05d}" for number in range(7, 100_000, 17) for letter in "NU")
    others = [kpi for _, kpi in zip(range(count), ids, strict=False) if kpi not in own]
    return sorted([*own, *others[: max(count - len(own), 0)]])


def make_store(data: Path, plan: Plan, areas: dict[str, Any], indicators: int) -> Path:
    """Write the vintage below ``data`` and return its folder; ``areas`` is the content of its areas.json."""
    series = series_ids(plan, indicators)
    places = sorted(one["id"] for one in areas["municipalities"])
    sums = sorted([*series, *(SEPARATOR.join(parts) for parts in plan_sums(plan))])
    groups = sorted(all_groups(plan))
    folder = data / "kolada" / DAY
    folder.mkdir(parents=True)
    files = {
        VALUES: _write(folder / VALUES, VALUES_SCHEMA, values(series, places)),
        MEANS: _write(folder / MEANS, MEANS_SCHEMA, means(sums, groups)),
        QUANTILES: _write(folder / QUANTILES, QUANTILES_SCHEMA, quantiles(sums, groups)),
        INDICATORS: _write_json(folder / INDICATORS, {"values": [_about(kpi) for kpi in series]}, len(series)),
        AREAS: _write_json(folder / AREAS, areas, max(map(len, areas.values()))),
    }
    manifest = _manifest(series, places, sums, groups, files)
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return folder


def values(series: Sequence[str], places: Sequence[str]) -> Table:
    """Yield the values a row group at a time: sorted, totals only, one in twenty without a value."""
    numbers = np.random.default_rng(581)
    per_series = len(places) * YEARS
    for row in _row_groups(len(series) * per_series):
        kpi = row // per_series
        value = numbers.normal(50, 15, len(row)).astype(np.float64)
        for turn, decimals in enumerate(DECIMALS):
            here = kpi % len(DECIMALS) == turn
            value[here] = value[here].round(decimals)
        yield pa.table(
            [
                _texts(series, kpi),
                _texts(places, row % per_series // YEARS),
                pa.array(FIRST + row % YEARS, pa.int16()),
                _texts(["T"], row * 0),
                pa.array(value, mask=numbers.random(len(row)) < 0.05),
                _texts([MADE_UP], row * 0),
                pa.array(row * 0 + 1, pa.int32()),
            ],
            schema=VALUES_SCHEMA,
        )


def means(sums: Sequence[str], groups: Sequence[str]) -> Table:
    """Yield means of nothing, as many as there would be."""
    numbers = np.random.default_rng(582)
    for row in _row_groups(len(sums) * len(groups) * YEARS):
        total = pa.array([f"{value:.6f}" for value in numbers.normal(14_500, 50, len(row))])
        yield pa.table([*_keys(row, sums, groups), total, pa.array(row * 0 + 290, pa.int32())], schema=MEANS_SCHEMA)


def quantiles(sums: Sequence[str], groups: Sequence[str]) -> Table:
    """Yield quantiles of nothing, as many as there would be."""
    numbers = np.random.default_rng(583)
    for row in _row_groups(len(sums) * len(groups) * YEARS):
        cuts = np.sort(numbers.normal(50, 15, (7, len(row))), axis=0)
        n = pa.array(row * 0 + 290, pa.int32())
        yield pa.table([*_keys(row, sums, groups), *map(pa.array, cuts), n], schema=QUANTILES_SCHEMA)


def _row_groups(rows: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the numbers of the rows, a row group at a time: what a row holds follows from its number."""
    for start in range(0, rows, ROW_GROUP):
        yield np.arange(start, min(start + ROW_GROUP, rows))


def _keys(row: npt.NDArray[np.int64], sums: Sequence[str], groups: Sequence[str]) -> list[pa.Array]:
    per_sum = len(groups) * YEARS
    texts = _texts(sums, row // per_sum), _texts(groups, row % per_sum // YEARS), _texts(["T"], row * 0)
    series, group, gender = (one.cast(pa.string()) for one in texts)
    return [series, group, pa.array(FIRST + row % YEARS, pa.int16()), gender]


def _texts(names: Sequence[str], numbers: npt.NDArray[np.int64]) -> pa.DictionaryArray:
    """Return the names with these numbers, in a dictionary that holds no others."""
    first, last = int(numbers.min()), int(numbers.max())
    return pa.DictionaryArray.from_arrays(pa.array(numbers - first, pa.int32()), pa.array(names[first : last + 1]))


def _write(path: Path, schema: pa.Schema, tables: Table) -> FileProof:
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True, store_schema=True) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return proof_of(path, rows)


def _write_json(path: Path, content: dict[str, Any], rows: int) -> FileProof:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return proof_of(path, rows)


def _about(kpi: str) -> dict[str, Any]:
    """Return what the service would say of an indicator, with a description of a usual length."""
    return {
        "id": kpi,
        "title": f"{MADE_UP} {kpi}",
        "description": f"{MADE_UP} ".capitalize() * 50,
        "operating_area": MADE_UP,
        "is_divided_by_gender": 0,
        "municipality_type": "A",
        "auspices": "X",
        "publication_date": "2026-03-01",
        "publ_period": "2025",
        "prel_publication_date": None,
        "has_ou_data": False,
    }


def _manifest(
    series: Sequence[str],
    places: Sequence[str],
    sums: Sequence[str],
    groups: Sequence[str],
    files: dict[str, FileProof],
) -> Manifest:
    years = {"first_year": FIRST, "last_year": LAST}
    return Manifest(
        id=DAY,
        retrieved=date.fromisoformat(DAY),
        certainty="exact",
        date_note=MADE_UP,
        origin=MADE_UP,
        source=MADE_UP,
        terms=MADE_UP,
        asked=(Asked(series=tuple(series), areas=tuple(places), **years),),
        asked_means=(AskedMeans(sums=tuple(sums), groups=tuple(groups), **years),),
        files=files,
        metadata_retrieved=date.fromisoformat(DAY),
        answers=tuple(Answer(request=f"/data/kpi/{kpi}", sha256="0" * 64) for kpi in series),
    )
