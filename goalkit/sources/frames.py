"""Values as a pandas table, for a notebook or a terminal: from a vintage, or from the service when asked to."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from goalkit.errors import DataError
from goalkit.sources import kolada
from goalkit.sources.manifest import Manifest, read_manifest
from goalkit.sources.place import data_folder
from goalkit.sources.vintages import area_names, existing_vintages, read_values, series_facts

COLUMNS = [
    *("kpi", "title", "municipality", "area", "year", "gender"),
    *("value", "status", "count", "vintage", "retrieved", "source"),
]
NOT_KEPT = ""
"""The vintage of values that were asked for now and are not kept."""


def observations(
    series: Sequence[str],
    areas: Sequence[str],
    *,
    fetch: bool = False,
    client: kolada.Client | None = None,
    data: Path | None = None,
) -> pd.DataFrame:
    """Return the values of ``series`` in ``areas``: one row per series, area, year and gender.

    Each series is taken whole from the newest vintage that asked for it in all of ``areas``; ``vintage``,
    ``retrieved`` and ``source`` say which. One that stands in no vintage is asked for at the service only
    with ``fetch=True`` (saved answers are good for 24 hours), and its ``vintage`` is then empty.

    Raises:
        DataError: a series stands in no vintage and ``fetch`` is not set, or an id does not exist.
        KoladaUnavailableError: the service did not answer.
    """
    folder = data or data_folder()
    held = _held(existing_vintages(folder), series, areas)
    missing = [kpi for kpi in series if kpi not in held]
    if missing and not fetch:
        message = (
            f"Inget datauttag har {', '.join(missing)} för {', '.join(areas)}. "
            "Hämta från tjänsten med fetch=True, eller skriv `goalkit fetch` i terminalen."
        )
        raise DataError(message)
    parts = [_kept(folder, held, areas)] if held else []
    if missing:
        parts.append(_asked(folder, missing, areas, client))
    return pd.concat(parts).sort_values(["kpi", "municipality", "gender", "year"], ignore_index=True)[COLUMNS]


def lacking(series: Sequence[str], areas: Sequence[str], data: Path) -> list[str]:
    """Return those of ``series`` that no vintage has for all of ``areas``: only they are asked for."""
    held = _held(existing_vintages(data), series, areas)
    return [kpi for kpi in series if kpi not in held]


def _held(folders: Iterable[Path], series: Sequence[str], areas: Sequence[str]) -> dict[str, Path]:
    held: dict[str, Path] = {}
    for folder in folders:
        manifest = read_manifest(folder)
        for kpi in series:
            if kpi not in held and _areas_asked(manifest, kpi).issuperset(areas):
                held[kpi] = folder
    return held


def _areas_asked(manifest: Manifest, kpi: str) -> set[str]:
    return {area for block in manifest.asked if kpi in block.series for area in block.areas}


def _kept(data: Path, held: dict[str, Path], areas: Sequence[str]) -> pd.DataFrame:
    folders = existing_vintages(data)
    titles = {kpi: facts.title for folder in reversed(folders) for kpi, facts in series_facts(folder).items()}
    names = {area: known.title for area, known in area_names(folders).items()}
    parts = []
    for folder in sorted(set(held.values())):
        manifest = read_manifest(folder)
        here = [kpi for kpi, where in held.items() if where == folder]
        wanted = {"kpi": frozenset(here), "municipality": frozenset(areas)}
        frame = _plain(read_values(folder, manifest, wanted).to_pandas())
        parts.append(
            frame.assign(
                title=frame["kpi"].map(titles),
                area=frame["municipality"].map(names),
                vintage=manifest.id,
                retrieved=pd.Timestamp(manifest.retrieved),
                source=manifest.source,
            )
        )
    return pd.concat(parts)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns in one set of types: they do not depend on where the values came from."""
    texts = dict.fromkeys(("kpi", "municipality", "gender", "status"), "object")
    typed = frame.astype(texts).astype({"value": "float64", "count": "Int64", "year": "int64"})
    return typed.assign(status=typed["status"].fillna(""))


def _asked(data: Path, series: Sequence[str], areas: Sequence[str], client: kolada.Client | None) -> pd.DataFrame:
    if client is None:
        with kolada.open_session(data / "cache") as opened:
            return _asked(data, series, areas, opened)
    kpis = kolada.fetch_kpis(client, series)
    groups = kolada.fetch_groups(client, [area for area in areas if area.startswith("G")])
    places = kolada.fetch_municipalities(client, [area for area in areas if not area.startswith("G")])
    unknown = [*kpis.missing, *groups.missing, *places.missing]
    if unknown:
        message = f"Tjänsten känner inte {', '.join(unknown)}. Sök rätt id med `goalkit search`."
        raise DataError(message)
    fetched = kolada.fetch_values(client, kolada.Query(tuple(series), tuple(areas)))
    values = fetched.values
    columns = {"kpi": values.kpi, "municipality": values.area, "year": values.year, "gender": values.gender}
    titles = {one.id: one.title for one in kpis.items}
    names = {one.id: one.title for one in places.items} | {one.id: one.title for one in groups.items}
    frame = _plain(pd.DataFrame({**columns, "value": values.value, "status": values.status, "count": values.n}))
    return frame.assign(
        title=frame["kpi"].map(titles),
        area=frame["municipality"].map(names),
        vintage=NOT_KEPT,
        retrieved=pd.Timestamp(min(answer.retrieved for answer in fetched.answers).date()),
        source=kolada.source_of(client),
    )
