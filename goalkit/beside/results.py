"""Results over the whole country that were computed beforehand, for a reader without the country's figures.

A file ``data/results/panel-VINTAGE.json`` is our own arithmetic on one vintage; it says from which, by
which version, and how it is made again. It is used only for the plan and municipality that it names.
"""

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from goalkit.beside.chance import Chance, Near
from goalkit.beside.rank import Rank
from goalkit.errors import DataError
from goalkit.judge import Assessment
from goalkit.model import Judged
from goalkit.sources.place import bring_back
from goalkit.sources.vintages import order
from goalkit.written import NOT_THE_FORM, write_whole

FOLDER = "results"
PREFIX = "panel-"


class Made(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the results come from. ``values_sha256`` is the proof of the table that they were computed from."""

    plan: str
    municipality: str
    vintage: str
    retrieved: date
    municipalities: int
    values_sha256: str
    program: str
    how: str
    source: str


class Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How common one target's outcome is over one span."""

    chance: Chance
    near: Near | None = None


class Results(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every span of every target with a Kolada indicator, and the municipality's places from the base years.

    ``bases`` says per target what it was judged by (:func:`basis_of`).
    """

    form: Literal[1] = 1
    made: Made
    bases: dict[str, str]
    chances: tuple[Common, ...]
    ranks: tuple[Rank, ...]

    def chance_of(self, a: Assessment, span: int) -> Common | None:
        """Return what is stored for the target and the span, when it is about the same plan and municipality."""
        if not self._about(a):
            return None
        return next((s for s in self.chances if s.chance.target == a.target.id and s.chance.span == span), None)

    def ranks_of(self, a: Assessment) -> tuple[Rank, ...]:
        """Return the stored places of the judged window."""
        if not self._about(a) or not isinstance(a.verdict, Judged):
            return ()
        later = a.verdict.numbers.year
        base = a.verdict.numbers.base_year if a.verdict.numbers.base_year is not None else later
        return tuple(r for r in self.ranks if (r.target, r.base, r.later) == (a.target.id, base, later))

    def knows(self, a: Assessment) -> bool:
        """Tell whether anything is stored for the target, over whatever span."""
        return self._about(a) and any(s.chance.target == a.target.id for s in self.chances)

    def _about(self, a: Assessment) -> bool:
        same = (self.made.plan, self.made.municipality) == (a.plan.id, a.municipality.id)
        return same and self.bases.get(a.target.id) == basis_of(a)


msgspec.json.Decoder(Results)  # as for a plan


def basis_of(a: Assessment) -> str:
    """Write all that a rate rests on in the plan: rule, reference, series, and how the value comes from them."""
    i, rule = a.indicator, a.target.rule
    parts = [
        str(rule.__struct_config__.tag),
        *([] if rule.base_year is None else [str(rule.base_year)]),
        *([] if a.reference is None else [a.reference.area]),
        "+".join(i.kolada),
        i.better.value,
        *([] if i.factor is None else [f"× {i.factor}"]),
        *(["100 −"] if i.complement else []),
        *(f"{b.year}{'' if b.comparable else '!'}" for b in i.breaks),
        f"{i.usable.first or ''}–{i.usable.last or ''}",
    ]
    return " ".join(parts)


def load_results(data: Path, upto: str | None = None) -> Results | None:
    """Return the newest results below ``data/results``; with ``upto`` none from a vintage after that date or id.

    Raises:
        DataError: the file is damaged.
    """
    found = {path.stem.removeprefix(PREFIX): path for path in (data / FOLDER).glob(f"{PREFIX}*.json")}
    names = sorted((name for name in found if upto is None or order(name) <= order(upto)), key=order)
    if not names:
        return None
    path = found[names[-1]]
    try:
        return msgspec.json.decode(path.read_bytes(), type=Results)
    except (OSError, *NOT_THE_FORM) as error:
        shown = f"{FOLDER}/{path.name}"
        message = f"Filen {shown} är skadad ({error}). {bring_back(path, f'data/{shown}')}."
        raise DataError(message) from error


def write_results(data: Path, results: Results) -> Path:
    """Write results below ``data/results``, in a form where a change shows line by line."""
    path = data / FOLDER / f"{PREFIX}{results.made.vintage}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
