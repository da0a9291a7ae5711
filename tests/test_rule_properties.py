"""What holds for every rule and any data. Values are made up: decimals with at most four places."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from goalkit.exact import exact
from goalkit.model import Better, Break, Evidence, Flag, Judged, Line, Missing, NotAssessed, Point, Reason, Status
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from tests.evidence import HIGHER, LOWER

YEARS = range(2019, 2029)
BASES = st.integers(2019, 2025)
SCALE = 10**4

rules = st.one_of(
    st.builds(GapNarrows, reference=st.just("riket"), since=BASES),
    st.builds(Above, reference=st.just("riket")),
    st.builds(OutpacesReference, reference=st.just("riket"), since=BASES),
    st.builds(Increases, since=BASES),
    st.builds(Decreases, since=BASES),
)
# Few different numbers, so that ties and zeros are met often; and some that could be anything.
numbers = st.one_of(
    st.integers(-3, 3).map(lambda n: Fraction(n, 2)),
    st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, SCALE)),
)
years = st.sampled_from(YEARS)
points = st.builds(Point, numbers, st.one_of(st.none(), st.integers(1, 290)), st.booleans())


@st.composite
def lines(draw: st.DrawFn, lacking: int = 6) -> Line:
    """Return any line: values, years that lack one for any reason, years that were not asked for."""
    gaps = draw(st.sets(years, max_size=lacking))
    held = {year: draw(points) for year in YEARS if year not in gaps}
    missing = {year: draw(st.sampled_from(Missing)) for year in gaps if draw(st.booleans())}
    asked = draw(st.sampled_from([frozenset(YEARS), frozenset(held) | frozenset(missing)]))
    return Line(held, missing, {}, asked, draw(st.sampled_from([None, 290])))


evidences = st.builds(
    Evidence,
    own=lines(),
    better=st.sampled_from(Better),
    first_year=st.just(2023),
    last_year=st.just(2026),
    reference=st.one_of(st.none(), lines()),
    decimals=st.integers(0, 2),
    breaks=st.lists(st.builds(Break, years, st.just("ny definition"), st.booleans()), max_size=1).map(tuple),
    last_usable=st.sampled_from([None, None, 2021, 2024]),
    ended=st.sampled_from([None, None, 2021, 2024]),
    has_indicator=st.sampled_from([True] * 9 + [False]),
)


# Most can be judged: both sides are there and lack few years.
fuller_evidences = st.builds(replace, evidences, own=lines(3), reference=lines(3), has_indicator=st.just(True))


@st.composite
def full_evidences(draw: st.DrawFn) -> Evidence:
    """Return evidence with a value for every year on both sides, which every rule can judge."""
    own, reference = (Line({y: Point(draw(numbers)) for y in YEARS}, asked=frozenset(YEARS)) for _ in range(2))
    better = draw(st.sampled_from(Better))
    return Evidence(own=own, better=better, first_year=2023, last_year=2026, reference=reference)


def changed(
    line: Line | None, change: Mapping[int, Fraction] | None = None, factor: Fraction = Fraction(1)
) -> Line | None:
    """Return a line with every value times ``factor``, and then with some values replaced."""
    if line is None:
        return None
    new = {y: replace(p, value=(change or {}).get(y, p.value * factor)) for y, p in line.points.items()}
    return replace(line, points=new)


def multiplied(e: Evidence, factor: Fraction) -> Evidence:
    return replace(e, own=changed(e.own, factor=factor), reference=changed(e.reference, factor=factor))


def turned(rule: Rule, e: Evidence, year: int) -> Evidence:
    """Return evidence that is met where the other is not: the base year and ``year`` swapped, else the two sides."""
    base = rule.base_year
    if base is None:
        return replace(e, own=e.reference, reference=e.own)

    def swapped(line: Line) -> Line:
        return changed(line, {base: line.points[year].value, year: line.points[base].value})

    return replace(e, own=swapped(e.own), reference=swapped(e.reference))


def said(verdict: Judged | NotAssessed) -> tuple[object, ...]:
    """Return what a verdict says apart from its numbers."""
    if isinstance(verdict, NotAssessed):
        return verdict.reason, verdict.where, verdict.numbers.year
    return verdict.status, verdict.numbers.year, verdict.flags - {Flag.TIE_AS_DISPLAYED}


@given(rules, evidences)
def test_no_data_make_a_rule_raise_and_a_judged_year_is_one_that_may_be_judged(rule: Rule, e: Evidence):
    verdict = rule.judge(e)
    if isinstance(verdict, NotAssessed):
        assert verdict.reason in Reason
        assert (verdict.where is None) == (verdict.reason is Reason.NO_INDICATOR)
        return
    year, base = verdict.numbers.year, rule.base_year
    assert year in e.own.points
    assert year <= e.last_year
    assert year > base if base is not None else year >= e.first_year
    assert rule.reference_id is None or year in e.reference.points
    assert e.last_usable is None or year <= e.last_usable
    assert not any(base is not None and base < b.year <= year and not b.comparable for b in e.breaks)
    assert verdict.before_plan == (year < e.first_year)


@given(rules, fuller_evidences)
def test_a_judged_year_is_the_latest_that_could_be(rule: Rule, e: Evidence):
    verdict = rule.judge(e)
    if not isinstance(verdict, Judged):
        e = replace(e, breaks=(), ended=None, last_usable=None)
        verdict = rule.judge(e)
    assume(isinstance(verdict, Judged))
    later = [y for y in YEARS if verdict.numbers.year < y <= e.last_year and y in e.own.points]
    for year in later:
        usable = e.last_usable is None or year <= e.last_usable
        broken = any(rule.base_year and rule.base_year < b.year <= year and not b.comparable for b in e.breaks)
        there = rule.reference_id is None or year in e.reference.points
        assert not (usable and there and not broken), year


@given(rules, evidences)
def test_a_missing_value_is_never_a_failed_target(rule: Rule, e: Evidence):
    verdict = rule.judge(e)
    if verdict.status is Status.NOT_MET:
        n = verdict.numbers
        assert n.own is not None
        assert rule.base_year is None or n.own_base is not None
        assert rule.reference_id is None or n.reference is not None


@given(rules, full_evidences(), st.fractions(min_value="0.0001", max_value=1000))
def test_a_better_latest_value_never_turns_met_into_not_met(rule: Rule, e: Evidence, step: Fraction):
    e = replace(e, better=HIGHER if isinstance(rule, Above) else Better(rule.directed or e.better))
    before = rule.judge(e)
    if before.status is Status.NOT_MET:
        e = turned(rule, e, before.numbers.year)
        before = rule.judge(e)
    assume(before.status is Status.MET)
    year = before.numbers.year
    improved = replace(e, own=changed(e.own, {year: before.numbers.own + e.better.sign * step}))
    after = rule.judge(improved)
    if isinstance(rule, GapNarrows) and after.status is not Status.MET:
        passed = e.better.sign * (after.numbers.own - after.numbers.reference) > 0
        assert passed, "only beyond the reference does the literal gap grow with a better value"
        assert Flag.OVERTAKEN_FAVOURABLY in after.flags or Flag.ADVANTAGE_SHRANK in before.flags
    else:
        assert after.status is Status.MET


@given(full_evidences())
def test_a_gap_that_grew_to_the_own_advantage_is_never_left_unsaid(e: Evidence):
    """The wording asks for a smaller gap: the verdict stands, and a flag tells which way the gap went."""
    rule = GapNarrows(reference="riket", since=2022)
    verdict = rule.judge(e)
    if verdict.status is Status.MET:
        e = turned(rule, e, verdict.numbers.year)
        verdict = rule.judge(e)
    assume(verdict.status is Status.NOT_MET)
    leads = e.better.sign * (verdict.numbers.own - verdict.numbers.reference) > 0
    assert leads == bool(verdict.flags & {Flag.OVERTAKEN_FAVOURABLY, Flag.ADVANTAGE_GREW})


@given(rules, evidences)
def test_mirrored_numbers_with_mirrored_direction_give_the_same_verdict(rule: Rule, e: Evidence):
    """``Above`` names a side and not what is better: its mirror is "below", which no rule is."""
    assume(not isinstance(rule, Above))
    opposite = {Increases: Decreases, Decreases: Increases}
    mirrored = opposite[type(rule)](since=rule.since) if type(rule) in opposite else rule
    other = LOWER if e.better is HIGHER else HIGHER
    assert said(mirrored.judge(replace(multiplied(e, Fraction(-1)), better=other))) == said(rule.judge(e))


@given(rules, evidences, st.fractions(min_value="0.000001", max_value=10**6))
def test_changed_units_give_the_same_verdict(rule: Rule, e: Evidence, factor: Fraction):
    assume(factor > 0)
    assert said(rule.judge(multiplied(e, factor))) == said(rule.judge(e))


@given(rules, evidences, st.randoms())
def test_the_order_of_the_values_does_not_matter(rule: Rule, e: Evidence, random):
    def shuffled(line: Line | None) -> Line | None:
        if line is None:
            return None
        parts = [list(part.items()) for part in (line.points, line.missing)]
        for part in parts:
            random.shuffle(part)
        return replace(line, points=dict(parts[0]), missing=dict(parts[1]))

    assert rule.judge(replace(e, own=shuffled(e.own), reference=shuffled(e.reference))) == rule.judge(e)


def second_opinion(rule: Rule, e: Evidence) -> int | None:
    """Judge in whole numbers: values times 10 000, quotients compared by cross-multiplication; None: undefined."""
    year, base = 2026, rule.base_year
    own, reference = ({y: int(p.value * SCALE) for y, p in line.points.items()} for line in (e.own, e.reference))
    if isinstance(rule, Above):
        return own[year] - reference[year]
    if isinstance(rule, Increases):
        return own[year] - own[base]
    if isinstance(rule, Decreases):
        return own[base] - own[year]
    if isinstance(rule, GapNarrows):
        return (own[base] - reference[base]) ** 2 - (own[year] - reference[year]) ** 2
    if own[base] == 0 or reference[base] == 0:
        return None
    ahead = (own[year] - own[base]) * abs(reference[base]) - (reference[year] - reference[base]) * abs(own[base])
    return ahead if e.better is HIGHER else -ahead


@given(rules, full_evidences())
@example(
    OutpacesReference(reference="riket", since=2022),
    Evidence(
        own=Line({y: Point(Fraction(v)) for y, v in ((2022, 3), (2026, 4))}),
        better=HIGHER,
        first_year=2023,
        last_year=2026,
        reference=Line({y: Point(Fraction(v)) for y, v in ((2022, 6), (2026, 8))}),
    ),
)
def test_whole_numbers_reach_the_same_verdict(rule: Rule, e: Evidence):
    e = replace(e, own=replace(e.own, asked=frozenset(YEARS)))
    opinion, verdict = second_opinion(rule, e), rule.judge(e)
    if opinion is None:
        assert verdict.reason is Reason.UNDEFINED
    else:
        assert verdict.status is (Status.MET if opinion > 0 else Status.NOT_MET if opinion < 0 else Status.UNCHANGED)


def test_ninety_thousand_pairs_of_equal_one_decimal_gaps_are_ninety_thousand_ties(shortened):
    """The gap is 2.6 in both years; the levels are every pair of 0.0, 0.1 … 29.9, read as floats."""
    bases = shortened(300)
    rule = GapNarrows(reference="riket", since=2022)
    ends = [(Point(exact((tenths + 26) / 10)), Point(exact(tenths / 10))) for tenths in range(300)]
    asked = frozenset((2022, 2023))
    ties = 0
    for own_base, reference_base in ends[:bases]:
        for own, reference in ends:
            e = Evidence(
                own=Line({2022: own_base, 2023: own}, asked=asked),
                better=LOWER,
                first_year=2023,
                last_year=2026,
                reference=Line({2022: reference_base, 2023: reference}, asked=asked),
            )
            ties += rule.judge(e).status is Status.UNCHANGED
    assert ties == bases * 300


def test_binary_floats_would_have_called_thousands_of_them_met_or_not():
    """Why the arithmetic is exact: the same pairs in floats, to see that the test above has something to find."""
    gaps = [(tenths + 26) / 10 - tenths / 10 for tenths in range(300)]
    assert sum(before == now for before in gaps for now in gaps) < 45_000


@pytest.mark.parametrize("better", list(Better))
def test_equal_gaps_on_turned_sides_are_ties_too(better):
    rule = GapNarrows(reference="riket", since=2022)
    for tenths in range(1, 300):
        gap = exact(tenths / 10)
        own = Line({2022: Point(7 + gap), 2023: Point(7 - gap)}, asked=frozenset((2022, 2023)))
        reference = Line({2022: Point(Fraction(7)), 2023: Point(Fraction(7))}, asked=frozenset((2022, 2023)))
        verdict = rule.judge(Evidence(own=own, better=better, first_year=2023, last_year=2026, reference=reference))
        turned = Flag.OVERTAKEN_FAVOURABLY if better is LOWER else Flag.OVERTAKEN_UNFAVOURABLY
        assert verdict.status is Status.UNCHANGED
        assert turned in verdict.flags
