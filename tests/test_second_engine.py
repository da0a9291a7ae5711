"""Two engines that know nothing of each other answer alike: status, reason, where, year, flags and measures."""

import tomllib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from goalkit.assessment import Court, starting
from goalkit.extracts import Observations
from goalkit.model import Flag, Reason, Status
from goalkit.plan import Plan, Term
from goalkit.planfile import find_plan, load_plan
from goalkit.sources.vintages import load_extracts, load_names
from goalkit.workbook import needs
from tests.plain_cases import as_answer, both, drawn, in_lowest_terms
from tests.second_engine import Answer, Case, answer
from tests.second_numbers import added, mean_of
from tests.shipped import ALL, members

LONG = pytest.param(100_000, id="a hundred thousand", marks=pytest.mark.long)


def differences(count: int) -> tuple[list[int], Counter[str]]:
    """Return the numbers of the cases on which the engines differ, and how often each answer was met."""
    found, met = [], Counter()
    for seed in range(count):
        one, other = both(drawn(seed))
        met.update([one.status, *([one.reason] if one.reason else []), *one.flags])
        if one != other:
            found.append(seed)
    return found, met


@pytest.mark.parametrize("count", [pytest.param(3_000, id="three thousand"), LONG])
def test_both_engines_answer_alike(count, sampled):
    found, met = differences(sampled(count))
    assert not found, f"{len(found)} fall skiljer; se tests.plain_cases.both(drawn({found[0]}))"
    known = {str(word) for words in (Status, Reason, Flag) for word in words}
    assert set(met) == known, "every status, reason and flag is met"


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
            series[year] = "incomplete" if there else "absent"
    return series


def mean_series(
    indicator: dict[str, Any], values: Values, group: frozenset[str], years: frozenset[int]
) -> dict[int, str]:
    """Return the years of an unweighted mean over the members that have every part."""
    lines = [own_series(indicator, values, area, years) for area in sorted(group)]
    series = {}
    for year in sorted(years):
        texts = [line[year] for line in lines if line[year] not in ("incomplete", "absent")]
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
        pytest.param(None, id="as decided"),
        *(pytest.param(year, id=f"from {year}", marks=pytest.mark.long) for year in STARTS),
    ],
)
def test_both_engines_judge_the_whole_country_alike(national, observations, start):
    values, years = national_values(national)
    areas = sorted(members()[ALL])
    one, other = country_answers(observations, start, areas), second_answers(values, years, start, areas)
    assert len(one) == 14 * 290
    assert {key: (one[key], other[key]) for key in one if one[key] != other[key]} == {}
