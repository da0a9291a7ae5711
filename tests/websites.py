"""Published sites that several tests look at: the shipped notebooks, published once, whoever runs the tests."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from filelock import FileLock
from marimo._config.utils import get_user_config_path

from goalkit.publishing.drawer import _Hand
from goalkit.publishing.publish import publish

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
AREAS = [path.stem for path in NOTEBOOKS if path.stem != "oversikt"]
PAGES = ["index.html", *(f"{name}.html" for name in AREAS), "tillganglighet.html"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, shipped_data: Path) -> Path:
    """Publish the shipped notebooks."""
    return _published_once("published", tmp_path_factory, shipped_data, interactive=False)


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory, shipped_data: Path) -> Path:
    """Publish the shipped notebooks with tooltips and zoom."""
    return _published_once("published-live", tmp_path_factory, shipped_data, interactive=True)


def _published_once(name: str, folders: pytest.TempPathFactory, data: Path, *, interactive: bool) -> Path:
    """Publish the shipped notebooks unless another process of the same run has; no test changes what it gets."""
    own = folders.getbasetemp()
    of_run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    out = of_run / name / "site"
    with FileLock(of_run / f"{name}.lock"), pytest.MonkeyPatch.context() as patch:
        if not out.is_dir():
            patch.setenv("GOALKIT_DATA", str(data))
            publish(NOTEBOOKS, out, interactive=interactive)
    return out


_DRAWN: dict[str, str] = {}


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each chart once for all tests that ask for this: those about pages that are made of the same charts.

    ``site`` is never drawn so: what is compared with it has been drawn apart.
    """
    draw = _Hand.draw

    def draw_once(hand: _Hand, text: str) -> str:
        if text not in _DRAWN:
            _DRAWN[text] = draw(hand, text)
        return _DRAWN[text]

    monkeypatch.setattr(_Hand, "draw", draw_once)


@pytest.fixture
def somebodys_marimo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what gives the person who runs the program settings of marimo's: TOML, kept in a folder of this test."""

    def have(settings: str) -> None:
        path = tmp_path / "inställningar" / "marimo" / "marimo.toml"
        path.parent.mkdir(parents=True)
        path.write_text(settings, encoding="utf-8")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(path.parent.parent))
        get_user_config_path.cache_clear()
        assert get_user_config_path() == str(path)

    yield have
    get_user_config_path.cache_clear()


def project(folder: Path, *notebooks: str) -> Path:
    """Copy data and notebooks, all or those that are named, to a folder of their own, and return it."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "__marimo__", "cache"))
    for path in (folder / "notebooks").glob("*.py"):
        if notebooks and path.stem not in notebooks:
            path.unlink()
    return folder


ELSEWHEN = """
import datetime, sys, time
from pathlib import Path
import goalkit, importlib, pandas, pkgutil, xlsxwriter
from goalkit.publishing.publish import publish
for found in pkgutil.walk_packages(goalkit.__path__, "goalkit."):
    if found.name != "goalkit.__main__":
        importlib.import_module(found.name)
real, date, clock, local = datetime.datetime, datetime.date, time.time, time.localtime
moment = real({day}, tzinfo=datetime.timezone.utc)
class Kind(type):
    def __instancecheck__(cls, value): return isinstance(value, cls.__mro__[1])
class Then(real, metaclass=Kind):
    def __new__(cls, *given, made=real, **named): return made(*given, **named)
    @classmethod
    def now(cls, tz=None): return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)
    today = utcnow = now
class Day(date, metaclass=Kind):
    def __new__(cls, *given, made=date): return made(*given)
    @classmethod
    def today(cls): return cls(moment.year, moment.month, moment.day)
forms = {{"__main__", "goalkit.beside.results", "goalkit.plan", "goalkit.publishing.records", "goalkit.show.report"}}
forms.add("goalkit.sources.manifest")
for module in [module for name, module in sys.modules.items() if name not in forms]:
    for name, value in list(vars(module).items()):
        if value is real or value is date:
            setattr(module, name, Then if value is real else Day)
started = clock()
time.time = lambda: moment.timestamp() + clock() - started
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
assert datetime.datetime.now().year == datetime.date.today().year == time.localtime().tm_year == moment.year
publish(sorted(Path("notebooks").glob("*.py")), Path("site"), interactive=True)
"""
"""Publishes as if it were another day, wherever a module may ask for it."""


def published_elsewhere(folder: Path, *, day: str, zone: str, seed: str) -> Path:
    """Publish a project in a process of its own: another folder, day, time zone, order of sets and language."""
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LANG": "sv_SE.UTF-8", "GOALKIT_DATA": ""}
    del environment["GOALKIT_DATA"]
    code = ELSEWHEN.format(day=day)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


def days_as_text(page: str) -> str:
    """Return a page without what keeps a date on one line."""
    return re.sub(r'<span class="gk-day">([^<]*)</span>', r"\1", page)


class Outline(HTMLParser):
    """What a page is made of: its tags in order, its ids, links and texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, *names: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of the elements of these names."""
        yield from (attributes for tag, attributes in self.tags if tag in names)

    def all_of(self, attribute: str) -> list[str]:
        """Return every value of an attribute, in order."""
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]
