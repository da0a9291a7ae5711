"""How Swedish writes numbers, units and years (DOMAIN, section 5), as a grammar that reads them back exactly.

A template names what stands in a sentence, ``från {before:Q} ({base:Y}) till {now:Q}``; all else must stand
letter by letter, and nothing may be left over.
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

NUMBER = r"(?:[−+±])?(?:0|[1-9]\d{0,2}(?:\u00a0\d{3})*)(?:,\d+)?"
YEAR = r"(?:läsåret \d{4}/\d{2}|\d{4})"
UNITS = {
    "percent": ("%", "%"),
    "number": ("", ""),
    "jobs": ("sysselsatt", "sysselsatta"),
    "staff": ("person", "personer"),
    "per_1000_inhabitants": ("per 1\u00a0000 invånare",) * 2,
    "per_1000_aged_16_64": ("per 1\u00a0000 invånare 16–64\u00a0år",) * 2,
    "tonnes_co2e_per_inhabitant": ("ton koldioxidekvivalenter per invånare",) * 2,
    "kg_co2e_per_m2": ("kg koldioxidekvivalenter per m²",) * 2,
    "percentage_points": ("procentenhet", "procentenheter"),
}
"""The words of a unit: of one, and of any other number."""

_WORDS = sorted({words for pair in UNITS.values() for words in pair if words}, key=len, reverse=True)
_KINDS = {
    "N": NUMBER,
    "Q": rf"{NUMBER}(?:\u00a0(?:{'|'.join(map(re.escape, _WORDS))}))?",
    "Y": YEAR,
    "I": r"\d+",
    "D": r"\d{4}-\d{2}-\d{2}",
}
_PLACE = re.compile(r"\{(\w+):([NQYID]|[^{}]*\|[^{}]*)\}")


class UnreadError(AssertionError):
    """A text that the grammar does not read to its last letter."""


@dataclass(frozen=True)
class Shown:
    """A number as it stands: its value, decimals and sign, and the words of its unit."""

    text: str
    value: Fraction
    places: int
    sign: str
    unit: str = ""


def read(template: str, text: str) -> dict[str, object] | None:
    """Return what a text says by the names in a template, or None where the text is another one."""
    pattern, kinds = _compiled(template)
    found = pattern.fullmatch(text)
    return None if found is None else {name: _read(kinds[name], found[name]) for name in kinds}


def read_one(text: str, *templates: str) -> tuple[int, dict[str, object]]:
    """Return which template a text follows, and what it says; exactly one may fit.

    Raises:
        UnreadError: none fits to the last letter, or several do.
    """
    fits = [(n, said) for n, template in enumerate(templates) if (said := read(template, text)) is not None]
    if len(fits) != 1:
        message = f"{len(fits)} av mallarna passar: {text!r}\n" + "\n".join(templates)
        raise UnreadError(message)
    return fits[0]


@cache
def _compiled(template: str) -> tuple[re.Pattern[str], dict[str, str]]:
    kinds: dict[str, str] = {}
    pattern, end = "", 0
    for place in _PLACE.finditer(template):
        kinds[place[1]] = place[2]
        options = "|".join(map(re.escape, place[2].split("|")))
        pattern += re.escape(template[end : place.start()]) + f"(?P<{place[1]}>{_KINDS.get(place[2], options)})"
        end = place.end()
    return re.compile(pattern + re.escape(template[end:])), kinds


def _read(kind: str, text: str) -> object:
    if kind in ("N", "Q"):
        number, _, unit = re.sub(rf"^({NUMBER})", r"\1\n", text, count=1).partition("\n")
        return shown(number, unit.removeprefix("\u00a0"))
    if kind == "Y":
        return school_year(text) if text.startswith("läsåret") else int(text)
    return int(text) if kind == "I" else date.fromisoformat(text) if kind == "D" else text


def shown(text: str, unit: str = "") -> Shown:
    """Read a number: decimal comma, no-break space for thousands, true minus, ± before nothing."""
    sign = text[0] if text[0] in "−+±" else ""
    digits = text.removeprefix(sign).replace("\u00a0", "").replace(",", ".")
    size = Fraction(digits)
    assert sign != "±" or size == 0, f"± står bara före noll: {text}"
    assert sign not in ("−", "+") or size != 0, f"noll har inget tecken: {text}"
    return Shown(text, -size if sign == "−" else size, len(digits.partition(".")[2]), sign, unit)


def school_year(text: str) -> int:
    """Return the last calendar year of a school year, both of whose years must follow each other."""
    first, last = text.removeprefix("läsåret ").split("/")
    assert (int(first) + 1) % 100 == int(last), text
    return int(first) + 1
