"""Numbers in the texts of a chart that people write: which could be taken for figures that the data never gave."""

import re
from collections.abc import Iterator
from itertools import pairwise

_YEAR = r"(?:19|20|21)\d\d"
_HARMLESS = re.compile(
    rf"\b{_YEAR} = 100\b(?! ?%)"  # the base of an index
    rf"|\b{_YEAR}(?:[–-]{_YEAR}|/\d\d)?\b(?![.,]?\d| ?%)"  # a year, a span of years, a school year
    r"|(?<=CO)[₂2]"
)


def figures(text: str, usual: str = "") -> list[str]:
    """Return the words of a text that hold a number, digits of every script; years and an index's base are none.

    Nor is a number that stands beside the same word in ``usual``, what the program itself writes there: "per
    1 000 invånare", "årskurs 9".

    >>> figures("Från 2015 till 95,2 %"), figures("Brott per 1 000 invånare", "Anmälda brott per 1 000 invånare")
    (['95,2'], [])
    """
    known = set(_pairs(_HARMLESS.sub("", usual)))
    words = ["", *_HARMLESS.sub("", text).split(), ""]
    return [
        word
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if any(c.isnumeric() for c in word) and not {(before, word), (word, after)} & known
    ]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words that follow each other, one of them with a number."""
    yield from (pair for pair in pairwise(text.split()) if any(c.isnumeric() for word in pair for c in word))
