"""What a reader may change under a target: the controls of its chart, saving, and the values of what if.

Every control has a visible label and works from the keyboard, and what is wrong is said beside the control it is of.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import marimo as mo
import msgspec

from goalkit.beside.needed import Scenario
from goalkit.beside.what_if import Field, coming_years
from goalkit.charts import has_chart
from goalkit.charts.at_hand import NATION, AtHand, at_hand
from goalkit.charts.series import measures, usual_measure, years_in_view
from goalkit.charts.view import LONGEST_CAPTION, LONGEST_HEADING, MOST_AREAS, MOST_GROUPS, View
from goalkit.judge import Assessment
from goalkit.model import Gender, Line, Side
from goalkit.show.areas_typed import areas_named
from goalkit.show.days import whole_days
from goalkit.show.form import Form, Widgets, laid_out, plain
from goalkit.show.opened_view import first_view, keep
from goalkit.show.styles import sheet
from goalkit.show.tables import MEASURE
from goalkit.show.views import Saved, load_view, view_file, view_words
from goalkit.words.terms import by_name
from goalkit.words.values import short_year, year
from goalkit.workbook import Workbook

NOTHING: Mapping[str, Callable[[], str]] = MappingProxyType({})
USUAL = "som vanligt"
COMPARE, SHOWN, LOOKS, TEXTS = CHART = ("compare", "shown", "looks", "texts")
"""The parts of a chart's controls; what is wrong is said by part."""
SAVE, CONFIRM, UNDO, THOUGHT = "save", "confirm", "undo", "thought"

_GENDERS = {Gender.TOTAL: "Totalt", Gender.WOMEN: "Kvinnor", Gender.MEN: "Män"}
_MOST = {
    "": (MOST_AREAS, "områden"),
    "group": (MOST_GROUPS, "grupper, med en linje per kommun,"),
    "mean": (MOST_GROUPS, "medel"),
    "band": (1, "spridning"),
}
"""How many of each kind a view has room for, and what they are called."""

_FORMS = {
    COMPARE: '<div class="gk-controls"><fieldset><legend>Jämför med</legend>{boxes}{more}{near}</fieldset></div>',
    SHOWN: '<div class="gk-controls"><fieldset><legend>Vad som visas</legend>{measure}{genders}'
    '<div class="gk-row">{first}{last}</div></fieldset></div>',
    LOOKS: '<div class="gk-controls"><fieldset><legend>Utseende</legend><div class="gk-row">{base_line}{from_zero}'
    '{values}</div><div class="gk-row">{decimals}{height}</div></fieldset></div>',
    TEXTS: '<div class="gk-controls"><fieldset><legend>Texter</legend>{heading}{caption}</fieldset></div>',
}


class Controls(Form):
    """What a reader may change under one target; ``value`` is the view that the chart shows.

    ``asking`` is what a button waits for an answer to (``save``, ``reset``), ``said`` what came of the last one.
    """

    def __init__(self, workbook: Workbook, a: Assessment, bodies: Mapping[str, Callable[[], str]] = NOTHING) -> None:
        """Begin with the view that the link asks for, the saved one or the usual one.

        ``bodies`` are further parts, without widgets: what is made once, when it is looked at.
        """
        self.a, self.workbook = a, workbook
        self.at_hand = at_hand(workbook, a)
        self.seen = load_view(workbook.data, workbook.plan.id, a.target.id)
        self.view = first_view(workbook, a.target.id)
        self.asking, self.said = "", ""
        self.before: Saved | None = None
        parts = {
            **{name: getattr(self, f"_{name}") for name in CHART},
            SAVE: self._save,
            CONFIRM: self._confirm,
            UNDO: self._undo,
            THOUGHT: self._thought,
            **{name: partial(_body, body) for name, body in bodies.items()},
        }
        super().__init__(parts if has_chart(a) else {})

    @property
    def value(self) -> View:
        """The view that the controls say."""
        return self.checked()[0]

    def checked(self) -> tuple[View, dict[str, list[str]]]:
        """Return the view that the controls say, and by part what in them cannot be used."""
        if not self.turned:
            return self.view, {}
        return view_said(self.view, self.says, self.compared, self.at_hand)

    @property
    def compared(self) -> dict[str, str]:
        """What each box compares with, by the box's name."""
        offered = comparisons(self.a, self.view, self.at_hand)
        return {token.replace(":", "_") if ":" in token else f"area_{token}": token for token in offered}

    def typed(self) -> dict[Field, str]:
        """Return what stands in the fields of what if, by whose value and which year it is."""
        return {field: str(self[_key(field)].value) for field in coming_years(self.a) if _key(field) in self}

    @property
    def assumed(self) -> Scenario | None:
        """What the reference is taken to be where nobody typed it: a scenario of what is needed, or nothing."""
        return Scenario(self["assumed"].value) if "assumed" in self and self["assumed"].value else None

    # --- the parts ---------------------------------------------------------------------------------------------

    def _compare(self) -> tuple[str, Widgets]:
        wanted, hand, view = _tokens(self.view), self.at_hand, self.view
        boxes = {
            name: mo.ui.checkbox(label=plain(_words(token, hand)), value=token in wanted)
            for name, token in self.compared.items()
        }
        rest = ", ".join(hand.title(area) for area in view.areas if area not in self.compared.values())
        more = mo.ui.text(
            rest, label="Fler kommuner eller grupper", placeholder="malmo, motala", full_width=True, max_length=400
        )
        groups = "".join(box.text for name, box in boxes.items() if not name.startswith("area_"))
        single = "".join(box.text for name, box in boxes.items() if name.startswith("area_"))
        near = f"<details><summary>Kommuner i grupperna</summary>{_row(single)}</details>" if single else ""
        return laid_out(_FORMS[COMPARE], {"more": more}, boxes=_row(groups), near=near), {**boxes, "more": more}

    def _shown(self) -> tuple[str, Widgets]:
        a, view = self.a, self.view
        there = [g for g in Gender if g is Gender.TOTAL or a.genders.get(g, (Line(), None))[0].points]
        genders = {g.value: mo.ui.checkbox(label=_GENDERS[g], value=g in view.genders) for g in there}
        genders = genders if len(there) > 1 else {}
        widgets = {
            "measure": _measure(a, view, self.at_hand),
            "first": _year(a, "Från år", view, 0),
            "last": _year(a, "Till år", view, 1),
        }
        boxes = _row("".join(box.text for box in genders.values()))
        return laid_out(_FORMS[SHOWN], widgets, genders=boxes), {**genders, **widgets}

    def _looks(self) -> tuple[str, Widgets]:
        view = self.view
        places = {f"{USUAL} ({self.a.indicator.decimals})": USUAL, **{str(n): str(n) for n in range(5)}}
        now = next(iter(places)) if view.decimals is None else str(view.decimals)
        widgets = {
            "base_line": mo.ui.checkbox(label="Basårets linje", value=view.base_line),
            "from_zero": mo.ui.checkbox(label="Axeln från noll", value=view.from_zero),
            "values": mo.ui.checkbox(label="Skriv ut punkternas värden", value=view.values),
            "decimals": mo.ui.dropdown(places, value=now, label="Decimaler, minst"),
            "height": mo.ui.slider(120, 600, step=10, value=view.height, label="Höjd", show_value=True),
        }
        return laid_out(_FORMS[LOOKS], widgets), widgets

    def _texts(self) -> tuple[str, Widgets]:
        widgets = {
            "heading": mo.ui.text(self.view.heading, label="Rubrik", max_length=LONGEST_HEADING, full_width=True),
            "caption": mo.ui.text(self.view.caption, label="Bildtext", max_length=LONGEST_CAPTION, full_width=True),
        }
        return laid_out(_FORMS[TEXTS], widgets), widgets

    def _thought(self) -> tuple[str, Widgets]:
        """Return a text field per coming value: a browser would read "79,5" in its own language as 795."""
        a = self.a
        fields = {_key(field): _text_field(a, field) for field in coming_years(a)}
        widgets = dict(fields)
        sides = [[text.text for name, text in fields.items() if name.startswith(side)] for side in Side]
        if sides[1] and a.reference is not None:
            ways = {"ligger kvar på sitt senaste värde": "unchanged", "följer sin trend": "trend", "skrivs här": ""}
            label = plain(f"{a.reference.label[0].upper()}{a.reference.label[1:]}")
            widgets["assumed"] = mo.ui.dropdown(ways, value=next(iter(ways)), label=label)
            sides[1].insert(0, widgets["assumed"].text)
        columns = "".join(f'<div class="gk-column">{"".join(texts)}</div>' for texts in sides if texts)
        return f'<div class="gk-controls gk-row">{columns}</div>', widgets

    # --- saving ------------------------------------------------------------------------------------------------

    def _save(self) -> tuple[str, Widgets]:
        buttons = {
            "save": mo.ui.run_button(label="Spara som standard", on_change=lambda _: self._ask("save")),
            "reset": mo.ui.run_button(label="Återställ", on_change=lambda _: self._ask("reset")),
        }
        return _row("".join(button.text for button in buttons.values())), buttons

    def _confirm(self) -> tuple[str, Widgets]:
        buttons = {
            "yes": mo.ui.run_button(label="Ja, för alla", on_change=lambda _: self._answer()),
            "no": mo.ui.run_button(label="Nej", on_change=lambda _: self._ask("")),
        }
        return _row("".join(button.text for button in buttons.values())), buttons

    def _undo(self) -> tuple[str, Widgets]:
        button = mo.ui.run_button(label="Ångra", on_change=lambda _: self._take_back())
        return _row(button.text), {"undo": button}

    def _ask(self, what: str) -> None:
        self.asking, self.said = what, ""

    def _answer(self) -> None:
        asked, self.asking = self.asking, ""
        before, place = self.seen, view_file(self.workbook.data, self.workbook.plan.id, self.a.target.id)
        wanted = self.value if asked == "save" else None
        if refused := keep(self, wanted):
            self.said = refused
            return
        self.before = before
        where = f"Sparad som standard i {'/'.join(place.parts[-4:])}." if asked == "save" else "Återställd."
        self.said = f"{where} Tidigare: {view_words(before.view)}."
        if asked == "reset":
            self._begin(View())

    def _take_back(self) -> None:
        if self.before is None:
            return
        before, self.before = self.before, None
        self.said = keep(self, before.view if before.exists else None) or f"Ångrat. Nu: {view_words(before.view)}."
        self._begin(before.view)

    def _begin(self, view: View) -> None:
        self.view = view
        self.renew(CHART)


def _body(body: Callable[[], str]) -> tuple[str, Widgets]:
    """Return a part without widgets: the page's style sheet does not reach into it."""
    return f'<style>{sheet()}</style><div class="gk-details gk-inside">{whole_days(body())}</div>', {}


def view_said(
    base: View, said: Mapping[str, Any], compared: Mapping[str, str], hand: AtHand
) -> tuple[View, dict[str, list[str]]]:
    """Return the view that widgets say by name, and by part what in them cannot be used; else it is as ``base``."""
    raw: dict[str, Any] = msgspec.structs.asdict(base)
    faults: dict[str, list[str]] = {}
    if "more" in said:
        more, unknown = areas_named(said["more"], hand)
        tokens = list(dict.fromkeys([*(token for name, token in compared.items() if said[name]), *more]))
        faults[COMPARE] = unknown
        kept = {kind: _kept(kind, tokens, faults[COMPARE]) for kind in _MOST}
        raw |= {"areas": kept[""], "groups": kept["group"], "means": kept["mean"]}
        raw["band"] = next(iter(kept["band"]), None)
    if "measure" in said:
        raw |= {"measure": said["measure"], **_years(said, faults)}
    if Gender.TOTAL.value in said:
        raw["genders"] = tuple(gender for gender in Gender if said.get(gender.value)) or (Gender.TOTAL,)
    if "decimals" in said:
        raw |= {name: bool(said[name]) for name in ("base_line", "from_zero", "values")}
        raw |= {"decimals": None if said["decimals"] == USUAL else int(said["decimals"]), "height": int(said["height"])}
    if "heading" in said:
        raw |= {name: _one_line(said[name]) for name in ("heading", "caption")}
    try:
        return msgspec.convert(raw, View), {part: told for part, told in faults.items() if told}
    except msgspec.ValidationError as error:
        return base, {TEXTS: [f"Vyn går inte att visa ({error})."]}


def _years(said: Mapping[str, Any], faults: dict[str, list[str]]) -> dict[str, int | None]:
    first, last = (int(said[name]) if said[name] != USUAL else None for name in ("first", "last"))
    if first is not None and last is not None and last < first:
        faults[SHOWN] = [f"Till år ({last}) är före Från år ({first}); alla år visas."]
        first = last = None
    return {"first": first, "last": last}


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


def _text_field(a: Assessment, field: Field) -> Any:
    side, when = field
    whose = a.municipality.name if side is Side.OWN or a.reference is None else a.reference.label
    return mo.ui.text(label=plain(f"{whose} {year(a, when)}"), full_width=True, max_length=40)


def _key(field: Field) -> str:
    return f"{field[0]}_{field[1]}"


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


def _row(html: str) -> str:
    return f'<div class="gk-row">{html}</div>' if html else ""


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
