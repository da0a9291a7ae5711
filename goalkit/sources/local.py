"""A municipality's own series, read from ``data/local/<plan>/<municipality>/<target>.csv``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goalkit.observations import Extract
from goalkit.plan import Plan


@dataclass(frozen=True)
class LocalSeries:
    """The own series that could be loaded, and for each that could not, why."""

    extracts: Mapping[str, Extract] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def load_local(data: Path, plan: Plan, municipality: str, upto: str | None = None) -> LocalSeries:
    """Read the own series of a plan's targets."""
    del data, plan, municipality, upto
    return LocalSeries()
