"""What if: a target judged by its own rule on its own evidence, with values of coming years that somebody typed.

Nothing of it is kept, and nothing of it reaches a verdict: what comes out is another assessment, which is shown
as thought up wherever it is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from goalkit.beside.needed import Scenario, assumptions, is_possible, natural_limits
from goalkit.judge import Assessment
from goalkit.model import Evidence, Judged, Line, NotAssessed, Point, Side
from goalkit.reasons import first_incomparable, series_end
from goalkit.sources.local.columns import RefusedError
from goalkit.sources.local.rows import parse_number
from goalkit.words.numbers import quantity
from goalkit.words.sentences import headline, statement
from goalkit.words.values import year

Field = tuple[Side, int]
"""Whose value, and of which year."""

MOST_DIGITS = 12
"""Digits before and after the comma of a typed value: more are a slip, and no chart has room for them."""


@dataclass(frozen=True)
class Thought:
    """Values that somebody typed, in the indicator's unit, and what could not be read as one."""

    values: Mapping[Field, Fraction] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def coming_years(a: Assessment) -> list[Field]:
    """Return the values that can be thought up: of the plan's years, after each line's latest, while it can count."""
    evidence = a.evidence
    sides: list[tuple[Side, Line | None]] = [(Side.OWN, evidence.own)]
    if a.target.rule.reference_id is not None:
        sides.append((Side.REFERENCE, evidence.reference))
    if any(line is None or not line.points for _, line in sides):
        return []
    return [
        (side, y) for side, line in sides if line is not None for y in _after(evidence, a.target.rule.base_year, line)
    ]


def read_thought(a: Assessment, typed: Mapping[Field, str]) -> Thought:
    """Read typed values, exactly: ``79,5`` is 79.5 in every browser, and what is unclear is refused with a question."""
    values: dict[Field, Fraction] = {}
    faults = []
    for (side, when), text in typed.items():
        whose = a.municipality.name if side is Side.OWN or a.reference is None else a.reference.label
        place = f"{whose} {year(a, when)}"
        if not text.strip():
            continue
        try:
            number = parse_number(text.strip(), comma_is_decimal=True)
        except RefusedError as error:
            faults.append(f"{place}: ”{text.strip()[:40]}” går inte att läsa, {error.problem}.")
            continue
        if abs(number.value) >= 10**MOST_DIGITS or number.decimals > MOST_DIGITS:
            faults.append(f"{place}: skriv högst {MOST_DIGITS} siffror före kommat och {MOST_DIGITS} efter.")
        elif is_possible(number.value, a.indicator.unit):
            values[side, when] = number.value
        else:
            faults.append(f"{place}: {_limits(a)}")
    return Thought(values, tuple(faults))


def with_assumed(a: Assessment, thought: Thought, scenario: Scenario | None) -> Thought:
    """Add the reference as a scenario has it, for the years whose own value is typed and its is not."""
    line = a.evidence.reference
    given = next((each for each in assumptions(a.evidence) if each.scenario is scenario), None)
    if line is None or given is None or given.change is None:
        return thought
    latest = max(year for year in line.points if year <= a.evidence.last_year)
    years = [when for side, when in coming_years(a) if side is Side.REFERENCE and (Side.OWN, when) in thought.values]
    values = {(Side.REFERENCE, y): line.points[latest].value + given.change * (y - latest) for y in years}
    possible = {field: value for field, value in values.items() if is_possible(value, a.indicator.unit)}
    return replace(thought, values=possible | dict(thought.values))


def imagine(a: Assessment, thought: Thought) -> Assessment:
    """Judge a target by its rule as if typed values had come; a value that exists is never replaced."""
    evidence = a.evidence
    own = _with(evidence.own, _of(thought, Side.OWN))
    reference = evidence.reference and _with(evidence.reference, _of(thought, Side.REFERENCE))
    whole = replace(evidence, own=own, reference=reference)
    return replace(a, evidence=whole, verdict=a.target.rule.judge(whole), genders={}, next_release=None)


def told(a: Assessment, imagined: Assessment, thought: Thought) -> str:
    """Say what the rule says of the imagined evidence: status and sentence, marked as thought up.

    What typed values it does not rest on is said first, with what it would take; where it rests on none, nothing else.
    """
    unused = _unused(a, imagined, thought)
    if not is_used(imagined, thought):
        return " ".join(unused)
    when = year(imagined, imagined.verdict.numbers.year)
    judged = "" if isinstance(imagined.verdict, NotAssessed) or not when else f" ({when})"
    said = f"I det tänkta läget{judged}: {headline(imagined)}. {statement(imagined)}"
    return " ".join((*unused, said))


def is_used(imagined: Assessment, thought: Thought) -> bool:
    """Tell whether what the rule says rests on any typed value."""
    judged = imagined.verdict.numbers.year if isinstance(imagined.verdict, Judged) else None
    return any(when == judged for _, when in thought.values)


def _unused(a: Assessment, imagined: Assessment, thought: Thought) -> Iterator[str]:
    """Say of every typed year that is not the judged one why it is not: a value lacks, or a later year counts."""
    judged = imagined.verdict.numbers.year if isinstance(imagined.verdict, Judged) else None
    fields, evidence = coming_years(a), imagined.evidence
    sides = [(Side.OWN, a.municipality.name, evidence.own)]
    if a.reference is not None:
        sides.append((Side.REFERENCE, a.reference.phrase, evidence.reference or Line()))
    for when in sorted({when for _, when in thought.values} - {judged}):
        lacking = [(side, name) for side, name, line in sides if when not in line.points]
        for side, name in lacking:
            until = f"förrän {name} {year(a, when)} är ifyllt" if (side, when) in fields else f"utan {name}"
            yield f"{_capitalised(year(a, when))} kan inte bedömas {until}."
        if not lacking and judged is not None:
            yield f"{_capitalised(year(a, when))} påverkar inte: det senaste året, {year(a, judged)}, bedöms."


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _after(evidence: Evidence, base: int | None, line: Line) -> Iterable[int]:
    latest = max((y for y in line.points if y <= evidence.last_year), default=evidence.last_year)
    cut = first_incomparable(evidence, base)
    ends = [evidence.last_year, series_end(evidence), None if cut is None else cut - 1]
    last = min(end for end in ends if end is not None)
    return range(max(latest + 1, evidence.first_year), last + 1)


def _of(thought: Thought, side: Side) -> dict[int, Fraction]:
    return {when: value for (whose, when), value in thought.values.items() if whose is side}


def _with(line: Line, values: Mapping[int, Fraction]) -> Line:
    new = {when: Point(value) for when, value in values.items() if when not in line.points}
    missing = {when: why for when, why in line.missing.items() if when not in new}
    return replace(line, points={**line.points, **new}, missing=missing, asked=line.asked | frozenset(new))


def _limits(a: Assessment) -> str:
    least, most = natural_limits(a.indicator.unit)
    high = "" if most is None else f" och inte över {quantity(most, 0, a.indicator.unit)}"
    return f"värdet kan inte vara under {0 if least is None else quantity(least, 0, a.indicator.unit)}{high}."
