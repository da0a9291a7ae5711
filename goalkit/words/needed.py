"""What the plan's last year must bring, in Swedish: what is assumed, what is asked for, and how fast that is."""

from collections.abc import Callable
from fractions import Fraction

from goalkit.beside.needed import FEWEST_CHANGES, Assumed, Need, Needed, Outcome, Pace, Scenario, natural_limits
from goalkit.exact import places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import Reason
from goalkit.reasons import breaks_between, first_incomparable, series_end
from goalkit.words.numbers import number, quantity, several
from goalkit.words.rules import places_that_add_up
from goalkit.words.values import from_to, year

IMPOSSIBLE, ALREADY, UNKNOWN = "inte möjligt", "redan uppfyllt", "kan inte beräknas"


def assumption(needed: Needed, need: Need) -> str:
    """Say what the reference is taken to be; empty for a rule without one."""
    return _ASSUMPTIONS[need.reference.scenario](needed, need.reference)


def change(needed: Needed, need: Need) -> str:
    """Write the least change from the latest value; empty where none is asked for."""
    if need.change is None:
        return ""
    a = needed.assessment
    text = quantity(need.change, _places(needed, need), a.indicator.unit.of_difference, signed=True, short=True)
    if need.number is None:
        return text
    return f"{text}, motsvarar runt {number(abs(need.number), 0)} {a.indicator.counted}"


def yearly(needed: Needed, need: Need) -> str:
    """Write the change that is asked for per year that is left; empty where none is."""
    return "" if need.yearly is None else _per_year(needed.assessment, need.yearly)


def fastest(needed: Needed, need: Need) -> str:
    """Write the fastest yearly change ever seen in that direction: the municipality's, and in the group."""
    if need.yearly is None:
        return ""
    a = needed.assessment
    told = [f"{a.municipality.name} {_pace(a, need.fastest_own)}"]
    if needed.group is not None:
        where = "" if need.fastest_group is None else f" i {need.fastest_group.area}"
        told.append(f"{needed.group} {_pace(a, need.fastest_group)}{where}")
    return "; ".join(told)


def sentence(needed: Needed, need: Need) -> str:
    """Say one scenario in a sentence or two, with what it asks for per year beside the fastest ever seen."""
    given, told = assumption(needed, need), _TOLD[need.outcome](needed, need)
    return f"{given}: {told}" if given else told[0].upper() + told[1:]


def question(needed: Needed) -> str:
    """Ask what the last year must bring, or would have had to once it has come."""
    when = year(needed.assessment, needed.year)
    come = needed.latest_year == needed.year
    return f"Vad hade värdet behövt vara {when}?" if come else f"Vad måste värdet vara {when}?"


def reason(needed: Needed) -> str | None:
    """Say why nobody can say what the last year must bring; ``None`` where it can be said."""
    return (
        None
        if needed.why_not is None
        else f"Vad som krävs {year(needed.assessment, needed.year)} {UNKNOWN}: {_reason(needed)}"
    )


def notes(needed: Needed) -> list[str]:
    """Return what a reader must weigh: a definition that changes between the base year and the plan's last."""
    a = needed.assessment
    crossed = breaks_between(a.evidence, a.target.rule.base_year, needed.year)
    return [f"Definitionen ändrades {b.year}: {b.note}" for b in crossed] if needed.needs else []


_WORSENS = " Det vore en försämring: skillnaden kan minska från båda hållen."


def _asked(needed: Needed, need: Need) -> str:
    a = needed.assessment
    verb = "måste vara" if need.yearly is not None else "skulle ha behövt vara"
    interval, least = _interval(a, need), f"Minsta förändring är {change(needed, need)} från {_latest(needed, need)}"
    speed = "" if need.yearly is None else f", {yearly(needed, need)}. Snabbast hittills: {fastest(needed, need)}"
    return f"värdet {year(a, needed.year)} {verb} {interval}. {least}{speed}." + (_WORSENS if need.worsens else "")


def _already(needed: Needed, need: Need) -> str:
    return f"{ALREADY} om det senaste värdet, {_latest(needed, need)}, står sig; det är {_bounds(needed, need)}."


def _impossible(needed: Needed, need: Need) -> str:
    a = needed.assessment
    least, most = natural_limits(a.indicator.unit)
    if need.low is not None and need.low == need.high:
        why = "skillnaden var noll basåret och kan inte bli mindre"
    elif need.low is not None and most is not None and need.low >= most:
        why = f"det kräver ett värde {_bounds(needed, need)}, och en andel kan inte vara över {_shown(a, most)}"
    elif need.high is not None and least is not None and need.high <= least:
        why = f"det kräver ett värde {_bounds(needed, need)}, och värdet kan inte vara under {_shown(a, least)}"
    else:
        why = f"inget värde med indikatorns decimaler är {_bounds(needed, need)}"
    return f"{IMPOSSIBLE}, {why}."


def _unknown(needed: Needed, need: Need) -> str:
    del needed
    given = need.reference
    if given.value is None:
        there = f"bara {_changes(given.n)}" if given.n else "inga årsförändringar"
        return f"{UNKNOWN}: det finns {there} utan glapp eller brott, och minst {FEWEST_CHANGES} behövs."
    return f"{UNKNOWN}, så långt kan jämförelsevärdet inte nå."


_TOLD: dict[Outcome, Callable[[Needed, Need], str]] = {
    Outcome.NEEDED: _asked,
    Outcome.ALREADY: _already,
    Outcome.IMPOSSIBLE: _impossible,
    Outcome.UNKNOWN: _unknown,
}


def _interval(a: Assessment, need: Need) -> str:
    """Write the steps that meet the target, the ends included."""
    places, unit = a.indicator.decimals, a.indicator.unit
    least, most = natural_limits(unit)
    if need.lowest is None or need.lowest == least:
        return f"högst {quantity(_k(need.highest), places, unit)}"
    if need.highest in (None, most):
        return f"minst {quantity(need.lowest, places, unit)}"
    return "från {} till {}".format(*from_to(need.lowest, _k(need.highest), places, unit))


def _bounds(needed: Needed, need: Need) -> str:
    """Write the bounds that a value must lie between, with the decimals that tell them from the latest value."""
    places, unit = _places(needed, need), needed.assessment.indicator.unit
    (low, high), (least, most) = (need.low, need.high), natural_limits(unit)
    if low is None or high is None:
        side, bound = ("över", low) if low is not None else ("under", high)
    elif least is not None and low < least:
        side, bound = "under", high
    elif most is not None and high > most:
        side, bound = "över", low
    else:
        return "mellan {} och {}".format(*from_to(low, high, places, unit))
    return f"{side} {quantity(_k(bound), places, unit)}"


def _latest(needed: Needed, need: Need) -> str:
    """Write the own latest value with as many decimals as its distance to what is asked for takes."""
    a = needed.assessment
    return f"{quantity(_k(needed.latest), _places(needed, need), a.indicator.unit)} ({year(a, needed.latest_year)})"


def _places(needed: Needed, need: Need) -> int:
    least, own = needed.assessment.indicator.decimals, _k(needed.latest)
    if need.value is not None:
        return places_that_add_up([(need.value, own)], places_to_tell_apart(need.value, own, least))
    near = (own, *(limit for limit in natural_limits(needed.assessment.indicator.unit) if limit is not None))
    bounds = [bound for bound in (need.low, need.high) if bound is not None]
    return max(places_to_tell_apart(value, bound, least) for value in near for bound in bounds)


def _shown(a: Assessment, value: Fraction) -> str:
    return quantity(value, 0, a.indicator.unit)


def _yearly(a: Assessment, value: Fraction) -> str:
    """Write a yearly change; where the indicator has decimals with one more, as it is a part of a difference."""
    least = a.indicator.decimals + 1 if a.indicator.decimals else 0
    places = places_to_tell_apart(Fraction(0), value, least)
    return quantity(value, places, a.indicator.unit.of_difference, signed=True, short=True)


def _per_year(a: Assessment, value: Fraction) -> str:
    return f"{_yearly(a, value)} per år"


def _pace(a: Assessment, pace: Pace | None) -> str:
    return "ingen årsförändring åt det hållet" if pace is None else f"{_yearly(a, pace.change)} ({year(a, pace.year)})"


def _unchanged(needed: Needed, given: Assumed) -> str:
    return f"Om {_phrase(needed)} ligger kvar på {_value(needed, given)} ({_reference_year(needed)})"


def _known(needed: Needed, given: Assumed) -> str:
    return f"Med {_phrase(needed)} som det blev {year(needed.assessment, needed.year)}, {_value(needed, given)}"


def _trend(needed: Needed, given: Assumed) -> str:
    return _moving(needed, given, "följer sin trend")


def _best(needed: Needed, given: Assumed) -> str:
    return _moving(needed, given, "varje år upprepar sitt bästa år")


def _worst(needed: Needed, given: Assumed) -> str:
    return _moving(needed, given, "varje år upprepar sitt sämsta år")


def _changes(count: int) -> str:
    return several(count, "årsförändring", "årsförändringar")


def _moving(needed: Needed, given: Assumed, how: str) -> str:
    lead = f"Om {_phrase(needed)} {how}"
    if given.change is None:
        return lead
    reached = f"{_value(needed, given)} {year(needed.assessment, needed.year)}"
    return f"{lead} ({_per_year(needed.assessment, given.change)}, av {_changes(given.n or 0)}) och når {reached}"


_ASSUMPTIONS: dict[Scenario, Callable[[Needed, Assumed], str]] = {
    Scenario.NO_REFERENCE: lambda *_: "",
    Scenario.KNOWN: _known,
    Scenario.UNCHANGED: _unchanged,
    Scenario.TREND: _trend,
    Scenario.BEST: _best,
    Scenario.WORST: _worst,
}


def _phrase(needed: Needed) -> str:
    reference = needed.assessment.reference
    return reference.phrase if reference else ""


def _value(needed: Needed, given: Assumed) -> str:
    a = needed.assessment
    return "" if given.value is None else quantity(given.value, a.indicator.decimals, a.indicator.unit)


def _reference_year(needed: Needed) -> str:
    return year(needed.assessment, needed.reference_year)


def _reason(needed: Needed) -> str:
    a = needed.assessment
    name, label, base = a.municipality.name, a.reference.label if a.reference else "", a.target.rule.base_year
    words = {
        Reason.NO_INDICATOR: "inga egna uppgifter har lagts in.",
        Reason.BREAK: f"definitionen ändrades {first_incomparable(a.evidence, base)}, senare värden kan inte jämföras.",
        Reason.NO_BASE_VALUE: f"{name} saknar värde" + (f" för basåret {year(a, base)}." if base else "."),
        Reason.NO_REFERENCE: f"jämförelsevärdet ({label}) saknas" + (f" för basåret {year(a, base)}." if base else "."),
        Reason.DISCONTINUED: f"serien slutar {series_end(a.evidence)}.",
        Reason.UNDEFINED: f"en relativ förändring från noll ({year(a, base)}) finns inte.",
    }
    return words[needed.why_not] if needed.why_not else ""


def _k(value: Fraction | None) -> Fraction:
    if value is None:
        message = "asked only where the number is known"
        raise ValueError(message)
    return value
