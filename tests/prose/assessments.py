"""Random assessments of made-up targets: every rule, unit, reason and flag, many ties, small and large numbers."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from random import Random

import msgspec

from goalkit.extracts import Extract
from goalkit.judge import Assessment, EarlierBase
from goalkit.model import Better, Break, Evidence, Judged, Line, Missing, Point, Release, Unit
from goalkit.plan import Indicator, Municipality, Plan, Reference
from goalkit.planfile import load_plan
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from tests.made_up import ONE_AREA

PLAN: Plan = load_plan(ONE_AREA)
MUNICIPALITIES = [("Exempelkommun", "Exempelkommuns"), ("Exempelås", "Exempelås"), ("Övre Exempel", "Övre Exempels")]
REFERENCES = {
    "landet": Reference(area="0000", label="Landet", phrase="landet"),
    "medlet": Reference(area="G9001", label="Exempelmedlet", phrase="exempelmedlet", unweighted_mean=True),
}
SERIES = ("N90001", "N90002")
VINTAGE, OLDER = "2026-09-28", "2024-08-30"
SIZE = 290


def random_assessment(r: Random) -> Assessment:
    """Return one assessment that the program could have made."""
    rule, school_year = _rule(r), r.random() < 0.15
    better = _better(r, rule)
    unit, decimals = r.choice([u for u in Unit if u is not Unit.PERCENTAGE_POINTS]), r.choice((0, 0, 1, 1, 2))
    name, genitive = r.choice(MUNICIPALITIES)
    municipality = Municipality(id="9001", name=name, genitive=genitive)
    local, breaks = r.random() < 0.15, _breaks(r)
    indicator = Indicator(
        label="Påhittat mått",
        better=better,
        unit=unit,
        decimals=decimals,
        school_year=school_year,
        kolada=() if local else SERIES[: r.choice((1, 2))],
        local="Exempelregistret" if local else None,
        source="Påhittat protokoll",
    )
    target = msgspec.structs.replace(PLAN.targets[0], id="9X", rule=rule, indicator=indicator)
    reference = REFERENCES.get(rule.reference_id or "")
    evidence = _evidence(r, better, decimals, reference, breaks, local=local)
    verdict = rule.judge(evidence)
    judged = verdict.numbers.year if isinstance(verdict, Judged) else None
    release = evidence.release if evidence.release and evidence.release.year not in evidence.own.points else None
    if isinstance(rule, OutpacesReference) and isinstance(verdict, Judged):
        starts = tuple(y for y in (2018, 2019, 2020) if y != rule.base_year)
        target = msgspec.structs.replace(target, other_starts=starts)
    return Assessment(
        plan=PLAN,
        target=target,
        municipality=municipality,
        evidence=evidence,
        verdict=verdict,
        reference=reference,
        extract=_extract(r, evidence, local=local),
        next_release=release if release and judged and release.year > judged else None,
        earlier_bases=_earlier(r, evidence, rule.base_year),
    )


def random_assessments(count: int, seed: int) -> Iterable[Assessment]:
    """Yield so many assessments, the same for the same seed."""
    r = Random(seed)
    for _ in range(count):
        yield random_assessment(r)


def _rule(r: Random) -> Rule:
    reference, since = r.choice(list(REFERENCES)), r.choice((2020, 2021, 2022, 2023))
    kind = r.choice((GapNarrows, GapNarrows, Above, OutpacesReference, Increases, Decreases))
    if kind is Above:
        return Above(reference=reference)
    if kind in (Increases, Decreases):
        return kind(since=since)
    return kind(reference=reference, since=since)


def _better(r: Random, rule: Rule) -> Better:
    if isinstance(rule, Above | Increases):
        return Better.HIGHER
    return Better.LOWER if isinstance(rule, Decreases) else r.choice(list(Better))


def _evidence(
    r: Random,
    better: Better,
    decimals: int,
    reference: Reference | None,
    breaks: tuple[Break, ...],
    *,
    local: bool,
) -> Evidence:
    size, step = r.choice((1, 3, 30, 3000, 4_000_000)), Fraction(1, 10 ** r.choice((0, decimals, decimals + 1, 3)))
    middle = r.choice((0, size, -size)) if r.random() < 0.2 else size
    own = _line(r, size, step, middle, mean=False)
    other = None if reference is None else _line(r, size, step, middle, mean=reference.unweighted_mean)
    if other is not None and r.random() < 0.25:
        other = _mirrored(r, own, other)
    has_release = r.random() < 0.7
    return Evidence(
        own=Line() if local and r.random() < 0.3 else own,
        better=better,
        first_year=PLAN.years.first,
        last_year=PLAN.years.last,
        reference=other,
        decimals=decimals,
        breaks=breaks,
        last_usable=r.choice((None, None, None, None, 2023, 2024)),
        ended=r.choice((None, None, None, None, 2022, 2024)),
        release=Release(r.choice((2023, 2024, 2025, 2026)), date(r.choice((2026, 2027)), 5, 4))
        if has_release
        else None,
        as_of=date(2026, 9, 28),
        has_indicator=not local or r.random() < 0.7,
    )


def _line(r: Random, size: int, step: Fraction, middle: int, *, mean: bool) -> Line:
    last_asked, first = r.choice((2022, 2026, 2026, 2026)), r.choice((2017, 2020, 2021))
    asked = frozenset() if r.random() < 0.02 else frozenset(range(first, last_asked + 1))
    points: dict[int, Point] = {}
    missing: dict[int, Missing] = {}
    lacking: dict[int, str] = {}
    last = r.choice((2021, 2022, 2023, 2024, 2025, 2026, 2026))
    for year in sorted(asked):
        if year > last or r.random() < 0.12:
            missing[year] = r.choice((*[Missing.ABSENT] * 12, Missing.SUPPRESSED, Missing.DOUBTFUL, Missing.INCOMPLETE))
            if missing[year] is Missing.INCOMPLETE:
                lacking[year] = r.choice(SERIES)
            continue
        value = middle + step * r.randint(-int(size / step), int(size / step)) if r.random() < 0.7 else middle + step
        n = r.choice((1, 2, 144, 145, 213, 290)) if mean else None
        points[year] = Point(value if n is None else Fraction(value * n) / n + _third(r, n), n, r.random() < 0.05)
    return Line(points, missing, lacking, asked, SIZE if mean else None)


def _third(r: Random, n: int) -> Fraction:
    """Return what makes a mean no finite decimal, now and then."""
    return Fraction(r.randint(-5, 5), 7 * n) if r.random() < 0.3 else Fraction(0)


def _mirrored(r: Random, own: Line, other: Line) -> Line:
    """Return the reference at the same distance every year, on either side: gaps that tie, or turn."""
    distance = Fraction(r.randint(0, 40), r.choice((1, 10, 100)))
    points = {
        year: Point(own.points[year].value + r.choice((1, 1, -1)) * distance, point.n, point.preliminary)
        for year, point in other.points.items()
        if year in own.points
    }
    missing = {year: Missing.ABSENT for year in other.asked if year not in points}
    return Line(points, missing, {}, other.asked, other.group_size)


def _breaks(r: Random) -> tuple[Break, ...]:
    if r.random() < 0.8:
        return ()
    return (Break(r.choice((2021, 2022, 2023, 2024)), "Påhittad ny definition.", r.random() < 0.6),)


def _extract(r: Random, evidence: Evidence, *, local: bool) -> Extract | None:
    if not evidence.has_indicator or (not evidence.own.asked and r.random() < 0.5):
        return None
    source = "Exempelregistret" if local else "Källa: Kolada"
    return Extract(VINTAGE, date(2026, 9, 28), source, "Påhittat 2026-09-28.", local=local)


def _earlier(r: Random, evidence: Evidence, base: int | None) -> tuple[EarlierBase, ...]:
    own = evidence.own.value(base)
    if own is None or r.random() < 0.8:
        return ()
    other = evidence.reference.value(base) if evidence.reference else None
    moved = Fraction(r.choice((0, 1, -1)), r.choice((1, 10, 1000)))
    return (EarlierBase(OLDER, own + moved, None if other is None else other + r.choice((0, 1)) * moved),)
