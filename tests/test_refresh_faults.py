"""Whatever goes wrong, the old vintages stand as they were, nothing half is left, and a person is told what it was."""

import errno
import os
import random
import signal
import subprocess
import sys

import pytest

from goalkit.errors import KoladaUnavailableError
from goalkit.sources import keep
from goalkit.sources.refresh import gather, sole_refresh
from goalkit.workbook import open_workbook
from tests.kolada_server.faults import cut_json, hang_up, latency, login_page, rewrite, status
from tests.refreshing import PLAN
from tests.waiting import comes_to
from tests.whole import WHOLE

pytestmark = [pytest.mark.fault, WHOLE]

QUESTIONS = [
    ("/v3/kpi/", "nyckeltal N90001"),
    (r"/v3/municipality\?", "alla kommuner och regioner"),
    ("/v3/municipality_groups/", "kommungrupper G9900"),
    (r"/data/.*municipality/0000", "nyckeltal N90001 … N90009 (9 st) × område 0000 … 9924 (25 st)"),
    (r"/data/.*municipality/9925", "nyckeltal N90001 … N90009 (9 st) × område 9925 … G9900 (7 st)"),
]
"""Every question of a refresh, as a pattern of its address, and its name in an error."""


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_questions_are_all_there_are(project):
    project.refresh()
    assert len(project.server.targets) == len(QUESTIONS)


@pytest.mark.parametrize(("match", "name"), QUESTIONS, ids=[name for _, name in QUESTIONS])
def test_whichever_question_fails_no_vintage_is_made_and_the_error_names_it(project, match, name):
    project.refresh()
    before = contents(project.data / "kolada")
    project.server.store = project.server.store.moved("N90001", "9901", 2024, 1)
    project.server.misbehave(status(404), match)
    said = project.refresh("--force")
    assert said.status == 1
    assert f"Det gällde {name}" in said.err
    assert contents(project.data / "kolada") == before
    assert project.folders() == project.vintages()


@pytest.mark.parametrize(
    "fault", [status(503), cut_json(), hang_up(), login_page()], ids=["503", "cut", "hung up", "login page"]
)
@pytest.mark.parametrize("skip", range(len(QUESTIONS)))
def test_a_question_that_never_gets_a_whole_answer_ends_the_fetch(
    kolada_server, open_kolada, example_plan, fault, skip
):
    kolada_server.misbehave(fault, skip=skip)
    with pytest.raises(KoladaUnavailableError, match="Det gällde"):
        gather(open_kolada(), example_plan)
    assert len({seen.target for seen in kolada_server.requests}) == skip + 1


def test_without_a_network_a_refresh_is_one_line_and_loads_nothing_in_vain(project):
    at_end = "import atexit, sys; atexit.register(lambda: print('pandas' in sys.modules))"
    code = f"{at_end}; from goalkit.cli import main; main()"
    options = ["refresh", "--plan", str(PLAN), "--base-url", "http://kolada.invalid/v3"]
    run = subprocess.run(
        [sys.executable, "-c", code, *options],
        env=os.environ | {"GOALKIT_DATA": str(project.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (1, "False\n")
    assert run.stderr.startswith("Fel: Kolada gick inte att nå (värdnamnet hittas inte). Det gällde nyckeltal N90001")
    assert run.stderr.count("\n") == 1


def test_an_answer_about_something_else_ends_the_fetch(project):
    def other(page):
        page["values"][0]["kpi"] = "N99999"

    project.server.misbehave(rewrite(other), "/data/")
    said = project.refresh()
    assert said.status == 1
    assert "N99999" in said.err
    assert project.folders() == []


def test_a_failed_refresh_goes_on_where_it_ended(project):
    project.server.misbehave(status(404), "municipality/9925", times=1)
    assert project.refresh().status == 1
    asked = len(project.server.targets)
    assert project.refresh().status == 0
    assert len(project.server.targets) == asked + 1


def test_a_damaged_file_of_saved_answers_is_said_in_a_line_and_stops_nothing(project):
    (project.data / "cache").mkdir()
    (project.data / "cache" / "kolada.sqlite").write_bytes(b"skadad" * 1000)
    said = project.refresh()
    assert said.status == 0
    assert said.err.startswith("Obs: kolada.sqlite med sparade svar var skadad")
    assert said.err.count("\n") == 1


def test_two_at_once_one_is_told_to_wait(project):
    with sole_refresh(project.data):
        said = project.refresh()
    assert said.status == 1
    assert "En annan hämtning pågår" in said.err
    assert project.folders() == []
    assert project.refresh().status == 0


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from goalkit.cli import main
main()
"""


@pytest.mark.parametrize("limit", [600, 1500, 2500])
def test_a_file_that_cannot_be_written_leaves_nothing(project, limit):
    """A limit on the size of files stands for a full disk: the write itself fails, as it would there."""
    assert project.refresh("--dry-run").status == 0
    saved = {path.name: path.stat().st_size for path in (project.data / "cache").iterdir()}
    assert max(saved.values()) > limit
    options = ["--plan", str(PLAN), "--base-url", project.server.base_url, "--pace", "0"]
    run = subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit=limit), "refresh", *options],
        env=os.environ | {"GOALKIT_DATA": str(project.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("Fel: ")
    assert project.folders() == []
    assert project.refresh().status == 0


def test_a_full_disk_is_said_and_the_old_vintage_stands(project, monkeypatch):
    project.refresh()
    before = contents(project.data / "kolada")
    project.server.store = project.server.store.moved("N90001", "9901", 2024, 1)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keep.pq, "write_table", full)
    said = project.refresh("--force")
    assert said.status == 1
    assert "disken är full" in said.err
    assert "Det som fanns är orört" in said.err
    assert contents(project.data / "kolada") == before


# --- ended by whoever started it -----------------------------------------------------------------------


@pytest.mark.parametrize(("how", "said"), [(signal.SIGTERM, ""), (signal.SIGINT, "Avbrutet.")])
def test_a_refresh_that_is_ended_leaves_no_process_and_nothing_half(project, how, said):
    before = contents(project.data / "kolada") if (project.data / "kolada").is_dir() else {}
    project.server.misbehave(latency(30))
    command = [sys.executable, "-m", "goalkit", "refresh", "--plan", str(PLAN), "--base-url", project.server.base_url]
    with subprocess.Popen(
        command,
        env=os.environ | {"GOALKIT_DATA": str(project.data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        comes_to(lambda: bool(project.server.targets), True)
        running.send_signal(how)
        _, told = running.communicate(timeout=60)
        assert told.strip() == said
        with pytest.raises(ProcessLookupError):
            os.killpg(running.pid, 0)
    kept = {name: content for name, content in contents(project.data / "kolada").items() if ".lock" not in str(name)}
    assert kept == before


# --- killed ------------------------------------------------------------------------------------------

VICTIM = """
import os, signal, sys, time
from goalkit.cli import main
import goalkit.compare.account, goalkit.show.changes, goalkit.sources.frames
from goalkit.sources.kolada import open_session
options = sys.argv[1:]
for line in sys.stdin:
    moment = float(line)
    child = os.fork()
    if child == 0:
        sys.argv = ["goalkit", *options]
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        try:
            main()
        finally:
            os._exit(0)
    start = time.monotonic()
    if moment >= 0:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    _, ended = os.waitpid(child, 0)
    print(time.monotonic() - start, int(os.WIFSIGNALED(ended)), flush=True)
"""
"""A process that has everything imported forks, and the child is killed: fifty imports would take a minute."""


@pytest.mark.parametrize("times", [pytest.param(6, id="a few"), pytest.param(50, id="fifty", marks=pytest.mark.long)])
def test_a_refresh_killed_at_any_moment_leaves_the_old_vintage_and_no_debris(project, times):
    project.refresh()
    (first,) = project.vintages()
    before = contents(project.data / "kolada" / first)
    verdicts = open_workbook(PLAN, vintage=f"{first}.1")
    options = ["refresh", "--plan", str(PLAN), "--base-url", project.server.base_url, "--pace", "0", "--force"]
    dice = random.Random(20261123)
    killed = 0
    with subprocess.Popen(
        [sys.executable, "-c", VICTIM, *options],
        env=os.environ | {"GOALKIT_DATA": str(project.data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as victim:

        def one(moment):
            victim.stdin.write(f"{moment}\n")
            victim.stdin.flush()
            took, dead = victim.stdout.readline().split()
            return float(took), dead == "1"

        whole, _ = one(-1)
        while killed < times:
            project.server.store = project.server.store.moved("N90001", "9901", 2024, 0.01)
            took, dead = one(dice.uniform(0, whole))
            killed += dead
            whole = whole if dead else min(whole, took)  # a moment after the end kills nothing
            assert contents(project.data / "kolada" / first) == before
            loaded = open_workbook(PLAN, vintage=f"{first}.1")
            assert loaded.assessments.keys() == verdicts.assessments.keys()
            assert {i: a.verdict for i, a in loaded.assessments.items()} == {
                i: a.verdict for i, a in verdicts.assessments.items()
            }
            said = project.run("fsck")
            assert said.status == 0, said.err
            assert project.folders() == sorted(project.vintages()), "nothing half written is left"
        victim.stdin.close()
    assert project.refresh("--force").status == 0


def test_what_a_killed_process_left_is_never_loaded_and_is_removed(project):
    project.refresh()
    left = project.data / "kolada" / f"{keep.LEFTOVER}abc"
    left.mkdir()
    for path in (project.data / "kolada" / project.vintages()[0]).iterdir():
        (left / path.name).write_bytes(path.read_bytes())
    assert len(project.vintages()) == 1
    assert open_workbook(PLAN).find("1A").extract.id == project.vintages()[0]
    assert "Tog bort rester" in project.run("fsck").out
    assert not left.exists()
    left.mkdir()
    project.server.store = project.server.store.moved("N90001", "9901", 2024, 1)
    assert project.refresh("--force").status == 0
    assert not left.exists()


def test_an_interrupt_leaves_nothing(project, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(keep, "proof_of", interrupted)
    said = project.refresh()
    assert said.status != 0
    assert project.folders() == []
