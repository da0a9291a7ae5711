"""The four vintages that come with the program, made again from the national files.

``python -m tests.shipped FOLDER`` writes them below ``FOLDER/kolada``; a test holds that the committed
ones say the same. The national files stand in ``GOALKIT_TEST_DATA``.
"""

import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from goalkit.sources.keep import keep_vintage
from goalkit.sources.manifest import Asked, AskedMeans, Fetch, Manifest, Row

HERE = Path(__file__).resolve().parent
NATIONAL = Path(os.environ.get("GOALKIT_TEST_DATA") or HERE.parent.parent / "shared" / "data")
MISSING = "nationella filer saknas: sätt GOALKIT_TEST_DATA till mappen med dem"

TERMS = (
    "Kolada är öppen och får användas fritt. Råa värden: ”Källa: Kolada”. "
    "Egna beräkningar: ”Egen bearbetning av data från Kolada”."
)
SOURCE = "Källa: Kolada"

# Formal, alternative and related indicators of the plan that stand in the file of 2024-08-30.
SERIES_2024 = (
    "N00401",
    "N00610",
    "N00999",
    "N01004",
    "N01982",
    "N01983",
    "N02201",
    "N03920",
    "N07540",
    "N07609",
    "N15428",
    "N15436",
    "N17445",
    "N17461",
    "N18953",
    "N18954",
    "N45700",
    "U00502",
    "U07514",
    "U21401",
    "U21468",
    "U23471",
    "U40455",
)
SUMS_2024 = (*SERIES_2024, "N01982+N01983", "N18953+N18954")
SIMILAR, R9, LARGE_CITIES, ALL = "G37480", "G96092", "G92790", "G2328"


def groups() -> list[dict]:
    """Return the groups that matter to Norrköping, in the service's form."""
    return json.loads((NATIONAL / "groups_norrkoping.json").read_text(encoding="utf-8"))


def members() -> dict[str, frozenset[str]]:
    """Return the members of each group."""
    return {g["id"]: frozenset(m["member_id"] for m in g["members"]) for g in groups()}


def near_areas() -> tuple[str, ...]:
    """Return Norrköping, the network R9 and the similar municipalities: twelve in all."""
    return tuple(sorted(members()[R9] | members()[SIMILAR] | {"0581"}))


def near_and_nation() -> tuple[str, ...]:
    """Return the twelve and Riket."""
    return ("0000", *near_areas())


def table(name: str) -> pd.DataFrame:
    """Read one national file; ids are text, never numbers."""
    path = NATIONAL / name
    text = {"municipality": str, "kpi": str, "gender": str}
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=text)


def rows(frame: pd.DataFrame) -> list[Row]:
    """Return a file's rows as they are kept; it holds values only, so status and count are unknown."""
    columns = (frame[c].tolist() for c in ("kpi", "municipality", "year", "gender", "value"))
    return [(k, m, int(y), g, float(v), None, None) for k, m, y, g, v in zip(*columns, strict=True)]


def asked_as_held(frame: pd.DataFrame, areas: Iterable[str]) -> list[Asked]:
    """Say that each series was asked for from its first to its last year in the file, and for no other year."""
    blocks: dict[tuple[int, int], list[str]] = {}
    for kpi, years in frame.groupby("kpi")["year"]:
        blocks.setdefault((int(years.min()), int(years.max())), []).append(str(kpi))
    return [
        Asked(series=tuple(sorted(kpis)), areas=tuple(sorted(areas)), first_year=first, last_year=last)
        for (first, last), kpis in sorted(blocks.items())
    ]


def make_2024_08_30(data: Path) -> None:
    """Keep the plan's indicators for thirteen areas, with means and quantiles over all municipalities."""
    national = table("values-2024-08-30.parquet")
    national = national[national.kpi.isin(SERIES_2024)]
    gendered = national.municipality.isin(["0581", "0000"])
    kept = national[gendered | (national.municipality.isin(near_areas()) & (national.gender == "T"))]
    years = {"first_year": int(national.year.min()), "last_year": int(national.year.max())}
    manifest = Manifest(
        id="2024-08-30",
        retrieved=date(2024, 8, 30),
        certainty="exact",
        date_note="Hämtat 2024-08-30. Efterfrågade år: till och med 2022.",
        origin=(
            "Utdrag ur en fil med alla kommuners värden som tjänsten svarade 2024-08-30. Filen har bara värden: "
            "tjänstens status och antal följer inte med, och tomma värden är utelämnade."
        ),
        source=SOURCE,
        terms=TERMS,
        asked=(
            Asked(series=tuple(SERIES_2024), areas=near_and_nation(), **years),
            Asked(series=tuple(SERIES_2024), areas=("0000", "0581"), genders=("K", "M", "T"), **years),
        ),
        asked_means=(AskedMeans(sums=SUMS_2024, groups=(ALL, LARGE_CITIES), **years),),
        files={},
    )
    keep_vintage(data, manifest, Fetch(rows(kept), members(), spread=rows(national)))


def make_2026_03_19(data: Path) -> None:
    """Keep U40455: twelve municipalities for all years, every municipality with a value for 2023."""
    manifest = Manifest(
        id="2026-03-19",
        retrieved=date(2026, 3, 19),
        certainty="about",
        date_note="Hämtat våren 2026, omkring 2026-03-19; exakt dag är inte känd.",
        origin="Utdrag ur version 3 av tjänsten: ett nyckeltal, alla kommuner för 2023 och tolv kommuner 2016–2023.",
        source=SOURCE,
        terms=TERMS,
        asked=(
            Asked(series=("U40455",), areas=near_areas(), first_year=2016, last_year=2023),
            Asked(series=("U40455",), areas=tuple(sorted(members()[ALL])), first_year=2023, last_year=2023),
        ),
        asked_means=(AskedMeans(sums=("U40455",), groups=(ALL, LARGE_CITIES), first_year=2023, last_year=2023),),
        files={},
    )
    keep_vintage(data, manifest, Fetch(rows(table("values-2026-03-19.csv")), members()))


def make_2026_04_14(data: Path) -> None:
    """Keep N03937 with means and quantiles, and what the service said of indicators and areas."""
    frame = table("n03937-2026-04-14.parquet")
    metadata = json.loads((NATIONAL / "kpi-metadata-2026-03-23.json").read_text(encoding="utf-8"))
    names = pd.read_csv(NATIONAL / "municipalities.csv", dtype=str).to_dict("records")
    years = {"first_year": int(frame.year.min()), "last_year": int(frame.year.max())}
    manifest = Manifest(
        id="2026-04-14",
        retrieved=date(2026, 4, 14),
        certainty="on_or_before",
        date_note="Hämtat 2026-04-14 eller tidigare.",
        origin="Utdrag ur version 3 av tjänsten: ett nyckeltal. Nyckeltalens beskrivningar är hämtade 2026-03-23.",
        source=SOURCE,
        terms=TERMS,
        asked=(Asked(series=("N03937",), areas=near_and_nation(), **years),),
        asked_means=(AskedMeans(sums=("N03937",), groups=(ALL, LARGE_CITIES), **years),),
        files={},
        metadata_retrieved=date(2026, 3, 23),
    )
    fetch = Fetch(
        rows(frame[frame.municipality.isin(near_and_nation())]),
        members(),
        spread=rows(frame),
        indicators={"values": metadata["values"]},
        areas={"municipalities": names, "groups": groups()},
    )
    keep_vintage(data, manifest, fetch)


def make_2026_09_28(data: Path) -> None:
    """Keep four indicators for thirteen areas: the newer half of two histories that were revised."""
    frame = table("values-2026-09-28.csv")
    manifest = Manifest(
        id="2026-09-28",
        retrieved=date(2026, 9, 28),
        certainty="about",
        date_note="Hämtat omkring 2026-09-28.",
        origin="Utdrag ur version 3 av tjänsten: fyra nyckeltal, totalt, för Riket och tolv kommuner.",
        source=SOURCE,
        terms=TERMS,
        asked=tuple(asked_as_held(frame, near_and_nation())),
        files={},
    )
    keep_vintage(data, manifest, Fetch(rows(frame)))


MAKERS = (make_2024_08_30, make_2026_03_19, make_2026_04_14, make_2026_09_28)


def main(folder: str) -> None:
    """Write all four vintages below ``folder/kolada``."""
    for make in MAKERS:
        make(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1])
