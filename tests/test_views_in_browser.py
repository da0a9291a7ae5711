"""Charts edited as a person does it: with controls, links, the keyboard, in a Swedish and in an English browser."""

import re
import tomllib
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from goalkit.planfile import load_plan
from tests.browser import PATIENCE, foreign

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
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
  for (const e of all(document)) if (e.tagName === 'DETAILS') e.open = true;
}"""


def opened(page: Page, address: str, query: str = "", name: str = NOTEBOOK) -> None:
    page.goto(f"{address}/{name}/{query}")
    page.wait_for_selector(".gk-about-data")
    expect(page.locator(".gk-wide svg.marks").first).to_be_visible()


def panel(page: Page, which: int = 0) -> Locator:
    """Open the controls of a chart and return them."""
    found = page.locator(".gk-edit").nth(which)
    found.locator("summary").first.click()
    expect(found.get_by_label("Rubrik")).to_be_visible()
    return found


def drawing(page: Page, which: int = 0) -> Locator:
    return page.locator(".gk-wide svg.marks").nth(which)


def verdicts(page: Page) -> list[str]:
    return page.locator(".gk-target").all_inner_texts()


def test_each_control_changes_what_it_says_and_nothing_else(page: Page, own_address: str, own_data: Path) -> None:
    opened(page, own_address)
    said, other = verdicts(page), drawing(page, 1).inner_html()
    controls = panel(page)
    chart = drawing(page)
    controls.get_by_label("Linköping").click()
    expect(chart).to_contain_text("Linköping")
    controls.get_by_label("Resultatnätverket R9: varje kommun").click()
    expect(chart).to_contain_text("Gävle")
    controls.get_by_label("Resultatnätverket R9: varje kommun").click()
    expect(chart).not_to_contain_text("Gävle")
    controls.get_by_label("Fler områden").fill("Uppsala, Kiruna, Ingenstad")
    controls.get_by_label("Fler områden").press("Tab")
    expect(chart).to_contain_text("Uppsala")
    expect(page.locator(".gk-said").first).to_contain_text("inte i diagrammet: Kiruna")
    expect(page.locator(".gk-said").first).to_contain_text("Ingen kommun eller grupp heter Ingenstad")
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
    assert drawing(page, 1).inner_html() == other
    assert foreign(page) == []
    assert not (own_data / "views").exists()


def test_the_base_lines_control_takes_it_away_and_women_and_men_are_shown(page: Page, own_address: str) -> None:
    opened(page, own_address, name="valfard_och_valfrihet")
    controls = panel(page)
    expect(drawing(page)).to_contain_text("basåret")
    controls.get_by_label("Basårets linje").click()
    expect(drawing(page)).not_to_contain_text("basåret")
    controls.get_by_label("Kvinnor").click()
    expect(drawing(page)).to_contain_text("Norrköping, kvinnor")


def test_a_view_is_saved_shown_after_a_reload_and_taken_back(page: Page, own_address: str, own_data: Path) -> None:
    opened(page, own_address)
    controls = panel(page)
    controls.get_by_label("Rubrik").fill("Egen rubrik")
    controls.get_by_label("Rubrik").press("Tab")
    expect(drawing(page)).to_contain_text("Egen rubrik")
    page.get_by_role("button", name="Spara som standard").first.click()
    expect(page.locator(".gk-said").first).to_contain_text("Sparad som standard i data/views")
    kept = own_data / "views" / load_plan().id / f"{TARGET}.toml"
    assert tomllib.loads(kept.read_text(encoding="utf-8")) == {"heading": "Egen rubrik"}
    expect(page).to_have_url(re.compile(r"/trygghet_och_sakerhet/$"))
    opened(page, own_address)
    expect(drawing(page)).to_contain_text("Egen rubrik")
    controls = panel(page)
    expect(controls.get_by_label("Rubrik")).to_have_value("Egen rubrik")
    page.get_by_role("button", name="Återställ").first.click()
    expect(drawing(page)).not_to_contain_text("Egen rubrik")
    expect(controls.get_by_label("Rubrik")).to_have_value("")
    assert not kept.exists()


def test_a_link_opens_the_same_chart_in_a_fresh_profile(page: Page, own_address: str, chromium: Browser) -> None:
    opened(page, own_address)
    controls = panel(page)
    controls.get_by_label("Jönköping").click()
    controls.get_by_label("Visa", exact=True).select_option(label="Förändring sedan basåret")
    controls.get_by_label("Rubrik").fill("Sedan 2022")
    controls.get_by_label("Rubrik").press("Tab")
    expect(drawing(page)).to_contain_text("Sedan 2022")
    expect(page).to_have_url(re.compile("6A=areas-0680.measure-change&6A-heading=Sedan.2022$"))
    page.wait_for_timeout(500)
    mine, link = drawing(page).inner_html(), page.url
    fresh = chromium.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US")
    fresh.set_default_timeout(PATIENCE)
    theirs = fresh.new_page()
    theirs.goto(link)
    expect(drawing(theirs)).to_contain_text("Sedan 2022")
    theirs.wait_for_timeout(500)
    strip = re.compile(r'(id|clip-path)="[^"]*"')
    assert strip.sub("", drawing(theirs).inner_html()) == strip.sub("", mine)
    fresh.close()


def test_an_invalid_specification_is_said_with_its_place_and_there_is_a_way_back(page: Page, own_address: str) -> None:
    opened(page, own_address)
    usual = drawing(page).inner_html()
    controls = panel(page)
    controls.locator("summary:visible", has_text="Redigera").click()
    editor = controls.get_by_label("Specifikation (JSON)")
    prefilled = editor.input_value()
    assert '"main_values"' in prefilled
    assert "datasets" not in prefilled
    editor.fill(prefilled.replace('"type": "line"', '"type": "line", "href": "https://example.org"', 1))
    editor.press("Tab")
    said = page.locator(".gk-said").first
    expect(said).to_contain_text("Specifikationen används inte")
    expect(said).to_contain_text(re.compile(r"\$\.vconcat\[0\]\.layer\[\d+\]\.mark\.href"))
    assert foreign(page) == []
    titled = re.sub(r'"text": \["[^"]*"\]', '"text": ["Ändrad för hand"]', prefilled, count=1)
    assert titled != prefilled
    editor.fill(titled)
    editor.press("Tab")
    expect(page.locator(".gk-scroll svg.marks").first).to_contain_text("Ändrad för hand")
    assert "hand" not in page.url
    editor.fill("")
    editor.press("Tab")
    expect(drawing(page)).not_to_contain_text("Ändrad för hand")
    strip = re.compile(r'(id|clip-path)="[^"]*"')
    page.wait_for_timeout(500)
    assert strip.sub("", drawing(page).inner_html()) == strip.sub("", usual)


@pytest.mark.parametrize("locale", ["sv-SE", "en-US"])
def test_a_decimal_comma_is_one_in_every_browser(
    chromium: Browser, own_address: str, own_data: Path, locale: str
) -> None:
    profile = chromium.new_context(viewport={"width": 1280, "height": 1000}, locale=locale)
    profile.set_default_timeout(PATIENCE)
    page = profile.new_page()
    opened(page, own_address)
    said = verdicts(page)
    page.locator("summary", has_text="Vad händer om").first.click()
    page.get_by_label("Norrköping 2026").first.click()
    page.keyboard.type("79,5")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Riket 2026").first).to_be_focused()
    page.keyboard.type("98,25")
    page.keyboard.press("Tab")
    result = page.locator(".gk-thought").first
    expect(result).to_contain_text("98,25 (tänkt)")
    expect(result).to_contain_text("79,5 (tänkt)")
    expect(result).to_contain_text("I det tänkta läget (2026): uppnådd")
    expect(result).to_contain_text("Bedömningen")
    assert "795" not in result.inner_text()
    expect(page.locator(".gk-wide svg.marks", has_text="Tänkt läge").first).to_be_visible()
    assert verdicts(page) == said
    assert "79" not in page.url.partition("?")[2]
    assert not (own_data / "views").exists()
    page.get_by_label("Norrköping 2026").first.fill("1.234")
    page.keyboard.press("Tab")
    expect(page.locator(".gk-faults").first).to_contain_text("går inte att läsa")
    profile.close()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus says ``wanted``."""
    for _ in range(200):
        page.keyboard.press("Tab")
        text = page.evaluate(FOCUSED)
        if text.strip().startswith(wanted):
            return
    pytest.fail(f"the keyboard never reaches {wanted}")


def test_the_keyboard_alone_leads_from_the_top_of_the_page_to_a_saved_view(
    page: Page, own_address: str, own_data: Path
) -> None:
    opened(page, own_address)
    tab_to(page, "Ändra diagrammet")
    page.keyboard.press("Enter")
    expect(page.locator(".gk-edit").first.get_by_label("Rubrik")).to_be_visible()
    tab_to(page, "Linköping")
    page.keyboard.press("Space")
    expect(drawing(page)).to_contain_text("Linköping")
    tab_to(page, "Rubrik")
    page.keyboard.type("Skriven med tangenter")
    tab_to(page, "Spara som standard")
    page.keyboard.press("Enter")
    expect(page.locator(".gk-said").first).to_contain_text("Sparad som standard")
    kept = own_data / "views" / load_plan().id / f"{TARGET}.toml"
    assert tomllib.loads(kept.read_text(encoding="utf-8")) == {"areas": ["0580"], "heading": "Skriven med tangenter"}


def test_a_damaged_saved_view_is_one_line_and_the_usual_chart(page: Page, own_data: Path, own_address: str) -> None:
    folder = own_data / "views" / load_plan().id
    folder.mkdir(parents=True)
    (folder / f"{TARGET}.toml").write_text("areas = [", encoding="utf-8")
    opened(page, own_address)
    expect(page.locator(".gk-said").first).to_contain_text("går inte att använda")
    expect(drawing(page)).to_contain_text("Norrköping")


def test_files_are_made_here_and_say_where_they_come_from(page: Page, own_address: str, tmp_path: Path) -> None:
    opened(page, own_address)
    page.locator("summary", has_text="Ladda ner").first.click()
    for label, mark in (
        ("PNG, liten", b"\x89PNG"),
        ("PNG, stor", b"\x89PNG"),
        ("SVG", b"<svg"),
        ("CSV", b"\xef\xbb\xbf"),
        ("Vega-Lite", b"{"),
    ):
        with page.expect_download() as caught:
            page.get_by_role("link", name=label).first.click()
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
    page.wait_for_timeout(1500)
    assert _found(page) == []
    for _ in range(2):  # what opens may hold something to open
        page.evaluate(OPEN_EVERYTHING)
        page.wait_for_timeout(2000)
    assert _found(page) == []
    assert foreign(page) == []


def _found(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page, options=WCAG)["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations]
