"""Follow-ups are frozen whole, never edited, and judge and look the same at any later time."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from goalkit.cli import cli
from goalkit.errors import DataError, GoalkitError, LocalSeriesError
from goalkit.publishing.follow_up import changed_verdicts, freeze
from goalkit.sources.frozen import FollowUp, check_follow_ups, follow_ups, read_follow_up, slug, to_toml, whole
from goalkit.workbook import open_workbook
from tests.made_up import ONE_AREA, keep, means_of, rows

pytestmark = pytest.mark.usefixtures("drawn_once")

NOTEBOOK = Path(__file__).parent / "notebooks" / "exempelkommun.py"
PLAN = "exempelkommun-2023-2026"
MEANS = [means_of("N90001+N90002", "N90003")]


def series(**behover: float) -> dict:
    return {
        "N90004": {
            "9001": {2022: 1000.0, **{int(y[1:]): v for y, v in behover.items()}},
            "0000": {2022: 1000.0, 2023: 990.0, 2024: 980.0},
        }
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a made-up project's data folder with one vintage."""
    folder = tmp_path / "data"
    keep(folder, "2025-03-01", rows(series(y2023=950.0)), means=MEANS)
    return folder


def frozen(data: Path, name: str = "Delår 2026"):
    return freeze(name, [NOTEBOOK], data, str(ONE_AREA))


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_follow_up_holds_all_that_its_verdicts_rest_on_but_the_vintages_which_it_names(data: Path):
    view = data / "views" / PLAN / "over.toml"
    view.parent.mkdir(parents=True)
    view.write_text("height = 300\n", encoding="utf-8")
    (data / "corrections.toml").write_text("", encoding="utf-8")
    each = frozen(data)
    assert sorted(content(each.folder)) == [
        "corrections.toml",
        "follow-up.toml",
        "notebooks/exempelkommun.py",
        "plan.toml",
        "verdicts.csv",
        f"views/{PLAN}/over.toml",
    ]
    assert list(each.told.vintages) == ["2025-03-01"]
    assert str(each.told.as_of) == "2025-03-01"
    assert each.folder == data / "follow-ups" / PLAN / "delar-2026"
    assert list(check_follow_ups(data)) == []


def test_freezing_the_same_in_two_projects_gives_the_same_bytes(data: Path, tmp_path: Path):
    other = tmp_path / "annan mapp" / "data"
    shutil.copytree(data, other)
    assert content(frozen(data).folder) == content(frozen(other).folder)


def test_what_has_come_since_changes_nothing_in_a_follow_up(data: Path):
    then = open_workbook(ONE_AREA, data=data)
    each = frozen(data)
    before = content(each.folder)
    keep(data, "2026-09-28", rows(series(y2023=1200.0, y2024=1200.0)), means=MEANS)
    assert content(each.folder) == before
    again = open_workbook(data=each.folder)
    now = open_workbook(ONE_AREA, data=data)
    assert {i: a.verdict for i, a in again.assessments.items()} == {i: a.verdict for i, a in then.assessments.items()}
    assert again.assessments["behover"].status == "met"
    assert now.assessments["behover"].status == "not_met"
    assert changed_verdicts(each.folder) is None


def test_notebooks_of_another_plan_are_not_frozen(data: Path):
    """Two plans in one project: the notebooks of the other would give no pages, and the name would be spent."""
    with pytest.raises(DataError, match=r"klimat_och_miljo\.py visar planen norrkoping-2023-2026, inte exempelkommun"):
        freeze("Delår 2026", [ONE_AREA.parents[2] / "notebooks" / "klimat_och_miljo.py"], data, str(ONE_AREA))
    assert not (data / "follow-ups").exists()


def test_the_plan_that_was_frozen_judges_whatever_a_notebook_calls_it(data: Path):
    each = frozen(data)
    assert open_workbook("norrkoping-2023-2026", data=each.folder).plan.id == PLAN


def test_what_is_current_stands_beside_the_newest_follow_up_that_is_not_the_same(data: Path):
    def beside(folder: Path) -> set[str | None]:
        judged = open_workbook(ONE_AREA, data=folder).assessments.values()
        return {a.previous.follow_up if a.previous else None for a in judged}

    assert beside(data) == {None}
    first = frozen(data, "Första")
    assert beside(data) == {None}, "what is current is the first follow-up itself"
    assert beside(first.folder) == {None}
    keep(data, "2026-09-28", rows(series(y2023=1200.0)), means=MEANS)
    assert beside(data) == {"Första"}
    second = frozen(data, "Andra")
    assert beside(data) == {"Första"}
    assert beside(second.folder) == {"Första"}
    third = frozen(data, "Tredje")
    assert beside(third.folder) == {"Andra"}, "a follow-up stands beside the one before it"
    assert [each.told.number for each in follow_ups(data, PLAN)] == [1, 2, 3]
    assert [each.told.name for each in follow_ups(second.folder, PLAN)] == ["Första"]


@pytest.mark.parametrize(
    ("first", "second"), [("Delår 2026", "Delår 2026"), ("Delår 2026", "delår–2026"), ("Å 1", "a 1")]
)
def test_a_name_that_is_taken_is_refused_and_nothing_is_changed(data: Path, first: str, second: str):
    before = content(frozen(data, first).folder)
    with pytest.raises(DataError, match="finns redan"):
        frozen(data, second)
    assert content(data / "follow-ups" / PLAN / slug(first)) == before
    assert len(list((data / "follow-ups" / PLAN).iterdir())) == 1


@pytest.mark.parametrize("name", ["", "…", "data", "x" * 61])
def test_a_name_that_gives_no_address_is_refused(data: Path, name: str):
    with pytest.raises(DataError, match="duger inte som namn"):
        frozen(data, name)
    assert not (data / "follow-ups").exists()


def test_an_own_series_with_a_fault_is_not_frozen(data: Path):
    series = data / "local" / PLAN / "9001" / "eget.csv"
    series.parent.mkdir(parents=True)
    series.write_text("fel\n", encoding="utf-8")
    with pytest.raises(LocalSeriesError, match=r"eget\.csv"):
        frozen(data)
    assert not (data / "follow-ups").exists()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('gk.comment(mover, "Talet är {9Z.gap}.")', "9Z"),
        ("1 / 0", "ZeroDivisionError"),
        ('__import__("exempelmodul_bredvid")', "ModuleNotFoundError"),
    ],
)
def test_what_gives_no_pages_is_not_frozen_and_its_name_is_free(data: Path, cell: str, said: str):
    faulty = data.parent / "notebooks" / "allt.py"
    faulty.parent.mkdir()
    setup = "with app.setup:\n    import goalkit as gk\n"
    setup += f'    mover = gk.open_workbook({str(ONE_AREA)!r})["over"]\n\n'
    faulty.write_text(f"import marimo\n\napp = marimo.App()\n\n{setup}@app.cell\ndef _():\n    {cell}\n", "utf-8")
    (faulty.parent / "exempelmodul_bredvid.py").write_text("", "utf-8")
    with pytest.raises(DataError, match=rf"(?s)Sidorna går inte att göra.*frystes inte.*{said}"):
        freeze("Delår 2026", [faulty], data, str(ONE_AREA))
    assert list((data / "follow-ups" / PLAN).iterdir()) == []
    assert frozen(data).told.number == 1


def test_a_follow_up_with_a_mistake_is_withdrawn_and_stays_on_record(data: Path, monkeypatch: pytest.MonkeyPatch):
    plan = ("--plan", str(ONE_AREA))
    first, second = frozen(data, "Första"), frozen(data, "Andra")
    before = content(second.folder)
    refused = run(data, monkeypatch, "follow-up", "withdraw", "Första", "--reason", "fel tal", *plan)
    assert "Första är den förra till Andra. Återta Andra först" in str(refused.exception)
    done = run(data, monkeypatch, "follow-up", "withdraw", "Andra", "--reason", 'fel "tal"', *plan)
    assert done.exit_code == 0, done.output
    assert "adressen andra-2/" in done.output
    assert {name: text for name, text in content(second.folder).items() if name != "withdrawn.toml"} == before
    assert [each.told.name for each in follow_ups(data, PLAN)] == ["Första"]
    again = frozen(data, "Andra")
    assert (again.told.id, again.told.number) == ("andra-2", 3)
    listed = run(data, monkeypatch, "follow-up", "list", *plan).output
    assert re.search(r'2\. Andra \(andra\): återtagen \d{4}-\d\d-\d\d: fel "tal"\n3\. Andra \(andra-2\): data', listed)
    assert [each.told.id for each in follow_ups(again.folder, PLAN)] == [first.told.id]
    assert list(check_follow_ups(data)) == []
    with pytest.raises(DataError, match="finns redan"):
        frozen(data, "Andra")


def test_without_git_nothing_is_said_of_it(data: Path):
    damaged = frozen(data).folder / "plan.toml"
    damaged.unlink()
    assert "Återställ ur en säkerhetskopia." in "".join(check_follow_ups(data))
    (data.parent / ".git").mkdir()
    shown = f"data/follow-ups/{PLAN}/delar-2026/plan.toml"
    assert f"Återställ med `git checkout -- {shown}`." in "".join(check_follow_ups(data))


def test_a_disk_that_fails_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("goalkit.sources.frozen.os.fsync", full)
    with pytest.raises(DataError, match="Inget skrevs"):
        frozen(data)
    assert list((data / "follow-ups" / PLAN).iterdir()) == []


DAMAGES = {
    "a changed notebook": ("notebooks/exempelkommun.py", b"# annat", "notebooks/exempelkommun.py är inte den som"),
    "a changed plan": ("plan.toml", b"\n", "plan.toml är inte den som frystes"),
    "changed verdicts": ("verdicts.csv", b"1A;met", "verdicts.csv är inte den som frystes"),
    "a file that is gone": ("plan.toml", None, "plan.toml saknas"),
    "a file too many": ("local/x.csv", b"x", "local/x.csv hör inte till uppföljningen"),
    "no TOML": ("follow-up.toml", b"[", "follow-up.toml går inte att läsa"),
    "an unknown field": ("follow-up.toml", b"fel = 1\n", "follow-up.toml går inte att läsa"),
    "itself gone": ("follow-up.toml", None, "follow-up.toml går inte att läsa"),
}


@pytest.mark.parametrize(("name", "written", "said"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_follow_up_is_named_and_never_used(data: Path, name: str, written: bytes | None, said: str):
    each = frozen(data)
    path = each.folder / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if written is not None:
        path.write_bytes(written)
    assert said in "\n".join(check_follow_ups(data))
    with pytest.raises(DataError, match=r"(?s)" + said.replace(".", r"\.")):
        whole(each.folder)
    with pytest.raises(GoalkitError):
        open_workbook(ONE_AREA, data=data)


def test_what_systems_leave_in_a_follow_up_is_no_fault(data: Path):
    each = frozen(data)
    for name in (".DS_Store", "notebooks/Thumbs.db"):
        (each.folder / name).write_bytes(b"x")
    assert list(check_follow_ups(data)) == []
    assert whole(each.folder).told == each.told


def test_a_vintage_that_is_gone_or_another_is_named(data: Path):
    each = frozen(data)
    manifest = data / "kolada" / "2025-03-01" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert "Datauttaget 2025-03-01 är inte det som uppföljningen Delår 2026 vilar på" in "".join(check_follow_ups(data))
    with pytest.raises(DataError, match="är inte det som"):
        open_workbook(data=each.folder)
    shutil.rmtree(manifest.parent)
    keep(data, "2026-09-28", rows(series(y2023=950.0)), means=MEANS)
    assert "finns inte" in "".join(check_follow_ups(data))


def test_a_follow_up_that_is_gone_from_the_middle_is_noticed(data: Path):
    for name in ("Första", "Andra", "Tredje"):
        frozen(data, name)
    shutil.rmtree(data / "follow-ups" / PLAN / "andra")
    assert list(check_follow_ups(data)) == [
        f"Uppföljningarna av {PLAN} har numren 1, 3: något saknas eller finns två gånger."
    ]


def test_a_program_that_judges_otherwise_than_was_recorded_is_found(data: Path, monkeypatch: pytest.MonkeyPatch):
    each = frozen(data)
    monkeypatch.setattr("goalkit.model.Better.sign", property(lambda self: -1 if self == "higher" else 1))
    assert changed_verdicts(each.folder) == "Det som frystes ger inte samma bedömningar: behover."


def test_pages_of_a_follow_up_that_is_judged_otherwise_than_it_was_are_not_made(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    frozen(data)
    out = tmp_path / "site"
    monkeypatch.setattr("goalkit.model.Better.sign", property(lambda self: -1 if self == "higher" else 1))
    done = run(data, monkeypatch, "publish", "--follow-up", "delar-2026", "--plan", str(ONE_AREA), "-o", str(out))
    assert isinstance(done.exception, DataError)
    assert "inte samma bedömningar: behover. Inga sidor till Delår 2026 gjordes" in str(done.exception)
    assert "godkända" not in done.output
    assert not out.exists()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_name_survives_being_written_and_read(name: str):
    told = FollowUp(id="x", number=1, name=name, plan="p", municipality="9001", vintages={}, files={name: "0" * 64})
    folder = Path(self_made(to_toml(told)))
    assert read_follow_up(folder).told == told


def self_made(text: str) -> Path:
    """Write a follow-up's file to a folder of its own, and return the folder."""
    import tempfile  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp()) / "p" / "x"
    folder.mkdir(parents=True)
    (folder / "follow-up.toml").write_text(text, encoding="utf-8", newline="")
    return folder


def run(data: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("GOALKIT_DATA", str(data))
    return CliRunner().invoke(cli, list(arguments))


def test_the_commands_freeze_and_list(data: Path, monkeypatch: pytest.MonkeyPatch):
    plan = ("--plan", str(ONE_AREA))
    assert "Ingen uppföljning är fryst" in run(data, monkeypatch, "follow-up", "list", *plan).output
    made = run(data, monkeypatch, "follow-up", "new", "Delår 2026", str(NOTEBOOK), *plan)
    assert made.exit_code == 0, made.output
    assert "Fryste Delår 2026: 1 datauttag" in made.output
    listed = run(data, monkeypatch, "follow-up", "list", *plan).output
    assert "1. Delår 2026 (delar-2026): data till och med 2025-03-01" in listed
    assert "4 måluppfyllelser: 1 uppnådd" in listed
    assert "Den frysta uppföljningen är hel." in run(data, monkeypatch, "fsck").output
