"""What the service says of a plan's series, held against the plan: what stops a refresh, and what is reported.

A formal series that has changed its title may measure something else, and one that is gone would leave a
verdict without figures: both stop. An alternative or related series is only reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from goalkit.plan import Plan
from goalkit.scope import formal_series
from goalkit.sources.kolada import Kpi, Values

DECIMALS = 9
"""To so many decimals at most a mean of the service's own is compared: beyond that it is binary noise."""
EXAMPLES = 3


@dataclass
class Findings:
    """What was found: ``faults`` stop the refresh, ``notes`` are said after it; all are Swedish sentences."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


class Inspection:
    """A plan's series before the service's answers."""

    def __init__(self, plan: Plan, accepted: frozenset[str]) -> None:
        self.plan, self.accepted = plan, accepted
        self.formal = formal_series(plan)
        self.found = Findings()

    def titles(self, kpis: Sequence[Kpi], missing: Sequence[str]) -> None:
        """Look for series that are gone, and for titles other than those that the plan recorded."""
        for kpi in missing:
            self._gone(kpi, "finns inte hos tjänsten")
        for about in kpis:
            record = self.plan.series.get(about.id)
            known = record.title if record else None
            if known is not None and known != about.title and about.id not in self.accepted:
                self._renamed(about, known)
        unknown = sorted(k.id for k in kpis if k.id in self.formal and self._title(k.id) is None)
        if unknown:
            ids = ", ".join(unknown)
            self.found.notes.append(f"Planen har ingen titel att jämföra med för {ids}: titeln är inte kontrollerad.")

    def values(self, asked: Sequence[str], values: Values) -> None:
        """Look for series without one value in any area."""
        there = {kpi for kpi, value in zip(values.kpi, values.value, strict=True) if value is not None}
        for kpi in asked:
            if kpi not in there:
                self._gone(kpi, "har inget värde för något område hos tjänsten")

    def _title(self, kpi: str) -> str | None:
        record = self.plan.series.get(kpi)
        return record.title if record else None

    def _gone(self, kpi: str, what: str) -> None:
        record = self.plan.series.get(kpi)
        self.found.gone.add(kpi)
        if record is not None and record.ended is not None:
            self.found.notes.append(
                f"{kpi} {what}; planen säger att serien slutade {record.ended}. Det äldre datauttaget gäller för den."
            )
        elif kpi in self.formal:
            self.found.faults.append(
                f"{kpi} ({self._role(kpi)}) {what}. Kontrollera på kolada.se; har serien upphört, skriv "
                f"`{kpi} = {{ ended = ÅR }}` under [series] i planen."
            )
        else:
            self.found.notes.append(f"{kpi} ({self._role(kpi)}) {what} och ingår inte i datauttaget.")

    def _renamed(self, about: Kpi, known: str) -> None:
        what = f"{about.id} ({self._role(about.id)}) heter nu ”{about.title}”; planen har ”{known}”."
        if about.id in self.formal:
            self.found.faults.append(
                f"{what} Är det samma mått? Kör då om med --accept-title {about.id}, och rätta titeln i planen."
            )
        else:
            self.found.notes.append(what)

    def _role(self, kpi: str) -> str:
        """Say for which targets a series is there, and whether they are judged by it."""
        judged = [t.id for t in self.plan.targets if kpi in t.indicator.kolada]
        if judged:
            return f"bedömer {', '.join(judged)}"
        beside = [t.id for t in self.plan.targets for a in t.indicator.alternatives if kpi in a.kolada]
        if beside:
            return f"alternativ för {', '.join(dict.fromkeys(beside))}"
        related = [t.id for t in self.plan.targets for r in t.indicator.related if r.kolada == kpi]
        return f"närliggande {', '.join(dict.fromkeys(related))}"


def differing_means(values: Values, groups: Mapping[str, frozenset[str]]) -> list[str]:
    """Compare the mean of a group's members with the value that the service gives the group itself.

    The service's value counts as equal when it agrees to its own number of decimals.
    """
    columns: dict[str, Any] = {"kpi": values.kpi, "area": values.area, "year": values.year}
    frame = pd.DataFrame(columns | {"gender": values.gender, "value": values.value, "count": values.n})
    frame = frame[frame["value"].notna()]
    notes = []
    for group, members in sorted(groups.items()):
        given = frame[frame["area"] == group]
        if given.empty:
            continue
        key = ["kpi", "year", "gender"]
        ours = frame[frame["area"].isin(members) & frame["kpi"].isin(given["kpi"])].groupby(key)["value"]
        both = given.set_index(key).join(ours.agg(["mean", "size"]))
        notes += _differences(group, both[[_differs(*pair) for pair in zip(both["value"], both["mean"], strict=True)]])
    return notes


def _differs(given: float, mean: float) -> bool:
    decimals = min(len(repr(given).partition(".")[2]), DECIMALS) if "e" not in repr(given) else DECIMALS
    return not abs(given - mean) <= 0.5 * 10**-decimals + 1e-12 * abs(given)


def _differences(group: str, both: pd.DataFrame) -> list[str]:
    if both.empty:
        return []
    told = []
    for row in both.reset_index().sort_values(["kpi", "year", "gender"]).head(EXAMPLES).to_dict("records"):
        sizes = f"{row['size']:.0f} kommuner" if pd.notna(row["size"]) else "inga kommuner"
        there = f" av {row['count']:.0f}" if pd.notna(row["count"]) else ""
        here = f"här {_text(row['mean'])} av {sizes}"
        told.append(f"{row['kpi']} {row['year']} {row['gender']}: {here}, tjänsten {_text(row['value'])}{there}")
    more = f" och {len(both) - EXAMPLES} till" if len(both) > EXAMPLES else ""
    values = "ett värde" if len(both) == 1 else f"{len(both)} värden"
    return [
        f"Det ovägda medelvärdet av {group} skiljer sig från tjänstens eget i {values}: {'; '.join(told)}{more}. "
        "Bedömningarna använder det som räknas här."
    ]


def _text(value: float) -> str:
    return "inget" if pd.isna(value) else f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
