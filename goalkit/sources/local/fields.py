"""What one field says, column by column; what it may not say is refused with what is allowed.

Numbers are read as people write them: decimal comma and point, spaces between thousands, and never a guess.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from goalkit.plan import Indicator
from goalkit.sources.local import columns as c
from goalkit.sources.local.faults import RefusedError, is_unseen
from goalkit.sources.local.tables import Field

T = TypeVar("T")

VALUES = (c.VALUE, c.LOWER, c.UPPER)
COUNTS = (c.NUMERATOR, c.DENOMINATOR)
NUMBERS = (*VALUES, *COUNTS)

FIRST_YEAR = 1990
"""The earliest year of an own series: what is older is a slip of the pen."""

MOST_WORDS = 8
"""Words of the longest role: "chef för miljö och bygg" has five."""


LONGEST = 40
"""Characters of the longest number that is read."""

_SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
"""Every space of Unicode: a web page and a PDF have thin ones between thousands."""

_NOT_THERE = re.compile(r"[.…\u2025*–—−xX-]+|n/?a\.?|null|nil|i\.?u\.?|(uppgift )?saknas|#\S+!?", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields of one file are read by.

    Attributes:
        indicator: what the target is judged by: its unit decides what a value may be.
        last_year: the plan's last year.
        comma_is_decimal: the file itself shows that a comma in a value is the decimal mark.
        today: the day of a check; what is read for a verdict knows none.
    """

    indicator: Indicator
    last_year: int
    comma_is_decimal: bool
    today: date | None = None


def read_field(column: str, field: Field, form: Form) -> Any:
    """Return what a field says: int, Gender, Number or ``None``, a status code, text, date, role.

    Raises:
        RefusedError: it says nothing that is allowed there.
    """
    if field.problem is not None:
        raise RefusedError(field.problem)
    if any(is_unseen(sign) for sign in field.text):
        message = "tillåtet är text på en rad, utan radbrytning och osynliga tecken"
        raise RefusedError(message)
    return _READERS[column](field, form)


def _year(field: Field, form: Form) -> int:
    if re.fullmatch("[0-9]{4}", field.text) and FIRST_YEAR <= int(field.text) <= form.last_year:
        return int(field.text)
    message = f"tillåtet är ett år {FIRST_YEAR}–{form.last_year} med fyra siffror, utan mellanslag"
    if isinstance(field.typed, date):
        message = f"cellen är i datumformat; välj formatet Tal, och skriv ett år {FIRST_YEAR}–{form.last_year}"
    raise RefusedError(message)


def _word_of(words: Mapping[str, T], allowed: str) -> Callable[[Field, Form], T]:
    def read(field: Field, form: Form) -> T:
        del form
        word = c.folded(field.text)
        if word not in words:
            message = f"tillåtet är {allowed}"
            raise RefusedError(message)
        return words[word]

    return read


def _value(field: Field, form: Form) -> Number | None:
    return _number(field, comma_is_decimal=form.comma_is_decimal)


def _count(field: Field, form: Form) -> Number | None:
    """Read a numerator or denominator: mostly a count, in which three digits after a comma are thousands."""
    del form
    return _number(field, comma_is_decimal=False)


def _number(field: Field, *, comma_is_decimal: bool) -> Number | None:
    if isinstance(field.typed, Decimal):
        return Number(Fraction(field.typed), max(0, -int(field.typed.as_tuple().exponent)))
    return parse_number(field.text, comma_is_decimal=comma_is_decimal) if field.text else None


def _text(field: Field, form: Form) -> str:
    del form
    if not field.text:
        message = "det får inte vara tomt"
        raise RefusedError(message)
    return field.text


def _date(field: Field, form: Form) -> date:
    day = field.typed if isinstance(field.typed, date) else _written_date(field)
    if form.today is not None and day > form.today:
        message = "den dagen har inte varit än; filen läses in ändå, men granskningen går inte igenom förrän den rättas"
        raise RefusedError(message)
    return day


def _written_date(field: Field) -> date:
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", field.text):
            return date.fromisoformat(field.text)
    except ValueError as error:
        message = "den dagen finns inte; tillåtet är ett datum som 2024-03-15"
        raise RefusedError(message) from error
    message = "tillåtet är ett datum som 2024-03-15"
    raise RefusedError(message)


def _role(field: Field, form: Form) -> str:
    del form
    if wrong := no_role(field.text):
        raise RefusedError(wrong)
    return unicodedata.normalize("NFC", field.text)


_NO_NAME = "en persons namn hör inte hit"
A_ROLE = f"{_NO_NAME}: ange roll med små bokstäver, till exempel controller, utredare eller miljöstrateg"


def no_role(text: str) -> str | None:
    """Say what is wrong with a role; ``None`` where nothing is.

    Words have no capitals, but for a unit's letters among others ("GIS-ingenjör", "ansvarig för VA"); a hyphen
    may be suspended ("miljö- och klimatstrateg"), and a slash, a comma or brackets may stand between.
    """
    words = re.split(r"[\s/,()]+", unicodedata.normalize("NFC", text).strip("() "))
    parts = [part for word in words for part in word.removesuffix(".").split("-") if part]
    capitals = [part for part in parts if part != part.lower()]
    short = [part for part in capitals if part.isupper() and 2 <= len(part) <= 4]
    if not parts or not all(part.isalpha() for part in parts) or len(set(capitals) - set(short)) > 1:
        return A_ROLE
    if len(short) == len(parts):
        return f"skriv ut rollen med små bokstäver, som GIS-ingenjör för GIS; {_NO_NAME}"
    if len(short) < len(capitals):
        return f"en roll skrivs med små bokstäver, som controller; {_NO_NAME}"
    if len(words) > MOST_WORDS:
        return f"rollen har {len(words)} ord; tillåtet är högst {MOST_WORDS}"
    return None


_READERS: Mapping[str, Callable[[Field, Form], Any]] = {
    c.YEAR: _year,
    c.GENDER: _word_of(c.GENDERS, "totalt, kvinnor eller män"),
    **dict.fromkeys(VALUES, _value),
    **dict.fromkeys(COUNTS, _count),
    c.STATUS: _word_of(c.STATUSES, "slutlig, preliminär eller undertryckt"),
    c.SOURCE: _text,
    c.METHOD: _text,
    c.MEASURED: _date,
    c.ENTERED: _date,
    c.ENTERED_BY: _role,
}
