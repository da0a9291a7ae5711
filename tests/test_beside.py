"""What stands beside a verdict: what is computed once, places in groups, counts behind values, and the folds."""

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from goalkit.beside.certainty import certainty_of, denominators_of, wilson
from goalkit.beside.gathered import gathered, with_group_ranks
from goalkit.beside.rank import Rank
from goalkit.beside.standing import ALL
from goalkit.model import Gender
from goalkit.planfile import load_plan
from goalkit.show.compared import standing_body
from goalkit.show.standing_blocks import ASIDE, common_body, unusual_body
from goalkit.show.styles import sheet
from goalkit.words import certainty as certainty_words
from goalkit.words.certainty import how_sure
from goalkit.words.rank import how_unusual, place_text
from goalkit.words.standing import how_common, rates, spread_text, within
from goalkit.workbook import Workbook, open_workbook
from tests.own_series import MUNICIPALITY, csv_text, data_folder, example_plan, put, row
from tests.prose.data import half_away

R9, SIMILAR = "G96092", "G37480"


# --- computed once -----------------------------------------------------------------------------------


def test_workbooks_of_the_same_plan_and_data_share_what_is_computed(workbook: Workbook):
    again = open_workbook(data=workbook.data)
    assert again is not workbook
    assert gathered(again) is gathered(workbook)
    assert gathered(workbook).standing(workbook.assessments["3A"]) is gathered(again).standing(again.assessments["3A"])


def test_another_state_of_the_data_another_plan_or_municipality_is_computed_anew(workbook: Workbook):
    plan = load_plan()
    other_plan = msgspec.structs.replace(plan, title="En annan titel")
    others = [
        open_workbook(data=workbook.data, vintage="2026-03-19"),
        open_workbook(data=workbook.data, municipality="0580"),
        open_workbook(other_plan, data=workbook.data),
    ]
    assert len({id(gathered(book)) for book in (workbook, *others)}) == 4
    assert gathered(others[0]).standing(others[0].assessments["3B"]).group_ranks == ()


# --- places in groups --------------------------------------------------------------------------------


def test_a_place_is_given_in_the_groups_that_the_judging_vintage_holds_whole(workbook: Workbook):
    """R9 and the similar municipalities were asked for in 2026, Större stad was not."""
    s = gathered(workbook).standing(workbook.assessments["3B"])
    assert s.ranks == ()
    assert [(r.group, r.better, r.equal, r.n) for r in s.group_ranks] == [(R9, 8, 0, 9), (SIMILAR, 7, 0, 8)]
    assert {(r.base, r.later, r.vintage) for r in s.group_ranks} == {(2022, 2026, "2026-09-28")}
    told = how_unusual(s)
    assert told[0].startswith("Bland alla kommuner kan ingen plats anges, inte heller i Större stad: ")
    assert told[1].endswith(
        "har Norrköping plats 9 av 9 i Resultatnätverket R9; alla de andra ökade den mindre eller inte alls."
    )


def test_a_place_in_a_group_is_the_one_that_its_members_values_give(workbook: Workbook):
    """By hand from the raw values: crime 2022–2025 in R9, as relative changes."""
    s = gathered(workbook).standing(workbook.assessments["6A"])
    (r9,) = (r for r in s.group_ranks if r.group == R9)
    cells = workbook.assessments["6A"].extract.cells
    changes = {}
    for area in workbook.observations.areas[R9].members:
        values = cells["N07540", area, "T"]
        changes[area] = (values[2025].value - values[2022].value) / values[2022].value
    own = changes.pop("0581")
    assert (r9.better, r9.equal, r9.n) == (sum(c < own for c in changes.values()), 0, 9)


def test_places_from_the_country_are_not_given_again_from_the_groups(national_book: Workbook):
    s = gathered(national_book).standing(national_book.assessments["2C"])
    assert s.ranks[0].group == ALL
    assert s.group_ranks == ()


def test_the_two_ways_to_a_place_agree(national_book: Workbook):
    """Arrays over the country, and municipalities judged one by one."""
    found, compared = gathered(national_book), 0
    for target_id in ("1C", "2C", "3A"):
        s = found.standing(national_book.assessments[target_id])
        by_group = {r.group: r for r in s.ranks}
        for one in with_group_ranks(replace(s, ranks=()), lambda: found.country).group_ranks:
            other = by_group[one.group]
            same = ("base", "later", "vintage", "better", "equal", "n", "cuts")
            assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]
            compared += 1
    assert compared == 9


RANK = Rank(
    target="X",
    area="1",
    group="G",
    base=2022,
    later=2024,
    vintage="v",
    better=3,
    equal=1,
    n=9,
    own=0.0,
    cuts=(0.0,) * 7,
)


@pytest.mark.parametrize(
    ("equal", "expected"), [(0, "4 av 9"), (1, "4,5 av 9 (delar plats 4–5)"), (2, "5 av 9 (delar plats 4–6)")]
)
def test_equal_ones_share_the_middle_of_their_places(equal: int, expected: str):
    assert place_text(msgspec.structs.replace(RANK, equal=equal)) == expected


# --- rates -------------------------------------------------------------------------------------------


def test_the_rates_of_a_gap_tell_the_own_side_first_and_those_that_started_as_far_away(workbook: Workbook):
    rows = rates(gathered(workbook).standing(workbook.assessments["3A"]))
    assert [row.label for row in rows] == [
        "startade sämre än riket, liksom Norrköping",
        "… och ungefär lika långt ifrån (0,9–1,5\u00a0pe)",
        "… den tredjedel som låg närmast",
        "… tredjedelen i mitten",
        "… den tredjedel som låg längst bort",
        "startade bättre än riket (målet avser en nackdel)",
        "alla kommuner",
        "alla kommuner, senaste perioden, 2021–2022",
    ]
    assert [row.main for row in rows] == [True, *[False] * 7]
    assert rows[0].rate.n + rows[5].rate.n == rows[6].rate.n
    assert sum(row.rate.n for row in rows[2:5]) == rows[0].rate.n
    assert spread_text(rows[-1].rate) == ""


def test_the_main_rate_of_another_rule_is_over_all(workbook: Workbook):
    rows = rates(gathered(workbook).standing(workbook.assessments["2A"]))
    assert [(row.label, row.main, row.rate.met, row.rate.n) for row in rows] == [("alla kommuner", True, 56, 290)]


def test_every_rate_says_its_condition(workbook: Workbook):
    for target_id, a in workbook.assessments.items():
        told = how_common(gathered(workbook).standing(a))
        said = any(text.startswith("Villkoret är måluppfyllelsens eget: att ") for text in told)
        assert said is not a.indicator.is_local, target_id


def test_windows_are_said_to_overlap_only_where_so_many_cannot_stand_one_after_another(workbook: Workbook):
    """A survey every second year has windows of two years that only meet."""
    s = gathered(workbook).standing(workbook.assessments["6B"])
    every = msgspec.structs.replace(s.chance.everyone, windows=2)
    meeting = msgspec.structs.replace(s.chance, first=2020, last=2024, everyone=every)
    assert f"2 perioder {within(s, meeting)}; perioderna är inte oberoende" in how_common(replace(s, chance=meeting))[0]
    crossing = msgspec.structs.replace(meeting, last=2023)
    assert (
        f"2 perioder {within(s, crossing)}; perioderna överlappar och är inte oberoende"
        in how_common(replace(s, chance=crossing))[0]
    )


def test_the_rate_that_all_reach_is_one_of_comparisons_where_there_are_several_of_each(workbook: Workbook):
    found = {i: " ".join(how_common(gathered(workbook).standing(workbook.assessments[i]))) for i in ("2A", "3A")}
    assert "av alla kommuner uppfyllde 19\u00a0% villkoret." in found["2A"]
    assert "av alla kommuners jämförelser uppfyllde 61\u00a0% villkoret." in found["3A"]


def test_thirds_that_are_none_are_said_to_be_unequal(workbook: Workbook):
    """Whole percentages leave many comparisons equally far away: 157 of 317 are the nearest third of 4C."""
    unequal = "De tre tredjedelarna är olika stora: jämförelser med samma avstånd hålls ihop."
    assert unequal in how_common(gathered(workbook).standing(workbook.assessments["4C"]))
    assert unequal not in how_common(gathered(workbook).standing(workbook.assessments["3A"]))


# --- what values were counted from -------------------------------------------------------------------


def test_a_rate_has_a_denominator_of_the_same_vintage_and_no_interval(national_book: Workbook):
    """145 120 inhabitants in 2022, as the printed page behind Kolada says."""
    a = national_book.assessments["6A"]
    assert denominators_of(national_book, a)[2022] == 145120
    assert how_sure(certainty_of(national_book, a)) == []


def test_no_denominator_is_taken_from_another_vintage(workbook: Workbook):
    assert denominators_of(workbook, workbook.assessments["6A"]) == {}


def test_an_own_share_has_the_interval_of_its_own_denominator(tmp_path: Path):
    data = data_folder(tmp_path, vintages=True)
    both = {"täljare": "432", "nämnare": "1000"}, {"täljare": "460", "nämnare": "1000"}
    put(data, csv_text(row(**both[0]), row(år="2024", mätt="2024-08-15", inlagt="2024-09-01", värde="46,0", **both[1])))
    book = open_workbook(example_plan(), data=data)
    a = book.assessments["5C"]
    assert denominators_of(book, a) == {2022: 1000, 2024: 1000}
    c = certainty_of(book, a)
    assert c.intervals[2024] == pytest.approx(tuple(100 * end for end in wilson(460, 1000)))
    assert "95-procentigt intervall 2024 (Wilson): 42,9 till 49,1\u00a0%." in how_sure(c)
    assert denominators_of(book, book.assessments["5B"]) == {}
    assert a.municipality.id == MUNICIPALITY


def test_bounds_that_an_own_series_states_are_told_as_its_sources(tmp_path: Path):
    data = data_folder(tmp_path, vintages=True)
    bounds = {"undre": "44,5", "övre": "47,25"}
    put(data, csv_text(row(), row(år="2024", mätt="2024-08-15", inlagt="2024-09-01", värde="46,0", **bounds)))
    book = open_workbook(example_plan(), data=data)
    said = how_sure(certainty_of(book, book.assessments["5C"]))
    assert "Den egna seriens källa anger 44,5 till 47,25 som gränser för värdet 2024." in said


def test_how_sure_it_is_is_a_fold_only_where_something_is_known(workbook: Workbook):
    """Whole percentages have their rounding; of the rest of the shipped figures nothing is known."""
    said = {id_ for id_, a in workbook.assessments.items() if how_sure(certainty_of(workbook, a))}
    assert said == {"4B", "4C"}
    for id_, a in workbook.assessments.items():
        assert (certainty_words.QUESTION in standing_body(workbook, a)) is (id_ in said)


def test_two_shares_that_answer_different_questions_say_their_years(workbook: Workbook):
    """5A: how often in all periods that are at hand, and the place in the judged one, which is none of them."""
    s = gathered(workbook).standing(workbook.assessments["5A"])
    told = " ".join(how_common(s))
    assert "(290 kommuner, 4 perioder inom 2015–2022; " in told
    assert "Den bedömda perioden, 2020–2024, är inte med i räkningen." in told
    assert " värde ökade 2020–2024. " in how_unusual(s)[1]
    last = gathered(workbook).standing(workbook.assessments["3A"])
    assert "är inte med i räkningen" not in " ".join(how_common(last))


def test_what_is_said_of_an_unusual_base_year_is_what_the_figures_say(workbook: Workbook):
    a = workbook.assessments["5A"]
    nation = workbook.observations.extracts[0].cells["N00401", "0000", Gender.TOTAL]
    own, whole = a.evidence.own.points, {year: point.value for year, point in nation.items()}
    falls = [100 - 100 * values[2020] / values[2019] for values in ({y: p.value for y, p in own.items()}, whole)]
    assert [half_away(fall, 0) for fall in falls] == [7, 9]
    assert own[2021].value > own[2020].value
    assert whole[2021] > whole[2020]
    assert a.evidence.own.points[2024].value < min(own[2019].value, own[2021].value), "worse from 2020 alone"
    assert "9 procent lägre än 2019 i riket och 7 procent lägre i Norrköping" in " ".join(a.indicator.remarks)


# --- the folds ---------------------------------------------------------------------------------------


def test_every_bar_and_every_figure_of_a_fold_says_the_same(workbook: Workbook):
    """A bar ends where its text says, and stands hidden from those who hear the text."""
    html = common_body(gathered(workbook).standing(workbook.assessments["3A"]))
    drawn = re.findall(r'aria-hidden="true"><span class="gk-bar gk-l0 gk-r(\d+)"></span></span>([\d,]+)\u00a0%', html)
    assert drawn == [(n, n) for n in ("66", "59", "56", "69", "72", "51", "61", "60")]
    assert "<caption>Så ofta uppfylldes villkoret för 3A inom 2008–2022</caption>" in html
    assert html.count('scope="row"') == 8


def test_a_place_in_a_spread_is_told_in_words_and_drawn_within_its_track(workbook: Workbook):
    html = unusual_body(gathered(workbook).standing(workbook.assessments["3A"]))
    assert "<td>160 av 290</td>" in html
    ends = [int(n) for n in re.findall(r"gk-[lr](\d+)", html)]
    assert len(ends) == 5 * 8
    assert all(0 <= n <= 100 for n in ends)
    places = {n for pair in re.findall(r"gk-l(\d+) gk-r(\d+)", html) for n in pair}
    assert all(f".gk-l{n}{{left:{n}%}}" in sheet() for n in places)


@pytest.mark.parametrize(
    ("target_id", "expected"),
    [
        ("3A", "Talen är hur mycket skillnaden till riket minskade, i pe; vid minus ökade den."),
        ("1B", "Talen är hur långt över kommungenomsnittet värdet låg, i pe; vid minus låg det under."),
        ("6A", "Talen är hur mycket bättre utvecklingen var än i riket, i pe; vid minus var den sämre."),
        ("5A", "Talen är hur mycket värdet förbättrades, i ton\u00a0CO₂e/inv.; vid minus försämrades det."),
    ],
)
def test_the_figures_beside_the_places_are_said_to_be_what_the_rule_measures(
    workbook: Workbook, target_id: str, expected: str
):
    """A value below the mean, or a development worse than the nation's, is no change for the worse."""
    assert expected in unusual_body(gathered(workbook).standing(workbook.assessments[target_id]))


def test_an_own_improvement_that_is_none_of_a_tie_does_not_look_like_one(workbook: Workbook):
    s = gathered(workbook).standing(workbook.assessments["3A"])
    own = [msgspec.structs.replace(rank, own=0.0004) for rank in s.ranks]
    assert "<td>+0,0004</td>" in unusual_body(replace(s, ranks=tuple(own)))
    tied = [msgspec.structs.replace(rank, own=0.0) for rank in s.ranks]
    assert "<td>±0,00</td>" in unusual_body(replace(s, ranks=tuple(tied)))


def test_no_fold_about_a_place_speaks_of_causes(workbook: Workbook):
    for a in workbook.assessments.values():
        html = unusual_body(gathered(workbook).standing(a)).casefold()
        assert [word for word in ("effekt", "orsak", "slump") if word in html] == [], a.target.id


def test_everything_that_stands_beside_a_verdict_says_so_and_shows_commands_as_such(workbook: Workbook):
    for a in workbook.assessments.values():
        s = gathered(workbook).standing(a)
        for html in (common_body(s), unusual_body(s)):
            assert ASIDE in html
            assert "`" not in html
