"""The calculation behind a verdict, written out with the numbers put in.

What a reader adds up must come out: where it would not with the usual decimals, all terms are
written with as many as it takes (DOMAIN, settled point 13). Thirds and their like never do: they have the usual
decimals, and ≈ before the result.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from goalkit.assessment import Assessment
from goalkit.exact import places_to_tell_apart, rounded
from goalkit.model import Better, Judged, Numbers, Unit
from goalkit.rules import CHANGE_DECIMALS, Above, Decreases, GapNarrows, Increases, OutpacesReference
from goalkit.texts.numbers import MINUS, number, quantity
from goalkit.texts.sentences import headline, year

MOST_PLACES = 12


def calculation(a: Assessment) -> list[str]:
    """Return the lines of the calculation; empty for a target that was not judged."""
    if not isinstance(a.verdict, Judged):
        return []
    return [*_LINES[type(a.target.rule)](a, a.verdict.numbers), f"Utfall: {headline(a)}."]


def places_that_add_up(differences: Iterable[tuple[Fraction, Fraction]], least: int) -> int:
    """Return the fewest decimals, from ``least`` up, at which every shown difference is that of the shown terms.

    Where there are none, it is ``least``.
    """
    pairs = list(differences)
    enough = (n for n in range(least, MOST_PLACES) if all(_adds_up(x, y, n) for x, y in pairs))
    return next(enough, least)


def _adds_up(first: Fraction, second: Fraction, places: int) -> bool:
    return rounded(first, places) - rounded(second, places) == rounded(first - second, places)


def _difference(first: Fraction, second: Fraction, places: int, shown: str, whose: tuple[str, str] = ("", "")) -> str:
    """Write a subtraction and its result, each term after the name of whose it is."""
    equals = "=" if _adds_up(first, second, places) else "≈"
    mine, theirs = (f"{name} " if name else "" for name in whose)
    return f"{mine}{_n(first, places)} {MINUS} {theirs}{_bracketed(second, places)} {equals} {shown}"


def _names(a: Assessment) -> tuple[str, str]:
    return a.municipality.name, a.reference.label if a.reference else ""


def _gap(a: Assessment, n: Numbers) -> list[str]:
    own, reference = _all(n.own_base, n.own), _all(n.reference_base, n.reference)
    measures = _all(n.measure_base, n.measure)
    places = places_that_add_up(zip(own, reference, strict=True), places_to_tell_apart(*measures, a.indicator.decimals))
    unit = a.indicator.unit.of_difference
    lines = []
    for when, x, y, gap in zip(_years(a, n), own, reference, measures, strict=True):
        mine, theirs = _names(a)
        first, second, whose = (x, y, (mine, theirs)) if x >= y else (y, x, (theirs, mine))
        shown = quantity(gap, places, unit)
        lines.append(f"Skillnad {when}: {_difference(first, second, places, shown, whose)}")
    return [*lines, _comparison(measures[1], measures[0], places, "mindre")]


def _above(a: Assessment, n: Numbers) -> list[str]:
    own, reference = _all(n.own, n.reference)
    places = places_that_add_up([(own, reference)], places_to_tell_apart(own, reference, a.indicator.decimals))
    shown = quantity(own - reference, places, a.indicator.unit.of_difference, signed=True)
    line = f"Skillnad {year(a, n.year)}: {_difference(own, reference, places, shown, _names(a))}"
    return [line, _comparison(own, reference, places, "större")]


def _outpaces(a: Assessment, n: Numbers) -> list[str]:
    own, reference = _all(n.own_change, n.reference_change)
    places = places_that_add_up([(own, reference)], places_to_tell_apart(own, reference, CHANGE_DECIMALS))
    base, judged = _years(a, n)
    lines = []
    values = (_all(n.own_base, n.own), _all(n.reference_base, n.reference))
    for name, (before, now), change in zip(_names(a), values, (own, reference), strict=True):
        found = _places_of_change(before, now, change, a.indicator.decimals, places)
        terms, equals = (a.indicator.decimals, "≈") if found is None else (found, "=")
        lines.append(
            f"{name} {base}–{judged}: ({_n(now, terms)} {MINUS} {_bracketed(before, terms)}) "
            f"/ {_n(abs(before), terms)} {equals} {quantity(change, places, Unit.PERCENT, signed=True)}"
        )
    difference = quantity(own - reference, places, Unit.PERCENTAGE_POINTS, signed=True)
    lines.append(f"Skillnad i utveckling: {_difference(own, reference, places, difference, _names(a))}")
    better = "större" if a.indicator.better is Better.HIGHER else "mindre"
    return [*lines, _comparison(own, reference, places, better)]


def _level(a: Assessment, n: Numbers) -> list[str]:
    before, now = _all(n.own_base, n.own)
    places = places_that_add_up([(now, before)], places_to_tell_apart(before, now, a.indicator.decimals))
    base, judged = _years(a, n)
    shown = quantity(now - before, places, a.indicator.unit.of_difference, signed=True)
    line = f"Förändring {base}–{judged}: {_difference(now, before, places, shown)}"
    wanted = "större" if isinstance(a.target.rule, Increases) else "mindre"
    return [line, _comparison(now, before, places, wanted)]


_LINES: dict[type, Callable[[Assessment, Numbers], list[str]]] = {
    GapNarrows: _gap,
    Above: _above,
    OutpacesReference: _outpaces,
    Increases: _level,
    Decreases: _level,
}


def _comparison(first: Fraction, second: Fraction, places: int, wanted: str) -> str:
    relation = "är mindre än" if first < second else "är större än" if first > second else "är lika med"
    return f"{_n(first, places)} {relation} {_n(second, places)}; villkoret är att det är {wanted}."


def _places_of_change(before: Fraction, now: Fraction, change: Fraction, least: int, places: int) -> int | None:
    """Return the decimals of the values at which a reader's own division gives the shown change, if any do."""
    for terms in range(least, MOST_PLACES):
        x, y = rounded(now, terms), rounded(before, terms)
        if y != 0 and rounded((x - y) / abs(y) * 100, places) == rounded(change, places):
            return terms
    return None


def _years(a: Assessment, n: Numbers) -> tuple[str, str]:
    return year(a, n.base_year), year(a, n.year)


def _n(value: Fraction, places: int) -> str:
    return number(value, places)


def _bracketed(value: Fraction, places: int) -> str:
    """Write a term that is taken away: in brackets where it stands with a minus of its own."""
    return f"({_n(value, places)})" if rounded(value, places) < 0 else _n(value, places)


def _all(first: Fraction | None, second: Fraction | None) -> tuple[Fraction, Fraction]:
    if first is None or second is None:
        message = "a judged target has every number that its rule compares"
        raise ValueError(message)
    return first, second
