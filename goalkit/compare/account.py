"""What a new vintage changes: which values, and which verdicts because of them.

Cells are compared pair by pair of vintages, a series always in one pair; values of one series are never
put together from two vintages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd

from goalkit.compare.cells import KEY, Compared, SeriesCells, compare_cells
from goalkit.compare.verdicts import DecidedBase, VerdictChange, decided_base, verdict_change
from goalkit.errors import DataError
from goalkit.extracts import AreaName, Extract, MeanKey, Observations, SeriesFacts
from goalkit.judge import Assessment, assess
from goalkit.model import Gender, Release
from goalkit.plan import Municipality, Plan
from goalkit.sources.manifest import read_manifest
from goalkit.sources.vintages import Needs, load_extract, load_series_facts, order, series_facts, vintage_folders


@dataclass(frozen=True)
class SeriesChange:
    """One series in two vintages; ``old`` or ``new`` is ``None`` where only the other vintage holds it.

    ``titles`` and ``releases`` are old and new, where both vintages know them and they differ.
    """

    id: str
    title: str
    old: str | None
    new: str | None
    cells: SeriesCells | None = None
    titles: tuple[str, str] | None = None
    releases: tuple[Release | None, Release | None] | None = None


@dataclass(frozen=True)
class MeanChange:
    """An unweighted mean of our own that changed as a consequence; sum, n and mean in the old and the new."""

    series: tuple[str, ...]
    group: str
    year: int
    old: Fraction
    old_n: int
    new: Fraction
    new_n: int


@dataclass(frozen=True)
class Account:
    """Everything that differs between what was known and what is known now.

    ``verdicts`` have another status, reason or place before the plan; ``moved`` have the same on another year;
    ``bases`` compare with the first stored base value; ``turned`` are targets whose series may now say the
    opposite; ``cells`` is as :class:`goalkit.compare.cells.Compared`
    holds it, with the two vintages' names.
    """

    plan: Plan
    municipality: Municipality
    old: tuple[str, ...]
    new: str
    series: tuple[SeriesChange, ...]
    cells: pd.DataFrame
    means: tuple[MeanChange, ...]
    verdicts: tuple[VerdictChange, ...]
    moved: tuple[VerdictChange, ...]
    bases: tuple[DecidedBase, ...]
    turned: tuple[str, ...]
    areas: dict[str, AreaName]

    @property
    def anything(self) -> bool:
        """Whether anything differs at all."""
        told = any(s.titles or s.releases or (s.cells and _any(s.cells)) for s in self.series)
        return bool(told or self.verdicts or self.moved or any(s.old is None for s in self.series))


@dataclass(frozen=True)
class State:
    """What is known at one moment: the vintages' folders, newest first, and what is read of them."""

    folders: tuple[Path, ...]
    observations: Observations


def read_state(folders: Sequence[Path], needs: Needs, areas: dict[str, AreaName]) -> State:
    """Read vintages, newest first, as all that is known; raises :class:`DataError` for a damaged file."""
    facts: dict[str, SeriesFacts] = {}
    for folder in reversed(folders):
        facts |= series_facts(folder)
    extracts = tuple(load_extract(folder, needs) for folder in folders)
    return State(tuple(folders), Observations(extracts=extracts, areas=areas, series=facts))


def with_vintage(state: State, folder: Path, needs: Needs) -> State:
    """Return what is known once one more vintage has come."""
    known = state.observations
    newer = replace(
        known,
        extracts=(load_extract(folder, needs), *known.extracts),
        series={**known.series, **series_facts(folder)},
    )
    return State((folder, *state.folders), newer)


def account(plan: Plan, municipality: Municipality, before: State, after: State, as_of: date | None = None) -> Account:
    """Compare the newest vintage of ``after`` with what was known before.

    Each of its series is compared with the newest vintage of ``before`` that asked for it.
    """
    new = after.folders[0]
    pairs = _pairs(before.folders, new)
    compared = {old: compare_cells(old, new, series) for old, series in pairs.items()}
    old_judged = assess(plan, before.observations, municipality, as_of)
    new_judged = assess(plan, after.observations, municipality, as_of)
    changes = [verdict_change(old_judged[i], a) for i, a in new_judged.items() if a.extract and not a.extract.local]
    extracts = {e.id: e for e in (*before.observations.extracts, *after.observations.extracts)}
    bases = (decided_base(a, extracts.values()) for a in new_judged.values())
    return Account(
        plan=plan,
        municipality=municipality,
        old=tuple(sorted({folder.name for folder in pairs} or {f.name for f in before.folders}, key=order)),
        new=new.name,
        series=tuple(_series_changes(before, after, pairs, compared)),
        cells=_all_cells(compared, new.name),
        means=tuple(_mean_changes(before, after.observations.extracts[0], pairs)),
        verdicts=tuple(c for c in changes if c.flips),
        moved=tuple(c for c in changes if c.moves),
        bases=tuple(base for base in bases if base is not None),
        turned=tuple(_turned(old_judged.values(), new_judged)),
        areas=dict(after.observations.areas),
    )


def _turned(before: Iterable[Assessment], after: dict[str, Assessment]) -> Iterator[str]:
    """Yield complements whose share has moved to the other side of one half in a year that both vintages hold.

    A share and its opposite have the same form: a series that has been turned round shows only in its level.
    """
    for a in before:
        then, now = a.evidence.own.points, after[a.target.id].evidence.own.points
        common = max(then.keys() & now.keys(), default=None)
        if a.indicator.complement and common is not None and (then[common].value - 50) * (now[common].value - 50) < 0:
            yield a.target.id


def two_vintages(data: Path, needs: Needs, areas: dict[str, AreaName], ids: tuple[str, str]) -> tuple[State, State]:
    """Return two vintages, the older first, each as the only one there is, with the metadata known at its time.

    Raises:
        DataError: one of them does not exist, or they are not given with the older first.
    """
    folders = {folder.name: folder for folder in vintage_folders(data)}
    for wanted in ids:
        if wanted not in folders:
            there = ", ".join(sorted(folders, key=order))
            message = f"Datauttaget {wanted} finns inte. Datauttag som finns: {there}."
            raise DataError(message)
    if order(ids[0]) >= order(ids[1]):
        message = f"Ange det äldre datauttaget först: `goalkit diff {ids[1]} {ids[0]}`. Två olika behövs."
        raise DataError(message)
    before, after = (_alone(data, folders[one], needs, areas) for one in ids)
    return before, after


def _alone(data: Path, folder: Path, needs: Needs, areas: dict[str, AreaName]) -> State:
    day, number = order(folder.name)
    facts = load_series_facts(data, f"{day}.{number}")  # the date alone would mean the whole day
    observations = Observations(extracts=(load_extract(folder, needs),), areas=areas, series=facts)
    return State((folder,), observations)


def _pairs(older: Iterable[Path], new: Path) -> dict[Path, frozenset[str]]:
    """Return which of the new vintage's series are compared with which older vintage."""
    left, pairs = _held(new), {}
    for folder in older:
        here = left & _held(folder)
        if here:
            pairs[folder] = frozenset(here)
            left -= here
    return pairs


def _held(folder: Path) -> set[str]:
    return {kpi for block in read_manifest(folder).asked for kpi in block.series}


def _all_cells(compared: dict[Path, Compared], new: str) -> pd.DataFrame:
    parts = [part.cells.assign(old_vintage=old.name, new_vintage=new) for old, part in compared.items()]
    filled = [part for part in parts if not part.empty]
    columns = [*KEY, "old", "new", "kind", "old_vintage", "new_vintage"]
    if not filled:
        return pd.DataFrame(columns=columns)
    return pd.concat(filled).sort_values(KEY, ignore_index=True)[columns]


def _series_changes(
    before: State, after: State, pairs: dict[Path, frozenset[str]], compared: dict[Path, Compared]
) -> Iterator[SeriesChange]:
    new = after.folders[0]
    held = {kpi: folder for folder, series in pairs.items() for kpi in series}
    gone = {kpi: folder for folder in reversed(before.folders) for kpi in _held(folder)}
    for kpi in sorted(_held(new) | set(gone)):
        then, now = before.observations.series.get(kpi), after.observations.series.get(kpi)
        title = now.title if now else ""
        if kpi not in _held(new):
            yield SeriesChange(kpi, title, gone[kpi].name, None)
        elif kpi not in held:
            yield SeriesChange(kpi, title, None, new.name)
        else:
            old = held[kpi]
            yield SeriesChange(kpi, title, old.name, new.name, compared[old].series[kpi], *_facts(then, now))


def _facts(
    then: SeriesFacts | None, now: SeriesFacts | None
) -> tuple[tuple[str, str] | None, tuple[Release | None, Release | None] | None]:
    if then is None or now is None:
        return None, None
    titles = (then.title, now.title) if then.title != now.title else None
    return titles, (then.release, now.release) if then.release != now.release else None


def _mean_changes(before: State, new: Extract, pairs: dict[Path, frozenset[str]]) -> Iterator[MeanChange]:
    """Compare the totals' means where both vintages asked for them; a sum's parts are from the same pair."""
    extracts = dict(zip(before.folders, before.observations.extracts, strict=True))
    for folder, series in pairs.items():
        old = extracts[folder]
        for key in sorted(new.means):
            if key[2] == Gender.TOTAL and series.issuperset(key[0]):
                yield from _mean_pair(key, old, new)


def _mean_pair(key: MeanKey, old: Extract, new: Extract) -> Iterator[MeanChange]:
    then, now = old.means.get(key, {}), new.means[key]
    for year in sorted(then.keys() & now.keys()):
        a, b = then[year], now[year]
        if (a.total, a.n) != (b.total, b.n):
            yield MeanChange(key[0], key[1], year, a.total / a.n, a.n, b.total / b.n, b.n)


def _any(cells: SeriesCells) -> bool:
    counted = (cells.revised, cells.removed, cells.added, cells.newly_asked, cells.no_longer_asked)
    return any(one.values for one in counted) or cells.restated > 0
