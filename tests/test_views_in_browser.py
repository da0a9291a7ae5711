"""Charts edited as a person does it: with controls, links, the keyboard, in a Swedish and in an English browser."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from goalkit.planfile import load_plan
from tests.browser import bring_into_sight, foreign
from tests.waiting import at_rest, comes_to
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, WHOLE]
NOTEBOOK, TARGET, OTHER = "trygghet_och_sakerhet", "6A", "6B"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
FOCUSED = """() => {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return (e?.labels?.[0] ?? e)?.textContent ?? '';
}"""
OPEN_EVERYTHING = """() => {
  function* all(node) {
    for (const e of node.querySelectorAll('*')) { yield e; if (e.shadowRoot) yield* all(e.shadowRoot); }
  }
  const closed = [...all(document)].filter(e => e.tagName === 'DETAILS' && !e.open);
  for (const fold of closed) { fold.removeAttribute('name'); fold.open = true; }
  return closed.length;
}"""
MADE = """() => {
  const found = {elements: 0, wheels: 0};
  const look = node => { for (const e of node.querySelectorAll('*')) {
    found.elements++;
    found.wheels += e.matches('svg.animate-spin') && e.checkVisibility() && e.getBoundingClientRect().top < innerHeight;
    if (e.shadowRoot) look(e.shadowRoot);
  }};
  look(document);
  return found;
}"""
CUT = r"""() => {
  function* all(node) {
    for (const e of node.querySelectorAll('*')) { yield e; if (e.shadowRoot) yield* all(e.shadowRoot); }
  }
  const lines = (text, from, to) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
  };
  const cut = [], pen = document.createElement('canvas').getContext('2d');
  const whole = innerWidth < 704 ? /\((?:basår|bedömt\sår)\)$/ : /.+\((?:basår|bedömt\sår)\)$/;
  for (const e of all(document.body)) {
    for (const text of e.matches('svg, script, style') || e.closest('svg') ? [] : e.childNodes)
      for (const day of text.nodeType === Node.TEXT_NODE ? text.data.matchAll(/\d{4}-\d\d-\d\d/g) : [])
        if (lines(text, day.index, day.index + day[0].length) > 1) cut.push(text.data);
    const year = e.matches('.gk-table tbody th') && e.textContent.match(whole);
    if (year && lines(e.firstChild, year.index, year.index + year[0].length) > 1) cut.push(e.textContent);
    if (!e.placeholder) continue;
    const style = getComputedStyle(e);
    pen.font = style.font;
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(e.placeholder).width > room) cut.push(e.placeholder);
  }
  return cut;
}"""
"""What a field has no room to show, and dates and a table's years on two lines.

A telephone may break a year before what is said of it."""
EVERYTHING_IN_SIGHT = 70_000
"""Px that hold a whole notebook with every panel open: what is out of sight is not made until it comes into sight."""


def opened(page: Page, address: str, query: str = "", name: str = NOTEBOOK) -> None:
    page.goto(f"{address}/{name}/{query}")
    page.wait_for_selector(".gk-about-data")
    expect(page.locator(".gk-drawing svg.marks").first).to_be_visible()


def panel(page: Page, which: int = 0) -> Locator:
    """Open all the controls of a chart and return them: they stand open where there is room beside the chart."""
    found = page.locator(".gk-edit").nth(which)
    if found.locator("summary").first.is_visible():
        found.locator("summary").first.click()
    for summary, label in (("Kommuner i grupperna", "Linköping"), ("Utseende och texter", "Rubrik")):
        bring_into_sight(found, found.get_by_text(summary))
        found.get_by_text(summary).click()
        bring_into_sight(found, found.get_by_label(label, exact=True))
    return found


def saved(page: Page, which: int = 0) -> None:
    """Save a view for everyone, as the page asks."""
    edit = page.locator(".gk-edit").nth(which)
    edit.get_by_role("button", name="Spara som standard").click()
    expect(edit).to_contain_text("Det gäller alla, och publicerade sidor.")
    edit.get_by_role("button", name="Ja, för alla").click()
    expect(edit).to_contain_text("Sparad som standard i data/views")


def tab(page: Page, name: str, which: int = 0) -> Locator:
    """Open one of a target's tabs and return it."""
    row = page.locator(".gk-tabs").nth(which)
    found = row.locator("details", has=page.locator("summary", has_text=name))
    found.locator("summary").first.click()
    return found


def drawing(page: Page, target: str = TARGET) -> Locator:
    """Return the wide drawing of a target: by its place, where no other ever stands."""
    return page.locator(f"#diagram-{target.lower()} .gk-drawing svg.marks")


def drawn(page: Page, target: str) -> str:
    """Return what a drawing is made of, without the names that are made anew for each."""
    return re.sub(r'(id|clip-path)="[^"]*"', "", drawing(page, target).inner_html())


def verdicts(page: Page) -> list[str]:
    return page.locator(".gk-target").all_inner_texts()


def test_each_control_changes_what_it_says_and_nothing_else(page: Page, own_address: str, own_data: Path) -> None:
    opened(page, own_address)
    expect(drawing(page, OTHER)).to_contain_text("Norrköping")
    said, other = verdicts(page), at_rest(lambda: drawn(page, OTHER))
    controls = panel(page)
    chart = drawing(page)
    controls.get_by_label("Linköping").click()
    expect(chart).to_contain_text("Linköping")
    controls.get_by_label("Resultatnätverket R9: varje kommun").click()
    expect(chart).to_contain_text("Gävle")
    controls.get_by_label("Resultatnätverket R9: varje kommun").click()
    expect(chart).not_to_contain_text("Gävle")
    controls.get_by_label("Fler kommuner eller grupper").fill("Uppsala, Kiruna, Ingenstad")
    controls.get_by_label("Fler kommuner eller grupper").press("Tab")
    expect(chart).to_contain_text("Uppsala")
    expect(controls.locator(".gk-said").first).to_contain_text("inte i diagrammet: Kiruna")
    expect(controls.locator(".gk-said").first).to_contain_text("Ingen kommun eller grupp heter Ingenstad")
    controls.get_by_label("Visa", exact=True).select_option(label="Förändring sedan basåret")
    expect(chart).to_contain_text("Förändring sedan 2022")
    controls.get_by_label("Visa", exact=True).select_option(label="Nivå")
    expect(chart).to_contain_text("per 1\u00a0000 invånare, lägre är bättre")
    controls.get_by_label("Skriv ut punkternas värden").click()
    controls.get_by_label("Decimaler, minst").select_option("3")
    expect(chart).to_contain_text(re.compile(r"\d+,\d{3}"))
    controls.get_by_label("Axeln från noll").click()
    expect(chart).to_contain_text("2026050100150")  # the last year, then the values at the axis
    controls.get_by_label("Från år").select_option("2022")
    expect(chart).not_to_contain_text("2019")
    controls.get_by_label("Till år").select_option("2025")
    expect(chart).not_to_contain_text("2026,")
    controls.get_by_label("Bildtext").fill("En egen bildtext")
    controls.get_by_label("Bildtext").press("Tab")
    expect(chart).to_contain_text("En egen bildtext")
    before = float(chart.get_attribute("height") or 0)
    controls.get_by_role("slider").press("ArrowRight")
    expect(chart).not_to_have_attribute("height", f"{before:g}")
    assert verdicts(page) == said
    comes_to(lambda: drawn(page, OTHER), other)
    assert foreign(page) == []
    assert not (own_data / "views").exists()


def test_the_address_follows_after_the_chart_and_never_before_it(page: Page, own_address: str) -> None:
    heard: list[str] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(str(frame))))
    opened(page, own_address)
    slider = panel(page).get_by_role("slider")
    heard.clear()
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"6A=height-\d+$"))
    drawn = [place for place, frame in enumerate(heard) if '"cell-op"' in frame and "vegalite" in frame]
    written = [place for place, frame in enumerate(heard) if '"query-params-set"' in frame]
    assert len(drawn) == len(written) == 1
    assert drawn < written


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus says ``wanted``."""
    for _ in range(200):
        page.keyboard.press("Tab")
        text = page.evaluate(FOCUSED)
        if text.strip().startswith(wanted):
            return
    pytest.fail(f"the keyboard never reaches {wanted}")


def test_a_damaged_saved_view_is_one_line_and_the_usual_chart(page: Page, own_data: Path, own_address: str) -> None:
    folder = own_data / "views" / load_plan().id
    folder.mkdir(parents=True)
    (folder / f"{TARGET}.toml").write_text("areas = [", encoding="utf-8")
    opened(page, own_address)
    expect(page.locator(".gk-said").first).to_contain_text("går inte att använda")
    expect(drawing(page)).to_contain_text("Norrköping")


def test_files_are_made_here_and_say_where_they_come_from(page: Page, own_address: str, tmp_path: Path) -> None:
    opened(page, own_address)
    fold = tab(page, "Ladda ner")
    bring_into_sight(fold, fold.get_by_role("link", name="Vega-Lite"))
    for label, mark in (
        ("PNG, liten", b"\x89PNG"),
        ("PNG, stor", b"\x89PNG"),
        ("SVG", b"<svg"),
        ("CSV", b"\xef\xbb\xbf"),
        ("Vega-Lite", b"{"),
    ):
        with page.expect_download() as caught:
            fold.get_by_role("link", name=label).click()
        path = tmp_path / caught.value.suggested_filename
        caught.value.save_as(path)
        content = path.read_bytes()
        assert content.startswith(mark)
        if not label.startswith("PNG"):
            assert "Kolada" in content.decode()
    assert foreign(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["oversikt", *(area.id for area in load_plan().focus_areas)])
def test_axe_finds_nothing_at_rest_or_with_every_panel_open(page: Page, workbook_address: str, name, width) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(f"{workbook_address}/{name}/")
    page.wait_for_selector(".gk-about-data")
    all_made(page)
    assert _found(page) == []
    panels = page.locator(".gk-edit").count()
    open_everything(page, width)
    expect(page.get_by_label("Rubrik")).to_have_count(panels)
    assert _found(page) == []
    assert _beyond(page) == []
    assert page.evaluate(CUT) == []
    assert foreign(page) == []


def open_everything(page: Page, width: int) -> None:
    """Bring all of a notebook into sight, and open what opens until nothing more does."""
    page.set_viewport_size({"width": width, "height": EVERYTHING_IN_SIGHT})
    all_made(page)
    while page.evaluate(OPEN_EVERYTHING):  # what opens may bring something more to open
        all_made(page)


def all_made(page: Page) -> None:
    """Wait until nothing more is being made: no element comes, and no wheel turns in sight."""
    while at_rest(lambda: page.evaluate(MADE))["wheels"]:
        pass


def _beyond(page: Page) -> list[str]:
    """Return what sticks out of the page and cannot be scrolled to."""
    return page.evaluate("""() => {
      function* all(node) {
        for (const e of node.querySelectorAll('*')) { yield e; if (e.shadowRoot) yield* all(e.shadowRoot); }
      }
      const inside = e => { for (let n = e; n; n = n.parentNode ?? n.host)
        if (n.matches?.('.gk-table-wrap, svg')) return false; return true; };
      return [...all(document.body)]
        .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1 && inside(e))
        .map(e => e.tagName + ' ' + (e.className.baseVal ?? e.className)).slice(0, 9);
    }""")


def _found(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page, options=WCAG).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations]
