"""The readers: each breaks a good input by a seeded generator and reads it as the program does."""

import copy
import io
import json
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from goalkit.plan import Plan
from goalkit.planfile import load_plan, plan_faults
from goalkit.sources.kolada import Query, fetch_groups, fetch_kpis, fetch_municipalities, fetch_values
from goalkit.sources.kolada.session import Received, on_same_host
from goalkit.sources.local import check_local, load_local
from goalkit.sources.manifest import FILE, Manifest, proof_of
from goalkit.sources.vintages import MEANS, QUANTILES, VALUES, Needs, load_extract
from tests.fuzz.mutations import ODD, ODD_TOML, broken_bytes, broken_value
from tests.made_up import EVERY_AREA, GROUP, MUNICIPALITIES, ONE_AREA, SERIES, asked, keep, means_of, rows
from tests.own_series import MUNICIPALITY, csv_text, data_folder, example_plan, put, put_excel, row, typed_row

PLAN = example_plan()


@cache
def _plan_text() -> bytes:
    return ONE_AREA.read_bytes()


@cache
def _plan_values() -> dict[str, Any]:
    return tomllib.loads(_plan_text().decode())


def plan_file(random: Random, folder: Path) -> bool:
    """Read a plan file with broken bytes."""
    path = folder / "plan.toml"
    path.write_bytes(broken_bytes(random, _plan_text()))
    return load_plan(path).municipality is not None


def plan_values(random: Random, folder: Path) -> bool:
    """Check a plan that is TOML, with values of other kinds than a plan has; no fault means that it is a plan."""
    del folder
    raw = broken_value(random, copy.deepcopy(_plan_values()), ODD + ODD_TOML)
    if not isinstance(raw, dict) or list(plan_faults(raw)):
        return False
    return msgspec.convert(raw, Plan) is not None


@cache
def _csv() -> bytes:
    second = row(år="2023", värde="44,1", täljare="441", nämnare="1000", undre="40,0", övre="48,5")
    return csv_text(row(), second, row(år="2024", värde="", status="undertryckt")).encode()


def _own_series(data: Path) -> bool:
    faults, loaded = check_local(data, PLAN, MUNICIPALITY), load_local(data, PLAN, MUNICIPALITY)
    assert bool(faults) == bool(loaded.faults), "faults are told by both or by none"
    assert not (faults and loaded.rows), "nothing is loaded from a file with a fault"
    assert all("\n" not in str(fault) for fault in faults), "a fault is one line"
    return not faults


def _data(folder: Path) -> Path:
    return folder / "data" if (folder / "data").exists() else data_folder(folder)


def local_csv(random: Random, folder: Path) -> bool:
    """Read an own series in CSV with broken bytes."""
    data = _data(folder)
    put(data, broken_bytes(random, _csv()))
    return _own_series(data)


@cache
def _xlsx() -> bytes:
    import tempfile  # noqa: PLC0415 - only to have the workbook's bytes

    with tempfile.TemporaryDirectory() as folder:
        data = data_folder(Path(folder))
        return put_excel(data, typed_row(), typed_row(år=2023, värde=44.1, metod="Kartering")).read_bytes()


def local_xlsx(random: Random, folder: Path) -> bool:
    """Read an own series in a workbook: broken as a file, or with one broken part in a whole archive."""
    data = _data(folder)
    content = broken_bytes(random, _xlsx()) if random.random() < 0.3 else _with_broken_part(random, _xlsx())
    put(data, content, "5C.xlsx")
    return _own_series(data)


def _with_broken_part(random: Random, content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        names = old.namelist()
        chosen = random.choice([name for name in names for _ in range(6 if "sheet1" in name else 1)])
        for name in names:
            part = old.read(name)
            if name != chosen or random.random() > 0.05:
                new.writestr(name, broken_bytes(random, part) if name == chosen else part)
    return written.getvalue()


class Canned:
    """Stands where :class:`goalkit.sources.kolada.Client` stands, and gives the same answer to everything."""

    base_url = "https://kolada.example/v3"

    def __init__(self, body: bytes) -> None:
        self.body = body

    def get(self, url: str, concerning: str) -> Received:
        del concerning
        return Received(url, self.body, datetime(2024, 8, 30, tzinfo=UTC), saved=False)

    def forget(self, urls: Iterable[str]) -> None:
        del urls

    def on_service(self, url: str) -> str | None:
        return on_same_host(self.base_url, url)


QUERY = Query(("N90001", "N90002"), ("9001", "0000"))
NEXT = f"{Canned.base_url}/{QUERY.batches()[0].path}?per_page=5000&page=2"


def _cell(gender: str, value: float | None, count: int | None = None) -> dict[str, Any]:
    status = None if value is not None else "Missing"
    return {"gender": gender, "value": value, "status": status, "count": count, "isdeleted": False}


def _item(kpi: str, area: str, year: int, *cells: dict[str, Any]) -> dict[str, Any]:
    return {"kpi": kpi, "municipality": area, "period": year, "values": list(cells)}


def _page(*items: dict[str, Any], next_url: str | None = None) -> dict[str, Any]:
    return {"values": list(items), "count": len(items), "next_url": next_url, "previous_url": None}


KPI_ANSWER = {
    "id": "N90001",
    "title": "Påhittad andel",
    "description": "Påhittad.",
    "is_divided_by_gender": True,
    "municipality_type": "K",
    "operating_area": "Påhittat,Annat",
    "prel_publication_date": None,
    "publication_date": "2025-04-01",
    "publ_period": "2024",
    "has_ou_data": False,
}
DATA = _page(
    _item("N90001", "9001", 2023, _cell("T", 12.5, 3), _cell("K", 12.0), _cell("M", 13.0)),
    _item("N90001", "0000", 2023, _cell("T", 10.1)),
    _item("N90002", "9001", 2022, _cell("T", None)),
)
ANSWERS: tuple[tuple[dict[str, Any], Callable[[Any], Any]], ...] = (
    (DATA, lambda client: fetch_values(client, QUERY)),
    ({**DATA, "next_url": NEXT}, lambda client: fetch_values(client, QUERY)),
    (_page(KPI_ANSWER), lambda client: fetch_kpis(client, ("N90001",))),
    (
        _page({"id": "9001", "title": "Exempelkommun", "type": "K"}, {"id": "0000", "title": "Landet", "type": "L"}),
        fetch_municipalities,
    ),
    (
        _page({"id": "G1", "title": "Alla", "members": [{"member_id": "9001", "member_title": "Exempelkommun"}]}),
        fetch_groups,
    ),
)


def kolada_json(random: Random, folder: Path) -> bool:
    """Read an answer of the service that is broken as text, or is JSON of another shape."""
    del folder
    answer, fetch = random.choice(ANSWERS)
    if random.random() < 0.5:
        body = broken_bytes(random, json.dumps(answer, ensure_ascii=False).encode())
    else:
        body = json.dumps(broken_value(random, copy.deepcopy(answer), ODD)).encode()
    return fetch(Canned(body)) is not None


NEEDS = Needs(
    series=frozenset(SERIES),
    areas=frozenset(EVERY_AREA),
    groups=frozenset({GROUP}),
    averaged=frozenset(SERIES[:2]),
    members=frozenset(MUNICIPALITIES),
)
DAY = "2024-05-01"


@cache
def _tables() -> dict[str, bytes]:
    """Return the tables of a good vintage."""
    import tempfile  # noqa: PLC0415 - only to have the tables' bytes

    with tempfile.TemporaryDirectory() as folder:
        values = {kpi: {area: {2022: 1.5, 2023: None} for area in EVERY_AREA} for kpi in SERIES}
        kept = keep(Path(folder), DAY, rows(values), means=[means_of("N90001", "N90001+N90002")])
        return {name: (kept / name).read_bytes() for name in (VALUES, MEANS, QUANTILES)}


def parquet(random: Random, folder: Path) -> bool:
    """Read a vintage whose manifest proves a broken table: what only a careless hand could leave."""
    kept = folder / DAY
    kept.mkdir(exist_ok=True)
    contents = dict(_tables())
    name = random.choice(list(contents))
    broken = broken_bytes if random.random() < 0.5 else _other_table
    contents[name] = broken(random, contents[name])
    for table, content in contents.items():
        (kept / table).write_bytes(content)
    manifest = Manifest(
        id=DAY,
        retrieved=datetime(2024, 5, 1, tzinfo=UTC).date(),
        certainty="exact",
        date_note="Påhittat.",
        origin="Påhittat.",
        source="Källa: påhittad",
        terms="Får användas fritt.",
        asked=(asked(),),
        asked_means=(means_of("N90001", "N90001+N90002"),),
        files={table: proof_of(kept / table, 1) for table in contents},
    )
    (kept / FILE).write_bytes(msgspec.json.encode(manifest))
    return load_extract(kept, NEEDS).id == DAY


def _other_table(random: Random, content: bytes) -> bytes:
    """Return a whole parquet file with a column gone, renamed, doubled, of another type, or with odd values."""
    table = pq.read_table(pa.BufferReader(content))
    index = random.randrange(table.num_columns)
    name, length = table.column_names[index], table.num_rows
    columns: tuple[Callable[[], pa.Table], ...] = (
        lambda: table.remove_column(index),
        lambda: table.rename_columns([("x" if c == name else c) for c in table.column_names]),
        lambda: table.append_column(name, table.column(index)),
        lambda: table.set_column(index, name, pa.nulls(length)),
        lambda: table.set_column(index, name, pa.array([random.choice(("", "x", "1e999", "NaN"))] * length)),
        lambda: table.set_column(index, name, pa.array([float("nan")] * length)),
        lambda: table.set_column(index, name, pa.array([float("inf")] * length)),
        lambda: table.set_column(index, name, pa.array([2**40] * length)),
        lambda: table.set_column(index, name, pa.array([[1]] * length)),
        lambda: table.set_column(index, name, pa.array([b"\xff\xfe"] * length)),
        lambda: table.slice(0, 0),
        lambda: pa.concat_tables([table, table]),
    )
    written = io.BytesIO()
    pq.write_table(random.choice(columns)(), written)
    return written.getvalue()
