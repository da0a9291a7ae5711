"""Change the rules in every small way, and see that some test fails each time.

``python -m tests.mutation`` runs mutmut on the modules named in pyproject.toml, prints the score, and ends with an
error where it is below 95 % or where a survivor has no reason in SURVIVORS.md. It takes an hour on a quiet machine.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LISTED = Path(__file__).with_name("SURVIVORS.md")
LOWEST = 0.95
KILLED, SURVIVED = (1, 3, 36, 24, -24, 152, 255, 37), (0, 33, 5)
"""mutmut's exit codes: a test failed (or time ran out, since a change can make a loop without end); none did."""


def results() -> dict[str, int | None]:
    """Return the exit code of each mutant."""
    found: dict[str, int | None] = {}
    for path in sorted((ROOT / "mutants" / "goalkit").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def changed_line(name: str) -> str:
    """Return the line that a mutant has instead of the right one."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    added = [line[1:].strip() for line in shown.splitlines() if line.startswith("+") and not line.startswith("+++")]
    return " ".join(added)


def main() -> int:
    """Run, print, and return 0 where all is as it should be."""
    subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", "1"], cwd=ROOT, check=False)
    found = results()
    left = [name for name, code in found.items() if code in SURVIVED]
    killed = sum(code in KILLED for code in found.values())
    others = Counter(code for code in found.values() if code not in (*KILLED, *SURVIVED))
    score = killed / (killed + len(left))
    reasons = LISTED.read_text(encoding="utf-8")
    unlisted = 0
    for name in left:
        line = changed_line(name)
        listed = f"`{line}`" in reasons
        unlisted += not listed
        print(f"{'   ' if listed else '!! '}{name.rpartition('__mutmut_')[0]}: {line}")
    print(
        f"{killed} of {killed + len(left)} killed: {score:.1%}; {unlisted} survivors without a reason; {dict(others)}"
    )
    return 0 if score >= LOWEST and not unlisted and not others else 1


if __name__ == "__main__":
    raise SystemExit(main())
