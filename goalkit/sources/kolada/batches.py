"""What is asked for, cut into questions that the service takes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from goalkit.sources.kolada.answers import listed

MAX_IDS = 25
"""Ids in one segment of an address; more is answered with 422."""
PER_PAGE = 5000
"""Items on a page; more is answered with 422."""

T = TypeVar("T")
_ID = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Batch:
    """One question for data: at most 25 of each; no years is all years."""

    kpis: tuple[str, ...]
    areas: tuple[str, ...]
    years: tuple[int, ...] = ()

    @property
    def path(self) -> str:
        """Return the address below the service's."""
        path = f"data/kpi/{','.join(self.kpis)}/municipality/{','.join(self.areas)}"
        return f"{path}/year/{','.join(map(str, self.years))}" if self.years else path

    def __str__(self) -> str:
        """Name the batch in Swedish, for an error or a progress bar."""
        years = f", år {listed([str(year) for year in self.years])}" if self.years else ""
        return f"nyckeltal {listed(self.kpis)} × område {listed(self.areas)}{years}"


@dataclass(frozen=True, slots=True)
class Query:
    """Data that are wanted: every indicator for every area, and all years where none are named."""

    kpis: tuple[str, ...]
    areas: tuple[str, ...]
    years: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.kpis or not self.areas:
            message = "a query needs at least one indicator and one area"
            raise ValueError(message)
        for ids in (self.kpis, self.areas):
            check_ids(ids)
        if len(set(self.years)) != len(self.years):
            message = "a query names a year twice"
            raise ValueError(message)

    def batches(self) -> tuple[Batch, ...]:
        """Return the questions that together ask for everything once."""
        years: list[tuple[int, ...]] = list(chunks(self.years)) or [()]
        return tuple(Batch(*part) for part in product(chunks(self.kpis), chunks(self.areas), years))


def check_ids(ids: Sequence[str]) -> None:
    """Raise :class:`ValueError` unless each id is named once and fits in an address."""
    if len(set(ids)) != len(ids):
        message = "an id is named twice"
        raise ValueError(message)
    for one in ids:
        if not _ID.fullmatch(one):
            message = f"{one!r} is not an id"
            raise ValueError(message)


def chunks(ids: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Cut a sequence into parts that fit in one segment."""
    for start in range(0, len(ids), MAX_IDS):
        yield tuple(ids[start : start + MAX_IDS])
