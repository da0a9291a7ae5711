"""The shapes of the service's answers (version 3), decoded straight into frozen values.

A field that is not named here may come and go; one that is named must be there, in its type.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from goalkit.sources.kolada.faults import excerpt
from goalkit.written import NOT_THE_FORM

Text = Annotated[str, Meta(min_length=1)]
T = TypeVar("T")


class Page(Struct, Generic[T], frozen=True):
    """The envelope. ``count`` is the number of items on this page, not of all."""

    values: list[T]
    count: int
    next_url: str | None


class Cell(Struct, frozen=True, gc=False):
    """One gender's value. ``count`` and ``status`` are kept as they came."""

    gender: Literal["T", "K", "M"]
    value: float | None
    status: str | None
    count: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None
    isdeleted: bool


class DataItem(Struct, frozen=True, gc=False):
    """One indicator, area and year; ``period`` is the year."""

    kpi: str
    municipality: str
    period: Annotated[int, Meta(ge=1900, le=2200)]
    values: tuple[Cell, ...]


class Kpi(Struct, frozen=True, kw_only=True):
    """An indicator's metadata.

    ``publication_date`` is the next or latest planned release, and ``publ_period`` the year that it
    carries; neither says anything about any other year.
    """

    id: Text
    title: Text
    description: str | None = None
    is_divided_by_gender: bool
    municipality_type: str | None = None
    auspice: str | None = None
    operating_area: str | None = None
    perspective: str | None = None
    prel_publication_date: date | None
    publication_date: date | None
    publ_period: str | None
    has_ou_data: bool | None = None


class Municipality(Struct, frozen=True, kw_only=True):
    """An area with figures of its own: ``type`` K is a municipality, L a region or the nation."""

    id: Text
    title: Text
    type: Text


class Member(Struct, frozen=True, kw_only=True):
    member_id: Text
    member_title: Text


class Group(Struct, frozen=True, kw_only=True):
    """A group of municipalities, with today's members."""

    id: Text
    title: Text
    members: tuple[Member, ...]


class MisfitError(Exception):
    """An answer is not what was asked for; the text is Swedish and says in what way."""


def decode_page(body: bytes, decoder: "msgspec.json.Decoder[Page[T]]") -> Page[T]:
    """Decode one page.

    Raises:
        MisfitError: its shape is another.
    """
    try:
        page = decoder.decode(body)
    except NOT_THE_FORM as error:
        message = f"svaret har en annan form än väntat ({excerpt(str(error))})."
        raise MisfitError(message) from error
    if page.count != len(page.values):
        message = f"sidan säger sig ha {page.count} poster men har {len(page.values)}."
        raise MisfitError(message)
    if page.next_url is not None and not page.values:
        message = "en tom sida hänvisar till en nästa sida."
        raise MisfitError(message)
    return page


def listed(ids: Sequence[str]) -> str:
    """Name ids briefly: all of a few, else the first and the last with their number."""
    return ", ".join(ids) if len(ids) <= 3 else f"{ids[0]} … {ids[-1]} ({len(ids)} st)"
