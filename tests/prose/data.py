"""What the texts of an assessment must say, worked out from its evidence alone, in exact numbers."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from goalkit.judge import Assessment
from goalkit.model import Line
from goalkit.rules import OutpacesReference
from tests.prose.grammar import UNITS, Shown


def half_away(value: Fraction, places: int) -> Fraction:
    """Round half away from zero."""
    size = Fraction(floor(abs(value) * 10**places + Fraction(1, 2)), 10**places)
    return -size if value < 0 else size


@dataclass(frozen=True)
class Facts:
    """The exact numbers of a judged target; the years are those that the verdict names."""

    a: Assessment
    base: int | None
    year: int

    @property
    def own(self) -> tuple[Fraction | None, Fraction]:
        return self._values(self.a.evidence.own)

    @property
    def reference(self) -> tuple[Fraction | None, Fraction]:
        assert self.a.evidence.reference is not None
        return self._values(self.a.evidence.reference)

    @property
    def gaps(self) -> tuple[Fraction, Fraction]:
        """Return the differences with their sign, of the base year and of the judged one."""
        before, now = (x - y for x, y in zip(self.own, self.reference, strict=True))  # type: ignore[operator]
        return before, now

    @property
    def changes(self) -> tuple[Fraction, Fraction]:
        """Return the relative changes in percent of the base value's size, own and reference."""
        own, reference = ((now - base) / abs(base) * 100 for base, now in (self.own, self.reference))  # type: ignore[operator, arg-type]
        return own, reference

    @property
    def unit(self) -> str:
        return self.a.indicator.unit.value

    @property
    def difference_unit(self) -> str:
        return "percentage_points" if self.unit == "percent" else self.unit

    @property
    def least(self) -> int:
        return 1 if isinstance(self.a.target.rule, OutpacesReference) else self.a.indicator.decimals

    def _values(self, line: Line) -> tuple[Fraction | None, Fraction]:
        before = line.points[self.base].value if self.base is not None else None
        return before, line.points[self.year].value


def facts(a: Assessment) -> Facts:
    """Return the facts of a judged target: the newest year that all its lines have, after the base year."""
    lines = [a.evidence.own, *([a.evidence.reference] if a.reference and a.evidence.reference else [])]
    base = getattr(a.target.rule, "since", None)
    cut = min((b.year for b in a.evidence.breaks if base and b.year > base and not b.comparable), default=9999)
    first = a.plan.years.first if base is None else base + 1
    last = min(a.plan.years.last, a.evidence.last_usable or 9999, cut - 1)
    years = [y for y in lines[0].points if first <= y <= last and all(y in line.points for line in lines)]
    return Facts(a, base, max(years))


def says(shown: Shown, value: Fraction, unit: str = "", *, signed: bool = False) -> None:
    """Check that a number that stands in a text is this one, rounded, with the right sign and unit."""
    assert shown.value == half_away(value, shown.places), f"{shown.text}: talet är {float(value)}"
    if signed:
        assert shown.sign == ("±" if shown.value == 0 else "−" if shown.value < 0 else "+"), shown.text
    else:
        assert shown.sign == ("−" if shown.value < 0 else ""), shown.text
    if unit:
        one, many = UNITS[unit]
        expected = one if shown.places == 0 and abs(shown.value) == 1 else many
        assert shown.unit == expected, f"{shown.text} {shown.unit}: enheten är {expected}"


def looks_as_it_is(first: Shown, second: Shown, values: tuple[Fraction, Fraction], least: int) -> None:
    """Check that unequal numbers look unequal, with no more decimals than that takes and no fewer than usual."""
    x, y = values
    assert first.places == second.places >= least, f"{first.text}, {second.text}"
    assert (first.value == second.value) == (x == y), f"{first.text}, {second.text}: {float(x)}, {float(y)}"
    fewer = first.places - 1
    assert first.places == least or half_away(x, fewer) == half_away(y, fewer), f"{first.text}: för många decimaler"
