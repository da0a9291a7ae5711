"""What the plan's last year must bring: checked by the rules themselves, on both sides of every boundary."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from click.testing import CliRunner

from goalkit.beside.needed import (
    Assumed,
    Need,
    Needed,
    Outcome,
    Pace,
    Scenario,
    assumptions,
    natural_limits,
    needed,
    steps_between,
)
from goalkit.cli import cli
from goalkit.model import Better, Break, Evidence, Flag, Line, Point, Reason, Status, Unit
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from goalkit.words.needed import assumption, change, fastest, notes, question, reason, sentence, yearly
from goalkit.workbook import Workbook
from tests.evidence import HIGHER, LOWER, evidence
from tests.one_target import NOTHING, OTHER_KPI, Series, example_plan, example_workbook, extract

BASE, LAST = 2022, 2026
UNITS = (Unit.PERCENT, Unit.PER_1000_INHABITANTS, Unit.PERCENTAGE_POINTS)
GAP = {"kind": "gap_narrows", "reference": "riket", "since": BASE}
ABOVE = {"kind": "above", "reference": "riket"}
OUTPACES = {"kind": "outpaces_reference", "reference": "riket", "since": BASE}
UP, DOWN = {"kind": "increases", "since": BASE}, {"kind": "decreases", "since": BASE}
RULES: list[Rule] = [
    GapNarrows(reference="riket", since=BASE),
    Above(reference="riket"),
    OutpacesReference(reference="riket", since=BASE),
    Increases(since=BASE),
    Decreases(since=BASE),
]


def needs_of(workbook: Workbook) -> Needed:
    """Return what the workbook's only target asks for."""
    return needed(workbook, workbook.assessments["1A"])


def asked(rule: dict[str, object], own: Series, nation: Series = NOTHING, **indicator: object) -> Needed:
    """Return what a target asks for, on one vintage."""
    return needs_of(example_workbook(example_plan(rule, **indicator), extract("2026-01-01", own, nation)))


def with_value(e: Evidence, own: Fraction, reference: Fraction | None) -> Evidence:
    """Return the evidence as it is when the plan's last year has come."""
    theirs = e.reference
    if theirs is not None and reference is not None:
        theirs = replace(theirs, points={**theirs.points, LAST: Point(reference)})
    return replace(e, own=replace(e.own, points={**e.own.points, LAST: Point(own)}), reference=theirs)


def is_met(rule: Rule, e: Evidence, own: Fraction, reference: Fraction | None) -> bool:
    """Ask the rule itself."""
    verdict = rule.judge(with_value(e, own, reference))
    assert verdict.numbers.year == LAST
    return verdict.status is Status.MET


def a_number(random: Random, unit: Unit) -> Fraction:
    """Return a value as a source may give it: round or long, at a natural limit or near it, close to another."""
    whole = random.choice([0, 1, 50, 99, 100, random.randint(0, 100)])
    rest = random.choice([Fraction(0), Fraction(random.randint(0, 9), 10), Fraction(random.randint(0, 10**8), 10**8)])
    value = whole + rest * random.choice([1, 1, Fraction(1, 1000), Fraction(1, 3)])
    least, most = natural_limits(unit)
    if least is None and random.random() < 0.5:
        return -value
    return min(value, most) if most is not None else value


def a_case(random: Random) -> tuple[Evidence, Fraction, int, Unit]:
    """Return base values, the reference's value in the last year, decimals and unit."""
    unit = random.choice(UNITS)
    own, theirs, coming = (a_number(random, unit) for _ in range(3))
    if random.random() < 0.2:
        theirs = own  # a gap of nothing
    lines = [Line({BASE: Point(value)}, asked=frozenset({BASE, LAST})) for value in (own, theirs)]
    better = random.choice(list(Better))
    return Evidence(lines[0], better, 2023, LAST, lines[1]), coming, random.randint(0, 3), unit


def a_case_of(rule: Rule, random: Random) -> tuple[Evidence, Fraction, int, Unit]:
    """Return a case that the rule can judge: a level has no reference, a relative change does not start at 0."""
    e, coming, decimals, unit = a_case(random)
    while isinstance(rule, OutpacesReference) and 0 in (e.own.value(BASE), (e.reference or Line()).value(BASE)):
        e, coming, decimals, unit = a_case(random)
    return (e if rule.reference_id else replace(e, reference=None)), coming, decimals, unit


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_the_boundary_meets_the_target_and_one_step_outside_does_not(
    rule: Rule, shortened: Callable[[int], int]
) -> None:
    random, without_steps, cases = Random(2026), 0, shortened(10_000)
    for _ in range(cases):
        e, coming, decimals, unit = a_case_of(rule, random)
        step, limits = Fraction(1, 10**decimals), natural_limits(unit)
        bounds = rule.meeting(e, coming)
        steps = steps_between(*bounds, decimals, unit)
        if steps is None:
            without_steps += 1
            near = [round(bound / step) * step + k * step for bound in bounds if bound is not None for k in (-1, 0, 1)]
            assert not any(is_met(rule, e, value, coming) for value in near if within(value, limits))
            continue
        for end, limit, outward in zip(steps, limits, (-step, step), strict=True):
            if end is None:
                continue
            assert end % step == 0
            assert is_met(rule, e, end, coming)
            if end != limit:
                assert not is_met(rule, e, end + outward, coming)
    assert cases / 100 < without_steps < cases / 2


def within(value: Fraction, limits: tuple[Fraction | None, Fraction | None]) -> bool:
    """Tell whether a value is possible."""
    least, most = limits
    return (least is None or value >= least) and (most is None or value <= most)


def test_every_shipped_need_is_what_the_rule_asks_for_and_no_more(workbook: Workbook) -> None:
    """The nearest step meets the target when it comes true; a step nearer to the latest value does not."""
    told = {Outcome.NEEDED: 0, Outcome.ALREADY: 0}
    for needs in (needed(workbook, a) for a in workbook.assessments.values()):
        a, step = needs.assessment, Fraction(1, 10**needs.assessment.indicator.decimals)
        for need in needs.needs:
            given = need.reference.value
            if need.outcome is Outcome.NEEDED:
                assert need.value is not None
                assert need.change is not None
                assert needs.latest is not None
                assert needs.latest + need.change == need.value
                nearer = need.value - step if need.change > 0 else need.value + step
                assert is_met(a.target.rule, a.evidence, need.value, given)
                assert not is_met(a.target.rule, a.evidence, nearer, given)
                told[need.outcome] += 1
            if need.outcome is Outcome.ALREADY:
                assert needs.latest is not None
                assert is_met(a.target.rule, a.evidence, needs.latest, given)
                told[need.outcome] += 1
    assert min(told.values()) >= 10


def scenarios(own: Series, nation: Series, better: Better = HIGHER, **more: object) -> dict[Scenario, Assumed]:
    """Return what the reference is assumed to be."""
    return {given.scenario: given for given in assumptions(evidence(own, nation, better, **more))}


STEADY = {2018: "10", 2019: "11", 2020: "11.5", 2021: "10.5", 2022: "12"}


def test_a_reference_stands_still_or_goes_on_by_a_yearly_change_of_its_own() -> None:
    found = scenarios({2022: "8"}, STEADY)
    assert {s: (a.value, a.n) for s, a in found.items()} == {
        Scenario.UNCHANGED: (12, None),
        Scenario.TREND: (14, 4),  # a mean of 0,5 for four years
        Scenario.BEST: (18, 4),
        Scenario.WORST: (8, 4),
    }
    turned = scenarios({2022: "8"}, STEADY, LOWER)
    assert (turned[Scenario.BEST].value, turned[Scenario.WORST].value) == (8, 18)


def test_a_reference_that_is_known_for_the_last_year_is_not_carried_forward() -> None:
    assert scenarios({2022: "8"}, {**STEADY, 2026: "13"}) == {Scenario.KNOWN: Assumed(Scenario.KNOWN, Fraction(13))}


@pytest.mark.parametrize(
    ("nation", "breaks", "n"),
    [
        pytest.param({2019: "1", 2020: "2", 2021: "3", 2022: "4"}, (), 3, id="three are enough"),
        pytest.param({2020: "2", 2021: "3", 2022: "4"}, (), 2, id="two are too few"),
        pytest.param({2018: "0", 2019: "1", 2020: "2", 2022: "4"}, (), 2, id="a change over two years is none"),
        pytest.param({y: str(y) for y in range(2019, 2023)}, (Break(2021, "Ny.", True),), 2, id="nor one over a break"),
        pytest.param({y: str(y) for y in range(2000, 2023)}, (), 10, id="of the last ten years only"),
    ],
)
def test_fewer_than_three_yearly_changes_carry_nothing_forward(
    nation: Series, breaks: tuple[Break, ...], n: int
) -> None:
    found = scenarios({2022: "1"}, nation, breaks=breaks)
    for scenario in (Scenario.TREND, Scenario.BEST, Scenario.WORST):
        assert found[scenario].n == n
        assert (found[scenario].value is None) is (n < 3)


def test_a_change_before_the_last_ten_years_is_neither_trend_nor_best() -> None:
    nation = {2011: "0", 2012: "50", **dict.fromkeys(range(2013, 2023), "50")}
    found = scenarios({2022: "1"}, nation)
    assert (found[Scenario.BEST].change, found[Scenario.TREND].change) == (0, 0)


def test_a_gap_is_closed_from_the_nearer_side_and_may_be_from_the_wrong_one() -> None:
    below = asked(GAP, {2022: "8", 2024: "8.04"}, {2022: "10", 2024: "11"})
    [need, *_] = below.needs
    assert (need.low, need.high, need.lowest, need.highest) == (9, 13, Fraction("9.1"), Fraction("12.9"))
    assert (need.value, need.change, need.yearly) == (Fraction("9.1"), Fraction("1.06"), Fraction("0.53"))
    assert not need.worsens
    [above, *_] = asked(GAP, {2022: "8", 2024: "14"}, {2022: "10", 2024: "11"}).needs
    assert (above.value, above.worsens) == (Fraction("12.9"), True)
    assert sentence(below, above).endswith("Det vore en försämring: skillnaden kan minska från båda hållen.")


@pytest.mark.parametrize(
    ("rule", "own", "nation", "fields", "outcome", "told"),
    [
        pytest.param(
            UP, {2022: "100", 2024: "99"}, {}, {}, Outcome.IMPOSSIBLE,
            "Inte möjligt, det kräver ett värde över 100,0\u00a0%, och en andel kan inte vara över 100\u00a0%.",
            id="more than all",
        ),
        pytest.param(
            DOWN, {2022: "0", 2024: "1"}, {}, {"better": "lower"}, Outcome.IMPOSSIBLE,
            "Inte möjligt, det kräver ett värde under 0,0\u00a0%, och värdet kan inte vara under 0\u00a0%.",
            id="less than nothing",
        ),
        pytest.param(
            GAP, {2022: "5", 2024: "6"}, {2022: "5", 2026: "5"}, {}, Outcome.IMPOSSIBLE,
            "Med riket som det blev 2026, 5,0\u00a0%: "
            "inte möjligt, skillnaden var noll basåret och kan inte bli mindre.",
            id="less than no gap",
        ),
        pytest.param(
            GAP, {2022: "5.01", 2024: "7"}, {2022: "5", 2026: "6.05"}, {}, Outcome.IMPOSSIBLE,
            "Med riket som det blev 2026, 6,1\u00a0%: "
            "inte möjligt, inget värde med indikatorns decimaler är mellan 6,0\u00a0% och 6,1\u00a0%.",
            id="between two steps",
        ),
        pytest.param(
            UP, {2022: "7.96", 2024: "7.98"}, {}, {}, Outcome.ALREADY,
            "Redan uppfyllt om det senaste värdet, 7,98\u00a0% (2024), står sig; det är över 7,96\u00a0%.",
            id="met by less than a step",
        ),
        pytest.param(
            DOWN, {2022: "7", 2024: "9"}, {}, {"better": "lower"}, Outcome.NEEDED,
            "Värdet 2026 måste vara högst 6,9\u00a0%. Minsta förändring är −2,1\u00a0pe från 9,0\u00a0% (2024), "
            "−1,05\u00a0pe per år. Snabbast hittills: Exempelkommun ingen årsförändring åt det hållet; "
            "Grannarna ingen årsförändring åt det hållet.",
            id="needed",
        ),
        pytest.param(
            ABOVE, {2023: "7", 2026: "9"}, {2026: "9"}, {}, Outcome.NEEDED,
            "Med riket som det blev 2026, 9,0\u00a0%: värdet 2026 skulle ha behövt vara minst 9,1\u00a0%. "
            "Minsta förändring är +0,1\u00a0pe från 9,0\u00a0% (2026).",
            id="the last year has come",
        ),
        pytest.param(
            OUTPACES, {2022: "100", 2025: "90"}, {2022: "200", 2026: "180"},
            {"better": "lower", "unit": "per_1000_inhabitants"}, Outcome.NEEDED,
            "Med riket som det blev 2026, 180,0\u00a0per 1\u00a0000 invånare: värdet 2026 måste vara högst "
            "89,9\u00a0per 1\u00a0000 invånare. Minsta förändring är −0,1\u00a0per 1\u00a0000\u00a0inv. från "
            "90,0\u00a0per 1\u00a0000 invånare (2025), −0,10\u00a0per 1\u00a0000\u00a0inv. per år. "
            "Snabbast hittills: Exempelkommun ingen årsförändring åt det hållet; "
            "Grannarna ingen årsförändring åt det hållet.",
            id="as good as the reference is not better",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_said_in_a_sentence(
    rule: dict[str, object], own: Series, nation: Series, fields: dict[str, object], outcome: Outcome, told: str
) -> None:
    needs = asked(rule, own, nation, **fields)
    [need] = needs.needs
    assert need.outcome is outcome
    assert sentence(needs, need) == told


def test_a_reference_that_would_pass_a_natural_limit_is_not_computed_with() -> None:
    rising = {2018: "60", 2019: "60", 2020: "60", 2021: "60", 2022: "80"}
    needs = asked(GAP, {2022: "50"}, rising)
    best = next(need for need in needs.needs if need.reference.scenario is Scenario.BEST)
    assert (best.outcome, best.reference.value) == (Outcome.UNKNOWN, 160)
    assert sentence(needs, best).endswith("kan inte beräknas, så långt kan jämförelsevärdet inte nå.")


def test_too_few_yearly_changes_are_said_with_their_number() -> None:
    needs = asked(GAP, {2022: "50"}, {2021: "60", 2022: "61"})
    assert [need.outcome for need in needs.needs] == [Outcome.NEEDED, *[Outcome.UNKNOWN] * 3]
    assert sentence(needs, needs.needs[1]) == (
        "Om riket följer sin trend: kan inte beräknas: "
        "det finns bara 1 årsförändring utan glapp eller brott, och minst 3 behövs."
    )


def test_the_fastest_change_is_in_the_direction_that_is_asked_for_and_the_latest_of_equals() -> None:
    own = {2016: "3", 2017: "5", 2018: "1", 2019: "2", 2020: "4", 2022: "9", 2024: "8"}
    others = {"9997": {2020: "1", 2021: "5"}, "9998": {2020: "9", 2021: "1"}}
    vintage = extract("2026-01-01", own, others=others)
    up = needs_of(example_workbook(example_plan(UP), vintage))
    [need] = up.needs
    assert need.fastest_own == Pace("Exempelkommun", 2020, Fraction(2))  # five in two years is no yearly change
    assert need.fastest_group == Pace("Exempelby", 2021, Fraction(4))
    assert fastest(up, need) == "Exempelkommun +2,00\u00a0pe (2020); Grannarna +4,00\u00a0pe (2021) i Exempelby"
    lower = extract("2026-01-01", {**own, 2024: "10"}, others=others)
    [down] = needs_of(example_workbook(example_plan(DOWN, better="lower"), lower)).needs
    assert (down.fastest_own, down.fastest_group) == (
        Pace("Exempelkommun", 2018, Fraction(-4)),
        Pace("Exempelstad", 2021, Fraction(-8)),
    )


PEOPLE = {"denominator": OTHER_KPI, "counted": "personer", "kind": "register"}


def counted_of(wholes: Series, **indicator: object) -> tuple[Fraction | None, str]:
    """Return the number and the words of what a level of 8 after 7 asks for, where so many are known in all."""
    values = extract("2026-01-01", {2022: "8", 2024: "7"})
    whole = extract("2026-01-01", wholes, kpi=OTHER_KPI)
    needs = needs_of(
        example_workbook(example_plan(UP, **indicator), replace(values, cells={**values.cells, **whole.cells}))
    )
    return needs.needs[0].number, change(needs, needs.needs[0])


def test_a_change_is_told_in_people_where_it_is_known_how_many_there_are() -> None:
    assert counted_of({2024: "10000"}, **PEOPLE) == (110, "+1,1\u00a0pe, motsvarar runt 110 personer")
    rate = {**PEOPLE, "unit": "per_1000_inhabitants", "counted": "anmälda brott"}
    assert counted_of({2024: "10000"}, **rate) == (
        11,
        "+1,1\u00a0per 1\u00a0000\u00a0inv., motsvarar runt 11 anmälda brott",
    )


@pytest.mark.parametrize(
    ("wholes", "fields"),
    [
        pytest.param({2022: "10000"}, PEOPLE, id="known for another year only"),
        pytest.param({2024: "10000"}, {**PEOPLE, "kind": "survey"}, id="those asked are not all"),
        pytest.param({2024: "10000"}, {**PEOPLE, "counted": None}, id="no word for them"),
        pytest.param({2024: "10000"}, {**PEOPLE, "denominator": None}, id="no denominator"),
        pytest.param({2024: "10000"}, {**PEOPLE, "unit": "number"}, id="not a part of anything"),
    ],
)
def test_nothing_is_told_in_people_where_it_is_not(wholes: Series, fields: dict[str, object]) -> None:
    given = {name: value for name, value in fields.items() if value is not None}
    number_of, words = counted_of(wholes, **given)
    assert number_of is None
    assert "motsvarar" not in words


def test_crimes_are_told_as_a_number_of_crimes(national_book: Workbook) -> None:
    """From 19 191 crimes on 145 120 inhabitants (132,242 per 1 000) to 132,2: 6,1 crimes fewer."""
    needs = needed(national_book, national_book.assessments["6A"])
    assert change(needs, needs.needs[0]).endswith("motsvarar runt 6 anmälda brott")


@pytest.mark.parametrize(
    ("rule", "own", "nation", "fields", "why", "told"),
    [
        pytest.param(
            UP, {2023: "1"}, {}, {}, Reason.NO_BASE_VALUE,
            "Exempelkommun saknar värde för basåret 2022.", id="no base value",
        ),
        pytest.param(
            ABOVE, {}, {2023: "1"}, {}, Reason.NO_BASE_VALUE,
            "Exempelkommun saknar värde.", id="no value at all",
        ),
        pytest.param(
            GAP, {2022: "1"}, {2023: "1"}, {}, Reason.NO_REFERENCE,
            "jämförelsevärdet (Riket) saknas för basåret 2022.", id="no reference in the base year",
        ),
        pytest.param(
            ABOVE, {2022: "1"}, {}, {}, Reason.NO_REFERENCE,
            "jämförelsevärdet (Riket) saknas.", id="no reference at all",
        ),
        pytest.param(
            UP, {2022: "1"}, {}, {"ended": 2024}, Reason.DISCONTINUED,
            "serien slutar 2024.", id="the series ends before the plan",
        ),
        pytest.param(
            UP, {2022: "1"}, {}, {"breaks": [{"year": 2024, "note": "Ny.", "comparable": False}]}, Reason.BREAK,
            "definitionen ändrades 2024, senare värden kan inte jämföras.", id="not comparable any more",
        ),
        pytest.param(
            OUTPACES, {2022: "0", 2024: "1"}, {2022: "1", 2024: "2"}, {}, Reason.UNDEFINED,
            "en relativ förändring från noll (2022) finns inte.", id="from nothing",
        ),
        pytest.param(
            UP, {}, {}, {"kolada": [], "local": "Egen räkning"}, Reason.NO_INDICATOR,
            "inga egna uppgifter har lagts in.", id="no indicator",
        ),
    ],
)  # fmt: skip
def test_where_nobody_can_say_the_reason_is_said(
    rule: dict[str, object], own: Series, nation: Series, fields: dict[str, object], why: Reason, told: str
) -> None:
    needs = asked(rule, own, nation, **fields)
    assert (needs.why_not, needs.needs) == (why, ())
    assert reason(needs) == f"Vad som krävs 2026 kan inte beräknas: {told}"
    assert notes(needs) == []


@pytest.mark.parametrize(
    ("fields", "can_be_said"),
    [
        ({"ended": 2026}, True),
        ({"ended": 2025}, False),
        ({"breaks": [{"year": 2026, "note": "Ny.", "comparable": False}]}, False),
        ({"breaks": [{"year": 2027, "note": "Ny.", "comparable": False}]}, True),
    ],
)
def test_the_plans_last_year_itself_must_be_there_and_comparable(fields: dict[str, object], can_be_said: bool) -> None:
    assert (asked(UP, {2022: "1"}, **fields).why_not is None) is can_be_said


def test_a_definition_that_changes_on_the_way_is_noted() -> None:
    needs = asked(UP, {2022: "8"}, breaks=[{"year": 2024, "note": "Ny ålder.", "comparable": True}])
    assert notes(needs) == ["Definitionen ändrades 2024: Ny ålder."]


CELLS: list[tuple[Callable[[Needed, Need], str], list[str]]] = [
    (assumption, ["Om riket ligger kvar på 11,0\u00a0% (2024)", "Om riket följer sin trend"]),
    (change, ["+1,1\u00a0pe", ""]),
    (yearly, ["+0,53\u00a0pe per år", ""]),
    (fastest, ["Exempelkommun ingen årsförändring åt det hållet; Grannarna ingen årsförändring åt det hållet", ""]),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS, ids=lambda value: getattr(value, "__name__", ""))
def test_each_cell_of_a_table_has_its_words(cell: Callable[[Needed, Need], str], expected: list[str]) -> None:
    needs = asked(GAP, {2022: "8", 2024: "8.04"}, {2022: "10", 2024: "11"})
    assert [cell(needs, need) for need in needs.needs[:2]] == expected


def test_the_shipped_last_year_of_3b_has_come_and_nothing_is_left_to_do_per_year(workbook: Workbook) -> None:
    needs = needed(workbook, workbook.assessments["3B"])
    [need] = needs.needs
    assert (needs.latest_year, need.reference.scenario, need.yearly) == (LAST, Scenario.KNOWN, None)
    assert Flag.SO_FAR not in workbook.assessments["3B"].verdict.flags


def test_the_json_says_exactly_what_is_asked_for(workbook: Workbook) -> None:
    told = json.loads(CliRunner().invoke(cli, ["readings", "1a", "--json"], catch_exceptions=False).output)
    [target] = told["targets"]
    needs = needed(workbook, workbook.assessments["1A"])
    asked_for = {need["scenario"]: need for need in target["needed"]["needs"]}
    assert [*asked_for] == [need.reference.scenario.value for need in needs.needs]
    assert asked_for["unchanged"]["lowest"] == "3.3"
    assert asked_for["unchanged"]["change"] == "-0.003492"
    assert asked_for["worst"]["worsens"] is True
    assert asked_for["unchanged"]["fastest_group"] == {"area": "Västerås", "year": 2022, "change": "-1.509151"}


def test_the_command_says_what_the_last_year_must_bring(workbook: Workbook) -> None:
    printed = CliRunner().invoke(cli, ["readings", "3A"], catch_exceptions=False).output
    flat, needs = " ".join(printed.split()), needed(workbook, workbook.assessments["3A"])
    assert "Vad måste värdet vara 2026?" in flat
    for need in needs.needs:
        assert " ".join(sentence(needs, need).split()) in flat


def test_of_a_last_year_that_has_come_it_is_asked_what_it_would_have_had_to_be() -> None:
    come, to_come = asked(UP, {2022: "7", 2026: "9"}, {}), asked(UP, {2022: "7", 2025: "9"}, {})
    assert question(come) == "Vad hade värdet behövt vara 2026?"
    assert question(to_come) == "Vad måste värdet vara 2026?"
