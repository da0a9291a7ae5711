"""A comment's own numbers, filled in from the assessments: ``{3A.gap}`` becomes ``1,9 procentenheter``.

What is filled in is written as the verdict's own sentence writes it: the same rounding, the same unit.
"""

import re
from collections.abc import Callable, Mapping
from html import escape

from goalkit.errors import CommentError
from goalkit.exact import places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import Judged
from goalkit.words.numbers import joined, quantity, several
from goalkit.words.sentences import headline
from goalkit.words.values import change_in_percent, measure_places, year

_BRACED = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_NUMBER = re.compile(r"[+±−-]?\d(?:[\d\u00a0\u202f.,/]*\d)?")
_FILLED = re.compile(r"<data\b[^>]*>.*?</data>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def filled(text: str, assessments: Mapping[str, Assessment]) -> str:
    """Return a comment, still in Markdown, with every reference as a ``<data>`` element that holds its words.

    Raises:
        CommentError: a reference that does not exist or has no value; the message says which ones do.
    """

    def word(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[1] is None:
            message = f"En ensam klammer ({match[0]}) betyder inget. Skriv {match[0] * 2} för själva tecknet."
            raise CommentError(message)
        return f'<data value="{escape(match[1])}">{escape(_value(match[1], assessments))}</data>'

    return _BRACED.sub(word, text)


def typed_numbers(comment_html: str) -> list[str]:
    """Return the numbers in a comment's HTML that were typed by hand: they stay when the data change.

    >>> typed_numbers('<p>Från <data value="3A.gap_base">2,3 procentenheter</data> till 1,9 (2024)</p>')
    ['1,9', '2024']
    """
    return _NUMBER.findall(_TAG.sub(" ", _FILLED.sub(" ", comment_html)))


def stale(a: Assessment, written_for: int | None) -> str:
    """Say that a comment was written for another year than the verdict's, or for a verdict that is no more."""
    judged = a.verdict.numbers.year if isinstance(a.verdict, Judged) else None
    if written_for is None or written_for == judged:
        return ""
    now = "nu kan inget år bedömas" if judged is None else f"bedömningen gäller {year(a, judged)}"
    return f"Kommentaren skrevs för {year(a, written_for)}; {now}."


def _value(reference: str, assessments: Mapping[str, Assessment]) -> str:
    target, _, name = reference.partition(".")
    if target not in assessments:
        message = f"{{{reference}}}: planen har ingen måluppfyllelse {target}. De som finns: {', '.join(assessments)}."
        raise CommentError(message)
    a = assessments[target]
    there = {known: value for known, find in REFERENCES.items() if (value := find(a)) is not None}
    if name in there:
        return there[name]
    what = f"{target} har inget värde för {name}" if name in REFERENCES else f"det finns ingen hänvisning {name}"
    message = f"{{{reference}}}: {what}. De som {target} har: {joined(list(there))}."
    raise CommentError(message)


def _own(a: Assessment) -> str | None:
    return _level(a, "own")


def _own_base(a: Assessment) -> str | None:
    return _level(a, "own_base")


def _reference(a: Assessment) -> str | None:
    return _level(a, "reference")


def _reference_base(a: Assessment) -> str | None:
    return _level(a, "reference_base")


def _level(a: Assessment, name: str) -> str | None:
    value = getattr(a.verdict.numbers, name)
    compared = a.target.rule.compared(a.verdict.numbers)
    places = measure_places(a) if value is not None and value in compared else a.indicator.decimals
    return None if value is None else quantity(value, places, a.indicator.unit)


def _gap(a: Assessment) -> str | None:
    return _difference(a, "own", "reference")


def _gap_base(a: Assessment) -> str | None:
    return _difference(a, "own_base", "reference_base")


def _difference(a: Assessment, own: str, reference: str) -> str | None:
    first, second = getattr(a.verdict.numbers, own), getattr(a.verdict.numbers, reference)
    if first is None or second is None:
        return None
    places = a.indicator.decimals if a.target.rule.is_relative else measure_places(a)
    return quantity(abs(first - second), places, a.indicator.unit.of_difference)


def _change(a: Assessment) -> str | None:
    n = a.verdict.numbers
    if a.target.rule.is_relative:
        return None if n.own_change is None else change_in_percent(n.own_change, measure_places(a))
    if n.own is None or n.own_base is None:
        return None
    places = places_to_tell_apart(n.own, n.own_base, a.indicator.decimals)
    return quantity(n.own - n.own_base, places, a.indicator.unit.of_difference, signed=True)


def _reference_change(a: Assessment) -> str | None:
    change = a.verdict.numbers.reference_change
    return None if change is None else change_in_percent(change, measure_places(a))


def _reference_n(a: Assessment) -> str | None:
    n = a.verdict.numbers.reference_n
    return None if n is None else several(n, "kommun", "kommuner")


def _year(a: Assessment) -> str | None:
    return year(a, a.verdict.numbers.year) or None


def _base_year(a: Assessment) -> str | None:
    return year(a, a.verdict.numbers.base_year) or None


REFERENCES: dict[str, Callable[[Assessment], str | None]] = {
    "status": headline,
    "year": _year,
    "base_year": _base_year,
    "own": _own,
    "own_base": _own_base,
    "reference": _reference,
    "reference_base": _reference_base,
    "reference_n": _reference_n,
    "gap": _gap,
    "gap_base": _gap_base,
    "change": _change,
    "reference_change": _reference_change,
}
"""What can be referred to. A gap has no sign, a change always has; one of the outpacing rule is in percent."""
