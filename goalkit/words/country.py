"""The country on one page, in Swedish: a word and a shape per outcome, and what a reader must know."""

from goalkit.beside.country import Cell, Country, Outcome
from goalkit.model import Status
from goalkit.words.numbers import joined
from goalkit.words.sentences import headline
from goalkit.words.summary import labels
from goalkit.words.terms import BEFORE_PLAN_SHAPE, SHAPE, STATUS

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


def outcome_word(c: Cell) -> str:
    """Return a cell's outcome in words: a tie in the rule's own, a year before the plan with what became of it."""
    return headline(c.assessment) if c.outcome in (Outcome.UNCHANGED, Outcome.BEFORE_PLAN) else WORD[c.outcome]


def outcomes(country: Country) -> list[Outcome]:
    """Return the outcomes that some cell has, in the order in which they are explained."""
    found = {c.outcome for cells in country.cells for c in cells}
    return [outcome for outcome in SIGN if outcome in found]


def notes(country: Country) -> list[str]:
    """Return what a reader of the page must know: the advantage, what is not at hand, own series, sources."""
    lines = []
    if Outcome.ADVANTAGE in outcomes(country):
        lines.append(
            f"{SIGN[Outcome.ADVANTAGE]} kommunen låg bättre till än jämförelsevärdet redan basåret. Målet gäller en "
            "nackdel som ska minska, så det är varken uppnått eller ej uppnått."
        )
    if _few_values(country):
        lines.append("För de flesta måluppfyllelserna är inte alla kommuners värden hämtade.")
    local = [t.id for t in country.workbook.plan.targets if t.indicator.is_local]
    lines += [f"Lokal serie, kan inte jämföras: {joined(local)}."] if local else []
    every = [c.assessment for cells in country.cells for c in cells]
    vintages = sorted({a.extract.id for a in every if a.extract})
    return [*lines, f"Datauttag {joined(vintages)}. {labels(every)}"] if vintages else lines


def _few_values(country: Country) -> bool:
    """Tell whether most targets lack most municipalities for want of having been asked for."""
    short = [t for t in country.targets if sum(_was_asked(c) for c in country.column(t)) * 2 < len(country.cells)]
    return len(short) * 2 > len(country.targets)


def _was_asked(c: Cell) -> bool:
    return bool(c.assessment.evidence.own.asked)
