"""The words of the domain as frozen values: what a rule gets, and what it answers.

Nothing here knows a file, a service, a chart or a language. A value is an exact fraction in the
indicator's unit; a year is a calendar year (a school year is named by its last).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any


def fix(holder: Any) -> None:
    """Let nobody change the mappings that a frozen object has, nor the mappings within them."""
    for each in fields(holder):
        if type(value := getattr(holder, each.name)) is dict:
            object.__setattr__(holder, each.name, _fixed(value))


def _fixed(value: Any) -> Any:
    return MappingProxyType({key: _fixed(each) for key, each in value.items()}) if type(value) is dict else value


class Better(StrEnum):
    """Which way is better. Stated for every indicator, never inferred."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def sign(self) -> int:
        """+1 where higher is better, −1 where lower is."""
        return 1 if self is Better.HIGHER else -1


class Gender(StrEnum):
    """The service's codes: total, women (kvinnor), men (män). Verdicts use the total."""

    TOTAL = "T"
    WOMEN = "K"
    MEN = "M"


class Unit(StrEnum):
    """What an indicator is counted in. A closed list: each member has its Swedish words."""

    PERCENT = "percent"
    NUMBER = "number"
    JOBS = "jobs"
    STAFF = "staff"
    PER_1000_INHABITANTS = "per_1000_inhabitants"
    PER_1000_AGED_16_64 = "per_1000_aged_16_64"
    TONNES_CO2E_PER_INHABITANT = "tonnes_co2e_per_inhabitant"
    KG_CO2E_PER_M2 = "kg_co2e_per_m2"
    PERCENTAGE_POINTS = "percentage_points"

    @property
    def is_count(self) -> bool:
        """Whether it counts all of something in a place: more in a larger one, whatever happens there."""
        return self in (Unit.NUMBER, Unit.JOBS)

    @property
    def of_difference(self) -> "Unit":
        """The unit of a difference: percentages differ by percentage points, all else by itself."""
        return Unit.PERCENTAGE_POINTS if self is Unit.PERCENT else self


class SourceKind(StrEnum):
    """How an indicator's values come about, which decides what their uncertainty means.

    A survey counts those who answered; a register is a full count; reported crime is a full count of
    reports; an emission model computes; what is self-reported each municipality has measured itself.
    """

    SURVEY = "survey"
    REGISTER = "register"
    REPORTED_CRIME = "reported_crime"
    EMISSION_MODEL = "emission_model"
    SELF_REPORTED = "self_reported"


class Status(StrEnum):
    """The four statuses. "Partly" does not exist."""

    MET = "met"
    NOT_MET = "not_met"
    UNCHANGED = "unchanged"
    NOT_ASSESSED = "not_assessed"


class Reason(StrEnum):
    """Why a target cannot be assessed, in the order in which they are tried: the first that applies."""

    NO_INDICATOR = "no_indicator"
    BREAK = "break"
    SUPPRESSED = "suppressed"
    DOUBTFUL = "doubtful"
    INCOMPLETE = "incomplete"
    NO_BASE_VALUE = "no_base_value"
    NO_REFERENCE = "no_reference"
    NO_COMMON_YEAR = "no_common_year"
    DISCONTINUED = "discontinued"
    NOT_REQUESTED = "not_requested"
    LATE = "late"
    NOT_YET = "not_yet"
    UNDEFINED = "undefined"


class Flag(StrEnum):
    """What a reader of a verdict must know besides its status."""

    BEFORE_PLAN = "before_plan"
    SO_FAR = "so_far"
    TIE_AS_DISPLAYED = "tie_as_displayed"
    BREAK_CROSSED = "break_crossed"
    PRELIMINARY = "preliminary"
    THIN_REFERENCE = "thin_reference"
    SERIES_ENDED = "series_ended"
    OLDER_THAN_OWN = "older_than_own"
    OVERTAKEN_FAVOURABLY = "overtaken_favourably"
    OVERTAKEN_UNFAVOURABLY = "overtaken_unfavourably"
    ADVANTAGE_SHRANK = "advantage_shrank"
    ADVANTAGE_GREW = "advantage_grew"
    OWN_WORSENED = "own_worsened"


class Missing(StrEnum):
    """Why a year that was asked for has no value; a doubtful one has a value that cannot be, and nobody accepted it."""

    SUPPRESSED = "suppressed"
    DOUBTFUL = "doubtful"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"


class Side(StrEnum):
    """Whose value a reason is about."""

    OWN = "own"
    REFERENCE = "reference"


class Moment(StrEnum):
    """Which year a reason is about."""

    BASE = "base"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Where:
    """Which value a reason is about; ``part`` is the indicator id where a sum lacks one."""

    side: Side
    moment: Moment
    part: str | None = None

    def __str__(self) -> str:
        """Write as in a report: ``own_base``, ``reference_later:N18953``."""
        return f"{self.side}_{self.moment}" + (f":{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Point:
    """One year's value of one area, exact, in the indicator's unit.

    ``n`` is the number of municipalities that an unweighted mean rests on, else ``None``.
    """

    value: Fraction
    n: int | None = None
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One area's series as one vintage knows it.

    ``asked`` holds the years that the vintage asked for; ``missing`` says for years without a point
    why there is none, and ``lacking`` which part of a sum was not there. A year that is in neither
    ``points`` nor ``missing`` was not asked for.
    """

    points: Mapping[int, Point] = field(default_factory=dict)
    missing: Mapping[int, Missing] = field(default_factory=dict)
    lacking: Mapping[int, str] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()
    group_size: int | None = None

    def __post_init__(self) -> None:
        fix(self)

    def point(self, year: int | None) -> Point | None:
        """Return what a year has, or ``None``."""
        return None if year is None else self.points.get(year)

    def value(self, year: int | None) -> Fraction | None:
        """Return the exact value of a year, or ``None``."""
        point = self.point(year)
        return point.value if point else None

    def years(self) -> list[int]:
        """Return the years with a value, in order."""
        return sorted(self.points)


@dataclass(frozen=True, slots=True)
class Break:
    """The definition changed: ``year`` is the first of the new one."""

    year: int
    note: str
    comparable: bool


@dataclass(frozen=True, slots=True)
class Release:
    """The planned publication of the value of one year; it says nothing about any other year."""

    year: int
    date: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a rule may know. No clock, no file, no language."""

    own: Line
    better: Better
    first_year: int
    last_year: int
    reference: Line | None = None
    decimals: int = 1
    breaks: tuple[Break, ...] = ()
    last_usable: int | None = None
    ended: int | None = None
    release: Release | None = None
    as_of: date | None = None
    has_indicator: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """The values that a verdict rests on, or as many of them as exist. Changes are relative, in percent."""

    base_year: int | None = None
    year: int | None = None
    own_base: Fraction | None = None
    own: Fraction | None = None
    own_change: Fraction | None = None
    reference_base: Fraction | None = None
    reference: Fraction | None = None
    reference_change: Fraction | None = None
    reference_n: int | None = None
    reference_n_base: int | None = None
    measure_base: Fraction | None = None
    measure: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict: met, not met or unchanged, on ``numbers.year``."""

    status: Status
    numbers: Numbers
    flags: frozenset[Flag] = frozenset()

    def __post_init__(self) -> None:
        if self.status is Status.NOT_ASSESSED:
            message = "a target that cannot be assessed is a NotAssessed with its reason"
            raise ValueError(message)

    @property
    def before_plan(self) -> bool:
        """Whether the judged year lies before the plan's first: counted apart."""
        return Flag.BEFORE_PLAN in self.flags


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """No verdict, for one reason. ``numbers`` holds every value that exists."""

    reason: Reason
    where: Where | None = None
    numbers: Numbers = Numbers()
    expected: date | None = None
    flags: frozenset[Flag] = frozenset()
    before_plan = False

    @property
    def status(self) -> Status:
        """Always ``NOT_ASSESSED``."""
        return Status.NOT_ASSESSED


Verdict = Judged | NotAssessed
