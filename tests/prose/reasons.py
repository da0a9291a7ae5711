"""Why a target cannot be assessed, read back: whose value, which year, which date; each true of the evidence."""

from collections.abc import Callable
from typing import Any

from goalkit.judge import Assessment
from goalkit.model import Line, Missing, NotAssessed, Reason
from goalkit.rules import Above
from tests.prose.grammar import read_one

Said = dict[str, Any]


def check_reason(a: Assessment, text: str) -> None:
    """Read the sentence of a target without a verdict, and check that it is the reason and true of the data."""
    assert isinstance(a.verdict, NotAssessed)
    templates = _templates(a)
    which, said = read_one(text, *(template for _, template in templates))
    reason = templates[which][0]
    assert reason is a.verdict.reason, text
    said["text"] = templates[which][1]
    if reason in _TRUE:
        assert _TRUE[reason](a, said), f"{text}: stämmer inte med underlaget"


def _templates(a: Assessment) -> list[tuple[Reason, str]]:
    name, genitive = a.municipality.name, a.municipality.genitive
    phrase, label = (a.reference.phrase, a.reference.label) if a.reference else ("–", "–")
    whose = "|".join((name, phrase))
    later = "mandatperiodens år" if isinstance(a.target.rule, Above) else "åren efter {base:Y}"
    unasked = " är inte hämtat (datauttag {v:D}); det kan finnas publicerat."
    ids = " och ".join(a.series)
    both: list[tuple[Reason, str]] = []
    for when in (later, "basåret {base:Y}"):
        both += [
            (Reason.SUPPRESSED, f"Värdet för {{whose:{whose}}} är undertryckt av källan för {when}."),
            (
                Reason.DOUBTFUL,
                f"Källans värde för {{whose:{whose}}} för {when} är orimligt "
                "och bedöms inte förrän någon har godtagit det.",
            ),
            (Reason.INCOMPLETE, f"En del av summan ({{part:N90001|N90002}}) saknas för {{whose:{whose}}} för {when}."),
            (Reason.NO_REFERENCE, f"Jämförelsevärdet ({label}) saknas för {when}."),
            (
                Reason.NO_REFERENCE,
                f"Jämförelsevärdet ({label}) för {when}{unasked}",
            ),
        ]
    return [
        *both,
        (
            Reason.NO_INDICATOR,
            "Uppgifter saknas: kommunens egna värden är inte inlagda. Möjlig källa: Exempelregistret.",
        ),
        (
            Reason.BREAK,
            "Definitionen ändrades {cut:Y} och senare värden kan inte jämföras med basårets. Påhittad ny definition.",
        ),
        (Reason.NO_BASE_VALUE, f"{name} saknar värde för basåret {{base:Y}}. Basåret flyttas aldrig."),
        (
            Reason.NO_BASE_VALUE,
            f"{genitive} värde för basåret {{base:Y}}{unasked}",
        ),
        (Reason.NO_COMMON_YEAR, f"{name} och {phrase} har värden för {later}, men aldrig för samma år."),
        (Reason.DISCONTINUED, "Serien har upphört: {end:Y} är dess sista år, och inget senare värde går att bedöma."),
        (Reason.NOT_REQUESTED, f"Inga värden för {name} är hämtade ({ids})."),
        (
            Reason.NOT_REQUESTED,
            f"Inget värde efter {{last:Y}} är hämtat för {{whose:{whose}}} (datauttag {{v:D}}); "
            "nyare kan finnas publicerade.",
        ),
        (
            Reason.NOT_REQUESTED,
            f"Inga värden för {{whose:{whose}}} är hämtade ({ids}, datauttag {{v:D}}); de kan finnas publicerade.",
        ),
        (Reason.LATE, "Värdet för {year:Y} skulle ha kommit {day:D} men finns inte i datauttaget {v:D}."),
        (Reason.NOT_YET, "Värdet för {year:Y} var planerat till {day:D} och finns inte i datauttaget {v:D}."),
        (Reason.NOT_YET, f"Inget värde för {later} finns i datauttaget {{v:D}}."),
        (Reason.NOT_YET, f"Inget värde för {later} är inlagt."),
        (
            Reason.UNDEFINED,
            f"Den relativa förändringen kan inte beräknas: värdet för {{whose:{whose}}} {{base:Y}} är noll.",
        ),
    ]


def _line(a: Assessment, said: Said) -> Line:
    if said["whose"] == a.municipality.name:
        return a.evidence.own
    assert a.evidence.reference is not None
    return a.evidence.reference


def _lacks(why: Missing) -> Callable[[Assessment, Said], bool]:
    def test(a: Assessment, said: Said) -> bool:
        line, base = _line(a, said), getattr(a.target.rule, "since", None)
        if "basåret" in said["text"]:
            years = [base]
        else:
            years = [y for y in line.missing if y > (base or a.plan.years.first - 1)]
        there = [y for y in years if line.missing.get(y) is why]
        return _base(a, said) and bool(there) and ("part" not in said or said["part"] in map(line.lacking.get, there))

    return test


def _base(a: Assessment, said: Said) -> bool:
    return said.get("base") == getattr(a.target.rule, "since", None)


def _no_reference(a: Assessment, said: Said) -> bool:
    line, base = a.evidence.reference, getattr(a.target.rule, "since", None)
    assert line is not None
    at_base = "basåret" in said["text"]
    asked = base in line.asked if at_base else any((base or 2022) < y <= 2026 for y in line.asked)
    unasked = "v" in said and not a.extract.local  # type: ignore[union-attr]
    there = (
        line.value(base) is not None
        if at_base
        else any(y > (base or 2022) for y in line.points if y in a.evidence.own.points and _usable(a, y))
    )
    return _base(a, said) and not there and (not unasked or not asked)


def _usable(a: Assessment, y: int) -> bool:
    cut = min(
        (
            b.year
            for b in a.evidence.breaks
            if not b.comparable and b.year > (getattr(a.target.rule, "since", None) or 9999)
        ),
        default=9999,
    )
    return y <= min(a.plan.years.last, a.evidence.last_usable or 9999, cut - 1)


def _release(a: Assessment, said: Said) -> bool:
    if "year" not in said:
        return _base(a, said)
    release = a.evidence.release
    assert release is not None
    awaited = release.year not in a.evidence.own.points and release.year in a.evidence.own.asked
    return (said["year"], said["day"]) == (release.year, release.date) and awaited


def _not_requested(a: Assessment, said: Said) -> bool:
    if "whose" not in said:
        return a.extract is None
    asked = _line(a, said).asked
    return not asked if "last" not in said else said["last"] == max(asked)


_TRUE: dict[Reason, Callable[[Assessment, Said], bool]] = {
    Reason.BREAK: lambda a, said: said["cut"] in [b.year for b in a.evidence.breaks if not b.comparable],
    Reason.SUPPRESSED: _lacks(Missing.SUPPRESSED),
    Reason.DOUBTFUL: _lacks(Missing.DOUBTFUL),
    Reason.INCOMPLETE: _lacks(Missing.INCOMPLETE),
    Reason.NO_BASE_VALUE: lambda a, said: _base(a, said) and said["base"] not in a.evidence.own.points,
    Reason.NO_REFERENCE: _no_reference,
    Reason.NO_COMMON_YEAR: _base,
    Reason.DISCONTINUED: lambda a, said: said["end"] in (a.evidence.ended, a.evidence.last_usable),
    Reason.NOT_REQUESTED: _not_requested,
    Reason.LATE: lambda a, said: _release(a, said) and said["day"] < a.evidence.as_of,
    Reason.NOT_YET: lambda a, said: _release(a, said) and ("day" not in said or said["day"] >= a.evidence.as_of),
    Reason.UNDEFINED: lambda a, said: _base(a, said) and _line(a, said).value(said["base"]) == 0,
}
