"""A made-up plan of Exempelkommun with one target, and vintages for it, in one readable line each."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from goalkit.extracts import AreaName, Cell, Extract, Mean, Observations, Quantiles
from goalkit.judge import assess
from goalkit.plan import Plan
from goalkit.planfile import plan_faults
from goalkit.workbook import Workbook

OWN, NATION, GROUP, NEAR = "9999", "0000", "G1", "G2"
KPI, OTHER_KPI = "N00001", "N00002"
MEMBERS = ("9997", "9998", OWN)
NAMES = {
    OWN: AreaName(OWN, "Exempelkommun", "K"),
    "9997": AreaName("9997", "Exempelby", "K"),
    "9998": AreaName("9998", "Exempelstad", "K"),
    NATION: AreaName(NATION, "Riket", "L"),
    GROUP: AreaName(GROUP, "Alla exempel", "G", MEMBERS),
    NEAR: AreaName(NEAR, "Grannarna", "G", MEMBERS),
}

Series = Mapping[int, str]
NOTHING: Mapping[Any, Any] = MappingProxyType({})


def example_plan(rule: Mapping[str, object], target: Mapping[str, object] = NOTHING, **indicator: object) -> Plan:
    """Return a plan with one target, 1A, that ``rule`` judges; the rest are fields of target and indicator."""
    raw = {
        "form": 1,
        "id": "exempel-2023-2026",
        "title": "Exempelplan",
        "introduction": "Påhittad.",
        "indicator_note": "Påhittad.",
        "municipality": {"id": OWN, "name": "Exempelkommun", "genitive": "Exempelkommuns"},
        "decision": {"date": "2022-12-01", "body": "Exempelnämnden", "source": "påhittad"},
        "years": {"first": 2023, "last": 2026},
        "references": {
            "riket": {"area": NATION, "label": "Riket", "phrase": "riket"},
            "medel": {"area": GROUP, "label": "Medlet", "phrase": "medlet", "unweighted_mean": True},
        },
        "comparisons": [{"label": "Grannarna", "group": NEAR}],
        "focus_areas": [{"id": "ett", "title": "Ett", "global_goals": [11]}],
        "goals": [{"number": 1, "title": "Ett", "introduction": "Ett.", "focus_area": "ett"}],
        "targets": [
            {
                "id": "1A",
                "goal": 1,
                "wording": "Exempel.",
                "source": "påhittad",
                "rule": dict(rule),
                "indicator": {
                    "label": "Mått",
                    "better": "higher",
                    "unit": "percent",
                    "decimals": 1,
                    "kolada": [KPI],
                    "assumption": "Påhittat för prov.",
                    **indicator,
                },
                **target,
            }
        ],
    }
    assert not list(plan_faults(raw))
    return msgspec.convert(raw, Plan)


def extract(
    vintage: str,
    own: Series,
    nation: Series = NOTHING,
    *,
    kpi: str = KPI,
    means: Mapping[int, tuple[str, int]] = NOTHING,
    medians: Mapping[int, float] = NOTHING,
    others: Mapping[str, Series] = NOTHING,
    years: range = range(2010, 2027),
) -> Extract:
    """Return a vintage of one series: a mean is its total and n, and every year in ``years`` was asked for."""
    lines = {OWN: own, NATION: nation, **others}
    mean = ((kpi,), GROUP, "T")
    return Extract(
        id=vintage,
        retrieved=date.fromisoformat(vintage),
        source="Källa: Kolada",
        cells={(kpi, area, "T"): {y: Cell(Fraction(v)) for y, v in line.items()} for area, line in lines.items()},
        asked={(kpi, area): frozenset(years) for area, line in lines.items() if line},
        means={mean: {y: Mean(Fraction(total), n) for y, (total, n) in means.items()}},
        asked_means={mean[:2]: frozenset(years)} if means else {},
        quantiles={mean: {y: Quantiles(*([m] * 7), n=3) for y, m in medians.items()}},
    )


def example_workbook(plan: Plan, *extracts: Extract, data: Path = Path("data"), **more: Any) -> Workbook:
    """Return the plan judged on some vintages, newest first; nothing is read from disk."""
    observations = Observations(extracts, NAMES, **more)
    assessments = assess(plan, observations)
    return Workbook(plan, plan.municipality, observations, assessments, extracts[0].retrieved, data)
