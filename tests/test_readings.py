"""Readings: one choice at a time made differently, in front of a formal verdict that stands."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from goalkit.beside.readings import Kind, Reading, Readings, all_readings, readings
from goalkit.cli import cli, main
from goalkit.exact import exact
from goalkit.extracts import SeriesFacts
from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Reason, Release, Side, Status
from goalkit.plan import SeriesRecord
from goalkit.scope import formal_series, plan_series
from goalkit.show.report import report, to_json
from goalkit.sources.keep import keep_vintage
from goalkit.sources.manifest import Asked, AskedMeans, Fetch, Manifest
from goalkit.words.readings import explanation, label, numbers, outcome, summary, turning
from goalkit.workbook import Workbook, open_workbook
from tests.one_target import (
    GROUP,
    KPI,
    MEMBERS,
    NAMES,
    OTHER_KPI,
    OWN,
    Series,
    example_plan,
    example_workbook,
    extract,
)

MET, NOT_MET, UNCHANGED, NOT_ASSESSED = Status.MET, Status.NOT_MET, Status.UNCHANGED, Status.NOT_ASSESSED
GAP = {"kind": "gap_narrows", "reference": "riket", "since": 2022}
GAP_TO_MEAN = {**GAP, "reference": "medel"}
ABOVE = {"kind": "above", "reference": "riket"}
OUTPACES = {"kind": "outpaces_reference", "reference": "riket", "since": 2022}
UP, DOWN = {"kind": "increases", "since": 2022}, {"kind": "decreases", "since": 2022}
LATER = range(2021, 2027)
ASSUMED = {"since_assumption": "Startåret är vårt antagande.", "other_starts": [2020, 2021]}


@pytest.fixture(scope="module")
def shipped(workbook: Workbook) -> dict[str, Readings]:
    """Return the readings of all shipped targets."""
    return all_readings(workbook)


def told_by(workbook: Workbook) -> Readings:
    """Return the readings of a workbook's only target."""
    return readings(workbook, workbook.assessments["1A"])


def row(told: Readings, kind: Kind, detail: str = "") -> Reading:
    """Return the only row of a kind (and detail)."""
    [found] = [r for r in told.rows if r.kind is kind and detail in ("", r.detail)]
    return found


def kinds(told: Readings) -> set[Kind]:
    """Return the kinds of all rows."""
    return {reading.kind for reading in told.rows}


def test_the_formal_reading_is_the_first_row_and_is_the_assessment_itself(
    workbook: Workbook, shipped: dict[str, Readings]
) -> None:
    assert list(shipped) == list(workbook.assessments)
    for target_id, told in shipped.items():
        assert [r for r in told.rows if r.kind is Kind.FORMAL] == [told.rows[0]]
        assert told.rows[0].assessment is told.formal is workbook.assessments[target_id]
        assert not told.rows[0].flips


def test_readings_change_no_byte_of_the_status(workbook: Workbook) -> None:
    before = to_json(report(workbook))
    all_readings(workbook)
    assert to_json(report(workbook)) == before == to_json(report(open_workbook(data=workbook.data)))


def test_every_reading_has_a_name_of_its_own(shipped: dict[str, Readings]) -> None:
    for told in shipped.values():
        ids = [reading.id for reading in told.rows]
        assert len(ids) == len(set(ids))


def test_a_reading_makes_one_choice_differently_and_no_other(shipped: dict[str, Readings]) -> None:
    for told in shipped.values():
        formal = told.formal
        for reading in told.rows:
            a, kind = reading.assessment, reading.kind
            assert (a.indicator is formal.indicator) is (kind is not Kind.ALTERNATIVE)
            starts = kind in (Kind.START, Kind.LATEST_CHANGE)
            assert (a.target.rule.base_year == formal.target.rule.base_year) is not starts
            compares_otherwise = kind in (Kind.REFERENCE, Kind.MEDIAN)
            assert (a.reference == formal.reference) is not compares_otherwise
            moves = compares_otherwise or kind is Kind.ALTERNATIVE
            assert moves or a.extract is formal.extract


@pytest.mark.parametrize(
    ("own", "nation", "better", "formal", "disadvantage", "relative"),
    [
        pytest.param(("8", "9"), ("10", "10"), "higher", MET, MET, MET, id="a disadvantage narrows"),
        pytest.param(("8", "12"), ("10", "10"), "higher", UNCHANGED, MET, UNCHANGED, id="as far, on the better side"),
        pytest.param(("12", "11"), ("10", "10"), "higher", MET, UNCHANGED, MET, id="an advantage shrinks"),
        pytest.param(("12", "11"), ("10", "10"), "lower", MET, MET, MET, id="lower is better: a disadvantage"),
        pytest.param(("12", "9"), ("10", "10"), "higher", MET, NOT_MET, MET, id="overtaken"),
        pytest.param(("8", "16"), ("10", "20"), "higher", NOT_MET, NOT_MET, UNCHANGED, id="the same share of a larger"),
        pytest.param(("1", "2"), ("2", "4"), "lower", NOT_MET, UNCHANGED, UNCHANGED, id="an advantage grows"),
        pytest.param(("-8", "-9"), ("-10", "-10"), "lower", MET, MET, MET, id="below zero"),
    ],
)
def test_a_gap_may_be_absolute_or_a_disadvantage_or_relative(
    own: tuple[str, str], nation: tuple[str, str], better: str, formal: Status, disadvantage: Status, relative: Status
) -> None:
    plan = example_plan(GAP, better=better, unit="percentage_points")
    years = (2022, 2024)
    told = told_by(
        example_workbook(
            plan, extract("2025-01-01", dict(zip(years, own, strict=True)), dict(zip(years, nation, strict=True)))
        )
    )
    found = [row(told, kind).assessment.status for kind in (Kind.FORMAL, Kind.DISADVANTAGE, Kind.RELATIVE_GAP)]
    assert found == [formal, disadvantage, relative]
    assert [row(told, k).flips for k in (Kind.DISADVANTAGE, Kind.RELATIVE_GAP)] == [
        disadvantage is not formal,
        relative is not formal,
    ]


@pytest.mark.parametrize(("nation", "year"), [({2022: "0", 2024: "5"}, "base"), ({2022: "5", 2024: "0"}, "later")])
def test_a_gap_relative_to_zero_is_undefined_and_says_where(nation: Series, year: str) -> None:
    workbook = example_workbook(example_plan(GAP), extract("2025-01-01", {2022: "3", 2024: "4"}, nation))
    relative = row(told_by(workbook), Kind.RELATIVE_GAP)
    verdict = relative.assessment.verdict
    assert isinstance(verdict, NotAssessed)
    assert (verdict.reason, str(verdict.where)) == (Reason.UNDEFINED, f"reference_{year}")
    assert explanation(relative).endswith("kan inte beräknas i procent av ett jämförelsevärde som är noll.")


def test_a_rate_may_be_compared_by_its_change_in_units_and_a_count_may_not() -> None:
    values = extract("2025-01-01", {2022: "10", 2024: "11"}, {2022: "100", 2024: "108"})
    rate = told_by(example_workbook(example_plan(OUTPACES, unit="per_1000_inhabitants"), values))
    assert row(rate, Kind.FORMAL).assessment.status is MET  # +10 % against +8 %
    in_units = row(rate, Kind.CHANGE_IN_UNITS)
    assert in_units.assessment.status is NOT_MET  # +1 against +8
    assert in_units.assessment.verdict.numbers.measure == -7
    assert numbers(in_units) == "+1,0 mot +8,0\u00a0per 1\u00a0000\u00a0inv."
    count = told_by(example_workbook(example_plan(OUTPACES, unit="jobs"), values))
    assert Kind.CHANGE_IN_UNITS not in kinds(count)


def test_what_is_displayed_and_what_is_computed_from_displayed_values_are_two_readings() -> None:
    plan = example_plan(GAP)
    workbook = example_workbook(plan, extract("2025-01-01", {2022: "8.04", 2024: "8.05"}, {2022: "10.0", 2024: "10.0"}))
    told = told_by(workbook)
    assert told.formal.status is MET  # 1,96 to 1,95
    measures, values = row(told, Kind.ROUNDED_MEASURES), row(told, Kind.ROUNDED_VALUES)
    assert (measures.assessment.status, numbers(measures)) == (UNCHANGED, "2,0\u00a0pe → 2,0\u00a0pe")
    assert (values.assessment.status, numbers(values)) == (MET, "2,0\u00a0pe → 1,9\u00a0pe")
    assert (measures.flips, values.flips) == (True, False)


def test_a_level_that_is_rounded_is_one_reading_and_a_whole_number_none() -> None:
    rounded = told_by(example_workbook(example_plan(UP), extract("2025-01-01", {2022: "8.01", 2024: "8.04"})))
    assert kinds(rounded) == {Kind.FORMAL, Kind.ROUNDED_MEASURES}
    assert row(rounded, Kind.ROUNDED_MEASURES).assessment.status is UNCHANGED
    whole = told_by(example_workbook(example_plan(UP), extract("2025-01-01", {2022: "8", 2024: "9"})))
    assert kinds(whole) == {Kind.FORMAL}


def test_a_level_is_rounded_to_its_own_decimals_and_a_change_to_one() -> None:
    def is_rounded(rule: dict[str, object], later: str) -> bool:
        values = extract("2025-01-01", {2022: "100", 2024: later}, {2022: "100", 2024: "100"})
        told = told_by(example_workbook(example_plan(rule, decimals=2, unit="number"), values))
        return Kind.ROUNDED_MEASURES in kinds(told)

    assert (is_rounded(UP, "100.25"), is_rounded(UP, "100.255")) == (False, True)
    assert (is_rounded(OUTPACES, "100.2"), is_rounded(OUTPACES, "100.25")) == (False, True)


def test_other_references_of_the_plan_and_the_median_behind_a_mean_are_compared_with() -> None:
    vintage = extract(
        "2025-01-01",
        {2022: "8", 2024: "8.5"},
        {2022: "10", 2024: "10"},
        means={2022: ("18", 2), 2024: ("20", 2)},
        medians={2022: 8.5, 2024: 9.0},
    )
    told = told_by(example_workbook(example_plan(GAP), vintage))
    mean, median = row(told, Kind.REFERENCE), row(told, Kind.MEDIAN)
    assert mean.assessment.verdict.numbers.measure == Fraction("1.5")
    assert (told.formal.status, mean.assessment.status, median.assessment.status) == (MET, NOT_MET, UNCHANGED)
    assert (label(mean), label(median)) == (
        "Jämförelse med medlet",
        "Jämförelse med medianen bland kommunerna bakom medlet",
    )
    formal_mean = told_by(example_workbook(example_plan(GAP_TO_MEAN), vintage))
    assert row(formal_mean, Kind.REFERENCE).detail == "riket"
    assert row(formal_mean, Kind.MEDIAN).id == "median:medel"
    assert row(formal_mean, Kind.MEDIAN).assessment.status is UNCHANGED


def test_a_median_is_the_decimal_that_its_text_says_after_factor_and_complement() -> None:
    medians = {2022: 1234.56, 2024: 0.1}
    vintage = extract("2025-01-01", {2022: "9", 2024: "9"}, {2022: "9"}, means={2022: ("9", 3)}, medians=medians)
    told = told_by(example_workbook(example_plan(GAP, factor="0.01", complement=True), vintage))
    line = row(told, Kind.MEDIAN).assessment.evidence.reference
    assert line is not None
    assert [line.value(year) for year in (2022, 2024)] == [Fraction("87.6544"), Fraction("99.999")]
    assert line.points[2022].n == 3


def test_the_shipped_medians_are_those_of_the_vintage(workbook: Workbook, shipped: dict[str, Readings]) -> None:
    n = row(shipped["3A"], Kind.MEDIAN).assessment.verdict.numbers
    [vintage] = [e for e in workbook.observations.extracts if e.id == "2024-08-30"]
    cuts = vintage.quantiles[("N01982", "N01983"), "G2328", "T"]
    assert (n.reference_base, n.reference) == (exact(cuts[2021].median), exact(cuts[2022].median))
    assert n.reference_n == 290


def test_a_reference_that_no_vintage_holds_cannot_be_judged() -> None:
    told = told_by(
        example_workbook(example_plan(GAP), extract("2025-01-01", {2022: "8", 2024: "9"}, {2022: "9", 2024: "9"}))
    )
    for kind in (Kind.REFERENCE, Kind.MEDIAN):
        verdict = row(told, kind).assessment.verdict
        assert isinstance(verdict, NotAssessed)
        assert verdict.where is not None
        assert verdict.where.side is Side.REFERENCE
        assert not row(told, kind).flips


def test_the_own_latest_year_is_a_reading_only_where_it_is_newer_than_the_reference() -> None:
    own = {2022: "8", 2024: "9", 2025: "7"}
    told = told_by(example_workbook(example_plan(GAP), extract("2026-01-01", own, {2022: "10", 2024: "10"})))
    latest = row(told, Kind.OWN_LATEST_YEAR)
    assert (told.formal.status, latest.assessment.status) == (MET, NOT_MET)
    assert latest.assessment.verdict.numbers.year == 2025
    assert label(latest) == "Exempelkommuns senaste år (2025) mot jämförelsens senaste (2024)"
    same = told_by(example_workbook(example_plan(GAP), extract("2026-01-01", own, {2022: "10", 2025: "10"})))
    assert Kind.OWN_LATEST_YEAR not in kinds(same)
    newer = told_by(
        example_workbook(example_plan(GAP), extract("2026-01-01", {2022: "8", 2024: "9"}, {2022: "9", 2025: "9"}))
    )
    assert Kind.OWN_LATEST_YEAR not in kinds(newer)


def test_the_own_latest_year_may_lie_before_the_plan_and_needs_a_year_of_its_own() -> None:
    early = extract("2026-01-01", {2020: "8", 2022: "7"}, {2020: "10", 2021: "10"})
    told = told_by(example_workbook(example_plan({**GAP, "since": 2020}), early))
    assert row(told, Kind.OWN_LATEST_YEAR).detail == "2021"
    base_only = extract("2026-01-01", {2022: "8"}, {2022: "10", 2024: "10"})
    assert Kind.OWN_LATEST_YEAR not in kinds(told_by(example_workbook(example_plan(GAP), base_only)))


def test_an_alternative_of_several_series_is_named_by_all_of_them() -> None:
    sum_of_two = {"kolada": [OTHER_KPI, "N00003"], "label": "Summa", "better": "higher", "unit": "percent"}
    plan = example_plan(UP, alternatives=[{**sum_of_two, "decimals": 1, "note": "Påhittat."}])
    told = told_by(example_workbook(plan, extract("2025-01-01", {2022: "8", 2024: "9"})))
    assert row(told, Kind.ALTERNATIVE).detail == f"{OTHER_KPI}+N00003"


KNOWN = {
    "kolada": [KPI, OTHER_KPI],
    "left_out": "N00003",
    "label": "Av dem som är kända",
    "better": "higher",
    "unit": "percent",
    "decimals": 1,
    "note": "Påhittat.",
}


def of_known(own: tuple[Series, Series, Series], nation: tuple[Series, Series, Series]) -> Assessment:
    """Judge an alternative, a share of those who are known, on a vintage of its two parts and of the unknown."""
    parts = zip((KPI, OTHER_KPI, "N00003"), own, nation, strict=True)
    held = [extract("2026-01-01", mine, theirs, kpi=kpi) for kpi, mine, theirs in parts]
    cells = {key: line for one in held for key, line in one.cells.items()}
    asked = {key: years for one in held for key, years in one.asked.items()}
    whole = replace(held[0], cells=cells, asked=asked)
    told = told_by(example_workbook(example_plan(GAP, alternatives=[KNOWN]), whole))
    return row(told, Kind.ALTERNATIVE, f"{KPI}+{OTHER_KPI} delat med 100−N00003").assessment


def test_a_share_of_those_who_are_known_is_divided_by_them() -> None:
    own = ({2022: "48.0", 2024: "48.0"}, {2022: "36.3", 2024: "36.3"}, {2022: "1.4", 2024: "1.9"})
    nation = ({2022: "50.0", 2024: "50.0"}, {2022: "37.0", 2024: "37.0"}, {2022: "2.0", 2024: "2.0"})
    a = of_known(own, nation)
    assert {y: round(float(p.value), 1) for y, p in a.evidence.own.points.items()} == {2022: 85.5, 2024: 85.9}
    assert a.evidence.own.points[2022].value == Fraction(843, 986) * 100
    assert a.evidence.reference is not None
    assert a.evidence.reference.points[2022].value == Fraction(870, 980) * 100
    assert a.status is MET  # the parts alone have the same gap in both years


@pytest.mark.parametrize(
    ("unknown", "years"),
    [
        pytest.param({2022: "1.4"}, [2022], id="where how many are unknown is not said, there is no value"),
        pytest.param({2022: "1.4", 2024: "100"}, [2022], id="a share of nobody is no value"),
        pytest.param({2022: "0", 2024: "0"}, [2022, 2024], id="nobody unknown is no obstacle"),
    ],
)
def test_a_share_of_those_who_are_known_is_never_that_of_all_instead(unknown: Series, years: list[int]) -> None:
    parts = {2022: "48.0", 2024: "48.0"}, {2022: "36.3", 2024: "36.3"}
    a = of_known((*parts, unknown), (*parts, {2022: "1", 2024: "2"}))
    assert list(a.evidence.own.points) == years


def test_a_share_of_those_who_are_known_is_not_judged_where_nobody_asked_how_many_are() -> None:
    parts = {2022: "48.0", 2024: "48.0"}, {2022: "36.3", 2024: "36.3"}
    verdict = of_known((*parts, {}), (*parts, {})).verdict
    assert isinstance(verdict, NotAssessed)
    assert verdict.reason is Reason.NOT_REQUESTED


def test_those_who_are_known_are_asked_for_by_a_refresh_and_left_out_of_the_readings_until_then(
    workbook: Workbook, shipped: dict[str, Readings]
) -> None:
    assert "N01985" in plan_series(workbook.plan)
    assert "N01985" not in formal_series(workbook.plan)
    other = row(shipped["3A"], Kind.ALTERNATIVE, "N01982+N01983 delat med 100−N01985")
    assert "Inga värden för Norrköping är hämtade (N01982, N01983 och N01985)." in explanation(other)
    assert shipped["3A"].formal.indicator.series == ("N01982", "N01983")


def test_an_assumed_start_year_has_the_other_starts_and_the_latest_yearly_change() -> None:
    own = {2020: "100", 2021: "150", 2022: "100", 2024: "110", 2025: "120"}
    nation = {2020: "100", 2021: "100", 2022: "100", 2024: "105", 2025: "115"}
    told = told_by(example_workbook(example_plan(OUTPACES, ASSUMED), extract("2026-01-01", own, nation)))
    statuses = {r.detail: r.assessment.status for r in told.rows if r.kind in (Kind.START, Kind.LATEST_CHANGE)}
    assert statuses == {"2020": MET, "2021": NOT_MET, "2024": NOT_MET}
    assert label(row(told, Kind.LATEST_CHANGE)) == "Senaste årsförändringen (2024–2025)"
    assert label(told.rows[0]) == "Formell tolkning (räknat från 2022)"
    assert {y: v.status for y, v in told.formal.starts.items()} == {2020: MET, 2021: NOT_MET}


def test_another_start_year_is_judged_on_the_formal_vintage_and_no_other() -> None:
    newest = extract("2026-01-01", {2021: "1", 2022: "1", 2025: "2"}, {2021: "1", 2022: "1", 2025: "3"}, years=LATER)
    older = extract("2025-01-01", {2020: "1", 2022: "1", 2024: "2"}, {2020: "1", 2022: "1", 2024: "3"})
    told = told_by(example_workbook(example_plan(OUTPACES, ASSUMED), newest, older))
    start = row(told, Kind.START, "2020").assessment
    assert start.extract is newest
    assert start.verdict == told.formal.starts[2020]
    assert start.status is NOT_ASSESSED


def test_the_latest_yearly_change_is_not_told_twice_and_never_over_a_gap() -> None:
    plan = example_plan(OUTPACES, ASSUMED)
    twice = told_by(example_workbook(plan, extract("2026-01-01", {2021: "1", 2022: "2"}, {2021: "1", 2022: "3"})))
    assert Kind.LATEST_CHANGE not in kinds(twice)
    labels = [label(row(twice, Kind.START, year)) for year in ("2020", "2021")]
    assert labels == ["Räknat från 2020", "Räknat från 2021, senaste årsförändringen"]
    formal = told_by(example_workbook(plan, extract("2026-01-01", {2022: "1", 2023: "2"}, {2022: "1", 2023: "3"})))
    assert Kind.LATEST_CHANGE not in kinds(formal)
    gap = told_by(example_workbook(plan, extract("2026-01-01", {2022: "1", 2025: "2"}, {2022: "1", 2025: "3"})))
    verdict = row(gap, Kind.LATEST_CHANGE).assessment.verdict
    assert isinstance(verdict, NotAssessed)
    assert verdict.reason is Reason.NO_BASE_VALUE
    decided = told_by(example_workbook(example_plan(OUTPACES), extract("2026-01-01", {2022: "1", 2025: "2"})))
    assert not kinds(decided) & {Kind.START, Kind.LATEST_CHANGE}


def test_a_variant_is_judged_at_the_same_day_as_the_verdict() -> None:
    release = Release(2024, date(2024, 4, 1))
    facts = {kpi: SeriesFacts(kpi, "Påhittad", release=release) for kpi in (KPI, OTHER_KPI)}
    alternative = {"kolada": [OTHER_KPI], "label": "Annat", "better": "higher", "unit": "percent", "decimals": 1}
    assumed = {**ASSUMED, "other_starts": [2023]}
    plan = example_plan({**OUTPACES, "since": 2022}, assumed, alternatives=[{**alternative, "note": "Påhittat."}])
    values, base = {2022: "1", 2023: "1"}, {2022: "1"}
    vintages = (extract("2025-01-01", values, values), extract("2024-12-01", base, base, kpi=OTHER_KPI))
    told = told_by(example_workbook(plan, *vintages, series=facts))
    other = row(told, Kind.ALTERNATIVE), row(told, Kind.START)
    assert [one.assessment.verdict.reason for one in other] == [Reason.LATE, Reason.LATE]
    waiting = extract("2025-01-01", base, base, means={2022: ("2", 2)})
    told = told_by(example_workbook(example_plan(OUTPACES), waiting, series=facts))
    assert row(told, Kind.REFERENCE).assessment.verdict.reason is Reason.LATE


def test_the_latest_yearly_change_ends_where_both_have_a_value_and_the_plan_uses_the_series() -> None:
    own = {2022: "100", 2023: "110", 2024: "120", 2025: "130", 2026: "140"}
    nation = {2022: "100", 2023: "105", 2024: "115", 2025: "120", 2026: "125"}

    def latest(own: Series, nation: Series, **indicator: object) -> list[str]:
        plan = example_plan(OUTPACES, ASSUMED, **indicator)
        told = told_by(example_workbook(plan, extract("2027-01-01", own, nation)))
        return [r.detail for r in told.rows if r.kind is Kind.LATEST_CHANGE]

    assert latest(own, nation) == ["2025"]
    assert latest(own, nation, usable={"last": 2024}) == ["2023"]
    assert latest(own, {y: v for y, v in nation.items() if y < 2025}) == ["2023"]


def test_an_alternative_is_taken_whole_from_the_vintage_that_its_own_rule_chooses() -> None:
    alternative = {
        "kolada": [OTHER_KPI],
        "label": "Annat",
        "better": "lower",
        "unit": "number",
        "decimals": 0,
        "note": "Annat.",
    }
    plan = example_plan(GAP, alternatives=[alternative])
    newest = extract("2026-01-01", {2022: "8", 2025: "9"}, {2022: "10", 2025: "10"})
    half = extract("2025-06-01", {2022: "70", 2024: "71"}, kpi=OTHER_KPI)
    whole = extract("2025-01-01", {2022: "70", 2024: "75"}, {2022: "60", 2024: "60"}, kpi=OTHER_KPI)
    told = told_by(example_workbook(plan, newest, half, whole))
    other = row(told, Kind.ALTERNATIVE, OTHER_KPI)
    assert (told.formal.status, other.assessment.status) == (MET, NOT_MET)
    assert other.assessment.extract is whole
    assert other.flips
    assert (
        explanation(other) == "Annan indikator: Annat (N00002): ej uppnådd, 10 → 15 (2022–2024). Datauttag 2025-01-01."
    )


OTHER = {
    "kolada": [OTHER_KPI],
    "label": "Annat",
    "better": "higher",
    "unit": "percent",
    "decimals": 1,
    "note": "Annat.",
}
BROKEN = {"breaks": [{"year": 2023, "note": "Ny definition.", "comparable": False}]}


@pytest.mark.parametrize(
    ("rule", "fields", "values", "expected"),
    [
        pytest.param(UP, BROKEN, {2022: "70", 2024: "75"}, Reason.BREAK, id="its own breaks"),
        pytest.param(UP, {}, {2022: "70", 2024: "75"}, MET, id="not the breaks of the formal one"),
        pytest.param(UP, {"usable": {"last": 2023}}, {2022: "70", 2023: "69", 2024: "75"}, NOT_MET, id="its own years"),
        pytest.param(OUTPACES, {"better": "lower"}, {2022: "70", 2024: "60"}, MET, id="its own direction"),
        pytest.param(UP, {"factor": "-1"}, {2022: "70", 2024: "75"}, NOT_MET, id="its own factor"),
        pytest.param(UP, {"complement": True}, {2022: "70", 2024: "75"}, NOT_MET, id="its own complement"),
        pytest.param(UP, {}, {2022: "70"}, Reason.DISCONTINUED, id="its own end"),
    ],
)
def test_an_alternative_brings_all_that_is_its_own(
    rule: dict[str, object], fields: dict[str, object], values: Series, expected: Status | Reason
) -> None:
    formal = {"usable": {"last": 2025}, "breaks": [{"year": 2024, "note": "Ny.", "comparable": False}]}
    plan = example_plan(rule, alternatives=[{**OTHER, **fields}], **formal)
    ended = msgspec.structs.replace(plan, series={OTHER_KPI: SeriesRecord(title="Annat", ended=2024)})
    nation = {2022: "50", 2024: "50"}
    vintages = (extract("2026-01-01", {2022: "8", 2023: "9"}), extract("2025-01-01", values, nation, kpi=OTHER_KPI))
    verdict = row(told_by(example_workbook(ended, *vintages)), Kind.ALTERNATIVE).assessment.verdict
    assert (verdict.reason if isinstance(verdict, NotAssessed) else verdict.status) is expected


def test_the_base_as_first_stored_is_that_of_the_oldest_vintage_that_holds_it() -> None:
    newest = extract("2026-01-01", {2022: "8.5", 2025: "9.0"})
    middle = extract("2025-01-01", {2022: "8.7"})
    oldest = extract("2024-01-01", {2022: "9.2"})
    empty = extract("2023-01-01", {2021: "1"})
    told = told_by(example_workbook(example_plan(UP), newest, middle, oldest, empty))
    first = row(told, Kind.FIRST_BASE)
    assert (told.formal.status, first.assessment.status, first.detail) == (MET, NOT_MET, "2024-01-01")
    assert first.assessment.verdict.numbers.own == 9
    assert told.formal.verdict.numbers.own_base == Fraction("8.5")
    restored = extract("2024-01-01", {2022: "8.5"})
    assert Kind.FIRST_BASE not in kinds(told_by(example_workbook(example_plan(UP), newest, middle, restored)))


def test_a_revised_base_needs_the_reference_of_the_same_vintage() -> None:
    newest = extract("2026-01-01", {2022: "8", 2025: "9"}, {2022: "10", 2025: "10"})
    own_only = extract("2024-01-01", {2022: "7"})
    both = extract("2025-01-01", {2022: "8"}, {2022: "8.5"})
    first = row(told_by(example_workbook(example_plan(GAP), newest, both, own_only)), Kind.FIRST_BASE)
    assert (first.detail, first.assessment.status) == ("2025-01-01", NOT_MET)


def test_the_shipped_emissions_have_the_base_of_the_first_vintage(shipped: dict[str, Readings]) -> None:
    first = row(shipped["5A"], Kind.FIRST_BASE)
    assert (first.detail, first.assessment.status) == ("2024-08-30", NOT_MET)
    assert first.assessment.verdict.numbers.own_base == Fraction("4.35794619")


def kept(tmp_path: Path, values: dict[str, Series], asked: tuple[str, ...]) -> Workbook:
    """Keep a vintage of all members on disk, and open it as a workbook does: without the members' values."""
    rows = [(KPI, area, y, "T", float(v), None, None) for area, line in values.items() for y, v in line.items()]
    manifest = Manifest(
        id="2026-01-01",
        retrieved=date(2026, 1, 1),
        certainty="exact",
        date_note="Påhittat.",
        origin="Påhittat.",
        source="Källa: Kolada",
        terms="Påhittat.",
        asked=(Asked(series=(KPI,), areas=asked, first_year=2020, last_year=2025),),
        asked_means=(AskedMeans(sums=(KPI,), groups=(GROUP,), first_year=2020, last_year=2025),),
        files={},
    )
    areas = {
        "municipalities": [{"id": n.id, "title": n.title, "type": n.kind} for n in NAMES.values() if n.kind != "G"],
        "groups": [
            {"id": n.id, "title": n.title, "members": [{"member_id": m} for m in n.members]}
            for n in NAMES.values()
            if n.kind == "G"
        ],
    }
    keep_vintage(tmp_path, manifest, Fetch(rows, {GROUP: frozenset(MEMBERS)}, areas=areas))
    return open_workbook(example_plan(GAP_TO_MEAN), data=tmp_path)


PANEL: dict[str, Series] = {
    OWN: {2022: "8", 2024: "9"},
    "9997": {2022: "10", 2024: "10"},
    "9998": {2024: "14"},
}


def test_a_mean_may_be_over_the_same_municipalities_in_both_years(tmp_path: Path) -> None:
    told = told_by(kept(tmp_path, PANEL, MEMBERS))
    assert told.formal.verdict.numbers.reference == 11  # of three; of two in the base year
    assert told.formal.status is NOT_MET
    same = row(told, Kind.SAME_MUNICIPALITIES)
    n = same.assessment.verdict.numbers
    assert (n.reference_base, n.reference, n.reference_n_base, n.reference_n) == (9, Fraction("9.5"), 2, 2)
    assert (same.assessment.status, same.flips) == (MET, True)


def test_a_mean_over_the_same_municipalities_cannot_be_computed_without_each_ones_values(tmp_path: Path) -> None:
    told = told_by(kept(tmp_path, PANEL, (OWN, "9997")))
    same = row(told, Kind.SAME_MUNICIPALITIES)
    assert same.assessment.status is NOT_ASSESSED
    assert explanation(same) == (
        "Samma kommuner i medlet båda åren: kan inte bedömas. "
        "Datauttaget 2026-01-01 har medlet, men inte varje kommuns eget värde för båda åren."
    )


def test_the_shipped_vintages_do_not_hold_every_municipality(shipped: dict[str, Readings]) -> None:
    assert row(shipped["1C"], Kind.SAME_MUNICIPALITIES).assessment.status is NOT_ASSESSED
    assert Kind.SAME_MUNICIPALITIES not in kinds(shipped["1B"])  # one year only: nothing to hold equal
    assert Kind.SAME_MUNICIPALITIES not in kinds(shipped["3A"])  # riket is no mean


@pytest.mark.parametrize("target", ["1B", "4A"])
def test_a_reference_that_the_source_has_no_values_for_is_no_reading_with_a_reason_of_its_own(shipped, target: str):
    formal = shipped[target].formal
    assert [r.detail for r in shipped[target].rows if r.kind is Kind.REFERENCE] == []
    assert "ärde för riket finns inte" in " ".join((formal.indicator.assumption, *formal.indicator.remarks))


def test_a_target_without_data_has_the_formal_reading_only() -> None:
    plan = example_plan(UP, kolada=[], local="Egen räkning")
    workbook = example_workbook(plan, extract("2025-01-01", {2022: "1"}))
    told = told_by(workbook)
    assert kinds(told) == {Kind.FORMAL}
    assert summary(told) == "1 tolkning prövad: 1 kan inte bedömas."
    assert turning(told) == "Inget enskilt val gör att måluppfyllelsen kan bedömas."


def test_the_sentence_counts_every_reading_once() -> None:
    own, nation = {2020: "8", 2021: "8", 2022: "8.04", 2024: "8.05"}, dict.fromkeys(range(2020, 2025), "10")
    told = told_by(example_workbook(example_plan(GAP), extract("2025-01-01", own, nation)))
    assert len(told.rows) == 7
    assert summary(told) == (
        "7 tolkningar prövade: 4 uppnådd, 1 oförändrad, 2 kan inte bedömas. "
        "Tolkningarna är inte lika rimliga, och antalet är inget mått på säkerhet."
    )
    assert turning(told) == (
        "Ett annat utfall än det formella, uppnådd, ger ett enda val: "
        "jämförda tal avrundade till en decimal – oförändrad."
    )


def test_a_year_before_the_plan_is_counted_apart_and_never_as_met(shipped: dict[str, Readings]) -> None:
    assert summary(shipped["3A"]).startswith(
        "8 tolkningar prövade: 7 läget före mandatperioden "
        "(villkoret uppfyllt i 4, oförändrat läge i 2, villkoret inte uppfyllt i 1), 1 kan inte bedömas."
    )
    *judged, unknown = shipped["3A"].rows
    assert all(outcome(r).startswith("läget före mandatperioden (2022)") for r in judged)
    assert (unknown.kind, outcome(unknown)) == (Kind.ALTERNATIVE, "kan inte bedömas")
    assert turning(shipped["3A"]) == (
        "Utfallen gäller läget före mandatperioden (2022); det formella är: villkoret uppfyllt. Ett annat ger vart och "
        "ett av dessa val: jämförelse med kommungenomsnittet – villkoret inte uppfyllt; jämförda tal avrundade till "
        "en decimal – oförändrat läge; räknat på värden avrundade till en decimal – oförändrat läge."
    )


def test_what_flips_the_shipped_verdicts(shipped: dict[str, Readings]) -> None:
    flips = {target: [r.id for r in told.rows if r.flips] for target, told in shipped.items()}
    assert {target: ids for target, ids in flips.items() if ids} == {
        "2C": ["rounded_values"],
        "3A": ["reference:kommungenomsnittet", "rounded_measures", "rounded_values"],
        "6A": ["start:2020", "start:2021"],
    }
    anew = {target: [r.id for r in told.rows if r.judges_anew] for target, told in shipped.items()}
    assert {t: ids for t, ids in anew.items() if ids} == {
        "1A": ["alternative:N03937"],
        "2A": ["start:2020", "start:2021"],
    }


def test_no_data_at_all_make_a_reading_raise() -> None:
    for rule in (GAP, GAP_TO_MEAN, ABOVE, OUTPACES, UP):
        plan = example_plan(rule, ASSUMED if rule is OUTPACES else {})
        nothing = extract("2025-01-01", {}, years=range(0))
        rows = told_by(example_workbook(plan, nothing)).rows
        assert all(reading.assessment.status is NOT_ASSESSED for reading in rows)
        assert all(explanation(reading).endswith(".") for reading in rows)


def test_the_command_prints_every_row_and_both_sentences(workbook: Workbook) -> None:
    printed = CliRunner().invoke(cli, ["readings", "6a"], catch_exceptions=False).output
    told = readings(workbook, workbook.assessments["6A"])
    flat = " ".join(printed.split())
    for sentence in (summary(told), turning(told)):
        assert " ".join(sentence.split()) in flat
    assert printed.count("annat utfall") - printed.count("Ett annat utfall") == 2
    assert "Egen bearbetning av data från Kolada." in printed


def test_the_command_without_a_target_has_every_target(workbook: Workbook) -> None:
    printed = CliRunner().invoke(cli, ["readings"], catch_exceptions=False).output
    assert all(f"\n{target_id}  " in printed for target_id in workbook.assessments)


def test_the_json_holds_exact_numbers_of_every_reading(workbook: Workbook, shipped: dict[str, Readings]) -> None:
    told = json.loads(CliRunner().invoke(cli, ["readings", "--json"], catch_exceptions=False).output)
    assert [target["id"] for target in told["targets"]] == list(workbook.assessments)
    for target in told["targets"]:
        rows = shipped[target["id"]].rows
        assert [r["id"] for r in target["readings"]] == [r.id for r in rows]
        assert [r["flips"] for r in target["readings"]] == [r.flips for r in rows]
        status = json.loads(to_json(report(workbook, workbook.assessments[target["id"]])))["targets"][0]
        formal = target["readings"][0]
        assert target["status"] == formal["status"] == status["status"]
        shared = formal.keys() & status.keys() - {"id", "sentence"}
        assert {name: formal[name] for name in shared} == {name: status[name] for name in shared}
    [crime] = [t for t in told["targets"] if t["id"] == "6A"]
    units = {r["id"]: (r["measure_unit"], r["measure"]) for r in crime["readings"]}
    assert units["change_in_units"] == ("per_1000_inhabitants", "2.0117624")
    assert units["formal"][0] == "percentage_points"


def test_an_unknown_target_is_named_in_swedish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["goalkit", "readings", "9X"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "ingen måluppfyllelse 9X" in capsys.readouterr().err
