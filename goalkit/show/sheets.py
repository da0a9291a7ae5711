"""Verdicts and observations as tables for a reader's own spreadsheet: columns with Swedish headings, exact values.

One table is the same in CSV, in XLSX and in the CSV's metadata. Numbers are exact; one that no finite decimal
writes is rounded at twelve decimals, and its observation says what it is a mean of.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from goalkit.exact import decimal_text
from goalkit.judge import Assessment
from goalkit.model import Flag, Gender, Line, Missing, NotAssessed
from goalkit.show.report import measure_unit
from goalkit.spreadsheet import as_text_cell, csv_text
from goalkit.words.notes import assumed, own_work, source
from goalkit.words.numbers import unit_name
from goalkit.words.rules import words_of
from goalkit.words.sentences import finality, headline, sentence
from goalkit.words.terms import FLAG, GENDER, MISSING, REASON

Value = str | int | Fraction | date | None


@dataclass(frozen=True)
class Column:
    """A column: its name in metadata, its heading, and its datatype there."""

    name: str
    heading: str
    datatype: str = "string"


@dataclass(frozen=True)
class Sheet:
    """A table with a name; every row has one value per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Observation:
    """One area's value of one year behind a target, or that there is none; ``total`` and ``n`` of a mean."""

    target: Assessment
    side: str
    area: str
    label: str
    gender: Gender
    year: int
    value: Fraction | None
    total: Fraction | None = None
    n: int | None = None
    preliminary: bool = False
    missing: Missing | None = None


def observations(a: Assessment) -> Iterator[Observation]:
    """Yield every value behind a target: own and reference, total then women and men, by year."""
    evidence = a.evidence
    pairs = {Gender.TOTAL: (evidence.own, evidence.reference), **a.genders}
    known = [year for lines in pairs.values() for line in lines if line is not None for year in line.points]
    first = min(known, default=0)  # that nothing existed before the series began says nothing
    for gender, (own, reference) in pairs.items():
        yield from _of_line(own, first, partial(Observation, a, "own", a.municipality.id, a.municipality.name, gender))
        if a.reference is not None and reference is not None:
            whose = partial(Observation, a, "reference", a.reference.area, a.reference.label, gender)
            yield from _of_line(reference, first, whose)


def _of_line(line: Line, first: int, whose: Callable[..., Observation]) -> Iterator[Observation]:
    for year in sorted(y for y in line.points.keys() | line.missing.keys() if y >= first):
        point = line.points.get(year)
        if point is None:
            yield whose(year, None, missing=line.missing[year])
        else:
            total = None if point.n is None else point.value * point.n
            yield whose(year, point.value, total, point.n, preliminary=point.preliminary)


def is_raw(o: Observation) -> bool:
    """Tell whether a value is the source's own: not added up, scaled, turned round or averaged here."""
    indicator = o.target.indicator
    return o.n is None and len(o.target.series) == 1 and indicator.factor is None and not indicator.complement


def label_of(o: Observation) -> str:
    """Return the words that must stand with a value: the source's, or that it is our own arithmetic."""
    if not is_raw(o):
        return own_work(o.target)
    found = origin(o)
    return "" if found is None else found[0]


def origin(o: Observation) -> tuple[str, str, date] | None:
    """Return the source, the vintage and the day of one value: of an own series those of its row."""
    extract = o.target.extract
    return None if extract is None else extract.origin((o.target.series[0], o.area, o.gender), o.year)


_VERDICT_COLUMNS: tuple[tuple[Column, Callable[[Assessment], Value]], ...] = (
    (Column("maluppfyllelse", "måluppfyllelse"), lambda a: a.target.id),
    (Column("formulering", "formulering"), lambda a: a.target.wording),
    (Column("bedomning", "bedömning"), headline),
    (Column("status", "status (kod)"), lambda a: a.status.value),
    (Column("lage", "hittills eller slutlig"), finality),
    (
        Column("skal", "skäl"),
        lambda a: REASON[a.verdict.reason] if isinstance(a.verdict, NotAssessed) else None,
    ),
    (Column("regel", "regel"), lambda a: words_of(a.target.rule).name),
    (Column("basar", "basår", "integer"), lambda a: a.verdict.numbers.base_year),
    (Column("bedomt_ar", "bedömt år", "integer"), lambda a: a.verdict.numbers.year),
    (Column("varde_basar", "värde, basår", "decimal"), lambda a: a.verdict.numbers.own_base),
    (Column("varde", "värde, bedömt år", "decimal"), lambda a: a.verdict.numbers.own),
    (Column("enhet", "enhet"), lambda a: unit_name(a.indicator.unit)),
    (Column("jamforelseomrade", "jämförelseområde"), lambda a: a.reference.label if a.reference else None),
    (
        Column("jamforelse_basar", "jämförelsevärde, basår", "decimal"),
        lambda a: a.verdict.numbers.reference_base,
    ),
    (Column("jamforelse", "jämförelsevärde, bedömt år", "decimal"), lambda a: a.verdict.numbers.reference),
    (Column("jamforelse_antal", "antal kommuner i medlet", "integer"), lambda a: a.verdict.numbers.reference_n),
    (Column("matt_basar", "regelns mått, basår", "decimal"), lambda a: a.verdict.numbers.measure_base),
    (Column("matt", "regelns mått, bedömt år", "decimal"), lambda a: a.verdict.numbers.measure),
    (Column("mattets_enhet", "måttets enhet"), lambda a: unit_name(measure_unit(a))),
    (Column("mening", "i ord"), sentence),
    (
        Column("forbehall", "förbehåll"),
        lambda a: ", ".join(FLAG[flag] for flag in Flag if flag in a.verdict.flags) or None,
    ),
    (Column("indikator", "indikator"), lambda a: a.indicator.label),
    (Column("nyckeltal", "nyckeltal"), lambda a: " + ".join(a.indicator.kolada) or None),
    (Column("antagande", "antagande"), lambda a: assumed(a) or None),
    (Column("kalla", "källa till värdena"), source),
    (Column("bearbetning", "skillnader, medel och bedömning"), lambda a: own_work(a) if a.extract else None),
    (Column("datauttag", "datauttag"), lambda a: a.extract.id if a.extract else None),
    (Column("hamtat", "hämtat", "date"), lambda a: a.extract.retrieved if a.extract else None),
)

_OBSERVATION_COLUMNS: tuple[tuple[Column, Callable[[Observation], Value]], ...] = (
    (Column("maluppfyllelse", "måluppfyllelse"), lambda o: o.target.target.id),
    (Column("indikator", "indikator"), lambda o: o.target.indicator.label),
    (Column("nyckeltal", "nyckeltal"), lambda o: " + ".join(o.target.indicator.kolada) or None),
    (Column("omradeskod", "områdeskod"), lambda o: o.area),
    (Column("omrade", "område"), lambda o: o.label),
    (Column("kon", "kön"), lambda o: GENDER[o.gender]),
    (Column("ar", "år", "integer"), lambda o: o.year),
    (Column("varde", "värde", "decimal"), lambda o: o.value),
    (Column("enhet", "enhet"), lambda o: unit_name(o.target.indicator.unit)),
    (Column("summa", "summa bakom medlet", "decimal"), lambda o: o.total),
    (Column("antal_kommuner", "antal kommuner i medlet", "integer"), lambda o: o.n),
    (
        Column("anmarkning", "anmärkning"),
        lambda o: MISSING[o.missing] if o.missing else "preliminärt" if o.preliminary else None,
    ),
    (Column("kalla", "källa"), label_of),
    (Column("datauttag", "datauttag"), lambda o: found[1] if (found := origin(o)) else None),
    (Column("hamtat", "hämtat", "date"), lambda o: found[2] if (found := origin(o)) else None),
)


def verdict_sheet(targets: Iterable[Assessment]) -> Sheet:
    """Return one row per target."""
    rows = tuple(tuple(find(a) for _, find in _VERDICT_COLUMNS) for a in targets)
    return Sheet("bedomningar", "Bedömningar", tuple(column for column, _ in _VERDICT_COLUMNS), rows)


def observation_sheet(targets: Iterable[Assessment]) -> Sheet:
    """Return one row per value that the targets rest on, or that was asked for and is missing."""
    rows = tuple(tuple(find(o) for _, find in _OBSERVATION_COLUMNS) for a in targets for o in observations(a))
    return Sheet("varden", "Värden", tuple(column for column, _ in _OBSERVATION_COLUMNS), rows)


def sheet_csv(sheet: Sheet) -> str:
    """Write a table as CSV that a Swedish spreadsheet opens right: byte order mark, semicolons, decimal comma."""
    return csv_text((column.heading for column in sheet.columns), ([_text(v) for v in row] for row in sheet.rows))


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return decimal_text(value)[0].replace(".", ",")
    return as_text_cell(value) if isinstance(value, str) else str(value)
