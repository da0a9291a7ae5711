"""What a page says to a program of what it was made from: the hashes that let it be made again."""

import json
from typing import Annotated

import msgspec
from msgspec import Meta

from goalkit.publishing.records import Fingerprint
from goalkit.publishing.site import Site
from goalkit.sources.unreadable import NOT_THE_FORM

FORM = 2
"""The form of a proof. The first did not say which code had made the page."""
PROOF = '<script type="application/json" id="gk-bevis">'
_NAME = r"(?!\.\.?(?:/|\Z))[^/\\\x00:]+"
Name = Annotated[str, Meta(pattern=rf"^{_NAME}\Z")]
"""What a file or folder may be called: a page from a stranger leads nowhere else than into the own folders."""
InputName = Annotated[
    str, Meta(pattern=rf"^((plan|datauttag|anteckningsbok)/{_NAME}|uppfoljning/{_NAME}/{_NAME}|data(/{_NAME})+)\Z")
]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One page's proof. ``approval`` is the hash of what is decided about the pages' fingerprint, if anything is.

    ``corrections`` is that of those that have come since a follow-up was frozen: they are no part of the fingerprint.
    """

    form: Annotated[int, Meta(ge=1)]
    notebook: Name
    pages: list[Name]
    plan: Name
    municipality: str
    follow_up: Name | None
    linked: list[Name]
    interactive: bool
    inputs: dict[InputName, str]
    versions: dict[str, str]
    approved: bool
    approval: str | None
    fingerprint: Fingerprint
    corrections: str | None = None
    code: bool = False


def proof(site: Site, name: str) -> str:
    """Return the proof as a data block: no script, so the page's policy lets it be."""
    told = Proof(
        form=FORM,
        notebook=name,
        pages=list(site.pages),
        plan=site.workbook.plan.id,
        municipality=site.workbook.municipality.id,
        follow_up=site.follow_up.id if site.follow_up else None,
        linked=sorted(site.linked),
        interactive=site.interactive,
        code=bool(site.code),
        inputs=dict(site.inputs),
        versions=dict(site.versions),
        approved=site.publication is not None,
        approval=site.approval.sha256,
        fingerprint=site.fingerprint,
        corrections=site.later_sha256,
    )
    text = json.dumps(msgspec.to_builtins(told), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{PROOF}{text}</script>\n"


def proofs(page: str) -> int:
    """Return how many proofs a page has, closed or not: a stranger's page may open thousands."""
    return page.count(PROOF)


def read_proof(page: str) -> Proof | None:
    """Return the proof of a page, or ``None`` where it has none that can be read."""
    _, _, after = page.partition(PROOF)
    told, closed, _ = after.partition("</script>")
    if not closed:
        return None
    try:
        return msgspec.json.decode(told.encode(errors="replace"), type=Proof)
    except NOT_THE_FORM:
        return None
