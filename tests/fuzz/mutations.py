"""Ways to break input: bytes that are cut, doubled and filled with what parsers dislike, and values of odd kinds."""

from collections.abc import Callable
from datetime import date, datetime, time
from random import Random
from typing import Any

TOKENS = (
    *(b'"', b"'", b'"""', b"[", b"]", b"{", b"}", b"=", b",", b";", b":", b"#", b"\\", b"\\u0000", b"\\ud800"),
    *(b"\n", b"\r", b"\r\n", b"\t", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xc2\xa0"),
    *(
        b"null",
        b"true",
        b"NaN",
        b"Infinity",
        b"nan",
        b"inf",
        b"-0",
        b"1e999",
        b"1e-999",
        b"0x1F",
        b"9" * 400,
        b"9" * 5_000,
    ),
    *(b"1.234", b"1,234", b"=1+1", b"2024-02-30", b"0000-00-00", b"9999-12-31", b"T", b"K", b"a" * 2_000),
    *(b"[" * 3_000, b'{"a":' * 3_000, b"a." * 3_000, b"a = " + b"[" * 3_000, b"a = " + b"{a=" * 3_000),
)

ODD: tuple[Callable[[], Any], ...] = (
    *(lambda value=value: value for value in (None, True, False, 0, -1, 1, 2023, 10**30, -(10**30), 2**63, 2**31)),
    *(lambda value=value: value for value in (0.0, -0.0, 0.1, 1e308, 5e-324, 1e-7, 12.345678901234567)),
    *(lambda value=value: value for value in ("", " ", "x", "T", "2023", "0581", "N00001", "\x00", "\u2028", "å" * 99)),
    *(lambda value=value: value for value in ("1e400", "-", "NaN", "higher", "gap_narrows", "=1+1", "x" * 10_000)),
    *(
        lambda value=value: value
        for value in ("../../x", "/", "..", "plan/../x", "data/../../x", "data//x", "a\\b", "C:x")
    ),
    *(list, dict, lambda: [[]], lambda: [None], lambda: {"": None}, lambda: {"kind": "above"}, lambda: [1, "a", {}]),
)

ODD_TOML = (
    *(lambda value=value: value for value in (float("nan"), float("inf"), date(1, 1, 1), date(9999, 12, 31))),
    *(lambda value=value: value for value in (datetime(2022, 12, 19, 12), time(12))),
)
"""What TOML knows besides JSON's kinds."""


def broken_bytes(random: Random, content: bytes) -> bytes:
    """Return content with one to four changes."""
    for _ in range(random.choice((1, 1, 2, 4))):
        content = random.choice(_CHANGES)(random, content)
    return content


def _place(random: Random, content: bytes) -> tuple[int, int]:
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.choice((0, 1, 1, 2, 8, 64, 512)))


def _filled(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    return content[:start] + random.choice(TOKENS) + content[end:]


def _cut(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    return content[:start] + content[end:]


def _ended(random: Random, content: bytes) -> bytes:
    return content[: random.randint(0, len(content))]


def _doubled(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    return content[:end] + content[start:end] * random.choice((1, 1, 40)) + content[end:]


def _flipped(random: Random, content: bytes) -> bytes:
    if not content:
        return content
    start = random.randrange(len(content))
    return content[:start] + bytes([content[start] ^ 1 << random.randrange(8)]) + content[start + 1 :]


def _noise(random: Random, content: bytes) -> bytes:
    start, end = _place(random, content)
    return content[:start] + random.randbytes(end - start) + content[end:]


_CHANGES = (_filled, _filled, _cut, _ended, _doubled, _flipped, _flipped, _noise)


def broken_value(random: Random, value: Any, odd: tuple[Callable[[], Any], ...] = ODD) -> Any:
    """Return a nested value with one to three changes; the value itself is changed where it is a container."""
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_containers(value))
        if not places:
            return random.choice(odd)()
        _change(random, random.choice(places), odd)
    return value


def _containers(value: Any) -> Any:
    if isinstance(value, dict | list):
        if value:
            yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from _containers(part)


def _change(random: Random, place: Any, odd: tuple[Callable[[], Any], ...]) -> None:
    key = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
    how = random.choice(("replace", "replace", "replace", "delete", "double", "swap"))
    if how == "replace":
        place[key] = random.choice(odd)()
    elif how == "delete":
        del place[key]
    elif isinstance(place, dict):
        place[random.choice(("okänt", "id", "values", "kind", "", "å", key))] = place[key]
    elif how == "double":
        place.insert(key, place[key])
    else:
        place.reverse()
