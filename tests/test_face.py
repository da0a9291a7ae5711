"""The face of the library: what an analyst's own cell has to start from."""

import subprocess
import sys
from fractions import Fraction

import pandas as pd
import pytest

import goalkit as gk
from goalkit.errors import DataError, PlanError
from goalkit.model import Status
from goalkit.workbook import open_workbook


@pytest.fixture(scope="module")
def bok():
    return gk.open_workbook("norrkoping-2023-2026")


def test_the_face_is_whole_and_every_name_has_its_words():
    assert dir(gk) == sorted(gk.__all__)
    for name in gk.__all__:
        thing = getattr(gk, name)
        assert (thing.__doc__ or "").strip(), f"{name} has no docstring"
        assert thing.__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = gk.nothing_here


def test_importing_the_package_loads_nothing_heavy():
    heavy = ("pandas", "pyarrow", "altair", "marimo", "requests")
    code = f"import sys, goalkit; dir(goalkit); print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_target_is_taken_by_its_id_in_either_case_and_says_itself_in_one_line(bok):
    assert bok["3a"] is bok["3A"]
    assert "\n" not in repr(bok["3A"])
    assert repr(bok["5B"]).startswith("5B: kan inte bedömas. ")
    with pytest.raises(PlanError, match=r"har ingen måluppfyllelse 9Z\. De som finns: 1A, 1B"):
        bok["9Z"]


def test_what_an_analyst_holds_is_what_the_program_judges(bok):
    for mine, theirs in zip(bok, open_workbook().assessments.values(), strict=True):
        assert (mine.target, mine.evidence, mine.verdict) == (theirs.target, theirs.evidence, theirs.verdict)


def test_figures_are_a_row_a_year_and_a_column_a_line_as_published(bok):
    m = bok["3A"]
    assert list(m.data.columns) == ["Norrköping", "Riket"]
    assert m.data.index.name == "år"
    assert m.data.index.dtype == "int64"
    for year, own in m.data["Norrköping"].items():
        assert Fraction(repr(own)) == m.evidence.own.points[year].value
    gap = (m.data["Norrköping"] - m.data["Riket"]).abs()
    assert bool(gap[m.numbers.year] < gap[m.base_year]) is (m.status is Status.MET)


def test_a_mean_says_on_how_many_it_rests_and_what_is_missing_says_why(bok):
    m = bok["1B"]
    assert list(m.data.columns) == ["Norrköping", "Kommungenomsnittet", "n"]
    assert m.data.loc[2023, "n"] == 212
    assert pd.isna(m.data.loc[2022, "Kommungenomsnittet"])
    assert bok["4B"].missing == {2021: "Norrköping: saknas"}


def test_women_and_men_have_columns_where_the_vintage_holds_them():
    then = gk.open_workbook(vintage="2024-08-30")
    genders = then["3A"].by_gender
    assert list(genders.columns) == ["Norrköping, kvinnor", "Riket, kvinnor", "Norrköping, män", "Riket, män"]
    assert gk.open_workbook()["4B"].by_gender.empty


def test_the_definition_is_what_the_plan_says_and_no_more(bok):
    definition = bok["4B"].definition
    assert definition["rule"] == {"kind": "increases", "since": 2022}
    assert definition["wording"] == bok["4B"].wording
    assert "breaks" not in definition["indicator"]


# --- observations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", ["Linköping", "linköping", "0580", "Linköping kommun"])
def test_an_area_is_named_or_coded(area):
    table = gk.observations("N15428", area)
    assert set(table["municipality"]) == {"0580"}
    assert set(table["kpi"]) == {"N15428"}, "a text is one series, never read letter by letter"


def test_a_group_by_name_is_each_of_its_members():
    table = gk.observations("N15428", "R9")
    assert {"0581", "0580", "1880"} <= set(table["municipality"])
    assert table["municipality"].nunique() == 9


def test_a_wrong_name_gets_the_nearest_ones():
    with pytest.raises(DataError, match=r"Inget område heter ”Linkping”\. Menade du Linköping"):
        gk.observations("N15428", "Linkping")


def test_a_series_is_whole_from_the_newest_vintage_that_asked_for_the_year():
    assert set(gk.observations("N15428", "0581")["vintage"]) == {"2026-09-28"}
    older = gk.observations("N15428", "0581", years=[2012])
    assert set(older["vintage"]) == {"2024-08-30"}
    assert older["year"].max() == 2022


# --- search ------------------------------------------------------------------------------------------


def test_a_search_answers_from_the_vintages_and_says_so():
    table = gk.search("trygg")
    assert set(table["kind"]) == {"nyckeltal"}
    assert "N07609" in set(table["id"])
    assert "inte Koladas hela katalog" in table.attrs["searched"]
    assert gk.search("linköp")["kind"].tolist() == ["kommun"]
    assert gk.search("finns inte alls").empty
