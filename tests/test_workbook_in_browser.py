"""The workbook as a person meets it: ``goalkit open`` and a real Chromium, with no network outside this machine."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from goalkit.charts import has_chart
from goalkit.planfile import load_plan
from goalkit.workbook import open_workbook
from tests.browser import ROOT, bring_into_sight, foreign, served
from tests.test_views_in_browser import tab
from tests.waiting import at_rest, comes_to
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, WHOLE]
PLAN = load_plan()
AREAS = [area.id for area in PLAN.focus_areas]
ERRORS = ".marimo-error, [data-testid='marimo-error'], .output-area [role='alert']"


def open_notebook(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}/")
    page.wait_for_selector(".gk-about-data")


@pytest.mark.parametrize("name", AREAS)
def test_a_notebook_shows_one_chart_or_one_panel_and_one_status_per_target(page, workbook_address, name):
    assessments = open_workbook(PLAN, data=ROOT / "data").of_focus_area(name)
    open_notebook(page, workbook_address, name)
    expect(page.locator(".gk-target")).to_have_count(len(assessments))
    expect(page.locator(".gk-target .gk-badge")).to_have_count(len(assessments))
    drawn = [a for a in assessments if has_chart(a)]
    expect(page.locator(".gk-figure svg.marks")).to_have_count(len(drawn))
    expect(page.locator(".gk-missing")).to_have_count(len(assessments) - len(drawn))
    assert page.locator(ERRORS).count() == 0
    assert foreign(page) == []
    assert page.complaints == []


def test_the_overview_shows_all_targets_and_leads_to_each(page, workbook_address):
    open_notebook(page, workbook_address, "oversikt")
    expect(page.locator(".gk-tile")).to_have_count(len(PLAN.targets))
    expect(page.locator(".gk-rows .gk-badge")).to_have_count(len(PLAN.targets))
    page.locator(".gk-tile", has_text="5A").click()
    expect(page).to_have_url(re.compile("/klimat_och_miljo/#mal-5a$"))
    expect(page.locator("h3#mal-5a")).to_be_visible()
    assert foreign(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_link_to_a_target_leads_to_it_from_another_page_and_from_its_own(page, workbook_address, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_notebook(page, workbook_address, "oversikt")
    heading, tile = page.locator("h3#mal-4c"), page.locator(".gk-tile", has_text="4C")
    for _ in range(2):
        tile.click()
        expect(heading).to_be_in_viewport()
        comes_to(lambda: 0 <= heading.bounding_box()["y"] < 200, True)
        assert 0 <= at_rest(lambda: heading.bounding_box()["y"]) < 200
        page.locator("h1").evaluate("top => top.scrollIntoView()")
        at_rest(lambda: heading.bounding_box()["y"])
        expect(heading).not_to_be_in_viewport()  # who rolls away is not brought back


def test_what_stands_beside_a_verdict_comes_when_its_tab_is_opened_and_one_is_open_at_a_time(page, workbook_address):
    open_notebook(page, workbook_address, "klimat_och_miljo")
    told = ("Villkoret uppfylldes i 94", "av 9 i Resultatnätverket R9")
    assert [page.get_by_text(text).count() for text in told] == [0, 0]
    country, row = tab(page, "Landet"), page.locator(".gk-tabs").first
    for text in told:
        bring_into_sight(country, page.get_by_text(text).first)
    tab(page, "Beräkning")
    expect(page.get_by_text(told[0]).first).not_to_be_visible()
    assert row.locator("details[open]").count() == 1
    assert page.locator(ERRORS).count() == 0
    assert foreign(page) == []


def test_the_country_is_a_table_that_is_ordered_and_extended_as_asked(page, workbook_address):
    open_notebook(page, workbook_address, "oversikt")
    names = page.locator(".gk-heat tbody th")
    bring_into_sight(page.locator("#landet"), names.first)
    expect(names).to_have_count(12)
    expect(names.first).to_have_text("Norrköping")
    page.get_by_label("Ordna efter").select_option("3B, störst förbättring först")
    expect(names.first).to_have_text("Örebro")
    page.get_by_label("Ta med och markera").select_option("Malmö")
    expect(names).to_have_count(13)
    expect(page.locator(".gk-heat tr.gk-judged th")).to_have_text(["Norrköping", "Malmö"])
    lines = page.get_by_text("Linjer för varje måluppfyllelse", exact=True)
    lines.click()
    bring_into_sight(lines, page.locator(".gk-country .gk-wide svg.marks, .gk-details .gk-wide svg.marks").first)
    expect(page.get_by_text("Prickad linje: Malmö.")).to_be_visible()
    assert page.locator(ERRORS).count() == 0
    assert foreign(page) == []


@contextmanager
def kernel_held(page: Page) -> Iterator[None]:
    """Keep what the kernel is asked, so that the answer does not come."""
    held: list[Route] | None = []

    def hold(route: Route) -> None:
        if held is None:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/kernel/function_call", hold)
    yield
    kept, held = held, None  # what comes from here on goes on at once
    for route in kept:
        route.continue_()
    page.unroute("**/api/kernel/function_call")


@pytest.mark.parametrize("slower", [1, 6])
def test_what_takes_its_time_says_that_it_is_being_computed(page, workbook_address, slower):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    wheel = page.locator("marimo-lazy svg.animate-spin:visible")
    with kernel_held(page):
        open_notebook(page, workbook_address, "oversikt")
        page.locator("#landet").evaluate("heading => heading.scrollIntoView()")
        expect(wheel).to_have_count(1)
        expect(wheel.locator("..")).to_have_css("content", '"Räknar …"', pseudo="after")
        expect(page.get_by_role("status").filter(has_text="Räknar …")).to_have_count(1)
    bring_into_sight(page.locator("#landet"), page.locator(".gk-heat"))
    expect(wheel).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Räknar …")).to_have_count(0)


def test_the_editor_too_says_that_it_computes(page, own_data):
    (own_data.parent / "notebooks").unlink()
    shutil.copytree(ROOT / "notebooks", own_data.parent / "notebooks", ignore=shutil.ignore_patterns("__marimo__"))
    shutil.copy(ROOT / "pyproject.toml", own_data.parent)
    wheel = page.locator("marimo-lazy svg.animate-spin:visible")
    with served(own_data, "--edit", "oversikt") as address, kernel_held(page):
        page.goto(address)
        page.locator("#landet").evaluate("heading => heading.scrollIntoView()")
        expect(wheel).to_have_count(1)
        expect(wheel.locator("..")).to_have_css("content", '"Räknar …"', pseudo="after")


def test_a_picture_that_is_being_made_says_so(page, workbook_address):
    open_notebook(page, workbook_address, "trygghet_och_sakerhet")
    fold = page.locator("summary", has_text="Ladda ner").first
    fold.click()
    button = page.get_by_role("link", name="PNG, stor").first
    bring_into_sight(fold, button)
    wheel = button.locator("svg.animate-spin")
    with page.expect_download() as made, kernel_held(page):
        button.click()
        expect(wheel.locator("..")).to_have_css("content", '" – gör filen …"', pseudo="after")
        expect(page.get_by_role("status").filter(has_text="Gör filen …")).to_have_count(1)
    assert made.value.suggested_filename == "6A-diagram.stor.png"
    expect(wheel).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Gör filen …")).to_have_count(0)


def test_the_first_address_lands_on_the_overview_in_swedish(page, workbook_address):
    page.goto(workbook_address)
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_url(re.compile("/oversikt/$"))
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    links = page.locator(".gk-nav a")
    expect(links).to_have_count(1 + len(AREAS))


BEYOND = """() => [...document.querySelectorAll('.gk-target, .gk-caption, .gk-details, .gk-missing, svg.marks')]
  .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.className.baseVal ?? e.className)"""
WELFARE = "valfard_och_valfrihet"


@pytest.mark.parametrize("width", [320, 1280, 1600])
def test_nothing_runs_out_of_the_page_sideways(page, workbook_address, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_notebook(page, workbook_address, WELFARE)
    figures = page.locator(".gk-figure .gk-drawing")
    expect(figures).to_have_count(sum(map(has_chart, open_workbook(PLAN, data=ROOT / "data").of_focus_area(WELFARE))))
    for figure in figures.all():
        expect(figure.locator("svg.marks .mark-symbol").first).to_be_attached()
    comes_to(lambda: page.evaluate(BEYOND), [])


def test_another_site_cannot_use_the_server(page, workbook_address):
    refused = page.request.get(f"{workbook_address}/oversikt/", headers={"Origin": "https://example.org"})
    assert refused.status == 403
    renamed = page.request.get(f"{workbook_address}/oversikt/", headers={"Host": "example.org"})
    assert renamed.status == 400
