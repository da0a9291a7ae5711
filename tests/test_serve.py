"""``goalkit open``: to whom it shows the workbook, on which port, and what it says when it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from goalkit.cli.serve import ServeError, free_port, notebook_files
from tests.browser import ROOT, served
from tests.waiting import PATIENCE, comes_to
from tests.whole import WHOLE


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "goalkit", "open", "--headless", *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "GOALKIT_DATA"}
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env=environment,
    )


def test_another_host_is_served_only_together_with_a_password():
    done = run("--host", "0.0.0.0")
    assert done.returncode == 1
    assert "kräver ett lösenord: --password" in done.stderr


def test_an_unknown_notebook_is_answered_with_the_known_ones():
    done = run("--edit", "finns-inte")
    assert done.returncode == 1
    assert "klimat_och_miljo" in done.stderr


def test_outside_a_project_it_says_where_to_go(tmp_path):
    done = run(cwd=tmp_path)
    assert done.returncode == 1
    assert "Ingen mapp data/kolada finns" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(ServeError, match="Inga anteckningsböcker"):
        notebook_files(tmp_path)


def test_a_port_in_use_gives_the_next_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


@pytest.mark.skipif(os.name != "posix", reason="nobody asks a program to end there")
@pytest.mark.parametrize("options", [[], ["--edit", "oversikt"]])
def test_whoever_ends_the_command_ends_what_it_started(options: list[str]):
    command = [sys.executable, "-m", "goalkit", "open", "--headless", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "GOALKIT_DATA": str(ROOT / "data")}
    piped = {"stdout": subprocess.PIPE, "encoding": "utf-8", "env": environment}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **piped) as started:
        try:
            port = int(re.findall(r":(\d+)/", started.stdout.readline())[0])
            comes_to(lambda: answers(port), True)
            started.terminate()
            started.wait(PATIENCE)
            comes_to(lambda: answers(port), False)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def guarded() -> Iterator[str]:
    with served(ROOT / "data", "--password", "påhittat lösen") as address:
        yield address


@pytest.mark.browser
def test_with_a_password_nothing_is_shown_before_it_has_been_given(page, guarded):
    page.goto(f"{guarded}/oversikt/")
    expect(page.locator("h1")).to_have_text("Arbetsboken")
    assert page.locator(".gk-badge").count() == 0
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_have_text("Fel lösenord.")
    page.get_by_label("Lösenord").fill("påhittat lösen")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_selector(".gk-badge")
    page.goto(f"{guarded}/klimat_och_miljo/")
    page.wait_for_selector(".gk-badge")


@WHOLE
def test_without_the_password_the_notebooks_themselves_do_not_answer(guarded):
    for path in ("", "oversikt/", "oversikt/ws", "oversikt/api/status", "oversikt/assets/index.js"):
        assert status_of(f"{guarded}/{path}") == 401


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
