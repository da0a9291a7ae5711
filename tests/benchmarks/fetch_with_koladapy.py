"""Fetch with koladapy what a refresh fetches, and keep the values: the program that ``refresh_and_diff`` times.

Its own module, so that it starts with koladapy and pandas alone.
"""

import contextlib
import io
import json
import sys
import time

from koladapy.api import KoladaAPI


def main(address: str, per_second: str, kept: str) -> None:
    """Print the seconds of the fetch of the values, and how many they are."""
    kpis, areas = json.loads(sys.stdin.read())
    api = KoladaAPI(base_url=f"{address}/", max_requests_per_second=float(per_second))
    with contextlib.redirect_stderr(io.StringIO()):
        api.get_kpis(kpis)
        api.get_municipalities()
        api.get_municipality_groups()
        start = time.perf_counter()
        table = api.get_data_as_dataframe(kpi_id=kpis, municipality_id=areas)
        took = time.perf_counter() - start
    table.to_parquet(kept)
    print(json.dumps([took, len(table)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
