"""The country on one page as plain HTML: a table with a shape and a word in every cell, and how common it all is."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape

from goalkit.beside.country import Cell, Country, Outcome, Row, tally
from goalkit.beside.standing import Absent, Standing
from goalkit.exact import places_to_tell_apart
from goalkit.plan import Target
from goalkit.show.blocks import anchor, element, focus_area_of, listed
from goalkit.show.standing_blocks import ASIDE, scrolled
from goalkit.words.country import SIGN, WORD, notes, outcome_word, outcomes
from goalkit.words.numbers import joined, number, several
from goalkit.words.rank import place_text
from goalkit.words.standing import (
    LOCAL,
    NOT_A_REASON,
    how_common,
    main_rate,
    percent,
    source_text,
    within,
    years_text,
)
from goalkit.words.values import measure_places, short_year
from goalkit.workbook import Workbook

TITLE = "Hur hade andra kommuner klarat målen?"
_WITH_NUMBER = (Outcome.MET, Outcome.NOT_MET, Outcome.UNCHANGED)


def country_head(workbook: Workbook) -> str:
    """Return the heading, and what the section is and is not."""
    name = workbook.municipality.genitive
    lead = (
        f"Samma regler som för {name} mål, prövade på varje kommun som om planen vore dess egen. Andra kommuner har "
        f"inte beslutat om de här målen. {ASIDE}"
    )
    return f'<h2 id="landet">{escape(TITLE)}</h2>{element("p", lead)}'


def heat_table(country: Country, rows: Sequence[Row], address: str) -> str:
    """Return the municipalities as rows and the targets as columns, with the whole country's counts at the foot."""
    if not country.targets:
        return element("p", LOCAL)
    usual = [country.usual(target) for target in country.targets]
    heads = "".join(_target_head(country, t, by, address) for t, by in zip(country.targets, usual, strict=True))
    body = "".join(_row(row, usual) for row in rows)
    caption = f"{several(len(rows), 'kommun', 'kommuner')} och {len(country.targets)} måluppfyllelser"
    table = (
        f'<table class="gk-table gk-heat"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Kommun</th>{heads}</tr></thead><tbody>{body}</tbody>{_foot(country)}</table>'
    )
    return scrolled(table, caption) + _legend(country, rows)


def _target_head(country: Country, target: Target, usual: tuple[int, str] | None, address: str) -> str:
    """Return a target's id and the years that its column compares; a line may be broken between the two."""
    a = country.workbook.assessments[target.id]
    page = address.format(name=focus_area_of(a))
    years = () if usual is None else (target.rule.base_year, usual[0])
    when = "–<wbr>".join(escape(short_year(a, each)) for each in years if each is not None)
    link = f'<a href="{escape(page)}#{anchor(target.id)}">{escape(target.id)}</a>'
    return f'<th scope="col">{link}{f"<br>{when}" if when else ""}</th>'


def _row(row: Row, usual: Sequence[tuple[int, str] | None]) -> str:
    css = ' class="gk-judged"' if row.marked else ""
    cells = "".join(map(_cell, row.cells, usual))
    return f'<tr{css}><th scope="row">{escape(row.municipality.name)}</th>{cells}</tr>'


def _cell(c: Cell, usual: tuple[int, str] | None) -> str:
    """Return the shape with its word, and the improvement where it is an outcome of the plan; an unusual year too."""
    other = f"<br>({escape(short_year(c.assessment, c.year))})" if _is_other_year(c, usual) else ""
    shown = f"<br>{improvement_text(c)}{other}" if _has_number(c) else ""
    return f'<td class="gk-h-{_css(c.outcome)}">{_sign(c)}{shown}</td>'


def _is_other_year(c: Cell, usual: tuple[int, str] | None) -> bool:
    return _has_number(c) and usual is not None and c.year != usual[0]


def _has_number(c: Cell) -> bool:
    return c.improvement is not None and c.outcome in _WITH_NUMBER


def improvement_text(c: Cell) -> str:
    """Write how much better by the rule, with so many decimals that what is not a tie does not look like one."""
    a, improvement = c.assessment, c.improvement
    if improvement is None:
        return ""
    return number(improvement, places_to_tell_apart(Fraction(0), improvement, measure_places(a)), signed=True)


def _sign(c: Cell) -> str:
    word = escape(outcome_word(c))
    return f'<span role="img" aria-label="{word}" title="{word}">{SIGN[c.outcome]}</span>'


def _css(outcome: Outcome) -> str:
    return outcome.value.replace("_", "-")


def _foot(country: Country) -> str:
    """Return how many of all municipalities have each outcome: what is missing apart from what is not met."""
    counts = [tally(country.column(target)) for target in country.targets]
    whole = several(len(country.cells), "kommun", "kommuner")
    rows = "".join(
        f'<tr><th scope="row">{_sign_and_word(outcome)}</th>'
        f"{''.join(f'<td>{found[outcome]}</td>' for found in counts)}</tr>"
        for outcome in outcomes(country)
    )
    span = len(country.targets) + 1
    return f'<tfoot><tr><th scope="rowgroup" colspan="{span}">Antal av {whole}</th></tr>{rows}</tfoot>'


def _sign_and_word(outcome: Outcome) -> str:
    return f'<span aria-hidden="true">{SIGN[outcome]}</span> {escape(WORD[outcome])}'


def _legend(country: Country, rows: Iterable[Row]) -> str:
    relative = any(target.rule.is_relative for target in country.targets)
    unit = "i indikatorns enhet" + (", för en utveckling i procentenheter" if relative else "")
    usual = [country.usual(target) for target in country.targets]
    cells = [pair for row in rows for pair in zip(row.cells, usual, strict=False)]
    lines = []
    if any(usual):
        lines.append("Åren under en måluppfyllelse är de som jämförs där.")
    if any(_has_number(c) for c, _ in cells):
        lines.append(f"Talet under tecknet är avståndet till gränsen för uppnådd, {unit}; minus är under gränsen.")
    if any(_is_other_year(c, by) for c, by in cells):
        name = country.workbook.municipality.name
        lines.append(f"Ett årtal under talet: kommunen är bedömd på det året, ett annat än {name}.")
    return listed([*lines, *notes(country)])


def commonness_table(workbook: Workbook, standings: Sequence[Standing]) -> str:
    """Return a row per target: how common the outcome is in the country, over what, and the municipality's place."""
    local = [s.assessment.target.id for s in standings if s.absent is Absent.LOCAL_SERIES]
    rows = "".join(_commonness(s) for s in standings if s.absent is not Absent.LOCAL_SERIES)
    if local:
        rows += f'<tr><th scope="row">{joined(local)}</th><td colspan="5">lokal serie, kan inte jämföras</td></tr>'
    heads = ("Mål", "Villkoret uppfylldes i", "Bland", "Period", "Datauttag", f"{workbook.municipality.genitive} plats")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    caption = "Så vanligt är det att villkoret uppfylls"
    table = f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return scrolled(f'<table class="gk-table gk-common">{table}</table>', caption) + listed(_about(standings))


def _commonness(s: Standing) -> str:
    a, c = s.assessment, s.chance
    if c is None:
        return f'<tr><th scope="row">{escape(a.target.id)}</th><td colspan="5">{escape(how_common(s)[0])}</td></tr>'
    main = main_rate(s, c)
    side = "" if main is c.everyone else " på samma sida"
    windows = f"{main.windows} år" if c.span == 0 else several(main.windows, "period", "perioder")
    over = f"{several(main.municipalities, 'kommun', 'kommuner')}{side}, {windows}"
    span = f"{'ett år i taget' if c.span == 0 else f'{c.span} år'} {within(s, c)}"
    share = percent(main.share) if main.n else "–"
    place = _place(s, c.vintage)
    cells = "".join(element("td", text) for text in (share, over, span, c.vintage, place))
    return f'<tr><th scope="row">{escape(a.target.id)}</th>{cells}</tr>'


def _place(s: Standing, vintage: str) -> str:
    """Return the place among all, and its vintage where that is another than the rate's."""
    if not s.ranks:
        return "–"
    first = s.ranks[0]
    place = f"{place_text(first)}, {years_text(s, first.base, first.later)}"
    return place if first.vintage == vintage else f"{place} ({first.vintage})"


def _about(standings: Iterable[Standing]) -> Iterator[str]:
    found = [s for s in standings if s.chance is not None]
    if any(s.chance is not None and main_rate(s, s.chance) is not s.chance.everyone for s in found):
        name = found[0].assessment.municipality.name
        yield f"På samma sida: kommuner som liksom {name} startade sämre, eller bättre, än det som målet jämför med."
    if any(s.ranks and s.chance is not None and s.ranks[0].vintage != s.chance.vintage for s in found):
        yield "Inom parentes: platsens datauttag, där det är ett annat."
    yield from _sources(found)
    yield NOT_A_REASON
    yield ASIDE


def _sources(found: Iterable[Standing]) -> Iterator[str]:
    """Name the vintages behind the rates; which targets each is for, where there are several."""
    by: dict[tuple[str, bool], list[str]] = {}
    for s in found:
        if s.chance is not None:
            by.setdefault((s.chance.vintage, s.prepared), []).append(s.assessment.target.id)
    for (vintage, prepared), ids in sorted(by.items()):
        whose = f"{joined(ids)}: " if len(by) > 1 else ""
        yield f"{whose}{source_text(vintage, prepared=prepared)}"
