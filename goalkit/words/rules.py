"""Every word that depends on the rule: one row of words per rule, in :data:`RULE_WORDS`.

A calculation is written out with the numbers put in, and what a reader adds up must come out: where it would not with
the usual decimals, all terms are written with as many as it takes (DOMAIN, settled point 13). Thirds and their like
never do: they have the usual decimals, and ≈ before the result.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from goalkit.exact import places_to_tell_apart, rounded
from goalkit.judge import Assessment
from goalkit.model import Better, Numbers, Status, Unit
from goalkit.rules import CHANGE_DECIMALS, Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from goalkit.words.numbers import MINUS, number, quantity
from goalkit.words.values import change_in_percent, from_to, known, measure_places, phrase, turned, value_text, year


@dataclass(frozen=True)
class PlaceWords:
    """How a place among other municipalities is told, of ``{name}``, its ``{genitive}`` and the ``{reference}``.

    Attributes:
        happened: what happened in the municipality where it became better, stayed, or became worse.
        others: what those did whose improvement was larger, in the same three cases. Where the municipality became
            worse some of them may have improved, others only have become less bad: the words hold for both.
        order: what the list is ordered by.
        figures: what the figures beside the places are, and ``minus`` what a negative one is.
    """

    happened: tuple[str, str, str]
    others: tuple[str, str, str]
    order: str
    figures: str
    minus: str


@dataclass(frozen=True)
class RuleWords:
    """What is said of one rule.

    Attributes:
        name: the rule in a few words; ``tie``: the word of a tie.
        sentence: what was judged, with both years and numbers, from a small letter on.
        calculation: the lines of the calculation.
        criterion: when the target is met, with the number that decides where it is known.
        condition: what is tried on every municipality and period, after "villkoret är"; of the reference's phrase.
        place: how a place among others is told.
        own_sum: the same in plain pandas, for a notebook: what a table ``t`` of the target ``m`` is given besides its
            values, and the condition. ``{own}`` and ``{reference}`` are its columns, ``{better}`` is > or <.
    """

    name: str
    tie: str
    sentence: Callable[[Assessment, Numbers], str]
    calculation: Callable[[Assessment, Numbers], list[str]]
    criterion: Callable[[Assessment], str]
    condition: Callable[[str], str]
    place: PlaceWords
    own_sum: tuple[str, str]


def words_of(rule: Rule) -> RuleWords:
    """Return the words of a rule; a variant of a rule has those of the rule."""
    return next(RULE_WORDS[kind] for kind in type(rule).__mro__ if kind in RULE_WORDS)


# --- a gap -------------------------------------------------------------------------------------------


def _gap_sentence(a: Assessment, n: Numbers) -> str:
    unit, places = a.indicator.unit.of_difference, measure_places(a)
    before, now = from_to(known(n.measure_base), known(n.measure), places, unit)
    base, judged = year(a, n.base_year), year(a, n.year)
    subject = f"skillnaden mellan {a.municipality.name} och {phrase(a)}"
    if a.status is Status.UNCHANGED:
        word = "lika stor, åt andra hållet" if turned(a) else "oförändrad"
        return f"{subject} är {word}: {now} både {base} och {judged}."
    verb = "minskade" if a.status is Status.MET else "ökade"
    return f"{subject} {verb} från {before} ({base}) till {now} ({judged})."


def _gap_calculation(a: Assessment, n: Numbers) -> list[str]:
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


def _gap_criterion(a: Assessment) -> str:
    limit = a.verdict.numbers.measure_base
    size = "" if limit is None else f" ({quantity(limit, measure_places(a), a.indicator.unit.of_difference)})"
    return f"Uppnådd när skillnaden är mindre än den var {_base(a)}{size}."


# --- above the reference -----------------------------------------------------------------------------


def _above_sentence(a: Assessment, n: Numbers) -> str:
    own, reference = (value_text(a, v, measure_places(a)) for v in (n.own, n.reference))
    if a.status is Status.UNCHANGED:
        return f"{a.municipality.genitive} värde {year(a, n.year)} är lika med jämförelsevärdet ({phrase(a)}): {own}."
    side = "över" if a.status is Status.MET else "under"
    return f"{a.municipality.name} låg {year(a, n.year)} {side} {phrase(a)}: {own} mot {reference}."


def _above_calculation(a: Assessment, n: Numbers) -> list[str]:
    own, reference = _all(n.own, n.reference)
    places = places_that_add_up([(own, reference)], places_to_tell_apart(own, reference, a.indicator.decimals))
    shown = quantity(own - reference, places, a.indicator.unit.of_difference, signed=True)
    line = f"Skillnad {year(a, n.year)}: {_difference(own, reference, places, shown, _names(a))}"
    return [line, _comparison(own, reference, places, "större")]


def _above_criterion(a: Assessment) -> str:
    return f"Uppnådd när {a.municipality.genitive} värde är högre än {phrase(a)} samma år."


# --- a development -----------------------------------------------------------------------------------


def _development_sentence(a: Assessment, n: Numbers) -> str:
    own, reference = (change_in_percent(known(v), measure_places(a)) for v in (n.own_change, n.reference_change))
    subject = f"utvecklingen från {year(a, n.base_year)} till {year(a, n.year)}"
    where = f"i {a.municipality.name}"
    if a.status is Status.UNCHANGED:
        return f"{subject} är lika {where} och i {phrase(a)}: {own}."
    word = "bättre" if a.status is Status.MET else "sämre"
    return f"{subject} är {word} än i {phrase(a)}: {own} {where} mot {reference} i {phrase(a)}."


def _development_calculation(a: Assessment, n: Numbers) -> list[str]:
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


def _development_criterion(a: Assessment) -> str:
    where, than = a.municipality.name, phrase(a)
    return f"Uppnådd när den relativa förändringen sedan {_base(a)} är bättre i {where} än i {than}."


# --- an own level ------------------------------------------------------------------------------------


def _level_sentence(a: Assessment, n: Numbers) -> str:
    before, now = from_to(known(n.own_base), known(n.own), measure_places(a), a.indicator.unit)
    base, judged, subject = year(a, n.base_year), year(a, n.year), f"{a.municipality.genitive} värde"
    if a.status is Status.UNCHANGED:
        return f"{subject} är oförändrat: {now} både {base} och {judged}."
    verb = "ökade" if known(n.own) > known(n.own_base) else "minskade"
    return f"{subject} {verb} från {before} ({base}) till {now} ({judged})."


def _level_calculation(a: Assessment, n: Numbers) -> list[str]:
    before, now = _all(n.own_base, n.own)
    places = places_that_add_up([(now, before)], places_to_tell_apart(before, now, a.indicator.decimals))
    base, judged = _years(a, n)
    shown = quantity(now - before, places, a.indicator.unit.of_difference, signed=True)
    line = f"Förändring {base}–{judged}: {_difference(now, before, places, shown)}"
    wanted = "större" if a.target.rule.directed == Better.HIGHER else "mindre"
    return [line, _comparison(now, before, places, wanted)]


def _level_criterion(a: Assessment) -> str:
    limit = a.verdict.numbers.own_base
    size = "" if limit is None else f" ({quantity(limit, measure_places(a), a.indicator.unit)})"
    return f"Uppnådd när värdet är {_wanted(a)} än det var {_base(a)}{size}."


def _wanted(a: Assessment) -> str:
    return "högre" if a.target.rule.directed == Better.HIGHER else "lägre"


def _three(subject: str, better: str, same: str, worse: str) -> tuple[str, str, str]:
    return f"{subject} {better}", f"{subject} {same}", f"{subject} {worse}"


def _level_place(better: str, worse: str, first: str) -> PlaceWords:
    return PlaceWords(
        _three("{genitive} värde", better, "ändrades inte", worse),
        (f"{better} mer", better, f"{worse} mindre eller inte alls"),
        f"hur värdet ändrades, störst {first} först",
        "hur mycket värdet förbättrades",
        "försämrades det",
    )


_DEVELOPED = ("bättre än", "densamma som", "sämre än")

RULE_WORDS: dict[type, RuleWords] = {
    GapNarrows: RuleWords(
        "skillnaden minskar",
        "oförändrad",
        _gap_sentence,
        _gap_calculation,
        _gap_criterion,
        lambda reference: f"att skillnaden till {reference} är mindre i slutet av perioden än i början",
        PlaceWords(
            _three("Skillnaden mellan {name} och {reference}", "minskade", "ändrades inte", "ökade"),
            ("minskade den mer", "minskade den", "ökade den mindre eller inte alls"),
            "hur skillnaden till {reference} ändrades, störst minskning först",
            "hur mycket skillnaden till {reference} minskade",
            "ökade den",
        ),
        (
            "skillnad=lambda t: (t[{own}] - t[{reference}]).abs().round(9)",
            "{t}.skillnad[{m}.year] < {t}.skillnad[{m}.base_year]",
        ),
    ),
    Above: RuleWords(
        "ligger över",
        "lika med jämförelsevärdet",
        _above_sentence,
        _above_calculation,
        _above_criterion,
        lambda reference: f"att värdet ligger över {reference} samma år",
        PlaceWords(
            ("{name} låg över {reference}", "{name} låg på samma nivå som {reference}", "{name} låg under {reference}"),
            ("låg högre",) * 3,
            "hur högt värdet låg jämfört med {reference}",
            "hur långt över {reference} värdet låg",
            "låg det under",
        ),
        ("skillnad=lambda t: (t[{own}] - t[{reference}]).round(9)", "{t}.skillnad[{m}.year] > 0"),
    ),
    OutpacesReference: RuleWords(
        "bättre utveckling",
        "lika utveckling",
        _development_sentence,
        _development_calculation,
        _development_criterion,
        lambda reference: f"att utvecklingen under perioden är bättre än i {reference}",
        PlaceWords(
            _three("Utvecklingen i {name} var", *(f"{how} i {{reference}}" for how in _DEVELOPED)),
            ("hade en bättre utveckling",) * 3,
            "den relativa utvecklingen, bäst först",
            "hur mycket bättre utvecklingen var än i {reference}",
            "var den sämre",
        ),
        (
            "eget=lambda t: ((t[{own}] / t[{own}][{m}.base_year] - 1) * 100).round(9), "
            "deras=lambda t: ((t[{reference}] / t[{reference}][{m}.base_year] - 1) * 100).round(9)",
            "{t}.eget[{m}.year] {better} {t}.deras[{m}.year]",
        ),
    ),
    Increases: RuleWords(
        "ökar",
        "oförändrad",
        _level_sentence,
        _level_calculation,
        _level_criterion,
        lambda _: "att värdet är högre i slutet av perioden än i början",
        _level_place("ökade", "minskade", "ökning"),
        ("", "{t}[{own}][{m}.year] > {t}[{own}][{m}.base_year]"),
    ),
    Decreases: RuleWords(
        "minskar",
        "oförändrad",
        _level_sentence,
        _level_calculation,
        _level_criterion,
        lambda _: "att värdet är lägre i slutet av perioden än i början",
        _level_place("minskade", "ökade", "minskning"),
        ("", "{t}[{own}][{m}.year] < {t}[{own}][{m}.base_year]"),
    ),
}
"""One row per rule; a rule without words is a fault that a test finds."""


# --- how a calculation is written --------------------------------------------------------------------


MOST_PLACES = 12


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


def _base(a: Assessment) -> str:
    return year(a, a.verdict.numbers.base_year)
