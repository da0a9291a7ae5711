"""Means and quantiles over groups, and what is said where the service's own mean is another: made-up rows."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from goalkit.exact import decimal_of, exact
from goalkit.sources.checks import differing_means
from goalkit.sources.kolada import Values
from goalkit.sources.manifest import AskedMeans, Row
from goalkit.sources.spread import means_and_cuts

KPIS, AREAS, YEARS, GENDERS = ("N90001", "N90002"), ("0000", "9901", "9902", "9903", "9904"), (2021, 2022, 2030), "TK"
GROUPS = {"G9900": frozenset(AREAS[1:]), "G9901": frozenset(AREAS[1:3]), "G9902": frozenset({"9999"})}
ASKED = AskedMeans(sums=(*KPIS, "+".join(KPIS)), groups=tuple(GROUPS), first_year=2021, last_year=2026)
written = st.floats(-1e300, 1e300, allow_subnormal=False).map(lambda number: float(decimal_of(number)))
numbers = st.one_of(st.sampled_from([0.0, -0.0, 0.1, 0.2, 1e22, 5e-324, -1e300]), written)
tables = st.lists(
    st.tuples(*map(st.sampled_from, (KPIS, AREAS, YEARS, GENDERS)), st.one_of(st.none(), numbers)),
    max_size=60,
    unique_by=lambda row: row[:4],
)


def plainly(rows: list[Row]) -> Iterator[tuple[tuple[str, str, int, str], list[Fraction]]]:
    """Collect the members' sums anew, by asking for every cell there could be."""
    held = {row[:4]: exact(row[4]) for row in rows if row[4] is not None}
    for name, group, year, gender in sorted(product(ASKED.sums, ASKED.groups, range(2021, 2027), "KT")):
        parts = [[held.get((kpi, area, year, gender)) for kpi in name.split("+")] for area in sorted(GROUPS[group])]
        sample = [sum(cell, Fraction(0)) for cell in parts if None not in cell]
        if sample:
            yield (name, group, year, gender), sample


@given(tables)
def test_means_and_quantiles_are_those_of_the_members_that_have_every_part(cells):
    rows: list[Row] = [(*cell, "", 1) for cell in cells]
    means, cuts = means_and_cuts(rows, (ASKED,), GROUPS)
    expected = list(plainly(rows))
    assert [(key, Fraction(total), n) for *key, total, n in means] == [
        (list(key), sum(sample, Fraction(0)), len(sample)) for key, sample in expected
    ]
    for (*key, _), (_, sample) in zip(cuts, expected, strict=True):
        one = np.quantile([float(value) for value in sample], [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
        assert np.array_equal(key[4:], one)


def test_the_sign_of_a_zero_is_not_kept():
    _, cuts = means_and_cuts([("N90001", "9901", 2022, "T", -0.0, "", 1)], (ASKED,), GROUPS)
    assert {str(cut) for *_, cut, _ in cuts} == {"0.0"}


def columns(*rows: tuple[str, str, int, float | None, int | None]) -> Values:
    values = Values()
    for kpi, area, year, value, n in rows:
        for column, cell in zip(
            (values.kpi, values.area, values.year, values.gender, values.value, values.status, values.n),
            (kpi, area, year, "T", value, "", n),
            strict=True,
        ):
            column.append(cell)
    return values


def test_a_mean_that_the_service_gives_is_held_against_the_members():
    members = [("N90001", "9901", 2022, 1.0, None), ("N90001", "9902", 2022, 1.92, None)]
    groups = {"G9900": frozenset(("9901", "9902")), "G9901": frozenset(("9901",))}
    for given_value, differs in ((1.5, False), (1.46, False), (1.4, True), (1.45, True), (1.460000001, True)):
        said = differing_means(columns(*members, ("N90001", "G9900", 2022, given_value, 2)), groups)
        assert bool(said) == differs, given_value
    (said,) = differing_means(columns(*members, ("N90001", "G9900", 2022, 1.4, 2)), groups)
    assert said == (
        "Det ovägda medelvärdet av G9900 skiljer sig från tjänstens eget i ett värde: N90001 2022 T: "
        "här 1,46 av 2 kommuner, tjänsten 1,4 av 2. Bedömningarna använder det som räknas här."
    )
    assert differing_means(columns(*members, ("N90001", "G9900", 2022, None, 2)), groups) == []


def test_of_many_differing_means_three_are_named_and_all_counted():
    rows = [("N90001", "G9900", year, 1.4, None) for year in range(2024, 2019, -1)]
    (said,) = differing_means(columns(*rows), {"G9900": frozenset(("9901",))})
    assert "i 5 värden: N90001 2020 T: här inget av inga kommuner, tjänsten 1,4; N90001 2021 T:" in said
    assert "N90001 2022 T: här inget av inga kommuner, tjänsten 1,4 och 2 till." in said
