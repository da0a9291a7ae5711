"""Indicators and areas are found by words, from saved answers after the first time."""

import pytest

from goalkit.errors import KoladaUnavailableError
from goalkit.sources.lookup import load_catalogue
from tests.kolada_server import national_store


@pytest.fixture
def catalogue(kolada_server, open_kolada, example):
    kolada_server.store = (
        example.with_kpi("N90001", title="Otrygga utomhus", operating_area="Trygghet")
        .with_kpi("N90002", title="Trygghet", operating_area="Parker utomhus")
        .with_kpi("N90003", title="Parker", description="Hur trygg man är UTOMHUS.", operating_area=None)
        .with_kpi("N90004", title="Trygg inomhus", description=None)
    )
    return load_catalogue(open_kolada())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trygg utomhus", ["N90001", "N90002", "N90003"]),
        ("UTOMHUS  trygg", ["N90001", "N90002", "N90003"]),
        ("trygg", ["N90001", "N90002", "N90004", "N90003"]),
        ("n90004", ["N90004"]),
        ("finns inte", []),
        ("", []),
    ],
)
def test_every_word_must_be_there_and_the_title_counts_most(catalogue, text, found):
    assert [one.id for one in catalogue.find_kpis(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("exempelkommun", ["9901", "G9900"]),
        ("riket", ["0000"]),
        ("9902", ["9902"]),
        ("ovägt", ["G9900"]),
        (" ", []),
    ],
)
def test_areas_are_found_by_title_or_id(catalogue, text, found):
    assert [one.id for one in catalogue.find_areas(text)] == found


def test_a_second_search_needs_no_network(kolada_server, open_kolada, catalogue):
    asked = len(kolada_server.requests)
    assert load_catalogue(open_kolada(offline=True)) == catalogue
    assert len(kolada_server.requests) == asked == 3


def test_a_first_search_without_network_says_so(open_kolada):
    with pytest.raises(KoladaUnavailableError, match="alla nyckeltal"):
        load_catalogue(open_kolada(offline=True))


def test_the_services_own_titles_are_searched(national_data, kolada_server, open_kolada):
    kolada_server.store = national_store(national_data, "2024-08-30")
    catalogue = load_catalogue(open_kolada())
    assert catalogue.find_kpis("arbetslösa 18-65")[0].id == "N03920"
    assert catalogue.find_areas("norrköping")[0].id == "0581"
