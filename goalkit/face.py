"""What an analyst holds: a workbook that answers by target, and a target that answers with figures and words.

Both are what the program judges with, seen from outside: the same fields, and on top of them what a cell of a
notebook asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from goalkit import judge, workbook
from goalkit.model import Line
from goalkit.plan import Plan
from goalkit.words.notes import source
from goalkit.words.sentences import headline, sentence
from goalkit.words.terms import GENDER, MISSING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Assessment(judge.Assessment):
    """One target, assessed: the decision, the figures and the verdict.

    Values in ``numbers`` are exact fractions in the indicator's unit; those in ``data`` are ordinary floats of the
    published decimals, for a chart or a sum of one's own. Nothing here can change the verdict.

    >>> import goalkit as gk
    >>> m = gk.open_workbook("norrkoping-2023-2026")["4B"]
    >>> m.rule, m.base_year, m.year
    (Increases(since=2022), 2022, 2025)
    >>> float(m.data.loc[m.base_year, "Norrköping"])
    82.0
    """

    workbook: "Workbook | None" = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"{self.target.id}: {headline(self)}. {self.sentence}"

    @property
    def sentence(self) -> str:
        """The verdict in one Swedish sentence with both years and numbers, or why there is none."""
        return sentence(self)

    @property
    def source(self) -> str:
        """Where the figures come from: source, series and vintage."""
        return source(self)

    @property
    def definition(self) -> dict[str, Any]:
        """The target as the plan's file has it: wording, rule, indicator, breaks, assumptions."""
        whole: dict[str, Any] = _written(msgspec.to_builtins(self.target))
        return whole

    @cached_property
    def data(self) -> "pd.DataFrame":
        """The figures: a row per year, a column per line (own, reference), in the indicator's unit.

        ``n`` is how many municipalities a mean rests on. A year without a value is missing; see :attr:`missing`. The
        base year always has its row.
        """
        return _frame(self._lines(), self.base_year)

    @cached_property
    def by_gender(self) -> "pd.DataFrame":
        """The same for women and men, where the vintage holds them; a table without columns where it does not."""
        return _frame(
            {
                f"{label}, {GENDER[gender]}": line
                for gender, pair in self.genders.items()
                for label, line in zip(self._labels(), pair, strict=False)
                if line is not None
            }
        )

    @property
    def missing(self) -> dict[int, str]:
        """Why a year that was asked for has no value, by year."""
        reasons: dict[int, list[str]] = {}
        lines = self._lines()
        first = min((year for line in lines.values() for year in line.points), default=0)
        for label, line in lines.items():
            for year, why in line.missing.items():
                if year >= first:
                    reasons.setdefault(year, []).append(f"{label}: {MISSING[why]}")
        return {year: "; ".join(said) for year, said in sorted(reasons.items())}

    def _labels(self) -> list[str]:
        return [self.municipality.name, *([self.reference.label] if self.reference is not None else [])]

    def _lines(self) -> dict[str, Line]:
        lines = (self.evidence.own, self.evidence.reference or Line())
        return dict(zip(self._labels(), lines, strict=False))


@dataclass(frozen=True, repr=False)
class Workbook(workbook.Workbook):
    """A plan, its figures and every verdict; ``bok["3A"]`` is one target, and iterating gives all, in order.

    >>> import goalkit as gk
    >>> bok = gk.open_workbook()
    >>> bok
    Norrköping 2023–2026: 21 måluppfyllelser, 8 bedömda
    >>> [m.target.id for m in bok][:3], bok["3a"].status
    (['1A', '1B', '1C'], <Status.MET: 'met'>)
    """

    assessments: Mapping[str, Assessment]  # the same by id, seen from outside

    def __repr__(self) -> str:
        judged = sum(a.year is not None for a in self)
        years = self.plan.years
        return (
            f"{self.municipality.name} {years.first}–{years.last}: "
            f"{len(self.assessments)} måluppfyllelser, {judged} bedömda"
        )

    def __getitem__(self, target_id: str) -> Assessment:
        """Return one target, its id written in either case.

        Raises:
            PlanError: the plan has no such target; the sentence lists those that it has.
        """
        return self.assessments[self.find(target_id).target.id]

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self.assessments.values())

    def __len__(self) -> int:
        return len(self.assessments)


def open_workbook(
    plan: str | Path | Plan | None = None,
    *,
    municipality: str | None = None,
    vintage: str | None = None,
    as_of: date | None = None,
    data: Path | None = None,
) -> Workbook:
    """Read a plan and every vintage, and judge.

    Args:
        plan: a plan's name, its file, or the plan itself; by default the one that comes with the program.
        municipality: another municipality's four-digit id, judged by the same plan.
        vintage: judge as known then: only vintages (and own values entered) up to this date or id.
        as_of: the day at which a publication date has passed or not; by default the newest retrieval date.
        data: the data folder; by default the nearest ``data/`` from the working directory upwards.

    Raises:
        PlanError: the plan cannot be read or has faults.
        DataError: a file of a vintage is missing or damaged, or there is no vintage.

    >>> import goalkit as gk
    >>> bok = gk.open_workbook(vintage="2024-08-30")
    >>> bok["5A"].year, bok.municipality.name
    (2022, 'Norrköping')
    """
    return seen(workbook.open_workbook(plan, municipality=municipality, vintage=vintage, as_of=as_of, data=data))


def seen(book: workbook.Workbook) -> Workbook:
    """Return a workbook as an analyst holds it."""
    assessments: dict[str, Assessment] = {}
    held = Workbook(**{**_fields(book), "assessments": MappingProxyType(assessments)})
    for id_, a in book.assessments.items():
        assessments[id_] = Assessment(**_fields(a), workbook=held)
    return held


def _fields(whole: Any) -> dict[str, Any]:
    return {f.name: getattr(whole, f.name) for f in fields(whole)}


def _written(part: Any) -> Any:
    """Return a part of a plan without what its file leaves out."""
    if isinstance(part, dict):
        kept = {name: _written(value) for name, value in part.items()}
        return {name: value for name, value in kept.items() if value not in (None, False, {}, [])}
    return [_written(each) for each in part] if isinstance(part, (list, tuple)) else part


def _frame(lines: Mapping[str, Line], base_year: int | None = None) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - only when figures are asked for

    known = {year for line in lines.values() for year in line.points}
    years = sorted(known | ({base_year} if base_year is not None else set()))
    columns: dict[str, Any] = {}
    for label, line in lines.items():
        columns[label] = [float(line.points[y].value) if y in line.points else float("nan") for y in years]
        if any(point.n is not None for point in line.points.values()):
            counts = [line.points[y].n if y in line.points else None for y in years]
            columns["n"] = pd.array(counts, dtype="Int64")
    return pd.DataFrame(columns, index=pd.Index(years, name="år", dtype="int64"))
