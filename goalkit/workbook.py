"""A plan, what is known, and the assessments: joined once, for the command line, notebooks and pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec

from goalkit.compare.verdicts import earlier_bases
from goalkit.errors import PlanError
from goalkit.extracts import AreaName, Observations
from goalkit.judge import Assessment, Earlier, assess, newest
from goalkit.model import fix
from goalkit.plan import Goal, Municipality, Plan
from goalkit.planfile import load_plan
from goalkit.scope import area_faults, mean_groups, plan_series, reference_areas, series_with_mean
from goalkit.sources.frozen import PLAN, follow_ups, whole
from goalkit.sources.local import LocalRow, load_local
from goalkit.sources.place import data_folder, is_frozen
from goalkit.sources.vintages import Needs, load_extracts, load_names, load_series_facts


@dataclass(frozen=True)
class Asked:
    """What :func:`open_workbook` was asked for; ``plan`` is a name or a file, ``None`` for the usual one."""

    plan: str | None = None
    municipality: str | None = None
    vintage: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Workbook:
    """Everything that one look at a plan rests on.

    ``as_of`` is the day at which it was judged whether a publication date has passed; ``None`` where no
    vintage is in use. ``local_rows`` has the rows of own series by target: what no extract holds of them. ``asked``
    is how it was opened, so that it can be opened again. Nothing in it can be changed.
    """

    plan: Plan
    municipality: Municipality
    observations: Observations
    assessments: Mapping[str, Assessment]
    as_of: date | None
    data: Path
    local_rows: Mapping[str, tuple[LocalRow, ...]] = field(default_factory=dict)
    asked: Asked = field(default_factory=Asked, compare=False)

    def __post_init__(self) -> None:
        fix(self)

    def of_goal(self, goal: Goal) -> list[Assessment]:
        """Return the assessments of a goal's targets, in the plan's order."""
        return [self.assessments[target.id] for target in self.plan.targets_of(goal.number)]

    def of_focus_area(self, focus_area: str) -> list[Assessment]:
        """Return the assessments of a focus area's targets, in the plan's order."""
        return [a for goal in self.plan.goals_of(focus_area) for a in self.of_goal(goal)]

    def find(self, target_id: str) -> Assessment:
        """Return the assessment of one target, its id written in either case.

        Raises:
            PlanError: the plan has no such target.
        """
        target = self.plan.target(target_id)
        if target is None:
            known = ", ".join(t.id for t in self.plan.targets)
            message = f"Planen {self.plan.id} har ingen måluppfyllelse {target_id}. De som finns: {known}."
            raise PlanError(message)
        return self.assessments[target.id]


@dataclass
class Reading:
    """What has been read of the files, by how it was asked for, and which workbooks somebody has opened."""

    known: dict[tuple[Path, Asked], Workbook] = field(default_factory=dict)
    opened: list[Workbook] = field(default_factory=list)


_ONE_READING: ContextVar[Reading | None] = ContextVar("one_reading", default=None)


def open_workbook(
    plan: str | Path | Plan | None = None,
    *,
    municipality: str | None = None,
    vintage: str | None = None,
    as_of: date | None = None,
    data: Path | None = None,
) -> Workbook:
    """Read a plan and every vintage, and judge.

    Args:
        plan: a plan's name, its file, or the plan itself; by default the one that comes with the program.
        municipality: another municipality's four-digit id, judged by the same plan.
        vintage: judge as known then: only vintages (and own values entered) up to this date or id.
        as_of: the day at which a publication date has passed or not; by default the newest retrieval date.
        data: the data folder; by default found from the working directory upwards. In a frozen follow-up the
            plan is the one that was frozen.

    Raises:
        PlanError: the plan cannot be read or has faults.
        DataError: a file of a vintage is missing or damaged, or there is no vintage.
    """
    folder, reading = data or data_folder(), _ONE_READING.get() or Reading()
    asked = Asked(None if plan is None or isinstance(plan, Plan) else str(plan), municipality, vintage, as_of)
    book = None if isinstance(plan, Plan) else reading.known.get((folder.resolve(), asked))
    if book is None:
        book = _opened(plan, asked, folder)
    if not isinstance(plan, Plan):
        reading.known[folder.resolve(), asked] = book
    reading.opened.append(book)
    return book


@contextmanager
def one_reading() -> Iterator[Reading]:
    """Let everyone who opens the same workbook here have the same reading of its files, made once.

    Within another it shares what has been read, and notes by itself which workbooks are opened.
    """
    outer = _ONE_READING.get()
    reading = Reading() if outer is None else Reading(outer.known)
    token = _ONE_READING.set(reading)
    try:
        yield reading
    finally:
        _ONE_READING.reset(token)


def _opened(plan: str | Path | Plan | None, asked: Asked, folder: Path) -> Workbook:
    if is_frozen(folder):
        plan = whole(folder).folder / PLAN
    decided = plan if isinstance(plan, Plan) else load_plan(plan)
    book = replace(_judged(decided, asked.municipality, asked.vintage, asked.as_of, folder), asked=asked)
    return book if asked.vintage is not None or asked.municipality is not None else _beside_previous(book)


def _judged(decided: Plan, municipality: str | None, vintage: str | None, as_of: date | None, folder: Path) -> Workbook:
    names = load_names(folder)
    faults = tuple(area_faults(decided, names))
    if faults:
        message = f"Planen {decided.id} kallar ett område vid ett annats namn:"
        raise PlanError(message, faults)
    whose = chosen_municipality(decided, municipality, names)
    local = load_local(folder, decided, whose.id, vintage)
    observations = Observations(
        extracts=load_extracts(folder, needs(decided, whose.id, names), vintage),
        areas=names,
        series=load_series_facts(folder, vintage, plan_series(decided)),
        local=local.extracts,
        local_faults=local.faults,
    )
    judged = assess(decided, observations, whose, as_of)
    assessments = {
        id_: replace(a, earlier_bases=tuple(earlier_bases(a, observations.extracts))) for id_, a in judged.items()
    }
    day = as_of or newest(a.extract for a in assessments.values())
    return Workbook(decided, whose, observations, assessments, day, folder, local.rows)


def _beside_previous(book: Workbook) -> Workbook:
    """Set beside every target how it was judged at the previous follow-up, where there has been one.

    To what is current that is the newest follow-up that judged otherwise or on other values: right after a
    follow-up has been frozen the two are the same, and the one before it says more.
    """
    for number, frozen in enumerate(reversed(follow_ups(book.data, book.plan.id)), start=1):
        then = _judged(load_plan(whole(frozen.folder).folder / PLAN), None, None, None, frozen.folder)
        if number > 1 or is_frozen(book.data) or not _alike(then, book):
            name, judged = frozen.told.name, then.assessments
            beside = {id_: replace(a, previous=Earlier(name, judged.get(id_))) for id_, a in book.assessments.items()}
            return replace(book, assessments=beside)
    return book


def _alike(one: Workbook, other: Workbook) -> bool:
    """Tell whether two workbooks judge the same targets on the same evidence."""
    first, second = (
        {id_: (a.target, a.reference, a.evidence, a.verdict) for id_, a in book.assessments.items()}
        for book in (one, other)
    )
    return first == second


def needs(plan: Plan, municipality: str, names: dict[str, AreaName]) -> Needs:
    """Return what a plan needs of a vintage: its series, and the areas that it judges and compares with."""
    groups = mean_groups(plan) | {comparison.group for comparison in plan.comparisons}
    areas = {municipality, *reference_areas(plan)}
    for comparison in plan.comparisons:
        areas |= set(names[comparison.group].members) if comparison.group in names else set()
    members = {member for group in mean_groups(plan) if group in names for member in names[group].members}
    return Needs(
        series=plan_series(plan),
        areas=frozenset(areas),
        groups=frozenset(groups),
        averaged=series_with_mean(plan),
        members=frozenset(members),
    )


def needs_of_verdicts(plan: Plan, municipality: str) -> Needs:
    """Return what the formal verdicts alone need of a vintage: the own area, and what rules compare with."""
    return Needs(plan_series(plan), reference_areas(plan) | {municipality}, mean_groups(plan))


def chosen_municipality(plan: Plan, wanted: str | None, names: dict[str, AreaName]) -> Municipality:
    """Return the plan's own municipality, or another by its id.

    Raises:
        PlanError: no municipality of that id is known.
    """
    if wanted is None or wanted == plan.municipality.id:
        return plan.municipality
    known = names.get(wanted)
    if known is None or known.kind != "K":
        example = plan.municipality.id
        message = f"{wanted} är ingen känd kommun. Ange en fyrsiffrig kod, till exempel {example}."
        raise PlanError(message)
    return msgspec.structs.replace(plan.municipality, id=wanted, name=known.title, genitive=genitive(known.title))


def genitive(name: str) -> str:
    """Return the Swedish genitive of a place name: an s, unless it ends in s, x or z already.

    >>> genitive("Linköping"), genitive("Borås")
    ('Linköpings', 'Borås')
    """
    return name if name[-1:].casefold() in ("s", "x", "z") else f"{name}s"
