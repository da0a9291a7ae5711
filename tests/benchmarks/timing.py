"""Time two commands in turn, so that a machine whose speed drifts slows both."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One row of the table that a run of the benchmarks ends with, in words; ``met`` tells whether the aim is."""

    measure: str
    against: str
    aim: str
    result: str
    met: bool


def seconds(command: Sequence[str]) -> float:
    """Run a command to its end and return its wall time in seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(
    name: str, command: Sequence[str], other: str, reference: Sequence[str], *, runs: int, aim: float
) -> Measured:
    """Print and return the median time of both commands and of the ratios of their paired runs."""
    seconds(command), seconds(reference)  # a first run of each warms the disk
    pairs = [(seconds(command), seconds(reference)) for _ in range(runs)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(a / b for a, b in pairs)
    ratio = statistics.median(ratios)
    print(f"{name}: {ours * 1000:.0f} ms; {other}: {theirs * 1000:.0f} ms")
    print(f"kvot, median av {runs}: {ratio:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}); mål högst {aim}")
    return Measured(name, other, f"högst {aim}", f"{ratio:.2f}", at_most(aim, ratio))


def at_most(aim: float, ratio: float) -> bool:
    """Tell whether a ratio meets its aim as it is shown: with two decimals."""
    return round(ratio, 2) <= aim


PYTHON = sys.executable
