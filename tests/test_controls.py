"""What turned controls say is a view, and what there is no room for or no sense in is told with its place."""

import re
from html import unescape
from typing import Any

import marimo as mo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.face import open_workbook
from goalkit.model import Gender
from goalkit.show.controls import COMPARE, SHOWN, USUAL, Controls, view_said
from goalkit.show.form import plain

WORKBOOK = open_workbook()
HAND = at_hand(WORKBOOK, WORKBOOK.assessments["3A"])
GROUPS = ("G96092", "G37480", "G92790", "G2328")
COMPARED = {f"{kind}_{group}": f"{kind}:{group}" for kind in ("group", "mean", "band") for group in GROUPS}
AT_REST = {
    **dict.fromkeys(COMPARED, False),
    **{gender.value: gender is Gender.TOTAL for gender in Gender},
    "more": "",
    "measure": None,
    "first": USUAL,
    "last": USUAL,
    "decimals": USUAL,
    "height": 220,
    "heading": "",
    "caption": "",
    "base_line": True,
    "from_zero": False,
    "values": False,
}


def told_by(**turned: Any) -> tuple[View, list[str]]:
    """Return what controls say when some of them have been turned."""
    view, faults = view_said(View(), {**AT_REST, **turned}, COMPARED, HAND)
    return view, [fault for part in faults.values() for fault in part]


def test_controls_that_are_not_turned_say_the_usual_view() -> None:
    assert told_by() == (View(), [])


@pytest.mark.parametrize(
    ("kind", "field", "most", "told"),
    [
        ("group", "groups", 3, "Högst 3 grupper, med en linje per kommun, får plats; de första visas."),
        ("mean", "means", 3, "Högst 3 medel får plats; de första visas."),
        ("band", "band", 1, "Högst 1 spridning får plats; den första visas."),
    ],
)
def test_more_groups_means_or_spreads_than_there_is_room_for_are_told(
    kind: str, field: str, most: int, told: str
) -> None:
    boxes = [f"{kind}_{group}" for group in GROUPS]
    just = told_by(**dict.fromkeys(boxes[:most], True))
    assert just[1] == []
    view, faults = told_by(**dict.fromkeys(boxes[: most + 1], True))
    assert faults == [told]
    assert view == just[0]
    assert getattr(view, field) == (GROUPS[0] if field == "band" else GROUPS[:most])


def test_more_areas_than_there_is_room_for_are_told() -> None:
    names = sorted(HAND.title(area) for area in HAND.municipalities)[:13]
    assert told_by(more=", ".join(names[:12]))[1] == []
    view, faults = told_by(more=", ".join(names))
    assert faults == ["Högst 12 områden får plats; de första visas."]
    assert [HAND.title(area) for area in view.areas] == names[:12]


def test_names_that_are_none_and_years_the_wrong_way_round_are_told() -> None:
    view, faults = told_by(more="Linköping, Ingenstad", first="2024", last="2020")
    assert view == View(areas=("0580",))
    assert faults == [
        "Ingen kommun eller grupp heter Ingenstad.",
        "Till år (2020) är före Från år (2024); alla år visas.",
    ]


def test_what_is_wrong_is_said_by_the_part_that_caused_it() -> None:
    said = {**AT_REST, "more": "Ingenstad", "first": "2024", "last": "2020"}
    assert set(view_said(View(), said, COMPARED, HAND)[1]) == {COMPARE, SHOWN}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("malmo", "Malmö"),
        ("Motala kommun", "Motala"),
        ("NORRKOPINGS KOMMUN", "Norrköping"),
        ("Malmö stad, Borås stad", "Malmö Borås"),
        ("Habo", "Habo"),
        ("håbo", "Håbo"),
        ("upplands vasby, 0580", "Upplands Väsby Linköping"),
        ("riket", "Riket"),
    ],
)
def test_a_name_is_found_without_accents_and_with_its_kind(text: str, named: str) -> None:
    view, faults = told_by(more=text)
    assert (" ".join(HAND.title(area) for area in view.areas), faults) == (named, [])


def test_groups_are_found_by_name() -> None:
    assert told_by(more="alla kommuner")[0].means == ("G2328",) or told_by(more="alla kommuner")[0].means
    assert told_by(more="liknande kommuner, övergripande, malmo") == told_by(
        more="malmö, liknande kommuner, overgripande"
    )


@pytest.mark.parametrize(("text", "meant"), [("Motal", "Menade du Motala?"), ("Malmoe", "Menade du Malmö")])
def test_a_name_that_is_none_gets_the_nearest_ones(text: str, meant: str) -> None:
    assert meant in told_by(more=text)[1][0]


@pytest.mark.parametrize(("target", "offered"), [("3A", {"T", "K", "M"}), ("6A", set())])
def test_women_and_men_are_offered_only_where_the_figures_have_them(target: str, offered: set[str]) -> None:
    m = WORKBOOK[target]
    controls = Controls(WORKBOOK, m)
    controls.make(SHOWN)
    assert {gender.value for gender in Gender} & set(controls) == offered
    assert None in controls["measure"].options.values()


ANY_YEAR = st.just(USUAL) | st.integers(1990, 2040).map(str)


@given(
    boxes=st.dictionaries(st.sampled_from([*COMPARED, *(g.value for g in Gender)]), st.booleans()),
    texts=st.dictionaries(st.sampled_from(["more", "heading", "caption"]), st.text(max_size=80)),
    first=ANY_YEAR,
    last=ANY_YEAR,
)
def test_whatever_controls_say_is_a_view_and_sentences(
    boxes: dict[str, bool], texts: dict[str, str], first: str, last: str
) -> None:
    view, faults = told_by(**boxes, **texts, first=first, last=last)
    assert isinstance(view, View)
    assert view.genders
    assert all(fault[-1] in ".?" for fault in faults)


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x>",
        "<form action=x><button>Öppna</button></form>",
        "[Öppna](x)",
        "**Malmö** _stad_ `x` ~~y~~ ==z==",
        "# 1. Malmö\n\n- ett",
        "$x$ \\(y\\) :smile: ::lucide:star::",
        "&lt;b&gt; &amp; ![x](y) | a | www.exempel.se",
        "Upplands Väsby",
    ],
)
def test_a_name_from_a_file_is_text_in_a_label(name: str) -> None:
    label = mo.md(plain(name)).text
    assert set(re.findall(r"<(\w+)", label)) <= {"span"}
    assert unescape(re.sub(r"<[^>]*>", "", label)).strip() == " ".join(name.split())
