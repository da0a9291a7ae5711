"""What a view asks for and a chart cannot give, in a sentence each: nothing is left out in silence."""

from collections.abc import Iterable, Iterator

from goalkit.charts.at_hand import NATION, AtHand
from goalkit.charts.series import measure_in, measures
from goalkit.charts.view import Measure, View
from goalkit.judge import Assessment
from goalkit.model import Gender, Line
from goalkit.show.tables import MEASURE
from goalkit.words.terms import GENDER


def remarks(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return one sentence per wish of a view that the vintage cannot fulfil."""
    return [*of_areas(a, view, at_hand), *of_values(a, view, at_hand)]


def of_areas(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return what of its areas and groups cannot be shown."""
    return [*_areas(a, view, at_hand), *_band(a, view, at_hand)]


def of_values(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return what of its measure and genders cannot be shown."""
    return [*_measure(a, view, at_hand), *_genders(a, view)]


def _areas(a: Assessment, view: View, at_hand: AtHand) -> Iterator[str]:
    held = {*at_hand.held(a), *at_hand.means(a), a.municipality.id}
    missing = [area for area in _named(view, at_hand) if area not in held]
    asked = at_hand.asked(a)
    vintage = f"datauttaget {at_hand.extract.id}" if at_hand.extract else "något datauttag"
    if absent := [area for area in missing if area not in asked]:
        yield f"Inte i {vintage}, och därför inte i diagrammet: {_titles(absent, at_hand)}."
    if empty := [area for area in missing if area in asked]:
        yield f"{_capital(vintage)} saknar värden för {_titles(empty, at_hand)}."
    if measure_in(a, view, at_hand) is Measure.RANK and (NATION in view.areas or view.means):
        yield "Bara kommuner har en plats bland kommunerna."


def _measure(a: Assessment, view: View, at_hand: AtHand) -> Iterator[str]:
    if view.measure is None or view.measure in measures(a, at_hand):
        return
    why = {
        Measure.RANK: "datauttaget har inte alla kommuner för något år",
        Measure.GAP: "måluppfyllelsen jämför inte med något område",
    }
    is_zero = a.evidence.own.value(a.target.rule.base_year) == 0
    told = why.get(view.measure, "basårets värde är 0" if is_zero else "basårets värde saknas")
    yield f"Det går inte att visa {MEASURE[view.measure]}: {told}."


def _band(a: Assessment, view: View, at_hand: AtHand) -> Iterator[str]:
    if view.band is None:
        return
    if view.band not in at_hand.bands(a):
        yield f"Datauttaget har inte kommunernas spridning för {at_hand.group_label(view.band)}."
    elif measure_in(a, view, at_hand) is not Measure.LEVEL:
        yield "Kommunernas spridning visas bara tillsammans med nivån."


def _genders(a: Assessment, view: View) -> Iterator[str]:
    asked = [gender for gender in view.genders if gender is not Gender.TOTAL]
    lacking = [GENDER[gender] for gender in asked if not a.genders.get(gender, (Line(), None))[0].points]
    if lacking:
        yield f"Datauttaget har inga värden för {' och '.join(lacking)}."


def _named(view: View, hand: AtHand) -> list[str]:
    """Return all areas, and groups whose mean is wanted, that a view names."""
    members = [m for group in view.groups if group in hand.areas for m in hand.areas[group].members]
    return list(dict.fromkeys([*view.areas, *members, *view.means]))


def _titles(areas: Iterable[str], at_hand: AtHand) -> str:
    return ", ".join(at_hand.named(area) for area in areas)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
