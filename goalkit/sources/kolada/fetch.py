"""Everything that is asked for, or an error: there is no partial answer.

An answer is compared with its question, because the service ignores in silence what it does not
understand. One that does not fit is not kept either: the next run asks anew.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

from goalkit.sources.kolada.answers import (
    Cell,
    DataItem,
    Group,
    Kpi,
    MisfitError,
    Municipality,
    Page,
    decode_page,
    listed,
)
from goalkit.sources.kolada.batches import PER_PAGE, Batch, Query, check_ids, chunks
from goalkit.sources.kolada.faults import wrong_answer
from goalkit.sources.kolada.results import Answer, FetchedValues, Found, Progress, Values
from goalkit.sources.kolada.session import Client

MAX_PAGES = 200
"""Pages of one question: many times what 25 × 25 series of a hundred years fill."""

MOST_BYTES = 128 << 20
"""Bytes of all pages of one question: many times the largest, too."""

T = TypeVar("T")
Entity = TypeVar("Entity", Kpi, Municipality, Group)

_DATA = msgspec.json.Decoder(Page[DataItem])
_KPIS = msgspec.json.Decoder(Page[Kpi])
_MUNICIPALITIES = msgspec.json.Decoder(Page[Municipality])
_GROUPS = msgspec.json.Decoder(Page[Group])


def fetch_values(client: Client, query: Query, progress: Callable[[Progress], None] | None = None) -> FetchedValues:
    """Fetch every value of a query; ``progress`` is called after each batch.

    Raises:
        KoladaUnavailableError: a batch got no whole answer; the message names it.
        KoladaFormatError: a batch got something else than was asked for; the message names it.
    """
    values, answers, deleted = Values(), list[Answer](), 0
    batches = query.batches()
    for done, batch in enumerate(batches, start=1):
        collector = _Collector(batch, values)
        pages = _read(client, batch.path, str(batch), _DATA, collector.take)
        answers += pages
        deleted += collector.deleted
        if progress is not None:
            progress(Progress(done, len(batches), len(values), batch, all(page.saved for page in pages)))
    return FetchedValues(query, values, tuple(answers), deleted)


def fetch_kpis(client: Client, ids: Sequence[str] | None = None) -> Found[Kpi]:
    """Fetch the metadata of indicators, or of all there are. Raises as :func:`fetch_values`."""
    return _entities(client, "kpi", "nyckeltal", ids, _KPIS)


def fetch_municipalities(client: Client, ids: Sequence[str] | None = None) -> Found[Municipality]:
    """Fetch municipalities, regions and the nation (``0000``). Raises as :func:`fetch_values`."""
    return _entities(client, "municipality", "kommuner och regioner", ids, _MUNICIPALITIES)


def fetch_groups(client: Client, ids: Sequence[str] | None = None) -> Found[Group]:
    """Fetch groups of municipalities with their members. Raises as :func:`fetch_values`."""
    return _entities(client, "municipality_groups", "kommungrupper", ids, _GROUPS)


class _Collector:
    """Compares the items of one batch with its question and puts their values into the columns."""

    def __init__(self, batch: Batch, values: Values) -> None:
        self._kpis = {kpi: kpi for kpi in batch.kpis}
        self._areas = {area: area for area in batch.areas}
        self._years = frozenset(batch.years)
        self._seen: set[tuple[str, str, int, str]] = set()
        self._values = values
        self.deleted = 0

    def take(self, items: list[DataItem]) -> None:
        for item in items:
            # The question's own strings are kept: a hundred thousand copies of an id are many megabytes.
            kpi, area = self._kpis.get(item.kpi), self._areas.get(item.municipality)
            if kpi is None or area is None or (self._years and item.period not in self._years):
                message = f"{item.kpi} för område {item.municipality}, år {item.period}, ingick inte i frågan."
                raise MisfitError(message)
            for cell in item.values:
                if cell.isdeleted:
                    self.deleted += 1
                else:
                    self._keep(kpi, area, item.period, cell)

    def _keep(self, kpi: str, area: str, year: int, cell: Cell) -> None:
        key = (kpi, area, year, cell.gender)
        if key in self._seen:
            message = f"{kpi} för område {area}, år {year}, kön {cell.gender}, står två gånger."
            raise MisfitError(message)
        self._seen.add(key)
        columns = self._values
        columns.kpi.append(kpi)
        columns.area.append(area)
        columns.year.append(year)
        columns.gender.append(cell.gender)
        columns.value.append(cell.value)
        columns.status.append(cell.status or "")
        columns.n.append(cell.count)


def _entities(
    client: Client,
    endpoint: str,
    noun: str,
    ids: Sequence[str] | None,
    decoder: "msgspec.json.Decoder[Page[Entity]]",
) -> Found[Entity]:
    check_ids(ids or ())
    found: dict[str, Entity] = {}
    answers: list[Answer] = []
    parts: list[tuple[str, ...]] = [()] if ids is None else list(chunks(ids))
    for part in parts:
        path = f"{endpoint}/{','.join(part)}" if part else endpoint
        concerning = f"{noun} {listed(part)}" if part else f"alla {noun}"
        answers += _read(client, path, concerning, decoder, partial(_file, found, frozenset(part)))
    missing = tuple(one for one in ids or () if one not in found)
    return Found(tuple(found.values()), missing, tuple(answers))


def _file(found: dict[str, Entity], asked: frozenset[str], items: list[Entity]) -> None:
    """File items under their ids; ``asked`` is empty where everything was asked for."""
    for item in items:
        if asked and item.id not in asked:
            message = f"{item.id} ingick inte i frågan."
            raise MisfitError(message)
        if item.id in found:
            message = f"{item.id} står två gånger."
            raise MisfitError(message)
        found[item.id] = item


def _read(
    client: Client,
    path: str,
    concerning: str,
    decoder: "msgspec.json.Decoder[Page[T]]",
    take: Callable[[list[T]], None],
) -> list[Answer]:
    """Hand the items of every page of one question to ``take``, and return where they came from."""
    answers: list[Answer] = []
    asked: list[str] = []
    left = MOST_BYTES
    url: str | None = f"{client.base_url}/{path}?per_page={PER_PAGE}"
    while url is not None:
        asked.append(url)
        received = client.get(url, concerning)
        left -= len(received.body)
        try:
            if left < 0:
                message = f"sidorna är tillsammans större än {MOST_BYTES >> 20} MB."
                raise MisfitError(message)
            page = decode_page(received.body, decoder)
            take(page.values)
            url = None if page.next_url is None else _next(client, page.next_url, asked)
        except MisfitError as error:
            client.forget(asked)
            raise wrong_answer(str(error), concerning, asked[-1]) from error
        place = asked[-1].partition("://")[2].partition("/")[2]
        answers.append(Answer(f"/{place}", received.sha256, received.retrieved, len(page.values), received.saved))
    return answers


def _next(client: Client, next_url: str, asked: list[str]) -> str:
    """Return where the next page is; raise if it leads elsewhere or never ends."""
    url = client.on_service(next_url)
    if url is None or _path(url) != _path(asked[0]):
        message = f"nästa sida (next_url) ligger på en annan adress: {next_url}."
        raise MisfitError(message)
    if url in asked or len(asked) >= MAX_PAGES:
        message = f"sidorna tar aldrig slut: sida {len(asked)} hänvisar vidare till {next_url}."
        raise MisfitError(message)
    return url


def _path(url: str) -> str:
    """Return an address's path as it is meant: %2C is a comma, and a closing slash says nothing."""
    return unquote(urlsplit(url).path).rstrip("/")
