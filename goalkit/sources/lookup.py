"""Looking things up: indicators and areas by words, in the service's whole catalogue.

The catalogue is a handful of answers that are saved for a day; every search after the first needs no
network, and it can reach the descriptions, which the service's own search by title cannot. Without a network the
vintages still say what they hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goalkit.extracts import AreaName, SeriesFacts
from goalkit.sources.kolada import Client, Kpi, fetch_groups, fetch_kpis, fetch_municipalities

KINDS = {"K": "kommun", "L": "region eller riket", "G": "grupp"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Indicators, and areas with groups last: all that the service has, or all that the vintages hold."""

    kpis: tuple[Kpi | SeriesFacts, ...]
    areas: tuple[AreaName, ...]

    def find_kpis(self, text: str) -> tuple[Kpi | SeriesFacts, ...]:
        """Return the indicators that hold every word of ``text``, the best first, then by id.

        A word may be a part of a longer one. Best is in the title (or the id), then in the operating area
        too, then in the description too.
        """
        words = _words(text)
        ranked = []
        for kpi in self.kpis:
            fields = (f"{kpi.id} {kpi.title}", kpi.operating_area or "", kpi.description or "")
            rank = _rank(words, fields)
            if rank is not None:
                ranked.append((rank, kpi.id, kpi))
        return tuple(kpi for _, _, kpi in sorted(ranked, key=lambda one: one[:2]))

    def find_areas(self, text: str) -> tuple[AreaName, ...]:
        """Return the areas whose id or title holds every word of ``text``: municipalities, then groups."""
        words = _words(text)
        return tuple(area for area in self.areas if _rank(words, (f"{area.id} {area.title}",)) is not None)


def load_catalogue(client: Client) -> Catalogue:
    """Load the catalogue, from saved answers where they are of today.

    Raises:
        KoladaUnavailableError: no answer, saved or fresh.
        KoladaFormatError: an answer in another shape than expected.
    """
    kpis, places, groups = fetch_kpis(client).items, fetch_municipalities(client).items, fetch_groups(client).items
    named = (AreaName(one.id, one.title, one.type) for one in places)
    return Catalogue(kpis, (*named, *(AreaName(group.id, group.title, "G") for group in groups)))


def kept_catalogue(data: Path) -> Catalogue:
    """Return what the vintages hold, by the newest word of each; nothing where there is no vintage.

    Raises:
        DataError: a vintage is damaged.
    """
    from goalkit.sources.vintages import area_names, existing_vintages, series_facts  # noqa: PLC0415 - pyarrow is heavy

    folders = existing_vintages(data)
    facts = {kpi: told for folder in reversed(folders) for kpi, told in series_facts(folder).items()}
    areas = sorted(area_names(folders).values(), key=lambda area: (area.kind == "G", area.id))
    return Catalogue(tuple(facts.values()), tuple(areas))


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _rank(words: list[str], fields: Iterable[str]) -> int | None:
    """Return how many fields, in order, are needed until every word is found; ``None`` if never."""
    seen = ""
    for rank, text in enumerate(fields):
        seen = f"{seen} {text.casefold()}"
        if words and all(word in seen for word in words):
            return rank
    return None
