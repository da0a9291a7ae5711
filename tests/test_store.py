"""The made-up store that benchmarks read: in a small size, a whole vintage like any other."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from goalkit.planfile import load_plan
from goalkit.scope import plan_series
from goalkit.sources.fsck import check_vintages
from goalkit.sources.keep import ROW_GROUP, VALUES_SCHEMA
from goalkit.sources.manifest import read_manifest
from goalkit.workbook import open_workbook
from tests.benchmarks.store import MADE_UP, YEARS, make_store

INDICATORS, AREAS = 60, 312


@pytest.fixture(scope="module")
def store(tmp_path_factory, shipped_data: Path) -> Path:
    areas = json.loads((shipped_data / "kolada" / "2026-04-14" / "areas.json").read_bytes())
    return make_store(tmp_path_factory.mktemp("store"), load_plan(), areas, INDICATORS)


def test_it_has_every_indicator_in_every_area_every_year_and_says_that_it_is_made_up(store):
    file = pq.ParquetFile(store / "values.parquet")
    values = file.read()
    assert file.schema_arrow.equals(VALUES_SCHEMA)
    assert file.metadata.row_group(0).num_rows == ROW_GROUP
    assert values.num_rows == INDICATORS * AREAS * YEARS == read_manifest(store).files["values.parquet"].rows
    assert set(values["status"].unique().to_pylist()) == {MADE_UP}
    assert plan_series(load_plan()) < set(values["kpi"].unique().to_pylist())
    assert read_manifest(store).source == MADE_UP
    keys = values.select(["kpi", "municipality", "gender", "year"]).to_pandas().astype({"kpi": str})
    assert keys.astype({"municipality": str, "gender": str}).apply(tuple, axis=1).is_monotonic_increasing


def test_it_is_whole_and_can_be_judged(store):
    assert list(check_vintages(store.parents[1])) == []
    workbook = open_workbook(data=store.parents[1])
    judged = [a for a in workbook.assessments.values() if a.extract is not None]
    assert len(workbook.assessments) == 21
    assert len(judged) > 10
