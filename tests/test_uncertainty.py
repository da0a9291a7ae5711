"""How sure a verdict is: the printed formulas, their coverage, the simulations, and the words per kind of source."""

from collections.abc import Mapping
from fractions import Fraction
from math import sqrt

import msgspec
import numpy as np
import pytest
from scipy import stats

from goalkit.assessment import Assessment
from goalkit.beside.intervals import Z95, byar, wilson
from goalkit.beside.uncertainty import Counts, Ratio, Rounding, rounding_of, uncertainty
from goalkit.beside.uncertainty_words import KIND, TOO_NARROW, TOO_SURE, UNKNOWN, how_sure
from goalkit.model import Better, Evidence, Line, Point, SourceKind, Unit
from goalkit.plan import Reference
from goalkit.planfile import load_plan
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from goalkit.workbook import Workbook
from tests.panels import target

HIGHER, LOWER = Better.HIGHER, Better.LOWER
RIKET = Reference(area="0000", label="Riket", phrase="riket")
MEAN = Reference(area="G2328", label="Kommungenomsnittet", phrase="kommungenomsnittet", unweighted_mean=True)


def judged(
    rule: Rule,
    own: Mapping[int, str],
    reference: Mapping[int, str] | None = None,
    better: Better = HIGHER,
    compared: Reference = RIKET,
    **indicator: object,
) -> Assessment:
    """Return a made-up assessment of "Exempelkommun" within the plan's years."""
    plan = load_plan()
    municipality = msgspec.structs.replace(
        plan.municipality, id="9999", name="Exempelkommun", genitive="Exempelkommuns"
    )
    goal = target(rule, better)
    goal = msgspec.structs.replace(goal, indicator=msgspec.structs.replace(goal.indicator, **indicator))
    lines = [
        Line({year: Point(Fraction(text)) for year, text in values.items()}, asked=frozenset(range(2020, 2027)))
        for values in (own, reference or {})
    ]
    evidence = Evidence(own=lines[0], better=better, first_year=2023, last_year=2026, reference=lines[1])
    shown = None if rule.reference_id is None else compared
    return Assessment(plan, goal, municipality, evidence, rule.judge(evidence), reference=shown)


# --- intervals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 7, 50, 1000, 144942])
@pytest.mark.parametrize("share", [0, 0.001, 0.03, 0.1, 0.33, 0.5, 0.82, 0.97, 0.999, 1])
def test_wilson_is_the_one_of_scipy(n: int, share: float):
    count = round(n * share)
    expected = stats.binomtest(count, n).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(count, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize("count", [0, 1, 3, 10, 18599])
def test_byar_is_its_printed_formula(count: int):
    n = 144942
    low = 0 if count == 0 else count * (1 - 1 / (9 * count) - Z95 / (3 * sqrt(count))) ** 3 / n
    high = (count + 1) * (1 - 1 / (9 * (count + 1)) + Z95 / (3 * sqrt(count + 1))) ** 3 / n
    assert byar(count, n) == pytest.approx((low, high), rel=1e-12)


def test_byar_lies_close_to_the_exact_limits():
    for count in (5, 30, 500):
        exact_limits = stats.chi2.ppf(0.025, 2 * count) / 2, stats.chi2.ppf(0.975, 2 * count + 2) / 2
        assert byar(count) == pytest.approx(exact_limits, rel=0.01)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_what_is_no_share_and_no_rate_is_refused(count: float, n: float):
    with pytest.raises(ValueError, match="no share"):
        wilson(count, n)
    if count < 0 or n == 0:
        with pytest.raises(ValueError, match="no rate"):
            byar(count, n)


def test_wilsons_mean_coverage_is_95_percent():
    """20 000 simulations over p 0,05–0,95 and n from 50."""
    generator = np.random.default_rng(1927)
    p, n = generator.uniform(0.05, 0.95, 20_000), generator.integers(50, 1000, 20_000)
    intervals = [wilson(k, m) for k, m in zip(generator.binomial(n, p).tolist(), n.tolist(), strict=True)]
    assert 0.94 <= np.mean([low <= q <= high for (low, high), q in zip(intervals, p, strict=True)]) <= 0.96


@pytest.mark.parametrize(("least", "greatest", "upper"), [(0.5, 30, 1.0), (30, 300, 0.96)])
def test_byars_mean_coverage_is_at_least_94_percent(least: float, greatest: float, upper: float):
    """20 000 simulations; from mean 30 it is at most 96 % too."""
    generator = np.random.default_rng(1987)
    means = generator.uniform(least, greatest, 20_000)
    intervals = [byar(k) for k in generator.poisson(means).tolist()]
    assert 0.94 <= np.mean([low <= m <= high for (low, high), m in zip(intervals, means, strict=True)]) <= upper


# --- simulations -------------------------------------------------------------------------------------


def test_an_interval_stands_in_the_indicators_unit():
    a = judged(Increases(since=2022), {2022: "82", 2023: "83"}, kind=SourceKind.SURVEY)
    u = uncertainty(a, Counts({2022: Ratio(410, 500), 2023: Ratio(415, 500)}))
    assert u.intervals[2022] == pytest.approx(tuple(100 * end for end in wilson(410, 500)))
    crime = judged(Decreases(since=2022), {2022: "132", 2023: "130"}, better=LOWER, unit=Unit.PER_1000_INHABITANTS)
    found = uncertainty(crime, Counts({2022: Ratio(19191, 145120)}))
    assert found.intervals[2022] == pytest.approx(tuple(1000 * end for end in byar(19191, 145120)))


def test_the_share_of_simulations_is_the_one_that_normal_approximation_gives():
    a = judged(Increases(since=2022), {2022: "50", 2023: "52"}, kind=SourceKind.SURVEY)
    u = uncertainty(a, Counts({2022: Ratio(500, 1000), 2023: Ratio(520, 1000)}))
    expected = stats.norm.cdf(0.02 / sqrt(0.25 / 1000 + 0.52 * 0.48 / 1000))
    assert float(u.met) == pytest.approx(expected, abs=0.01)
    assert u.unsure
    assert uncertainty(a, Counts({2022: Ratio(500, 1000), 2023: Ratio(520, 1000)})).met == u.met


SURE = [
    (GapNarrows(reference="riket", since=2022), {2022: "60", 2023: "79"}, {2022: "80", 2023: "80"}, HIGHER),
    (Above(reference="riket"), {2023: "70"}, {2023: "50"}, HIGHER),
    (OutpacesReference(reference="riket", since=2022), {2022: "60", 2023: "40"}, {2022: "60", 2023: "55"}, LOWER),
    (Increases(since=2022), {2022: "50", 2023: "60"}, None, HIGHER),
    (Decreases(since=2022), {2022: "60", 2023: "50"}, None, LOWER),
]


@pytest.mark.parametrize(("rule", "own", "reference", "better"), SURE)
def test_a_difference_far_beyond_its_uncertainty_is_met_in_every_simulation(
    rule: Rule, own: dict, reference: dict, better: Better
):
    counts = {year: Ratio(100 * int(text), 10_000) for year, text in own.items()}
    u = uncertainty(judged(rule, own, reference, better, kind=SourceKind.REGISTER), Counts(counts))
    assert u.met == 1
    assert not u.unsure
    mirrored = {year: str(100 - int(text)) for year, text in own.items()}
    turned = {year: str(100 - int(text)) for year, text in (reference or {}).items()}
    counts = {year: Ratio(100 * int(text), 10_000) for year, text in mirrored.items()}
    opposite = uncertainty(judged(rule, mirrored, turned, better, kind=SourceKind.REGISTER), Counts(counts))
    assert opposite.met == (1 if isinstance(rule, GapNarrows) else 0)


def test_a_reference_with_known_counts_is_drawn_too():
    a = judged(Above(reference="riket"), {2023: "52"}, {2023: "50"})
    fixed = uncertainty(a, Counts({2023: Ratio(520, 1000)}))
    drawn = uncertainty(a, Counts({2023: Ratio(520, 1000)}, {2023: Ratio(500, 1000)}))
    assert (fixed.reference_fixed, drawn.reference_fixed) == (True, False)
    assert fixed.met > drawn.met > Fraction(1, 2)


def test_nothing_is_simulated_without_counts_for_both_years_or_without_a_verdict():
    a = judged(Increases(since=2022), {2022: "50", 2023: "52"})
    assert uncertainty(a).met is None
    assert uncertainty(a, Counts({2023: Ratio(52, 100)})).met is None
    waiting = judged(Increases(since=2022), {2022: "50"})
    assert uncertainty(waiting, Counts({2022: Ratio(50, 100)})).met is None


# --- rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "own", "reference", "expected", "decides"),
    [
        (Increases(since=2022), {2022: "82", 2023: "83"}, None, (0, 2), False),
        (Increases(since=2022), {2022: "82", 2023: "82"}, None, (-1, 1), True),
        (Increases(since=2022), {2022: "82", 2023: "82.4"}, None, ("-0.1", "0.9"), True),
        (Decreases(since=2022), {2022: "82", 2023: "80"}, None, (1, 3), False),
        (Above(reference="riket"), {2023: "50"}, {2023: "49"}, (0, 2), False),
        (GapNarrows(reference="riket", since=2022), {2022: "80", 2023: "82"}, {2022: "85", 2023: "85"}, (0, 4), False),
        (GapNarrows(reference="riket", since=2022), {2022: "80", 2023: "81"}, {2022: "85", 2023: "85"}, (-1, 3), True),
        (GapNarrows(reference="riket", since=2022), {2022: "80", 2023: "85"}, {2022: "82", 2023: "85"}, (0, 3), False),
    ],
)
def test_rounding_leaves_open_what_the_intervals_of_the_values_allow(
    rule: Rule, own: dict, reference: dict | None, expected: tuple, decides: bool
):
    better = LOWER if isinstance(rule, Decreases) else HIGHER
    found = rounding_of(judged(rule, own, reference, better, whole_numbers=True))
    assert found == Rounding(*map(Fraction, expected))
    assert found.decides is decides


def test_a_mean_of_whole_numbers_is_not_rounded():
    a = judged(Above(reference="m"), {2023: "50"}, {2023: "49"}, compared=MEAN, whole_numbers=True)
    assert rounding_of(a) == Rounding(Fraction(1, 2), Fraction(3, 2))


def test_decimals_that_were_published_are_not_rounded():
    a = judged(Increases(since=2022), {2022: "82.1", 2023: "82.2"})
    assert rounding_of(a) is None
    whole = judged(Increases(since=2022), {2022: "82.1", 2023: "82.2"}, whole_numbers=True)
    assert rounding_of(whole) == Rounding(Fraction(1, 10), Fraction(1, 10))


# --- words -------------------------------------------------------------------------------------------


COUNTS = Counts({2022: Ratio(500, 1000), 2023: Ratio(520, 1000)})


def told(kind: SourceKind | None, counts: Counts | None = COUNTS, **more: object) -> list[str]:
    a = judged(Increases(since=2022), {2022: "50", 2023: "52"}, kind=kind, **more)
    return how_sure(uncertainty(a, counts))


def test_every_kind_of_source_has_its_own_words():
    assert set(KIND) == set(SourceKind)
    survey, register = " ".join(told(SourceKind.SURVEY)), " ".join(told(SourceKind.REGISTER))
    assert "förändringen är inte statistiskt säkerställd" in survey
    assert "Förändringen ryms inom den variation som modellen räknar med." in register
    assert "statistiskt säkerställd" not in register
    assert TOO_NARROW in told(SourceKind.REPORTED_CRIME)
    assert told(SourceKind.EMISSION_MODEL) == [KIND[SourceKind.EMISSION_MODEL]]
    assert told(None)[0] == UNKNOWN


def test_the_share_is_told_as_a_share_of_simulations():
    a = judged(Increases(since=2022), {2022: "50", 2023: "52"}, kind=SourceKind.SURVEY)
    u = uncertainty(a, COUNTS)
    assert (
        f"Andelen simuleringar där villkoret är uppfyllt: {round(float(u.met) * 100)}\u00a0% (av 20\u00a0000)."
        in how_sure(u)
    )


def test_without_a_known_denominator_it_says_so(workbook: Workbook):
    for target_id, a in workbook.assessments.items():
        sentences = how_sure(uncertainty(a))
        if a.indicator.kind is not SourceKind.EMISSION_MODEL:
            known = "Nämnaren (N01951, hur många talet gäller) är inte hämtad"
            lacking = known if target_id == "6A" else "Nämnaren (hur många talet gäller) är inte känd för"
            assert any(s.startswith(lacking) for s in sentences), target_id
        assert "simuleringar" not in " ".join(sentences)


def test_the_municipality_is_said_to_be_part_of_the_reference_that_is_held():
    a = judged(Above(reference="riket"), {2023: "52"}, {2023: "50"}, kind=SourceKind.REGISTER)
    sentences = how_sure(uncertainty(a, Counts({2023: Ratio(520, 1000)})))
    assert "Jämförelsevärdet (riket) hålls fast i simuleringen; Exempelkommun är en del av det." in sentences
    assert "Skillnaden ryms inom den variation som modellen räknar med." in sentences


def test_the_municipality_is_said_to_be_part_of_the_reference_that_is_drawn_too():
    a = judged(Above(reference="riket"), {2023: "52"}, {2023: "50"}, kind=SourceKind.REGISTER)
    sentences = how_sure(uncertainty(a, Counts({2023: Ratio(520, 1000)}, {2023: Ratio(500, 1000)})))
    assert "Jämförelsevärdet (riket) simuleras för sig; Exempelkommun är en del av det." in sentences


def test_simulated_crimes_are_said_to_vary_too_little():
    assert TOO_SURE in told(SourceKind.REPORTED_CRIME)
    assert TOO_SURE not in told(SourceKind.REGISTER)


def test_people_are_said_to_stay_where_people_are_counted():
    """A crime is counted once: what would make the spread smaller is no caution beside one that it is too small."""
    stays = "där samma personer räknas båda åren är spridningen i förändringen mindre"
    assert [stays in " ".join(told(kind)) for kind in (SourceKind.REGISTER, SourceKind.REPORTED_CRIME)] == [True, False]


def test_whole_percentages_are_told_as_intervals(workbook: Workbook):
    sentences = how_sure(uncertainty(workbook.assessments["4B"]))
    assert "Värden som är publicerade som hela procenttal kan ligga en halv procentenhet upp eller ned." in sentences
    assert "Avrundningen kan inte ändra utfallet." in sentences


def test_the_plan_says_what_kind_of_source_each_indicator_has():
    kinds = {t.id: t.indicator.kind for t in load_plan().targets}
    assert [i for i, kind in kinds.items() if kind is None] == ["5B", "5C", "5D", "5E"]
    assert [i for i, kind in kinds.items() if kind is SourceKind.SURVEY] == ["4B", "4C", "6B", "6C", "6D"]
    assert (kinds["5A"], kinds["6A"]) == (SourceKind.EMISSION_MODEL, SourceKind.REPORTED_CRIME)
