"""Exempelkommun and its neighbours: a small made-up country that is always at hand."""

from collections.abc import Mapping
from typing import Any

from tests.kolada_server.store import MADE_UP, Cell, Store

HOME = "9901"
NATION = "0000"
GROUP = "G9900"


def kpi_about(kpi: str, title: str, *, gendered: bool = False) -> dict[str, Any]:
    """Metadata of an indicator in the service's form."""
    return {
        "id": kpi,
        "title": title,
        "description": f"{title}. Källa: {MADE_UP}.",
        "is_divided_by_gender": gendered,
        "municipality_type": "K",
        "auspice": "X",
        "operating_area": "Exempelverksamhet",
        "perspective": "Övrigt",
        "prel_publication_date": None,
        "publication_date": "2027-02-15",
        "publ_period": "2026",
        "has_ou_data": False,
    }


def example_store(kpis: int = 30, areas: int = 30, years: range = range(2015, 2025)) -> Store:
    """Return a state with ``kpis`` indicators (N90001 …) for Riket and ``areas`` municipalities (9901 …).

    Every third indicator has values for women and men. Every number follows a formula, so that a test
    can say what it expects: see :func:`example_value`.
    """
    ids = [f"N9{number:04}" for number in range(1, kpis + 1)]
    municipalities = {
        NATION: {"id": NATION, "title": "Riket", "type": "L"},
        HOME: {"id": HOME, "title": "Exempelkommun", "type": "K"},
    }
    for number in range(2, areas + 1):
        area = f"99{number:02}"
        municipalities[area] = {"id": area, "title": f"Exempelgranne {number}", "type": "K"}
    members = [
        {"member_id": one["id"], "member_title": one["title"]} for one in municipalities.values() if one["type"] == "K"
    ]
    return Store(
        kpis={
            kpi: kpi_about(kpi, f"Exempelindikator {index} ({MADE_UP})", gendered=index % 3 == 0)
            for index, kpi in enumerate(ids, start=1)
        },
        municipalities=municipalities,
        groups={GROUP: {"id": GROUP, "title": "Alla exempelkommuner (ovägt medel)", "members": members}},
        values={
            (kpi, area): {year: _cells(kpi, area, year) for year in years} for kpi in ids for area in municipalities
        },
    )


def example_value(kpi: str, area: str, year: int) -> float:
    """Return the made-up total: a percentage with two decimals that differs between neighbours and years."""
    return ((int(kpi[1:]) * 37 + int(area) * 11 + year * 101) % 9000 + 500) / 100


def _cells(kpi: str, area: str, year: int) -> tuple[Cell, ...]:
    value = example_value(kpi, area, year)
    total = Cell("T", value, MADE_UP)
    if int(kpi[1:]) % 3:
        return (total,)
    return total, Cell("K", round(value - 0.5, 2), MADE_UP), Cell("M", round(value + 0.5, 2), MADE_UP)


def made_up(kpi: str, areas: Mapping[str, Any], years: range) -> dict[tuple[str, str], dict[int, tuple[Cell, ...]]]:
    """Return made-up totals of an indicator that is in no file, marked as such by their status."""
    return {
        (kpi, area): {year: (Cell("T", example_value(kpi, area, year), MADE_UP),) for year in years} for area in areas
    }
