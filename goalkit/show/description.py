"""A chart in words, for those who hear it: what it shows, both years' values, and what is missing."""

from collections.abc import Iterator

from goalkit.assessment import Assessment
from goalkit.model import Unit
from goalkit.show.series import breaks_in_view, has_gap
from goalkit.show.subject import Subject, subjects
from goalkit.texts.numbers import number, quantity
from goalkit.texts.sentences import year as year_words


def alt_text(a: Assessment, *, years: tuple[int, int] | None = None) -> str:
    """Return the Swedish description that becomes the chart's text alternative."""
    s = subjects(a, years)[0]
    return " ".join((_what(s), *_both_years(s), *_term(s), *_lines(s), *_breaks(s), *_missing(s)))


def _year(s: Subject, year: int) -> str:
    return year_words(s.a, year)


def _what(s: Subject) -> str:
    known = sorted({y for trace in s.traces for y in trace.values})
    span = "–".join(dict.fromkeys((s.year(known[0]), s.year(known[-1])))) if known else "utan värden"
    names = " och ".join(trace.label for trace in s.traces)
    return f"Linjediagram för {names}, {span}: {s.title()} ({s.unit()})."


def _both_years(s: Subject) -> Iterator[str]:
    words = {"base": "Basår", "judged": "Bedömt år"}
    for kind, year in s.marked():
        before = ", före mandatperioden" if kind == "judged" and s.before_plan else ""
        yield f"{words[kind]} {_year(s, year)}{before}: {', '.join(_values(s, year)) or 'inget värde'}."
    if s.judged is None:
        yield "Inget senare år är bedömt."


def _values(s: Subject, year: int) -> Iterator[str]:
    for trace in s.traces:
        if year in trace.values:
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
    empty = f" och har {s.empty_words()}" if s.is_empty_in_term else ""
    if s.term is not None:
        yield f"Mandatperioden {first}–{last} är skuggad{empty}."


def _lines(s: Subject) -> Iterator[str]:
    if s.level() is not None and not s.is_index:
        yield "En streckad linje visar basårets nivå."
    if has_gap(s.a):
        yield "En mindre ruta visar skillnaden år för år mot basårets skillnad."


def _breaks(s: Subject) -> Iterator[str]:
    for found in breaks_in_view(s.a, s.years):
        yield f"Tidsseriebrott {_year(s, found.year)}: {found.note}"


def _missing(s: Subject) -> Iterator[str]:
    for trace in s.traces:
        if gaps := _listed(s, trace.gaps()):
            yield f"{trace.label} saknar värde för {gaps}; linjen är bruten där."
    if preliminary := _listed(s, sorted({y for trace in s.traces for y in trace.preliminary})):
        yield f"Ihåliga punkter är preliminära värden: {preliminary}."


def _listed(s: Subject, years: list[int]) -> str:
    return ", ".join(_year(s, year) for year in years)
