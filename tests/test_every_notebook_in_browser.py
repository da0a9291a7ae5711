"""Every notebook as an analyst uses it, in a real browser: its first chart is turned, kept, sent and thought on."""

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
import vl_convert
from playwright.sync_api import Browser, Locator, Page, expect

from goalkit.beside.what_if import coming_years, imagine, read_thought, told
from goalkit.charts import chart, has_chart, spec, still
from goalkit.charts.at_hand import AtHand, at_hand
from goalkit.charts.series import measures, usual_measure, years_in_view
from goalkit.charts.view import View
from goalkit.judge import Assessment
from goalkit.model import Gender, Side
from goalkit.planfile import load_plan
from goalkit.show.controls import comparisons
from goalkit.show.tables import MEASURE
from goalkit.show.views import to_query
from goalkit.words.numbers import decimal_words
from goalkit.words.values import short_year
from goalkit.workbook import Workbook, open_workbook
from tests.browser import ROOT, bring_into_sight, data_in, foreign, fresh_profile, served
from tests.test_views_in_browser import drawing, drawn, opened, panel, saved, tab, tab_to, verdicts
from tests.waiting import at_rest, comes_to
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, WHOLE]
PLAN = load_plan()
AREAS = [area.id for area in PLAN.focus_areas]
EVERY_NOTEBOOK = pytest.mark.parametrize("name", AREAS)
SEEN = """svg => {
  const texts = css => [...svg.querySelectorAll(css)].map(text => {
    const lines = [...text.querySelectorAll('tspan')];
    return (lines.length ? lines : [text]).map(line => line.textContent).join(' ');
  }).sort();
  return {
    labels: texts('.mark-text.role-mark text'),
    points: svg.querySelectorAll('.mark-symbol.role-mark path').length,
    areas: svg.querySelectorAll('.mark-area.role-mark path').length,
    axes: texts('.role-axis-label text'),
    titles: texts('.role-title text, .role-axis-title text'),
  };
}"""
"""What a reader sees of a drawing."""
WIDTH = """svg => {
  let place = svg;
  while (place && !place.closest('.gk-drawing')) place = place.getRootNode().host;
  return place ? place.closest('.gk-drawing').getBoundingClientRect().width : 0;
}"""
"""How wide the place of a drawing is; 0 for a drawing that another has just replaced."""


@cache
def workbook() -> Workbook:
    return open_workbook(PLAN, data=ROOT / "data")


@dataclass(frozen=True)
class Chosen:
    """A target of a notebook that has a chart, and what is at hand for it."""

    name: str
    a: Assessment
    hand: AtHand

    def seen(self, view: View) -> Callable[[int], dict[str, Any]]:
        """Return what a reader should see of a view, by the width of its place."""
        return lambda width: seen(spec(chart(self.a, view, hand=self.hand), width))

    def drawing(self, page: Page) -> Locator:
        return drawing(page, self.a.target.id)

    def drawn(self, page: Page) -> str:
        return drawn(page, self.a.target.id)

    @property
    def genders(self) -> list[str]:
        """Return the boxes beside that of the total, where the figures have women and men."""
        return ["Kvinnor", "Män"] if any(own.points for own, _ in self.a.genders.values()) else []

    def all(self, view: View) -> View:
        return change(view, genders=tuple(Gender)) if self.genders else view

    def tokens(self, kind: str) -> list[str]:
        """Return what can be compared with of one kind."""
        found = [token.rpartition(":") for token in comparisons(self.a, View(), self.hand)]
        return [name for each, _, name in found if each == kind]


def charted(name: str) -> list[Chosen]:
    """Return the targets of a notebook that have a chart, in its order."""
    return [Chosen(name, a, at_hand(workbook(), a)) for a in workbook().of_focus_area(name) if has_chart(a)]


def chosen(name: str) -> Chosen:
    return charted(name)[0]


def seen(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what a reader should see of a specification, drawn without a browser."""
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(still(spec)))

    def marks(*classes: str) -> Iterator[ElementTree.Element]:
        return (g for g in root.iter(f"{SVG}g") if set(classes) <= set(g.get("class", "").split()))

    def texts(*classes: str) -> list[str]:
        every = dict.fromkeys(text for group in marks(*classes) for text in group.iter(f"{SVG}text"))
        return sorted(" ".join(part.strip() for part in text.itertext() if part.strip()) for text in every)

    return {
        "labels": texts("mark-text", "role-mark"),
        "points": sum(len(group.findall(f"{SVG}path")) for group in marks("mark-symbol", "role-mark")),
        "areas": sum(len(group.findall(f"{SVG}path")) for group in marks("mark-area", "role-mark")),
        "axes": texts("role-axis-label"),
        "titles": sorted([*texts("role-title"), *texts("role-axis-title")]),
    }


SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_in(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def served_address(data: Path) -> Iterator[str]:
    with served(data) as found:
        yield found


@pytest.fixture
def address(data: Path, served_address: str) -> Iterator[str]:
    """Give the address of notebooks that nobody has saved anything in."""
    yield served_address
    shutil.rmtree(data / "views", ignore_errors=True)


def shows(chart: Locator, expected: Callable[[int], dict[str, Any]], what: str) -> None:
    """Wait until a drawing says just what it should in the width that it has."""
    widths: list[float] = []

    def placed() -> bool:
        widths.append(chart.evaluate(WIDTH))
        return widths[-1] > 0

    comes_to(placed, True, what)
    comes_to(lambda: chart.evaluate(SEEN), expected(round(widths[-1])), what)


@EVERY_NOTEBOOK
def test_each_control_changes_what_it_says_and_nothing_else(page: Page, address: str, data: Path, name: str) -> None:
    every = charted(name)
    about, others = every[0], every[1:]
    opened(page, address, name=name)
    for each in every:
        shows(each.drawing(page), each.seen(View()), f"{each.a.target.id} as it was")
    said = verdicts(page)
    controls, chart = panel(page), about.drawing(page)
    turned = set()
    for what, turn, view in turns(about):
        turn(controls)
        shows(chart, about.seen(view), what)
        turned.add(what.partition(" ")[0])
    assert turned >= {"area", "more", "measure", "year", "base", "zero", "values", "decimals", "heading"}
    told_now = controls.locator(".gk-said").first
    expect(told_now).to_contain_text("därför inte i diagrammet: Kiruna")
    expect(told_now).to_contain_text("Ingen kommun eller grupp heter Ingenstad")
    assert verdicts(page) == said
    for each in others:
        shows(each.drawing(page), each.seen(View()), f"{each.a.target.id} is as it was")
    assert foreign(page) == []
    assert page.complaints == []
    assert not (data / "views").exists()


@EVERY_NOTEBOOK
def test_controls_turned_faster_than_a_chart_is_drawn_all_count(page: Page, address: str, name: str) -> None:
    about = chosen(name)
    areas = about.tokens("")[:3]
    opened(page, address, name=name)
    controls, chart = panel(page), about.drawing(page)
    shows(chart, about.seen(View()), "as it was")
    labels = [*(about.hand.title(area) for area in areas), *about.genders, "Axeln från noll"]
    boxes = [controls.get_by_label(label, exact=True).element_handle() for label in labels]
    page.evaluate("boxes => boxes.forEach(box => box.click())", boxes)
    shows(chart, about.seen(about.all(View(areas=tuple(areas), from_zero=True))), "all at once")


Turn = tuple[str, Callable[[Locator], object], View]


def turns(about: Chosen) -> Iterator[Turn]:
    """Yield every control of a chart: what it is called here, how it is turned, and the view that it should give."""
    for part in (_compared, _shown, _looks):
        yield from part(about)


def tick(label: str) -> Callable[[Locator], object]:
    return lambda controls: controls.get_by_label(label, exact=True).click()


def choose(label: str, option: str) -> Callable[[Locator], object]:
    return lambda controls: controls.get_by_label(label, exact=True).select_option(label=option)


def write(label: str, text: str) -> Callable[[Locator], object]:
    def turn(controls: Locator) -> None:
        controls.get_by_label(label).fill(text)
        controls.get_by_label(label).press("Tab")

    return turn


def _compared(about: Chosen) -> Iterator[Turn]:
    hand = about.hand
    for field, kind, words in (
        ("areas", "", "{}"),
        ("groups", "group", "{}: varje kommun"),
        ("means", "mean", "Medel: {}"),
        ("band", "band", "Spridning: {}"),
    ):
        for token in about.tokens(kind)[:3]:
            label = words.format(hand.group_label(token) if kind else hand.title(token))
            view = View(**{field: token if field == "band" else (token,)})
            yield f"{kind or 'area'} {token}", tick(label), view
            yield f"{kind or 'area'} {token} off", tick(label), View()
    yield "more areas", write("Fler kommuner eller grupper", "Kiruna, Ingenstad"), View(areas=("2584",))


def _shown(about: Chosen) -> Iterator[Turn]:
    base = View(areas=("2584",))
    for measure in measures(about.a, about.hand):
        words = MEASURE[measure]
        yield f"measure {measure}", choose("Visa", words[0].upper() + words[1:]), change(base, measure=measure)
    yield "measure as usual", choose("Visa", f"Som målet frågar: {MEASURE[usual_measure(about.a)]}"), base
    total, women, men = Gender.TOTAL, Gender.WOMEN, Gender.MEN
    if about.genders:
        yield "gender women", tick("Kvinnor"), change(base, genders=(total, women))
        yield "gender men", tick("Män"), change(base, genders=(total, women, men))
        yield "gender no total", tick("Totalt"), change(base, genders=(women, men))
        yield "gender all", tick("Totalt"), change(base, genders=(total, women, men))
    first, last = years_in_view(about.a, View())
    years = (first + 2, last - 1)
    yield "year first", choose("Från år", short_year(about.a, years[0])), change(about.all(base), first=years[0])
    yield (
        "year last",
        choose("Till år", short_year(about.a, years[1])),
        change(about.all(base), first=years[0], last=years[1]),
    )


def _looks(about: Chosen) -> Iterator[Turn]:
    first, last = years_in_view(about.a, View())
    view = change(about.all(View(areas=("2584",))), first=first + 2, last=last - 1)
    steps: list[tuple[str, Callable[[Locator], object], dict[str, Any]]] = [
        ("base line", tick("Basårets linje"), {"base_line": False}),
        ("zero", tick("Axeln från noll"), {"from_zero": True}),
        ("values", tick("Skriv ut punkternas värden"), {"values": True}),
        ("decimals", choose("Decimaler, minst", "3"), {"decimals": 3}),
        ("height", lambda controls: controls.get_by_role("slider").press("ArrowRight"), {"height": 230}),
        ("heading", write("Rubrik", "Egen rubrik"), {"heading": "Egen rubrik"}),
        ("caption", write("Bildtext", "Egen bildtext"), {"caption": "Egen bildtext"}),
    ]
    for what, turn, fields in steps:
        view = change(view, **fields)
        yield what, turn, view


def change(view: View, **fields: object) -> View:
    return msgspec.structs.replace(view, **fields)


@EVERY_NOTEBOOK
def test_a_view_is_saved_shown_after_a_reload_and_taken_back(page: Page, address: str, data: Path, name: str) -> None:
    about = chosen(name)
    opened(page, address, name=name)
    said = verdicts(page)
    controls = panel(page)
    write("Rubrik", "Egen rubrik")(controls)
    shows(about.drawing(page), about.seen(View(heading="Egen rubrik")), "written")
    saved(page)
    kept = data / "views" / PLAN.id / f"{about.a.target.id}.toml"
    assert tomllib.loads(kept.read_text(encoding="utf-8")) == {"heading": "Egen rubrik"}
    expect(page).to_have_url(re.compile(rf"/{name}/$"))
    opened(page, address, name=name)
    shows(about.drawing(page), about.seen(View(heading="Egen rubrik")), "loaded again")
    controls = panel(page)
    expect(controls.get_by_label("Rubrik")).to_have_value("Egen rubrik")
    page.get_by_role("button", name="Återställ").first.click()
    page.get_by_role("button", name="Ja, för alla").first.click()
    shows(about.drawing(page), about.seen(View()), "taken back")
    bring_into_sight(controls, controls.get_by_label("Rubrik"))
    expect(controls.get_by_label("Rubrik")).to_have_value("")
    assert not kept.exists()
    page.get_by_role("button", name="Ångra").first.click()
    shows(about.drawing(page), about.seen(View(heading="Egen rubrik")), "undone")
    assert tomllib.loads(kept.read_text(encoding="utf-8")) == {"heading": "Egen rubrik"}
    assert verdicts(page) == said
    assert foreign(page) == []


@EVERY_NOTEBOOK
def test_a_link_opens_the_same_chart_in_a_fresh_profile(page: Page, address: str, chromium: Browser, name: str) -> None:
    about = chosen(name)
    measure = next(m for m in measures(about.a, about.hand) if m is not usual_measure(about.a))
    area = about.tokens("")[-1]
    view = View(areas=(area,), measure=measure, heading="Sedan 2015")
    opened(page, address, name=name)
    controls = panel(page)
    tick(about.hand.title(area))(controls)
    choose("Visa", MEASURE[measure][0].upper() + MEASURE[measure][1:])(controls)
    write("Rubrik", "Sedan 2015")(controls)
    shows(about.drawing(page), about.seen(view), "here")
    expect(page).to_have_url(re.compile("heading=Sedan.2015$"))
    query = to_query(about.a.target.id, view)
    assert page.url.endswith("&".join(f"{key}={value}" for key, value in query.items()).replace(" ", "+"))
    mine = at_rest(lambda: about.drawn(page))
    with fresh_profile(chromium, locale="en-US") as fresh:
        theirs = fresh.new_page()
        theirs.goto(page.url)
        theirs.wait_for_selector(".gk-about-data")
        shows(about.drawing(theirs), about.seen(view), "there")
        comes_to(lambda: about.drawn(theirs), mine)
        assert verdicts(theirs) == verdicts(page)


@EVERY_NOTEBOOK
@pytest.mark.parametrize("locale", ["sv-SE", "en-US"])
def test_a_decimal_comma_is_one_in_every_browser(
    chromium: Browser, address: str, data: Path, name: str, locale: str, tmp_path: Path
) -> None:
    with fresh_profile(chromium, locale=locale) as profile:
        page = profile.new_page()
        _think(page, address, data, chosen(name), tmp_path)


def _think(page: Page, address: str, data: Path, about: Chosen, tmp_path: Path) -> None:
    """Type numbers in Swedish, look at what they give, and see that nothing of it is kept."""
    opened(page, address, name=about.name)
    said = verdicts(page)
    beside = tab(page, "Vad krävs")
    bring_into_sight(beside, beside.get_by_label(f"{about.a.municipality.name} {PLAN.years.last}"))
    typed = {}
    for side, text in ((Side.OWN, "79,5"), (Side.REFERENCE, "98,25")):
        years = [year for whose, year in coming_years(about.a) if whose is side]
        if years:
            typed[side, years[-1]] = text
            whose = about.a.municipality.name if side is Side.OWN else about.a.reference.label
            page.get_by_label(f"{whose} {years[-1]}").first.click()
            page.keyboard.type(text)
            page.keyboard.press("Tab")
    result = page.locator(".gk-thought").first
    thought = read_thought(about.a, typed)
    assert sorted(thought.values.values()) == sorted(Fraction(text.replace(",", ".")) for text in typed.values())
    for value in thought.values.values():
        expect(result).to_contain_text(f"{decimal_words(value, about.a.indicator.decimals)} (tänkt)")
    imagined = imagine(about.a, thought)
    expect(result).to_contain_text(told(about.a, imagined, thought))
    expect(result).to_contain_text("Tänkt läge, inte data")
    expect(result).to_contain_text("Bedömningen")
    assert "795" not in result.inner_text()
    expect(page.locator(".gk-drawing svg.marks", has_text="Tänkt läge").first).to_be_visible()
    with page.expect_download() as caught:
        beside.get_by_role("link", name="SVG").first.click()
    caught.value.save_as(tmp_path / "x.svg")
    assert "Tänkt läge" in (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert verdicts(page) == said
    saved(page)
    kept = (data / "views" / PLAN.id / f"{about.a.target.id}.toml").read_text(encoding="utf-8")
    assert tomllib.loads(kept) == {}
    assert "79" not in page.url.partition("?")[2]
    page.get_by_label(f"{about.a.municipality.name} {PLAN.years.last}").first.fill("1.234")
    page.keyboard.press("Tab")
    expect(page.locator(".gk-faults").first).to_contain_text("går inte att läsa")


@EVERY_NOTEBOOK
def test_the_keyboard_alone_leads_from_the_top_of_the_page_to_a_saved_view(
    page: Page, address: str, data: Path, name: str
) -> None:
    about = chosen(name)
    area = about.tokens("")[0]
    opened(page, address, name=name)
    edit = page.locator(".gk-edit").first
    bring_into_sight(edit, edit.get_by_text("Kommuner i grupperna"))
    page.locator("h1").evaluate("top => top.scrollIntoView()")
    for summary in ("Kommuner i grupperna", "Utseende och texter"):
        tab_to(page, summary)
        page.keyboard.press("Enter")
    bring_into_sight(edit, edit.get_by_label("Rubrik"))
    page.locator("body").evaluate("() => document.activeElement.blur()")
    tab_to(page, about.hand.title(area))
    page.keyboard.press("Space")
    shows(about.drawing(page), about.seen(View(areas=(area,))), "ticked")
    tab_to(page, "Rubrik")
    page.keyboard.type("Skriven med tangenter")
    tab_to(page, "Spara som standard")
    shows(about.drawing(page), about.seen(View(areas=(area,), heading="Skriven med tangenter")), "written")
    page.keyboard.press("Enter")
    tab_to(page, "Ja, för alla")
    page.keyboard.press("Enter")
    expect(edit).to_contain_text("Sparad som standard")
    kept = data / "views" / PLAN.id / f"{about.a.target.id}.toml"
    assert tomllib.loads(kept.read_text(encoding="utf-8")) == {"areas": [area], "heading": "Skriven med tangenter"}
    assert foreign(page) == []


def _typed_choice(page: Page, text: str) -> str:
    """Type in the list that has the focus, and return what it stands at: a pause between two keys begins anew."""
    page.keyboard.type(text)
    return str(page.get_by_label("Ordna efter").evaluate("list => list.selectedOptions[0].text"))


def test_the_overviews_choices_are_reached_by_keyboard_and_change_no_verdict(
    page: Page, address: str, data: Path
) -> None:
    page.goto(f"{address}/oversikt/")
    page.wait_for_selector(".gk-about-data")
    said = page.locator(".gk-area").all_inner_texts()
    names = page.locator(".gk-heat tbody th")
    bring_into_sight(page.locator("#landet"), names.first)
    expect(names.first).to_have_text("Norrköping")
    tab_to(page, "Ordna efter")
    comes_to(lambda: _typed_choice(page, "3B, störst förbättring"), "3B, störst förbättring först")
    expect(names.first).to_have_text("Örebro")
    assert page.locator(".gk-area").all_inner_texts() == said
    assert page.locator(".gk-edit").count() == 0
    assert foreign(page) == []
    assert not (data / "views").exists()
