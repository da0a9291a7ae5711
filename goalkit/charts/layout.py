"""Where things go, in pixels: how wide a text is, nice steps of an axis, and labels that keep apart.

Nothing here knows altair or a target. Placing is greedy and without chance: the same input gives the
same places.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

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
