"""Exact numbers: from the text that was published to a fraction, and back to a text.

Rules compute in :class:`fractions.Fraction`. Rounding happens here and only for display,
half away from zero; the written decimal of a report is rounded half to even at twelve places
and says so (DOMAIN: exact arithmetic, rounding).
"""

from decimal import Decimal, localcontext
from fractions import Fraction

REPORT_PLACES = 12
"""Decimals of a number in a report that no finite decimal can write."""


def decimal_of(value: float) -> Decimal:
    """Return the decimal of a binary number's 15 significant digits: what the one who published it wrote.

    Beyond them stands what a program's own arithmetic left behind, and a spreadsheet does not even show it.

    >>> decimal_of(28.799999999999997), decimal_of(82.0)
    (Decimal('28.8'), Decimal('82'))
    """
    return Decimal(f"{value:.15g}")


def exact(value: float | str) -> Fraction:
    """Return the fraction that a text says, or that a binary number's decimal does.

    >>> exact(0.1) == Fraction(1, 10)
    True
    """
    return Fraction(decimal_of(value) if isinstance(value, float) else value)


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Round half away from zero, as a reader of Swedish official statistics expects.

    >>> rounded(Fraction("6.25"), 1), rounded(Fraction("-6.25"), 1)
    (Fraction(63, 10), Fraction(-63, 10))
    """
    scale = 10**decimals
    whole = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(whole if value >= 0 else -whole, scale)


def is_finite_decimal(value: Fraction) -> bool:
    """Tell whether a finite decimal writes ``value`` (no prime but 2 and 5 in the denominator)."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal_text(value: Fraction) -> tuple[str, bool]:
    """Return ``value`` as a decimal without trailing zeros or exponent, and whether it had to be rounded.

    >>> decimal_text(Fraction("12.50")), decimal_text(Fraction(2, 3))
    (('12.5', False), ('0.666666666667', True))
    """
    finite = is_finite_decimal(value)
    if finite:
        number = _divide(value, max(value.denominator.bit_length(), 1))
    else:
        number = _divide(round(value, REPORT_PLACES), REPORT_PLACES)  # round() is half to even
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text), not finite


def _divide(value: Fraction, places: int) -> Decimal:
    """Divide without loss: a finite decimal with denominator d needs at most log2(d) places."""
    scaled = value * 10**places
    with localcontext() as context:
        context.prec = max(len(str(abs(scaled.numerator))), 1) + 2
        return Decimal(scaled.numerator).scaleb(-places)


def places_to_tell_apart(first: Fraction, second: Fraction, decimals: int) -> int:
    """Return the fewest decimals, from ``decimals`` up, at which two unequal numbers look unequal."""
    places = decimals
    while first != second and rounded(first, places) == rounded(second, places):
        places += 1
    return places
