"""One row of an own series: its fields read one by one, then held against each other.

Numbers are read as people write them: decimal comma and point, spaces between thousands, and never a guess.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from goalkit.exact import exact
from goalkit.model import Gender, Unit
from goalkit.plan import Indicator, transform
from goalkit.sources.local import columns as c
from goalkit.sources.local.columns import RefusedError, is_unseen
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


HARMLESS = Fraction(1, 10**12)
"""Relative difference of value and quotient that a spreadsheet's own arithmetic leaves behind."""


@dataclass(frozen=True, slots=True)
class LocalRow:
    """One row as it was entered, in the unit of the file: the indicator's before factor and complement.

    ``status`` is the code that :class:`goalkit.extracts.Cell` understands: empty for a final value.
    ``value`` is ``None`` exactly where it is suppressed. Bounds come in pairs, and so do numerator and
    denominator.
    """

    row: int
    year: int
    gender: Gender
    value: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    status: str
    source: str
    method: str
    measured: date
    entered: date
    entered_by: str


Problem = tuple[str, str]
"""A column and what is wrong in it."""


@dataclass(frozen=True)
class Draft:
    """A row in the making: every field that could be read, and what was wrong with the others.

    ``said`` has no entry for a column that was refused or that the header lacks.
    """

    number: int
    fields: Mapping[str, Field]
    said: Mapping[str, Any]
    faults: tuple[Problem, ...]

    def text(self, column: str) -> str:
        """Return what stands in a column; nothing where the header lacks it."""
        return self.fields[column].text if column in self.fields else ""

    def number_in(self, column: str) -> Number | None:
        """Return the number of a column, if one stands there that could be read."""
        number: Number | None = self.said.get(column)
        return number

    def row(self) -> LocalRow:
        """Return the whole row; only where the file has no fault."""
        numbers = {column: self.number_in(column) for column in NUMBERS}
        values = {column: None if number is None else number.value for column, number in numbers.items()}
        return LocalRow(
            row=self.number,
            year=self.said[c.YEAR],
            gender=self.said[c.GENDER],
            value=values[c.VALUE],
            lower=values[c.LOWER],
            upper=values[c.UPPER],
            numerator=values[c.NUMERATOR],
            denominator=values[c.DENOMINATOR],
            status=self.said[c.STATUS],
            source=self.said[c.SOURCE],
            method=self.said[c.METHOD],
            measured=self.said[c.MEASURED],
            entered=self.said[c.ENTERED],
            entered_by=self.said[c.ENTERED_BY],
        )


def read_row(number: int, fields: Mapping[str, Field], form: Form) -> Draft:
    """Read one row, ``fields`` by column; every fault is found, in the order of the columns."""
    said: dict[str, Any] = {}
    faults: list[Problem] = []
    for column, field in fields.items():
        try:
            said[column] = read_field(column, field, form)
        except RefusedError as refusal:
            faults.append((column, refusal.problem))
    draft = Draft(number, fields, said, ())
    for check in (_value_and_status, _pairs, _bounds, _dates):
        faults += check(draft)
    faults += _range(draft, form.indicator)
    faults += _ratio(draft, form.indicator)
    faults += _forecast(draft, form.indicator)
    return Draft(number, fields, said, tuple(sorted(faults, key=lambda problem: c.NAMES.index(problem[0]))))


def _value_and_status(draft: Draft) -> Iterator[Problem]:
    if not {c.VALUE, c.STATUS} <= draft.said.keys():
        return
    if draft.said[c.STATUS] == c.SUPPRESSED:
        for column in NUMBERS:
            if draft.text(column):
                yield column, "status är undertryckt; då ska fältet vara tomt, så att värdet inte röjs"
    elif draft.said[c.VALUE] is None:
        yield c.VALUE, "ett tal saknas; tomt är tillåtet bara när status är undertryckt"


def _pairs(draft: Draft) -> Iterator[Problem]:
    for first, second in ((c.LOWER, c.UPPER), (c.NUMERATOR, c.DENOMINATOR)):
        for one, other in ((first, second), (second, first)):
            if draft.text(other) and not draft.text(one):
                yield one, f"{other} är ifylld men inte {one}; ange båda eller ingen"


def _bounds(draft: Draft) -> Iterator[Problem]:
    lower, upper, value = (draft.number_in(column) for column in (c.LOWER, c.UPPER, c.VALUE))
    if lower is None or upper is None:
        return
    if lower.value > upper.value:
        yield c.LOWER, f"undre gränsen är större än den övre ({draft.text(c.UPPER)}); byt plats på dem"
    elif value is not None and not lower.value <= value.value <= upper.value:
        between = f"{draft.text(c.LOWER)} till {draft.text(c.UPPER)}"
        yield c.VALUE, f"värdet ligger utanför sina gränser; tillåtet är {between}"


def _dates(draft: Draft) -> Iterator[Problem]:
    measured, entered = draft.said.get(c.MEASURED), draft.said.get(c.ENTERED)
    if measured and entered and entered < measured:
        yield c.ENTERED, f"inlagt före mätt; tillåtet är {measured} eller senare"


def _forecast(draft: Draft, indicator: Indicator) -> Iterator[Problem]:
    measured, year = draft.said.get(c.MEASURED), draft.said.get(c.YEAR)
    if measured and year and measured.year < year - indicator.school_year:
        yield c.MEASURED, f"mätt innan året {year} hade börjat; en prognos hör inte hit"


def _range(draft: Draft, indicator: Indicator) -> Iterator[Problem]:
    for column in (c.VALUE, c.LOWER, c.UPPER):
        number = draft.number_in(column)
        if number is None:
            continue
        value = transform(indicator, number.value)
        if indicator.unit is Unit.PERCENT and not 0 <= value <= 100:
            yield column, "det är i procent; tillåtet är 0 till 100"
        elif indicator.unit in c.NEVER_NEGATIVE and value < 0:
            yield column, "tillåtet är 0 och uppåt"


def _ratio(draft: Draft, indicator: Indicator) -> Iterator[Problem]:
    """Compare the value with its numerator through its denominator, to half of its last decimal."""
    over, under, value = (draft.number_in(column) for column in (c.NUMERATOR, c.DENOMINATOR, c.VALUE))
    if over is None or under is None:
        return
    times = c.RATIOS.get(indicator.unit)
    if times is None:
        yield c.NUMERATOR, "indikatorn är ingen andel eller kvot; täljare och nämnare ska vara tomma"
    elif under.value <= 0:
        yield c.DENOMINATOR, "tillåtet är ett tal större än 0"
    elif over.value < 0 and indicator.unit in c.NEVER_NEGATIVE:
        yield c.NUMERATOR, "tillåtet är 0 och uppåt"
    elif over.value > under.value and indicator.unit is Unit.PERCENT:
        yield c.NUMERATOR, f"täljaren är större än nämnaren ({draft.text(c.DENOMINATOR)}); en andel är högst hela"
    elif value is not None:
        factor = exact(indicator.factor or "1")
        given = over.value / under.value * times
        slack = max(abs(factor) / (2 * 10**value.decimals), HARMLESS * abs(given))
        if abs(value.value * factor - given) > slack:
            by = f" × {times}" if times > 1 else ""
            quotient = f"{draft.text(c.NUMERATOR)} / {draft.text(c.DENOMINATOR)}{by}"
            yield c.VALUE, f"det är inte {quotient}; rätta värdet, täljaren eller nämnaren"
