"""Compute beforehand what the whole country says beside a plan's targets: :mod:`goalkit.beside.results`."""

from collections.abc import Iterator
from importlib.metadata import version

from goalkit.beside.grid import Grid, NationalGrids
from goalkit.beside.rank import Rank
from goalkit.beside.results import Common, Made, Results, basis_of
from goalkit.beside.standing import counted, near_of, ranks
from goalkit.judge import Assessment
from goalkit.sources.manifest import read_manifest
from goalkit.sources.parquet import VALUES
from goalkit.sources.place import vintage_folder
from goalkit.words.sentences import OWN_WORK
from goalkit.workbook import Workbook


def prepare_results(workbook: Workbook, panel: NationalGrids, vintage: str, how: str) -> Results:
    """Compute every span that a target can come to have, from one vintage with the whole country.

    The spans reach from one year to the longest between a start year (the plan's, or another that it
    names) and the plan's last. Places are given for the windows from those start years to the vintage's
    last year with values. ``how`` says by which command the file is made.
    """
    manifest = read_manifest(vintage_folder(workbook.data, vintage))
    pairs = [(a, g) for a in workbook.assessments.values() for g in panel.grids[a.target.id] if g.vintage == vintage]
    return Results(
        made=Made(
            plan=workbook.plan.id,
            municipality=workbook.municipality.id,
            vintage=vintage,
            retrieved=manifest.retrieved,
            municipalities=max((len(grid.areas) for _, grid in pairs), default=0),
            values_sha256=manifest.files[VALUES].sha256,
            program=f"goalkit {version('goalkit')}",
            how=how,
            source=OWN_WORK,
        ),
        bases={a.target.id: basis_of(a) for a, _ in pairs},
        chances=tuple(stored for a, grid in pairs for stored in _chances(a, grid)),
        ranks=tuple(place for a, grid in pairs for place in _ranks(a, panel, grid)),
    )


def _starts(a: Assessment) -> list[int]:
    base = a.target.rule.base_year
    return [] if base is None else sorted({base, *a.target.other_starts})


def _chances(a: Assessment, grid: Grid) -> Iterator[Common]:
    starts = _starts(a)
    for span in range(1, a.plan.years.last - min(starts) + 1) if starts else (0,):
        found = counted(a, grid, span)
        if found is not None:
            yield Common(chance=found, near=near_of(a, grid, span))


def _ranks(a: Assessment, panel: NationalGrids, grid: Grid) -> Iterator[Rank]:
    row = grid.row(a.municipality.id)
    usable = a.indicator.usable.last or grid.years[-1]
    known = [year for column, year in enumerate(grid.years) if row is not None and grid.known[row, column]]
    last = max((year for year in known if year <= usable), default=None)
    if last is None:
        return
    for start in _starts(a) or [last]:
        if start < last or not _starts(a):
            yield from ranks(a, panel, grid, (start, last))
