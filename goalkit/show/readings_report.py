"""Readings and needs as data for other programs; numbers as in :mod:`goalkit.show.report`.

The formal verdicts stand in ``goalkit status --json``; what is here stands beside them.
"""

from datetime import date
from fractions import Fraction

import msgspec

from goalkit.beside.needed import Need, Needed, Outcome, Pace, Scenario, needed
from goalkit.beside.readings import Kind, Reading, Readings, readings
from goalkit.exact import decimal_text
from goalkit.model import NotAssessed, Reason, Status, Unit
from goalkit.show.report import measure_unit, number_texts
from goalkit.words.needed import notes, reason, sentence
from goalkit.words.readings import explanation, label, summary, turning
from goalkit.workbook import Workbook

SCHEMA = 1
"""The version of the form; it changes when a field changes its name or meaning, not when one is added."""


class ReadingReport(msgspec.Struct, frozen=True, kw_only=True):
    """One reading; ``flips`` says that this single choice turns the formal verdict into another."""

    id: str
    kind: Kind
    label: str
    flips: bool
    status: Status
    before_plan: bool
    reason: Reason | None
    where: str | None
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
    indicator: list[str]
    vintage: str | None
    rounded: list[str]
    sentence: str


class PaceReport(msgspec.Struct, frozen=True, kw_only=True):
    """The fastest yearly change, into ``year``."""

    area: str
    year: int
    change: str


class NeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one scenario asks for; ``low`` and ``high`` do not meet the target, ``lowest`` and ``highest`` do.

    ``number`` is ``change`` as a number of what the indicator counts, where that is known.
    """

    scenario: Scenario
    outcome: Outcome
    reference: str | None
    reference_change: str | None
    n: int | None
    low: str | None
    high: str | None
    lowest: str | None
    highest: str | None
    value: str | None
    change: str | None
    yearly: str | None
    worsens: bool
    number: str | None
    fastest_own: PaceReport | None
    fastest_group: PaceReport | None
    rounded: list[str]
    sentence: str


class NeededReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan's last year must bring; without ``needs`` the reason says why."""

    year: int
    latest_year: int | None
    latest: str | None
    reference_year: int | None
    unit: Unit
    group: str | None
    why_not: Reason | None
    sentence: str | None
    notes: list[str]
    needs: list[NeedReport]


class TargetReadings(msgspec.Struct, frozen=True, kw_only=True):
    """One target: its formal status, its readings (the formal one first), and what the last year must bring."""

    id: str
    status: Status
    summary: str
    turning: str
    readings: list[ReadingReport]
    needed: NeededReport


class ReadingsReport(msgspec.Struct, frozen=True, kw_only=True):
    """The readings of some or all targets of a plan, judged for one municipality."""

    schema: int
    plan: str
    municipality: str
    as_of: date | None
    targets: list[TargetReadings]


def readings_report(workbook: Workbook, target_ids: list[str]) -> ReadingsReport:
    """Return the report of some targets of a workbook, in the order given."""
    targets = [workbook.assessments[target_id] for target_id in target_ids]
    return ReadingsReport(
        schema=SCHEMA,
        plan=workbook.plan.id,
        municipality=workbook.municipality.id,
        as_of=workbook.as_of,
        targets=[target_readings(readings(workbook, a), needed(workbook, a)) for a in targets],
    )


def target_readings(told: Readings, asked: Needed) -> TargetReadings:
    """Return one target's part of the report."""
    return TargetReadings(
        id=told.formal.target.id,
        status=told.formal.status,
        summary=summary(told),
        turning=turning(told),
        readings=[_reading(reading) for reading in told.rows],
        needed=_needed(asked),
    )


def _reading(reading: Reading) -> ReadingReport:
    a, verdict = reading.assessment, reading.assessment.verdict
    texts, rounded = number_texts(verdict.numbers)
    missing = verdict if isinstance(verdict, NotAssessed) else None
    return ReadingReport(
        id=reading.id,
        kind=reading.kind,
        label=label(reading),
        flips=reading.flips,
        status=a.status,
        before_plan=verdict.before_plan,
        reason=missing.reason if missing else None,
        where=str(missing.where) if missing and missing.where else None,
        base_year=verdict.numbers.base_year,
        year=verdict.numbers.year,
        reference_area=a.reference.area if a.reference else None,
        reference_n=verdict.numbers.reference_n,
        unit=a.indicator.unit,
        measure_unit=measure_unit(a),
        indicator=list(a.indicator.series),
        vintage=a.extract.id if a.extract else None,
        rounded=rounded,
        sentence=explanation(reading),
        **texts,
    )


def _needed(asked: Needed) -> NeededReport:
    return NeededReport(
        year=asked.year,
        latest_year=asked.latest_year,
        latest=_text(asked.latest),
        reference_year=asked.reference_year,
        unit=asked.assessment.indicator.unit,
        group=asked.group,
        why_not=asked.why_not,
        sentence=reason(asked),
        notes=notes(asked),
        needs=[_need(asked, need) for need in asked.needs],
    )


_NUMBERS = ("low", "high", "lowest", "highest", "value", "change", "yearly", "number")


def _need(asked: Needed, need: Need) -> NeedReport:
    given = need.reference
    numbers = {"reference": given.value, "reference_change": given.change}
    numbers |= {name: getattr(need, name) for name in _NUMBERS}
    return NeedReport(
        scenario=given.scenario,
        outcome=need.outcome,
        n=given.n,
        worsens=need.worsens,
        fastest_own=_pace(need.fastest_own),
        fastest_group=_pace(need.fastest_group),
        rounded=[name for name, value in numbers.items() if value is not None and decimal_text(value)[1]],
        sentence=sentence(asked, need),
        **{name: _text(value) for name, value in numbers.items()},
    )


def _pace(pace: Pace | None) -> PaceReport | None:
    if pace is None:
        return None
    return PaceReport(area=pace.area, year=pace.year, change=decimal_text(pace.change)[0])


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)[0]
