"""Time a fetch of the whole country beside koladapy's: same service, same pace, same run.

Run: ``python -m tests.benchmarks.compare_with_koladapy [--per-second 5] [--latency 0.05] [--rounds 3]``.
Both end in columns of every value; ours has then also checked each answer against its question, kept it for
24 hours and noted its hash. The service runs in a process of its own. Figures are
reported, none is asserted.
"""

import argparse
import contextlib
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import pandas as pd
import requests
from koladapy.api import KoladaAPI

from goalkit.sources.kolada import Manners, Query, fetch_values, open_session
from tests.benchmarks.timing import Measured, at_most
from tests.kolada_server.national import data_folder, read_values

STATE = "2024-08-30"


@contextlib.contextmanager
def service(folder: Path, latency: float, *, needs: Sequence[str] = (), titles: bool = False) -> Iterator[str]:
    """Run the national state in another process and give its address; ``titles`` are the shipped plan's."""
    command = [sys.executable, "-m", "tests.kolada_server", "--port", "0", "--data", str(folder)]
    command += ["--state", STATE, "--latency", str(latency)]
    command += ["--needs", ",".join(needs)] if needs else []
    command += ["--plan-titles"] if titles else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def ours(address: str, query: Query, per_second: float) -> pd.DataFrame:
    """Fetch with nothing saved."""
    manners = Manners(per_second=per_second)
    with tempfile.TemporaryDirectory() as cache:
        with open_session(Path(cache), base_url=address, manners=manners) as client:
            values = fetch_values(client, query).values
        return pd.DataFrame({"kpi": values.kpi, "value": values.value})


def theirs(address: str, query: Query, per_second: float) -> pd.DataFrame:
    """Fetch with koladapy, silently."""
    api = KoladaAPI(base_url=f"{address}/", max_requests_per_second=per_second)
    with contextlib.redirect_stderr(io.StringIO()):
        return api.get_data_as_dataframe(kpi_id=list(query.kpis), municipality_id=list(query.areas))


def timed(fetch: Callable[[], pd.DataFrame]) -> tuple[float, pd.DataFrame]:
    """Return the seconds that a fetch took, and what it gave."""
    start = time.perf_counter()
    table = fetch()
    return time.perf_counter() - start, table


def main() -> list[Measured]:
    """Print the median of each, in turns, and whether both got every value."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.compare_with_koladapy")
    parser.add_argument("--per-second", type=float, default=5.0)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    folder = data_folder()
    there = read_values(folder, STATE)
    query = Query(tuple(there["kpi"].unique()), tuple(there["municipality"].unique()))
    seconds: dict[str, list[float]] = {"goalkit": [], "koladapy": []}
    rows: dict[str, int] = {}
    with service(folder, args.latency) as address:
        requests.get(f"{address}/municipality", timeout=10).raise_for_status()
        for _ in range(args.rounds):
            for name, fetch in (("goalkit", ours), ("koladapy", theirs)):
                took, table = timed(lambda fetch=fetch: fetch(address, query, args.per_second))
                seconds[name].append(took)
                rows[name] = len(table)
    print(f"{len(there)} values in the file; {args.per_second:g} requests/s, {args.latency:g} s latency")
    for name, took in seconds.items():
        print(f"{name:9} {median(took):6.2f} s  (median of {args.rounds}), {rows[name]} values")
    ratio = median(a / b for a, b in zip(seconds["goalkit"], seconds["koladapy"], strict=True))
    lost = len(there) - rows["goalkit"]
    what = f"hämtning av {len(there)} värden, {args.latency * 1000:g} ms svarstid"
    told, met = f"{ratio:.2f}; {lost} rader saknas", at_most(1, ratio) and lost == 0
    return [Measured(what, "koladapy i samma takt", "högst 1; 0 rader saknas", told, met)]


if __name__ == "__main__":
    main()
