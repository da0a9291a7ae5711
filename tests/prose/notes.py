"""What stands beside a verdict, read back: reservations, other start years, a revised base, a summary's counts."""

from collections.abc import Iterable
from typing import Any

from goalkit.judge import Assessment
from goalkit.model import NotAssessed, Reason, Status
from goalkit.rules import GapNarrows, OutpacesReference
from tests.prose.data import Facts, facts, half_away, looks_as_it_is, says
from tests.prose.grammar import read, read_one
from tests.prose.verdict import status_of

Said = dict[str, Any]
ENDED = "Serien slutar {end:Y}, före planens sista år {last:I}: någon slutlig bedömning kan inte göras med den."
_STATUS = {Status.MET: "uppnådd", Status.NOT_MET: "ej uppnådd", Status.UNCHANGED: "lika utveckling"}


def check_reservations(a: Assessment, lines: list[str]) -> None:
    """Read every reservation, and check that each stands there exactly when the data call for it."""
    if isinstance(a.verdict, NotAssessed):
        ends, last = [y for y in (a.evidence.ended, a.evidence.last_usable) if y], a.plan.years.last
        ended = min(ends, default=last) < last and a.verdict.reason not in (Reason.NO_INDICATOR, Reason.DISCONTINUED)
        assert [read(ENDED, line) for line in lines] == [{"end": min(ends, default=0), "last": last}] * ended, lines
        return
    f = facts(a)
    wanted = {name: said for name, said in _wanted(f).items() if said is not None}
    told = dict(_named(f, line) for line in lines)
    assert len(told) == len(lines)
    assert told == wanted


def _named(f: Facts, line: str) -> tuple[str, Said]:
    name = f.a.municipality.name
    phrase = f.a.reference.phrase if f.a.reference else ""
    templates = {
        "before": "Läget före mandatperioden räknas inte som ett resultat: inget värde för {first:I}–{last:I} "
        "går att bedöma.",
        "so far": "Bedömningen är inte slutlig: planens sista år är {last:I}.",
        "coming": "Nästa värde ({year:Y}) var planerat till {day:D} och finns inte i datauttaget {v:D}.",
        "ended": ENDED,
        "break": "Definitionen ändrades {year:Y}: Påhittad ny definition.",
        "preliminary": "Minst ett av värdena som bedömningen av 9X vilar på är preliminärt.",
        "thin": "Jämförelsevärdet bygger på {n:I} av {size:I} kommuner, mindre än hälften.",
        "older": f"{name} har ett nyare värde ({{year:Y}}), men {phrase} saknar värde för det året.",
        "tie": "Avrundade till {places:heltal|en decimal|2 decimaler} ser talen lika ut; bedömningen gäller de "
        "exakta talen.",
        "favourably": f"{name} har gått om {phrase}: skillnaden är nu till kommunens fördel.",
        "unfavourably": f"{name} låg bättre till än {phrase} basåret; nu är skillnaden till kommunens nackdel.",
        "advantage": f"{name} låg bättre till än {phrase} basåret; en mindre skillnad är här ett minskat försprång.",
        "larger": f"Skillnaden ökade till kommunens fördel: {name} ligger bättre till än {phrase}. Villkoret gäller "
        "hur stor skillnaden är, inte åt vilket håll den går.",
        "worsened": f"Skillnaden minskade fast {f.a.municipality.genitive} eget värde försämrades.",
    }
    which, said = read_one(line, *templates.values())
    return list(templates)[which], said


def _wanted(f: Facts) -> dict[str, Said | None]:
    a, e, last = f.a, f.a.evidence, f.a.plan.years.last
    before, end = f.year < a.plan.years.first, min((y for y in (e.ended, e.last_usable) if y), default=None)
    ended = end is not None and end < last
    coming = a.next_release if f.year < last and not before and not ended else None
    crossed = next((b for b in e.breaks if b.comparable and f.base and f.base < b.year <= f.year), None)
    years = [y for y in (f.base, f.year) if y is not None]
    lines = [e.own, *([e.reference] if a.reference and e.reference else [])]
    used = [line.points[y] for line in lines for y in years]
    counts = [point.n for point in used if point.n is not None]
    newer = _newer(f)
    return {
        "before": {"first": a.plan.years.first, "last": last} if before else None,
        "so far": {"last": last} if f.year < last and not (before or ended) else None,
        "coming": {"year": coming.year, "day": coming.date, "v": a.extract.retrieved} if coming else None,
        "ended": {"end": end, "last": last} if ended else None,
        "break": {"year": crossed.year} if crossed else None,
        "preliminary": {} if any(point.preliminary for point in used) else None,
        "thin": {"n": min(counts), "size": 290} if counts and 2 * min(counts) < 290 else None,
        "older": {"year": newer} if newer is not None else None,
        "tie": _tie(f),
        **_sides(f),
    }


def _newer(f: Facts) -> int | None:
    """Return the newest year of the own series that might be judged, where it is newer than the verdict's."""
    e, base = f.a.evidence, f.base
    cut = min((b.year for b in e.breaks if base and b.year > base and not b.comparable), default=9999)
    last = min(f.a.plan.years.last, e.last_usable or 9999, cut - 1)
    newest = max(y for y in e.own.points if y <= last)
    return newest if newest > f.year else None


def _tie(f: Facts) -> Said | None:
    rule = f.a.target.rule
    pair: tuple[Any, Any] = f.own
    if f.a.reference is not None:
        pair = (f.own[1], f.reference[1])
    if isinstance(rule, GapNarrows):
        pair = (abs(f.gaps[0]), abs(f.gaps[1]))
    if isinstance(rule, OutpacesReference):
        pair = f.changes
    places = f.least
    if pair[0] == pair[1] or half_away(pair[0], places) != half_away(pair[1], places):
        return None
    return {"places": {0: "heltal", 1: "en decimal"}.get(places, f"{places} decimaler")}


def _sides(f: Facts) -> dict[str, Said | None]:
    if not isinstance(f.a.target.rule, GapNarrows):
        return {}
    sign = f.a.indicator.better.sign
    before, now = (sign * gap for gap in f.gaps)
    narrowed = abs(now) < abs(before)
    tests = {
        "favourably": before < 0 < now,
        "unfavourably": now < 0 < before,
        "advantage": narrowed and before > 0,
        "larger": not narrowed and now > 0 and before >= 0 and now != before,
        "worsened": narrowed and sign * (f.own[1] - f.own[0]) < 0,  # type: ignore[operator]
    }
    return {name: {} if applies else None for name, applies in tests.items()}


def check_other_starts(a: Assessment, text: str | None) -> None:
    """Read which other start years give another status."""
    other = {y: status_of(Facts(a, y, v.numbers.year)) for y, v in a.starts.items() if v.numbers.measure is not None}
    other = {y: status for y, status in other.items() if status is not a.status}
    assert (text is not None) == bool(other), text
    if text is None:
        return
    start = "Startåret {base:Y} är ett antagande. Räknat från ett annat startår blir utfallet ett annat: "
    parts = [f"från {{y{y}:Y}} {{s{y}:{'|'.join(_STATUS.values())}}}" for y in sorted(other)]
    listed = " och ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    said = read(f"{start}{listed}.", text)
    assert said is not None, text
    assert said.pop("base") == getattr(a.target.rule, "since", None)
    expected = {f"y{y}": y for y in other} | {f"s{y}": _STATUS[status] for y, status in other.items()}
    assert said == expected, text


def check_earlier_base(a: Assessment, text: str | None) -> None:
    """Read what the base value was, and is."""
    base = getattr(a.target.rule, "since", None)
    now = a.evidence.own.value(base), a.evidence.reference.value(base) if a.reference and a.evidence.reference else None
    then = (a.earlier_bases[0].own, a.earlier_bases[0].reference) if a.earlier_bases else (None, None)
    pairs = zip(
        ("own", "other"), (a.municipality.name, a.reference.phrase if a.reference else ""), then, now, strict=True
    )
    moved = [(key, name, x, y) for key, name, x, y in pairs if x is not None and y is not None and x != y]
    assert (text is not None) == bool(moved), text
    if text is None:
        return
    parts = [f"{name} {{{key}_then:Q}}, nu {{{key}_now:Q}}" for key, name, _, _ in moved]
    said: Said | None = read(
        f"Basårets värde ({{base:Y}}) är reviderat sedan datauttaget 2024-08-30: {'; '.join(parts)}.", text
    )
    assert said is not None, text
    assert said["base"] == base
    unit = a.indicator.unit.value
    for key, _, before, after in moved:
        first, second = said[f"{key}_then"], said[f"{key}_now"]
        says(first, before, unit if unit == "percent" else "")
        says(second, after, unit)
        looks_as_it_is(first, second, (before, after), a.indicator.decimals)


def check_counted(every: Iterable[Assessment], text: str) -> None:
    """Read a goal's counts, and count anew."""
    targets = list(every)
    before = [a for a in targets if not isinstance(a.verdict, NotAssessed) and facts(a).year < a.plan.years.first]
    within = [a for a in targets if a not in before]
    counts = {status: sum(a.status is status for a in within) for status in Status}
    words = (
        (counts[Status.MET], "uppnådd", "uppnådda"),
        (counts[Status.NOT_MET], "ej uppnådd", "ej uppnådda"),
        (counts[Status.UNCHANGED], "oförändrad", "oförändrade"),
        (len(before), "med läge före mandatperioden", "med läge före mandatperioden"),
        (counts[Status.NOT_ASSESSED], "kan inte bedömas", "kan inte bedömas"),
    )
    total = "1 måluppfyllelse" if len(targets) == 1 else f"{len(targets)} måluppfyllelser"
    assert text == f"{total}: " + ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in words if n)
