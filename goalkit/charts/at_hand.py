"""What a chart can show besides its target: areas, means and quantiles that the judging vintage holds.

All of it comes from the one vintage that judged the target. What is not in there is not at hand, even where
another vintage has it: lines of two vintages in one chart would compare what was not published together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from goalkit.charts.view import View
from goalkit.exact import exact
from goalkit.extracts import AreaName, Extract, MeanKey, Quantiles
from goalkit.judge import Assessment, mean_line, own_line
from goalkit.model import Gender, Line
from goalkit.plan import Comparison, Reference, transform
from goalkit.sources.place import vintage_folder
from goalkit.sources.vintages import Needs, load_extract
from goalkit.workbook import Workbook

NATION = "0000"


@dataclass(frozen=True)
class Compared:
    """A line beside the target's own two: whose it is, its values, and whether it is one of a group."""

    id: str
    label: str
    line: Line
    of_group: bool = False


@dataclass(frozen=True)
class Spread:
    """Two cuts of the municipalities' values in one year, in the indicator's unit, and how many they are."""

    low: Fraction
    high: Fraction
    n: int


@dataclass(frozen=True)
class AtHand:
    """Everything that one vintage holds of one target's series.

    Attributes:
        extract: the vintage with all its areas; ``None`` for a target without one.
        areas: every area and group that has a name.
        groups: the plan's comparison groups.
    """

    extract: Extract | None = None
    areas: Mapping[str, AreaName] = field(default_factory=dict)
    groups: tuple[Comparison, ...] = ()

    def title(self, area: str) -> str:
        """Return an area's name, or its id where none is known."""
        return self.areas[area].title if area in self.areas else area

    def group_label(self, group: str) -> str:
        """Return a group's name, as the plan has it where it names it."""
        known = next((g.label for g in self.groups if g.group == group), self.title(group))
        return known.removesuffix(" (ovägt medel)")

    def named(self, area: str) -> str:
        """Return how an area is written where a group means its mean."""
        return f"medlet för {self.group_label(area)}" if area.startswith("G") else self.title(area)

    def held(self, a: Assessment) -> list[str]:
        """Return the areas with a value of every series of the target, by id."""
        return [] if self.extract is None else sorted(_with_values(a, self.extract))

    def asked(self, a: Assessment) -> set[str]:
        """Return the areas that the vintage asked for, and the groups whose mean it has."""
        extract = self.extract
        if extract is None:
            return set()
        areas = {area for _, area in extract.asked}
        return {area for area in areas if extract.years_asked(a.series, area)} | set(self._groups_of(a, extract.means))

    def means(self, a: Assessment) -> list[str]:
        """Return the groups whose unweighted mean is held."""
        means = {} if self.extract is None else self.extract.means
        return self._groups_of(a, [key for key, held in means.items() if held])

    def bands(self, a: Assessment) -> list[str]:
        """Return the groups whose quantiles are held."""
        return self._groups_of(a, () if self.extract is None else self.extract.quantiles)

    def _groups_of(self, a: Assessment, keys: Iterable[MeanKey]) -> list[str]:
        series = tuple(sorted(a.series))
        return sorted({group for parts, group, gender in keys if parts == series and gender == "T"})

    def members(self, a: Assessment, group: str) -> list[str]:
        """Return the members of a group that are at hand, without the municipality itself."""
        known = self.areas.get(group)
        held = set(self.held(a))
        return [m for m in known.members if m in held and m != a.municipality.id] if known else []

    def line(self, a: Assessment, area: str) -> Line:
        """Return an area's line, in the indicator's unit."""
        return Line() if self.extract is None else own_line(self.extract, a.indicator, a.series, area, Gender.TOTAL)

    def mean(self, a: Assessment, group: str) -> Line:
        """Return the line of a group's unweighted mean."""
        if self.extract is None:
            return Line()
        label = self.group_label(group)
        reference = Reference(area=group, label=label, phrase=label, unweighted_mean=True)
        known = self.areas.get(group)
        return mean_line(self.extract, a.indicator, reference, len(known.members) if known else None, Gender.TOTAL)

    def compared(self, a: Assessment, view: View) -> Iterator[Compared]:
        """Yield the lines that a view asks for and that are at hand; each area once."""
        shown = {a.municipality.id, a.reference.area if a.reference and not a.reference.unweighted_mean else ""}
        wanted = [(area, False) for area in view.areas]
        wanted += [(member, True) for group in view.groups for member in self.members(a, group)]
        held = set(self.held(a))
        for area, of_group in wanted:
            if area in held and area not in shown:
                shown.add(area)
                yield Compared(area, self.title(area), self.line(a, area), of_group)
        judging = a.reference.area if a.reference and a.reference.unweighted_mean else ""
        for group in view.means:
            if group in self.means(a) and group != judging:
                yield Compared(f"mean:{group}", f"Medel, {self.group_label(group)}", self.mean(a, group))

    def spread(self, a: Assessment, group: str) -> Mapping[str, Mapping[int, Spread]]:
        """Return the middle half (``half``) and the middle nine tenths (``most``) of a group's municipalities."""
        if self.extract is None:
            return {}
        cuts = self.extract.quantiles.get((tuple(sorted(a.series)), group, "T"), {})
        usable = {year: cut for year, cut in sorted(cuts.items()) if year >= (a.indicator.usable.first or year)}
        return {
            "most": {year: _between(a, cut, cut.p5, cut.p95) for year, cut in usable.items()},
            "half": {year: _between(a, cut, cut.p25, cut.p75) for year, cut in usable.items()},
        }

    # --- rank ------------------------------------------------------------------------------------------

    @cached_property
    def municipalities(self) -> frozenset[str]:
        """Every municipality of the country."""
        return frozenset(area.id for area in self.areas.values() if area.kind == "K")

    def ranked_years(self, a: Assessment) -> list[int]:
        """Return the years for which every municipality was asked for, so that a rank is one among all."""
        extract = self.extract
        if extract is None or not self.municipalities or a.indicator.is_local:
            return []
        asked = [extract.years_asked(a.series, area) for area in self.municipalities]
        return sorted(frozenset.intersection(*asked))

    def ranks(self, a: Assessment, area: str) -> dict[int, tuple[int, int]]:
        """Return, per year, the place of an area among all municipalities with a value, and how many they are.

        Equal values share the better place; the best value has place 1.
        """
        sign, found = a.indicator.better.sign, {}
        for year, values in self._everyone(a).items():
            if area in values:
                better = sum(sign * value > sign * values[area] for value in values.values())
                found[year] = (better + 1, len(values))
        return found

    def _everyone(self, a: Assessment) -> Mapping[int, Mapping[str, Fraction]]:
        """Return every municipality's value, per year in which all were asked for."""
        if a.target.id not in self._known:
            years = self.ranked_years(a)
            lines = {area: self.line(a, area) for area in sorted(self.municipalities)} if years else {}
            values = {year: {area: line.value(year) for area, line in lines.items()} for year in years}
            self._known[a.target.id] = {
                year: {area: value for area, value in held.items() if value is not None}
                for year, held in values.items()
            }
        return self._known[a.target.id]

    @cached_property
    def _known(self) -> dict[str, dict[int, dict[str, Fraction]]]:
        return {}


NOTHING = AtHand()


def at_hand(workbook: Workbook, a: Assessment) -> AtHand:
    """Return what the vintage that judged a target holds of its series, for every area and group.

    Raises:
        DataError: a file of the vintage is missing or damaged.
    """
    known = workbook.observations.areas
    if a.extract is None or a.extract.local:
        return AtHand(a.extract, known, workbook.plan.comparisons)
    groups = frozenset(area.id for area in known.values() if area.kind == "G")
    needs = Needs(frozenset(a.series), frozenset(known), groups)
    return AtHand(_extract(str(workbook.data), a.extract.id, needs), known, workbook.plan.comparisons)


@cache
def _extract(data: str, vintage: str, needs: Needs) -> Extract:
    return load_extract(vintage_folder(Path(data), vintage), needs)


def _with_values(a: Assessment, extract: Extract) -> set[str]:
    of_each = [{area for kpi, area, gender in extract.cells if kpi == one and gender == "T"} for one in a.series]
    return set.intersection(*of_each) if of_each else set()


def _between(a: Assessment, cut: Quantiles, low: float, high: float) -> Spread:
    """Return two cuts in the indicator's unit; a complement turns them round."""
    ends = sorted(transform(a.indicator, exact(each)) for each in (low, high))
    return Spread(ends[0], ends[1], cut.n)
