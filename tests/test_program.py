"""The program whole, once: every command, every notebook and every kind of page, as its three users have them."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from goalkit.charts import has_chart
from goalkit.cli import cli
from goalkit.workbook import Workbook
from tests.browser import Opened, foreign
from tests.waiting import comes_to
from tests.websites import AREAS, PAGES, ROOT

COMMANDS = {
    "status": "ej uppnådd",
    "status --target 3A": "gymnasial utbildning",
    "status --json": '"3A"',
    "readings 3A": "skillnaden",
    "diff 2024-08-30 2026-09-28": "Bedömningar som ändras",
    "panel --target 5A": "som om planen vore varje kommuns egen",
    f"plan check {ROOT}/goalkit/plans/norrkoping-2023-2026.toml": "",
    "vintages": "2026-09-28",
    "fsck": "Alla 4 datauttag är hela.",
    "local check": "Inga fel i de egna serierna.",
    "follow-up list": "Ingen uppföljning är fryst.",
    "chart 5A -o 5a.svg": "Skrev 5a.svg",
    "new norrkoping-2023-2026": "Skrev",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_well_and_says_what_it_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, command.split())
    assert result.exit_code == 0, result.output
    assert COMMANDS[command] in result.output


@pytest.mark.parametrize("name", AREAS)
@pytest.mark.browser
def test_a_notebook_opens_with_a_card_for_each_target_and_its_charts(
    page: Page, workbook_address: str, workbook: Workbook, name: str
) -> None:
    targets = workbook.of_focus_area(name)
    page.goto(f"{workbook_address}/{name}/")
    page.wait_for_selector(".gk-about-data")
    expect(page.locator(".gk-target")).to_have_count(len(targets))
    charts = page.locator(".gk-figure svg.marks")
    expect(charts).to_have_count(sum(map(has_chart, targets)))
    comes_to(
        lambda: all((chart.bounding_box() or {}).get("width", 0) > 600 for chart in charts.all()), True, "drawn wide"
    )
    assert page.locator("marimo-error, .marimo-error, .output-area [role='alert']").count() == 0
    assert foreign(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.browser
def test_a_page_needs_neither_network_nor_script(site: Path, opened, name: str) -> None:
    with opened(site / name, scripts=False) as seen:
        assert isinstance(seen, Opened)
        assert seen.page.locator("h1").count() == 1
        for figure in seen.page.locator(".gk-figure").all():
            assert [svg.is_visible() for svg in figure.locator("svg").all()].count(True) == 1
        assert seen.foreign_requests() == []
        assert seen.errors == []
