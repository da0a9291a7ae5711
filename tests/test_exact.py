"""Exact numbers: from the published text to a fraction, rounding for display, and the decimal of a report."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.exact import REPORT_PLACES, decimal_text, exact, is_finite_decimal, places_to_tell_apart, rounded


@pytest.mark.parametrize(
    ("value", "fraction"),
    [
        (0.1, Fraction(1, 10)),
        (4.35794619, Fraction(435794619, 10**8)),
        ("82", Fraction(82)),
        ("-0.5", Fraction(-1, 2)),
        (1e-05, Fraction(1, 10**5)),
        (13757.0, Fraction(13757)),
        (28.799999999999997, Fraction(288, 10)),
        (0.1 + 0.2, Fraction(3, 10)),
        (-7.900000000000001, Fraction(-79, 10)),
        (123456789012345.6, Fraction(123456789012346)),
    ],
)
def test_a_value_is_the_decimal_of_its_fifteen_digits(value, fraction):
    assert exact(value) == fraction


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=8))
def test_a_published_decimal_survives_the_way_through_a_binary_float(published):
    assert exact(float(published)) == Fraction(published)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("6.25", 1, "6.3"),
        ("-6.25", 1, "-6.3"),
        ("6.24999", 1, "6.2"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0"),
        ("1/3", 2, "0.33"),
    ],
)
def test_rounding_is_half_away_from_zero(value, decimals, shown):
    assert rounded(Fraction(value), decimals) == Fraction(shown)


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_a_number_by_at_most_half_a_unit_and_is_the_same_on_both_sides_of_zero(value, decimals):
    assert abs(rounded(value, decimals) - value) <= Fraction(1, 2 * 10**decimals)
    assert rounded(-value, decimals) == -rounded(value, decimals)


@pytest.mark.parametrize(
    ("value", "text", "was_rounded"),
    [
        ("12.50", "12.5", False),
        ("100", "100", False),
        ("0", "0", False),
        ("-0.04", "-0.04", False),
        ("0.0000001", "0.0000001", False),
        ("0.00000000000000001", "0.00000000000000001", False),
        ("1000000000000000000000000000001", "1000000000000000000000000000001", False),
        ("2/3", "0.666666666667", True),
        ("-2/3", "-0.666666666667", True),
        ("-1/30000000000000", "0", True),
        ("1000000000000000000000000000001/3", "333333333333333333333333333333.666666666667", True),
    ],
)
def test_a_report_writes_a_decimal_without_trailing_zeros_or_exponent(value, text, was_rounded):
    assert decimal_text(Fraction(value)) == (text, was_rounded)


def test_a_report_rounds_half_to_even_at_twelve_decimals_and_only_what_no_decimal_can_write():
    third = Fraction(1, 3)
    unit = Fraction(1, 10**REPORT_PLACES)
    assert decimal_text(5 * unit / 2) == ("0.0000000000025", False)
    assert decimal_text(unit * third) == ("0", True)
    assert decimal_text(2 * unit * third) == ("0.000000000001", True)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=14))
def test_a_finite_decimal_comes_back_from_its_text(value):
    text, was_rounded = decimal_text(Fraction(value))
    assert not was_rounded
    assert Fraction(text) == Fraction(value)
    assert "E" not in text
    assert text == "0" or not text.endswith(".")


@given(st.fractions(min_value=-(10**25), max_value=10**25))
def test_the_text_of_any_number_is_the_nearest_that_twelve_decimals_can_say(value):
    text, was_rounded = decimal_text(value)
    assert was_rounded is not is_finite_decimal(value)
    if was_rounded:
        assert Fraction(text) == Fraction(round(value * 10**REPORT_PLACES), 10**REPORT_PLACES)
        assert -Decimal(text).as_tuple().exponent <= REPORT_PLACES
    else:
        assert Fraction(text) == value


@pytest.mark.parametrize(
    ("first", "second", "decimals", "places"),
    [
        ("1.23", "1.21", 1, 2),
        ("1.25", "1.24", 1, 1),
        ("1.0", "1.0", 1, 1),
        ("2.00001", "2", 1, 5),
        ("1/3", "0.333333333333333333", 1, 19),
        ("28.8", "28.8000000000000000001", 1, 19),
    ],
)
def test_two_unequal_numbers_get_the_decimals_that_make_them_look_unequal(first, second, decimals, places):
    assert places_to_tell_apart(Fraction(first), Fraction(second), decimals) == places
