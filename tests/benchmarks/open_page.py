"""Opening each published page from disk in a browser, without script and interactive: until it is loaded and seen."""

import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.timing import PYTHON, Measured
from tests.browser import FLAGS, chromium_path

RUNS, AIM = 7, 0.3
FORMS = {"utan skript": (), "interaktiv": ("--interactive",)}

_SEEN = """() => new Promise((done) => {
  const look = () => {
    const seen = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const loaded = performance.getEntriesByType("navigation")[0].loadEventEnd;
    if (seen && loaded) done(Math.max(seen, loaded) / 1000);
    else setTimeout(look, 10);
  };
  look();
})"""
"""The seconds from the start of the navigation to the load event's end or the first text seen, whichever is later."""


def main() -> list[Measured]:
    """Print the median of each page, and return the slowest of each form."""
    found = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for form, options in FORMS.items():
            site = Path(folder) / form
            command = [PYTHON, "-m", "goalkit", "publish", "-o", str(site), *options]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            took = {page.stem: _seconds(browser, page) for page in sorted(site.glob("*.html"))}
            for name, seconds in took.items():
                print(f"öppna sidan {name}, {form}: {seconds:.2f} s; mål under {AIM} s")
            slowest = max(took, key=lambda name: took[name])
            result = f"{took[slowest]:.2f} s ({slowest})"
            found.append(
                Measured(f"öppna en publicerad sida, {form}", "–", f"under {AIM} s", result, took[slowest] < AIM)
            )
        browser.close()
    return found


def _seconds(browser: Browser, file: Path) -> float:
    """Return the median of the opened page's times; the first opening warms the disk."""
    times = []
    for _ in range(RUNS + 1):
        page = browser.new_page()
        page.goto(file.as_uri())
        times.append(float(page.evaluate(_SEEN)))
        page.close()
    return statistics.median(times[1:])


if __name__ == "__main__":
    main()
