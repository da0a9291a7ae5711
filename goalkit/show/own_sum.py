"""A notebook's own arithmetic held against the verdict: floats in plain pandas beside exact fractions."""

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

from goalkit.errors import CheckError
from goalkit.exact import exact
from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Status
from goalkit.show.standing_blocks import scrolled
from goalkit.words.numbers import number
from goalkit.words.sentences import headline
from goalkit.words.terms import REASON
from goalkit.words.values import short_year, year

if TYPE_CHECKING:
    import pandas as pd

_OUTCOME = {True: "villkoret är uppfyllt", False: "villkoret är inte uppfyllt"}


def conclusion(a: Assessment, holds: Callable[[], object]) -> str:
    """Say in a line what the notebook's own arithmetic comes to, beside what the verdict says.

    ``holds`` is asked only where the target is judged.

    Raises:
        CheckError: the two say different things.
    """
    if isinstance(a.verdict, NotAssessed):
        return f"Kan inte bedömas ({REASON[a.verdict.reason]}). Det här är de värden som finns."
    mine = bool(holds())
    if mine is not (a.status is Status.MET):
        message = (
            f"{a.target.id}: cellens egen uträkning säger att {_OUTCOME[mine]}, men bedömningen är "
            f"”{headline(a)}”. Rätta cellen, eller ta reda på vad som har ändrats i uppgifterna."
        )
        raise CheckError(message)
    years = f"{year(a, a.base_year)}–{short_year(a, a.year)}" if a.base_year is not None else year(a, a.year)
    return f"Räknat här, {years}: {_OUTCOME[mine]}. Bedömningen säger detsamma."


def frame_html(a: Assessment, table: "pd.DataFrame") -> str:
    """Return a table of figures by year as HTML, with one decimal more than the target's values have."""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in ("År", *table.columns))
    body = "".join(
        f'<tr><th scope="row">{escape(short_year(a, int(when)))}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(a, row))}</tr>"
        for when, row in zip(table.index, table.itertuples(index=False, name=None), strict=True)
    )
    whole = f'<table class="gk-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return scrolled(whole, f"Egen uträkning till {a.target.id}")


def _cells(a: Assessment, row: tuple[object, ...]) -> Iterator[str]:
    for value in row:
        if isinstance(value, float) and value == value:  # noqa: PLR0124 - "not a number" is a missing value
            yield number(exact(float(value)), a.indicator.decimals + 1)
        else:
            yield str(value) if isinstance(value, int) else ""
