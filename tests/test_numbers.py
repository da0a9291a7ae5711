"""Numbers as Swedish writes them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.exact import rounded
from goalkit.model import Unit
from goalkit.words.numbers import number, quantity, short_unit, unit_name, year_text

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        ("6.25", 1, False, "6,3"),
        ("-6.25", 1, False, "−6,3"),
        ("-0.04", 1, False, "0,0"),
        ("-0.04", 1, True, "±0,0"),
        ("0.04", 1, True, "±0,0"),
        ("0", 0, True, "±0"),
        ("0.05", 1, True, "+0,1"),
        ("-0.05", 1, True, "−0,1"),
        ("625269", 0, False, f"625{NBSP}269"),
        ("-1234567.8", 1, False, f"−1{NBSP}234{NBSP}567,8"),
        ("999.95", 1, False, f"1{NBSP}000,0"),
        ("82", 2, False, "82,00"),
        ("0.007", 2, False, "0,01"),
    ],
)
def test_a_number_has_decimal_comma_no_break_space_and_true_minus(value, decimals, signed, text):
    assert number(Fraction(value), decimals, signed=signed) == text


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 6), st.booleans())
def test_a_written_number_reads_back_as_the_rounded_one(value, decimals, signed):
    text = number(value, decimals, signed=signed)
    plain = text.replace(NBSP, "").replace("−", "-").replace(",", ".").strip("±+")
    assert Fraction(plain) == rounded(value, decimals)
    assert "-" not in text
    assert " " not in text


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "long", "short"),
    [
        ("82", 1, Unit.PERCENT, f"82,0{NBSP}%", f"82,0{NBSP}%"),
        ("1.9", 1, Unit.PERCENTAGE_POINTS, f"1,9{NBSP}procentenheter", f"1,9{NBSP}pe"),
        ("1", 0, Unit.PERCENTAGE_POINTS, f"1{NBSP}procentenhet", f"1{NBSP}pe"),
        ("1", 1, Unit.PERCENTAGE_POINTS, f"1,0{NBSP}procentenheter", f"1,0{NBSP}pe"),
        ("2500", 0, Unit.NUMBER, f"2{NBSP}500", f"2{NBSP}500"),
    ],
)
def test_a_quantity_stands_with_its_unit(value, decimals, unit, long, short):
    assert quantity(Fraction(value), decimals, unit) == long
    assert quantity(Fraction(value), decimals, unit, short=True) == short


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_its_swedish_words(unit):
    assert unit_name(unit)
    assert short_unit(unit) or unit is Unit.NUMBER
    assert quantity(Fraction(2), 0, unit).startswith("2")


@pytest.mark.parametrize("unit", list(Unit))
def test_only_percentages_differ_by_percentage_points(unit):
    expected = Unit.PERCENTAGE_POINTS if unit is Unit.PERCENT else unit
    assert unit.of_difference is expected


@pytest.mark.parametrize(
    ("year", "school_year", "text"),
    [(2022, False, "2022"), (2022, True, "läsåret 2021/22"), (2000, True, "läsåret 1999/00")],
)
def test_a_year_is_never_written_as_a_number(year, school_year, text):
    assert year_text(year, school_year=school_year) == text
