"""A service that has the shipped plan's own series for areas that no vintage holds; every value is made up."""

from collections.abc import Iterable

from goalkit.workbook import Workbook
from tests.kolada_server.example import kpi_about, made_up
from tests.kolada_server.store import MADE_UP, Store

KIRUNA, MALMO, COUNTY = "2584", "1280", "G33615"
"""Two municipalities and a group, none of which the shipped vintages hold."""


def service_for(workbook: Workbook, targets: Iterable[str]) -> Store:
    """Return a state with the series of some targets, titled as on record, 2015–2025, for every municipality."""
    known = workbook.observations
    series = sorted({kpi for target in targets for kpi in workbook.assessments[target].series})
    places = {
        area.id: {"id": area.id, "title": area.title, "type": area.kind}
        for area in known.areas.values()
        if area.kind != "G"
    }
    groups = {
        area.id: {
            "id": area.id,
            "title": area.title,
            "members": [{"member_id": one, "member_title": known.area_title(one)} for one in area.members],
        }
        for area in known.areas.values()
        if area.kind == "G"
    }
    values = {key: years for kpi in series for key, years in made_up(kpi, places, range(2015, 2026)).items()}
    about = {kpi: kpi_about(kpi, known.series[kpi].title if kpi in known.series else MADE_UP) for kpi in series}
    return Store(about, places, groups, values).with_group_means(COUNTY, series)
