"""The review before publishing: everything that pages rest on looked at anew, each part with its outcome.

That it passed is kept under the fingerprint of exactly what was reviewed; a change of anything makes it void.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from goalkit.errors import GoalkitError
from goalkit.plan import Plan
from goalkit.planfile import load_plan
from goalkit.publishing.follow_up import changed_verdicts
from goalkit.publishing.meaning import says_outcome
from goalkit.publishing.publish import make
from goalkit.publishing.records import CORRECTIONS, Review, Stage, keep_review, publications
from goalkit.publishing.site import START, Site
from goalkit.show.blocks import anchor
from goalkit.show.published import changes_since
from goalkit.show.report import report
from goalkit.show.views import load_view
from goalkit.sources.frozen import PLAN, Frozen, check_follow_ups, follow_ups
from goalkit.sources.fsck import check_vintages
from goalkit.sources.local import check_local, listed, load_local
from goalkit.sources.place import data_at, project_data
from goalkit.sources.vintages import existing_vintages
from goalkit.words.figures import figures
from goalkit.words.numbers import joined, several
from goalkit.words.references import typed_numbers

USUAL = Path("site")
"""Where ``goalkit publish`` writes when nothing else is said."""


@dataclass
class Item:
    """One part of a review: what was found, in words, and what is wrong or could not be looked at."""

    title: str
    said: str = ""
    faults: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Reviewed:
    """A whole review; ``site`` is what would be published, ``None`` where it could not be made.

    ``claims`` is what an analyst has written about how it has gone.
    """

    items: list[Item]
    site: Site | None = None
    pages: Mapping[str, str] = field(default_factory=dict)
    claims: Sequence[str] = ()
    kept: Path | None = None

    @property
    def exit_code(self) -> int:
        """1 for a fault, 2 when something could not be checked, else 0."""
        return 1 if any(item.faults for item in self.items) else 2 if any(item.unchecked for item in self.items) else 0


def review(
    data: Path,
    notebooks: Sequence[Path],
    published: Path | None,
    *,
    plan: str | None = None,
    frozen: Frozen | None = None,
) -> Reviewed:
    """Review the current pages, or those of a frozen follow-up, and keep it where all is well.

    ``published`` is the folder with the last published site, which verdicts are compared with; where none is named
    it is :data:`USUAL`, and that there is none yet is no fault.
    """
    place = data if frozen is None else frozen.folder
    decided = plan if frozen is None else str(frozen.folder / PLAN)
    done = Reviewed([])
    with nullcontext() if frozen is None else data_at(place):
        done.items.append(_looked("Kontrollsummor", lambda item: _hashes(item, data)))
        done.items.append(_looked("Plan", lambda item: _plan(item, load_plan(decided))))
        done.items.append(_looked("Egna serier", lambda item: _own_series(item, place, load_plan(decided))))
        done.items.append(_looked("Sparade diagram", lambda item: _views(item, place, load_plan(decided))))
        done.items.append(_looked("Anteckningsböcker", lambda item: _notebooks(item, done, notebooks, plan)))
    if (site := done.site) is not None:
        done.items.append(_looked("Kommentarer", lambda item: _comments(item, done.pages)))
        done.items.append(_looked("Fri text", lambda item: _free_words(item, done.claims)))
        done.items.append(_looked("Tillgänglighet", lambda item: _statement(item, site)))
    if site is not None and site.corrections:
        done.items.append(_looked("Rättelser", lambda item: _corrected(item, site)))
    done.items.append(_looked("Facit", lambda item: _golden(item, data, load_plan(decided).id)))
    done.items.append(_looked("Ändrat sedan sist", lambda item: _since_site(item, done.site, published)))
    if done.site is not None and done.exit_code == 0:
        told = Review(
            plan=done.site.workbook.plan.id,
            inputs=done.site.fingerprint,
            checked=tuple(item.title for item in done.items),
        )
        done.kept = keep_review(data, told)
    return done


def _looked(title: str, look: Callable[[Item], None]) -> Item:
    """Return one part of the review; an error of ours is a fault of that part, and the rest is still looked at."""
    item = Item(title)
    try:
        look(item)
    except GoalkitError as error:
        item.faults += str(error).splitlines()
    return item


def _hashes(item: Item, data: Path) -> None:
    item.faults += [*check_vintages(data), *check_follow_ups(data)]
    vintages = len(existing_vintages(data))
    item.said = f"{several(vintages, 'datauttag är helt', 'datauttag är hela')}, liksom de frysta uppföljningarna"


def _plan(item: Item, plan: Plan) -> None:
    targets = several(len(plan.targets), "måluppfyllelse", "måluppfyllelser")
    item.said = f"{plan.title}, {targets}, inga fel i planfilen"


def _own_series(item: Item, data: Path, plan: Plan) -> None:
    item.faults += listed(check_local(data, plan, plan.municipality.id, date.today()))
    series = load_local(data, plan, plan.municipality.id).extracts
    item.said = f"{joined(sorted(series))}, inga fel" if series else "inga är inlagda"


def _views(item: Item, data: Path, plan: Plan) -> None:
    saved = {target.id: load_view(data, plan.id, target.id) for target in plan.targets}
    kept = {target: each for target, each in saved.items() if each.exists}
    item.faults += [each.fault for each in kept.values() if each.fault]
    for target in plan.targets:
        view, usual = saved[target.id].view, target.indicator.label
        claimed = [text for text in (view.heading, view.caption) if says_outcome(text)]
        item.notes += [f"{target.id}: bekräfta diagrammets text ”{text}”." for text in claimed]
        typed = [*figures(view.heading, usual), *figures(view.caption, usual)]
        told = f"{target.id}: {joined(typed)} i diagrammets texter är skrivet för hand och ändras inte med data."
        item.notes += [told] if typed else []
    item.said = f"{len(kept)}, och alla går att använda" if kept else "inga är sparade"


def _notebooks(item: Item, done: Reviewed, notebooks: Sequence[Path], plan: str | None) -> None:
    made = make(notebooks, plan=plan)
    done.site, done.pages, done.claims = made.site, made.pages, made.claims
    item.notes += made.notes
    again = make(notebooks, plan=plan)
    item.faults += [_UNSTEADY.format(page=name) for name, text in made.pages.items() if again.pages.get(name) != text]
    targets = list(made.site.workbook.assessments)
    there = "".join(text for name, text in made.pages.items() if name != START)
    lacking = [target for target in targets if f' id="{anchor(target)}"' not in there]
    item.faults += [f"{target} visas inte på någon sida." for target in lacking]
    ran = several(len(notebooks), "körd från början", "körda från början")
    item.said = f"{ran}, utan sparade resultat; {len(targets) - len(lacking)} av {len(targets)} måluppfyllelser visas"


_UNSTEADY = (
    "{page} blir inte likadan när den görs en gång till: en cell läser klockan eller slumpar, och då går sidan inte "
    "att kontrollera. Ta bort det ur anteckningsboken."
)


def _statement(item: Item, site: Site) -> None:
    """Say that the accessibility statement has not been written, or has the template's brackets left."""
    text = site.accessibility
    item.said = "redogörelsen är skriven"
    if text is None or _TO_FILL_IN.search(text):
        item.said = "redogörelsen är en mall som inte är ifylld. Skriv den i data/tillganglighet.md före godkännandet"


_TO_FILL_IN = re.compile(r"mall som inte är ifylld|\[[A-ZÅÄÖ][^\]]{20,}\](?!\()")


def _corrected(item: Item, site: Site) -> None:
    later = [each.date for each in site.corrections if each.date > date.today()]
    item.faults += [f"{CORRECTIONS}: dagen {day} har inte varit än. Rätta `date`." for day in later]
    item.said = several(len(site.corrections), "rättelse", "rättelser")


_COMMENT = re.compile(
    r'<aside class="gk-comment( gk-undated)?" aria-label="Kommentar till ([^"]+)">(.*?)</aside>', re.DOTALL
)
_UNDATED = (
    "{target}: kommentaren säger inte vilket år den skrevs för, så ingen ser när den blir gammal. Ange det bedömda "
    "året med `year=` i dess cell."
)
_STALE = re.compile(r'<p class="gk-stale">(.*?)</p>', re.DOTALL)


def _comments(item: Item, pages: Mapping[str, str]) -> None:
    found = [match for text in pages.values() for match in _COMMENT.finditer(text)]
    for undated, target, text in (match.groups() for match in found):
        item.faults += [f"{target}: {unescape(stale[1])}" for stale in _STALE.finditer(text)]
        typed = typed_numbers(_STALE.sub("", text))
        item.notes += [f"{target}: {joined(typed)} är skrivet för hand och ändras inte med data."] if typed else []
        item.notes += [_UNDATED.format(target=target)] if undated else []
    item.said = f"{several(len(found), 'kommentar', 'kommentarer')}, ingen skriven för ett annat år"


def _free_words(item: Item, claims: Sequence[str]) -> None:
    """List each paragraph that says how it has gone: no program can prove an analyst's words."""
    item.notes += [f"Bekräfta: {each}" for each in claims]
    item.said = "inget stycke säger hur det har gått, och inget tal är skrivet för hand"


def _golden(item: Item, data: Path, plan: str) -> None:
    known = follow_ups(data, plan)
    if not known:
        item.unchecked.append("Ingen uppföljning är fryst, så inget facit finns. Frys en med `goalkit follow-up new`.")
    for each in known:
        changed = changed_verdicts(each.folder)
        item.faults += [f"{each.told.name}: {changed}"] if changed else []
    names = joined([each.told.name for each in known])
    item.said = f"{names} ger samma bedömningar och tal som {'när den frystes' if len(known) == 1 else 'då de frystes'}"


def _since_site(item: Item, site: Site | None, named: Path | None) -> None:
    if site is None:
        item.unchecked.append("Sidorna kunde inte göras.")
        return
    published = named or USUAL
    status = published / "data" / "status.json"
    if not status.is_file():
        item.said = f"ingen webbplats finns i {published}/ att jämföra med"
        item.unchecked += [f"Ingen webbplats finns i {published}/. Rätta `--site`."] if named is not None else []
        return
    changed, other = changes_since(status.read_bytes(), report(site.workbook))
    item.notes += changed
    count = several(len(changed), "bedömning", "bedömningar") if changed else "ingen bedömning"
    item.said = f"{count} är en annan än i {published}/" + (f"; nya tal i {joined(other)}" if other else "")


def why_draft(site: Site) -> Iterator[str]:
    """Say whether the pages are approved; for a draft why it is one, and what to do."""
    approved = site.publication
    if approved is not None:
        yield f"Sidorna är godkända: {approved.follow_up}, {approved.approved} av {approved.approver}."
        return
    which = f" --follow-up {site.follow_up.id}" if site.follow_up else ""
    yield {
        Stage.NEITHER: f"Sidorna är utkast: granska med `goalkit review{which}`, och för in godkännandet sedan.",
        Stage.REVIEWED: "Sidorna är utkast: underlaget är granskat, men inte godkänt i data/publications.toml.",
        Stage.UNREVIEWED: f"Sidorna är utkast: godkännandet finns, men `goalkit review{which}` har inte gått igenom.",
    }[site.approval.stage]
    yield from _void(site)


def _void(site: Site) -> Iterator[str]:
    """Say that an approval is of something else than what is published now."""
    plan = site.workbook.plan.id
    for each in publications(project_data(site.workbook.data), plan)[-1:]:
        wanted = site.follow_up.name if site.follow_up else each.follow_up
        if each.follow_up == wanted and each.inputs != site.fingerprint:
            yield f"Godkännandet av {each.follow_up} ({each.approved}) gäller ett annat underlag: något är ändrat."
