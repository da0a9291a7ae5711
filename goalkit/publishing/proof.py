"""What a page says to a program of what it was made from: the hashes that let it be made again."""

import json
import re
from typing import Annotated

import msgspec
from msgspec import Meta

from goalkit.publishing.inputs import approvals
from goalkit.publishing.site import Site
from goalkit.sources.unreadable import NOT_THE_FORM

FORM = 1
PROOF = '<script type="application/json" id="gk-bevis">'
_PROOF = re.compile(rf"{PROOF}(.*?)</script>", re.DOTALL)


_NAME = r"(?!\.\.?(?:/|\Z))[^/\\\x00:]+"
Name = Annotated[str, Meta(pattern=rf"^{_NAME}\Z")]
"""What a file or folder may be called: a page from a stranger leads nowhere else than into the own folders."""
InputName = Annotated[str, Meta(pattern=rf"^((plan|datauttag|anteckningsbok)/{_NAME}|data(/{_NAME})+)\Z")]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One page's proof; ``form`` is 1."""

    form: Annotated[int, Meta(ge=1)]
    notebook: Name
    pages: list[Name]
    plan: str
    municipality: str
    interactive: bool
    inputs: dict[InputName, str]
    versions: dict[str, str]
    approvals: str | None
    fingerprint: str


def proof(site: Site, name: str) -> str:
    """Return the proof as a data block: no script, so the page's policy lets it be."""
    told = Proof(
        form=FORM,
        notebook=name,
        pages=list(site.pages),
        plan=site.workbook.plan.id,
        municipality=site.workbook.municipality.id,
        interactive=site.interactive,
        inputs=dict(site.inputs),
        versions=dict(site.versions),
        approvals=approvals(site.workbook.data),
        fingerprint=site.fingerprint,
    )
    text = json.dumps(msgspec.to_builtins(told), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{PROOF}{text}</script>\n"


def read_proof(page: str) -> Proof | None:
    """Return the proof of a page, or ``None`` where it has none that can be read."""
    found = _PROOF.search(page)
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[1].encode(), type=Proof)
    except NOT_THE_FORM:
        return None
