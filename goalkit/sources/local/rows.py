"""One row of an own series: its fields read, then what they say of each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from goalkit.exact import exact
from goalkit.model import Gender, Unit
from goalkit.plan import Indicator, transform
from goalkit.sources.local import columns as c
from goalkit.sources.local.faults import RefusedError
from goalkit.sources.local.fields import NUMBERS, Form, Number, read_field
from goalkit.sources.local.tables import Field

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


Found = tuple[str, str]
"""A column and what is wrong in it."""


@dataclass(frozen=True)
class Draft:
    """A row in the making: every field that could be read, and what was wrong with the others.

    ``said`` has no entry for a column that was refused or that the header lacks.
    """

    number: int
    fields: Mapping[str, Field]
    said: Mapping[str, Any]
    faults: tuple[Found, ...]

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
    faults: list[Found] = []
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
    return Draft(number, fields, said, tuple(sorted(faults, key=lambda found: c.NAMES.index(found[0]))))


def _value_and_status(draft: Draft) -> Iterator[Found]:
    if not {c.VALUE, c.STATUS} <= draft.said.keys():
        return
    if draft.said[c.STATUS] == c.SUPPRESSED:
        for column in NUMBERS:
            if draft.text(column):
                yield column, "status är undertryckt; då ska fältet vara tomt, så att värdet inte röjs"
    elif draft.said[c.VALUE] is None:
        yield c.VALUE, "ett tal saknas; tomt är tillåtet bara när status är undertryckt"


def _pairs(draft: Draft) -> Iterator[Found]:
    for first, second in ((c.LOWER, c.UPPER), (c.NUMERATOR, c.DENOMINATOR)):
        for one, other in ((first, second), (second, first)):
            if draft.text(other) and not draft.text(one):
                yield one, f"{other} är ifylld men inte {one}; ange båda eller ingen"


def _bounds(draft: Draft) -> Iterator[Found]:
    lower, upper, value = (draft.number_in(column) for column in (c.LOWER, c.UPPER, c.VALUE))
    if lower is None or upper is None:
        return
    if lower.value > upper.value:
        yield c.LOWER, f"undre gränsen är större än den övre ({draft.text(c.UPPER)}); byt plats på dem"
    elif value is not None and not lower.value <= value.value <= upper.value:
        between = f"{draft.text(c.LOWER)} till {draft.text(c.UPPER)}"
        yield c.VALUE, f"värdet ligger utanför sina gränser; tillåtet är {between}"


def _dates(draft: Draft) -> Iterator[Found]:
    measured, entered = draft.said.get(c.MEASURED), draft.said.get(c.ENTERED)
    if measured and entered and entered < measured:
        yield c.ENTERED, f"inlagt före mätt; tillåtet är {measured} eller senare"


def _forecast(draft: Draft, indicator: Indicator) -> Iterator[Found]:
    measured, year = draft.said.get(c.MEASURED), draft.said.get(c.YEAR)
    if measured and year and measured.year < year - indicator.school_year:
        yield c.MEASURED, f"mätt innan året {year} hade börjat; en prognos hör inte hit"


def _range(draft: Draft, indicator: Indicator) -> Iterator[Found]:
    for column in (c.VALUE, c.LOWER, c.UPPER):
        number = draft.number_in(column)
        if number is None:
            continue
        value = transform(indicator, number.value)
        if indicator.unit is Unit.PERCENT and not 0 <= value <= 100:
            yield column, "det är i procent; tillåtet är 0 till 100"
        elif indicator.unit in c.NEVER_NEGATIVE and value < 0:
            yield column, "tillåtet är 0 och uppåt"


def _ratio(draft: Draft, indicator: Indicator) -> Iterator[Found]:
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
