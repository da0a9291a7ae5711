"""Charts and downloads as marimo shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marimo as mo

from goalkit.charts import chart, spec
from goalkit.charts.at_hand import AtHand
from goalkit.charts.view import View
from goalkit.judge import Assessment
from goalkit.show.files import File
from goalkit.show.styles import controls_sheet


@dataclass(frozen=True)
class Drawing:
    """A chart in marimo's own form, without the way around altair's classes: it is drawn anew at every edit.

    As an object, not as the text of one: every quotation mark would be escaped twice on its way.
    """

    spec: Mapping[str, Any]

    def _mime_(self) -> tuple[str, Mapping[str, Any]]:
        return "application/vnd.vegalite.v6+json", self.spec


def drawn(spec: Mapping[str, Any]) -> str:
    """Return the element that draws a specification.

    marimo writes it between apostrophes and escapes the quotation marks in it all the same: half of what is sent,
    and parsed again and again in the browser, at every edit.
    """
    return mo.as_html(Drawing(spec)).text.replace("&quot;", '"')


def drawing(a: Assessment, view: View, hand: AtHand, imagined: Assessment | None = None) -> str:
    """Return a target's chart, as wide as its place."""
    return f'<div class="gk-drawing">{drawn(spec(chart(a, view, hand=hand, imagined=imagined)))}</div>'


def downloads(offered: list[File], stem: str) -> str:
    """Return a button per file; a file is made when its button is pressed, and comes from this machine."""
    buttons = [
        mo.download(file.make, filename=f"{stem}.{file.ending}", mimetype=file.mime, label=file.label)
        for file in offered
    ]
    return f'{controls_sheet()}<div class="gk-row">{"".join(button.text for button in buttons)}</div>'
