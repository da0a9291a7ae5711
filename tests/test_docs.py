"""The code blocks of the README files do what they say.

How a block is marked decides what is done with it:

``console``      every line ``$ goalkit …`` is run in a copy of the project and must end well; the lines under
                 it, if any, must be in what it writes; ``pytest tests/test_docs.py`` runs them all
``python``       is run in a copy of the project
``bash``         is for a fresh machine or takes long: not run, but what it starts must be there
``powershell``   must start the same as the ``bash`` blocks, with the same uv
"""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.whole import WHOLE

READMES = ("README.md", "data/README.md", "data/local/README.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLED = re.compile(r"\buv==([\d.]+)")
STARTED = re.compile(r"\buv run (.+)$")
BIN = Path(sys.executable).parent


def blocks(kind: str) -> list[tuple[str, str]]:
    """Return the blocks of a kind, each with its place."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in READMES}
    return [
        (f"{name}:{text.count(chr(10), 0, match.start()) + 1}", match[2])
        for name, text in texts.items()
        for match in BLOCK.finditer(text)
        if match[1] == kind
    ]


def commands() -> list[tuple[str, str, list[str]]]:
    """Return every command of the blocks that are run: its place, itself, and the lines that it is said to write."""
    found = [(place, f"python -W error -c {shlex.quote(code)}", []) for place, code in blocks("python")]
    for place, text in blocks("console"):
        for line in text.splitlines():
            if line.startswith("$ "):
                found.append((place, line.removeprefix("$ "), []))
            elif line.strip():
                found[-1][2].append(line)
    return found


def lines(kind: str) -> list[str]:
    return [line for _, text in blocks(kind) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy of what a command may read or write."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("data", "notebooks", "goalkit/plans"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "__marimo__"))
    return folder


def run_in(folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "GOALKIT_DATA": str(folder / "data")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("place", "command", "output"),
    [pytest.param(*c, id=c[1], marks=[WHOLE, *([pytest.mark.browser] if "--pdf" in c[1] else [])]) for c in commands()],
)
def test_a_command_of_a_readme_ends_well_and_writes_what_is_said(copy, place, command, output):
    assert command.split()[0] in {"goalkit", "python"}, f"{place}: a console block holds commands of the program"
    done = run_in(copy, ["bash", "-euo", "pipefail", "-c", command])
    assert done.returncode == 0, f"{place}: {command}\n{done.stderr}"
    for line in output:
        assert line in done.stdout, f"{place}: {command} did not write {line!r}"


def test_the_two_first_commands_are_one_line_each_with_all_set_up_included():
    first, second = lines("bash")[:2]
    assert first.removesuffix("goalkit open") == second.removesuffix("pytest")
    assert first.startswith("[ -x .uv/bin/uv ] || python3 -m pip install -qq --target .uv uv==")
    assert first.endswith("; .uv/bin/uv run goalkit open")


@pytest.mark.parametrize("line", [line for line in lines("bash") if "uv run" in line])
def test_what_a_first_command_starts_is_installed(line):
    program, *arguments = STARTED.search(line)[1].split()
    assert (BIN / program).is_file(), f"{program} is no program of the environment"
    if arguments[:1] == ["-m"]:
        assert importlib.util.find_spec(arguments[1]), f"{arguments[1]} is no module"


@pytest.mark.parametrize("line", [line for line in lines("bash") if "uv run" not in line])
def test_a_script_of_a_readme_is_there_and_can_be_run(line):
    script = ROOT / line.split()[0]
    assert script.is_file()
    assert os.access(script, os.X_OK)


def test_windows_starts_the_same_with_the_same_uv():
    assert [STARTED.search(line)[1] for line in lines("powershell")] == [
        STARTED.search(line)[1] for line in lines("bash")[:2]
    ]
    assert len(set(INSTALLED.findall("\n".join(lines("bash") + lines("powershell"))))) == 1


def test_the_uv_of_the_readme_is_the_one_that_the_project_is_built_with():
    (version,) = set(INSTALLED.findall("\n".join(lines("bash"))))
    (needed,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert needed == f"uv_build=={version}"
    assert f"uv=={version}" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_requirements_are_the_pinned_versions_each_with_its_hashes_and_no_address():
    """They are made by ``uv export --all-groups --no-emit-project --no-header --no-annotate``."""
    told = (ROOT / ".ci" / "requirements.txt").read_text("utf-8").replace("\\\n", "")
    assert "://" not in told
    assert "index" not in told
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]["constraint-dependencies"]
    assert {line.split()[0] for line in told.splitlines()} == {pin.split()[0] for pin in pins}
    assert all(re.search(r"( +--hash=sha256:[0-9a-f]{64})+$", line) for line in told.splitlines())


def test_every_block_is_of_a_kind_that_is_checked_or_plain_text():
    kinds = {m[1] for name in READMES for m in BLOCK.finditer((ROOT / name).read_text("utf-8"))}
    assert kinds <= {"console", "python", "bash", "powershell", "text", "csv", "toml", "json"}
    assert commands(), "the README shows the program's commands"


def test_the_python_of_the_readme_runs_and_gives_what_its_words_say():
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    assert names["m"].target.id == "3A"
    assert names["diagram"].to_dict()["layer"]
    assert names["tal"]["municipality"].nunique() == 9
    assert not names["nyckeltal"].empty
