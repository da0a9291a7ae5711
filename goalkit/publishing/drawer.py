"""Vega in processes of its own: charts are drawn while the next notebooks run.

vl-convert keeps Python waiting while it draws, and a text that it cannot print, or a chart larger than its memory,
ends its process; here it can do neither to the program. Time, memory and the size of a drawing have limits where the
system can set them.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from queue import SimpleQueue
from typing import Any

from goalkit.errors import ExportError

_FIRST = {"mark": "point", "data": {"values": []}}
"""A drawing of nothing, so that Vega has been loaded when the first chart comes."""

_COMMAND = "from goalkit.publishing.drawer import serve; serve()"

_HANDS = 2
"""How many processes draw. A third would only take turns with the notebooks that run meanwhile."""


SECONDS = 30
"""Time of the processor that one chart may take; the largest of ours takes two."""

_MEMORY, _LARGEST = 3 << 30, 20 << 20
"""Bytes that a process may hold beside what Vega reserves, and bytes of one drawing."""


class Drawer:
    """Begins specifications in the order in which they are asked for, and draws two at a time."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[str, Future[str]]] = SimpleQueue()
        self._asked: dict[str, Future[str]] = {}
        self._hands: list[_Hand] = []
        self._closed = False
        self._starting = threading.Lock()
        self._start(_HANDS)
        atexit.register(self.close)

    def ask(self, spec: Mapping[str, Any]) -> None:
        """Have a specification drawn that will be wanted."""
        self._future(json.dumps(spec))

    def draw(self, spec: Mapping[str, Any]) -> str:
        """Return a specification, with its data and font inside, as the SVG that Vega writes.

        Raises:
            ExportError: it cannot be drawn.
        """
        text = json.dumps(spec)
        future = self._future(text)
        try:
            return future.result()
        finally:
            self._asked.pop(text, None)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        with self._starting:
            self._closed = True
        for hand in self._hands:
            hand.close()

    def _future(self, text: str) -> Future[str]:
        if text not in self._asked:
            self._asked[text] = Future()
            self._waiting.put((text, self._asked[text]))
        return self._asked[text]

    def _start(self, hands: int) -> None:
        """Start one process, and the others when it is ready: the program needs a core to load its modules."""
        with self._starting:
            if self._closed or not hands:
                return
            hand = _Hand()
            self._hands.append(hand)
        threading.Thread(target=self._work, args=(hand, hands - 1), daemon=True).start()

    def _work(self, hand: "_Hand", others: int) -> None:
        with suppress(ExportError):  # it is said of the first chart that somebody wants
            hand.draw(json.dumps(_FIRST))
        self._start(others)
        while True:
            text, future = self._waiting.get()
            try:
                future.set_result(hand.draw(text))
            except ExportError as error:
                self._renew(hand)
                future.set_exception(error)

    def _renew(self, hand: "_Hand") -> None:
        """Start a process that ended anew: what it could not draw is no fault of the next chart."""
        with self._starting:
            if not self._closed and hand.process.poll() is not None:
                hand.close()
                hand.process = _process()


class _Hand:
    """One process, which draws one specification at a time."""

    def __init__(self) -> None:
        self.process = _process()

    def draw(self, text: str) -> str:
        asked, answers = self.process.stdin, self.process.stdout
        assert asked is not None, "made with a pipe"
        assert answers is not None, "made with a pipe"
        try:
            asked.write(text.encode() + b"\n")
            asked.flush()
            answer = json.loads(answers.readline())
        except (OSError, ValueError) as error:
            self.process.kill()
            why = "ritprogrammet avslutades, kanske av för många eller för stora delar"
            if self.process.wait() == -_OUT_OF_TIME:
                why = f"det tog mer än {SECONDS} sekunder"
            message = f"Ett diagram gick inte att rita: {why}."
            raise ExportError(message) from error
        if "fault" in answer:
            message = f"Ett diagram gick inte att rita: {answer['fault']}."
            raise ExportError(message)
        return str(answer["svg"])

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not sent when it ended is lost with it
                    pipe.close()


def _process() -> subprocess.Popen[bytes]:
    """Start a process that draws; what Vega says of its own end is for nobody."""
    command = [sys.executable, "-P", "-c", _COMMAND]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@cache
def drawer() -> Drawer:
    """Return the program's only drawer, started when it is first asked for."""
    return Drawer()


def serve() -> None:
    """Answer each line of the input, a specification, with a line: the drawing, or why there is none."""
    import vl_convert  # noqa: PLC0415 - loaded in the process that draws, and in no other

    from goalkit.show.pictures import VEGA_LITE, drawing  # noqa: PLC0415 - it loads vl_convert

    if hasattr(os, "nice"):
        os.nice(10)  # the notebooks go first: they are what there is to draw
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for who asks, and the input ends with it
    _limit_memory()
    for line in sys.stdin.buffer:
        try:
            with drawing(), _limited_time():
                svg = vl_convert.vegalite_to_svg(line.decode(), vl_version=VEGA_LITE, allowed_base_urls=[])
            answer = {"svg": svg} if len(svg) <= _LARGEST else {"fault": "ritningen blir för stor"}
        except ValueError as error:
            said = " ".join(str(error).split()).removeprefix("Vega-Lite to SVG conversion failed: ")
            answer = {"fault": said[:200]}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


_OUT_OF_TIME = getattr(signal, "SIGPROF", 0)
"""The signal that ends a process whose time is out, where there is one; no handler could run while Vega draws."""


@contextmanager
def _limited_time() -> Iterator[None]:
    if _OUT_OF_TIME:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        if _OUT_OF_TIME:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError):  # not on Windows; a lower limit than ours stands
        import resource  # noqa: PLC0415 - as said

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
