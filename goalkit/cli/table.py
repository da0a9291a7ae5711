"""The readable tables of ``goalkit status``."""

from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goalkit.beside.variants import on_same_members
from goalkit.judge import Assessment
from goalkit.model import Judged, Status
from goalkit.summary import Counts, count
from goalkit.words.notes import (
    choice_of_indicator,
    earlier_base,
    missing,
    next_step,
    other_starts,
    own_work,
    reservations,
    same_members_note,
    source,
)
from goalkit.words.sentences import calculation, criterion, headline, reason_word, sentence
from goalkit.words.summary import counted, denominators, vintages_used
from goalkit.words.terms import shape
from goalkit.words.values import change_in_percent, from_to, measure_places, short_year
from goalkit.workbook import Workbook

ROOMY = 105
"""Columns of a terminal that hold the whole table, its indent and the spaces between included."""

_STYLE = {
    Status.MET: "bold",
    Status.NOT_MET: "bold",
    Status.UNCHANGED: "bold",
    Status.NOT_ASSESSED: "dim",
}


def print_status(workbook: Workbook) -> None:
    """Print all targets by focus area and goal, the denominators, and the vintages."""
    console = terminal()
    say(console, f"{workbook.plan.title} – {workbook.municipality.name}", style="bold")
    for area in workbook.plan.focus_areas:
        console.print(Text(f"\n{area.title.upper()}", style="bold"))
        for goal in workbook.plan.goals_of(area.id):
            targets = workbook.of_goal(goal)
            say(console, f"Mål {goal.number}. {goal.title} ({counted(count(targets))})")
            console.print(_rows(targets, console.width))
    _print_counts(console, count(workbook.assessments.values()))
    for line in ("", *vintages_used(workbook)):
        say(console, line)


def print_target(workbook: Workbook, a: Assessment) -> None:
    """Print one target in full: wording, verdict, calculation, reservations and source."""
    console = terminal()
    say(console, f"{a.target.id}. {a.target.wording}", style="bold")
    console.print(Text(f"\n{shape(a)} {headline(a)}", style=_STYLE[a.status]))
    lines = [sentence(a), *calculation(a), *reservations(a), other_starts(a), earlier_base(a), criterion(a)]
    lines.append(same_members_note(a, on_same_members(a, workbook.observations)))
    lines += [*(missing(a) or ()), next_step(a), a.target.since_assumption, choice_of_indicator(a)]
    lines += [*a.indicator.remarks, source(a)]
    if a.extract is not None:
        lines.append(f"Beräkning och bedömning: {own_work(a)}.")
    for line in lines:
        if line:
            say(console, line, indent=2)


def say(console: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    """Print a text, folded at spaces; rich would fold at a no-break space too, in the middle of a number."""
    margin = " " * indent
    folded = wrap(text, console.width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
    for line in folded or [""]:
        console.print(Text(line, style=style), no_wrap=True, overflow="fold")


def terminal() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, 110))


def _rows(targets: list[Assessment], room: int) -> Padding:
    """Return the rows of a goal; where there is ``room`` the columns of all goals stand under each other.

    In a narrower terminal texts are folded: a least width would push the numbers out of sight.
    """
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=False)
    for heading, width in (("Id", 3), ("Bedömning", 34), ("År", 17), ("Jämförda tal, eller skäl", 38)):
        table.add_column(heading, min_width=width if room >= ROOMY else None, overflow="fold")
    for a in targets:
        status = Text(f"{shape(a)} {headline(a)}", style="" if a.verdict.before_plan else _STYLE[a.status])
        table.add_row(a.target.id, status, _years(a), numbers(a) if isinstance(a.verdict, Judged) else reason_word(a))
    return Padding(table, (0, 0, 1, 2))


def _years(a: Assessment) -> str:
    n, base = a.verdict.numbers, a.target.rule.base_year
    judged = short_year(a, n.year) if isinstance(a.verdict, Judged) else ""
    return f"{short_year(a, base)} → {judged}".rstrip() if base is not None else judged


def numbers(a: Assessment) -> str:
    """Write the two numbers that the rule compares, with their unit; empty where there are none."""
    first, second = a.target.rule.compared(a.verdict.numbers)
    places, unit = measure_places(a), a.indicator.unit
    if first is None or second is None:
        return ""
    if a.verdict.numbers.own_change is not None:
        return f"{change_in_percent(first, places)} mot {change_in_percent(second, places)}"
    if a.target.rule.base_year is None:
        return " mot ".join(from_to(first, second, places, unit, short=True))
    unit = unit if a.target.rule.reference_id is None else unit.of_difference
    return " → ".join(from_to(first, second, places, unit, short=True))


def _print_counts(console: Console, counts: Counts) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for label, value in denominators(counts):
        table.add_row(label, str(value))
    console.print(table)
