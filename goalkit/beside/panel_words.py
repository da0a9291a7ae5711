"""The whole country beside a verdict, as Swedish sentences.

A sentence says what was counted and over what; it never says why. The words "effekt", "orsak" and
"slump" are used of no place in a list.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from goalkit.beside.chance import FEW_WINDOWS, FEWEST_NEAR, Chance, Near, Rate
from goalkit.beside.panel import ALL, SAME_SIDE, Absent, Standing
from goalkit.beside.rank import Rank
from goalkit.exact import exact
from goalkit.model import Status, Unit
from goalkit.rules import Above, GapNarrows, OutpacesReference
from goalkit.texts.numbers import number, quantity
from goalkit.texts.sentences import OWN_WORK, year

NOT_A_REASON = "Det visar hur vanligt utfallet är, inte vad det beror på."
LOCAL = "Lokal serie, kan inte jämföras med andra kommuner."


def percent(share: Fraction | float) -> str:
    """Write a share as whole percent; one that is neither none nor all never looks so."""
    value = (share if isinstance(share, Fraction) else exact(share)) * 100
    if 0 < value < 1 or 99 < value < 100:
        return quantity(value, 1, Unit.PERCENT)
    return quantity(value, 0, Unit.PERCENT)


def count(n: int) -> str:
    """Write a count."""
    return number(Fraction(n), 0)


def how_common(s: Standing) -> list[str]:
    """Return the sentences about how common the outcome is, or the one that says what is missing."""
    if s.chance is None:
        return [_absent(s)]
    return [text for part in _PARTS for text in part(s, s.chance)]


def how_unusual(s: Standing) -> list[str]:
    """Return the sentences about the municipality's place, or the one that says why there is none."""
    if s.absent is Absent.LOCAL_SERIES:
        return [LOCAL]
    if not s.ranks:
        why = (
            "inget år är bedömt än"
            if s.to_plan_end or s.assessment.status is Status.NOT_ASSESSED
            else "inget datauttag har alla kommuners värden för de år som bedömningen jämför"
        )
        return [f"Ingen plats bland kommunerna kan anges: {why}."]
    first = s.ranks[0]
    period = _years(s, first.base, first.later)
    name = s.assessment.municipality.name
    places = "; ".join(_place(s, r) for r in s.ranks)
    head = f"Ordnat efter {_ordered_by(s)} {period} har {name} plats {places}."
    return [head, _source(first.vintage, prepared=s.ranks_prepared)]


# --- how common --------------------------------------------------------------------------------------


def _main(s: Standing, c: Chance) -> Iterator[str]:
    main = _main_rate(s, c)
    who = _own_side(s) if main is not c.everyone else ""
    if not main.n:
        yield f"Ingen jämförelse finns{who}."
        return
    yield (
        f"Villkoret uppfylldes i {percent(main.share)} av jämförelserna{who} "
        f"({_counted(main, c)}{_dependent(c, main)}). {NOT_A_REASON}"
    )


def _spread(s: Standing, c: Chance) -> Iterator[str]:
    main = _main_rate(s, c)
    if main.low is not None and main.high is not None and main.windows > 1:
        low, high = percent(main.low), percent(main.high)
        yield (
            f"Andelen har ett 95-procentigt intervall från {low} till {high}, räknat med att en kommuns jämförelser "
            "hänger ihop; att alla kommuner delar samma år är inte inräknat."
        )
    if main.unchanged:
        yield f"I {count(main.unchanged)} av {count(main.n)} jämförelser var det lika; de räknas inte som uppfyllda."
    if main.windows < FEW_WINDOWS:
        there = "Bara en period finns" if main.windows == 1 else f"Bara {main.windows} perioder finns"
        yield f"{there}: andelen säger lite om andra år."


def _span(s: Standing, c: Chance) -> Iterator[str]:
    a = s.assessment
    base = year(a, a.target.rule.base_year)
    if s.to_plan_end:
        last = year(a, a.plan.years.last)
        yield f"Något bedömt år finns inte än; från basåret {base} till planens sista år {last} är det {s.span} år."
    if c.span != s.span:
        yield f"Ingen period på {s.span} år finns i datauttaget, så perioder på {c.span} år räknas i stället."
    elif c.span:
        yield f"Perioderna är {c.span} år långa."


def _other_sides(s: Standing, c: Chance) -> Iterator[str]:
    if c.sides is None:
        return
    phrase = _phrase(s)
    for side, rate, words in (
        (-1, c.sides.behind, f"startade sämre än {phrase}"),
        (1, c.sides.ahead, f"startade bättre än {phrase}, så att en mindre skillnad är ett minskat försprång,"),
    ):
        if rate.n and not _is_own_side(s, side):
            yield f"Bland dem som {words} var andelen {percent(rate.share)} ({_counted(rate, c)})."
    if c.sides.level.n:
        level = count(c.sides.level.n)
        yield f"I {level} jämförelser startade kommunen lika med {phrase}, och skillnaden kunde inte minska."


def _near(s: Standing, c: Chance) -> Iterator[str]:
    if c.sides is None or s.start is None or s.start == 0:
        return
    if s.near is not None and s.near.rate.n >= FEWEST_NEAR:
        yield (
            f"Bland dem som startade på samma sida och ungefär lika långt från {_phrase(s)} ({_band(s, s.near)}) "
            f"var andelen {percent(s.near.rate.share)} ({_counted(s.near.rate, c)})."
        )
    else:
        yield f"Färre än {FEWEST_NEAR} jämförelser startade ungefär lika långt från {_phrase(s)}."
    thirds = c.sides.behind_by_distance if s.start < 0 else c.sides.ahead_by_distance
    if thirds:
        shares = [rate.share for rate in thirds]
        rising = shares[0] < shares[1] < shares[2]
        lesson = " Den som startar långt ifrån närmar sig alltså oftare." if rising else ""
        near, middle, far = (percent(share) for share in shares)
        yield (
            f"Av tredjedelarna efter avstånd vid starten uppfyllde de närmaste villkoret i {near} av jämförelserna, "
            f"de mellersta i {middle} och de som låg längst bort i {far}.{lesson}"
        )


def _weighted(s: Standing, c: Chance) -> Iterator[str]:
    reference = s.assessment.reference
    if reference is None or reference.unweighted_mean:
        return
    base, later = c.latest_years
    yield f"{reference.label} är ett vägt värde, där stora kommuner väger tyngst, så hälften är inget givet utfall."
    if c.sides is not None:
        yield f"Bland alla kommuner uppfylldes villkoret i {percent(c.everyone.share)} av jämförelserna."
    if c.everyone.windows == 1 and c.sides is None:
        return
    yield (
        f"Den senaste perioden, {_years(s, base, later)}, uppfyllde {percent(c.latest.share)} "
        f"av {count(c.latest.n)} kommuner villkoret."
    )


def _breaks(s: Standing, c: Chance) -> Iterator[str]:
    crossed = [b for b in s.assessment.indicator.breaks if c.first < b.year <= c.last]
    for b in crossed:
        kept = "är med" if b.comparable else "är inte med"
        yield f"Definitionen ändrades {year(s.assessment, b.year)}; perioder över den ändringen {kept}."


def _left_out(s: Standing, c: Chance) -> Iterator[str]:
    del s
    if c.missing or c.undefined:
        zero = f" och {count(c.undefined)} en förändring från noll" if c.undefined else ""
        yield f"Utanför räkningen: {count(c.missing)} jämförelser saknar värde{zero}."


def _from(s: Standing, c: Chance) -> Iterator[str]:
    yield _source(c.vintage, prepared=s.prepared, years=_years(s, c.first, c.last))


_PARTS: tuple[Callable[[Standing, Chance], Iterator[str]], ...] = (
    _main,
    _span,
    _spread,
    _other_sides,
    _near,
    _weighted,
    _breaks,
    _left_out,
    _from,
)


def _main_rate(s: Standing, c: Chance) -> Rate:
    """Return the rate that is told first: for a gap that of the side on which the municipality started."""
    if c.sides is None or s.start is None:
        return c.everyone
    return c.sides.behind if s.start < 0 else c.sides.ahead if s.start > 0 else c.sides.level


def _is_own_side(s: Standing, side: int) -> bool:
    return s.start is not None and s.start * side > 0


def _own_side(s: Standing) -> str:
    name, phrase = s.assessment.municipality.name, _phrase(s)
    if s.start == 0:
        return f" bland kommuner som liksom {name} startade lika med {phrase}"
    word = "sämre" if s.start is not None and s.start < 0 else "bättre"
    return f" bland kommuner som liksom {name} startade {word} än {phrase}"


def _phrase(s: Standing) -> str:
    return s.assessment.reference.phrase if s.assessment.reference else ""


def _counted(rate: Rate, c: Chance) -> str:
    word = "kommun" if rate.municipalities == 1 else "kommuner"
    if c.span == 0:
        return f"{count(rate.municipalities)} {word}, {rate.windows} år"
    period = "period" if rate.windows == 1 else "perioder"
    return f"{count(rate.municipalities)} {word}, {rate.windows} {period}"


def _dependent(c: Chance, rate: Rate) -> str:
    if rate.windows < 2:
        return ""
    if c.span == 0:
        return "; åren är inte oberoende"
    return "; perioderna överlappar och är inte oberoende" if c.span > 1 else "; perioderna är inte oberoende"


def _band(s: Standing, close: Near) -> str:
    places, unit = s.assessment.indicator.decimals, s.assessment.indicator.unit.of_difference
    low, high = exact(close.low), exact(close.high)
    return f"{number(low, places)}–{quantity(high, places, unit, short=True)}"


def _years(s: Standing, base: int, later: int) -> str:
    first, last = year(s.assessment, base), year(s.assessment, later)
    return last if base == later else f"{first}–{last.removeprefix('läsåret ')}"


def _source(vintage: str, *, prepared: bool, years: str = "") -> str:
    when = f", {years}" if years else ""
    if prepared:
        return (
            f"{OWN_WORK}. Beräknat i förväg ur datauttaget {vintage} med alla kommuner{when}; "
            "med nyare värden för alla kommuner (`goalkit refresh`) räknas det om."
        )
    return f"{OWN_WORK}, datauttag {vintage}{when}."


def _absent(s: Standing) -> str:
    if s.absent is Absent.LOCAL_SERIES:
        return LOCAL
    if s.absent is Absent.NO_WINDOW:
        return (
            f"Hur vanligt utfallet är kan inte räknas: datauttaget med alla kommuner har ingen period på {s.span} år "
            "som går att jämföra."
        )
    ids = " och ".join(s.assessment.indicator.kolada)
    return (
        f"Hur vanligt utfallet är kan inte räknas: inget datauttag har värden för alla kommuner för {ids}. "
        "Hämta dem med `goalkit refresh`."
    )


# --- the place ---------------------------------------------------------------------------------------


def _ordered_by(s: Standing) -> str:
    rule = s.assessment.target.rule
    if isinstance(rule, GapNarrows):
        return f"hur mycket skillnaden till {_phrase(s)} minskade"
    if isinstance(rule, Above):
        return f"hur högt värdet låg jämfört med {_phrase(s)}"
    return "den relativa utvecklingen" if isinstance(rule, OutpacesReference) else "hur mycket värdet förbättrades"


def _place(s: Standing, r: Rank) -> str:
    first = r.better + 1
    place = f"{first}–{first + r.equal} (delad)" if r.equal else f"{first}"
    others = f"{percent(r.share_better)} av de andra {_did_better(s)}"
    return f"{place} av {count(r.n)} {_group(s, r)} ({others})"


def _did_better(s: Standing) -> str:
    rule = s.assessment.target.rule
    if isinstance(rule, GapNarrows):
        return "minskade den mer"
    return "låg högre" if isinstance(rule, Above) else "hade en bättre utveckling"


def _group(s: Standing, r: Rank) -> str:
    if r.group == ALL:
        return "bland kommunerna"
    if r.group == SAME_SIDE:
        return "bland dem på samma sida vid starten"
    label = next((c.label for c in s.assessment.plan.comparisons if c.group == r.group), r.group)
    return f"i {label}"
