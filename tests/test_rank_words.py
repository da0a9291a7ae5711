"""Sentences about a place, of random ranks: they say the rank's own numbers, and never speak of causes."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.beside.grid import NationalGrids
from goalkit.beside.rank import Place, Rank, place
from goalkit.beside.standing import ALL, SAME_SIDE, Standing, standing
from goalkit.planfile import load_plan
from goalkit.words.rank import how_unusual
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
    found = [standing(a, NationalGrids({}, {})) for a in workbook.assessments.values() if not a.indicator.is_local]
    return [replace(one, ranks=(), group_ranks=()) for one in found]


@given(st.integers(0, 13), st.lists(ranks(), min_size=1, max_size=5, unique_by=lambda rank: rank.group), st.booleans())
def test_a_place_is_told_by_its_own_numbers_and_never_by_a_cause(standings, number, places, prepared):
    told = how_unusual(replace(standings[number], ranks=tuple(places), ranks_prepared=prepared))
    assert [word for word in FORBIDDEN for text in told if word in text.casefold()] == []
    assert len(told) == len(places) + 1  # and where it comes from
    for rank, text in zip(places, told, strict=False):
        found, share = re.search(PLACE, text), re.search(SHARE, text)
        assert found is not None
        assert share is not None
        middle = Fraction(found["place"].replace(",", "."))
        assert (middle, int(found["n"])) == (rank.better + 1 + Fraction(rank.equal, 2), rank.n)
        ends = (rank.better + 1, rank.better + 1 + rank.equal) if rank.equal else (None, None)
        assert tuple(int(end) if end else None for end in (found["first"], found["last"])) == ends
        assert share["share"] == share_of(Fraction(rank.better, rank.n - 1)), text


OWN_SIDE = {"minskade": -1, "ändrades inte": 0, "ökade": 1, "under": -1, "på samma nivå som": 0, "över": 1,
            "sämre än": -1, "densamma som": 0, "bättre än": 1}  # fmt: skip
OTHERS = {
    "minskade den mer": lambda other, own: other < own < 0,
    "minskade den": lambda other, own: other < 0 == own,
    "ökade den mindre eller inte alls": lambda other, own: other < own > 0,
    "minskade mer": lambda other, own: other < own < 0,
    "minskade": lambda other, own: other < 0 == own,
    "ökade mindre eller inte alls": lambda other, own: other < own > 0,
    "ökade mer": lambda other, own: other > own > 0,
    "ökade": lambda other, own: other > 0 == own,
    "minskade mindre eller inte alls": lambda other, own: other > own < 0,
    "låg högre": lambda other, own: other > own,
    "hade en bättre utveckling": lambda other, own: other > own,
}
"""What the words say that the others did, as a claim about how a gap, a level or a distance changed."""


@pytest.mark.parametrize("target", ["2C", "4B", "5A", "1B", "6A"])
@pytest.mark.parametrize("own", range(-2, 3))
def test_what_is_said_of_both_sides_is_what_happened_on_both(standings, target, own):
    s = next(s for s in standings if s.assessment.target.id == target)
    better = -1 if target in ("2C", "5A") else 1  # a gap and emissions become better by shrinking
    about = Place(target, "0581", ALL, 2020, 2024, "2024-08-30")
    for others in combinations_with_replacement(range(-3, 4), 2):
        improvements = {"0581": Fraction(better * own), **{str(n): Fraction(better * x) for n, x in enumerate(others)}}
        text = how_unusual(replace(s, ranks=(place(improvements, about),)))[0]
        happened = re.search(rf" ({'|'.join(OWN_SIDE)})(?: i)?(?: riket| kommungenomsnittet)? 20\d\d", text)
        said = re.search(SHARE + r"(?P<did>.*)\.$", text)
        assert happened is not None, text
        assert said is not None, text
        assert OWN_SIDE[happened[1]] == (own > 0) - (own < 0), text
        did_so = sum(OTHERS[said["did"]](other, own) for other in others)
        assert said["share"] == share_of(Fraction(did_so, len(others))), text


def share_of(others: Fraction) -> str:
    """Write a share anew: whole percent, but with a decimal where those would be none or all."""
    value = others * 100
    places = 1 if 0 < value < 1 or 99 < value < 100 else 0
    number = str(float(half_away(value, 1))).replace(".", ",") if places else str(half_away(value, 0))
    return {0: "ingen", 1: "alla"}.get(others, f"{number}\u00a0%")
