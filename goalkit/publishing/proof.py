"""What a page is made from, as hashes, and the proof that it carries: it can be made again, and what is approved."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from goalkit.plan import Plan
from goalkit.planfile import is_file
from goalkit.publishing.records import CORRECTIONS, STATEMENT_SOURCE, Fingerprint, refuse_leading_out, written
from goalkit.sources.frozen import follow_ups
from goalkit.sources.manifest import FILE
from goalkit.sources.place import FROZEN, is_frozen, vintage_folder
from goalkit.workbook import Asked, Workbook
from goalkit.written import NOT_THE_FORM, is_left_by_system

if TYPE_CHECKING:
    from goalkit.publishing.site import Site

CODE = "kod"
"""What the hash of the program's own code is called among the versions."""

_CODE = {".py", ".css", ".js", ".toml", ".md", ".mo", ".woff2"}
_PACKAGE = Path(__file__).parents[1]
_CRLF, _LF = b"\r\n", b"\n"

DRAWN_WITH = ("altair", "marimo", "nh3", "pygments", "vl-convert-python", "xlsxwriter")
"""Packages whose version decides bytes of a page."""


@dataclass(frozen=True)
class Opened:
    """How a workbook was opened, and what it then was of: the same for all notebooks of a site."""

    asked: Asked
    plan: str
    plan_hash: str
    municipality: str
    as_of: date | None
    vintages: tuple[str, ...]
    data: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What it is of, in words that name each part."""
        day = str(self.as_of or "inget datauttag")
        vintages = ", ".join(self.vintages) or "inga"
        plan = f"planen {self.plan} med innehållet {self.plan_hash[:8]}"
        return plan, f"kommunen {self.municipality}", f"läget {day}", f"datauttagen {vintages}", f"data i {self.data}"


def opened(workbook: Workbook) -> Opened:
    """Return what is to be known of a workbook to open it again and to tell it from another."""
    return Opened(
        asked=workbook.asked,
        plan=workbook.plan.id,
        plan_hash=plan_hash(workbook.plan),
        municipality=f"{workbook.municipality.name} ({workbook.municipality.id})",
        as_of=workbook.as_of,
        vintages=tuple(extract.id for extract in workbook.observations.extracts),
        data=str(workbook.data.resolve()),
    )


def program_version() -> str:
    """Return the version of this program."""
    return metadata.version("goalkit")


def versions() -> dict[str, str]:
    """Return the versions that decide bytes of a page, this program's and the hash of its code first."""
    ours = {"goalkit": program_version(), CODE: code_hash()}
    return ours | {name: metadata.version(name) for name in DRAWN_WITH}


@cache
def code_hash(root: Path = _PACKAGE) -> str:
    """Return one SHA-256 for the program's own files: of the same code the same on every machine.

    The plans that come with it are inputs of their own; what a system or an editor leaves is no code.
    """
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.suffix in _CODE}
    code = {name: path for name, path in files.items() if not name.startswith("plans/")}
    lines = (f"{name} {_sha(code[name].read_bytes().replace(_CRLF, _LF))}" for name in sorted(code))
    return _sha("\n".join(lines).encode())


def inputs(workbook: Workbook, notebooks: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of everything that pages are made from, by name.

    A vintage is named by its manifest, which proves its other files; the plan by what it says, not by how its
    file is written; a follow-up by its own file, which proves the rest. Beside them: own series, saved views,
    results for the whole country, corrections, and the accessibility statement.
    """
    data, plan = workbook.data, workbook.plan
    found = {f"plan/{plan.id}": plan_hash(plan)}
    vintages = (e.id for e in workbook.observations.extracts)
    found |= {f"datauttag/{each}": _of_file(vintage_folder(data, each) / FILE) for each in vintages}
    frozen = [each.folder for each in follow_ups(data, plan.id)] + ([data] if is_frozen(data) else [])
    found |= {f"uppfoljning/{plan.id}/{folder.name}": _of_file(folder / FROZEN) for folder in frozen}
    files = input_files(data, plan.id, workbook.municipality.id)
    found |= {f"data/{file.relative_to(data).as_posix()}": _of_file(file) for file in files}
    found |= {f"anteckningsbok/{path.name}": _of_file(path) for path in sorted(notebooks)}
    return found


def input_files(data: Path, plan: str, municipality: str) -> Iterator[Path]:
    """Yield the files below ``data/``, besides the vintages, that pages are made from; what systems leave is none.

    Raises:
        DataError: what people have written cannot be read.
    """
    for folder in (data / "local" / plan / municipality, data / "views" / plan, data / "results"):
        found = (file for file in sorted(folder.rglob("*")) if file.is_file())
        for file in found:
            if not is_left_by_system(file.name):
                refuse_leading_out(file)
                yield file
    yield from (file for name in (CORRECTIONS, STATEMENT_SOURCE) if written(file := data / name) is not None)


def fingerprint(found: Mapping[str, str], made_with: Mapping[str, str]) -> str:
    """Return one SHA-256 for all inputs and versions."""
    return _sha(json.dumps([sorted(found.items()), sorted(made_with.items())]).encode())


def plan_hash(plan: Plan) -> str:
    """Return the hash of what a plan says."""
    return _sha(msgspec.json.encode(plan, order="sorted"))


def file_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file, ``None`` where there is none."""
    return _of_file(path) if is_file(path) else None


def _of_file(path: Path) -> str:
    return _sha(path.read_bytes())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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


def proof(site: "Site", name: str) -> str:
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
