"""The readers: each breaks a good input by a seeded generator and reads it as the program does."""

import copy
import io
import json
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from goalkit.plan import Plan
from goalkit.planfile import load_plan, plan_faults
from goalkit.publishing.proof import PROOF
from goalkit.publishing.publish import publish
from goalkit.publishing.records import CORRECTIONS, PUBLICATIONS, REVIEWS, Review, approval, corrections
from goalkit.publishing.verify import Verifier
from goalkit.show.published import changes_since
from goalkit.show.report import Report, report, to_json
from goalkit.show.views import load_view
from goalkit.show.views import view_file as view_path
from goalkit.sources.frozen import FOLDER as FROZEN_FOLDER
from goalkit.sources.frozen import check_follow_ups, read_follow_up
from goalkit.sources.fsck import check_vintages
from goalkit.sources.kolada import Query, fetch_groups, fetch_kpis, fetch_municipalities, fetch_values
from goalkit.sources.kolada.session import Received, on_same_host
from goalkit.sources.local import check_local, load_local
from goalkit.sources.manifest import FILE, Manifest, proof_of, read_manifest
from goalkit.sources.national import read_totals
from goalkit.sources.parquet import MEANS, QUANTILES, VALUES
from goalkit.sources.place import FROZEN
from goalkit.sources.vintages import AREAS, INDICATORS, Needs, area_names, load_extract, series_facts
from goalkit.workbook import open_workbook
from tests.fuzz.mutations import ODD, ODD_TOML, broken_bytes, broken_value
from tests.made_up import EVERY_AREA, GROUP, MUNICIPALITIES, ONE_AREA, SERIES, describe, keep, means_of, rows
from tests.own_series import MUNICIPALITY, SHIPPED, csv_text, data_folder, example_plan, put, put_excel, row, typed_row

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
    second = row(år="2023", mätt="2023-08-15", inlagt="2024-02-01", värde="44,1", täljare="441", nämnare="1000")
    third = row(år="2024", mätt="2024-08-15", inlagt="2025-02-01", värde="", status="undertryckt")
    return csv_text(row(undre="40,0", övre="48,5"), second, third).encode()


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
    with tempfile.TemporaryDirectory() as folder:
        data = data_folder(Path(folder))
        second = typed_row(år=2023, mätt=date(2023, 8, 15), inlagt=date(2024, 2, 1), värde=44.1)
        return put_excel(data, typed_row(), second).read_bytes()


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
def _files() -> dict[str, bytes]:
    """Return the files of a good vintage."""
    with tempfile.TemporaryDirectory() as folder:
        values = {kpi: {area: {2022: 1.5, 2023: None} for area in EVERY_AREA} for kpi in SERIES}
        told = [describe(kpi, "2024-05-01", "2023") for kpi in SERIES]
        sums = [means_of("N90001", "N90001+N90002")]
        kept = keep(Path(folder), DAY, rows(values), means=sums, indicators=told)
        return {path.name: path.read_bytes() for path in kept.iterdir()}


def parquet(random: Random, folder: Path) -> bool:
    """Read a vintage with a broken table: one that the manifest does not prove, or, from a careless hand, one it does.

    The second kind keeps a whole footer: pyarrow ends the process on some broken ones, and no program can catch
    that. What keeps such a file from it is the proof.
    """
    name = random.choice((VALUES, MEANS, QUANTILES))
    good = _files()[name]
    kept = _kept(folder, {**_files(), name: random.choice((_broken_pages, _other_table))(random, good)})
    if random.random() < 0.3:
        broken = broken_bytes(random, good)
        (kept / name).write_bytes(broken if broken != good else broken + b"\n")
    assert all("\n" not in fault for fault in check_vintages(folder)), "a fault is one line"
    read_totals(kept, read_manifest(kept), SERIES, MUNICIPALITIES)
    return load_extract(kept, NEEDS).id == DAY


def vintage_json(random: Random, folder: Path) -> bool:
    """Read a vintage with a broken manifest, or with broken words of the service that its manifest proves."""
    name = random.choice((FILE, AREAS, INDICATORS))
    content = _files()[name]
    if random.random() < 0.5:
        content = broken_bytes(random, content)
    else:
        content = json.dumps(broken_value(random, json.loads(content))).encode()
    kept = _kept(folder, {**_files(), name: content})
    if name == FILE:
        (kept / FILE).write_bytes(content)
    assert all("\n" not in fault for fault in check_vintages(folder)), "a fault is one line"
    series_facts(kept)
    return bool(area_names([kept])) and load_extract(kept, NEEDS).id == DAY


def _kept(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a vintage whose manifest proves the files as they are."""
    kept = folder / "kolada" / DAY
    kept.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (kept / name).write_bytes(content)
    good = msgspec.json.decode(_files()[FILE], type=Manifest)
    proofs = {name: proof_of(kept / name, 1) for name in files if name != FILE}
    (kept / FILE).write_bytes(msgspec.json.encode(msgspec.structs.replace(good, files=proofs)))
    return kept


def _broken_pages(random: Random, content: bytes) -> bytes:
    """Return a parquet file of the same length with broken bytes before its footer."""
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    broken = broken_bytes(random, content[:footer])
    return broken[:footer].ljust(footer, b"\x00") + content[footer:]


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


VIEW = """\
# Vad diagrammet till 5C visar.
areas = ["0580", "0680"]
band = "G2328"
measure = "index"
genders = ["K", "M"]
first = 2015
last = 2024
decimals = 2
height = 320
heading = "Påhittad rubrik"
"""


def view_file(random: Random, folder: Path) -> bool:
    """Read the saved view of a chart: one that cannot be used is said in one line, and is never an error."""
    path = view_path(folder, PLAN.id, "5C")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(broken_bytes(random, VIEW.encode()))
    saved = load_view(folder, PLAN.id, "5C")
    assert saved.exists
    assert "\n" not in saved.fault, "a fault is one line"
    return not saved.fault


RECORDS = f"""\
[[correction]]
plan = "{PLAN.id}"
date = 2025-03-01
was = "12,3 procent"
now = "12,4 procent"
target = "5C"

[[publication]]
plan = "{PLAN.id}"
follow_up = "Helår 2024"
inputs = "{64 * "a"}"
approver = "kommundirektör"
approved = 2025-02-15
unit = "Exempelkontoret"
contact = "exempel@exempelkommun.example"
"""
REVIEWED = f"""\
plan = "{PLAN.id}"
inputs = "{64 * "a"}"
checked = ["bedömningarna"]
"""


def records(random: Random, folder: Path) -> bool:
    """Read corrections, approvals and reviews, each from its file; one of the three is broken."""
    corrected, mark, approved = RECORDS.partition("[[publication]]")
    contents = {CORRECTIONS: corrected.encode(), PUBLICATIONS: (mark + approved).encode()}
    review = msgspec.toml.decode(REVIEWED, type=Review).sealed
    contents[f"{REVIEWS}/{64 * 'a'}.toml"] = f'{REVIEWED}seal = "{review.seal}"\n'.encode()
    (folder / REVIEWS).mkdir(exist_ok=True)
    chosen = random.choice(list(contents))
    for name, content in contents.items():
        (folder / name).write_bytes(broken_bytes(random, content) if name == chosen else content)
    return bool(corrections(folder, PLAN.id)) and approval(folder, PLAN.id, 64 * "a").approved is not None


FOLLOW_UP = f"""\
form = 1
id = "helar-2024"
number = 1
name = "Helår 2024"
plan = "{PLAN.id}"
municipality = "{MUNICIPALITY}"
as_of = 2024-05-01

[vintages]
"2024-05-01" = "{64 * "b"}"

[files]
"plan.toml" = "{64 * "c"}"
"""


def follow_up(random: Random, folder: Path) -> bool:
    """Read what a frozen follow-up says of itself, and check all that are frozen; the files that it names are gone."""
    frozen = folder / FROZEN_FOLDER / PLAN.id / "helar-2024"
    frozen.mkdir(parents=True, exist_ok=True)
    (frozen / FROZEN).write_bytes(broken_bytes(random, FOLLOW_UP.encode()))
    assert list(check_follow_ups(folder)), "what is gone is told"
    return read_follow_up(frozen).told.number == 1


NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks" / "exempelkommun.py"
_VERIFIER = Verifier(SHIPPED, NOTEBOOK.parent)


@cache
def _page() -> str:
    """Return a whole published page."""
    with tempfile.TemporaryDirectory() as folder:
        publish([NOTEBOOK], Path(folder))
        return (Path(folder) / f"{NOTEBOOK.stem}.html").read_text(encoding="utf-8")


def published_page(random: Random, folder: Path) -> bool:
    """Check a published page that is broken anywhere, or that says odd things of what it is made of."""
    page = _page()
    before, mark, rest = page.partition(PROOF)
    told, end, after = rest.partition("</script>")
    if random.random() < 0.5:
        content = broken_bytes(random, page.encode())
    elif random.random() < 0.5:
        content = (before + mark).encode() + broken_bytes(random, told.encode()) + (end + after).encode()
    else:
        content = (before + mark + json.dumps(broken_value(random, json.loads(told))) + end + after).encode()
    path = folder / f"{NOTEBOOK.stem}.html"
    path.write_bytes(content)
    found = _VERIFIER.check(path)
    assert content == page.encode() or found.exit_code, "a changed page never agrees"
    return found.exit_code != 2


@cache
def _status() -> bytes:
    """Return the ``status.json`` of a published site."""
    return to_json(report(open_workbook(data=SHIPPED))).encode()


def published_status(random: Random, folder: Path) -> bool:
    """Hold what a published site said against the same now: a file that cannot be read is said, and never an error."""
    del folder
    now = msgspec.json.decode(_status(), type=Report)
    if random.random() < 0.5:
        content = broken_bytes(random, _status())
    else:
        content = json.dumps(broken_value(random, json.loads(_status()))).encode()
    changed, _ = changes_since(content, now)
    assert all("\n" not in line for line in changed)
    return True
