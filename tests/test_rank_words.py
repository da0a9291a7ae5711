"""Sentences about a place, of random ranks: they say the rank's own numbers, and never speak of causes."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.beside.panel import ALL, SAME_SIDE, Standing, standing
from goalkit.beside.panel_data import Panel
from goalkit.beside.rank import Rank
from goalkit.beside.rank_words import how_unusual
from goalkit.planfile import load_plan
from goalkit.workbook import Workbook
from tests.prose.data import half_away

FORBIDDEN = ("effekt", "orsak", "slump", "beror på", "tack vare", "lett till")
PLACE = r"plats (?P<place>[\d,]+) av (?P<n>\d+)(?: \(delar plats (?P<first>\d+)–(?P<last>\d+)\))?"
SHARE = r"(?P<share>[\d,]+\u00a0%|ingen|alla) (av )?de andra "
GROUPS = (ALL, SAME_SIDE, *(comparison.group for comparison in load_plan().comparisons))


@st.composite
def ranks(draw: st.DrawFn) -> Rank:
    """Return any place in any of the groups."""
    n = draw(st.integers(2, 290))
    better = draw(st.integers(0, n - 1))
    return Rank(
        target="3A",
        area="0581",
        group=draw(st.sampled_from(GROUPS)),
        base=draw(st.integers(2000, 2020)),
        later=draw(st.integers(2021, 2026)),
        vintage="2024-08-30",
        better=better,
        equal=draw(st.integers(0, n - 1 - better)),
        n=n,
        own=0.0,
        cuts=(0.0,) * 7,
    )


@pytest.fixture(scope="module")
def standings(workbook: Workbook) -> list[Standing]:
    """Return every target of the plan with no place yet."""
    found = [standing(a, Panel({}, {})) for a in workbook.assessments.values() if not a.indicator.is_local]
    return [replace(one, ranks=(), group_ranks=()) for one in found]


@given(st.integers(0, 13), st.lists(ranks(), min_size=1, max_size=5, unique_by=lambda rank: rank.group), st.booleans())
def test_a_place_is_told_by_its_own_numbers_and_never_by_a_cause(standings, number, places, prepared):
    told = how_unusual(replace(standings[number], ranks=tuple(places), ranks_prepared=prepared))
    assert [word for word in FORBIDDEN for text in told if word in text.casefold()] == []
    assert len(told) == len(places) + 1  # and where it comes from
    for rank, text in zip(places, told, strict=False):
        place, share = re.search(PLACE, text), re.search(SHARE, text)
        assert place is not None
        assert share is not None
        middle = Fraction(place["place"].replace(",", "."))
        assert (middle, int(place["n"])) == (rank.better + 1 + Fraction(rank.equal, 2), rank.n)
        ends = (rank.better + 1, rank.better + 1 + rank.equal) if rank.equal else (None, None)
        assert tuple(int(end) if end else None for end in (place["first"], place["last"])) == ends
        assert share["share"] == share_of(Fraction(rank.better, rank.n - 1)), text


def share_of(others: Fraction) -> str:
    """Write a share anew: whole percent, but with a decimal where those would be none or all."""
    value = others * 100
    places = 1 if 0 < value < 1 or 99 < value < 100 else 0
    number = str(float(half_away(value, 1))).replace(".", ",") if places else str(half_away(value, 0))
    return {0: "ingen", 1: "alla"}.get(others, f"{number}\u00a0%")
