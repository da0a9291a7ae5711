"""The HTTP side: a server on loopback that answers from a state, notes what it is asked, and misbehaves."""

import gzip
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.kolada_server.faults import Change, Fault
from tests.kolada_server.service import Reply, answer
from tests.kolada_server.store import Store


@dataclass(frozen=True)
class Seen:
    """One request: its path and query, when it came (monotonic seconds), its headers, the status it got."""

    target: str
    at: float
    headers: Mapping[str, str]
    status: int


class KoladaServer:
    """A running service. ``store`` may be replaced at any time: the next answer comes from the new state."""

    def __init__(self, store: Store, *, port: int = 0, zipped: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self.store, self.zipped = store, zipped
        self.requests: list[Seen] = []
        self.connections = 0
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), _handler_of(self))
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.root = f"{scheme}://127.0.0.1:{self._http.server_port}"
        self.base_url = f"{self.root}/v3"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def targets(self) -> list[str]:
        """Path and query of each request, in order."""
        return [seen.target for seen in self.requests]

    def misbehave(self, change: Change, match: str = "", *, skip: int = 0, times: int | None = None) -> None:
        """Let a fault happen: see :class:`tests.kolada_server.faults.Fault`."""
        self._faults.append(Fault(change, match, skip, times))

    def behave(self) -> None:
        """End all faults and forget the requests."""
        with self._lock:
            self._faults.clear()
            self.requests.clear()

    def reply_to(self, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer one request and note it."""
        at = time.monotonic()
        reply = answer(self.store, self.root, target)
        with self._lock:
            for fault in self._faults:
                reply = fault.apply(target, reply)
            self.requests.append(Seen(target, at, headers, reply.status))
        if self.zipped and "gzip" in headers.get("Accept-Encoding", ""):
            body = gzip.compress(reply.body, compresslevel=1)
            return replace(reply, body=body, headers={**reply.headers, "Content-Encoding": "gzip"})
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


def _handler_of(server: KoladaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1
        timeout = 30

        def setup(self) -> None:
            super().setup()
            server.connections += 1

        def do_GET(self) -> None:
            reply = server.reply_to(self.path, dict(self.headers))
            reply.wait()
            self.close_connection = self.close_connection or reply.is_broken
            if reply.wire is None and not reply.hang_up:
                self.send_response_only(reply.status)
                usual = {"Date": self.date_time_string(), "Content-Length": str(len(reply.body))}
                for name, value in {**usual, **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
            for piece in reply.pieces():
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Stay silent: what was asked is in ``requests``."""

    return Handler
