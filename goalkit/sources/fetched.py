"""What a fetch gave, in the form in which it is kept: nothing here needs more than Python itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = tuple[str, str, int, str, float | None, str | None, int | None]
"""kpi, municipality, year, gender, value, status, count."""


@dataclass(frozen=True)
class Fetch:
    """All that one fetch gave.

    ``spread`` holds the rows that means and quantiles are computed from, where these are more than the
    rows that are kept (a small vintage made from a national file); empty means: from ``rows``.
    """

    rows: Iterable[Row]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spread: Iterable[Row] = ()
    indicators: Mapping[str, Any] | None = None
    areas: Mapping[str, Any] | None = None
