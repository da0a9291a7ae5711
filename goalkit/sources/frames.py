"""Values as a pandas table, for a notebook or a terminal: from a vintage, or from the service when asked to."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from goalkit.errors import DataError
from goalkit.extracts import AreaName
from goalkit.sources import kolada
from goalkit.sources.lookup import KINDS, Catalogue, kept_catalogue, load_catalogue
from goalkit.sources.manifest import Manifest, read_manifest
from goalkit.sources.place import data_folder
from goalkit.sources.vintages import area_names, existing_vintages, read_values, series_facts

COLUMNS = [
    *("kpi", "title", "municipality", "area", "year", "gender"),
    *("value", "status", "count", "vintage", "retrieved", "source"),
]
NOT_KEPT = ""
"""The vintage of values that were asked for now and are not kept."""


def observations(  # noqa: PLR0913 - what may vary has a name
    series: str | Sequence[str],
    areas: str | Sequence[str],
    *,
    years: Sequence[int] = (),
    fetch: bool = False,
    client: kolada.Client | None = None,
    data: Path | None = None,
) -> pd.DataFrame:
    """Return the values of ``series`` in ``areas``: one row per series, area, year and gender.

    Each series is taken whole from the newest vintage that asked for it in all of ``areas`` (and in all of
    ``years``, where some are named); ``vintage``, ``retrieved`` and ``source`` say which. Vintages are never
    joined. One that stands in no vintage is asked for at the service only with ``fetch=True`` (saved answers are
    good for 24 hours), and its ``vintage`` is then empty.

    Args:
        series: an indicator's id, ``"N15428"``, or several.
        areas: a municipality by name or code, ``"Linköping"`` or ``"0580"``; ``"Riket"``; a group by name,
            ``"R9"``, for each of its members; a group's code for its own value. Or several of these.
        years: the years that must have been asked for; all years of the series come all the same.
        fetch: whether the service may be asked for what is not here.
        client: an open connection to ask by; by default one is opened.
        data: the data folder; by default the nearest ``data/`` from the working directory upwards.

    Raises:
        DataError: no area has a name, a series stands in no vintage and ``fetch`` is not set, or an id does not
            exist; the sentence says what was meant, perhaps.
        KoladaUnavailableError: the service did not answer.

    >>> import goalkit as gk
    >>> t = gk.observations("U23471", ["Norrköping", "0580"])
    >>> t.loc[t["year"] == 2022, ["area", "value", "vintage"]].values.tolist()
    [['Linköping', 80.0, '2026-09-28'], ['Norrköping', 82.0, '2026-09-28']]
    """
    folder = data or data_folder()
    folders = existing_vintages(folder)
    wanted = [series] if isinstance(series, str) else list(dict.fromkeys(series))
    places = area_ids([areas] if isinstance(areas, str) else areas, area_names(folders))
    held = _held(folders, wanted, places, years)
    missing = [kpi for kpi in wanted if kpi not in held]
    if missing and not fetch:
        message = (
            f"Inget datauttag har {', '.join(missing)} för {', '.join(places)}. "
            "Hämta från tjänsten med fetch=True, eller skriv `goalkit fetch` i terminalen."
        )
        raise DataError(message)
    parts = [_kept(folder, held, places)] if held else []
    if missing:
        parts.append(_asked(folder, missing, places, client))
    return pd.concat(parts).sort_values(["kpi", "municipality", "gender", "year"], ignore_index=True)[COLUMNS]


def search(text: str, *, fetch: bool = False, data: Path | None = None) -> pd.DataFrame:
    """Return the indicators and areas that hold every word of ``text``, the best first: a row each.

    What the vintages at hand hold is searched, at once and without a network; with ``fetch=True`` the service's
    whole catalogue. ``attrs["searched"]`` says in Swedish which it was.

    Raises:
        KoladaUnavailableError: ``fetch`` is set and the service did not answer.

    >>> import goalkit as gk
    >>> gk.search("trygg")["id"].tolist()[:2]
    ['N00610', 'N07609']
    """
    folder = data or data_folder()
    catalogue = _whole_catalogue(folder) if fetch else kept_catalogue(folder)
    rows = [(kpi.id, kpi.title, "nyckeltal", kpi.operating_area or "") for kpi in catalogue.find_kpis(text)]
    rows += [(area.id, area.title, KINDS.get(area.kind, "område"), "") for area in catalogue.find_areas(text)]
    found = pd.DataFrame(rows, columns=["id", "title", "kind", "operating_area"])
    where = "Koladas hela katalog" if fetch else "datauttagen på disk, inte Koladas hela katalog"
    found.attrs["searched"] = f"Sökt i {where}: {len(catalogue.kpis)} nyckeltal och {len(catalogue.areas)} områden."
    return found


def _whole_catalogue(data: Path) -> Catalogue:
    with kolada.open_session(data / "cache") as client:
        return load_catalogue(client)


def area_ids(asked: Sequence[str], names: Mapping[str, AreaName]) -> list[str]:
    """Return the codes of areas given by code or name; a group's name stands for its members.

    A code that no vintage names is passed on as it is: the service may know it.

    Raises:
        DataError: no area has such a name.
    """
    return list(dict.fromkeys(code for text in asked for code in _area(text.strip(), names)))


def _area(text: str, names: Mapping[str, AreaName]) -> Sequence[str]:
    if text in names or re.fullmatch(r"G?[0-9]+", text):
        return [text]
    wanted = text.casefold().removesuffix(" kommun")
    titles = {_short(area): area for area in names.values()}
    for title, area in titles.items():
        if wanted == title or (area.kind == "G" and f" {wanted} " in f" {title} "):
            return area.members if area.kind == "G" else [area.id]
    near = difflib.get_close_matches(wanted, titles, n=3, cutoff=0.6)
    meant = f" Menade du {' eller '.join(titles[title].title for title in near)}?" if near else ""
    message = f"Inget område heter ”{text}”.{meant} Sök med `goalkit search {text}`."
    raise DataError(message)


def _short(area: AreaName) -> str:
    return area.title.casefold().removesuffix(" (ovägt medel)")


def lacking(series: Sequence[str], areas: Sequence[str], data: Path) -> list[str]:
    """Return those of ``series`` that no vintage has for all of ``areas``: only they are asked for."""
    held = _held(existing_vintages(data), series, areas, ())
    return [kpi for kpi in series if kpi not in held]


def _held(
    folders: Iterable[Path], series: Sequence[str], areas: Sequence[str], years: Sequence[int]
) -> dict[str, Path]:
    """Return the newest vintage of each series that asked for it in all of the areas and years."""
    held: dict[str, Path] = {}
    wanted = {(area, year) for area in areas for year in (years or (None,))}
    for folder in folders:
        manifest = read_manifest(folder)
        for kpi in series:
            if kpi not in held and wanted <= _cells_asked(manifest, kpi, years):
                held[kpi] = folder
    return held


def _cells_asked(manifest: Manifest, kpi: str, years: Sequence[int]) -> set[tuple[str, int | None]]:
    blocks = [block for block in manifest.asked if kpi in block.series]
    return {
        (area, year)
        for block in blocks
        for area in block.areas
        for year in (years or (None,))
        if year is None or block.first_year <= year <= block.last_year
    }


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
