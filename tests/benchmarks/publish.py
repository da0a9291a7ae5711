"""``goalkit publish`` of all notebooks beside marimo's own export of the focus areas' alone: whole commands."""

import statistics
import tempfile
from pathlib import Path

from goalkit.cli.publish import chosen
from goalkit.show.blocks import OVERVIEW
from tests.benchmarks.timing import PYTHON, Measured, at_most, seconds

RUNS, AIM = 3, 0.5


def main() -> list[Measured]:
    """Print the ratio."""
    notebooks = [path for path in chosen(()) if path.stem != OVERVIEW]  # the export gets one notebook less
    with tempfile.TemporaryDirectory() as folder:
        ours = [PYTHON, "-m", "goalkit", "publish", "-o", str(Path(folder) / "site")]
        export = [PYTHON, "-m", "marimo", "export", "html", "--force", "-o", str(Path(folder) / "plain.html")]
        pairs = [(seconds(ours), sum(seconds([*export, str(path)]) for path in notebooks)) for _ in range(RUNS)]
    took, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"goalkit publish: {took:.1f} s; marimo export html, {len(notebooks)} gånger: {plain:.1f} s")
    print(f"kvot, median av {RUNS}: {ratio:.2f}; mål högst {AIM}")
    return [
        Measured("goalkit publish", "marimo export html av fyra", f"högst {AIM}", f"{ratio:.2f}", at_most(AIM, ratio))
    ]


if __name__ == "__main__":
    main()
