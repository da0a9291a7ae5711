"""Follow-up of a Swedish municipality's decided targets: a small library for reactive notebooks.

    import goalkit as gk

    bok = gk.open_workbook("norrkoping-2023-2026")   # a plan, its figures, every verdict
    m = bok["3A"]                                    # one target, assessed
    m.sentence, m.status, m.numbers                  # the verdict, and the exact numbers behind it
    m.data                                           # the figures as a table
    gk.lines(m) + gk.marks(m)                        # an altair chart like any other

Names are loaded when they are asked for: the package itself costs nothing to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goalkit.charts import chart, gap, lines, marks
    from goalkit.face import Assessment, Workbook, open_workbook
    from goalkit.model import Reason, Status
    from goalkit.plan import Plan
    from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference
    from goalkit.show.notebook import (
        behind,
        card,
        check,
        comment,
        controls,
        country,
        country_controls,
        country_panel,
        figure,
        foot,
        goal,
        head,
        overview,
    )
    from goalkit.sources.frames import observations, search

__all__ = [
    "Above",
    "Assessment",
    "Decreases",
    "GapNarrows",
    "Increases",
    "OutpacesReference",
    "Plan",
    "Reason",
    "Status",
    "Workbook",
    "behind",
    "card",
    "chart",
    "check",
    "comment",
    "controls",
    "country",
    "country_controls",
    "country_panel",
    "figure",
    "foot",
    "gap",
    "goal",
    "head",
    "lines",
    "marks",
    "observations",
    "open_workbook",
    "overview",
    "search",
]

_ROOMS = {
    "goalkit.charts": ("chart", "gap", "lines", "marks"),
    "goalkit.face": ("Assessment", "Workbook", "open_workbook"),
    "goalkit.model": ("Reason", "Status"),
    "goalkit.plan": ("Plan",),
    "goalkit.rules": ("Above", "Decreases", "GapNarrows", "Increases", "OutpacesReference"),
    "goalkit.show.notebook": (
        "behind",
        "card",
        "check",
        "comment",
        "controls",
        "country",
        "country_controls",
        "country_panel",
        "figure",
        "foot",
        "goal",
        "head",
        "overview",
    ),
    "goalkit.sources.frames": ("observations", "search"),
}


def __getattr__(name: str) -> object:
    """Load what a notebook asks for when it asks for it."""
    room = next((room for room, names in _ROOMS.items() if name in names), None)
    if room is None:
        message = f"module 'goalkit' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(room), name)


def __dir__() -> list[str]:
    """Return the whole face, and nothing else."""
    return __all__
