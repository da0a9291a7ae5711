"""The checks of a specification's parts that hold no further views: scales, axes, styles, texts, numbers."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from goalkit.show import spec_allowed as allowed
from goalkit.show.layers import SCHOOL_YEARS
from goalkit.texts.figures import figures

Check = Callable[[Any, str], None]
Checks = Mapping[str, Check]


@dataclass(frozen=True)
class Fault:
    """What is wrong and where; the place is a path as in ``$.vconcat[0].layer[2].encoding.y``."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Leaves:
    """Notes every fault with its place; each check gets what was found and where.

    ``usual`` is what the program's own chart says, ``school_years`` whether its years are such.
    """

    usual: str = ""
    school_years: bool = False
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, what: str) -> None:
        self.faults.append(Fault(place, what))

    def each(self, found: Any, place: str, checks: Checks) -> None:
        """Check every member of an object by its name; what has no check is refused."""
        if not isinstance(found, dict):
            self.fault(place, "här ska stå ett objekt, { … }")
            return
        for name, value in found.items():
            within = f"{place}.{name[:60]}"
            check = checks.get(name)
            if check is None:
                why = allowed.WHY.get(name, "det finns inte bland det som går att ändra")
                self.fault(within, f"tas inte emot: {why}")
            else:
                check(value, within)

    def scale(self, found: Any, place: str, *, domain: Check | None) -> None:
        """Check a scale; without a check for its domain it takes what the data have."""
        if found is None:
            return
        switches = dict.fromkeys(("reverse", "nice", "zero"), self.switch)
        kinds = partial(self.one_of, permitted=allowed.SCALES)
        plain = dict.fromkeys(("range", "scheme", "padding"), self.plain)
        chosen = {"domain": self.taken if domain is None else domain}
        self.each(found, place, {**switches, **plain, **chosen, "type": kinds})

    def ends(self, found: Any, place: str) -> None:
        if not isinstance(found, list) or len(found) != 2 or not all(map(_is_number, found)):
            self.fault(place, "här ska stå två tal, axelns ändar: [0, 100]")

    def categories(self, found: Any, place: str, *, legend: bool) -> None:
        """Check what a colour or a shape is given to: in a legend a number with words could be read as a figure."""
        for one in found if isinstance(found, list) else [found]:
            if not isinstance(one, str):
                self.plain(one, place)
            elif legend or not allowed.LINE_KEY.fullmatch(one):
                self.text(one, place)

    def taken(self, found: Any, place: str) -> None:
        del found
        self.fault(place, "tas inte emot: det som står vid axeln kommer ur datauttaget")

    def axis(self, found: Any, place: str, *, counts: bool, years: bool) -> None:
        if found is None:
            return
        names = [name for name in found if allowed.AXIS_STYLE.fullmatch(name)] if isinstance(found, dict) else []
        plain = ("grid", "ticks", "domain", "labels", "orient", "offset", "minExtent", "maxExtent", "zindex")
        checks = {**dict.fromkeys((*names, *plain), self.plain), "title": self.text, "format": self.format}
        checks |= dict.fromkeys(allowed.MOVES_LABELS, self.moved)
        ours = partial(self.label_expression, years=years)
        self.each(found, place, {**checks, "values": self.numbers if counts else self.taken, "labelExpr": ours})

    def numbers(self, found: Any, place: str) -> None:
        if not isinstance(found, list) or not all(map(_is_number, found)):
            self.fault(place, "här ska stå en lista med tal")

    def moved(self, found: Any, place: str) -> None:
        del found
        self.fault(place, "tas inte emot: axelns tal skulle stå bredvid det de gäller")

    def label_expression(self, found: Any, place: str, *, years: bool) -> None:
        if found != SCHOOL_YEARS:
            self.fault(place, f"tas inte emot: {allowed.WHY['labelExpr']}")
        elif not (years and self.school_years):
            self.fault(place, "tas inte emot: axeln har inga läsår")

    def legend(self, found: Any, place: str) -> None:
        if found is not None:
            names = ("orient", "offset", "direction", "columns", "labelFontSize", "titleFontSize", "symbolSize")
            self.each(found, place, {**dict.fromkeys(names, self.plain), "title": self.text})

    def title(self, found: Any, place: str) -> None:
        if isinstance(found, dict):
            styles = dict.fromkeys(allowed.TITLE_STYLE, self.plain)
            self.each(found, place, {**styles, "text": self.text, "subtitle": self.text})
        else:
            self.text(found, place)

    def resolve(self, found: Any, place: str) -> None:
        either = partial(self.one_of, permitted={"shared", "independent"})
        one_axis = partial(self.one_of, permitted={"shared"})  # at two, a line stands at values that it does not have
        channels: Checks = dict.fromkeys((*allowed.POSITIONS, *allowed.STYLED), either)
        scales: Checks = {**channels, **dict.fromkeys(allowed.POSITIONS, one_axis)}
        shared = partial(self.each, checks=channels)
        self.each(found, place, {"axis": shared, "legend": shared, "scale": partial(self.each, checks=scales)})

    def condition(self, found: Any, place: str) -> None:
        for number, one in enumerate(found if isinstance(found, list) else [found]):
            within = f"{place}[{number}]" if isinstance(found, list) else place
            self.each(one, within, {"test": self.test, "value": self.style})

    def test(self, found: Any, place: str) -> None:
        if not isinstance(found, str) or not allowed.TEST.fullmatch(found):
            self.fault(place, "ett villkor jämför en kolumn med ett ord: datum.mark == 'judged'")

    def schema(self, found: Any, place: str) -> None:
        if not isinstance(found, str) or not re.fullmatch(
            r"https://vega\.github\.io/schema/vega-lite/v[\d.]+json", found
        ):
            self.fault(place, "här får bara Vega-Lites eget schema stå")

    def format(self, found: Any, place: str) -> None:
        if not isinstance(found, str) or not allowed.FORMAT.fullmatch(found):
            self.fault(place, "talformat är till exempel ,.1f eller d; andra skulle ändra talet")

    def text(self, found: Any, place: str) -> None:
        lines = [line for line in (found if isinstance(found, list) else [found]) if line is not None]
        for line in lines:
            if not isinstance(line, str) or len(line) > 300 or allowed.UNPRINTABLE.search(line):
                self.fault(place, "här ska stå en text, högst 300 tecken")
                return
        typed = figures(" ".join(lines), self.usual)
        if typed:
            self.fault(
                place,
                f"talet {typed[0][:20]} kan tas för ett värde; årtal går bra, och andra tal som du själv står för "
                "skrivs i bildtexten",
            )

    def name(self, found: Any, place: str) -> None:
        if not isinstance(found, str) or not allowed.NAME.fullmatch(found):
            self.fault(place, "ett namn har bara bokstäverna a–z, siffror och understreck")

    def line_break(self, found: Any, place: str) -> None:
        if found != "\n":
            self.fault(place, "tas inte emot: en text bryts bara där den har en radbrytning")

    def nudge(self, found: Any, place: str) -> None:
        """Check how far a text stands from its point: not so far that it seems to be another's."""
        if isinstance(found, dict):
            self.style(found, place)
        elif not _is_number(found) or abs(found) > allowed.FARTHEST:
            self.fault(place, f"här ska stå ett tal mellan −{allowed.FARTHEST} och {allowed.FARTHEST}")

    def style(self, found: Any, place: str) -> None:
        if isinstance(found, dict):
            expression = found.get("expr")
            if (
                set(found) != {"expr"}
                or not isinstance(expression, str)
                or not allowed.EXPRESSION.fullmatch(expression)
            ):
                self.fault(place, "här får ett uttryck bara namnge en av kolumnerna för utseende, som datum.color")
        else:
            self.plain(found, place)

    def plain(self, found: Any, place: str) -> None:
        """Check a value of looks: a word, a colour, a number of px or marks, true or false, or a list of such."""
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, list):
                self.plain(one, place)
            elif isinstance(one, dict) or (isinstance(one, float) and not _is_number(one)):
                self.fault(place, "här ska stå ett enkelt värde")
            elif _is_number(one) and abs(one) > allowed.LARGEST:
                self.fault(place, f"här ska stå ett tal mellan −{allowed.LARGEST} och {allowed.LARGEST}")
            elif isinstance(one, str) and not allowed.LOOK.fullmatch(one):
                self.fault(
                    place, "här ska stå ett ord eller en färg; ett diagram hämtar inget och ritar inga egna former"
                )

    def number(self, found: Any, place: str, *, most: int) -> None:
        if not _is_number(found) or not 0 <= found <= most:
            self.fault(place, f"här ska stå ett tal mellan 0 och {most}")

    def switch(self, found: Any, place: str) -> None:
        if found is not None and not isinstance(found, bool):
            self.fault(place, "här ska stå true, false eller null")

    def unstacked(self, found: Any, place: str) -> None:
        if found not in (None, False):
            self.fault(place, f"tas inte emot: {allowed.WHY['stack']}")

    def sort(self, found: Any, place: str) -> None:
        self.one_of(found, place, permitted={"ascending", "descending", None})

    def one_of(self, found: Any, place: str, *, permitted: Any) -> None:
        if isinstance(found, (list, dict)) or found not in permitted:
            self.fault(place, f"tillåtet är {', '.join(sorted(str(word) for word in permitted if word))}")


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
