"""From a plan and observations to one assessment per target: everything that is shown is made from it.

No clock is read: what has passed and what has not is judged at ``as_of``, by default the newest
retrieval date among the vintages that the targets use.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import msgspec

from goalkit.extracts import Extract, Observations
from goalkit.judged_lines import own_line, reference_line
from goalkit.model import Evidence, Gender, Judged, Line, Numbers, Release, Status, Verdict, fix
from goalkit.plan import Indicator, Municipality, Plan, Reference, Target
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
        starts: for a target whose start year is an assumption, the verdict from each other start year.
        earlier_bases: the base value as older vintages have it, newest first, where it differs.
        local_fault: why the file with the own series was not loaded, if it was not.
        previous: the target at the previous follow-up, where there has been one.
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
    starts: Mapping[int, Verdict] = field(default_factory=dict)
    earlier_bases: tuple[EarlierBase, ...] = ()
    local_fault: str | None = None
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
            starts={year: starting(target.rule, year).judge(evidence) for year in target.other_starts},
            earlier_bases=tuple(self._earlier_bases(target, extract, evidence)),
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

    def _earlier_bases(self, target: Target, extract: Extract | None, evidence: Evidence) -> Iterable[EarlierBase]:
        base = target.rule.base_year
        if extract is None or extract.local or base is None:
            return
        now = _values(evidence.own, evidence.reference, base)
        known = self.observations.extracts
        for older in known[known.index(extract) + 1 :]:
            then = _values(*self.lines(older, target), base)
            if any(then[side] not in (None, now[side]) for side in (0, 1)):
                yield EarlierBase(older.id, *then)


def _values(own: Line, reference: Line | None, year: int) -> tuple[Fraction | None, Fraction | None]:
    return own.value(year), reference.value(year) if reference is not None else None


def _next_release(evidence: Evidence, verdict: Verdict) -> Release | None:
    release, judged = evidence.release, verdict.numbers.year
    if release is None or evidence.as_of is None or release.year in evidence.own.points:
        return None
    usable = evidence.last_usable is None or release.year <= evidence.last_usable
    return release if usable and (judged is None or release.year > judged) else None


def starting(rule: Rule, year: int) -> Rule:
    """Return the same rule from another start year."""
    return msgspec.structs.replace(rule, since=year)
