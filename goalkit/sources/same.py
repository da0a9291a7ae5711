"""Whether a fetch says anything that the vintages do not say already."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from goalkit.sources.manifest import Doubt, Manifest, read_manifest
from goalkit.sources.vintages import existing_vintages, read_json, read_values


def is_known(data: Path, manifest: Manifest, values: pa.Table, metadata: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether each series stands, cell by cell, in the newest vintage that asked for the same of it.

    ``values`` is sorted as in a vintage; ``metadata`` holds the contents of the JSON files. The years that
    were asked for are not compared: a new calendar year alone is no news.
    """
    folders = existing_vintages(data)
    return _cells_known(folders, manifest, values) and all(
        _facts_known(folders, name, content) for name, content in metadata.items()
    )


def _cells_known(folders: Iterable[Path], manifest: Manifest, values: pa.Table) -> bool:
    left = {kpi for block in manifest.asked for kpi in block.series}
    for folder in folders:
        older = read_manifest(folder)
        here = left & {kpi for block in older.asked for kpi in block.series}
        if not here:
            continue
        if (
            _asked(older, here) != _asked(manifest, here)
            or _doubts(older, here) != _doubts(manifest, here)
            or not _plain(values, here).equals(_plain(read_values(folder, older), here))
        ):
            return False
        left -= here
    return not left


def _asked(manifest: Manifest, series: set[str]) -> set[tuple[str, str, str]]:
    """Return which of ``series`` were asked for in which areas and genders."""
    return {
        (kpi, area, gender)
        for block in manifest.asked
        for kpi in series.intersection(block.series)
        for area in block.areas
        for gender in block.genders
    }


def _doubts(manifest: Manifest, series: set[str]) -> set[Doubt]:
    return {doubt for doubt in manifest.doubtful if doubt.series in series}


def _plain(values: pa.Table, series: set[str]) -> pa.Table:
    """Return the rows of ``series`` in a form that does not depend on how the columns were encoded."""
    rows = values.filter(pc.is_in(values["kpi"], pa.array(sorted(series), pa.string())))
    columns = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in rows.columns]
    return pa.table(columns, names=rows.column_names).combine_chunks()


def _facts_known(folders: Iterable[Path], name: str, content: Mapping[str, Any]) -> bool:
    seen: dict[str, Any] = {}
    for folder in folders:
        for one in _items(read_json(folder, read_manifest(folder), name)):
            seen.setdefault(one["id"], one)
    return all(seen.get(one["id"]) == one for one in _items(content))


def _items(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for part in content.values() for one in part]
