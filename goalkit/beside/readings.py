"""Other ways to understand a wording: one choice at a time is made differently, and judged again.

The formal reading is one of the rows. A reading never changes a verdict: it is an assessment of a variant
of the target, by the same reasons and in exact fractions. A choice that the data leave no room for (a base
value that was never revised, a rounding that changes nothing) makes no row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

import msgspec

from goalkit.beside.variants import (
    DisadvantageNarrows,
    OutpacesInUnits,
    RelativeGapNarrows,
    based,
    on_evidence,
    on_median,
    referring,
    rounded_evidence,
    ruled,
    same_members_line,
    standing_in,
)
from goalkit.exact import rounded
from goalkit.judge import Assessment, Court, starting
from goalkit.model import Evidence, Flag, Judged, Status, Unit
from goalkit.plan import Plan
from goalkit.reasons import Case
from goalkit.rules import Rule
from goalkit.workbook import Workbook

COUNTS = frozenset({Unit.NUMBER, Unit.JOBS})
"""Units in which a municipality's change cannot be set beside the nation's but in relation to size."""


class Kind(StrEnum):
    """Which single choice a reading makes differently."""

    FORMAL = "formal"
    DISADVANTAGE = "disadvantage"
    RELATIVE_GAP = "relative_gap"
    CHANGE_IN_UNITS = "change_in_units"
    REFERENCE = "reference"
    MEDIAN = "median"
    SAME_MUNICIPALITIES = "same_municipalities"
    ROUNDED_MEASURES = "rounded_measures"
    ROUNDED_VALUES = "rounded_values"
    OWN_LATEST_YEAR = "own_latest_year"
    START = "start"
    LATEST_CHANGE = "latest_change"
    ALTERNATIVE = "alternative"
    FIRST_BASE = "first_base"


@dataclass(frozen=True)
class Reading:
    """One reading of a target.

    Attributes:
        assessment: the variant as it was judged; for the formal reading the assessment itself.
        formal: the formal assessment, which stands whatever a reading says.
        detail: what the choice was changed to, as a name: a reference of the plan, a year, series, a vintage.
    """

    kind: Kind
    assessment: Assessment
    formal: Assessment
    detail: str = ""

    @property
    def id(self) -> str:
        """The reading's name within its target, stable between runs."""
        return f"{self.kind}:{self.detail}" if self.detail else str(self.kind)

    @property
    def flips(self) -> bool:
        """Whether this single choice turns the formal verdict into another one."""
        mine, formal = self.assessment.status, self.formal.status
        return Status.NOT_ASSESSED not in (mine, formal) and mine is not formal

    @property
    def judges_anew(self) -> bool:
        """Whether this single choice gives a verdict where the formal reading has none."""
        return self.formal.status is Status.NOT_ASSESSED and self.assessment.status is not Status.NOT_ASSESSED


@dataclass(frozen=True)
class Readings:
    """Every reading of one target, the formal one first."""

    formal: Assessment
    rows: tuple[Reading, ...]


def readings(workbook: Workbook, a: Assessment) -> Readings:
    """Return every reading of a target that its wording and the plan leave room for."""
    return Readings(a, tuple(_Bench(workbook, a).rows()))


def all_readings(workbook: Workbook) -> dict[str, Readings]:
    """Return the readings of every target, in the plan's order."""
    return {target_id: readings(workbook, a) for target_id, a in workbook.assessments.items()}


@dataclass(frozen=True)
class _Bench:
    """One target on the bench: the formal assessment, and the court that judges its variants."""

    workbook: Workbook
    formal: Assessment

    @cached_property
    def court(self) -> Court:
        return Court(self.workbook.plan, self.workbook.observations, self.workbook.municipality)

    @property
    def rule(self) -> Rule:
        return self.formal.target.rule

    @property
    def plan(self) -> Plan:
        return self.workbook.plan

    @property
    def day(self) -> date | None:
        return self.workbook.as_of

    def rows(self) -> Iterator[Reading]:
        yield self._row(Kind.FORMAL, self.formal)
        yield from self._measures()
        yield from self._references()
        yield from self._same_municipalities()
        yield from self._precision()
        yield from self._own_latest_year()
        yield from self._starts()
        yield from self._alternatives()
        yield from self._first_base()

    def _row(self, kind: Kind, assessment: Assessment, detail: str = "") -> Reading:
        return Reading(kind, assessment, self.formal, detail)

    def _measures(self) -> Iterator[Reading]:
        rule = self.rule
        reference, since = rule.reference_id, rule.base_year
        if reference is None or since is None:
            return
        if rule.has_gap:
            disadvantage = DisadvantageNarrows(reference=reference, since=since)
            relative = RelativeGapNarrows(reference=reference, since=since)
            yield self._row(Kind.DISADVANTAGE, ruled(self.formal, disadvantage))
            yield self._row(Kind.RELATIVE_GAP, ruled(self.formal, relative))
        if rule.is_relative and self.formal.indicator.unit not in COUNTS:
            variant = OutpacesInUnits(reference=reference, since=since)
            yield self._row(Kind.CHANGE_IN_UNITS, ruled(self.formal, variant))

    def _references(self) -> Iterator[Reading]:
        """Compare with the plan's other reference areas that have values, and with the median behind each mean."""
        if self.rule.reference_id is None:
            return
        there = {name: r for name, r in self.plan.references.items() if name not in self.formal.indicator.not_in}
        for name, reference in there.items():
            target = msgspec.structs.replace(self.formal.target, rule=referring(self.rule, name))
            variant = self.court.judge(target, self.day)
            if name != self.rule.reference_id:
                yield self._row(Kind.REFERENCE, variant, name)
            if reference.unweighted_mean:
                yield self._row(Kind.MEDIAN, on_median(variant, reference), name)

    def _same_municipalities(self) -> Iterator[Reading]:
        a, reference = self.formal, self.formal.reference
        if reference is None or not reference.unweighted_mean or self.rule.base_year is None:
            return
        if isinstance(a.verdict, Judged):  # else there is no pair of years to hold the municipalities equal in
            a = on_evidence(a, replace(a.evidence, reference=same_members_line(a, self.workbook.observations)))
        yield self._row(Kind.SAME_MUNICIPALITIES, a)

    def _precision(self) -> Iterator[Reading]:
        """Judge what a reader sees: the two compared numbers rounded, and all that is computed from rounded values."""
        a, verdict = self.formal, self.formal.verdict
        if not isinstance(verdict, Judged):
            return
        places = self.rule.decimals(a.indicator.decimals)
        shown = self.rule.compared(verdict.numbers)
        if any(value is not None and rounded(value, places) != value for value in shown):
            status = Status.UNCHANGED if Flag.TIE_AS_DISPLAYED in verdict.flags else verdict.status
            yield self._row(Kind.ROUNDED_MEASURES, replace(a, verdict=replace(verdict, status=status)))
        if self.rule.compares_values:
            return
        on_rounded = on_evidence(a, rounded_evidence(a.evidence))
        if on_rounded.verdict.numbers != verdict.numbers:
            yield self._row(Kind.ROUNDED_VALUES, on_rounded)

    def _own_latest_year(self) -> Iterator[Reading]:
        """Where the own series is newer than the reference: its latest year beside the reference's latest."""
        evidence, reference = self.formal.evidence, self.formal.evidence.reference
        if reference is None:
            return
        case = Case(evidence, self.rule.base_year, needs_reference=True)
        if not case.own_years or not case.reference_years:
            return
        own, theirs = max(case.own_years), max(case.reference_years)
        if own <= theirs:
            return
        points = {**reference.points, own: reference.points[theirs]}
        variant = on_evidence(self.formal, replace(evidence, reference=replace(reference, points=points)))
        yield self._row(Kind.OWN_LATEST_YEAR, variant, str(theirs))

    def _starts(self) -> Iterator[Reading]:
        """Where the start year is an assumption: the other ones, and the latest change from one year to the next."""
        target = self.formal.target
        if target.since_assumption is None:
            return
        for start in target.other_starts:
            yield self._row(Kind.START, self._started(start), str(start))
        latest = latest_common_year(self.formal.evidence)
        if latest is not None and latest - 1 not in (target.rule.base_year, *target.other_starts):
            yield self._row(Kind.LATEST_CHANGE, self._started(latest - 1), str(latest - 1))

    def _started(self, start: int) -> Assessment:
        target = msgspec.structs.replace(self.formal.target, rule=starting(self.rule, start))
        return self.court.assess(target, self.formal.extract, self.day)

    def _alternatives(self) -> Iterator[Reading]:
        """Judge by another indicator, taken whole from one vintage that is chosen as for the formal one."""
        target = self.formal.target
        for alternative in target.indicator.alternatives:
            indicator = standing_in(self.plan, target.indicator, alternative)
            variant = self.court.judge(msgspec.structs.replace(target, indicator=indicator), self.day)
            yield self._row(Kind.ALTERNATIVE, variant, alternative.formula)

    def _first_base(self) -> Iterator[Reading]:
        """Judge from the base value that the oldest stored vintage has, where it has been revised since."""
        a, base = self.formal, self.rule.base_year
        if base is None or a.extract is None or a.extract.local:
            return
        ids = [e.id for e in self.workbook.observations.extracts]
        older = self.workbook.observations.extracts[ids.index(a.extract.id) + 1 :]
        for extract in reversed(older):
            own, reference = self.court.lines(extract, a.target)
            evidence = based(a.evidence, own, reference, base)
            if evidence is not None:
                variant = on_evidence(a, evidence)
                if variant.verdict.numbers != a.verdict.numbers:
                    yield self._row(Kind.FIRST_BASE, variant, extract.id)
                return


def latest_common_year(evidence: Evidence) -> int | None:
    """Return the latest year that may be judged and in which both lines have a value, whatever the base year."""
    last = min(evidence.last_year, evidence.last_usable or evidence.last_year)
    theirs = evidence.reference.points if evidence.reference else {}
    return max((year for year in evidence.own.points if year in theirs and year <= last), default=None)
