"""Small builders of evidence for made-up "Exempelkommun": what a rule gets, in one readable line.

The plan's years are 2023–2026 unless said otherwise, and every year from 2015 is asked for.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from goalkit.extracts import Extract
from goalkit.judge import Assessment
from goalkit.model import Better, Evidence, Line, Missing, Point, Unit
from goalkit.plan import Indicator
from goalkit.planfile import load_plan
from goalkit.rules import Rule
from tests.made_up import ONE_AREA

HIGHER, LOWER = Better.HIGHER, Better.LOWER
EVERY_YEAR = range(2015, 2028)

Values = Mapping[int, str]


def line(
    values: Values,
    *,
    missing: Mapping[int, Missing] | None = None,
    lacking: Mapping[int, str] | None = None,
    asked: Iterable[int] = EVERY_YEAR,
    n: int | Mapping[int, int] | None = None,
    size: int | None = None,
    preliminary: Iterable[int] = (),
) -> Line:
    """Return a line of decimals as text; a year that was asked for and has none is absent."""
    counts = n if isinstance(n, Mapping) else dict.fromkeys(values, n)
    points = {year: Point(Fraction(text), counts.get(year), year in set(preliminary)) for year, text in values.items()}
    years = frozenset(asked) | frozenset(points)
    absent = dict.fromkeys(sorted(years - set(points)), Missing.ABSENT)
    return Line(points, {**absent, **(missing or {})}, lacking or {}, years, size)


def evidence(
    own: Values | Line, reference: Values | Line | None = None, better: Better = HIGHER, **more: Any
) -> Evidence:
    """Return what a rule may know; ``more`` are further fields of :class:`goalkit.model.Evidence`."""
    lines = {"own": own, "reference": reference}
    built = {name: line(value) if isinstance(value, Mapping) else value for name, value in lines.items()}
    return Evidence(**{"better": better, "first_year": 2023, "last_year": 2026, **built, **more})


def assessment(rule: Rule, e: Evidence, **indicator: Any) -> Assessment:
    """Return the assessment of a made-up target of Exempelkommun by a rule on evidence.

    The rule's reference is ``landet`` or ``medlet`` (an unweighted mean); ``indicator`` are further fields of
    :class:`goalkit.plan.Indicator`, whose value is a percentage with one decimal unless said otherwise.
    """
    plan = load_plan(ONE_AREA)
    fields = {"label": "Påhittad andel", "better": e.better, "unit": Unit.PERCENT, "decimals": e.decimals}
    origin = {} if "local" in indicator else {"kolada": ("N90001",)}
    built = Indicator(**fields, **origin, source="Påhittat protokoll", **indicator)
    target = msgspec.structs.replace(plan.targets[0], rule=rule, indicator=built)
    return Assessment(
        plan=plan,
        target=target,
        municipality=plan.municipality,
        evidence=e,
        verdict=rule.judge(e),
        reference=plan.reference_of(target),
        extract=Extract("2024-05-01", date(2024, 5, 1), "Källa: påhittad", "Påhittat 2024-05-01."),
    )
