"""A notebook as an accessible page: one file, no network, no script needed, the same bytes everywhere."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape, unescape
from importlib import resources

from goalkit.publishing.about import about, follow_up_list, later_corrections
from goalkit.publishing.blocks import Block, markdown
from goalkit.publishing.cells import with_code
from goalkit.publishing.clean import headings_in_order
from goalkit.publishing.figures import Figures
from goalkit.publishing.frame import Content, framed
from goalkit.publishing.live import live
from goalkit.publishing.proof import proof
from goalkit.publishing.run import Shown
from goalkit.publishing.site import STATEMENT, Site
from goalkit.show import blocks
from goalkit.show.blocks import OVERVIEW, anchor
from goalkit.summary import count
from goalkit.words.summary import counted

_H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_LINK = re.compile(r'(<a\b[^<>]*?) href="(?:\.\./([\w-]+)/?|\?file=([\w-]+)\.py)(#[^"]*)?"')
_TARGET = re.compile(r'<h([1-6]) id="(mal-[^"]+)"[^<>]*>.*?</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def page(shown: Shown, site: Site) -> str:
    """Return the page of a notebook that has been run: what it shows, in its order, and what the page is."""
    figures = Figures(shown.cells, shown.name)
    cleaned = _linked([block.html for block in shown.blocks], site.pages)
    if not any(_H1.search(html) or "<h" in html for html in cleaned):
        cleaned = [f"<h1>{escape(shown.title)}</h1>", *cleaned]
        given = [Block(0, "", ()), *shown.blocks]
    else:
        given = list(shown.blocks)
    ordered = [_with_corrections(html, site) for html in headings_in_order(cleaned)]
    title = _title(ordered, shown.title)
    drawn = ((block, html) for block, html in zip(given, ordered, strict=True) if html)
    parts = {block.cell: figures.fill(replace(block, html=html)) for block, html in drawn}
    code = site.code.get(shown.name, ())
    earlier = follow_up_list(site) if shown.name == OVERVIEW and site.follow_up is None else ""
    scripts, hashes = live(figures.specs) if site.interactive and figures.specs else ("", ())
    return framed(
        site,
        Content(
            file=site.pages[shown.name],
            title=title,
            description=_description(site, shown.name),
            body=[*with_code(parts, code)] if code else [*parts.values()],
            own=f"{earlier}\n{about(site, shown.name, title)}",
            later=later_corrections(site, site.later_on(shown.name)),
            proof=proof(site, shown.name),
            scripts=scripts,
            hashes=hashes,
        ),
    )


def start_page(site: Site) -> str:
    """Return a start page with all targets, for a publishing whose notebooks have no overview of their own."""
    book, address = site.workbook, "../{name}/"
    areas = "".join(blocks.overview_area(book, area, address) for area in book.plan.focus_areas)
    html = [
        blocks.page_head(book, None, address),
        areas + blocks.denominators_block(count(book.assessments.values())),
        blocks.about_block(book),
    ]
    made = [Block(number, part, ()) for number, part in enumerate(html, start=1)]
    return page(Shown(OVERVIEW, "Översikt", made, {}), site)


def statement_page(site: Site) -> str:
    """Return the accessibility statement: the one in ``data/tillganglighet.md``, else a template that says so."""
    return framed(
        site,
        Content(
            file=STATEMENT,
            title="Tillgänglighetsredogörelse",
            description=f"Tillgänglighetsredogörelse för uppföljningen av {site.workbook.plan.title}.",
            body=headings_in_order([_statement(site)]),
            proof=proof(site, STATEMENT.removesuffix(".html")),
        ),
    )


def _statement(site: Site) -> str:
    text = site.accessibility
    if text is None:
        template = resources.files("goalkit.publishing").joinpath("tillganglighet.md").read_text(encoding="utf-8")
        text = template.replace("{kommun}", site.workbook.municipality.genitive)
    html = markdown(text).html
    return html if re.search("<h[1-6]", html) else f"<h1>Tillgänglighetsredogörelse</h1>{html}"


def _linked(parts: list[str], pages: Mapping[str, str]) -> list[str]:
    """Let links between notebooks lead between pages; a page that is not published is named without a link."""

    def to_page(match: re.Match[str]) -> str:
        name, place = match[2] or match[3], match[4] or ""
        return f'{match[1]} href="{pages[name]}{place}"' if name in pages else match[1]

    return [_LINK.sub(to_page, html) for html in parts]


def _with_corrections(html: str, site: Site) -> str:
    """Put the later corrections of a target right below its heading."""

    def below(match: re.Match[str]) -> str:
        return match[0] + later_corrections(site, (c for c in site.later if c.target and anchor(c.target) == match[2]))

    return _TARGET.sub(below, html) if site.later else html


def _title(parts: list[str], fallback: str) -> str:
    found = next((match for html in parts if (match := _H1.search(html))), None)
    plain = " ".join(unescape(_TAG.sub("", found[1])).split()) if found else ""
    return plain or fallback


def _description(site: Site, name: str) -> str:
    area, book = site.area_of(name), site.workbook
    whole = f"Uppföljning av {book.plan.title} i {book.municipality.name}"
    return f"{whole}: {area.title if area else 'alla målområden'}. {counted(count(site.targets_of(name)))}."
