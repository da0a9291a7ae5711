"""One extract's cells as a line: every year has a point or why there is none, from the first usable year on."""

from datetime import date
from fractions import Fraction

import pytest

from goalkit.extracts import Cell, Extract, Mean
from goalkit.judge import mean_line, own_line, reference_line
from goalkit.model import Better, Gender, Missing, Unit
from goalkit.plan import Indicator, Reference, Usable

YEARS = frozenset(range(2020, 2025))
KPI, AREA, GROUP = "N00001", "9999", "G1"
TOTAL = Gender.TOTAL


def indicator(first: int | None = None) -> Indicator:
    return Indicator(
        label="Mått",
        better=Better.HIGHER,
        unit=Unit.PERCENT,
        decimals=1,
        kolada=(KPI,),
        assumption="Påhittat.",
        usable=Usable(first=first),
    )


@pytest.fixture
def extract() -> Extract:
    """Return a vintage with a value, a mean, one of women's, for 2021–2023 of the years that it asked for."""
    cells = {year: Cell(Fraction(year - 2000)) for year in (2021, 2022, 2023)}
    means = {year: Mean(Fraction(10 * (year - 2000)), 4) for year in (2021, 2022, 2023)}
    return Extract(
        id="2024-05-01",
        retrieved=date(2024, 5, 1),
        source="Källa: påhittad",
        cells={(KPI, AREA, "T"): cells, (KPI, AREA, "K"): {2022: Cell(Fraction(7))}},
        means={((KPI,), GROUP, "T"): means, ((KPI,), GROUP, "K"): {2022: Mean(Fraction(8), 2)}},
        asked={(KPI, AREA): YEARS},
        asked_means={((KPI,), GROUP): YEARS},
    )


MEDLET = Reference(area=GROUP, label="Medlet", phrase="medlet", unweighted_mean=True)
OTHER = Reference(area=AREA, label="Annat", phrase="annat")


@pytest.mark.parametrize(("first", "years"), [(None, [2021, 2022, 2023]), (2022, [2022, 2023]), (2024, [])])
def test_a_line_begins_with_the_first_usable_year_itself(extract, first, years):
    own = own_line(extract, indicator(first), (KPI,), AREA, TOTAL)
    mean = mean_line(extract, indicator(first), MEDLET, 290, TOTAL)
    assert own.years() == mean.years() == years
    assert own.asked == mean.asked == YEARS


def test_a_year_without_a_value_says_that_it_is_absent(extract):
    absent = {2020: Missing.ABSENT, 2024: Missing.ABSENT}
    own = own_line(extract, indicator(), (KPI,), AREA, TOTAL)
    mean = mean_line(extract, indicator(), MEDLET, 290, TOTAL)
    assert dict(own.missing) == dict(mean.missing) == absent
    assert dict(own.lacking) == dict(mean.lacking) == {}


def test_a_mean_is_the_sum_over_its_number_with_the_size_of_the_group(extract):
    line = mean_line(extract, indicator(), MEDLET, 290, TOTAL)
    assert (line.value(2022), line.points[2022].n, line.group_size) == (55, 4, 290)


@pytest.mark.parametrize(
    ("reference", "gender", "value"),
    [(MEDLET, Gender.TOTAL, 55), (MEDLET, Gender.WOMEN, 4), (OTHER, Gender.TOTAL, 22), (OTHER, Gender.WOMEN, 7)],
)
def test_a_reference_is_a_mean_or_an_area_with_values_of_its_own(extract, reference, gender, value):
    assert reference_line(extract, indicator(), reference, 290, gender).value(2022) == value


def test_a_reference_is_the_total_unless_a_gender_is_named(extract):
    assert reference_line(extract, indicator(), OTHER, None).value(2022) == 22
