"""A real Chromium for tests, and the workbook served to it over loopback.

Without Chromium the tests are skipped with a line that says so; with ``GOALKIT_REQUIRE_BROWSER=1``
(as in ``.ci/run``) they may not be skipped.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.waiting import PATIENCE, comes_to

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE * 1000)


def chromium_path() -> str:
    """Return where Chromium is; skip the test where there is none and none is required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("GOALKIT_REQUIRE_BROWSER"):
            pytest.fail("Chromium saknas men krävs (GOALKIT_REQUIRE_BROWSER): installera paketet chromium")
        pytest.skip("Chromium saknas: webbläsartesterna hoppas över (installera paketet chromium)")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one Chromium for all tests."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE * 1000)
        yield browser
        browser.close()


@contextmanager
def fresh_profile(
    chromium: Browser, *, width: int = 1280, height: int = 1000, **options: Any
) -> Iterator[BrowserContext]:
    """Give a profile that has seen nothing, and waits for what is to come as long as every other."""
    profile = chromium.new_context(viewport={"width": width, "height": height}, **options)
    profile.set_default_timeout(PATIENCE * 1000)
    try:
        yield profile
    finally:
        profile.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a fresh profile, Swedish, 1280 px wide."""
    with fresh_profile(chromium, locale="sv-SE") as profile:
        yield profile


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give a page that keeps ``requested``, the addresses it asked for, and ``complaints``, its errors."""
    page = context.new_page()
    page.requested = []
    page.complaints = []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    return page


@dataclass
class Opened:
    """A page that has been opened, and what it asked for and complained of since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign_requests(self) -> list[str]:
        """Return the requests for anything that is not in a file of our own."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:", "about:"))]


@pytest.fixture
def opened(chromium: Browser) -> Callable[..., AbstractContextManager[Opened]]:
    """Open a file from disk, with no network."""

    @contextmanager
    def open_file(path: Path, *, width: int = 1100, scripts: bool = True) -> Iterator[Opened]:
        look = {"java_script_enabled": scripts, "offline": True}
        with fresh_profile(chromium, width=width, height=1600, **look) as context:
            page = context.new_page()
            seen = Opened(page)
            page.on("request", lambda request: seen.requests.append(request.url))
            page.on("pageerror", lambda error: seen.errors.append(str(error)))
            page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
            page.route("http*://**", lambda route: route.abort())
            page.goto(path.resolve().as_uri())
            yield seen

    return open_file


def foreign(page: Page) -> list[str]:
    """Return what a page asked for outside this machine."""
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
    return [address for address in page.requested if not address.startswith(local)]


def bring_into_sight(place: Locator, shown: Locator) -> None:
    """Look at a place until it shows what is made when it is looked at: what is drawn above may push it away again."""

    def looked_at() -> bool:
        place.evaluate("place => place.scrollIntoView()")
        return shown.is_visible()

    comes_to(looked_at, True)


@pytest.fixture(scope="session")
def workbook_address() -> Iterator[str]:
    """Serve the workbook with the command that a person uses, on a free port."""
    with served(ROOT / "data") as address:
        yield address


@pytest.fixture
def own_data(tmp_path: Path) -> Path:
    """Return a data folder of one's own, with the shipped figures and nothing saved, beside the notebooks."""
    return data_in(tmp_path)


def data_in(folder: Path) -> Path:
    """Make a data folder with the shipped figures and nothing saved, beside the notebooks."""
    data = folder / "data"
    data.mkdir()
    for part in ("kolada", "local"):
        (data / part).symlink_to(ROOT / "data" / part)
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    return data


@pytest.fixture
def own_address(own_data: Path) -> Iterator[str]:
    """Serve the workbook on a data folder of one's own, so that saving changes nothing in the repository."""
    with served(own_data) as address:
        yield address


@contextmanager
def served(data: Path, *options: str, password: str = "") -> Iterator[str]:
    """Serve the notebooks beside a data folder, and give the address once it answers: with its key, if it has one."""
    chromium_path()
    command = [sys.executable, "-m", "goalkit", "open", "--headless", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "GOALKIT_DATA": str(data), "GOALKIT_PASSWORD": password}
    piped = {"stdout": subprocess.PIPE, "encoding": "utf-8", "env": environment}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **piped) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+(/logga-in\S+)?", said)
            assert address, said
            _wait_for(address.group().partition("/logga-in")[0], server)
            yield address.group()
        finally:
            if os.name == "posix":
                os.killpg(server.pid, signal.SIGTERM)  # the editor is a program of its own that the command starts
            else:
                server.terminate()


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    """Wait until a server answers at all."""
    ends = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < ends:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
        except urllib.error.HTTPError:
            return  # an answer, though a refusal
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the workbook never answered on {address}")
