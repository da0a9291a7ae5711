"""How many targets there are, can be judged, and are met: the denominators of a summary."""

from collections.abc import Iterable

import msgspec

from goalkit.judge import Assessment
from goalkit.model import Status
from goalkit.reasons import later_own_years


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The denominators.

    ``judged`` holds every target with a verdict, ``judged_before_plan`` those of them whose year lies before
    the plan's first; ``met``, ``not_met`` and ``unchanged`` leave these out. So
    ``met + not_met + unchanged + judged_before_plan + not_assessed == targets``.
    """

    targets: int
    with_indicator: int
    with_later_value: int
    judged: int
    judged_before_plan: int
    met: int
    not_met: int
    unchanged: int
    not_assessed: int


def count(assessments: Iterable[Assessment]) -> Counts:
    """Count the targets of a plan, a focus area or a goal."""
    every = list(assessments)
    within = [a for a in every if not a.verdict.before_plan]
    missing = [a for a in every if a.status is Status.NOT_ASSESSED]
    return Counts(
        targets=len(every),
        with_indicator=sum(a.evidence.has_indicator for a in every),
        with_later_value=sum(bool(later_own_years(a.evidence, a.target.rule.base_year)) for a in every),
        judged=len(every) - len(missing),
        judged_before_plan=len(every) - len(within),
        met=sum(a.status is Status.MET for a in within),
        not_met=sum(a.status is Status.NOT_MET for a in within),
        unchanged=sum(a.status is Status.UNCHANGED for a in within),
        not_assessed=len(missing),
    )
