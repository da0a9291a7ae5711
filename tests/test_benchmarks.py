"""The result of the benchmarks in the README: whole, with machine and day, and put in the place of the last one."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.readme import END, README, START, machine, put_result, result, table
from tests.benchmarks.timing import Measured

ROOT = Path(__file__).resolve().parent.parent
ONE = Measured("status", "import x.y", "högst 1.3", "1.13")


def test_the_table_of_results_is_markdown_with_decimal_commas():
    assert table([ONE]).splitlines() == [
        "| mått | mot | mål | resultat |",
        "| --- | --- | --- | --- |",
        "| status | import x.y | högst 1,3 | 1,13 |",
    ]


def test_the_machine_is_named_with_its_day_cores_memory_and_python():
    said = machine(date(2026, 11, 24))
    assert re.fullmatch(r"2026-11-24, .+, \d+ kärnor, (\d+ GB|okänt) minne, \w+, Python 3\.\d+\.\d+\.", said)


def test_a_result_takes_the_place_of_the_last_and_leaves_the_rest(tmp_path: Path):
    path = tmp_path / "README.md"
    path.write_text(f"före\n\n{START}\ngammalt\n{END}\n\nefter\n", encoding="utf-8")
    for _ in range(2):
        put_result(path, result([ONE], date(2026, 11, 24)))
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"före\n\n{START}\n2026-11-24, ")
        assert text.endswith(f"| 1,13 |\n{END}\n\nefter\n")
        assert "gammalt" not in text
        assert text.count("| status |") == 1


@pytest.mark.parametrize("content", ["inga", START, f"{END} {START}", f"{START}{END}{START}{END}"])
def test_a_readme_without_its_marks_is_left_as_it_is(tmp_path: Path, content: str):
    path = tmp_path / "README.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="once each"):
        put_result(path, "nytt")
    assert path.read_text(encoding="utf-8") == content


def test_the_readme_has_a_place_for_the_result():
    text = README.read_text(encoding="utf-8")
    assert (text.count(START), text.count(END)) == (1, 1)
    assert text.index(START) < text.index(END)


def test_an_unknown_benchmark_and_a_partial_result_are_refused():
    for arguments, said in ((["nej"], "no such benchmark: nej"), (["--readme", "panel"], "result of all benchmarks")):
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert said in done.stderr
    assert len(BENCHMARKS) == len(set(BENCHMARKS))
