"""How common an outcome is, in Swedish: a sentence that leads, a row per rate, and what a reader must know.

A sentence says what was counted and over what; it never says why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from goalkit.beside.chance import FEW_WINDOWS, FEWEST_NEAR, Chance, Near, Rate, Sides
from goalkit.beside.standing import Absent, Standing
from goalkit.exact import exact
from goalkit.model import Judged, Unit
from goalkit.words.numbers import NO_BREAK, joined, number, quantity, several
from goalkit.words.rules import words_of
from goalkit.words.sentences import OWN_WORK
from goalkit.words.values import year

QUESTION = "Hur vanligt är utfallet?"
NOT_A_REASON = "Det visar hur vanligt utfallet är, inte vad det beror på."
UNEVEN = Fraction(2, 5)
"""A third with a larger share than this of the comparisons is none, and that is said."""
LOCAL = "Lokal serie, kan inte jämföras."


@dataclass(frozen=True)
class Row:
    """One rate and whose it is; ``main`` is the one that the leading sentence tells."""

    label: str
    rate: Rate
    main: bool = False


def percent(share: Fraction | float) -> str:
    """Write a share as whole percent; one that is neither none nor all never looks so."""
    value = (share if isinstance(share, Fraction) else exact(share)) * 100
    if 0 < value < 1 or 99 < value < 100:
        return quantity(value, 1, Unit.PERCENT)
    return quantity(value, 0, Unit.PERCENT)


def how_common(s: Standing) -> list[str]:
    """Return the sentences about how common the outcome is, or the one that says what is missing."""
    if s.chance is None:
        return [_absent(s)]
    return [text for part in _PARTS for text in part(s, s.chance)]


def spread_text(rate: Rate) -> str:
    """Write a rate's spread; nothing for a single window, where a share of all is no estimate of anything."""
    if rate.low is None or rate.high is None or rate.windows < 2:
        return ""
    low = percent(rate.low).partition(NO_BREAK)[0]
    return f"{low}–{percent(rate.high)}"


def rates(s: Standing) -> list[Row]:
    """Return every rate that is not empty: the main one first, the whole country and its latest window last."""
    c = s.chance
    if c is None:
        return []
    rows = list(_by_side(s, c.sides)) if c.sides is not None else []
    base, later = c.latest_years
    latest = f"alla kommuner, {'senaste året' if c.span == 0 else 'senaste perioden'}, {years_text(s, base, later)}"
    rows.append(Row("alla kommuner", c.everyone, main=main_rate(s, c) is c.everyone))
    if c.everyone.windows > 1:
        rows.append(Row(latest, c.latest))
    return [row for row in rows if row.rate.n]


def main_rate(s: Standing, c: Chance) -> Rate:
    """Return the rate that is told first: for a gap that of the side on which the municipality started."""
    if c.sides is None or s.start is None:
        return c.everyone
    return c.sides.behind if s.start < 0 else c.sides.ahead if s.start > 0 else c.sides.level


def phrase(s: Standing) -> str:
    """Return what the target compares with, within a sentence."""
    return s.assessment.reference.phrase if s.assessment.reference else ""


def years_text(s: Standing, base: int, later: int) -> str:
    """Write a window's years, or the one year of a rule without a base year."""
    first, last = year(s.assessment, base), year(s.assessment, later)
    return last if base == later else f"{first}–{last.removeprefix('läsåret ')}"


def within(s: Standing, c: Chance) -> str:
    """Say between which years a rate is counted: other years than the verdict's may answer otherwise."""
    return f"inom {years_text(s, c.first, c.last)}"


def source_text(vintage: str, *, prepared: bool, years: str = "") -> str:
    """Name the vintage behind a rate or a place, and that it was computed beforehand where it was."""
    when = f", {years}" if years else ""
    if prepared:
        return f"{OWN_WORK}. Beräknat i förväg ur alla kommuners värden, datauttag {vintage}{when}."
    return f"{OWN_WORK}, datauttag {vintage}{when}."


# --- the sides of a gap ------------------------------------------------------------------------------


def _by_side(s: Standing, sides: Sides) -> Iterator[Row]:
    """Yield the own side, those that started about as far away, that side by distance, and the other side."""
    behind, ahead, level = f"sämre än {phrase(s)}", f"bättre än {phrase(s)}", f"lika med {phrase(s)}"
    own, other, thirds = (behind, ahead, sides.behind_by_distance)
    first, second = sides.behind, sides.ahead
    if s.start is not None and s.start > 0:
        own, other, thirds, first, second = ahead, behind, sides.ahead_by_distance, sides.ahead, sides.behind
    like = f", liksom {s.assessment.municipality.name}" if s.start else ""
    yield Row(f"startade {own}{like}", first, main=bool(s.start))
    if s.near is not None and s.near.rate.n >= FEWEST_NEAR:
        yield Row(f"… och ungefär lika långt ifrån ({_band(s, s.near)})", s.near.rate)
    if thirds:
        places = ("den tredjedel som låg närmast", "tredjedelen i mitten", "den tredjedel som låg längst bort")
        yield from (Row(f"… {place}", rate) for place, rate in zip(places, thirds, strict=True))
    lead = " (målet avser en nackdel)" if other is ahead else ""
    yield Row(f"startade {other}{lead}", second)
    if s.start == 0:
        yield Row(f"startade {level}, liksom {s.assessment.municipality.name}", sides.level, main=True)


def _band(s: Standing, close: Near) -> str:
    places, unit = s.assessment.indicator.decimals, s.assessment.indicator.unit.of_difference
    low, high = exact(close.low), exact(close.high)
    return f"{number(low, places)}–{quantity(high, places, unit, short=True)}"


# --- sentences ---------------------------------------------------------------------------------------


def _main(s: Standing, c: Chance) -> Iterator[str]:
    main = main_rate(s, c)
    who = _own_side(s) if main is not c.everyone else ""
    if not main.n:
        yield f"Ingen jämförelse finns{who}."
        return
    yield (
        f"Villkoret uppfylldes i {percent(main.share)} av jämförelserna{who} "
        f"({_counted(s, main, c)}{_dependent(c, main)}). {NOT_A_REASON}"
    )


def _condition(s: Standing, c: Chance) -> Iterator[str]:
    what = words_of(s.assessment.target.rule).condition(phrase(s))
    over = "alla år" if c.span == 0 else "alla lika långa perioder"
    yield f"Villkoret är måluppfyllelsens eget: {what}. Här prövas det på alla kommuner och {over} som finns."


def _span(s: Standing, c: Chance) -> Iterator[str]:
    a = s.assessment
    base = year(a, a.target.rule.base_year)
    if s.to_plan_end:
        last = year(a, a.plan.years.last)
        yield f"Något bedömt år finns inte än; från basåret {base} till planens sista år {last} är det {s.span} år."
    if c.span != s.span:
        yield f"De hämtade värdena räcker inte till en period på {s.span} år; perioder på {c.span} år räknas i stället."
    elif c.span:
        end = "planens sista år" if s.to_plan_end else "det bedömda året"
        yield f"En period är {c.span} år, lika lång som från basåret till {end}."


def _judged_apart(s: Standing, c: Chance) -> Iterator[str]:
    """Say that what the verdict compares is not among what is counted, where its years are others."""
    n = s.assessment.verdict.numbers
    if not isinstance(s.assessment.verdict, Judged) or n.year is None:
        return
    base = n.year if n.base_year is None else n.base_year
    if base < c.first or n.year > c.last:
        what = "Det bedömda året" if c.span == 0 else "Den bedömda perioden"
        yield f"{what}, {years_text(s, base, n.year)}, är inte med i räkningen."


def _cautions(s: Standing, c: Chance) -> Iterator[str]:
    main = main_rate(s, c)
    if spread_text(main):
        yield (
            f"Andelen har ett 95-procentigt intervall, {spread_text(main)}, räknat med att en kommuns jämförelser "
            "hänger ihop; att alla kommuner delar samma år är inte inräknat."
        )
    if main.unchanged:
        n = number(Fraction(main.unchanged), 0)
        yield f"I {n} av {several(main.n, 'jämförelse', 'jämförelser')} var det lika; det räknas inte som uppfyllt."
    if main.n and main.windows < FEW_WINDOWS:
        noun = ("ett år", "år") if c.span == 0 else ("en period", "perioder")
        there = f"Bara {noun[0]} finns" if main.windows == 1 else f"Bara {main.windows} {noun[1]} finns"
        yield f"{there}: andelen säger lite om andra år."


def _distance(s: Standing, c: Chance) -> Iterator[str]:
    if c.sides is None or not s.start:
        return
    if s.near is None or s.near.rate.n < FEWEST_NEAR:
        yield f"Färre än {FEWEST_NEAR} jämförelser startade ungefär lika långt från {phrase(s)}."
    thirds = c.sides.behind_by_distance if s.start < 0 else c.sides.ahead_by_distance
    shares = [rate.share for rate in thirds]
    if shares and shares[0] < shares[1] < shares[2]:
        yield f"Den som startar långt från {phrase(s)} närmar sig oftare än den som startar nära."
    if thirds and max(rate.n for rate in thirds) > UNEVEN * sum(rate.n for rate in thirds):
        yield "De tre tredjedelarna är olika stora: jämförelser med samma avstånd hålls ihop."
    if c.sides.level.n and s.start != 0:
        level = several(c.sides.level.n, "jämförelse", "jämförelser")
        yield f"I {level} startade kommunen lika med {phrase(s)}, och skillnaden kunde inte minska."


def _weighted(s: Standing, c: Chance) -> Iterator[str]:
    reference = s.assessment.reference
    if reference is None or reference.unweighted_mean:
        return
    whole = "alla kommuner" if c.everyone.windows < 2 else "alla kommuners jämförelser"
    yield (
        f"{reference.label} är ett vägt värde, där stora kommuner väger tyngst, så hälften är inget givet utfall: "
        f"av {whole} uppfyllde {percent(c.everyone.share)} villkoret."
    )


def _breaks(s: Standing, c: Chance) -> Iterator[str]:
    crossed = [b for b in s.assessment.indicator.breaks if c.first < b.year <= c.last]
    for b in crossed:
        kept = "är med" if b.comparable else "är inte med"
        yield f"Definitionen ändrades {year(s.assessment, b.year)}; perioder över den ändringen {kept}."


def _left_out(s: Standing, c: Chance) -> Iterator[str]:
    del s
    if c.missing:
        yield f"Utanför räkningen: {several(c.missing, 'jämförelse', 'jämförelser')} utan värde."
    if c.undefined:
        yield f"Utanför räkningen: {several(c.undefined, 'förändring', 'förändringar')} från noll."


def _from(s: Standing, c: Chance) -> Iterator[str]:
    yield source_text(c.vintage, prepared=s.prepared, years=years_text(s, c.first, c.last))


_PARTS: tuple[Callable[[Standing, Chance], Iterator[str]], ...] = (
    _main,
    _condition,
    _span,
    _judged_apart,
    _cautions,
    _distance,
    _weighted,
    _breaks,
    _left_out,
    _from,
)


def _own_side(s: Standing) -> str:
    name = s.assessment.municipality.name
    if s.start == 0:
        return f" bland kommuner som liksom {name} startade lika med {phrase(s)}"
    word = "sämre" if s.start is not None and s.start < 0 else "bättre"
    return f" bland kommuner som liksom {name} startade {word} än {phrase(s)}"


def _counted(s: Standing, rate: Rate, c: Chance) -> str:
    whose = several(rate.municipalities, "kommun", "kommuner")
    windows = f"{rate.windows} år" if c.span == 0 else several(rate.windows, "period", "perioder")
    return f"{whose}, {windows} {within(s, c)}"


def _dependent(c: Chance, rate: Rate) -> str:
    if rate.windows < 2:
        return ""
    if c.span == 0:
        return "; åren är inte oberoende"
    overlap = rate.windows * c.span > c.last - c.first  # so many cannot stand one after another
    return f"; perioderna {'överlappar och ' if overlap else ''}är inte oberoende"


def _absent(s: Standing) -> str:
    if s.absent is Absent.LOCAL_SERIES:
        return LOCAL
    if s.absent is Absent.NO_WINDOW:
        return (
            f"Hur vanligt utfallet är kan inte räknas: ingen period på {s.span} år går att jämföra med de värden för "
            "alla kommuner som är hämtade."
        )
    ids = joined(s.assessment.indicator.kolada)
    return f"Hur vanligt utfallet är kan inte räknas: värdena för {ids} är inte hämtade för alla kommuner."
