"""Fixtures for every test that needs the service."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goalkit.sources.kolada import Client, Manners, open_session
from tests.kolada_server.example import example_store
from tests.kolada_server.national import data_folder, national_store
from tests.kolada_server.server import KoladaServer
from tests.kolada_server.store import Store

QUICK = Manners(per_second=None, connect=60, read=60, whole=120, retries=2, first_pause=0.001, longest_asked=1.5)
"""No pace and hardly a pause: tests wait for nothing but the machine."""


@pytest.fixture(scope="session")
def example() -> Store:
    """Return Exempelkommun: 30 indicators for Riket and 30 municipalities, 2015–2024. Made up, all of it."""
    return example_store()


@pytest.fixture
def kolada_server(example: Store) -> Iterator[KoladaServer]:
    """Run a service of our own over real HTTP, serving Exempelkommun."""
    with KoladaServer(example) as server:
        yield server


@pytest.fixture
def open_kolada(
    kolada_server: KoladaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Client]]:
    """Open sessions on the service, with no pace; each keeps its answers in the same folder."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    opened: list[Client] = []

    def open_(*, manners: Manners = QUICK, **options: object) -> Client:
        options = {"base_url": kolada_server.base_url, **options}
        client = open_session(tmp_path / "cache", manners=manners, **options)
        opened.append(client)
        return client

    yield open_
    for client in opened:
        client.close()


@pytest.fixture(scope="session")
def national_data() -> Path:
    """Return the folder of national data; skip by name where it is not at hand."""
    folder = data_folder()
    if not (folder / "values-2024-08-30.parquet").is_file():
        pytest.skip(f"no national data: set GOALKIT_TEST_DATA ({folder.name} is not there)")
    return folder


@pytest.fixture(scope="session")
def national_service(national_data: Path) -> Store:
    """Return the service's state as it answered on 2024-08-30."""
    return national_store(national_data, "2024-08-30")
