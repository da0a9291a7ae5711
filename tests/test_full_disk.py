"""A disk that is full, as the system says it: one clear line, and nothing half is left under the name of a file.

Each command writes to a disk of a few kilobytes: memory that is mounted in a namespace of the command's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.websites import ROOT
from tests.whole import WHOLE

pytestmark = [pytest.mark.fault, WHOLE]

ON_A_SMALL_DISK = """
mount -t tmpfs -o size=${KB}k,mode=700 disk "$DISK" && cd "$DISK"
[ -z "$COPIED" ] || { cp -r "$COPIED" data && export GOALKIT_DATA="$DISK/data"; }
[ -z "$COPIED" ] || head -c 10M /dev/zero > filler 2> /dev/null
"$@"
status=$?
if [ -z "$COPIED" ]; then find . -type f -size +0
else diff -rq "$COPIED" data; find . -type f -size +0 -newer filler; fi
exit $status
"""
"""What the command left on the disk stands on standard output: nothing, and no change of the data copied there."""

CHARTS = ["chart", "5A", "-o"]
NOTEBOOK = str(ROOT / "notebooks" / "klimat_och_miljo.py")
WRITES = {
    "a chart": (4, [*CHARTS, "x.svg"]),
    "a picture": (4, [*CHARTS, "x.png"]),
    "a specification": (4, [*CHARTS, "x.json"]),
    "the country as CSV": (4, ["panel", "--csv", "x.csv"]),
    "the country as parquet": (4, ["panel", "--parquet", "x.parquet"]),
    "notebooks, not one of them": (4, ["new", "norrkoping-2023-2026"]),
    "notebooks, some of them": (20, ["new", "norrkoping-2023-2026"]),
    "values as a chart": (4, ["fetch", "N00401", "--area", "0581", "--chart", "x.svg"]),
    "a site, no file of it": (64, ["publish", NOTEBOOK, "-o", "site"]),
    "a site, some of it": (1000, ["publish", NOTEBOOK, "-o", "site"]),
}


def on_a_small_disk(
    folder: Path, kilobytes: int, *command: str, copied: Path | str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the program on a disk of so many kilobytes, full to the brim where data are copied to it."""
    tried = ["unshare", "-rm", "true"]
    able = shutil.which("unshare") and not subprocess.run(tried, capture_output=True, check=False).returncode
    if not able:
        pytest.skip("systemet ger ingen egen namnrymd (unshare -rm): en liten disk går inte att montera")
    settings = {"KB": str(kilobytes), "DISK": str(folder), "COPIED": str(copied), "GOALKIT_DATA": str(ROOT / "data")}
    started = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, "sh", sys.executable, "-m", "goalkit", *command]
    return subprocess.run(
        started, env={**os.environ, **settings, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("kilobytes", "command"), WRITES.values(), ids=WRITES)
def test_what_finds_no_room_is_one_line_and_leaves_nothing_half(tmp_path: Path, kilobytes: int, command: list[str]):
    done = on_a_small_disk(tmp_path, kilobytes, *command)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("Fel: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert "disken är full" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [["local", "new", "5C"], ["follow-up", "new", "Helår 2026"]], ids=" ".join)
def test_what_is_kept_among_the_data_is_kept_whole_or_not_at_all(tmp_path: Path, command: list[str]):
    shipped = ROOT / "data"
    kilobytes = sum(-(-path.stat().st_size // 4096) * 4 for path in shipped.rglob("*") if path.is_file()) + 64
    done = on_a_small_disk(tmp_path, kilobytes, *command, copied=shipped)
    assert done.returncode == 1, done.stderr
    assert "disken är full" in done.stderr
    assert "Traceback" not in done.stderr
    new_folders = "Only in data"  # a file in one of them stands on a line of its own
    assert [line for line in done.stdout.splitlines() if not line.startswith(new_folders)] == []
