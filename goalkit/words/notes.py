"""What a reader must know beside the verdict: reservations, assumptions, sources, and what would change it."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from goalkit.exact import places_to_tell_apart
from goalkit.judge import Assessment
from goalkit.model import Flag, Gender, NotAssessed, Reason, Status, Unit, Verdict
from goalkit.reasons import breaks_between, later_own_years, series_end
from goalkit.words.numbers import joined
from goalkit.words.rules import words_of
from goalkit.words.sentences import OWN_WORK, RAW, planned, was_asked
from goalkit.words.terms import STATUS
from goalkit.words.values import from_to, short_year, year

ASSUMPTION = "Indikatorvalet är ett antagande."
REFRESH = "Nya värden hämtas med `goalkit refresh`."
ACCEPT = "Stämmer värdet godtas det med `goalkit refresh --accept-value ID`; ett rättat hämtas med `goalkit refresh`."
ENTER = "Värdena skrivs in enligt `data/local/README.md`."


def reservations(a: Assessment) -> list[str]:
    """Return one sentence per flag that a reader must weigh, in a fixed order.

    Where there is no verdict, that there can be no final one either is said.
    """
    if isinstance(a.verdict, NotAssessed):
        end, said = series_end(a.evidence), a.verdict.reason in (Reason.NO_INDICATOR, Reason.DISCONTINUED)
        return [] if said or end is None or end >= a.plan.years.last else list(_series_ended(a))
    return [text for flag, words in _FLAGS.items() if flag in a.verdict.flags for text in words(a)]


def _ref(a: Assessment) -> str:
    return a.reference.phrase if a.reference else ""


def _so_far(a: Assessment) -> Iterator[str]:
    term = f"{a.plan.years.first}–{a.plan.years.last}"
    if Flag.BEFORE_PLAN in a.verdict.flags:
        yield f"Läget före mandatperioden räknas inte som ett resultat: inget värde för {term} går att bedöma."
    if a.verdict.flags & {Flag.BEFORE_PLAN, Flag.SERIES_ENDED}:
        return
    release = a.next_release
    yield f"Bedömningen är inte slutlig: planens sista år är {a.plan.years.last}."
    if release is not None and a.extract is not None:
        yield f"Nästa värde ({year(a, release.year)}) {planned(a, release)}."


def _series_ended(a: Assessment) -> Iterator[str]:
    end, last = year(a, series_end(a.evidence)), a.plan.years.last
    yield f"Serien slutar {end}, före planens sista år {last}: någon slutlig bedömning kan inte göras med den."


def _break_crossed(a: Assessment) -> Iterator[str]:
    n = a.verdict.numbers
    for b in breaks_between(a.evidence, n.base_year, n.year or 0):
        yield f"Definitionen ändrades {year(a, b.year)}: {b.note}"


def _preliminary(a: Assessment) -> Iterator[str]:
    yield f"Minst ett av värdena som bedömningen av {a.target.id} vilar på är preliminärt."


def _thin(a: Assessment) -> Iterator[str]:
    size = a.evidence.reference.group_size if a.evidence.reference else None
    counts = [n for n in (a.verdict.numbers.reference_n_base, a.verdict.numbers.reference_n) if n is not None]
    if size is not None and counts:
        yield f"Jämförelsevärdet bygger på {min(counts)} av {size} kommuner, mindre än hälften."


def _older(a: Assessment) -> Iterator[str]:
    newer = max(later_own_years(a.evidence, a.target.rule.base_year))
    yield f"{a.municipality.name} har ett nyare värde ({year(a, newer)}), men {_ref(a)} saknar värde för det året."


def _tie(a: Assessment) -> Iterator[str]:
    places = a.target.rule.decimals(a.indicator.decimals)
    decimals = "heltal" if places == 0 else "en decimal" if places == 1 else f"{places} decimaler"
    yield f"Avrundade till {decimals} ser talen lika ut; bedömningen gäller de exakta talen."


def _favourably(a: Assessment) -> Iterator[str]:
    yield f"{a.municipality.name} har gått om {_ref(a)}: skillnaden är nu till kommunens fördel."


def _unfavourably(a: Assessment) -> Iterator[str]:
    yield f"{a.municipality.name} låg bättre till än {_ref(a)} basåret; nu är skillnaden till kommunens nackdel."


def _advantage(a: Assessment) -> Iterator[str]:
    name = a.municipality.name
    yield f"{name} låg bättre till än {_ref(a)} basåret; en mindre skillnad är här ett minskat försprång."


def _larger_advantage(a: Assessment) -> Iterator[str]:
    yield (
        f"Skillnaden ökade till kommunens fördel: {a.municipality.name} ligger bättre till än {_ref(a)}. "
        "Villkoret gäller hur stor skillnaden är, inte åt vilket håll den går."
    )


def _worsened(a: Assessment) -> Iterator[str]:
    yield f"Skillnaden minskade fast {a.municipality.genitive} eget värde försämrades."


_FLAGS: dict[Flag, Callable[[Assessment], Iterator[str]]] = {
    Flag.SO_FAR: _so_far,
    Flag.SERIES_ENDED: _series_ended,
    Flag.BREAK_CROSSED: _break_crossed,
    Flag.PRELIMINARY: _preliminary,
    Flag.THIN_REFERENCE: _thin,
    Flag.OLDER_THAN_OWN: _older,
    Flag.TIE_AS_DISPLAYED: _tie,
    Flag.OVERTAKEN_FAVOURABLY: _favourably,
    Flag.OVERTAKEN_UNFAVOURABLY: _unfavourably,
    Flag.ADVANTAGE_SHRANK: _advantage,
    Flag.ADVANTAGE_GREW: _larger_advantage,
    Flag.OWN_WORSENED: _worsened,
}
"""``BEFORE_PLAN`` is said by the verdict's own sentence and headline."""


def other_starts(a: Assessment) -> str | None:
    """Say that another start year gives another status, where it does; the formal verdict stands."""
    other = {y: v.status for y, v in a.starts.items() if v.status not in (a.status, Status.NOT_ASSESSED)}
    if not other or a.status is Status.NOT_ASSESSED:
        return None
    words = {**STATUS, Status.UNCHANGED: words_of(a.target.rule).tie}
    told = joined([f"från {year(a, y)} {words[status]}" for y, status in sorted(other.items())])
    start = year(a, a.target.rule.base_year)
    return f"Startåret {start} är ett antagande. Räknat från ett annat startår blir utfallet ett annat: {told}."


def earlier_base(a: Assessment) -> str | None:
    """Say what the base value was in the newest older vintage that has another one."""
    if not a.earlier_bases or a.verdict.numbers.own_base is None:
        return None
    then, base = a.earlier_bases[0], year(a, a.target.rule.base_year)
    now, places, unit = a.verdict.numbers, a.indicator.decimals, a.indicator.unit
    parts = []
    if then.own is not None and then.own != now.own_base and now.own_base is not None:
        old, new = _apart(then.own, now.own_base, places, unit)
        parts.append(f"{a.municipality.name} {old}, nu {new}")
    if then.reference is not None and now.reference_base is not None and then.reference != now.reference_base:
        old, new = _apart(then.reference, now.reference_base, places, unit)
        parts.append(f"{_ref(a)} {old}, nu {new}")
    if not parts:
        return None
    return f"Basårets värde ({base}) är reviderat sedan datauttaget {then.vintage}: {'; '.join(parts)}."


def missing(a: Assessment) -> tuple[str, str] | None:
    """Return what a target that cannot be assessed lacks, and who can bring it; ``None`` for a judged one."""
    if not isinstance(a.verdict, NotAssessed):
        return None
    if a.verdict.reason in _BEYOND_DATA and was_asked(a, a.verdict):
        return _BEYOND_DATA[a.verdict.reason], "Den som ansvarar för planen: att hämta nya värden hjälper inte."
    if a.verdict.reason is Reason.DOUBTFUL:
        what = f"Ett besked om att värdet stämmer ({', '.join(a.series)}), eller ett rättat värde."
        return what, "Den som sköter uppföljningen: fråga källan."
    base, term = a.target.rule.base_year, f"{a.plan.years.first}–{a.plan.years.last}"
    when = f"år efter {year(a, base)}" if base is not None else term
    if a.verdict.reason is Reason.NO_BASE_VALUE:
        when = f"basåret {year(a, base)}"
    if a.indicator.is_local:
        what = f"Egna värden från och med basåret: {a.indicator.label}." if a.extract is None else f"Värden för {when}."
        return what, f"Den som har källan: {a.indicator.local}."
    what = f"Värden från Kolada ({', '.join(a.series)}) för {when}."
    return what, "Den som sköter uppföljningen: nya värden behöver hämtas."


def next_step(a: Assessment) -> str:
    """Return what whoever works with the program does to bring what is missing; empty where nothing done here can.

    It is said by commands and in a notebook, never on a published page: its readers cannot do it.
    """
    if not isinstance(a.verdict, NotAssessed) or (a.verdict.reason in _BEYOND_DATA and was_asked(a, a.verdict)):
        return ""
    if a.verdict.reason is Reason.DOUBTFUL:
        return ACCEPT
    return ENTER if a.indicator.is_local else REFRESH


_BEYOND_DATA: dict[Reason, str] = {
    Reason.BREAK: "En jämförbar serie: definitionen ändrades efter basåret.",
    Reason.NO_BASE_VALUE: "Ett eget värde för basåret; basåret flyttas aldrig.",
    Reason.DISCONTINUED: "En serie som fortsätter: den här har upphört.",
    Reason.UNDEFINED: "Ett startvärde som inte är noll.",
}
"""What is lacking where no new fetch can bring it."""


def only_total(a: Assessment) -> str | None:
    """Say that the vintage in use did not ask for women and men, where it did not."""
    if a.extract is None or a.extract.local:
        return None
    asked = [a.extract.asked_genders.get((kpi, a.municipality.id), frozenset()) for kpi in a.series]
    if all({Gender.WOMEN, Gender.MEN} <= genders for genders in asked):
        return None
    return f"Bara totalen är hämtad (datauttag {a.extract.id}), inte värden för kvinnor och män."


def source(a: Assessment) -> str:
    """Say where the raw figures come from: the series, the vintage and its date."""
    if a.extract is None:
        return "Källa saknas: inga värden finns."
    if a.extract.local:
        return f"{a.extract.source}. Inlagt {a.extract.retrieved}."
    return f"{a.extract.source}, {_ids(a)}. {a.extract.note}"


def _ids(a: Assessment) -> str:
    return ("nyckeltal " if len(a.series) == 1 else "nyckeltalen ") + joined(a.series)


def own_work(a: Assessment) -> str:
    """Return the label of what was computed here from the source's figures; another service is named as such."""
    if a.extract is None or a.extract.source == RAW:
        return OWN_WORK
    if a.extract.local:
        return f"Egen bearbetning av {a.municipality.genitive} egna uppgifter"
    return f"Egen bearbetning av data från {a.extract.source.removeprefix('Källa: ')}"


def assumed(a: Assessment) -> str:
    """Return the words that stand wherever an assumed indicator is shown; empty for a decided one."""
    return ASSUMPTION if a.indicator.assumption is not None else ""


def choice_of_indicator(a: Assessment) -> str:
    """Say whether the choice of indicator is decided or assumed, and why."""
    if a.indicator.source is not None:
        return f"Indikatorn är beslutad: {a.indicator.source}"
    return f"{ASSUMPTION} {a.indicator.assumption}"


def _apart(first: Fraction, second: Fraction, decimals: int, unit: Unit) -> tuple[str, str]:
    places = places_to_tell_apart(first, second, decimals)
    return from_to(first, second, places, unit)


def same_members_note(a: Assessment, panel: Verdict | None) -> str | None:
    """Say that the verdict would be another with the same municipalities in both years, where it would."""
    if panel is None or panel.status is a.status:
        return None
    n = panel.numbers
    years = f"{short_year(a, n.base_year)} och {short_year(a, n.year)}"
    return (
        f"Räknat på de {n.reference_n} kommuner som har värden både {years} blir utfallet ett annat: "
        f"{STATUS[panel.status]}. Vilka kommuner som ingår i medelvärdet har alltså betydelse."
    )
