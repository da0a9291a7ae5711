"""How each line of a panel looks: colour, width, dashes and the shape of its points.

No line is told from another by colour alone: every one is named at its end, women's and men's are dashed,
and points differ in shape.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from goalkit.charts import theme
from goalkit.charts.series import Role, Trace
from goalkit.model import Gender

_DASHES = {Gender.TOTAL: (1, 0), Gender.WOMEN: (7, 4), Gender.MEN: (2, 3)}
_SHAPES = ("triangle-up", "triangle-down", "triangle-right", "triangle-left", "cross")


@dataclass(frozen=True)
class Look:
    """``ink`` is the colour of the line's words; the points of a background line are small."""

    color: str
    ink: str
    width: float
    shape: str = "circle"
    dash: tuple[int, int] = (1, 0)
    size: int = 36


def looks(traces: Iterable[Trace]) -> dict[str, Look]:
    """Return the look of every line by its key: the same lines in the same order look the same."""
    found: dict[str, Look] = {}
    others = 0
    for trace in traces:
        if trace.role is Role.COMPARED and not trace.of_group and others < len(_SHAPES):
            color = theme.PALETTE[2 + others]
            found[trace.key] = Look(color, color, 2, _SHAPES[others])
            others += 1
        else:
            found[trace.key] = _usual(trace)
    return found


def _usual(trace: Trace) -> Look:
    dash = _DASHES[trace.gender]
    if trace.role is Role.OWN:
        return Look(theme.ACCENT, theme.ACCENT, 3, dash=dash)
    if trace.role is Role.REFERENCE:
        return Look(theme.COMPARED, theme.MUTED, 2, "square", dash)
    if trace.role is Role.GAP:
        return Look(theme.INK, theme.INK, 2)
    if trace.role is Role.IMAGINED:
        return Look(theme.IMAGINED, theme.IMAGINED, 2, "cross", size=130)
    return Look(theme.BACKGROUND, theme.MUTED, 1.25, size=9)
