"""Text of ours stays text when a spreadsheet opens it."""

import pytest

from goalkit.spreadsheet import as_text_cell


@pytest.mark.parametrize("text", ["=1+1", "+46 11", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1"])
def test_what_would_be_a_formula_gets_an_apostrophe(text):
    assert as_text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Kartering 2022", "5C", "a=b", "−0,1 ▼", "'=1"])
def test_all_other_text_is_left_as_it_is(text):
    assert as_text_cell(text) == text
