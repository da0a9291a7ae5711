"""The controls of a chart and of what if, as marimo widgets: what they say is read back as a view or as values.

Every control has a visible label and works from the keyboard. Numbers are typed as text and read by our own
parser: a browser reads "79,5" in its own language, and makes 795 of it where the comma is for thousands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import marimo as mo
import msgspec

from goalkit.assessment import Assessment
from goalkit.beside.what_if import Field, coming_years
from goalkit.model import Gender, Side
from goalkit.show.at_hand import NATION, AtHand
from goalkit.show.charts import chart_spec, has_chart
from goalkit.show.series import measures, usual_measure, years_in_view
from goalkit.show.spec import Spec, check_spec, editable
from goalkit.show.tables import MEASURE
from goalkit.show.views import LONGEST_CAPTION, LONGEST_HEADING, LONGEST_SPEC, MOST_AREAS, MOST_GROUPS, View
from goalkit.texts.numbers import unit_name
from goalkit.texts.sentences import short_year, year
from goalkit.texts.words import by_name

CONTROLS_STYLE = Path(__file__).with_name("controls.css")

USUAL = "som vanligt"
_GENDERS = {Gender.TOTAL: "Totalt", Gender.WOMEN: "Kvinnor", Gender.MEN: "Män"}

_MOST = {
    "": (MOST_AREAS, "områden"),
    "group": (MOST_GROUPS, "grupper, med en linje per kommun,"),
    "mean": (MOST_GROUPS, "medel"),
    "band": (1, "spridning"),
}
"""How many of each kind a view has room for, and what they are called."""

_MOST_COMMAS = 2
"""Commas stand in the names of some groups ("Liknande kommuner, övergripande")."""

_FORM = """<div class="gk-controls">
<fieldset><legend>Jämför med</legend>COMPARED{more}FETCH</fieldset>
<fieldset><legend>Vad som visas</legend>{measure}
<div class="gk-row">{T}{K}{M}</div><div class="gk-row">{first}{last}</div></fieldset>
<fieldset><legend>Utseende</legend><div class="gk-row">{base_line}{from_zero}{values}</div>
<div class="gk-row">{decimals}{height}</div></fieldset>
<fieldset><legend>Texter</legend>{heading}{caption}</fieldset>
<details><summary>Redigera diagrammet som Vega-Lite</summary>
<p>Specifikationen namnger data men har inga tal själv. Töm rutan för att gå tillbaka till programmets diagram.</p>
{spec}</details></div>"""


@dataclass(frozen=True)
class Start:
    """What controls begin with.

    ``view`` is what is shown where there are no controls, ``compared`` says by the name of a box what it compares
    with, ``prefilled`` is the specification in the editor.
    """

    view: View
    hand: AtHand
    compared: Mapping[str, str] = field(default_factory=dict)
    prefilled: str = ""


class ViewControls(mo.ui.batch):
    """The controls of a chart; ``fetch`` is what stands below the areas to compare with."""

    def __init__(self, start: Start, elements: dict[str, Any], fetch: str = "") -> None:
        boxes = "".join(f"{{{name}}}" for name in start.compared)
        form = _FORM.replace("COMPARED", f'<div class="gk-row">{boxes}</div>' if boxes else "").replace("FETCH", fetch)
        super().__init__(mo.Html(_style() + form if elements else ""), elements)
        self.start = start


def view_controls(a: Assessment, view: View, at_hand: AtHand, fetch: Any) -> ViewControls:
    """Return the controls of a chart, set as a view says; none for a target without a chart.

    ``fetch`` is the button that asks for what is not at hand.
    """
    if not has_chart(a):
        return no_controls(view, at_hand)
    prefilled, offered, wanted = editable(chart_spec(a, View(), at_hand)), comparisons(a, view, at_hand), _tokens(view)
    compared = {token.replace(":", "_") if ":" in token else f"area_{token}": token for token in offered}
    boxes = {
        name: mo.ui.checkbox(label=_words(token, at_hand), value=token in wanted) for name, token in compared.items()
    }
    rest = ", ".join(at_hand.title(area) for area in view.areas if area not in offered)
    more = mo.ui.text(rest, label="Fler områden, med komma emellan", full_width=True, max_length=400)
    elements = {**boxes, "more": more, **_what(a, view, at_hand), **_looks(a, view), **_texts(view, prefilled)}
    return ViewControls(Start(view, at_hand, compared, prefilled), elements, _absent(a, at_hand, fetch))


def no_controls(view: View, at_hand: AtHand) -> ViewControls:
    """Return what stands in the place of controls where nobody can turn them: a view as it is."""
    return ViewControls(Start(view, at_hand), {})


def view_of(controls: ViewControls) -> tuple[View, list[str]]:
    """Return the view that controls say, and what in them cannot be used, each with its place."""
    value: Mapping[str, Any] = controls.value
    if not value:
        return controls.start.view, []
    tokens = [token for name, token in controls.start.compared.items() if value[name]]
    more, unknown = _areas_named(value["more"], controls.start.hand)
    tokens = list(dict.fromkeys([*tokens, *more]))
    faults = [f"Ingen kommun eller grupp heter {name}." for name in unknown]
    kept = {kind: _kept(kind, tokens, faults) for kind in _MOST}
    first, last = (int(value[name]) if value[name] != USUAL else None for name in ("first", "last"))
    if first is not None and last is not None and last < first:
        faults.append(f"Sista året ({last}) är före det första ({first}); alla år visas.")
        first = last = None
    genders = tuple(gender for gender in Gender if value[gender]) or (Gender.TOTAL,)
    raw = {
        "areas": kept[""],
        "groups": kept["group"],
        "means": kept["mean"],
        "band": next(iter(kept["band"]), None),
        "measure": value["measure"],
        "genders": genders,
        "first": first,
        "last": last,
        "decimals": None if value["decimals"] == USUAL else int(value["decimals"]),
        "height": int(value["height"]),
        "heading": _one_line(value["heading"]),
        "caption": _one_line(value["caption"]),
        **{name: bool(value[name]) for name in ("base_line", "from_zero", "values")},
    }
    try:
        view = msgspec.convert(raw, View)
    except msgspec.ValidationError as error:
        return View(), [f"Vyn går inte att visa ({error})."]
    return _with_spec(view, value["spec"], controls.start.prefilled, faults)


def _with_spec(view: View, text: str, prefilled: str, faults: list[str]) -> tuple[View, list[str]]:
    """Add the specification where it is one's own and may be drawn; else say where it cannot."""
    if not text.strip() or text == prefilled:
        return view, faults
    own = check_spec(text.replace("\r\n", "\n"), prefilled)
    if isinstance(own, Spec):
        return msgspec.structs.replace(view, spec=own.text), faults
    more = [f"… och {len(own) - 8} fel till."] if len(own) > 8 else []
    told = [f"Specifikationen, {fault}." for fault in own[:8]]
    return view, [*faults, "Specifikationen används inte; programmets diagram visas.", *told, *more]


def thought_controls(a: Assessment) -> mo.ui.batch:
    """Return a text field for every value that can be thought up; none where none can."""
    fields = {_key(field): _field(a, field) for field in coming_years(a)}
    sides = [[name for name in fields if name.startswith(side)] for side in Side]
    columns = "".join(f'<div class="gk-column">{"".join(f"{{{name}}}" for name in names)}</div>' for names in sides)
    return mo.ui.batch(mo.Html(f'{_style()}<div class="gk-controls gk-row">{columns}</div>'), fields)


def typed(a: Assessment, value: Mapping[str, Any]) -> dict[Field, str]:
    """Return what stands in the fields, by whose value and which year it is."""
    return {field: str(value[_key(field)]) for field in coming_years(a) if _key(field) in value}


@cache
def _style() -> str:
    """Return the sheet, its braces doubled: those of one are where a control goes."""
    sheet = CONTROLS_STYLE.read_text(encoding="utf-8")
    return f"<style>{sheet}</style>".replace("{", "{{").replace("}", "}}")


# --- the parts of the form ---------------------------------------------------------------------------------


def _what(a: Assessment, view: View, at_hand: AtHand) -> dict[str, Any]:
    genders = {
        gender.value: mo.ui.checkbox(label=label, value=gender in view.genders) for gender, label in _GENDERS.items()
    }
    return {
        "measure": _measure(a, view, at_hand),
        **genders,
        "first": _year(a, "Från år", view, 0),
        "last": _year(a, "Till år", view, 1),
    }


def _measure(a: Assessment, view: View, at_hand: AtHand) -> Any:
    known = measures(a, at_hand)
    ways = {_sentence(MEASURE[measure]): measure.value for measure in known}
    if view.measure is not None and view.measure not in known:
        ways[f"{_sentence(MEASURE[view.measure])} (data saknas)"] = view.measure.value
    usual = f"Som målet frågar: {MEASURE[usual_measure(a)]}"
    chosen = next((label for label, value in ways.items() if value == view.measure), usual)
    return mo.ui.dropdown({usual: None, **ways}, value=chosen, label="Visa")


def _year(a: Assessment, label: str, view: View, end: int) -> Any:
    """Return the choice of the first year (``end`` 0) or the last (1)."""
    usual, chosen = years_in_view(a, View())[end], (view.first, view.last)[end]
    every = [y for line in (a.evidence.own, a.evidence.reference) if line is not None for y in line.points]
    every += [*years_in_view(a, View()), *(y for y in (view.first, view.last) if y is not None)]
    options = {f"{USUAL} ({short_year(a, usual)})": USUAL}
    options |= {short_year(a, one): str(one) for one in range(min(every), max(every) + 1)}
    now = next((text for text, value in options.items() if value == str(chosen)), next(iter(options)))
    return mo.ui.dropdown(options, value=now, label=label)


def _looks(a: Assessment, view: View) -> dict[str, Any]:
    places = {f"{USUAL} ({a.indicator.decimals})": USUAL, **{str(n): str(n) for n in range(5)}}
    now = next(iter(places)) if view.decimals is None else str(view.decimals)
    return {
        "base_line": mo.ui.checkbox(label="Basårets linje", value=view.base_line),
        "from_zero": mo.ui.checkbox(label="Axeln från noll", value=view.from_zero),
        "values": mo.ui.checkbox(label="Skriv ut punkternas värden", value=view.values),
        "decimals": mo.ui.dropdown(places, value=now, label="Decimaler, minst"),
        "height": mo.ui.slider(120, 600, step=10, value=view.height, label="Höjd", show_value=True),
    }


def _texts(view: View, prefilled: str) -> dict[str, Any]:
    return {
        "heading": mo.ui.text(view.heading, label="Rubrik", max_length=LONGEST_HEADING, full_width=True),
        "caption": mo.ui.text(view.caption, label="Bildtext", max_length=LONGEST_CAPTION, full_width=True),
        "spec": mo.ui.text_area(
            view.spec or prefilled,
            label="Specifikation (JSON)",
            max_length=LONGEST_SPEC,
            rows=16,
            full_width=True,
        ),
    }


def comparisons(a: Assessment, view: View, at_hand: AtHand) -> list[str]:
    """Return what has a box of its own: groups, means and spreads at hand, the nation, members of the plan's groups.

    Whatever of these a view asks for has one too, at hand or not.
    """
    mine = {a.municipality.id, a.reference.area if a.reference else ""}
    groups = [c.group for c in at_hand.groups if at_hand.members(a, c.group)]
    near = {m for c in at_hand.groups if c.group in at_hand.areas for m in at_hand.areas[c.group].members}
    held = [area for area in at_hand.held(a) if area not in mine and area in {NATION, *near}]
    there = [f"group:{group}" for group in groups]
    there += [f"mean:{group}" for group in at_hand.means(a) if group not in mine]
    there += [f"band:{group}" for group in at_hand.bands(a)]
    there += sorted(held, key=lambda area: by_name(at_hand.title(area)))
    return there + [token for token in sorted(_tokens(view)) if ":" in token and token not in there]


def _absent(a: Assessment, at_hand: AtHand, fetch: Any) -> str:
    """Return the list of what the vintage does not hold, with the button that asks for it; nothing for own series."""
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
    shown = (
        f"{fetch.text}<details><summary>Inte i datauttaget: {len(names)} kommuner och {len(means)} grupper</summary>"
        "<p>Skriv namnet i rutan och tryck på Hämta. Det som hämtas visas bara i diagrammet här: det ingår aldrig "
        "i bedömningen och publiceras inte.</p>"
        f'<div class="gk-names" role="region" tabindex="0" aria-label="Inte i datauttaget">{told}</div></details>'
    )
    return shown.replace("{", "{{").replace("}", "}}")  # a brace is where a control goes


def _kept(kind: str, tokens: list[str], faults: list[str]) -> list[str]:
    """Return as many of one kind as a view has room for, and say it where there are more."""
    most, words = _MOST[kind]
    chosen = [token.rpartition(":")[2] for token in tokens if token.rpartition(":")[0] == kind]
    if len(chosen) > most:
        faults.append(f"Högst {most} {words} får plats; {'den' if most == 1 else 'de'} första visas.")
    return chosen[:most]


def _areas_named(text: str, at_hand: AtHand) -> tuple[list[str], list[str]]:
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


def _tokens(view: View) -> set[str]:
    named = {"group": view.groups, "mean": view.means, "band": (view.band,) if view.band else ()}
    return {*view.areas, *(f"{kind}:{group}" for kind, groups in named.items() for group in groups)}


def _words(token: str, at_hand: AtHand) -> str:
    kind, _, group = token.rpartition(":")
    label = at_hand.group_label(group) if kind else at_hand.title(token)
    return {"group": f"{label}: varje kommun", "mean": f"Medel: {label}", "band": f"Spridning: {label}"}.get(
        kind, label
    )


def _field(a: Assessment, field: Field) -> Any:
    side, when = field
    whose = a.municipality.name if side is Side.OWN or a.reference is None else a.reference.label
    return mo.ui.text(label=f"{whose} {escape(year(a, when))}", placeholder=unit_name(a.indicator.unit), max_length=40)


def _key(field: Field) -> str:
    return f"{field[0]}_{field[1]}"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
