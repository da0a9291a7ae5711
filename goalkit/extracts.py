"""What was fetched when, as plain exact numbers: the only form in which figures reach a verdict.

An :class:`Extract` is the part of one vintage that was asked for. Extracts are never joined:
whoever needs a series takes it whole from one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from goalkit.model import Release, fix

DOUBTFUL = "doubtful"
"""Our own word for a value that cannot be and that nobody has accepted: kept in its vintage, and not judged."""
WITHHELD = frozenset({"suppressed", "confidential", "withheld", "secret", "sekretess"})
"""Words of a source for a value that exists but is not given out (compared in lower case)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one series, area, year and gender, as the source gave it.

    ``value`` is the decimal that was published, ``None`` where the source gave a row without a value;
    ``status`` is the source's own word, kept verbatim. A row of an own series has a source and a day of its own.
    """

    value: Fraction | None
    status: str = ""
    source: str = ""
    entered: date | None = None

    @property
    def withheld(self) -> bool:
        """Whether the source says that it holds the value back."""
        return self.value is None and self.status.casefold() in WITHHELD

    @property
    def doubtful(self) -> bool:
        """Whether the source's value cannot be, and nobody has accepted it."""
        return self.value is None and self.status == DOUBTFUL

    @property
    def preliminary(self) -> bool:
        """Whether the source calls the value preliminary."""
        return self.status.casefold().startswith("prel")


@dataclass(frozen=True, slots=True)
class Mean:
    """An unweighted mean kept as an exact sum and the number of municipalities behind it."""

    total: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The spread over municipalities with a value: five cuts, the ends, and how many they are."""

    lowest: float
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    highest: float
    n: int


CellKey = tuple[str, str, str]
"""Series id, area id, gender code."""

MeanKey = tuple[tuple[str, ...], str, str]
"""Series ids in alphabetical order (a sum has several), group id, gender code."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one vintage holds of the series that were looked for.

    Attributes:
        id: the vintage's name, its date with a running number for a second one of the day.
        retrieved: the day the service answered (or the best that is known of it).
        source: the words that stand under a figure ("Källa: Kolada").
        asked: per series and area the years that were asked for; what is not here was not asked for.
        asked_means: the same for unweighted means.
        asked_genders: per series and area the genders that were asked for in any year.
        doubts: the values that cannot be, each with why, in Swedish.
    """

    id: str
    retrieved: date
    source: str
    note: str = ""
    local: bool = False
    cells: Mapping[CellKey, Mapping[int, Cell]] = field(default_factory=dict)
    means: Mapping[MeanKey, Mapping[int, Mean]] = field(default_factory=dict)
    quantiles: Mapping[MeanKey, Mapping[int, Quantiles]] = field(default_factory=dict)
    asked: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    asked_means: Mapping[tuple[tuple[str, ...], str], frozenset[int]] = field(default_factory=dict)
    asked_genders: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    doubts: Mapping[tuple[CellKey, int], tuple[Fraction, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fix(self)

    def origin(self, key: CellKey, year: int) -> tuple[str, str, date] | None:
        """Return the source, the vintage and the day of one value; ``None`` where an own series has no such row."""
        if not self.local:
            return self.source, self.id, self.retrieved
        cell = self.cells.get(key, {}).get(year)
        if cell is None or cell.entered is None:
            return None
        return cell.source, cell.entered.isoformat(), cell.entered

    def years_asked(self, series: Iterable[str], area: str) -> frozenset[int]:
        """Return the years for which every one of ``series`` was asked for in ``area``."""
        years = [self.asked.get((kpi, area), frozenset()) for kpi in series]
        return frozenset.intersection(*years) if years else frozenset()

    def mean_years_asked(self, series: Sequence[str], group: str) -> frozenset[int]:
        """Return the years for which the group's mean of the sum of ``series`` was asked for."""
        return self.asked_means.get((tuple(sorted(series)), group), frozenset())


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area's or a group's name and kind: K municipality, L region or nation, G group."""

    id: str
    title: str
    kind: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What the service says of a series: its title, description and next publication."""

    id: str
    title: str
    description: str = ""
    operating_area: str = ""
    release: Release | None = None
    retrieved: date | None = None


@dataclass(frozen=True, slots=True)
class Observations:
    """All extracts, newest first, with the names of areas and what is known of the series.

    ``local_faults`` holds, per target, why a file with an own series was not loaded.
    """

    extracts: tuple[Extract, ...] = ()
    areas: Mapping[str, AreaName] = field(default_factory=dict)
    series: Mapping[str, SeriesFacts] = field(default_factory=dict)
    local: Mapping[str, Extract] = field(default_factory=dict)
    local_faults: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fix(self)

    def area_title(self, area: str) -> str:
        """Return the area's name, or its id where no name is known."""
        known = self.areas.get(area)
        return known.title if known else area
