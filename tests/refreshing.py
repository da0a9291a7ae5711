"""What the tests of a refresh share: a data folder of their own, the command line, and Exempelkommun's plan."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from goalkit.cli import main
from goalkit.planfile import load_plan
from goalkit.sources.manifest import LIST
from goalkit.sources.vintages import existing_vintages
from tests.kolada_server import KoladaServer

PLANS = Path(__file__).parent / "plans"
PLAN = PLANS / "exempel-ett-omrade.toml"
DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Said:
    """What a command ended with: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A data folder of its own and a service to fill it from."""

    data: Path
    server: KoladaServer
    run: Callable[..., Said]

    def refresh(self, *options: str) -> Said:
        """Run ``goalkit refresh`` on Exempelkommun's plan, with no pace."""
        fixed = ("--plan", str(PLAN), "--base-url", self.server.base_url, "--pace", "0")
        return self.run("refresh", *fixed, *options)

    def vintages(self) -> list[str]:
        """Return the ids of the vintages, oldest first."""
        return [folder.name for folder in reversed(existing_vintages(self.data))]

    def folders(self) -> list[str]:
        """Return everything that stands beside the vintages, the lock and their list apart."""
        return sorted(path.name for path in (self.data / "kolada").iterdir() if path.name not in (".lock", LIST))

    def use_shipped_vintages(self) -> None:
        """Copy the vintages that come with the program."""
        shutil.copytree(DATA / "kolada", self.data / "kolada", dirs_exist_ok=True)


@pytest.fixture
def goalkit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command line as a person does, in this process."""

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["goalkit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def project(
    goalkit: Callable[..., Said], kolada_server: KoladaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """Return an empty data folder, and the service serving Exempelkommun."""
    data = tmp_path / "data"
    (data / "kolada").mkdir(parents=True)
    monkeypatch.setenv("GOALKIT_DATA", str(data))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Project(data, kolada_server, goalkit)


@pytest.fixture(scope="session")
def example_plan():
    """Return Exempelkommun's plan."""
    return load_plan(PLAN)
