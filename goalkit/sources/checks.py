"""What the service says of a plan's series, held against the plan: what stops a refresh, and what is reported.

A formal series that has changed its title may measure something else, and one that is gone would leave a
verdict without figures: both stop. An alternative or related series is only reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goalkit.exact import exact
from goalkit.model import Unit
from goalkit.plan import Measurable, Plan
from goalkit.scope import formal_series, reference_areas
from goalkit.sources.kolada import Kpi, Values
from goalkit.sources.local.columns import NEVER_NEGATIVE
from goalkit.sources.manifest import Doubt

DECIMALS = 9
"""To so many decimals at most a mean of the service's own is compared: beyond that it is binary noise."""
EXAMPLES = 3


@dataclass(frozen=True)
class Accepted:
    """What a person has looked at: series with a new title or with doubtful values, and doubts let through before."""

    titles: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    before: frozenset[Doubt] = frozenset()

    def lets_through(self, doubt: Doubt) -> bool:
        """Tell whether a doubtful value may judge."""
        return doubt.series in self.values or doubt in self.before


@dataclass
class Findings:
    """What was found: ``faults`` stop the refresh, ``notes`` are said after it; all are Swedish sentences."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


class Inspection:
    """A plan's series before the service's answers."""

    def __init__(self, plan: Plan, accepted: frozenset[str]) -> None:
        self.plan, self.accepted = plan, accepted
        self.formal = formal_series(plan)
        self.found = Findings()

    def titles(self, kpis: Sequence[Kpi], missing: Sequence[str]) -> None:
        """Look for series that are gone, and for titles other than those that the plan recorded."""
        for kpi in missing:
            self._gone(kpi, "finns inte hos tjänsten")
        for about in kpis:
            record = self.plan.series.get(about.id)
            known = record.title if record else None
            if known is not None and known != about.title and about.id not in self.accepted:
                self._renamed(about, known)
        unknown = sorted(k.id for k in kpis if k.id in self.formal and self._title(k.id) is None)
        if unknown:
            ids = ", ".join(unknown)
            self.found.notes.append(f"Planen har ingen titel att jämföra med för {ids}: titeln är inte kontrollerad.")

    def values(self, asked: Sequence[str], values: Values) -> None:
        """Look for series without one value in any area."""
        there = {kpi for kpi, value in zip(values.kpi, values.value, strict=True) if value is not None}
        for kpi in asked:
            if kpi not in there:
                self._gone(kpi, "har inget värde för något område hos tjänsten")

    def _title(self, kpi: str) -> str | None:
        record = self.plan.series.get(kpi)
        return record.title if record else None

    def _gone(self, kpi: str, what: str) -> None:
        record = self.plan.series.get(kpi)
        self.found.gone.add(kpi)
        if record is not None and record.ended is not None:
            self.found.notes.append(
                f"{kpi} {what}; planen säger att serien slutade {record.ended}. Det äldre datauttaget gäller för den."
            )
        elif kpi in self.formal:
            self.found.faults.append(
                f"{kpi} ({self._role(kpi)}) {what}. Kontrollera på kolada.se; har serien upphört, skriv "
                f"`{kpi} = {{ ended = ÅR }}` under [series] i planen."
            )
        else:
            self.found.notes.append(f"{kpi} ({self._role(kpi)}) {what} och ingår inte i datauttaget.")

    def _renamed(self, about: Kpi, known: str) -> None:
        what = f"{about.id} ({self._role(about.id)}) heter nu ”{about.title}”; planen har ”{known}”."
        if about.title.split() == known.split():
            what += " Bara mellanslag skiljer dem."
        if about.id in self.formal:
            self.found.faults.append(
                f"{what} Är det samma mått? Kör då om med --accept-title {about.id}, och rätta titeln i planen."
            )
        else:
            self.found.notes.append(what)

    def _role(self, kpi: str) -> str:
        """Say for which targets a series is there, and whether they are judged by it."""
        judged = [t.id for t in self.plan.targets if kpi in t.indicator.kolada]
        if judged:
            return f"bedömer {', '.join(judged)}"
        beside = [t.id for t in self.plan.targets for a in t.indicator.alternatives if kpi in a.series]
        if beside:
            return f"alternativ för {', '.join(dict.fromkeys(beside))}"
        divided = [t.id for t in self.plan.targets if t.indicator.denominator == kpi]
        if divided:
            return f"nämnare för {', '.join(divided)}"
        related = [t.id for t in self.plan.targets for r in t.indicator.related if r.kolada == kpi]
        return f"närliggande {', '.join(dict.fromkeys(related))}"


Lines = dict[tuple[str, str, str], dict[int, float]]
"""Values by year, of a series, an area and a gender."""
Found = Iterator[tuple[tuple[str, str, str, int], str]]
"""Values that cannot be, by series, area, gender and year, and why, in Swedish."""
FAR = 30
"""So many times as large or as small as all before it, a value is taken for a slip until somebody accepts it.

A slip of a hundred is looked for. The value itself has moved too, so the bound is lower, as for own series.
"""


def doubtful_values(plan: Plan, values: Values) -> list[Doubt]:
    """Return the values that cannot be: outside what their unit allows, or out of their own line where they decide.

    Out of its line is what lies :data:`FAR` from all before it, and a 0 where there never was one: in the plan's own
    municipality and the areas that rules compare with. A small municipality elsewhere may well have its first 0.
    """
    lines: Lines = {}
    for row in values.rows():
        if row.value is not None:
            lines.setdefault((row.kpi, row.area, row.gender), {})[row.year] = row.value
    deciding, formal = {plan.municipality.id, *reference_areas(plan)}, formal_series(plan)
    found: dict[tuple[str, str, str, int], str] = {}
    for key, line in lines.items():
        if key[0] in formal and key[1] in deciding:
            found |= {(*key, year): why for year, why in _out_of_line(line)}
    for target in plan.targets:
        measures: tuple[Measurable, ...] = (target.indicator, *target.indicator.alternatives)
        for measure in measures:
            found |= dict(_out_of_range(measure, lines))
    return [
        Doubt(series=kpi, area=area, gender=gender, year=year, value=lines[kpi, area, gender][year], why=why)
        for (kpi, area, gender, year), why in sorted(found.items())
    ]


def _out_of_range(measure: Measurable, lines: Lines) -> Found:
    share, factor = measure.unit is Unit.PERCENT, exact(measure.factor or "1")
    if not share and measure.unit not in NEVER_NEGATIVE:
        return
    for key, line in lines.items():
        for year, value in line.items() if key[0] in measure.kolada else ():
            if value < 0:
                yield (*key, year), "under 0"
            elif share and exact(value) * factor > 100:
                yield (*key, year), "över 100 procent"


def _out_of_line(line: Mapping[int, float]) -> Iterator[tuple[int, str]]:
    """Yield the years that lie far from all before them; what is doubtful is no measure for the next."""
    before: list[float] = []
    for year in sorted(line):
        size, sizes = abs(line[year]), [one for one in before if one]
        if not size and len(sizes) == len(before) > 1:
            yield year, "noll för första gången"
        elif size and sizes and size >= FAR * max(sizes):
            yield year, f"minst {FAR} gånger så stort som åren före"
        elif size and sizes and size * FAR <= min(sizes):
            yield year, f"högst en {FAR}-del av åren före"
        else:
            before.append(size)


def doubts_told(doubts: Sequence[Doubt]) -> Iterator[str]:
    """Yield a note per series with doubtful values: the first, how many more, and how they are accepted."""
    for kpi in sorted({doubt.series for doubt in doubts}):
        first, *others = (doubt for doubt in doubts if doubt.series == kpi)
        more = f", och {len(others)} till" if others else ""
        yield (
            f"{kpi} är {_text(first.value)} för {first.area} {first.year} ({first.gender}): {first.why}{more}. "
            f"Det sparas men bedöms inte. Stämmer det, kör om med --accept-value {kpi}."
        )


def differing_means(values: Values, groups: Mapping[str, frozenset[str]]) -> list[str]:
    """Compare the mean of a group's members with the value that the service gives the group itself.

    The service's value counts as equal when it agrees to its own number of decimals.
    """
    given = _of_areas(values, frozenset(groups))
    own = _of_areas(values, frozenset[str]().union(*(groups[group] for group in given)))
    notes = []
    for group, cells in sorted(given.items()):
        samples = {
            key: [own[area][key][0] for area in groups[group] if key in own.get(area, {})] for key in sorted(cells)
        }
        told = [
            f"{' '.join(map(str, key))}: här {_text(_mean(sample))} av {_size(sample)}, tjänsten {_given(*cells[key])}"
            for key, sample in samples.items()
            if _differs(cells[key][0], _mean(sample))
        ]
        notes += _differences(group, told)
    return notes


Cells = dict[tuple[str, int, str], tuple[float, int | None]]
"""Value and count of an area, by series, year and gender."""


def _of_areas(values: Values, areas: frozenset[str]) -> dict[str, Cells]:
    """Return the values of some areas; an area without any is left out."""
    found: dict[str, Cells] = {}
    columns = (values.kpi, values.area, values.year, values.gender, values.value, values.n)
    for kpi, area, year, gender, value, n in zip(*columns, strict=True):
        if area in areas and value is not None:
            found.setdefault(area, {})[kpi, year, gender] = (value, n)
    return found


def _mean(sample: Sequence[float]) -> float | None:
    return sum(sample) / len(sample) if sample else None


def _differs(given: float, mean: float | None) -> bool:
    decimals = min(len(repr(given).partition(".")[2]), DECIMALS) if "e" not in repr(given) else DECIMALS
    return mean is None or not abs(given - mean) <= 0.5 * 10**-decimals + 1e-12 * abs(given)


def _differences(group: str, told: list[str]) -> list[str]:
    if not told:
        return []
    more = f" och {len(told) - EXAMPLES} till" if len(told) > EXAMPLES else ""
    values = "ett värde" if len(told) == 1 else f"{len(told)} värden"
    return [
        f"Det ovägda medelvärdet av {group} skiljer sig från tjänstens eget i {values}: "
        f"{'; '.join(told[:EXAMPLES])}{more}. Bedömningarna använder det som räknas här."
    ]


def _size(sample: Sequence[float]) -> str:
    return f"{len(sample)} kommuner" if sample else "inga kommuner"


def _given(value: float, n: int | None) -> str:
    return _text(value) if n is None else f"{_text(value)} av {n}"


def _text(value: float | None) -> str:
    return "inget" if value is None else f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",").replace("-", "−")
