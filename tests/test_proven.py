"""A file is given out piece by piece, each held against its own hash: no byte that is not proven is ever read."""

import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.errors import DataError
from goalkit.extracts import Cell
from goalkit.sources.cells import CELL, KeptCells
from goalkit.sources.fetched import Row
from goalkit.sources.fsck import check_vintages
from goalkit.sources.manifest import FILE, PIECE, FileProof, read_manifest
from goalkit.sources.parquet import count_rows, read_selected
from goalkit.sources.proven import ProvenFile, check_whole, checked_bytes, proof_of
from goalkit.sources.shapes import VALUES, VALUES_SCHEMA
from goalkit.sources.vintages import Needs, load_extracts, read_values
from tests.made_up import EVERY_AREA, OWN, asked, keep
from tests.websites import ROOT

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]
MANY = [f"N9{number:04d}" for number in range(60)]
DAY = "2024-05-01"


def written(path: Path, size: int) -> tuple[bytes, FileProof]:
    """Write a file that no piece of repeats, and return its content and proof."""
    content = random.Random(size).randbytes(size)
    path.write_bytes(content)
    return content, proof_of(path, 0)


def flip(path: Path, place: int) -> None:
    """Change one bit of one byte; a second time changes it back."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


# --- pieces --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_several_pieces_has_a_hash_for_each_and_a_smaller_one_its_own_alone(tmp_path, size):
    content, proof = written(tmp_path / "file", size)
    pieces = [content[start : start + PIECE] for start in range(0, size, PIECE)]
    assert (proof.size, proof.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert proof.pieces == (tuple(hashlib.sha256(p).hexdigest() for p in pieces) if len(pieces) > 1 else ())
    assert checked_bytes(tmp_path / "file", proof) == content
    check_whole(tmp_path / "file", proof)


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_a_flipped_byte_anywhere_is_found_by_the_reader_that_comes_there(tmp_path, size):
    path = tmp_path / "file"
    content, proof = written(path, size)
    for place in {0, size // 2, size - 1, min(PIECE, size) - 1, min(PIECE, size - 1)}:
        flip(path, place)
        with ProvenFile(path, proof) as file:
            file.seek(place)
            with pytest.raises(DataError, match="SHA-256"):
                file.read(1)
        for whole in (checked_bytes, check_whole):
            with pytest.raises(DataError, match="SHA-256"):
                whole(path, proof)
        flip(path, place)
    assert checked_bytes(path, proof) == content


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([0, 1, 2]), st.integers(-100, 3 * PIECE), st.integers(-1, 2 * PIECE)), max_size=6
    )
)
def test_reading_here_and_there_gives_what_a_plain_file_gives(tmp_path_factory, steps):
    path = tmp_path_factory.getbasetemp() / "here-and-there"
    _, proof = written(path, 2 * PIECE + 99)
    with ProvenFile(path, proof) as ours, path.open("rb") as plain:
        for whence, offset, size in steps:
            start = max({0: 0, 1: plain.tell(), 2: proof.size}[whence] + offset, 0)
            assert ours.seek(start - {0: 0, 1: ours.tell(), 2: proof.size}[whence], whence) == plain.seek(start)
            assert ours.read(size) == plain.read(size)
            assert ours.tell() == plain.tell()


def test_only_the_pieces_that_are_asked_for_are_read(tmp_path):
    path = tmp_path / "file"
    content, proof = written(path, 5 * PIECE)
    flip(path, 0)
    with ProvenFile(path, proof) as file:
        file.seek(PIECE)
        assert file.read() == content[PIECE:]
    with pytest.raises(DataError, match="SHA-256"):
        check_whole(path, proof)


def test_a_file_that_its_manifest_proves_as_one_is_read_as_one(tmp_path):
    content, proof = written(tmp_path / "file", 2 * PIECE)
    as_one = msgspec.structs.replace(proof, pieces=())
    assert checked_bytes(tmp_path / "file", as_one) == content
    flip(tmp_path / "file", 0)
    with ProvenFile(tmp_path / "file", as_one) as file:
        file.seek(PIECE + 1)
        with pytest.raises(DataError, match="SHA-256"):
            file.read(1)


def test_pieces_that_are_right_do_not_hide_a_wrong_hash_of_the_whole(tmp_path):
    _, proof = written(tmp_path / "file", 2 * PIECE)
    with pytest.raises(DataError, match="SHA-256"):
        check_whole(tmp_path / "file", msgspec.structs.replace(proof, sha256="0" * 64))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_proof_with_more_or_fewer_pieces_than_the_file_has_cannot_be_built(count):
    with pytest.raises(ValueError, match=f"är 3 delar, men {count} är nämnda"):
        FileProof(sha256="0" * 64, size=2 * PIECE + 1, rows=0, pieces=("0" * 64,) * count)


# --- a vintage whose values are several pieces ---------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Return a data folder with one made-up vintage of a few pieces and row groups."""
    numbers = random.Random(9001)
    content: list[Row] = [
        (kpi, area, year, gender, numbers.uniform(0, 100), None, 1)
        for kpi in MANY
        for area in EVERY_AREA
        for year in range(1960, 2020)
        for gender in ("K", "M", "T")
    ]
    data = tmp_path_factory.mktemp("several")
    keep(data, DAY, content, blocks=[asked(MANY, first=1960, last=2019, genders=("K", "M", "T"))])
    return data


@pytest.fixture
def several(made, tmp_path) -> Path:
    """Return a copy of it to be damaged."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


def needs(*series: str) -> Needs:
    return Needs(frozenset(series), frozenset({OWN}))


def read(data: Path, *series: str) -> dict:
    (extract,) = load_extracts(data, needs(*series))
    return extract.cells


def test_values_of_a_vintage_of_several_pieces_are_those_that_pyarrow_reads(made):
    path = made / "kolada" / DAY / "values.parquet"
    manifest = read_manifest(path.parent)
    assert len(manifest.files["values.parquet"].pieces) > 2
    wanted = {"kpi": frozenset({MANY[0], MANY[-1]}), "municipality": frozenset({OWN})}
    ours = read_values(path.parent, manifest, wanted)
    plain = pq.read_table(path, filters=[("kpi", "in", wanted["kpi"]), ("municipality", "=", OWN)])
    assert ours.num_rows == 2 * 60 * 3
    assert ours.to_pylist() == plain.to_pylist()
    chosen = read_values(path.parent, manifest, wanted, columns=("year", "value"))
    assert chosen.to_pylist() == plain.select(["year", "value"]).to_pylist()


def test_a_flipped_byte_is_an_error_or_was_never_read_but_never_another_number(several):
    path = several / "kolada" / DAY / "values.parquet"
    true = read(several, MANY[0])
    size, found = path.stat().st_size, 0
    for place in random.Random(1).sample(range(size), 60):
        flip(path, place)
        try:
            assert read(several, MANY[0]) == true, place
        except DataError:
            found += 1
        flip(path, place)
    assert 0 < found < 60


def test_damage_where_nobody_reads_is_left_to_fsck_which_names_the_file(several):
    path = several / "kolada" / DAY / "values.parquet"
    true = read(several, MANY[0])
    flip(path, path.stat().st_size - 2 * PIECE)
    assert read(several, MANY[0]) == true
    with pytest.raises(DataError, match=r"2024-05-01/values\.parquet.*SHA-256.*Inget har lästs in"):
        read(several, *MANY)
    (fault,) = check_vintages(several)
    assert "2024-05-01/values.parquet" in fault
    assert "SHA-256" in fault


def test_a_manifest_that_lacks_a_piece_is_damaged(several):
    path = several / "kolada" / DAY / FILE
    manifest = json.loads(path.read_bytes())
    manifest["files"]["values.parquet"]["pieces"].pop()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match=r"manifest\.json är skadad.*delar"):
        read(several, MANY[0])


def test_a_whole_vintage_of_several_pieces_has_no_fault(made):
    assert list(check_vintages(made)) == []


def test_every_row_is_counted_by_decoding_it(made):
    folder = made / "kolada" / DAY
    proof = read_manifest(folder).files["values.parquet"]
    with ProvenFile(folder / "values.parquet", proof) as file:
        assert count_rows(file, VALUES) == proof.rows == len(MANY) * len(EVERY_AREA) * 60 * 3


def test_every_flipped_byte_of_a_small_vintage_is_an_error(tmp_path):
    keep(tmp_path, DAY, [("N90001", OWN, year, "T", float(year), None, 1) for year in (2021, 2022)])
    path = tmp_path / "kolada" / DAY / "values.parquet"
    assert read(tmp_path, "N90001")
    for place in range(path.stat().st_size):
        flip(path, place)
        with pytest.raises(DataError, match="SHA-256"):
            read(tmp_path, "N90001")
        flip(path, place)


# --- only what is needed -------------------------------------------------------------------------


def test_a_look_at_a_plan_loads_no_pandas():
    code = "import sys; from goalkit.workbook import open_workbook; open_workbook(); print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_cell_is_made_when_it_is_asked_for_and_is_the_same_cell_after(made):
    cells = read(made, *MANY[:3])
    assert set(cells) == {(kpi, OWN, gender) for kpi in MANY[:3] for gender in ("K", "M", "T")}
    assert len(cells) == 9
    first = cells[MANY[1], OWN, "K"]
    assert set(first) == set(range(1960, 2020))
    assert cells[MANY[1], OWN, "K"] is first
    with pytest.raises(KeyError):
        cells[MANY[5], OWN, "T"]


def test_rows_of_a_series_that_do_not_lie_together_are_one_series():
    rows = [("N90001", OWN, "T", 2021, 1.5, None), ("N90002", OWN, "T", 2021, None, "Suppressed")]
    rows += [("N90001", OWN, "T", 2022, 0.1, "Prel.")]
    names = dict(zip(CELL, map(list, zip(*rows, strict=True)), strict=True))
    assert dict(KeptCells(pa.table(names))) == {
        ("N90001", OWN, "T"): {2021: Cell(Fraction("1.5")), 2022: Cell(Fraction("0.1"), "Prel.")},
        ("N90002", OWN, "T"): {2021: Cell(None, "Suppressed")},
    }


def test_texts_are_selected_alike_with_and_without_a_dictionary(tmp_path):
    plain = pa.table({"kpi": ["a", "a", None, "b"], "area": ["x", "y", "x", "x"], "n": [1, 2, 3, 4]})
    coded = plain.set_column(0, "kpi", plain["kpi"].dictionary_encode())
    for number, table in enumerate((plain, coded)):
        path = tmp_path / str(number)
        pq.write_table(table, path, row_group_size=2)
        selections = ({"kpi": frozenset("a"), "area": frozenset("y")}, {"kpi": frozenset("bc")})
        with path.open("rb", buffering=0) as file:
            assert read_selected(file, table.schema, selections, ("n",)).to_pydict() == {"n": [2, 4]}
        with path.open("rb", buffering=0) as file:
            assert read_selected(file, table.schema, ({"kpi": frozenset("q")},)).num_rows == 0


# --- threads -------------------------------------------------------------------------------------


class _Watched(io.BytesIO):
    """A file that knows in which threads it is read."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.threads: set[int] = set()

    def read(self, size: int | None = -1) -> bytes:
        self.threads.add(threading.get_ident())
        return super().read(size)


def test_no_thread_but_the_callers_touches_a_file_so_that_none_holds_it_when_python_ends():
    file = _Watched((ROOT / "data" / "kolada" / "2026-09-28" / "values.parquet").read_bytes())
    some = {"kpi": frozenset({"N00401"}), "municipality": frozenset({"0581"})}
    assert read_selected(file, VALUES_SCHEMA).num_rows == count_rows(file, VALUES)
    assert read_selected(file, VALUES_SCHEMA, (some,), ("kpi", "year", "value")).num_rows
    assert file.threads == {threading.get_ident()}
