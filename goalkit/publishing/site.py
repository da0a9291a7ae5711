"""What all pages of one publishing share: the workbook, which pages there are, what they rest on, whether approved."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from goalkit.errors import DataError, ExportError
from goalkit.judge import Assessment
from goalkit.plan import FocusArea
from goalkit.publishing.cells import Cell
from goalkit.publishing.proof import fingerprint, inputs, opened, versions
from goalkit.publishing.records import (
    CORRECTIONS,
    PUBLICATIONS,
    STATEMENT_SOURCE,
    Approval,
    Correction,
    Publication,
    approval,
    corrections,
    written,
)
from goalkit.publishing.run import Shown
from goalkit.show.blocks import OVERVIEW
from goalkit.sources.frozen import FollowUp, follow_ups, read_follow_up
from goalkit.sources.place import is_frozen, project_data
from goalkit.words.numbers import joined
from goalkit.workbook import Workbook

START = "index.html"
DATA = "data"
STATEMENT = "tillganglighet.html"


@dataclass(frozen=True)
class Site:
    """One publishing.

    ``pages`` has the file of every page by its notebook's name. ``follow_up`` is the frozen follow-up that these
    are the pages of, ``None`` for the current pages; ``follow_ups`` are the plan's, to a follow-up those before it;
    of these the ones in ``linked`` have pages in the same place. Of the ``corrections`` those in ``later`` have come
    since it was frozen, and are no part of what is approved; to the current pages, since the newest was.
    ``code`` has the cells of each notebook whose code stands on its page.
    """

    workbook: Workbook
    pages: Mapping[str, str]
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    later: tuple[Correction, ...] = ()
    approval: Approval = field(default_factory=Approval)
    follow_up: FollowUp | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    linked: frozenset[str] = frozenset()
    interactive: bool = False
    code: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict, repr=False)
    accessibility: str | None = field(default=None, repr=False)

    @property
    def fingerprint(self) -> str:
        """One hash of all that the pages rest on: what an approval is of."""
        return fingerprint(self.inputs, self.versions)

    @property
    def publication(self) -> Publication | None:
        """The approval that counts, of exactly what the pages rest on."""
        return self.approval.approved

    @property
    def newest(self) -> date:
        """The newest date of retrieval or entry behind any target: the day that files say they are from."""
        days = [a.extract.retrieved for a in self.workbook.assessments.values() if a.extract is not None]
        return max(days, default=self.workbook.plan.decision.date)

    @property
    def later_sha256(self) -> str | None:
        """The hash of the corrections that have come since the follow-up was frozen; ``None`` without any."""
        if self.follow_up is None or not self.later:
            return None
        return hashlib.sha256(msgspec.json.encode(self.later, order="sorted")).hexdigest()

    def later_on(self, name: str) -> list[Correction]:
        """Return the later corrections that concern a page: of its targets, and of no target."""
        concerned = {None, *(a.target.id for a in self.targets_of(name))}
        return [each for each in self.later if each.target in concerned]

    def area_of(self, name: str) -> FocusArea | None:
        """Return the focus area that a notebook is about; ``None`` for one about several or none."""
        return next((area for area in self.workbook.plan.focus_areas if area.id == name), None)

    def targets_of(self, name: str) -> list[Assessment]:
        """Return the targets that a page is about: its focus area's, else all."""
        area = self.area_of(name)
        return self.workbook.of_focus_area(area.id) if area else list(self.workbook.assessments.values())


def page_file(name: str) -> str:
    """Return the file of a notebook's page; the overview is the page that a folder opens with."""
    return START if name == OVERVIEW else f"{name}.html"


def make_site(
    shown: Sequence[Shown],
    notebooks: Iterable[Path],
    workbook: Workbook,
    *,
    interactive: bool = False,
    linked: Iterable[str] = (),
) -> Site:
    """Return what the pages of these notebooks share.

    Raises:
        DataError: a record of corrections or approvals has a fault, or the accessibility statement cannot be read.
    """
    found, made_with = inputs(workbook, notebooks), versions()
    known = tuple(each.told for each in follow_ups(workbook.data, workbook.plan.id))
    data = workbook.data
    statement = written(data / STATEMENT_SOURCE) or ""
    known_corrections, later = _corrections(workbook), _later(workbook)
    return Site(
        workbook=workbook,
        pages={name: page_file(name) for name in dict.fromkeys((OVERVIEW, *(each.name for each in shown)))},
        inputs=found,
        versions=made_with,
        corrections=(*(each for each in later if each not in known_corrections), *known_corrections),
        later=later,
        approval=_approval(workbook, fingerprint(found, made_with)),
        follow_up=read_follow_up(data).told if is_frozen(data) else None,
        follow_ups=known,
        linked=frozenset(linked) & {each.id for each in known},
        interactive=interactive,
        accessibility=statement if statement.strip() else None,
    )


def _corrections(workbook: Workbook) -> tuple[Correction, ...]:
    """Return the corrections; one of a target that the plan does not have corrects nothing that anybody can find."""
    found = corrections(workbook.data, workbook.plan.id)
    strange = [each.target for each in found if each.target is not None and each.target not in workbook.assessments]
    if strange:
        message = (
            f"{CORRECTIONS} nämner {', '.join(strange)}, som inte finns i planen. De som finns: "
            f"{', '.join(workbook.assessments)}. Rätta `target` och försök igen."
        )
        raise DataError(message)
    if not is_frozen(workbook.data):
        refuse_unknown_follow_up(workbook.data, workbook.plan.id)
    return found


def refuse_unknown_follow_up(data: Path, plan: str) -> None:
    """Refuse a correction of a follow-up that does not exist: it would stand nowhere.

    Raises:
        DataError: there is one.
    """
    names = [each.told.name for each in follow_ups(data, plan)]
    for each in corrections(data, plan):
        if each.follow_up is not None and each.follow_up not in names:
            there = f"De som finns: {', '.join(names)}." if names else "Ingen är fryst än."
            message = f"{CORRECTIONS} nämner {each.follow_up}, som ingen uppföljning heter. {there} Rätta `follow_up`."
            raise DataError(message)


def _later(workbook: Workbook) -> tuple[Correction, ...]:
    """Return the project's corrections that are not among those frozen with a follow-up, as far as they concern it."""
    data, plan = workbook.data, workbook.plan.id
    newest = read_follow_up(data) if is_frozen(data) else next(iter(reversed(follow_ups(data, plan))), None)
    names = {None, newest.told.name} if newest is not None and is_frozen(data) else {None}
    frozen = corrections(newest.folder, plan) if newest is not None else ()
    targets = {None, *workbook.assessments}
    found = corrections(project_data(data), plan)
    return tuple(c for c in found if c not in frozen and c.follow_up in names and c.target in targets)


def _approval(workbook: Workbook, found: str) -> Approval:
    """Return what is decided about the pages; an approval of a follow-up's pages has to name that follow-up."""
    decided, data = approval(project_data(workbook.data), workbook.plan.id, found), workbook.data
    named = decided.publication.follow_up if decided.publication else None
    if named is not None and is_frozen(data) and named != read_follow_up(data).told.name:
        message = (
            f"{PUBLICATIONS} godkänner {named}, men underlaget är uppföljningen {read_follow_up(data).told.name}. "
            "Rätta `follow_up` eller `inputs`."
        )
        raise DataError(message)
    return decided


def refuse_others(shown: Sequence[Shown], workbook: Workbook) -> None:
    """Refuse notebooks that open another plan, municipality, day or data than the workbook that the pages rest on.

    Raises:
        ExportError: one of them does; it is named, with what it shows instead.
    """
    every = [(each.name, other.identity) for each in shown for other in each.opened]
    common = Counter(identity for _, identity in every).most_common(1)  # the odd one of several is the one to name
    for right in (*(identity for identity, _ in common), opened(workbook).identity):
        for name, other in every:
            if other != right:
                message = (
                    f"{name}.py: anteckningsboken visar {_differing(other, right)}, de andra sidorna "
                    f"{_differing(right, other)}. En webbplats visar en plan, en kommun och samma datauttag, en och "
                    "samma dag. Ingen fil skrevs."
                )
                raise ExportError(message)


def _differing(this: Sequence[str], other: Sequence[str]) -> str:
    """Name what a workbook is of, as far as it is of something else than the other."""
    return joined([mine for mine, theirs in zip(this, other, strict=True) if mine != theirs])
