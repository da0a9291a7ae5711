"""Published pages in a real Chromium: no network, no script, telephone and desk, light, dark, high contrast, paper."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from goalkit.publishing.pdf import write_pdf
from goalkit.publishing.publish import publish
from goalkit.workbook import Workbook
from tests.browser import Opened, chromium_path, fresh_profile
from tests.waiting import comes_to
from tests.websites import AREAS, NOTEBOOKS, PAGES
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, WHOLE]

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PLAIN: dict[str, Any] = {"color_scheme": "null", "forced_colors": "null", "media": "screen"}
"""Takes a look away: ``None`` would leave it as it is."""
LOOKS = (
    """["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map(asked => matchMedia(asked).matches)"""
)
OF_AREA = pytest.mark.parametrize("name", AREAS)
OF_PAGE = pytest.mark.parametrize("name", PAGES)
SEEN = """names => Object.fromEntries(Object.entries(names).map(([name, selector]) => [name,
  [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && e.getClientRects().length > 0).length
]))"""
SELECTORS = {
    "targets": "main h3[id^=mal-]",
    "statuses": ".gk-status",
    "sentences": ".gk-sentence",
    "charts": ".gk-figure svg",
    "missing": ".gk-missing",
    "tables": "[aria-label^='Tabell till'] table",
}


COLLIDING = """() => {
  const boxes = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest('svg, .gk-skip') || !holder.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push([box, node]);
  }
  boxes.sort((a, b) => a[0].top - b[0].top);
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  const found = [];
  boxes.forEach(([a, first], i) => {
    for (let j = i + 1; j < boxes.length && boxes[j][0].top < a.bottom; j++) {
      const [b, second] = boxes[j];
      if (first !== second && over(a, b)) found.push(`${first.data.trim()} | ${second.data.trim()}`);
    }
  });
  return [boxes.length, found];
}"""
"""Pairs of texts that stand upon each other, and how many lines of text were looked at."""

DATES = """() => {
  const found = [], broken = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (node.parentElement.closest('svg, script, code, .gk-proofs')) continue;
    for (const date of node.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
      const range = document.createRange();
      range.setStart(node, date.index);
      range.setEnd(node, date.index + date[0].length);
      found.push(date[0]);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(node.data);
    }
  }
  return [found.length, broken];
}"""
"""How many dates there are, and the texts in which one stands on two lines."""


@pytest.fixture
def looked_at(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page from disk as a reader has it: with no network, and no script unless said."""
    with ExitStack() as profiles:

        def look(path: Path, *, width: int = 1280, **named: Any) -> Page:
            options = {"java_script_enabled": False, "offline": True, **named}
            page = profiles.enter_context(fresh_profile(chromium, width=width, height=900, **options)).new_page()
            page.goto(path.resolve().as_uri())
            fonts_come(page)
            return page

        yield look


def fonts_come(page: Page) -> None:
    """Wait until a page is set in the two fonts that it carries: before that its lines have other widths."""
    comes_to(lambda: page.evaluate("[...document.fonts].map(font => font.status)"), ["loaded"] * 2)


@OF_AREA
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_is_there_without_script_and_network(
    site: Path, workbook: Workbook, looked_at: Callable[..., Page], name: str, width: int, scheme: str
):
    page = looked_at(site / f"{name}.html", width=width, color_scheme=scheme)
    seen = page.evaluate(SEEN, SELECTORS)
    targets = workbook.of_focus_area(name)
    drawn = sum(bool(a.evidence.own.points) for a in targets)
    every = len(targets)
    assert seen == {
        "targets": every,
        "statuses": every,
        "sentences": every,
        "charts": drawn,
        "missing": every - drawn,
        "tables": 0,  # folded until wanted
    }
    for summary in page.locator("details > summary").all():
        summary.click()
    assert page.evaluate(SEEN, SELECTORS)["tables"] == drawn
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@OF_PAGE
def test_nothing_is_asked_for_and_nothing_complains(
    live_site: Path, site: Path, opened: Callable[..., AbstractContextManager[Opened]], name: str
):
    for folder, scripts in ((site, False), (site, True), (live_site, False), (live_site, True)):
        with opened(folder / name, scripts=scripts) as seen:
            if folder is live_site and scripts and seen.page.locator("#gk-specs").count():
                seen.page.wait_for_selector("html[data-live]")
            assert [url for url in seen.requests if not url.startswith("data:")] == [(folder / name).resolve().as_uri()]
            assert seen.errors == []


STRICT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


@OF_PAGE
def test_a_page_is_whole_behind_a_server_that_allows_no_more_than_it_says(
    site: Path, live_site: Path, page: Page, name: str
):
    asked: list[str] = []

    class Strict(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            asked.append(self.path)
            self.send_header("Content-Security-Policy", STRICT)
            super().end_headers()

        def log_message(self, *given: object) -> None:
            """Say nothing."""

    for folder in (site, live_site):
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(folder))) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}")
            drawn = page.locator("main svg").count()
            assert drawn == (folder / name).read_text(encoding="utf-8").count("<svg ")
            fonts_come(page)
            server.shutdown()
    blocked = [said for said in page.complaints if "script" not in said]
    assert blocked == []
    assert asked == [f"/{name}"] * 2


@OF_PAGE
def test_a_page_is_accessible_on_every_screen_and_on_paper(site: Path, looked_at: Callable[..., Page], name: str):
    page = looked_at(site / name, java_script_enabled=True, bypass_csp=True)
    looks: list[dict[str, Any]] = [{"color_scheme": scheme} for scheme in ("light", "dark")]
    for width, look in product((320, 1280), [*looks, {"forced_colors": "active"}]):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**(PLAIN | look))
        assert page.evaluate(LOOKS) == [look.get("color_scheme") == "dark", "forced_colors" in look, False]
        assert violations(page) == [], (width, look)
    for scheme in ("light", "dark"):
        page.emulate_media(**(PLAIN | {"color_scheme": scheme, "media": "print"}))
        assert page.evaluate(LOOKS) == [scheme == "dark", False, True]
        assert violations(page) == [], ("print", scheme)
    page.emulate_media(**PLAIN)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert violations(page) == [], "unfolded"


@OF_AREA
def test_whoever_listens_hears_what_a_chart_shows_and_not_its_labels_one_by_one(
    site: Path, workbook: Workbook, looked_at: Callable[..., Page], name: str
):
    page = looked_at(site / f"{name}.html", java_script_enabled=True)
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    said = [node for node in nodes if not node.get("ignored")]
    images = [node for node in said if node["role"]["value"] == "image"]
    charted = [a for a in workbook.of_focus_area(name) if a.evidence.own.points]
    assert len(images) == len(charted)
    for a, image in zip(charted, images, strict=True):
        assert image["name"]["value"].startswith(f"Linjediagram för {a.municipality.name}")
        assert image["description"]["value"].startswith(("Axeln börjar vid", "Basår", "Bedömt år"))
        assert not {node["nodeId"] for node in said} & set(image["childIds"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_and_places_are_seen_in_the_reader_s_own_colours_too(
    site: Path, looked_at: Callable[..., Page], scheme: str
):
    """A forced palette takes backgrounds away: there a bar stands out from its track all the same."""
    page = looked_at(site / "valfard_och_valfrihet.html", java_script_enabled=True)
    page.emulate_media(**(PLAIN | {"forced_colors": "active", "color_scheme": scheme}))
    found = page.evaluate("""() => [...document.querySelectorAll('.gk-track')].map(track => {
      const drawn = [track, ...track.querySelectorAll('.gk-bar, .gk-all, .gk-half')];
      return drawn.map(e => getComputedStyle(e).backgroundColor);
    })""")
    assert len(found) > 30
    assert [colours for colours in found if len(colours) < 2 or colours[0] in colours[1:]] == []


@pytest.mark.parametrize("name", [f"{name}.html" for name in AREAS])
def test_a_live_page_is_accessible_too(live_site: Path, looked_at: Callable[..., Page], name: str):
    page = looked_at(live_site / name, java_script_enabled=True, bypass_csp=True)
    page.wait_for_selector("html[data-live]")
    assert violations(page) == []


def test_code_beside_what_it_shows_is_accessible_and_fits_a_telephone(tmp_path: Path, looked_at: Callable[..., Page]):
    (notebook,) = (path for path in NOTEBOOKS if path.stem == "klimat_och_miljo")
    publish([notebook], tmp_path / "site", code=True)
    page = looked_at(tmp_path / "site" / "klimat_och_miljo.html", java_script_enabled=True, bypass_csp=True)
    page.evaluate("for (const fold of document.querySelectorAll('.gk-code')) fold.open = true")
    page.set_viewport_size({"width": 320, "height": 900})
    for scheme in ("light", "dark"):
        page.emulate_media(**(PLAIN | {"color_scheme": scheme}))
        assert violations(page) == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@OF_PAGE
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_text_stands_upon_another(site: Path, looked_at: Callable[..., Page], name: str, width: int):
    page = looked_at(site / name, width=width, java_script_enabled=True)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    lines, collisions = page.evaluate(COLLIDING)
    assert lines > 20
    assert collisions == []


@pytest.mark.parametrize("table", [".gk-heat", ".gk-common", ".gk-latest"])
def test_a_row_of_a_wide_table_keeps_its_name_while_it_is_scrolled(
    site: Path, looked_at: Callable[..., Page], table: str
):
    page = looked_at(site / "index.html", width=320, java_script_enabled=True)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    moved = page.evaluate(
        """selector => {
      const table = document.querySelector(selector), wrap = table.closest('.gk-table-wrap');
      const lefts = () => [...table.querySelectorAll('tbody tr')].map(row => [
        row.querySelector('th').getBoundingClientRect().left, row.lastElementChild.getBoundingClientRect().left]);
      const before = lefts();
      wrap.scrollLeft = 9999;
      return [wrap.scrollLeft, before.map(([name, last], i) => [lefts()[i][0] - name, last - lefts()[i][1]])];
    }""",
        table,
    )
    assert moved[0] > 50
    assert all(abs(name) < 1 for name, _ in moved[1])
    assert all(abs(last - moved[0]) < 1 for _, last in moved[1])


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong, each with its first place."""
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    found = page.evaluate("options => axe.run(document, options)", RULES)["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


@OF_PAGE
@pytest.mark.parametrize("width", [320, 1280])
def test_text_can_be_twice_as_large_without_being_cut(
    site: Path, looked_at: Callable[..., Page], name: str, width: int
):
    page = looked_at(site / name, width=width, java_script_enabled=True, bypass_csp=True)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "34px"


@OF_PAGE
def test_no_line_ends_within_a_date(site: Path, looked_at: Callable[..., Page], name: str):
    page = looked_at(site / name, width=320, java_script_enabled=True)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    dates, broken = page.evaluate(DATES)
    assert dates
    assert broken == []


PAPER = 673
"""Px of an A4 between its margins: what is wider makes Chromium print all of the page smaller, or is cut off."""


@OF_PAGE
def test_nothing_is_wider_than_the_paper(site: Path, looked_at: Callable[..., Page], name: str):
    page = looked_at(site / name, width=PAPER, java_script_enabled=True)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(site: Path, looked_at: Callable[..., Page]):
    page = looked_at(site / "klimat_och_miljo.html")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Till innehållet"
    assert focused.bounding_box()["x"] >= 0
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#innehall$"))


def test_every_word_is_set_in_the_font_that_the_page_carries(site: Path, looked_at: Callable[..., Page]):
    page = looked_at(site / "valfard_och_valfrihet.html", java_script_enabled=True)
    families = "[...new Set([...document.querySelectorAll('body *')].map(e => getComputedStyle(e).fontFamily))]"
    named = [family for family in page.evaluate(families) if not family.startswith(('"Goalkit Sans"', "monospace"))]
    assert named == []


def test_a_live_chart_tells_its_values_and_zooms_under_the_page_s_own_policy(
    live_site: Path, opened: Callable[..., AbstractContextManager[Opened]]
):
    with opened(live_site / "trygghet_och_sakerhet.html") as seen:
        page = seen.page
        page.wait_for_selector("html[data-live]")
        figure = page.locator("#diagram-6a .gk-drawing")
        assert figure.locator("[role=img]").get_attribute("aria-label").startswith("Linjediagram för Norrköping")
        ticks = figure.locator(".role-axis-label text")
        before = ticks.all_text_contents()
        figure.locator(".mark-symbol path").last.hover(force=True)
        expect(page.locator("#vg-tooltip-element")).to_contain_text("96,8")
        box = figure.bounding_box()
        page.mouse.move(box["x"] + 300, box["y"] + 150)
        page.keyboard.down("Shift")
        page.mouse.wheel(0, -600)
        page.keyboard.up("Shift")
        page.wait_for_function(
            "before => document.querySelectorAll('#diagram-6a .gk-drawing .role-axis-label text').length != before",
            arg=len(before),
        )
        assert seen.errors == []


@OF_AREA
def test_on_paper_everything_is_unfolded_and_each_target_begins_a_page(
    site: Path, workbook: Workbook, tmp_path: Path, name: str
):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext saknas: den tryckta sidan läses inte (installera paketet poppler-utils)")
    page = tmp_path / f"{name}.html"
    shutil.copy(site / page.name, page)
    (pdf,) = write_pdf([page], chromium_path())
    told = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    sheets = [" ".join(sheet.split()) for sheet in told.split("\f")]
    begins = [f"{a.target.id} {a.target.wording[:30]}" for a in workbook.of_focus_area(name)]
    for begin in begins:
        found = [sheet for sheet in sheets[1:] if begin in sheet]
        assert len(found) == 1, begin
        assert [other for other in begins if other in found[0]] == [begin]
    assert told.count("När blir det uppnått?") == len(workbook.of_focus_area(name))
    assert told.count("Indikatorvalet är ett antagande") >= len(workbook.of_focus_area(name))
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in info
