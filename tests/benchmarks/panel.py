"""How common every target's outcome is over the whole country: the arrays beside the scalar rules in a loop.

Both judge the same comparisons: every target with a Kolada indicator, every municipality, every window of
every span up to six years. The loop is given its exact fractions ready made.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from goalkit.beside.chance import chance
from goalkit.beside.grid import Grid, load_national_grids
from goalkit.beside.windows import windows_of
from goalkit.plan import Target
from goalkit.planfile import load_plan
from tests.benchmarks.timing import Measured, at_most
from tests.national import make_national
from tests.panels import scalar

SPANS = range(1, 7)
RUNS = 7

Work = list[tuple[Target, Grid]]
Exact = dict[str, tuple[list[dict[int, Fraction]], dict[int, Fraction] | None]]


def spans(target: Target) -> range:
    """Return the spans of a target; a rule without base year has one."""
    return SPANS if target.rule.base_year is not None else range(1)


def arrays(work: Work) -> int:
    """Count with arrays and return the comparisons."""
    found = [chance(target, grid, span) for target, grid in work for span in spans(target)]
    return sum(c.everyone.n + c.missing + c.undefined for c in found if c is not None)


def fractions(work: Work) -> Exact:
    """Return the values of every grid as exact fractions by area and year."""
    ready: Exact = {}
    for target, grid in work:
        own = [{y: v for y in grid.years if (v := grid.value(area, y)) is not None} for area in grid.areas]
        needs = target.rule.reference_id is not None
        reference = {y: v for y in grid.years if (v := grid.reference(y)) is not None} if needs else None
        ready[target.id] = own, reference
    return ready


def loop(work: Work, ready: Exact) -> int:
    """Judge every comparison by the rule itself and return how many there were."""
    return sum(1 for _ in _judged(work, ready))


def _judged(work: Work, ready: Exact) -> Iterator[int | str]:
    for target, grid in work:
        own, reference = ready[target.id]
        for span in spans(target):
            for window in windows_of(grid, target, span).pairs:
                for values in own:
                    yield scalar(target, values, reference, window)


def seconds(run: Callable[[], int]) -> tuple[float, int]:
    """Return the seconds that a run took, and what it counted."""
    start = time.perf_counter()
    counted = run()
    return time.perf_counter() - start, counted


def main() -> list[Measured]:
    """Print both times, their ratio, and the time of ten times as many indicators."""
    plan = load_plan()
    with tempfile.TemporaryDirectory() as folder:
        make_national(Path(folder))
        loading, _ = seconds(lambda: len(load_national_grids(Path(folder), plan).grids))
        panel = load_national_grids(Path(folder), plan)
    work = [(target, grid) for target in plan.targets for grid in panel.grids[target.id]]
    ready = fractions(work)
    arrays(work)
    slow, compared = seconds(lambda: loop(work, ready))
    pairs = [(seconds(lambda: arrays(work)), seconds(lambda: arrays(work * 10))) for _ in range(RUNS)]
    fast = statistics.median(once for (once, _), _ in pairs)
    tenfold = statistics.median(many / once for (once, _), (many, _) in pairs)
    assert pairs[0][0][1] == compared
    print(f"{len(work)} indikatorer, {compared} jämförelser; inläsning av alla kommuner {loading:.2f} s")
    print(
        f"fält {fast * 1000:.0f} ms; reglerna i en slinga {slow:.1f} s: {slow / fast:.0f} gånger; mål 100 och under 3 s"
    )
    print(f"tio gånger så många indikatorer: {tenfold:.2f} gånger tiden, median av {RUNS}; mål högst 10,5")
    how_common = f"hur vanligt, {len(work)} indikatorer, {compared} jämförelser"
    times_faster = f"{slow / fast:.0f} gånger snabbare; {loading + fast:.2f} s med inläsningen"
    met = slow / fast >= 100 and loading + fast < 3
    return [
        Measured(how_common, "reglerna i en slinga", "100 gånger snabbare, under 3 s", times_faster, met),
        Measured("tio gånger så många indikatorer", "en gång", "högst 10.5", f"{tenfold:.2f}", at_most(10.5, tenfold)),
    ]


if __name__ == "__main__":
    main()
