"""A chart in words, for those who hear it: what it shows, both years' values, and what is missing."""

from collections.abc import Iterator

from goalkit.charts.series import Role, breaks_in_view, has_gap
from goalkit.charts.subject import Subject
from goalkit.model import Unit
from goalkit.words.numbers import joined, number, quantity
from goalkit.words.values import year as year_words


def description(s: Subject) -> str:
    """Return the Swedish description of a chart by its large panel: the chart's text alternative."""
    parts = (_what(s), *_both_years(s), *_term(s), *_lines(s), *_band(s), *_imagined(s), *_breaks(s), *_missing(s))
    return " ".join(parts)


def _year(s: Subject, year: int) -> str:
    return year_words(s.a, year)


def _what(s: Subject) -> str:
    measured = [trace for trace in s.traces if trace.role is not Role.IMAGINED]
    known = sorted({y for trace in measured for y in trace.values})
    span = "–".join(dict.fromkeys((s.year(known[0]), s.year(known[-1])))) if known else "utan värden"
    start = f" A{s.axis_start()[1:]}." if s.axis_start() else ""
    names = joined([trace.label for trace in measured])
    return f"Linjediagram för {names}, {span}: {s.title()} ({s.unit()}).{start}"


def _both_years(s: Subject) -> Iterator[str]:
    words = {"base": "Basår", "judged": "Bedömt år"}
    for kind, year in s.marked():
        before = ", före mandatperioden" if kind == "judged" and s.before_plan else ""
        yield f"{words[kind]} {_year(s, year)}{before}: {'; '.join(_values(s, year)) or 'inget värde'}."
    if s.judged is None:
        yield "Inget senare år är bedömt."


def _values(s: Subject, year: int) -> Iterator[str]:
    for trace in s.traces:
        if year in trace.values and trace.role is not Role.IMAGINED:
            n = f" ({trace.counts[year]} kommuner)" if year in trace.counts else ""
            yield f"{trace.label} {s.written(trace.values[year])}{n}"
    for _, marked, low, high in s.gap_ends():
        if marked == year:
            unit = s.a.indicator.unit.of_difference
            percent = unit is Unit.PERCENTAGE_POINTS
            gap = quantity(high - low, s.places, unit) if percent else number(high - low, s.places)
            yield f"skillnad {gap}"


def _term(s: Subject) -> Iterator[str]:
    first, last = s.a.plan.years.first, s.a.plan.years.last
    empty = f"; där är {s.empty_words()}" if s.is_empty_in_term else ""
    if s.term is not None:
        yield f"Mandatperioden {first}–{last} är skuggad{empty}."


def _lines(s: Subject) -> Iterator[str]:
    if s.level() is not None and not s.is_index:
        yield "En streckad linje visar basårets nivå."
    if has_gap(s.a) and s.is_level:
        yield "En mindre ruta visar skillnaden år för år mot basårets skillnad."


def _band(s: Subject) -> Iterator[str]:
    if s.spread:
        yield "Ett band visar kommunernas spridning: mittersta hälften, och nio av tio."


def _imagined(s: Subject) -> Iterator[str]:
    for trace in s.traces:
        if trace.role is Role.IMAGINED:
            told = ", ".join(f"{s.written(value)} {_year(s, year)}" for year, value in sorted(trace.values.items()))
            yield f"Tänkt läge, inte data – {trace.label.removeprefix('tänkt: ')}: {told}."


def _breaks(s: Subject) -> Iterator[str]:
    for found in breaks_in_view(s.a, s.years):
        yield f"Tidsseriebrott {_year(s, found.year)}: {found.note}"


def _missing(s: Subject) -> Iterator[str]:
    for trace in s.traces:
        if trace.role is not Role.IMAGINED and (gaps := _listed(s, trace.gaps())):
            yield f"{trace.label} saknar värde för {gaps}; linjen är bruten där."
    if preliminary := _listed(s, sorted({y for trace in s.traces for y in trace.preliminary})):
        yield f"Ihåliga punkter är preliminära värden: {preliminary}."


def _listed(s: Subject, years: list[int]) -> str:
    return ", ".join(_year(s, year) for year in years)
