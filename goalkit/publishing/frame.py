"""A page around its content: head, policy, landmarks, contents list. It asks for nothing and needs no script."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from importlib import resources

from goalkit.publishing.about import DRAFT, draft_words, page_list
from goalkit.publishing.site import START, STATEMENT, Site
from goalkit.show.days import whole_days
from goalkit.show.styles import fonts, sheet

_LOADS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_LEADS = "base-uri 'none'; form-action 'none'"

_ID = re.compile(r'(<[^<>]*? id=")([^"]+)(")')
_HEADING = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>", re.DOTALL)
_HINT = (
    "Peka på en punkt i ett diagram för att se dess värde. Håll ned Skift och rulla för att zooma, Skift och dra "
    "för att flytta, dubbelklicka för att återställa."
)
_TAG = re.compile(r"<[^>]+>")
_OWN_ADDRESSES = ("innehall", "innehallsforteckning", "gk-live", "gk-bevis", "gk-vega", "gk-specs")
"""Ids that the frame gives: a text that takes one of them gets another."""


@dataclass(frozen=True)
class Content:
    """What a page holds. ``body`` is the blocks in their order, ``scripts`` stand last, each named in the policy.

    ``own`` is what the program says of the page, after the blocks: its addresses are the same on every page; ``later``
    stands before all else.
    """

    file: str
    title: str
    description: str
    body: list[str]
    own: str = ""
    later: str = ""
    proof: str = ""
    scripts: str = ""
    hashes: tuple[str, ...] = ()


def framed(site: Site, content: Content) -> str:
    """Return the whole page; its headings must be in order already."""
    body = _with_addresses("\n".join(content.body), content.own)
    first, end, rest = body.partition("</header>") if "</header>" in body else body.partition("</h1>")
    hint = f'<p class="gk-live" id="gk-live" hidden>{_HINT}</p>' if content.scripts else ""
    main = f"{first}{end}{_contents(rest)}{hint}{rest}"
    allowed = f"; script-src {' '.join(content.hashes)}" if content.hashes else ""
    whose = site.workbook.municipality
    title = content.title if whose.name in content.title else f"{content.title} – {whose.name}"
    title += f" ({site.follow_up.name})" if site.follow_up else ""
    return f"""<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_LOADS}{allowed}; {_LEADS}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="goalkit {escape(site.versions["goalkit"])}">
<meta name="description" content="{escape(content.description)}">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{style()}</style>
</head>
<body>
<a class="gk-skip" href="#innehall">Till innehållet</a>
<header class="gk-site"><div class="gk-page">
<p class="gk-site-name">{escape(whose.name)}</p>{_navigation(site, content)}
</div></header>
{_frozen(site)}{_draft(site)}{whole_days(content.later)}
<main id="innehall" class="gk-page">
{whole_days(main)}
</main>
<footer class="gk-foot"><div class="gk-page">{whole_days(_foot(site))}</div></footer>
{content.proof}{content.scripts}</body>
</html>
"""


@cache
def style() -> str:
    """Return the style sheet, the fonts inside it."""
    own = resources.files("goalkit.publishing").joinpath("page.css").read_text(encoding="utf-8")
    return f"{fonts()}\n{sheet()}\n{own}"


def _navigation(site: Site, content: Content) -> str:
    links = []
    for file, title in page_list(site):
        current = ' aria-current="page"' if file == content.file else ""
        links.append(f'<li><a href="{escape(file)}"{current}>{escape(title)}</a></li>')
    return f'<nav class="gk-nav" aria-label="Sidor"><ul>{"".join(links)}</ul></nav>'


def _draft(site: Site) -> str:
    if site.publication is not None:
        return ""
    words = f"<p><strong>{DRAFT}.</strong> {escape(draft_words(site))}</p>"
    return f'<div class="gk-draft" role="region" aria-label="{DRAFT}">{words}</div>'


def _frozen(site: Site) -> str:
    """Say that the pages show a follow-up as it was, and where the current ones are."""
    if site.follow_up is None:
        return ""
    name = escape(site.follow_up.name)
    words = (
        f"<p><strong>{name}.</strong> Sidan visar uppföljningen som den var när den frystes. "
        f'<a href="../{START}">Till de aktuella sidorna</a></p>'
    )
    return f'<div class="gk-frozen" role="region" aria-label="Uppföljningen {name}">{words}</div>'


def _foot(site: Site) -> str:
    approved = site.publication
    if approved is None:
        said = f"Senast uppdaterad med data hämtade {site.newest}. {DRAFT}: {_lower(draft_words(site))}"
    else:
        said = f"Senast uppdaterad {approved.approved}. {approved.follow_up}. "
        said += f"Ansvarig: {approved.unit}, {approved.contact}."
    statement = "Tillgänglighetsredogörelse" + ("" if site.accessibility else " (mall, inte ifylld)")
    return f'<p>{escape(said)}</p><p><a href="{STATEMENT}">{statement}</a></p>'


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _with_addresses(body: str, own: str) -> str:
    """Give every heading an address, and let no two elements share one.

    The program's own addresses come before any other, and one that is given before one made of a heading's words:
    a link from elsewhere keeps leading to the same place, whatever is written above it; a target's before all others.
    Of two alike the first keeps it.
    """
    named = _made(own, set(_OWN_ADDRESSES))
    taken = {*_OWN_ADDRESSES, *(match[2] for match in _ID.finditer(named))}
    targets = {match[1] for match in _TARGET.finditer(body)}
    seen = taken | targets

    def addressed(match: re.Match[str]) -> str:
        if match[2] in targets and _TARGET.match(body, match.start()):
            targets.remove(match[2])
            return match[0]
        return f"{match[1]}{_free(match[2], seen)}{match[3]}"

    given = _ID.sub(addressed, body)
    return f"{_made(given, seen)}\n{named}"


_TARGET = re.compile(r'<h[2-6] id="([^"]+)">\s*<span class="gk-id">')
"""The heading of a target, whose address nothing that people write may take."""


def _made(html: str, taken: set[str]) -> str:
    """Give every heading without an address one of its words, that no element has."""
    seen = taken | {match[2] for match in _ID.finditer(html)}

    def addressed(match: re.Match[str]) -> str:
        level, attributes, words = match.groups()
        if " id=" in attributes:
            return match[0]
        return f'<h{level} id="{_free(_slug(words), seen)}"{attributes}>{words}</h{level}>'

    return _HEADING.sub(addressed, html)


def _free(wanted: str, seen: set[str]) -> str:
    """Return an address that no element has, and take it."""
    name, number = wanted, 2
    while name in seen:
        name, number = f"{wanted}-{number}", number + 1
    seen.add(name)
    return name


def _slug(text: str) -> str:
    plain = unescape(_TAG.sub("", text)).casefold().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "rubrik"


def _contents(html: str) -> str:
    """Return the list of a page's sections: its h2, and within each its h3."""
    found = [(int(m[1]), _id(m[2]), _TAG.sub("", m[3]).strip()) for m in _HEADING.finditer(html) if m[1] in "23"]
    sections: list[tuple[str, list[str]]] = []
    for level, address, text in found:
        link = f'<a href="#{address}">{text}</a>'
        if level == 2:
            sections.append((link, []))
        elif sections and address.startswith("mal-"):
            sections[-1][1].append(f"<li>{link}</li>")
    inner = [f"<ol>{''.join(links)}</ol>" if links else "" for _, links in sections]
    items = "".join(f"<li>{link}{links}</li>" for (link, _), links in zip(sections, inner, strict=True))
    heading = '<h2 id="innehallsforteckning">Innehåll</h2>'
    label = 'aria-labelledby="innehallsforteckning"'
    return f'<nav class="gk-contents" {label}>{heading}<ol>{items}</ol></nav>' if items else ""


def _id(attributes: str) -> str:
    found = re.search(r' id="([^"]+)"', attributes)
    return found[1] if found else ""
