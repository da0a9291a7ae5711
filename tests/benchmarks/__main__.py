"""Run the benchmarks and print what they measured: ``python -m tests.benchmarks [NAME …]``.

Times are read by people, as ratios of two things measured in the same run; nothing here passes or fails. The
last thing printed is a table of all of them, with the machine and the day.
"""

import importlib
import os
import platform
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tests.benchmarks.timing import Measured
from tests.shipped import MISSING, NATIONAL

BENCHMARKS = (
    "cold_status",
    "verdicts",
    "whole_kolada",
    "panel",
    "open_notebook",
    "edit_chart",
    "publish",
    "compare_with_koladapy",
    "refresh_and_diff",
)
OF_THE_COUNTRY = {"panel", "compare_with_koladapy", "refresh_and_diff"}
"""Benchmarks that cannot run without the national files."""


def main() -> None:
    """Run the named benchmarks, or all, and print the table."""
    names = sys.argv[1:] or BENCHMARKS
    sys.argv[1:] = []
    found: list[Measured] = []
    for name in names:
        print(f"\n## {name}", flush=True)
        if name in OF_THE_COUNTRY and not NATIONAL.is_dir():
            print(f"hoppas över: {MISSING}")
            continue
        found += importlib.import_module(f"tests.benchmarks.{name}").main()
    print(f"\n## Resultat\n\n{machine()}\n\n{table(found)}")


def machine() -> str:
    """Return where and when this was measured."""
    python = f"Python {platform.python_version()}"
    return f"{date.today()}, {_processor()}, {os.cpu_count()} kärnor, {platform.system()}, {python}"


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.is_file() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def table(found: Iterable[Measured]) -> str:
    """Return one row per measure, as Markdown, with decimal commas."""
    rows = [("mått", "mot", "mål", "resultat"), ("---",) * 4]
    rows += [(one.measure, one.against, one.aim.replace(".", ","), one.result.replace(".", ",")) for one in found]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
