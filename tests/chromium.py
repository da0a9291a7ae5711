"""A real browser for tests: Debian's Chromium, with the network off and every request written down."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Opened:
    """A page that has been opened, and what it asked for and complained of since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign_requests(self) -> list[str]:
        """Return the requests for anything that is not in a file of our own."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:", "about:"))]


@contextmanager
def opened(path: Path, *, width: int = 1100, scripts: bool = True) -> Iterator[Opened]:
    """Open a file from disk, with no network; skip, saying so, where there is no Chromium."""
    if not CHROMIUM.exists():
        if os.environ.get("GOALKIT_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is required here and does not exist")
        pytest.skip(f"no browser: {CHROMIUM} does not exist")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": 1600}, java_script_enabled=scripts, offline=True
        )
        page = context.new_page()
        seen = Opened(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        page.route("http*://**", lambda route: route.abort())
        page.goto(path.resolve().as_uri())
        yield seen
        browser.close()
