"""Numbers and units as Swedish writes them (DOMAIN, section 5).

Decimal comma, no-break space for thousands and before a unit, true minus. Rounding is half away from
zero, from the exact value, and happens here only. Years are never formatted as numbers.
"""

from collections.abc import Sequence
from fractions import Fraction

from goalkit.exact import decimal_text, rounded
from goalkit.model import Unit

NO_BREAK = "\u00a0"
MINUS = "\u2212"
PLUS_MINUS = "±"

_SHORT: dict[Unit, str] = {
    Unit.PERCENT: "%",
    Unit.NUMBER: "",
    Unit.JOBS: "sysselsatta",
    Unit.STAFF: "personer",
    Unit.PER_1000_INHABITANTS: "per 1\u00a0000\u00a0inv.",
    Unit.PER_1000_AGED_16_64: "per 1\u00a0000\u00a0inv. 16–64\u00a0år",
    Unit.TONNES_CO2E_PER_INHABITANT: "ton\u00a0CO₂e/inv.",
    Unit.KG_CO2E_PER_M2: "kg\u00a0CO₂e/m²",
    Unit.PERCENTAGE_POINTS: "pe",
}

_LONG: dict[Unit, str] = {
    Unit.PERCENT: "%",
    Unit.NUMBER: "",
    Unit.JOBS: "sysselsatta",
    Unit.STAFF: "personer",
    Unit.PER_1000_INHABITANTS: "per 1\u00a0000 invånare",
    Unit.PER_1000_AGED_16_64: "per 1\u00a0000 invånare 16–64\u00a0år",
    Unit.TONNES_CO2E_PER_INHABITANT: "ton koldioxidekvivalenter per invånare",
    Unit.KG_CO2E_PER_M2: "kg koldioxidekvivalenter per m²",
    Unit.PERCENTAGE_POINTS: "procentenheter",
}

_ONE: dict[str, str] = {"sysselsatta": "sysselsatt", "personer": "person", "procentenheter": "procentenhet"}
"""The words of a unit after exactly one."""

_NAMES: dict[Unit, str] = {
    **_LONG,
    Unit.PERCENT: "procent",
    Unit.NUMBER: "antal",
    Unit.JOBS: "antal sysselsatta",
}


def several(count: int, one: str, many: str) -> str:
    """Write a count with its noun, in the singular where it is one.

    >>> several(1, "träff", "träffar"), several(19, "värde", "värden")
    ('1 träff', '19 värden')
    """
    return f"{number(Fraction(count), 0)} {one if count == 1 else many}"


def joined(words: Sequence[str]) -> str:
    """Write a list in running text.

    >>> joined(["4", "8", "9"]), joined(["2"])
    ('4, 8 och 9', '2')
    """
    return " och ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def number(value: Fraction, decimals: int, *, signed: bool = False) -> str:
    """Write a number; ``signed`` for a change, which always has a sign (±0,0 when it rounds to nothing).

    >>> number(Fraction("6.25"), 1), number(Fraction("-0.04"), 1, signed=True)
    ('6,3', '±0,0')
    """
    shown = rounded(value, decimals)
    whole, rest = divmod(abs(shown) * 10**decimals, 10**decimals)
    digits = f"{int(whole):,}".replace(",", NO_BREAK)
    text = f"{digits},{int(rest):0{decimals}d}" if decimals else digits
    if shown == 0:
        return f"{PLUS_MINUS}{text}" if signed else text
    return (MINUS if shown < 0 else "+" if signed else "") + text


def decimal_words(value: Fraction, least: int) -> str:
    """Write a number with all the decimals that it has, at least so many as are usual.

    >>> decimal_words(Fraction("79.5"), 1), decimal_words(Fraction("79.25"), 1), decimal_words(Fraction(80), 1)
    ('79,5', '79,25', '80,0')
    """
    part = decimal_text(value)[0].partition(".")[2]
    return number(value, max(least, len(part)))


def short_unit(unit: Unit) -> str:
    """Return the unit as it stands beside a number in a table or a chart; empty for a plain count."""
    return _SHORT[unit]


def unit_name(unit: Unit) -> str:
    """Return the unit by its name, for an axis or a table head."""
    return _NAMES[unit]


def quantity(value: Fraction, decimals: int, unit: Unit, *, signed: bool = False, short: bool = False) -> str:
    """Write a number with its unit: ``82,0 %``, ``1,9 procentenheter``, ``1,9 pe``, ``1 procentenhet``."""
    text = number(value, decimals, signed=signed)
    words = _SHORT[unit] if short else _LONG[unit]
    if decimals == 0 and abs(rounded(value, decimals)) == 1:
        words = _ONE.get(words, words)
    return f"{text}{NO_BREAK}{words}" if words else text


def year_text(year: int, *, school_year: bool = False) -> str:
    """Write a year; a school year is named by its last calendar year: 2022 is ``läsåret 2021/22``."""
    return f"läsåret {year - 1}/{year % 100:02d}" if school_year else str(year)
