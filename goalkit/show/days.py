"""Dates that stand whole in a text, on a page and in a notebook."""

import re

DAY = "gk-day"
"""The class of a date that stands within a text."""

_DAY = re.compile(
    rf"""<(svg|code|pre|style)\b.*?</\1>|<span class="{DAY}">.*?</span>|<(?:"[^"]*"|'[^']*'|[^>"'])*>"""
    r"""|(?<![\w/-])\d{4}-\d\d-\d\d(?![\w-])""",
    re.DOTALL,
)
"""A date in a text, or before it what holds none to mark: a drawing, code, a date that is marked, a tag."""


def whole_days(html: str) -> str:
    """Let no line end within a date: a browser takes its hyphens for places to break. Twice changes no more than once.

    >>> whole_days('<p title="2024-08-30">Hämtat 2024-08-30.</p>')
    '<p title="2024-08-30">Hämtat <span class="gk-day">2024-08-30</span>.</p>'
    """
    return _DAY.sub(lambda found: found[0] if found[0][0] == "<" else f'<span class="{DAY}">{found[0]}</span>', html)
