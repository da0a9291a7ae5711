"""The columns of an own series: their Swedish names, what belongs in them, which words they know."""

import unicodedata
from dataclasses import dataclass

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
