"""What values were counted from, where that is known: an own series' columns, or a series with the denominator."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from goalkit.assessment import Assessment
from goalkit.beside.uncertainty import PER, Counts, Ratio, Uncertainty, uncertainty
from goalkit.model import Gender, Line, Unit
from goalkit.plan import transform
from goalkit.workbook import Workbook


def uncertainty_of(workbook: Workbook, a: Assessment) -> Uncertainty:
    """Say what is known of the uncertainty of one of the workbook's assessments."""
    return uncertainty(a, counts_of(workbook, a))


def counts_of(workbook: Workbook, a: Assessment) -> Counts:
    """Return the events and the denominator behind each value, where they are known.

    An own series has them in its file; of Kolada's, a plan can name the series that is divided by. Both are
    of the vintage that judged.
    """
    if a.indicator.is_local:
        return Counts(own=dict(_of_rows(workbook, a)), given=dict(_given(workbook, a)))
    if a.indicator.unit not in PER:
        return Counts()
    reference = a.reference.area if a.reference is not None and not a.reference.unweighted_mean else None
    return Counts(
        own=_of_series(a, a.municipality.id, a.evidence.own),
        reference=_of_series(a, reference, a.evidence.reference) if reference is not None else {},
    )


def _of_rows(workbook: Workbook, a: Assessment) -> Iterator[tuple[int, Ratio]]:
    for row in workbook.local_rows.get(a.target.id, ()) if a.indicator.unit in PER else ():
        if row.gender is Gender.TOTAL and row.numerator is not None and row.denominator is not None:
            events = row.denominator - row.numerator if a.indicator.complement else row.numerator
            yield row.year, Ratio(float(events), float(row.denominator))


def _given(workbook: Workbook, a: Assessment) -> Iterator[tuple[int, tuple[Fraction, Fraction]]]:
    for row in workbook.local_rows.get(a.target.id, ()):
        if row.gender is Gender.TOTAL and row.lower is not None and row.upper is not None:
            low, high = sorted(transform(a.indicator, bound) for bound in (row.lower, row.upper))
            yield row.year, (low, high)


def _of_series(a: Assessment, area: str, line: Line | None) -> Mapping[int, Ratio]:
    """Return the events that a value and its denominator give: a whole number but for the value's own rounding."""
    if a.indicator.denominator is None or a.extract is None or line is None:
        return {}
    divided_by = a.extract.cells.get((a.indicator.denominator, area, Gender.TOTAL.value), {})
    known = {year: cell.value for year, cell in divided_by.items() if cell.value is not None and cell.value > 0}
    return {
        year: Ratio(float(round(point.value * known[year] / PER[a.indicator.unit])), float(known[year]))
        for year, point in line.points.items()
        if year in known and _possible(a, point.value)
    }


def _possible(a: Assessment, value: Fraction) -> bool:
    return value >= 0 and (a.indicator.unit is not Unit.PERCENT or value <= 100)
