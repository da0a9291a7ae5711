"""The readable tables of ``goalkit panel``."""

from collections import Counter
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goalkit.beside.certainty import Certainty
from goalkit.beside.country import Country, Outcome, Row, placed, tally
from goalkit.beside.standing import Standing
from goalkit.cli.table import numbers, say, terminal
from goalkit.judge import Assessment
from goalkit.words import certainty as certainty_words
from goalkit.words import rank as rank_words
from goalkit.words import standing as standing_words
from goalkit.words.country import SIGN, WORD, notes, outcome_word, outcomes
from goalkit.words.notes import REFRESH
from goalkit.words.numbers import number, several
from goalkit.words.sentences import reason_word
from goalkit.words.values import short_year


def print_country(country: Country, rows: list[Row]) -> None:
    """Print one row per municipality, one sign per target, and the counts by outcome."""
    console = terminal()
    console.print(_title(country))
    table = _table("Kommun", *(t.id for t in country.targets))
    for row in rows:
        table.add_row(row.municipality.name, *(SIGN[c.outcome] for c in row.cells))
    console.print(table)
    console.print(_counts(country))
    for line in (_legend(country), *notes(country), REFRESH):
        say(console, line)


def print_target(a: Assessment, country: Country | None) -> None:
    """Print one target: the judged municipalities from the largest improvement down, the others counted apart.

    A local series has no ``country``: it cannot be compared.
    One that was judged on another year, or by another vintage, than the own municipality has no place.
    """
    console = terminal()
    target = a.target
    if country is None:
        say(console, f"{target.id}. {target.wording}", style="bold")
        return
    cells = country.column(target)
    console.print(_title(country))
    say(console, f"{target.id}. {target.wording}")
    console.print()
    judged = placed(country, target)
    ranked = sum(place is not None for place, _ in judged)
    table = _table(f"Plats av {ranked}", "Kommun", "Utfall", "År", "Jämförda tal")
    for place, found in judged:
        a = found.assessment
        years = " → ".join(short_year(a, y) for y in (a.verdict.numbers.base_year, a.verdict.numbers.year) if y)
        table.add_row(
            _place(place), a.municipality.name, f"{SIGN[found.outcome]} {outcome_word(found)}", years, numbers(a)
        )
    if judged:
        console.print(table)
    if any(place is None for place, _ in judged):
        name = country.workbook.municipality.name
        say(console, f"Utan plats: bedömda på ett annat år, eller ur ett annat datauttag, än {name}.")
    missing = Counter(reason_word(c.assessment) for c in cells if c.outcome is Outcome.MISSING)
    for reason, count in missing.most_common():
        whole = several(count, "kommun", "kommuner")
        console.print(Text(f"{SIGN[Outcome.MISSING]} {WORD[Outcome.MISSING]}: {reason}, {whole}"))
    for line in (_legend(country), *notes(country)):
        say(console, line)


def print_beside(s: Standing, c: Certainty) -> None:
    """Print what stands beside one verdict: how common, how unusual, how sure."""
    console = terminal()
    parts = (
        (standing_words.QUESTION, standing_words.how_common(s)),
        (rank_words.QUESTION, rank_words.how_unusual(s)),
        (certainty_words.QUESTION, certainty_words.how_sure(c)),
    )
    for heading, sentences in parts:
        if not sentences:
            continue
        console.print(Text(f"\n{heading}", style="bold"))
        for sentence in sentences:
            say(console, sentence, indent=2)
        if heading == standing_words.QUESTION and s.chance is not None:
            console.print(Padding(_rates(s), (1, 0, 0, 2)))
    console.print()
    say(console, REFRESH)


def _rates(s: Standing) -> Table:
    windows = "År" if s.chance is not None and s.chance.span == 0 else "Perioder"
    table = _table("Kommuner som", "Uppfyllde", "95 %", "Lika", "Jämförelser", "Kommuner", windows)
    for row in standing_words.rates(s):
        rate = row.rate
        counts = (rate.unchanged, rate.n, rate.municipalities, rate.windows)
        texts = (
            standing_words.percent(rate.share),
            standing_words.spread_text(rate),
            *(number(Fraction(n), 0) for n in counts),
        )
        table.add_row(row.label, *texts, style="bold" if row.main else "")
    return table


def _title(country: Country) -> Text:
    plan = country.workbook.plan
    return Text(f"{plan.title} – som om planen vore varje kommuns egen", style="bold")


def _place(place: Fraction | None) -> str:
    return "–" if place is None else number(place, 0 if place.denominator == 1 else 1)


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _counts(country: Country) -> Table:
    """Return the outcomes counted per target: what is missing apart from what is not met."""
    table = _table("Antal kommuner", *SIGN.values())
    for target in country.targets:
        found = tally(country.column(target))
        table.add_row(target.id, *(str(found[outcome]) for outcome in SIGN))
    return table


def _legend(country: Country) -> str:
    return ", ".join(f"{SIGN[outcome]} {WORD[outcome]}" for outcome in outcomes(country))
