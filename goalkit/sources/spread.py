"""Means and quantiles over the members of groups, from the rows of a fetch, before it is kept.

A mean is kept as an exact sum and its number of municipalities. Quantiles are cut by linear interpolation between
order statistics (type 7, numpy's default), in floating point.
"""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, Inexact, localcontext

import numpy as np

from goalkit.exact import decimal_of
from goalkit.sources.manifest import SEPARATOR, AskedMeans, Row

Key = tuple[str, str, int, str]
"""Series (or a sum of them), group, year, gender."""
Samples = list[tuple[Key, Decimal, list[float]]]
"""Key, exact sum, values."""

EXACT = Context(prec=1_000, traps=[Inexact])
"""Sums are exact: the largest and the smallest number that a file can hold lie some 650 digits apart."""
PROBABILITIES = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)


def means_and_cuts(
    rows: Iterable[Row], blocks: Iterable[AskedMeans], groups: Mapping[str, frozenset[str]]
) -> tuple[list[tuple[str, str, int, str, str, int]], list[tuple[object, ...]]]:
    """Return the rows of means (key, sum, n) and of quantiles (key, cuts, n), sorted by key."""
    with localcontext(EXACT):
        samples = _samples(rows, blocks, groups)
    return [(*key, f"{total:f}", len(sample)) for key, total, sample in samples], _cuts(samples)


def _samples(rows: Iterable[Row], blocks: Iterable[AskedMeans], groups: Mapping[str, frozenset[str]]) -> Samples:
    """Collect, per sum, group, year and gender, the members that have every part."""
    cells = _cells(rows, frozenset[str]().union(*groups.values()))
    found: Samples = []
    for years, name, of in ((range(b.first_year, b.last_year + 1), name, b.groups) for b in blocks for name in b.sums):
        first, *others = (cells.get(part, {}) for part in name.split(SEPARATOR))
        for (year, gender), values in first.items():
            parts = [values, *(cells.get((year, gender), {}) for cells in others)]
            if year not in years or not all(parts):
                continue
            for group in of:
                if members := groups[group].intersection(*parts):
                    found.append(((name, group, year, gender), *_sample(parts, members)))
    return sorted(found, key=lambda one: one[0])


Cells = dict[tuple[int, str], dict[str, float]]
"""Values by year and gender, by area."""


def _cells(rows: Iterable[Row], members: frozenset[str]) -> dict[str, Cells]:
    """Return the members' values by series; the sign of a zero says nothing, and is left out."""
    found: dict[str, Cells] = {}
    for row in rows:
        if row[4] is not None and row[1] in members:
            found.setdefault(row[0], {}).setdefault((row[2], row[3]), {})[row[1]] = row[4] or 0.0
    return found


def _sample(parts: list[dict[str, float]], members: frozenset[str]) -> tuple[Decimal, list[float]]:
    """Return the exact sum over members and parts, and each member's value."""
    exact = [[decimal_of(part[area]) for area in members] for part in parts]
    total = sum((value for values in exact for value in values), Decimal("0.0"))
    if len(parts) == 1:
        return total, [parts[0][area] for area in members]
    return total, [float(sum(values)) for values in zip(*exact, strict=True)]


def _cuts(samples: Samples) -> list[tuple[object, ...]]:
    """Cut all samples of a size at once."""
    of_size: dict[int, list[int]] = {}
    for place, (_, _, sample) in enumerate(samples):
        of_size.setdefault(len(sample), []).append(place)
    cuts: dict[int, list[float]] = {}
    for places in of_size.values():
        values = np.array([samples[place][2] for place in places])
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number any more is refused when it is kept
            cut = np.quantile(values, PROBABILITIES, axis=1).T.tolist()
        cuts |= dict(zip(places, cut, strict=True))
    return [(*key, *cuts[place], len(sample)) for place, (key, _, sample) in enumerate(samples)]
