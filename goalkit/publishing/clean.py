"""Text that people wrote or a service sent, made harmless by an allow-list; and headings put in order.

What is not on the list loses its markup and keeps its words; scripts, styles and drawings lose both. Ids
stay, for they are lasting addresses.
"""

import re
from html import unescape

import nh3

_SECTIONS = {
    "article",
    "aside",
    "div",
    "figure",
    "figcaption",
    "footer",
    "header",
    "hr",
    "nav",
    "p",
    "section",
    "span",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_TABLES = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_FOLDS = {"details", "summary"}
_WORDS = {
    "a", "abbr", "b", "bdi", "blockquote", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img",
    "ins", "kbd", "mark", "meter", "pre", "progress", "q", "s", "samp", "small", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
}  # fmt: skip

_ATTRIBUTES = {
    "*": {
        "class", "dir", "id", "lang", "title", "role", "tabindex",
        "aria-current", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby",
    },
    "a": {"href", "hreflang"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"datetime"},
    "li": {"value"},
    "meter": {"value", "min", "max", "low", "high", "optimum"},
    "ol": {"start", "reversed"},
    "progress": {"value", "max"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}  # fmt: skip
_WITH_CONTENT = {
    "script",
    "style",
    "svg",
    "math",
    "template",
    "iframe",
    "object",
    "noscript",
    "title",
    "select",
}
_VALUES = {"role": {"group", "img", "list", "note", "region"}, "tabindex": {"0"}}
"""Roles that say what something is, never that it acts; and focus for what scrolls, in the page's order."""

_SCHEMES = {"https", "http", "mailto", "tel", "data"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_NO_PICTURE = re.compile(r"<img(?![^<>]* src=)[^<>]*>")  # its address was not inside the page
_HEADING = re.compile(r"<(/?)h([1-6])\b([^>]*)>")


def clean_html(text: str) -> str:
    """Return the HTML with nothing in it that can run, load, submit or draw.

    >>> clean_html("<p onclick='x()'>Andel <script>x()</script><a href='javascript:x()'>ökade</a></p>")
    '<p>Andel <a>ökade</a></p>'
    """
    cleaned = nh3.clean(
        text,
        tags=_SECTIONS | _HEADINGS | _LISTS | _TABLES | _FOLDS | _WORDS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return _NO_PICTURE.sub("", cleaned)


def lost(given: str, cleaned: str) -> tuple[str, ...]:
    """Return the pictures and links that have fallen away, each in Swedish with its address.

    >>> lost('<img src="karta.png"><a href="#a">a</a>', '<a href="#a">a</a>')
    ('bilden karta.png',)
    """
    left = set(_ADDRESSES.findall(cleaned))
    fallen = (each for each in dict.fromkeys(_ADDRESSES.findall(given)) if each not in left)
    return tuple(f"{_SORTS[tag.lower()]} {unescape(address.strip(_QUOTES))[:80]}" for tag, address in fallen)


_QUOTES = "\"'"
_SORTS = {"img": "bilden", "a": "länken"}
_ADDRESSES = re.compile(r"""<(img|a)\b[^<>]*?\s(?:src|href)=("[^"]*"|'[^']*'|[^\s<>]+)""", re.IGNORECASE)


def _filtered(_tag: str, name: str, value: str) -> str | None:
    """Keep pictures that are inside the page and links that lead somewhere; a data address is neither."""
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    return value if name not in _VALUES or value in _VALUES[name] else None


def headings_in_order(parts: list[str]) -> list[str]:
    """Return cleaned parts of one page with one h1, the first heading, and no level left out on the way down.

    >>> headings_in_order(["<h2>A</h2>", "<h1>B</h1><h4>C</h4>"])
    ['<h1>A</h1>', '<h2>B</h2><h3>C</h3>']
    """
    order = _Headings()
    return [_HEADING.sub(order.rewritten, part) for part in parts]


class _Headings:
    """The headings above the place that is being read, as (level written, level given)."""

    def __init__(self) -> None:
        self.above: list[tuple[int, int]] = []

    def rewritten(self, match: re.Match[str]) -> str:
        closing, written, attributes = match[1], int(match[2]), match[3]
        if not closing:
            while len(self.above) > 1 and self.above[-1][0] >= written:
                self.above.pop()
            self.above.append((written, min(self.above[-1][1] + 1, 6) if self.above else 1))
        return f"<{closing}h{self.above[-1][1]}{attributes}>"
