"""The parts of a published page: clean HTML, drawings, and what the cells of a notebook show."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import html5lib
import marimo as mo
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goalkit.errors import ExportError
from goalkit.publishing.blocks import Block, Chart, Table, cells_to_blocks, page_formats
from goalkit.publishing.clean import clean_html, headings_in_order
from goalkit.publishing.svg import FONT, chart_svg
from goalkit.show.days import whole_days
from tests.whole import WHOLE

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='https://exempel.invalid/spion.png'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import url(https://exempel.invalid)</style>",
    "<p style='background:url(https://exempel.invalid)'>x</p>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<form action='https://exempel.invalid'><input name=a></form>",
    "<object data='x.svg'></object><embed src=x><base href='https://exempel.invalid'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "<meta http-equiv=refresh content='0;url=https://exempel.invalid'>",
    "<link rel=stylesheet href=https://exempel.invalid/a.css>",
]
LIVE_ELEMENTS = {"script", "svg", "style", "iframe", "object", "embed", "form", "input", "meta", "link", "base", "math"}
LIVE_ADDRESS = re.compile(r"\s*(javascript:|data:text|data:image/svg)", re.IGNORECASE)
FOREIGN_SOURCE = re.compile(r"\s*(https?:|x)", re.IGNORECASE)


def alive(text: str) -> list[str]:
    """Return what a browser would run, style or fetch of a text, read as a browser reads it."""
    found = []
    for element in html5lib.parseFragment(text, namespaceHTMLElements=False).iter():
        name_of = str(element.tag).rpartition("}")[2]  # html5lib marks foreign elements with their namespace
        found += [name_of] if name_of in LIVE_ELEMENTS else []
        for name, value in element.attrib.items():
            found += [f"{name}={value}"] if str(name).startswith("on") or name in ("style", "srcdoc") else []
            found += [value] if name in ("href", "src") and LIVE_ADDRESS.match(value) else []
            found += [value] if name == "src" and FOREIGN_SOURCE.match(value) else []
    return found


def chart(*, title: str = "Andel", colour: str = "Riket") -> alt.Chart:
    rows = pd.DataFrame({"år": ["2021", "2022"], "andel": [61.5, None], "område": [colour] * 2})
    marks = alt.Chart(rows, title=title, width=200, height=100).mark_line(point=True, clip=True)
    return marks.encode(x="år:O", y="andel:Q", color="område:N", tooltip=["andel"])


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_write_stays_alive(text: str):
    assert alive(clean_html(f"<p>före {text} efter</p>")) == []
    assert "före" in clean_html(f"<p>före {text} efter</p>")


SCHEMES = (
    "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "&#106;avascript:",
    "\x01javascript:", "vbscript:", "data:text/html,", "DATA:text/html;base64,", "data:image/svg+xml,", "blob:", "file:///",
    "javascript&colon;", "filesystem:", "view-source:javascript:",
)  # fmt: skip
PLACES = ("<a href='{}1'>x</a>", "<img src='{}1'>", "<area href='{}1'>", "<a xlink:href='{}1'>x</a>")
EVENTS = ("onclick", "onerror", "onload", "ONMOUSEOVER", "onfocus", "ontoggle", "onanimationstart", "onbeforeinput")
ELEMENTS = ("p", "img", "a", "details", "svg", "body", "video", "marquee")
RUNS = re.compile(
    r"[\s\x00-\x1f]*(j\s*a\s*v\s*a|vb|view-source|blob|file|data:(?!image/(png|jpeg|gif|webp);))", re.IGNORECASE
)


@pytest.mark.parametrize("place", PLACES)
def test_no_link_of_any_scheme_that_runs_or_reads_is_left(place: str):
    for scheme in SCHEMES:
        found = html5lib.parseFragment(clean_html(place.format(scheme)), namespaceHTMLElements=False)
        left = [value for element in found.iter() for name, value in element.attrib.items() if name in ("href", "src")]
        assert not [value for value in left if RUNS.match(value)], scheme


@pytest.mark.parametrize("element", ELEMENTS)
def test_no_event_of_any_element_is_left(element: str):
    for event in EVENTS:
        for form in ("<{} {}=x()>y", "<{}/{}=x()>y", '<{} a="b"{}="x()">y', "<{} {}\n=\n'x()'>y"):
            assert alive(clean_html(form.format(element, event))) == []


@given(st.lists(st.sampled_from([*HOSTILE, "<p>", "</p>", "<b", "'", '"', ">", "<!--", "-->", "&lt;", "ö"])))
def test_no_mixture_of_it_does_either_and_cleaning_twice_changes_nothing(pieces: list[str]):
    once = clean_html("".join(pieces))
    assert alive(once) == []
    assert clean_html(once) == once


def test_our_own_markup_comes_through_whole():
    ours = (
        '<section id="mal-3a" class="mal" aria-labelledby="r"><h2 id="r">3A</h2><figure><figcaption>Fig'
        "</figcaption></figure><dl><dt>År</dt><dd>2024</dd></dl><table><caption>T</caption><thead><tr>"
        '<th scope="col">År</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table><details open="">'
        '<summary>Mer</summary><p>Läs <a href="https://exempel.invalid/">här</a>, <a href="#r">där</a>.</p>'
        '<img src="data:image/png;base64,AAAA" alt="a"></details></section>'
    )
    assert clean_html(ours) == ours


@given(st.lists(st.lists(st.integers(1, 6)), min_size=1))
def test_a_page_has_one_first_heading_and_no_level_is_left_out(levels: list[list[int]]):
    parts = ["".join(f"<h{n} id='x'>r</h{n}>" for n in part) for part in levels]
    written = [int(n) for n in re.findall(r"<h(\d)", "".join(headings_in_order(parts)))]
    assert len(written) == sum(map(len, levels))
    assert written[:1] in ([], [1])
    assert 1 not in written[1:]
    assert all(after <= before + 1 for before, after in pairwise(written))
    assert re.findall(r"</h(\d)", "".join(headings_in_order(parts))) == list(map(str, written))


def test_a_drawing_says_what_it_is_and_uses_only_the_font_that_the_page_carries():
    drawn = chart_svg(chart(), title="Andel < 3A", description="Två år & ett värde.")
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Andel < 3A"
    assert root.find(f"{space}desc").text == "Två år & ett värde."
    assert root.get("aria-labelledby") == root.find(f"{space}title").get("id")
    assert {text.get("font-family") for text in root.iter(f"{space}text")} == {FONT}
    assert {"2021", "2022", "Andel", "Riket"} <= {text.text for text in root.iter(f"{space}text")}


def test_the_same_chart_gives_the_same_bytes_whatever_was_drawn_before_it():
    first = chart_svg(chart(), title="T", description="B")
    other = chart_svg(chart(colour="Länet"), title="T", description="B")
    assert chart_svg(chart(), title="T", description="B") == first
    ids = [set(re.findall(r'id="([^"]+)"', text)) for text in (first, other)]
    ids.append(set(re.findall(r'id="([^"]+)"', chart_svg(chart(), title="T", description="B", copy=2))))
    assert all(len(found) >= 3 for found in ids)
    assert len(set.union(*ids)) == sum(map(len, ids))
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= ids[0]


DAY = '<span class="gk-day">2024-08-30</span>'


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<p>Hämtat 2024-08-30.</p>", f"<p>Hämtat {DAY}.</p>"),
        ("2024-08-30 (2024-08-30)", f"{DAY} ({DAY})"),
        (f"<p>{DAY} och 2024-08-30</p>", f"<p>{DAY} och {DAY}</p>"),
        ("""<marimo-x data-spec='"a > b 2024-08-30"'></marimo-x>""", None),
        ('<a href="#2024-08-30" title="> 2024-08-30">dagen</a>', None),
        ("<svg><text>2024-08-30</text></svg><code>2024-08-30</code><style>/* 2024-08-30 */</style>", None),
        (
            "<p>2024-08-30.1, datauttag/2024-08-30 och 12024-08-301</p>",
            f"<p>{DAY}.1, datauttag/2024-08-30 och 12024-08-301</p>",
        ),
    ],
)
def test_a_date_in_a_text_is_held_together_once_and_nothing_else_is_touched(html: str, whole: str | None):
    assert whole_days(html) == (whole or html)
    assert whole_days(whole_days(html)) == whole_days(html)


@pytest.mark.parametrize("zone", ["America/New_York", pytest.param("Pacific/Auckland", marks=WHOLE)])
def test_dates_are_drawn_alike_in_every_time_zone(zone: str):
    code = (
        "from goalkit.publishing.svg import chart_svg\n"
        "rows = [{'t': '2021-01-01', 'v': 1}, {'t': '2023-01-01T00:00:00', 'v': 2}]\n"
        "xy = {'x': {'field': 't', 'type': 'temporal'}, 'y': {'field': 'v', 'type': 'quantitative'}}\n"
        "print(chart_svg({'data': {'values': rows}, 'mark': 'line', 'encoding': xy}, title='T'))"
    )
    drawn = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "TZ": tz}, capture_output=True, check=True
        ).stdout
        for tz in ("Europe/Stockholm", zone)
    ]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 1000


def test_a_specification_can_neither_link_nor_load_nor_run():
    hostile = "</text><script>alert(1)</script>"
    spec = chart(title=hostile, colour="<img src=x onerror=alert(1)>").to_dict()
    spec["encoding"]["href"] = {"value": "javascript:alert(1)"}
    spec["usermeta"] = {"embedOptions": {"loader": {}}}
    drawn = chart_svg(spec, title=hostile, description=hostile)
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
    assert not names & {"script", "a", "image", "foreignObject", "style", "use"}
    assert not re.search(r"javascript:|<[^>]*\son\w+=|href=", drawn)
    picture = {"data": {"values": [{}]}, "mark": {"type": "image", "url": "https://exempel.invalid/a.png"}}
    assert "exempel.invalid" not in chart_svg(picture, title="T")


@pytest.mark.parametrize("url", ["https://exempel.invalid/a.csv", "http://127.0.0.1:9/a.json", "file:///etc/passwd"])
def test_data_at_an_address_are_refused(url: str):
    spec = {"data": {"url": url}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}}}
    with pytest.raises(ExportError, match="Ett diagram gick inte att rita"):
        chart_svg(spec, title="T")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe", "\ud800"])
def test_a_sign_that_no_page_can_hold_is_refused_with_a_sentence(sign: str):
    """vl-convert, given one, ends the whole process."""
    with pytest.raises(ExportError, match="ett tecken som inte kan skrivas"):
        chart_svg(chart().to_dict() | {"title": f"Andel{sign}"}, title="T")


PRINTABLE = st.characters(exclude_categories=("C", "Z"), include_characters=" ")


@settings(max_examples=30, deadline=None)
@given(st.text(PRINTABLE, max_size=30))
def test_any_other_text_can_stand_in_a_chart(text: str):
    assert text.isprintable()
    assume(text != "if")  # Vega takes this one word, alone, for the start of an expression, and says so
    drawn = ElementTree.fromstring(chart_svg(chart(title=text), title=text))
    assert drawn[0].text == (text or None)


def blocks(*outputs: object) -> list[Block]:
    return blocks_of(lambda: outputs)


def blocks_of(shown: Callable[[], Sequence[object]]) -> list[Block]:
    """Return the blocks of what a notebook shows when it runs for a page."""
    with page_formats() as left:
        return cells_to_blocks(shown(), left)


def test_cells_come_in_order_with_their_numbers_and_empty_ones_not_at_all():
    shown = blocks(mo.md("# Rubrik\n\nText."), None, mo.md("Mer."), mo.ui.slider(1, 3, label="År"))
    assert [(block.cell, block.html) for block in shown] == [
        (1, '<h1 id="rubrik">Rubrik</h1>\n<p>Text.</p>'),
        (3, "<p>Mer.</p>"),
    ]


def test_charts_and_frames_are_set_aside_whole_alone_and_within_layout():
    frame = pd.DataFrame({"år": range(1900, 2000), "kod": "0180", "andel": [None, *[0.5] * 99]})
    alone, layout, words, plain = blocks_of(
        lambda: [
            frame,
            mo.vstack([mo.md("Före."), mo.hstack([frame, chart()]), mo.md("Efter.")]),
            mo.md(f"Se {mo.as_html(chart())} här."),
            chart(title="Ensam"),
        ]
    )
    whole = Table(
        ("år", "kod", "andel"),
        tuple(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)),
    )
    assert alone.parts == layout.parts[:1] == (whole,)
    assert isinstance(layout.parts[1], Chart)
    assert layout.filled(lambda part: f"[{type(part).__name__}]") == "<p>Före.</p>[Table][Chart]<p>Efter.</p>"
    assert words.filled(lambda _: "[C]") == "<p>Se </p>[C]<p> här.</p>"
    assert plain.parts[0].title == "Ensam"


def test_an_index_heads_its_rows_and_values_are_plain():
    index = pd.Index(["Riket", "Länet"], name="område")
    frame = pd.DataFrame({"dag": pd.to_datetime(["2024-01-02", None]), "n": [1, 2], "ja": [True, False]}, index)
    (block,) = blocks(frame)
    assert block.parts == (
        Table(
            ("område", "dag", "n", "ja"),
            (("Riket", "2024-01-02", 1, True), ("Länet", None, 2, False)),
            row_heads=1,
        ),
    )


def test_tabs_and_accordions_fold_without_a_script_and_controls_are_gone():
    slider = mo.ui.slider(1, 3, label="Reglage")
    tabs = mo.ui.tabs({"Ett": mo.vstack([mo.md("A"), slider]), "Två": mo.accordion({"Inre": mo.md("B")})})
    (block,) = blocks(mo.vstack([tabs, mo.ui.button(label="Knapp"), mo.md("{x} C").batch(x=slider)]))
    assert block.html == (
        '<details open=""><summary>Ett</summary><p>A</p></details><details open=""><summary>Två</summary>'
        "<details><summary>Inre</summary><p>B</p></details></details><p> C</p>"
    )


def test_a_callout_keeps_its_words_and_parts():
    (block,) = blocks_of(lambda: [mo.callout(mo.vstack([mo.md("Obs!"), chart()]), kind="warn")])
    assert block.filled(lambda _: "[C]") == '<div class="ruta warn"><p>Obs!</p>[C]</div>'


def test_figures_formulas_numbers_and_bare_texts_are_written_out():
    cells = [mo.stat("12,5", label="Andel", caption="<i>påhittat</i>"), mo.md("Talet $x^2$"), 3.25, "a & b"]
    told = [block.html for block in blocks(*cells)]
    assert told[0] == "<p>Andel<br><strong>12,5</strong><br>&lt;i&gt;påhittat&lt;/i&gt;</p>"
    assert told[1] == "<p>Talet <code>x^2</code></p>"
    assert told[2:] == ["<p>3,25</p>", "<p>a &amp; b</p>"]


def test_a_chart_that_can_be_chosen_in_keeps_its_rows():
    frame = pd.DataFrame({"år": [2020], "andel": [1.5]})
    (block,) = blocks(mo.ui.altair_chart(alt.Chart(frame).mark_bar().encode(x="år:O", y="andel:Q")))
    assert isinstance(block.parts[0], Chart)
    assert block.parts[0].spec["data"] == {"values": [{"år": 2020, "andel": 1.5}]}


def test_a_table_from_which_rows_are_missing_is_refused_and_a_whole_one_is_not():
    frame = pd.DataFrame({"rad": range(30)})
    with pytest.raises(ExportError, match="Cell 1: tabellen har 30 rader men bara 10"):
        blocks(mo.ui.table(frame))
    (block,) = blocks(mo.ui.table(frame, pagination=False))
    assert block.parts == (Table(("rad",), tuple((n,) for n in range(30))),)


def test_what_only_a_kernel_can_show_is_refused_by_name():
    with pytest.raises(ExportError, match=r"Cell 2 visar .* inte kan stå på en sida .*marimo-mermaid"):
        blocks(mo.md("A"), mo.mermaid("graph LR; A-->B"))


def test_formats_are_as_before_afterwards():
    with page_formats():
        assert "goalkit" in mo.as_html(pd.DataFrame({"a": [1]})).text
    assert "goalkit" not in mo.as_html(pd.DataFrame({"a": [1]})).text


@given(st.lists(st.sampled_from([*HOSTILE, "</div>", "</span>", "</marimo-tabs>", "\ue0000\ue001", "<div>", "<p>x"])))
def test_hostile_markup_in_a_cell_comes_out_harmless_and_well_formed(pieces: list[str]):
    for block in blocks(mo.Html("".join(pieces)), mo.md("".join(pieces))):
        page = block.filled(lambda _: "[del]")
        assert "[del]" not in page
        assert alive(page) == []
        html5lib.HTMLParser(strict=True).parse(
            f"<!DOCTYPE html><html><head><title>t</title></head><body>{page}</body></html>"
        )


def test_the_example_notebook_becomes_blocks_of_at_most_its_cells():
    path = Path(__file__).parent / "notebooks" / "exempelkommun.py"
    names: dict[str, object] = {"__name__": "exempelkommun", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    found = blocks_of(lambda: names["app"].run()[0])
    assert [block.cell for block in found] == [1, 2, 3, 4, 6]
    assert [type(part).__name__ for block in found for part in block.parts] == [
        "Table", "Table", "Chart", "Chart", "Table",
    ]  # fmt: skip
    assert len(json.dumps([block.html for block in found])) < 2000


@pytest.mark.browser
def test_the_page_and_its_charts_measure_text_with_the_same_font(tmp_path: Path, opened):
    """A legend's longest label decides a drawing's width: the browser must find the same."""
    label = "Exempelkommun ±0,0 ▸ −12,5 %"
    widths = []
    for text in (label, label + label):
        drawn = chart(colour=text).configure_legend(labelLimit=0).properties(autosize="pad")
        found = re.search(r'width="([\d.]+)"', chart_svg(drawn, title="T"))
        assert found is not None
        widths.append(float(found[1]))
    page = tmp_path / "text.html"
    font = resources.files("goalkit.show").joinpath("fonts", "GoalkitSans-Regular.woff2").read_bytes()
    page.write_text(
        "<!DOCTYPE html><meta charset=utf-8><style>@font-face{font-family:'Goalkit Sans';"
        f"src:url(data:font/woff2;base64,{base64.b64encode(font).decode()})}}"
        f"span{{font:100px 'Goalkit Sans';white-space:pre}}</style><span>{label}</span>",
        encoding="utf-8",
    )
    with opened(page) as seen:
        seen.page.wait_for_function("document.fonts.check(\"100px 'Goalkit Sans'\", '▸−±')")
        in_browser = seen.page.evaluate("document.querySelector('span').getClientRects()[0].width") / 10
    assert widths[1] - widths[0] == pytest.approx(in_browser, abs=1.5)


def test_the_font_decides_how_wide_a_chart_is(monkeypatch: pytest.MonkeyPatch):
    with_ours = chart_svg(chart(colour="En lång rad med text"), title="T")
    monkeypatch.setattr("goalkit.publishing.svg.FONT", "finns inte")
    assert (
        with_ours.partition("viewBox")[0]
        != chart_svg(chart(colour="En lång rad med text"), title="T").partition("viewBox")[0]
    )
