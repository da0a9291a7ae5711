"""The account of what a new vintage changed, as Swedish text: verdicts first, then the values behind them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

import pandas as pd

from goalkit.compare.account import Account, SeriesChange
from goalkit.compare.cells import REMOVED, Counted, SeriesCells
from goalkit.compare.verdicts import DecidedBase, VerdictChange
from goalkit.exact import exact
from goalkit.model import Release
from goalkit.words.compare import cause_text, from_to_text, outcome_text, without_values
from goalkit.words.numbers import joined, number, several
from goalkit.words.sentences import headline
from goalkit.words.terms import STATUS
from goalkit.words.values import short_year, year

FEW = 12
"""So many changed cells of a series are listed one by one; of more, those of the plan's own areas."""
NAMES = {"T": "totalt", "K": "kvinnor", "M": "män"}


def account_text(account: Account) -> str:
    """Return the whole account; it ends without a line break."""
    parts = [
        [f"{joined(account.old) or 'Inget äldre datauttag'} → {account.new}, {account.municipality.name}"],
        [
            f"Varning: {id_} räknas som 100 minus nyckeltalet, och dess nivå har vänt till andra sidan 50 procent. "
            "Kontrollera vad nyckeltalet mäter innan något publiceras."
            for id_ in account.turned
        ],
        _verdicts(account),
        _bases(account),
        _series(account),
        _means(account),
        _alone(account),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


# --- verdicts --------------------------------------------------------------------------------------


def _verdicts(account: Account) -> list[str]:
    if not account.verdicts and not account.moved:
        return ["Ingen bedömning ändras."]
    lines = ["Bedömningar som ändras"] if account.verdicts else ["Ingen bedömning får ett annat utfall."]
    for change in account.verdicts:
        lines += [f"  {change.after.target.id}: {outcome_text(change.before)} → {outcome_text(change.after)}"]
        lines += [f"      {line}" for line in _causes(account, change)]
    if account.moved:
        lines.append("Samma utfall, på ett annat år")
        for change in account.moved:
            then, now = (short_year(a, a.verdict.numbers.year) for a in (change.before, change.after))
            lines.append(f"  {change.after.target.id}: {headline(change.after)}, {then} → {now}")
    return lines


def _causes(account: Account, change: VerdictChange) -> Iterator[str]:
    if change.before.extract is None:
        yield "inget äldre datauttag frågade efter nyckeltalet"
        return
    if not change.causes:
        yield f"inga värden skiljer; det beror på {without_values(change)}"
    for cause in change.causes:
        yield cause_text(partial(_area, account), change.after, cause)


def _bases(account: Account) -> list[str]:
    lines: list[str] = []
    for base in account.bases:
        if base.revised:
            lines += _base(account, base)
    return ["Basåret som det först sparades, mot nu", *lines] if lines else []


def _base(account: Account, base: DecidedBase) -> Iterator[str]:
    a, n = base.assessment, base.assessment.verdict.numbers
    values = []
    if base.own != n.own_base:
        values.append(f"{account.municipality.name} {from_to_text(base.own, n.own_base)}")
    if base.reference != n.reference_base and a.reference is not None:
        values.append(f"{a.reference.label} {from_to_text(base.reference, n.reference_base)}")
    yield f"  {a.target.id}, {year(a, a.target.rule.base_year)}: {'; '.join(values)} (först sparat {base.vintage})"
    yield f"      beslutat basvärde: {STATUS[base.verdict.status]}; reviderat basvärde: {STATUS[a.status]}"


# --- values ----------------------------------------------------------------------------------------


def _series(account: Account) -> list[str]:
    lines: list[str] = []
    cells = {str(kpi): rows for kpi, rows in account.cells.groupby("kpi", sort=False)}
    for change in account.series:
        listed = cells.get(change.id, account.cells.head(0))
        told = [*_metadata(change), *(_cells(account, listed, change.cells) if change.cells else ())]
        if told:
            lines += [f"{change.id} {change.title}".rstrip() + f" ({change.old} → {change.new})"]
            lines += [f"  {line}" for line in told]
    same = [c.id for c in account.series if c.cells and not c.cells.revised.values and not c.cells.removed.values]
    if same:
        lines.append(f"Inget tidigare värde är ändrat i {', '.join(same)}.")
    return lines


def _metadata(change: SeriesChange) -> Iterator[str]:
    if change.titles:
        yield f"Ny titel: ”{change.titles[1]}”, förut ”{change.titles[0]}”."
    if change.releases:
        then, now = (_release(one) for one in change.releases)
        yield f"Publicering: {now}, förut {then}."


def _release(release: Release | None) -> str:
    return "inget datum" if release is None else f"{release.date} (avser {release.year})"


def _cells(account: Account, listed: pd.DataFrame, cells: SeriesCells) -> Iterator[str]:
    yield from _listed(account, listed, cells)
    if cells.added.values:
        yield f"Nya värden där inget fanns: {_counted(cells.added)}."
    if cells.newly_asked.values:
        yield f"Inte efterfrågat förut: {_counted(cells.newly_asked)}."
    if cells.no_longer_asked.values:
        yield f"Inte efterfrågat nu: {_counted(cells.no_longer_asked)}."
    if cells.restated:
        yield f"Samma värde med ny status: {cells.restated}."


def _listed(account: Account, mine: pd.DataFrame, cells: SeriesCells) -> Iterator[str]:
    if not cells.revised.values and not cells.removed.values:
        return
    for what, counted in (("Reviderade", cells.revised), ("Borttagna", cells.removed)):
        if counted.values:
            yield f"{what}: {_counted(counted)}, av {number(Fraction(cells.compared), 0)} jämförda."
    near = mine if len(mine) <= FEW else mine[mine["municipality"].isin(_own(account)) & (mine["gender"] == "T")]
    for key, rows in near.groupby(["municipality", "gender"], sort=False):
        area, gender = map(str, key)
        sex = "" if gender == "T" else f", {NAMES[gender]}"
        yield f"  {_area(account, area)}{sex}: {'; '.join(_steps(rows))}"
    left = len(mine) - len(near)
    if left:
        yield f"  Övriga: {several(left, 'värde', 'värden')}; alla står med --csv eller --json."


def _steps(rows: pd.DataFrame) -> Iterator[str]:
    for year_, old, new, kind in zip(rows["year"], rows["old"], rows["new"], rows["kind"], strict=True):
        yield f"{year_} {from_to_text(exact(float(old)), None if kind == REMOVED else exact(float(new)))}"


def _counted(counted: Counted) -> str:
    values = "ett värde" if counted.values == 1 else several(counted.values, "värde", "värden")
    areas = "ett område" if counted.areas == 1 else several(counted.areas, "område", "områden")
    return f"{values} ({years_text(counted.years)}) i {areas}"


def years_text(years: Iterable[int]) -> str:
    """Write years briefly: ``2015–2018, 2020``."""
    runs: list[list[int]] = []
    for one in sorted(years):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _own(account: Account) -> set[str]:
    references = {r.area for r in account.plan.references.values()}
    return {account.municipality.id, *references}


def _area(account: Account, area: str) -> str:
    known = account.areas.get(area)
    return known.title if known else area


def _means(account: Account) -> list[str]:
    if not account.means:
        return []
    lines = ["Ovägda medel som följer med (egen bearbetning)"]
    groups: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for change in account.means:
        groups.setdefault((change.series, change.group), []).append(change.year)
    for (series, group), years in groups.items():
        lines.append(f"  {'+'.join(series)}, {_area(account, group)}: {years_text(years)}")
    return lines


def _alone(account: Account) -> list[str]:
    """Say which series only one of the vintages holds."""
    told: dict[str, list[str]] = {}
    for change in account.series:
        if change.cells is None:
            told.setdefault(change.old or change.new or "", []).append(change.id)
    return [f"Endast ett datauttag ({vintage}): {', '.join(ids)}." for vintage, ids in sorted(told.items())]
