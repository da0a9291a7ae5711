"""A panel's content before it is drawn: its frame on the paper and the rows that its layers show.

All that a chart says stands in these rows, labels included; the drawing names fields and holds no figure.
Anchors are a year and a value, offsets are px for the size that the panel is laid out for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalkit.charts.layout import LINE, Frame, Placed, line_count, text_width, wrap
from goalkit.charts.looks import Look
from goalkit.charts.series import Role, Trace, breaks_in_view, cuts
from goalkit.charts.subject import Subject
from goalkit.show.labels import NARROW, height_needed, labels_above, labels_inside, right_margin
from goalkit.words.numbers import number

Row = dict[str, Any]

_PADDING = 8
"""Room in px around all of a chart, both sides together."""

_LEAST_LEFT, _LEAST_PLOT = 44, 60
"""Px that the axis and the plot have whatever stands beside them: where words are wide, so is the paper."""


@dataclass(frozen=True)
class Panel:
    """One plot: what it counts, where it stands, and the rows of each of its layers.

    Every panel has the same kinds of rows; a kind may have none. ``head`` is the room in px above the plot,
    the lines of ``unit`` at its top.
    """

    name: str
    title: str
    unit: list[str]
    frame: Frame
    head: float
    rows: Mapping[str, list[Row]]
    looks: Mapping[str, Look]
    school_years: bool


def panels(drawn: Sequence[Subject], width: int) -> list[Panel]:
    """Lay out the large panel and, for a target about a gap, the gap over time below it.

    The years of both stand above each other: the margins are those of the one that needs more. A plot grows
    where its lines' names would not have room below each other.
    """
    narrow = width < NARROW
    left = max(_LEAST_LEFT, *(_axis_width(s) for s in drawn))
    right = max(right_margin(s, width - left - _PADDING, narrow=narrow) for s in drawn)
    found = []
    for s in drawn:
        plot = max(round(width - left - right - _PADDING), _LEAST_PLOT)
        tall = max(s.view.height * 2 // 5, 60) if s.is_gap else s.view.height
        tall = max(tall, round(height_needed(s, narrow=narrow)))
        frame = Frame(plot, tall, *s.years, s.scale, round(left), round(right))
        found.append(_panel(s, frame, narrow=narrow))
    return found


def _axis_width(s: Subject) -> float:
    return max(text_width(number(tick, s.scale.decimals)) for tick in s.scale.ticks) + 10


def _panel(s: Subject, frame: Frame, *, narrow: bool) -> Panel:
    above, head = labels_above(s, frame, narrow=narrow)
    unit = wrap(s.unit(), frame.left + frame.width + frame.right)
    term = next((p.box for p in above if p.label.year == (s.term or (0,))[0] - 0.5), None)
    shared = LINE if term and text_width(unit) + 12 < term.left + frame.left and "\n" not in unit else 0
    rows = {
        "term": [{"start": s.term[0] - 0.5, "end": s.term[1] + 0.5}] if s.term else [],
        "band": list(_band(s)),
        "breaks": list(_breaks(s)),
        "years": [{"mark": kind, "year": year, "before_plan": _is_before(s, kind)} for kind, year in s.marked()],
        "level": list(_level(s)),
        "values": list(_values(s)),
        "imagined": list(_imagined(s)),
        "brackets": [
            {"mark": kind, "year": year, "low": float(low), "high": float(high)}
            for kind, year, low, high in s.gap_ends()
        ],
        "marks": list(_marks(s)),
        "labels": [_label(placed) for placed in (*above, *labels_inside(s, frame, narrow=narrow))],
    }
    return Panel(
        name="gap" if s.is_gap else "main",
        title=s.title(),
        unit=unit.split("\n"),
        frame=frame,
        head=head + LINE * line_count(unit) + 6 - shared,
        rows=rows,
        looks=s.looks,
        school_years=s.a.indicator.school_year,
    )


def _values(s: Subject) -> Iterator[Row]:
    limits = cuts(s.a)
    drawn = [trace for trace in s.traces if trace.role is not Role.IMAGINED]
    behind = [trace for trace in drawn if trace.of_group]
    for trace in (*behind, *(t for t in reversed(drawn) if not t.of_group)):  # the own line is drawn last, on top
        for year, segment in trace.segments(limits):
            yield {
                "role": trace.key,
                "segment": segment,
                "year": year,
                "value": float(trace.values[year]),
                "preliminary": year in trace.preliminary,
                "label": trace.label,
                "when": s.year(year),
                "text": _tooltip(s, trace, year),
            }


def _imagined(s: Subject) -> Iterator[Row]:
    for trace in s.traces:
        for year, value in sorted(trace.values.items()) if trace.role is Role.IMAGINED else ():
            text = s.written(value)
            yield {"year": year, "value": float(value), "label": trace.label, "when": s.year(year), "text": text}


def _band(s: Subject) -> Iterator[Row]:
    for part, cut in s.spread.items():
        previous, piece = None, 0
        for year, each in sorted(cut.items()):
            piece += previous is not None and year > previous + 1
            previous = year
            low, high = s.written(each.low), s.written(each.high)
            yield {
                "part": part,
                "segment": piece,
                "year": year,
                "low": float(each.low),
                "high": float(each.high),
                "when": s.year(year),
                "text": f"{low}–{high} ({each.n} kommuner)",
            }


def _tooltip(s: Subject, trace: Trace, year: int) -> str:
    notes = []
    if year in trace.counts:
        notes.append(f"ovägt medel av {trace.counts[year]} kommuner")
    if year in trace.preliminary:
        notes.append("preliminärt")
    text = s.written(trace.values[year])
    return f"{text} ({', '.join(notes)})" if notes else text


def _marks(s: Subject) -> Iterator[Row]:
    for kind, year in s.marked():
        for trace in reversed(s.traces):
            if year in trace.values and trace.is_judged:
                yield {
                    "mark": kind,
                    "role": trace.key,
                    "year": year,
                    "value": float(trace.values[year]),
                    "preliminary": year in trace.preliminary,
                    "before_plan": _is_before(s, kind),
                }


def _is_before(s: Subject, kind: str) -> bool:
    return kind == "judged" and s.before_plan


def _breaks(s: Subject) -> Iterator[Row]:
    for found in breaks_in_view(s.a, s.years):
        yield {
            "x": found.year - 0.5,
            "when": s.year(found.year),
            "note": found.note,
            "comparable": found.comparable,
        }


def _level(s: Subject) -> Iterator[Row]:
    level = s.level()
    if level is not None and s.base is not None:
        start = s.years[0] - 0.5 if s.is_index else s.base
        yield {"start": start, "end": s.years[1] + 0.5, "value": float(level)}


def _label(placed: Placed) -> Row:
    label, spot = placed.label, placed.spot
    return {
        "year": label.year,
        "value": float(label.value),
        "text": label.text,
        "dx": spot.dx,
        "dy": spot.dy - (line_count(label.text) - 1) * LINE / 2,  # several lines hang from the first
        "align": spot.align,
        "color": label.color,
        "weight": "bold" if label.bold else "normal",
        "halo": 3 if label.halo else 0,
    }
