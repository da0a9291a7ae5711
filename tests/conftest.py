"""What several tests share: the shipped data, the national files, and the option that rewrites golden files."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from goalkit.workbook import Workbook, open_workbook
from tests.shipped import MISSING, NATIONAL

pytest_plugins = [
    "tests.kolada_server.plugin",
    "tests.browser",
    "tests.national",
    "tests.refreshing",
    "tests.websites",
]

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "goalkit",
    deadline=None,  # no test asserts a time
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=200,
    derandomize="CI" in os.environ,  # a change is judged by the same cases each time; a person's run finds new ones
)
settings.register_profile("short", settings.get_profile("goalkit"), max_examples=50)
settings.load_profile("goalkit")

gc.disable()  # all that is imported and collected stays: to look for what may go takes a fourth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the files below tests/golden")
    parser.addoption("--all", action="store_true", help="run the long tests too, a sample of the longest")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use two processes for the whole suite, and none where files or tests are named: they start sooner so."""
    return 2 if config.args_source is pytest.Config.ArgsSource.TESTPATHS else 0


def pytest_configure(config: pytest.Config) -> None:
    """Take fewer cases at random where the long tests are left out."""
    settings.load_profile("short" if _is_short(config) else "goalkit")


def pytest_collection_finish() -> None:
    """Look for what may go from here on, among what the tests make."""
    gc.freeze()
    gc.enable()


def _is_short(config: pytest.Config) -> bool:
    return not config.option.all and "long" not in config.option.markexpr


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to ``--all``, which takes four cases of each of their tables, and to ``-m long``.

    Of those of :mod:`tests.whole` no sample is taken: ``--all`` runs them all, and so does who names their file.
    """
    marked = {item: mark for item in items if (mark := item.get_closest_marker("long")) is not None}
    for item in marked:
        item.add_marker(pytest.mark.timeout(3600))  # on a machine that others use too
    if config.option.all:
        sampled = [item for item, mark in marked.items() if mark.kwargs.get("sampled", True)]
        kept = set(items) - set(sampled) | set(_four_of_each_table(sampled))
    elif "long" in config.option.markexpr or any("::" in arg for arg in config.args):
        kept = set(items)
    elif all(arg.endswith(".py") for arg in config.args):
        kept = {item for item in items if item not in marked or not marked[item].kwargs.get("sampled", True)}
    else:
        kept = set(items) - set(marked)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def _four_of_each_table(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return of each parametrised test four cases, evenly spread: the same ones every time."""
    tables: dict[str, list[pytest.Item]] = {}
    for item in items:
        tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return [item for table in tables.values() for item in dict.fromkeys(table[i * len(table) // 4] for i in range(4))]


@pytest.fixture(scope="session")
def sampled(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return how many cases to take where a long test has so many."""
    share = 20 if request.config.option.all else 1
    return lambda count: count // share


@pytest.fixture(scope="session")
def shortened(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return how many cases to take where a test has so many: a fifth where the long tests are left out."""
    share = 5 if _is_short(request.config) else 1
    return lambda count: count // share


@pytest.fixture(scope="session")
def shipped_data() -> Path:
    """Return the data folder that comes with the program."""
    return ROOT / "data"


@pytest.fixture(autouse=True)
def _shipped_data_is_found(shipped_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the program at the shipped data, wherever the tests are started."""
    monkeypatch.setenv("GOALKIT_DATA", str(shipped_data))


@pytest.fixture(scope="session")
def workbook(shipped_data: Path) -> Workbook:
    """Return the shipped plan judged on the shipped vintages."""
    return open_workbook(data=shipped_data)


@pytest.fixture(scope="session")
def national() -> Path:
    """Return the folder with the national files, or skip and say what is missing."""
    if not (NATIONAL / "values-2024-08-30.parquet").is_file():
        pytest.skip(MISSING)
    return NATIONAL


@pytest.fixture(scope="session")
def decided_text(national: Path) -> str:
    """Return the decided text as it was printed, or skip and say what is missing."""
    path = national.parent / "facts" / "overgripande-mal-2023-2026.txt"
    if not path.is_file():
        pytest.skip(f"den beslutade texten saknas: {path.name} ska ligga i mappen facts bredvid GOALKIT_TEST_DATA")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """Return what reads a golden file, after writing the new content to it where ``--update-golden`` is given."""

    def read(name: str, content: str) -> str:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.write_text(content, encoding="utf-8", newline="")
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()

    return read
