"""Areas as a person types them: names or codes with commas between."""

from goalkit.charts.at_hand import NATION, AtHand

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
