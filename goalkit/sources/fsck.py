"""Every vintage held against its manifest and the list of vintages: each file has to be the one that was fetched."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa

from goalkit.errors import DataError
from goalkit.sources.frozen import file_sha
from goalkit.sources.manifest import (
    FILE,
    LIST,
    Manifest,
    checked_bytes,
    damaged,
    listed_vintages,
    lost_vintages,
    read_manifest,
    vintages_ahead,
)
from goalkit.sources.parquet import SCHEMAS, count_rows
from goalkit.sources.vintages import area_names, series_facts
from goalkit.written import NOT_THE_FORM, is_left_by_system


def check_vintages(data: Path) -> Iterator[str]:
    """Yield every fault of every vintage, as a Swedish sentence; nothing where all is whole."""
    root = data / "kolada"
    try:
        listed = listed_vintages(root)
        yield from (*lost_vintages(root), *vintages_ahead(root))
    except DataError as error:
        listed = {}
        yield str(error)
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if not folder.name.startswith("."):
            yield from check_vintage(folder, listed.get(folder.name))


def check_vintage(folder: Path, listed: str | None = None) -> Iterator[str]:
    """Yield every fault of one vintage; ``listed`` is its manifest's SHA-256 in the list of vintages."""
    yield from (f"{folder.name}/{path.name} är en länk. Lägg filen själv där." for path in _links(folder))
    try:
        manifest = read_manifest(folder)
    except DataError as error:
        yield str(error)
        return
    if listed is not None and file_sha(folder / FILE) != listed:
        yield str(damaged(folder / FILE, f"är inte den som sparades (SHA-256 i {LIST})"))
    faults = [fault for name in manifest.files for fault in _check_file(folder, manifest, name)]
    yield from faults or _unreadable(folder)
    for path in sorted(folder.iterdir()):
        if path.name not in {FILE, *manifest.files} and not is_left_by_system(path.name):
            yield f"Filen {folder.name}/{path.name} hör inte till datauttaget. Flytta den därifrån."


def _links(folder: Path) -> list[Path]:
    return [path for path in (folder, *sorted(folder.rglob("*"))) if path.is_symlink()]


def _unreadable(folder: Path) -> Iterator[str]:
    """Read what the service said of series and areas as a plan does, and yield what cannot be read."""
    try:
        series_facts(folder)
        area_names([folder])
    except DataError as error:
        yield str(error)


def _check_file(folder: Path, manifest: Manifest, name: str) -> Iterator[str]:
    path, proof = folder / name, manifest.files[name]
    try:
        rows = _rows(path, checked_bytes(path, proof))
    except DataError as error:
        yield str(error)
        return
    if rows != proof.rows:
        yield str(damaged(path, f"har {rows} rader men ska ha {proof.rows}"))


def _rows(path: Path, content: bytes) -> int:
    """Decode a whole file and return its rows: a table's, or those of the longest list of a JSON object."""
    try:
        if path.suffix == ".parquet":
            if path.name not in SCHEMAS:
                raise damaged(path, "är ingen tabell som ett datauttag har")
            return count_rows(content, path.name)
        parts = msgspec.json.decode(content, type=dict[str, list[msgspec.Raw]])
        return max((len(part) for part in parts.values()), default=0)
    except NOT_THE_FORM as error:
        raise damaged(path, f"är inte JSON ({error})") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, f"är ingen tabell av känd form ({error})") from error
