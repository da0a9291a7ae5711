"""Every vintage held against its own manifest: each file has to be the one that was fetched."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from goalkit.errors import DataError
from goalkit.sources.manifest import FILE, Manifest, checked_bytes, damaged, read_manifest
from goalkit.sources.unreadable import NOT_THE_FORM
from goalkit.sources.vintages import read_table


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
        if path.name not in {FILE, *manifest.files}:
            yield f"Filen {folder.name}/{path.name} hör inte till datauttaget. Flytta den därifrån."


def _check_file(folder: Path, manifest: Manifest, name: str) -> Iterator[str]:
    proof = manifest.files[name]
    try:
        content = checked_bytes(folder / name, proof)
        rows = read_table(folder, manifest, name).num_rows if name.endswith(".parquet") else _rows(content)
    except DataError as error:
        yield str(error)
        return
    except NOT_THE_FORM as error:
        yield str(damaged(folder / name, f"är inte JSON ({error})"))
        return
    if rows != proof.rows:
        yield str(damaged(folder / name, f"har {rows} rader men ska ha {proof.rows}"))


def _rows(content: bytes) -> int:
    parts = msgspec.json.decode(content, type=dict[str, list[msgspec.Raw]])
    return max((len(part) for part in parts.values()), default=0)
