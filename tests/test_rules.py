"""The five rules as decision tables (DOMAIN, sections 2 and 3). All values are made up for Exempelkommun."""

from datetime import date
from fractions import Fraction

import pytest

from goalkit.model import (
    Break,
    Flag,
    Judged,
    Line,
    Missing,
    Moment,
    NotAssessed,
    Reason,
    Release,
    Side,
    Status,
    Where,
)
from goalkit.reasons import later_own_years
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, relative_change
from tests.evidence import HIGHER, LOWER, evidence, line

MET, NOT_MET, UNCHANGED = Status.MET, Status.NOT_MET, Status.UNCHANGED
GAP, ABOVE = GapNarrows(reference="riket", since=2022), Above(reference="riket")
OUTPACES = OutpacesReference(reference="riket", since=2022)
UP, DOWN = Increases(since=2022), Decreases(since=2022)
OWN_BASE, OWN_LATER = Where(Side.OWN, Moment.BASE), Where(Side.OWN, Moment.LATER)
REFERENCE_BASE, REFERENCE_LATER = Where(Side.REFERENCE, Moment.BASE), Where(Side.REFERENCE, Moment.LATER)
STILL = {2022: "7", 2023: "7", 2024: "7"}


@pytest.mark.parametrize(
    ("rule", "own", "reference", "better", "status", "year"),
    [
        pytest.param(GAP, {2022: "9.0", 2024: "8.9"}, STILL, LOWER, MET, 2024, id="gap just smaller, own above"),
        pytest.param(GAP, {2022: "9.0", 2024: "9.0"}, STILL, LOWER, UNCHANGED, 2024, id="gap equal"),
        pytest.param(GAP, {2022: "9.0", 2024: "9.1"}, STILL, LOWER, NOT_MET, 2024, id="gap just larger, own above"),
        pytest.param(GAP, {2022: "5.0", 2024: "5.1"}, STILL, HIGHER, MET, 2024, id="gap just smaller, own below"),
        pytest.param(GAP, {2022: "5.0", 2024: "4.9"}, STILL, HIGHER, NOT_MET, 2024, id="gap just larger, own below"),
        pytest.param(
            GAP, {2022: "11.7", 2023: "10.5"}, {2022: "8.9", 2023: "7.7"}, LOWER, UNCHANGED, 2023, id="gap moved along"
        ),
        pytest.param(GAP, {2022: "9", 2023: "7", 2024: "9.1"}, STILL, LOWER, NOT_MET, 2024, id="older and better gap"),
        pytest.param(GAP, {2022: "9", 2023: "9.1", 2024: "8"}, STILL, LOWER, MET, 2024, id="older and worse gap"),
        pytest.param(GAP, {2022: "9", 2023: "8", 2025: "10"}, STILL, LOWER, MET, 2023, id="latest common year"),
        pytest.param(GAP, {2022: "9", 2024: "5"}, STILL, LOWER, UNCHANGED, 2024, id="equal gap on the other side"),
        pytest.param(GAP, {2022: "9", 2024: "4.9"}, STILL, LOWER, NOT_MET, 2024, id="larger gap on the other side"),
        pytest.param(GAP, {2022: "7", 2024: "7"}, STILL, LOWER, UNCHANGED, 2024, id="no gap in either year"),
        pytest.param(GAP, {2022: "7", 2024: "7.1"}, STILL, LOWER, NOT_MET, 2024, id="a gap where there was none"),
        pytest.param(GAP, {2022: "7.1", 2024: "7"}, STILL, LOWER, MET, 2024, id="the gap closed"),
        pytest.param(ABOVE, {2024: "7.1"}, STILL, HIGHER, MET, 2024, id="just above"),
        pytest.param(ABOVE, {2024: "7.0"}, STILL, HIGHER, UNCHANGED, 2024, id="as high"),
        pytest.param(ABOVE, {2024: "6.9"}, STILL, HIGHER, NOT_MET, 2024, id="just below"),
        pytest.param(ABOVE, {2024: "7.1"}, STILL, LOWER, MET, 2024, id="above says above, whatever is better"),
        pytest.param(ABOVE, {2023: "9", 2024: "6.9"}, STILL, HIGHER, NOT_MET, 2024, id="older and higher"),
        pytest.param(ABOVE, {2023: "9", 2025: "1"}, STILL, HIGHER, MET, 2023, id="above in the latest common year"),
        pytest.param(
            OUTPACES, {2022: "100", 2024: "110.1"}, {2022: "50", 2024: "55"}, HIGHER, MET, 2024, id="just faster"
        ),
        pytest.param(
            OUTPACES, {2022: "100", 2024: "110"}, {2022: "50", 2024: "55"}, HIGHER, UNCHANGED, 2024, id="as fast"
        ),
        pytest.param(
            OUTPACES, {2022: "100", 2024: "109.9"}, {2022: "50", 2024: "55"}, HIGHER, NOT_MET, 2024, id="just slower"
        ),
        pytest.param(
            OUTPACES, {2022: "100", 2024: "89.9"}, {2022: "50", 2024: "45"}, LOWER, MET, 2024, id="fell just faster"
        ),
        pytest.param(
            OUTPACES, {2022: "100", 2024: "90.1"}, {2022: "50", 2024: "45"}, LOWER, NOT_MET, 2024, id="fell just slower"
        ),
        pytest.param(
            OUTPACES, {2022: "3", 2024: "4"}, {2022: "6", 2024: "8"}, LOWER, UNCHANGED, 2024, id="both by a third"
        ),
        pytest.param(
            OUTPACES,
            {2022: "100", 2023: "150", 2024: "105"},
            {2022: "50", 2023: "50", 2024: "55"},
            HIGHER,
            NOT_MET,
            2024,
            id="older and faster",
        ),
        pytest.param(UP, {2022: "80.0", 2024: "80.1"}, None, HIGHER, MET, 2024, id="just more"),
        pytest.param(UP, {2022: "80.0", 2024: "80.0"}, None, HIGHER, UNCHANGED, 2024, id="as much"),
        pytest.param(UP, {2022: "80.0", 2024: "79.9"}, None, HIGHER, NOT_MET, 2024, id="just less"),
        pytest.param(UP, {2022: "80", 2023: "99", 2024: "79"}, None, HIGHER, NOT_MET, 2024, id="older and more"),
        pytest.param(UP, {2021: "70", 2022: "80", 2024: "79"}, None, HIGHER, NOT_MET, 2024, id="more than before base"),
        pytest.param(UP, {2022: "0", 2024: "0.1"}, None, HIGHER, MET, 2024, id="more than nothing"),
        pytest.param(DOWN, {2022: "4.32", 2024: "4.31"}, None, LOWER, MET, 2024, id="just fewer"),
        pytest.param(DOWN, {2022: "4.32", 2024: "4.32"}, None, LOWER, UNCHANGED, 2024, id="as many"),
        pytest.param(DOWN, {2022: "4.32", 2024: "4.33"}, None, LOWER, NOT_MET, 2024, id="just more than wanted"),
        pytest.param(DOWN, {2022: "4", 2023: "1", 2024: "5"}, None, LOWER, NOT_MET, 2024, id="older and fewer"),
    ],
)
def test_a_rule_judges_what_its_sentence_says(rule, own, reference, better, status, year):
    verdict = rule.judge(evidence(own, reference, better))
    assert isinstance(verdict, Judged)
    assert (verdict.status, verdict.numbers.year) == (status, year)


@pytest.mark.parametrize(
    ("rule", "own", "reference", "better", "status"),
    [
        pytest.param(
            OutpacesReference(reference="riket", since=2015),
            {2015: "100", 2016: "103.3"},
            {2015: "100", 2016: "102.2"},
            HIGHER,
            MET,
            id="jobs 2015-2016, the municipality's own page: better than riket",
        ),
        pytest.param(
            GapNarrows(reference="riket", since=2022),
            {2022: "10.0", 2023: "9.1"},
            {2022: "7.1", 2023: "6.5"},
            LOWER,
            MET,
            id="unemployment in February: the gap 2.9 became 2.6",
        ),
    ],
)
def test_published_facts_get_the_verdict_that_was_published(rule, own, reference, better, status):
    verdict = rule.judge(evidence(own, reference, better, first_year=2016, last_year=2026))
    assert verdict.status is status


def test_the_published_unemployment_gap_is_exactly_the_difference_of_the_published_shares():
    verdict = GAP.judge(evidence({2022: "10.0", 2023: "9.1"}, {2022: "7.1", 2023: "6.5"}, LOWER))
    assert (verdict.numbers.measure_base, verdict.numbers.measure) == (Fraction("2.9"), Fraction("2.6"))


def test_the_published_job_growth_is_compared_as_relative_change():
    rule = OutpacesReference(reference="riket", since=2015)
    e = evidence({2015: "100", 2016: "103.3"}, {2015: "100", 2016: "102.2"}, first_year=2016)
    n = rule.judge(e).numbers
    assert (n.own_change, n.reference_change, n.measure) == (Fraction("3.3"), Fraction("2.2"), Fraction("1.1"))


@pytest.mark.parametrize(("better", "measure"), [(HIGHER, "-8"), (LOWER, "8")])
def test_the_measure_of_a_development_is_signed_so_that_better_is_positive(better, measure):
    verdict = OUTPACES.judge(evidence({2022: "100", 2024: "102"}, {2022: "50", 2024: "55"}, better))
    assert verdict.numbers.measure == Fraction(measure)


def test_the_measure_of_above_is_the_own_value_less_the_reference():
    verdict = ABOVE.judge(evidence({2024: "6.5"}, STILL))
    assert (verdict.numbers.measure, verdict.numbers.measure_base) == (Fraction("-0.5"), None)


@pytest.mark.parametrize(("base", "value", "change"), [("4", "5", "25"), ("-4", "-5", "-25"), ("-4", "1", "125")])
def test_a_relative_change_is_measured_in_the_size_of_its_start(base, value, change):
    assert relative_change(Fraction(base), Fraction(value)) == Fraction(change)


@pytest.mark.parametrize(("base", "value"), [(None, Fraction(1)), (Fraction(1), None), (Fraction(0), Fraction(1))])
def test_a_relative_change_needs_both_values_and_a_start_other_than_zero(base, value):
    assert relative_change(base, value) is None


# --- which year is judged ------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [GAP, ABOVE, OUTPACES, UP, DOWN])
def test_no_year_after_the_plan_s_last_is_judged(rule):
    values = {2022: "9", 2024: "8", 2026: "7", 2027: "1"}
    verdict = rule.judge(evidence(values, values))
    assert verdict.numbers.year == 2026
    later = rule.judge(evidence({2022: "9", 2027: "1"}, {2022: "9", 2027: "1"}))
    assert isinstance(later, NotAssessed)


def test_above_is_never_judged_before_the_plan_s_first_year():
    verdict = ABOVE.judge(evidence({2021: "9", 2022: "9"}, {2021: "7", 2022: "7"}))
    assert (verdict.status, verdict.reason) == (Status.NOT_ASSESSED, Reason.NOT_YET)


@pytest.mark.parametrize("rule", [GAP, OUTPACES, UP, DOWN])
def test_only_the_base_year_is_not_a_tie(rule):
    verdict = rule.judge(evidence({2022: "9"}, {2022: "7"}))
    assert (verdict.status, verdict.reason) == (Status.NOT_ASSESSED, Reason.NOT_YET)


def test_a_year_after_the_usable_ones_is_not_judged():
    values = {2020: "9", 2022: "8", 2023: "1"}
    verdict = Decreases(since=2020).judge(evidence(values, better=LOWER, last_usable=2022))
    assert (verdict.numbers.year, verdict.before_plan) == (2022, True)


# --- why a target cannot be assessed -------------------------------------------------------------

NOTHING = Line()
BREAK_2023 = (Break(2023, "ny definition", comparable=False),)
SUPPRESSED, DOUBTFUL, INCOMPLETE = Missing.SUPPRESSED, Missing.DOUBTFUL, Missing.INCOMPLETE
TO_2022 = range(2015, 2023)
RELEASE_2023 = Release(2023, date(2024, 4, 1))


@pytest.mark.parametrize(
    ("rule", "e", "reason", "where"),
    [
        pytest.param(UP, evidence(NOTHING, has_indicator=False), Reason.NO_INDICATOR, None, id="no indicator"),
        pytest.param(
            UP, evidence({2022: "1", 2023: "2"}, breaks=BREAK_2023), Reason.BREAK, OWN_LATER, id="broken after base"
        ),
        pytest.param(
            UP,
            evidence(line({2022: "1"}, missing={2024: INCOMPLETE}), breaks=BREAK_2023),
            Reason.BREAK,
            OWN_LATER,
            id="broken, and only a part of a sum after the break",
        ),
        pytest.param(
            UP, evidence(line({2023: "2"}, missing={2022: SUPPRESSED})), Reason.SUPPRESSED, OWN_BASE, id="own base"
        ),
        pytest.param(
            GAP,
            evidence({2022: "1", 2023: "2"}, line({2023: "2"}, missing={2022: SUPPRESSED})),
            Reason.SUPPRESSED,
            REFERENCE_BASE,
            id="reference withheld in the base year",
        ),
        pytest.param(
            UP, evidence(line({2022: "2"}, missing={2024: SUPPRESSED})), Reason.SUPPRESSED, OWN_LATER, id="own later"
        ),
        pytest.param(
            ABOVE,
            evidence({2023: "2"}, line({}, missing={2023: SUPPRESSED})),
            Reason.SUPPRESSED,
            REFERENCE_LATER,
            id="reference withheld later",
        ),
        pytest.param(
            UP,
            evidence(line({2022: "1", 2023: "2"}, missing={2024: DOUBTFUL})),
            Reason.DOUBTFUL,
            OWN_LATER,
            id="a doubtful value is not passed over for an older one",
        ),
        pytest.param(
            GAP,
            evidence({2022: "1", 2024: "2"}, line({2022: "2", 2023: "2"}, missing={2024: DOUBTFUL})),
            Reason.DOUBTFUL,
            REFERENCE_LATER,
            id="a doubtful value of the reference",
        ),
        pytest.param(
            UP,
            evidence(line({2022: "2"}, missing={2023: DOUBTFUL}), breaks=BREAK_2023),
            Reason.BREAK,
            OWN_LATER,
            id="a doubtful value beyond a break",
        ),
        pytest.param(
            UP,
            evidence(line({2023: "2"}, missing={2022: INCOMPLETE}, lacking={2022: "N18953"})),
            Reason.INCOMPLETE,
            Where(Side.OWN, Moment.BASE, "N18953"),
            id="a part of the own base value is missing",
        ),
        pytest.param(
            GAP,
            evidence({2022: "1", 2023: "2"}, line({2022: "2"}, missing={2023: INCOMPLETE}, lacking={2023: "N18953"})),
            Reason.INCOMPLETE,
            Where(Side.REFERENCE, Moment.LATER, "N18953"),
            id="a part of the reference's later value is missing",
        ),
        pytest.param(UP, evidence({2023: "80", 2024: "81"}), Reason.NO_BASE_VALUE, OWN_BASE, id="no base value"),
        pytest.param(
            UP, evidence({2021: "79", 2023: "80"}), Reason.NO_BASE_VALUE, OWN_BASE, id="the base year never moves"
        ),
        pytest.param(
            GAP, evidence({2022: "1", 2023: "2"}, {2023: "1"}), Reason.NO_REFERENCE, REFERENCE_BASE, id="no ref base"
        ),
        pytest.param(
            GAP, evidence({2022: "1", 2023: "2"}, {2022: "1"}), Reason.NO_REFERENCE, REFERENCE_LATER, id="no ref later"
        ),
        pytest.param(
            ABOVE, evidence({2023: "2"}, None), Reason.NO_REFERENCE, REFERENCE_LATER, id="no reference at all"
        ),
        pytest.param(
            GAP,
            evidence({2022: "1", 2023: "2"}, {2022: "1", 2024: "2"}),
            Reason.NO_COMMON_YEAR,
            REFERENCE_LATER,
            id="never the same year",
        ),
        pytest.param(UP, evidence({2022: "1"}, ended=2022), Reason.DISCONTINUED, OWN_LATER, id="ended with the base"),
        pytest.param(UP, evidence({2022: "1"}, ended=2024), Reason.DISCONTINUED, OWN_LATER, id="ended without values"),
        pytest.param(
            UP, evidence({2022: "1", 2023: "2"}, last_usable=2022), Reason.DISCONTINUED, OWN_LATER, id="used no longer"
        ),
        pytest.param(
            ABOVE, evidence({2022: "1"}, STILL, ended=2022), Reason.DISCONTINUED, OWN_LATER, id="above, ended"
        ),
        pytest.param(
            UP, evidence(line({2022: "1"}, asked=TO_2022)), Reason.NOT_REQUESTED, OWN_LATER, id="later not asked for"
        ),
        pytest.param(UP, evidence(NOTHING), Reason.NOT_REQUESTED, OWN_LATER, id="nothing asked for"),
        pytest.param(
            UP,
            evidence({2022: "1"}, release=RELEASE_2023, as_of=date(2024, 4, 2)),
            Reason.LATE,
            OWN_LATER,
            id="the day after the planned one",
        ),
        pytest.param(
            UP,
            evidence({2022: "1"}, release=RELEASE_2023, as_of=date(2024, 4, 1)),
            Reason.NOT_YET,
            OWN_LATER,
            id="the planned day itself",
        ),
        pytest.param(UP, evidence({2022: "1"}), Reason.NOT_YET, OWN_LATER, id="no planned day is known"),
        pytest.param(
            UP,
            evidence({2022: "1"}, breaks=BREAK_2023),
            Reason.NOT_YET,
            OWN_LATER,
            id="asked for and not there, with a break to come",
        ),
        pytest.param(
            OUTPACES, evidence({2022: "0", 2023: "2"}, STILL), Reason.UNDEFINED, OWN_BASE, id="own change from 0"
        ),
        pytest.param(
            OUTPACES,
            evidence({2022: "1", 2023: "2"}, {2022: "0", 2023: "1"}),
            Reason.UNDEFINED,
            REFERENCE_BASE,
            id="the reference's change from 0",
        ),
    ],
)
def test_a_target_that_cannot_be_assessed_has_its_reason_and_where(rule, e, reason, where):
    verdict = rule.judge(e)
    assert isinstance(verdict, NotAssessed)
    assert (verdict.reason, verdict.where) == (reason, where)


@pytest.mark.parametrize(
    ("rule", "e", "first", "second"),
    [
        pytest.param(
            UP,
            evidence({2022: "1", 2023: "2"}, breaks=BREAK_2023, has_indicator=False),
            Reason.NO_INDICATOR,
            Reason.BREAK,
            id="1-2",
        ),
        pytest.param(
            UP,
            evidence(line({2023: "2"}, missing={2022: SUPPRESSED}), breaks=BREAK_2023),
            Reason.BREAK,
            Reason.SUPPRESSED,
            id="2-3",
        ),
        pytest.param(
            GAP,
            evidence(line({2023: "2"}, missing={2022: DOUBTFUL}), line({2023: "2"}, missing={2022: SUPPRESSED})),
            Reason.SUPPRESSED,
            Reason.DOUBTFUL,
            id="3-doubtful",
        ),
        pytest.param(
            GAP,
            evidence(line({2023: "2"}, missing={2022: INCOMPLETE}), line({2023: "2"}, missing={2022: DOUBTFUL})),
            Reason.DOUBTFUL,
            Reason.INCOMPLETE,
            id="doubtful-4",
        ),
        pytest.param(
            GAP,
            evidence({2023: "2"}, line({2023: "2"}, missing={2022: INCOMPLETE})),
            Reason.INCOMPLETE,
            Reason.NO_BASE_VALUE,
            id="4-5",
        ),
        pytest.param(GAP, evidence({2023: "2"}, {2023: "2"}), Reason.NO_BASE_VALUE, Reason.NO_REFERENCE, id="5-6"),
        pytest.param(
            GAP, evidence({2022: "1", 2023: "2"}, {2024: "2"}), Reason.NO_REFERENCE, Reason.NO_COMMON_YEAR, id="6-7"
        ),
        pytest.param(
            GAP,
            evidence({2022: "1", 2023: "2"}, {2022: "1", 2024: "2"}, ended=2023),
            Reason.NO_COMMON_YEAR,
            Reason.DISCONTINUED,
            id="7-8",
        ),
        pytest.param(
            UP,
            evidence(line({2022: "1"}, asked=TO_2022), ended=2022),
            Reason.DISCONTINUED,
            Reason.NOT_REQUESTED,
            id="8-9",
        ),
        pytest.param(
            GAP,
            evidence({2022: "1"}, line({2022: "1"}, asked=TO_2022), release=RELEASE_2023, as_of=date(2025, 1, 1)),
            Reason.NOT_REQUESTED,
            Reason.LATE,
            id="9-10",
        ),
        pytest.param(
            UP,
            evidence({2022: "1"}, release=RELEASE_2023, as_of=date(2025, 1, 1)),
            Reason.LATE,
            Reason.NOT_YET,
            id="10-11",
        ),
        pytest.param(OUTPACES, evidence({2022: "0"}, {2022: "0"}), Reason.NOT_YET, Reason.UNDEFINED, id="11-12"),
    ],
)
def test_of_two_reasons_that_apply_the_first_in_order_is_said(rule, e, first, second):
    order = list(Reason)
    assert order.index(second) == order.index(first) + 1, "the table goes through all neighbours"
    assert rule.judge(e).reason is first


def test_years_that_the_series_cannot_have_do_not_count_as_asked_for():
    own = line({2020: "1", 2023: "2"}, asked=[2020, 2023])
    verdict = Increases(since=2020).judge(evidence(own, last_usable=2022))
    assert (verdict.reason, verdict.where) == (Reason.NOT_REQUESTED, OWN_LATER)


def test_a_series_that_ended_in_years_never_asked_for_is_not_called_discontinued():
    verdict = UP.judge(evidence(line({2022: "1"}, asked=TO_2022), ended=2024))
    assert verdict.reason is Reason.NOT_REQUESTED


def test_a_reference_that_was_not_asked_for_is_missing_for_both_reasons_but_said_once():
    verdict = GAP.judge(evidence({2022: "1", 2023: "2"}, line({2022: "1"}, asked=TO_2022)))
    assert (verdict.reason, verdict.where) == (Reason.NO_REFERENCE, REFERENCE_LATER)


def test_the_later_own_years_are_those_after_the_base_or_within_the_plan():
    e = evidence({2021: "1", 2022: "1", 2023: "1", 2024: "1", 2027: "1"}, last_usable=2023)
    assert [later_own_years(e, base) for base in (2021, 2022, None)] == [{2022, 2023}, {2023}, {2023}]


def test_a_missing_latest_year_does_not_hide_an_earlier_usable_one():
    own = line({2022: "1", 2023: "2"}, missing={2024: SUPPRESSED, 2025: INCOMPLETE})
    verdict = UP.judge(evidence(own, release=RELEASE_2023, as_of=date(2030, 1, 1), ended=2025))
    assert (verdict.status, verdict.numbers.year) == (MET, 2023)


def test_a_doubtful_value_that_would_judge_nothing_is_in_no_one_s_way():
    passed = UP.judge(evidence(line({2022: "1", 2024: "2"}, missing={2023: DOUBTFUL})))
    alone = GAP.judge(evidence({2022: "3", 2023: "2"}, line({2022: "1", 2023: "1"}, missing={2024: DOUBTFUL})))
    assert [(v.status, v.numbers.year) for v in (passed, alone)] == [(MET, 2024), (MET, 2023)]


@pytest.mark.parametrize(
    ("release", "as_of", "reason", "expected"),
    [
        pytest.param(RELEASE_2023, date(2024, 1, 1), Reason.NOT_YET, date(2024, 4, 1), id="to come"),
        pytest.param(RELEASE_2023, date(2025, 1, 1), Reason.LATE, date(2024, 4, 1), id="late"),
        pytest.param(Release(2022, date(2023, 4, 1)), date(2025, 1, 1), Reason.NOT_YET, None, id="of the base year"),
        pytest.param(Release(2027, date(2023, 4, 1)), date(2025, 1, 1), Reason.NOT_YET, None, id="after the plan"),
        pytest.param(RELEASE_2023, None, Reason.NOT_YET, date(2024, 4, 1), id="no vintage is in use"),
        pytest.param(None, date(2025, 1, 1), Reason.NOT_YET, None, id="no date is known"),
    ],
)
def test_a_planned_date_says_something_about_its_own_year_only(release, as_of, reason, expected):
    verdict = UP.judge(evidence({2022: "1"}, release=release, as_of=as_of))
    assert (verdict.reason, verdict.expected) == (reason, expected)


def test_a_planned_date_of_a_year_that_was_not_asked_for_is_not_waited_for():
    own = line({2022: "1"}, asked=range(2015, 2024))
    verdict = UP.judge(evidence(own, release=Release(2024, date(2025, 4, 1)), as_of=date(2026, 1, 1)))
    assert (verdict.reason, verdict.expected) == (Reason.NOT_YET, None)


def test_a_target_without_a_verdict_gives_every_value_that_exists():
    n = GAP.judge(evidence({2022: "9", 2024: "8"}, {2022: "7"})).numbers
    assert (n.base_year, n.year, n.own_base, n.own) == (2022, 2024, 9, 8)
    assert (n.reference_base, n.reference, n.measure_base, n.measure) == (7, None, 2, None)


def test_the_latest_value_without_a_verdict_may_be_of_the_plan_s_last_year_and_of_none_after_it():
    n = GAP.judge(evidence({2022: "9", 2026: "8", 2027: "1"}, {2022: "7"})).numbers
    assert (n.year, n.own) == (2026, 8)


def test_a_target_without_a_verdict_names_the_reference_s_latest_year_where_it_has_none_of_its_own():
    n = GAP.judge(evidence({2022: "9"}, {2022: "7", 2024: "8"})).numbers
    assert (n.year, n.own, n.reference) == (2024, None, 8)


# --- flags ---------------------------------------------------------------------------------------

SIDES = {
    Flag.OVERTAKEN_FAVOURABLY,
    Flag.OVERTAKEN_UNFAVOURABLY,
    Flag.ADVANTAGE_SHRANK,
    Flag.ADVANTAGE_GREW,
    Flag.OWN_WORSENED,
}


@pytest.mark.parametrize(
    ("better", "base", "now", "status", "flags"),
    [
        # the reference is 7 in both years
        pytest.param(LOWER, "9", "8", MET, set(), id="caught up"),
        pytest.param(LOWER, "9", "6", MET, {Flag.OVERTAKEN_FAVOURABLY}, id="passed to the better side"),
        pytest.param(LOWER, "9", "5", UNCHANGED, {Flag.OVERTAKEN_FAVOURABLY}, id="as far on the better side"),
        pytest.param(LOWER, "9", "4", NOT_MET, {Flag.OVERTAKEN_FAVOURABLY}, id="further on the better side"),
        pytest.param(
            LOWER,
            "5",
            "8",
            MET,
            {Flag.OVERTAKEN_UNFAVOURABLY, Flag.ADVANTAGE_SHRANK, Flag.OWN_WORSENED},
            id="passed to the worse side",
        ),
        pytest.param(LOWER, "5", "9", UNCHANGED, {Flag.OVERTAKEN_UNFAVOURABLY}, id="as far on the worse side"),
        pytest.param(LOWER, "5", "10", NOT_MET, {Flag.OVERTAKEN_UNFAVOURABLY}, id="further on the worse side"),
        pytest.param(LOWER, "5", "6", MET, {Flag.ADVANTAGE_SHRANK, Flag.OWN_WORSENED}, id="a lost advantage"),
        pytest.param(LOWER, "5", "4", NOT_MET, {Flag.ADVANTAGE_GREW}, id="a larger advantage"),
        pytest.param(LOWER, "5", "5", UNCHANGED, set(), id="as large an advantage"),
        pytest.param(HIGHER, "8", "9", NOT_MET, {Flag.ADVANTAGE_GREW}, id="a larger advantage, higher is better"),
        pytest.param(HIGHER, "5", "8", MET, {Flag.OVERTAKEN_FAVOURABLY}, id="passed, higher is better"),
        pytest.param(
            HIGHER,
            "9",
            "6",
            MET,
            {Flag.OVERTAKEN_UNFAVOURABLY, Flag.ADVANTAGE_SHRANK, Flag.OWN_WORSENED},
            id="was passed, higher is better",
        ),
        pytest.param(HIGHER, "5", "7", MET, set(), id="drew level: the sign did not turn"),
        pytest.param(HIGHER, "7", "8", NOT_MET, {Flag.ADVANTAGE_GREW}, id="from level to the better side"),
        pytest.param(HIGHER, "7", "7", UNCHANGED, set(), id="level in both years"),
        pytest.param(HIGHER, "7", "6", NOT_MET, set(), id="from level to the worse side: the sign did not turn"),
    ],
)
def test_the_sides_of_a_gap_are_flagged(better, base, now, status, flags):
    verdict = GAP.judge(evidence({2022: base, 2024: now}, STILL, better))
    assert verdict.status is status
    assert verdict.flags & SIDES == flags


def test_a_gap_that_narrowed_while_the_own_value_got_worse_is_flagged():
    verdict = GAP.judge(evidence({2022: "9", 2024: "9.5"}, {2022: "7", 2024: "8"}, LOWER))
    assert verdict.status is MET
    assert verdict.flags & SIDES == {Flag.OWN_WORSENED}


def test_an_advantage_can_shrink_though_the_own_value_improved():
    verdict = GAP.judge(evidence({2022: "9", 2024: "10"}, {2022: "7", 2024: "9"}, HIGHER))
    assert verdict.flags & SIDES == {Flag.ADVANTAGE_SHRANK}


def test_a_verdict_before_the_plan_is_flagged_and_counted_apart():
    verdict = UP.judge(evidence({2020: "1", 2022: "1", 2023: "2"}))
    before = Increases(since=2020).judge(evidence({2020: "1", 2022: "2"}))
    assert (verdict.before_plan, before.before_plan) == (False, True)
    assert before.flags >= {Flag.BEFORE_PLAN, Flag.SO_FAR}


@pytest.mark.parametrize(("year", "so_far"), [(2023, True), (2025, True), (2026, False)])
def test_a_verdict_is_so_far_until_the_plan_s_last_year(year, so_far):
    assert (Flag.SO_FAR in UP.judge(evidence({2022: "1", year: "2"})).flags) is so_far


@pytest.mark.parametrize(
    ("rule", "own", "reference", "decimals", "flagged"),
    [
        pytest.param(UP, {2022: "80.01", 2024: "80.04"}, None, 1, True, id="levels look equal"),
        pytest.param(UP, {2022: "80.01", 2024: "80.04"}, None, 2, False, id="levels look unequal with two decimals"),
        pytest.param(UP, {2022: "80.04", 2024: "80.05"}, None, 1, False, id="levels round apart"),
        pytest.param(UP, {2022: "80", 2024: "80"}, None, 1, False, id="a real tie is no tie as displayed"),
        pytest.param(GAP, {2022: "9.04", 2024: "9.01"}, STILL, 1, True, id="gaps look equal"),
        pytest.param(
            GAP, {2022: "9.05", 2024: "9.01"}, STILL, 1, False, id="gaps, not values, are compared: 2.1 and 2.0"
        ),
        pytest.param(
            GAP,
            {2022: "2.06", 2024: "3.14"},
            {2022: "1.04", 2024: "2.16"},
            1,
            True,
            id="gaps 1.02 and 0.98 look equal though 2.1-1.0 and 3.1-2.2 do not",
        ),
        pytest.param(ABOVE, {2024: "7.04"}, STILL, 1, True, id="own and reference look equal"),
        pytest.param(ABOVE, {2024: "7.04"}, STILL, 2, False, id="own and reference look unequal"),
        pytest.param(
            OUTPACES, {2022: "1000", 2024: "1100.1"}, {2022: "50", 2024: "55"}, 0, True, id="10.01 % against 10 %"
        ),
        pytest.param(
            OUTPACES, {2022: "1000", 2024: "1100.6"}, {2022: "50", 2024: "55"}, 0, False, id="10.06 % against 10 %"
        ),
    ],
)
def test_unequal_measures_that_look_equal_are_flagged(rule, own, reference, decimals, flagged):
    verdict = rule.judge(evidence(own, reference, decimals=decimals))
    assert (Flag.TIE_AS_DISPLAYED in verdict.flags) is flagged


COMPARABLE_2023 = (Break(2023, "andra åldrar", comparable=True),)


@pytest.mark.parametrize(
    ("breaks", "year", "flagged"),
    [
        pytest.param(COMPARABLE_2023, 2023, True, id="the first year of the new definition"),
        pytest.param(COMPARABLE_2023, 2024, True, id="a later year"),
        pytest.param((Break(2022, "före", comparable=True),), 2023, False, id="the base year has the new one"),
        pytest.param((Break(2024, "efter", comparable=True),), 2023, False, id="after the judged year"),
        pytest.param((), 2023, False, id="no break"),
    ],
)
def test_a_comparable_break_between_the_years_is_flagged(breaks, year, flagged):
    verdict = UP.judge(evidence({2022: "1", year: "2"}, breaks=breaks))
    assert verdict.status is MET
    assert (Flag.BREAK_CROSSED in verdict.flags) is flagged


def test_with_an_earlier_usable_year_a_break_that_stops_comparison_limits_the_judged_year():
    breaks = (Break(2022, "jämför med försiktighet", comparable=True), Break(2023, "annat mått", comparable=False))
    rule = GapNarrows(reference="medel", since=2020)
    own, reference = {2020: "9", 2022: "8", 2023: "7.1", 2024: "7"}, {2020: "7", 2022: "7", 2023: "7", 2024: "7"}
    verdict = rule.judge(evidence(own, reference, LOWER, breaks=breaks))
    assert (verdict.status, verdict.numbers.year) == (MET, 2022)
    assert verdict.flags >= {Flag.BEFORE_PLAN, Flag.BREAK_CROSSED}


def test_without_an_earlier_usable_year_a_break_that_stops_comparison_is_the_reason():
    rule = GapNarrows(reference="medel", since=2020)
    verdict = rule.judge(evidence({2020: "9", 2023: "8"}, {2020: "7", 2023: "7"}, LOWER, breaks=BREAK_2023))
    assert (verdict.reason, verdict.where) == (Reason.BREAK, OWN_LATER)


def test_a_break_before_or_in_the_base_year_stops_nothing():
    breaks = (Break(2022, "basåret har den nya", comparable=False),)
    assert UP.judge(evidence({2022: "1", 2023: "2"}, breaks=breaks)).status is MET


def test_above_compares_within_one_year_and_no_break_concerns_it():
    verdict = ABOVE.judge(evidence({2024: "8"}, STILL, breaks=BREAK_2023))
    assert verdict.status is MET
    assert Flag.BREAK_CROSSED not in verdict.flags


@pytest.mark.parametrize(
    ("own_years", "reference_years", "flagged"),
    [
        ((2022,), (), True),
        ((2024,), (), True),
        ((), (2024,), True),
        ((2023,), (), False),
        ((), (), False),
    ],
)
def test_a_preliminary_value_is_judged_and_flagged_where_the_verdict_rests_on_it(own_years, reference_years, flagged):
    own = line({2022: "9", 2023: "9", 2024: "8"}, preliminary=own_years)
    verdict = GAP.judge(evidence(own, line(STILL, preliminary=reference_years), LOWER))
    assert verdict.status is MET
    assert (Flag.PRELIMINARY in verdict.flags) is flagged


def test_a_rule_on_the_own_level_takes_no_flag_from_a_reference_that_it_does_not_use():
    reference = line(STILL, preliminary=STILL, n=1, size=290)
    verdict = UP.judge(evidence({2022: "1", 2024: "2"}, reference))
    assert verdict.flags == {Flag.SO_FAR}
    assert verdict.numbers.reference is None


@pytest.mark.parametrize(
    ("n", "size", "thin"),
    [
        pytest.param(145, 290, False, id="exactly half"),
        pytest.param(144, 290, True, id="one below half"),
        pytest.param(290, 290, False, id="all"),
        pytest.param({2022: 144, 2023: 290, 2024: 290}, 290, True, id="thin in the base year only"),
        pytest.param({2022: 290, 2023: 290, 2024: 144}, 290, True, id="thin in the judged year only"),
        pytest.param({2022: 290, 2023: 1, 2024: 290}, 290, False, id="thin in a year that is not used"),
        pytest.param(145, 291, True, id="half of an odd number is not a whole one"),
        pytest.param(None, None, False, id="no mean"),
    ],
)
def test_a_mean_over_less_than_half_of_the_municipalities_is_flagged(n, size, thin):
    verdict = GAP.judge(evidence({2022: "9", 2024: "8"}, line(STILL, n=n, size=size), LOWER))
    assert (Flag.THIN_REFERENCE in verdict.flags) is thin


def test_the_number_of_municipalities_of_both_years_stands_beside_the_verdict():
    reference = line(STILL, n={2022: 200, 2023: 201, 2024: 202}, size=290)
    n = GAP.judge(evidence({2022: "9", 2024: "8"}, reference, LOWER)).numbers
    assert (n.reference_n_base, n.reference_n) == (200, 202)


@pytest.mark.parametrize(
    ("more", "flagged"),
    [
        ({"ended": 2024}, True),
        ({"last_usable": 2024}, True),
        ({"ended": 2026}, False),
        ({}, False),
    ],
)
def test_a_series_that_ends_before_the_plan_is_flagged(more, flagged):
    verdict = UP.judge(evidence({2022: "1", 2024: "2"}, **more))
    assert verdict.status is MET
    assert (Flag.SERIES_ENDED in verdict.flags) is flagged


@pytest.mark.parametrize(
    ("own", "reference", "more", "flagged"),
    [
        pytest.param({2022: "9", 2023: "8", 2024: "8"}, {2022: "7", 2023: "7"}, {}, True, id="newer own value"),
        pytest.param({2022: "9", 2023: "8"}, STILL, {}, False, id="newer reference value"),
        pytest.param({2022: "9", 2023: "8", 2027: "8"}, STILL, {}, False, id="a value after the plan's last year"),
        pytest.param({2022: "9", 2023: "8", 2025: "8"}, STILL, {"last_usable": 2024}, False, id="not a usable one"),
    ],
)
def test_a_newer_own_value_than_the_judged_one_is_flagged(own, reference, more, flagged):
    verdict = GAP.judge(evidence(own, reference, LOWER, **more))
    assert verdict.numbers.year == 2023
    assert (Flag.OLDER_THAN_OWN in verdict.flags) is flagged


def test_a_verdict_cannot_be_built_without_a_status_that_judges():
    with pytest.raises(ValueError, match="NotAssessed"):
        Judged(Status.NOT_ASSESSED, UP.judge(evidence({2022: "1"})).numbers)
