"""Run the test service by hand: ``python -m tests.kolada_server --help``."""

import argparse
import time
from pathlib import Path

from goalkit.planfile import load_plan
from tests.kolada_server import DATA_FILES, KoladaServer, example_store, national_store
from tests.kolada_server.faults import latency


def main() -> None:
    """Serve until interrupted; the first line printed is the address."""
    parser = argparse.ArgumentParser(prog="python -m tests.kolada_server")
    parser.add_argument("--port", type=int, default=8025, help="0 takes a free one")
    parser.add_argument("--data", type=Path, help="folder of national data; without it, Exempelkommun")
    parser.add_argument("--state", choices=sorted(DATA_FILES), default="2024-08-30")
    parser.add_argument("--needs", default="", help="ids that must be there, separated by commas")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--plan-titles", action="store_true", help="the titles that the shipped plan has on record")
    args = parser.parse_args()
    needs = [one for one in args.needs.split(",") if one]
    recorded = load_plan().series if args.plan_titles else {}
    titles = {kpi: record.title for kpi, record in recorded.items() if record.title}
    store = national_store(args.data, args.state, needs=needs, titles=titles) if args.data else example_store()
    with KoladaServer(store, port=args.port) as server:
        if args.latency:
            server.misbehave(latency(args.latency))
        print(server.base_url, flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


main()
