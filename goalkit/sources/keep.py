"""Keep a fetch as a new vintage: whole or not at all, and never over an old one.

Everything is written into a hidden folder beside the vintages and renamed in one step, so that a
process that dies, or a disk that fills, leaves the old vintages as they were.
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
import pyarrow.parquet as pq
from filelock import FileLock

from goalkit.errors import DataError, cause
from goalkit.sources.fetched import Fetch, Row
from goalkit.sources.manifest import FILE, Manifest
from goalkit.sources.proven import proof_of
from goalkit.sources.same import is_known
from goalkit.sources.shapes import MEANS, MEANS_SCHEMA, QUANTILES, QUANTILES_SCHEMA, VALUES, VALUES_SCHEMA
from goalkit.sources.spread import means_and_cuts
from goalkit.sources.vintages import AREAS, INDICATORS, order

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
    folder = Path(tempfile.mkdtemp(prefix=LEFTOVER, dir=root))
    try:
        written = {name: _write(folder / name, content) for name, content in _contents(manifest, fetch, rows, values)}
        proofs = {name: proof_of(folder / name, count) for name, count in written.items()}
        whole = msgspec.structs.replace(manifest, files=proofs)
        (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")
        folder.chmod(0o755)
        for path in folder.iterdir():
            _flush(path)
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return target


def _flush(path: Path) -> None:
    """Make sure that a file is on the disk before its folder gets its name: the power may go."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def next_id(data: Path, day: str) -> str:
    """Return the id for one more vintage of a day: the day itself, then ``.2`` and so on after it."""
    taken = [order(f.name)[1] for f in (data / "kolada").glob(f"{day}*")]
    return f"{day}.{max(taken) + 1}" if taken else day


def _contents(
    manifest: Manifest, fetch: Fetch, rows: list[Row], values: pa.Table
) -> Iterable[tuple[str, pa.Table | Mapping[str, Any]]]:
    yield VALUES, values
    if manifest.asked_means:
        means, cuts = means_and_cuts(list(fetch.spread) or rows, manifest.asked_means, fetch.groups)
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
