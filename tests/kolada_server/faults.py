"""What can go wrong, each as a change of one reply. A :class:`Fault` says which replies are changed."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event
from typing import Any

import msgspec

from tests.kolada_server.service import Reply

Change = Callable[[Reply], Reply]


@dataclass
class Fault:
    """A change of replies whose address ``match`` is found in: after ``skip`` of them, ``times`` times."""

    change: Change
    match: str = ""
    skip: int = 0
    times: int | None = None
    _met: int = field(default=0, init=False)

    def apply(self, target: str, reply: Reply) -> Reply:
        """Return the reply, changed if it is this fault's turn."""
        if not re.search(self.match, target):
            return reply
        self._met += 1
        turn = self._met - self.skip
        return self.change(reply) if turn >= 1 and (self.times is None or turn <= self.times) else reply


def status(code: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Change:
    """Answer with another status."""
    return lambda _: Reply(code, body, {"Content-Type": "text/plain; charset=utf-8", **(headers or {})})


def too_many(retry_after: float | str) -> Change:
    """Answer 429 with Retry-After as given: seconds or a date."""
    return status(429, b"Too Many Requests", {"Retry-After": str(retry_after)})


def too_many_until(seconds: float) -> Change:
    """Answer 429 with Retry-After as a date ``seconds`` from now."""
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    return too_many(format_datetime(moment, usegmt=True))


def latency(seconds: float) -> Change:
    """Answer late."""
    return lambda reply: replace(reply, delay=seconds)


def held(until: Event) -> Change:
    """Answer when something has happened."""
    return lambda reply: replace(reply, until=until)


def drip(seconds: float) -> Change:
    """Answer byte by byte."""
    return lambda reply: replace(reply, drip=seconds)


def hang_up() -> Change:
    """Close the connection without an answer."""
    return lambda reply: replace(reply, hang_up=True)


def break_off() -> Change:
    """Close the connection in the middle of the body."""
    return lambda reply: replace(reply, share=0.5)


def cut_json() -> Change:
    """Answer with half the body and a length that fits: only its content tells."""
    return lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2])


def login_page() -> Change:
    """Answer with a proxy's login page, status 200."""
    page = "<!doctype html><title>Logga in</title><p>Logga in för att nå nätet.".encode()
    return lambda _: Reply(200, page, {"Content-Type": "text/html; charset=utf-8"})


def redirect(location: str, code: int = 307) -> Change:
    """Point elsewhere."""
    return lambda _: Reply(code, b"", {"Location": location})


def rewrite(edit: Callable[[dict[str, Any]], object]) -> Change:
    """Answer with the envelope as ``edit`` leaves it."""

    def change(reply: Reply) -> Reply:
        envelope = msgspec.json.decode(reply.body)
        edit(envelope)
        return replace(reply, body=msgspec.json.encode(envelope))

    return change


def other_gender_order() -> Change:
    """Answer with the genders of each item in the opposite order."""
    return rewrite(lambda page: [item["values"].reverse() for item in page["values"]])


def wire(first: bytes, again: bytes, pause: float = 0.0) -> Change:
    """Send bytes as they are, and then the same ones without end, after a pause each time."""

    def sent() -> Iterator[bytes]:
        yield first
        while True:
            time.sleep(pause)
            yield again

    return lambda reply: replace(reply, wire=sent)


def with_headers(headers: Mapping[str, str]) -> Change:
    """Answer with further headers."""
    return lambda reply: replace(reply, headers={**reply.headers, **headers})
