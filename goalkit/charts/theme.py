"""One look for every chart: colours, type sizes, Swedish numbers.

A chart carries its look itself instead of a theme that is switched on for the whole process: the same
data then give the same specification whatever else has run, in every renderer.
"""

from typing import Any

import altair as alt

INK = "#1c2430"
MUTED = "#55606e"
ACCENT = "#0b5c7a"
GRID = "#d9dee4"
PAPER = "#ffffff"

COMPARED = "#7f8a96"
"""The reference's line: lighter than the own one in grey print too; its label is darker, to be read."""

PALETTE = (ACCENT, COMPARED, "#b04a00", "#00795c", "#8a3a78", "#7a6200", "#2f7fb8")
"""Own series, reference, then whatever is compared with: apart for colour-blind readers, and with a contrast
of at least 3 to the paper."""

BACKGROUND = "#b3bac2"
"""Lines of a whole group: each is named at its end, and none is to be followed by its colour."""

IMAGINED = "#8a3a78"
"""Points that nobody has measured."""

FONT = "Goalkit Sans, Arial, Helvetica, Liberation Sans, sans-serif"
"""These are of one width, on every system: a drawing measures its texts, so its size and its bytes depend on
them. A page may set a font that is no wider."""

SMALL, LARGE = 12, 14
"""Type sizes in px: nothing in a chart is smaller than the first."""

NUMBERS: dict[str, Any] = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0kr"],
    "percent": "\u00a0%",
    "minus": "\u2212",
}

_DAYS = ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"]
_MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti"]
_MONTHS += ["september", "oktober", "november", "december"]

TIMES: dict[str, Any] = {
    "dateTime": "%A den %-d %B %Y %X",
    "date": "%Y-%m-%d",
    "time": "%H:%M:%S",
    "periods": ["fm", "em"],
    "days": _DAYS,
    "shortDays": [day[:3] for day in _DAYS],
    "months": _MONTHS,
    "shortMonths": [month[:3] for month in _MONTHS],
}

CONFIG: dict[str, Any] = {
    "aria": False,  # the description speaks for the chart; a label per point would be read as English noise
    "mark": {"aria": False, "color": ACCENT},
    "font": FONT,
    "background": PAPER,
    "padding": 4,
    "autosize": {"type": "fit-x", "contains": "padding"},  # as wide as its place, labels included
    "locale": {"number": NUMBERS, "time": TIMES},
    "range": {"category": list(PALETTE)},
    "view": {"stroke": None},
    "concat": {"spacing": 16},
    "axis": {
        "labelFont": FONT,
        "labelFontSize": SMALL,
        "labelColor": MUTED,
        "titleFont": FONT,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "titleColor": MUTED,
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelPadding": 4,
        "labelLimit": 0,  # no label is cut short, and Vega need not measure each one more time to find out
    },
    "axisX": {"grid": False, "domain": False, "tickSize": 4, "labelFlush": False},
    "axisY": {"domain": False, "ticks": False, "labelOverlap": False},
    "title": {
        "anchor": "start",
        "frame": "group",
        "font": FONT,
        "fontSize": LARGE,
        "fontWeight": "bold",
        "color": INK,
        "subtitleFont": FONT,
        "subtitleFontSize": SMALL,
        "subtitleColor": MUTED,
        "subtitlePadding": 5,
        "lineHeight": 18,
        "subtitleLineHeight": 15,
    },
    "text": {"font": FONT, "fontSize": SMALL, "baseline": "middle", "lineBreak": "\n", "lineHeight": 15},
}

OPTIONS: dict[str, Any] = {
    "embedOptions": {"renderer": "svg", "actions": False, "defaultStyle": ".vega-embed.fit-x { width: 100%; }"}
}
"""Drawn as SVG, sharp at every size and as wide as its place; without the menu that leads out of the machine."""


def register() -> None:
    """Give every altair chart of the process this look, until another theme is enabled."""
    alt.theme.register("goalkit", enable=True)(look)


def look() -> alt.theme.ThemeConfig:
    """Return the look as altair takes a theme."""
    return {"config": CONFIG, "usermeta": OPTIONS}  # type: ignore[typeddict-item]


LOOK: dict[str, Any] = {
    "config": {
        **{name: part for name, part in CONFIG.items() if name not in ("axisX", "axisY", "padding")},
        "autosize": {"type": "pad"},
    },
    "padding": 4,
    "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
}
"""What a finished chart of one's own takes to look like the others: ``chart.properties(**LOOK)``.

Drawn as SVG: sharp at every size; without the menu that leads out of the machine.
"""
