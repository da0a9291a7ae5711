"""Readings in Swedish: what each one does differently, what it says, and what all of them say together."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from goalkit.beside.readings import Kind, Reading, Readings, latest_common_year
from goalkit.exact import places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import Judged, NotAssessed, Reason, Status, Unit
from goalkit.words.numbers import number, quantity
from goalkit.words.rules import words_of
from goalkit.words.sentences import before_plan, condition, headline, reason_word, sentence
from goalkit.words.terms import STATUS
from goalkit.words.values import from_to, short_year

"""What a reading chooses differently, in a word."""

WEIGHTS = "Tolkningarna är inte lika rimliga, och antalet är inget mått på säkerhet."


def label(reading: Reading) -> str:
    """Say what a reading does."""
    return _LABELS[reading.kind](reading)


def outcome(reading: Reading) -> str:
    """Say a reading's status; one on a year before the plan never looks like a fulfilled target."""
    a, verdict = reading.assessment, reading.assessment.verdict
    if isinstance(verdict, Judged) and verdict.before_plan:
        return headline(a)
    return _status(reading.formal, verdict.status)


def numbers(reading: Reading) -> str:
    """Write the two numbers that a reading compares, with their unit; empty where it has no verdict."""
    a = reading.assessment
    first, second = a.target.rule.compared(a.verdict.numbers)
    if not isinstance(a.verdict, Judged) or first is None or second is None:
        return ""
    rule, least = a.target.rule, a.target.rule.decimals(a.indicator.decimals)
    unit = rule.compared_unit(a.indicator.unit)
    shown_as_told = reading.kind is Kind.ROUNDED_MEASURES
    places = least if shown_as_told else places_to_tell_apart(first, second, least)
    if rule.is_relative:
        return " mot ".join(_changes(first, second, places, unit))
    joint = " mot " if rule.base_year is None else " → "
    return joint.join(from_to(first, second, places, unit, short=True))


def years(reading: Reading) -> str:
    """Write the years that a reading compares; only the base year where it has no verdict."""
    a = reading.assessment
    n, base = a.verdict.numbers, a.target.rule.base_year
    judged = short_year(a, n.year) if isinstance(a.verdict, Judged) else ""
    return f"{short_year(a, base)} → {judged}".rstrip() if base is not None else judged


def why_not(reading: Reading) -> str:
    """Say why a reading has no verdict, in a few words; empty for one that has."""
    if _lacks_members(reading):
        return "kommunernas egna värden saknas"
    return reason_word(reading.assessment)


def explanation(reading: Reading) -> str:
    """Return one sentence per reading: what it does, what it says with years and numbers, on which vintage."""
    a = reading.assessment
    if isinstance(a.verdict, NotAssessed):
        return f"{label(reading)}: kan inte bedömas. {_missing(reading, a.verdict)}"
    when = years(reading).replace(" → ", "–") if a.target.rule.base_year is not None else years(reading)
    return f"{label(reading)}: {outcome(reading)}, {numbers(reading)} ({when}).{_vintage(reading)}"


def summary(all_of_them: Readings) -> str:
    """Count the readings by what they say; those on a year before the plan are counted apart."""
    rows = all_of_them.rows
    tried = "1 tolkning prövad" if len(rows) == 1 else f"{len(rows)} tolkningar prövade"
    told = ", ".join((*_counts(all_of_them), *_counts_before(all_of_them), *_counts_without(all_of_them)))
    return f"{tried}: {told}." + ("" if len(rows) == 1 else f" {WEIGHTS}")


def turning(all_of_them: Readings) -> str:
    """Say which single choices turn the formal verdict, or give one where there is none."""
    formal = all_of_them.formal
    flips = [reading for reading in all_of_them.rows if reading.flips]
    anew = [reading for reading in all_of_them.rows if reading.judges_anew]
    if anew:
        return f"Det formella utfallet saknas, men {_these(anew)} ger ett: {_listed(anew)}."
    if formal.status is Status.NOT_ASSESSED:
        return "Inget enskilt val gör att måluppfyllelsen kan bedömas."
    if not flips:
        return "Inget enskilt val ger ett annat utfall än det formella."
    first, when = all_of_them.rows[0], _shared_before([all_of_them.rows[0], *flips])
    stands = outcome(first).removeprefix(f"{when}: ")
    if when:
        lead = f"Utfallen gäller {when}; det formella är: {stands}."
        return f"{lead} Ett annat ger {_these(flips)}: {_listed(flips, when)}."
    return f"Ett annat utfall än det formella, {stands}, ger {_these(flips)}: {_listed(flips)}."


def _shared_before(some: list[Reading]) -> str:
    """Return the words of the year before the plan that all of some readings are judged on; empty if there is none."""
    told = {before_plan(reading.assessment) if reading.assessment.verdict.before_plan else "" for reading in some}
    return told.pop() if len(told) == 1 else ""


def _these(choices: list[Reading]) -> str:
    return "ett enda val" if len(choices) == 1 else "vart och ett av dessa val"


def _changes(own: Fraction, reference: Fraction, places: int, unit: Unit) -> tuple[str, str]:
    """Write two changes, which always have a sign; a long unit stands once, after the second."""
    twice = unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS)
    first = quantity(own, places, unit, signed=True, short=True) if twice else number(own, places, signed=True)
    return first, quantity(reference, places, unit, signed=True, short=True)


def _status(formal: Assessment, status: Status) -> str:
    """Name a status as the target's rule does; a variant of the rule has no words of its own."""
    return words_of(formal.target.rule).tie if status is Status.UNCHANGED else STATUS[status]


def _listed(some: list[Reading], when: str = "") -> str:
    """List choices with what each gives, but for the words that have been said of all of them."""
    said = ((label(reading), outcome(reading).removeprefix(f"{when}: ")) for reading in some)
    return "; ".join(f"{_decapitalised(what)} – {gives}" for what, gives in said)


def _decapitalised(text: str) -> str:
    return text[0].lower() + text[1:]


def _counts(all_of_them: Readings) -> list[str]:
    within = [r.assessment for r in all_of_them.rows if not r.assessment.verdict.before_plan]
    found = Counter(a.status for a in within)
    order = (Status.MET, Status.NOT_MET, Status.UNCHANGED)
    return [f"{found[status]} {_status(all_of_them.formal, status)}" for status in order if found[status]]


def _counts_before(all_of_them: Readings) -> list[str]:
    before = [r.assessment for r in all_of_them.rows if r.assessment.verdict.before_plan]
    if not before:
        return []
    found = Counter(condition(a) for a in before)
    inner = ", ".join(f"{words} i {count}" for words, count in found.most_common())
    return [f"{len(before)} läget före mandatperioden ({inner})"]


def _counts_without(all_of_them: Readings) -> list[str]:
    missing = sum(r.assessment.status is Status.NOT_ASSESSED for r in all_of_them.rows)
    return [f"{missing} {STATUS[Status.NOT_ASSESSED]}"] if missing else []


def _missing(reading: Reading, verdict: NotAssessed) -> str:
    a, vintage = reading.assessment, reading.assessment.extract
    if _lacks_members(reading):
        held = f"Datauttaget {vintage.id}" if vintage else "Datauttaget"
        phrase = a.reference.phrase if a.reference else ""
        return f"{held} har {phrase}, men inte varje kommuns eget värde för båda åren."
    if verdict.reason is Reason.UNDEFINED and reading.kind is Kind.RELATIVE_GAP:
        return "Skillnaden kan inte beräknas i procent av ett jämförelsevärde som är noll."
    if _same_reason(reading, verdict):
        return "Skälet är detsamma som för den formella tolkningen."
    text = sentence(a)
    return text if vintage is not None and vintage.id in text else f"{text}{_vintage(reading)}"


def _same_reason(reading: Reading, verdict: NotAssessed) -> bool:
    formal = reading.formal.verdict
    same = isinstance(formal, NotAssessed) and (verdict.reason, verdict.where) == (formal.reason, formal.where)
    return same and reading.kind not in (Kind.FORMAL, Kind.ALTERNATIVE) and not _vintage(reading)


def _lacks_members(reading: Reading) -> bool:
    line = reading.assessment.evidence.reference
    apart = reading.kind is Kind.SAME_MUNICIPALITIES and reading.assessment is not reading.formal
    return apart and line is not None and not line.points


def _vintage(reading: Reading) -> str:
    """Name the vintage where it is not the formal one: other numbers than the choice itself may then differ."""
    mine, formal = reading.assessment.extract, reading.formal.extract
    if mine is None or (formal is not None and mine.id == formal.id):
        return ""
    return f" Datauttag {mine.id}."


def _decimals(a: Assessment) -> str:
    return _places(a.target.rule.decimals(a.indicator.decimals))


def _places(places: int) -> str:
    return "heltal" if places == 0 else "en decimal" if places == 1 else f"{places} decimaler"


def _formal(reading: Reading) -> str:
    target = reading.formal.target
    return "Formell tolkning" + (f" (räknat från {target.rule.base_year})" if target.since_assumption else "")


def _own_latest(reading: Reading) -> str:
    a = reading.assessment
    own, theirs = short_year(a, a.verdict.numbers.year), short_year(a, int(reading.detail))
    return f"{a.municipality.genitive} senaste år ({own}) mot jämförelsens senaste ({theirs})"


def _start(reading: Reading) -> str:
    is_latest = latest_common_year(reading.formal.evidence) == int(reading.detail) + 1
    return f"Räknat från {reading.detail}" + (", senaste årsförändringen" if is_latest else "")


def _latest_change(reading: Reading) -> str:
    start = int(reading.detail)
    return f"Senaste årsförändringen ({start}–{start + 1})"


def _reference(reading: Reading) -> str:
    reference = reading.assessment.reference
    return f"Jämförelse med {reference.phrase}" if reference else ""


_LABELS: dict[Kind, Callable[[Reading], str]] = {
    Kind.FORMAL: _formal,
    Kind.DISADVANTAGE: lambda r: f"Bara en skillnad till {r.assessment.municipality.genitive} nackdel",
    Kind.RELATIVE_GAP: lambda _: "Relativ skillnad, i procent av jämförelsevärdet",
    Kind.CHANGE_IN_UNITS: lambda _: "Förändring i indikatorns enhet i stället för i procent",
    Kind.REFERENCE: _reference,
    Kind.MEDIAN: _reference,
    Kind.SAME_MUNICIPALITIES: lambda _: "Samma kommuner i medlet båda åren",
    Kind.ROUNDED_MEASURES: lambda r: f"Jämförda tal avrundade till {_decimals(r.assessment)}",
    Kind.ROUNDED_VALUES: lambda r: f"Räknat på värden avrundade till {_places(r.assessment.indicator.decimals)}",
    Kind.OWN_LATEST_YEAR: _own_latest,
    Kind.START: _start,
    Kind.LATEST_CHANGE: _latest_change,
    Kind.ALTERNATIVE: lambda r: f"Annan indikator: {r.assessment.indicator.label} ({r.detail})",
    Kind.FIRST_BASE: lambda r: f"Basårets värde som i det första datauttaget ({r.detail})",
}
