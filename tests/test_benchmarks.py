"""The result of the benchmarks in the README: whole, with machine and day, and put in the place of the last one."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.readme import END, README, START, machine, put_result, result, table
from tests.benchmarks.timing import Measured, at_most
from tests.whole import WHOLE

ROOT = Path(__file__).resolve().parent.parent
ONE = Measured("status", "import x.y", "högst 1.3", "1.13", met=True)
MACHINE = r"\d{4}-\d\d-\d\d, .+, \d+ kärnor, (\d+ GB|okänt) minne, \w+, Python 3\.\d+\.\d+\."
WANTED = (
    (r"hur vanligt, \d+ indikatorer, \d+ jämförelser", "100 gånger snabbare, under 3 s"),
    ("tio gånger så många indikatorer", "högst 10,5"),
    ("inläsning och 21 bedömningar, programmets egna datauttag", "högst 3; under 300 MB"),
    ("inläsning och 21 bedömningar, hela landet", "högst 3; under 300 MB"),
    (r"inläsning och 21 bedömningar, hela Kolada, 6000 påhittade nyckeltal", "högst 3; under 300 MB"),
    (r"hämtning av \d+ värden, 50 ms svarstid", "högst 1; 0 rader saknas"),
    ("goalkit refresh, hela kommandot", "högst 1"),
    ("goalkit status, från kallt", "högst 1,3"),
    ("goalkit publish", "högst 0,5"),
    ("öppna en publicerad sida, utan skript", "under 0,3 s"),
    ("öppna en publicerad sida, interaktiv", "under 0,3 s"),
    (r"öppna \w+", "högst 1,15"),
    (r"första bedömningen på skärmen, \w+", "högst 1,15"),
    (r"ändra diagrammet \w+, median", "högst 100 ms"),
    (r"ändra diagrammet \w+", "högst 1,2"),
)
"""What the README's table must hold once it stands: each measure, and the aim that it is held against."""


def faults_of(text: str) -> list[str]:
    """Return what is wrong with a result as it stands in the README; an empty place has nothing wrong."""
    if not text.strip():
        return []
    said, _, rows = text.strip().partition("\n\n")
    head, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows.splitlines()]
    faults = [] if re.fullmatch(MACHINE, said) else [f"no machine with its day: {said}"]
    faults += [] if head == ["mått", "mot", "mål", "resultat", "nått"] else [f"other columns: {head}"]
    for measure, aim in WANTED:
        found = [row for row in lines[1:] if re.fullmatch(measure, row[0])]
        faults += [] if found else [f"no row: {measure}"]
        faults += [f"{row[0]}: another aim, {row[2]}" for row in found if row[2] != aim]
    return faults + [f"{row[0]}: says {row[-1]}, shows {row[3]}" for row in lines[1:] if not _agrees(row)]


def _agrees(row: list[str]) -> bool:
    """Tell whether what a row says of its aim follows from the first number that it shows, where that decides."""
    first = re.match(r"[\d,]+", row[3])
    at_most = re.match(r"högst ([\d,]+)", row[2])
    if row[4] not in ("ja", "nej") or first is None:
        return False
    within = at_most is None or float(first[0].replace(",", ".")) <= float(at_most[1].replace(",", "."))
    return within or row[4] == "nej"


def test_the_table_of_results_is_markdown_with_decimal_commas():
    assert table([ONE]).splitlines() == [
        "| mått | mot | mål | resultat | nått |",
        "| --- | --- | --- | --- | --- |",
        "| status | import x.y | högst 1,3 | 1,13 | ja |",
    ]


def test_the_machine_is_named_with_its_day_cores_memory_and_python():
    said = machine(date(2026, 11, 24))
    assert said.startswith("2026-11-24, ")
    assert re.fullmatch(MACHINE, said)


def test_a_result_takes_the_place_of_the_last_and_leaves_the_rest(tmp_path: Path):
    path = tmp_path / "README.md"
    path.write_text(f"före\n\n{START}\ngammalt\n{END}\n\nefter\n", encoding="utf-8")
    for _ in range(2):
        put_result(path, result([ONE], date(2026, 11, 24)))
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"före\n\n{START}\n2026-11-24, ")
        assert text.endswith(f"| 1,13 | ja |\n{END}\n\nefter\n")
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


def test_the_readme_s_result_is_whole_and_agrees_with_itself():
    assert faults_of(README.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]) == []


def whole() -> list[Measured]:
    """Return one made-up row for each that is wanted."""
    names = [re.sub(r"\\[dw]\+", "7", measure) for measure, _ in WANTED]
    return [Measured(name, "annat", aim, "0.3", met=True) for name, (_, aim) in zip(names, WANTED, strict=True)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda rows: rows, None),
        (lambda rows: rows[:-1], "no row: ändra"),
        (lambda rows: [replace(rows[0], aim="50 gånger"), *rows[1:]], "another aim, 50 gånger"),
        (lambda rows: [*rows[:-1], replace(rows[-1], result="1.21")], "says ja, shows 1,21"),
        (lambda rows: [*rows[:-1], replace(rows[-1], result="1.21", met=False)], None),
        (lambda rows: [*rows[:-1], replace(rows[-1], result="")], "says ja, shows"),
    ],
)
def test_a_result_that_is_not_whole_or_contradicts_itself_is_noticed(change, fault):
    found = faults_of(f"\n{result(change(whole()), date(2026, 11, 24))}\n")
    assert [one for one in found if fault is None or fault not in one] == []
    assert bool(found) == (fault is not None)


def test_a_ratio_is_judged_as_it_is_shown():
    assert [at_most(1, ratio) for ratio in (0.99, 1.0, 1.004, 1.006)] == [True, True, True, False]


@WHOLE
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
