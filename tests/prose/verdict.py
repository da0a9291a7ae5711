"""The sentence of a judged target, read back: status, direction, years, numbers, units, how many municipalities."""

from collections.abc import Callable
from typing import Any

from goalkit.judge import Assessment
from goalkit.model import Status
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference
from tests.prose.data import Facts, facts, looks_as_it_is, says
from tests.prose.grammar import read, read_one

Said = dict[str, Any]


def check_sentence(a: Assessment, text: str) -> None:
    """Read a verdict's sentence to its last letter and compare it with the data."""
    f = facts(a)
    text, lead = _without_lead(f, text)
    text = _without_mean(f, text)
    if not lead:
        assert text[0] == text[0].upper(), text
    name = a.municipality.name
    text = text if text.startswith((name, a.municipality.genitive)) else text[0].lower() + text[1:]
    _CHECKS[type(a.target.rule)](f, text)


def check_headline(a: Assessment, text: str) -> None:
    """Compare a status in words with the data."""
    f = facts(a)
    if f.year < a.plan.years.first:
        ties = "lika utveckling" if isinstance(f.a.target.rule, OutpacesReference) else "oförändrat läge"
        words = {Status.MET: "villkoret uppfyllt", Status.NOT_MET: "villkoret inte uppfyllt", Status.UNCHANGED: ties}
        said = read("läget före mandatperioden ({year:Y}): {became:" + "|".join(words.values()) + "}", text)
        assert said == {"year": f.year, "became": words[status_of(f)]}, text
        return
    assert text == _status_words(f), text


def check_finality(a: Assessment, text: str) -> None:
    """Compare what is said of how final a verdict is with the years of the plan."""
    f = facts(a)
    if f.year < a.plan.years.first:
        assert text == ""
        return
    which, said = read_one(text, "enligt data för {year:Y}, inte slutlig", "slutlig, {year:Y}")
    assert said["year"] == f.year
    assert which == (f.year == a.plan.years.last)


def _status_words(f: Facts) -> str:
    status = status_of(f)
    if status is not Status.UNCHANGED:
        return "uppnådd" if status is Status.MET else "ej uppnådd"
    rule = f.a.target.rule
    if isinstance(rule, GapNarrows):
        return "lika stor skillnad, åt andra hållet" if _turned(f) else "oförändrad"
    if isinstance(rule, Above):
        return "lika med jämförelsevärdet"
    return "lika utveckling" if isinstance(rule, OutpacesReference) else "oförändrad"


def status_of(f: Facts) -> Status:
    """Judge anew, by the words of the rules."""
    rule, sign = f.a.target.rule, f.a.indicator.better.sign
    if isinstance(rule, GapNarrows):
        gain = abs(f.gaps[0]) - abs(f.gaps[1])
    elif isinstance(rule, Above):
        gain = f.own[1] - f.reference[1]
    elif isinstance(rule, OutpacesReference):
        gain = sign * (f.changes[0] - f.changes[1])
    else:
        gain = (1 if isinstance(rule, Increases) else -1) * (f.own[1] - f.own[0])  # type: ignore[operator]
    return Status.MET if gain > 0 else Status.NOT_MET if gain < 0 else Status.UNCHANGED


def _turned(f: Facts) -> bool:
    return f.gaps[0] * f.gaps[1] < 0


def _without_lead(f: Facts, text: str) -> tuple[str, bool]:
    before, last = f.year < f.a.plan.years.first, f.year == f.a.plan.years.last
    if last:
        assert not text.startswith("Läget"), text
        return text, False
    head, colon, rest = text.partition("): " if before else ": ")
    template = "Läget före mandatperioden ({year:Y})" if before else "Läget enligt data för {year:Y}"
    said = read(template, head + (")" if before else ""))
    assert colon, text
    assert said == {"year": f.year}, text
    return rest, True


def _without_mean(f: Facts, text: str) -> str:
    """Take away the note of how many municipalities a mean rests on, after having read it."""
    reference = f.a.reference
    if reference is None or not reference.unweighted_mean:
        return text
    main, mark, note = text.partition(f" {reference.label} är ett ovägt medel av ")
    assert mark, f"inget antal sägs: {text}"
    points = f.a.evidence.reference.points  # type: ignore[union-attr]
    words = "{n:I} {word:kommun|kommuner} ({year:Y})."
    said = read(words if f.base is None else "{before:I} ({base:Y}) och " + words, note)
    assert said is not None, note
    assert (said["n"], said["year"]) == (points[f.year].n, f.year)
    assert said["word"] == ("kommun" if said["n"] == 1 else "kommuner"), note
    if f.base is not None:
        assert (said["before"], said["base"]) == (points[f.base].n, f.base)
    return main


def _gap(f: Facts, text: str) -> None:
    subject = f"skillnaden mellan {f.a.municipality.name} och {f.a.reference.phrase}"  # type: ignore[union-attr]
    which, said = read_one(
        text,
        subject + " {verb:minskade|ökade} från {before:Q} ({base:Y}) till {now:Q} ({year:Y}).",
        subject + " är {verb:oförändrad|lika stor, åt andra hållet}: {now:Q} både {base:Y} och {year:Y}.",
    )
    sizes = abs(f.gaps[0]), abs(f.gaps[1])
    if which == 1:
        assert said["verb"] == ("lika stor, åt andra hållet" if _turned(f) else "oförändrad"), text
    _from_to(f, said, sizes, f.difference_unit, tie=which == 1)


def _level(f: Facts, text: str) -> None:
    subject = f"{f.a.municipality.genitive} värde"
    which, said = read_one(
        text,
        subject + " {verb:minskade|ökade} från {before:Q} ({base:Y}) till {now:Q} ({year:Y}).",
        subject + " är oförändrat: {now:Q} både {base:Y} och {year:Y}.",
    )
    _from_to(f, said, f.own, f.unit, tie=which == 1)  # type: ignore[arg-type]


def _from_to(f: Facts, said: Said, values: tuple[Any, Any], unit: str, *, tie: bool) -> None:
    assert (said["base"], said["year"]) == (f.base, f.year)
    assert tie == (values[0] == values[1])
    says(said["now"], values[1], unit)
    if tie:
        return
    assert said["verb"] == ("ökade" if values[1] > values[0] else "minskade")
    says(said["before"], values[0], unit if unit in ("percent", "percentage_points") else "")
    looks_as_it_is(said["before"], said["now"], values, f.least)


def _above(f: Facts, text: str) -> None:
    phrase = f.a.reference.phrase  # type: ignore[union-attr]
    which, said = read_one(
        text,
        f"{f.a.municipality.name} låg {{year:Y}} {{side:över|under}} {phrase}: {{own:Q}} mot {{other:Q}}.",
        f"{f.a.municipality.genitive} värde {{year:Y}} är lika med jämförelsevärdet ({phrase}): {{own:Q}}.",
    )
    own, reference = f.own[1], f.reference[1]
    assert said["year"] == f.year
    says(said["own"], own, f.unit)
    assert (which == 1) == (own == reference)
    if which == 0:
        assert said["side"] == ("över" if own > reference else "under")
        says(said["other"], reference, f.unit)
        looks_as_it_is(said["own"], said["other"], (own, reference), f.least)


def _outpaces(f: Facts, text: str) -> None:
    phrase, where = f.a.reference.phrase, f"i {f.a.municipality.name}"  # type: ignore[union-attr]
    start = "utvecklingen från {base:Y} till {year:Y} är "
    which, said = read_one(
        text,
        f"{start}{{word:bättre|sämre}} än i {phrase}: {{own:Q}} {where} mot {{other:Q}} i {phrase}.",
        f"{start}lika {where} och i {phrase}: {{own:Q}}.",
    )
    own, reference = f.changes
    assert (said["base"], said["year"]) == (f.base, f.year)
    says(said["own"], own, "percent", signed=True)
    assert (which == 1) == (own == reference)
    if which == 0:
        assert said["word"] == ("bättre" if (own - reference) * f.a.indicator.better.sign > 0 else "sämre")
        says(said["other"], reference, "percent", signed=True)
        looks_as_it_is(said["own"], said["other"], (own, reference), 1)


_CHECKS: dict[type, Callable[[Facts, str], None]] = {
    GapNarrows: _gap,
    Above: _above,
    OutpacesReference: _outpaces,
    Increases: _level,
    Decreases: _level,
}
