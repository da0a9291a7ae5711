"""The code of a notebook's cells on a page: each folded beside what its cell shows, coloured without a script."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby

from pygments import lexers, token

from goalkit.publishing.cells import Cell

_LOOKS = {token.Comment: "comment", token.Keyword: "keyword", token.String: "text", token.Number: "number"}


def with_code(parts: Mapping[int, str], cells: Iterable[Cell]) -> Iterator[str]:
    """Yield what each cell shows followed by its code, in the notebook's order; ``parts`` has the first by cell.

    The code of those before the first that shows anything comes after that one: a page begins with its heading.
    """
    first, before = min((number for number in parts if number), default=0), ""
    yield parts.get(0, "")
    for cell in cells:
        if cell.number < first:
            before += _folded(cell)
        else:
            yield parts.get(cell.number, "") + (before if cell.number == first else "") + _folded(cell)


def _folded(cell: Cell) -> str:
    if not cell.code:
        return ""
    name = f" {escape(cell.name)}" if cell.name else ""
    return (
        f'<details class="gk-code"><summary>Kod: cell {cell.number}{name}</summary>'
        f"<pre><code>{coloured(cell.code)}</code></pre></details>"
    )


def coloured(code: str) -> str:
    """Return Python as HTML whose comments, words of the language, texts and numbers are told apart.

    >>> coloured("x = 1  # ett")
    'x = <span class="gk-code-number">1</span>  <span class="gk-code-comment"># ett</span>'
    """
    found = lexers.get_lexer_by_name("python", stripnl=False, ensurenl=False).get_tokens(code)
    alike = groupby(found, key=lambda pair: next((look for kind, look in _LOOKS.items() if pair[0] in kind), ""))
    return "".join(_span(look, "".join(text for _, text in pairs)) for look, pairs in alike)


def _span(look: str, text: str) -> str:
    return f'<span class="gk-code-{look}">{escape(text, quote=False)}</span>' if look else escape(text, quote=False)
