"""A file of a vintage is read only when it is, to the byte, the one that its manifest proves."""

import json
import random
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goalkit.errors import DataError
from goalkit.extracts import Cell
from goalkit.sources.fsck import check_vintages
from goalkit.sources.manifest import FILE, Row, read_manifest
from goalkit.sources.parquet import CELL, VALUES, KeptCells, count_rows, read_selected
from goalkit.sources.vintages import Needs, load_extracts, read_values
from tests.made_up import EVERY_AREA, OWN, asked, keep

MANY = [f"N9{number:04d}" for number in range(60)]
DAY = "2024-05-01"


def flip(path: Path, place: int) -> None:
    """Change one bit of one byte; a second time changes it back."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


# --- a vintage of several row groups ------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Return a data folder with one made-up vintage of a few row groups."""
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


def test_selected_values_of_a_vintage_are_those_that_pyarrow_reads(made):
    path = made / "kolada" / DAY / "values.parquet"
    manifest = read_manifest(path.parent)
    wanted = {"kpi": frozenset({MANY[0], MANY[-1]}), "municipality": frozenset({OWN})}
    ours = read_values(path.parent, manifest, wanted)
    plain = pq.read_table(path, filters=[("kpi", "in", wanted["kpi"]), ("municipality", "=", OWN)])
    assert ours.num_rows == 2 * 60 * 3
    assert ours.to_pylist() == plain.to_pylist()
    chosen = read_values(path.parent, manifest, wanted, columns=("year", "value"))
    assert chosen.to_pylist() == plain.select(["year", "value"]).to_pylist()


def test_a_flipped_byte_anywhere_is_an_error_whatever_is_read(several):
    path = several / "kolada" / DAY / "values.parquet"
    for place in random.Random(1).sample(range(path.stat().st_size), 20):
        flip(path, place)
        with pytest.raises(DataError, match=r"2024-05-01/values\.parquet.*SHA-256.*Inget har lästs in"):
            read(several, MANY[0])
        flip(path, place)
    flip(path, path.stat().st_size // 2)
    (fault,) = check_vintages(several)
    assert "2024-05-01/values.parquet" in fault
    assert "SHA-256" in fault


def test_a_file_that_is_cut_or_gone_is_an_error_that_says_so(several):
    path = several / "kolada" / DAY / "values.parquet"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match=f"är {size - 1} byte men ska vara {size}"):
        read(several, MANY[0])
    path.unlink()
    with pytest.raises(DataError, match=r"values\.parquet saknas"):
        read(several, MANY[0])


def test_a_manifest_of_an_earlier_version_that_lists_pieces_is_read(several):
    path = several / "kolada" / DAY / FILE
    true = read(several, MANY[0])
    manifest = json.loads(path.read_bytes())
    manifest["files"]["values.parquet"]["pieces"] = ["0" * 64] * 3
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert read(several, MANY[0]) == true


def test_a_whole_vintage_has_no_fault(made):
    assert list(check_vintages(made)) == []


def test_every_row_is_counted_by_decoding_it(made):
    folder = made / "kolada" / DAY
    proof = read_manifest(folder).files["values.parquet"]
    rows = count_rows((folder / "values.parquet").read_bytes(), VALUES)
    assert rows == proof.rows == len(MANY) * len(EVERY_AREA) * 60 * 3


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
        content = path.read_bytes()
        assert read_selected(content, table.schema, selections, ("n",)).to_pydict() == {"n": [2, 4]}
        assert read_selected(content, table.schema, ({"kpi": frozenset("q")},)).num_rows == 0
