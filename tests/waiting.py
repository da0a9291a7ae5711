"""Waiting for what comes by itself: nothing that is to come is looked for once."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 120
"""How long something may take in seconds before it counts as hung: a bound on waiting, not a measure of speed."""

T = TypeVar("T")


def comes_to(read: Callable[[], object], expected: object, what: str = "") -> None:
    """Wait until what is read is what is expected."""
    ends, now = time.monotonic() + PATIENCE, read()
    while now != expected and time.monotonic() < ends:
        time.sleep(0.05)
        now = read()
    assert now == expected, what


def at_rest(read: Callable[[], T]) -> T:
    """Return what is read when it has been the same for half a second."""
    ends, now, since = time.monotonic() + PATIENCE, read(), time.monotonic()
    while time.monotonic() < min(since + 0.5, ends):
        time.sleep(0.1)
        before, now = now, read()
        since = since if now == before else time.monotonic()
    return now
