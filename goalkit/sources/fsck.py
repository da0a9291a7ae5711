"""Every vintage held against its own manifest: each file has to be the one that was fetched."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa

from goalkit.errors import DataError
from goalkit.sources.manifest import FILE, FileProof, Manifest, damaged, read_manifest
from goalkit.sources.parquet import count_rows
from goalkit.sources.proven import ProvenFile, check_whole, checked_bytes
from goalkit.sources.shapes import SCHEMAS
from goalkit.sources.unreadable import NOT_THE_FORM
from goalkit.written import is_left_by_system


def check_vintages(data: Path) -> Iterator[str]:
    """Yield every fault of every vintage, as a Swedish sentence; nothing where all is whole."""
    for folder in sorted(path for path in (data / "kolada").iterdir() if path.is_dir()):
        if not folder.name.startswith("."):
            yield from _check(folder)


def _check(folder: Path) -> Iterator[str]:
    try:
        manifest = read_manifest(folder)
    except DataError as error:
        yield str(error)
        return
    for name in manifest.files:
        yield from _check_file(folder, manifest, name)
    for path in sorted(folder.iterdir()):
        if path.name not in {FILE, *manifest.files} and not is_left_by_system(path.name):
            yield f"Filen {folder.name}/{path.name} hör inte till datauttaget. Flytta den därifrån."


def _check_file(folder: Path, manifest: Manifest, name: str) -> Iterator[str]:
    path, proof = folder / name, manifest.files[name]
    try:
        check_whole(path, proof)
        rows = _rows(path, proof)
    except DataError as error:
        yield str(error)
        return
    if rows != proof.rows:
        yield str(damaged(path, f"har {rows} rader men ska ha {proof.rows}"))


def _rows(path: Path, proof: FileProof) -> int:
    """Decode a whole file and return its rows: a table's, or those of the longest list of a JSON object."""
    try:
        if path.suffix == ".parquet":
            if path.name not in SCHEMAS:
                raise damaged(path, "är ingen tabell som ett datauttag har")
            with ProvenFile(path, proof) as file:
                return count_rows(file, SCHEMAS[path.name])
        parts = msgspec.json.decode(checked_bytes(path, proof), type=dict[str, list[msgspec.Raw]])
        return max((len(part) for part in parts.values()), default=0)
    except NOT_THE_FORM as error:
        raise damaged(path, f"är inte JSON ({error})") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, f"är ingen tabell av känd form ({error})") from error
