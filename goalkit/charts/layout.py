"""Where things go, in pixels: how wide a text is, nice steps of an axis, and labels that keep apart.

Nothing here knows altair or a target. Placing is greedy and without chance: the same input gives the
same places.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

LINE = 15
"""Height in px of a line of the small type."""

_WIDTHS: dict[str, int] = {
    letter: width
    for letters, width in (
        ("ijl'", 240),
        ("I.:,;! \u00a0", 280),
        ("frt/()“”", 370),
        ("₂²1-–", 480),
        ("?s", 520),
        ("cJkvxyzL", 560),
        ("aeånöoFhué7äpqgdb", 600),
        ("Z023456789PRSTX&", 640),
        ("ABDEKVYÅÄ+−±=", 680),
        ("CGHNOQUÖ", 750),
        ("mw%", 860),
        ("MW", 940),
    )
    for letter in letters
}
"""Thousandths of the type size in the bundled font, rather too wide than too narrow; what is not here is 640."""


def text_width(text: str, *, bold: bool = False, size: int = 12) -> float:
    """Estimate the width in px of the longest line of a text in the bundled font."""
    widest = max(sum(_WIDTHS.get(c, 640) for c in line) for line in text.split("\n"))
    return widest / 1000 * size * (1.06 if bold else 1.0)


def line_count(text: str) -> int:
    """Return the number of lines of a text."""
    return text.count("\n") + 1


def wrap(text: str, width: float, *, bold: bool = False, size: int = 12) -> str:
    """Break a text between words so that no line is wider than ``width`` px, as far as words allow."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, bold=bold, size=size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def nice_step(span: Fraction, count: int) -> Fraction:
    """Return the step 1, 2 or 5 times a power of ten that gives at most ``count`` steps over ``span``."""
    step, power = Fraction(1), 0
    while step * count >= span:
        power -= 1
        step = Fraction(10) ** power
    while True:
        for factor in (1, 2, 5):
            if factor * step * count >= span:
                return factor * step
        step *= 10


@dataclass(frozen=True)
class Scale:
    """The value axis of a panel: its ends, where its ticks are, and the decimals that they need.

    One that is ``turned`` has its lowest value at the top, and no tick at 0: there is no place 0.
    """

    low: Fraction
    high: Fraction
    step: Fraction
    turned: bool = False

    @property
    def top(self) -> Fraction:
        return self.low if self.turned else self.high

    @property
    def bottom(self) -> Fraction:
        return self.high if self.turned else self.low

    @property
    def ticks(self) -> list[Fraction]:
        count = (self.high - self.low) / self.step
        every = [self.low + i * self.step for i in range(int(count) + 1)]
        return [tick for tick in every if tick or not self.turned]

    @property
    def decimals(self) -> int:
        return next(places for places in range(13) if (self.step * 10**places).denominator == 1)


def scale_of(values: Iterable[Fraction], count: int, *, from_zero: bool = False) -> Scale:
    """Return an axis that holds all values with some air, ending on ticks; below 0 only if a value is."""
    known = list(values) or [Fraction(0)]
    lowest, highest = min(known), max(known)
    if from_zero:
        lowest, highest = min(lowest, Fraction(0)), max(highest, Fraction(0))
    span = highest - lowest or abs(highest) / 10 or Fraction(1)
    air = span / 10
    low = lowest if from_zero and lowest == 0 else lowest - air
    low = max(low, Fraction(0)) if lowest >= 0 else low
    high = highest + air
    step = nice_step(high - low, count)
    return Scale((low / step).__floor__() * step, (high / step).__ceil__() * step, step)


@dataclass(frozen=True)
class Box:
    """A rectangle in px from the upper left corner of a plot; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the area in common, in square px."""
        if other.left >= self.right or other.right <= self.left or other.top >= self.bottom:
            return 0.0  # most pairs: a chart asks some ten thousand times
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


@dataclass(frozen=True)
class Frame:
    """A plot's place on the paper: years along, values up, sizes in px."""

    width: float
    height: float
    first: int
    last: int
    scale: Scale
    left: float = 0
    right: float = 0

    @property
    def per_year(self) -> float:
        return self.width / (self.last - self.first + 1)

    def x(self, year: float) -> float:
        """Return the px of a year; the axis reaches half a year beyond its first and last."""
        return (year - self.first + 0.5) * self.per_year

    def y(self, value: Fraction) -> float:
        """Return the px of a value, from the top."""
        scale = self.scale
        below_top = value - scale.low if scale.turned else scale.high - value
        return float(below_top / (scale.high - scale.low)) * self.height


@dataclass(frozen=True)
class Spot:
    """One place that a label may take: an offset in px from its anchor, and how it is set against it."""

    dx: float
    dy: float
    align: str


@dataclass(frozen=True)
class Label:
    """A text at a year and a value, and the places it may take there, best first.

    One that ``may_go`` is left out where it would cover another.
    """

    text: str
    year: float
    value: Fraction
    color: str
    spots: Sequence[Spot]
    bold: bool = False
    halo: bool = True
    may_go: bool = False


@dataclass(frozen=True)
class Placed:
    """A label in its place."""

    label: Label
    spot: Spot
    box: Box


def box_of(label: Label, spot: Spot, frame: Frame) -> Box:
    """Return the room that a label takes; its middle line is at the anchor."""
    width, height = text_width(label.text, bold=label.bold), LINE * line_count(label.text)
    x, y = frame.x(label.year) + spot.dx, frame.y(label.value) + spot.dy
    left = {"left": x, "center": x - width / 2, "right": x - width}[spot.align]
    return Box(left, y - height / 2, left + width, y + height / 2)


def place(labels: Iterable[Label], frame: Frame, obstacles: Iterable[Box], bounds: Box) -> list[Placed]:
    """Give each label in turn the spot with the least in its way; leaving the bounds costs most."""
    taken: list[Box] = []
    placed: list[Placed] = []
    ways = list(obstacles)
    for label in labels:
        best = _best(label, frame, lambda box: _cost(box, ways, taken, bounds))
        if label.may_go and any(best.box.overlap(other) > 1 for other in taken):
            continue
        taken.append(best.box)
        placed.append(best)
    return placed


def _best(label: Label, frame: Frame, cost: Callable[[Box], float]) -> Placed:
    """Return the first spot that costs nothing, or else the first of the cheapest."""
    cheapest: tuple[float, Placed] | None = None
    for spot in label.spots:
        box = box_of(label, spot, frame)
        price = cost(box)
        if cheapest is None or price < cheapest[0]:
            cheapest = price, Placed(label, spot, box)
        if price == 0:
            break
    if cheapest is None:
        message = f"the label {label.text!r} has no spot"
        raise ValueError(message)
    return cheapest[1]


def _cost(box: Box, ways: Sequence[Box], taken: Sequence[Box], bounds: Box) -> float:
    area = (box.right - box.left) * (box.bottom - box.top)
    outside = area - box.overlap(bounds)
    return 200 * max(outside, 0) + 40 * sum(box.overlap(t) for t in taken) + sum(box.overlap(w) for w in ways)


def line_boxes(points: Sequence[tuple[float, float]], half: float = 4.0) -> list[Box]:
    """Return boxes along a line of px positions, close enough that nothing slips between them."""
    boxes = [_around(x, y, half) for x, y in points]
    for (x1, y1), (x2, y2) in pairwise(points):
        steps = max(int(max(abs(x2 - x1), abs(y2 - y1)) / half), 1)
        boxes += [_around(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, half) for i in range(1, steps)]
    return boxes


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def spread(heights: Sequence[float], least: Sequence[float]) -> list[float]:
    """Move places along one line apart, as little as it takes, so that they keep their order.

    ``least`` is the distance that each place needs to the next one below, in the order given.

    >>> spread([10, 12], [14, 14]), spread([10, 10, 10], [10, 10, 10])
    ([4.0, 18.0], [0.0, 10.0, 20.0])
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])  # of equals the first given is the first
    groups: list[tuple[list[int], float]] = []  # places that touch each other, and the top of the first
    for index in order:
        members, top = [index], float(heights[index])
        while groups and groups[-1][1] + sum(least[i] for i in groups[-1][0]) > top:
            members = groups.pop()[0] + members
            offsets = [sum(least[i] for i in members[:k]) for k in range(len(members))]
            wanted = [heights[i] - offset for i, offset in zip(members, offsets, strict=True)]
            top = sum(wanted) / len(wanted)
        groups.append((members, top))
    result = [0.0] * len(heights)
    for members, top in groups:
        for k, index in enumerate(members):
            result[index] = top + sum(least[i] for i in members[:k])
    return result


def apart(middles: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Move places along ``room`` px apart, as little as it takes, in the order of their middles.

    >>> apart([10, 12], [14, 14], 100), apart([50, 50], [10, 20], 100)
    ([7.0, 21.0], [42.5, 57.5])
    """
    order = sorted(range(len(middles)), key=lambda i: middles[i])  # of equals the first given is the first
    groups: list[tuple[list[int], float]] = []  # places that touch each other, and the top of the first
    for index in order:
        members, top = [index], middles[index] - heights[index] / 2
        while groups and groups[-1][1] + sum(heights[i] for i in groups[-1][0]) > top:
            members = groups.pop()[0] + members
            sums = [sum(heights[i] for i in members[:k]) + heights[members[k]] / 2 for k in range(len(members))]
            top = sum(middles[i] - part for i, part in zip(members, sums, strict=True)) / len(members)
        groups.append((members, top))
    found = [0.0] * len(middles)
    for members, top in groups:
        for k, index in enumerate(members):
            found[index] = top + sum(heights[i] for i in members[:k]) + heights[index] / 2
    return _within(found, order, heights, room)


def _within(middles: list[float], order: list[int], heights: Sequence[float], room: float) -> list[float]:
    edge = 0.0
    for index in order:
        middles[index] = max(middles[index], edge + heights[index] / 2)
        edge = middles[index] + heights[index] / 2
    edge = room
    for index in reversed(order):
        middles[index] = min(middles[index], edge - heights[index] / 2)
        edge = middles[index] - heights[index] / 2
    return middles
