"""The calculation and the criterion, read back: every line adds up as it stands, and its numbers are the data's."""

from fractions import Fraction
from typing import Any

from goalkit.judge import Assessment
from goalkit.model import Better, NotAssessed
from goalkit.rules import Above, GapNarrows, Increases, OutpacesReference
from tests.prose.data import Facts, facts, half_away, says
from tests.prose.grammar import Shown, read, read_one
from tests.prose.verdict import check_headline

Said = dict[str, Any]


def check_calculation(a: Assessment, lines: list[str]) -> None:
    """Read every line of a calculation, add it up anew, and compare it with the data."""
    if isinstance(a.verdict, NotAssessed):
        assert lines == []
        return
    f, (*steps, result) = facts(a), lines
    said = result.removeprefix("Utfall: ").removesuffix(".")
    assert result == f"Utfall: {said}."
    check_headline(a, said)
    rule = a.target.rule
    if isinstance(rule, GapNarrows):
        _gap(f, steps)
    elif isinstance(rule, Above):
        _above(f, steps)
    elif isinstance(rule, OutpacesReference):
        _outpaces(f, steps)
    else:
        _level(f, steps)


def _gap(f: Facts, lines: list[str]) -> None:
    assert len(lines) == 3
    gaps = []
    for line, year, pair in zip(lines, (f.base, f.year), zip(f.own, f.reference, strict=True), strict=False):
        high, low = max(pair), min(pair)  # type: ignore[type-var]
        mine, theirs = _names(f) if pair[0] == high else _names(f)[::-1]
        template = f"Skillnad {{year:Y}}: {mine} {{first}} − {theirs} {{second}} {{equals:=|≈}} {{result:Q}}"
        said = _subtraction(template, line)
        assert said["year"] == year
        _adds_up(said, (high, low), high - low, f.difference_unit)  # type: ignore[operator, arg-type]
        gaps.append(said["result"])
    _comparison(lines[2], gaps[1], gaps[0], (abs(f.gaps[1]), abs(f.gaps[0])), "mindre")


def _above(f: Facts, lines: list[str]) -> None:
    assert len(lines) == 2
    own, reference = f.own[1], f.reference[1]
    mine, theirs = _names(f)
    template = f"Skillnad {{year:Y}}: {mine} {{first}} − {theirs} {{second}} {{equals:=|≈}} {{result:Q}}"
    said = _subtraction(template, lines[0])
    assert said["year"] == f.year
    _adds_up(said, (own, reference), own - reference, f.difference_unit, signed=True)
    _comparison(lines[1], said["first"], said["second"], (own, reference), "större")


def _level(f: Facts, lines: list[str]) -> None:
    assert len(lines) == 2
    before, now = f.own
    assert before is not None
    said = _subtraction("Förändring {base:Y}–{year:Y}: {first} − {second} {equals:=|≈} {result:Q}", lines[0])
    assert (said["base"], said["year"]) == (f.base, f.year)
    _adds_up(said, (now, before), now - before, f.difference_unit, signed=True)
    wanted = "större" if isinstance(f.a.target.rule, Increases) else "mindre"
    _comparison(lines[1], said["first"], said["second"], (now, before), wanted)


def _outpaces(f: Facts, lines: list[str]) -> None:
    assert len(lines) == 4
    label = f.a.reference.label  # type: ignore[union-attr]
    changes = []
    sides = zip((f.a.municipality.name, label), (f.own, f.reference), f.changes, strict=True)
    for line, (name, (before, now), change) in zip(lines, sides, strict=False):
        assert before is not None
        said = _subtraction(
            f"{name} {{base:Y}}–{{year:Y}}: ({{first}} − {{second}}) / {{size:N}} {{equals:=|≈}} {{result:Q}}", line
        )
        assert (said["base"], said["year"]) == (f.base, f.year)
        says(said["first"], now)
        says(said["second"], before)
        says(said["size"], abs(before))
        says(said["result"], change, "percent", signed=True)
        _divides(said, (before, now), change, f.a.indicator.decimals)
        changes.append(said["result"])
    mine, theirs = _names(f)
    template = f"Skillnad i utveckling: {mine} {{first}} − {theirs} {{second}} {{equals:=|≈}} {{result:Q}}"
    said = _subtraction(template, lines[2])
    own, reference = f.changes
    _adds_up(said, (own, reference), own - reference, "percentage_points", signed=True)
    assert [said["first"].value, said["second"].value] == [change.value for change in changes]
    better = "större" if f.a.indicator.better is Better.HIGHER else "mindre"
    _comparison(lines[3], said["first"], said["second"], (own, reference), better)


def _names(f: Facts) -> tuple[str, str]:
    return f.a.municipality.name, f.a.reference.label  # type: ignore[union-attr]


def _subtraction(template: str, line: str) -> Said:
    """Read ``a − b = c``: a term below zero that is taken away stands in brackets."""
    plain = template.replace("{first}", "{first:N}").replace("{second}", "{second:N}")
    bracketed = template.replace("{first}", "{first:N}").replace("{second}", "({second:N})")
    which, said = read_one(line, plain, bracketed)
    assert (which == 1) == (said["second"].value < 0), line  # type: ignore[attr-defined]
    return said


def _adds_up(
    said: Said, terms: tuple[Fraction, Fraction], result: Fraction, unit: str, *, signed: bool = False
) -> None:
    first, second, shown = said["first"], said["second"], said["result"]
    says(first, terms[0])
    says(second, terms[1])
    says(shown, result, unit, signed=signed)
    come_out = (
        half_away(terms[0], n) - half_away(terms[1], n) == half_away(result, n) for n in range(first.places, 12)
    )
    assert said["equals"] == ("=" if any(come_out) else "≈")
    assert said["equals"] == "≈" or first.value - second.value == shown.value, f"{first.text} − {second.text}"


def _divides(said: Said, values: tuple[Fraction, Fraction], change: Fraction, least: int) -> None:
    """Check that a reader's own division gives the change, or that no number of decimals does."""
    shown = said["result"]
    before, now = values

    def worked(places: int) -> Fraction | None:
        size = abs(half_away(before, places))
        return (half_away(now, places) - half_away(before, places)) / size * 100 if size else None

    results = [worked(places) for places in range(least, 12)]
    comes_out = any(result is not None and half_away(result, shown.places) == shown.value for result in results)
    assert said["equals"] == ("=" if comes_out else "≈")
    own = worked(said["first"].places)
    assert said["equals"] == "≈" or (own is not None and half_away(own, shown.places) == shown.value)
    assert shown.value == half_away(change, shown.places)


def _comparison(line: str, first: Shown, second: Shown, values: tuple[Fraction, Fraction], wanted: str) -> None:
    said = read(
        "{first:N} är {relation:mindre än|större än|lika med} {second:N}; "
        "villkoret är att det är {wanted:mindre|större}.",
        line,
    )
    assert said is not None, line
    x, y = values
    assert said["relation"] == ("mindre än" if x < y else "större än" if x > y else "lika med"), line
    assert said["wanted"] == wanted, line
    assert [_plain(said["first"]), _plain(said["second"])] == [_plain(first), _plain(second)], line


def _plain(shown: object) -> tuple[Fraction, int]:
    assert isinstance(shown, Shown)
    return shown.value, shown.places


def check_criterion(a: Assessment, text: str) -> None:
    """Read when a target is met, with the number that decides it where there is one."""
    rule, name = a.target.rule, a.municipality.name
    phrase = a.reference.phrase if a.reference else ""
    own, other = a.evidence.own, a.evidence.reference
    base = getattr(rule, "since", None)
    before = own.value(base)
    if isinstance(rule, Above):
        assert text == f"Uppnådd när {a.municipality.genitive} värde är högre än {phrase} samma år."
        return
    if isinstance(rule, OutpacesReference):
        template = f"Uppnådd när den relativa förändringen sedan {{base:Y}} är bättre i {name} än i {phrase}."
        assert read(template, text) == {"base": base}, text
        return
    if isinstance(rule, GapNarrows):
        start, unit = "Uppnådd när skillnaden är mindre än den var ", a.indicator.unit.of_difference.value
        reference = other.value(base) if other is not None else None
        before = None if before is None or reference is None else abs(before - reference)
    else:
        word = "högre" if isinstance(rule, Increases) else "lägre"
        start, unit = f"Uppnådd när värdet är {word} än det var ", a.indicator.unit.value
    which, said = read_one(text, start + "{base:Y}.", start + "{base:Y} ({size:Q}).")
    assert said["base"] == base
    assert (which == 1) == (before is not None), text
    if before is not None and isinstance(said["size"], Shown):
        says(said["size"], before, unit)
        assert said["size"].places >= a.indicator.decimals
