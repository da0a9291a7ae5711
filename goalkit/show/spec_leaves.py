"""The checks of a specification's parts that hold no further views: scales, axes, styles, texts, numbers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from goalkit.show import spec_allowed as allowed
from goalkit.show.layers import SCHOOL_YEARS

Checks = Mapping[str, Callable[[Any, str], None]]


@dataclass(frozen=True)
class Fault:
    """What is wrong and where; the place is a path as in ``$.vconcat[0].layer[2].encoding.y``."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Leaves:
    """Notes every fault with its place; each check gets what was found and where."""

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

    def scale(self, found: Any, place: str) -> None:
        if found is None:
            return
        switches = dict.fromkeys(("reverse", "nice", "zero"), self.switch)
        kinds = partial(self.one_of, permitted=allowed.SCALES)
        plain = dict.fromkeys(("domain", "range", "scheme", "padding"), self.plain)
        self.each(found, place, {**switches, **plain, "type": kinds})

    def axis(self, found: Any, place: str) -> None:
        if found is None:
            return
        names = [name for name in found if allowed.AXIS_STYLE.fullmatch(name)] if isinstance(found, dict) else []
        plain = ("grid", "ticks", "domain", "labels", "orient", "offset", "minExtent", "maxExtent", "zindex", "values")
        checks = {**dict.fromkeys((*names, *plain), self.plain), "title": self.text, "format": self.format}
        self.each(found, place, {**checks, "labelExpr": self.label_expression})

    def label_expression(self, found: Any, place: str) -> None:
        if found != SCHOOL_YEARS:
            self.fault(place, "tas inte emot: uttryck får inte räkna")

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
        channels = {
            name: partial(self.one_of, permitted={"shared", "independent"})
            for name in (*allowed.POSITIONS, *allowed.STYLED)
        }
        inner = partial(self.each, checks=channels)
        self.each(found, place, dict.fromkeys(("scale", "axis", "legend"), inner))

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
        for line in found if isinstance(found, list) else [found]:
            if line is not None and (not isinstance(line, str) or len(line) > 300 or allowed.UNPRINTABLE.search(line)):
                self.fault(place, "här ska stå en text, högst 300 tecken")
                return

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
        """Check a value of looks: a word, a number, true or false, or a list of such."""
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, list):
                self.plain(one, place)
            elif isinstance(one, dict):
                self.fault(place, "här ska stå ett enkelt värde")
            elif isinstance(one, str) and (
                allowed.UNPRINTABLE.search(one) or len(one) > 300 or "url(" in one or "//" in one
            ):
                self.fault(place, "tas inte emot: ett diagram hämtar inget och länkar ingenstans")

    def number(self, found: Any, place: str, *, most: int) -> None:
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not 0 <= found <= most:
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
