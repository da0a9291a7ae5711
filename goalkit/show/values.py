"""The values of a chart as a data frame, for whoever calculates further."""

from collections.abc import Mapping

import pandas as pd

from goalkit.charts.series import index, usable, years_in_view
from goalkit.charts.view import STANDARD, View
from goalkit.judge import Assessment
from goalkit.model import Gender, Line

COLUMNS: dict[str, str] = {
    "year": "int64",
    "own": "float64",
    "reference": "float64",
    "gap": "float64",
    "since_base": "float64",
    "own_index": "float64",
    "reference_index": "float64",
    "reference_n": "Int64",
    "women": "float64",
    "men": "float64",
    "reference_women": "float64",
    "reference_men": "float64",
    "preliminary": "bool",
}


def table(a: Assessment, view: View = STANDARD) -> pd.DataFrame:
    """Return the values of the chart as numbers, a row for every year from the first to the last with any.

    Columns, the same for every target (empty where a target has nothing to put there): ``year``; ``own``,
    ``reference`` and the women's and men's of both in the indicator's unit; ``preliminary``; ``reference_n``,
    the municipalities behind an unweighted mean; ``gap``, own against reference without sign, and
    ``since_base``, own minus own base value, both in the unit of a difference; ``own_index`` and
    ``reference_index``, base year = 100.
    """
    span = years_in_view(a, view)
    lines = {"own": a.evidence.own, "reference": a.evidence.reference or Line()}
    for gender, name in ((Gender.WOMEN, "women"), (Gender.MEN, "men")):
        own, reference = a.genders.get(gender, (Line(), None))
        lines |= {name: own, f"reference_{name}": reference or Line()}
    base, limit = a.target.rule.base_year, a.evidence.last_usable
    known = sorted({y for line in lines.values() for y in usable(line, span, limit)})
    rows = [_row(year, lines, base) for year in (range(known[0], known[-1] + 1) if known else ())]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _row(year: int, lines: Mapping[str, Line], base: int | None) -> dict[str, object]:
    values = {name: line.value(year) for name, line in lines.items()}
    own, reference = values["own"], values["reference"]
    own_base, reference_base = lines["own"].value(base), lines["reference"].value(base)
    points = [line.points[year] for line in (lines["own"], lines["reference"]) if year in line.points]
    derived = {
        "gap": None if own is None or reference is None else abs(own - reference),
        "since_base": None if own is None or own_base is None else own - own_base,
        "own_index": index(own_base, own),
        "reference_index": index(reference_base, reference),
    }
    numbers = {name: None if v is None else float(v) for name, v in (values | derived).items()}
    mean = lines["reference"].points.get(year)
    return {
        "year": year,
        "reference_n": mean.n if mean else None,
        "preliminary": any(point.preliminary for point in points),
        **numbers,
    }
