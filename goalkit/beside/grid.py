"""One indicator over all municipalities and years as whole numbers, read from the vintages that asked for all.

A value is a whole number divided by ``denominator``, the same for the whole grid. It is found from the
published float without loss: where ``c`` is whole, below 10^15, and ``c / 10**k`` gives the float back,
then ``c / 10**k`` *is* the decimal of the float's fifteen digits, because no two decimals of at most fifteen
digits share a float. Where a series has other floats :func:`goalkit.exact.exact` reads each.

Whole numbers are int64 as long as no product can pass 2^62, else Python's own without limit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goalkit.exact import exact
from goalkit.plan import Measurable, Plan, Target
from goalkit.sources.manifest import Manifest, read_manifest
from goalkit.sources.national import national_years, read_totals
from goalkit.sources.vintages import load_names, vintage_folders

Whole = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own (dtype object)."""
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SAFE_DIGITS = 10**15
SAFE_PRODUCT = 2**62
MOST_DECIMALS = 12


@dataclass(frozen=True)
class Grid:
    """One indicator in one vintage: areas × years, and what the rule compares with per year.

    Attributes:
        values: whole numbers (areas × years), 0 where ``known`` is false; the value is ``values / denominator``.
        sums: the reference per year as a whole number: ``sums / counts / denominator``.
        counts: over how many municipalities the reference is a mean; 1 for an area of its own (Riket).
        reference_known: per year whether there is a reference; all true for a rule without one.
    """

    vintage: str
    retrieved: date
    areas: tuple[str, ...]
    years: tuple[int, ...]
    denominator: int
    values: Whole
    known: Mask
    sums: Whole
    counts: Whole
    reference_known: Mask

    @cached_property
    def largest(self) -> int:
        """The size of the largest number in the grid: own values and the reference times its count."""
        return max(_largest(self.values), _largest(self.sums))

    @cached_property
    def largest_count(self) -> int:
        """The largest number of municipalities behind the reference."""
        return int(self.counts.max(initial=1))

    def column(self, year: int) -> int | None:
        """Return the column of a year, or ``None``."""
        return self.years.index(year) if year in self.years else None

    def row(self, area: str) -> int | None:
        """Return the row of a municipality, or ``None``."""
        return self.areas.index(area) if area in self.areas else None

    def value(self, area: str, year: int) -> Fraction | None:
        """Return an exact value in the indicator's unit, or ``None``."""
        row, column = self.row(area), self.column(year)
        if row is None or column is None or not self.known[row, column]:
            return None
        return Fraction(int(self.values[row, column]), self.denominator)

    def reference(self, year: int) -> Fraction | None:
        """Return the exact reference value of a year, or ``None``."""
        column = self.column(year)
        if column is None or not self.reference_known[column]:
            return None
        return Fraction(int(self.sums[column]), int(self.counts[column]) * self.denominator)


@dataclass(frozen=True)
class Frame:
    """What the arrays of one indicator are about.

    Attributes:
        areas: the municipalities, in the order of the rows.
        years: the years, in the order of the columns.
        reference: ``"row"`` (an area with values of its own: the arrays' last row, not in ``areas``),
            ``"mean"`` (unweighted, over the municipalities with a value for every part), or ``None`` for a
            rule on the own level.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    reference: Literal["row", "mean"] | None = None
    vintage: str = ""
    retrieved: date = date.min


def make_grid(indicator: Measurable, parts: Sequence[Floats], frame: Frame) -> Grid:
    """Add the parts of an indicator (areas × years as published, NaN without a value), the reference beside them."""
    values, known, denominator = _transformed(indicator, parts)
    counts = np.ones(len(frame.years), dtype=np.int64)
    reference_known = np.ones(len(frame.years), dtype=np.bool_)
    sums: Whole = np.zeros(len(frame.years), dtype=np.int64)
    if frame.reference == "row":
        sums, reference_known = values[-1], known[-1]
        values, known = values[:-1], known[:-1]
    elif frame.reference == "mean":
        members = known.sum(axis=0, dtype=np.int64)
        sums = fitting(_largest(values) * len(frame.areas), values)[0].sum(axis=0)
        reference_known, counts = members > 0, np.maximum(members, 1)
    return Grid(
        vintage=frame.vintage,
        retrieved=frame.retrieved,
        areas=frame.areas,
        years=frame.years,
        denominator=denominator,
        values=values,
        known=known,
        sums=sums,
        counts=counts,
        reference_known=reference_known,
    )


def fitting(bound: int, *arrays: Whole) -> tuple[Whole, ...]:
    """Return the arrays as they are when ``bound`` fits in int64, else with Python's own whole numbers."""
    return arrays if bound < SAFE_PRODUCT else tuple(np.asarray(a).astype(object) for a in arrays)


def scaled(values: Floats) -> tuple[Whole, int]:
    """Return floats as whole numbers and the power of ten that they are multiplied by; NaN becomes 0.

    >>> scaled(np.array([0.1, 82.0, np.nan]))
    (array([  1, 820,   0]), 1)
    """
    present = ~np.isnan(values)
    numbers = np.where(present, values, 0.0)
    for places in range(MOST_DECIMALS + 1):
        power = float(10**places)
        whole = np.rint(numbers * power)
        if np.abs(whole).max(initial=0.0) >= SAFE_DIGITS:
            break
        if np.array_equal(whole / power, numbers):
            return whole.astype(np.int64), places
    return _from_text(numbers)


def _from_text(numbers: Floats) -> tuple[Whole, int]:
    fractions = [exact(float(number)) for number in numbers.ravel()]
    places = max((_places(f) for f in fractions), default=0)
    whole = np.array([int(f * 10**places) for f in fractions], dtype=object)
    return whole.reshape(numbers.shape), places


def _places(value: Fraction) -> int:
    """Return how many decimals write a fraction that a decimal wrote."""
    places = 0
    while value.denominator != 1:
        value, places = value * 10, places + 1
    return places


def _transformed(indicator: Measurable, parts: Sequence[Floats]) -> tuple[Whole, Mask, int]:
    """Return the sum of the parts after factor and complement, where every part is known, and its denominator."""
    known: Mask = np.logical_and.reduce([~np.isnan(part) for part in parts])
    found = [scaled(part) for part in parts]
    places = max(k for _, k in found)
    factor = exact(indicator.factor) if indicator.factor is not None else Fraction(1)
    largest = sum(_largest(whole) * 10 ** (places - k) for whole, k in found) * abs(factor.numerator)
    denominator = 10**places * factor.denominator
    grown = [fitting(largest, whole)[0] * 10 ** (places - k) for whole, k in found]
    total = _added(grown) * factor.numerator
    if indicator.complement:
        total = 100 * denominator - fitting(largest + 100 * denominator, total)[0]
    return np.where(known, total, 0), known, denominator


def _largest(whole: Whole) -> int:
    return int(np.abs(whole).max(initial=0))


def _added(arrays: Iterable[Whole]) -> Whole:
    first, *rest = arrays
    for array in rest:
        first = first + array
    return first


@dataclass(frozen=True)
class NationalGrids:
    """What the whole country is known by.

    Attributes:
        grids: per target the grids of the vintages that asked for every municipality, newest first. Vintages
            are never put together; a target with an own series has none.
        groups: the members of each group of municipalities.
    """

    grids: Mapping[str, tuple[Grid, ...]]
    groups: Mapping[str, frozenset[str]]


def load_national_grids(data: Path, plan: Plan, upto: str | None = None) -> NationalGrids:
    """Read every vintage that holds the whole country for some target.

    The whole country is every municipality that the vintages know by name. For a year to count, a vintage
    must have asked for all of them, and for the reference area where the rule has one.

    Raises:
        DataError: a file of a vintage is missing or damaged.
    """
    names = load_names(data)
    country = tuple(sorted(area.id for area in names.values() if area.kind == "K"))
    grids: dict[str, list[Grid]] = {target.id: [] for target in plan.targets}
    for folder in vintage_folders(data, upto) if country else ():
        for target, grid in _grids(folder, plan, country):
            grids[target].append(grid)
    groups = {area.id: frozenset(area.members) for area in names.values() if area.kind == "G"}
    return NationalGrids({target: tuple(found) for target, found in grids.items()}, groups)


@dataclass(frozen=True)
class _Vintage:
    """One vintage before one plan and one country."""

    manifest: Manifest
    plan: Plan
    country: tuple[str, ...]

    def areas(self, target: Target) -> tuple[str, ...]:
        """Return the rows that a target's grid is made from: the country, then the reference area if any."""
        reference = self.plan.reference_of(target)
        return self.country if reference is None or reference.unweighted_mean else (*self.country, reference.area)

    def years(self, target: Target) -> tuple[int, ...]:
        """Return the years for which every part was asked for in every row."""
        years = [national_years(self.manifest, kpi, self.areas(target)) for kpi in target.indicator.kolada]
        return tuple(sorted(frozenset.intersection(*years))) if years else ()

    def grid(self, target: Target, years: tuple[int, ...], tables: Mapping[str, pa.Table]) -> Grid:
        reference, rows = self.plan.reference_of(target), self.areas(target)
        kind: Literal["row", "mean"] | None = None
        if reference is not None:
            kind = "mean" if reference.unweighted_mean else "row"
        frame = Frame(self.country, years, kind, self.manifest.id, self.manifest.retrieved)
        return make_grid(target.indicator, [_array(tables[k], rows, years) for k in target.indicator.kolada], frame)


def _grids(folder: Path, plan: Plan, country: tuple[str, ...]) -> list[tuple[str, Grid]]:
    vintage = _Vintage(read_manifest(folder), plan, country)
    years = {target.id: vintage.years(target) for target in plan.targets}
    targets = [target for target in plan.targets if years[target.id]]
    if not targets:
        return []
    series = {kpi for target in targets for kpi in target.indicator.kolada}
    areas = {area for target in targets for area in vintage.areas(target)}
    tables = read_totals(folder, vintage.manifest, series, areas)
    return [(target.id, vintage.grid(target, years[target.id], tables)) for target in targets]


def _array(table: pa.Table, areas: tuple[str, ...], years: tuple[int, ...]) -> Floats:
    """Spread rows out as areas × years, NaN where there is no row; rows of other areas and years are left out."""
    rows = _positions(table["municipality"].to_pylist(), areas)
    columns = _positions(table["year"].to_pylist(), years)
    kept = (rows >= 0) & (columns >= 0)
    cells = np.full((len(areas), len(years)), np.nan)
    cells[rows[kept], columns[kept]] = table["value"].to_numpy()[kept]
    return cells


def _positions(found: list[Any], order: tuple[Any, ...]) -> npt.NDArray[np.intp]:
    """Return where each value stands in ``order``, −1 for one that does not."""
    place = {value: number for number, value in enumerate(order)}
    return np.array([place.get(value, -1) for value in found], dtype=np.intp)
