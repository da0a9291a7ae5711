"""Opening a notebook in a browser beside an empty marimo notebook with the same imports.

Both are served by one process each, started and warmed before anything is timed; timed is from the
request for the page until the last cell's output stands in it.
"""

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from goalkit.cli.serve import free_port, notebook_files
from goalkit.show.server import workbook_app
from tests.benchmarks.timing import Measured, at_most
from tests.browser import FLAGS, ROOT, chromium_path

EMPTY = """import marimo

app = marimo.App(width="compact")

with app.setup:
    from goalkit.show import notebook as nb
    import marimo as mo


@app.cell
def _():
    mo.Html('<p class="gk-about-data">klar</p>')
    return


if __name__ == "__main__":
    app.run()
"""


def main(runs: int = 7) -> list[Measured]:
    """Print the ratio for a focus area's notebook."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "tom.py"
        empty.write_text(EMPTY, encoding="utf-8")
        files = {**notebook_files(ROOT / "notebooks"), "tom": empty}
        with served(files) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for name in ("oversikt", "valfard_och_valfrihet"):
                pairs = [
                    (_open(browser, f"{address}/{name}/"), _open(browser, f"{address}/tom/")) for _ in range(runs + 1)
                ]
                ours, theirs = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
                ratio = statistics.median(a / b for a, b in pairs[1:])
                print(f"{name}: {ours:.2f} s; tom anteckningsbok med samma importer: {theirs:.2f} s")
                print(f"kvot, median av {runs}: {ratio:.2f}; mål högst 1.15")
                met = at_most(1.15, ratio)
                found.append(Measured(f"öppna {name}", "tom anteckningsbok", "högst 1.15", f"{ratio:.2f}", met))
            browser.close()
    return found


def _open(browser: Browser, address: str) -> float:
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".gk-about-data")
    elapsed = time.perf_counter() - start
    page.close()
    return elapsed


@contextmanager
def served(files: dict[str, Path]) -> Iterator[str]:
    port = free_port("127.0.0.1", 0)
    config = uvicorn.Config(workbook_app(files, "127.0.0.1"), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


if __name__ == "__main__":
    main()
