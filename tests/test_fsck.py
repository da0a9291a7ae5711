"""fsck recomputes every hash; a damaged vintage is named, with how to get it back."""

import json
import shutil

import pytest

from goalkit.sources.fsck import check_vintages
from goalkit.sources.manifest import LIST
from tests.refreshing import DATA


@pytest.fixture
def kept(project):
    project.use_shipped_vintages()
    return project


def test_the_shipped_vintages_are_whole(kept):
    said = kept.run("fsck")
    assert (said.status, said.out) == (0, "Alla 4 datauttag är hela.\n")
    assert list(check_vintages(DATA)) == []


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("damage", "file", "word"),
    [
        (flip_a_bit, "values.parquet", "SHA-256"),
        (flip_a_bit, "indicators.json", "SHA-256"),
        (cut, "means.parquet", "byte"),
        (lambda path: path.unlink(), "areas.json", "saknas"),
        (lambda path: path.write_text("{"), "manifest.json", "skadad"),
        (lambda path: path.with_name("extra.csv").write_text("x"), "manifest.json", "extra.csv hör inte till"),
    ],
)
def test_damage_is_named_with_its_file(kept, damage, file, word):
    damage(kept.data / "kolada" / "2026-04-14" / file)
    said = kept.run("fsck")
    assert said.status == 1
    assert "Ett fel" in said.err
    assert "2026-04-14" in said.err
    assert word in said.err


def test_every_damaged_file_is_named(kept):
    for day in ("2024-08-30", "2026-09-28"):
        flip_a_bit(kept.data / "kolada" / day / "values.parquet")
    faults = list(check_vintages(kept.data))
    assert len(faults) == 2


def test_a_manifest_that_was_changed_along_with_its_rows_is_found(kept):
    path = kept.data / "kolada" / "2026-09-28" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"]["values.parquet"]["rows"] += 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "559 rader men ska ha 560" in kept.run("fsck").err


def test_a_table_that_no_vintage_has_is_named(kept):
    folder = kept.data / "kolada" / "2026-09-28"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["other.parquet"] = manifest["files"]["values.parquet"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.copy(folder / "values.parquet", folder / "other.parquet")
    said = kept.run("fsck")
    assert said.status == 1
    assert "2026-09-28/other.parquet är ingen tabell som ett datauttag har" in said.err


@pytest.mark.parametrize("year", [2**31, 2**63, -1, 20260])
def test_a_manifest_that_asked_for_no_real_year_is_damaged(kept, year):
    path = kept.data / "kolada" / "2026-09-28" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["asked"][0]["last_year"] = year
    path.write_text(json.dumps(manifest), encoding="utf-8")
    for command in ("fsck", "vintages", "status"):
        said = kept.run(command)
        assert said.status == 1
        assert "2026-09-28/manifest.json är skadad" in said.err


def test_what_systems_leave_beside_a_vintages_files_is_no_fault(kept):
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (kept.data / "kolada" / "2026-09-28" / name).write_bytes(b"x")
    assert kept.run("fsck").status == 0


def test_a_folder_under_another_name_is_found(kept):
    (kept.data / "kolada" / "2026-09-28").rename(kept.data / "kolada" / "2026-09-29")
    assert "säger att datauttaget är 2026-09-28" in kept.run("fsck").err


def test_the_vintages_are_listed_oldest_first(kept):
    said = kept.run("vintages")
    days = [line.split(":")[0] for line in said.out.splitlines() if not line.startswith(" ")]
    assert days == ["2024-08-30", "2026-03-19", "2026-04-14", "2026-09-28"]
    assert "23 nyckeltal, 13 områden, 1998–2022, 4\u00a0210 värden" in said.out


def test_without_any_vintage_a_person_is_told_how_to_get_one(project):
    assert "goalkit refresh" in project.run("vintages").err
    assert project.run("fsck").out == "Inget datauttag finns att kontrollera. Hämta ett med `goalkit refresh`.\n"


@pytest.mark.parametrize("command", ["fsck", "status", "vintages"])
def test_a_vintage_that_is_lost_whole_is_missed(kept, command):
    shutil.rmtree(kept.data / "kolada" / "2026-09-28")
    said = kept.run(command)
    assert said.status == 1
    assert "Datauttaget 2026-09-28 är borta men står i kolada/SHA256SUMS." in said.err
    assert "`git checkout -- data/kolada/2026-09-28`" in said.err
    lines = (kept.data / "kolada" / LIST).read_text(encoding="utf-8").splitlines(keepends=True)
    (kept.data / "kolada" / LIST).write_text("".join(lines[:-1]), encoding="utf-8")
    assert kept.run(command).status == 0


def test_a_vintage_that_was_exchanged_is_not_the_listed_one(kept):
    path = kept.data / "kolada" / "2026-09-28" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("omkring", "den"), encoding="utf-8")
    said = kept.run("fsck")
    assert "2026-09-28/manifest.json är inte den som sparades (SHA-256 i SHA256SUMS)" in said.err


def test_a_list_that_lacks_a_whole_vintage_is_written_anew(kept):
    """A project from before there was a list, or a fetch that was ended between the two."""
    path = kept.data / "kolada" / LIST
    before = path.read_bytes()
    path.unlink()
    assert kept.run("fsck").status == 0
    assert path.read_bytes() == before


def test_a_damaged_list_is_named(kept):
    (kept.data / "kolada" / LIST).write_text("x\n", encoding="utf-8")
    for command in ("fsck", "status"):
        assert "SHA256SUMS är skadad (rad 1)" in kept.run(command).err


def test_a_link_in_a_vintage_is_named(kept):
    folder = kept.data / "kolada" / "2026-09-28"
    (folder / "values.parquet").rename(kept.data / "elsewhere")
    (folder / "values.parquet").symlink_to(kept.data / "elsewhere")
    assert "2026-09-28/values.parquet är en länk" in kept.run("fsck").err


def test_a_vintage_of_a_day_that_has_not_been_stops_a_fetch_before_it_asks(kept):
    folder = kept.data / "kolada" / "2199-01-01"
    shutil.copytree(kept.data / "kolada" / "2026-09-28", folder)
    said = kept.refresh()
    assert said.status == 1
    assert "Datauttaget 2199-01-01 är daterat efter i dag" in said.err
    assert "ta bort data/kolada/2199-01-01 och dess rad i kolada/SHA256SUMS" in said.err
    assert kept.server.targets == []
    assert "Datauttaget 2199-01-01 är daterat efter i dag" in kept.run("fsck").err


def test_a_single_vintage_is_spoken_of_as_one(kept):
    for day in ("2024-08-30", "2026-03-19", "2026-04-14"):
        shutil.rmtree(kept.data / "kolada" / day)
    (kept.data / "kolada" / LIST).unlink()
    assert kept.run("fsck").out == "Datauttaget är helt.\n"
    for name in (".half-written-a", ".half-written-b"):
        (kept.data / "kolada" / name).mkdir()
    assert kept.run("fsck").out.startswith("Tog bort rester efter 2 avbrutna hämtningar; inget datauttag berördes.\n")


def test_checking_writes_nothing_where_there_is_nothing_to_clear(kept):
    """A reviewer may have the folder read-only."""
    before = {path: path.stat().st_mtime_ns for path in (kept.data / "kolada").rglob("*")}
    assert kept.run("fsck").status == 0
    assert {path: path.stat().st_mtime_ns for path in (kept.data / "kolada").rglob("*")} == before
