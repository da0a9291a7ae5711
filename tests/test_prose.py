"""No sentence contradicts the data: random assessments are written in Swedish, and the Swedish is read back.

The reader (``tests/prose``) is written from how Swedish writes numbers, years and changes, not from the code. Each
text must be read to its last letter.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random

import pytest

from goalkit.judge import Assessment
from goalkit.model import Flag, Judged, NotAssessed, Reason, Status, Unit
from goalkit.summary import count
from goalkit.words.notes import earlier_base, missing, other_starts, reservations
from goalkit.words.sentences import calculation, criterion, finality, headline, sentence
from goalkit.words.summary import counted
from tests.prose.assessments import random_assessments
from tests.prose.data import facts
from tests.prose.grammar import UnreadError, read, shown
from tests.prose.notes import check_counted, check_earlier_base, check_other_starts, check_reservations
from tests.prose.reasons import check_reason
from tests.prose.verdict import check_finality, check_headline, check_sentence, status_of
from tests.prose.working import check_calculation, check_criterion

LONG = pytest.param(10_000, 2026, id="ten thousand", marks=pytest.mark.long)
SOME = pytest.param(600, 1, id="some hundreds")


@pytest.mark.parametrize(("wanted", "seed"), [SOME, LONG])
def test_every_text_of_random_assessments_says_what_the_data_say(wanted: int, seed: int, sampled: Callable[[int], int]):
    goal: list[Assessment] = []
    for n, a in enumerate(random_assessments(sampled(wanted), seed)):
        try:
            check(a)
        except (AssertionError, KeyError) as error:
            pytest.fail(f"fall {n}, {type(a.target.rule).__name__}, {a.verdict}\n{written(a)}\n{error!r}")
        goal.append(a)
        if len(goal) > n % 7:
            check_counted(goal, counted(count(goal)))
            goal = []


def check(a: Assessment) -> None:
    """Read all that is written of one assessment."""
    if isinstance(a.verdict, NotAssessed):
        check_reason(a, sentence(a))
        assert headline(a) == "kan inte bedömas"
        assert finality(a) == ""
        what, who = missing(a) or ("", "")
        assert what.endswith(".")
        assert who.endswith(".")
        if "inte frågat efter" in sentence(a) or "inte efterfrågade" in sentence(a):
            assert "nytt datauttag hjälper inte" not in who
    else:
        assert status_of(facts(a)) is a.status
        check_sentence(a, sentence(a))
        check_headline(a, headline(a))
        check_finality(a, finality(a))
        assert missing(a) is None
    check_calculation(a, calculation(a))
    check_criterion(a, criterion(a))
    check_reservations(a, reservations(a))
    check_other_starts(a, other_starts(a))
    check_earlier_base(a, earlier_base(a))
    for text in written(a):
        check_form(a, text)


def written(a: Assessment) -> list[str]:
    """Return all that is written of an assessment."""
    said = [sentence(a), headline(a), finality(a), criterion(a), other_starts(a), earlier_base(a), *(missing(a) or ())]
    return [text for text in (*said, *calculation(a), *reservations(a)) if text]


def check_form(a: Assessment, text: str) -> None:
    """Check what holds of every text: years named as the indicator names them, and Swedish signs."""
    plain = re.sub(r"läsåret \d{4}/\d\d|\d{4}-\d\d-\d\d|2023–2026|sista år (är )?2026|[NU]\d{5}", "…", text)
    if a.indicator.school_year:
        assert not re.search(r"(?<![\d,\u00a0])20[12]\d(?![\d,\u00a0])", plain), text
    else:
        assert "läsåret" not in text
    assert not re.search(r"\d\.\d|-\d|\d %|  | [,.;]|None|nan", plain), text
    assert text.count("(") == text.count(")")


def test_the_cases_hold_every_rule_status_reason_flag_and_unit():
    cases = list(random_assessments(10_000, 2026))
    judged = [a for a in cases if isinstance(a.verdict, Judged)]
    assert len(judged) > 2_500
    assert min(Counter((type(a.target.rule), a.status) for a in judged).values()) >= 5
    assert len({(type(a.target.rule), a.status) for a in judged}) == 5 * 3
    assert {a.verdict.reason for a in cases if isinstance(a.verdict, NotAssessed)} == set(Reason)
    assert {flag for a in judged for flag in a.verdict.flags} == set(Flag)
    assert {a.indicator.unit for a in judged} == set(Unit) - {Unit.PERCENTAGE_POINTS}
    assert {a.status for a in cases} == set(Status)
    told = [text for a in cases for text in written(a)]
    for sign in (
        "\u00a0procentenhet ",
        "1\u00a0person ",
        "1 kommun ",
        "±0",
        "−0,",
        "läsåret",
        "≈",
        "är reviderat",
        "annat startår",
        "− (−",
    ):
        assert any(sign in text for text in told), sign


PLANTED = {
    "the other verb": (r"\bökade\b", "minskade"),
    "the other side": (r"\böver\b", "under"),
    "better for worse": (r"\bsämre\b", "bättre"),
    "percent for percentage points": ("procentenheter", "%"),
    "the singular of several": ("procentenheter", "procentenhet"),
    "another year": (r"\(2022\)", "(2021)"),
    "a lost minus": ("−(?=\\d)", ""),
    "a lost plus": (r"\+(?=\d)", ""),
    "a hyphen for a minus": ("−(?=\\d)", "-"),
    "a blank for a no-break space": ("\u00a0", " "),
    "a point for a comma": (r"(?<=\d),(?=\d)", "."),
    "another last digit": (r"3(?=\u00a0)", "4"),
    "several of one": (r"\b1 kommun\b", "1 kommuner"),
    "met for unmet": ("ej uppnådd", "uppnådd"),
    "a word left over": (r"$", " Bra."),
}


@cache
def fifteen_hundred() -> list[Assessment]:
    return list(random_assessments(1_500, 3))


@pytest.mark.parametrize("fault", PLANTED)
def test_a_sentence_that_is_changed_is_not_read_as_right(fault: str):
    pattern, by = PLANTED[fault]
    changed = noticed = 0
    for a in fifteen_hundred():
        if not isinstance(a.verdict, Judged):
            continue
        for text, reads in ((sentence(a), check_sentence), (headline(a), check_headline)):
            other = re.sub(pattern, by, text, count=1)
            if other != text:
                changed += 1
                noticed += refused(reads, a, other)
    assert changed >= 3
    assert noticed == changed


def refused(reads: Callable[..., None], a: Assessment, text: object) -> bool:
    try:
        reads(a, text)
    except (AssertionError, IndexError):
        return True
    return False


def test_any_other_digit_in_a_sentence_or_a_calculation_is_noticed():
    r, tried = Random(5), 0
    for a in random_assessments(800, 4):
        if not isinstance(a.verdict, Judged):
            continue
        lines = [sentence(a), *calculation(a)]
        digits = [(n, m.start()) for n, line in enumerate(lines) for m in re.finditer(r"\d", line)]
        units = r"1\u00a0000 (invånare|$)|16–64|/\d\d"
        digits = [
            (n, at) for n, at in digits if not any(m.start() <= at < m.end() for m in re.finditer(units, lines[n]))
        ]
        n, at = r.choice(digits)
        new = r.choice([digit for digit in "0123456789" if digit != lines[n][at]])
        lines[n] = lines[n][:at] + new + lines[n][at + 1 :]
        tried += 1
        assert refused(check_sentence, a, lines[0]) or refused(check_calculation, a, lines[1:]), lines
    assert tried > 150


def test_the_grammar_reads_swedish_numbers_and_nothing_else():
    assert shown("1\u00a0234,50").value * 2 == 2469
    assert shown("−0,5").value * 2 == -1
    for wrong in ("1234", "1 234", "01", "1.5", "-1", "−0,0", "±0,1", "1,"):
        with pytest.raises((AssertionError, UnreadError)):
            assert read("{x:N}", wrong) is not None
