"""Keep a fetch as a new vintage where it says anything new: whole or not at all, and never over an old one.

Everything is written into a hidden folder beside the vintages, read back whole, and renamed in one step, so that a
process that dies, a disk that fills, or figures that cannot be read again leave the old vintages as they were.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock

from goalkit.errors import DataError, cause
from goalkit.sources.frozen import file_sha
from goalkit.sources.fsck import check_vintage
from goalkit.sources.manifest import FILE, LIST, Doubt, Fetch, Manifest, Row, listed_vintages, proof_of, read_manifest
from goalkit.sources.parquet import MEANS, MEANS_SCHEMA, QUANTILES, QUANTILES_SCHEMA, VALUES, VALUES_SCHEMA
from goalkit.sources.spread import means_and_cuts
from goalkit.sources.vintages import AREAS, INDICATORS, existing_vintages, order, read_json, read_values

ROW_GROUP = 50_000
LEFTOVER = ".half-written-"
LOCK = ".lock"


def keep_vintage(data: Path, manifest: Manifest, fetch: Fetch) -> Path:
    """Write a vintage and return its folder; ``manifest.files`` is filled in here.

    Raises:
        FileExistsError: a vintage of this id exists; vintages are never edited.
        DataError: it could not be written; nothing is left of it.
    """
    with _locked(data) as root:
        return _write_vintage(root, manifest, fetch, *_kept(fetch))


def keep_news(data: Path, manifest: Manifest, fetch: Fetch) -> Path | None:
    """Keep a fetch as its day's next vintage; return ``None`` where the vintages hold all of it already.

    ``manifest.id`` is the day; a running number is added where the day has a vintage.

    Raises:
        DataError: it could not be written; nothing is left of it.
    """
    with _locked(data) as root:
        rows, values = _kept(fetch)
        if is_known(data, manifest, values, _metadata(fetch)):
            return None
        named = msgspec.structs.replace(manifest, id=next_id(data, manifest.id))
        return _write_vintage(root, named, fetch, rows, values)


def is_news(data: Path, manifest: Manifest, fetch: Fetch) -> bool:
    """Tell whether a fetch holds anything that the vintages do not hold already."""
    return not is_known(data, manifest, _kept(fetch)[1], _metadata(fetch))


def _kept(fetch: Fetch) -> tuple[list[Row], pa.Table]:
    """Return the rows in the order in which they are kept, and as the table that is written."""
    rows = sorted(fetch.rows, key=lambda row: (row[0], row[1], row[3], row[2]))
    return rows, _columns(rows, VALUES_SCHEMA)


def clear_leftovers(data: Path) -> list[str]:
    """Remove what a process that died left behind, and return the names of what was removed.

    Where there is nothing to remove nothing is written either: a folder may be read-only.
    """
    if not any((data / "kolada").glob(f"{LEFTOVER}*")):
        return []
    with _locked(data) as root:
        return _clear(root)


@contextmanager
def _locked(data: Path) -> Iterator[Path]:
    root = data / "kolada"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / LOCK):
            yield root
    except FileExistsError:
        raise
    except OSError as error:
        message = (
            f"Datauttaget kunde inte sparas i {root}: {cause(error)}. Det som fanns är orört. "
            "Se till att disken har plats och att mappen får skrivas, och kör samma kommando igen."
        )
        raise DataError(message) from error


def _clear(root: Path) -> list[str]:
    """Only for the holder of the lock: what is half written then belongs to no one."""
    left = sorted(root.glob(f"{LEFTOVER}*"))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in left]


def _write_vintage(root: Path, manifest: Manifest, fetch: Fetch, rows: list[Row], values: pa.Table) -> Path:
    target = root / manifest.id
    if target.exists():
        raise FileExistsError(target)
    _clear(root)
    hidden = Path(tempfile.mkdtemp(prefix=LEFTOVER, dir=root))
    folder = hidden / manifest.id
    try:
        folder.mkdir()
        written = {name: _write(folder / name, content) for name, content in _contents(manifest, fetch, rows, values)}
        proofs = {name: proof_of(folder / name, count) for name, count in written.items()}
        whole = msgspec.structs.replace(manifest, files=proofs)
        (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")
        folder.chmod(0o755)
        for path in folder.iterdir():
            _flush(path)
        _read_back(folder)
        listed = _new_list(root, hidden, {manifest.id: file_sha(folder / FILE)})
        folder.rename(target)
        listed.replace(root / LIST)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return target


def _read_back(folder: Path) -> None:
    """Raise :class:`DataError` unless every file can be read again as what it should be."""
    for fault in check_vintage(folder):
        what = fault.partition(" Inget har lästs in.")[0].removeprefix(f"Filen {folder.parent.name}/")
        message = f"Det som hämtades går inte att läsa tillbaka, så inget är sparat: {what}"
        raise DataError(message)


def list_vintages(data: Path) -> None:
    """Write the list of vintages anew where a whole vintage is missing in it: a process died before it was written."""
    listed = listed_vintages(data / "kolada")
    if any(folder.name not in listed for folder in existing_vintages(data)):
        with _locked(data) as root, tempfile.TemporaryDirectory(prefix=LEFTOVER, dir=root) as hidden:
            _new_list(root, Path(hidden), {}).replace(root / LIST)


def _new_list(root: Path, hidden: Path, new: Mapping[str, str]) -> Path:
    """Write the list with the vintages that it lacks, and with ``new`` ones, where it can take the old one's place.

    Those that are lost stay in it.
    """
    folders = existing_vintages(root.parent)
    there = {folder.name: file_sha(folder / FILE) for folder in folders if (folder / FILE).is_file()}
    listed = {**there, **listed_vintages(root), **new}
    written = hidden / LIST
    lines = (f"{listed[id_]}  {id_}/{FILE}\n" for id_ in sorted(listed, key=order))
    written.write_text("".join(lines), encoding="ascii", newline="")
    _flush(written)
    return written


def _flush(path: Path) -> None:
    """Make sure that a file is on the disk before its folder gets its name: the power may go."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def next_id(data: Path, day: str) -> str:
    """Return the id for one more vintage of a day: the day itself, then ``.2`` and so on after it."""
    root = data / "kolada"
    names = {folder.name for folder in root.glob(f"{day}*")} | listed_vintages(root).keys()
    taken = [order(name)[1] for name in names if name.partition(".")[0] == day]
    return f"{day}.{max(taken) + 1}" if taken else day


def _contents(
    manifest: Manifest, fetch: Fetch, rows: list[Row], values: pa.Table
) -> Iterable[tuple[str, pa.Table | Mapping[str, Any]]]:
    yield VALUES, values
    if manifest.asked_means:
        doubtful = {doubt.cell for doubt in manifest.doubtful}
        sound = [row for row in list(fetch.spread) or rows if (row[0], row[1], row[3], row[2]) not in doubtful]
        means, cuts = means_and_cuts(sound, manifest.asked_means, fetch.groups)
        yield MEANS, _columns(means, MEANS_SCHEMA)
        yield QUANTILES, _columns(cuts, QUANTILES_SCHEMA)
    yield from _metadata(fetch).items()


def _metadata(fetch: Fetch) -> dict[str, Mapping[str, Any]]:
    """Return what the service said of series and areas, by the file that keeps it."""
    parts = {INDICATORS: fetch.indicators, AREAS: fetch.areas}
    return {name: content for name, content in parts.items() if content is not None}


def _columns(rows: list[Any], schema: pa.Schema) -> pa.Table:
    columns = ([row[place] for row in rows] for place in range(len(schema)))
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)


def _write(path: Path, content: pa.Table | Mapping[str, Any]) -> int:
    """Write one file and return its rows."""
    if isinstance(content, pa.Table):
        pq.write_table(
            content,
            path,
            compression="zstd",
            row_group_size=ROW_GROUP,
            write_page_checksum=True,
            store_schema=True,
        )
        return content.num_rows
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return max(len(part) for part in content.values() if isinstance(part, list))


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
