"""From vintages to verdicts: which vintage judges, never two at once, means, dates, starts, another municipality."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from goalkit.errors import PlanError
from goalkit.extracts import Cell, Extract, Observations, SeriesFacts
from goalkit.judge import Assessment, Court, assess
from goalkit.model import Flag, Gender, Missing, NotAssessed, Reason, Release, Status
from goalkit.sources.manifest import Asked, AskedMeans
from goalkit.words.notes import reservations
from goalkit.workbook import Workbook, genitive, one_reading, open_workbook
from tests import one_target
from tests.made_up import (
    EVERY_AREA,
    GROUP,
    LAND,
    MUNICIPALITIES,
    ONE_AREA,
    OTHER_YEARS,
    OWN,
    SERIES,
    Series,
    asked,
    describe,
    keep,
    means_of,
    rows,
)
from tests.one_target import KPI, example_plan, example_workbook, extract
from tests.own_series import MUNICIPALITY
from tests.own_series import example_plan as local_plan

SUM, ALL_MEANS = "N90001+N90002", means_of("N90001+N90002", "N90003")


def everywhere(**years: str | float) -> Series:
    """Return one series with the same values in every area; years are written ``y2022``."""
    return {area: {int(year[1:]): float(value) for year, value in years.items()} for area in EVERY_AREA}


def but(series: Series, area: str, **years: float | None) -> Series:
    """Return the series with other values for one area."""
    return {**series, area: {**series[area], **{int(year[1:]): value for year, value in years.items()}}}


def look(data: Path, target: str, plan: Path = ONE_AREA, **more) -> Assessment:
    """Judge, and return one target."""
    return open_workbook(plan, data=data, **more).find(target)


# --- what the values are -------------------------------------------------------------------------


@pytest.fixture
def plain(tmp_path) -> Path:
    """Return a vintage in which every target of the plan can be judged."""
    series = {
        "N90001": but(everywhere(y2022=30.1, y2023=30.1), OWN, y2022=25.1, y2023=26.2),
        "N90002": but(everywhere(y2022=20.2, y2023=20.2), OWN, y2022=10.1, y2023=10.1),
        "N90003": but(everywhere(y2022=40, y2023=40), OWN, y2022=39, y2023=39.9),
        "N90004": but(everywhere(y2021=1000, y2022=1000, y2023=1000), OWN, y2021=900, y2022=1200, y2023=1100),
    }
    keep(tmp_path, "2024-05-01", rows(series), means=[ALL_MEANS])
    return tmp_path


def test_a_sum_adds_its_parts_exactly(plain):
    n = look(plain, "kan").verdict.numbers
    assert (n.own_base, n.own) == (Fraction("35.2"), Fraction("36.3"))
    assert n.reference_base == (9 * Fraction("50.3") + Fraction("35.2")) / 10


def test_a_complement_is_taken_of_the_own_value_and_of_the_mean(plain):
    n = look(plain, "over").verdict.numbers
    assert (n.own, n.reference) == (Fraction("60.1"), (9 * Fraction(60) + Fraction("60.1")) / 10)
    assert n.measure == Fraction("0.09")


def test_a_factor_multiplies_every_value_and_no_relative_change(plain):
    n = look(plain, "behover").verdict.numbers
    assert (n.own_base, n.own, n.reference_base, n.reference) == (12, 11, 10, 10)
    assert n.own_change == Fraction(-100, 12)


def test_what_binary_arithmetic_left_behind_a_number_decides_nothing(tmp_path):
    values = but(everywhere(y2022=28.8, y2023=28.8), OWN, y2022=28.8, y2023=28.799999999999997)
    keep(tmp_path, "2024-05-01", rows({"N90004": values}))
    assert look(tmp_path, "behover").status is Status.UNCHANGED


def test_a_target_without_an_own_series_has_no_indicator(plain):
    a = look(plain, "eget")
    assert (a.verdict.reason, a.verdict.where, a.extract) == (Reason.NO_INDICATOR, None, None)


def test_the_mean_is_over_the_municipalities_that_have_every_part(tmp_path):
    series = {
        "N90001": {a: {2022: float(i), 2023: float(i)} for i, a in enumerate(MUNICIPALITIES)},
        "N90002": {a: {2022: float(i), 2023: float(i)} for i, a in enumerate(MUNICIPALITIES[:7])},
    }
    keep(tmp_path, "2024-05-01", rows(series), means=[ALL_MEANS])
    n = look(tmp_path, "kan").verdict.numbers
    assert (n.reference, n.reference_n, n.reference_n_base) == (6, 7, 7)


def test_a_mean_of_the_largest_and_the_smallest_numbers_is_exact(tmp_path):
    values = dict(zip(MUNICIPALITIES, (1e308, -1e308, 5e-324, 1.7976931348623157e308), strict=False))
    series = {area: {2022: values.get(area, 0.1), 2023: 1.0} for area in EVERY_AREA}
    keep(tmp_path, "2024-05-01", rows({"N90003": series}), means=[means_of("N90003")])
    mean = 100 - look(tmp_path, "over").evidence.reference.value(2022)
    fifteen = Fraction("4.94065645841247e-324"), Fraction("1.79769313486232e308")
    assert mean == (sum(fifteen) + 6 * Fraction("0.1")) / 10


@pytest.mark.parametrize(("n", "thin"), [(5, False), (4, True)])
def test_a_mean_is_thin_below_half_of_the_group_s_members(tmp_path, n, thin):
    series = {kpi: {a: {2022: 9.0 - i, 2023: 9.0} for i, a in enumerate(MUNICIPALITIES[:n])} for kpi in SERIES}
    keep(tmp_path, "2024-05-01", rows(series), means=[ALL_MEANS])
    a = look(tmp_path, "kan")
    assert a.verdict.numbers.reference_n == n
    assert (Flag.THIN_REFERENCE in a.verdict.flags) is thin


# --- what is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "why", "part"),
    [
        pytest.param((1.0, ""), None, Missing.INCOMPLETE, "N90002", id="the second part has no row"),
        pytest.param(None, (1.0, ""), Missing.INCOMPLETE, "N90001", id="the first part has no row"),
        pytest.param((1.0, ""), (None, "Suppressed"), Missing.SUPPRESSED, "N90002", id="the second is withheld"),
        pytest.param((None, ""), (None, "Suppressed"), Missing.SUPPRESSED, "N90002", id="not the one that is absent"),
        pytest.param(None, (None, "Missing"), Missing.ABSENT, None, id="nothing at all"),
    ],
)
def test_a_sum_that_lacks_a_part_says_which_and_why(tmp_path, first, second, why, part):
    series = {kpi: everywhere(y2022=1.0) for kpi in SERIES}
    content = rows(series)
    for kpi, cell in (("N90001", first), ("N90002", second)):
        if cell is not None:
            content.append((kpi, OWN, 2023, "T", cell[0], cell[1], None))
    keep(tmp_path, "2024-05-01", content, means=[ALL_MEANS])
    a = look(tmp_path, "kan")
    assert a.evidence.own.missing[2023] is why
    reasons = {Missing.INCOMPLETE: Reason.INCOMPLETE, Missing.SUPPRESSED: Reason.SUPPRESSED}
    assert a.verdict.reason is reasons.get(why, Reason.NOT_YET)
    assert a.verdict.where.part == part


def test_a_single_series_that_is_withheld_names_no_part(tmp_path):
    content = [*rows({"N90004": everywhere(y2022=1.0)}), ("N90004", OWN, 2023, "T", None, "Suppressed", None)]
    keep(tmp_path, "2024-05-01", content)
    verdict = look(tmp_path, "behover").verdict
    assert (verdict.reason, str(verdict.where)) == (Reason.SUPPRESSED, "own_later")


def test_a_preliminary_part_makes_the_verdict_preliminary(plain, tmp_path):
    content = rows({kpi: everywhere(y2022=2.0, y2023=1.0) for kpi in SERIES})
    content = [(*row[:5], "Preliminary" if row[:3] == ("N90002", OWN, 2023) else None, None) for row in content]
    keep(tmp_path, "2025-05-01", content, means=[ALL_MEANS])
    assert Flag.PRELIMINARY in look(plain, "kan").verdict.flags
    assert Flag.PRELIMINARY not in look(plain, "kan", vintage="2024-12-31").verdict.flags


def test_women_and_men_are_kept_beside_the_total_and_never_judge(tmp_path):
    series = {kpi: but(everywhere(y2022=30, y2023=30), OWN, y2022=20, y2023=21) for kpi in SERIES}
    theirs = but(everywhere(y2022=10.0), OWN, y2022=1.0)
    women = rows({"N90001": but(theirs, OWN, y2023=99.0), "N90002": theirs}, gender="K")
    keep(tmp_path, "2024-05-01", [*rows(series), *women], means=[ALL_MEANS])
    a = look(tmp_path, "kan")
    assert a.verdict.numbers.own == 42
    assert {g.value: pair[0].years() for g, pair in a.genders.items()} == {"K": [2022]}
    own, reference = a.genders[Gender.WOMEN]
    assert (own.value(2022), reference.value(2022)) == (2, Fraction(9 * 20 + 2, 10)), "women beside women"


def test_women_are_kept_without_a_value_to_compare_with_and_men_without_a_value_of_their_own_are_not():
    whole = one_target.extract("2025-01-01", {2022: "1", 2023: "2"}, {2022: "3", 2023: "3"})
    women = {(one_target.KPI, one_target.OWN, "K"): {2022: Cell(Fraction(1))}}
    men = {
        (one_target.KPI, one_target.OWN, "M"): {2022: Cell(None)},
        (one_target.KPI, one_target.NATION, "M"): {2022: Cell(Fraction(3))},
    }
    both = replace(whole, cells={**whole.cells, **women, **men})
    plan = one_target.example_plan({"kind": "gap_narrows", "reference": "riket", "since": 2022})
    found = one_target.example_workbook(plan, both).assessments["1A"].genders
    assert {g.value: (own.years(), reference.years()) for g, (own, reference) in found.items()} == {"K": ([2022], [])}


def test_an_area_that_no_vintage_names_is_compared_with_all_the_same():
    held = one_target.extract("2025-01-01", {2022: "1", 2023: "2"}, {2022: "3", 2023: "3"})
    plan = one_target.example_plan({"kind": "gap_narrows", "reference": "riket", "since": 2022})
    (a,) = assess(plan, Observations((held,), {})).values()
    assert (a.status, a.evidence.reference.group_size) == (Status.MET, None)


# --- which vintage judges ------------------------------------------------------------------------

OLD, NEW = "2024-05-01", "2025-05-01"
EVERYTHING, NO_MEANS = [asked()], ()


def two_vintages(data: Path, blocks: Iterable[Asked], means: Iterable[AskedMeans]) -> None:
    """Keep an old vintage that asked for all, with values 1…, and a new one with values 100…."""
    old = {kpi: but(everywhere(y2022=5, y2023=5), OWN, y2022=1, y2023=2) for kpi in SERIES}
    new = {kpi: but(everywhere(y2022=500, y2023=500), OWN, y2022=100, y2023=200) for kpi in SERIES}
    keep(data, OLD, rows(old), means=[ALL_MEANS])
    keep(data, NEW, rows(new), blocks=blocks, means=means)


@pytest.mark.parametrize(
    ("target", "blocks", "means", "used"),
    [
        pytest.param("kan", EVERYTHING, [ALL_MEANS], NEW, id="asked for everything"),
        pytest.param("kan", [asked(["N90001"])], [ALL_MEANS], OLD, id="only one part of the sum"),
        pytest.param("kan", EVERYTHING, NO_MEANS, OLD, id="not the reference"),
        pytest.param("kan", EVERYTHING, [means_of("N90001", "N90002")], OLD, id="means of the parts, not of the sum"),
        pytest.param("kan", [asked(areas=MUNICIPALITIES[1:])], [ALL_MEANS], OLD, id="not the own area"),
        pytest.param("kan", [asked(first=2023)], [ALL_MEANS], OLD, id="not the base year of the own area"),
        pytest.param("kan", EVERYTHING, [means_of(SUM, first=2023)], OLD, id="not the base year of the reference"),
        pytest.param("over", [asked(first=2023)], [ALL_MEANS], NEW, id="a rule without a base year needs none"),
        pytest.param("behover", EVERYTHING, NO_MEANS, NEW, id="a rule on the land needs no mean"),
        pytest.param("behover", [asked(areas=[OWN])], [ALL_MEANS], OLD, id="not the land"),
        pytest.param("kan", [asked(["N90001"]), asked(["N90002"])], [ALL_MEANS], NEW, id="both parts, in two blocks"),
    ],
)
def test_the_newest_vintage_that_asked_for_all_that_the_rule_needs_judges(tmp_path, target, blocks, means, used):
    two_vintages(tmp_path, blocks, means)
    a = look(tmp_path, target)
    assert a.extract.id == used


@pytest.mark.parametrize("target", ["kan", "over", "behover"])
@pytest.mark.parametrize("blocks", [EVERYTHING, [asked(["N90001"])], [asked(first=2023)], [asked(areas=[OWN])]])
@pytest.mark.parametrize("means", [[ALL_MEANS], NO_MEANS])
def test_the_values_of_one_verdict_never_come_from_two_vintages(tmp_path, target, blocks, means):
    two_vintages(tmp_path, blocks, means)
    a = look(tmp_path, target)
    alone = tmp_path / "alone"
    two_vintages(alone, EVERYTHING, [ALL_MEANS])
    whole = look(alone, target, vintage=a.extract.id).verdict.numbers
    for name in ("own_base", "own", "reference_base", "reference"):
        value = getattr(a.verdict.numbers, name)
        assert value is None or value == getattr(whole, name), name


def test_a_newer_vintage_that_asked_and_got_nothing_is_used_and_says_so(tmp_path):
    old = {kpi: but(everywhere(y2022=5, y2023=5), OWN, y2022=1, y2023=2) for kpi in SERIES}
    keep(tmp_path, OLD, rows(old), means=[ALL_MEANS])
    keep(tmp_path, NEW, rows({"N90004": everywhere(y2022=5)}), means=[ALL_MEANS])
    a = look(tmp_path, "behover")
    assert (a.extract.id, a.verdict.reason) == (NEW, Reason.NOT_YET)
    assert look(tmp_path, "behover", vintage=OLD).status is Status.NOT_MET


def test_where_no_vintage_asked_for_the_reference_the_newest_of_the_own_area_says_so(tmp_path):
    keep(tmp_path, OLD, rows({kpi: everywhere(y2022=1, y2023=2) for kpi in SERIES}))
    keep(tmp_path, NEW, rows({kpi: everywhere(y2022=1, y2023=2) for kpi in SERIES}))
    a = look(tmp_path, "kan")
    assert (a.extract.id, a.verdict.reason) == (NEW, Reason.NO_REFERENCE)


def test_where_no_vintage_asked_for_the_own_area_nothing_is_said_about_publication(tmp_path):
    keep(tmp_path, OLD, [], blocks=[asked(areas=[LAND])], means=[ALL_MEANS])
    a = look(tmp_path, "behover")
    assert (a.extract, a.verdict.reason) == (None, Reason.NOT_REQUESTED)


def test_another_target_may_rest_on_another_vintage(tmp_path):
    two_vintages(tmp_path, EVERYTHING, NO_MEANS)
    book = open_workbook(ONE_AREA, data=tmp_path)
    assert {a.target.id: a.extract and a.extract.id for a in book.assessments.values()} == {
        "kan": OLD,
        "over": OLD,
        "behover": NEW,
        "eget": None,
    }
    assert book.as_of == date(2025, 5, 1)


def test_the_order_of_rows_of_vintages_changes_no_verdict(workbook: Workbook):
    numbers = random.Random(3)

    def shuffled(mapping):
        items = [(key, shuffled(value) if isinstance(value, dict) else value) for key, value in mapping.items()]
        numbers.shuffle(items)
        return dict(items)

    extracts = tuple(
        replace(e, cells=shuffled(e.cells), means=shuffled(e.means), asked=shuffled(e.asked))
        for e in workbook.observations.extracts
    )
    again = assess(workbook.plan, replace(workbook.observations, extracts=extracts), workbook.municipality)
    assert {t: a.verdict for t, a in again.items()} == {t: a.verdict for t, a in workbook.assessments.items()}


# --- dates ---------------------------------------------------------------------------------------


@pytest.fixture
def awaiting(tmp_path) -> Path:
    """Return a vintage of 2024-05-01 that asked for later years, with a value planned for that day."""
    facts = [describe(kpi, "2024-05-01", "2023") for kpi in SERIES]
    keep(tmp_path, OLD, rows({kpi: everywhere(y2022=1) for kpi in SERIES}), means=[ALL_MEANS], indicators=facts)
    return tmp_path


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [(None, Reason.NOT_YET), (date(2024, 5, 1), Reason.NOT_YET), (date(2024, 5, 2), Reason.LATE)],
)
def test_a_value_is_late_from_the_day_after_the_planned_one(awaiting, as_of, reason):
    a = look(awaiting, "behover", as_of=as_of)
    assert (a.verdict.reason, a.verdict.expected) == (reason, date(2024, 5, 1))


def test_a_variant_of_a_target_is_judged_at_the_day_that_is_given(awaiting):
    book = open_workbook(ONE_AREA, data=awaiting)
    court = Court(book.plan, book.observations, book.municipality)
    verdicts = [court.judge(book.find("behover").target, date(2024, 5, day)).verdict for day in (1, 2)]
    assert [v.reason for v in verdicts] == [Reason.NOT_YET, Reason.LATE]


def test_what_has_passed_is_judged_at_the_newest_retrieval_among_the_vintages_in_use(awaiting):
    keep(awaiting, "2024-09-01", rows({"N90003": everywhere(y2023=1)}), blocks=[asked(["N90003"])], means=[ALL_MEANS])
    keep(awaiting, "2025-09-01", [], blocks=[asked(["N99999"])])
    book = open_workbook(ONE_AREA, data=awaiting)
    assert book.as_of == date(2024, 9, 1), "a vintage that no target uses does not count"
    assert book.find("behover").verdict.reason is Reason.LATE
    assert open_workbook(ONE_AREA, data=awaiting, vintage=OLD).find("behover").verdict.reason is Reason.NOT_YET


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(("2024-06-01", "2023"), date(2024, 6, 1), id="the last of the parts completes the sum"),
        pytest.param(("2024-06-01", "2024"), None, id="parts of different years complete nothing"),
        pytest.param((None, None), None, id="a part without a date"),
    ],
)
def test_a_sum_is_expected_when_its_last_part_is(tmp_path, second, expected):
    facts = [describe("N90001", "2024-05-20", "2023"), describe("N90002", *second)]
    keep(tmp_path, OLD, rows({kpi: everywhere(y2022=1) for kpi in SERIES}), means=[ALL_MEANS], indicators=facts)
    assert look(tmp_path, "kan").verdict.expected == expected


@pytest.mark.parametrize(
    ("published", "period", "as_of", "year"),
    [
        ("2025-05-01", "2024", None, 2024),
        ("2024-05-01", "2024", None, 2024),
        ("2025-05-01", "2024", date(2025, 5, 2), 2024),
        ("2025-05-01", "2023", None, None),
    ],
)
def test_the_next_value_after_a_verdict_is_of_a_later_year_whether_or_not_its_day_has_passed(
    tmp_path, published, period, as_of, year
):
    facts = [describe("N90004", published, period)]
    keep(tmp_path, OLD, rows({"N90004": everywhere(y2022=2, y2023=1)}), indicators=facts)
    a = look(tmp_path, "behover", as_of=as_of)
    assert a.status is Status.UNCHANGED
    assert (a.next_release.year if a.next_release else None) == year
    told = [text for text in reservations(a) if text.startswith("Nästa värde")]
    said = f"Nästa värde (2024) var planerat till {published} och finns inte i datauttaget {OLD}."
    assert told == ([said] if year else []), "the words are true before that day and after it"


@pytest.mark.parametrize(("decimals", "looks_equal"), [(0, True), (1, False)])
def test_what_looks_equal_is_decided_by_the_indicators_own_decimals(decimals, looks_equal):
    plan = example_plan({"kind": "increases", "since": 2022}, decimals=decimals)
    book = example_workbook(plan, extract("2024-05-01", {2022: "1.1", 2023: "1.2"}))
    assert book.find("1A").status is Status.MET
    assert (Flag.TIE_AS_DISPLAYED in book.find("1A").verdict.flags) == looks_equal


@pytest.mark.parametrize(("last", "told"), [(2023, False), (2024, True), (2025, True)])
def test_a_value_of_a_year_that_the_plan_does_not_use_is_not_the_next_one(last, told):
    facts = {KPI: SeriesFacts(KPI, "Påhittad", release=Release(2024, date(2025, 5, 1)))}
    plan = example_plan({"kind": "increases", "since": 2022}, usable={"last": last})
    book = example_workbook(plan, extract("2024-05-01", {2022: "1", 2023: "2"}), series=facts)
    assert book.find("1A").verdict.numbers.year == 2023
    assert (book.find("1A").next_release is not None) == told


# --- own series ----------------------------------------------------------------------------------


def test_an_own_series_judges_its_target_alone_and_a_fault_in_another_is_kept_beside_it():
    own = Extract(
        id="2024-02-01",
        retrieved=date(2024, 2, 1),
        source="Källa: påhittad",
        local=True,
        cells={("5C", MUNICIPALITY, "T"): {2022: Cell(Fraction(1)), 2023: Cell(Fraction(2))}},
        asked={("5C", MUNICIPALITY): frozenset(range(2020, 2027))},
    )
    found = assess(local_plan(), Observations(local={"5C": own}, local_faults={"5B": "Ett fel."}))
    assert (found["5C"].status, found["5C"].extract, found["5C"].local_fault) == (Status.MET, own, None)
    assert found["5C"].earlier_bases == ()
    assert found["5C"].evidence.as_of is None, "an own series has no day of retrieval"
    for target, fault in (("5B", "Ett fel."), ("2B", None)):
        assert (found[target].verdict.reason, found[target].local_fault) == (Reason.NO_INDICATOR, fault)


# --- starts and revised base values --------------------------------------------------------------


def test_another_start_is_judged_beside_the_verdict_and_changes_nothing(plain):
    a = look(plain, "behover")
    assert a.status is Status.MET
    assert {year: v.status for year, v in a.starts.items()} == {2021: Status.NOT_MET}
    assert a.verdict == a.target.rule.judge(a.evidence)


def keep_bases(data: Path, *bases: tuple[str, float, float | None]) -> None:
    """Keep vintages of N90004, each with its own value and reference value of 2022; ``None``: not asked for."""
    for day, own, land in bases:
        areas = {OWN: {2022: own, 2023: 1.0}}
        if land is not None:
            areas[LAND] = {2022: land, 2023: 1.0}
        keep(data, day, rows({"N90004": areas}), blocks=[asked(["N90004"], areas)])


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        pytest.param([(OLD, 200, 300), (NEW, 200, 300)], [], id="the same"),
        pytest.param([(OLD, 100, 300), (NEW, 200, 300)], [(OLD, 1, 3)], id="the own value is revised"),
        pytest.param([(OLD, 200, 400), (NEW, 200, 300)], [(OLD, 2, 4)], id="the reference is revised"),
        pytest.param([(OLD, 200, None), (NEW, 200, 300)], [], id="the older did not ask for the reference"),
        pytest.param(
            [("2023-05-01", 100, 300), (OLD, 200, None), (NEW, 200, 300)],
            [("2023-05-01", 1, 3)],
            id="an older one that differs is found behind one that does not",
        ),
        pytest.param(
            [(f"{NEW}.2", 100, 300), (f"{NEW}.10", 200, 300)], [(f"{NEW}.2", 1, 3)], id="the tenth of a day is newer"
        ),
        pytest.param(
            [("2023-05-01", 100, 300), (OLD, 150, 300), (NEW, 200, 300)],
            [(OLD, Fraction("1.5"), 3), ("2023-05-01", 1, 3)],
            id="newest first",
        ),
    ],
)
def test_older_base_values_are_kept_beside_where_they_differ(tmp_path, bases, expected):
    keep_bases(tmp_path, *bases)
    a = look(tmp_path, "behover")
    assert a.extract.id == bases[-1][0]
    assert [(e.vintage, e.own, e.reference) for e in a.earlier_bases] == expected


# --- the shipped figures -------------------------------------------------------------------------


def test_the_base_value_is_the_one_of_the_vintage_that_judges_even_if_revised(workbook):
    a = workbook.find("5A")
    assert (a.extract.id, a.verdict.numbers.own_base) == ("2026-09-28", Fraction("4.32137311"))
    assert [(e.vintage, e.own) for e in a.earlier_bases] == [("2024-08-30", Fraction("4.35794619"))]


def test_the_mean_of_1b_is_recomputed_from_the_shipped_municipal_values(workbook, shipped_data):
    table = pq.read_table(shipped_data / "kolada" / "2026-03-19" / "values.parquet").to_pylist()
    members = workbook.observations.areas["G2328"].members
    values = [Fraction(repr(r["value"])) for r in table if r["year"] == 2023 and r["municipality"] in members]
    n = workbook.find("1B").verdict.numbers
    assert (n.reference, n.reference_n) == (sum(values) / len(values), 212)
    assert n.own == next(Fraction(repr(r["value"])) for r in table if r["year"] == 2023 and r["municipality"] == "0581")


@pytest.mark.parametrize(
    ("target", "parts"), [("1C", ("N18953", "N18954")), ("4A", ("U21401",))], ids=["1C, a sum", "4A"]
)
def test_an_unweighted_mean_is_recomputed_from_the_national_file_in_a_second_way(workbook, national, target, parts):
    wanted = [("kpi", "in", parts), ("gender", "=", "T")]
    table = pq.read_table(national / "values-2024-08-30.parquet", filters=wanted).to_pylist()
    members = set(workbook.observations.areas["G2328"].members)
    by_year: dict[int, dict[str, list[Fraction]]] = {}
    for row in table:
        if row["municipality"] in members:
            own = by_year.setdefault(row["year"], {}).setdefault(row["municipality"], [])
            own.append(Fraction(repr(row["value"])))
    line = workbook.find(target).evidence.reference
    expected = {}
    for year, areas in by_year.items():
        sums = [sum(values) for values in areas.values() if len(values) == len(parts)]
        if sums:
            expected[year] = (sum(sums) / len(sums), len(sums))
    assert expected
    assert {year: (p.value, p.n) for year, p in line.points.items()} == expected


def test_no_shipped_figure_for_a_target_stands_under_a_reason_that_denies_it(workbook):
    for a in workbook.assessments.values():
        if isinstance(a.verdict, NotAssessed) and a.verdict.reason is Reason.NOT_REQUESTED:
            assert max(a.evidence.own.asked) == 2022
            assert a.extract.id == "2024-08-30"


def test_another_municipality_is_judged_by_the_same_plan(shipped_data):
    book = open_workbook(municipality="0580", data=shipped_data)
    assert (book.municipality.name, book.municipality.genitive) == ("Linköping", "Linköpings")
    a = book.find("4B")
    assert a.status is not Status.NOT_ASSESSED
    assert a.extract.id == "2026-09-28"
    assert (
        book.find("1B").verdict.numbers.reference
        == open_workbook(data=shipped_data).find("1B").verdict.numbers.reference
    )


def test_a_municipality_outside_the_shipped_vintages_is_not_asked_for_and_nothing_else(shipped_data):
    book = open_workbook(municipality="0114", data=shipped_data)
    reasons = {a.verdict.reason for a in book.assessments.values() if isinstance(a.verdict, NotAssessed)}
    assert reasons == {Reason.NOT_REQUESTED, Reason.NO_INDICATOR}
    assert book.find("1B").extract.id == "2026-03-19", "every municipality's value of 2023 came with the program"


@pytest.mark.parametrize("code", ["9999", "0000", "G2328", "Norrköping", ""])
def test_what_is_no_municipality_is_an_error_with_an_example(shipped_data, code):
    with pytest.raises(PlanError, match="ingen känd kommun"):
        open_workbook(municipality=code, data=shipped_data)


@pytest.mark.parametrize(("name", "expected"), [("Linköping", "Linköpings"), ("Borås", "Borås"), ("Växjö", "Växjös")])
def test_the_genitive_of_a_municipality(name, expected):
    assert genitive(name) == expected


# --- plans of other shapes -----------------------------------------------------------------------


def test_a_plan_of_one_area_is_judged_with_no_code_changed(plain):
    book = open_workbook(ONE_AREA, data=plain)
    assert {a.target.id: a.status.value for a in book.assessments.values()} == {
        "kan": "met",
        "over": "met",
        "behover": "met",
        "eget": "not_assessed",
    }
    assert [a.target.id for a in book.of_focus_area("allt")] == ["kan", "over", "behover", "eget"]


def test_a_plan_of_other_years_is_judged_with_no_code_changed(tmp_path):
    series = {
        "N90001": but(
            everywhere(y2025=50, y2026=50, y2027=50, y2028=50), OWN, y2025=49, y2026=52, y2027=51, y2028=None
        ),
        "N90002": {OWN: {2026: 4.25, 2027: 4.24, 2030: 4.25, 2031: 1.0}},
    }
    keep(tmp_path, "2031-05-01", rows(series), blocks=[asked(first=2025, last=2031)])
    book = open_workbook(OTHER_YEARS, data=tmp_path)
    told = {a.target.id: (a.status, a.verdict.numbers.year) for a in book.assessments.values()}
    assert told == {
        "A1": (Status.MET, 2027),
        "A2": (Status.MET, 2027),
        "B1": (Status.UNCHANGED, 2030),
    }
    early = open_workbook(OTHER_YEARS, data=tmp_path).find("B1")
    assert Flag.SO_FAR not in early.verdict.flags


def test_no_group_is_needed_by_a_plan_without_means(plain):
    book = open_workbook(OTHER_YEARS, data=plain)
    assert GROUP in book.observations.areas
    assert all(not extract.means for extract in book.observations.extracts)


def test_in_one_reading_equal_questions_have_the_same_answer_and_share_nothing_that_can_be_changed(tmp_path):
    def keep_as_of(day: str, value: float) -> None:
        keep(tmp_path, day, rows({"N90004": {"9001": {2022: 1000.0, 2023: value}, "0000": {2022: 1000.0}}}), means=[])

    keep_as_of("2025-03-01", 950.0)
    with one_reading():
        first = open_workbook(ONE_AREA, data=tmp_path)
        keep_as_of("2025-04-01", 940.0)
        again = open_workbook(ONE_AREA, data=tmp_path)
        assert again == first
        assert open_workbook(ONE_AREA, data=tmp_path, vintage="2025-03-01").as_of == date(2025, 3, 1)
        with pytest.raises(AttributeError):
            again.assessments.clear()
        assert open_workbook(ONE_AREA, data=tmp_path) == first
    assert first.as_of == date(2025, 3, 1)
    assert open_workbook(ONE_AREA, data=tmp_path).as_of == date(2025, 4, 1)
