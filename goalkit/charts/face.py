"""What an analyst asks for: the lines of a target, the marks of what is judged, the gap, and all of it.

Every function takes an assessment and a view. What other areas the view asks for is taken from the workbook that the
assessment came from; an assessment without one has only its own lines, unless ``hand`` brings the others.
"""

from collections.abc import Iterable
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from goalkit.charts import theme
from goalkit.charts.at_hand import NOTHING, AtHand, at_hand
from goalkit.charts.description import description
from goalkit.charts.labels import Layout
from goalkit.charts.layers import axis_width, caption, lines_chart, marks_chart
from goalkit.charts.subject import Subject, subjects
from goalkit.charts.view import STANDARD, View
from goalkit.judge import Assessment

theme.register()

_APART = dict.fromkeys(("color", "fill", "shape", "size", "strokeDash", "strokeWidth"), "independent")
"""Of looks that panels share Vega-Lite keeps the first panel's alone, and draws the lines of the others in them."""


THOUGHT = "Tänkt läge: kryssen är värden som någon har prövat med, inte data."


def has_chart(m: Assessment) -> bool:
    """Tell whether there is a value of the municipality's own to draw."""
    return bool(m.evidence.own.points)


def lines(
    m: Assessment, view: View | None = None, *, hand: AtHand | None = None, imagined: Assessment | None = None
) -> alt.LayerChart:
    """Return the lines of a target, each named at its end, with the values of a year listed at the pointer.

    Its frame, ``lines(m).data``, has a row per series and year: ``series``, ``year``, ``value`` in the unit that the
    view asks for, ``piece`` (a line's unbroken parts), ``kind`` (own, reference, compared), ``preliminary``, and year
    and value in words.

    >>> import goalkit as gk
    >>> m = gk.open_workbook()["3A"]
    >>> both = gk.lines(m) + gk.marks(m)
    >>> sorted(set(both.data["series"]))
    ['Norrköping', 'Riket']

    Args:
        m: an assessment with a value of its own to draw.
        view: what is shown; by default what the target's rule asks for.
        hand: the values of other areas; by default those of the assessment's workbook.
        imagined: the same target with values that somebody has thought up, drawn as crosses.

    Raises:
        ValueError: there is nothing to draw.
    """
    s = _subjects(m, view, hand, imagined)
    drawn = lines_chart(Layout(s[0], s), _left(s))
    drawn.description = description(s[0])
    return drawn


def marks(
    m: Assessment, view: View | None = None, *, hand: AtHand | None = None, imagined: Assessment | None = None
) -> alt.LayerChart:
    """Return what the rule asks to see, to be laid on the lines: ``gk.lines(m) + gk.marks(m)``.

    The plan's years as a band, base and judged year with their points and the gap between them, the level of the base
    year, breaks with their notes. Arguments and errors are those of :func:`lines`.
    """
    s = _subjects(m, view, hand, imagined)
    return marks_chart(Layout(s[0], s), _left(s))


def gap(
    m: Assessment, view: View | None = None, *, hand: AtHand | None = None, imagined: Assessment | None = None
) -> alt.LayerChart:
    """Return the gap between own value and reference year by year, against that of the base year.

    Arguments are those of :func:`lines`.

    Raises:
        ValueError: the target's rule has no gap, or the view counts something else than levels.
    """
    s = _subjects(m, view, hand, imagined)
    if len(s) == 1:
        message = f"{m.target.id} has no gap to draw"
        raise ValueError(message)
    drawn = _whole(s[1], s)
    drawn.description = description(s[0])
    return drawn


def chart(
    m: Assessment,
    view: View | None = None,
    *,
    hand: AtHand | None = None,
    imagined: Assessment | None = None,
    notes: Iterable[str] = (),
) -> alt.VConcatChart:
    """Return the whole chart: lines and marks, below them the gap where the rule has one, and the view's caption.

    ``notes`` are paragraphs to stand below it all, a source for one. Other arguments and errors are those of
    :func:`lines`.
    """
    s = _subjects(m, view, hand, imagined)
    panels = [_whole(each, s) for each in s]
    texts = ["" if view is None else view.caption, "" if imagined is None else THOUGHT, *notes]
    below: dict[str, Any] = {"title": caption(text for text in texts if text)} if any(texts) else {}
    whole = alt.VConcatChart.__new__(alt.VConcatChart)  # without altair's copying, as in :mod:`goalkit.charts.layers`
    below |= {"spacing": 14, "resolve": alt.Resolve(scale=_APART), "description": description(s[0])}
    alt.TopLevelVConcatSpec.__init__(whole, vconcat=panels, **below)
    return whole


def _subjects(m: Assessment, view: View | None, hand: AtHand | None, imagined: Assessment | None) -> list[Subject]:
    if not has_chart(m):
        message = f"{m.target.id} has no value of its own to draw: ask has_chart first"
        raise ValueError(message)
    book = getattr(m, "workbook", None)
    there = hand or (NOTHING if book is None else at_hand(book, m))
    return subjects(m, view or STANDARD, there, imagined)


def _left(s: list[Subject]) -> int:
    return max(map(axis_width, s))


def _whole(s: Subject, panels: list[Subject]) -> alt.LayerChart:
    layout, left = Layout(s, panels), _left(panels)
    with debug_mode(False):
        whole, over = lines_chart(layout, left), marks_chart(layout, left)
    whole.layer.append(over)
    return whole
