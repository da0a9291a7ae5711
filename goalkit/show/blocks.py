"""The blocks of a page as plain HTML: what a target says, in the order in which it is read.

Pure functions of assessments and texts; everything that people wrote is escaped. The same blocks stand
in a notebook and on a published page.
"""

import re
from collections.abc import Iterable
from html import escape

from goalkit.judge import Assessment
from goalkit.model import Flag, Judged, Status
from goalkit.plan import FocusArea, Goal
from goalkit.summary import Counts, count
from goalkit.words.compare import since_sentence
from goalkit.words.notes import (
    ASSUMPTION,
    assumed,
    choice_of_indicator,
    earlier_base,
    missing,
    only_total,
    other_starts,
    own_work,
    reservations,
    source,
)
from goalkit.words.numbers import joined
from goalkit.words.references import stale
from goalkit.words.sentences import calculation, criterion, finality, headline, sentence
from goalkit.words.summary import counted, denominators, vintages_used
from goalkit.words.terms import BEFORE_PLAN_SHAPE, SHAPE, STATUS, shape
from goalkit.words.values import short_year
from goalkit.workbook import Workbook

OVERVIEW = "oversikt"
ADDRESS = "../{name}/"
"""How one notebook names another but in the editor; a page makes a link between files of it."""


def anchor(target_id: str) -> str:
    """Return the lasting address of a target within its page."""
    return f"mal-{target_id.lower()}"


def element(tag: str, text: str, css: str | None = None) -> str:
    """Return an element with escaped text."""
    mark = f' class="{css}"' if css else ""
    return f"<{tag}{mark}>{escape(text)}</{tag}>"


def listed(items: Iterable[str], css: str | None = None) -> str:
    """Return a list of escaped texts; nothing where there are none."""
    rows = "".join(element("li", item) for item in items)
    mark = f' class="{css}"' if css else ""
    return f"<ul{mark}>{rows}</ul>" if rows else ""


def look(a: Assessment) -> str:
    """Return the name of a status' look: a year before the plan never has that of a result."""
    return "before-plan" if a.verdict.before_plan else a.status.value.replace("_", "-")


def badge(a: Assessment) -> str:
    """Return the status in a shape and words."""
    return (
        f'<span class="gk-badge gk-{look(a)}"><span class="gk-shape" aria-hidden="true">{shape(a)}</span> '
        f"{escape(headline(a))}</span>"
    )


def status_line(a: Assessment) -> str:
    """Return the badge, and beside it from which year's data the verdict comes."""
    when = finality(a)
    return f'<p class="gk-status">{badge(a)}{" " + element("span", when, "gk-when") if when else ""}</p>'


def since_line(a: Assessment) -> str:
    """Return how the target was judged at the previous follow-up, and why it is another; nothing without one."""
    said = since_sentence(a)
    return element("p", said, "gk-since") if said else ""


def navigation(workbook: Workbook, here: str, address: str) -> str:
    """Return the links to the overview and to every focus area; ``address`` says how a page is reached."""
    pages = [(OVERVIEW, "Översikt"), *((area.id, area.title) for area in workbook.plan.focus_areas)]
    links = []
    for name, title in pages:
        current = ' aria-current="page"' if name == here else ""
        links.append(f'<li><a href="{escape(address.format(name=name))}"{current}>{escape(title)}</a></li>')
    return f'<nav class="gk-nav" aria-label="Målområden"><ul>{"".join(links)}</ul></nav>'


def page_head(workbook: Workbook, area: FocusArea | None, address: str) -> str:
    """Return a page's heading, what it follows up, and how its targets stand."""
    plan, whose = workbook.plan, workbook.municipality
    if area is None:
        title = f"Så går det med målen – {whose.name}"
        targets = list(workbook.assessments.values())
        goals = ""
    else:
        title, targets = area.title, workbook.of_focus_area(area.id)
        which = "de globala målen" if len(area.global_goals) > 1 else "globala mål"
        goals = f" Målområdet hör ihop med {which} {joined(list(map(str, area.global_goals)))}."
    note = plan.indicator_note if any(assumed(a) for a in targets) else ""
    decided = plan.decision
    about = (
        f"{plan.title}. Beslut: {decided.body} {decided.date}. "
        f"Mandatperioden är {plan.years.first}–{plan.years.last}.{goals}"
    )
    return (
        f'<header class="gk-head">{element("p", whose.name, "gk-kicker")}{element("h1", title)}'
        f"{element('p', about, 'gk-about')}{_glance(workbook, targets, area, address)}"
        f"{element('p', note, 'gk-note') if note else ''}</header>"
    )


def _glance(workbook: Workbook, targets: list[Assessment], area: FocusArea | None, address: str) -> str:
    """Return the targets as tiles: those of one area, or of all areas under their names."""
    if area is not None:
        return tiles(targets)
    return "".join(
        element("p", each.title, "gk-tiles-title") + tiles(workbook.of_focus_area(each.id), address)
        for each in workbook.plan.focus_areas
    )


def tiles(targets: Iterable[Assessment], address: str = "") -> str:
    """Return all targets at a glance: one tile each with id, shape and status, linked to its section.

    ``address`` says how the page of a focus area is reached; empty for sections of the same page.
    """
    items = []
    for a in targets:
        page = address.format(name=focus_area_of(a))
        items.append(
            f'<li><a class="gk-tile gk-{look(a)}" href="{escape(page)}#{anchor(a.target.id)}">'
            f'<span class="gk-tile-id">{escape(a.target.id)}</span> '
            f'<span class="gk-shape" aria-hidden="true">{shape(a)}</span> '
            f'<span class="gk-tile-word">{escape(_tile_words(a))}</span></a></li>'
        )
    return f'<ul class="gk-tiles" aria-label="Måluppfyllelserna i korthet">{"".join(items)}</ul>'


def _tile_words(a: Assessment) -> str:
    so_far = Flag.SO_FAR in a.verdict.flags and not a.verdict.before_plan
    return f"{headline(a)} hittills ({short_year(a, a.verdict.numbers.year)})" if so_far else headline(a)


def focus_area_of(a: Assessment) -> str:
    """Return the id of the focus area that a target belongs to."""
    return next(goal.focus_area for goal in a.plan.goals if goal.number == a.target.goal)


def goal_head(workbook: Workbook, goal: Goal) -> str:
    """Return a goal's heading, introduction and counts; a goal has no verdict of its own."""
    return (
        f'<section class="gk-goal"><h2 id="mal-{goal.number}">Mål {goal.number}. {escape(goal.title)}</h2>'
        f"{element('p', goal.introduction, 'gk-intro')}"
        f"{element('p', counted(count(workbook.of_goal(goal))), 'gk-counted')}</section>"
    )


def card(a: Assessment) -> str:
    """Return what a target says at first sight, and what is missing where there is nothing to draw."""
    return target_head(a) + ("" if a.evidence.own.points else missing_panel(a))


def target_head(a: Assessment) -> str:
    """Return what a target says at first sight: the decided wording, the status, the sentence."""
    said = [text for text in (other_starts(a), earlier_base(a)) if text]
    weighed = listed([*reservations(a), *said], "gk-reservations")
    return (
        f'<div class="gk-target gk-{look(a)}-edge">'
        f'<h3 id="{anchor(a.target.id)}"><span class="gk-id">{escape(a.target.id)}</span> '
        f"{escape(a.target.wording)}</h3>"
        f"{status_line(a)}"
        f"{element('p', sentence(a), 'gk-sentence')}{since_line(a)}{weighed}</div>"
    )


def missing_panel(a: Assessment) -> str:
    """Return what a target without data lacks and who can bring it; laid out like a chart would be."""
    what, who = missing(a) or ("", "")
    return (
        '<div class="gk-missing" role="note"><p class="gk-missing-title">Underlag saknas</p>'
        f"<dl><dt>Vad som saknas</dt><dd>{escape(what)}</dd><dt>Vem som kan bidra</dt><dd>{escape(who)}</dd>"
        f"<dt>När blir det uppnått?</dt><dd>{escape(criterion(a))}</dd></dl></div>"
    )


def figure(a: Assessment, drawings: str) -> str:
    """Return a target's chart with what stands under it, under a lasting address of its own."""
    address = anchor(a.target.id).replace("mal-", "diagram-", 1)
    return f'<figure class="gk-figure" id="{address}">{drawings}{figure_caption(a)}</figure>'


def figure_caption(a: Assessment) -> str:
    """Return what stands under a chart: source and vintage, whose arithmetic, and that the indicator is assumed."""
    own = f" Skillnader, medel och bedömning: {own_work(a)}." if a.reference is not None else ""
    return (
        f'<figcaption class="gk-caption">{element("p", f"{source(a)}{own}", "gk-source")}'
        f"{element('p', f'Indikator: {a.indicator.label}. {assumed(a)}'.rstrip(), 'gk-source')}</figcaption>"
    )


def chart_block(drawn: str, said: Iterable[str]) -> str:
    """Return a target's :func:`figure` with what is said of it."""
    return f'{drawn}<div role="status">{listed([text for text in said if text], "gk-said")}</div>'


def drawers(a: Assessment, drawers: Iterable[tuple[str, str]], *, tabs: bool = False) -> str:
    """Return what stands behind and beside a verdict, a name and a body each; as ``tabs`` one at a time is open.

    Both are disclosures, which need no script; a row of tabs is made of them by the style sheet where there is room.
    """
    name = f' name="mer-{escape(a.target.id)}"' if tabs else ""
    each = "".join(f"<details{name}><summary>{escape(t)}</summary>{body}</details>" for t, body in drawers if body)
    css = "gk-details gk-behind gk-tabs" if tabs else "gk-details gk-behind"
    return f'<div class="{css}" role="group" aria-label="Mer om {escape(a.target.id)}">{each}</div>' if each else ""


def calculation_body(a: Assessment) -> str:
    """Return the calculation with the numbers put in, and what would change the verdict."""
    lines = calculation(a)
    steps = "".join(element("li", line) for line in lines)
    body = f'<ol class="gk-calculation">{steps}</ol>' if steps else element("p", "Ingen beräkning kan göras.")
    label = element("p", f"{own_work(a)}.", "gk-source") if steps else ""
    change = f"<p><strong>När blir det uppnått?</strong> {escape(criterion(a))}</p>"
    return f"{body}{label}{change}"


def table_body(a: Assessment, table: str) -> str:
    """Return the table of the same values as in the chart; nothing where there are none."""
    if not table:
        return ""
    said = " ".join(filter(None, (source(a), only_total(a))))
    return f"{table}{element('p', said, 'gk-source')}"


def source_body(a: Assessment) -> str:
    """Return source and vintage, the assumption, and what a reader of the indicator should know."""
    related = [f"{r.kolada}: {r.note}" for r in a.indicator.related]
    alternatives = [
        f"{' + '.join(x.kolada)}{f', utan {x.left_out}' if x.left_out else ''}: {x.label}. {x.note}"
        for x in a.indicator.alternatives
    ]
    parts = [
        element("p", f"Indikator: {a.indicator.label}."),
        element("p", choice_of_indicator(a)),
        element("p", a.target.since_assumption) if a.target.since_assumption else "",
        listed(a.indicator.remarks),
        element("p", source(a), "gk-source"),
        element("p", f"Formuleringen: {a.target.source}."),
        f"<p>Andra indikatorer som formuleringen kan avse:</p>{listed(alternatives)}" if alternatives else "",
        f"<p>Närliggande nyckeltal som inte är indikatorn:</p>{listed(related)}" if related else "",
    ]
    return "".join(parts)


def denominators_block(counts: Counts) -> str:
    """Return the denominators of a summary as a table."""
    rows = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{v}</td></tr>' for k, v in denominators(counts))
    return f'<table class="gk-counts"><caption>Så många går att bedöma</caption><tbody>{rows}</tbody></table>'


def overview(workbook: Workbook, address: str) -> str:
    """Return every focus area with its goals and targets, and the denominators."""
    areas = "".join(overview_area(workbook, area, address) for area in workbook.plan.focus_areas)
    return areas + denominators_block(count(workbook.assessments.values()))


def overview_area(workbook: Workbook, area: FocusArea, address: str) -> str:
    """Return a focus area on the overview: its goals with counts, its targets with status and sentence."""
    page = address.format(name=area.id)
    parts = [f'<h2><a href="{escape(page)}">{escape(area.title)}</a></h2>']
    for goal in workbook.plan.goals_of(area.id):
        targets = workbook.of_goal(goal)
        rows = "".join(_overview_row(a, page) for a in targets)
        parts.append(
            f"<h3>Mål {goal.number}. {escape(goal.title)}</h3>{element('p', counted(count(targets)), 'gk-counted')}"
            f'<ul class="gk-rows">{rows}</ul>'
        )
    return f'<section class="gk-area">{"".join(parts)}</section>'


def _overview_row(a: Assessment, page: str) -> str:
    link = f'<a href="{escape(page)}#{anchor(a.target.id)}">{escape(a.target.wording)}</a>'
    body = f"{link}{status_line(a)}{element('p', sentence(a), 'gk-row-sentence')}{since_line(a)}"
    return f'<li><span class="gk-id">{escape(a.target.id)}</span><div class="gk-row-body">{body}</div></li>'


def about_block(workbook: Workbook) -> str:
    """Return what all verdicts rest on: the vintages, the date, and that the indicators are assumed."""
    assumed = any(a.indicator.assumption for a in workbook.assessments.values())
    note = element("p", workbook.plan.indicator_note or ASSUMPTION) if assumed else ""
    return (
        f'<section class="gk-about-data"><h2>Underlag</h2>{note}{listed(vintages_used(workbook))}{legend()}</section>'
    )


def legend() -> str:
    """Return what the shapes mean."""
    words = [(SHAPE[status], STATUS[status]) for status in Status]
    words.append((BEFORE_PLAN_SHAPE, "läget före mandatperioden, räknas inte som resultat"))
    rows = "".join(f'<li><span class="gk-shape" aria-hidden="true">{s}</span> {escape(w)}</li>' for s, w in words)
    return f'<ul class="gk-legend" aria-label="Symboler">{rows}</ul>'


def comment(a: Assessment, text_html: str, year: int | None) -> str:
    """Return the analyst's comment, with a line where it was written for another year than the judged one.

    One to a judged target that says no year can be of any: it is marked for the review.
    """
    old = stale(a, year)
    told = element("p", old, "gk-stale") if old else ""
    undated = " gk-undated" if year is None and isinstance(a.verdict, Judged) else ""
    label = f"Kommentar till {escape(a.target.id)}"
    text = _GIVEN_ID.sub(r"\1", _HEADING.sub(lambda match: _BOLD[match[1]], text_html))
    return f'<aside class="gk-comment{undated}" aria-label="{label}">{text}{told}</aside>'


_HEADING, _GIVEN_ID = re.compile(r"<(/?)h[1-6]\b[^>]*>"), re.compile(r"""(<[^<>]*?)\sid=(?:"[^"]*"|'[^']*'|[^\s>]+)""")
_BOLD = {"": "<p><strong>", "/": "</strong></p>"}
"""A heading in a comment would stand among the page's own, and put what comes after it below itself."""
