"""The readable tables of ``goalkit readings``."""

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goalkit.beside.needed import needed
from goalkit.beside.readings import Reading, all_readings, readings
from goalkit.cli.table import say, terminal
from goalkit.judge import Assessment
from goalkit.words.needed import notes, question, reason
from goalkit.words.needed import sentence as need_sentence
from goalkit.words.notes import own_work
from goalkit.words.readings import label, numbers, outcome, summary, turning, why_not, years
from goalkit.words.sentences import headline
from goalkit.workbook import Workbook


def print_overview(workbook: Workbook) -> None:
    """Print, per target, what its readings say together and which single choice turns the verdict."""
    out = terminal()
    say(out, f"{workbook.plan.title} – {workbook.municipality.name}: andra tolkningar", style="bold")
    for target_id, told in all_readings(workbook).items():
        out.print(Text(f"\n{target_id}  {headline(told.formal)}", style="bold"))
        for line in (summary(told), turning(told)):
            say(out, line, indent=4)


def print_readings(workbook: Workbook, a: Assessment) -> None:
    """Print one target's readings, what they say together, and what the plan's last year must bring."""
    out, told, asked = terminal(), readings(workbook, a), needed(workbook, a)
    say(out, f"{a.target.id}. {a.target.wording}", style="bold")
    out.print(_rows(told.rows))
    for line in (summary(told), turning(told)):
        say(out, line, indent=2)
    out.print(Text(f"\n{question(asked)}", style="bold"))
    lines = [*(need_sentence(asked, need) for need in asked.needs), *notes(asked)] or [reason(asked) or ""]
    for line in (*lines, *([f"{own_work(a)}."] if a.extract is not None else [])):
        say(out, line, indent=2)


def _rows(rows: tuple[Reading, ...]) -> Padding:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=False)
    for heading in ("Tolkning", "Utfall", "År", "Jämförda tal, eller skäl", ""):
        table.add_column(heading, overflow="fold")
    for reading in rows:
        mark = "annat utfall" if reading.flips else "ger ett utfall" if reading.judges_anew else ""
        style = "bold" if reading.assessment is reading.formal else ""
        told = numbers(reading) or why_not(reading)
        table.add_row(label(reading), outcome(reading), years(reading), told, mark, style=style)
    return Padding(table, (1, 0, 1, 2))
