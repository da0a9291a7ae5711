"""What a page says of itself: plan, data, labels, corrections, how to cite, how to report a fault, how to check."""

import re
from collections.abc import Iterable
from html import escape

from goalkit.extracts import Extract
from goalkit.judge import Assessment
from goalkit.model import NotAssessed
from goalkit.publishing.files import ALL, COUNTRY, data_files
from goalkit.publishing.proof import CODE
from goalkit.publishing.records import Correction, Stage
from goalkit.publishing.site import DATA, START, STATEMENT, Site
from goalkit.show.blocks import OVERVIEW, anchor, element, listed
from goalkit.words.notes import assumed
from goalkit.words.sentences import OWN_WORK, finality, headline, reason_word

DRAFT = "Utkast"
_DRAFTS: dict[Stage, str] = {
    Stage.NEITHER: "Sidan är inte granskad och godkänd.",
    Stage.REVIEWED: "Sidan är inte granskad och godkänd.",
    Stage.UNREVIEWED: "Ett godkännande finns, men granskningen av det som sidan vilar på saknas.",
}


def draft_words(site: Site) -> str:
    """Say why the pages are a draft; empty for approved ones."""
    return _DRAFTS.get(site.approval.stage, "")


def about(site: Site, name: str, title: str) -> str:
    """Return the last section of a page."""
    parts = [_facts(site), _vintages(site, name), _labels(), _corrections(site), _cite(site, name, title)]
    parts += [_faults(site), _files(site, name), _check(site, name)]
    return f'<section class="gk-colophon"><h2 id="om-sidan">Om sidan</h2>{"".join(parts)}</section>'


def _facts(site: Site) -> str:
    plan, book = site.workbook.plan, site.workbook
    approved = site.publication
    years = f"{plan.years.first}–{plan.years.last}"
    named_by_years = years in plan.title.replace("-", "–")
    rows = [
        ("Plan", plan.title if named_by_years else f"{plan.title} ({years})"),
        ("Beslut", f"{plan.decision.body} {plan.decision.date}. {plan.decision.source}."),
        ("Kommun", f"{book.municipality.name} ({book.municipality.id})"),
        ("Senaste datauttag", str(site.newest)),
        *([("Förseningar avgjorda efter läget", str(book.as_of))] if book.as_of else []),
        ("Program", f"goalkit {site.versions['goalkit']}"),
    ]
    named = site.follow_up.name if site.follow_up else approved.follow_up if approved else None
    if named is not None:
        rows.append(("Uppföljning", named))
    if approved is None:
        rows.append(("Granskning", draft_words(site)))
    else:
        registry = f", diarienummer {approved.registry}" if approved.registry else ""
        rows.append(("Godkänd", f"{approved.approved} av {approved.approver}{registry}"))
        rows.append(("Ansvarig enhet", f"{approved.unit}, {approved.contact}"))
    body = "".join(f"<dt>{escape(what)}</dt><dd>{escape(said)}</dd>" for what, said in rows)
    return f'<dl class="gk-facts">{body}</dl>'


def _vintages(site: Site, name: str) -> str:
    targets = site.targets_of(name)
    note = site.workbook.plan.indicator_note if any(assumed(a) for a in targets) else ""
    heads = ("Måluppfyllelse", "Indikator", "Datauttag", "Hämtat", "Läge")
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    rows = "".join(_vintage_row(a) for a in targets)
    return (
        f"<h3>Datauttag, indikatorer och läge</h3>{element('p', note) if note else ''}"
        '<div class="gk-table-wrap" role="region" tabindex="0" aria-label="Datauttag, indikatorer och läge">'
        '<table class="gk-table gk-vintages"><caption>Vad varje bedömning vilar på</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _vintage_row(a: Assessment) -> str:
    kolada = " + ".join(a.indicator.kolada)
    choice = "Antagande." if a.indicator.assumption is not None else "Beslutad."
    where = f"{a.indicator.label} ({kolada or 'egen serie'}). {choice}"
    used = (a.extract.id, _day(a.extract)) if a.extract else ("–", "–")
    state = reason_word(a) if isinstance(a.verdict, NotAssessed) else finality(a)
    if a.verdict.before_plan:
        state = headline(a)
    cells = "".join(element("td", text) for text in (where, *used, state))
    return f'<tr><th scope="row">{escape(a.target.id)}</th>{cells}</tr>'


def _day(extract: Extract) -> str:
    """Say when values were fetched, as exactly as it is known; an own series has the day it was entered."""
    said = extract.note.removesuffix(".")
    return said.removeprefix("Hämtat ") if said.startswith("Hämtat ") else str(extract.retrieved)


def _labels() -> str:
    said = (
        "Källa: Kolada – värden så som Kolada (RKA) gav dem vid hämtningen.",
        f"{OWN_WORK} – det som räknats ut här: skillnader, medel, förändringar och bedömningar.",
        "Datauttag – alla värden som hämtades vid ett och samma tillfälle, och namnet på det.",
        "pe – procentenheter.",
        "”Enligt data för … inte slutlig” – bedömningen kan ändras till och med planens sista år. ”Slutlig” – planens "
        "sista år är bedömt.",
    )
    return f"<h3>Så är uppgifterna märkta</h3>{listed(said)}"


def _corrections(site: Site) -> str:
    told = listed(map(corrected, site.corrections)) or element("p", "Inga rättelser.")
    return f'<h3 id="rattelser">Rättelser</h3>{set_apart(told)}'


def corrected(c: Correction) -> str:
    """Say what was wrong, of which target and when, and what is right."""
    whose = ", ".join(part for part in (str(c.date), c.follow_up, c.target) if part)
    return f"{whose}: stod ”{c.was}”, rätt är ”{c.now}”."


def later_corrections(site: Site, found: Iterable[Correction]) -> str:
    """Return what has been corrected since a follow-up was frozen, for where it is read first; nothing without any."""
    told = "".join(f"<p><strong>Rättelse</strong> {escape(corrected(each))}</p>" for each in found)
    if told and site.follow_up is not None:
        approved = " och är ingen del av det som godkänts" if site.publication is not None else ""
        told += element("p", f"Rättelsen kom efter att uppföljningen frystes{approved}.")
    return set_apart(told, " gk-later") if told else ""


def set_apart(html: str, css: str = "") -> str:
    """Return corrections as what is no part of the approved page: it may be written anew when one comes."""
    return f'<div class="gk-correction{css}">{html}</div>'


_SET_APART = re.compile(rb'<div class="gk-correction[^<>]*>.*?</div>|"corrections":(?:null|"[0-9a-f]{64}")', re.DOTALL)


def without_corrections(page: bytes) -> bytes:
    """Return a page without what may be written anew when a correction comes."""
    return _SET_APART.sub(b"", page)


def _cite(site: Site, name: str, title: str) -> str:
    book = site.workbook
    state = "" if site.publication else " (utkast)"
    named = f", {site.follow_up.name}" if site.follow_up else ""
    text = (
        f"{book.municipality.genitive} kommun{state}: {title}. Uppföljning av {book.plan.title}{named}, enligt "
        f"datauttag till och med {site.newest}. {OWN_WORK}. goalkit {site.versions['goalkit']}."
    )
    first = next(iter(site.targets_of(name)), None)
    where = ""
    if first is not None and site.area_of(name) is not None:
        here = anchor(first.target.id)
        where = (
            "Varje måluppfyllelse och varje diagram har en adress som inte ändras: sidans adress följd av till exempel "
            f"#{here} eller #{here.replace('mal-', 'diagram-', 1)}."
        )
    return f"<h3>Så hänvisar du hit</h3>{element('p', text)}{element('p', where) if where else ''}"


def _faults(site: Site) -> str:
    contact = site.workbook.plan.contact
    ask = "Ange sidans namn, måluppfyllelsens beteckning och vad som ska stå i stället."
    how = "Hör av dig till den som publicerat sidan."
    if contact is not None:
        phone = f" eller {escape(contact.phone)}" if contact.phone else ""
        mail = escape(contact.email)
        how = f'Skriv till <a href="mailto:{mail}">{mail}</a>{phone}.'
    statement = "Tillgänglighetsredogörelse" + ("" if site.accessibility else " (mall, inte ifylld)")
    return (
        f"<h3>Har du hittat ett fel?</h3><p>{how} {ask} Rättelser listas ovan.</p>"
        f'<p><a href="{STATEMENT}">{statement}</a></p>'
    )


def _files(site: Site, name: str) -> str:
    area = site.area_of(name)
    about = area.title if area else "alla måluppfyllelser"
    files = data_files(area.id) if area else (*data_files(ALL), COUNTRY)
    links = "".join(f'<li><a href="{DATA}/{file.name}">{escape(file.said)}</a></li>' for file in files)
    return f"<h3>Hämta data för {escape(about)}</h3><ul>{links}</ul>"


def _check(site: Site, name: str) -> str:
    folder = f"{site.follow_up.id}/" if site.follow_up else ""
    page = folder + site.pages.get(name, START)
    rows = "".join(
        f'<tr><th scope="row">{escape(what)}</th><td><code>{sha[:16]}</code></td></tr>'
        for what, sha in {**used(site, name), "programmets kod": site.versions[CODE]}.items()
    )
    made = ", ".join(f"{package} {version}" for package, version in site.versions.items() if package != CODE)
    return (
        "<h3>Kontrollera sidan</h3>"
        f"<p>För den som granskar: kommandot <code>goalkit verify {escape(page)}</code> gör om sidan från grunden och "
        "jämför varje tal, status, år, mening och diagram som står här.</p>"
        "<details><summary>Vad sidan är gjord av</summary>"
        '<div class="gk-table-wrap" role="region" tabindex="0" aria-label="Vad sidan är gjord av">'
        '<table class="gk-table gk-proofs"><caption>Underlag och början av dess SHA-256</caption>'
        '<thead><tr><th scope="col">Underlag</th><th scope="col">SHA-256</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{element('p', f'Gjord med {made}.')}</details>"
    )


def used(site: Site, name: str) -> dict[str, str]:
    """Return the hashes of what one page is made from: of the notebooks its own only."""
    kinds = ("anteckningsbok/",)
    own = f"anteckningsbok/{name}.py"
    return {what: sha for what, sha in site.inputs.items() if not what.startswith(kinds) or what == own}


def follow_up_list(site: Site) -> str:
    """Return the list of the plan's follow-ups, newest first, with links to those that have pages; nothing of none."""
    items = []
    for each in reversed(site.follow_ups):
        name = escape(each.name)
        link = f'<a href="{escape(each.id)}/{START}">{name}</a>' if each.id in site.linked else name
        known = f", data till och med {each.as_of}" if each.as_of else ""
        items.append(f"<li>{link}{known}</li>")
    lead = element("p", "Så bedömdes målen vid varje uppföljning. Sidorna står kvar som de var.")
    body = f'<h2 id="uppfoljningar">Uppföljningar</h2>{lead}<ul>{"".join(items)}</ul>'
    return f'<section class="gk-follow-ups">{body}</section>' if items else ""


def page_list(site: Site) -> Iterable[tuple[str, str]]:
    """Return the file and the title of every page: the start page, the focus areas in the plan's order, the rest."""
    titles = {OVERVIEW: "Översikt", **{area.id: area.title for area in site.workbook.plan.focus_areas}}
    known = list(titles)
    pages = sorted(site.pages.items(), key=lambda page: known.index(page[0]) if page[0] in titles else len(known))
    return [(file, titles.get(name, name.replace("_", " ").capitalize())) for name, file in pages]
