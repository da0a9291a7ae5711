"""Run the benchmarks and print what they measured: ``python -m tests.benchmarks [--readme] [NAME …]``.

Times are read by people, as ratios of two things measured in the same run; nothing here passes or fails. The
last thing printed is a table of all of them, with the machine and the day; ``--readme`` puts it into the README too,
and takes all benchmarks, the national files included.
"""

import argparse
import importlib
import sys
import time
from datetime import date

from tests.benchmarks.readme import README, put_result, result
from tests.benchmarks.timing import Measured
from tests.shipped import MISSING, NATIONAL

BENCHMARKS = (
    "panel",
    "whole_kolada",
    "compare_with_koladapy",
    "refresh_and_diff",
    "cold_status",
    "readings",
    "publish",
    "open_page",
    "verdicts",
    "open_notebook",
    "edit_chart",
)
OF_THE_COUNTRY = {"panel", "compare_with_koladapy", "refresh_and_diff"}
"""Benchmarks that cannot run without the national files."""


def main() -> None:
    """Run the named benchmarks, or all, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    args = parser.parse_args()
    if unknown := [name for name in args.names if name not in BENCHMARKS]:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if args.readme and (args.names or not NATIONAL.is_dir()):
        parser.error("the README has the result of all benchmarks: name none, and set GOALKIT_TEST_DATA")
    sys.argv[1:] = []
    found = [one for name in args.names or BENCHMARKS for one in run(name)]
    text = result(found, date.today())
    print(f"\n## Resultat\n\n{text}")
    if args.readme:
        put_result(README, text)
        print(f"\nSkrev resultatet i {README.name}.")


def run(name: str) -> list[Measured]:
    """Run one benchmark, and say how long it took."""
    print(f"\n## {name}", flush=True)
    if name in OF_THE_COUNTRY and not NATIONAL.is_dir():
        print(f"hoppas över: {MISSING}")
        return []
    start = time.perf_counter()
    found: list[Measured] = importlib.import_module(f"tests.benchmarks.{name}").main()
    print(f"({name}: {time.perf_counter() - start:.0f} s)", flush=True)
    return found


if __name__ == "__main__":
    main()
