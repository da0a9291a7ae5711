"""Areas as a person types them: names or codes with commas between, with or without accents and "kommun"."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import combining, normalize

from goalkit.charts.at_hand import NATION, AtHand
from goalkit.words.numbers import joined

_MOST_COMMAS = 2
"""Commas stand in the names of some groups ("Liknande kommuner, övergripande")."""
_KIND = re.compile(r"s?\s+(kommun|stad)$")


def areas_named(text: str, at_hand: AtHand) -> tuple[list[str], list[str]]:
    """Return what a text names, as areas and as means of groups; and a sentence per name that is none."""
    titles = {area: at_hand.title(area) for area in at_hand.municipalities | {NATION}}
    titles |= {f"mean:{a.id}": at_hand.group_label(a.id) for a in at_hand.areas.values() if a.kind == "G"}
    known = {title.casefold(): token for token, title in titles.items()}
    known |= {at_hand.title(token[5:]).casefold(): token for token in titles if token.startswith("mean:")}
    known |= {token.removeprefix("mean:").casefold(): token for token in titles}
    loose: dict[str, set[str]] = {}
    for name, token in known.items():
        loose.setdefault(_folded(name), set()).add(token)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    tokens, faults = [], []
    while parts:
        whole = range(min(len(parts), _MOST_COMMAS + 1), 0, -1)
        meant = {n: _meant(", ".join(parts[:n]), known, loose) for n in whole}
        n = next((n for n, token in meant.items() if token), 1)
        if meant[n]:
            tokens.append(meant[n])
        else:
            faults.append(_unknown(parts[0][:40], titles, loose))
        parts = parts[n:]
    return tokens, faults


def _meant(name: str, known: dict[str, str], loose: dict[str, set[str]]) -> str:
    """Return what a name stands for: as written, else without accents and kind where that is one only."""
    if name.casefold() in known:
        return known[name.casefold()]
    plain = _folded(name)
    for form in (plain, _KIND.sub("", plain), _KIND.sub("s", plain)):
        if len(found := loose.get(form, set())) == 1:
            return next(iter(found))
    return ""


def _unknown(name: str, titles: dict[str, str], loose: dict[str, set[str]]) -> str:
    plain = _KIND.sub("", _folded(name))
    near = [form for form in loose if len(plain) > 1 and form.startswith(plain)][:3]
    near += [form for form in get_close_matches(plain, loose, 3, 0.75) if form not in near]
    meant = list(dict.fromkeys(titles[token] for form in near for token in sorted(loose[form])))[:3]
    return f"Ingen kommun eller grupp heter {name}.{f' Menade du {_or(meant)}?' if meant else ''}"


def _or(names: Iterable[str]) -> str:
    return joined(list(names)).replace(" och ", " eller ")


def _folded(name: str) -> str:
    return "".join(sign for sign in normalize("NFD", name.casefold()) if not combining(sign))
