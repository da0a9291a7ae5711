"""A target beside the previous follow-up, in one Swedish sentence or two: the verdict then, and why it is another."""

from enum import Enum

from goalkit.compare.verdicts import Cause, Part, Since, since
from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Reason
from goalkit.words.causes import from_to_text, outcome_text, value_text
from goalkit.words.numbers import joined
from goalkit.words.values import year

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
    told = since(a)
    if told is None:
        return f"Vid förra uppföljningen ({a.previous.follow_up}) fanns måluppfyllelsen inte i planen."
    return f"Vid förra uppföljningen ({told.follow_up}): {outcome_text(told.before)}. {difference(told)}"


def difference(told: Since) -> str:
    """Return what made the difference, as a sentence."""
    data = _of_data(told)
    why = joined([*_of_plan(told), *data])
    if told.flips and told.parts and told.by_data and data:
        return f"Skillnaden beror på {joined(data)}. Att planen också är ändrad ({_parts(told)}) avgjorde inte."
    if told.flips:
        return f"Skillnaden beror på {why or _of_days(told)}."
    if told.moves:
        return f"Utfallet är detsamma, på ett annat år. Det beror på {why or _of_days(told)}."
    return f"Samma bedömning som då. Ändrat sedan dess: {why}." if why else "Samma bedömning som då."


def _of_plan(told: Since) -> list[str]:
    return [f"en ändring i planen ({_parts(told)})"] if told.parts else []


def _parts(told: Since) -> str:
    return joined([_PARTS[part] for part in told.parts])


def _of_data(told: Since) -> list[str]:
    then, now = told.before.extract, told.after.extract
    if told.by_plan or now is then:
        return []
    if now is None:
        return ["att den egna serien saknas eller har fel" if told.after.indicator.is_local else "ett saknat datauttag"]
    if then is None:
        return [f"en ny egen serie, inlagd {now.retrieved}" if now.local else f"nya data i datauttaget {now.id}"]
    if not told.deciding:
        return []
    where = f"i den egna serien, inlagd {now.retrieved}" if now.local else f"i datauttaget {now.id}"
    return [f"{joined(_values(told))} {where}{_unit(told.after)}"]


def _unit(a: Assessment) -> str:
    """Say that changed values stand as they were fetched, where the page shows them converted."""
    converted = a.indicator.factor is not None or a.indicator.complement
    return " (talen är före omräkning)" if converted else ""


def _values(told: Since) -> list[str]:
    """Return the changed values, those of each kind together, the new ones first."""
    left, said = MOST, []
    for kind, (one, many) in _KINDS.items():
        mine = [cause for cause in told.deciding if _kind(cause) is kind]
        if mine:
            shown = [_value(told.after, cause) for cause in mine[: max(left, 0)]]
            rest = (
                [f"{len(mine) - len(shown)} till" if shown else f"{len(mine)} stycken"]
                if len(mine) > len(shown)
                else []
            )
            said.append(f"{one if len(mine) == 1 else many} ({'; '.join([*shown, *rest])})")
            left -= len(shown)
    return said


class _Kind(Enum):
    NEW, REVISED, REMOVED = range(3)


_KINDS = {
    _Kind.NEW: ("ett nytt värde", "nya värden"),
    _Kind.REVISED: ("ett reviderat värde", "reviderade värden"),
    _Kind.REMOVED: ("ett borttaget värde", "borttagna värden"),
}


def _kind(cause: Cause) -> _Kind:
    return _Kind.NEW if cause.old is None else _Kind.REMOVED if cause.new is None else _Kind.REVISED


def _of_days(told: Since) -> str:
    """Say what is another where no value is."""
    reasons = [a.verdict.reason if isinstance(a.verdict, NotAssessed) else None for a in (told.before, told.after)]
    if reasons[0] is Reason.NOT_REQUESTED:
        return "att senare år är efterfrågade nu, men inte var det då"
    if reasons[1] is Reason.NOT_REQUESTED:
        return "att senare år inte är efterfrågade nu, men var det då"
    return "dagen för bedömningen eller ett publiceringsdatum"


def _value(a: Assessment, cause: Cause) -> str:
    """Write one changed value: which series, whose, when, and what it was and is."""
    own = cause.area == a.municipality.id or a.reference is None
    whose = a.municipality.name if own or a.reference is None else a.reference.label
    series = "" if a.extract is not None and a.extract.local else f"{' + '.join(cause.series)} "
    told = value_text(cause.new) if cause.old is None else from_to_text(cause.old, cause.new)
    return f"{series}{whose} {year(a, cause.year)}: {told}"
