"""Charts of targets in altair: :func:`lines`, :func:`marks`, :func:`gap`, and :func:`chart`, which is all of them.

Each takes an assessment and gives a plain altair chart on tidy frames, as wide as its place: ``+`` lays another layer
on it, ``&`` sets another chart below it, ``.properties(width=640)`` gives it a width in px, axis and labels included.
"""

from goalkit.charts.face import chart, gap, has_chart, lines, marks
from goalkit.charts.spec import NARROW, WIDE, is_responsive, of_width, spec, still

__all__ = [
    "NARROW",
    "WIDE",
    "chart",
    "gap",
    "has_chart",
    "is_responsive",
    "lines",
    "marks",
    "of_width",
    "spec",
    "still",
]
