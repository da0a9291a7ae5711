"""The controls of a chart, as marimo widgets: what they say is read back as a view.

Every control has a visible label and works from the keyboard.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import marimo as mo
import msgspec

from goalkit.charts import has_chart
from goalkit.charts.at_hand import NATION, AtHand
from goalkit.charts.series import measures, usual_measure, years_in_view
from goalkit.charts.view import LONGEST_CAPTION, LONGEST_HEADING, MOST_AREAS, MOST_GROUPS, View
from goalkit.judge import Assessment
from goalkit.model import Gender
from goalkit.show.areas_typed import areas_named
from goalkit.show.form import Form, Widgets, laid_out, plain
from goalkit.show.styles import controls_sheet
from goalkit.show.tables import MEASURE
from goalkit.words.terms import by_name
from goalkit.words.values import short_year

USUAL = "som vanligt"
_GENDERS = {Gender.TOTAL: "Totalt", Gender.WOMEN: "Kvinnor", Gender.MEN: "Män"}

_MOST = {
    "": (MOST_AREAS, "områden"),
    "group": (MOST_GROUPS, "grupper, med en linje per kommun,"),
    "mean": (MOST_GROUPS, "medel"),
    "band": (1, "spridning"),
}
"""How many of each kind a view has room for, and what they are called."""

_FORM = """<div class="gk-controls">
<fieldset><legend>Jämför med</legend>{boxes}{more}</fieldset>
<fieldset><legend>Vad som visas</legend>{measure}
<div class="gk-row">{T}{K}{M}</div><div class="gk-row">{first}{last}</div></fieldset>
<fieldset><legend>Utseende</legend><div class="gk-row">{base_line}{from_zero}{values}</div>
<div class="gk-row">{decimals}{height}</div></fieldset>
<fieldset><legend>Texter</legend>{heading}{caption}</fieldset></div>"""


class ViewControls(Form):
    """The controls of one target's chart; ``view`` is what is shown until one of them has been turned.

    ``reset`` is the page's button that takes the saved view away; ``refused`` is why it did not, if so.
    """

    def __init__(self, a: Assessment, view: View, at_hand: AtHand, *, turnable: bool = False) -> None:
        """Keep what the controls begin with; there are none unless ``turnable``, nor where there is no chart."""
        self.save = mo.ui.run_button(label="Spara som standard")
        super().__init__(self._form if turnable and has_chart(a) else None, {"save": self.save})
        self.a, self.view, self.at_hand = a, view, at_hand
        self.reset: Any = None
        self.refused = ""

    @cached_property
    def compared(self) -> dict[str, str]:
        """What each box compares with, by the box's name."""
        offered = comparisons(self.a, self.view, self.at_hand)
        return {token.replace(":", "_") if ":" in token else f"area_{token}": token for token in offered}

    def _form(self) -> tuple[str, Widgets]:
        a, view, at_hand, wanted = self.a, self.view, self.at_hand, _tokens(self.view)
        boxes = {
            name: mo.ui.checkbox(label=plain(_words(token, at_hand)), value=token in wanted)
            for name, token in self.compared.items()
        }
        rest = ", ".join(at_hand.title(area) for area in view.areas if area not in self.compared.values())
        more = mo.ui.text(rest, label="Fler områden, med komma emellan", full_width=True, max_length=400)
        others = {"more": more, **_what(a, view, at_hand), **_looks(a, view), **_texts(view)}
        row = f'<div class="gk-row">{"".join(box.text for box in boxes.values())}</div>' if boxes else ""
        form = laid_out(_FORM, others, boxes=row)
        return controls_sheet() + form, {**boxes, **others}


def view_of(controls: ViewControls) -> tuple[View, list[str]]:
    """Return the view that controls say, and what in them cannot be used, each with its place."""
    value: Mapping[str, Any] = controls.value
    if not value:
        return controls.view, []
    tokens = [token for name, token in controls.compared.items() if value[name]]
    more, unknown = areas_named(value["more"], controls.at_hand)
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
        return msgspec.convert(raw, View), faults
    except msgspec.ValidationError as error:
        return View(), [f"Vyn går inte att visa ({error})."]


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
    return mo.ui.dropdown({usual: None, **ways}, value=chosen, label="Visa", full_width=True)


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


def _texts(view: View) -> dict[str, Any]:
    return {
        "heading": mo.ui.text(view.heading, label="Rubrik", max_length=LONGEST_HEADING, full_width=True),
        "caption": mo.ui.text(view.caption, label="Bildtext", max_length=LONGEST_CAPTION, full_width=True),
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


def _kept(kind: str, tokens: list[str], faults: list[str]) -> list[str]:
    """Return as many of one kind as a view has room for, and say it where there are more."""
    most, words = _MOST[kind]
    chosen = [token.rpartition(":")[2] for token in tokens if token.rpartition(":")[0] == kind]
    if len(chosen) > most:
        faults.append(f"Högst {most} {words} får plats; {'den' if most == 1 else 'de'} första visas.")
    return chosen[:most]


def _tokens(view: View) -> set[str]:
    named = {"group": view.groups, "mean": view.means, "band": (view.band,) if view.band else ()}
    return {*view.areas, *(f"{kind}:{group}" for kind, groups in named.items() for group in groups)}


def _words(token: str, at_hand: AtHand) -> str:
    kind, _, group = token.rpartition(":")
    label = at_hand.group_label(group) if kind else at_hand.title(token)
    return {"group": f"{label}: varje kommun", "mean": f"Medel: {label}", "band": f"Spridning: {label}"}.get(
        kind, label
    )


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
