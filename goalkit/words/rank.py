"""Was it unusual? A municipality's place among others, in Swedish.

A place is a place in a list: the words "effekt", "orsak" and "slump" are used of none.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from goalkit.beside.rank import Rank
from goalkit.beside.standing import ALL, SAME_SIDE, Absent, Standing
from goalkit.exact import exact, places_to_tell_apart
from goalkit.model import Status
from goalkit.words.numbers import joined, number, short_unit
from goalkit.words.rules import PlaceWords, words_of
from goalkit.words.standing import LOCAL, percent, phrase, source_text, years_text
from goalkit.words.values import measure_places

QUESTION = "Var det ovanligt?"


def how_unusual(s: Standing) -> list[str]:
    """Return the sentences about the municipality's place, or the one that says why there is none."""
    if s.absent is Absent.LOCAL_SERIES:
        return [LOCAL]
    told = [] if s.ranks else [_no_place(s)]
    told += _places(s, s.ranks, prepared=s.ranks_prepared)
    told += _places(s, s.group_ranks, prepared=False)
    return told


def group_name(s: Standing, r: Rank) -> str:
    """Return what a group is called, by itself."""
    if r.group == ALL:
        return "Alla kommuner"
    if r.group == SAME_SIDE:
        return f"På samma sida om {phrase(s)} vid starten"
    return next((c.label for c in s.assessment.plan.comparisons if c.group == r.group), r.group)


def place_text(r: Rank) -> str:
    """Write a place: several that are equal share the middle one of their places."""
    first = r.better + 1
    if not r.equal:
        return f"{first} av {number(Fraction(r.n), 0)}"
    middle = number(r.middle, 0 if r.middle.denominator == 1 else 1)
    return f"{middle} av {number(Fraction(r.n), 0)} (delar plats {first}–{first + r.equal})"


def did_better(s: Standing, own: float) -> str:
    """Say what those did whose improvement was larger than the municipality's ``own``."""
    return _by_sign(own, _words(s).others)


def ordered_by(s: Standing) -> str:
    """Say what the list is ordered by."""
    return _filled(s, _words(s).order)


def figures_text(s: Standing) -> str:
    """Say what the figures beside the places are: only a gap or a level has become better or worse."""
    words, unit = _words(s), improvement_unit(s)
    return f"Talen är {_filled(s, words.figures)}{f', i {unit}' if unit else ''}; vid minus {words.minus}."


def _words(s: Standing) -> PlaceWords:
    return words_of(s.assessment.target.rule).place


def _filled(s: Standing, text: str) -> str:
    whose = s.assessment.municipality
    return text.format(name=whose.name, genitive=whose.genitive, reference=phrase(s))


def improvement_text(s: Standing, improvement: float, *, own: bool = False) -> str:
    """Write how much better, in the rule's own unit: a difference, and of relative changes one in percentage points.

    The municipality's ``own`` has so many decimals that what is not a tie does not look like one.
    """
    per = 100 if s.assessment.target.rule.is_relative else 1
    value, places = exact(improvement) * per, measure_places(s.assessment)
    return number(value, places_to_tell_apart(Fraction(0), value, places) if own else places, signed=True)


def improvement_unit(s: Standing) -> str:
    """Return the unit of an improvement, short."""
    rule, unit = s.assessment.target.rule, s.assessment.indicator.unit
    return short_unit(rule.measure_unit(unit).of_difference)


def _places(s: Standing, ranks: Iterable[Rank], *, prepared: bool) -> Iterator[str]:
    found = list(ranks)
    if not found:
        return
    first, *others = found
    period, name = years_text(s, first.base, first.later), s.assessment.municipality.name
    order = ordered_by(s)
    yield (
        f"{_happened(s, first.own)} {period}. Ordnat efter {order}{',' if ',' in order else ''} har {name} plats "
        f"{place_text(first)} {_among(s, first)}; {_share(s, first)}."
    )
    for r in others:
        among = _among(s, r)
        yield f"{among[0].upper()}{among[1:]}: plats {place_text(r)}; {_share(s, r)}."
    yield source_text(first.vintage, prepared=prepared)


def _happened(s: Standing, own: float) -> str:
    """Say what happened, in the municipality itself, to what the list is ordered by."""
    return _filled(s, _by_sign(own, _words(s).happened))


def _by_sign(improvement: float, words: tuple[str, str, str]) -> str:
    better, same, worse = words
    return better if improvement > 0 else same if improvement == 0 else worse


def _share(s: Standing, r: Rank) -> str:
    how_many: dict[Fraction | int, str] = {0: "ingen av de andra", 1: "alla de andra"}
    return f"{how_many.get(r.share_better, f'{percent(r.share_better)} av de andra')} {did_better(s, r.own)}"


def _among(s: Standing, r: Rank) -> str:
    if r.group == ALL:
        return "bland alla kommuner"
    if r.group == SAME_SIDE:
        return "bland dem på samma sida vid starten"
    return f"i {group_name(s, r)}"


def _no_place(s: Standing) -> str:
    if s.to_plan_end or s.assessment.status is Status.NOT_ASSESSED:
        return "Ingen plats bland kommunerna kan anges: inget år är bedömt."
    found = {r.group for r in s.group_ranks}
    groups = [c.label for c in s.assessment.plan.comparisons if c.group not in found]
    nor = f", inte heller i {joined(groups)}" if groups else ""
    return (
        f"Bland alla kommuner kan ingen plats anges{nor}: värden för de år som bedömningen jämför är inte hämtade "
        "för alla."
    )
