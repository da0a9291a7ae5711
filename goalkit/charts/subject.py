"""What one panel is about, in numbers and in words: its lines, its marked years, its unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from goalkit.charts.at_hand import NOTHING, AtHand, Spread
from goalkit.charts.layout import Scale, scale_of
from goalkit.charts.looks import Look, looks
from goalkit.charts.series import (
    Role,
    Trace,
    gap_trace,
    has_gap,
    imagined_gap,
    imagined_traces,
    judged_year,
    measure_in,
    traces,
    value_places,
    years_in_view,
)
from goalkit.charts.view import STANDARD, Measure, View
from goalkit.judge import Assessment
from goalkit.model import Better, Unit
from goalkit.words.numbers import number, quantity, unit_name
from goalkit.words.values import short_year

BETTER = {Better.HIGHER: "högre är bättre", Better.LOWER: "lägre är bättre"}

IMAGINED = "Tänkt läge"
"""What stands over every drawing of values that nobody has measured."""

_DIFFERENCES = (Measure.GAP, Measure.CHANGE)


@dataclass(frozen=True)
class Subject:
    """One panel of one assessment, over the years in view; ``is_gap`` is the small one about the gap.

    ``spread`` is the quantile band, ``ranked`` the most municipalities among which a place is counted.
    """

    a: Assessment
    years: tuple[int, int]
    traces: Sequence[Trace]
    is_gap: bool = False
    view: View = STANDARD
    measure: Measure = Measure.LEVEL
    spread: Mapping[str, Mapping[int, Spread]] = field(default_factory=dict)
    ranked: int = 0

    @cached_property
    def places(self) -> int:
        """The decimals of every value, so that what is shown adds up."""
        if self.measure is Measure.RANK:
            return 0
        return value_places(self.a, self.view.decimals, levels=not self.is_index)

    @property
    def is_index(self) -> bool:
        return not self.is_gap and self.measure is Measure.INDEX

    @property
    def is_level(self) -> bool:
        return not self.is_gap and self.measure is Measure.LEVEL

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
        mine = [t for t in self.traces if t.role not in (Role.COMPARED, Role.IMAGINED)]
        return term is not None and not any(term[0] <= y <= term[1] for t in mine for y in t.values)

    def marked(self) -> list[tuple[str, int]]:
        """Return the marked years that are in view: the base year, the judged year."""
        both = (("base", self.base), ("judged", self.judged))
        return [(kind, y) for kind, y in both if y is not None and self.years[0] <= y <= self.years[1]]

    def level(self) -> Fraction | None:
        """Return the value that the line of the base year stands at: the level, the gap, 100, or no change."""
        n = self.a.verdict.numbers
        if not self.view.base_line:
            return None
        if self.is_gap:
            return n.measure_base
        if self.measure is Measure.GAP:
            return None if n.own_base is None or n.reference_base is None else n.own_base - n.reference_base
        fixed = {Measure.INDEX: Fraction(100), Measure.CHANGE: Fraction(0)}
        own = n.own_base if self.is_level and self.a.target.rule.reference_id is None else None
        return fixed.get(self.measure, own)

    def gap_ends(self) -> Iterator[tuple[str, int, Fraction, Fraction]]:
        """Yield, for a target about a gap, each marked year with its lower and its higher value."""
        for kind, year in self.marked() if has_gap(self.a) and self.is_level else ():
            values = [trace.values[year] for trace in self.traces if trace.is_judged and year in trace.values]
            if len(values) == 2:
                yield kind, year, min(values), max(values)

    @cached_property
    def scale(self) -> Scale:
        """The value axis: a gap is read from zero, a level from where it is, a place from the best."""
        if self.measure is Measure.RANK:
            ends = [Fraction(1), Fraction(self.ranked)]
            return replace(scale_of(ends, 5, from_zero=True), turned=True)
        values = [v for trace in self.traces for v in trace.values.values()]
        values += [end for cut in self.spread.values() for s in cut.values() for end in (s.low, s.high)]
        level = self.level()
        every = values if level is None else [*values, level]
        from_zero = self.is_gap or self.view.from_zero or self.measure in _DIFFERENCES
        return scale_of(every, 3 if self.is_gap else 6, from_zero=from_zero)

    @cached_property
    def looks(self) -> Mapping[str, Look]:
        """How each line looks, by its key."""
        return looks(self.traces)

    # --- words -------------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the panel's heading; one with imagined values says so."""
        imagined = any(trace.role is Role.IMAGINED for trace in self.traces)
        return f"{IMAGINED}: {self._title()}" if imagined else self._title()

    def _title(self) -> str:
        reference = self.a.reference.phrase if self.a.reference else ""
        if self.is_gap:
            return f"Skillnad mellan {self.a.municipality.name} och {reference}, oavsett riktning"
        label, base = self.a.indicator.label, self.year(self.base)
        leads = {
            Measure.GAP: f"Skillnad mot {reference}: {label}",
            Measure.CHANGE: f"Förändring sedan {base}: {label}",
            Measure.RANK: f"Plats bland landets kommuner: {label}",
        }
        return self.view.heading or leads.get(self.measure, label)

    def unit(self) -> str:
        """Return the unit's name, with the better direction where it is not a gap."""
        unit = self.a.indicator.unit
        if self.is_gap:
            return unit_name(unit.of_difference)
        if self.measure is Measure.RANK:
            return f"plats bland {self.ranked} kommuner, 1 är bäst"
        if self.measure in _DIFFERENCES:
            return f"{unit_name(unit.of_difference)}, {BETTER[self.a.indicator.better]}"
        name = f"index, {self.year(self.base)} = 100" if self.is_index else unit_name(unit)
        return f"{name}, {BETTER[self.a.indicator.better]}"

    def subtitle(self) -> str:
        """Return what stands below the heading: the unit, where the axis begins, what a band is."""
        band = "bandet: mittersta hälften och nio av tio kommuner" if self.spread else ""
        return ". ".join(_sentence(part) for part in (self.unit(), self.axis_start(), band) if part)

    def axis_start(self) -> str:
        """Say where an axis begins that does not begin at zero; empty where it does."""
        if self.scale.low <= 0 or self.scale.turned:
            return ""
        unit = self.a.indicator.unit
        return f"axeln börjar vid {self._write(self.scale.low, unit, places=self.scale.decimals)}"

    def told(self, trace: Trace, year: int) -> str:
        """Write a value with what a reader must know of it: of how many it is the mean, that it is preliminary."""
        notes = [f"medel av {trace.counts[year]} kommuner"] if year in trace.counts else []
        notes += ["preliminärt"] if year in trace.preliminary else []
        text = self.written(trace.values[year])
        return f"{text} ({', '.join(notes)})" if notes else text

    def year(self, year: int | None) -> str:
        """Write a year as short as an axis needs it: ``2022``, a school year ``2021/22``."""
        return short_year(self.a, year)

    def written(self, value: Fraction) -> str:
        """Write a value of this panel with its percent sign or ``pe``; other units stand at the axis only."""
        unit = self.a.indicator.unit
        if self.measure is Measure.RANK:
            return f"plats {number(value, 0)}"
        differs = self.is_gap or self.measure in _DIFFERENCES
        return self._write(value, unit.of_difference if differs else unit, signed=self.measure in _DIFFERENCES)

    def gap_written(self, value: Fraction) -> str:
        """Write a difference between two values of this panel."""
        return self._write(value, self.a.indicator.unit.of_difference)

    def bare(self, value: Fraction) -> str:
        """Write a value of this panel without any unit."""
        return number(value, self.places, signed=not self.is_gap and self.measure in _DIFFERENCES)

    def _write(self, value: Fraction, unit: Unit, *, signed: bool = False, places: int | None = None) -> str:
        shown = self.places if places is None else places
        if self.is_index or unit not in (Unit.PERCENT, Unit.PERCENTAGE_POINTS):
            return number(value, shown, signed=signed)
        return quantity(value, shown, unit, signed=signed, short=True)

    def empty_words(self) -> str:
        """Return what is said of the plan's years when they have no value."""
        local = self.a.extract is not None and self.a.extract.local
        return "inga värden inlagda" if local else "inga värden hämtade"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def subjects(
    a: Assessment, view: View = STANDARD, at_hand: AtHand = NOTHING, imagined: Assessment | None = None
) -> list[Subject]:
    """Return what the panels are about: the series, and for a target about a gap the gap over time.

    ``imagined`` is the same target with values that somebody has thought up; its points are drawn apart.
    """
    years, measure = years_in_view(a, view), measure_in(a, view, at_hand)
    drawn = traces(a, view, at_hand)
    if imagined is not None:
        drawn += imagined_traces(a, imagined, view, at_hand)
    spread = _spread(a, view, at_hand, years) if measure is Measure.LEVEL else {}
    places = at_hand.ranks(a, a.municipality.id) if measure is Measure.RANK else {}
    most = max((n for _, n in places.values()), default=0)
    found = [Subject(a, years, drawn, view=view, measure=measure, spread=spread, ranked=most)]
    if has_gap(a) and measure is Measure.LEVEL and (gap := gap_trace(a, years)).values:
        thought = [] if imagined is None else [imagined_gap(a, imagined, years)]
        gaps = [gap, *(trace for trace in thought if trace.values)]
        found.append(Subject(a, years, gaps, is_gap=True, view=view))
    return found


def _spread(a: Assessment, view: View, at_hand: AtHand, years: tuple[int, int]) -> dict[str, dict[int, Spread]]:
    known = at_hand.spread(a, view.band) if view.band is not None else {}
    limit = min(years[1], a.evidence.last_usable or years[1])
    cut = {name: {y: s for y, s in each.items() if years[0] <= y <= limit} for name, each in known.items()}
    return {name: each for name, each in cut.items() if each}
