"""The whole country beside a verdict: exact, equal to the scalar rules, and known answers for known processes."""

import json
from collections.abc import Iterator
from fractions import Fraction
from math import erf, sqrt
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.beside.chance import chance, near, spread
from goalkit.beside.grid import Frame, Grid, NationalGrids, load_national_grids, make_grid, scaled
from goalkit.beside.rank import Group, rank
from goalkit.beside.results import load_results
from goalkit.beside.standing import ALL, SAME_SIDE, Absent, Standing, standing
from goalkit.beside.windows import Windows, measure, windows_of
from goalkit.errors import DataError
from goalkit.exact import exact
from goalkit.model import Better
from goalkit.plan import BreakNote, Target, Usable, transform
from goalkit.planfile import load_plan
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from goalkit.words.rank import how_unusual
from goalkit.words.standing import how_common
from goalkit.workbook import Workbook, open_workbook
from tests import panel_results
from tests.panels import MISSING, UNDEFINED, grid, scalar, target

ROOT = Path(__file__).resolve().parent.parent
HIGHER, LOWER = Better.HIGHER, Better.LOWER
GAP, ABOVE = GapNarrows(reference="riket", since=2000), Above(reference="riket")
OUTPACES, INCREASES, DECREASES = (
    OutpacesReference(reference="riket", since=2000),
    Increases(since=2000),
    Decreases(since=2000),
)
DIRECTED = [(GAP, HIGHER), (GAP, LOWER), (ABOVE, HIGHER), (OUTPACES, HIGHER), (OUTPACES, LOWER)]
RULES = [*DIRECTED, (INCREASES, HIGHER), (DECREASES, LOWER)]


def phi(z: float) -> float:
    """Return the standard normal distribution function."""
    return (1 + erf(z / sqrt(2))) / 2


# --- whole numbers -----------------------------------------------------------------------------------


@given(st.lists(st.decimals(min_value=-(10**7), max_value=10**7, places=6), min_size=1, max_size=30))
def test_scaled_values_are_the_published_decimals(decimals):
    floats = np.array([float(d) for d in decimals])
    whole, places = scaled(floats)
    assert [Fraction(int(w), 10**places) for w in whole] == [exact(float(f)) for f in floats]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=6))
@settings(max_examples=200)
def test_any_float_is_scaled_to_what_its_shortest_text_says(floats):
    whole, places = scaled(np.array(floats))
    assert [Fraction(int(w), 10**places) for w in whole] == [exact(f) for f in floats]


def test_a_factor_and_a_complement_are_exact():
    plan = load_plan()
    for target_id in ("6A", "6B"):
        indicator = plan.target(target_id).indicator
        values = np.array([[13224.71058, 12.3, 0.1], [4.35794619, np.nan, 100.0]])
        made = make_grid(indicator, [values], Frame(("0001", "0002"), (2020, 2021, 2022)))
        for row, area in enumerate(made.areas):
            for column, year in enumerate(made.years):
                published = values[row, column]
                expected = None if np.isnan(published) else transform(indicator, exact(float(published)))
                assert made.value(area, year) == expected


def test_a_sum_has_a_value_only_where_every_part_has_one():
    indicator = load_plan().target("3A").indicator
    parts = [np.array([[41.25, np.nan]]), np.array([[40.5, 40.5]])]
    made = make_grid(indicator, parts, Frame(("0001",), (2020, 2021), "mean"))
    assert (made.value("0001", 2020), made.value("0001", 2021)) == (Fraction("81.75"), None)
    assert (made.reference(2020), made.reference(2021)) == (Fraction("81.75"), None)


# --- the same as the scalar rules --------------------------------------------------------------------


def outcome(made: Grid, goal: Target, windows: Windows) -> Iterator[tuple[str, tuple[int, int], int | str]]:
    """Yield every area and window with what the arrays say of it."""
    measured = measure(goal, made, windows)
    signs = measured.signs
    for row, area in enumerate(made.areas):
        for column, window in enumerate(windows.pairs):
            if measured.judged[row, column]:
                yield area, window, int(signs[row, column])
            else:
                yield area, window, UNDEFINED if measured.undefined[row, column] else MISSING


def assert_same_as_scalar(made: Grid, goal: Target, windows: Windows, chosen: set[tuple[str, tuple[int, int]]] | None):
    needs_reference = goal.rule.reference_id is not None
    differences, seen = [], 0
    years = sorted({year for pair in windows.pairs for year in pair})
    reference = {y: made.reference(y) for y in years if made.reference(y) is not None} if needs_reference else None
    for area, window, found in outcome(made, goal, windows):
        if chosen is not None and (area, window) not in chosen:
            continue
        own = {year: value for year in window if (value := made.value(area, year)) is not None}
        seen += 1
        expected = scalar(goal, own, reference, window)
        if found != expected:
            differences.append((area, window, found, expected))
    assert seen
    assert differences == []


@pytest.mark.parametrize(("rule", "better"), RULES)
@pytest.mark.parametrize("kind", ["row", "mean"])
@pytest.mark.parametrize("scale", [1, 0.1, 1e9])
def test_every_small_grid_says_what_the_rules_say(rule: Rule, better: Better, kind: str, scale: float):
    """Few different numbers, so that ties, zeros, crossings and gaps in the data all occur many times."""
    generator = np.random.default_rng(20221219)
    goal = target(rule, better)
    for _ in range(6):
        values = np.round(generator.integers(-3, 4, (9, 5)) * float(scale), 1)
        values[generator.random(values.shape) < 0.15] = np.nan
        reference = np.round(generator.integers(-3, 4, 5) * scale, 1) if kind == "row" else "mean"
        made = grid(values, reference)
        for span in (1, 2, 3):
            windows = windows_of(made, goal, span)
            if len(windows):
                assert_same_as_scalar(made, goal, windows, None)


@pytest.mark.parametrize(("rule", "better"), DIRECTED)
def test_numbers_that_do_not_fit_in_64_bits_are_still_exact(rule: Rule, better: Better):
    """The two own values differ by one part in 10^14: no float tells their gaps or changes apart."""
    values = np.array([[123456789.0123, 987654321.98765], [123456789.0124, 987654321.98766]])
    made = grid(values, np.array([55555555.55555, 444444444.44444]))
    goal = target(rule, better)
    windows = windows_of(made, goal, 1)
    assert made.largest * made.largest > 2**63
    assert_same_as_scalar(made, goal, windows, None)


def spans(goal: Target) -> range:
    return range(1, 7) if goal.rule.base_year is not None else range(1)


def test_a_sample_of_the_national_file_says_what_the_rules_say(panel: NationalGrids):
    generator = np.random.default_rng(1)
    for goal in load_plan().targets:
        for made in panel.grids[goal.id]:
            for span in spans(goal):
                windows = windows_of(made, goal, span)
                cells = [(area, pair) for area in made.areas for pair in windows.pairs]
                picked = generator.choice(len(cells), size=min(60, len(cells)), replace=False) if cells else ()
                if len(picked):
                    assert_same_as_scalar(made, goal, windows, {cells[i] for i in picked})


@pytest.mark.long
def test_the_whole_national_file_says_what_the_rules_say(panel: NationalGrids):
    for goal in load_plan().targets:
        for made in panel.grids[goal.id]:
            for span in spans(goal):
                windows = windows_of(made, goal, span)
                if len(windows):
                    assert_same_as_scalar(made, goal, windows, None)


def test_the_country_means_are_those_of_the_vintage(panel: NationalGrids, national_book: Workbook):
    """The mean that the panel adds up itself is the one that the formal verdict used."""
    for target_id in ("1B", "1C", "4A"):
        made, reference = panel.grids[target_id][0], national_book.assessments[target_id].evidence.reference
        assert reference is not None
        assert reference.points
        for year, point in reference.points.items():
            assert (made.reference(year), int(made.counts[made.years.index(year)])) == (point.value, point.n)


# --- windows -----------------------------------------------------------------------------------------


def test_a_window_never_crosses_a_break_that_the_plan_calls_not_comparable():
    made = grid(np.arange(12.0).reshape(2, 6), None)
    cut = BreakNote(year=2003, note="Exempel.", comparable=False)
    kept = BreakNote(year=2002, note="Exempel.", comparable=True)
    goal = target(INCREASES, breaks=(kept, cut))
    assert windows_of(made, goal, 2).pairs == ((2000, 2002), (2003, 2005))


def test_a_window_stays_within_the_years_that_may_be_used():
    made = grid(np.arange(12.0).reshape(2, 6), None)
    goal = target(INCREASES, usable=Usable(first=2001, last=2004))
    assert windows_of(made, goal, 1).pairs == ((2001, 2002), (2002, 2003), (2003, 2004))


def test_years_without_values_or_reference_give_no_window():
    values = np.array([[1.0, np.nan, 3.0, 4.0], [2.0, np.nan, 2.0, 5.0]])
    assert windows_of(grid(values, np.array([1.0, 1.0, 1.0, np.nan])), target(GAP), 1).pairs == ()
    assert windows_of(grid(values, np.array([1.0, 1.0, 1.0, np.nan])), target(GAP), 2).pairs == ((2000, 2002),)


def test_a_rule_without_a_base_year_has_one_window_a_year():
    found = chance(target(ABOVE), grid(np.array([[1.0, 3.0], [2.0, 1.0]]), "mean"), 0)
    assert (found.span, found.everyone.windows, found.everyone.met, found.everyone.n) == (0, 2, 2, 4)


# --- known answers -----------------------------------------------------------------------------------


def walks(n: int, years: int, sigma: float, start: float, seed: int) -> np.ndarray:
    """Return random walks without drift, with four decimals."""
    generator = np.random.default_rng(seed)
    steps = generator.normal(0, sigma, (n, years))
    steps[:, 0] = start
    return np.round(steps.cumsum(axis=1), 4)


@pytest.mark.parametrize(("rule", "better"), [(INCREASES, HIGHER), (DECREASES, LOWER)])
def test_a_level_that_only_walks_at_random_meets_the_condition_half_the_time(rule: Rule, better: Better):
    found = chance(target(rule, better), grid(walks(4000, 8, 1.0, 50.0, 11), None), 3)
    assert float(found.everyone.share) == pytest.approx(0.50, abs=0.02)


@pytest.mark.parametrize("gap", [0.3, 0.8, 1.5, 3.0])
def test_a_gap_under_a_random_walk_narrows_as_often_as_its_distance_says(gap: float):
    """P(|−g + σZ| < g) = Φ(2g/σ) − ½: near the reference it rarely narrows, far away every second time."""
    sigma = 1.0
    made = grid(walks(20000, 2, sigma, 50.0 - gap, 12), np.array([50.0, 50.0]))
    found = chance(target(GAP), made, 1)
    assert found.sides.behind.n == 20000
    assert float(found.sides.behind.share) == pytest.approx(phi(2 * gap / sigma) - 0.5, abs=0.02)


def test_a_gap_that_returns_to_its_mean_narrows_as_often_as_its_exact_value():
    """A stationary AR(1) gap: half in all, and from g it is Φ(g(1−φ)/τ) − Φ(−g(1+φ)/τ), τ = s√(1−φ²)."""
    phi1, s, n = 0.7, 2.0, 60000
    generator = np.random.default_rng(13)
    first = generator.normal(0, s, n)
    tau = s * sqrt(1 - phi1**2)
    gaps = np.round(np.column_stack([first, phi1 * first + tau * generator.normal(0, 1, n)]), 4)
    made = grid(50.0 + gaps, np.array([50.0, 50.0]))
    found = chance(target(GAP), made, 1)
    assert float(found.everyone.share) == pytest.approx(0.50, abs=0.02)
    start = Fraction(-3)
    rate = near(target(GAP), made, 1, start)
    inside = (gaps[:, 0] <= -2.25) & (gaps[:, 0] >= -3.75)
    exact_value = np.mean([phi(g * (1 - phi1) / tau) - phi(-g * (1 + phi1) / tau) for g in -gaps[inside, 0]])
    assert rate.n == inside.sum()
    assert float(rate.share) == pytest.approx(exact_value, abs=0.02)
    thirds = [float(third.share) for third in found.sides.behind_by_distance]
    assert thirds == sorted(thirds)


def test_beating_the_nation_in_jobs_was_no_coin_toss(panel: NationalGrids):
    """Jobs 2020–2022: 56 of 290 municipalities did better than riket, 19 %."""
    found = chance(load_plan().target("2A"), panel.grids["2A"][0], 2)
    assert (found.latest_years, found.everyone.met, found.everyone.n) == ((2020, 2022), 56, 290)
    assert round(float(found.everyone.share), 2) == 0.19


# --- sides, ties, spread -----------------------------------------------------------------------------


def test_sides_and_ties_are_counted_apart():
    #                    behind, met   behind, tie   ahead, met    level        behind, not met
    values = np.array([[8.0, 9.0], [8.0, 12.0], [13.0, 11.0], [10.0, 10.0], [9.0, 7.0]])
    found = chance(target(GAP), grid(values, np.array([10.0, 10.0])), 1)
    behind, ahead, level = found.sides.behind, found.sides.ahead, found.sides.level
    assert (behind.met, behind.unchanged, behind.not_met) == (1, 1, 1)
    assert (ahead.met, ahead.unchanged, ahead.not_met) == (1, 0, 0)
    assert (level.met, level.unchanged, level.not_met) == (0, 1, 0)
    assert (found.everyone.met, found.everyone.n) == (2, 5)
    lower = chance(target(GAP, LOWER), grid(values, np.array([10.0, 10.0])), 1)
    assert (lower.sides.behind, lower.sides.ahead) == (ahead, behind)


def test_about_as_far_away_is_from_three_to_five_fourths_ends_included():
    values = np.array([[100 - gap, 100.0] for gap in (2.9, 3.0, 4.0, 5.0, 5.1, -4.0)])
    assert near(target(GAP), grid(values, np.array([100.0, 100.0])), 1, Fraction(-4)).n == 3


def test_a_change_from_zero_is_left_out_and_counted():
    values = np.array([[0.0, 1.0], [1.0, 2.0], [np.nan, 2.0]])
    found = chance(target(OUTPACES), grid(values, np.array([1.0, 1.5])), 1)
    assert (found.everyone.n, found.undefined, found.missing) == (1, 1, 1)


def test_the_spread_is_the_cluster_robust_formula():
    n, met = np.array([3, 3, 2, 0]), np.array([3, 0, 1, 0])
    share = 4 / 8
    error = sqrt(3 / 2 * ((3 - share * 3) ** 2 + (0 - share * 3) ** 2 + (1 - share * 2) ** 2)) / 8
    assert spread(n, met) == (
        round(max(0, share - 1.959963984540054 * error), 6),
        round(min(1, share + 1.96 * error), 6),
    )


def test_the_spread_covers_a_known_rate_when_windows_of_a_municipality_hang_together():
    """Each municipality has a rate of its own, so its ten comparisons are far from independent."""
    generator = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        own = generator.beta(2, 3, 100)
        low, high = spread(np.full(100, 10), generator.binomial(10, own))
        inside += low <= 0.4 <= high
    assert 0.92 <= inside / 400 <= 0.98


@pytest.mark.parametrize(("n", "met"), [([5], [2]), ([5, 5], [0, 0]), ([5, 5], [5, 5])])
def test_there_is_no_spread_for_one_municipality_or_one_outcome(n: list[int], met: list[int]):
    assert spread(np.array(n), np.array(met)) == (None, None)


# --- the place ---------------------------------------------------------------------------------------


def test_a_place_counts_better_and_equal_exactly():
    values = np.array([[1.0, 1.3], [1.0, 1.3], [1.1, 1.4], [1.0, 1.5], [1.0, np.nan], [1.0, 1.1]])
    made = grid(values, None)
    everyone = Group("alla", frozenset(made.areas))
    found = rank(target(INCREASES), made, (2000, 2001), "00000", everyone)
    assert (found.better, found.equal, found.n, found.middle) == (1, 2, 5, 3)
    assert found.share_better == Fraction(1, 4)
    assert rank(target(INCREASES), made, (2000, 2001), "00004", everyone) is None
    assert rank(target(INCREASES), made, (1999, 2001), "00000", everyone) is None
    assert rank(target(INCREASES), made, (2000, 2001), "00000", Group("tom", frozenset())) is None


def test_relative_changes_are_ranked_by_cross_multiplication():
    values = np.array([[3.0, 4.0], [6.0, 8.0], [3.0, 3.9], [6.0, 8.1]])
    made = grid(values, np.array([1.0, 1.0]))
    for better, expected in ((HIGHER, (1, 1)), (LOWER, (1, 1))):
        found = rank(target(OUTPACES, better), made, (2000, 2001), "00000", Group("alla", frozenset(made.areas)))
        assert (found.better, found.equal) == expected


# --- from vintages to sentences ----------------------------------------------------------------------


FORBIDDEN = ("effekt", "orsak", "slump")


def standings(book: Workbook, found: NationalGrids, *, prepared: bool) -> dict[str, Standing]:
    results = load_results(ROOT / "data") if prepared else None
    return {target_id: standing(a, found, results) for target_id, a in book.assessments.items()}


def test_no_sentence_about_a_place_speaks_of_causes(national_book: Workbook, panel: NationalGrids, workbook: Workbook):
    both = [
        *standings(national_book, panel, prepared=False).values(),
        *standings(workbook, load_national_grids(ROOT / "data", workbook.plan), prepared=True).values(),
    ]
    texts = [text for s in both for text in (*how_common(s), *how_unusual(s))]
    assert len(texts) > 100
    assert [text for text in texts for word in FORBIDDEN if word in text.casefold()] == []


def test_the_figures_that_come_with_the_program_are_told_with_prepared_results(workbook: Workbook):
    found = standings(workbook, load_national_grids(ROOT / "data", workbook.plan), prepared=True)
    assert [i for i, s in found.items() if s.chance is None] == ["2B", "5B", "5C", "5D", "5E", "6C", "6D"]
    first, *_, last = how_common(found["3A"])
    assert first == (
        "Villkoret uppfylldes i 66\u00a0% av jämförelserna "
        "bland kommuner som liksom Norrköping startade sämre än riket "
        "(218 kommuner, 14 perioder inom 2008–2022; perioderna är inte oberoende). "
        "Det visar hur vanligt utfallet är, inte vad det beror på."
    )
    assert last.startswith(
        "Egen bearbetning av data från Kolada. Beräknat i förväg ur alla kommuners värden, datauttag 2024-08-30"
    )
    assert "`" not in last  # a reader of the page can run no command


def test_without_prepared_results_it_is_said_what_is_missing(workbook: Workbook):
    found = standings(workbook, load_national_grids(ROOT / "data", workbook.plan), prepared=False)
    assert found["3A"].absent is Absent.NOT_NATIONAL
    assert how_common(found["3A"]) == [
        "Hur vanligt utfallet är kan inte räknas: värdena för N01982 och N01983 är inte hämtade för alla kommuner."
    ]
    assert how_common(found["2B"]) == ["Lokal serie, kan inte jämföras."]


def test_one_year_for_the_whole_country_is_a_panel_of_one_year(workbook: Workbook):
    """U40455 was asked for everywhere for 2023 only; the twelve municipalities' other years do not count."""
    found = load_national_grids(ROOT / "data", workbook.plan)
    assert [made.vintage for made in found.grids["1B"]] == ["2026-03-19"]
    assert found.grids["1B"][0].years == (2023,)
    told = how_common(standing(workbook.assessments["1B"], found))
    assert "Bara ett år finns: andelen säger lite om andra år." in told


def test_the_place_is_told_for_all_same_side_and_groups(national_book: Workbook, panel: NationalGrids):
    s = standing(national_book.assessments["2C"], panel)
    assert [r.group for r in s.ranks] == [ALL, SAME_SIDE, "G96092", "G37480", "G92790"]
    assert [r.n for r in s.ranks] == [290, 201, 9, 8, 23]
    assert how_unusual(s)[0].startswith(
        "Skillnaden mellan Norrköping och riket ökade 2021–2022. Ordnat efter hur skillnaden till riket ändrades, "
        "störst minskning först, har Norrköping"
    )


def test_a_span_that_the_data_do_not_hold_is_replaced_by_a_shorter_one_and_said(
    national_book: Workbook, panel: NationalGrids
):
    s = standing(national_book.assessments["2A"], panel)
    assert (s.span, s.to_plan_end, s.chance.span) == (4, True, 2)
    assert "De hämtade värdena räcker inte till en period på 4 år; perioder på 2 år räknas i stället." in how_common(s)


def test_prepared_results_are_for_their_own_municipality_only():
    results = load_results(ROOT / "data")
    linkoping = open_workbook(data=ROOT / "data", municipality="0580")
    s = standing(linkoping.assessments["3A"], NationalGrids({}, {}), results)
    assert s.chance is None


def test_prepared_results_are_not_used_for_a_target_that_the_plan_judges_otherwise_now():
    plan = load_plan()
    changed = msgspec.structs.replace(plan.target("3A").indicator, kolada=("N01983",))
    targets = tuple(msgspec.structs.replace(t, indicator=changed) if t.id == "3A" else t for t in plan.targets)
    book = open_workbook(msgspec.structs.replace(plan, targets=targets), data=ROOT / "data")
    results = load_results(ROOT / "data")
    assert standing(book.assessments["3A"], NationalGrids({}, {}), results).absent is Absent.NOT_NATIONAL
    assert standing(book.assessments["2C"], NationalGrids({}, {}), results).prepared


def test_prepared_results_are_not_used_before_their_vintage():
    assert load_results(ROOT / "data", "2024-08-29") is None
    assert load_results(ROOT / "data", "2024-08-30") is not None


def test_the_committed_results_are_what_the_national_file_gives(country: Path):
    committed, again = load_results(ROOT / "data"), panel_results.compute(country)
    assert committed.bases == again.bases
    assert committed.chances == again.chances
    assert committed.ranks == again.ranks
    kept = ("plan", "municipality", "vintage", "retrieved", "municipalities", "how", "source")
    assert [getattr(committed.made, name) for name in kept] == [getattr(again.made, name) for name in kept]


def test_damaged_results_are_named(tmp_path: Path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "panel-2024-08-30.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"panel-2024-08-30\.json är skadad"):
        load_results(tmp_path)


def test_a_changed_national_file_is_refused(country: Path, tmp_path: Path):
    folder = tmp_path / "kolada" / "2024-08-30"
    folder.mkdir(parents=True)
    for file in (country / "kolada" / "2024-08-30").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    content = bytearray((folder / "values.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "values.parquet").write_bytes(content)
    with pytest.raises(DataError, match="SHA-256 stämmer inte"):
        load_national_grids(tmp_path, load_plan())


def test_a_vintage_that_left_out_one_municipality_is_not_the_whole_country(country: Path, tmp_path: Path):
    folder = tmp_path / "kolada" / "2024-08-30"
    folder.mkdir(parents=True)
    for file in (country / "kolada" / "2024-08-30").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["asked"][0]["areas"].remove("2584")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert not any(load_national_grids(tmp_path, load_plan()).grids.values())
