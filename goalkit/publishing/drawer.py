"""Vega in processes of its own: charts are drawn while the next notebooks run.

vl-convert keeps Python waiting while it draws, and a text that it cannot print ends its process; here it can do
neither to the program.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from typing import Any

from goalkit.errors import ExportError

_FIRST = {"mark": "point", "data": {"values": []}}
"""A drawing of nothing, so that Vega has been loaded when the first chart comes."""

_HANDS = 2
"""How many processes draw. A third would only take turns with the notebooks that run meanwhile."""


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
                future.set_exception(error)


class _Hand:
    """One process, which draws one specification at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", "from goalkit.publishing.drawer import serve; serve()"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def draw(self, text: str) -> str:
        asked, answers = self.process.stdin, self.process.stdout
        assert asked is not None, "made with a pipe"
        assert answers is not None, "made with a pipe"
        try:
            asked.write(text.encode() + b"\n")
            asked.flush()
            answer = json.loads(answers.readline())
        except (OSError, ValueError) as error:
            message = "Ett diagram gick inte att rita: ritprogrammet avslutades."
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
    for line in sys.stdin.buffer:
        try:
            with drawing():
                answer = {"svg": vl_convert.vegalite_to_svg(line.decode(), vl_version=VEGA_LITE, allowed_base_urls=[])}
        except ValueError as error:
            said = " ".join(str(error).split()).removeprefix("Vega-Lite to SVG conversion failed: ")
            answer = {"fault": said[:200]}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()
