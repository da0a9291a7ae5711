"""An assessment as Swedish sentences: the verdict, its reservations, and what would change it.

What depends on the rule stands in :mod:`goalkit.words.rules`.
"""

from collections.abc import Callable, Iterator

from goalkit.judge import Assessment, series_of
from goalkit.model import Flag, Gender, Judged, Moment, NotAssessed, Numbers, Reason, Release, Side, Status
from goalkit.reasons import first_incomparable, series_end
from goalkit.words.numbers import decimal_words, joined, several
from goalkit.words.rules import words_of
from goalkit.words.terms import CONDITION, REASON, STATUS, TURNED_TIE
from goalkit.words.values import phrase, turned, year

RAW, OWN_WORK = "Källa: Kolada", "Egen bearbetning av data från Kolada"


def headline(a: Assessment) -> str:
    """Return the status in words: a tie in the rule's own word, a year before the plan as such."""
    if isinstance(a.verdict, Judged) and a.verdict.before_plan:
        return f"{before_plan(a)}: {condition(a)}"
    if a.status is Status.UNCHANGED:
        return TURNED_TIE if turned(a) else words_of(a.target.rule).tie
    return STATUS[a.status]


def before_plan(a: Assessment) -> str:
    """Say that the judged year lies before the plan's first, and which it is."""
    return f"läget före mandatperioden ({year(a, a.verdict.numbers.year)})"


def condition(a: Assessment) -> str:
    """Say what became of the condition in a year before the plan's first."""
    rule = a.target.rule
    return words_of(rule).tie if rule.is_relative and a.status is Status.UNCHANGED else CONDITION[a.status]


def finality(a: Assessment) -> str:
    """Say from which year's data a verdict comes and whether it is final; empty where there is none to be said of."""
    if not isinstance(a.verdict, Judged) or a.verdict.before_plan:
        return ""
    judged = year(a, a.verdict.numbers.year)
    return f"enligt data för {judged}, inte slutlig" if Flag.SO_FAR in a.verdict.flags else f"slutlig, {judged}"


def sentence(a: Assessment) -> str:
    """Return the verdict in one sentence with both years and numbers, or why there is none."""
    if isinstance(a.verdict, NotAssessed):
        return _REASONS[a.verdict.reason](a, a.verdict)
    main = words_of(a.target.rule).sentence(a, a.verdict.numbers)
    lead = _lead(a, a.verdict)
    text = f"{lead}{main}" if lead else _capitalised(main)
    return " ".join((text, *_mean_note(a, a.verdict.numbers)))


def calculation(a: Assessment) -> list[str]:
    """Return the lines of the calculation; empty for a target that was not judged."""
    if not isinstance(a.verdict, Judged):
        return []
    return [*words_of(a.target.rule).calculation(a, a.verdict.numbers), f"Utfall: {headline(a)}."]


def criterion(a: Assessment) -> str:
    """Say when the target is met, with the number that decides where it is known."""
    return words_of(a.target.rule).criterion(a)


def statement(a: Assessment) -> str:
    """Return the same sentence without what it says of data: from which year's they are, and of how many."""
    if isinstance(a.verdict, NotAssessed):
        return _REASONS[a.verdict.reason](a, a.verdict)
    return _capitalised(words_of(a.target.rule).sentence(a, a.verdict.numbers))


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _lead(a: Assessment, verdict: Judged) -> str:
    judged = year(a, verdict.numbers.year)
    if Flag.BEFORE_PLAN in verdict.flags:
        return f"Läget före mandatperioden ({judged}): "
    return f"Läget enligt data för {judged}: " if Flag.SO_FAR in verdict.flags else ""


def _mean_note(a: Assessment, n: Numbers) -> Iterator[str]:
    """Say on how many municipalities an unweighted mean rests, in both years."""
    if a.reference is None or not a.reference.unweighted_mean or n.reference_n is None:
        return
    judged = f"{several(n.reference_n, 'kommun', 'kommuner')} ({year(a, n.year)})"
    base = f"{n.reference_n_base} ({year(a, n.base_year)}) och " if n.reference_n_base is not None else ""
    yield f"{a.reference.label} är ett ovägt medel av {base}{judged}."


# --- why there is no verdict ---------------------------------------------------------------------


def _whose(a: Assessment, verdict: NotAssessed) -> str:
    where = verdict.where
    return phrase(a) if where is not None and where.side is Side.REFERENCE else a.municipality.name


def _when(a: Assessment, verdict: NotAssessed) -> str:
    where, base = verdict.where, a.target.rule.base_year
    if where is not None and where.moment is Moment.BASE:
        return f"basåret {year(a, base)}"
    return f"åren efter {year(a, base)}" if base is not None else "mandatperiodens år"


def _no_indicator(a: Assessment, verdict: NotAssessed) -> str:
    del verdict
    if a.local_fault is not None:
        return a.local_fault
    return f"Uppgifter saknas: kommunens egna värden är inte inlagda. Möjlig källa: {a.indicator.local}."


def _break(a: Assessment, verdict: NotAssessed) -> str:
    del verdict
    cut = first_incomparable(a.evidence, a.target.rule.base_year)
    note = next((b.note for b in a.evidence.breaks if b.year == cut), "")
    return f"Definitionen ändrades {year(a, cut)} och senare värden kan inte jämföras med basårets. {note}".rstrip()


def _suppressed(a: Assessment, verdict: NotAssessed) -> str:
    return f"Värdet för {_whose(a, verdict)} är undertryckt av källan för {_when(a, verdict)}."


def _doubtful(a: Assessment, verdict: NotAssessed) -> str:
    doubts, base = a.extract.doubts if a.extract is not None else {}, a.target.rule.base_year
    reference, in_base = str(verdict.where).startswith(Side.REFERENCE), str(verdict.where).find(Moment.BASE) >= 0
    whose = a.reference.area if a.reference is not None and reference else a.municipality.id
    known = [
        f"{kpi} {year(a, at)} är {decimal_words(value, 0)}, {why}"
        for ((kpi, area, gender), at), (value, why) in sorted(doubts.items())
        if (area, gender) == (whose, Gender.TOTAL) and kpi in a.series and (at == base if in_base else at > (base or 0))
    ]
    told = f" ({'; '.join(known)})" if known else ""
    which = f"Källans värde för {_whose(a, verdict)} för {_when(a, verdict)}"
    return f"{which} är orimligt{told} och bedöms inte förrän någon har godtagit det."


def _incomplete(a: Assessment, verdict: NotAssessed) -> str:
    part = f" ({verdict.where.part})" if verdict.where and verdict.where.part else ""
    return f"En del av summan{part} saknas för {_whose(a, verdict)} för {_when(a, verdict)}."


def _no_base_value(a: Assessment, verdict: NotAssessed) -> str:
    if not was_asked(a, verdict):
        return _unasked(a, f"{a.municipality.genitive} värde", verdict)
    return f"{a.municipality.name} saknar värde för basåret {year(a, a.target.rule.base_year)}. Basåret flyttas aldrig."


def _no_reference(a: Assessment, verdict: NotAssessed) -> str:
    value = f"ämförelsevärdet ({a.reference.label if a.reference else ''})"
    if not was_asked(a, verdict):
        return _unasked(a, f"j{value}", verdict)
    return f"J{value} saknas för {_when(a, verdict)}."


def was_asked(a: Assessment, verdict: NotAssessed) -> bool:
    """Tell whether the vintage asked for the value that is missing; an own series has no one to ask."""
    where, base, years = verdict.where, a.target.rule.base_year, a.plan.years
    if where is None or a.extract is None or a.extract.local:
        return True
    line = a.evidence.own if where.side is Side.OWN else a.evidence.reference
    asked = line.asked if line is not None else frozenset()
    if where.moment is Moment.BASE:
        return base in asked
    return any((base or years.first - 1) < asked_year <= years.last for asked_year in asked)


def _unasked(a: Assessment, value: str, verdict: NotAssessed) -> str:
    vintage = a.extract.id if a.extract else ""
    when = _when(a, verdict)
    return f"{_capitalised(value)} för {when} är inte hämtat (datauttag {vintage}); det kan finnas publicerat."


def _no_common_year(a: Assessment, verdict: NotAssessed) -> str:
    return f"{a.municipality.name} och {phrase(a)} har värden för {_when(a, verdict)}, men aldrig för samma år."


def _discontinued(a: Assessment, verdict: NotAssessed) -> str:
    del verdict
    end = year(a, series_end(a.evidence))
    return f"Serien har upphört: {end} är dess sista år, och inget senare värde går att bedöma."


def _not_requested(a: Assessment, verdict: NotAssessed) -> str:
    ids = joined(series_of(a.target))
    if a.extract is None:
        return f"Inga värden för {a.municipality.name} är hämtade ({ids})."
    asked = a.evidence.own.asked
    if verdict.where is not None and verdict.where.side is Side.REFERENCE:
        asked = a.evidence.reference.asked if a.evidence.reference else frozenset()
    if not asked:
        told = f"Inga värden för {_whose(a, verdict)} är hämtade ({ids}, datauttag {a.extract.id})"
        return f"{told}; de kan finnas publicerade."
    return (
        f"Inget värde efter {year(a, max(asked))} är hämtat för {_whose(a, verdict)} (datauttag {a.extract.id}); "
        "nyare kan finnas publicerade."
    )


def _late(a: Assessment, verdict: NotAssessed) -> str:
    release, vintage = a.evidence.release, a.extract.id if a.extract else ""
    which = year(a, release.year) if release else ""
    return f"Värdet för {which} skulle ha kommit {verdict.expected} men finns inte i datauttaget {vintage}."


def _not_yet(a: Assessment, verdict: NotAssessed) -> str:
    release = a.evidence.release
    if verdict.expected is not None and release is not None and a.extract is not None:
        return f"Värdet för {year(a, release.year)} {planned(a, release)}."
    if a.extract is None or a.extract.local:
        return f"Inget värde för {_when(a, verdict)} är inlagt."
    return f"Inget värde för {_when(a, verdict)} finns i datauttaget {a.extract.id}."


def planned(a: Assessment, release: Release) -> str:
    """Say when a value was to come and that it is not there, in words that stay true when that day has passed."""
    vintage = a.extract.id if a.extract else ""
    return f"var planerat till {release.date} och finns inte i datauttaget {vintage}"


def _undefined(a: Assessment, verdict: NotAssessed) -> str:
    base = year(a, a.target.rule.base_year)
    return f"Den relativa förändringen kan inte beräknas: värdet för {_whose(a, verdict)} {base} är noll."


_REASONS: dict[Reason, Callable[[Assessment, NotAssessed], str]] = {
    Reason.NO_INDICATOR: _no_indicator,
    Reason.BREAK: _break,
    Reason.SUPPRESSED: _suppressed,
    Reason.DOUBTFUL: _doubtful,
    Reason.INCOMPLETE: _incomplete,
    Reason.NO_BASE_VALUE: _no_base_value,
    Reason.NO_REFERENCE: _no_reference,
    Reason.NO_COMMON_YEAR: _no_common_year,
    Reason.DISCONTINUED: _discontinued,
    Reason.NOT_REQUESTED: _not_requested,
    Reason.LATE: _late,
    Reason.NOT_YET: _not_yet,
    Reason.UNDEFINED: _undefined,
}


def reason_word(a: Assessment) -> str:
    """Return the reason in a few words for a table; empty for a target that was judged."""
    return REASON[a.verdict.reason] if isinstance(a.verdict, NotAssessed) else ""
