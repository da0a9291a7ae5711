"""Everything that is asked for arrives, as it was, and is compared with the question."""

import hashlib
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.errors import KoladaFormatError
from goalkit.sources.kolada import (
    FetchedValues,
    Progress,
    Query,
    Row,
    fetch_groups,
    fetch_kpis,
    fetch_municipalities,
    fetch_values,
)
from goalkit.sources.kolada.batches import MAX_IDS
from tests.kolada_server import Cell, Store
from tests.kolada_server.faults import other_gender_order, rewrite
from tests.kolada_server.service import answer


def all_of(store: Store) -> Query:
    """Return the query for everything that a state has."""
    return Query(tuple(store.kpis), tuple(store.municipalities))


def rows_of(store: Store) -> set[Row]:
    """Return what a fetch of everything should give."""
    return {
        Row(kpi, area, year, cell.gender, cell.value, cell.status, cell.count)
        for (kpi, area), series in store.values.items()
        for year, cells in series.items()
        for cell in cells
        if not cell.isdeleted
    }


def row(fetched: FetchedValues, *key: object) -> Row:
    """Return the one row of an indicator, area, year and gender."""
    (found,) = [one for one in fetched.values.rows() if one[:4] == key]
    return found


def test_every_value_arrives_once_and_unchanged(open_kolada, example):
    fetched = fetch_values(open_kolada(), all_of(example))
    assert set(fetched.values.rows()) == rows_of(example)
    assert len(fetched.values) == len(rows_of(example))


def test_a_query_takes_one_request_a_batch_and_page(kolada_server, open_kolada, example):
    query = all_of(example)  # 30 indicators and 31 areas: 2 × 2 batches, of which the first has 2 pages
    fetch_values(open_kolada(), query)
    assert len(query.batches()) == 4
    assert len(kolada_server.requests) == 5
    assert sum("page=2" in target for target in kolada_server.targets) == 1
    assert all("per_page=5000" in target for target in kolada_server.targets)
    assert kolada_server.connections == 1


def test_an_answer_that_is_packed_for_the_road_is_the_same(kolada_server, open_kolada, example):
    kolada_server.zipped = True
    query = Query(("N90001",), ("9901",))
    fetched = fetch_values(open_kolada(), query)
    assert [one.year for one in fetched.values.rows()] == list(range(2015, 2025))
    plain = answer(example, kolada_server.root, kolada_server.targets[0]).body
    assert fetched.answers[0].sha256 == hashlib.sha256(plain).hexdigest()


@settings(max_examples=50)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 60))
def test_batches_ask_for_everything_exactly_once(kpis, areas, years):
    query = Query(
        tuple(f"N{n:05}" for n in range(kpis)),
        tuple(f"{n:04}" for n in range(areas)),
        tuple(1950 + n for n in range(years)),
    )
    asked = [
        combination
        for batch in query.batches()
        for combination in product(batch.kpis, batch.areas, batch.years or (None,))
    ]
    wanted = set(product(query.kpis, query.areas, query.years or (None,)))
    assert len(asked) == len(wanted)
    assert set(asked) == wanted
    assert all(max(map(len, (b.kpis, b.areas, b.years))) <= MAX_IDS for b in query.batches())


@pytest.mark.parametrize(
    ("kpis", "areas", "years"),
    [
        ((), ("9901",), ()),
        (("N90001",), (), ()),
        (("N90001", "N90001"), ("9901",), ()),
        (("N90001",), ("9901", "9901"), ()),
        (("N90001",), ("9901",), (2020, 2020)),
        (("N90001/municipality",), ("9901",), ()),
        (("N90001",), ("99?",), ()),
        (("",), ("9901",), ()),
    ],
)
def test_a_query_that_makes_no_sense_cannot_be_built(kpis, areas, years):
    with pytest.raises(ValueError, match=r"query needs|named twice|a year twice|is not an id"):
        Query(kpis, areas, years)


def test_only_the_years_that_were_asked_for_come(kolada_server, open_kolada):
    fetched = fetch_values(open_kolada(), Query(("N90001",), ("9901",), (2019, 2022)))
    assert [one.year for one in fetched.values.rows()] == [2019, 2022]
    assert kolada_server.targets == ["/v3/data/kpi/N90001/municipality/9901/year/2019,2022?per_page=5000"]


def test_an_indicator_without_values_for_an_area_is_an_answer_too(open_kolada):
    fetched = fetch_values(open_kolada(), Query(("N90001",), ("G9900",)))
    assert len(fetched.values) == 0
    assert fetched.answers[0].rows == 0


def test_the_order_of_genders_does_not_matter(kolada_server, open_kolada, example):
    kolada_server.misbehave(other_gender_order())
    fetched = fetch_values(open_kolada(), Query(("N90003",), ("9901",)))
    assert fetched.values.gender[:3] == ["M", "K", "T"]
    assert row(fetched, "N90003", "9901", 2020, "T").value == example.cell("N90003", "9901", 2020).value


def test_a_null_keeps_its_status_and_a_mean_its_count(kolada_server, open_kolada, example):
    kolada_server.store = (
        example.with_cell("N90001", "9901", 2020, Cell("T", None, "Missing", 0))
        .with_cell("N90001", "9901", 2021, Cell("T", None, "", 0))
        .with_group_means("G9900", ["N90001"])
    )
    fetched = fetch_values(open_kolada(), Query(("N90001",), ("9901", "G9900")))
    assert row(fetched, "N90001", "9901", 2020, "T")[4:] == (None, "Missing", 0)
    assert row(fetched, "N90001", "9901", 2021, "T")[4:] == (None, "", 0)
    assert row(fetched, "N90001", "G9900", 2020, "T").n == 29


def test_an_older_form_of_a_null_is_read_the_same_way(kolada_server, open_kolada):
    def older(page):
        page["values"][0]["values"][0] |= {"value": None, "count": None, "status": None}

    kolada_server.misbehave(rewrite(older))
    fetched = fetch_values(open_kolada(), Query(("N90001",), ("9901",)))
    assert next(fetched.values.rows())[4:] == (None, "", None)


def test_withdrawn_values_are_left_out_and_counted(kolada_server, open_kolada, example):
    kolada_server.store = example.withdrawn("N90003", "9901", 2020)
    fetched = fetch_values(open_kolada(), Query(("N90003",), ("9901", "9902")))
    assert 2020 not in {one.year for one in fetched.values.rows() if one.area == "9901"}
    assert fetched.deleted == 3


def test_a_whole_number_is_a_value_like_any_other(kolada_server, open_kolada, example):
    kolada_server.store = example.with_cell("N90001", "9901", 2020, Cell("T", 36))
    fetched = fetch_values(open_kolada(), Query(("N90001",), ("9901",), (2020,)))
    assert [repr(value) for value in fetched.values.value] == ["36.0"]


def test_it_says_where_each_part_came_from(kolada_server, open_kolada, example):
    fetched = fetch_values(open_kolada(), all_of(example))
    assert [one.url for one in fetched.answers] == kolada_server.targets
    for one in fetched.answers:
        raw = answer(example, kolada_server.root, one.url).body
        assert one.sha256 == hashlib.sha256(raw).hexdigest()
        assert one.retrieved.utcoffset().total_seconds() == 0
        assert not one.saved
    assert sum(one.rows for one in fetched.answers) == sum(len(series) for series in example.values.values())


def test_progress_tells_batches_and_rows(open_kolada, example):
    seen: list[Progress] = []
    fetched = fetch_values(open_kolada(), all_of(example), seen.append)
    assert [(one.done, one.total) for one in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [one.rows for one in seen] == sorted(one.rows for one in seen)
    assert seen[-1].rows == len(fetched.values)
    assert str(seen[0].batch) == "nyckeltal N90001 … N90025 (25 st) × område 0000 … 9924 (25 st)"


def test_metadata_come_with_their_publication_dates(kolada_server, open_kolada, example):
    kolada_server.store = example.with_kpi("N90002", publication_date=None, publ_period=None)
    found = fetch_kpis(open_kolada(), ["N90001", "N90002"])
    first, second = found.items
    assert (first.id, first.title) == ("N90001", "Exempelindikator 1 (påhittat testvärde)")
    assert (str(first.publication_date), first.publ_period) == ("2027-02-15", "2026")
    assert (second.publication_date, second.prel_publication_date, second.publ_period) == (None, None, None)
    assert found.missing == ()


def test_ids_that_the_service_lacks_are_named(kolada_server, open_kolada, example):
    kolada_server.store = example.without_kpi("N90002")
    found = fetch_kpis(open_kolada(), ["N90001", "N90002"])
    assert [one.id for one in found.items] == ["N90001"]
    assert found.missing == ("N90002",)


def test_more_than_25_indicators_are_asked_for_in_parts(kolada_server, open_kolada, example):
    found = fetch_kpis(open_kolada(), list(example.kpis))
    assert [one.id for one in found.items] == list(example.kpis)
    assert len(kolada_server.requests) == 2


def test_areas_and_groups_come_with_type_and_members(open_kolada, example):
    client = open_kolada()
    areas = fetch_municipalities(client)
    assert {one.id: one.type for one in areas.items}["0000"] == "L"
    assert [one.id for one in areas.items] == list(example.municipalities)
    (group,) = fetch_groups(client, ["G9900"]).items
    assert [one.member_id for one in group.members] == [
        area for area, about in example.municipalities.items() if about["type"] == "K"
    ]


def test_no_ids_ask_for_nothing_and_none_for_everything(kolada_server, open_kolada, example):
    client = open_kolada()
    assert fetch_kpis(client, []).items == ()
    assert kolada_server.requests == []
    assert len(fetch_kpis(client).items) == len(example.kpis)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda page: page["values"].append(page["values"][0]), "N90001 står två gånger"),
        (lambda page: page["values"][0].update(id="N90009"), "N90009 ingick inte i frågan"),
        (lambda page: page["values"][0].update(title=""), "annan form än väntat"),
        (lambda page: page["values"][0].pop("publication_date"), "publication_date"),
        (lambda page: page["values"][0].update(publication_date="i februari"), "publication_date"),
    ],
)
def test_metadata_that_do_not_fit_the_question_are_an_error(kolada_server, open_kolada, edit, said):
    def change(page):
        edit(page)
        page["count"] = len(page["values"])

    kolada_server.misbehave(rewrite(change))
    with pytest.raises(KoladaFormatError) as raised:
        fetch_kpis(open_kolada(), ["N90001", "N90002"])
    assert said in str(raised.value)
    assert "nyckeltal N90001, N90002" in str(raised.value)
