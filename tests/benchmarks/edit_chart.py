"""From a key press on a control to the new chart, beside a plain altair chart under a bare marimo slider.

The plain one has as many lines, years and panels as ours, as one writes it in altair. Both are served by one process
and measured in turn in the same browser, so that a machine whose speed drifts slows both. Timed is, inside the page,
from the key press until the drawing that it edits has changed and is painted.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from goalkit.cli.serve import notebook_files
from tests.benchmarks.open_notebook import served
from tests.benchmarks.timing import Measured, at_most
from tests.browser import FLAGS, ROOT, chromium_path

_BARE = """import marimo

app = marimo.App(width="compact")

with app.setup:
    import altair as alt
    import marimo as mo
    import pandas as pd


@app.cell
def _():
    height = mo.ui.slider(120, 600, step=10, value=220, label="Höjd")
    height
    return (height,)


@app.cell
def _(height):
    rows = pd.DataFrame(
        [(line, year, (7 * year + 31 * n) % 11) for n, line in enumerate("AB") for year in range(2012, 2027)],
        columns=["line", "year", "value"],
    )
    lines = (
        alt.Chart(rows, width=560, height=height.value)
        .mark_line(point=True)
        .encode(x="year", y="value", color="line", tooltip=["line", "year", "value"])
    )
    PANELS
    return


if __name__ == "__main__":
    app.run()
"""
_TWO = "alt.vconcat(lines, lines.transform_filter(\"datum.line == 'A'\").properties(height=height.value * 0.4))"
BARE = {"enkel": _BARE.replace("PANELS", "lines"), "enkel_i_tva": _BARE.replace("PANELS", _TWO)}
"""A slider and its chart, in one panel and in two."""

CHARTS = (("trygghet_och_sakerhet", "6a", "enkel"), ("valfard_och_valfrihet", "3a", "enkel_i_tva"))
"""The first chart of two notebooks, without and with a panel of its gap, and what is comparable."""

_WATCH = """([slider, place]) => new Promise(done => {
  const drawing = node => {
    for (const each of node?.querySelectorAll('*') ?? []) {
      const found = each.matches('.marks') ? each : each.shadowRoot && drawing(each.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  const height = () => drawing(document.querySelector(place))?.getBoundingClientRect().height;
  const before = height();
  let start = 0;
  const painted = () => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - start);
    channel.port2.postMessage(null);
  };
  const look = () => {
    const now = height();
    now && now !== before ? painted() : requestAnimationFrame(look);
  };
  setTimeout(() => done(null), 10000);
  slider.addEventListener('keydown', () => { start = performance.now(); requestAnimationFrame(look); }, {once: true});
})"""
"""Resolves to the ms from the next key press on a slider until the first drawing in ``place`` has another height and
has been painted: what an animation frame finds is painted after it, before the next message. Else to null."""


def main(runs: int = 27) -> list[Measured]:
    """Print the medians, the slowest tenth and the ratio, for one target with a panel of its gap and one without."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        files = notebook_files(ROOT / "notebooks")
        for name, text in BARE.items():
            files[name] = Path(folder) / f"{name}.py"
            files[name].write_text(text, encoding="utf-8")
        with served(files) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for name, target, bare in CHARTS:
                ours = _page(browser, f"{address}/{name}/", f"#diagram-{target} .gk-drawing")
                theirs = _page(browser, f"{address}/{bare}/", "body")
                pairs = [(_press(*ours), _press(*theirs)) for _ in range(runs + 4)][4:]
                found += _told(target.upper(), pairs)
            browser.close()
    return found


def _told(target: str, pairs: list[tuple[float, float]]) -> list[Measured]:
    mine, bare = (sorted(column) for column in zip(*pairs, strict=True))
    for name, times in ((target, mine), ("enkel", bare)):
        print(f"{name}: median {statistics.median(times):.0f} ms, nio av tio inom {times[len(times) * 9 // 10]:.0f} ms")
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"kvot, median av {len(pairs)}: {ratio:.2f}; mål högst 1.2, och högst 100 ms")
    middle, what, other = round(statistics.median(mine)), f"ändra diagrammet {target}", "skjutregel till altair-diagram"
    return [
        Measured(what, other, "högst 1.2", f"{ratio:.2f}", at_most(1.2, ratio)),
        Measured(f"{what}, median", other, "högst 100 ms", f"{middle} ms", middle <= 100),
    ]


def _page(browser: Browser, address: str, place: str) -> tuple[Page, Locator, str]:
    """Open a notebook, and the controls of its first chart where they are folded."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(address)
    page.locator(".marks").first.wait_for()
    page.wait_for_timeout(3000)  # the charts of later targets are drawn
    fold = page.get_by_text("Utseende och texter")
    if fold.count():
        fold.first.click()
    slider = page.get_by_role("slider").first
    slider.wait_for()
    page.wait_for_timeout(1000)
    return page, slider, place


def _press(page: Page, slider: Locator, place: str) -> float:
    """Press the arrow key on a slider and return the ms until the chart has changed; a lost press is made anew.

    Raises:
        TimeoutError: nothing has changed after five presses.
    """
    for _ in range(5):
        slider.focus()
        page.wait_for_timeout(100)  # whatever the last press left to do is done
        page.evaluate(f"found => {{ window.changed = ({_WATCH})(found); }}", [slider.element_handle(), place])
        page.keyboard.press("ArrowRight")
        took = page.evaluate("window.changed")
        if took is not None:
            return float(took)
    message = "the chart does not answer its slider"
    raise TimeoutError(message)


if __name__ == "__main__":
    main()
