"""The Swedish words for every member of the domain's enumerations, and their shapes."""

from goalkit.judge import Assessment
from goalkit.model import Flag, Gender, Missing, Reason, Status

STATUS: dict[Status, str] = {
    Status.MET: "uppnådd",
    Status.NOT_MET: "ej uppnådd",
    Status.UNCHANGED: "oförändrad",
    Status.NOT_ASSESSED: "kan inte bedömas",
}

SHAPE: dict[Status, str] = {
    Status.MET: "●",
    Status.NOT_MET: "◆",
    Status.UNCHANGED: "▬",
    Status.NOT_ASSESSED: "○",
}
"""A shape per status, so that no meaning rests on colour alone."""

BEFORE_PLAN_SHAPE = "◌"
"""The shape of a verdict on a year before the plan's first: never the look of a fulfilled target."""

REASON: dict[Reason, str] = {
    Reason.NO_INDICATOR: "egna uppgifter saknas",
    Reason.BREAK: "tidsseriebrott",
    Reason.SUPPRESSED: "värde undertryckt",
    Reason.DOUBTFUL: "orimligt värde",
    Reason.INCOMPLETE: "en del av summan saknas",
    Reason.NO_BASE_VALUE: "basårets värde saknas",
    Reason.NO_REFERENCE: "jämförelsevärde saknas",
    Reason.NO_COMMON_YEAR: "inget gemensamt år",
    Reason.DISCONTINUED: "serien har upphört",
    Reason.NOT_REQUESTED: "senare år inte hämtade",
    Reason.LATE: "värdet är försenat",
    Reason.NOT_YET: "värdet har inte kommit",
    Reason.UNDEFINED: "förändring från noll",
}

FLAG: dict[Flag, str] = {
    Flag.BEFORE_PLAN: "före mandatperioden",
    Flag.SO_FAR: "läget hittills",
    Flag.TIE_AS_DISPLAYED: "ser lika ut avrundat",
    Flag.BREAK_CROSSED: "definitionen ändrad",
    Flag.PRELIMINARY: "preliminärt värde",
    Flag.THIN_REFERENCE: "få kommuner i jämförelsen",
    Flag.SERIES_ENDED: "serien har upphört",
    Flag.OLDER_THAN_OWN: "nyare eget värde finns",
    Flag.OVERTAKEN_FAVOURABLY: "gått om",
    Flag.OVERTAKEN_UNFAVOURABLY: "blivit omgången",
    Flag.ADVANTAGE_SHRANK: "försprånget har minskat",
    Flag.ADVANTAGE_GREW: "försprånget har ökat",
    Flag.OWN_WORSENED: "eget värde försämrat",
}

MISSING: dict[Missing, str] = {
    Missing.SUPPRESSED: "undertryckt",
    Missing.DOUBTFUL: "orimligt, ej godtaget",
    Missing.INCOMPLETE: "ofullständigt",
    Missing.ABSENT: "saknas",
}

GENDER: dict[Gender, str] = {Gender.TOTAL: "totalt", Gender.WOMEN: "kvinnor", Gender.MEN: "män"}

CONDITION: dict[Status, str] = {
    Status.MET: "villkoret uppfyllt",
    Status.NOT_MET: "villkoret inte uppfyllt",
    Status.UNCHANGED: "oförändrat läge",
}
"""What became of the condition in a year before the plan's first: it is no result, so it has none of its words."""

TURNED_TIE = "lika stor skillnad, åt andra hållet"
"""The word of a tie where the gap is as large on the other side."""


def shape(assessment: Assessment) -> str:
    """Return the shape of an assessment's status; a year before the plan has one of its own."""
    return BEFORE_PLAN_SHAPE if assessment.verdict.before_plan else SHAPE[assessment.status]


def by_name(name: str) -> str:
    """Return a sort key in the Swedish order, å ä ö last: the letters' own codes put ä before å.

    >>> sorted(["Örebro", "Älvdalen", "Åre", "Ale"], key=by_name)
    ['Ale', 'Åre', 'Älvdalen', 'Örebro']
    """
    return name.casefold().translate(str.maketrans("åäöé", "{|}e"))
