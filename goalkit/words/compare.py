"""Why a verdict is another than it was, in Swedish: the outcomes then and now, and the values that changed."""

from collections.abc import Callable
from enum import Enum
from fractions import Fraction

from goalkit.compare.verdicts import Cause, Part, Since, VerdictChange, since
from goalkit.exact import decimal_text, places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Reason
from goalkit.words.numbers import joined, number
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
    """Say what made the difference where all values of the years that decide are the same."""
    before, after = (
        a.verdict.reason if isinstance(a.verdict, NotAssessed) else None for a in (change.before, change.after)
    )
    if before is Reason.NOT_REQUESTED:
        return "att senare år är efterfrågade nu, men inte var det då"
    if after is Reason.NOT_REQUESTED:
        return "att senare år inte är efterfrågade nu, men var det då"
    return "dagen för bedömningen eller ett publiceringsdatum"


def cause_text(area: Callable[[str], str], a: Assessment, cause: Cause) -> str:
    """Return a changed value with what it was and is; ``area`` gives the name of an area."""
    what = _KINDS[_kind(cause)][0].partition(" ")[2]
    where = f"{'+'.join(cause.series)} {area(cause.area)} {year(a, cause.year)}"
    told = value_text(cause.new) if cause.old is None else from_to_text(cause.old, cause.new)
    decides = " – utan den ändringen hade utfallet stått kvar" if cause.decisive else ""
    if not cause.derived:
        return f"{what}: {where}: {told}{decides}"
    counts = " → ".join(str(n) for n in cause.n if n is not None)
    return f"följd av kommunernas värden: {where}, ovägt medel: {told} ({counts} kommuner){decides}"


MOST = 4
"""So many changed values are written out in a sentence."""

_PARTS: dict[Part, str] = {
    Part.WORDING: "formuleringen",
    Part.INDICATOR: "indikatorn",
    Part.RULE: "regeln",
    Part.BASE_YEAR: "basåret",
    Part.REFERENCE: "det som målet jämförs med",
    Part.YEARS: "vilka år som räknas",
}


def since_sentence(a: Assessment) -> str:
    """Say how a target was judged at the previous follow-up and what made the difference; empty where there is none."""
    if a.previous is None:
        return ""
    change = since(a)
    if change is None:
        return f"Vid förra uppföljningen ({a.previous.follow_up}) fanns måluppfyllelsen inte i planen."
    return f"Vid förra uppföljningen ({change.follow_up}): {outcome_text(change.before)}. {difference(change)}"


def difference(change: Since) -> str:
    """Return what made the difference, as a sentence."""
    data = _of_data(change)
    why = joined([*_of_plan(change), *data])
    if change.flips and change.parts and change.by_data and data:
        return f"Skillnaden beror på {joined(data)}. Att planen också är ändrad ({_parts(change)}) avgjorde inte."
    if change.flips:
        return f"Skillnaden beror på {why or without_values(change)}."
    if change.moves:
        return f"Utfallet är detsamma, på ett annat år. Det beror på {why or without_values(change)}."
    return f"Samma bedömning som då. Ändrat sedan dess: {why}." if why else "Samma bedömning som då."


def _of_plan(change: Since) -> list[str]:
    return [f"en ändring i planen ({_parts(change)})"] if change.parts else []


def _parts(change: Since) -> str:
    return joined([_PARTS[part] for part in change.parts])


def _of_data(change: Since) -> list[str]:
    then, now = change.before.extract, change.after.extract
    if change.by_plan or now is then:
        return []
    if now is None:
        return [
            "att den egna serien saknas eller har fel" if change.after.indicator.is_local else "ett saknat datauttag"
        ]
    if then is None:
        return [f"en ny egen serie, inlagd {now.retrieved}" if now.local else f"nya data i datauttaget {now.id}"]
    if not change.deciding:
        return []
    where = f"i den egna serien, inlagd {now.retrieved}" if now.local else f"i datauttaget {now.id}"
    return [f"{joined(_values(change))} {where}{_unit(change.after)}"]


def _unit(a: Assessment) -> str:
    """Say that changed values stand as they were fetched, where the page shows them converted."""
    converted = a.indicator.factor is not None or a.indicator.complement
    return " (talen är före omräkning)" if converted else ""


def _values(change: Since) -> list[str]:
    """Return the changed values, those of each kind together, the new ones first."""
    left, said = MOST, []
    for kind, (one, many) in _KINDS.items():
        mine = [cause for cause in change.deciding if _kind(cause) is kind]
        if mine:
            shown = [_value(change.after, cause) for cause in mine[: max(left, 0)]]
            rest = (
                [f"{len(mine) - len(shown)} till" if shown else f"{len(mine)} stycken"]
                if len(mine) > len(shown)
                else []
            )
            said.append(f"{one if len(mine) == 1 else many} ({'; '.join([*shown, *rest])})")
            left -= len(shown)
    return said


class _Kind(Enum):
    NEW, REVISED, REMOVED, DOUBTFUL = range(4)


_KINDS = {
    _Kind.NEW: ("ett nytt värde", "nya värden"),
    _Kind.REVISED: ("ett reviderat värde", "reviderade värden"),
    _Kind.REMOVED: ("ett borttaget värde", "borttagna värden"),
    _Kind.DOUBTFUL: ("ett orimligt värde som inte bedöms", "orimliga värden som inte bedöms"),
}


def _kind(cause: Cause) -> _Kind:
    if cause.doubtful:
        return _Kind.DOUBTFUL
    return _Kind.NEW if cause.old is None else _Kind.REMOVED if cause.new is None else _Kind.REVISED


def _value(a: Assessment, cause: Cause) -> str:
    """Write one changed value: which series, whose, when, and what it was and is."""
    own = cause.area == a.municipality.id or a.reference is None
    whose = a.municipality.name if own or a.reference is None else a.reference.label
    series = "" if a.extract is not None and a.extract.local else f"{' + '.join(cause.series)} "
    told = value_text(cause.new) if cause.old is None else from_to_text(cause.old, cause.new)
    return f"{series}{whose} {year(a, cause.year)}: {told}"
