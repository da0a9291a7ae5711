"""Vintages: kept whole or not at all, read whole or not at all, and those that come with the program."""

import json
import random
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goalkit.errors import DataError
from goalkit.sources import keep as keeping
from goalkit.sources.fsck import check_vintages
from goalkit.sources.keep import LEFTOVER, keep_vintage, next_id
from goalkit.sources.manifest import FILE, Asked, Fetch, Manifest, proof_of, read_manifest
from goalkit.sources.vintages import (
    CUTS,
    Needs,
    load_extracts,
    load_names,
    load_series_facts,
    vintage_folders,
)
from tests.fuzz.mutations import broken_bytes
from tests.made_up import (
    EVERY_AREA,
    GROUP,
    LAND,
    MUNICIPALITIES,
    OWN,
    SERIES,
    asked,
    describe,
    keep,
    manifest_of,
    means_of,
    rows,
)
from tests.shipped import MAKERS

SHIPPED_IDS = ["2024-08-30", "2026-03-19", "2026-04-14", "2026-09-28"]
NEEDS = Needs(frozenset(SERIES), frozenset(EVERY_AREA), frozenset({GROUP}))
SUM = "N90001+N90002"


@pytest.fixture(scope="module")
def world() -> dict[str, dict[str, dict[int, float | None]]]:
    """Return made-up values with holes: 9003 lacks one part of the sum, 9004 has a row without a value."""
    numbers = random.Random(581)
    areas = {a: {y: round(numbers.uniform(0, 60), 1) for y in range(2020, 2024)} for a in EVERY_AREA}
    world = {
        kpi: {a: {y: round(v + i, 1) for y, v in years.items()} for a, years in areas.items()}
        for i, kpi in enumerate(SERIES)
    }
    del world["N90002"]["9003"][2022]
    world["N90001"]["9004"][2022] = None
    return world


@pytest.fixture
def data(tmp_path, world) -> Path:
    """Return a data folder with one made-up vintage."""
    keep(
        tmp_path,
        "2024-05-01",
        rows(world),
        means=[means_of(*SERIES, SUM)],
        indicators=[describe(kpi, "2025-04-01", "2024") for kpi in SERIES],
    )
    return tmp_path


def read_all(data: Path) -> None:
    """Read everything that a look at a plan reads."""
    load_names(data)
    load_extracts(data, NEEDS)
    load_series_facts(data)


# --- what is kept is what is read ----------------------------------------------------------------


def test_values_come_back_as_the_published_decimals(data, world):
    (extract,) = load_extracts(data, NEEDS)
    for kpi, areas in world.items():
        for area, years in areas.items():
            cells = extract.cells[kpi, area, "T"]
            assert {y: c.value for y, c in cells.items()} == {
                y: None if v is None else Fraction(str(v)) for y, v in years.items()
            }


def test_a_row_without_a_value_keeps_the_word_of_the_source(tmp_path):
    keep(tmp_path, "2024-05-01", rows({"N90001": {OWN: {2022: None}}}, status="Suppressed"))
    (extract,) = load_extracts(tmp_path, NEEDS)
    cell = extract.cells["N90001", OWN, "T"][2022]
    assert (cell.value, cell.status, cell.withheld) == (None, "Suppressed", True)


def test_a_mean_is_over_the_members_that_have_all_parts_and_is_kept_as_an_exact_sum(data, world):
    (extract,) = load_extracts(data, NEEDS)
    for year in range(2020, 2024):
        whole = [
            (world["N90001"][a].get(year), world["N90002"][a].get(year))
            for a in MUNICIPALITIES
            if world["N90001"][a].get(year) is not None and world["N90002"][a].get(year) is not None
        ]
        mean = extract.means[("N90001", "N90002"), GROUP, "T"][year]
        assert mean.n == len(whole) == (8 if year == 2022 else 10)
        assert mean.total == sum(Fraction(str(x)) + Fraction(str(y)) for x, y in whole)


def test_the_nation_is_no_member_of_a_mean(data, world):
    (extract,) = load_extracts(data, NEEDS)
    mean = extract.means[("N90003",), GROUP, "T"][2022]
    assert mean.n == 10
    assert mean.total == sum(Fraction(str(world["N90003"][a][2022])) for a in MUNICIPALITIES)
    assert LAND not in MUNICIPALITIES


def test_quantiles_cut_between_the_order_statistics(data, world):
    (extract,) = load_extracts(data, NEEDS)
    values = sorted(world["N90003"][a][2022] for a in MUNICIPALITIES)
    cut = extract.quantiles[("N90003",), GROUP, "T"][2022]
    assert (cut.lowest, cut.highest, cut.n) == (values[0], values[-1], 10)
    # type 7: the p-quantile of n values lies p(n - 1) steps from the first
    for name, p in (("p5", 0.05), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p95", 0.95)):
        place = p * 9
        below = int(place)
        expected = values[below] + (place - below) * (values[below + 1] - values[below])
        assert getattr(cut, name) == pytest.approx(expected, abs=1e-12), name


def test_only_what_is_needed_is_read(data):
    (extract,) = load_extracts(data, Needs(frozenset({"N90001"}), frozenset({OWN})))
    assert set(extract.cells) == {("N90001", OWN, "T")}
    assert extract.means == {}
    assert set(extract.asked) == {("N90001", OWN)}


def test_what_was_asked_for_is_the_union_of_the_blocks_for_the_total(tmp_path):
    blocks = [
        asked(["N90001"], [OWN, LAND], 2020, 2022),
        asked(["N90001"], [OWN], 2023, 2024),
        asked(["N90001"], [OWN], 2025, 2026, genders=("K", "M")),
    ]
    keep(tmp_path, "2024-05-01", [], blocks=blocks)
    (extract,) = load_extracts(tmp_path, NEEDS)
    assert extract.asked["N90001", OWN] == frozenset(range(2020, 2025))
    assert extract.asked["N90001", LAND] == frozenset(range(2020, 2023))
    assert extract.years_asked(["N90001", "N90002"], OWN) == frozenset()


def test_names_and_facts_come_from_the_newest_vintage_that_says_them(data):
    newer = [describe("N90001", "2026-04-01", "2025")]
    keep(data, "2025-05-01", [], indicators=newer)
    facts = load_series_facts(data)
    assert str(facts["N90001"].release.date) == "2026-04-01"
    assert facts["N90002"].release.year == 2024
    assert load_series_facts(data, "2024-12-31")["N90001"].release.year == 2024
    names = load_names(data)
    assert (names[OWN].kind, names[LAND].kind, names[GROUP].members) == ("K", "L", MUNICIPALITIES)


def test_facts_of_the_wanted_series_alone(data):
    every = load_series_facts(data)
    one = frozenset(list(every)[:1])
    assert len(every) > 1
    assert load_series_facts(data, wanted=one) == {kpi: every[kpi] for kpi in one}
    assert load_series_facts(data, wanted=frozenset({"N99999"})) == {}


def test_shuffled_rows_give_the_same_bytes(tmp_path, world):
    plain, mixed = rows(world), rows(world)
    random.Random(1).shuffle(mixed)
    one = keep(tmp_path / "one", "2024-05-01", plain, means=[means_of(SUM)])
    other = keep(tmp_path / "other", "2024-05-01", mixed, means=[means_of(SUM)])
    assert {f.name: f.read_bytes() for f in one.iterdir()} == {f.name: f.read_bytes() for f in other.iterdir()}


# --- which vintages there are --------------------------------------------------------------------


@pytest.fixture
def several(tmp_path) -> Path:
    for day in ("2024-05-01", "2024-05-01.2", "2024-05-01.10", "2025-01-31"):
        keep(tmp_path, day, [])
    return tmp_path


@pytest.mark.parametrize(
    ("upto", "ids"),
    [
        (None, ["2025-01-31", "2024-05-01.10", "2024-05-01.2", "2024-05-01"]),
        ("2025-01-30", ["2024-05-01.10", "2024-05-01.2", "2024-05-01"]),
        ("2025-01-31", ["2025-01-31", "2024-05-01.10", "2024-05-01.2", "2024-05-01"]),
        ("2024-05-01", ["2024-05-01.10", "2024-05-01.2", "2024-05-01"]),
        ("2024-05-01.2", ["2024-05-01.2", "2024-05-01"]),
    ],
)
def test_vintages_stand_newest_first_up_to_a_date_or_an_id(several, upto, ids):
    assert [folder.name for folder in vintage_folders(several, upto)] == ids
    assert [extract.id for extract in load_extracts(several, NEEDS, upto)] == ids


def test_a_date_before_every_vintage_is_an_error_that_names_those_that_there_are(several):
    with pytest.raises(DataError, match=r"från 2020-01-01 eller tidigare.*2024-05-01\.2.*Ange ett senare datum\."):
        vintage_folders(several, "2020-01-01")


@pytest.mark.parametrize("upto", ["igår", "2026", "2026-13-01", "2026-02-30", "20260928", "2026-09-28.0", ""])
def test_what_is_neither_a_date_nor_an_id_is_an_error_and_never_all_vintages(several, upto):
    with pytest.raises(DataError, match="varken ett datum eller ett datauttag"):
        vintage_folders(several, upto)


def test_an_empty_data_folder_is_an_error_that_says_what_to_run(tmp_path):
    with pytest.raises(DataError, match="goalkit refresh"):
        vintage_folders(tmp_path)


def test_what_is_no_vintage_is_left_alone(several):
    (several / "kolada" / f"{LEFTOVER}abc").mkdir()
    (several / "kolada" / "README.md").write_text("x", encoding="utf-8")
    assert len(vintage_folders(several)) == 4


@pytest.mark.parametrize(
    ("day", "name"), [("2024-05-01", "2024-05-01.11"), ("2025-01-31", "2025-01-31.2"), ("2026-01-01",) * 2]
)
def test_the_next_id_of_a_day_is_never_one_that_exists(several, day, name):
    assert next_id(several, day) == name
    keep(several, next_id(several, day), [])


# --- a damaged vintage ---------------------------------------------------------------------------

FILES = ["values.parquet", "means.parquet", "quantiles.parquet", "indicators.json", "areas.json"]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda content: content[: len(content) // 2],
    "emptied": lambda _: b"",
    "one bit flipped": flipped,
    "longer": lambda content: content + b" ",
}


def one_line_that_helps(error: DataError, name: str) -> None:
    assert "\n" not in str(error)
    assert f"kolada/2024-05-01/{name}" in str(error)
    assert "Återställ ur en säkerhetskopia" in str(error)
    assert "goalkit refresh" in str(error)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", list(DAMAGES.values()), ids=list(DAMAGES))
def test_a_damaged_file_is_one_line_that_names_it_and_says_how_to_get_it_back(data, name, damage):
    path = data / "kolada" / "2024-05-01" / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError) as caught:
        read_all(data)
    one_line_that_helps(caught.value, name)


def test_a_table_broken_anywhere_is_refused_by_its_proof_before_anything_opens_it(data):
    """Pyarrow ends the process on some broken files, and nothing can catch that."""
    path = data / "kolada" / "2024-05-01" / "values.parquet"
    content, dice = path.read_bytes(), random.Random(14)
    for _ in range(120):
        broken = broken_bytes(dice, content)
        path.write_bytes(broken if broken != content else content[:-1])
        with pytest.raises(DataError) as caught:
            read_all(data)
        one_line_that_helps(caught.value, "values.parquet")


@pytest.mark.parametrize("name", [*FILES, FILE])
def test_a_missing_file_is_one_line_that_names_it_and_says_how_to_get_it_back(data, name):
    (data / "kolada" / "2024-05-01" / name).unlink()
    with pytest.raises(DataError) as caught:
        read_all(data)
    one_line_that_helps(caught.value, name)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"form": 2}', b'{"id": "2024-05-01"}'],
    ids=["empty", "cut", "a list", "no text", "another form", "too little"],
)
def test_a_manifest_that_cannot_be_read_is_one_line_that_names_it(data, content):
    (data / "kolada" / "2024-05-01" / FILE).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_all(data)
    one_line_that_helps(caught.value, FILE)


def test_a_manifest_with_an_unknown_field_is_damaged_and_not_ignored(data):
    path = data / "kolada" / "2024-05-01" / FILE
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "extra": 1}), encoding="utf-8")
    with pytest.raises(DataError, match="extra"):
        read_all(data)


def prove_as(data: Path, name: str) -> None:
    """Make the manifest name one more file, as it names the values."""
    path = data / "kolada" / "2024-05-01" / FILE
    manifest = json.loads(path.read_bytes())
    manifest["files"][name] = manifest["files"]["values.parquet"]
    path.write_text(json.dumps(manifest), encoding="utf-8")


def prove(data: Path, name: str) -> None:
    """Make the manifest prove a file as it now is, so that only the file's own form can be wrong."""
    folder = data / "kolada" / "2024-05-01"
    manifest = read_manifest(folder)
    files = {**manifest.files, name: proof_of(folder / name, 0)}
    (folder / FILE).write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, files=files)))


@pytest.mark.parametrize("name", ["indicators.json", "areas.json"])
@pytest.mark.parametrize(
    "content",
    [
        *(b"{", b"[]", b"\xff", b'{"a":' * 3_000),
        *(b'{"values": [{}]}', b'{"values": [{"id": "N90001"}], "municipalities": [{"id": "9001"}]}'),
    ],
    ids=["cut", "a list", "no text", "nested without end", "no id", "no title"],
)
def test_a_proven_file_that_is_no_json_object_is_one_line_that_names_it(data, name, content):
    (data / "kolada" / "2024-05-01" / name).write_bytes(content)
    prove(data, name)
    with pytest.raises(DataError) as caught:
        read_all(data)
    one_line_that_helps(caught.value, name)


@pytest.mark.parametrize("name", ["values.parquet", "means.parquet", "quantiles.parquet"])
def test_a_proven_file_that_is_no_known_table_is_one_line_that_names_it(data, name):
    path = data / "kolada" / "2024-05-01" / name
    pq.write_table(pa.table({"other": [1]}), path)
    prove(data, name)
    with pytest.raises(DataError) as caught:
        read_all(data)
    one_line_that_helps(caught.value, name)


@pytest.mark.parametrize(
    ("name", "column", "value", "says"),
    [
        ("values.parquet", "gender", None, "kolumnen gender har tomma fält"),
        ("values.parquet", "value", float("nan"), "kolumnen value har något som inte är tal"),
        ("means.parquet", "sum", "nan", "kolumnen sum har något som inte är tal"),
        ("means.parquet", "n", 0, "kolumnen n har ett antal under 1"),
        ("quantiles.parquet", "median", float("inf"), "kolumnen median har något som inte är tal"),
    ],
)
def test_a_proven_table_with_a_cell_that_says_nothing_is_one_line_that_names_it(data, name, column, value, says):
    path = data / "kolada" / "2024-05-01" / name
    table = pq.read_table(path)
    index = table.column_names.index(column)
    cells = [value, *table.column(index).to_pylist()[1:]]
    pq.write_table(table.set_column(index, column, pa.array(cells, table.schema.field(index).type)), path)
    prove(data, name)
    with pytest.raises(DataError, match=says) as caught:
        read_all(data)
    one_line_that_helps(caught.value, name)


def test_a_manifest_that_names_no_values_is_one_line_that_names_it(data):
    folder = data / "kolada" / "2024-05-01"
    manifest = read_manifest(folder)
    files = {name: proof for name, proof in manifest.files.items() if name != "values.parquet"}
    (folder / FILE).write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, files=files)))
    with pytest.raises(DataError, match=r"nämner inte values\.parquet") as caught:
        read_all(data)
    one_line_that_helps(caught.value, FILE)


def test_a_renamed_folder_is_no_newer_vintage(data):
    root = data / "kolada"
    shutil.copytree(root / "2024-05-01", root / "2026-01-01")
    with pytest.raises(DataError, match="säger att datauttaget är 2024-05-01, men mappen heter 2026-01-01"):
        read_all(data)


def test_a_vintage_whose_manifest_is_gone_is_not_silently_left_out(data):
    keep(data, "2025-05-01", [])
    (data / "kolada" / "2025-05-01" / FILE).unlink()
    with pytest.raises(DataError, match=r"2025-05-01/manifest\.json"):
        load_extracts(data, NEEDS)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("gender", "X", "kolumnen gender har något annat än K, M, T"),
        ("year", 30000, r"kolumnen year har \d{4}–30000, som inte är år"),
        ("count", -1, "kolumnen count har ett antal under 0"),
        ("year", 2023, r"raden N90001 \d{4} T 2023 står två gånger"),
        ("municipality", "9009", "står två gånger eller inte i ordning"),
    ],
)
def test_a_row_that_cannot_be_is_found_by_fsck_and_never_kept(data, column, value, says):
    path = data / "kolada" / "2024-05-01" / "values.parquet"
    table = pq.read_table(path)
    index = table.column_names.index(column)
    place = table["year"].to_pylist().index(2022)
    cells = table.column(index).to_pylist()
    cells[place] = value
    changed = table.set_column(index, column, pa.array(cells, table.schema.field(index).type))
    pq.write_table(changed, path)
    prove(data, "values.parquet")
    assert any(re.search(says, fault) for fault in check_vintages(data))
    if "ordning" not in says:
        with pytest.raises(DataError, match=f"går inte att läsa tillbaka, så inget är sparat: .*{says}"):
            keep(data, "2025-05-01", [tuple(row.values()) for row in changed.to_pylist()])
        assert [folder.name for folder in vintage_folders(data)] == ["2024-05-01"]


def test_sums_past_all_numbers_are_not_kept(data):
    huge = {kpi: {area: {2022: 1.7e308} for area in EVERY_AREA} for kpi in ("N90001", "N90002")}
    with pytest.raises(DataError, match=r"går inte att läsa tillbaka.*quantiles\.parquet.*något som inte är tal"):
        keep(data, "2025-05-01", rows(huge), means=[means_of(SUM)])
    assert [path.name for path in (data / "kolada").iterdir() if path.is_dir()] == ["2024-05-01"]


@pytest.mark.parametrize("name", ["../2024-05-01/values.parquet", "/values.parquet", "a\\b"])
def test_a_manifest_that_names_a_file_elsewhere_is_damaged(data, name):
    prove_as(data, name)
    with pytest.raises(DataError, match=r"manifest\.json är skadad"):
        read_all(data)


# --- kept whole or not at all --------------------------------------------------------------------


def contents(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file() and p.name != ".lock"}


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_failure_in_the_middle_of_keeping_leaves_everything_as_it_was(data, world, monkeypatch, after):
    before, calls, write = contents(data), [], keeping._write

    def failing(path, content):
        calls.append(path)
        if len(calls) > after:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(keeping, "_write", failing)
    with pytest.raises(DataError, match="disken är full"):
        keep(data, "2025-05-01", rows(world), means=[means_of(SUM)])
    assert len(calls) == after + 1
    assert contents(data) == before
    assert [p.name for p in (data / "kolada").iterdir() if p.is_dir()] == ["2024-05-01"]


def test_an_existing_vintage_is_never_written_over(data):
    before = contents(data)
    with pytest.raises(FileExistsError):
        keep(data, "2024-05-01", [])
    assert contents(data) == before


def test_what_a_process_that_died_left_behind_is_cleared_by_the_next(data):
    left = data / "kolada" / f"{LEFTOVER}xyz"
    left.mkdir()
    (left / "values.parquet").write_bytes(b"half")
    read_all(data)
    keep(data, "2025-05-01", [])
    assert not left.exists()


def test_a_manifest_needs_a_date_for_a_name():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(manifest_of("2024-05-01", [])), "id": "../2024"}, Manifest)


def test_an_empty_fetch_is_a_vintage_that_asked_and_got_nothing(tmp_path):
    keep_vintage(tmp_path, manifest_of("2024-05-01", [asked()]), Fetch(rows=[]))
    (extract,) = load_extracts(tmp_path, NEEDS)
    assert extract.cells == {}
    assert extract.years_asked(SERIES, OWN) == frozenset(range(2020, 2027))


# --- the vintages that come with the program -----------------------------------------------------


def manifests(data: Path) -> dict[str, Manifest]:
    return {folder.name: read_manifest(folder) for folder in reversed(vintage_folders(data))}


def test_four_vintages_come_with_the_program_and_every_file_is_the_proven_one(shipped_data):
    shipped = manifests(shipped_data)
    assert list(shipped) == SHIPPED_IDS
    for name, manifest in shipped.items():
        folder = shipped_data / "kolada" / name
        assert {p.name for p in folder.iterdir()} == {FILE, *manifest.files}
        for file, proof in manifest.files.items():
            assert proof_of(folder / file, proof.rows) == proof
            if file.endswith(".parquet"):
                assert pq.ParquetFile(folder / file).metadata.num_rows == proof.rows


def test_every_shipped_vintage_says_its_source_its_terms_and_how_sure_its_date_is(shipped_data):
    shipped = manifests(shipped_data)
    assert {m.source for m in shipped.values()} == {"Källa: Kolada"}
    assert all("Egen bearbetning av data från Kolada" in m.terms for m in shipped.values())
    assert [m.certainty for m in shipped.values()] == ["exact", "about", "on_or_before", "about"]
    assert all(str(m.retrieved) in m.date_note for m in shipped.values())


def test_the_oldest_shipped_vintage_asked_for_no_year_after_2022(shipped_data):
    blocks: tuple[Asked, ...] = manifests(shipped_data)["2024-08-30"].asked
    assert {block.last_year for block in blocks} == {2022}


@pytest.fixture(scope="module")
def made_again(national, tmp_path_factory) -> Path:
    """Return the four vintages made anew from the national files."""
    assert national.is_dir()
    folder = tmp_path_factory.mktemp("made-again")
    for make in MAKERS:
        make(folder)
    return folder


@pytest.mark.parametrize("name", SHIPPED_IDS)
def test_a_shipped_vintage_says_what_the_national_files_say(shipped_data, made_again, name):
    ours, theirs = shipped_data / "kolada" / name, made_again / "kolada" / name
    one, other = read_manifest(ours), read_manifest(theirs)
    no_files = {"files": {}}
    assert msgspec.structs.replace(one, **no_files) == msgspec.structs.replace(other, **no_files)
    assert {n: p.rows for n, p in one.files.items()} == {n: p.rows for n, p in other.files.items()}
    for file in one.files:
        if file.endswith(".json"):
            assert json.loads((ours / file).read_bytes()) == json.loads((theirs / file).read_bytes())
        elif file == "quantiles.parquet":
            same_cuts(pq.read_table(ours / file), pq.read_table(theirs / file))
        else:
            assert pq.read_table(ours / file).to_pylist() == pq.read_table(theirs / file).to_pylist(), file


def same_cuts(one: pa.Table, other: pa.Table) -> None:
    """Compare quantiles: the same rows, the cuts alike to the last bits of a float."""
    keys = [c for c in one.column_names if c not in CUTS]
    assert one.select(keys).to_pylist() == other.select(keys).to_pylist()
    for cut in CUTS:
        np.testing.assert_allclose(one[cut].to_numpy(), other[cut].to_numpy(), rtol=1e-13)


def test_a_shipped_mean_is_recomputed_from_the_shipped_values_in_a_second_way(shipped_data):
    folder = shipped_data / "kolada" / "2026-03-19"
    values = [
        Decimal(repr(row["value"]))
        for row in pq.read_table(folder / "values.parquet").to_pylist()
        if row["year"] == 2023 and row["gender"] == "T"
    ]
    means = {r["group"]: r for r in pq.read_table(folder / "means.parquet").to_pylist()}
    assert len(values) == means["G2328"]["n"] == 212
    assert sum(values) == Decimal(means["G2328"]["sum"])
