"""What a fetch gives: values as columns, metadata, and where each part came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from goalkit.sources.kolada.batches import Batch, Query

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a part of the figures came from.

    ``url`` is path and query, ``sha256`` that of the raw answer (unpacked), ``retrieved`` in UTC,
    ``rows`` the items on the page; ``saved`` tells that it came from the saved answers.
    """

    url: str
    sha256: str
    retrieved: datetime
    rows: int
    saved: bool


class Row(NamedTuple):
    """One value, ``None`` where the service gives none; ``status`` may then say why.

    ``n`` is the service's ``count``: the members that a group's value rests on.
    """

    kpi: str
    area: str
    year: int
    gender: str
    value: float | None
    status: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Values:
    """Rows as columns of one length, in the order of the answers."""

    kpi: list[str] = field(default_factory=list)
    area: list[str] = field(default_factory=list)
    year: list[int] = field(default_factory=list)
    gender: list[str] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    n: list[int | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.value)

    def rows(self) -> Iterator[Row]:
        """Iterate over the rows."""
        columns = (self.kpi, self.area, self.year, self.gender, self.value, self.status, self.n)
        return map(Row._make, zip(*columns, strict=True))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch has come: batches done and in all, rows so far, and which batch was the last."""

    done: int
    total: int
    rows: int
    batch: Batch
    saved: bool


@dataclass(frozen=True, slots=True)
class FetchedValues:
    """All values of a query. ``deleted`` counts those that the service calls withdrawn; they are left out."""

    query: Query
    values: Values
    answers: tuple[Answer, ...]
    deleted: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Metadata of the ids asked for, or of all there are; ``missing`` are ids that the service lacks."""

    items: tuple[T, ...]
    missing: tuple[str, ...]
    answers: tuple[Answer, ...]
