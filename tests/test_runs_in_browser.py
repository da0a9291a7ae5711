"""How often cells run for what a person does, seen from outside: what the kernel sends to the page."""

import json

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser import PATIENCE

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


class Sent:
    """What the kernel has sent to a page: the cells that it ran, in order, and the output of each run."""

    def __init__(self, page: Page) -> None:
        self.messages: list[dict] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.messages.append(json.loads(frame)))

    def runs(self) -> list[str]:
        """Return the cell of every run."""
        return [
            m["data"]["cell_id"] for m in self.messages if m["op"] == "cell-op" and m["data"]["status"] == "running"
        ]

    def outputs(self) -> list[str]:
        """Return what every run showed."""
        found = (m["data"]["output"] for m in self.messages if m["op"] == "cell-op")
        return [str(output["data"]) for output in found if output is not None]


@pytest.fixture
def sent(page: Page) -> Sent:
    return Sent(page)


def settled(page: Page, sent: Sent) -> None:
    """Wait until the kernel has had nothing to say for two seconds."""
    count = -1
    while count != len(sent.messages):
        count = len(sent.messages)
        page.wait_for_timeout(2000)
    sent.messages.clear()


def opened(page: Page, address: str, sent: Sent) -> None:
    page.goto(address)
    page.wait_for_selector(".gk-about-data")
    settled(page, sent)


@pytest.mark.parametrize(
    ("name", "target"), [("trygghet_och_sakerhet", "6a"), ("valfard_och_valfrihet", "3a")], ids=["6A", "3A"]
)
def test_a_press_on_a_control_runs_the_charts_cell_once_and_no_other_targets(
    page: Page, own_address: str, sent: Sent, name: str, target: str
) -> None:
    opened(page, f"{own_address}/{name}/", sent)
    page.locator(".gk-edit summary").first.click()
    drawing = page.locator(f"#diagram-{target} .gk-wide svg.marks")
    slider = page.get_by_role("slider").first
    for key in ("ArrowRight", "ArrowLeft"):
        settled(page, sent)
        before = drawing.get_attribute("height")
        slider.press(key)
        expect(drawing).not_to_have_attribute("height", before or "")
        page.wait_for_timeout(1500)  # a second run would follow the first at once
        assert len(sent.runs()) == 1
        assert len([output for output in sent.outputs() if f'id="diagram-{target}"' in output]) == 1


def test_a_choice_of_municipalities_runs_one_cell_once(page: Page, own_address: str, sent: Sent) -> None:
    opened(page, f"{own_address}/oversikt/", sent)
    page.locator(".gk-country-head").scroll_into_view_if_needed()
    expect(page.locator(".gk-heat tr.gk-judged th")).to_have_text(["Norrköping"])
    settled(page, sent)
    page.get_by_label("Ta med och markera").select_option("Malmö")
    expect(page.locator(".gk-heat tr.gk-judged th")).to_have_text(["Norrköping", "Malmö"])
    page.wait_for_timeout(1500)
    assert len(sent.runs()) == 1
