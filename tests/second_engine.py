"""A second engine for the verdicts, written from the decided rules alone and in another way.

Nothing of goalkit is used here: numbers are whole numbers over one common scale, years are sorted lists, and a
comparison is one of whole numbers. It answers what the rules say of plain data, so that two engines that agree
on very many cases agree because the rules say so.

A year of a series is a decimal text ("12.5"), a sum and a number of members ("812.5/65"), or why there is none:
"suppressed", "incomplete" (a part of a sum is missing) or "absent". A year that is not named is absent.
"""

from dataclasses import dataclass, field
from math import lcm

MISSING = ("suppressed", "incomplete", "absent")
MUNICIPALITIES = 290


@dataclass(frozen=True)
class Case:
    """All that a verdict depends on, as plain data."""

    rule: str  # "gap", "above", "outpaces", "increases", "decreases"
    better: str  # "higher", "lower"
    own: dict[int, str] | None  # None: no indicator, or nothing entered
    reference: dict[int, str]
    asked: frozenset[int]  # years that the vintage asked for
    base: int | None
    plan: tuple[int, int]
    breaks: tuple[tuple[int, bool], ...] = ()  # (first year of the new definition, comparable)
    usable: tuple[int, int] = (0, 9999)
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


def parsed(text: str) -> tuple[int, int]:
    """Numerator and denominator of a decimal text, or of a sum over its number of members."""
    text, _, members = text.partition("/")
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits, power = int(whole + decimals), int(exponent or 0) - len(decimals)
    count = int(members or 1)
    return (digits * 10**power, count) if power >= 0 else (digits, 10**-power * count)


def years_with_value(series: dict[int, str]) -> list[int]:
    return sorted(year for year, text in series.items() if text not in MISSING)


def has_reference(case: Case) -> bool:
    return case.rule in ("gap", "above", "outpaces")


def later_years(case: Case) -> list[int]:
    """Years that could be judged: after the base year (for "above" within the plan), not after the plan."""
    first = case.plan[0] if case.base is None else case.base + 1
    lowest, highest = max(first, case.usable[0]), min(case.plan[1], case.usable[1])
    return list(range(lowest, highest + 1))


def sides(case: Case) -> list[tuple[str, dict[int, str]]]:
    own = [("own", case.own or {})]
    return [*own, ("reference", case.reference)] if has_reference(case) else own


def in_base(case: Case, series: dict[int, str]) -> str:
    usable = case.usable[0] <= case.base <= case.usable[1]
    return series.get(case.base, "absent") if usable else "absent"


def common_year(case: Case) -> int | None:
    """The latest year for which every series that the rule needs has a value."""
    common = [
        year
        for year in later_years(case)
        if all(series.get(year, "absent") not in MISSING for _, series in sides(case))
    ]
    return common[-1] if common else None


def broken(case: Case) -> bool:
    """The definition changed between the base year and any later value, and the two do not compare."""
    if case.base is None:
        return False
    valued = [year for _, series in sides(case) for year in years_with_value(series) if year in later_years(case)]
    return any(not same and any(case.base < first <= year for year in valued) for first, same in case.breaks)


def withheld(case: Case, cause: str) -> str | None:
    """Where a value that the rule needs is missing for a cause."""
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
    """Reasons 5 to 11: a base value, a reference or a later value that is not there."""
    if case.base is not None and in_base(case, case.own or {}) in MISSING:
        return "no_base_value", "own base", None
    own_later = later_values(case, case.own or {})
    if has_reference(case):
        if case.base is not None and in_base(case, case.reference) in MISSING:
            return "no_reference", "reference base", None
        if own_later and not later_values(case, case.reference):
            return "no_reference", "reference later", None
        if own_later and common_year(case) is None:
            return "no_common_year", "later", None
    if common_year(case) is not None:
        return None
    if case.ended is not None:
        return "discontinued", "own later", None
    awaited = [year for year in later_years(case) if year in case.asked]
    if not awaited:
        return "not_requested", "own later", None
    if case.release is not None and case.release[0] in awaited:
        reason = "late" if case.release[1] < case.as_of else "not_yet"
        return reason, "own later", case.release[1]
    return "not_yet", "own later", None


def reason_of(case: Case) -> tuple[str, str | None, str | None] | None:
    """The first reason that applies, where, and the date that belongs to it."""
    if not case.own:
        return "no_indicator", None, None
    if broken(case):
        return "break", None, None
    for cause in ("suppressed", "incomplete"):
        where = withheld(case, cause)
        if where:
            return cause, where, None
    missing = not_there(case)
    if missing:
        return missing
    if case.rule == "outpaces":
        for side, series in sides(case):
            if parsed(series[case.base])[0] == 0:
                return "undefined", f"{side} base", None
    return None


def over_one_scale(numbers: list[tuple[int, int]]) -> tuple[list[int], int]:
    """The numerators over the least common denominator, and that denominator."""
    scale = lcm(*(below for _, below in numbers))
    return [above * (scale // below) for above, below in numbers], scale


def displayed(number: tuple[int, int], decimals: int) -> int:
    """The number rounded half away from zero, in units of the last decimal."""
    above, below = number[0] * 10**decimals, number[1]
    rounded = (2 * abs(above) + below) // (2 * below)
    return rounded if above >= 0 else -rounded


def status_of(better: int) -> str:
    return "fulfilled" if better > 0 else "unchanged" if better == 0 else "not_fulfilled"


def gap_flags(case: Case, own: tuple[int, int], reference: tuple[int, int]) -> set[str]:
    """Flags of a gap: values are (base, judged) over one scale."""
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
    """Status, measures and the flags that the numbers give."""
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
    # The scales cancel in a relative change: (own growth) / (own base) - (reference growth) / (reference base)
    above = (own[1] - own[0]) * reference[0] - (reference[1] - reference[0]) * own[0]
    below = own[0] * reference[0]
    above, below = (-above, -below) if below < 0 else (above, below)
    return Answer(status_of(sign * above), measure=(sign * above, below))


def looks_like_a_tie(case: Case, answer: Answer) -> bool:
    if answer.status == "unchanged":
        return False
    before = answer.before or (0, 1)
    return displayed(answer.measure, case.decimals) == displayed(before, case.decimals)


def is_thin(text: str) -> bool:
    members = text.partition("/")[2]
    return bool(members) and 2 * int(members) < MUNICIPALITIES


def common_flags(case: Case, answer: Answer, year: int) -> set[str]:
    used = [at for at in (case.base, year) if at is not None]
    flags = {
        "before_plan": year < case.plan[0],
        "so_far": year != case.plan[1],
        "series_ended": case.ended is not None,
        "break_crossed": any(
            same and case.base is not None and case.base < first <= year for first, same in case.breaks
        ),
        "tie_as_displayed": looks_like_a_tie(case, answer),
        "preliminary": any((side, at) in case.preliminary for side, _ in sides(case) for at in used),
        "thin_reference": has_reference(case) and any(is_thin(case.reference[at]) for at in used),
    }
    return {flag for flag, holds in flags.items() if holds}


def answer(case: Case) -> Answer:
    """What the rules say of a case."""
    reason = reason_of(case)
    if reason:
        return Answer("not_judged", reason=reason[0], where=reason[1], expected=reason[2])
    year = common_year(case)
    found = judged_by_rule(case, year)
    flags = found.flags | common_flags(case, found, year)
    return Answer(found.status, judged=year, flags=flags, measure=found.measure, before=found.before)
