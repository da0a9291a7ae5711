"""Run the benchmarks and print what they measured: ``python -m tests.benchmarks [NAME …]``.

Times are read by people, as ratios of two things measured in the same run; nothing here passes or fails.
"""

import importlib
import sys

BENCHMARKS = (
    "cold_status",
    "verdicts",
    "open_notebook",
    "edit_chart",
    "panel",
    "compare_with_koladapy",
)


def main() -> None:
    """Run the named benchmarks, or all."""
    names = sys.argv[1:] or BENCHMARKS
    sys.argv[1:] = []
    for name in names:
        print(f"\n## {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main()
