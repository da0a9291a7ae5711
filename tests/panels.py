"""Made-up grids for tests of the panel: "Exempelkommun" many times over, and the scalar rules beside them."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from goalkit.beside.grid import Frame, Grid, make_grid
from goalkit.judge import starting
from goalkit.model import Better, Evidence, Line, Point, Reason, Status, Unit
from goalkit.plan import BreakNote, Indicator, Target, Usable
from goalkit.rules import Increases, Rule

MISSING, UNDEFINED = "missing", "undefined"
SIGN = {Status.MET: 1, Status.UNCHANGED: 0, Status.NOT_MET: -1}


def target(
    rule: Rule, better: Better = Better.HIGHER, *, breaks: tuple[BreakNote, ...] = (), usable: Usable | None = None
) -> Target:
    """Return a target of the given rule with a made-up indicator of one series."""
    indicator = Indicator(
        label="Exempel",
        better=better,
        unit=Unit.PERCENT,
        decimals=1,
        kolada=("N00000",),
        assumption="Exempel.",
        breaks=breaks,
        usable=usable or Usable(),
    )
    return Target(id="X", goal=1, wording="Exempel.", source="Exempel.", rule=rule, indicator=indicator)


def grid(values: np.ndarray, reference: np.ndarray | str | None, *, first_year: int = 2000) -> Grid:
    """Return a grid of floats (areas × years); ``reference`` is a row of values, ``"mean"`` or ``None``."""
    areas = tuple(f"{number:05d}" for number in range(len(values)))
    years = tuple(range(first_year, first_year + values.shape[1]))
    rows = values if isinstance(reference, str) or reference is None else np.vstack([values, reference])
    kind = reference if isinstance(reference, str) or reference is None else "row"
    return make_grid(target_indicator(), [rows], Frame(areas, years, kind, vintage="exempel"))


def target_indicator() -> Indicator:
    """Return the indicator without factor or complement."""
    return target(Increases(since=2000)).indicator


def scalar(
    goal: Target, own: Mapping[int, Fraction], reference: Mapping[int, Fraction] | None, window: tuple[int, int]
) -> int | str:
    """Judge one window by the rule itself: 1, 0, −1, or why not."""
    base, later = window
    rule = goal.rule if goal.rule.base_year is None else starting(goal.rule, base)
    evidence = Evidence(
        own=_line(own, window),
        better=goal.indicator.better,
        first_year=later,
        last_year=later,
        reference=None if reference is None else _line(reference, window),
        breaks=tuple(b.to_break() for b in goal.indicator.breaks),
    )
    verdict = rule.judge(evidence)
    if verdict.status is Status.NOT_ASSESSED:
        return UNDEFINED if verdict.reason is Reason.UNDEFINED else MISSING
    return SIGN[verdict.status]


def _line(values: Mapping[int, Fraction], window: tuple[int, int]) -> Line:
    points = {year: Point(values[year]) for year in window if year in values}
    return Line(points, asked=frozenset(window))
