"""How often cells run for what a person does, seen from outside: what the kernel sends to the page."""

import json
import re

import pytest
from playwright.sync_api import Page, WebSocket, WebSocketRoute, expect

from tests.browser import bring_into_sight
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, WHOLE]


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

    def is_busy(self) -> bool:
        """Tell whether a cell is running or waits to."""
        stands = {m["data"]["cell_id"]: m["data"]["status"] for m in self.messages if m["op"] == "cell-op"}
        return not {"queued", "running"}.isdisjoint(stands.values())

    def outputs(self) -> list[str]:
        """Return what every run showed."""
        found = (m["data"]["output"] for m in self.messages if m["op"] == "cell-op")
        return [str(output["data"]) for output in found if output is not None]


@pytest.fixture
def sent(page: Page) -> Sent:
    return Sent(page)


def at_rest(page: Page, sent: Sent) -> None:
    """Wait until no cell is to run, and the kernel has had nothing more to say for two seconds."""
    count = -1
    while count != len(sent.messages) or sent.is_busy():
        count = len(sent.messages)
        page.wait_for_timeout(2000)


def settled(page: Page, sent: Sent) -> None:
    """Wait until the kernel is at rest, and forget what it said."""
    at_rest(page, sent)
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
    edit = page.locator(".gk-edit").first
    bring_into_sight(edit, edit.get_by_text("Utseende och texter"))
    edit.get_by_text("Utseende och texter").click()
    drawing = page.locator(f"#diagram-{target} .gk-drawing svg.marks")
    slider = edit.get_by_role("slider")
    bring_into_sight(edit, slider)
    for key in ("ArrowRight", "ArrowLeft"):
        settled(page, sent)
        before = drawing.get_attribute("height")
        slider.press(key)
        expect(drawing).not_to_have_attribute("height", before or "")
        at_rest(page, sent)  # a second run would follow the first at once
        assert len(sent.runs()) == 1
        assert len([output for output in sent.outputs() if f'id="diagram-{target}"' in output]) == 1


def test_a_choice_of_municipalities_runs_one_cell_once(page: Page, own_address: str, sent: Sent) -> None:
    opened(page, f"{own_address}/oversikt/", sent)
    bring_into_sight(page.locator(".gk-country-head"), page.locator(".gk-heat"))
    expect(page.locator(".gk-heat tr.gk-judged th")).to_have_text(["Norrköping"])
    settled(page, sent)
    page.get_by_label("Ta med och markera").select_option("Malmö")
    expect(page.locator(".gk-heat tr.gk-judged th")).to_have_text(["Norrköping", "Malmö"])
    at_rest(page, sent)
    assert len(sent.runs()) == 1


def test_the_first_verdict_is_on_screen_before_the_charts_of_later_targets_are_computed(
    page: Page, workbook_address: str, sent: Sent
) -> None:
    opened(page, f"{workbook_address}/valfard_och_valfrihet/", Sent(page))
    order = [re.findall(r'id="(mal-\d[a-z]|diagram-\d[a-z])"', output) for output in sent.outputs()]
    shown = [one for found in order for one in found]
    assert shown[0] == "mal-3a"
    assert len([one for one in shown if one.startswith("diagram")]) >= 5

    def until_the_first(socket: WebSocketRoute) -> None:
        """Pass on what the kernel says up to the first verdict, and keep the rest."""
        kernel, passed = socket.connect_to_server(), []

        def hear(message: str | bytes) -> None:
            if not passed:
                socket.send(message)
            passed.extend(["first"] if 'id=\\"mal-3a\\"' in str(message) else [])

        kernel.on_message(hear)

    page.route_web_socket("**/ws**", until_the_first)
    page.goto(f"{workbook_address}/valfard_och_valfrihet/")
    expect(page.locator(".gk-target .gk-badge")).to_have_count(1)
    expect(page.locator(".gk-target .gk-badge")).to_be_visible()
    assert page.locator(".gk-figure").count() == 0


def test_readings_are_computed_when_their_fold_is_opened(page: Page, workbook_address: str, sent: Sent) -> None:
    opened(page, f"{workbook_address}/trygghet_och_sakerhet/", Sent(page))
    assert not any("Tolkningar av 6A" in output for output in sent.outputs())
    fold = page.locator("summary", has_text="Tolkningar").first
    fold.click()
    table = page.get_by_role("table", name="Tolkningar av 6A")
    bring_into_sight(fold, table)
    expect(table.locator("tr.gk-judged")).to_have_count(1)
