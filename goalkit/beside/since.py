"""A target now beside the previous follow-up: what is another in the plan, and in the values it rests on.

What made the difference is tried, not guessed: the old rule on the values of now, and the values of now with one
of them as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from goalkit.assessment import Assessment
from goalkit.beside.causes import Cause, VerdictChange, judged_year, outcome, verdict_change


class Part(StrEnum):
    """A part of the plan that may be another than at the previous follow-up."""

    WORDING = "wording"
    INDICATOR = "indicator"
    RULE = "rule"
    BASE_YEAR = "base_year"
    REFERENCE = "reference"
    YEARS = "years"


@dataclass(frozen=True)
class Since:
    """A target then and now.

    ``before`` is ``None`` for a target that the plan did not have then. ``parts`` are the parts of the plan that
    are others; ``by_plan`` says that they alone made the difference, ``by_data`` that the outcome would be another
    without them too. ``change`` holds the values that are others,
    where the same series still judge and there still is one.
    """

    follow_up: str
    before: Assessment | None
    after: Assessment
    parts: tuple[Part, ...] = ()
    by_plan: bool = False
    by_data: bool = False
    change: VerdictChange | None = None

    @property
    def flips(self) -> bool:
        """Whether the outcome is another."""
        return self.before is not None and outcome(self.before) != outcome(self.after)

    @property
    def moves(self) -> bool:
        """Whether the outcome is the same, on another year."""
        return not self.flips and self.before is not None and judged_year(self.before) != judged_year(self.after)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The values that made the difference; all that are others where none alone did."""
        every = self.change.causes if self.change is not None else ()
        return tuple(cause for cause in every if cause.decisive) or every


def since(a: Assessment) -> Since | None:
    """Compare a target with the previous follow-up; ``None`` where there has been none."""
    if a.previous is None:
        return None
    name, before = a.previous.follow_up, a.previous.assessment
    if before is None:
        return Since(name, None, a)
    parts = tuple(part for part, same in _same(before, a) if not same)
    if Part.INDICATOR in parts or Part.REFERENCE in parts:
        return Since(name, before, a, parts, by_plan=True)
    unchanged = outcome(_by_old_plan(before, a))
    by_plan = bool(parts) and unchanged == outcome(before)
    change = None if by_plan or a.extract is None else verdict_change(before, a)
    return Since(name, before, a, parts, by_plan, by_data=unchanged == outcome(a), change=change)


def _same(before: Assessment, after: Assessment) -> Iterator[tuple[Part, bool]]:
    one, other = before.target, after.target
    yield Part.WORDING, one.wording == other.wording
    yield Part.INDICATOR, _measured(before) == _measured(after)
    yield Part.RULE, type(one.rule) is type(other.rule)
    yield Part.BASE_YEAR, one.rule.base_year == other.rule.base_year
    yield Part.REFERENCE, _compared(before) == _compared(after)
    yield Part.YEARS, _years(before) == _years(after)


def _measured(a: Assessment) -> tuple[Any, ...]:
    i = a.indicator
    return i.kolada, i.is_local, i.factor, i.complement, i.better, i.unit


def _compared(a: Assessment) -> tuple[str, bool] | None:
    return None if a.reference is None else (a.reference.area, a.reference.unweighted_mean)


def _years(a: Assessment) -> tuple[Any, ...]:
    """Return what decides which years of a series count."""
    i = a.indicator
    return a.plan.years, i.usable, i.ended, tuple((b.year, b.comparable) for b in i.breaks)


def _by_old_plan(before: Assessment, after: Assessment) -> Assessment:
    """Judge the values of now by the rule and the years of then."""
    then = before.evidence
    evidence = replace(
        after.evidence,
        first_year=then.first_year,
        last_year=then.last_year,
        breaks=then.breaks,
        last_usable=then.last_usable,
        ended=then.ended,
    )
    target = msgspec.structs.replace(after.target, rule=before.target.rule)
    return replace(after, target=target, evidence=evidence, verdict=before.target.rule.judge(evidence))
