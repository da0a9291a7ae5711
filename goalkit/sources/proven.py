"""A file of a vintage, given out only as far as its manifest proves it.

A file is proven in pieces: each has its SHA-256 in the manifest, and is held against it before a byte of it
reaches a reader. What is read is then what was fetched, and a file of any size costs only the pieces that are
asked for. What nobody reads is not tested by reading; ``goalkit fsck`` tests every piece of every file.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from goalkit.errors import DataError, cause
from goalkit.sources.manifest import PIECE, FileProof, damaged

RECENT = 4
"""Pieces that stay in memory: the columns of a row group lie side by side, often within one piece."""


class ProvenFile(io.RawIOBase):
    """A file opened for reading, piece by piece.

    A read is never short but at the end of the file: pyarrow takes what it gets for all that there is.

    Raises:
        DataError: it is missing or not of the proven size; while reading, a piece is not the proven one.
    """

    def __init__(self, path: Path, proof: FileProof) -> None:
        self._path, self._proof = path, proof
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise _unreadable(path, error) from error
        size = os.fstat(self._file.fileno()).st_size
        if size != proof.size:
            self._file.close()
            raise damaged(path, f"är {size} byte men ska vara {proof.size}")
        self._hashes = proof.pieces or (proof.sha256,)
        self._length = PIECE if proof.pieces else max(proof.size, 1)
        self._place = 0
        self._piece = lru_cache(maxsize=RECENT)(self._read_piece)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._proof.size}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        start, left = self._place, max(self._proof.size - self._place, 0)
        end = start + (left if size is None or size < 0 else min(size, left))
        numbers = range(start // self._length, -(-end // self._length)) if end > start else ()
        content = b"".join(self._part(number, start, end) for number in numbers)
        self._place += len(content)
        return content

    def readall(self) -> bytes:
        return self.read()

    def close(self) -> None:
        self._piece.cache_clear()
        self._file.close()
        super().close()

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole content, piece by piece."""
        return (self._read_piece(number) for number in range(len(self._hashes)))

    def _part(self, number: int, start: int, end: int) -> bytes:
        """Return what lies between ``start`` and ``end`` of one piece."""
        first = number * self._length
        return self._piece(number)[max(start - first, 0) : end - first]

    def _read_piece(self, number: int) -> bytes:
        try:
            self._file.seek(number * self._length)
            content = self._file.read(self._length)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        if hashlib.sha256(content).hexdigest() != self._hashes[number]:
            raise _changed(self._path)
        return content


def checked_bytes(path: Path, proof: FileProof) -> bytes:
    """Return a file's content when it is the one that the manifest proves.

    Raises:
        DataError: it is missing, or not the same to the byte.
    """
    with ProvenFile(path, proof) as file:
        return file.read()


def check_whole(path: Path, proof: FileProof) -> None:
    """Test every piece of a file, and the hash of the whole.

    Raises:
        DataError: it is missing, or not the same to the byte.
    """
    whole = hashlib.sha256()
    with ProvenFile(path, proof) as file:
        for piece in file.pieces():
            whole.update(piece)
    if whole.hexdigest() != proof.sha256:
        raise _changed(path)


def proof_of(path: Path, rows: int) -> FileProof:
    """Return the proof of a file that was just written; one of a single piece needs no hash but its own."""
    whole, pieces, size = hashlib.sha256(), [], 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            whole.update(piece)
            pieces.append(hashlib.sha256(piece).hexdigest())
            size += len(piece)
    return FileProof(sha256=whole.hexdigest(), size=size, rows=rows, pieces=tuple(pieces) if len(pieces) > 1 else ())


def _unreadable(path: Path, error: OSError) -> DataError:
    return damaged(path, "saknas" if isinstance(error, FileNotFoundError) else f"kan inte läsas ({cause(error)})")


def _changed(path: Path) -> DataError:
    return damaged(path, "har ett annat innehåll än det som hämtades (SHA-256 stämmer inte)")
