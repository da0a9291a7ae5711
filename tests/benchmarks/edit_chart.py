"""From a key press on a control to the new chart, beside a bare marimo slider that draws an altair chart.

Both are served by one process and measured in turn in the same browser, so that a machine whose speed drifts
slows both. Timed is, inside the page, from the key press until the drawing has changed.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from goalkit.cli.serve import notebook_files
from tests.benchmarks.open_notebook import served
from tests.benchmarks.timing import Measured, at_most
from tests.browser import FLAGS, ROOT, chromium_path

BARE = """import marimo

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
    rows = pd.DataFrame({"x": range(15), "y": [(7 * i) % 11 for i in range(15)]})
    alt.Chart(rows, width=560, height=height.value).mark_line(point=True).encode(x="x", y="y")
    return


if __name__ == "__main__":
    app.run()
"""

_WATCH = """slider => new Promise(done => {
  function* drawn(node) {
    for (const each of node.querySelectorAll('*')) {
      if (each.matches('.marks') && each.getBoundingClientRect().width) yield each;
      if (each.shadowRoot) yield* drawn(each.shadowRoot);
    }
  }
  const heights = () => [...drawn(document)].map(one => one.getAttribute('height')).join();
  const before = heights(), count = before.split(',').length;
  let start = 0;
  const look = () => {
    const now = heights();
    now !== before && now.split(',').length === count ? done(performance.now() - start) : requestAnimationFrame(look);
  };
  setTimeout(() => done(null), 10000);
  slider.addEventListener('keydown', () => { start = performance.now(); requestAnimationFrame(look); }, {once: true});
})"""
"""Resolves to the ms from the next key press on the slider until a visible drawing has another height, else to null."""


def main(runs: int = 21) -> list[Measured]:
    """Print the medians and their ratio, for one target with a panel of its gap and one without."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "enkel.py"
        bare.write_text(BARE, encoding="utf-8")
        files = {**notebook_files(ROOT / "notebooks"), "enkel": bare}
        with served(files) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            simple = browser.new_page(viewport={"width": 1280, "height": 1000})
            for name, target in (("trygghet_och_sakerhet", "6a"), ("valfard_och_valfrihet", "3a")):
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                ours = _slider(page, f"{address}/{name}/")
                simple.goto(f"{address}/enkel/")  # anew: a slider that has reached its end answers no key
                simple.locator(".marks").first.wait_for()
                theirs = simple.get_by_role("slider")
                pairs = [(_press(page, ours), _press(simple, theirs)) for _ in range(runs + 2)][2:]
                mine, bare_ms = (statistics.median(column) for column in zip(*pairs, strict=True))
                print(f"{target.upper()}: {mine:.0f} ms; enkel skjutregel till diagram: {bare_ms:.0f} ms")
                ratio = statistics.median(a / b for a, b in pairs)
                print(f"kvot, median av {runs}: {ratio:.2f}; mål högst 1.2")
                what = f"ändra diagrammet {target.upper()}"
                found.append(Measured(what, "skjutregel", "högst 1.2", f"{ratio:.2f}", at_most(1.2, ratio)))
                page.close()
            browser.close()
    return found


def _slider(page: Page, address: str) -> Locator:
    page.goto(address)
    page.wait_for_selector(".gk-about-data")
    page.locator(".marks").first.wait_for()
    page.locator(".gk-edit summary").first.click()
    slider = page.get_by_role("slider").first
    slider.wait_for()
    page.wait_for_timeout(3000)  # the charts of later targets are drawn
    return slider


def _press(page: Page, slider: Locator) -> float:
    """Press the arrow key on a slider and return the ms until the chart has changed; a lost press is made anew.

    Raises:
        TimeoutError: nothing has changed after five presses.
    """
    for _ in range(5):
        slider.focus()
        page.evaluate(f"slider => {{ window.changed = ({_WATCH})(slider); }}", slider.element_handle())
        page.keyboard.press("ArrowRight")
        took = page.evaluate("window.changed")
        if took is not None:
            return float(took)
    message = "the chart does not answer its slider"
    raise TimeoutError(message)


if __name__ == "__main__":
    main()
