"""Random and adversarial plain cases for both engines, and how a plain case is told to each.

A case is drawn from a seeded generator, so that a number names it: ``drawn(4711)`` is always the same case.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from goalkit.model import Better, Break, Evidence, Line, Missing, Point, Release, Verdict
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from tests.second_engine import MISSING, MUNICIPALITIES, Answer, Case, answer, is_missing

FIRST, LAST = 2018, 2028
PLAN = (2023, 2026)
KINDS = ("gap", "above", "outpaces", "increases", "decreases")

# What values of one case look like: a few that meet often, ordinary shares, and what breaks binary floats.
FEW = ("0", "1", "-1", "2", "-2", "0.5", "-0.5", "1.0", "0.0", "-0")
NEAR = ("0.1", "0.2", "0.3", "0.30000000000000004", "0.1", "0.7", "0.8", "1.1", "5.6", "6.1", "6.6")
EXTREME = ("1e-30", "-1e-30", "1e30", "-1e30", "1e30", "999999999999999999999.1", "0.000001", "5e-324", "0")


def number(random: Random, kind: str) -> str:
    if kind in ("few", "near", "extreme"):
        return random.choice({"few": FEW, "near": NEAR, "extreme": EXTREME}[kind])
    if kind == "mixed":
        return number(random, random.choice(("few", "near", "extreme", "share")))
    if kind == "negative":
        return f"{random.randint(-400, 400) / 10}"
    return f"{random.randint(0, 1000) / 10}"


def series(random: Random, kind: str, asked: frozenset[int], *, mean: bool) -> dict[int, str]:
    """Return the years of one area that were asked for, some of them without a value."""
    holes = random.choice((0.0, 0.0, 0.1, 0.4, 0.8, 1.0))
    why = random.choice((("absent",), ("suppressed",), ("doubtful",), ("incomplete",), MISSING))
    parts = random.choice((("",), (":A", ":B")))  # of a sum
    years = {}
    for year in sorted(asked):
        if random.random() < holes:
            years[year] = random.choice(why) + random.choice(parts)
        else:
            members = f"/{random.choice((1, 3, 7, 144, 145, 146, 290))}" if mean else ""
            years[year] = number(random, kind) + members
    return years


def asked_years(random: Random) -> frozenset[int]:
    first, last = sorted((random.randint(FIRST, LAST), random.randint(FIRST, LAST)))
    every = range(FIRST, LAST + 1)
    some = frozenset(year for year in every if random.random() < 0.7)
    return random.choice((frozenset(every), frozenset(every), frozenset(range(first, last + 1)), some, frozenset()))


def made_equal(random: Random, own: dict[int, str], reference: dict[int, str]) -> None:
    """Turn a case into ties and crossings: copy or mirror values between years and sides, where both have one."""
    for year in list(own):
        if is_missing(own[year]) or random.random() < 0.5:
            continue
        other = random.choice(list(own))
        source = random.choice((own, reference))
        text = source.get(other, "absent")
        if not is_missing(text):
            plain = text.partition("/")[0]
            own[year] = random.choice((plain, plain, plain.removeprefix("-"), "-" + plain.removeprefix("-")))


def drawn(seed: int) -> Case:
    """Return the case that a number names: one of two as it comes, one of two with all but the later years in order."""
    random = Random(seed)
    rule, kind = random.choice(KINDS), random.choice(("share", "share", "negative", "few", "near", "extreme", "mixed"))
    asked = asked_years(random)
    reference_asked = random.choice((asked, asked, asked_years(random)))
    own = series(random, kind, asked, mean=False)
    mean = random.random() < 0.3
    reference = series(random, kind, reference_asked, mean=mean)
    base = None if rule == "above" else random.randint(2019, 2025)
    if base is not None and seed % 2:
        asked, reference_asked = asked | {base}, reference_asked | {base}
        own[base], reference[base] = number(random, kind), number(random, kind) + ("/145" if mean else "")
        own, reference = (none_of_it_later(random, base, line) for line in (own, reference))
    if random.random() < 0.3:
        made_equal(random, own, reference)
    sides = [(side, year) for side in ("own", "reference") for year in range(FIRST, LAST + 1)]
    return Case(
        rule=rule,
        better=random.choice(("higher", "lower")),
        own=None if random.random() < 0.02 else own,
        reference=reference,
        asked=asked,
        reference_asked=reference_asked,
        base=base,
        plan=PLAN,
        decimals=random.choice((0, 1, 1, 2)),
        preliminary=frozenset(random.sample(sides, random.choice((0, 0, 3)))),
        **of_the_series(random),
    )


def none_of_it_later(random: Random, base: int, line: dict[int, str]) -> dict[int, str]:
    """Return a line that sometimes has no later value, or only every second one."""
    kept = random.choice(
        (range(FIRST, base + 1), range(FIRST, LAST, 2), range(FIRST, LAST + 1), range(FIRST, LAST + 1))
    )
    return {year: text if year == base or year in kept else "absent" for year, text in line.items()}


def of_the_series(random: Random) -> dict[str, Any]:
    """Return breaks, the end, and the planned publication of a series."""
    years = range(FIRST, LAST + 1)
    day = random.choice(("2024-08-29", "2024-08-30", "2024-08-31"))
    return {
        "breaks": tuple((random.choice(years), random.random() < 0.5) for _ in range(random.choice((0, 0, 1, 2)))),
        "last_usable": random.choice((None, None, None, None, random.choice(years))),
        "ended": random.choice((None, None, None, None, random.choice(years))),
        "release": random.choice((None, (random.choice(years), day), (random.choice(years[5:9]), day))),
    }


def rule_of(case: Case) -> Rule:
    """Return goalkit's rule for a plain case."""
    if case.rule == "above":
        return Above(reference="riket")
    if case.rule in ("increases", "decreases"):
        return {"increases": Increases, "decreases": Decreases}[case.rule](since=case.base)
    return {"gap": GapNarrows, "outpaces": OutpacesReference}[case.rule](reference="riket", since=case.base)


def value_of(text: str) -> tuple[Fraction, int | None]:
    total, _, members = text.partition("/")
    return Fraction(total) / int(members or 1), int(members) if members else None


def line_of(case: Case, side: str, years: Mapping[int, str], asked: frozenset[int]) -> Line:
    points = {
        year: Point(*value_of(text), preliminary=(side, year) in case.preliminary)
        for year, text in years.items()
        if not is_missing(text)
    }
    whys = {year: text.partition(":") for year, text in years.items() if is_missing(text)}
    missing = {year: Missing(why) for year, (why, _, _) in whys.items()}
    lacking = {year: part for year, (_, _, part) in whys.items() if part}
    return Line(points, missing, lacking, asked, MUNICIPALITIES)


def evidence_of(case: Case) -> Evidence:
    """Return what goalkit's rule may know of a plain case."""
    return Evidence(
        own=line_of(case, "own", case.own or {}, case.asked),
        better=Better(case.better),
        first_year=case.plan[0],
        last_year=case.plan[1],
        reference=line_of(case, "reference", case.reference, case.reference_asked),
        decimals=case.decimals,
        breaks=tuple(Break(year, "ny definition", comparable) for year, comparable in case.breaks),
        last_usable=case.last_usable,
        ended=case.ended,
        release=Release(case.release[0], date.fromisoformat(case.release[1])) if case.release else None,
        as_of=date.fromisoformat(case.as_of),
        has_indicator=case.own is not None,
    )


def as_answer(verdict: Verdict) -> Answer:
    """Return goalkit's verdict in the second engine's words."""
    expected = getattr(verdict, "expected", None)
    judged = str(verdict.status) != "not_assessed"
    numbers = verdict.numbers
    return Answer(
        status=str(verdict.status),
        reason=None if judged else str(verdict.reason),
        where=None if judged or verdict.where is None else str(verdict.where).replace("_", " "),
        judged=numbers.year if judged else None,
        expected=expected.isoformat() if expected else None,
        flags=frozenset(str(flag) for flag in verdict.flags),
        measure=numbers.measure.as_integer_ratio() if judged else None,
        before=numbers.measure_base.as_integer_ratio() if judged and numbers.measure_base is not None else None,
    )


def in_lowest_terms(found: Answer) -> Answer:
    """Return the answer with its measures in lowest terms, so that two answers can be compared."""
    pair = [n if n is None else Fraction(*n).as_integer_ratio() for n in (found.measure, found.before)]
    return replace(found, measure=pair[0], before=pair[1])


def both(case: Case) -> tuple[Answer, Answer]:
    """Return what goalkit and what the second engine answers."""
    return as_answer(rule_of(case).judge(evidence_of(case))), in_lowest_terms(answer(case))
