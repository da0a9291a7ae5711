"""A second engine for the verdicts, written from the decided rules alone and in another way.

Nothing of goalkit is used here: numbers are whole numbers over one common scale, years are sorted lists, and a
comparison is one of whole numbers. It answers what the rules say of plain data, so that two engines that agree
on very many cases agree because the rules say so.

A year of a series is a decimal text ("12.5"), a sum and a number of members ("812.5/65"), or why there is none:
"suppressed", "incomplete" (a part of a sum is missing) or "absent", and after a colon which part of a sum it is
about. A year that is not named is absent.

Where the decided rules leave room, the reading is the one that fits their other sentences:

* A break that does not compare limits the years that can be judged; it is the reason only where no earlier year
  can be judged and the own series has something beyond it (1C: judged to 2022, "from 2023: break").
* Where nothing was asked for in the own area, that is said, and nothing about its base value.
* Of several years or sides that lack a value for one cause, the base year is named before a later one, the own
  side before the reference, and the latest of several later years.
* A series ends with its last year, or with the last that the plan uses. The flag says that this is before the
  plan's last year; the reason also needs that every year it could have had was asked for.
* A relative change is one in the size of its start, so that a rise from a negative value is a rise.
* Two measures that look equal are the two numbers that are compared: own and reference for "above", the two
  relative changes in percent with one decimal for "outpaces".
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.second_numbers import displayed, in_percent, over_one_scale, parsed

MISSING = ("suppressed", "doubtful", "incomplete", "absent")
MUNICIPALITIES = 290


@dataclass(frozen=True)
class Case:
    """All that a verdict depends on, as plain data."""

    rule: str  # "gap", "above", "outpaces", "increases", "decreases"
    better: str  # "higher", "lower"
    own: dict[int, str] | None  # None: no indicator, or nothing entered
    reference: dict[int, str]
    asked: frozenset[int]  # years that the vintage asked for, in the own area
    reference_asked: frozenset[int]
    base: int | None
    plan: tuple[int, int]
    breaks: tuple[tuple[int, bool], ...] = ()  # (first year of the new definition, comparable)
    last_usable: int | None = None
    ended: int | None = None
    release: tuple[int, str] | None = None  # (year, ISO date) as the service says
    as_of: str = "2024-08-30"
    decimals: int = 1
    preliminary: frozenset[tuple[str, int]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Answer:
    """What the rules say of a case: measures are (numerator, denominator) of whole numbers."""

    status: str
    reason: str | None = None
    where: str | None = None
    judged: int | None = None
    expected: str | None = None
    flags: frozenset[str] = frozenset()
    measure: tuple[int, int] | None = None
    before: tuple[int, int] | None = None


def is_missing(text: str) -> bool:
    return text.partition(":")[0] in MISSING


def has_reference(case: Case) -> bool:
    return case.rule in ("gap", "above", "outpaces")


def sides(case: Case) -> list[tuple[str, dict[int, str]]]:
    own = [("own", case.own or {})]
    return [*own, ("reference", case.reference)] if has_reference(case) else own


def years_after(case: Case) -> list[int]:
    first = case.plan[0] if case.base is None else case.base + 1
    return list(range(first, case.plan[1] + 1))


def breaks_by(case: Case, year: int, *, comparable: bool) -> bool:
    """Tell whether the definition changed, in such a way, after the base year and no later than a year."""
    changes = sorted(first for first, same in case.breaks if same is comparable)
    return case.base is not None and any(case.base < first <= year for first in changes)


def later_years(case: Case) -> list[int]:
    """Return the years that could be judged: later, in the plan's use of the series, comparable with the base."""
    usable = [year for year in years_after(case) if case.last_usable is None or year <= case.last_usable]
    return [year for year in usable if not breaks_by(case, year, comparable=False)]


def last_of_series(case: Case) -> int | None:
    """Return the last year that the series can have: it has ended, or the plan uses it no longer."""
    ends = sorted(year for year in (case.ended, case.last_usable) if year is not None)
    return ends[0] if ends else None


def later_values(case: Case, series: dict[int, str]) -> list[int]:
    return [year for year in later_years(case) if not is_missing(series.get(year, "absent"))]


def common_year(case: Case) -> int | None:
    """Return the latest year for which every series that the rule needs has a value."""
    common = [year for year in later_years(case) if all(year in later_values(case, line) for _, line in sides(case))]
    return common[-1] if common else None


def in_base(case: Case, series: dict[int, str]) -> str:
    return "0" if case.base is None else series.get(case.base, "absent")


def where(place: str, text: str) -> str:
    """Name a place, and the part of a sum that a missing value is about."""
    return place + ":" + text.partition(":")[2] if ":" in text else place


# Each reason on its own: where it applies, or None. Which one is said is decided by their order alone.


def no_indicator(case: Case) -> str | None:
    return "" if case.own is None else None


def broken(case: Case) -> str | None:
    """Tell whether the definition changed, and all that the own series has later lies beyond that."""
    if common_year(case) is not None:
        return None
    own = case.own or {}
    there = [year for year in years_after(case) if not own.get(year, "absent").startswith("absent")]
    return "own later" if any(breaks_by(case, year, comparable=False) for year in there) else None


def lacking(cause: str) -> Callable[[Case], str | None]:
    """Look for a value that the rule needs and that is missing for a cause other than mere absence."""

    def find(case: Case) -> str | None:
        for side, series in sides(case):
            if in_base(case, series).startswith(cause):
                return where(f"{side} base", in_base(case, series))
        for side, series in sides(case) if common_year(case) is None else ():
            texts = [series[year] for year in later_years(case) if series.get(year, "absent").startswith(cause)]
            if texts:
                return where(f"{side} later", texts[-1])
        return None

    return find


def doubtful(case: Case) -> str | None:
    """Look for a value that cannot be, in the base year or in the year that would be judged if it could."""
    for side, series in sides(case):
        if in_base(case, series).startswith("doubtful"):
            return where(f"{side} base", in_base(case, series))
    found = None
    for year in later_years(case):
        texts = [series.get(year, "absent") for _, series in sides(case)]
        if all(text.startswith("doubtful") or not is_missing(text) for text in texts):
            found = texts
    for (side, _), text in zip(sides(case), found or (), strict=False):
        if text.startswith("doubtful"):
            return where(f"{side} later", text)
    return None


def no_base_value(case: Case) -> str | None:
    return "own base" if is_missing(in_base(case, case.own or {})) else None


def no_reference(case: Case) -> str | None:
    if not has_reference(case):
        return None
    if is_missing(in_base(case, case.reference)):
        return "reference base"
    own, reference = later_values(case, case.own or {}), later_values(case, case.reference)
    return "reference later" if own and not reference else None


def no_common_year(case: Case) -> str | None:
    both = all(later_values(case, series) for _, series in sides(case))
    return "reference later" if both and common_year(case) is None else None


def years_of_the_series(case: Case) -> list[int]:
    end = last_of_series(case)
    return [year for year in years_after(case) if end is None or year <= end]


def discontinued(case: Case) -> str | None:
    if last_of_series(case) is None or later_values(case, case.own or {}):
        return None
    return "own later" if all(year in case.asked for year in years_of_the_series(case)) else None


def not_requested(case: Case) -> str | None:
    if common_year(case) is not None:
        return None
    for side, asked in (("own", case.asked), ("reference", case.reference_asked))[: len(sides(case))]:
        if not any(year in asked for year in years_of_the_series(case)):
            return f"{side} later"
    return None


def awaited(case: Case) -> str | None:
    """Return the date that belongs to a later year that was asked for and is not there."""
    year, day = case.release or (0, "")
    there = not is_missing((case.own or {}).get(year, "absent"))
    return day if year in later_years(case) and year in case.asked and not there else None


def late(case: Case) -> str | None:
    passed = (awaited(case) or case.as_of) < case.as_of
    return "own later" if passed and common_year(case) is None else None


def not_yet(case: Case) -> str | None:
    return "own later" if common_year(case) is None else None


def undefined(case: Case) -> str | None:
    """Look for a relative change from 0."""
    if case.rule != "outpaces":
        return None
    texts = [(side, in_base(case, series)) for side, series in sides(case)]
    zero = [side for side, text in texts if not is_missing(text) and parsed(text)[0] == 0]
    return f"{zero[0]} base" if zero else None


REASONS: tuple[tuple[str, Callable[[Case], str | None]], ...] = (
    ("no_indicator", no_indicator),
    ("break", broken),
    ("suppressed", lacking("suppressed")),
    ("doubtful", doubtful),
    ("incomplete", lacking("incomplete")),
    ("no_base_value", no_base_value),
    ("no_reference", no_reference),
    ("no_common_year", no_common_year),
    ("discontinued", discontinued),
    ("not_requested", not_requested),
    ("late", late),
    ("not_yet", not_yet),
    ("undefined", undefined),
)
"""The thirteen, in the decided order."""


def applying(case: Case) -> dict[str, str]:
    """Return every reason that applies, with where, in order: the first is the one that is said."""
    if case.own is not None and not case.asked:
        return {"not_requested": "own later"}
    found = {reason: find(case) for reason, find in REASONS}
    return {reason: place for reason, place in found.items() if place is not None}


def status_of(better: int) -> str:
    return "met" if better > 0 else "unchanged" if better == 0 else "not_met"


def gap_flags(case: Case, own: tuple[int, int], reference: tuple[int, int]) -> set[str]:
    """Return the flags of a gap: values are (base, judged) over one scale."""
    sign = 1 if case.better == "higher" else -1
    before, after = sign * (own[0] - reference[0]), sign * (own[1] - reference[1])
    flags = set()
    if before < 0 < after:
        flags.add("overtaken_favourably")
    if after < 0 < before:
        flags.add("overtaken_unfavourably")
    if 0 <= before < after:
        flags.add("advantage_grew")
    if abs(after) < abs(before):
        if before > 0:
            flags.add("advantage_shrank")
        if sign * own[1] < sign * own[0]:
            flags.add("own_worsened")
    return flags


def judged_by_rule(case: Case, year: int) -> Answer:
    """Return status, measures and the flags that the numbers give."""
    sign = 1 if case.better == "higher" else -1
    if case.rule == "above":
        (own, reference), scale = over_one_scale([parsed(case.own[year]), parsed(case.reference[year])])
        return Answer(status_of(own - reference), measure=(own - reference, scale))
    texts = [series[at] for _, series in sides(case) for at in (case.base, year)]
    numbers, scale = over_one_scale([parsed(text) for text in texts])
    if case.rule in ("increases", "decreases"):
        growth = numbers[1] - numbers[0]
        status = status_of(growth if case.rule == "increases" else -growth)
        return Answer(status, measure=(numbers[1], scale), before=(numbers[0], scale))
    own, reference = (numbers[0], numbers[1]), (numbers[2], numbers[3])
    if case.rule == "gap":
        before, after = abs(own[0] - reference[0]), abs(own[1] - reference[1])
        flags = frozenset(gap_flags(case, own, reference))
        return Answer(status_of(before - after), measure=(after, scale), before=(before, scale), flags=flags)
    # The scales cancel in a relative change, (value - base) / |base|; two of them get one scale by multiplying.
    growth = over_one_scale([in_percent(own), in_percent(reference)])
    difference = sign * (growth[0][0] - growth[0][1])
    return Answer(status_of(difference), measure=(difference, growth[1]))


def compared(case: Case, year: int) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Return the two numbers that a reader compares, and the decimals that are shown."""
    own, reference = case.own, case.reference
    if case.rule == "above":
        return parsed(own[year]), parsed(reference[year]), case.decimals
    if case.rule == "outpaces":
        changes = [
            in_percent(tuple(over_one_scale([parsed(line[case.base]), parsed(line[year])])[0]))
            for line in (own, reference)
        ]
        return changes[0], changes[1], 1
    found = judged_by_rule(case, year)
    return found.before, found.measure, case.decimals


def looks_like_a_tie(case: Case, status: str, year: int) -> bool:
    if status == "unchanged":
        return False
    first, second, decimals = compared(case, year)
    return displayed(first, decimals) == displayed(second, decimals)


def is_thin(text: str) -> bool:
    members = text.partition("/")[2]
    return bool(members) and 2 * int(members) < MUNICIPALITIES


def common_flags(case: Case, answer: Answer, year: int) -> set[str]:
    used = [at for at in (case.base, year) if at is not None]
    flags = {
        "before_plan": year < case.plan[0],
        "so_far": year != case.plan[1],
        "series_ended": (last_of_series(case) or 9999) < case.plan[1],
        "break_crossed": breaks_by(case, year, comparable=True),
        "tie_as_displayed": looks_like_a_tie(case, answer.status, year),
        "preliminary": any((side, at) in case.preliminary for side, _ in sides(case) for at in used),
        "thin_reference": has_reference(case) and any(is_thin(case.reference[at]) for at in used),
        "older_than_own": later_values(case, case.own)[-1] > year,
    }
    return {flag for flag, holds in flags.items() if holds}


def answer(case: Case) -> Answer:
    """Say what the rules say of a case."""
    for reason, place in applying(case).items():
        expected = awaited(case) if reason in ("late", "not_yet") else None
        return Answer("not_assessed", reason=reason, where=place or None, expected=expected)
    year = common_year(case)
    found = judged_by_rule(case, year)
    flags = found.flags | common_flags(case, found, year)
    return Answer(found.status, judged=year, flags=flags, measure=found.measure, before=found.before)
