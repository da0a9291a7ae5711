"""What stands folded: made when it comes into view, so that a verdict never waits for it; in a file at once."""

from collections.abc import Callable
from html import escape

import marimo as mo

from goalkit.show.days import whole_days
from goalkit.show.styles import sheet


def fold(question: str, body: Callable[[], str], *, at_once: bool) -> str:
    """Return a fold with what it asks as its summary."""
    shown = body() if at_once else when_seen(body, "gk-details gk-inside")
    return f"<details><summary>{escape(question)}</summary>{shown}</details>"


def when_seen(body: Callable[[], str], css: str) -> str:
    """Return a place that fills when it comes into view; the page's style sheet does not reach into it."""
    return mo.lazy(
        lambda: mo.Html(f'<style>{sheet()}</style><div class="{css}">{whole_days(body())}</div>'),
        show_loading_indicator=True,
    ).text
