"""The whole country as it was answered on 2024-08-30, over HTTP: every value arrives."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from goalkit.sources.kolada import Query, fetch_values, open_session
from goalkit.sources.kolada.batches import PER_PAGE
from tests.kolada_server import MADE_UP, KoladaServer, national_store
from tests.kolada_server.national import read_values
from tests.kolada_server.plugin import QUICK
from tests.whole import WHOLE

FETCH = """
import json, re, sys
from pathlib import Path
from goalkit.sources.kolada import Manners, Query, fetch_values, open_session

asked = json.load(sys.stdin)
query = Query(tuple(asked["kpis"]), tuple(asked["areas"]))
with open_session(Path(asked["cache"]), base_url=asked["url"], manners=Manners(per_second=None)) as client:
    rows = len(fetch_values(client, query).values)
# Not getrusage: its peak is that of the process that started this one, too.
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"rows": rows, "peak_mb": peak}))
"""


@pytest.fixture(scope="module")
def country(national_service):
    """Run the service on the national state."""
    with KoladaServer(national_service) as server:
        yield server


def fewest_requests(store, query):
    """Return one request a batch, plus the pages that a batch needs beyond its first."""
    sizes = [
        sum(len(store.values.get((kpi, area), ())) for kpi in batch.kpis for area in batch.areas)
        for batch in query.batches()
    ]
    return sum(max(1, -(-size // PER_PAGE)) for size in sizes)


@WHOLE
def test_every_value_of_the_country_arrives(country, national_service, national_data, tmp_path):
    query = Query(tuple(national_service.kpis), tuple(national_service.municipalities))
    with open_session(tmp_path, base_url=country.base_url, manners=QUICK) as client:
        values = fetch_values(client, query).values
    came = pd.DataFrame(
        {"kpi": values.kpi, "municipality": values.area, "year": values.year, "gender": values.gender}
        | {"value": values.value}
    )
    key = ["kpi", "municipality", "year", "gender"]
    there = read_values(national_data, "2024-08-30")
    pd.testing.assert_frame_equal(
        came.sort_values(key, ignore_index=True),
        there.sort_values(key, ignore_index=True),
        check_exact=True,
        check_dtype=False,
    )
    counted = came.groupby("kpi")["value"].agg(["size", "sum"])
    pd.testing.assert_frame_equal(counted, there.groupby("kpi")["value"].agg(["size", "sum"]), check_dtype=False)
    assert len(query.batches()) == 2 * 13
    assert len(country.requests) == fewest_requests(national_service, query)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read a peak from")
def test_the_country_fits_in_500_megabytes(country, national_service, tmp_path):
    asked = {
        "kpis": list(national_service.kpis),
        "areas": list(national_service.municipalities),
        "cache": str(tmp_path),
        "url": country.base_url,
    }
    run = subprocess.run(
        [sys.executable, "-c", FETCH], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    result = json.loads(run.stdout)
    print(f"peak memory of the fetch: {result['peak_mb']:.0f} MB")
    assert result["rows"] == 259_409
    assert result["peak_mb"] < 500


@pytest.mark.parametrize("state", ["2026-03-19", "2026-04-14", "2026-06-16", "2026-09-28"])
def test_each_file_is_a_state_of_its_own(national_data, state):
    store = national_store(national_data, state)
    there = read_values(national_data, state)
    assert set(store.kpis) == set(there["kpi"])
    assert sum(len(cells) for series in store.values.values() for cells in series.values()) == len(there)


def test_an_indicator_in_no_file_gets_values_that_say_they_are_made_up(national_data):
    store = national_store(national_data, "2024-08-30", needs=["N00401", "N18957"], titles={"N18957": "Titel"})
    assert {c.status for s in [store.values["N18957", "0581"]] for cells in s.values() for c in cells} == {MADE_UP}
    assert store.cell("N00401", "0581", 2020).status == ""
    assert store.kpis["N18957"]["title"] == "Titel"
    assert len(store.kpis) == 36
