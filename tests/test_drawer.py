"""The processes that draw: the same as without them, and a fault in one chart is no fault in the next."""

import json
import sys
from collections.abc import Iterator

import pytest
import vl_convert

from goalkit.errors import ExportError
from goalkit.publishing.drawer import Drawer
from goalkit.show.pictures import VEGA_LITE, drawing
from tests.whole import WHOLE

pytestmark = WHOLE


def chart(number: int) -> dict[str, object]:
    return {
        "title": f"Å{number}",
        "mark": "bar",
        "data": {"values": [{"a": number}]},
        "encoding": {"y": {"field": "a"}},
    }


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    made = Drawer()
    yield made
    made.close()


def test_what_is_asked_for_ahead_is_what_is_drawn(drawer: Drawer):
    for number in range(4):
        drawer.ask(chart(number))
    drawn = [drawer.draw(chart(number)) for number in (3, 0, 2, 1, 3)]
    with drawing():
        direct = [
            vl_convert.vegalite_to_svg(json.dumps(chart(number)), vl_version=VEGA_LITE, allowed_base_urls=[])
            for number in (3, 0, 2, 1)
        ]
    assert [text.count("<path") for text in drawn[:4]] == [text.count("<path") for text in direct]
    assert [f"Å{number}" in text for text, number in zip(drawn, (3, 0, 2, 1, 3), strict=True)] == [True] * 5
    assert drawn[4].partition("<g")[0] == drawn[0].partition("<g")[0]


def test_a_chart_that_cannot_be_drawn_is_said_so_and_the_next_is_drawn(drawer: Drawer):
    drawer.ask({"mark": "inget"})
    with pytest.raises(ExportError, match="Ett diagram gick inte att rita: "):
        drawer.draw({"mark": "inget"})
    assert "Å7" in drawer.draw(chart(7))


def test_a_drawer_that_ended_is_said_so(drawer: Drawer):
    assert "Å1" in drawer.draw(chart(1))
    assert len(drawer._hands) == 2
    for hand in drawer._hands:
        hand.process.kill()
        hand.process.wait()  # so that what is asked next cannot be sent, and stands unsent when the drawer is closed
    with pytest.raises(ExportError, match="ritprogrammet avslutades"):
        drawer.draw(chart(2))


ENDLESS = {**chart(1), "encoding": {"y": {"field": "a", "type": "quantitative", "axis": {"tickCount": 10**7}}}}
HUGE = {"mark": "point", "data": {"sequence": {"start": 0, "stop": 10**9, "as": "a"}}}


def test_a_chart_that_takes_too_long_is_said_and_the_next_are_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("goalkit.publishing.drawer._COMMAND", _with("SECONDS", 1))
    made = Drawer()
    try:
        for number in (1, 2):
            made.ask(chart(number))
        with pytest.raises(ExportError, match="Ett diagram gick inte att rita: det tog mer än"):
            made.draw(ENDLESS)
        assert all(f"Å{number}" in made.draw(chart(number)) for number in (1, 2, 3, 4))
    finally:
        made.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such limit")
def test_a_chart_that_takes_too_much_memory_is_said_and_the_next_are_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("goalkit.publishing.drawer._COMMAND", _with("_MEMORY", 660 << 20))
    made = Drawer()
    try:
        with pytest.raises(ExportError, match="ritprogrammet avslutades, kanske av för många eller för stora delar"):
            made.draw(HUGE)
        assert all(f"Å{number}" in made.draw(chart(number)) for number in (1, 2, 3))
    finally:
        made.close()


def _with(limit: str, value: int) -> str:
    """Return the code of a process that draws with another limit."""
    return f"from goalkit.publishing import drawer; drawer.{limit} = {value}; drawer.serve()"


def test_a_drawer_that_is_closed_at_once_leaves_no_process():
    made = Drawer()
    made.close()
    made._start(1)
    assert [hand.process.poll() is None for hand in made._hands] == [False]
