"""What a plan needs of a source: which series, which sums of them, and which areas and groups."""

from collections.abc import Iterator, Mapping
from unicodedata import normalize

from goalkit.extracts import AreaName
from goalkit.plan import Measurable, Plan


def plan_series(plan: Plan) -> frozenset[str]:
    """Return the ids of every series that a plan names: formal, alternative, related, and divided by."""
    series = set(formal_series(plan))
    for target in plan.targets:
        indicator = target.indicator
        series |= {indicator.denominator} if indicator.denominator is not None else set()
        series |= {related.kolada for related in indicator.related}
        series |= {kpi for alternative in indicator.alternatives for kpi in alternative.series}
    return frozenset(series)


def formal_series(plan: Plan) -> frozenset[str]:
    """Return the ids of the series that the formal verdicts rest on."""
    return frozenset(kpi for target in plan.targets for kpi in target.indicator.kolada)


def plan_sums(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Return the parts of every indicator that adds series together, each in alphabetical order."""
    sums: set[tuple[str, ...]] = set()
    for target in plan.targets:
        measures: tuple[Measurable, ...] = (target.indicator, *target.indicator.alternatives)
        for measured in measures:
            if len(measured.kolada) > 1:
                sums.add(tuple(sorted(measured.kolada)))
    return tuple(sorted(sums))


def series_with_mean(plan: Plan) -> frozenset[str]:
    """Return the formal series that a rule compares with an unweighted mean of municipalities."""
    return frozenset(
        kpi
        for target in plan.targets
        if (reference := plan.reference_of(target)) is not None and reference.unweighted_mean
        for kpi in target.indicator.kolada
    )


def mean_groups(plan: Plan) -> frozenset[str]:
    """Return the groups whose unweighted mean a rule compares with."""
    return frozenset(r.area for r in plan.references.values() if r.unweighted_mean)


def all_groups(plan: Plan) -> frozenset[str]:
    """Return every group that the plan names, for rules and for readers' comparisons."""
    named = {r.area for r in plan.references.values() if r.area.startswith("G")}
    return frozenset(named | {comparison.group for comparison in plan.comparisons})


def reference_areas(plan: Plan) -> frozenset[str]:
    """Return the areas with values of their own that rules compare with, such as the nation."""
    return frozenset(r.area for r in plan.references.values() if not r.unweighted_mean)


def area_faults(plan: Plan, areas: Mapping[str, AreaName]) -> Iterator[str]:
    """Yield where a plan calls an area by another's name; what no source has named yet is no fault.

    The figures of one place under another's name are the worst that a plan can do.
    """
    whose, own = plan.municipality, areas.get(plan.municipality.id)
    if own is not None and own.kind != "K":
        yield f"$.municipality.id: {own.id} är {own.title}, ingen kommun; skriv kommunens fyrsiffriga kod"
    elif own is not None and _folded(own.title) != _folded(whose.name):
        yield f"$.municipality: {own.id} är {own.title}, men `name` är ”{whose.name}”; rätta den som är fel"
    named: list[tuple[str, str, tuple[str, ...]]] = [
        (f"$.references.{key}", r.area, (r.label, r.phrase)) for key, r in plan.references.items()
    ]
    named += [(f"$.comparisons[{i}]", c.group, (c.label,)) for i, c in enumerate(plan.comparisons)]
    for place, id_, words in named:
        yield from _misnamed(place, id_, words, areas)


def _misnamed(place: str, id_: str, words: tuple[str, ...], areas: Mapping[str, AreaName]) -> Iterator[str]:
    """Yield where one of the words is another area's name, or is not the name of the municipality that is meant."""
    area, others = areas.get(id_), {_folded(each.title): each for each in areas.values()}
    if area is None:
        return
    for word in words:
        other = others.get(_folded(word), area)
        wrong = _folded(word) != _folded(area.title) and area.kind == "K" and word == words[0]
        if other.id != id_ or wrong:
            yield f"{place}: {id_} är {area.title}, men här står ”{word}”; rätta den som är fel"


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()
