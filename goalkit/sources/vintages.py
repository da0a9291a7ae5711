"""Vintages: everything that one fetch gave, kept as one folder that is never edited.

A folder under ``data/kolada/`` is named by its date (and a running number for a second one of the day):

=======================  ==================================================================================
``manifest.json``        :class:`goalkit.sources.manifest.Manifest`
``values.parquet``       kpi, municipality, year, gender, value (float64, null where the source gave none),
                         status (the source's word), count; sorted by kpi, municipality, gender, year
``means.parquet``        series ("N01982+N01983"), group, year, gender, sum (exact decimal as text), n
``quantiles.parquet``    series, group, year, gender, lowest, p5, p25, median, p75, p95, highest, n
``indicators.json``      what the service said of the series, as it said it
``areas.json``           areas and groups with members, as the service said it
=======================  ==================================================================================

A value is kept as it came, and is the decimal of its 15 significant digits (:func:`goalkit.exact.decimal_of`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from goalkit.errors import DataError
from goalkit.exact import exact
from goalkit.extracts import AreaName, Extract, Mean, MeanKey, Quantiles, SeriesFacts
from goalkit.model import Gender, Release
from goalkit.sources.frozen import named_vintages
from goalkit.sources.manifest import (
    FILE,
    ID,
    SEPARATOR,
    Manifest,
    checked_bytes,
    damaged,
    lost_vintages,
    read_manifest,
)
from goalkit.sources.parquet import (
    CELL,
    CUTS,
    MEANS,
    QUANTILES,
    SCHEMAS,
    VALUES,
    AreaEntry,
    Columns,
    GroupEntry,
    KeptCells,
    Selection,
    SeriesEntry,
    check_content,
    read_selected,
)
from goalkit.sources.place import is_frozen
from goalkit.written import NOT_THE_FORM

INDICATORS, AREAS = "indicators.json", "areas.json"
T = TypeVar("T")


@dataclass(frozen=True)
class Needs:
    """What is read of a vintage: these series, in these areas, and the means of these groups.

    Of ``averaged``, the series that a rule compares with a mean, the totals of all ``members`` are read too.
    """

    series: frozenset[str]
    areas: frozenset[str]
    groups: frozenset[str] = frozenset()
    averaged: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


def vintage_folders(data: Path, upto: str | None = None) -> list[Path]:
    """Return the folders of all vintages, newest first; with ``upto`` none after that date or id.

    A folder is a vintage by its name: one whose manifest is gone is found, and cannot be read.

    Raises:
        DataError: there is no vintage (up to then), one is lost, or ``upto`` is neither a date nor an id.
    """
    if upto is not None and not _is_day_or_id(upto):
        message = f"{upto} är varken ett datum eller ett datauttag. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-09-28."
        raise DataError(message)
    root = data / "kolada"
    lost = [] if is_frozen(data) else lost_vintages(root)
    if lost:
        raise DataError("\n  ".join(lost))
    found = existing_vintages(data)
    kept = [f for f in found if upto is None or order(f.name) <= order(upto) or f.name.split(".")[0] == upto]
    if not kept:
        there = ", ".join(f.name for f in reversed(found)) or "inga"
        asked = f"Inget datauttag finns från {upto} eller tidigare." if upto else f"Inget datauttag finns i {root}."
        then = "Ange ett senare datum." if found else "Hämta ett med `goalkit refresh`."
        message = f"{asked} Datauttag som finns: {there}. {then}"
        raise DataError(message)
    return kept


def existing_vintages(data: Path) -> list[Path]:
    """Return the folders of all vintages, newest first; none where none has been fetched yet.

    A folder is a vintage by its name: one whose manifest is gone is found, and cannot be read. To a frozen
    follow-up there are those that it rests on.
    """
    there = named_vintages(data) if is_frozen(data) else (data / "kolada").glob("*")
    found = (folder for folder in there if re.match(ID, folder.name))
    return sorted(found, key=lambda folder: order(folder.name), reverse=True)


def _is_day_or_id(text: str) -> bool:
    try:
        date.fromisoformat(text.partition(".")[0])
    except ValueError:
        return False
    return re.match(ID, text) is not None


def order(vintage_id: str) -> tuple[str, int]:
    """Return the sort key of a vintage's id: its date, then its running number (1 when it has none)."""
    day, _, number = vintage_id.partition(".")
    return day, int(number) if number.isdigit() else 1


def load_extracts(data: Path, needs: Needs, upto: str | None = None) -> tuple[Extract, ...]:
    """Read what is needed of every vintage, newest first.

    Raises:
        DataError: a file is missing or is not what its manifest proves; nothing is half read.
    """
    return tuple(load_extract(folder, needs) for folder in vintage_folders(data, upto))


def load_extract(folder: Path, needs: Needs) -> Extract:
    """Read what is needed of one vintage. Raises as :func:`load_extracts`."""
    manifest = read_manifest(folder)
    return Extract(
        id=manifest.id,
        retrieved=manifest.retrieved,
        source=manifest.source,
        note=manifest.date_note,
        cells=_cells(folder, manifest, needs),
        means=_means(folder, manifest, needs),
        quantiles=_quantiles(folder, manifest, needs),
        asked=_asked(manifest, needs),
        asked_means=_asked_means(manifest, needs),
        asked_genders=_asked_genders(manifest, needs),
        doubts={((d.series, d.area, d.gender), d.year): (exact(d.value), d.why) for d in manifest.doubtful},
    )


def load_names(data: Path) -> dict[str, AreaName]:
    """Return the names of areas and groups, as the newest vintage that holds them says."""
    return area_names(vintage_folders(data))


def area_names(folders: Sequence[Path]) -> dict[str, AreaName]:
    """Return the names of areas and groups from vintages, newest first: the newest word counts."""
    names: dict[str, AreaName] = {}
    for folder in reversed(folders):
        content = read_json(folder, read_manifest(folder), AREAS)
        for area in _entries(folder / AREAS, content.get("municipalities"), AreaEntry):
            names[area.id] = AreaName(area.id, area.title, area.type)
        for group in _entries(folder / AREAS, content.get("groups"), GroupEntry):
            names[group.id] = AreaName(group.id, group.title, "G", tuple(m.member_id for m in group.members))
    return names


def load_series_facts(
    data: Path, upto: str | None = None, wanted: frozenset[str] | None = None
) -> dict[str, SeriesFacts]:
    """Return what the service said of each series, or of those ``wanted``.

    The newest vintage (up to ``upto``) that says it counts.
    """
    facts: dict[str, SeriesFacts] = {}
    for folder in reversed(vintage_folders(data, upto)):
        facts |= series_facts(folder, wanted)
    return facts


def series_facts(folder: Path, wanted: frozenset[str] | None = None) -> dict[str, SeriesFacts]:
    """Return what the service said of each series in one vintage, or of those ``wanted``.

    Empty where the vintage keeps nothing of that.
    """
    manifest = read_manifest(folder)
    content = read_json(folder, manifest, INDICATORS)
    entries = _entries(folder / INDICATORS, content.get("values"), SeriesEntry)
    return {kpi.id: _facts(kpi, manifest) for kpi in entries if wanted is None or kpi.id in wanted}


def _facts(kpi: SeriesEntry, manifest: Manifest) -> SeriesFacts:
    day, year = kpi.publication_date, str(kpi.publ_period)
    return SeriesFacts(
        id=kpi.id,
        title=kpi.title,
        description=kpi.description or "",
        operating_area=kpi.operating_area or "",
        release=Release(int(year), day) if day and re.fullmatch("[0-9]{4}", year) else None,
        retrieved=manifest.metadata_retrieved,
    )


def _asked(manifest: Manifest, needs: Needs) -> dict[tuple[str, str], frozenset[int]]:
    asked: dict[tuple[str, str], frozenset[int]] = {}
    for block in manifest.asked:
        if Gender.TOTAL not in block.genders:
            continue  # verdicts rest on the total: a block for women and men alone asked for nothing that judges
        years = frozenset(range(block.first_year, block.last_year + 1))
        for kpi in needs.series.intersection(block.series):
            areas = needs.areas | needs.members if kpi in needs.averaged else needs.areas
            for area in areas.intersection(block.areas):
                asked[kpi, area] = asked.get((kpi, area), frozenset()) | years
    return asked


def _asked_genders(manifest: Manifest, needs: Needs) -> dict[tuple[str, str], frozenset[str]]:
    asked: dict[tuple[str, str], frozenset[str]] = {}
    for block in manifest.asked:
        for kpi in needs.series.intersection(block.series):
            for area in needs.areas.intersection(block.areas):
                asked[kpi, area] = asked.get((kpi, area), frozenset()).union(block.genders)
    return asked


def _asked_means(manifest: Manifest, needs: Needs) -> dict[tuple[tuple[str, ...], str], frozenset[int]]:
    asked: dict[tuple[tuple[str, ...], str], frozenset[int]] = {}
    for block in manifest.asked_means:
        years = frozenset(range(block.first_year, block.last_year + 1))
        for name in _needed_sums(block.sums, needs):
            for group in needs.groups.intersection(block.groups):
                key = (tuple(name.split(SEPARATOR)), group)
                asked[key] = asked.get(key, frozenset()) | years
    return asked


def _needed_sums(sums: Iterable[str], needs: Needs) -> list[str]:
    return [name for name in sums if needs.series.issuperset(name.split(SEPARATOR))]


def _cells(folder: Path, manifest: Manifest, needs: Needs) -> KeptCells:
    near: Selection = {"kpi": needs.series, "municipality": needs.areas}
    behind_means: Selection = {"kpi": needs.averaged, "municipality": needs.members, "gender": frozenset("T")}
    doubtful = frozenset(doubt.cell for doubt in manifest.doubtful)
    return KeptCells(read_values(folder, manifest, near, behind_means, columns=CELL), doubtful)


def _means(folder: Path, manifest: Manifest, needs: Needs) -> dict[MeanKey, dict[int, Mean]]:
    means: dict[MeanKey, dict[int, Mean]] = {}
    for key, year, (total, n) in _derived(folder, manifest, MEANS, needs, ("sum", "n")):
        means.setdefault(key, {})[year] = Mean(exact(total), n)
    return means


def _quantiles(folder: Path, manifest: Manifest, needs: Needs) -> dict[MeanKey, dict[int, Quantiles]]:
    quantiles: dict[MeanKey, dict[int, Quantiles]] = {}
    for key, year, cuts in _derived(folder, manifest, QUANTILES, needs, (*CUTS, "n")):
        quantiles.setdefault(key, {})[year] = Quantiles(*cuts)
    return quantiles


def _derived(
    folder: Path, manifest: Manifest, name: str, needs: Needs, columns: Sequence[str]
) -> Iterator[tuple[MeanKey, int, Sequence[Any]]]:
    """Yield our own arithmetic of a vintage: rows whose series are all needed, in the needed groups."""
    if name not in manifest.files:
        return
    sums = (one for block in manifest.asked_means for one in _needed_sums(block.sums, needs))
    wanted: Selection = {"series": frozenset(sums), "group": needs.groups}
    table = read_table(folder, manifest, name, wanted, columns=("series", "group", "gender", "year", *columns))
    for series, group, gender, year, *numbers in _rows(table):
        yield (tuple(series.split(SEPARATOR)), group, gender), year, numbers


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table, read by column: a mapping per row would take several times as long."""
    texts = (c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns)
    return zip(*(column.to_pylist() for column in texts), strict=True)


def read_values(folder: Path, manifest: Manifest, *selections: Selection, columns: Columns = None) -> pa.Table:
    """Return the values of a vintage as a table, all or those selected, in the order of the file.

    Raises:
        DataError: the file is missing, what is read is not what the manifest proves, or it is no table of the
            known form.
    """
    return read_table(folder, manifest, VALUES, *selections, columns=columns)


def read_table(
    folder: Path, manifest: Manifest, name: str, *selections: Selection, columns: Columns = None
) -> pa.Table:
    """Read a parquet file of a vintage after its hash was tested. Raises as :func:`read_values`."""
    path = folder / name
    if name not in manifest.files:
        raise damaged(folder / FILE, f"nämner inte {name}")
    content = checked_bytes(path, manifest.files[name])
    try:
        table = read_selected(content, SCHEMAS[name], selections, columns)
        check_content(table)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, f"är ingen tabell av känd form ({error})") from error
    return table


def read_json(folder: Path, manifest: Manifest, name: str) -> Mapping[str, list[dict[str, Any]]]:
    """Read a JSON file of a vintage: lists of entries, each with an id; empty where the vintage has none.

    Raises:
        DataError: missing, not what the manifest proves, or not of that form.
    """
    if name not in manifest.files:
        return {}
    content = checked_bytes(folder / name, manifest.files[name])
    try:
        found = msgspec.json.decode(content, type=dict[str, list[dict[str, Any]]])
    except NOT_THE_FORM as error:
        raise damaged(folder / name, f"är skadad ({error})") from error
    if not all(isinstance(entry.get("id"), str) for part in found.values() for entry in part):
        raise damaged(folder / name, "är skadad (en post har inget id)")
    return found


def _entries(path: Path, part: list[dict[str, Any]] | None, kind: type[T]) -> list[T]:
    """Return entries as what is read of them; a part that a vintage does not keep has none."""
    try:
        return msgspec.convert(part or [], list[kind])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        raise damaged(path, f"är skadad ({error})") from error
