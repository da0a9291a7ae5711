"""The country beside the verdicts, as marimo shows it: folds under a target, and a section of the overview.

What costs something is computed when it comes into view, so that a verdict never waits for it; in a file at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import marimo as mo

from goalkit.beside.certainty import certainty_of
from goalkit.beside.country import BY_NAME, NEAREST, Country, Row, near_rows, nearest_first, ordered
from goalkit.beside.gathered import gathered
from goalkit.judge import Assessment
from goalkit.show.country import country_csv
from goalkit.show.country_blocks import commonness_table, heat_table
from goalkit.show.drawings import drawn
from goalkit.show.folds import fold, when_seen
from goalkit.show.form import Form, Widgets, laid_out
from goalkit.show.multiples import description, drawn_targets, latest_table, multiples_spec
from goalkit.show.standing_blocks import common_body, sure_body, unusual_body
from goalkit.words import certainty as certainty_words
from goalkit.words import rank as rank_words
from goalkit.words import standing as standing_words
from goalkit.words.terms import by_name
from goalkit.workbook import Workbook

COUNTRY_FILE = "data/kommuner.csv"
"""Where a published page has every municipality's outcomes, beside it."""

_NEAR, _ALL = "De närmaste", "Alla kommuner"
_NOBODY = "ingen"


def standing_body(workbook: Workbook, a: Assessment) -> str:
    """Return how common the outcome is, how unusual the change and, where something is known of it, how sure."""
    standing, certainty = gathered(workbook).standing(a), certainty_of(workbook, a)
    answers = [(standing_words.QUESTION, common_body(standing))]
    if not a.indicator.is_local:  # an own series cannot be compared, and the first answer says so
        answers.append((rank_words.QUESTION, unusual_body(standing)))
    if certainty.says_something:
        answers.append((certainty_words.QUESTION, sure_body(certainty)))
    return "".join(f"<p><strong>{escape(question)}</strong></p>{body}" for question, body in answers)


def country_choices(workbook: Workbook) -> Form:
    """Return the widgets of the section over all municipalities: which ones, one more, in what order."""
    return Form({"choices": lambda: _choices(workbook)})


def _choices(workbook: Workbook) -> tuple[str, Widgets]:
    names = sorted((area.title for area in workbook.observations.areas.values() if area.kind == "K"), key=by_name)
    targets = [target.id for target in workbook.plan.targets if not target.indicator.is_local]
    orders = {
        "närhet": NEAREST,
        "namn": BY_NAME,
        **{f"{target}, störst förbättring först": target for target in targets},
    }
    widgets = {
        "which": mo.ui.dropdown([_NEAR, _ALL], value=_NEAR, label="Visa"),
        "also": mo.ui.dropdown([_NOBODY, *names], value=_NOBODY, label="Ta med och markera"),
        "by": mo.ui.dropdown(orders, value="närhet", label="Ordna efter"),
    }
    return laid_out('<div class="gk-row">{which} {also} {by}</div>', widgets), widgets


@dataclass(frozen=True)
class Chosen:
    """What the controls of the section say; as they stand untouched in a file."""

    everyone: bool = False
    also: str | None = None
    by: str = NEAREST

    def rows(self, country: Country, *, everyone: bool | None = None) -> list[Row]:
        """Return the municipalities to show, in their order."""
        also = next((m.id for m in country.municipalities if m.name == self.also), None)
        whole = self.everyone if everyone is None else everyone
        return ordered(country, (nearest_first if whole else near_rows)(country, also), self.by)


def chosen(values: dict[str, Any] | None) -> Chosen:
    """Read the controls of the section."""
    if not values:
        return Chosen()
    also = values.get("also")
    return Chosen(values.get("which") == _ALL, None if also == _NOBODY else also, str(values.get("by") or NEAREST))


def country_section(
    workbook: Workbook, choice: Chosen, address: str, draw: Callable[[Mapping[str, Any]], str] | None = None
) -> str:
    """Return the heat table, how common each outcome is, and the lines of all targets.

    ``draw`` returns the place of a chart in a file, where all is made at once; without it marimo draws.
    """
    at_once = draw is not None

    def table() -> str:
        country = gathered(workbook).country
        return heat_table(country, choice.rows(country), address) + _file(country, at_once=at_once)

    def commonness() -> str:
        found = gathered(workbook)
        return commonness_table(workbook, [found.standing(a) for a in workbook.assessments.values()])

    def lines() -> str:
        country = gathered(workbook).country
        rows = choice.rows(country, everyone=False)
        if not drawn_targets(country):
            return "<p>Inga värden finns att rita.</p>"
        said, lines = escape(description(country, rows)), _drawn(country, rows, draw or drawn)
        return f"<p>{said}</p>{lines}{latest_table(country, rows)}"

    folds = [("Hur vanliga är utfallen i landet?", commonness), ("Linjer för varje måluppfyllelse", lines)]
    folded = "".join(fold(title, body, at_once=at_once) for title, body in folds)
    shown = table() if at_once else when_seen(table, "gk-country")
    return f'<div class="gk-country">{shown}<div class="gk-details">{folded}</div></div>'


def _drawn(country: Country, rows: list[Row], draw: Callable[[Mapping[str, Any]], str]) -> str:
    wide, narrow = (
        draw(multiples_spec(country, rows, columns=columns, width=width)) for columns, width in ((3, 700), (1, 280))
    )
    return f'<div class="gk-wide">{wide}</div><div class="gk-narrow">{narrow}</div>'


def _file(country: Country, *, at_once: bool) -> str:
    """Offer every municipality as a file: a link to the one beside the page, or a download."""
    label = f"Alla {len(country.municipalities)} kommuner, med tal (CSV)"
    if at_once:
        return f'<p><a href="{COUNTRY_FILE}">{label}</a></p>'
    data = mo.download(lambda: country_csv(country).encode(), filename="kommuner.csv", mimetype="text/csv", label=label)
    return f'<div class="gk-row">{data.text}</div>'
