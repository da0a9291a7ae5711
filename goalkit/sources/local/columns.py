"""The columns of an own series, and a fault in one: Swedish names, what belongs in them, how a fault is written."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goalkit.errors import GoalkitError
from goalkit.model import Gender, Unit


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``required`` means that the header must have it."""

    name: str
    required: bool
    meaning: str


YEAR, GENDER, VALUE, STATUS = "år", "kön", "värde", "status"
LOWER, UPPER, NUMERATOR, DENOMINATOR = "undre", "övre", "täljare", "nämnare"
SOURCE, METHOD, MEASURED, ENTERED, ENTERED_BY = "källa", "metod", "mätt", "inlagt", "inlagt_av"

COLUMNS = (
    Column(YEAR, True, "året som värdet gäller, med fyra siffror; ett läsår skrivs som sitt sista år"),
    Column(GENDER, True, "totalt, kvinnor eller män; bedömningen görs på totalt"),
    Column(VALUE, True, "talet i indikatorns enhet, utan enhet efter; tomt bara när det är undertryckt"),
    Column(LOWER, False, "undre gräns för osäkerheten, om den är känd"),
    Column(UPPER, False, "övre gräns för osäkerheten, om den är känd"),
    Column(NUMERATOR, False, "antalet som andelen räknas på, om det får anges"),
    Column(DENOMINATOR, False, "hur många eller hur mycket det delas med"),
    Column(STATUS, True, "slutlig, preliminär eller undertryckt"),
    Column(SOURCE, True, "varifrån uppgiften kommer; texten står som källa under siffran"),
    Column(METHOD, True, "hur uppgiften togs fram"),
    Column(MEASURED, True, "dagen då det mättes eller hämtades, ÅÅÅÅ-MM-DD"),
    Column(ENTERED, True, "dagen då raden skrevs in eller senast ändrades, ÅÅÅÅ-MM-DD"),
    Column(ENTERED_BY, True, "rollen hos den som skrev in raden, till exempel controller; aldrig ett namn"),
)

NAMES = tuple(column.name for column in COLUMNS)

GENDERS = {
    "totalt": Gender.TOTAL,
    "kvinnor": Gender.WOMEN,
    "män": Gender.MEN,
    **{str(gender).casefold(): gender for gender in Gender},
}

STATUSES = {"slutlig": "", "preliminär": "preliminary", "undertryckt": "suppressed"}
"""The words of a file, and the codes that :class:`goalkit.extracts.Cell` understands."""

SUPPRESSED = STATUSES["undertryckt"]

RATIOS = {
    Unit.PERCENT: 100,
    Unit.PER_1000_INHABITANTS: 1000,
    Unit.PER_1000_AGED_16_64: 1000,
    Unit.TONNES_CO2E_PER_INHABITANT: 1,
    Unit.KG_CO2E_PER_M2: 1,
}
"""Units that are a numerator through a denominator, and the number that the quotient is multiplied by."""

NEVER_NEGATIVE = frozenset(Unit) - {
    Unit.PERCENTAGE_POINTS,
    Unit.TONNES_CO2E_PER_INHABITANT,  # what is bound can outweigh what is let out
    Unit.KG_CO2E_PER_M2,
}


def folded(text: str) -> str:
    """Return a word as it is compared: without case, and with å as one sign whatever wrote the file."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


SHOWN = 60
"""Characters of a cell that a fault repeats."""

LISTED = 100
"""Faults of one file that are told one by one."""


class RefusedError(GoalkitError):
    """What stands somewhere cannot be used; the text says what is allowed. Whoever reads catches it."""

    def __init__(self, problem: str, row: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.row = problem, row


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        file: the path as a person sees it, from the data folder's own name on.
        problem: what is wrong and what is allowed.
        row: as a spreadsheet numbers it (the header is row 1); ``None`` where the whole file is meant.
        column: the header's word for it.
        found: what stands in the cell, ``""`` for an empty one; ``None`` where no cell is meant.
    """

    file: str
    problem: str
    row: int | None = None
    column: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        """Write as one Swedish line."""
        place = [self.file]
        if self.row is not None:
            place.append(f"rad {self.row}")
        if self.column is not None:
            place.append(f"kolumn {visible(self.column)}")
        stands = "" if self.found is None else f"{shown(self.found)}; "
        return f"{', '.join(place)}: {stands}{self.problem}."


def shown(text: str) -> str:
    """Say what stands in a cell, on one line and not too long."""
    if not text:
        return "där står inget"
    return f"där står ”{visible(text)}”"


def visible(text: str) -> str:
    """Return text on one line and not too long, with a dot for every sign that shows nothing."""
    visible = "".join("·" if is_unseen(sign) else sign for sign in text)
    return f"{visible[:SHOWN]}{'…' if len(visible) > SHOWN else ''}"


def is_unseen(sign: str) -> bool:
    """Tell whether a sign shows nothing or moves what stands around it: control, format, line break."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")


def listed(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return each fault as a line; of a file with more than a hundred the first hundred, and how many more."""
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.file, []).append(fault)
    lines: list[str] = []
    for file, each in by_file.items():
        lines += map(str, each[:LISTED])
        lines += [f"{file}: {len(each) - LISTED} fel till."] if len(each) > LISTED else []
    return tuple(lines)


def check_report(faults: Sequence[Fault]) -> str:
    """Return all faults as text for a person, or that there are none."""
    if not faults:
        return "Inga fel i de egna serierna."
    files = len({fault.file for fault in faults})
    what = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
    where = "en fil" if files == 1 else f"{files} filer"
    head = f"De egna serierna har {what} i {where}. Ur en fil med fel läses ingenting in:"
    return "\n".join((head, *(f"  {fault}" for fault in listed(faults))))
