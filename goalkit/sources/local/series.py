"""All own series of a plan in one municipality: each file loaded whole or not at all, or checked in full; a new file.

The files are ``data/local/<plan>/<municipality>/<target>.csv`` (or ``.xlsx``).
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from glob import escape
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from goalkit.errors import LocalSeriesError, PlanError
from goalkit.extracts import Cell, CellKey, Extract
from goalkit.model import Gender, Unit
from goalkit.plan import Indicator, Plan, Target
from goalkit.sources.local import columns as c
from goalkit.sources.local.columns import Fault
from goalkit.sources.local.rows import FIRST_YEAR, NUMBERS, Draft, Form, LocalRow, read_row
from goalkit.sources.local.tables import Field, Record, read_table
from goalkit.written import is_left_by_system


@dataclass(frozen=True)
class FileReading:
    """A file read to its end: its rows in the order of the file, none where there is one fault."""

    rows: tuple[LocalRow, ...]
    faults: tuple[Fault, ...]


def read_file(path: Path, name: str, plan: Plan, indicator: Indicator, today: date | None = None) -> FileReading:
    """Read and check a file; ``name`` is what a person calls it. A header alone is a file without rows.

    With ``today``, which only a check knows, a day that has not been is a fault.
    """
    table = read_table(path)
    faults = [Fault(name, refusal.problem, refusal.row) for refusal in table.faults]
    header = _names(table.records[0]) if table.records else []
    if table.records or not faults:
        at = table.records[0].row if table.records else 1
        faults += (Fault(name, problem, at, column) for column, problem in _header_faults(header, table.records))
    if not set(header).intersection(c.NAMES):
        return FileReading((), tuple(faults))
    rows = [_fitted(record, header, table.separator) for record in table.records[1:]]
    faults += (Fault(name, problem, row.row) for row, problem in _row_faults(rows, header, table.separator))
    whole = [(row.row, _by_column(row, header)) for row in rows if _is_whole(row, header)]
    proven = indicator.decimals > 0 and _has_decimal_comma((fields for _, fields in whole), table.separator)
    form = Form(indicator, plan.years.last, comma_is_decimal=proven, today=today)
    drafts = [read_row(number, fields, form) for number, fields in whole]
    for draft in drafts:
        faults += (Fault(name, why, draft.number, column, draft.text(column)) for column, why in draft.faults)
    beside = (*_duplicates(drafts), *_without_total(drafts), *_out_of_scale(drafts, indicator))
    faults += (Fault(name, why, draft.number, column, draft.text(column)) for draft, column, why in beside)
    faults.sort(key=lambda fault: fault.row or 0)
    return FileReading(() if faults else tuple(draft.row() for draft in drafts), tuple(faults))


def _names(record: Record) -> list[str]:
    """Return the header's words; empty ones at its end are not columns."""
    names = [re.sub(r"[^\S\r\n]+", "_", c.folded(field.text)) for field in record.fields]
    while names and not names[-1]:
        names.pop()
    return names


def _header_faults(header: list[str], records: Sequence[Record]) -> Iterator[tuple[str | None, str]]:
    """Yield, with its column where it has one, what is wrong with the header."""
    if not set(header).intersection(c.NAMES):
        known = ";".join(c.NAMES)
        lower = next((each.row for each in records if {c.YEAR, c.VALUE} <= set(_names(each))), None)
        if lower is not None:
            yield None, f"rubrikraden står på rad {lower}; stryk raderna ovanför"
            return
        yield None, f"rubrikraden saknas; första raden ska vara {known} (skilda av semikolon eller komma)"
        return
    for name in dict.fromkeys(header):
        if name not in c.NAMES:
            known = ", ".join(c.NAMES)
            yield name or "utan rubrik", f"kolumnen är inte känd; tillåtna är {known}"
        elif header.count(name) > 1:
            yield name, f"kolumnen står {header.count(name)} gånger; tillåtet är en"
    for column in c.COLUMNS:
        if column.required and column.name not in header:
            yield column.name, f"kolumnen saknas; där ska stå {column.meaning}"


def _fitted(record: Record, header: list[str], separator: str) -> Record:
    """Return a row without empty fields beyond the header."""
    fields = list(record.fields)
    while len(fields) > len(header) and not fields[-1].text:
        fields.pop()
    if not separator:  # a workbook leaves out empty cells at the end
        fields += [Field("")] * (len(header) - len(fields))
    return Record(record.row, tuple(fields))


def _is_whole(record: Record, header: list[str]) -> bool:
    return len(record.fields) == len(header) and not _is_note(record)


def _is_note(record: Record) -> bool:
    """Tell whether a row is a text in one cell, as people write under a table."""
    texts = [field.text for field in record.fields if field.text]
    return len(texts) == 1 and not texts[0].isdigit()


def _row_faults(rows: Iterable[Record], header: list[str], separator: str) -> Iterator[tuple[Record, str]]:
    hint = "; ett tal med decimalkomma ska ha citattecken om sig" if separator == "," else ""
    for record in rows:
        if _is_note(record):
            yield record, "raden är en anteckning i en enda cell; skriv den under metod, eller stryk den"
        elif len(record.fields) != len(header):
            many = "för många" if len(record.fields) > len(header) else "för få"
            yield record, f"raden har {many} fält, {len(record.fields)}; rubriken har {len(header)}{hint}"


def _by_column(record: Record, header: list[str]) -> dict[str, Field]:
    """Return the fields by their known columns, in the order of :data:`columns.NAMES`."""
    there = dict(zip(header, record.fields, strict=True))
    return {name: there[name] for name in c.NAMES if name in there}


def _has_decimal_comma(rows: Iterable[dict[str, Field]], separator: str) -> bool:
    """Tell whether the file shows that its comma is the decimal mark.

    It does where semicolons stand between the fields (only a program with a decimal comma writes that)
    and no number has a point.
    """
    return separator == ";" and not any(
        "." in fields[column].text for fields in rows for column in NUMBERS if column in fields
    )


RowFaults = Iterator[tuple[Draft, str, str]]
"""A row, its column, and what is wrong there beside the other rows."""


def _duplicates(drafts: Iterable[Draft]) -> RowFaults:
    first: dict[tuple[int, Gender], int] = {}
    for draft in drafts:
        if {c.YEAR, c.GENDER} <= draft.said.keys():
            key = (draft.said[c.YEAR], draft.said[c.GENDER])
            if key in first:
                problem = f"året står redan på rad {first[key]} för {draft.text(c.GENDER)}; tillåtet är en rad"
                yield draft, c.YEAR, problem
            first.setdefault(key, draft.number)


def _without_total(drafts: Iterable[Draft]) -> RowFaults:
    """Yield the first row of each year that has women or men and no total, by which nothing can be judged."""
    years: dict[int, dict[Gender, Draft]] = {}
    for draft in drafts:
        if {c.YEAR, c.GENDER} <= draft.said.keys():
            years.setdefault(draft.said[c.YEAR], {}).setdefault(draft.said[c.GENDER], draft)
        elif c.YEAR in draft.said:  # a row whose gender cannot be read may be the total
            years.setdefault(draft.said[c.YEAR], {})[Gender.TOTAL] = draft
    for year, there in years.items():
        if Gender.TOTAL not in there:
            who = " och ".join(
                word for word, gender in (("kvinnor", Gender.WOMEN), ("män", Gender.MEN)) if gender in there
            )
            why = f"{year} har {who} men ingen rad för totalt, som bedömningen görs på; lägg till den"
            yield next(iter(there.values())), c.GENDER, why


def _out_of_scale(drafts: Iterable[Draft], indicator: Indicator) -> RowFaults:
    """Yield each value that may be a hundred times too small or too large, and whose counts do not prove it.

    A percentage of at most 1 may be a share written as a fraction: where no value is greater, or the nearest
    greater one is about a hundred times it. In another ratio a value may have lost its decimal mark.
    """
    series: dict[Gender, list[Draft]] = {}
    for draft in sorted((d for d in drafts if {c.YEAR, c.GENDER} <= d.said.keys()), key=lambda d: d.said[c.YEAR]):
        if _size(draft) > 0:
            series.setdefault(draft.said[c.GENDER], []).append(draft)
    if indicator.unit is Unit.PERCENT:
        for each in _fractions(list(series.values())):
            mean = _hundredfold(each)
            why = (
                f"menas {mean} procent? Skriv {mean} då; annars visar täljare och nämnare att det är rätt som det står"
            )
            yield each, c.VALUE, why
    elif indicator.unit in c.RATIOS:
        for before, after in (pair for line in series.values() for pair in pairwise(line)):
            if _is_hundredfold(*sorted((_size(before), _size(after)))) and not _is_proven(after):
                than = f"{before.said[c.YEAR]} ({before.text(c.VALUE)})"
                why = (
                    f"det är omkring en hundradel eller hundra gånger {than}; rätta det, eller ange täljare och nämnare"
                )
                yield after, c.VALUE, why


def _fractions(series: list[list[Draft]]) -> Iterator[Draft]:
    """Yield the percentages that look like shares of 1."""
    small = [draft for line in series for draft in line if _size(draft) <= 1]
    if len(small) == sum(map(len, series)):
        yield from () if any(map(_is_proven, small)) else small
        return
    for line in series:
        for place, draft in enumerate(line):
            before = next((d for d in reversed(line[:place]) if _size(d) > 1), None)
            after = next((d for d in line[place:] if _size(d) > 1), None)
            near = [d for d in (before, after) if d is not None and _is_hundredfold(_size(draft), _size(d))]
            if near and _size(draft) <= 1 and not _is_proven(draft):
                yield draft


def _size(draft: Draft) -> Fraction:
    number = draft.number_in(c.VALUE)
    return Fraction(0) if number is None else abs(number.value)


def _is_hundredfold(small: Fraction, large: Fraction) -> bool:
    return 30 * small <= large <= 300 * small


def _is_proven(draft: Draft) -> bool:
    return draft.number_in(c.NUMERATOR) is not None and draft.number_in(c.DENOMINATOR) is not None


def _hundredfold(draft: Draft) -> str:
    times = _size(draft) * 100
    return f"{(Decimal(times.numerator) / Decimal(times.denominator)).normalize():f}".replace(".", ",")


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
    except OSError as error:
        path.unlink(missing_ok=True)  # a header cut short would be taken for a file with faults
        raise OSError(error.errno, error.strerror, str(path)) from error
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
