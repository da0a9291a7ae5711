"""How sure the values behind a verdict are, in Swedish; what it means depends on the kind of source."""

from collections.abc import Iterator

from goalkit.beside.certainty import Certainty
from goalkit.exact import exact
from goalkit.model import Judged, SourceKind
from goalkit.words.numbers import decimal_words, number, quantity
from goalkit.words.values import year

QUESTION = "Hur säkert är det?"

KIND: dict[SourceKind, str] = {
    SourceKind.SURVEY: (
        "Värdet bygger på dem som har svarat i en undersökning; med andra svarande kunde det ha blivit ett annat "
        "(urvalsfel)."
    ),
    SourceKind.REGISTER: "Värdet är en totalräkning ur ett register och har inget urvalsfel.",
    SourceKind.REPORTED_CRIME: "Värdet är en totalräkning av anmälda brott och har inget urvalsfel.",
    SourceKind.EMISSION_MODEL: "Värdet kommer från en modell för utsläpp.",
    SourceKind.SELF_REPORTED: "Värdet är kommunens egen uppgift; hur säkert det är beror på hur den har tagits fram.",
}


def how_sure(c: Certainty) -> list[str]:
    """Return the sentences about one verdict's values, the kind of source first; none where nothing is known."""
    if not c.says_something:
        return []
    kind = c.assessment.indicator.kind
    return [*([KIND[kind]] if kind is not None else []), *_given(c), *_intervals(c), *_rounding(c)]


def _given(c: Certainty) -> Iterator[str]:
    """Yield the bounds that an own series states: they are its source's, not computed here."""
    a = c.assessment
    for when, (low, high) in sorted(c.given.items()):
        if _is_compared(c, when):
            bounds = f"{decimal_words(low, a.indicator.decimals)} till {decimal_words(high, a.indicator.decimals)}"
            yield f"Den egna seriens källa anger {bounds} som gränser för värdet {year(a, when)}."


def _is_compared(c: Certainty, when: int) -> bool:
    """Tell whether the verdict compares a year; without a verdict the base year and the last own value are told."""
    a = c.assessment
    last = a.verdict.numbers.year if isinstance(a.verdict, Judged) else max(a.evidence.own.points, default=None)
    return when in (a.target.rule.base_year, last)


def _intervals(c: Certainty) -> Iterator[str]:
    a = c.assessment
    for when, (low, high) in c.intervals.items():
        if _is_compared(c, when):
            bounds = f"{number(exact(low), a.indicator.decimals)} till "
            yield (
                f"95-procentigt intervall {year(a, when)} (Wilson): "
                f"{bounds}{quantity(exact(high), a.indicator.decimals, a.indicator.unit)}."
            )


def _rounding(c: Certainty) -> Iterator[str]:
    a = c.assessment
    if not a.indicator.whole_numbers:
        return
    yield "Värden som är publicerade som hela procenttal kan ligga en halv procentenhet upp eller ned."
    if c.rounding is None or not isinstance(a.verdict, Judged):
        return
    if c.rounding.decides:
        yield "De oavrundade talen skulle kunna ge ett annat utfall."
    else:
        yield "Avrundningen kan inte ändra utfallet."
