"""Two engines that know nothing of each other answer alike: status, reason, where, year, flags and measures."""

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from goalkit.extracts import Observations
from goalkit.judge import Court, starting
from goalkit.model import Flag, Moment, Reason, Side, Status
from goalkit.plan import Plan, Term
from goalkit.planfile import find_plan, load_plan
from goalkit.sources.vintages import load_extracts, load_names
from goalkit.workbook import needs
from tests.plain_cases import as_answer, both, drawn, in_lowest_terms
from tests.second_engine import Answer, Case, answer, applying, is_missing
from tests.second_numbers import added, mean_of
from tests.shipped import ALL, members
from tests.whole import WHOLE

LONG = pytest.param(100_000, id="a hundred thousand", marks=pytest.mark.long)


EVERYWHERE = [f"{side} {moment}{part}" for side in Side for moment in Moment for part in ("", ":A", ":B")]
"""Own or reference, base or later, and which part of a sum."""

WHERE = {
    Reason.NO_INDICATOR: [None],
    Reason.BREAK: ["own later"],
    Reason.SUPPRESSED: EVERYWHERE,
    Reason.DOUBTFUL: EVERYWHERE,
    Reason.INCOMPLETE: EVERYWHERE,
    Reason.NO_BASE_VALUE: ["own base"],
    Reason.NO_REFERENCE: ["reference base", "reference later"],
    Reason.NO_COMMON_YEAR: ["reference later"],
    Reason.DISCONTINUED: ["own later"],
    Reason.NOT_REQUESTED: ["own later", "reference later"],
    Reason.LATE: ["own later"],
    Reason.NOT_YET: ["own later"],
    Reason.UNDEFINED: ["own base", "reference base"],
}
"""Where each reason can be: all of it is drawn."""

NEVER_AT_ONCE = {
    (Reason.NO_INDICATOR, Reason.BREAK),  # without a series nothing is beyond a break
    (Reason.NO_COMMON_YEAR, Reason.DISCONTINUED),  # the one needs a later own value, the other that there is none
}
NEIGHBOURS = set(pairwise(Reason)) - NEVER_AT_ONCE
"""Reasons beside each other in the order, for which both can apply: cases in which both do are drawn."""


@dataclass
class Drawn:
    """What many drawn cases were: which differ, what was answered, and which reasons applied at once."""

    differing: list[int] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    at_once: Counter[tuple[str, str]] = field(default_factory=Counter)


def draw(count: int) -> Drawn:
    met = Drawn()
    for seed in range(count):
        case = drawn(seed)
        one, other = both(case)
        met.answers.update([one.status, *one.flags, *(["expected"] if one.expected else [])])
        met.places.update([(one.reason, one.where)] if one.reason else [])
        met.at_once.update(pairwise(applying(case)))
        if one != other:
            met.differing.append(seed)
    return met


@pytest.mark.parametrize("count", [pytest.param(3_000, id="three thousand"), LONG])
def test_both_engines_answer_alike(count, sampled):
    met = draw(sampled(count))
    differing = met.differing
    assert not differing, f"{len(differing)} fall skiljer; se tests.plain_cases.both(drawn({differing[0]}))"
    assert set(met.answers) == {*Status, *Flag, "expected"}
    assert set(met.places) == {(reason, place) for reason, places in WHERE.items() for place in places}
    assert set(met.at_once) & set(pairwise(Reason)) == NEIGHBOURS


@pytest.mark.parametrize(
    ("change", "seeds"),
    [
        pytest.param({"better": "other"}, 300, id="direction"),
        pytest.param({"plan": (2022, 2025)}, 300, id="the plan's years"),
        pytest.param({"breaks": ((2021, False), (2023, True))}, 300, id="breaks"),
        pytest.param({"as_of": "2024-09-30"}, 3_000, id="the day of judgement"),
    ],
)
def test_the_comparison_sees_a_difference(change, seeds):
    """Told different things, the engines answer differently: agreement is not blindness."""
    differ = 0
    for seed in range(seeds):
        case = drawn(seed)
        other = {"better": "lower" if case.better == "higher" else "higher"} if "better" in change else change
        differ += both(case)[0] != in_lowest_terms(answer(replace(case, **other)))
    assert differ > 0


# --- the whole country ---------------------------------------------------------------------------

NATIONAL_FILE = "values-2024-08-30.parquet"
STARTS = range(2012, 2022)
Values = dict[str, dict[str, dict[int, str]]]


def national_values(folder: Path) -> tuple[Values, frozenset[int]]:
    """Return kpi → area → year → decimal text of the file's totals, and the years from its first to its last."""
    table = pq.read_table(folder / NATIONAL_FILE, filters=[("gender", "=", "T")]).to_pylist()
    values: Values = defaultdict(lambda: defaultdict(dict))
    for row in table:
        values[row["kpi"]][row["municipality"]][row["year"]] = repr(row["value"])
    years = {row["year"] for row in table}
    return values, frozenset(range(min(years), max(years) + 1))


def own_series(indicator: dict[str, Any], values: Values, area: str, years: frozenset[int]) -> dict[int, str]:
    """Return an area's years as plain texts: the sum of the parts, and why there is none."""
    series = {}
    for year in sorted(years):
        parts = [values[kpi][area].get(year) for kpi in indicator["kolada"]]
        there = [text for text in parts if text is not None]
        if len(there) == len(parts):
            series[year] = added(there, indicator.get("factor"), complement=indicator.get("complement", False))
        else:
            part = f":{indicator['kolada'][parts.index(None)]}" if len(parts) > 1 else ""
            series[year] = f"{'incomplete' if there else 'absent'}{part}"
    return series


def mean_series(
    indicator: dict[str, Any], values: Values, group: frozenset[str], years: frozenset[int]
) -> dict[int, str]:
    """Return the years of an unweighted mean over the members that have every part."""
    lines = [own_series(indicator, values, area, years) for area in sorted(group)]
    series = {}
    for year in sorted(years):
        texts = [line[year] for line in lines if not is_missing(line[year])]
        series[year] = mean_of(texts) if texts else "absent"
    return series


def as_case(target: dict[str, Any], own: dict[int, str], reference: dict[int, str], years: frozenset[int]) -> Case:
    rule, indicator = target["rule"], target["indicator"]
    words = {"gap_narrows": "gap", "outpaces_reference": "outpaces"}
    return Case(
        rule=words.get(rule["kind"], rule["kind"]),
        better=indicator["better"],
        own=own,
        reference=reference,
        asked=years,
        reference_asked=years,
        base=rule.get("since"),
        plan=(2023, 2026),
        breaks=tuple((note["year"], note["comparable"]) for note in indicator.get("breaks", ())),
        last_usable=indicator.get("usable", {}).get("last"),
        ended=indicator.get("ended"),
        decimals=indicator["decimals"],
    )


def moved(case: Case, start: int) -> Case:
    """Return a case as if a plan of four years had been decided in another year."""
    base = None if case.base is None else start
    return replace(case, base=base, plan=(start + 1, start + 4))


def moved_plan(plan: Plan, start: int) -> Plan:
    targets = tuple(
        t if t.rule.base_year is None else msgspec.structs.replace(t, rule=starting(t.rule, start))
        for t in plan.targets
    )
    return msgspec.structs.replace(plan, years=Term(first=start + 1, last=start + 4), targets=targets)


@pytest.fixture(scope="module")
def observations(country):
    """Return the whole country as goalkit reads it."""
    names = load_names(country)
    every = replace(needs(load_plan(), "0581", names), areas=members()[ALL] | {"0000"})
    return Observations(extracts=load_extracts(country, every), areas=names)


def country_answers(observations: Observations, start: int | None, areas: list[str]) -> dict[tuple[str, str], Answer]:
    """Return goalkit's answer per municipality and Kolada target, as decided or with the plan moved."""
    plan = load_plan() if start is None else moved_plan(load_plan(), start)
    answers = {}
    for area in areas:
        court = Court(plan, observations, msgspec.structs.replace(plan.municipality, id=area))
        for target in (t for t in plan.targets if not t.indicator.is_local):
            answers[target.id, area] = as_answer(court.judge(target, None).verdict)
    return answers


def second_answers(
    values: Values, years: frozenset[int], start: int | None, areas: list[str]
) -> dict[tuple[str, str], Answer]:
    """Return the second engine's answers, from the parquet file and the plan file as they stand."""
    raw = tomllib.loads(find_plan().read_text(encoding="utf-8"))
    answers = {}
    for target in (t for t in raw["targets"] if "kolada" in t["indicator"]):
        compared = raw["references"].get(target["rule"].get("reference"), {})
        reference: dict[int, str] = {}
        if compared.get("unweighted_mean"):
            reference = mean_series(target["indicator"], values, members()[compared["area"]], years)
        elif compared:
            reference = own_series(target["indicator"], values, compared["area"], years)
        for area in areas:
            case = as_case(target, own_series(target["indicator"], values, area, years), reference, years)
            answers[target["id"], area] = in_lowest_terms(answer(case if start is None else moved(case, start)))
    return answers


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(None, id="as decided", marks=WHOLE),
        *(pytest.param(year, id=f"from {year}", marks=pytest.mark.long) for year in STARTS),
    ],
)
def test_both_engines_judge_the_whole_country_alike(national, observations, start):
    values, years = national_values(national)
    areas = sorted(members()[ALL])
    one, other = country_answers(observations, start, areas), second_answers(values, years, start, areas)
    assert len(one) == 14 * 290
    assert {key: (one[key], other[key]) for key in one if one[key] != other[key]} == {}
