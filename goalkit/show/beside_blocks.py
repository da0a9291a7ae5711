"""What stands beside a verdict, as plain HTML: readings, what the last year must bring, and what if."""

from html import escape

from goalkit.beside.needed import needed
from goalkit.beside.readings import Reading, readings
from goalkit.beside.what_if import Thought, coming_years, is_used, told
from goalkit.judge import Assessment
from goalkit.model import Side
from goalkit.show.blocks import element, listed
from goalkit.show.standing_blocks import scrolled
from goalkit.words.needed import notes, question, reason
from goalkit.words.needed import sentence as need_sentence
from goalkit.words.notes import own_work
from goalkit.words.numbers import decimal_words
from goalkit.words.readings import label, numbers, outcome, summary, turning, why_not, years
from goalkit.words.sentences import headline
from goalkit.words.values import short_year
from goalkit.workbook import Workbook


def readings_body(workbook: Workbook, a: Assessment) -> str:
    """Return other readings of the wording, each with its outcome and the numbers that it compares."""
    all_of_them = readings(workbook, a)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Tolkning", "Utfall", "År", "Jämförda tal, eller skäl"))
    rows = "".join(_reading(reading) for reading in all_of_them.rows)
    caption = f"Tolkningar av {a.target.id}"
    table = (
        f'<table class="gk-table gk-words"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return (
        f"{element('p', summary(all_of_them))}{element('p', turning(all_of_them))}{scrolled(table, caption)}"
        f"{element('p', f'{own_work(a)}.', 'gk-source') if a.extract is not None else ''}"
    )


def needed_body(workbook: Workbook, a: Assessment) -> str:
    """Return what the plan's last year must bring for the target to be met."""
    asked = needed(workbook, a)
    wanted = [need_sentence(asked, need) for need in asked.needs] or [reason(asked) or ""]
    return f"<p><strong>{escape(question(asked))}</strong></p>{listed([*wanted, *notes(asked)])}"


def _reading(reading: Reading) -> str:
    formal = reading.assessment is reading.formal
    mark = " (annat utfall)" if reading.flips else " (ger ett utfall)" if reading.judges_anew else ""
    said, when, compared = outcome(reading) + mark, years(reading), numbers(reading) or why_not(reading)
    row = f'<td>{escape(said)}</td><td class="gk-years">{escape(when)}</td><td>{escape(compared)}</td>'
    css = ' class="gk-judged"' if formal else ""
    return f'<tr{css}><th scope="row">{escape(label(reading))}</th>{row}</tr>'


def thought_result(a: Assessment, imagined: Assessment | None, thought: Thought) -> str:
    """Return what typed values would mean, beside the real verdict and never in its look."""
    faults = listed(thought.faults, "gk-faults")
    if imagined is None:
        return f'<div class="gk-thought" role="status">{faults}</div>' if faults else ""
    real = f"<dt>Bedömningen</dt><dd>{escape(headline(a))}</dd>"
    anew = headline(imagined) if is_used(imagined, thought) else "vilar inte på något ifyllt värde"
    new = f"<dt>I det tänkta läget</dt><dd>{escape(anew)}</dd>"
    return (
        f'<div class="gk-thought" role="status"><p class="gk-thought-title">Tänkt läge, inte data</p>'
        f"<dl>{real}{new}</dl>{element('p', told(a, imagined, thought))}{faults}{_table(a, imagined, thought)}</div>"
    )


def _table(a: Assessment, imagined: Assessment, thought: Thought) -> str:
    sides = [(Side.OWN, a.municipality.name, imagined.evidence.own)]
    if a.reference is not None and imagined.evidence.reference is not None:
        sides.append((Side.REFERENCE, a.reference.label, imagined.evidence.reference))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for _, name, _ in sides)
    rows = ""
    for when in sorted({when for _, when in coming_years(a)}):
        cells = ""
        for side, _, line in sides:
            value = line.value(when)
            typed = (side, when) in thought.values
            text = (
                "–" if value is None else f"{decimal_words(value, a.indicator.decimals)}{' (tänkt)' if typed else ''}"
            )
            cells += f"<td>{escape(text)}</td>"
        rows += f'<tr><th scope="row">{escape(short_year(a, when))}</th>{cells}</tr>'
    caption = f"Tänkta värden för {a.target.id}"
    return (
        f'<table class="gk-table"><caption>{escape(caption)}</caption><thead><tr><th scope="col">År</th>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )
