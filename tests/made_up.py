"""Made-up vintages for "Exempelkommun", written by the program's own keeper and read by its own reader.

Ten municipalities (9001 is Exempelkommun), the land 0000, and the group G9001 of all ten. Nothing here is a
figure of a real place.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from goalkit.sources.keep import keep_vintage
from goalkit.sources.manifest import Asked, AskedMeans, Fetch, Manifest, Row

PLANS = Path(__file__).resolve().parent / "plans"
ONE_AREA, OTHER_YEARS = PLANS / "one-area.toml", PLANS / "other-years.toml"
OWN, LAND, GROUP = "9001", "0000", "G9001"
MUNICIPALITIES = tuple(str(9001 + i) for i in range(10))
EVERY_AREA = (LAND, *MUNICIPALITIES)
SERIES = ("N90001", "N90002", "N90003", "N90004")

Series = Mapping[str, Mapping[int, float | None]]
"""The values of one series: area, year, value."""


def rows(series: Mapping[str, Series], gender: str = "T", status: str | None = None) -> list[Row]:
    """Return the rows of several series; ``status`` is what the source says of every one of them."""
    return [
        (kpi, area, year, gender, value, status, None)
        for kpi, areas in series.items()
        for area, values in areas.items()
        for year, value in values.items()
    ]


def asked(
    series: Iterable[str] = SERIES, areas: Iterable[str] = EVERY_AREA, first: int = 2020, last: int = 2026, **more: Any
) -> Asked:
    """Return one block of what was asked for."""
    return Asked(series=tuple(series), areas=tuple(areas), first_year=first, last_year=last, **more)


def means_of(*sums: str, first: int = 2020, last: int = 2026) -> AskedMeans:
    """Return the block that asks for our own means of these sums over all ten."""
    return AskedMeans(sums=sums, groups=(GROUP,), first_year=first, last_year=last)


def manifest_of(day: str, blocks: Iterable[Asked], means: Iterable[AskedMeans] = ()) -> Manifest:
    """Return the manifest of a made-up vintage; its files are filled in when it is kept."""
    return Manifest(
        id=day,
        retrieved=date.fromisoformat(day.partition(".")[0]),
        certainty="exact",
        date_note=f"Påhittat {day}.",
        origin="Påhittade värden.",
        source="Källa: påhittad",
        terms="Får användas fritt.",
        asked=tuple(blocks),
        asked_means=tuple(means),
        files={},
    )


def describe(kpi: str, published: str | None = None, period: str | None = None) -> dict[str, Any]:
    """Return what the service would say of a series."""
    return {"id": kpi, "title": f"Påhittad {kpi}", "publication_date": published, "publ_period": period}


def keep(
    data: Path,
    day: str,
    content: Iterable[Row],
    *,
    blocks: Iterable[Asked] | None = None,
    means: Iterable[AskedMeans] = (),
    indicators: Iterable[dict[str, Any]] = (),
) -> Path:
    """Keep a made-up vintage, with the names of all areas, and return its folder."""
    members = [{"member_id": area, "member_title": f"Kommun {area}"} for area in MUNICIPALITIES]
    titles = {OWN: "Exempelkommun"}
    municipalities = [{"id": a, "title": titles.get(a, f"Kommun {a}"), "type": "K"} for a in MUNICIPALITIES]
    fetch = Fetch(
        rows=content,
        groups={GROUP: frozenset(MUNICIPALITIES)},
        indicators={"values": list(indicators)},
        areas={
            "municipalities": [{"id": LAND, "title": "Landet", "type": "L"}, *municipalities],
            "groups": [{"id": GROUP, "title": "Alla exempelkommuner", "members": members}],
        },
    )
    return keep_vintage(data, manifest_of(day, [asked()] if blocks is None else blocks, means), fetch)
