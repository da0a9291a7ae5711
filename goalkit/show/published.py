"""What a published site said, held against what would be published now: which verdicts are others, and why.

Only what stands in the site's ``status.json`` is used, since what the site was made from may be gone.
"""

from collections.abc import Iterator

import msgspec

from goalkit.errors import DataError
from goalkit.exact import exact
from goalkit.model import Flag, Status
from goalkit.show.report import SCHEMA, Report, TargetReport
from goalkit.words.compare import from_to_text
from goalkit.words.terms import CONDITION, REASON, STATUS
from goalkit.written import NOT_THE_FORM


def changes_since(published: bytes, now: Report) -> tuple[list[str], list[str]]:
    """Compare with a published report: a line per target that is judged otherwise, the ids of those on other numbers.

    Raises:
        DataError: the published report cannot be read, or is of another plan or municipality.
    """
    try:
        then = msgspec.json.decode(published, type=Report)
        return _changes(then, now)
    except (*NOT_THE_FORM, ValueError) as error:  # a number may be none
        message = f"Webbplatsens data/status.json går inte att läsa ({error})."
        raise DataError(message) from error


def _changes(then: Report, now: Report) -> tuple[list[str], list[str]]:
    if (then.schema, then.plan, then.municipality) != (SCHEMA, now.plan, now.municipality):
        message = f"Webbplatsen visar {then.plan} för {then.municipality}, inte {now.plan} för {now.municipality}."
        raise DataError(message)
    old, lines, other = {target.id: target for target in then.targets}, [], []
    for target in now.targets:
        before = old.pop(target.id, None)
        if before is None:
            lines.append(f"{target.id}: ny måluppfyllelse, {_outcome(target)}")
        elif _outcome(before) != _outcome(target):
            lines.append(f"{target.id}: {_outcome(before)} → {_outcome(target)}: {'; '.join(_why(before, target))}")
        elif _numbers(before) != _numbers(target):
            other.append(target.id)
    return [*lines, *(f"{gone}: finns inte längre i planen" for gone in old)], other


def _outcome(target: TargetReport) -> str:
    if target.reason is not None:
        return f"{STATUS[Status.NOT_ASSESSED]} ({REASON[target.reason]})"
    if Flag.BEFORE_PLAN in target.flags:
        return f"läget före mandatperioden ({target.year}): {CONDITION[target.status]}"
    return f"{STATUS[target.status]} ({target.year})"


def _numbers(target: TargetReport) -> tuple[str | None, ...]:
    return target.own_base, target.own, target.reference_base, target.reference


def _why(then: TargetReport, now: TargetReport) -> Iterator[str]:
    """Yield what is another: in the plan, in the values, in where they come from."""
    told = [*_plan(then, now), *_values(then, now)]
    yield from told
    if then.vintage != now.vintage:
        yield f"datauttag {then.vintage or 'inget'} → {now.vintage or 'inget'}"
    elif not told:
        yield "samma plan och värden; dagen för bedömningen eller vad som är efterfrågat är ett annat"


def _plan(then: TargetReport, now: TargetReport) -> Iterator[str]:
    for what, before, after in (
        ("regeln", then.rule, now.rule),
        ("basåret", then.base_year, now.base_year),
        ("indikatorn", then.indicator, now.indicator),
        ("jämförelsen", then.reference_area, now.reference_area),
    ):
        if before != after:
            yield f"{what} är ändrad i planen" if what != "basåret" else "basåret är ändrat i planen"


def _values(then: TargetReport, now: TargetReport) -> Iterator[str]:
    if now.year is not None and then.year != now.year:
        yield f"nytt värde för {now.year}"
    same_year = now.year is not None and then.year == now.year
    for what, before, after, comparable in (
        (f"eget värde {now.base_year}", then.own_base, now.own_base, then.base_year == now.base_year),
        (f"eget värde {now.year}", then.own, now.own, same_year),
        (f"jämfört värde {now.base_year}", then.reference_base, now.reference_base, then.base_year == now.base_year),
        (f"jämfört värde {now.year}", then.reference, now.reference, same_year),
    ):
        if comparable and before != after:
            values = (exact(text) if text is not None else None for text in (before, after))
            yield f"{what}: {from_to_text(*values)}"
