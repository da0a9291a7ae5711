"""What is said to be missing, and who can bring it."""

import pytest

from goalkit.model import Missing, Reason
from goalkit.rules import GapNarrows
from goalkit.words.notes import missing, next_step, only_total
from tests.evidence import assessment, evidence, line


def test_a_vintage_that_asked_for_the_total_only_says_so_and_one_that_asked_for_all_does_not(workbook):
    told = {a.target.id: only_total(a) for a in workbook.assessments.values()}
    assert told["3B"] == "Bara totalen är hämtad (datauttag 2026-09-28), inte värden för kvinnor och män."
    assert told["3A"] is None
    assert told["5C"] is None  # an own series: there is no vintage to speak of


def test_a_doubtful_value_that_nobody_has_accepted_asks_for_a_judgement_and_not_for_new_values():
    rule = GapNarrows(reference="landet", since=2022)
    doubted = line({2022: "80"}, missing={2023: Missing.DOUBTFUL})
    a = assessment(rule, evidence(doubted, line({2022: "82", 2023: "82"})))
    assert a.verdict.reason is Reason.DOUBTFUL
    assert missing(a) == (
        f"Ett besked om att värdet stämmer ({', '.join(a.series)}), eller ett rättat värde.",
        "Den som sköter uppföljningen: fråga källan.",
    )
    assert "--accept-value" in next_step(a)


@pytest.mark.parametrize(
    ("own", "facts", "reason", "helps"),
    [
        ({2022: "80"}, {"asked": (2022,)}, Reason.NOT_REQUESTED, True),
        ({2023: "80"}, {}, Reason.NO_BASE_VALUE, False),
    ],
)
def test_a_refresh_is_advised_only_where_it_can_help(own, facts, reason, helps):
    rule = GapNarrows(reference="landet", since=2022)
    a = assessment(rule, evidence(line(own, **facts), line({2022: "82", 2023: "82"})))
    assert a.verdict.reason is reason
    told = missing(a)
    assert told is not None
    assert ("goalkit refresh" in next_step(a)) == helps
    assert ("hjälper inte" in told[1]) != helps
    assert "goalkit" not in "".join(told)  # what a citizen reads names no command
