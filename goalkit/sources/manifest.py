"""What a fetch gave, and a vintage's manifest: what was asked for, when, from where, and the hash of every file.

Beside the vintages stands :data:`LIST`, a line per vintage with its manifest's SHA-256 (``sha256sum -c`` reads it): one
that disappears whole is missed.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from goalkit.errors import DataError, cause
from goalkit.plan import Year
from goalkit.sources.place import bring_back
from goalkit.written import NOT_THE_FORM

FILE = "manifest.json"
ID = r"^\d{4}-\d{2}-\d{2}(\.[1-9]\d*)?$"
"""The form of a vintage's id, which is also its folder's name."""
LIST = "SHA256SUMS"

SEPARATOR = "+"
"""Stands between the series of a sum in the name of the sum."""

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]*$")]
"""A plain name: no other folder is reached by it."""
Certainty = Literal["exact", "about", "on_or_before", "month_unknown_day"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in a manifest: an unknown field is a fault, never ignored."""


class Asked(_Part, frozen=True, kw_only=True):
    """One block of what was asked for: every series in every area for every year, first and last included."""

    series: tuple[str, ...]
    areas: tuple[str, ...]
    first_year: Year
    last_year: Year
    genders: tuple[str, ...] = ("T",)


class AskedMeans(_Part, frozen=True, kw_only=True):
    """Unweighted means computed here; each of ``sums`` is one series or several with :data:`SEPARATOR` between."""

    sums: tuple[str, ...]
    groups: tuple[str, ...]
    first_year: Year
    last_year: Year


class FileProof(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """What a file must be: its SHA-256, its size in bytes, and its rows.

    ``pieces`` stands in manifests of an earlier version, which are never edited; the hash of the whole decides.
    """

    sha256: Sha256
    size: int
    rows: int
    pieces: tuple[Sha256, ...] = ()


class Doubt(_Part, frozen=True, kw_only=True):
    """A value that cannot be, and why, in Swedish: it is kept, and judges nothing until it is accepted."""

    series: str
    area: str
    year: int
    gender: str
    value: float
    why: str

    @property
    def cell(self) -> tuple[str, str, str, int]:
        """Series, area, gender and year."""
        return self.series, self.area, self.gender, self.year


class Answer(_Part, frozen=True, kw_only=True):
    """One raw answer of the service: the request's path and query, and the SHA-256 of its body."""

    request: str
    sha256: Sha256


class Manifest(_Part, frozen=True, kw_only=True):
    """One vintage. Texts are Swedish: a reader sees them under the figures.

    ``accepted`` are doubts that a person has looked at and let through, here or at an earlier fetch.
    """

    form: Literal[1] = 1
    id: Annotated[str, Meta(pattern=ID)]
    retrieved: date
    certainty: Certainty
    date_note: str
    origin: str
    source: str
    terms: str
    asked: tuple[Asked, ...]
    asked_means: tuple[AskedMeans, ...] = ()
    files: dict[FileName, FileProof]
    metadata_retrieved: date | None = None
    answers: tuple[Answer, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    accepted: tuple[Doubt, ...] = ()


msgspec.json.Decoder(Manifest)  # as for a plan


def read_manifest(folder: Path) -> Manifest:
    """Read and check a vintage's manifest.

    Raises:
        DataError: it is missing or damaged.
    """
    path = folder / FILE
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise damaged(path, "saknas" if missing else f"kan inte läsas ({cause(error)})") from error
    except NOT_THE_FORM as error:
        raise damaged(path, f"är skadad ({error})") from error
    if manifest.id != folder.name:
        raise damaged(path, f"säger att datauttaget är {manifest.id}, men mappen heter {folder.name}")
    return manifest


def checked_bytes(path: Path, proof: FileProof) -> bytes:
    """Return a file's content when it is the one that the manifest proves.

    Raises:
        DataError: it is missing, or not the same to the byte.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = file.read() if size == proof.size else b""
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise damaged(path, "saknas" if missing else f"kan inte läsas ({cause(error)})") from error
    if size != proof.size:
        raise damaged(path, f"är {size} byte men ska vara {proof.size}")
    if hashlib.sha256(content).hexdigest() != proof.sha256:
        raise damaged(path, "har ett annat innehåll än det som hämtades (SHA-256 stämmer inte)")
    return content


def proof_of(path: Path, rows: int) -> FileProof:
    """Return the proof of a file that was just written."""
    content = path.read_bytes()
    return FileProof(sha256=hashlib.sha256(content).hexdigest(), size=len(content), rows=rows)


def accepted_values(root: Path) -> frozenset[Doubt]:
    """Return every doubtful value that has been accepted in any vintage."""
    folders = (folder for folder in root.glob("*") if re.match(ID, folder.name))
    return frozenset(doubt for folder in folders for doubt in read_manifest(folder).accepted)


def listed_vintages(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every vintage's manifest by its id, as :data:`LIST` says; empty where there is none yet.

    Raises:
        DataError: it cannot be read, or is no such list.
    """
    path = root / LIST
    try:
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(path, "kan inte läsas") from error
    found = [re.fullmatch(rf"([0-9a-f]{{64}})  ({ID[1:-1]})/{re.escape(FILE)}", line) for line in lines]
    if None in found:
        raise damaged(path, f"är skadad (rad {found.index(None) + 1})")
    return {line[2]: line[1] for line in found if line is not None}


def lost_vintages(root: Path) -> list[str]:
    """Return a Swedish sentence for every vintage that is listed and is not there."""
    return [
        f"Datauttaget {id_} är borta men står i kolada/{LIST}. Hämta tillbaka det med "
        f"`git checkout -- data/kolada/{id_}`, eller ta bort dess rad om det ska vara borta."
        for id_ in listed_vintages(root)
        if not (root / id_).is_dir()
    ]


def vintages_ahead(root: Path) -> list[str]:
    """Return a Swedish sentence for every vintage whose day has not been: it hides all that is fetched from now on.

    A day more than the clock's is let through: somebody may have fetched in another time zone.
    """
    last = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return [
        f"Datauttaget {folder.name} är daterat efter i dag och döljer allt som hämtas nu. Datorns klocka går fel, "
        f"eller gjorde det då: går den rätt, ta bort data/kolada/{folder.name} och dess rad i kolada/{LIST}."
        for folder in sorted(root.glob("*"))
        if re.match(ID, folder.name) and folder.name[:10] > last
    ]


def damaged(path: Path, what: str) -> DataError:
    """Return the error for a file of a vintage, in one line: which, what is wrong, and how to get it back."""
    shown = "/".join(path.parts[-4:])
    return DataError(
        f"Filen {shown} {' '.join(what.split())}. Inget har lästs in. "
        f"{bring_back(path, shown)}, eller hämta nya värden med `goalkit refresh`."
    )


Row = tuple[str, str, int, str, float | None, str | None, int | None]
"""kpi, municipality, year, gender, value, status, count."""


@dataclass(frozen=True)
class Fetch:
    """All that one fetch gave.

    ``spread`` holds the rows that means and quantiles are computed from, where these are more than the
    rows that are kept (a small vintage made from a national file); empty means: from ``rows``.
    """

    rows: Iterable[Row]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spread: Iterable[Row] = ()
    indicators: Mapping[str, Any] | None = None
    areas: Mapping[str, Any] | None = None
