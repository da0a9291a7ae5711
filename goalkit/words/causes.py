"""What made a verdict another, in Swedish: the outcome in a few words, each value with what it was and is."""

from collections.abc import Callable
from fractions import Fraction

from goalkit.compare.verdicts import Cause, VerdictChange
from goalkit.exact import decimal_text, places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Reason
from goalkit.words.numbers import number
from goalkit.words.sentences import headline, reason_word
from goalkit.words.values import short_year, year

PLACES = 2


def value_text(value: Fraction | None, places: int = PLACES) -> str:
    """Write a raw value with at most ``places`` decimals, fewer where it has fewer."""
    if value is None:
        return "inget värde"
    text, _ = decimal_text(value)
    return number(value, min(places, len(text.partition(".")[2])))


def from_to_text(old: Fraction | None, new: Fraction | None) -> str:
    """Write ``4,36 → 4,32``: enough decimals that two unequal values look unequal."""
    places = PLACES if old is None or new is None else places_to_tell_apart(old, new, PLACES)
    return f"{value_text(old, places)} → {value_text(new, places)}"


def outcome_text(a: Assessment) -> str:
    """Return the outcome with its year, or with its reason."""
    reason = reason_word(a)
    if reason:
        return f"{headline(a)} ({reason})"
    return headline(a) if a.verdict.before_plan else f"{headline(a)} ({short_year(a, a.verdict.numbers.year)})"


def without_values(change: VerdictChange) -> str:
    """Say what is another where all values of the years that decide are the same."""
    verdicts = (change.before.verdict, change.after.verdict)
    before, after = (one.reason if isinstance(one, NotAssessed) else None for one in verdicts)
    if Reason.NOT_REQUESTED in (before, after):
        when = "nu, men inte" if before is Reason.NOT_REQUESTED else "inte nu, men"
        return f"senare år är efterfrågade {when} förut"
    return "det är dagen eller ett publiceringsdatum som är ett annat"


def cause_text(area: Callable[[str], str], a: Assessment, cause: Cause) -> str:
    """Return a changed value with what it was and is; ``area`` gives the name of an area."""
    what = "nytt värde" if cause.old is None else "borttaget värde" if cause.new is None else "reviderat värde"
    where = f"{'+'.join(cause.series)} {area(cause.area)} {year(a, cause.year)}"
    told = value_text(cause.new) if cause.old is None else from_to_text(cause.old, cause.new)
    decides = " – utan den ändringen hade utfallet stått kvar" if cause.decisive else ""
    if not cause.derived:
        return f"{what}: {where}: {told}{decides}"
    counts = " → ".join(str(n) for n in cause.n if n is not None)
    return f"följd av kommunernas värden: {where}, ovägt medel: {told} ({counts} kommuner){decides}"
