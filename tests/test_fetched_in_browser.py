"""An area fetched for a chart as a person does it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, Page, expect

from goalkit.planfile import load_plan
from goalkit.sources.asked_now import ADDRESS
from goalkit.workbook import open_workbook
from tests.browser import foreign, fresh_profile, served
from tests.fetching import service_for
from tests.kolada_server import KoladaServer
from tests.kolada_server.faults import held, status
from tests.test_views_in_browser import OTHER, drawing, drawn, opened, panel, tab_to, verdicts
from tests.waiting import at_rest, comes_to

pytestmark = pytest.mark.browser


@pytest.fixture
def service(own_data: Path) -> Iterator[KoladaServer]:
    with KoladaServer(service_for(open_workbook(data=own_data), ("6A",))) as server:
        yield server


@pytest.fixture
def address(own_data: Path, service: KoladaServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv(ADDRESS, service.base_url)
    with served(own_data) as found:
        yield found


def test_an_area_that_is_not_at_hand_is_listed_and_fetched_when_asked_for(
    page: Page, address: str, service: KoladaServer, own_data: Path, chromium: Browser
) -> None:
    opened(page, address)
    expect(drawing(page, OTHER)).to_contain_text("Norrköping")
    said, other = verdicts(page), at_rest(lambda: drawn(page, OTHER))
    controls = panel(page)
    controls.locator("summary:visible", has_text="Inte i datauttaget: 278 kommuner").click()
    expect(controls.locator(".gk-names:visible")).to_contain_text("Kiruna")
    controls.get_by_label("Fler områden").fill("Kiruna, g33615")
    controls.get_by_label("Fler områden").press("Tab")
    told = page.locator(".gk-said").first
    expect(told).to_contain_text("därför inte i diagrammet: Kiruna, medlet för Östergötlands läns kommuner")
    assert service.targets == []
    seen = Event()
    service.misbehave(held(seen))
    controls.get_by_role("button", name="Hämta från Kolada").click()
    expect(page.get_by_text("Hämtar från Kolada")).to_be_visible()
    seen.set()
    expect(drawing(page)).to_contain_text("Kiruna")
    expect(drawing(page)).to_contain_text("Medel, Östergötlands läns kommuner")
    caption = page.locator("figcaption").first
    expect(caption).to_contain_text("för det här diagrammet. Finns inte i datauttaget och ingår inte i bedömningen.")
    assert len(service.targets) == 4
    assert verdicts(page) == said
    comes_to(lambda: drawn(page, OTHER), other)
    page.get_by_role("button", name="Spara som standard").first.click()
    expect(told).to_contain_text("En publicerad sida visar den utan det som är hämtat för diagrammet.")
    assert (own_data / "views" / load_plan().id / "6A.toml").exists()
    with fresh_profile(chromium, locale="sv-SE") as profile:
        fresh = profile.new_page()
        fresh.goto(page.url)
        expect(drawing(fresh)).to_contain_text("Kiruna")
    assert len(service.targets) == 4
    assert foreign(page) == []


def test_without_a_network_one_sentence_says_so_and_the_keyboard_alone_can_try_again(
    page: Page, address: str, service: KoladaServer
) -> None:
    service.misbehave(status(503))
    opened(page, address, "?6A=areas-2584")
    controls = panel(page)
    expect(controls.get_by_label("Fler områden")).to_have_value("Kiruna")
    tab_to(page, "Hämta från Kolada")
    page.keyboard.press("Enter")
    told = page.locator(".gk-said").first
    expect(told).to_contain_text("Det gick inte att hämta Kiruna: Kolada svarade inte. Kontrollera nätverket")
    expect(drawing(page)).to_contain_text("Norrköping")
    service.behave()
    page.keyboard.press("Enter")
    expect(drawing(page)).to_contain_text("Kiruna")
    controls.get_by_role("button", name="Hämta från Kolada").click()
    expect(page.locator(".gk-said").first).to_contain_text("Det finns inget att hämta")
