"""What one panel is about, in numbers and in words: its lines, its marked years, its unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from goalkit.assessment import Assessment
from goalkit.model import Better, Unit
from goalkit.show.layout import Scale, scale_of
from goalkit.show.series import (
    Form,
    Trace,
    form_of,
    gap_trace,
    has_gap,
    judged_year,
    traces,
    value_places,
    years_in_view,
)
from goalkit.texts.numbers import number, quantity, unit_name
from goalkit.texts.sentences import short_year

BETTER = {Better.HIGHER: "högre är bättre", Better.LOWER: "lägre är bättre"}


@dataclass(frozen=True)
class Subject:
    """One panel of one assessment, over the years in view; ``is_gap`` is the small one about the gap."""

    a: Assessment
    years: tuple[int, int]
    traces: Sequence[Trace]
    is_gap: bool = False

    @cached_property
    def places(self) -> int:
        """The decimals of every value, so that what is shown adds up."""
        return value_places(self.a)

    @property
    def is_index(self) -> bool:
        return not self.is_gap and form_of(self.a) is Form.INDEX

    @property
    def base(self) -> int | None:
        return self.a.target.rule.base_year

    @property
    def judged(self) -> int | None:
        return judged_year(self.a)

    @property
    def before_plan(self) -> bool:
        return self.a.verdict.before_plan

    @property
    def term(self) -> tuple[int, int] | None:
        """The plan's years that are in view."""
        first, last = max(self.a.plan.years.first, self.years[0]), min(self.a.plan.years.last, self.years[1])
        return (first, last) if first <= last else None

    @property
    def is_empty_in_term(self) -> bool:
        """Whether the plan's years are in view and have no value at all."""
        term = self.term
        return term is not None and not any(term[0] <= y <= term[1] for t in self.traces for y in t.values)

    def marked(self) -> list[tuple[str, int]]:
        """Return the marked years that are in view: the base year, the judged year."""
        both = (("base", self.base), ("judged", self.judged))
        return [(kind, y) for kind, y in both if y is not None and self.years[0] <= y <= self.years[1]]

    def level(self) -> Fraction | None:
        """Return the value that the line of the base year stands at: the level, the gap, or 100."""
        if self.is_index:
            return Fraction(100)
        if self.is_gap:
            return self.a.verdict.numbers.measure_base
        return self.a.verdict.numbers.own_base if self.a.target.rule.reference_id is None else None

    def gap_ends(self) -> Iterator[tuple[str, int, Fraction, Fraction]]:
        """Yield, for a target about a gap, each marked year with its lower and its higher value."""
        for kind, year in self.marked() if has_gap(self.a) and not self.is_gap else ():
            values = [trace.values[year] for trace in self.traces if year in trace.values]
            if len(values) == 2:
                yield kind, year, min(values), max(values)

    @cached_property
    def scale(self) -> Scale:
        """The value axis: a gap is read from zero, a level from where it is."""
        values = [v for trace in self.traces for v in trace.values.values()]
        level = self.level()
        every = values if level is None else [*values, level]
        return scale_of(every, 3 if self.is_gap else 6, from_zero=self.is_gap)

    # --- words -------------------------------------------------------------------------------------------

    def title(self) -> str:
        if not self.is_gap:
            return self.a.indicator.label
        reference = self.a.reference.phrase if self.a.reference else ""
        return f"Skillnad mellan {self.a.municipality.name} och {reference}, oavsett riktning"

    def unit(self) -> str:
        """Return the unit's name, with the better direction where it is not a gap."""
        if self.is_gap:
            return unit_name(self.a.indicator.unit.of_difference)
        name = f"index, {self.year(self.base)} = 100" if self.is_index else unit_name(self.a.indicator.unit)
        return f"{name}, {BETTER[self.a.indicator.better]}"

    def year(self, year: int | None) -> str:
        """Write a year as short as an axis needs it: ``2022``, a school year ``2021/22``."""
        return short_year(self.a, year)

    def written(self, value: Fraction) -> str:
        """Write a value of this panel with its percent sign or ``pe``; other units stand at the axis only."""
        unit = self.a.indicator.unit
        return self._write(value, unit.of_difference if self.is_gap else unit)

    def gap_written(self, value: Fraction) -> str:
        """Write a difference between two values of this panel."""
        return self._write(value, self.a.indicator.unit.of_difference)

    def _write(self, value: Fraction, unit: Unit) -> str:
        if self.is_index or unit not in (Unit.PERCENT, Unit.PERCENTAGE_POINTS):
            return number(value, self.places)
        return quantity(value, self.places, unit, short=True)

    def empty_words(self) -> str:
        """Return what is said of the plan's years when they have no value."""
        local = self.a.extract is not None and self.a.extract.local
        return "inga värden inlagda" if local else "inga värden i datauttaget"


def subjects(a: Assessment, years: tuple[int, int] | None = None) -> list[Subject]:
    """Return what the panels are about: the series, and for a target about a gap the gap over time."""
    view = years_in_view(a, years)
    found = [Subject(a, view, traces(a, view))]
    if has_gap(a) and (gap := gap_trace(a, view)).values:
        found.append(Subject(a, view, [gap], is_gap=True))
    return found
