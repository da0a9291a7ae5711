"""From a plan and observations to one assessment per target: everything that is shown is made from it.

An area's line is its series' sums, factors, complements and unweighted means, exact; a year has a point only where
every part of the sum has a value, else the line says why not. No clock is read: what has passed and what has not
is judged at ``as_of``, by default the newest retrieval date among the vintages that the targets use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import msgspec

from goalkit.extracts import Cell, Extract, Observations
from goalkit.model import Evidence, Gender, Judged, Line, Missing, Numbers, Point, Release, Status, Verdict, fix
from goalkit.plan import Indicator, Measurable, Municipality, Plan, Reference, Target, transform
from goalkit.rules import Rule


@dataclass(frozen=True)
class EarlierBase:
    """The base value in an older vintage, where it differs from the one that judges."""

    vintage: str
    own: Fraction | None
    reference: Fraction | None


@dataclass(frozen=True)
class Earlier:
    """The same target at the previous follow-up, judged again on what that follow-up rested on.

    ``assessment`` is ``None`` where the plan had no such target then.
    """

    follow_up: str
    assessment: "Assessment | None"


@dataclass(frozen=True)
class Assessment:
    """One target judged: the evidence, the verdict, and where both come from.

    Attributes:
        extract: the vintage (or own series) that everything here is taken from, ``None`` without one.
        genders: the own and the reference line of women and men, where the vintage holds them.
        next_release: the planned publication of a year after the judged one that has no value, if any is known; its
            day may have passed.
        local_fault: why the file with the own series was not loaded, if it was not.
        earlier_bases: the base value as older vintages have it, newest first, where it differs; set by the workbook.
        previous: the target at the previous follow-up, where there has been one; set by the workbook.
    """

    plan: Plan
    target: Target
    municipality: Municipality
    evidence: Evidence
    verdict: Verdict
    reference: Reference | None = None
    extract: Extract | None = None
    genders: Mapping[Gender, tuple[Line, Line | None]] = field(default_factory=dict)
    next_release: Release | None = None
    local_fault: str | None = None
    earlier_bases: tuple[EarlierBase, ...] = ()
    previous: Earlier | None = None

    def __post_init__(self) -> None:
        fix(self)

    @property
    def wording(self) -> str:
        """The target's wording, word for word as decided."""
        return self.target.wording

    @property
    def rule(self) -> Rule:
        """The rule that judges the target."""
        return self.target.rule

    @property
    def numbers(self) -> Numbers:
        """The exact values that the verdict rests on, as fractions in the indicator's unit; changes in percent."""
        return self.verdict.numbers

    @property
    def base_year(self) -> int | None:
        """The year that the wording compares with, ``None`` for a rule without one."""
        return self.target.rule.base_year

    @property
    def year(self) -> int | None:
        """The judged year, ``None`` where the target cannot be assessed."""
        return self.verdict.numbers.year if isinstance(self.verdict, Judged) else None

    @property
    def starts(self) -> dict[int, Verdict]:
        """For a target whose start year is an assumption, the verdict from each other start year."""
        return {year: starting(self.rule, year).judge(self.evidence) for year in self.target.other_starts}

    @property
    def indicator(self) -> Indicator:
        """What judges the target."""
        return self.target.indicator

    @property
    def status(self) -> Status:
        """The formal status."""
        return self.verdict.status

    @property
    def series(self) -> tuple[str, ...]:
        """The ids of the series behind the indicator; for an own series its name in the extract."""
        return series_of(self.target)


def series_of(target: Target) -> tuple[str, ...]:
    """Return the series ids of a target; an own series is named by the target."""
    return target.indicator.series or (target.id,)


def assess(
    plan: Plan,
    observations: Observations,
    municipality: Municipality | None = None,
    as_of: date | None = None,
) -> dict[str, Assessment]:
    """Judge every target of a plan.

    ``municipality`` is the plan's own unless another is given; ``as_of`` overrides the date at which it
    is judged whether a publication date has passed.
    """
    court = Court(plan, observations, municipality or plan.municipality)
    chosen = {target.id: court.choose(target) for target in plan.targets}
    day = as_of or newest(chosen.values())
    return {target.id: court.assess(target, chosen[target.id], day) for target in plan.targets}


def newest(extracts: Iterable[Extract | None]) -> date | None:
    """Return the newest retrieval date of the vintages in use; own series have none."""
    return max((e.retrieved for e in extracts if e is not None and not e.local), default=None)


@dataclass(frozen=True)
class Court:
    """One plan, one municipality, and all that is known: what every single judgement shares.

    A target need not be one of the plan's: what stands beside a verdict judges variants of a target (with
    another indicator, reference or start year) by the same choice of vintage and the same reasons.
    """

    plan: Plan
    observations: Observations
    municipality: Municipality

    def judge(self, target: Target, day: date | None) -> Assessment:
        """Judge one target, or a variant of one, on the vintage that :meth:`choose` names."""
        return self.assess(target, self.choose(target), day)

    def choose(self, target: Target) -> Extract | None:
        """Return the one vintage that judges a target: the newest that asked for all that the rule needs.

        That is all parts of the sum, in the own area and in the reference area, the base year included.
        Where none asked for all of it, the newest that asked for the own area is used, so that what is
        missing can be said; vintages are never put together.
        """
        if target.indicator.is_local:
            return self.observations.local.get(target.id)
        base = target.rule.base_year
        own = [e for e in self.observations.extracts if self._asked(e, target)[0]]
        both = [e for e in own if all(self._asked(e, target))]
        whole = [e for e in both if base is None or all(base in years for years in self._asked(e, target))]
        return next(iter(whole or both or own), None)

    def _asked(self, extract: Extract, target: Target) -> list[frozenset[int]]:
        """Return the years that an extract asked for: in the own area, then in the reference area if any."""
        series, reference = target.indicator.series, self.plan.reference_of(target)
        asked = [extract.years_asked(series, self.municipality.id)]
        if reference is not None:
            look_up = extract.mean_years_asked if reference.unweighted_mean else extract.years_asked
            asked.append(look_up(series, reference.area))
        return asked

    def assess(self, target: Target, extract: Extract | None, day: date | None) -> Assessment:
        """Judge one target on one vintage; what has passed is judged at ``day``."""
        reference = self.plan.reference_of(target)
        pair = (Line(), None) if extract is None else self.lines(extract, target)
        evidence = self._evidence(target, pair, day, found=extract is not None)
        verdict = target.rule.judge(evidence)
        return Assessment(
            plan=self.plan,
            target=target,
            municipality=self.municipality,
            evidence=evidence,
            verdict=verdict,
            reference=reference,
            extract=extract,
            genders={} if extract is None else self._genders(extract, target),
            next_release=_next_release(evidence, verdict),
            local_fault=self.observations.local_faults.get(target.id),
        )

    def lines(self, extract: Extract, target: Target, gender: Gender = Gender.TOTAL) -> tuple[Line, Line | None]:
        """Return the own line and the line that the rule compares with."""
        reference, indicator = self.plan.reference_of(target), target.indicator
        own = own_line(extract, indicator, series_of(target), self.municipality.id, gender)
        if reference is None:
            return own, None
        known = self.observations.areas.get(reference.area)
        return own, reference_line(extract, indicator, reference, len(known.members) if known else None, gender)

    def _genders(self, extract: Extract, target: Target) -> dict[Gender, tuple[Line, Line | None]]:
        """Return the lines of women and men, where the own one has a value; most vintages hold totals only."""
        series, area = series_of(target), self.municipality.id
        held = [g for g in (Gender.WOMEN, Gender.MEN) if all((kpi, area, g) in extract.cells for kpi in series)]
        pairs = {gender: self.lines(extract, target, gender) for gender in held}
        return {gender: pair for gender, pair in pairs.items() if pair[0].points}

    def _evidence(
        self, target: Target, lines: tuple[Line, Line | None], as_of: date | None, *, found: bool
    ) -> Evidence:
        indicator = target.indicator
        return Evidence(
            own=lines[0],
            better=indicator.better,
            first_year=self.plan.years.first,
            last_year=self.plan.years.last,
            reference=lines[1],
            decimals=indicator.decimals,
            breaks=tuple(b.to_break() for b in indicator.breaks),
            last_usable=indicator.usable.last,
            ended=indicator.ended,
            release=self._release(target),
            as_of=as_of,
            has_indicator=found or not indicator.is_local,
        )

    def _release(self, target: Target) -> Release | None:
        """Return the publication that completes the indicator: the last of its parts', all of one year."""
        known = [self.observations.series.get(kpi) for kpi in target.indicator.series]
        releases = [facts.release for facts in known if facts is not None and facts.release is not None]
        if not releases or len(releases) < len(known) or len({release.year for release in releases}) > 1:
            return None
        return max(releases, key=lambda release: release.date)


def _next_release(evidence: Evidence, verdict: Verdict) -> Release | None:
    release, judged = evidence.release, verdict.numbers.year
    if release is None or evidence.as_of is None or release.year in evidence.own.points:
        return None
    usable = evidence.last_usable is None or release.year <= evidence.last_usable
    return release if usable and (judged is None or release.year > judged) else None


def starting(rule: Rule, year: int) -> Rule:
    """Return the same rule from another start year."""
    return msgspec.structs.replace(rule, since=year)


_NOTHING = Cell(None)


def own_line(extract: Extract, indicator: Measurable, series: Sequence[str], area: str, gender: Gender) -> Line:
    """Return the line of an area with values of its own, in the indicator's unit."""
    years = extract.years_asked(series, area)
    cells = {kpi: extract.cells.get((kpi, area, gender), {}) for kpi in series}
    points: dict[int, Point] = {}
    missing: dict[int, Missing] = {}
    lacking: dict[int, str] = {}
    for year in sorted(years):
        if indicator.usable.first is not None and year < indicator.usable.first:
            continue
        parts = {kpi: cells[kpi].get(year, _NOTHING) for kpi in series}
        values = [cell.value for cell in parts.values() if cell.value is not None]
        total = _total(indicator, values) if len(values) == len(series) else None
        if total is not None:
            preliminary = any(cell.preliminary for cell in parts.values())
            points[year] = Point(transform(indicator, total), None, preliminary)
        else:
            missing[year], part = _why(parts)
            if len(series) > 1:
                lacking[year] = part
    return Line(points, missing, lacking, years)


def mean_line(extract: Extract, indicator: Measurable, reference: Reference, size: int | None, gender: Gender) -> Line:
    """Return the line of an unweighted mean: over the municipalities that have every part of the sum."""
    series = tuple(sorted(indicator.series))  # no vintage has the mean of a share of some, so it has no point
    years = extract.mean_years_asked(series, reference.area)
    means = extract.means.get((series, reference.area, gender), {})
    points = {
        year: Point(transform(indicator, mean.total / mean.n), mean.n)
        for year, mean in sorted(means.items())
        if indicator.usable.first is None or year >= indicator.usable.first
    }
    return Line(points, dict.fromkeys(years - set(points), Missing.ABSENT), {}, years, size)


def reference_line(
    extract: Extract,
    indicator: Measurable,
    reference: Reference,
    size: int | None,
    gender: Gender = Gender.TOTAL,
) -> Line:
    """Return the line that a rule compares with."""
    if reference.unweighted_mean:
        return mean_line(extract, indicator, reference, size, gender)
    return own_line(extract, indicator, indicator.series, reference.area, gender)


def _total(indicator: Measurable, values: Sequence[Fraction]) -> Fraction | None:
    """Return the sum of a year's values, as a share of those not left out where some are; ``None`` of nobody."""
    *parts, last = values
    if indicator.series == indicator.kolada:
        return sum(parts, last)
    return 100 * sum(parts[1:], parts[0]) / (100 - last) if last < 100 else None


def _why(parts: Mapping[str, Cell]) -> tuple[Missing, str]:
    """Say why a year has no value, and the first part that this is about."""
    without = [kpi for kpi, cell in parts.items() if cell.value is None] or list(parts)
    withheld = [kpi for kpi in without if parts[kpi].withheld]
    if withheld:
        return Missing.SUPPRESSED, withheld[0]
    absent = [kpi for kpi in without if not parts[kpi].doubtful]
    if not absent:
        return Missing.DOUBTFUL, without[0]
    return (Missing.INCOMPLETE if len(absent) < len(parts) else Missing.ABSENT), absent[0]
