"""The country beside the verdicts, as marimo shows it: folds under a target, computed when they are opened."""

from collections.abc import Callable
from html import escape

import marimo as mo

from goalkit.assessment import Assessment
from goalkit.beside import panel_words, rank_words, uncertainty_words
from goalkit.beside.counts import uncertainty_of
from goalkit.beside.gathered import gathered
from goalkit.show.standing_blocks import common_body, sure_body, unusual_body
from goalkit.show.styles import sheet
from goalkit.workbook import Workbook


def beside_folds(workbook: Workbook, a: Assessment, *, at_once: bool) -> str:
    """Return how common, how unusual and how sure; unless ``at_once``, for a file, each is computed when opened.

    An own series cannot be compared: the first fold says so, and the second is left out.
    """
    folds: list[tuple[str, Callable[[], str]]] = [
        (panel_words.QUESTION, lambda: common_body(gathered(workbook).standing(a))),
        (rank_words.QUESTION, lambda: unusual_body(gathered(workbook).standing(a))),
        (uncertainty_words.QUESTION, lambda: sure_body(uncertainty_of(workbook, a))),
    ]
    shown = [fold for fold in folds if not (a.indicator.is_local and fold[0] == rank_words.QUESTION)]
    return "".join(
        f"<details><summary>{escape(question)}</summary>{body() if at_once else _when_opened(body)}</details>"
        for question, body in shown
    )


def _when_opened(body: Callable[[], str]) -> str:
    """Return a place that fills when it comes into view; the page's style sheet does not reach into it."""
    return mo.lazy(lambda: mo.Html(f'<style>{sheet()}</style><div class="gk-details">{body()}</div>')).text
