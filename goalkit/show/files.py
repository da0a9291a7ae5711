"""A chart as files to take away: picture, table, specification. Each says where its numbers come from."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goalkit.charts import WIDE, chart, of_width, spec, still
from goalkit.charts.at_hand import AtHand
from goalkit.charts.series import Role, Trace
from goalkit.charts.subject import Subject, subjects
from goalkit.charts.view import Measure, View
from goalkit.exact import decimal_text
from goalkit.judge import Assessment
from goalkit.model import Gender
from goalkit.show.pictures import png, svg
from goalkit.show.tables import MEASURE
from goalkit.spreadsheet import as_text_cell, csv_text
from goalkit.words.notes import assumed, own_work, source
from goalkit.words.numbers import unit_name
from goalkit.words.terms import GENDER

SMALL, LARGE = 1.5, 3.0
"""How many px of a PNG are one of the drawing."""


@dataclass(frozen=True)
class File:
    """One file to take away: what it is called on a button, its ending, its type, and how it is made."""

    label: str
    ending: str
    mime: str
    make: Callable[[], bytes]


def signed(a: Assessment, view: View, at_hand: AtHand, imagined: Assessment | None = None) -> dict[str, Any]:
    """Return a chart with its source, and whose arithmetic it is, below it: outside a page it stands alone."""
    texts = (source(a), f"Beräkningar: {own_work(a)}.", assumed(a))
    notes = [" ".join(text for text in texts if text)]
    return spec(chart(a, view, hand=at_hand, imagined=imagined, notes=notes))


def picture(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a specification as a file shows it: of one width, and without what only a pointer brings out."""
    return still(of_width(told, WIDE))


def files(a: Assessment, view: View, at_hand: AtHand, imagined: Assessment | None = None) -> list[File]:
    """Return what can be taken away of a chart; of imagined values only pictures, which say what they are."""

    def drawn() -> dict[str, Any]:
        return picture(signed(a, view, at_hand, imagined))

    pictures = [
        File("PNG, liten", "png", "image/png", lambda: png(drawn(), SMALL)),
        File("PNG, stor", "stor.png", "image/png", lambda: png(drawn(), LARGE)),
        File("SVG", "svg", "image/svg+xml", lambda: svg(drawn()).encode()),
    ]
    if imagined is not None:
        return pictures
    return [
        *pictures,
        File("CSV", "csv", "text/csv", lambda: chart_csv(a, view, at_hand).encode()),
        File("Vega-Lite", "vl.json", "application/json", lambda: vega_lite(signed(a, view, at_hand)).encode()),
    ]


def vega_lite(spec: Mapping[str, Any]) -> str:
    """Write a chart, its data inside, as Vega-Lite JSON."""
    return json.dumps(spec, ensure_ascii=False, indent=1) + "\n"


_HEADINGS = (
    "måluppfyllelse",
    "indikator",
    "område",
    "kön",
    "mått",
    "år",
    "värde",
    "enhet",
    "antal kommuner i medlet",
    "anmärkning",
    "källa",
    "datauttag",
    "hämtat",
)


def chart_csv(a: Assessment, view: View, at_hand: AtHand) -> str:
    """Return the values of a chart as CSV for a Swedish spreadsheet, each with its source and vintage.

    Semicolons, decimal comma, exact values (rounded at twelve decimals where none is finite), a byte order mark.
    """
    rows = (row for s in subjects(a, view, at_hand) for trace in s.traces for row in _rows(s, trace))
    return csv_text(_HEADINGS, rows)


def _rows(s: Subject, trace: Trace) -> Iterator[list[str]]:
    a, extract = s.a, s.a.extract
    measure = "skillnad utan tecken" if s.is_gap else MEASURE[s.measure]
    raw = s.is_level and trace.role in (Role.OWN, Role.REFERENCE, Role.COMPARED) and _is_raw(a)
    for year, value in sorted(trace.values.items()):
        mean = trace.counts.get(year)
        found = None if extract is None else extract.origin((a.series[0], a.municipality.id, trace.gender), year)
        source, vintage, day = found or (None, "", "")
        yield [
            a.target.id,
            as_text_cell(a.indicator.label),
            as_text_cell(trace.label),
            GENDER[trace.gender] if trace.role is not Role.GAP else GENDER[Gender.TOTAL],
            measure,
            str(year),
            decimal_text(value)[0].replace(".", ","),
            _unit(s),
            "" if mean is None else str(mean),
            "preliminärt" if year in trace.preliminary else "",
            source if source is not None and raw and mean is None else own_work(a),
            vintage,
            str(day),
        ]


def _unit(s: Subject) -> str:
    unit = s.a.indicator.unit
    if s.measure in (Measure.INDEX, Measure.RANK) and not s.is_gap:
        return "index" if s.measure is Measure.INDEX else "plats"
    return unit_name(unit if s.is_level else unit.of_difference)


def _is_raw(a: Assessment) -> bool:
    """Tell whether a value is the source's own: not added up, scaled or turned round here."""
    return len(a.series) == 1 and a.indicator.factor is None and not a.indicator.complement
