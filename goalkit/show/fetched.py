"""Areas that a person fetches for a chart: shown while the program runs, and in no vintage, verdict or published page.

A view only names its areas. Without a fetch, and always on a published page, a chart is drawn without them, and
says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from goalkit.assessment import Assessment
from goalkit.charts.at_hand import AtHand
from goalkit.charts.view import View
from goalkit.errors import GoalkitError, KoladaUnavailableError
from goalkit.extracts import Extract
from goalkit.texts.numbers import joined
from goalkit.workbook import Workbook

_KNOWN: dict[tuple[str, tuple[str, ...], str], Extract] = {}
"""What has been fetched since the program began: by data folder, series and area."""


def named(view: View, hand: AtHand) -> list[str]:
    """Return all areas, and groups whose mean is wanted, that a view names."""
    members = [m for group in view.groups if group in hand.areas for m in hand.areas[group].members]
    return list(dict.fromkeys([*view.areas, *members, *view.means]))


def not_at_hand(a: Assessment, view: View, hand: AtHand) -> list[str]:
    """Return what a view names and that could be fetched: the vintage did not ask for it, and it exists."""
    if not a.series or a.indicator.is_local:
        return []
    there = {*hand.asked(a), *hand.fetched, a.municipality.id}
    return [area for area in named(view, hand) if area in hand.areas and area not in there]


def with_fetched(workbook: Workbook, a: Assessment, hand: AtHand) -> AtHand:
    """Return what is at hand with all that has been fetched of the target's series beside it."""
    place = (str(workbook.data), a.series)
    return replace(hand, fetched={area: each for (*where, area), each in _KNOWN.items() if tuple(where) == place})


def ask_for(workbook: Workbook, a: Assessment, areas: Iterable[str], progress: Callable[[int, int], None]) -> str:
    """Ask the service for areas, and return in a sentence why it did not go; nothing when it went.

    The municipality itself is asked for too: its values tell whether the service has revised the series since.
    """
    from goalkit.sources.asked_now import ask_now  # noqa: PLC0415  # what asks is heavy, and seldom wanted

    wanted = [*areas, a.municipality.id]
    known = workbook.observations
    titles = {kpi: known.series[kpi].title for kpi in a.series if kpi in known.series}
    names = joined([known.area_title(area) for area in wanted[:-1]])
    try:
        found = ask_now(workbook.data, a.series, wanted, titles, progress)
    except KoladaUnavailableError:
        return (
            f"Det gick inte att hämta {names}: Kolada svarade inte. Kontrollera nätverket och tryck på Hämta igen. "
            "Diagrammet visar det som finns i datauttaget."
        )
    except GoalkitError as error:
        return f"Det gick inte att hämta {names}. {error}"
    _KNOWN.update({(str(workbook.data), a.series, area): extract for area, extract in found.items()})
    return ""


# --- in words ------------------------------------------------------------------------------------------------


def fetched_source(a: Assessment, view: View, hand: AtHand) -> str:
    """Say where the values come from that no vintage has, and when they were fetched; nothing where there are none."""
    shown: dict[tuple[str, date], list[str]] = {}
    for other in hand.compared(a, view):
        if other.fetched is not None:
            shown.setdefault((other.fetched.source, other.fetched.retrieved), []).append(other.label)
    return " ".join(
        f"{joined(labels)}: {source}, hämtat {day} för det här diagrammet. Finns inte i datauttaget och ingår inte i "
        "bedömningen."
        for (source, day), labels in shown.items()
    )


def revised(a: Assessment, view: View, hand: AtHand) -> str:
    """Say that the service has other values of the municipality itself than the vintage; nothing where it has not."""
    own = hand.fetched.get(a.municipality.id)
    if own is None or hand.extract is None or not fetched_source(a, view, hand):
        return ""
    years = set()
    for kpi in a.series:
        then = hand.extract.cells.get((kpi, a.municipality.id, "T"), {})
        now = own.cells.get((kpi, a.municipality.id, "T"), {})
        years |= {year for year, cell in then.items() if year in now and now[year].value != cell.value}
    if not years:
        return ""
    return (
        f"Kolada har nu andra värden för {a.municipality.name} än datauttaget {hand.extract.id} "
        f"({joined([str(year) for year in sorted(years)])}), så det som hämtats är inte helt jämförbart med resten."
    )
