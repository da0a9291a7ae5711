"""A follow-up frozen: all that its verdicts and pages rest on, and the verdicts themselves to hold it against."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from goalkit.errors import DataError, ExportError, GoalkitError, LocalSeriesError, PlanError
from goalkit.plan import Plan, is_taken
from goalkit.planfile import find_plan, load_plan
from goalkit.publishing.about import without_corrections
from goalkit.publishing.proof import input_files, read_proof
from goalkit.publishing.publish import Published, make
from goalkit.publishing.records import PUBLICATIONS, publications
from goalkit.publishing.site import START, refuse_unknown_follow_up
from goalkit.publishing.writing import refuse_link, refuse_project, write_all
from goalkit.show.report import report, to_csv
from goalkit.sources.frozen import (
    NOTEBOOKS,
    PLAN,
    VERDICTS,
    FollowUp,
    Frozen,
    Withdrawal,
    file_sha,
    find_follow_up,
    follow_ups,
    free_id,
    keep_follow_up,
    keep_withdrawal,
    read_follow_up,
    slug,
)
from goalkit.sources.local import check_local, listed
from goalkit.sources.manifest import FILE
from goalkit.sources.place import data_at, is_frozen, project_data, vintage_folder
from goalkit.workbook import Workbook, open_workbook
from goalkit.written import UnreadableError, read_text

_OPENED = re.compile(r"""\bopen_workbook\(\s*["']([^"']+)["']""")


def freeze(name: str, notebooks: Sequence[Path], data: Path, plan: str | None = None) -> Frozen:
    """Freeze what is current under a name: vintages, plan, own series, saved views, notebooks with comments.

    Its pages are made once of what has been frozen, before it gets its name.

    Raises:
        DataError: the name is taken or gives no address, its pages cannot be made, or it could not be written.
        LocalSeriesError: an own series has a fault: it would be frozen with it.
    """
    id_ = slug(name)
    if is_frozen(data):
        message = "Här är en fryst uppföljning, inte projektets data. Gå till projektets mapp."
        raise DataError(message)
    if not id_ or is_taken(id_) or len(name) > 60:
        message = f"”{name}” duger inte som namn: av det blir en adress. Skriv till exempel ”Helår 2026”."
        raise DataError(message)
    source = find_plan(plan)
    book = open_workbook(source, data=data)
    id_ = free_id(data, book.plan.id, id_, name)
    _refuse_other_plan(notebooks, book.plan)
    faults = check_local(data, book.plan, book.municipality.id, date.today())
    if faults:
        message = "De egna serierna har fel, så uppföljningen frystes inte:"
        raise LocalSeriesError(message, listed(faults))
    ids = [extract.id for extract in book.observations.extracts]
    told = FollowUp(
        id=id_,
        number=1,
        name=name,
        plan=book.plan.id,
        municipality=book.municipality.id,
        as_of=book.as_of,
        vintages={each: file_sha(vintage_folder(data, each) / FILE) for each in sorted(ids)},
        files={},
    )
    table = verdict_table(book)
    files = {PLAN: source.read_bytes(), VERDICTS: table.encode(), **dict(_kept(book, notebooks))}
    return keep_follow_up(data, told, files, lambda folder: changed_verdicts(folder, table) or _no_pages(folder))


def _no_pages(folder: Path) -> str | None:
    """Say why the pages of what has been frozen cannot be made, if so: it would be of no use, and its name spent."""
    with data_at(folder):
        try:
            make(read_follow_up(folder).notebooks)
        except GoalkitError as error:
            return f"Sidorna går inte att göra, så uppföljningen frystes inte. {error}"
    return None


def withdraw(data: Path, plan: str, name: str, reason: str) -> Frozen:
    """Withdraw a follow-up with a mistake, and return it: it stays on record and is never the previous one.

    Raises:
        DataError: there is none of the name, it has been approved, or a later one has been compared with it.
    """
    found = find_follow_up(data, plan, name)
    told = found.told
    if any(each.follow_up == told.name for each in publications(data, plan)):
        message = (
            f"{told.name} är godkänd i data/{PUBLICATIONS} och återtas inte. Skriv vad som var fel i "
            "data/corrections.toml, så står det på sidorna."
        )
        raise DataError(message)
    later = [each.told.name for each in follow_ups(data, plan) if each.told.number > told.number]
    if later:
        message = f"{told.name} är den förra till {later[0]}. Återta {later[-1]} först, om även den är fel."
        raise DataError(message)
    withdrawal = Withdrawal(withdrawn=date.today(), reason=reason)
    keep_withdrawal(found, withdrawal)
    return read_follow_up(found.folder)


def publish_follow_up(frozen: Frozen, out: Path, *, interactive: bool = False, code: bool = False) -> Published:
    """Write the pages of a frozen follow-up to their lasting address, a folder of their own below ``out``.

    Raises:
        ExportError: a page cannot be made or written, or approved pages stand there and are others, but for corrections
            that have come since.
        DataError: the program judges otherwise than what was frozen says.
    """
    if (changed := changed_verdicts(frozen.folder)) is not None:
        message = (
            f"{changed} Inga sidor till {frozen.told.name} gjordes: gör dem med den kod som var när den frystes, eller "
            "frys en ny uppföljning."
        )
        raise DataError(message)
    place = out / frozen.told.id
    refuse_project(place, project_data(frozen.folder))
    refuse_unknown_follow_up(project_data(frozen.folder), frozen.told.plan)
    with data_at(frozen.folder):
        made = make(frozen.notebooks, interactive=interactive, code=code)
    standing = place / START
    proof = read_proof(standing.read_text(encoding="utf-8")) if standing.is_file() else None
    approved = proof is not None and proof.approved
    refuse_link(place)
    if approved and any(_is_other(place / name, new) for name, new in made.files):
        message = (
            f"{place} har godkända sidor, och de ändras inte: adressen ska stå kvar. Det som skulle skrivas är något "
            "annat. Skriv till en annan mapp med -o om du vill jämföra."
        )
        raise ExportError(message)
    return Published(made.site, write_all(place, made.files, project_data(made.site.workbook.data)), made.notes)


def _is_other(standing: Path, new: bytes) -> bool:
    """Tell whether a file stands there with another content; corrections of a page may come after its approval."""
    if not standing.is_file():
        return False
    there = standing.read_bytes()
    return there != new and (standing.suffix != ".html" or without_corrections(there) != without_corrections(new))


def _refuse_other_plan(notebooks: Sequence[Path], plan: Plan) -> None:
    """Refuse a notebook that opens another plan: its pages would be made of another than the frozen one."""
    for path in notebooks:
        for named in _opened(path):
            with suppress(PlanError):  # a plan that is nowhere is for the notebook's own run to tell
                if (other := load_plan(named)) != plan:
                    same = " ur en annan fil" if other.id == plan.id else ""
                    message = (
                        f"{path.name} visar planen {other.id}{same}, inte {plan.id}, så uppföljningen frystes inte. "
                        f"Ange de anteckningsböcker som hör till planen, till exempel notebooks/{plan.id}/*.py."
                    )
                    raise DataError(message)


def _opened(path: Path) -> list[str]:
    try:
        return _OPENED.findall(read_text(path))
    except UnreadableError:  # told when the notebook is run
        return []


def verdict_table(book: Workbook) -> str:
    """Return the verdicts as they are kept: every number exact, no sentence, since words may be improved."""
    return to_csv(report(book), without=("sentence",))


def changed_verdicts(folder: Path, table: str | None = None) -> str | None:
    """Judge a frozen follow-up again and say which targets come out otherwise than was recorded, if any."""
    kept = (folder / VERDICTS).read_bytes().decode() if table is None else table
    again = verdict_table(open_workbook(data=folder))
    if again == kept:
        return None
    lines = zip(again.splitlines(), kept.splitlines(), strict=False)
    other = [new.partition(";")[0] for new, old in lines if new != old]
    return f"Det som frystes ger inte samma bedömningar: {', '.join(other) or 'tabellen är en annan'}."


def _kept(book: Workbook, notebooks: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    yield from ((f"{NOTEBOOKS}/{path.name}", path.read_bytes()) for path in notebooks)
    yield from (
        (file.relative_to(book.data).as_posix(), file.read_bytes())
        for file in input_files(book.data, book.plan.id, book.municipality.id)
    )
