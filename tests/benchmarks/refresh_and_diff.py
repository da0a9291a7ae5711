"""Time a whole ``goalkit refresh`` beside a program with koladapy, and ``goalkit diff`` of 35 indicators × 312 areas.

Run: ``python -m tests.benchmarks.refresh_and_diff [--per-second 5] [--latency 0.05] [--rounds 3]``.
The refresh is the command as a person runs it, its start included: it fetches, checks each answer, computes the
means, keeps the vintage and tells what changed. The other is a program too, its start included, that asks koladapy
for the same: values, facts of the series, areas and groups, and keeps the values as parquet; its fetch of the values
is also told alone. Same service, same pace, same run. In the diff every value is revised. Figures are reported, none
is asserted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

import pandas as pd
import requests

from goalkit.planfile import load_plan
from goalkit.scope import plan_series
from goalkit.sources.keep import keep_vintage
from goalkit.sources.kolada import Query
from goalkit.sources.manifest import Asked, AskedMeans, Fetch, Manifest
from tests.benchmarks.compare_with_koladapy import STATE, service
from tests.benchmarks.timing import Measured, at_most
from tests.kolada_server import MADE_UP
from tests.kolada_server.national import data_folder, read_values

GROUP = "G2328"


def run(data: Path, *arguments: str) -> float:
    """Run a command as a person does and return its seconds."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "goalkit", *arguments],
        env=os.environ | {"GOALKIT_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def time_refresh(address: str, query: Query, per_second: float, rounds: int) -> Measured:
    """Print and return the medians of a refresh and of koladapy's program, in turns."""
    ours: list[float] = []
    peer: list[float] = []
    alone: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "kolada").mkdir()
            ours.append(run(Path(folder), "refresh", "--base-url", address, "--pace", f"{per_second:g}"))
            took, fetch, rows = run_theirs(address, query, per_second, Path(folder) / "koladapy.parquet")
        peer.append(took)
        alone.append(fetch)
    batches = len(query.batches())
    print(f"refresh   {median(ours):6.2f} s  whole command, {batches} data questions (median of {rounds})")
    print(f"koladapy  {median(peer):6.2f} s  whole program, {rows} values; {median(alone):.2f} s for the values alone")
    ratio, bare = (median(a / b for a, b in zip(ours, those, strict=True)) for those in (peer, alone))
    what = "ett program som hämtar detsamma med koladapy i samma takt"
    told = f"{ratio:.2f} (mot enbart hämtningen av värdena {bare:.2f})"
    return Measured("goalkit refresh, hela kommandot", what, "högst 1", told, at_most(1, ratio))


def run_theirs(address: str, query: Query, per_second: float, kept: Path) -> tuple[float, float, int]:
    """Run koladapy's program; return its seconds, those of its fetch of the values alone, and how many came."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.fetch_with_koladapy", address, f"{per_second:g}", str(kept)],
        input=json.dumps([query.kpis, query.areas]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    took = time.perf_counter() - start
    fetch, rows = json.loads(done.stdout)
    return took, fetch, rows


def keep_country(data: Path, day: str, table: pd.DataFrame, factor: float) -> None:
    """Keep the whole file as a vintage, every value multiplied: made up unless ``factor`` is 1."""
    asked = Asked(
        series=tuple(sorted(table["kpi"].unique())),
        areas=tuple(sorted(table["municipality"].unique())),
        first_year=int(table["year"].min()),
        last_year=int(table["year"].max()),
        genders=("K", "M", "T"),
    )
    means = AskedMeans(sums=asked.series, groups=(GROUP,), first_year=asked.first_year, last_year=asked.last_year)
    manifest = Manifest(
        id=day,
        retrieved=date.fromisoformat(day),
        certainty="exact",
        date_note=MADE_UP,
        origin=MADE_UP,
        source=MADE_UP,
        terms=MADE_UP,
        asked=(asked,),
        asked_means=(means,),
        files={},
    )
    columns = (table[name].tolist() for name in ("kpi", "municipality", "year", "gender"))
    values = (table["value"] * factor).tolist()
    rows = [(*key, value, MADE_UP, 1) for *key, value in zip(*columns, values, strict=True)]
    keep_vintage(data, manifest, Fetch(rows, {GROUP: frozenset(asked.areas)}))


def time_diff(rounds: int) -> None:
    """Print the medians of the three forms of a diff in which every value is revised."""
    table = read_values(data_folder(), STATE)
    size = f"{table['kpi'].nunique()} indicators × {table['municipality'].nunique()} areas, {len(table)} values revised"
    with tempfile.TemporaryDirectory() as folder:
        for day, factor in (("2024-08-30", 1.0), ("2025-08-30", 1.001)):
            keep_country(Path(folder), day, table, factor)
        for form in ((), ("--json",), ("--csv",)):
            took = [run(Path(folder), "diff", "2024-08-30", "2025-08-30", *form) for _ in range(rounds)]
            print(
                f"diff {' '.join(form) or 'text':7} {median(took):6.2f} s  whole command, {size} (median of {rounds})"
            )


def main(arguments: Sequence[str] = ()) -> list[Measured]:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.refresh_and_diff")
    parser.add_argument("--per-second", type=float, default=5.0)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args(arguments)
    time_diff(args.rounds)
    table = read_values(data_folder(), STATE)
    plan = load_plan()
    series = tuple(sorted(plan_series(plan)))
    areas = tuple(sorted(table["municipality"].unique()))
    with service(data_folder(), args.latency, needs=series, titles=True) as address:
        requests.get(f"{address}/municipality", timeout=10).raise_for_status()
        return [time_refresh(address, Query(series, areas), args.per_second, args.rounds)]


if __name__ == "__main__":
    main(sys.argv[1:])
