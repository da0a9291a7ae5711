"""Closed formulas for how far a share or a rate may lie from the one that was counted.

Intervals describe an uncertainty and are computed in floats; no verdict rests on them.
"""

from math import sqrt
from typing import NamedTuple

Z95 = 1.959963984540054
"""The standard normal's 97.5 % point: intervals here are 95 %."""


class Interval(NamedTuple):
    low: float
    high: float


def wilson(count: float, n: float, z: float = Z95) -> Interval:
    """Return Wilson's score interval for a share of ``count`` in ``n``.

    ::

        p = count / n
        ( p + z²/2n ± z·√( p(1−p)/n + z²/4n² ) ) / ( 1 + z²/n )

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209–212.

    Raises:
        ValueError: not 0 ≤ count ≤ n with n above 0.
    """
    if not 0 <= count <= n or n <= 0:
        message = f"no share: {count} of {n}"
        raise ValueError(message)
    share = count / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if count == 0 else (middle - half) / (1 + z**2 / n)
    high = 1.0 if count == n else (middle + half) / (1 + z**2 / n)
    return Interval(low, high)


def byar(count: float, n: float = 1.0, z: float = Z95) -> Interval:
    """Return Byar's interval for a rate of ``count`` events per ``n``.

    ::

        low  = count · ( 1 − 1/(9·count) − z/(3·√count) )³ / n              (0 where count is 0)
        high = (count+1) · ( 1 − 1/(9·(count+1)) + z/(3·√(count+1)) )³ / n

    Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II, IARC Scientific
    Publications 82 (1987), which gives D. Byar's approximation to the exact Poisson limits.

    Raises:
        ValueError: not 0 ≤ count with n above 0.
    """
    if count < 0 or n <= 0:
        message = f"no rate: {count} per {n}"
        raise ValueError(message)
    more = count + 1
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
    return Interval(max(low, 0.0) / n, high / n)
