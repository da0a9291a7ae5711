"""How sure a verdict is, as Swedish sentences: what the number means depends on the kind of source."""

from collections.abc import Iterator
from fractions import Fraction

from goalkit.beside.panel_words import percent
from goalkit.beside.uncertainty import SIMULATIONS, UNSURE, Uncertainty
from goalkit.exact import exact
from goalkit.model import Judged, SourceKind, Unit
from goalkit.texts.numbers import decimal_words, joined, number, quantity
from goalkit.texts.values import year

QUESTION = "Hur säkert är det?"

KIND: dict[SourceKind, str] = {
    SourceKind.SURVEY: (
        "Värdet bygger på dem som har svarat i en undersökning; med andra svarande kunde det ha blivit ett annat "
        "(urvalsfel)."
    ),
    SourceKind.REGISTER: (
        "Värdet är en totalräkning ur ett register och har inget urvalsfel; ett intervall beskriver här variationen "
        "mellan år."
    ),
    SourceKind.REPORTED_CRIME: (
        "Värdet är en totalräkning av anmälda brott, som varierar mer från år till år än antalen i sig säger."
    ),
    SourceKind.EMISSION_MODEL: "Värdet kommer från en modell för utsläpp; något intervall kan inte räknas för den här.",
    SourceKind.SELF_REPORTED: "Värdet är kommunens egen uppgift; hur säkert det är beror på hur den har tagits fram.",
}
UNKNOWN = "Planen säger inte hur värdet kommer till, så vad osäkerheten består i är inte angivet."
TOO_SURE = "Simuleringen bygger också bara på antalen, så den verkliga variationen är större."
TOO_NARROW = "Intervallet bygger bara på antalen och är därför för snävt."


def how_sure(u: Uncertainty) -> list[str]:
    """Return the sentences about one verdict's uncertainty, the kind of source first."""
    return [KIND[u.kind] if u.kind is not None else UNKNOWN, *_given(u), *_intervals(u), *_simulation(u), *_rounding(u)]


def _given(u: Uncertainty) -> Iterator[str]:
    """Yield the bounds that an own series states: they are its source's, not computed here."""
    a = u.assessment
    for when, (low, high) in sorted(u.given.items()):
        if _is_compared(u, when):
            bounds = f"{decimal_words(low, a.indicator.decimals)} till {decimal_words(high, a.indicator.decimals)}"
            yield f"Den egna seriens källa anger {bounds} som gränser för värdet {year(a, when)}."


def _is_compared(u: Uncertainty, when: int) -> bool:
    """Tell whether the verdict compares a year; without a verdict the base year and the last own value are told."""
    a = u.assessment
    last = a.verdict.numbers.year if isinstance(a.verdict, Judged) else max(a.evidence.own.points, default=None)
    return when in (a.target.rule.base_year, last)


def _intervals(u: Uncertainty) -> Iterator[str]:
    a = u.assessment
    if u.kind is SourceKind.EMISSION_MODEL:
        return
    if not u.intervals:
        if not u.given:
            yield _no_denominator(u)
        return
    unit, places = a.indicator.unit, a.indicator.decimals
    for when, found in u.intervals.items():
        if not _is_compared(u, when):
            continue
        low, high = exact(found.low), exact(found.high)
        name = "Wilson" if unit is Unit.PERCENT else "Byar"
        yield (
            f"95-procentigt intervall {year(a, when)} ({name}): "
            f"{number(low, places)} till {quantity(high, places, unit)}."
        )
    if u.kind is SourceKind.REPORTED_CRIME:
        yield TOO_NARROW


def _no_denominator(u: Uncertainty) -> str:
    indicator = u.assessment.indicator
    if indicator.denominator is not None:
        return (
            f"Nämnaren ({indicator.denominator}, hur många talet gäller) är inte hämtad tillsammans med värdena, så "
            "något intervall kan inte räknas."
        )
    whose = joined(indicator.kolada) if indicator.kolada else "den egna serien"
    return f"Nämnaren (hur många talet gäller) är inte känd för {whose}, så något intervall kan inte räknas."


def _simulation(u: Uncertainty) -> Iterator[str]:
    if u.met is None:
        return
    a, times = u.assessment, number(Fraction(SIMULATIONS), 0)
    yield f"Andelen simuleringar där villkoret är uppfyllt: {percent(u.met)} (av {times})."
    yield from _meaning(u)
    if u.kind is SourceKind.REPORTED_CRIME:
        yield TOO_SURE
    if a.reference is not None:
        phrase, name = a.reference.phrase, a.municipality.name
        how = "hålls fast i simuleringen" if u.reference_fixed else "simuleras för sig"
        yield f"Jämförelsevärdet ({phrase}) {how}; {name} är en del av det."
    if a.target.rule.base_year is not None and u.kind is SourceKind.REGISTER:
        yield (
            "Åren simuleras oberoende av varandra; där samma personer räknas båda åren är spridningen i förändringen "
            "mindre än så."
        )


def _meaning(u: Uncertainty) -> Iterator[str]:
    """Say what the share means for the kind of source; a share at the edges speaks for itself in a survey."""
    changed = "förändringen" if u.assessment.target.rule.base_year is not None else "skillnaden"
    if u.kind is SourceKind.SURVEY and u.unsure:
        low, high = (percent(share) for share in UNSURE)
        yield f"Mellan {low} och {high}: {changed} är inte statistiskt säkerställd."
    elif u.kind in (SourceKind.REGISTER, SourceKind.REPORTED_CRIME):
        inside = "ryms inom" if u.unsure else "är större än"
        yield f"{changed.capitalize()} {inside} den variation som modellen räknar med."


def _rounding(u: Uncertainty) -> Iterator[str]:
    a = u.assessment
    if not a.indicator.whole_numbers:
        return
    yield "Värden som är publicerade som hela procenttal kan ligga en halv procentenhet upp eller ned."
    if u.rounding is None or not isinstance(a.verdict, Judged):
        return
    if u.rounding.decides:
        yield "De oavrundade talen skulle kunna ge ett annat utfall."
    else:
        yield "Avrundningen kan inte ändra utfallet."
