"""One file with an own series: its header, its rows, and what the rows say of each other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from goalkit.model import Gender, Unit
from goalkit.plan import Indicator, Plan
from goalkit.sources.local import columns as c
from goalkit.sources.local.faults import Fault
from goalkit.sources.local.fields import NUMBERS, Form
from goalkit.sources.local.rows import Draft, LocalRow, read_row
from goalkit.sources.local.tables import Field, Record, read_table


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
    for check in (_duplicates, _without_total, _out_of_scale):
        faults += (Fault(name, why, draft.number, at, draft.text(at)) for draft, at, why in check(drafts, indicator))
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


Told = Iterator[tuple[Draft, str, str]]
"""A row, its column, and what is wrong there beside the other rows."""


def _duplicates(drafts: Iterable[Draft], indicator: Indicator) -> Told:
    del indicator
    first: dict[tuple[int, Gender], int] = {}
    for draft in drafts:
        if {c.YEAR, c.GENDER} <= draft.said.keys():
            key = (draft.said[c.YEAR], draft.said[c.GENDER])
            if key in first:
                problem = f"året står redan på rad {first[key]} för {draft.text(c.GENDER)}; tillåtet är en rad"
                yield draft, c.YEAR, problem
            first.setdefault(key, draft.number)


def _without_total(drafts: Iterable[Draft], indicator: Indicator) -> Told:
    """Yield the first row of each year that has women and men and no total, by which nothing can be judged."""
    del indicator
    years: dict[int, dict[Gender, Draft]] = {}
    for draft in drafts:
        if {c.YEAR, c.GENDER} <= draft.said.keys():
            years.setdefault(draft.said[c.YEAR], {}).setdefault(draft.said[c.GENDER], draft)
        elif c.YEAR in draft.said:  # a row whose gender cannot be read may be the total
            years.setdefault(draft.said[c.YEAR], {})[Gender.TOTAL] = draft
    for year, there in years.items():
        if there.keys() == {Gender.WOMEN, Gender.MEN}:
            why = f"{year} har kvinnor och män men ingen rad för totalt, som bedömningen görs på; lägg till den"
            yield next(iter(there.values())), c.GENDER, why


def _out_of_scale(drafts: Iterable[Draft], indicator: Indicator) -> Told:
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
