"""Assessments as data for other programs: JSON with a promised form, and a table for a spreadsheet.

Numbers are exact decimal strings; one that no finite decimal writes (a mean, a relative change) is
rounded half to even at twelve decimals, and its field is named in ``rounded``.
"""

from collections.abc import Collection
from datetime import date
from fractions import Fraction

import msgspec

from goalkit.exact import decimal_text
from goalkit.judge import Assessment
from goalkit.model import Flag, NotAssessed, Numbers, Reason, Status, Unit
from goalkit.spreadsheet import csv_text
from goalkit.summary import Counts, count
from goalkit.words.sentences import sentence
from goalkit.workbook import Workbook

SCHEMA = 1
"""The version of the form; it changes when a field changes its name or meaning, not when one is added."""


class TargetReport(msgspec.Struct, frozen=True, kw_only=True):
    """One target. Fields that its rule does not have are null."""

    id: str
    status: Status
    reason: Reason | None
    where: str | None
    rule: str
    base_year: int | None
    year: int | None
    own_base: str | None
    own: str | None
    own_change: str | None
    reference_area: str | None
    reference_base: str | None
    reference: str | None
    reference_change: str | None
    reference_n: int | None
    measure_base: str | None
    measure: str | None
    unit: Unit
    measure_unit: Unit
    expected: date | None
    flags: list[str]
    indicator: list[str]
    vintage: str | None
    rounded: list[str]
    sentence: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All targets of a plan, judged for one municipality."""

    schema: int
    plan: str
    municipality: str
    as_of: date | None
    counts: Counts
    targets: list[TargetReport]


_NUMBERS = (
    "own_base",
    "own",
    "own_change",
    "reference_base",
    "reference",
    "reference_change",
    "measure_base",
    "measure",
)


def report(workbook: Workbook, only: Assessment | None = None) -> Report:
    """Return the report of a workbook; ``only`` limits the listed targets, never the counts."""
    shown = [only] if only is not None else list(workbook.assessments.values())
    return Report(
        schema=SCHEMA,
        plan=workbook.plan.id,
        municipality=workbook.municipality.id,
        as_of=workbook.as_of,
        counts=count(workbook.assessments.values()),
        targets=[target_report(a) for a in shown],
    )


def target_report(a: Assessment) -> TargetReport:
    """Return one target's part of the report."""
    n, verdict = a.verdict.numbers, a.verdict
    texts, rounded = number_texts(n)
    missing = verdict if isinstance(verdict, NotAssessed) else None
    return TargetReport(
        id=a.target.id,
        status=a.status,
        reason=missing.reason if missing else None,
        where=str(missing.where) if missing and missing.where else None,
        rule=a.target.rule.__struct_config__.tag,  # type: ignore[arg-type]  # every rule has a tag, and it is text
        base_year=n.base_year,
        year=n.year,
        reference_area=a.reference.area if a.reference else None,
        reference_n=n.reference_n,
        unit=a.indicator.unit,
        measure_unit=measure_unit(a),
        expected=_expected(a),
        flags=[flag.value for flag in Flag if flag in verdict.flags],
        indicator=list(a.indicator.kolada),
        vintage=a.extract.id if a.extract else None,
        rounded=rounded,
        sentence=sentence(a),
        **texts,
    )


def measure_unit(a: Assessment) -> Unit:
    """Return the unit of the rule's measure: of a level, of a difference, or of a difference in percent."""
    return a.target.rule.measure_unit(a.indicator.unit)


def to_json(value: msgspec.Struct) -> str:
    """Write a report as JSON, indented; the same report gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def to_csv(value: Report, *, without: Collection[str] = ()) -> str:
    """Write a report's targets as CSV that a Swedish spreadsheet opens right; ``without`` names fields to leave out.

    The JSON's fields are the columns; semicolons between them, decimal comma in the numbers, lists joined by
    a blank, a byte order mark first.
    """
    names = [field.name for field in msgspec.structs.fields(TargetReport) if field.name not in without]
    rows = []
    for target in value.targets:
        row = msgspec.to_builtins(target)
        row |= {name: row[name].replace(".", ",") for name in _NUMBERS if row[name] is not None}
        rows.append([" ".join(row[n]) if isinstance(row[n], list) else row[n] for n in names])
    return csv_text(names, rows)


def number_texts(n: Numbers) -> tuple[dict[str, str | None], list[str]]:
    """Return the values of a verdict as exact decimal strings, and the names of those that had to be rounded."""
    texts: dict[str, str | None] = {}
    rounded: list[str] = []
    for name in _NUMBERS:
        value: Fraction | None = getattr(n, name)
        text, was_rounded = decimal_text(value) if value is not None else (None, False)
        texts[name] = text
        if was_rounded:
            rounded.append(name)
    return texts, rounded


def _expected(a: Assessment) -> date | None:
    """Return the planned date of the value that is waited for, or of the next one after a verdict if it is to come."""
    if isinstance(a.verdict, NotAssessed):
        return a.verdict.expected
    coming, day = a.next_release, a.evidence.as_of
    return coming.date if coming is not None and day is not None and coming.date >= day else None
