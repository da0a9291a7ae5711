"""How common, how unusual, how sure: three answers beside a verdict, as HTML that needs neither script nor drawing.

A bar or a spot stands where a class says (:func:`goalkit.show.styles.sheet`). Every picture has its figures as text
beside it.
"""

from html import escape

from goalkit.beside.certainty import Certainty
from goalkit.beside.rank import Rank
from goalkit.beside.standing import Standing
from goalkit.show.blocks import element, listed
from goalkit.words import certainty as certainty_words
from goalkit.words import rank as rank_words
from goalkit.words import standing as standing_words
from goalkit.words.numbers import several
from goalkit.words.standing import percent, rates, spread_text, within, years_text

ASIDE = "Det här står bredvid bedömningen och ändrar den inte."


def common_body(s: Standing) -> str:
    """Return how common the outcome is: the sentence, a row with a bar per rate, and what a reader must know."""
    table = _rates(s) if s.chance is not None else ""
    return _answer(standing_words.how_common(s), table)


def unusual_body(s: Standing) -> str:
    """Return the municipality's place among others, and where it lies in the spread of each group."""
    return _answer(rank_words.how_unusual(s), _places(s))


def sure_body(c: Certainty) -> str:
    """Return what is known of how sure the verdict's values are."""
    return _answer(certainty_words.how_sure(c))


def _answer(sentences: list[str], table: str = "") -> str:
    """Return the first sentence, a table, and the other sentences, marked as beside the verdict."""
    lead, *notes = sentences
    return f"{element('p', lead)}{table}{listed([*notes, ASIDE])}"


def scrolled(table: str, label: str) -> str:
    """Let a wide table scroll within itself, reached by keyboard too."""
    return f'<div class="gk-table-wrap" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'


def _head(*names: str) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _rates(s: Standing) -> str:
    rows = []
    for row in rates(s):
        rate = row.rate
        ties = f", {several(rate.unchanged, 'lika', 'lika')}" if rate.unchanged else ""
        over = several(rate.municipalities, "kommun", "kommuner")
        period = several(rate.windows, "period", "perioder") if s.chance and s.chance.span else f"{rate.windows} år"
        counted = f"{several(rate.n, 'jämförelse', 'jämförelser')}{ties}; {over}, {period}"
        filled = _bar("gk-bar", 0, round(float(rate.share) * 100))
        cells = f"<td>{_track(filled)}{percent(rate.share)}</td><td>{spread_text(rate) or '–'}</td>"
        css = ' class="gk-judged"' if row.main else ""
        rows.append(f'<tr{css}><th scope="row">{escape(row.label)}</th>{cells}<td>{escape(counted)}</td></tr>')
    when = f" {within(s, s.chance)}" if s.chance is not None else ""
    caption = f"Så ofta uppfylldes villkoret för {s.assessment.target.id}{when}"
    head = _head("Kommuner som", "Uppfyllde", "95 %-intervall", "Räknat på")
    table = f"<caption>{escape(caption)}</caption>{head}<tbody>{''.join(rows)}</tbody>"
    return scrolled(f'<table class="gk-table gk-rates">{table}</table>', caption)


def _places(s: Standing) -> str:
    ranks = (*s.ranks, *s.group_ranks)
    if not ranks:
        return ""
    low = min(0.0, *(min(r.cuts[1], r.own) for r in ranks))
    high = max(0.0, *(max(r.cuts[-2], r.own) for r in ranks))
    name = s.assessment.municipality.name
    rows = "".join(_place(s, r, low, high) for r in ranks)
    when = years_text(s, ranks[0].base, ranks[0].later)
    caption = f"{s.assessment.target.id}: {name} bland andra {when}, efter {rank_words.ordered_by(s)}"
    head = _head("Bland", "Plats", "Fördelning", name, "Median", "Mittersta hälften")
    legend = (
        f"{rank_words.figures_text(s)} Låg stapel: nio av tio kommuner. Hög stapel: den mittersta hälften. "
        f"Tjockt streck: {name}. Tunn linje: noll; till höger om den är villkoret uppfyllt."
    )
    table = f"<caption>{escape(caption)}</caption>{head}<tbody>{rows}</tbody>"
    wrapped = scrolled(f'<table class="gk-table gk-places">{table}</table>', caption)
    return wrapped + element("p", legend, "gk-source")


def _place(s: Standing, r: Rank, low: float, high: float) -> str:
    def at(value: float) -> int:
        return round(100 * (value - low) / (high - low)) if high > low else 50

    _, least, first, middle, third, most, _ = r.cuts
    drawn = _bar("gk-all", at(least), at(most)) + _bar("gk-half", at(first), at(third))
    drawn += _bar("gk-zero", at(0), at(0)) + _bar("gk-own", at(r.own), at(r.own))
    own = rank_words.improvement_text(s, r.own, own=True)
    mid, left, right = (rank_words.improvement_text(s, value) for value in (middle, first, third))
    cells = "".join(element("td", text) for text in (own, mid, f"{left} till {right}"))
    return (
        f'<tr><th scope="row">{escape(rank_words.group_name(s, r))}</th><td>{escape(rank_words.place_text(r))}</td>'
        f"<td>{_track(drawn)}</td>{cells}</tr>"
    )


def _track(drawn: str) -> str:
    return f'<span class="gk-track" aria-hidden="true">{drawn}</span>'


def _bar(css: str, start: int, end: int) -> str:
    return f'<span class="{css} gk-l{start} gk-r{end}"></span>'
