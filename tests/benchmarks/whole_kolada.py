"""Load a data folder and judge all targets, beside pyarrow alone reading the row groups that hold what is needed.

Run: ``python -m tests.benchmarks.whole_kolada [--indicators 6000] [--runs 5]``.

Three data folders: the one that comes with the program, the whole country of 2024-08-30 (from the national files)
and one of the size of all of Kolada with made-up values, which is written to a temporary folder. Each run is a
process of its own, ours and pyarrow's in turns, timed from its start to its end and also without its imports.
Both read the same columns of the same row groups; ours has then also proven what it read, read what stands beside
it (names, titles, the plan) and judged. Peak memory is the process's own (VmHWM), so this runs on Linux.

The aim is held against whole processes: what a person waits for, and what the memory is of. The ratio without imports
stands beside it: what no store changes (the plan, 21 verdicts) then weighs against a read of a few milliseconds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goalkit.planfile import load_plan
from goalkit.scope import plan_sums
from goalkit.sources.manifest import SEPARATOR, read_manifest
from goalkit.sources.parquet import CELL
from goalkit.sources.place import data_folder
from goalkit.sources.vintages import AREAS, VALUES, load_names, read_json, vintage_folders
from goalkit.workbook import needs
from tests.benchmarks.store import make_store
from tests.benchmarks.timing import PYTHON, Measured, at_most
from tests.national import make_national
from tests.shipped import MISSING, NATIONAL

AIM, MEMORY = 3.0, 300

PEAK = """
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"seconds": taken, "peak": int(peak.split()[1]) / 1024, "counted": counted}))
"""
OURS = f"""
import json, sys, time
from pathlib import Path
from goalkit.workbook import open_workbook
start = time.perf_counter()
counted = len(open_workbook(data=Path(sys.argv[1])).assessments)
taken = time.perf_counter() - start
{PEAK}"""
THEIRS = f"""
import json, sys, time
import pyarrow.parquet as pq
start = time.perf_counter()
counted = 0
for path, groups, columns in json.loads(sys.stdin.read()):
    counted += pq.ParquetFile(path).read_row_groups(groups, columns=columns).num_rows
taken = time.perf_counter() - start
{PEAK}"""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end, seconds after its imports, peak memory in MB, what it counted."""

    whole: float
    inside: float
    peak: float
    counted: int


def run(program: str, *arguments: str, given: str = "") -> Run:
    """Run a program that prints what it measured."""
    start = time.perf_counter()
    done = subprocess.run(
        [PYTHON, "-c", program, *arguments], input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    whole = time.perf_counter() - start
    said = json.loads(done.stdout)
    return Run(whole, said["seconds"], said["peak"], said["counted"])


def needed_groups(data: Path) -> list[tuple[str, list[int], list[str] | None]]:
    """Return, per parquet file, the row groups that hold a needed row, and the columns that are needed.

    Every row group's names are looked at, so that the program's own choice is not its yardstick.
    """
    plan = load_plan()
    need = needs(plan, plan.municipality.id, load_names(data))
    names = {*need.series, *(SEPARATOR.join(parts) for parts in plan_sums(plan))}
    found: list[tuple[str, list[int], list[str] | None]] = []
    for path in sorted((data / "kolada").glob("*/*.parquet")):
        if path.name == VALUES:
            wanted = [("kpi", need.series, "municipality", need.areas)]
            wanted += [("kpi", need.averaged, "municipality", need.members)]
        else:
            wanted = [("series", names, "group", need.groups)]
        file = pq.ParquetFile(path)
        groups = [i for i in range(file.num_row_groups) if any(holds(file, i, *one) for one in wanted)]
        found.append((str(path), groups, list(CELL) if path.name == VALUES else None))
    return found


def holds(
    file: pq.ParquetFile, group: int, first: str, ids: Collection[str], second: str, areas: Collection[str]
) -> bool:
    """Tell whether a row group holds a row with one of ``ids`` and one of ``areas``."""
    table = file.read_row_group(group, [first, second])
    here = pc.and_(*(pc.is_in(table[c], pa.array(sorted(n), pa.string())) for c, n in ((first, ids), (second, areas))))
    return bool(pc.any(here).as_py())


@contextmanager
def shipped() -> Iterator[Path]:
    """Give the data folder that comes with the program."""
    yield data_folder()


@contextmanager
def national() -> Iterator[Path]:
    """Give a data folder with the whole country of 2024-08-30."""
    with tempfile.TemporaryDirectory() as folder:
        make_national(Path(folder))
        yield Path(folder)


@contextmanager
def whole(indicators: int) -> Iterator[Path]:
    """Give a data folder of the size of all of Kolada."""
    areas = next(
        content
        for folder in vintage_folders(data_folder())
        if (content := read_json(folder, read_manifest(folder), AREAS))
    )
    with tempfile.TemporaryDirectory() as folder:
        make_store(Path(folder), load_plan(), dict(areas), indicators)
        yield Path(folder)


def measure(name: str, data: Path, runs: int) -> Measured:
    """Run both in turns and print what each took."""
    groups = needed_groups(data)
    ours, theirs = (str(data),), json.dumps(groups)
    run(OURS, *ours), run(THEIRS, given=theirs)  # a first run of each warms the disk
    pairs = [(run(OURS, *ours), run(THEIRS, given=theirs)) for _ in range(runs)]
    rows, size = size_of(data)
    print(f"{name}: {rows} rader, {size:.0f} MB parquet; behövda radgrupper: {sum(len(g) for _, g, _ in groups)}")
    for who, column in (("goalkit", [a for a, _ in pairs]), ("pyarrow", [b for _, b in pairs])):
        took, inside = (median(getattr(r, what) for r in column) for what in ("whole", "inside"))
        peak, counted = max(r.peak for r in column), column[0].counted
        what = "bedömningar" if who == "goalkit" else "rader"
        print(f"  {who}: {took:.2f} s, utan importer {inside:.3f} s, högst {peak:.0f} MB, {counted} {what}")
    ratio = median(a.whole / b.whole for a, b in pairs)
    inside = median(a.inside / b.inside for a, b in pairs)
    peak = max(a.peak for a, _ in pairs)
    print(f"  kvot, median av {runs}: {ratio:.2f}, utan importer {inside:.1f}; mål högst {AIM:g} och {MEMORY} MB")
    return Measured(
        f"inläsning och 21 bedömningar, {name}",
        "pyarrow som läser samma radgrupper",
        f"högst {AIM:g}; under {MEMORY} MB",
        f"{ratio:.2f} (utan importer {inside:.1f}); {peak:.0f} MB",
        at_most(AIM, ratio) and peak < MEMORY,
    )


def size_of(data: Path) -> tuple[int, float]:
    """Return the rows of values and the MB of parquet."""
    paths = list((data / "kolada").glob("*/*.parquet"))
    rows = sum(pq.ParquetFile(path).metadata.num_rows for path in paths if path.name == VALUES)
    return rows, sum(path.stat().st_size for path in paths) / 1e6


def main(arguments: Sequence[str] = ()) -> list[Measured]:
    """Print the times, ratios and peaks."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.whole_kolada")
    parser.add_argument("--indicators", type=int, default=6000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args(arguments)
    folders = {"programmets egna datauttag": shipped()}
    if NATIONAL.is_dir():
        folders["hela landet"] = national()
    else:
        print(f"hela landet hoppas över: {MISSING}")
    folders[f"hela Kolada, {args.indicators} påhittade nyckeltal"] = whole(args.indicators)
    found = []
    for name, folder in folders.items():
        with folder as data:
            found.append(measure(name, data, args.runs))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
