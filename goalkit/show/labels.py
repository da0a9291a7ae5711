"""Every word in a panel and the places it may take: no legend, and nothing on top of anything else."""

from collections.abc import Iterator
from fractions import Fraction

from goalkit.charts import theme
from goalkit.charts.layout import (
    LINE,
    Box,
    Frame,
    Label,
    Placed,
    Spot,
    line_boxes,
    line_count,
    place,
    spread,
    text_width,
    wrap,
)
from goalkit.charts.series import Role, Trace, breaks_in_view
from goalkit.charts.subject import Subject
from goalkit.model import Gender

NARROW = 480
"""Below this width in px labels are set on two lines."""

_FEW = 6
"""Up to so many lines labels keep clear of all; of more, of those that the verdict rests on."""

_LEAST_BAND = 90
"""Room in px below which the words about the plan's years start in the band and run on beside it."""


def end_text(s: Subject, trace: Trace, *, narrow: bool) -> str:
    """Return what stands at the end of a line: whose it is and its last value, with a year not judged."""
    if trace.of_group and narrow:
        return trace.label
    value = s.written(trace.values[trace.last])
    if trace.role is Role.GAP:
        return value
    extra = f" ({s.year(trace.last)})" if s.judged not in (None, trace.last) and trace.is_judged else ""
    n = f"\n{trace.counts[trace.last]} kommuner" if trace.last in trace.counts else ""
    return f"{trace.label}{_between(narrow=narrow)}{value}{extra}{n}"


def is_bold(trace: Trace) -> bool:
    """Tell whether a line's label is set in bold: the municipality's own, and the gap's."""
    return trace.role in (Role.OWN, Role.GAP, Role.IMAGINED)


def height_needed(s: Subject, *, narrow: bool) -> float:
    """Return the px that the labels at the line ends need, one below the other."""
    return sum(LINE * line_count(end_text(s, trace, narrow=narrow)) + 1 for trace in s.traces)


def right_margin(s: Subject, room: float, *, narrow: bool) -> float:
    """Return the px that labels at the line ends need beyond the last year, of ``room`` for both."""
    span, margin = s.years[1] - s.years[0] + 1, 14.0
    for trace in s.traces:
        inside = (s.years[1] + 0.5 - trace.last) / span
        need = text_width(end_text(s, trace, narrow=narrow), bold=is_bold(trace)) + 14
        margin = max(margin, (need - room * inside) / (1 - inside))
    return margin


def labels_above(s: Subject, frame: Frame, *, narrow: bool) -> tuple[list[Placed], float]:
    """Place the names of the marked years and of the plan's; return them and the px that they take."""
    if s.is_gap:
        return [], 4.0
    years = _year_labels(s, frame, narrow=narrow)
    row = 6.0 + max((LINE * line_count(label.text) for label in years), default=0)
    term = [_term_label(s, frame, row, narrow=narrow)] if s.term else []
    placed = place([*years, *term], frame, (), Box(-frame.left, -999, frame.width + frame.right, 0))
    return placed, max((-p.box.top for p in placed), default=4.0)


def labels_inside(s: Subject, frame: Frame, *, narrow: bool) -> list[Placed]:
    """Place what stands in the plot: line ends, gaps, the base level, breaks, and that there is nothing."""
    labels = [
        *_end_labels(s, frame, narrow=narrow),
        *_break_labels(s, frame, narrow=narrow),
        *_bracket_labels(s, narrow=narrow),
        *_level_labels(s, frame, narrow=narrow),
        *_empty_labels(s, frame),
        *_nothing_labels(s, frame),
        *_spread_labels(s, narrow=narrow),
        *_value_labels(s),
    ]
    return place(labels, frame, _obstacles(s, frame), Box(0, 0, frame.width + frame.right, frame.height))


def _between(*, narrow: bool) -> str:
    return "\n" if narrow else " "


def _away(most: int, step: int = 3) -> list[float]:
    """Return offsets from the middle outwards: 0, −3, 3, −6, 6 and so on."""
    return [0.0, *(float(sign * d) for d in range(step, most + 1, step) for sign in (-1, 1))]


# --- above the plot --------------------------------------------------------------------------------


def _year_labels(s: Subject, frame: Frame, *, narrow: bool) -> list[Label]:
    """Return the marked years' names, over their rules, or on either side where these stand close."""
    gap, marked = _between(narrow=narrow), s.marked()
    texts = {"base": f"basår{gap}{s.year(s.base)}", "judged": f"bedömt år{gap}{s.year(s.judged)}"}
    if s.before_plan:
        texts["judged"] += f", före{gap}mandatperioden" if narrow else ",\nföre mandatperioden"
    halves = sum(text_width(texts[kind]) for kind, _ in marked) / 2 + 8
    close = len(marked) == 2 and frame.x(marked[1][1]) - frame.x(marked[0][1]) < halves
    sides = {"base": ("right", 4.0), "judged": ("left", -4.0)} if close else {}
    labels = []
    for kind, year in marked:
        align, dx = sides.get(kind, ("center", 0.0))
        spot = Spot(dx, -6 - LINE * line_count(texts[kind]) / 2, align)
        labels.append(Label(texts[kind], year, frame.scale.top, theme.INK, [spot], halo=False))
    return labels


def _term_label(s: Subject, frame: Frame, above: float, *, narrow: bool) -> Label:
    """Return the plan's years in words, ``above`` px over the plot, within the paper."""
    first, last = s.a.plan.years.first, s.a.plan.years.last
    text = f"mandatperioden{_between(narrow=narrow)}{first}–{last}"
    middle, start = -above - LINE * line_count(text) / 2, max(first, s.years[0]) - 0.5
    if text_width(text) <= frame.width + frame.right - frame.x(start):
        year, spot = start, Spot(0, middle, "left")
    else:
        year, spot = s.years[1] + 0.5, Spot(frame.right, middle, "right")
    return Label(text, year, frame.scale.top, theme.ACCENT, [spot], halo=False)


# --- in the plot --------------------------------------------------------------------------------


def _obstacles(s: Subject, frame: Frame) -> list[Box]:
    boxes: list[Box] = []
    for trace in s.traces if len(s.traces) <= _FEW else [t for t in s.traces if t.is_judged]:
        boxes += line_boxes([(frame.x(y), frame.y(v)) for y, v in sorted(trace.values.items())])
    rules = [float(y) for _, y in s.marked()] + [b.year - 0.5 for b in breaks_in_view(s.a, s.years)]
    boxes += [Box(frame.x(x) - 1, 0, frame.x(x) + 1, frame.height) for x in rules]
    level = s.level()
    if level is not None:
        y = frame.y(level)
        boxes.append(Box(frame.x(s.base or s.years[0]), y - 1, frame.width, y + 1))
    return boxes


def _end_labels(s: Subject, frame: Frame, *, narrow: bool) -> Iterator[Label]:
    if s.is_gap and s.traces[0].last == s.base:
        return  # the line of the base year says it already
    texts = [end_text(s, trace, narrow=narrow) for trace in s.traces]
    heights = [frame.y(trace.values[trace.last]) for trace in s.traces]
    needed = [LINE * line_count(text) + 1.0 for text in texts]
    many = len(s.traces) > _FEW
    moved = _within(spread(heights, needed), needed, frame.height) if many else spread(heights, needed)
    for trace, text, height, wanted in zip(s.traces, texts, heights, moved, strict=True):
        # Few labels may give way to lines; of many each keeps the place that was counted out for it.
        spots = [Spot(10, wanted - height + dy, "left") for dy in ([0.0] if many else _away(30))]
        value = trace.values[trace.last]
        yield Label(text, trace.last, value, s.looks[trace.key].ink, spots, bold=is_bold(trace))


def _within(places: list[float], least: list[float], height: float) -> list[float]:
    """Move places that lie apart into the plot, in their order, as little as it takes."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found, top = list(places), 0.0
    for index in order:
        found[index] = max(found[index], top + least[index] / 2)
        top = found[index] + least[index] / 2
    floor = height
    for index in reversed(order):
        found[index] = min(found[index], floor - least[index] / 2)
        floor = found[index] - least[index] / 2
    return found


def _bracket_labels(s: Subject, *, narrow: bool) -> Iterator[Label]:
    for kind, year, low, high in s.gap_ends():
        text = f"{'' if narrow else 'skillnad '}{s.gap_written(high - low)}"
        sides = ("left", "right") if kind == "judged" else ("right", "left")
        spots = [Spot(9 if side == "left" else -9, dy, side) for dy in _away(60) for side in sides]
        yield Label(text, year, (low + high) / 2, theme.INK, spots)


def _level_labels(s: Subject, frame: Frame, *, narrow: bool) -> Iterator[Label]:
    level = s.level()
    if level is None or s.base is None:
        return
    word, value = ("basåret" if s.is_gap or narrow else "nivå basåret"), s.written(level)
    beside = frame.right > text_width(f"{word}\n{value}" if narrow else f"{word} {value}") + 8
    text = f"{s.year(s.base)} = 100" if s.is_index else f"{word}{_between(narrow=narrow and beside)}{value}"
    half = 3 + LINE * line_count(text) / 2
    start = s.years[0] if s.is_index else s.base
    along = [frame.x(year) - frame.width for year in range(s.years[1], start, -1)]
    spots = [
        *([Spot(6, dy, "left") for dy in _away(12)] if beside else ()),
        *(Spot(-4, dy, "right") for dy in (-half, half)),
        *(Spot(dx, dy, "center") for dy in (-half, half) for dx in along),
        *(Spot(frame.x(start) - frame.width - 8, dy, "right") for dy in _away(30, 6)),
    ]
    yield Label(text, s.years[1] + 0.5, level, theme.INK, spots)


def _break_labels(s: Subject, frame: Frame, *, narrow: bool) -> Iterator[Label]:
    for found in breaks_in_view(s.a, s.years) if not s.is_gap else ():
        text = f"tidsseriebrott{_between(narrow=narrow)}{s.year(found.year)}"
        half = LINE * line_count(text) / 2 + 3
        heights = [-half, half - frame.height, *(-half - row * LINE for row in (1, 2, 3))]
        spots = [Spot(4 if side == "left" else -4, dy, side) for dy in heights for side in ("left", "right")]
        yield Label(text, found.year - 0.5, s.scale.bottom, theme.MUTED, spots)


def _empty_labels(s: Subject, frame: Frame) -> Iterator[Label]:
    """Say that the plan's years have no value, where they have none."""
    if s.is_gap or s.term is None or not s.is_empty_in_term:
        return
    start, years = s.term[0] - 0.5, s.term[1] - s.term[0] + 1
    if years * frame.per_year >= _LEAST_BAND:
        anchor, dx, align, room = start + years / 2, 0.0, "center", years * frame.per_year - 8
    else:
        anchor, dx, align, room = start, 6.0, "left", frame.width + frame.right - frame.x(start) - 12
    text = wrap(s.empty_words(), room)
    heights = (frame.height * Fraction(part, 10) for part in (5, 4, 6, 3, 7, 2, 8, 9, 1))
    spots = [Spot(dx, float(height), align) for height in heights]
    yield Label(text, anchor, frame.scale.top, theme.MUTED, spots, may_go=len(s.traces) > _FEW)


def _nothing_labels(s: Subject, frame: Frame) -> Iterator[Label]:
    """Say that the years in view have no value at all."""
    if not s.traces:
        middle = (s.years[0] + s.years[1]) / 2
        text = wrap("inga värden för de valda åren", frame.width)
        yield Label(text, middle, frame.scale.top, theme.MUTED, [Spot(0, frame.height / 3, "center")])


def _spread_labels(s: Subject, *, narrow: bool) -> Iterator[Label]:
    """Name the quantile band at its first year, inside the wider part."""
    for name, words in (("half", "mittersta hälften"), ("most", "nio av tio")):
        for year, cut in list(s.spread.get(name, {}).items())[:1]:
            text = f"{words}{_between(narrow=narrow)}av kommunerna"
            tops = [Spot(4, dy, "left") for dy in (*range(9, 60, 6), -9)]
            yield Label(text, year, cut.high, theme.MUTED, tops, may_go=name == "most")


def _value_labels(s: Subject) -> Iterator[Label]:
    """Write out the points' values where the view asks for it; one that would cover another is left out."""
    hidden = {Gender.WOMEN, Gender.MEN} if Gender.TOTAL in s.view.genders else set()
    drawn = [trace for trace in s.traces if not trace.of_group and trace.gender not in hidden]
    for trace in drawn if s.view.values else ():
        for year, value in sorted(trace.values.items()):
            if year == trace.last and trace.role is not Role.GAP:
                continue  # it stands at the line's end
            spots = [Spot(0, float(dy), "center") for dy in (-12, 13, -22, 23)]
            yield Label(s.bare(value), year, value, s.looks[trace.key].ink, spots, may_go=True)
