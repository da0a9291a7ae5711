"""Numbers as people write them: decimal comma and point, spaces between thousands, and never a guess."""

import re
from dataclasses import dataclass
from fractions import Fraction

from goalkit.sources.local.faults import RefusedError

LONGEST = 40
"""Characters of the longest number that is read."""

_SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
"""Every space of Unicode: a web page and a PDF have thin ones between thousands."""

_NOT_THERE = re.compile(r"[.…‥*–—−xX-]+|n/?a\.?|null|nil|i\.?u\.?|(uppgift )?saknas|#\S+!?", re.IGNORECASE)
"""What statistics and spreadsheets write where there is no value."""
_NUMBER = re.compile(
    rf"(?P<sign>[-−]?)(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)(?:(?P<mark>[.,])(?P<part>[0-9]+))?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """The exact decimal that was written, and its number of decimals."""

    value: Fraction
    decimals: int


def parse_number(text: str, *, comma_is_decimal: bool) -> Number:
    """Return the number that ``text`` says.

    ``1.234`` is a decimal to some and a thousand to others, so it is refused with a question; so is
    ``1,234`` unless ``comma_is_decimal``: the file itself shows that its comma is the decimal mark.

    Raises:
        RefusedError: no number, or one that can be read in two ways.
    """
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise RefusedError(_why_not(text))
    whole, part = re.sub(_SPACE, "", found["whole"]), found["part"] or ""
    if _is_ambiguous(found["whole"], part) and not (comma_is_decimal and found["mark"] == ","):
        message = (
            f"menas {whole},{part} eller {whole} {part}? "
            f"Skriv {whole},{part}0 för decimaltalet eller {whole}{part} för heltalet"
        )
        raise RefusedError(message)
    size = Fraction(f"{whole}.{part or 0}")
    return Number(-size if found["sign"] else size, len(part))


def _is_ambiguous(whole: str, part: str) -> bool:
    """Tell whether the mark could be one between thousands: 1–3 digits, none a leading zero, then three."""
    return len(part) == 3 and whole.isdigit() and len(whole) <= 3 and not whole.startswith("0")


def _why_not(text: str) -> str:
    if _NOT_THERE.fullmatch(text):
        return (
            "tillåtet är ett tal; ett år utan värde är en rad som utelämnas, och ett undertryckt värde är tomt, "
            "med status undertryckt"
        )
    if re.fullmatch(r"[-−]?[0-9.,\s]+", text) and "." in text and "," in text:
        return "både punkt och komma i ett tal; skriv det utan tecken mellan tusental, till exempel 1234,5"
    return "tillåtet är ett tal som 43,2 eller 43.2 eller 1 234,5, utan enhet"
