"""What the service answers: version 3, from the state and the address alone.

``from_date`` is not served; like every unknown parameter it is ignored in silence.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import msgspec

from tests.kolada_server.store import Cell, Store

MAX_IDS = 25
PER_PAGE = 5000
ENTITIES = {"kpi": "kpis", "municipality": "municipalities", "municipality_groups": "groups"}
SEGMENTS = {"kpi": "kpi_id", "municipality": "municipality_id", "year": "year"}


@dataclass(frozen=True)
class Reply:
    """An answer before it is sent, with what is to go wrong while sending.

    ``delay`` seconds pass before the first byte, ``until`` something has happened nothing is sent, and ``drip``
    seconds pass before each byte; only ``share`` of
    the body is sent, and where that is not all the connection is closed; ``hang_up`` sends nothing at all.
    ``wire`` makes what is sent instead of an answer, as long as anybody listens.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    until: Event | None = None
    share: float = 1.0
    drip: float = 0.0
    hang_up: bool = False
    wire: Callable[[], Iterator[bytes]] | None = None

    @property
    def is_broken(self) -> bool:
        """Tell whether the connection ends with it."""
        return self.hang_up or self.share < 1 or self.wire is not None

    def pieces(self) -> Iterator[bytes]:
        """Yield what is sent after the headers, or instead of them."""
        if self.wire is not None:
            yield from self.wire()
        elif self.drip:
            for byte in self.body:
                time.sleep(self.drip)
                yield bytes([byte])
        elif not self.hang_up:
            yield self.body[: int(len(self.body) * self.share)]

    def wait(self) -> None:
        """Let pass what is to pass before the first byte."""
        time.sleep(self.delay)
        if self.until is not None:
            self.until.wait()


def answer(store: Store, root: str, target: str) -> Reply:
    """Return what is answered to ``target`` (path and query); ``root`` is scheme and host."""
    address = urlsplit(target)
    path, query = unquote(address.path), parse_qs(address.query)
    if path.startswith("/v2/"):
        return _json(410, {"error": "This endpoint is deprecated. Please use /v3 instead."})
    parts = path.removeprefix("/v3/").rstrip("/").split("/")
    if not path.startswith("/v3/"):
        return _missing()
    per_page, page = _number(query, "per_page", PER_PAGE), _number(query, "page", 1)
    if not 1 <= per_page <= PER_PAGE or page < 1:
        return _unprocessable("per_page")
    found = _data(store, parts[1:], query) if parts[0] == "data" else _entities(store, parts, query)
    if isinstance(found, Reply):
        return found
    return _page(found, root + path, query, page, per_page)


def _entities(store: Store, parts: Sequence[str], query: Mapping[str, list[str]]) -> "Rows | Reply":
    if parts[0] not in ENTITIES or len(parts) > 2:
        return _missing()
    known: Mapping[str, Mapping[str, Any]] = getattr(store, ENTITIES[parts[0]])
    rows: Iterable[Mapping[str, Any]] = known.values()
    if len(parts) == 2:
        ids = parts[1].split(",")
        if len(ids) > MAX_IDS:
            return _unprocessable(parts[0])
        rows = [known[one] for one in ids if one in known]
    title = query.get("title", [""])[0].casefold()
    kinds = query.get("region_type", []) if parts[0] == "municipality" else []
    return Rows([r for r in rows if title in r["title"].casefold() and (not kinds or r["type"] in kinds)])


def _data(store: Store, parts: Sequence[str], query: Mapping[str, list[str]]) -> "Rows | Reply":
    if parts:
        if len(parts) % 2 or any(name not in SEGMENTS for name in parts[::2]):
            return _missing()
        asked = {name: ids.split(",") for name, ids in zip(parts[::2], parts[1::2], strict=True)}
    else:
        asked = {name: query[parameter] for name, parameter in SEGMENTS.items() if parameter in query}
    if len(asked) < 2:
        return _missing()
    for name, ids in asked.items():
        if len(ids) > MAX_IDS:
            return _unprocessable(name)
    years = {int(year) for year in asked["year"]} if "year" in asked else None
    keys = []
    for kpi in asked.get("kpi") or store.kpis:
        for area in asked.get("municipality") or [*store.municipalities, *store.groups]:
            series = store.values.get((kpi, area), {})
            keys += [(kpi, area, year) for year in sorted(series) if years is None or year in years]
    return Rows(keys, store)


class Rows:
    """Items of an answer; those of data are only written out for the page that is wanted."""

    def __init__(self, items: Sequence[Any], store: Store | None = None) -> None:
        self.items, self.store = items, store

    def cut(self, start: int, end: int) -> list[Any]:
        """Return the items of a page as the service writes them."""
        if self.store is None:
            return list(self.items[start:end])
        return [_item(*key, self.store.values[key[0], key[1]][key[2]]) for key in self.items[start:end]]


def _item(kpi: str, area: str, year: int, cells: tuple[Cell, ...]) -> dict[str, Any]:
    values = [
        {"gender": c.gender, "count": c.count, "status": c.status, "value": c.value, "isdeleted": c.isdeleted}
        for c in cells
    ]
    return {"kpi": kpi, "municipality": area, "period": year, "values": values}


def _page(found: Rows, url: str, query: Mapping[str, list[str]], page: int, per_page: int) -> Reply:
    start, end = (page - 1) * per_page, page * per_page
    items = found.cut(start, end)

    def address(number: int) -> str:
        kept = {name: values for name, values in query.items() if name not in ("page", "per_page")}
        return f"{url}?{urlencode({**kept, 'page': number, 'per_page': per_page}, doseq=True)}"

    return _json(
        200,
        {
            "values": items,
            "count": len(items),
            "next_url": address(page + 1) if end < len(found.items) else None,
            "previous_url": address(page - 1) if page > 1 else None,
        },
    )


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    text = query.get(name, [str(default)])[0]
    return int(text) if text.isdecimal() else -1


def _json(status: int, content: object) -> Reply:
    return Reply(status, msgspec.json.encode(content))


def _missing() -> Reply:
    return _json(404, {"detail": "Not Found"})


def _unprocessable(name: str) -> Reply:
    detail = {"type": "too_long", "loc": ["path", name], "msg": f"at most {MAX_IDS} items, {PER_PAGE} a page"}
    return _json(422, {"detail": [detail]})
