"""All own series of a plan in one municipality: loaded whole or not at all, or checked in full; and a new file.

The files are ``data/local/<plan>/<municipality>/<target>.csv`` (or ``.xlsx``).
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from glob import escape
from pathlib import Path
from unicodedata import normalize

from goalkit.errors import LocalSeriesError, PlanError
from goalkit.extracts import Cell, CellKey, Extract
from goalkit.plan import Plan, Target
from goalkit.sources.local import columns as c
from goalkit.sources.local.faults import Fault
from goalkit.sources.local.fields import FIRST_YEAR
from goalkit.sources.local.files import read_file
from goalkit.sources.local.rows import LocalRow
from goalkit.written import is_left_by_system

SUFFIXES = (".csv", ".xlsx")
NOT_SERIES = ("README.md", "mall.csv")
"""What may stand beside the series without being one."""

SHIPPED_PLANS = Path(__file__).parents[2] / "plans"
CHECK = "goalkit local check"


@dataclass(frozen=True)
class LocalSeries:
    """The own series that could be loaded, and for each that could not, why; all by target id.

    ``rows`` has what an extract does not hold: bounds, numerators and denominators, methods, dates, roles.
    """

    extracts: Mapping[str, Extract] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[LocalRow, ...]] = field(default_factory=dict)


def local_folder(data: Path, plan: Plan, municipality: str) -> Path:
    """Return where the own series of a plan in a municipality stand; the folder need not exist."""
    return data / "local" / plan.id / municipality


def load_local(data: Path, plan: Plan, municipality: str, upto: str | None = None) -> LocalSeries:
    """Read the own series of a plan's targets.

    A file with one fault gives nothing but a sentence in ``faults``. With ``upto``, a date or the id of a
    vintage, rows that were entered later are left out. A file without rows is no series yet.
    """
    extracts: dict[str, Extract] = {}
    faults: dict[str, str] = {}
    kept: dict[str, tuple[LocalRow, ...]] = {}
    for reading in _readings(data, plan, municipality):
        if reading.target is None:
            continue
        target = reading.target.id
        if reading.faults:
            faults[target] = _pointer(reading.faults)
            continue
        rows = tuple(row for row in reading.rows if upto is None or _known(row, upto))
        if rows:
            extracts[target], kept[target] = _extract(target, municipality, plan, rows), rows
    return LocalSeries(extracts, faults, kept)


def check_local(data: Path, plan: Plan, municipality: str, today: date | None = None) -> list[Fault]:
    """Return every fault of every file with an own series, those that no target asks for included.

    With ``today``, days that have not been are faults too; nothing that is judged reads the clock.
    """
    faults = list(_misplaced(data, plan, municipality))
    for reading in _readings(data, plan, municipality, today):
        faults += reading.faults
    return faults


@dataclass(frozen=True)
class _Reading:
    """What stands under one name; ``target`` is the target that a person meant with it, if any."""

    target: Target | None
    faults: tuple[Fault, ...]
    rows: tuple[LocalRow, ...] = ()


def _readings(data: Path, plan: Plan, municipality: str, today: date | None = None) -> Iterator[_Reading]:
    named: dict[str, list[Path]] = {}
    for path in _listed(local_folder(data, plan, municipality)):
        named.setdefault(_stem(path).casefold(), []).append(path)
    for paths in named.values():
        target = plan.target(_stem(paths[0]))
        faults = tuple(_name_faults(data, paths, plan, target))
        if faults or target is None:
            yield _Reading(target if target and target.indicator.is_local else None, faults)
        else:
            file = read_file(paths[0], _shown(data, paths[0]), plan, target.indicator, today)
            yield _Reading(target, file.faults, file.rows)


def _name_faults(data: Path, paths: list[Path], plan: Plan, target: Target | None) -> Iterator[Fault]:
    """Yield what is wrong with files of one name before any is opened."""
    for path in paths:
        name = _shown(data, path)
        if path.is_dir():
            yield Fault(name, "mappar här läses inte; flytta upp filerna, eller flytta mappen härifrån")
        elif path.suffix not in SUFFIXES:
            yield Fault(name, "bara filer vars namn slutar på .csv eller .xlsx läses; spara om eller flytta den")
        elif target is None:
            own = ", ".join(t.id for t in plan.targets if t.indicator.is_local)
            yield Fault(name, f"planen har ingen måluppfyllelse {_stem(path)}; egna serier hör till {own}")
        elif not target.indicator.is_local:
            series = " + ".join(target.indicator.kolada)
            yield Fault(name, f"{target.id} bedöms med Kolada ({series}), så en egen serie används inte")
        elif _stem(path) != target.id:
            yield Fault(name, f"filen ska heta {target.id}{path.suffix}, med samma stora och små bokstäver")
    if len(paths) > 1:
        others = " och ".join(path.name for path in paths)
        yield Fault(_shown(data, paths[0]), f"{others} är samma måluppfyllelse; tillåtet är en fil")


def _misplaced(data: Path, plan: Plan, municipality: str) -> Iterator[Fault]:
    """Yield files in folders that nothing reads: above a municipality's, or beside it under no code and no plan."""
    own = local_folder(data, plan, municipality)
    right = _shown(data, own)
    for folder in (own.parent.parent, own.parent, own):
        if os.path.lexists(folder) and not folder.is_dir():
            yield Fault(_shown(data, folder), "det är ingen mapp; ta bort det, och lägg de egna serierna där")
    for path in (*_listed(own.parent.parent), *_listed(own.parent)):
        if path.suffix.casefold() in SUFFIXES and path.is_file():
            yield Fault(_shown(data, path), f"filen ligger fel och läses inte; den ska ligga i {right}")
    plans = (folder for folder in _listed(own.parent.parent) if not _is_plan(data, plan, folder.name))
    places = (folder for folder in _listed(own.parent) if not re.fullmatch("[0-9]{4}", folder.name))
    for folder in (*plans, *places):
        for path in sorted(folder.rglob("*")):
            if path.suffix.casefold() in SUFFIXES and not is_left_by_system(path.name) and path.is_file():
                why = f"mappen {folder.name} är varken en plan eller en kommuns kod, så filen läses inte"
                yield Fault(_shown(data, path), f"{why}; den ska ligga i {right}")


def _is_plan(data: Path, plan: Plan, name: str) -> bool:
    """Tell whether a folder's name is a plan's: this one's, or another's that has a file or a follow-up so called."""
    if name == plan.id:
        return True
    project, file = data.parent, f"{name}.toml"
    others = (SHIPPED_PLANS / file, project / file, data / "follow-ups" / name, *project.glob(f"*/{escape(file)}"))
    return any(path.exists() for path in others)


def _listed(folder: Path) -> list[Path]:
    """Return what stands in a folder, by name, without what systems and programs leave there."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not is_left_by_system(path.name) and path.name not in NOT_SERIES)


def _stem(path: Path) -> str:
    """Return a file's name without its ending, with å as one sign on every system."""
    return normalize("NFC", path.stem)


def _shown(data: Path, path: Path) -> str:
    """Return a path from the data folder's own name on."""
    return path.relative_to(data.parent).as_posix()


def _pointer(faults: tuple[Fault, ...]) -> str:
    count, which = ("ett fel", "vilket") if len(faults) == 1 else (f"{len(faults)} fel", "vilka")
    return f"Den egna serien {faults[0].file} har {count} och lästes inte in. Se {which} med `{CHECK}`."


def _known(row: LocalRow, upto: str) -> bool:
    return row.entered.isoformat() <= upto  # as text: "2026-11-23" comes before "2026-11-23.2"


def _extract(target: str, municipality: str, plan: Plan, rows: tuple[LocalRow, ...]) -> Extract:
    cells: dict[CellKey, dict[int, Cell]] = {}
    for row in rows:
        cells.setdefault((target, municipality, row.gender), {})[row.year] = Cell(
            row.value, row.status, _source([row]), row.entered
        )
    entered = max(row.entered for row in rows)
    return Extract(
        id=entered.isoformat(),
        retrieved=entered,
        source=_source(rows),
        note=f"Egen serie, inlagd {entered}.",
        local=True,
        cells=cells,
        asked={(target, municipality): frozenset(range(FIRST_YEAR, plan.years.last + 1))},
    )


def _source(rows: Iterable[LocalRow]) -> str:
    """Name every source of the rows, that of the newest first: none stands for another's figure."""
    newest = sorted(rows, key=lambda row: (row.entered, row.year), reverse=True)
    sources = dict.fromkeys(row.source.removeprefix("Källa:").strip() for row in newest)
    return f"Källa: {'; '.join(sources)}"


# --- a new file ----------------------------------------------------------------------------------------


def template(plan: Plan, target: str) -> str:
    """Return the header of a file for a target's own series; a target that is no ratio needs no numerator.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
    """
    return ";".join(column.name for column in _columns(_local_target(plan, target))) + "\n"


def explanation(plan: Plan, target: str) -> str:
    """Return the header explained, column by column, for a person who fills in a target's own series.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
    """
    found = _local_target(plan, target)
    columns = _columns(found)
    width = max(len(column.name) for column in columns)
    lines = [f"  {column.name:{width}}  {_meaning(column)}" for column in columns]
    head = f"{found.id}: {found.indicator.label}. Varifrån: {(found.indicator.local or '').rstrip('.')}."
    tail = (
        "En rad per år och kön. Skriv talen som 43,2 eller 43.2. "
        f"Kontrollera filen med `{CHECK}`: med ett enda fel läses ingenting ur den."
    )
    return "\n".join((head, *lines, tail))


def write_template(data: Path, plan: Plan, municipality: str, target: str) -> Path:
    """Write the header to the file of a target's own series and return its path; nothing is overwritten.

    The file starts with a byte order mark, so that a spreadsheet reads å, ä and ö.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
        LocalSeriesError: the target has a file already.
    """
    found, header = _local_target(plan, target), template(plan, target)
    folder = local_folder(data, plan, municipality)
    folder.mkdir(parents=True, exist_ok=True)
    for there in (folder / f"{found.id}{suffix}" for suffix in SUFFIXES):
        if there.exists():
            raise _exists(there)
    path = folder / f"{found.id}.csv"
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(header)
    except FileExistsError as error:
        raise _exists(path) from error
    return path


def _exists(path: Path) -> LocalSeriesError:
    return LocalSeriesError(f"{path} finns redan och skrivs inte över. Öppna den och lägg till rader där.")


def _local_target(plan: Plan, target_id: str) -> Target:
    target = plan.target(target_id)
    own = ", ".join(t.id for t in plan.targets if t.indicator.is_local)
    if target is None:
        message = f"Planen {plan.id} har ingen måluppfyllelse {target_id}. Egna serier hör till: {own}."
        raise PlanError(message)
    if not target.indicator.is_local:
        series = " + ".join(target.indicator.kolada)
        message = f"{target.id} bedöms med Kolada ({series}) och tar ingen egen serie. Egna hör till: {own}."
        raise PlanError(message)
    return target


def _columns(target: Target) -> list[c.Column]:
    left_out = () if target.indicator.unit in c.RATIOS else (c.NUMERATOR, c.DENOMINATOR)
    return [column for column in c.COLUMNS if column.name not in left_out]


def _meaning(column: c.Column) -> str:
    return column.meaning if column.required else f"{column.meaning} (får vara tom)"
