"""Names of areas as a person types them, and what is not at hand to be named: by commas, by name or by code."""

from html import escape

from goalkit.assessment import Assessment
from goalkit.charts.at_hand import NATION, AtHand
from goalkit.texts.words import by_name

_MOST_COMMAS = 2
"""Commas stand in the names of some groups ("Liknande kommuner, övergripande")."""


def areas_named(text: str, at_hand: AtHand) -> tuple[list[str], list[str]]:
    """Return what a text names, by name or by code, as areas and as means of groups; and the names that are none."""
    known = {at_hand.title(area).casefold(): area for area in at_hand.municipalities | {NATION}}
    for area in at_hand.areas.values():
        if area.kind == "G":
            known |= {area.id.casefold(): f"mean:{area.id}", at_hand.group_label(area.id).casefold(): f"mean:{area.id}"}
    known |= {area: area for area in at_hand.municipalities | {NATION}}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found, unknown = [], []
    while parts:
        whole = range(min(len(parts), _MOST_COMMAS + 1), 0, -1)
        n = next((n for n in whole if ", ".join(parts[:n]).casefold() in known), 0)
        if n:
            found.append(known[", ".join(parts[:n]).casefold()])
        else:
            unknown.append(parts[0][:40])
        parts = parts[max(n, 1) :]
    return found, unknown


def absent_areas(a: Assessment, at_hand: AtHand, button: str) -> str:
    """Return the list of what the vintage does not hold, under the button that asks for it.

    Nothing for an own series, and where nothing is lacking.
    """
    if a.indicator.is_local or at_hand.extract is None:
        return ""
    there = {*at_hand.asked(a), a.municipality.id}
    names = sorted((at_hand.title(area) for area in at_hand.municipalities - there), key=by_name)
    groups = [f"{at_hand.group_label(each.id)} ({each.id})" for each in at_hand.areas.values() if each.kind == "G"]
    means = sorted((n for n in groups if n.rpartition("(")[2].rstrip(")") not in there), key=by_name)
    lists = (("Kommuner", names, ", "), ("Grupper (skriv koden, så visas medlet)", means, "; "))
    told = "".join(f"<p>{what}: {escape(mark.join(each))}.</p>" for what, each, mark in lists if each)
    if not told:
        return ""
    return (
        f"{button}<details><summary>Inte i datauttaget: {len(names)} kommuner och {len(means)} grupper</summary>"
        "<p>Skriv namnet i rutan och tryck på Hämta. Det som hämtas visas bara i diagrammet här: det ingår aldrig "
        "i bedömningen och publiceras inte.</p>"
        f'<div class="gk-names" role="region" tabindex="0" aria-label="Inte i datauttaget">{told}</div></details>'
    )
