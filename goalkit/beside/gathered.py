"""What stands beside all verdicts of a workbook, computed when it is first asked for and then kept.

Notebooks open a workbook each; those of the same plan, municipality and vintages share what is computed here.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import msgspec

from goalkit.beside.country import Country, judge_country
from goalkit.beside.group_rank import with_group_ranks
from goalkit.beside.panel import Standing, standing
from goalkit.beside.panel_data import Panel, load_panel
from goalkit.beside.results import Results, load_results
from goalkit.judge import Assessment
from goalkit.sources.vintages import order
from goalkit.workbook import Workbook


class Gathered:
    """The whole country beside one workbook; each part is read or computed at most once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._standings: dict[str, Standing] = {}

    @cached_property
    def panel(self) -> Panel:
        """Every vintage that holds the whole country."""
        return load_panel(self.workbook.data, self.workbook.plan, self._upto)

    @cached_property
    def results(self) -> Results | None:
        """What was computed beforehand, if anything."""
        return load_results(self.workbook.data, self._upto)

    @cached_property
    def country(self) -> Country:
        """Every municipality judged as if the plan were its own."""
        return judge_country(self.workbook, self._upto)

    def standing(self, a: Assessment) -> Standing:
        """Return what the country says beside one of the workbook's assessments."""
        if a.target.id not in self._standings:
            found = standing(a, self.panel, self.results)
            self._standings[a.target.id] = with_group_ranks(found, lambda: self.country)
        return self._standings[a.target.id]

    @property
    def _upto(self) -> str | None:
        """The newest vintage that the workbook knows: nothing later counts beside it."""
        return max((extract.id for extract in self.workbook.observations.extracts), key=order, default=None)


@dataclass(frozen=True)
class _Same:
    """Workbooks with the same key say the same."""

    key: tuple[object, ...]
    workbook: Workbook = field(compare=False)


def gathered(workbook: Workbook) -> Gathered:
    """Return what stands beside a workbook, the same object for workbooks that say the same."""
    vintages = tuple(extract.id for extract in workbook.observations.extracts)
    plan = msgspec.json.encode(workbook.plan)
    return _kept(_Same((str(workbook.data), plan, workbook.municipality.id, vintages, workbook.as_of), workbook))


@lru_cache(maxsize=4)
def _kept(same: _Same) -> Gathered:
    return Gathered(same.workbook)
