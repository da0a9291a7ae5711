"""All readings of all targets, and what the last year must bring, beside the verdicts alone."""

import statistics

from tests.benchmarks.timing import PYTHON, Measured, seconds

RUNS = 9
MOST = 2.0
"""Seconds that the whole command may take."""


def main() -> list[Measured]:
    """Print how long both commands take, from their start to their end."""
    commands = [[PYTHON, "-m", "goalkit", command, "--json"] for command in ("readings", "status")]
    for command in commands:
        seconds(command)  # a first run of each warms the disk
    pairs = [tuple(seconds(command) for command in commands) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"goalkit readings --json: {ours * 1000:.0f} ms; goalkit status --json: {theirs * 1000:.0f} ms")
    told = f"{ours:.2f} s, {ours / theirs:.2f} gånger".replace(".", ",")
    return [Measured("tolkningar av alla måluppfyllelser", "goalkit status", "under 2 s", told, ours < MOST)]


if __name__ == "__main__":
    main()
