"""What a view asks for and a chart cannot give, in a sentence each: nothing is left out in silence."""

from collections.abc import Iterator

from goalkit.assessment import Assessment
from goalkit.model import Gender, Line
from goalkit.show.at_hand import NATION, AtHand
from goalkit.show.series import measure_in, measures
from goalkit.show.tables import MEASURE
from goalkit.show.views import Measure, View
from goalkit.texts.words import GENDER


def remarks(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return one sentence per wish of a view that the vintage cannot fulfil."""
    return [*_areas(a, view, at_hand), *_measure(a, view, at_hand), *_band(a, view, at_hand), *_genders(a, view)]


def absent(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return the areas of a view that the vintage does not hold, and that could be fetched."""
    wanted = [*view.areas, *(m for g in view.groups if g in at_hand.areas for m in at_hand.areas[g].members)]
    held = {*at_hand.held(a), a.municipality.id}
    return [area for area in dict.fromkeys(wanted) if area not in held]


def _areas(a: Assessment, view: View, at_hand: AtHand) -> Iterator[str]:
    missing = absent(a, view, at_hand)
    if missing:
        names = ", ".join(at_hand.title(area) for area in missing)
        vintage = f"datauttaget {at_hand.extract.id}" if at_hand.extract else "något datauttag"
        yield f"Inte i {vintage}, och därför inte i diagrammet: {names}."
    unknown = [at_hand.group_label(group) for group in view.means if group not in at_hand.means(a)]
    if unknown:
        yield f"Inget medel finns i datauttaget för {', '.join(unknown)}."
    if measure_in(a, view, at_hand) is Measure.RANK and (NATION in view.areas or view.means):
        yield "Bara kommuner har en plats bland kommunerna."


def _measure(a: Assessment, view: View, at_hand: AtHand) -> Iterator[str]:
    if view.measure is None or view.measure in measures(a, at_hand):
        return
    why = {
        Measure.RANK: "datauttaget har inte alla kommuner för något år",
        Measure.GAP: "måluppfyllelsen jämför inte med något område",
    }
    told = why.get(view.measure, "basårets värde saknas")
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
