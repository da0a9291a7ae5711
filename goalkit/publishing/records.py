"""What people decide about the pages: corrections, and that a follow-up has been approved.

Both files are TOML beside the data, written by hand and committed; a field that is not known is a fault.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from goalkit.errors import DataError
from goalkit.plan import Text

CORRECTIONS, PUBLICATIONS = "corrections.toml", "publications.toml"

T = TypeVar("T")


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that stood on a page and was wrong: what, until when, and what is right."""

    plan: Text
    date: date
    was: Text
    now: Text
    target: Text | None = None


class Publication(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approved follow-up; ``inputs`` is the fingerprint of all that the approved pages were made from."""

    plan: Text
    follow_up: Text
    inputs: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    approver: Text
    approved: date
    unit: Text
    contact: Text
    registry: Text | None = None


class _Corrections(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    correction: tuple[Correction, ...] = ()


class _Publications(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    publication: tuple[Publication, ...] = ()


def corrections(data: Path, plan: str) -> tuple[Correction, ...]:
    """Return a plan's corrections, newest first; none where there is no file.

    Raises:
        DataError: the file has a fault.
    """
    found = _read(data / CORRECTIONS, _Corrections).correction
    return tuple(sorted((c for c in found if c.plan == plan), key=lambda c: c.date, reverse=True))


def publication(data: Path, plan: str, inputs: str) -> Publication | None:
    """Return the approval of exactly these inputs, or ``None``: what has changed since is a draft again.

    Raises:
        DataError: the file has a fault.
    """
    approved = _read(data / PUBLICATIONS, _Publications).publication
    return next((p for p in reversed(approved) if p.plan == plan and p.inputs == inputs), None)


def _read(path: Path, kind: type[T]) -> T:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return msgspec.convert(raw, kind)
    except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
        message = f"{path.parent.name}/{path.name} går inte att läsa: {error}. Rätta filen och försök igen."
        raise DataError(message) from error
