"""A municipality's own series: files that staff write, checked row by row, all of a file or nothing of it."""

from goalkit.sources.local.columns import Fault, check_report, listed
from goalkit.sources.local.rows import LocalRow
from goalkit.sources.local.series import (
    LocalSeries,
    check_local,
    explanation,
    load_local,
    local_folder,
    template,
    write_template,
)

__all__ = [
    "Fault",
    "LocalRow",
    "LocalSeries",
    "check_local",
    "check_report",
    "explanation",
    "listed",
    "load_local",
    "local_folder",
    "template",
    "write_template",
]
