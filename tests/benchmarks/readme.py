"""The last result of the benchmarks in the README, between two marks."""

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from tests.benchmarks.timing import Measured

README = Path(__file__).resolve().parents[2] / "README.md"
START, END = "<!-- mätresultat: början -->", "<!-- mätresultat: slut -->"


def result(found: Iterable[Measured], day: date) -> str:
    """Return the machine, the day and the table, as they stand in the README."""
    return f"{machine(day)}\n\n{table(found)}"


def put_result(path: Path, text: str) -> None:
    """Put a result in the place of the one that a file has between the marks.

    Raises:
        ValueError: the file does not have each mark once, in their order.
    """
    content = path.read_text(encoding="utf-8")
    before, start, rest = content.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in after or END in after:
        message = f"{path.name} must have {START} and then {END}, once each"
        raise ValueError(message)
    path.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8", newline="\n")


def machine(day: date) -> str:
    """Return when and on what this was measured."""
    cores = f"{os.cpu_count()} kärnor"
    python = f"Python {platform.python_version()}"
    return f"{day}, {_processor()}, {cores}, {_memory()}, {platform.system()}, {python}."


def _processor() -> str:
    return next(_said_by("/proc/cpuinfo", "model name"), platform.machine())


def _memory() -> str:
    """Return the machine's memory, where it says how much it has."""
    found = next(_said_by("/proc/meminfo", "MemTotal"), "")
    return f"{round(int(found.split()[0]) / 1024**2)} GB minne" if found else "okänt minne"


def _said_by(file: str, name: str) -> Iterator[str]:
    about = Path(file)
    lines = about.read_text(encoding="utf-8").splitlines() if about.is_file() else []
    return (line.partition(":")[2].strip() for line in lines if line.startswith(name))


def table(found: Iterable[Measured]) -> str:
    """Return one row per measure, as Markdown, with decimal commas."""
    rows = [("mått", "mot", "mål", "resultat", "nått"), ("---",) * 5]
    rows += [
        (one.measure, one.against, _commas(one.aim), _commas(one.result), "ja" if one.met else "nej") for one in found
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _commas(text: str) -> str:
    return text.replace(".", ",")
