"""What people decide about the pages: corrections, that what they rest on has been reviewed, and approved.

All are TOML beside the data; a field that is not known is a fault. Corrections and approvals are written by hand;
that a review has passed is written by ``goalkit review`` alone, under the fingerprint of what was reviewed, so that an
approval of anything else is none. Its seal shows a file that was written or changed by hand; it proves nothing of
who ran the review, for whoever can read this program can make one.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from goalkit.errors import DataError
from goalkit.plan import Text
from goalkit.planfile import form_faults
from goalkit.sources.local.rows import no_role
from goalkit.written import UnreadableError, read_text, read_toml, write_whole

CORRECTIONS, PUBLICATIONS, REVIEWS = "corrections.toml", "publications.toml", "reviews"
STATEMENT_SOURCE = "tillganglighet.md"
"""The accessibility statement as its author writes it."""

BLANK = "…"
"""What ``goalkit review`` prints where a person is to write something: it approves nothing."""

Fingerprint = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="64 tecken 0–9 och a–f")]

T = TypeVar("T")


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that stood on a page and was wrong: what, until when, and what is right.

    With ``follow_up`` it stood on that follow-up's pages alone.
    """

    plan: Text
    date: date
    was: Text
    now: Text
    target: Text | None = None
    follow_up: Text | None = None


class Publication(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approved follow-up; ``inputs`` is the fingerprint of all that the approved pages were made from."""

    plan: Text
    follow_up: Text
    inputs: Fingerprint
    approver: Text
    approved: date
    unit: Text
    contact: Text
    registry: Text | None = None

    def __post_init__(self) -> None:
        if wrong := no_role(self.approver):
            message = f"`approver` är {self.approver!r}, men {wrong}"
            raise ValueError(message)
        if self.approved > date.today():
            message = f"`approved` är {self.approved}, en dag som inte har varit. Skriv dagen då sidorna godkändes"
            raise ValueError(message)


TO_WRITE = {
    "follow_up": "uppföljningens namn, som ”Helår 2026”",
    "approver": "rollen hos den som godkänner, med små bokstäver, aldrig ett namn",
    "approved": "dagen, ÅÅÅÅ-MM-DD utan citattecken",
    "unit": "enheten som ansvarar för sidorna",
    "contact": "enhetens e-post eller telefon",
}
"""What a person writes into an approval, field by field."""


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review that passed; ``inputs`` is the fingerprint of what was reviewed, ``checked`` what was looked at.

    ``seal`` is the hash of the rest: it shows that the file is as the review wrote it.
    """

    plan: Text
    inputs: Fingerprint
    checked: tuple[Text, ...]
    seal: str = ""

    @property
    def sealed(self) -> "Review":
        """Return the same with its seal."""
        rest = msgspec.json.encode((self.plan, self.inputs, self.checked))
        return msgspec.structs.replace(self, seal=hashlib.sha256(b"goalkit review" + rest).hexdigest())


class Stage(StrEnum):
    """How far pages have come towards being approved."""

    NEITHER = "neither"
    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"
    APPROVED = "approved"


@dataclass(frozen=True)
class Approval:
    """What is decided about exactly one fingerprint: an approval counts only beside a review that passed."""

    publication: Publication | None = None
    review: Review | None = None

    @property
    def stage(self) -> Stage:
        """How far the pages have come."""
        if self.publication is None:
            return Stage.REVIEWED if self.review is not None else Stage.NEITHER
        return Stage.APPROVED if self.review is not None else Stage.UNREVIEWED

    @property
    def approved(self) -> Publication | None:
        """The approval, where it counts."""
        return self.publication if self.review is not None else None

    @property
    def sha256(self) -> str | None:
        """The hash of what is decided, ``None`` where nothing is: a review alone changes no page."""
        if self.publication is None:
            return None
        told = msgspec.json.encode((self.publication, self.review), order="sorted")
        return hashlib.sha256(told).hexdigest()


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


def approval(data: Path, plan: str, inputs: str) -> Approval:
    """Return what is decided about exactly these inputs: what has changed since is a draft again.

    Raises:
        DataError: a file has a fault.
    """
    found = next((p for p in reversed(publications(data, plan)) if p.inputs == inputs), None)
    path = review_file(data, inputs)
    review = _read(path, Review) if path.is_file() else None
    if review is not None and (review.plan, review.inputs) != (plan, inputs):
        message = f"{REVIEWS}/{path.name} gäller ett annat underlag än filen heter. {_AGAIN}"
        raise DataError(message)
    if review is not None and review.sealed != review:
        message = f"{REVIEWS}/{path.name} är inte som en granskning skrev den, så den gäller inte. {_AGAIN}"
        raise DataError(message)
    return Approval(found, review)


_AGAIN = "Ta bort filen och kör `goalkit review` igen."


def publications(data: Path, plan: str) -> tuple[Publication, ...]:
    """Return a plan's approvals in the order in which they stand; raises :class:`DataError` for a fault."""
    found = _read(data / PUBLICATIONS, _Publications).publication
    return tuple(p for p in found if p.plan == plan)


def review_file(data: Path, inputs: str) -> Path:
    """Return where it stands that a review has passed."""
    return data / REVIEWS / f"{inputs}.toml"


def keep_review(data: Path, review: Review) -> Path:
    """Write that a review has passed, and return its file; the same review gives the same bytes."""
    path = review_file(data, review.inputs)
    path.parent.mkdir(exist_ok=True)
    lines = ["# Skriven av goalkit review: granskningen av exakt detta underlag gick igenom."]
    lines += [f'plan = "{review.plan}"', f'inputs = "{review.inputs}"', "checked = ["]
    lines += [*(f'    "{each}",' for each in review.checked), "]", f'seal = "{review.sealed.seal}"']
    return write_whole(path, ("\n".join(lines) + "\n").encode())


def written(path: Path) -> str | None:
    """Return what people have written in a file beside the data, ``None`` where there is none.

    Raises:
        DataError: what stands there is no file, or no text: it is not taken for none.
    """
    if not os.path.lexists(path):
        return None
    refuse_leading_out(path)
    try:
        return read_text(path)
    except UnreadableError as error:
        raise _fault(path, error) from error


def refuse_leading_out(path: Path) -> None:
    """Refuse a link to what is not the project's: it would be published from anywhere on the machine.

    Raises:
        DataError: it is one.
    """
    place = next((folder for folder in path.absolute().parents if (folder / "kolada").is_dir()), path.parent)
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(Path(os.path.realpath(place)).parent):
        raise _fault(path, "det är en länk ut ur projektet, och den följs inte")


def _read(path: Path, kind: type[T]) -> T:
    refuse_leading_out(path)
    try:
        given = read_toml(path) if os.path.lexists(path) else {}
    except (UnreadableError, RecursionError) as error:
        raise _fault(path, error) from error
    faults = [*_blanks(given)] or [*form_faults(given, kind, "")]
    if faults:
        raise _fault(path, "; ".join(fault.removeprefix(".") for fault in faults))
    return msgspec.convert(given, kind)


def _blanks(given: dict[str, Any]) -> Iterator[str]:
    """Yield what a person has not yet written into an approval that was pasted, and what to write."""
    pasted = given.get("publication")
    for number, each in enumerate(pasted if isinstance(pasted, list) else [], start=1):
        found = [name for name, value in each.items() if BLANK in str(value)] if isinstance(each, dict) else []
        what = [f"`{name}` är inte ifyllt{f' (skriv {TO_WRITE[name]})' if name in TO_WRITE else ''}" for name in found]
        if what:
            yield f"godkännande {number}: {', '.join(what)}"


def _fault(path: Path, why: object) -> DataError:
    return DataError(f"{path.parent.name}/{path.name} går inte att läsa: {why}. Rätta filen och försök igen.")
