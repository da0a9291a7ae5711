"""The look of the blocks, as one style sheet: the same in a notebook and on a published page."""

import base64
from functools import cache
from pathlib import Path

_FILES = ("style.css", "beside.css")
_CONTROLS = Path(__file__).with_name("controls.css")


@cache
def sheet() -> str:
    """Return the style sheet of all blocks.

    Bars stand where a class says (``gk-l`` their start, ``gk-r`` their end, in whole percent of their track): pages
    allow no styles of an element's own.
    """
    files = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FILES)
    places = (f".gk-l{n}{{left:{n}%}}.gk-r{n}{{right:{100 - n}%}}" for n in range(101))
    return "".join((*files, *places, "\n"))


WAITING = """<style title="marimo-goalkit">
div:has(> svg.animate-spin) { display: flex; align-items: center; }
div:has(> svg.animate-spin)::after { content: "Räknar …"; }
a:has(> svg.animate-spin)::after { content: " – gör filen …"; }
</style>"""
"""Words beside marimo's wheel, which turns without one; a sheet whose title begins with marimo is copied into its
elements, on a served page and in the editor."""


@cache
def fonts() -> str:
    """Return the style rules that bring the charts' font, the files inside."""
    return "".join(
        f"@font-face{{font-family:'Goalkit Sans';font-weight:{weight};src:url(data:font/woff2;base64,{_font(name)})}}"
        for name, weight in (("Regular", "400"), ("Bold", "700"))
    )


def _font(name: str) -> str:
    file = Path(__file__).with_name("fonts") / f"GoalkitSans-{name}.woff2"
    return base64.b64encode(file.read_bytes()).decode()


@cache
def controls_sheet() -> str:
    """Return the style of the controls as an element: it stands with them, inside marimo's own elements too."""
    return f"<style>{_CONTROLS.read_text(encoding='utf-8')}</style>"
