"""How sure a verdict is: the printed formula and its coverage, rounding, and the words per kind of source."""

from collections.abc import Mapping
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from scipy import stats

from goalkit.beside.certainty import Rounding, certainty_of, rounding_of, wilson
from goalkit.judge import Assessment
from goalkit.model import Better, Evidence, Line, Point, SourceKind
from goalkit.plan import Reference
from goalkit.planfile import load_plan
from goalkit.rules import Above, Decreases, GapNarrows, Increases, Rule
from goalkit.words.certainty import KIND, how_sure
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


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_what_is_no_share_is_refused(count: float, n: float):
    with pytest.raises(ValueError, match="no share"):
        wilson(count, n)


def test_wilsons_mean_coverage_is_95_percent():
    """20 000 simulations over p 0,05–0,95 and n from 50."""
    generator = np.random.default_rng(1927)
    p, n = generator.uniform(0.05, 0.95, 20_000), generator.integers(50, 1000, 20_000)
    intervals = [wilson(k, m) for k, m in zip(generator.binomial(n, p).tolist(), n.tolist(), strict=True)]
    assert 0.94 <= np.mean([low <= q <= high for (low, high), q in zip(intervals, p, strict=True)]) <= 0.96


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


def test_every_kind_of_source_has_its_own_words():
    assert set(KIND) == set(SourceKind)
    assert len(set(KIND.values())) == len(KIND)


def test_whole_percentages_are_told_as_intervals(workbook: Workbook):
    sentences = how_sure(certainty_of(workbook, workbook.assessments["4B"]))
    assert sentences[0] == KIND[SourceKind.SURVEY]
    assert "Värden som är publicerade som hela procenttal kan ligga en halv procentenhet upp eller ned." in sentences
    assert "Avrundningen kan inte ändra utfallet." in sentences


def test_the_plan_says_what_kind_of_source_each_indicator_has():
    kinds = {t.id: t.indicator.kind for t in load_plan().targets}
    assert [i for i, kind in kinds.items() if kind is None] == ["5B", "5C", "5D", "5E"]
    assert [i for i, kind in kinds.items() if kind is SourceKind.SURVEY] == ["4B", "4C", "6B", "6C", "6D"]
    assert (kinds["5A"], kinds["6A"]) == (SourceKind.EMISSION_MODEL, SourceKind.REPORTED_CRIME)
