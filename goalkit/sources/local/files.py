"""One file with an own series: its header, its rows, and what the rows say of each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from goalkit.model import Gender
from goalkit.plan import Indicator, Plan
from goalkit.sources.local import columns as c
from goalkit.sources.local.faults import Fault, RefusedError
from goalkit.sources.local.fields import NUMBERS, Form
from goalkit.sources.local.rows import Draft, LocalRow, read_row
from goalkit.sources.local.tables import Field, Record, read_records


@dataclass(frozen=True)
class FileReading:
    """A file read to its end: its rows in the order of the file, none where there is one fault."""

    rows: tuple[LocalRow, ...]
    faults: tuple[Fault, ...]


def read_file(path: Path, name: str, plan: Plan, indicator: Indicator) -> FileReading:
    """Read and check a file; ``name`` is what a person calls it. A header alone is a file without rows."""
    faults: list[Fault] = []
    records: list[Record] = []
    separator = ""
    try:
        taken, separator = read_records(path)
        for record in taken:
            records.append(record)  # noqa: PERF402 - what came before a fault is kept
    except RefusedError as refusal:
        faults.append(Fault(name, refusal.problem, refusal.row))
    header = _names(records[0]) if records else []
    if records or not faults:
        faults += (Fault(name, problem, 1, column) for column, problem in _header_faults(header))
    if not set(header).intersection(c.NAMES):
        return FileReading((), tuple(faults))
    rows = list(_rows(records[1:], header, separator))
    faults += (Fault(name, problem, record.row) for record, problem in _width_faults(rows, header, separator))
    whole = [(record.row, _by_column(record, header)) for record in rows if len(record.fields) == len(header)]
    proven = indicator.decimals > 0 and _has_decimal_comma((fields for _, fields in whole), separator)
    form = Form(indicator, plan.years.last, comma_is_decimal=proven)
    drafts = [read_row(number, fields, form) for number, fields in whole]
    for draft in drafts:
        faults += (Fault(name, why, draft.number, column, draft.text(column)) for column, why in draft.faults)
    faults += _duplicates(drafts, name)
    faults.sort(key=lambda fault: fault.row or 0)
    return FileReading(() if faults else tuple(draft.row() for draft in drafts), tuple(faults))


def _names(record: Record) -> list[str]:
    """Return the header's words; empty ones at its end are not columns."""
    names = [c.folded(field.text) for field in record.fields]
    while names and not names[-1]:
        names.pop()
    return names


def _header_faults(header: list[str]) -> Iterator[tuple[str | None, str]]:
    """Yield, with its column where it has one, what is wrong with the header."""
    if not set(header).intersection(c.NAMES):
        known = ";".join(c.NAMES)
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


def _rows(records: Iterable[Record], header: list[str], separator: str) -> Iterator[Record]:
    """Yield the rows that say something, without empty fields beyond the header."""
    for record in records:
        fields = list(record.fields)
        while len(fields) > len(header) and not fields[-1].text:
            fields.pop()
        if not separator:  # a workbook leaves out empty cells at the end
            fields += [Field("")] * (len(header) - len(fields))
        if any(field.text for field in fields):
            yield Record(record.row, tuple(fields))


def _width_faults(rows: Iterable[Record], header: list[str], separator: str) -> Iterator[tuple[Record, str]]:
    hint = "; ett tal med decimalkomma ska ha citattecken om sig" if separator == "," else ""
    for record in rows:
        if len(record.fields) != len(header):
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


def _duplicates(drafts: Iterable[Draft], name: str) -> Iterator[Fault]:
    first: dict[tuple[int, Gender], int] = {}
    for draft in drafts:
        if {c.YEAR, c.GENDER} <= draft.said.keys():
            key = (draft.said[c.YEAR], draft.said[c.GENDER])
            if key in first:
                problem = f"året står redan på rad {first[key]} för {draft.text(c.GENDER)}; tillåtet är en rad"
                yield Fault(name, problem, draft.number, c.YEAR, draft.text(c.YEAR))
            first.setdefault(key, draft.number)
