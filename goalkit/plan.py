"""A decided plan as frozen values: focus areas, goals, targets, and what each target is judged by.

The types are the form of ``plans/*.toml``: :mod:`goalkit.planfile` decodes a file straight into them,
and a value that contradicts itself cannot be built. All texts but the plan's own wording are Swedish
sentences for the reader.
"""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from goalkit.exact import exact
from goalkit.model import Better, Break, SourceKind, Unit
from goalkit.rules import Rule

END = r"$(?!\n)"
"""Ends a pattern: Python's ``$`` alone lets a line break follow."""

Year = Annotated[int, Meta(ge=1900, le=2200)]
Text = Annotated[str, Meta(min_length=1)]
GROUP = "en grupps kod: G och siffror"
KpiId = Annotated[str, Meta(pattern=r"^[NU][0-9]{5}" + END, description="ett nyckeltals id: N eller U och fem siffror")]
AreaId = Annotated[
    str, Meta(pattern=r"^([0-9]{4}|G[0-9]+)" + END, description=f"ett områdes kod: fyra siffror, eller {GROUP}")
]
TargetId = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-zÅÄÖåäö-]+" + END, description="bokstäver, siffror och bindestreck, utan mellanslag")
]
Slug = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]*" + END, description="en bokstav a–z, sedan a–z, siffror och understreck")
]
Number = Annotated[
    str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?" + END, description='ett tal med decimalpunkt inom citattecken, som "0.5"')
]
"""The descriptions are what a fault says is allowed, and what an editor shows."""

TAKEN = frozenset({"alla", "data", "index", "oversikt", "tillganglighet", "goalkit", "marimo", "mall", "readme"})
"""Names of files and folders that the site, the notebooks and the own series have already: no id may be one."""
WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))}
)
"""Names that no file can have in Windows, whatever its ending."""


def is_taken(name: str) -> bool:
    """Tell whether a name cannot be that of a file of its own, on any system."""
    return name.casefold() in TAKEN | WINDOWS_DEVICES


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in a plan file: an unknown field is a fault, never ignored."""


class Municipality(_Part, frozen=True, kw_only=True):
    id: Annotated[str, Meta(pattern=r"^[0-9]{4}" + END, description="en kommuns kod: fyra siffror")]
    name: Text
    genitive: Text

    def __post_init__(self) -> None:
        if not self.genitive.startswith(self.name):
            message = f"`genitive` är ”{self.genitive}” men `name` är ”{self.name}”: det är inte samma kommun"
            raise ValueError(message)


class Decision(_Part, frozen=True, kw_only=True):
    """Who decided the plan, when, and where that can be read."""

    date: date
    body: Text
    source: Text


class Contact(_Part, frozen=True, kw_only=True):
    """Where a reader can turn, as ``source`` says it."""

    email: Text
    phone: Text | None = None
    source: Text


class Term(_Part, frozen=True, kw_only=True):
    """The plan's years, first and last included."""

    first: Year
    last: Year

    def __post_init__(self) -> None:
        if self.last < self.first:
            message = "`last` är före `first`"
            raise ValueError(message)


class Vision(_Part, frozen=True, kw_only=True):
    title: Text
    text: Text


class Reference(_Part, frozen=True, kw_only=True):
    """What rules compare with: an area with values of its own, or an unweighted mean of a group.

    ``label`` stands alone ("Riket"), ``phrase`` within a sentence ("riket").
    """

    area: AreaId
    label: Text
    phrase: Text
    unweighted_mean: bool = False


class Comparison(_Part, frozen=True, kw_only=True):
    """A group of areas that a reader may compare with; it decides nothing."""

    label: Text
    group: Annotated[str, Meta(pattern=r"^G[0-9]+" + END, description=GROUP)]


class SeriesRecord(_Part, frozen=True, kw_only=True):
    """What the plan knows of a series at the service: its title when the plan was written, and its end.

    A series that has ended may be gone at the service; an older vintage of it then stays in use.
    """

    title: Text | None = None
    ended: Year | None = None

    def __post_init__(self) -> None:
        if self.title is None and self.ended is None:
            message = "a record says the series' `title`, the year in which it `ended`, or both"
            raise ValueError(message)


class Usable(_Part, frozen=True, kw_only=True):
    """Years for which a series may be used; an open side has no limit."""

    first: Year | None = None
    last: Year | None = None


class BreakNote(_Part, frozen=True, kw_only=True):
    """The definition changed: ``year`` is the first of the new one."""

    year: Year
    note: Text
    comparable: bool

    def to_break(self) -> Break:
        """Return the break as rules know it."""
        return Break(self.year, self.note, self.comparable)


class Alternative(_Part, frozen=True, kw_only=True):
    """Another series that the wording could mean; used for readings, never for the formal verdict.

    Those whose share is ``left_out`` are not divided by: the value is 100 × the sum / (100 − that).
    """

    kolada: Annotated[tuple[KpiId, ...], Meta(min_length=1)]
    label: Text
    better: Better
    unit: Unit
    decimals: Annotated[int, Meta(ge=0, le=6)]
    note: Text
    factor: Number | None = None
    complement: bool = False
    left_out: KpiId | None = None
    usable: Usable = Usable()
    breaks: tuple[BreakNote, ...] = ()

    def __post_init__(self) -> None:
        if self.left_out is not None and self.unit is not Unit.PERCENT:
            message = "`left_out`, de som inte räknas, hör till en andel: `unit` ska vara `percent`"
            raise ValueError(message)

    @property
    def series(self) -> tuple[str, ...]:
        """Every series that a value is made of."""
        return self.kolada if self.left_out is None else (*self.kolada, self.left_out)

    @property
    def formula(self) -> str:
        """How a value is made of the series, as a reader writes it."""
        parts = "+".join(self.kolada)
        return parts if self.left_out is None else f"{parts} delat med 100\u2212{self.left_out}"


class Related(_Part, frozen=True, kw_only=True):
    """A series about the same matter that is *not* the indicator; the note says why."""

    kolada: KpiId
    note: Text


class Indicator(_Part, frozen=True, kw_only=True):
    """What judges a target: Kolada series added together, or an own (local) series.

    The value is ``(sum of the series) × factor``, or 100 minus that where ``complement``.
    Exactly one of ``assumption`` and ``source`` says where the choice of indicator comes from.
    ``local`` says, in words, where an own series would come from. ``kind`` is left out where nothing says
    how the values come about. ``denominator`` is the series that the service divides by, where it has one: it
    decides nothing, but says how many a value was counted from. ``counted`` is what is divided, in the plural
    ("personer"), where a change may also be told as a number of them. ``not_in`` names the references of the plan that
    the source has no values for: nothing is said to be missing there.
    """

    label: Text
    better: Better
    unit: Unit
    decimals: Annotated[int, Meta(ge=0, le=6)]
    kolada: tuple[KpiId, ...] = ()
    local: Text | None = None
    kind: SourceKind | None = None
    assumption: Text | None = None
    source: Text | None = None
    factor: Number | None = None
    complement: bool = False
    denominator: KpiId | None = None
    counted: Text | None = None
    usable: Usable = Usable()
    breaks: tuple[BreakNote, ...] = ()
    ended: Year | None = None
    not_in: tuple[Slug, ...] = ()
    school_year: bool = False
    whole_numbers: bool = False
    remarks: tuple[Text, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    related: tuple[Related, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.kolada) == bool(self.local):
            message = "just ett av `kolada` (nyckeltal) och `local` (varifrån en egen serie kommer) ska stå här"
            raise ValueError(message)
        if bool(self.assumption) == bool(self.source):
            message = "just ett av `assumption` (antagande) och `source` (källa) ska stå här"
            raise ValueError(message)
        if len(set(self.kolada)) != len(self.kolada):
            message = "`kolada` nämner ett nyckeltal två gånger"
            raise ValueError(message)

    @property
    def is_local(self) -> bool:
        """Whether the municipality's own series judges, not Kolada's."""
        return self.local is not None

    @property
    def series(self) -> tuple[str, ...]:
        """Every series of Kolada's that a value is made of."""
        return self.kolada


Measurable = Indicator | Alternative


def transform(indicator: Measurable, total: Fraction) -> Fraction:
    """Return the indicator's value from the sum of its series: the factor, then the complement."""
    value = total * exact(indicator.factor) if indicator.factor is not None else total
    return 100 - value if indicator.complement else value


class FocusArea(_Part, frozen=True, kw_only=True):
    id: Slug
    title: Text
    global_goals: tuple[Annotated[int, Meta(ge=1, le=17)], ...]


class Goal(_Part, frozen=True, kw_only=True):
    number: Annotated[int, Meta(ge=1)]
    title: Text
    introduction: Text
    focus_area: Slug


class Target(_Part, frozen=True, kw_only=True):
    """One decided target. ``source`` names where the wording stands."""

    id: TargetId
    goal: Annotated[int, Meta(ge=1)]
    wording: Text
    source: Text
    rule: Rule
    indicator: Indicator
    since_assumption: Text | None = None
    other_starts: tuple[Year, ...] = ()


class Revision(_Part, frozen=True, kw_only=True):
    """A change of the plan file that may change verdicts."""

    date: date
    change: Text


class Plan(_Part, frozen=True, kw_only=True):
    """A decided plan for one municipality and one term."""

    form: Literal[1]
    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]+" + END, description="a–z, siffror och bindestreck")]
    title: Text
    municipality: Municipality
    decision: Decision
    years: Term
    introduction: Text
    indicator_note: Text
    references: dict[Slug, Reference]
    focus_areas: Annotated[tuple[FocusArea, ...], Meta(min_length=1)]
    goals: Annotated[tuple[Goal, ...], Meta(min_length=1)]
    targets: Annotated[tuple[Target, ...], Meta(min_length=1)]
    series: dict[KpiId, SeriesRecord] = {}
    vision: Vision | None = None
    contact: Contact | None = None
    comparisons: tuple[Comparison, ...] = ()
    revisions: tuple[Revision, ...] = ()

    def target(self, target_id: str) -> Target | None:
        """Return the target with this id, written in either case."""
        return next((t for t in self.targets if t.id.casefold() == target_id.casefold()), None)

    def goals_of(self, focus_area: str) -> tuple[Goal, ...]:
        """Return the goals of a focus area, in the plan's order."""
        return tuple(goal for goal in self.goals if goal.focus_area == focus_area)

    def targets_of(self, goal: int) -> tuple[Target, ...]:
        """Return the targets of a goal, in the plan's order."""
        return tuple(target for target in self.targets if target.goal == goal)

    def reference_of(self, target: Target) -> Reference | None:
        """Return what the target's rule compares with, or ``None`` for a rule on the own level."""
        name = target.rule.reference_id
        return None if name is None else self.references[name]
