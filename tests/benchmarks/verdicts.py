"""All verdicts of the plan from data that are loaded already."""

import statistics
import time

from goalkit.judge import assess
from goalkit.workbook import open_workbook
from tests.benchmarks.timing import Measured


def main() -> list[Measured]:
    """Print the median time of 21 verdicts."""
    workbook = open_workbook()
    times = []
    for _ in range(25):
        start = time.perf_counter()
        assess(workbook.plan, workbook.observations, workbook.municipality)
        times.append(time.perf_counter() - start)
    count = len(workbook.assessments)
    took = f"{statistics.median(times) * 1000:.0f} ms"
    print(f"{count} bedömningar: {took}, median av {len(times)}; mål under 50 ms")
    return [Measured(f"{count} bedömningar av inlästa data", "–", "under 50 ms", took, statistics.median(times) < 0.05)]


if __name__ == "__main__":
    main()
