"""The processes that draw: the same as without them, and a fault in one chart is no fault in the next."""

import json
from collections.abc import Iterator

import pytest
import vl_convert

from goalkit.errors import ExportError
from goalkit.publishing.drawer import Drawer
from goalkit.show.pictures import VEGA_LITE, drawing


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


def test_a_drawer_that_is_closed_at_once_leaves_no_process():
    made = Drawer()
    made.close()
    made._start(1)
    assert [hand.process.poll() is None for hand in made._hands] == [False]
