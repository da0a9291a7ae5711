"""A sixth rule is one class, its rows in a decision table and its words: everything else follows from these.

The rule is "own level under a decided value", which no plan has. It stands in this module alone.
"""

import dataclasses
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, get_args

import msgspec
import numpy as np
import pytest

import goalkit
from goalkit.beside.needed import needed
from goalkit.beside.readings import Kind, readings
from goalkit.beside.windows import measure, windows_of
from goalkit.charts import chart, spec
from goalkit.judge import Assessment
from goalkit.model import Better, Evidence, Numbers, Reason, Status
from goalkit.rules import BaseRule, Rule
from goalkit.show.blocks import calculation_body, target_head
from goalkit.show.report import report, to_json
from goalkit.show.tables import html_table
from goalkit.words.numbers import quantity
from goalkit.words.readings import explanation
from goalkit.words.rules import RULE_WORDS, PlaceWords, RuleWords
from goalkit.words.sentences import calculation, criterion, headline, sentence
from goalkit.words.values import known, value_text, year
from tests.evidence import LOWER, evidence
from tests.one_target import example_plan, example_workbook, extract
from tests.panels import grid, target


class StaysBelow(BaseRule, frozen=True, kw_only=True, tag="stays_below"):
    """The own level is under a decided value, within the plan's years."""

    directed: ClassVar[str | None] = "lower"
    limit: Decimal

    def meeting(self, evidence: Evidence, reference: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        del evidence, reference
        return None, Fraction(self.limit)

    def measured(self, numbers: Numbers, evidence: Evidence) -> Numbers:
        del evidence
        return dataclasses.replace(numbers, measure=numbers.own)

    def improvement(self, numbers: Numbers) -> Fraction:
        return Fraction(self.limit) - known(numbers.measure)

    def compared(self, numbers: Numbers) -> tuple[Fraction | None, Fraction | None]:
        return Fraction(self.limit), numbers.measure


def _limit(a: Assessment) -> str:
    return quantity(Fraction(a.target.rule.limit), a.indicator.decimals, a.indicator.unit)


def _said(a: Assessment, n: Numbers) -> str:
    side = {Status.MET: "under", Status.NOT_MET: "över", Status.UNCHANGED: "på"}[a.status]
    own = value_text(a, n.own, a.indicator.decimals)
    return f"{a.municipality.genitive} värde {year(a, n.year)} låg {side} det beslutade {_limit(a)}: {own}."


WORDS = RuleWords(
    "håller sig under",
    "på gränsen",
    _said,
    lambda a, n: [f"{value_text(a, n.own, a.indicator.decimals)} jämförs med {_limit(a)}."],
    lambda a: f"Uppnådd när värdet är under {_limit(a)}.",
    lambda _: "att värdet är under det beslutade",
    PlaceWords(("{name} låg under", "{name} låg på gränsen", "{name} låg över"), ("låg lägre",) * 3, "nivån", "", ""),
    ("", "{t}[{own}][{m}.year] < float({m}.rule.limit)"),
)
RULE = StaysBelow(limit=Decimal("7.5"))


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setitem(RULE_WORDS, StaysBelow, WORDS)


def judged(own):
    plan = example_plan({"kind": "decreases", "since": 2022}, better="lower")
    (plain,) = plan.targets
    plan = msgspec.structs.replace(plan, targets=(msgspec.structs.replace(plain, rule=RULE),))
    book = example_workbook(plan, extract("2026-04-01", own))
    return book, book.assessments["1A"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({2024: "7.4"}, Status.MET),
        ({2024: "7.5"}, Status.UNCHANGED),
        ({2024: "7.6"}, Status.NOT_MET),
        ({2023: "7.6", 2025: "7.4"}, Status.MET),
        ({2023: "7.4", 2025: "7.6"}, Status.NOT_MET),
        ({2022: "7.4"}, Reason.NOT_YET),
        ({}, Reason.NOT_YET),
    ],
    ids=[
        "just under",
        "exactly",
        "just over",
        "latest year under",
        "latest year over",
        "only before the plan",
        "nothing",
    ],
)
def test_it_judges_what_its_sentence_says(own, expected):
    verdict = RULE.judge(evidence(own, better=LOWER))
    assert getattr(verdict, "reason", verdict.status) == expected


def test_it_has_verdict_sentence_calculation_and_a_page():
    _, a = judged({2022: "8.0", 2024: "7.4"})
    assert headline(a) == "uppnådd"
    assert sentence(a).endswith("Exempelkommuns värde 2024 låg under det beslutade 7,5\u00a0%: 7,4\u00a0%.")
    assert calculation(a) == ["7,4\u00a0% jämförs med 7,5\u00a0%.", "Utfall: uppnådd."]
    assert "låg under det beslutade" in target_head(a)
    assert criterion(a) in calculation_body(a)
    assert "7,4" in html_table(a)
    assert headline(judged({2024: "7.5"})[1]) == "på gränsen"


def test_it_is_in_the_report_the_chart_and_the_readings():
    book, a = judged({2022: "8.0", 2024: "7.4"})
    told = msgspec.json.decode(to_json(report(book)))["targets"][0]
    assert (told["rule"], told["status"], told["measure"]) == ("stays_below", "met", "7.4")
    assert spec(chart(a))["description"]
    rows = readings(book, a).rows
    assert rows[0].kind is Kind.FORMAL
    assert "uppnådd" in explanation(rows[0])
    assert all(need.high == Fraction("7.5") for need in needed(book, a).needs)


def test_the_country_is_judged_by_it_exactly():
    goal = target(RULE, Better.LOWER)
    values = grid(np.array([[7.4, 7.5], [7.6, 7.499999]]), None)
    found = measure(goal, values, windows_of(values, goal, 0))
    assert found.signs.tolist() == [[1, 0], [-1, 1]]


def test_no_room_but_the_rules_and_their_words_knows_a_rule_by_name():
    """``beside/variants`` holds other measures of the same wordings; the face only hands the names on."""
    root = Path(goalkit.__file__).parent
    kinds = re.compile(rf"\b(?:{'|'.join(kind.__name__ for kind in get_args(Rule))})\b")
    knowing = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if kinds.search(line) and ("import" in line or "isinstance" in line)
    }
    assert knowing == {"__init__.py", "words/rules.py", "beside/variants.py"}
