"""A Kolada of our own for tests: version 3 over real HTTP on loopback, written from what is known of it.

It serves one state at a time (a :class:`Store`), counts what it is asked, and misbehaves when told to.
By hand: ``python -m tests.kolada_server --port 8025 --data ../shared/data --state 2024-08-30``.
"""

from tests.kolada_server.example import example_store
from tests.kolada_server.national import DATA_FILES, national_store
from tests.kolada_server.server import KoladaServer
from tests.kolada_server.store import MADE_UP, Cell, Store

__all__ = ["DATA_FILES", "MADE_UP", "Cell", "KoladaServer", "Store", "example_store", "national_store"]
