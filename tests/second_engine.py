"""A second engine for the verdicts, written from the decided rules alone and in another way.

Nothing of goalkit is used here: numbers are whole numbers over one common scale, years are sorted lists, and a
comparison is one of whole numbers. It answers what the rules say of plain data, so that two engines that agree
on very many cases agree because the rules say so.

A year of a series is a decimal text ("12.5"), a sum and a number of members ("812.5/65"), or why there is none:
"suppressed", "incomplete" (a part of a sum is missing) or "absent". A year that is not named is absent.

Where the decided rules leave room, the reading is the one that fits their other sentences:

* A break that does not compare limits the years that can be judged; it is the reason only where no earlier year
  can be judged and the own series has something beyond it (1C: judged to 2022, "from 2023: break").
* Where nothing was asked for in the own area, that is said, and nothing about its base value.
* A series ends with its last year, or with the last that the plan uses. The flag says that this is before the
  plan's last year; the reason also needs that every year it could have had was asked for.
* A relative change is one in the size of its start, so that a rise from a negative value is a rise.
* Two measures that look equal are the two numbers that are compared: own and reference for "above", the two
  relative changes in percent with one decimal for "outpaces".
"""

from dataclasses import dataclass, field

from tests.second_numbers import displayed, in_percent, over_one_scale, parsed

MISSING = ("suppressed", "incomplete", "absent")
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


def years_with_value(series: dict[int, str]) -> list[int]:
    return sorted(year for year, text in series.items() if text not in MISSING)


def has_reference(case: Case) -> bool:
    return case.rule in ("gap", "above", "outpaces")


def later_years(case: Case) -> list[int]:
    """Return the years that could be judged: possible ones that compare with the base year."""
    return [
        year
        for year in possible_years(case)
        if not any(not same and case.base is not None and case.base < first <= year for first, same in case.breaks)
    ]


def possible_years(case: Case) -> list[int]:
    """Return the later years, within the plan, in which the plan uses the series."""
    return [year for year in years_after(case) if case.last_usable is None or year <= case.last_usable]


def years_after(case: Case) -> list[int]:
    first = case.plan[0] if case.base is None else case.base + 1
    return list(range(first, case.plan[1] + 1))


def last_of_series(case: Case) -> int | None:
    """Return the last year that the series can have: it has ended, or the plan uses it no longer."""
    ends = sorted(year for year in (case.ended, case.last_usable) if year is not None)
    return ends[0] if ends else None


def sides(case: Case) -> list[tuple[str, dict[int, str]]]:
    own = [("own", case.own or {})]
    return [*own, ("reference", case.reference)] if has_reference(case) else own


def in_base(case: Case, series: dict[int, str]) -> str:
    return series.get(case.base, "absent")


def common_year(case: Case) -> int | None:
    """Return the latest year for which every series that the rule needs has a value."""
    common = [
        year
        for year in later_years(case)
        if all(series.get(year, "absent") not in MISSING for _, series in sides(case))
    ]
    return common[-1] if common else None


def broken(case: Case) -> bool:
    """Tell whether all that the own series has later lies beyond a break that does not compare."""
    if case.base is None or common_year(case) is not None:
        return False
    there = [year for year in years_after(case) if (case.own or {}).get(year, "absent") != "absent"]
    return any(not same and any(case.base < first <= year for year in there) for first, same in case.breaks)


def withheld(case: Case, cause: str) -> str | None:
    """Say where a value that the rule needs is missing for a cause."""
    if case.base is not None:
        for side, series in sides(case):
            if in_base(case, series) == cause:
                return f"{side} base"
    if common_year(case) is None:
        for side, series in sides(case):
            if any(series.get(year) == cause for year in later_years(case)):
                return f"{side} later"
    return None


def later_values(case: Case, series: dict[int, str]) -> list[int]:
    return [year for year in years_with_value(series) if year in later_years(case)]


def not_there(case: Case) -> tuple[str, str, str | None] | None:
    """Return reasons 5 to 11: a base value, a reference or a later value that is not there."""
    if case.base is not None and in_base(case, case.own or {}) in MISSING:
        return "no_base_value", "own base", None
    own_later = later_values(case, case.own or {})
    if has_reference(case):
        if case.base is not None and in_base(case, case.reference) in MISSING:
            return "no_reference", "reference base", None
        if own_later and not later_values(case, case.reference):
            return "no_reference", "reference later", None
        if own_later and common_year(case) is None:
            return "no_common_year", "reference later", None
    if common_year(case) is not None:
        return None
    return later_not_there(case)


def later_not_there(case: Case) -> tuple[str, str, str | None]:
    """Return reasons 8 to 11: no later value of its own, and why."""
    end = last_of_series(case)
    possible = [year for year in years_after(case) if end is None or year <= end]
    if end is not None and not later_values(case, case.own) and all(year in case.asked for year in possible):
        return "discontinued", "own later", None
    for side, asked in (("own", case.asked), ("reference", case.reference_asked)):
        if (side == "own" or has_reference(case)) and not any(year in asked for year in possible):
            return "not_requested", f"{side} later", None
    awaited = [year for year in later_years(case) if year in case.asked]
    if case.release is not None and case.release[0] in awaited:
        reason = "late" if case.release[1] < case.as_of else "not_yet"
        return reason, "own later", case.release[1]
    return "not_yet", "own later", None


def reason_of(case: Case) -> tuple[str, str | None, str | None] | None:
    """Return the first reason that applies, where, and the date that belongs to it."""
    if case.own is None:
        return "no_indicator", None, None
    if not case.asked:
        return "not_requested", "own later", None
    if broken(case):
        return "break", "own later", None
    for cause in ("suppressed", "incomplete"):
        where = withheld(case, cause)
        if where:
            return cause, where, None
    return not_there(case) or undefined(case)


def undefined(case: Case) -> tuple[str, str, None] | None:
    """Find a relative change from 0."""
    if case.rule != "outpaces":
        return None
    zero = [side for side, series in sides(case) if parsed(series[case.base])[0] == 0]
    return ("undefined", f"{zero[0]} base", None) if zero else None


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
        "break_crossed": any(
            same and case.base is not None and case.base < first <= year for first, same in case.breaks
        ),
        "tie_as_displayed": looks_like_a_tie(case, answer.status, year),
        "preliminary": any((side, at) in case.preliminary for side, _ in sides(case) for at in used),
        "thin_reference": has_reference(case) and any(is_thin(case.reference[at]) for at in used),
        "older_than_own": later_values(case, case.own)[-1] > year,
    }
    return {flag for flag, holds in flags.items() if holds}


def answer(case: Case) -> Answer:
    """Say what the rules say of a case."""
    reason = reason_of(case)
    if reason:
        return Answer("not_assessed", reason=reason[0], where=reason[1], expected=reason[2])
    year = common_year(case)
    found = judged_by_rule(case, year)
    flags = found.flags | common_flags(case, found, year)
    return Answer(found.status, judged=year, flags=flags, measure=found.measure, before=found.before)
