"""The wire: pace, pauses and limits of time and size, beneath everything that explains an error.

A retry has to see the raw failure. It therefore sits in the adapter: what leaves it is either an answer
received whole, or the failure that remained when patience was over.
"""

import gzip
import io
import random
import socket
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPResponse
from itertools import count
from typing import Any

import msgspec
from requests import PreparedRequest, RequestException, Response
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError, SSLError, Timeout
from requests.exceptions import ConnectionError as NoConnectionError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError, ReadTimeoutError

from goalkit.written import NOT_THE_FORM

AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses that may be gone at the next try."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Manners:
    """How the service is treated. All times are in seconds.

    Attributes:
        per_second: requests a second at most, from start to start; ``None`` is no limit.
        connect: how long to wait to be let in.
        read: how long to wait for the next piece of an answer.
        whole: how long an answer may take in all, from its first line to its last byte.
        most: how many bytes an answer may have, both as it is sent and unpacked.
        retries: how often a failed request is sent again.
        first_pause: the first pause before that, doubled each time and jittered by a quarter.
        longest_pause: where the doubling ends.
        longest_asked: the longest pause that is kept when the service asks for one (Retry-After); a
            longer one is a matter for a person, and ends the attempts.
    """

    per_second: float | None = 5.0
    connect: float = 3.0
    read: float = 60.0
    whole: float = 300.0
    most: int = 64 << 20
    retries: int = 5
    first_pause: float = 1.0
    longest_pause: float = 30.0
    longest_asked: float = 120.0

    def __post_init__(self) -> None:
        if self.per_second is not None and self.per_second <= 0:
            message = f"per_second must be positive or None, not {self.per_second}"
            raise ValueError(message)

    def pause(self, attempt: int, asked: float | None) -> float:
        """Return the pause after failed attempt number ``attempt`` (from 0), never shorter than asked."""
        own = min(self.longest_pause, self.first_pause * 2**attempt) * random.uniform(0.75, 1.25)
        return own if asked is None else max(asked, 0.0) + random.uniform(0.0, self.first_pause)


class Pace:
    """Keeps requests ``interval`` seconds apart, counted from start to start."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self._next = 0.0

    def wait(self) -> None:
        """Sleep until the next request may start."""
        start = max(time.monotonic(), self._next)
        self._next = start + self.interval
        time.sleep(max(0.0, start - time.monotonic()))


class BrokenAnswerError(RequestException):
    """The answer ended before it was whole, though its length may have been right."""


class OfflineError(RequestException):
    """Nothing may be asked, and no saved answer is fresh enough."""


class LedAwayError(RequestException):
    """A redirect leaves the service's host; the first argument is where it leads."""


class UnfitAnswerError(RequestException):
    """An answer is larger than any of the service's, or packed as none was asked for; the text is Swedish."""


_TRANSIENT = (Timeout, NoConnectionError, ChunkedEncodingError, ContentDecodingError, BrokenAnswerError)


class PatientAdapter(HTTPAdapter):
    """Sends at the pace, receives answers whole, and tries again where that may help."""

    def __init__(self, manners: Manners) -> None:
        super().__init__(max_retries=0)
        self.manners = manners
        self._pace = Pace(1 / manners.per_second if manners.per_second else 0.0)
        self._reached = False

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Return what connects, as requests asks for it; every answer on it keeps the limit of time."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        answer = staticmethod(partial(_TimedAnswer, manners=self.manners))
        pool.ConnectionCls = type("TimedConnection", (type(pool).ConnectionCls,), {"response_class": answer})
        return pool

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Return the first answer that is worth having, or the last one; raise what then remains."""
        for attempt in count():
            last = attempt >= self.manners.retries
            self._pace.wait()
            try:
                response = self._receive(request, *args, **kwargs)
            except _TRANSIENT as error:
                # A certificate that is not trusted now is not trusted in a second either, and where there never
                # was anybody, somebody waits for nothing.
                if last or isinstance(error, SSLError) or (never_connected(error) and not self._reached):
                    raise
                asked = None
            else:
                self._reached = True
                asked = asked_pause(response.headers)
                if last or response.status_code not in AGAIN or (asked or 0.0) > self.manners.longest_asked:
                    return response
            time.sleep(self.manners.pause(attempt, asked))
        raise AssertionError  # count() never ends

    def _receive(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        kwargs |= {"stream": True, "timeout": (self.manners.connect, self.manners.read)}
        response = super().send(request, *args, **kwargs)
        try:
            response._content = _unpacked(response, _read(response, self.manners.most), self.manners.most)
        except ReadTimeoutError as error:
            raise Timeout(error, request=request) from error
        except HTTPError as error:
            raise ChunkedEncodingError(error, request=request) from error
        finally:
            response.close()
        _check_whole(response)
        # Every stored answer is a full one with its own date: no conditional request, and no second
        # version beside it. What was asked is the whole key.
        for header in ("ETag", "Last-Modified", "Vary"):
            response.headers.pop(header, None)
        return response


class NoNetwork(BaseAdapter):
    """Stands where the network would be: a saved answer or none."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        """Refuse."""
        raise OfflineError(request=request)

    def close(self) -> None:
        """Nothing is open."""


class _TimedAnswer(HTTPResponse):
    """An answer whose status lines, headers, sizes of chunks and trailers count against its time, as its body does."""

    def __init__(self, sock: socket.socket, *args: Any, manners: Manners, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReads(self.fp.detach(), sock, manners))


class _TimedReads(io.RawIOBase):
    """Reads a socket until the whole answer's time is out, however short each wait is."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, manners: Manners) -> None:
        self.raw, self.sock, self.read_limit = raw, sock, manners.read
        self.deadline = time.monotonic() + manners.whole

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(left, self.read_limit))
        return self.raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self.raw.close()


def never_connected(error: OSError) -> bool:
    """Tell whether a request was never sent: there is no such host, or nobody answers there."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, ProxyError):
        reason = reason.original_error
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _read(response: Response, most: int) -> bytes:
    """Return the body as it was sent."""
    pieces, size = [], 0
    while piece := response.raw.read1(_CHUNK, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        _check_size(response, size, most)
    return b"".join(pieces)


def _unpacked(response: Response, sent: bytes, most: int) -> bytes:
    """Return the body unpacked: once, and no further than it may be large."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        return sent
    if packing not in ("gzip", "x-gzip"):
        message = f"det är packat på ett sätt som ingen bad om ({packing})"
        raise UnfitAnswerError(message, request=response.request)
    try:
        body = gzip.GzipFile(fileobj=io.BytesIO(sent)).read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ContentDecodingError(error, request=response.request) from error
    _check_size(response, len(body), most)
    return body


def _check_size(response: Response, size: int, most: int) -> None:
    if size > most:
        message = f"det är större än {most >> 20} MB"
        raise UnfitAnswerError(message, request=response.request)


def _check_whole(response: Response) -> None:
    """Raise if a successful JSON answer is not JSON to its end (a proxy may cut it and mend the length)."""
    if response.status_code != 200 or not is_json(response.headers):
        return
    try:
        msgspec.json.decode(response.content, type=msgspec.Raw)
    except NOT_THE_FORM as error:
        raise BrokenAnswerError(error, request=response.request, response=response) from error


def is_json(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer calls itself JSON."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def asked_pause(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, from either of its two forms, or ``None``.

    A date is counted from the answer's own ``Date``, where it has one: this machine's clock may be wrong.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    until = _http_date(text)
    if until is None:
        return None
    return (until - (_http_date(headers.get("Date", "")) or datetime.now(UTC))).total_seconds()


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
