"""What must not change by accident: the verdicts, readings and differences of the shipped figures, and the pages' text.

A difference is a decision with a line in the changelog; ``pytest tests/test_golden_outputs.py --update-golden``
writes the files anew. Large outputs stand as their hash with a count that can be read.
"""

import csv
import hashlib
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from goalkit.cli import main
from tests.websites import PAGES

Run = Callable[..., str]
CASES = {
    "norrkoping": (),
    "linkoping": ("--municipality", "0580"),
    "2024-08-30": ("--vintage", "2024-08-30"),
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs ``goalkit …`` as the installed command does, and gives what it wrote."""

    def command(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["goalkit", *arguments])
        status = None
        try:
            main()
        except SystemExit as end:
            status = end.code
        assert not status
        return capsys.readouterr().out

    return command


@pytest.mark.parametrize("name", CASES)
def test_the_report_of_every_verdict_is_the_kept_one(run: Run, golden, name):
    out = run("status", "--json", *CASES[name])
    assert golden(f"outputs/status-{name}.json", out) == out


@pytest.mark.parametrize("name", CASES)
def test_every_reading_judges_as_it_did(run: Run, golden, name):
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerow
    for target in json.loads(run("readings", "--json", *CASES[name]))["targets"]:
        for reading in target["readings"]:
            write([target["id"], *(_cell(value) for key, value in reading.items() if key != "sentence")])
        for need in target["needed"]["needs"]:
            write([target["id"], "needed", *(_cell(value) for key, value in need.items() if key != "sentence")])
    assert golden(f"outputs/readings-{name}.csv", out.getvalue()) == out.getvalue()


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def test_the_difference_of_two_vintages_is_the_kept_one(run: Run, golden):
    out = run("diff", "2024-08-30", "2026-09-28", "--json")
    assert golden("outputs/diff.json", out) == out


def test_every_municipality_fares_as_it_did(run: Run, golden, tmp_path):
    path = tmp_path / "kommuner.csv"
    run("panel", "--csv", str(path))
    assert golden("outputs/panel.txt", _summary(path.read_bytes())) == _summary(path.read_bytes())


def test_the_whole_country_fares_as_it_did(country, run: Run, golden, tmp_path, monkeypatch):
    monkeypatch.setenv("GOALKIT_DATA", str(country))
    path = tmp_path / "kommuner.csv"
    run("panel", "--csv", str(path))
    said = _summary(path.read_bytes())
    for command in (("status", "--json"), ("readings", "--json")):
        said += f"{command[0]} {hashlib.sha256(run(*command).encode()).hexdigest()}\n"
    assert golden("outputs/country.txt", said) == said


def _summary(content: bytes) -> str:
    """Return a file's hash, and how many rows have each outcome."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    counts = Counter((row["target"], row["outcome"]) for row in rows)
    lines = [f"{target} {outcome} {n}" for (target, outcome), n in sorted(counts.items())]
    return "\n".join([f"sha256 {hashlib.sha256(content).hexdigest()}", *lines, ""])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_said(site, golden, page):
    text = Words((site / page).read_text(encoding="utf-8")).text
    assert golden(f"outputs/{page.removesuffix('.html')}.txt", text) == text


class Words(HTMLParser):
    """The words of a page that a reader without sight is given, a line per element; drawings and styles left out."""

    _SILENT = frozenset({"svg", "style", "script", "title"})
    _INLINE = frozenset({"a", "span", "strong", "em", "b", "i", "td", "th", "dt", "dd"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self._silent, self._parts = 0, [""]
        self.feed(page)

    @property
    def text(self) -> str:
        lines = (" ".join(part.split()) for part in self._parts)
        return "\n".join(re.sub(r"^[0-9a-f]{16}$", "(fingeravtryck)", line) for line in lines if line) + "\n"

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self._silent += tag in self._SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts[-1] += data

    def _break(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._parts[-1] += " "
        elif tag not in self._INLINE:
            self._parts.append("")
