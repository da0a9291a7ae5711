"""What is written in a chart and where: every label stands at what it names, and says so where it had to move.

Places are counted out for the height alone, which is known; along the years a chart is as wide as its page, and its
scale leaves the room that the widest label needs (:attr:`Layout.domain_end`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from goalkit.charts import theme
from goalkit.charts.layout import LINE, apart, line_count, text_width, wrap
from goalkit.charts.series import Role, Trace, breaks_in_view
from goalkit.charts.subject import Subject
from goalkit.words.numbers import joined

LABEL_WIDTH = 112
"""Px at most for a label beside a line, as far as words allow: at 390 px the plot keeps three fifths."""

_NAMED_UNASKED = 4
"""Up to so many lines of a group are named though nobody picked them one by one, where there is room."""

_NARROW_YEAR = 15.0
"""Px of a year in the narrowest chart: what stands closer than its label is wide stands on either side."""

_MOVED = 4
"""Px from which a label that had to move has a line to what it names."""


@dataclass(frozen=True)
class End:
    """A label in the column beside the lines.

    Attributes:
        series: the one that it names; ``""`` for the gap and for the level of the base year.
        year, value: where that which it names ends.
        column: the year at which the text begins.
        place: the value at whose height its middle stands.
        moved: whether a line leads to it.
    """

    series: str
    text: str
    color: str
    year: int
    value: Fraction
    bold: bool = False
    column: int = 0
    place: float = 0
    moved: bool = False

    @property
    def height(self) -> int:
        return LINE * line_count(self.text) + 2


@dataclass(frozen=True)
class Words:
    """A text at a year; ``value`` is its height in the plot, and ``None`` stands over it.

    ``dy`` is px from there, downwards, to the middle of its last line; ``least`` is the width of a plot in px below
    which it is left out.
    """

    text: str
    year: float
    align: str
    color: str
    value: Fraction | None = None
    dx: int = 0
    dy: int = 0
    least: int = 0


class Layout:
    """The words of one panel in their places, each worked out once."""

    def __init__(self, s: Subject, panels: Sequence[Subject] = ()) -> None:
        """Lay out a panel; ``panels`` are all that stand above each other, so that their years do."""
        self.s, self.panels = s, panels or [s]
        self._wanted = _wanted(s)

    @cached_property
    def height(self) -> int:
        """The px of the plot: what the view says, or more where the names would not have room."""
        asked = max(self.s.view.height * 2 // 5, 60) if self.s.is_gap else self.s.view.height
        return max(asked, sum(end.height for end in self._wanted))

    @cached_property
    def column(self) -> int:
        """The year at which the labels beside the lines begin."""
        return max((end.year for end in self._wanted), default=self.s.years[1])

    @cached_property
    def ends(self) -> list[End]:
        """The labels beside the lines, moved apart as little as it takes."""
        heights = [end.height for end in self._wanted]
        wanted = [self.y(end.value) for end in self._wanted]
        middles = apart(wanted, heights, self.height)
        return [
            replace(
                end,
                column=self.column,
                place=self.value(middle),
                moved=end.year < self.column or abs(middle - y) > _MOVED,
            )
            for end, middle, y in zip(self._wanted, middles, wanted, strict=True)
        ]

    def y(self, value: Fraction) -> float:
        """Return the px of a value, from the top."""
        scale = self.s.scale
        return float((scale.top - value) / (scale.top - scale.bottom)) * self.height

    def value(self, y: float) -> float:
        """Return the value at a height in px from the top."""
        top, bottom = float(self.s.scale.top), float(self.s.scale.bottom)
        return top - (top - bottom) * y / self.height

    def is_clear(self, value: Fraction, start: float, end: float) -> bool:
        """Tell whether no line of the verdict passes at the height of a value between two years."""
        y, steps = self.y(value), [start + (end - start) * step / 8 for step in range(1, 8)]
        return all(abs(self.y(there) - y) > LINE for step in steps for there in _at(self.s, step))

    @cached_property
    def above(self) -> list[Words]:
        """What stands over the plot: the marked years, and the plan's years in a row above them."""
        return _above(self.s)

    @cached_property
    def inside(self) -> list[Words]:
        """What stands in the plot and names no line: gaps, breaks, years without values, written values."""
        s = self.s
        return [*_gap_words(self), *_empty_words(self), *_value_words(s)]

    def needs(self, start: float) -> Iterator[tuple[float, float]]:
        """Yield, for each text, how many years from the start it begins, and the px that it takes from there."""
        for end in self.ends:
            yield end.column - start, text_width(end.text, bold=end.bold) + 12
        for words in (*self.above, *self.inside):
            if words.align != "right":
                share = 0.5 if words.align == "center" else 1
                yield words.year - start, share * text_width(words.text) + words.dx

    @cached_property
    def domain_end(self) -> str:
        """The expression of the year at which the scale ends, so that every label has room beside its line.

        A year ``k`` years from the start, with ``need`` px of words after it, asks for ``k * W / (W - need)`` years
        in a plot of ``W`` px; half of it stays for the years in any case.
        """
        start = self.s.years[0] - 0.5
        needs: dict[float, float] = {}
        for k, need in (each for s in self.panels for each in (self if s is self.s else Layout(s)).needs(start)):
            needs[k] = max(needs.get(k, 0), need)
        width = "(width || 640)"  # charts beside each other have none that an expression could ask for
        asked = [f"{k:g} * {width} / max({width} - {need:.0f}, 0.5 * {width})" for k, need in sorted(needs.items())]
        return f"{start} + max({', '.join([str(self.s.years[1] + 1 - self.s.years[0]), *asked])})"


def named(s: Subject) -> list[Trace]:
    """Return the lines that have a label: own and reference, those picked, and a group of four or fewer."""
    of_group = [trace for trace in s.traces if trace.of_group]
    picked = [trace for trace in s.traces if not trace.of_group]
    room = LINE * (2 * len(picked) + len(of_group)) <= s.view.height
    return [*picked, *of_group] if room and len(of_group) <= _NAMED_UNASKED else picked


def _wanted(s: Subject) -> list[End]:
    wanted = [_end(s, trace) for trace in named(s)]
    level = s.level()
    if level is not None and s.base is not None and wanted and not s.is_index:
        last = max(s.base, *(end.year for end in wanted))
        wanted.append(End("", f"basåret {s.written(level)}", theme.MUTED, last, level))
        if s.is_gap and s.traces[0].last == s.base:
            wanted = wanted[1:]  # the line of the base year says it already
    last = max((end.year for end in wanted), default=0)
    for kind, year, low, high in s.gap_ends():
        if kind == "judged" and year == last and _is_tall(s, low, high):
            wanted.append(End("", f"skillnad {s.gap_written(high - low)}", theme.INK, year, (low + high) / 2))
    return wanted


def _is_tall(s: Subject, low: Fraction, high: Fraction) -> bool:
    """Tell whether a gap is so wide that a label stands between its ends."""
    return float((high - low) / (s.scale.high - s.scale.low)) * s.view.height > LINE + 4


def _end(s: Subject, trace: Trace) -> End:
    bold = trace.role in (Role.OWN, Role.GAP, Role.IMAGINED)
    text = _end_text(s, trace, joint="\n" if trace.is_judged or trace.role is Role.IMAGINED else " ")
    look = s.looks[trace.key]
    return End(trace.label, _fit(text, bold=bold), look.ink, trace.last, trace.values[trace.last], bold)


def _end_text(s: Subject, trace: Trace, joint: str) -> str:
    value = s.written(trace.values[trace.last])
    late = f" ({s.year(trace.last)})" if s.judged not in (None, trace.last) and trace.is_judged else ""
    if trace.role is Role.GAP:
        return value + late
    return f"{trace.label}{joint}{value}{late}"


def _fit(text: str, *, bold: bool) -> str:
    return "\n".join(wrap(line, LABEL_WIDTH, bold=bold) for line in text.split("\n"))


# --- the other words ------------------------------------------------------------------------------------


def _at(s: Subject, when: float) -> Iterator[Fraction]:
    """Yield where the lines of the verdict are at a time between two years."""
    before, after = floor(when), ceil(when)
    for trace in s.traces:
        if trace.is_judged and before in trace.values and after in trace.values:
            share = Fraction(when) - before
            yield trace.values[before] * (1 - share) + trace.values[after] * share


def _above(s: Subject) -> list[Words]:
    """Return the marked years, the breaks and the plan's years, a row for each, from the plot upwards."""
    if s.is_gap:
        return []
    rows = list(_marked_years(s))
    head = max((LINE * line_count(words.text) for words in rows), default=0) + 12
    if found := breaks_in_view(s.a, s.years):
        years = joined([s.year(each.year) for each in found])
        at = found[-1].year - 0.5
        text = f"tidsseriebrott {years}"
        align, dx = ("right", 2) if (at - s.years[0]) * _NARROW_YEAR > text_width(text) - 40 else ("left", -2)
        rows.append(Words(text, at, align, theme.MUTED, dx=dx, dy=-head))
        head += LINE + 2
    if s.term is not None:
        text, place = f"mandatperioden {s.a.plan.years.first}–{s.a.plan.years.last}", s.term[1] + 0.5
        rows.append(Words(text, place, "right", theme.ACCENT, dy=-head))
    return rows


def _marked_years(s: Subject) -> Iterator[Words]:
    texts = {"base": f"basår {s.year(s.base)}", "judged": f"bedömt år {s.year(s.judged)}"}
    if s.before_plan:
        texts["judged"] = f"bedömt år {s.year(s.judged)},\nföre mandatperioden"
    marked = s.marked()
    room = _NARROW_YEAR * (marked[-1][1] - marked[0][1]) if len(marked) == 2 else 999
    close = room < sum(text_width(texts[kind]) / 2 + 8 for kind, _ in marked)
    for kind, year in marked:
        align, dx = "center", 0
        if close:
            align, dx = ("right", 3) if kind == "base" else ("left", -3)
        elif (year - s.years[0] + 0.5) * _NARROW_YEAR < text_width(texts[kind]) / 2 - 30:
            align, dx = "left", -3
        yield Words(texts[kind], year, align, theme.INK, dx=dx, dy=-12)


def _gap_words(layout: Layout) -> Iterator[Words]:
    """Yield the gaps beside their brackets, where no line is in the way; the panel of the gap says them too."""
    s = layout.s
    for kind, year, low, high in s.gap_ends():
        if not _is_tall(s, low, high) or (kind == "judged" and year == layout.column):
            continue  # too low for words, or said in the column beside the lines
        text, middle = f"skillnad {s.gap_written(high - low)}", (low + high) / 2
        need = (text_width(text) + 12) / _NARROW_YEAR
        if layout.is_clear(middle, year - need, year) and year - need > s.years[0] - 1.5:
            yield Words(text, year, "right", theme.INK, middle, -7)
        elif layout.is_clear(middle, year, year + need) and year + need < (s.judged or s.years[1]):
            yield Words(text, year, "left", theme.INK, middle, 7)


def _empty_words(layout: Layout) -> Iterator[Words]:
    """Say that there is nothing: in the lowest place of the plan's years that no label takes."""
    s = layout.s
    if s.is_gap:
        return
    if not s.traces:
        yield Words("inga värden för\nde valda åren", sum(s.years) / 2, "center", theme.MUTED, _middle(s))
    elif s.term is not None and s.is_empty_in_term:
        taken = [(layout.y(Fraction(end.place)), end.height / 2 + LINE) for end in layout.ends]
        places = range(layout.height - LINE - 2, LINE, -6)
        y = next((y for y in places if all(abs(y - at) >= half for at, half in taken)), places[0])
        text = "\n".join(s.empty_words().rsplit(" ", 1))
        yield Words(text, s.term[1] + 0.5, "right", theme.MUTED, Fraction(layout.value(y)), -4, 8)


def _middle(s: Subject) -> Fraction:
    return (s.scale.top + s.scale.bottom) / 2


def _value_words(s: Subject) -> Iterator[Words]:
    """Write out the points' values where the view asks for it, on the outer side of the lines; fewer where narrow.

    A line's end has its own words, and of two that are equal one is written.
    """
    lines = [trace for trace in s.traces if trace.is_judged or (trace.role is Role.COMPARED and not trace.of_group)]
    for place, trace in enumerate(lines if s.view.values else ()):
        known = sorted(trace.values, reverse=True)
        for number, year in enumerate(known[1:], start=1):
            if any(t.values.get(year) == trace.values[year] for t in lines[:place]):
                continue
            value, others = trace.values[year], [t.values[year] for t in lines if t is not trace and year in t.values]
            up = all(value >= other for other in others)
            if up or all(value < other for other in others):
                every = next((step for step in (4, 2) if number % step == 0), 1)
                room = (text_width(s.bare(value)) + 12) * (s.years[1] + 3 - s.years[0]) / every
                ink = s.looks[trace.key].ink
                least = 560 if year == s.years[0] else round(room)  # there the numbers of the axis are close
                yield Words(s.bare(value), year, "center", ink, value, dy=-12 if up else 13, least=least)


TOTAL = "(containerSize()[0] || 640)"
"""The width of a chart's place; a picture has none, and is told (:func:`goalkit.charts.face.spec`)."""


def by_width(texts: Sequence[tuple[int, list[str]]]) -> list[str] | dict[str, str]:
    """Return the text that is broken for the room, or the expression that chooses one for the width of the place.

    The plot's own width would not do: Vega changes it after it has made room for the heading.
    """
    widest = texts[-1][1]
    if all(lines == widest for _, lines in texts):
        return widest
    steps = zip((room for room, _ in texts[1:]), (lines for _, lines in texts[:-1]), strict=True)
    return {"expr": "".join(f"{TOTAL} < {room} ? {_array(lines)} : " for room, lines in steps) + _array(widest)}


def _array(lines: Sequence[str]) -> str:
    quoted = (line.replace("\\", "\\\\").replace("'", "\\'") for line in lines)
    return "[" + ", ".join(f"'{line}'" for line in quoted) + "]"
