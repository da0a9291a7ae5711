"""Opening a notebook in a browser beside an empty marimo notebook with the same imports.

Both are served by one process, started and warmed before anything is timed; timed is from the
request for the page until the last cell's output stands in it.
"""

import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from goalkit.cli.serve import free_port, notebook_files
from tests.benchmarks.timing import PYTHON, Measured, at_most
from tests.browser import FLAGS, ROOT, chromium_path

EMPTY = """import marimo

app = marimo.App(width="compact")

with app.setup:
    import goalkit as gk
    import marimo as mo


@app.cell
def _():
    mo.Html('<p class="gk-about-data">klar</p>')
    return


if __name__ == "__main__":
    app.run()
"""


def main(runs: int = 7) -> list[Measured]:
    """Print the ratios for the overview and for a focus area's notebook, all of it and its first verdict."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "tom.py"
        empty.write_text(EMPTY, encoding="utf-8")
        files = {**notebook_files(ROOT / "notebooks"), "tom": empty}
        with served(files) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for name in ("oversikt", "valfard_och_valfrihet"):
                rows = [
                    (*_open(browser, f"{address}/{name}/", ".gk-badge"), *_open(browser, f"{address}/tom/", "p"))
                    for _ in range(runs + 1)
                ]
                first, whole, _, bare = zip(*rows[1:], strict=True)
                found += [
                    _told(f"öppna {name}", whole, bare),
                    _told(f"första bedömningen på skärmen, {name}", first, bare),
                ]
            browser.close()
    return found


def _told(what: str, ours: tuple[float, ...], bare: tuple[float, ...]) -> Measured:
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    print(f"{what}: {statistics.median(ours):.2f} s; tom anteckningsbok: {statistics.median(bare):.2f} s")
    print(f"kvot, median av {len(ours)}: {ratio:.2f}; mål högst 1.15")
    return Measured(what, "tom anteckningsbok", "högst 1.15", f"{ratio:.2f}", at_most(1.15, ratio))


def _open(browser: Browser, address: str, first: str) -> tuple[float, float]:
    """Return the seconds until the first of what ``first`` selects, and until the last cell's output, is visible."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator(first).first.wait_for()
    seen = time.perf_counter() - start
    page.wait_for_selector(".gk-about-data")
    elapsed = time.perf_counter() - start
    page.close()
    return seen, elapsed


SERVE = """
import sys, uvicorn
from pathlib import Path
from goalkit.show.server import workbook_app
files = {Path(name).stem: Path(name) for name in sys.argv[2:]}
uvicorn.run(workbook_app(files, "127.0.0.1"), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


@contextmanager
def served(files: dict[str, Path]) -> Iterator[str]:
    """Serve notebooks from a process of their own: a session keeps threads that no program could end with."""
    port = free_port("127.0.0.1", 0)
    with subprocess.Popen([PYTHON, "-c", SERVE, str(port), *map(str, files.values())], cwd=ROOT) as server:
        try:
            while server.poll() is None and not _answers(port):
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
