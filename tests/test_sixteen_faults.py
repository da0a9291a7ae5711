"""Sixteen faults named in advance, each put into a copy of the program on purpose, each caught by a named test.

A fault is one textual replacement in one file. That the text is there, once, and that the named tests pass on the
program as it is, are tests too, so the table cannot rot.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parent.parent
RULES, PROPERTIES, ASSESSMENT = "tests/test_rules.py", "tests/test_rule_properties.py", "tests/test_assessment.py"
REASONS = f"{RULES}::test_a_target_that_cannot_be_assessed_has_its_reason_and_where"
SENTENCES = f"{RULES}::test_a_rule_judges_what_its_sentence_says"
FAILED = 1
"""pytest ends so when tests ran and some failed; a file that cannot be imported ends otherwise."""

SPLICED = """\
    from dataclasses import replace

    apart = [load_extract(folder, needs) for folder in vintage_folders(data, upto)]
    together: dict[CellKey, dict[int, Cell]] = {}
    for older in reversed(apart):
        for key, line in older.cells.items():
            together[key] = {**together.get(key, {}), **line}
    return tuple(replace(extract, cells=together) for extract in apart)
"""


@dataclass(frozen=True)
class Fault:
    """One fault: what is wrong, where, and the test that must see it."""

    name: str
    file: str
    right: str
    wrong: str
    caught_by: str


FAULTS = (
    Fault(
        "wrong side of a gap",
        "rules.py",
        "else abs(own - reference)",
        "else own - reference",
        f"{PROPERTIES}::test_equal_gaps_on_turned_sides_are_ties_too",
    ),
    Fault(
        "at least for more than",
        "rules.py",
        "Status.MET if improvement > 0",
        "Status.MET if improvement >= 0",
        SENTENCES,
    ),
    Fault(
        "the base year moved",
        "reasons.py",
        "self.evidence, self.base = evidence, base\n",
        "self.evidence = evidence\n"
        "        later = sorted(y for y in evidence.own.points if base is not None and y >= base)\n"
        "        self.base = later[0] if later else base\n",
        f"{REASONS}[no base value]",
    ),
    Fault(
        "the newest year of only one series",
        "rules.py",
        "case.numbers(max(case.common_years))",
        "case.numbers(max(case.own_years))",
        f"{RULES}::test_a_newer_own_value_than_the_judged_one_is_flagged",
    ),
    Fault(
        "floats compared",
        "rules.py",
        "else abs(own - reference)",
        "else Fraction(abs(float(own) - float(reference)))",
        f"{PROPERTIES}::test_ninety_thousand_pairs_of_equal_one_decimal_gaps_are_ninety_thousand_ties",
    ),
    Fault(
        "a tie as met",
        "rules.py",
        "Status.UNCHANGED if improvement == 0",
        "Status.MET if improvement == 0",
        f"{PROPERTIES}::test_equal_gaps_on_turned_sides_are_ties_too",
    ),
    Fault(
        "missing as failed",
        "rules.py",
        "return NotAssessed(case.reason, case.where, self._numbers_of(case), case.expected())",
        "return Judged(Status.NOT_MET, self._numbers_of(case))",
        REASONS,
    ),
    Fault(
        "a mean over all members",
        "judge.py",
        "mean.total / mean.n",
        "mean.total / (size or mean.n)",
        f"{ASSESSMENT}::test_the_mean_is_over_the_municipalities_that_have_every_part",
    ),
    Fault(
        "the mean of a sum over different members",
        "sources/spread.py",
        "if members := groups[group].intersection(*parts):\n",
        "if members := groups[group].intersection(set().union(*parts)):\n"
        "                    parts = [dict.fromkeys(members, 0.0) | part for part in parts]\n",
        f"{ASSESSMENT}::test_the_mean_is_over_the_municipalities_that_have_every_part",
    ),
    Fault(
        "women's value for the total",
        "judge.py",
        "else self.lines(extract, target)\n",
        "else self.lines(extract, target, Gender.WOMEN)\n",
        f"{ASSESSMENT}::test_women_and_men_are_kept_beside_the_total_and_never_judge",
    ),
    Fault(
        "the factor of a unit forgotten",
        "plan.py",
        "total * exact(indicator.factor) if indicator.factor is not None else total",
        "total",
        f"{ASSESSMENT}::test_a_factor_multiplies_every_value_and_no_relative_change",
    ),
    Fault(
        "a complement forgotten",
        "plan.py",
        "return 100 - value if indicator.complement else value",
        "return value",
        f"{ASSESSMENT}::test_a_complement_is_taken_of_the_own_value_and_of_the_mean",
    ),
    Fault(
        "a break ignored",
        "reasons.py",
        "if not b.comparable), default=None)",
        "if False), default=None)",
        f"{REASONS}[broken after base]",
    ),
    Fault(
        "vintages spliced",
        "sources/vintages.py",
        "    return tuple(load_extract(folder, needs) for folder in vintage_folders(data, upto))\n",
        SPLICED,
        f"{ASSESSMENT}::test_a_newer_vintage_that_asked_and_got_nothing_is_used_and_says_so",
    ),
    Fault(
        "a year before the plan counted as a result",
        "rules.py",
        "(Flag.BEFORE_PLAN, year < evidence.first_year)",
        "(Flag.BEFORE_PLAN, False)",
        f"{RULES}::test_a_verdict_before_the_plan_is_flagged_and_counted_apart",
    ),
    Fault(
        "the clock read",
        "judge.py",
        "day = as_of or newest(chosen.values())",
        "day = as_of or date.today()",
        f"{ASSESSMENT}::test_what_has_passed_is_judged_at_the_newest_retrieval_among_the_vintages_in_use",
    ),
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program and its tests, with the data where they are."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("goalkit", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "data").symlink_to(ROOT / "data", target_is_directory=True)
    return copy


def run(copy: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests on the copy: its folder is the first place in which Python looks."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def test_sixteen_faults_are_named_and_each_can_still_be_put_in():
    assert len({fault.name for fault in FAULTS}) == 16
    for fault in FAULTS:
        source = (ROOT / "goalkit" / fault.file).read_text(encoding="utf-8")
        assert source.count(fault.right) == 1, f"{fault.name}: {fault.right!r} står inte en gång i {fault.file}"


@pytest.mark.long
def test_the_named_tests_pass_on_the_program_as_it_is(copied):
    named = dict.fromkeys(fault.caught_by for fault in FAULTS)
    result = run(copied, *named)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            fault, id=fault.name, marks=() if fault.name in ("a tie as met", "a break ignored") else pytest.mark.long
        )
        for fault in FAULTS
    ],
)
def test_the_named_test_catches_the_fault(copied, fault):
    path = copied / "goalkit" / fault.file
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace(fault.right, fault.wrong), encoding="utf-8")
    try:
        result = run(copied, fault.caught_by)
    finally:
        path.write_text(source, encoding="utf-8")
    assert result.returncode == FAILED, f"{fault.caught_by} ser inte felet:\n{result.stdout}"
