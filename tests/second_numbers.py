"""Decimals as whole numbers: a text is a numerator and a denominator, and nothing is ever rounded but for display."""

from math import lcm


def parsed(text: str) -> tuple[int, int]:
    """Return numerator and denominator of a decimal text, or of a sum over its number of members."""
    text, _, members = text.partition("/")
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits, power = int(whole + decimals), int(exponent or 0) - len(decimals)
    count = int(members or 1)
    return (digits * 10**power, count) if power >= 0 else (digits, 10**-power * count)


def written(above: int, below: int) -> str:
    """Return the text of a fraction whose denominator is a power of ten."""
    return f"{above}e{-(len(str(below)) - 1)}"


def added(texts: list[str], factor: str | None = None, *, complement: bool = False) -> str:
    """Return the sum of decimals, times a factor, or 100 minus that."""
    numerators, scale = over_one_scale([parsed(text) for text in texts])
    above, below = parsed(factor or "1")
    above, below = above * sum(numerators), below * scale
    return written(100 * below - above if complement else above, below)


def mean_of(texts: list[str]) -> str:
    """Return the sum of decimals over how many they are."""
    return f"{added(texts)}/{len(texts)}"


def over_one_scale(numbers: list[tuple[int, int]]) -> tuple[list[int], int]:
    """Return the numerators over the least common denominator, and that denominator."""
    scale = lcm(*(below for _, below in numbers))
    return [above * (scale // below) for above, below in numbers], scale


def displayed(number: tuple[int, int], decimals: int) -> int:
    """Round a number half away from zero, in units of the last decimal."""
    above, below = number[0] * 10**decimals, number[1]
    rounded = (2 * abs(above) + below) // (2 * below)
    return rounded if above >= 0 else -rounded


def in_percent(pair: tuple[int, int]) -> tuple[int, int]:
    """Return the change between two whole numbers, in percent of the size of the first."""
    return 100 * (pair[1] - pair[0]), abs(pair[0])
