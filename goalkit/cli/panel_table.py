"""The readable tables of ``goalkit panel``."""

from collections import Counter
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goalkit.beside import panel_words, rank_words, uncertainty_words
from goalkit.beside.country import Cell, Country, Outcome, tally
from goalkit.beside.panel import Standing
from goalkit.beside.uncertainty import Uncertainty
from goalkit.cli.table import numbers, say, terminal
from goalkit.model import Status
from goalkit.texts.numbers import number
from goalkit.texts.sentences import reason_word, short_year
from goalkit.texts.summary import labels
from goalkit.texts.words import BEFORE_PLAN_SHAPE, SHAPE, STATUS

WORD: dict[Outcome, str] = {
    Outcome.MET: STATUS[Status.MET],
    Outcome.NOT_MET: STATUS[Status.NOT_MET],
    Outcome.UNCHANGED: STATUS[Status.UNCHANGED],
    Outcome.ADVANTAGE: "målet avser en nackdel",
    Outcome.BEFORE_PLAN: "läget före mandatperioden",
    Outcome.MISSING: STATUS[Status.NOT_ASSESSED],
}
SIGN: dict[Outcome, str] = {
    Outcome.MET: SHAPE[Status.MET],
    Outcome.NOT_MET: SHAPE[Status.NOT_MET],
    Outcome.UNCHANGED: SHAPE[Status.UNCHANGED],
    Outcome.ADVANTAGE: "△",
    Outcome.BEFORE_PLAN: BEFORE_PLAN_SHAPE,
    Outcome.MISSING: SHAPE[Status.NOT_ASSESSED],
}


def print_country(country: Country) -> None:
    """Print one row per municipality by name, one sign per target, and the counts by outcome."""
    console = terminal()
    console.print(_title(country))
    table = _table("Kommun", *(t.id for t in country.targets))
    order = sorted(zip(country.municipalities, country.cells, strict=True), key=lambda row: _by_name(row[0].name))
    for municipality, cells in order:
        table.add_row(municipality.name, *(SIGN[c.outcome] for c in cells))
    console.print(table)
    console.print(_counts(country))
    for line in (*_legend(country), *_sources(country)):
        say(console, line)


def print_target(country: Country) -> None:
    """Print one target: the judged municipalities from the largest improvement down, the others counted apart."""
    console = terminal()
    (target,) = country.targets
    cells = country.column(target)
    console.print(_title(country))
    console.print(Text(f"{target.id}. {target.wording}\n"))
    table = _table("", "Kommun", "Utfall", "År", "Jämförda tal")
    judged = [(c.improvement, c) for c in cells if c.improvement is not None]
    for place, (_, found) in enumerate(sorted(judged, key=_best_first), start=1):
        a = found.assessment
        years = " → ".join(short_year(a, y) for y in (a.verdict.numbers.base_year, a.verdict.numbers.year) if y)
        table.add_row(
            str(place), a.municipality.name, f"{SIGN[found.outcome]} {WORD[found.outcome]}", years, numbers(a)
        )
    if judged:
        console.print(table)
    missing = Counter(reason_word(c.assessment) for c in cells if c.outcome is Outcome.MISSING)
    for reason, count in missing.most_common():
        console.print(Text(f"{SIGN[Outcome.MISSING]} {WORD[Outcome.MISSING]}: {reason}, {count} kommuner"))
    for line in (*_legend(country), *_sources(country)):
        say(console, line)


def print_beside(s: Standing, u: Uncertainty) -> None:
    """Print what stands beside one verdict: how common, how unusual, how sure."""
    console = terminal()
    parts = (
        (panel_words.QUESTION, panel_words.how_common(s)),
        (rank_words.QUESTION, rank_words.how_unusual(s)),
        (uncertainty_words.QUESTION, uncertainty_words.how_sure(u)),
    )
    for heading, sentences in parts:
        console.print(Text(f"\n{heading}", style="bold"))
        for sentence in sentences:
            say(console, sentence, indent=2)
        if heading == panel_words.QUESTION and s.chance is not None:
            console.print(Padding(_rates(s), (1, 0, 0, 2)))


def _rates(s: Standing) -> Table:
    table = _table("Kommuner som", "Uppfyllde", "95 %", "Lika", "Jämförelser", "Kommuner", "Perioder")
    for row in panel_words.rates(s):
        rate = row.rate
        counts = (rate.unchanged, rate.n, rate.municipalities, rate.windows)
        texts = (
            panel_words.percent(rate.share),
            panel_words.spread_text(rate),
            *(number(Fraction(n), 0) for n in counts),
        )
        table.add_row(row.label, *texts, style="bold" if row.main else "")
    return table


def _title(country: Country) -> Text:
    plan = country.workbook.plan
    return Text(f"{plan.title} – som om planen vore varje kommuns egen", style="bold")


def _best_first(judged: tuple[Fraction, Cell]) -> tuple[Fraction, str]:
    return -judged[0], judged[1].assessment.municipality.id


def _by_name(name: str) -> str:
    """Return a sort key in the Swedish order, å ä ö last: the letters' own codes put ä before å."""
    return name.casefold().translate(str.maketrans("åäöé", "{|}e"))


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


def _legend(country: Country) -> list[str]:
    found = {c.outcome for cells in country.cells for c in cells}
    lines = [", ".join(f"{sign} {WORD[outcome]}" for outcome, sign in SIGN.items() if outcome in found)]
    if Outcome.ADVANTAGE in found:
        lines.append(
            f"{SIGN[Outcome.ADVANTAGE]} kommunen låg bättre till än jämförelsevärdet redan basåret: målet avser en "
            "nackdel, så det är varken uppnått eller ej uppnått."
        )
    if _few_values(country):
        lines.append(
            "Värden för alla kommuner saknas i datauttagen för de flesta målen: hämta dem med `goalkit refresh`."
        )
    return lines


def _few_values(country: Country) -> bool:
    """Tell whether most targets lack most municipalities for want of having been asked for."""
    short = [t for t in country.targets if sum(_has_value(c) for c in country.column(t)) * 2 < len(country.cells)]
    return len(short) * 2 > len(country.targets)


def _has_value(c: Cell) -> bool:
    return bool(c.assessment.evidence.own.asked)


def _sources(country: Country) -> list[str]:
    every = [c.assessment for cells in country.cells for c in cells]
    vintages = sorted({a.extract.id for a in every if a.extract})
    local = [t.id for t in country.workbook.plan.targets if t.indicator.is_local]
    lines = [f"Lokala serier, som inte kan jämföras: {', '.join(local)}."] if local else []
    return [*lines, f"Datauttag {', '.join(vintages)}. {labels(every)}"] if vintages else lines
