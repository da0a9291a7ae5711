"""All verdicts of the plan from data that are loaded already."""

import statistics
import time

from goalkit.assessment import assess
from goalkit.workbook import open_workbook


def main() -> None:
    """Print the median time of 21 verdicts."""
    workbook = open_workbook()
    times = []
    for _ in range(25):
        start = time.perf_counter()
        assess(workbook.plan, workbook.observations, workbook.municipality)
        times.append(time.perf_counter() - start)
    count = len(workbook.assessments)
    print(f"{count} bedömningar: {statistics.median(times) * 1000:.0f} ms, median av {len(times)}; mål under 50 ms")


if __name__ == "__main__":
    main()
