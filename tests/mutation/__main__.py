"""Change the rules in every small way, and see that some test fails each time.

``python -m tests.mutation`` runs mutmut on the modules named in pyproject.toml, from nothing and with the unit tests
named there: about a quarter of an hour on two cores. It prints every survivor and the score, and ends with an error
where the score is below 95 %, where a survivor has no reason in SURVIVORS.md, or where a line there survives no more.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MUTANTS, LISTED = ROOT / "mutants", Path(__file__).with_name("SURVIVORS.md")
LOWEST = 0.95
KILLED, SURVIVED = (1, 3, 36, 24, -24, 152, 255, 37), (0, 33, 5)
"""mutmut's exit codes: a test failed (or time ran out, since a change can make a loop without end); none did."""


def run() -> dict[str, int | None]:
    """Run every mutant, and return each one's exit code by its name."""
    shutil.rmtree(MUTANTS, ignore_errors=True)
    alone = {name: value for name, value in os.environ.items() if name != "GOALKIT_TEST_DATA"}  # the unit tests alone
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, env=alone, check=False)
    found: dict[str, int | None] = {}
    for path in sorted((MUTANTS / "goalkit").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def described(name: str) -> str:
    """Return a survivor as SURVIVORS.md names it: its function, and what stands there instead of the right line."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    changed = [line for line in shown.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    added = [line[1:].strip() for line in changed if line[0] == "+"] or [f"no {line[1:].strip()}" for line in changed]
    module, _, mangled = name.rpartition("__mutmut_")[0].rpartition(".")  # goalkit.rules, x__gap or xǁAboveǁmeasured
    function = mangled[2:].replace("ǁ", ".")
    return f"- `{module}.{function}`: `{' '.join(added)}`"


def main() -> int:
    """Run, print, and return 0 where all is as it should be."""
    found = run()
    survivors = sorted(described(name) for name, code in found.items() if code in SURVIVED)
    others = Counter(code for code in found.values() if code not in (*KILLED, *SURVIVED))
    killed = sum(code in KILLED for code in found.values())
    reasons = [line for line in LISTED.read_text(encoding="utf-8").splitlines() if line.startswith("- `")]
    unlisted = [one for one in survivors if not any(line.startswith(f"{one}: ") for line in reasons)]
    in_vain = [line for line in reasons if not any(line.startswith(f"{one}: ") for one in survivors)]
    for heading, lines in (("survived", survivors), ("without a reason", unlisted), ("listed in vain", in_vain)):
        print(f"\n{heading}: {len(lines)}", *lines, sep="\n")
    score = killed / max(len(found), 1)
    print(f"\n{killed} of {len(found)} killed: {score:.1%}; ended in other ways: {dict(others)}")
    return 0 if score >= LOWEST and not (unlisted or in_vain or others) else 1


if __name__ == "__main__":
    raise SystemExit(main())
