"""Areas that a vintage does not hold, asked for at the service now: to be shown, never judged and never a vintage.

The answers are saved for a day, as all answers are. Nothing here is asked until a person says so.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from goalkit.errors import DataError
from goalkit.exact import exact
from goalkit.extracts import Cell, CellKey, Extract, Mean, MeanKey
from goalkit.sources import kolada
from goalkit.sources.place import ADDRESS

NOT_KEPT = ""
"""The vintage of what is asked for now."""

MANNERS = kolada.Manners(connect=5, read=20, whole=60, retries=1, first_pause=0.5, longest_asked=5)
"""Someone waits before the screen: a service that does not answer is soon said to be away."""

Series = Sequence[str]


def ask_now(
    data: Path,
    series: Series,
    areas: Sequence[str],
    titles: Mapping[str, str],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Extract]:
    """Ask for all years of ``series`` in municipalities and groups, one at a time, and return an extract of each.

    Args:
        data: the data folder, where answers are saved.
        series: ids of the series.
        areas: ids of areas; of a group (``G…``) the unweighted mean that the service gives.
        titles: by series the title that is on record: another may mean another measure.
        progress: is called before the first question and after each, with how many are answered and how many there are.

    Raises:
        KoladaUnavailableError: the service did not answer.
        KoladaFormatError: an answer in another shape than expected.
        DataError: a series has another title than on record, or answers cannot be saved.
    """
    address = os.environ.get(ADDRESS) or kolada.BASE_URL
    total = len(areas) + 1
    progress(0, total)
    with kolada.open_session(data / "cache", base_url=address, manners=MANNERS) as client:
        _same_measure(kolada.fetch_kpis(client, series), titles)
        progress(1, total)
        found = {}
        for done, area in enumerate(areas, start=2):
            fetched = kolada.fetch_values(client, kolada.Query(tuple(series), (area,)))
            found[area] = _extract(fetched, series, area, kolada.source_of(client))
            progress(done, total)
        return found


def _same_measure(kpis: kolada.Found[kolada.Kpi], titles: Mapping[str, str]) -> None:
    for kpi in kpis.items:
        known = titles.get(kpi.id, kpi.title)
        if kpi.title != known:
            message = (
                f"{kpi.id} heter nu ”{kpi.title}” i Kolada, men ”{known}” i datauttaget. Det kan vara ett annat mått, "
                "så inget hämtas hit. Kör `goalkit refresh`, som prövar hela planen."
            )
            raise DataError(message)
    if kpis.missing:
        message = f"Kolada har inte längre {', '.join(kpis.missing)}. Kör `goalkit refresh`, som prövar hela planen."
        raise DataError(message)


def _extract(fetched: kolada.FetchedValues, series: Series, area: str, source: str) -> Extract:
    rows = list(fetched.values.rows())
    cells: dict[CellKey, dict[int, Cell]] = {}
    for row in rows:
        value = None if row.value is None else exact(row.value)
        cells.setdefault((row.kpi, row.area, row.gender), {})[row.year] = Cell(value, row.status)
    years = frozenset(row.year for row in rows)
    key: MeanKey = (tuple(sorted(series)), area, "T")
    is_group = area.startswith("G")
    return Extract(
        id=NOT_KEPT,
        retrieved=min(answer.retrieved for answer in fetched.answers).date(),
        source=source,
        cells=cells,
        asked={(kpi, area): years for kpi in series},
        means={key: dict(_means(rows, series))} if is_group else {},
        asked_means={(key[0], area): years} if is_group else {},
    )


def _means(rows: Iterable[kolada.Row], series: Series) -> Iterator[tuple[int, Mean]]:
    """Yield the mean of a year; of a sum only where as many municipalities stand behind each part."""
    parts: dict[int, list[kolada.Row]] = {}
    for row in rows:
        if row.gender == "T" and row.value is not None:
            parts.setdefault(row.year, []).append(row)
    for year, found in sorted(parts.items()):
        counts = {row.n for row in found}
        n = next(iter(counts)) if len(counts) == 1 and len(found) == len(series) else None
        if n:
            yield year, Mean(sum((exact(row.value) for row in found if row.value is not None), exact(0)) * n, n)
