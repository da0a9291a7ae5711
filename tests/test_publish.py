"""Published pages: complete, harmless, alike everywhere, small; and nothing at all when a cell fails."""

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path

import html5lib
import msgspec
import openpyxl
import pytest
from click.testing import CliRunner

from goalkit.cli import cli
from goalkit.errors import DataError, ExportError
from goalkit.publishing.cells import read_source
from goalkit.publishing.publish import make, publish
from goalkit.publishing.records import Review, keep_review
from goalkit.publishing.run import show_notebook
from goalkit.spreadsheet import as_text_cell
from goalkit.summary import count
from goalkit.workbook import Workbook
from tests.reproduce_verdicts import reproduce
from tests.websites import AREAS, PAGES, ROOT, Outline, days_as_text, project, published_elsewhere
from tests.whole import WHOLE

pytestmark = [pytest.mark.usefixtures("drawn_once"), WHOLE]

EXAMPLE = ROOT / "tests" / "notebooks" / "exempelkommun.py"
OF_AREA = pytest.mark.parametrize("name", AREAS)
OF_PAGE = pytest.mark.parametrize("name", PAGES)


def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def words(html: str) -> str:
    """Return a page's words, without its head, its drawings and its tags."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", days_as_text(html), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def notebook(folder: Path, *cells: str, name: str = "egen.py") -> Path:
    """Write a notebook of some cells, each the lines of one."""
    path = folder / name
    bodies = [f"@app.cell\ndef cell_{n}():\n    " + cell.replace("\n", "\n    ") for n, cell in enumerate(cells)]
    head = "import marimo\n\napp = marimo.App()\n\nwith app.setup:\n    import altair as alt\n    import marimo as mo\n"
    path.write_text(head + "\n\n" + "\n\n\n".join(f"{body}\n    return" for body in bodies) + "\n", encoding="utf-8")
    return path


def test_every_notebook_has_a_page_and_the_overview_is_where_a_folder_opens(site: Path):
    assert sorted(file.name for file in site.glob("*.html")) == sorted(PAGES)


@OF_PAGE
def test_a_page_is_valid_html_with_one_first_heading_and_no_level_left_out(site: Path, name: str):
    page = read(site, name)
    html5lib.HTMLParser(strict=True).parse(page)
    levels = [int(tag[1]) for tag, _ in Outline(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@OF_PAGE
def test_a_page_is_swedish_with_landmarks_and_a_skip_link(site: Path, name: str):
    outline = Outline(read(site, name))
    assert next(outline.named("html"))["lang"] == "sv"
    assert [tag for tag, _ in outline.tags if tag in ("main", "footer")] == ["main", "footer"]
    assert next(outline.named("a"))["href"] == f"#{next(outline.named('main'))['id']}"


@OF_PAGE
def test_nothing_in_a_page_asks_for_anything(site: Path, name: str):
    page = read(site, name)
    outline = Outline(page)
    assert not re.search(r"url\((?!data:|#)|@import", page)
    assert {href for each in outline.named("link") if (href := each.get("href"))} == {"data:,"}
    assert not list(outline.named("iframe", "object", "embed", "form", "base", "audio", "video"))
    assert all(each.get("type", "").startswith("application/") for each in outline.named("script"))
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
    policy = next(each["content"] for each in outline.named("meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")


@OF_PAGE
def test_every_address_in_a_page_leads_somewhere_and_is_unique(site: Path, name: str):
    places = {page: Outline(read(site, page)).all_of("id") for page in PAGES}
    outline = Outline(read(site, name))
    ids = outline.all_of("id")
    assert len(ids) == len(set(ids))
    for href in outline.all_of("href"):
        file, _, place = href.partition("#")
        if file.startswith(("mailto:", "data:")):
            continue
        assert not file or (site / file).is_file(), href
        if place:
            assert place in places[file or name], href
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert set(outline.all_of(attribute)) <= set(ids)


@pytest.mark.parametrize("name", PAGES[:-1])  # the last is a template, to be filled in by whoever publishes
def test_a_page_names_no_command_or_file_but_to_those_who_check_it(site: Path, name: str):
    """Whoever reads a page can run nothing: what is missing is said in words, what to do about it elsewhere."""
    told, _, checking = words(read(site, name)).partition("Kontrollera sidan")
    assert not re.search(r"goalkit [a-z]|\w\.(?:md|py|toml|json)\b|`", told)
    assert "goalkit verify" in checking


def test_a_comment_takes_no_address_and_no_place_among_the_headings(tmp_path: Path):
    comment = "# Mål 3A\\n\\n<h2 id='mal-3b'>Egen</h2>\\n\\n### Mer"
    head = "import goalkit as gk{n}\nbook{n} = gk{n}.open_workbook('norrkoping-2023-2026')\ngk{n}."
    cells = (
        "mo.Html(\"<h1>Egen</h1><h4 id='mal-3a'>x</h4>\")",
        head.format(n="A") + 'card(bookA["3A"])',
        head.format(n="") + f'comment(book["3A"], "{comment}")',
        head.format(n="B") + 'card(bookB["3B"])',
    )
    page = make([notebook(tmp_path, *cells)]).pages["egen.html"]
    assert len(re.findall(r'<h\d id="mal-3[ab]">\s*<span class="gk-id">3[AB]', page)) == 2
    inside = page[page.index('<aside class="gk-comment') : page.index("</aside>")]
    assert not re.search(r"<h\d| id=", inside)
    assert "<strong>Egen</strong>" in inside


def test_a_picture_or_link_that_falls_away_is_told_with_its_cell(tmp_path: Path):
    text = '![Karta](karta.png) [ut](https://exempel.invalid) [kör](javascript:1) <img src="https://a.invalid/b.png">'
    cell = f"mo.md({text!r})"
    (told,) = make([notebook(tmp_path, 'mo.md("# Egen")', cell)]).notes
    assert told.startswith(
        "egen.py, cell 3: bilden karta.png, länken javascript:1, bilden https://a.invalid/b.png kommer inte med"
    )


@pytest.mark.parametrize("name", ["tillganglighet.md", "corrections.toml", "publications.toml", "views/{plan}/3A.toml"])
def test_a_link_that_leads_out_of_the_project_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    home = project(tmp_path / "projekt", "klimat_och_miljo")
    secret = tmp_path / "hemligt.txt"
    secret.write_text("# hemligt", "utf-8")
    link = home / "data" / name.format(plan="norrkoping-2023-2026")
    link.parent.mkdir(exist_ok=True, parents=True)
    link.symlink_to(secret)
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    with pytest.raises(DataError, match="det är en länk ut ur projektet, och den följs inte"):
        publish([home / "notebooks" / "klimat_och_miljo.py"], home / "site")
    assert not (home / "site").exists()


def test_a_folder_of_the_site_that_is_a_link_is_not_written_through(tmp_path: Path):
    away = tmp_path / "annan"
    away.mkdir()
    out = tmp_path / "site"
    out.mkdir()
    (out / "data").symlink_to(away)
    with pytest.raises(ExportError, match="är en länk och följs inte"):
        publish([notebook(tmp_path, 'mo.md("# Egen")')], out)
    assert list(away.iterdir()) == []


def test_an_address_is_the_same_whatever_is_written_above_it(tmp_path: Path):
    """The page's own sections and the targets keep theirs; a heading of the same words gets another."""
    headings = "".join(
        f"<h2>{text}</h2>" for text in ("Om sidan", "Uppföljningar", "Rättelser", "Mål 3A", "Diagram 3A")
    )
    plan = "norrkoping-2023-2026"
    cells = (
        f"mo.Html(\"<h1>Egen</h1>{headings}<p id='om-sidan'>x</p>\")",
        "import goalkit as gk",
        f'gk.card(gk.open_workbook("{plan}")["3A"])',
    )
    page = make([notebook(tmp_path, *cells)]).pages["egen.html"]
    outline = Outline(page)
    ids = outline.all_of("id")
    assert len(ids) == len(set(ids))
    assert re.search(r'<h2 id="om-sidan">Om sidan</h2>\s*<dl', page)
    assert re.search(r'<h3 id="rattelser">Rättelser</h3><div class="gk-correction"><p>Inga', page)
    assert re.search(r'<h3 id="mal-3a">\s*<span class="gk-id">3A', page)
    assert {"om-sidan-2", "rattelser-2", "mal-3a-2"} <= set(ids)
    assert [href for href in outline.all_of("href") if href.endswith("#om-sidan")] == ["#om-sidan"]


@OF_AREA
def test_a_page_of_an_area_shows_every_target_with_its_status_sentence_and_chart(
    site: Path, workbook: Workbook, name: str
):
    page = read(site, f"{name}.html")
    targets = workbook.of_focus_area(name)
    assert re.findall(r'<h3 id="mal-(\w+)"', page) == [a.target.id.lower() for a in targets]
    assert page.count('<p class="gk-status">') == len(targets)
    drawn = [a.target.id.lower() for a in targets if a.evidence.own.points]
    assert re.findall(r'<figure class="gk-figure" id="diagram-(\w+)"', page) == drawn
    assert page.count("<svg ") == page.count("<desc ") == 2 * len(drawn)
    assert page.count('<table class="gk-table">') == len(drawn)


def test_the_start_page_shows_all_targets(site: Path, workbook: Workbook):
    page = read(site, "index.html")
    for a in workbook.assessments.values():
        places = 2 if a.indicator.is_local else 3  # as a tile, in its row, and at the head of a column of the country
        assert page.count(f"#mal-{a.target.id.lower()}") == places
        assert a.target.wording in page


@OF_AREA
def test_a_page_says_what_it_is_and_whose_arithmetic(site: Path, workbook: Workbook, name: str):
    told = words(read(site, f"{name}.html"))
    for said in (
        "Utkast. Sidan är inte granskad och godkänd.",
        "Plan Övergripande mål och måluppfyllelser 2023-2026 Beslut",
        "Kommunfullmäktige i Norrköpings kommun 2022-12-19",
        "Källa: Kolada",
        "Egen bearbetning av data från Kolada",
        "Indikatorvalet är ett antagande",
        "Inga rättelser.",
        "Så hänvisar du hit",
        "norrkoping.kommun@norrkoping.se",
        "goalkit 0.1.0",
    ):
        assert said in told
    for a in workbook.of_focus_area(name):
        if a.extract is not None:
            day = a.extract.note.removeprefix("Hämtat ").removesuffix(".")
            assert str(a.extract.retrieved) in day
            assert re.search(rf"{a.target.id} [^<]*? {a.extract.id} {re.escape(day)} ", told)


@OF_PAGE
def test_a_page_is_small(site: Path, name: str):
    assert (site / name).stat().st_size <= 400_000


@WHOLE
@OF_PAGE
def test_a_live_page_is_no_larger_than_its_script_asks_for(live_site: Path, name: str):
    assert (live_site / name).stat().st_size <= 1_200_000


BOTH = pytest.mark.parametrize("made", ["site", pytest.param("live_site", marks=WHOLE)])


@BOTH
def test_no_file_has_a_control_or_anything_of_what_if(made: str, request: pytest.FixtureRequest):
    for path in request.getfixturevalue(made).rglob("*"):
        written = path.read_bytes() if path.is_file() else b""
        for word in (
            "Pröva egna värden",
            "Tänkt läge",
            "tänkta läget",
            "(tänkt)",
            "Ändra diagrammet",
            "Spara som standard",
        ):
            assert word.encode() not in written, (path.name, word)


@BOTH
def test_no_file_holds_a_path_of_this_machine(made: str, request: pytest.FixtureRequest):
    site = request.getfixturevalue(made)
    for file in site.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for folder in (ROOT, Path.home(), site.parent):
                assert str(folder).encode() not in content, file.name


@pytest.mark.long
def test_the_same_input_gives_the_same_bytes_in_another_folder_on_another_day(tmp_path: Path):
    sites = [
        published_elsewhere(project(tmp_path / place), day=day, zone=zone, seed=seed)
        for place, day, zone, seed in (
            ("a", "2026, 1, 1, 0, 30", "Pacific/Auckland", "1"),
            ("b/en annan mapp", "2031, 7, 4, 23, 59", "America/Los_Angeles", "2"),
        )
    ]
    files = [{f.relative_to(site): f.read_bytes() for f in site.rglob("*") if f.is_file()} for site in sites]
    assert len(files[0]) == len(PAGES) + 31
    assert files[0].keys() == files[1].keys()
    assert [str(name) for name in files[0] if files[0][name] != files[1][name]] == []


def test_a_persons_own_settings_of_marimo_change_nothing(tmp_path: Path, somebodys_marimo: Callable[[str], None]):
    path = notebook(
        tmp_path,
        'mo.md("# Egen sida, " + mo.app_meta().theme)',
        'mo.ui.table([{"tal": n} for n in range(9)])',
        'import pandas as pd\npd.DataFrame({"tal": range(9)})',
    )
    pages = [make([path]).pages["egen.html"]]
    somebodys_marimo('[display]\ntheme = "dark"\ndataframes = "plain"\ndefault_table_page_size = 3\n')
    pages.append(make([path]).pages["egen.html"])
    assert pages[0] == pages[1]
    assert "Egen sida, light" in pages[0]


def test_what_stands_in_a_notebook_stands_on_the_page_in_its_order():
    pages = make([EXAMPLE]).pages
    page = pages["exempelkommun.html"]
    told = words(page)
    places = [told.rindex(said) for said in ("Påhittade tal", "Text på en flik", "Senaste datauttag")]
    assert told.index("Exempelkommunens mål") < places[0]
    assert places == sorted(places)
    assert page.count("<svg ") == 2
    assert page.count("<td class='tal'>250</td>") == 1
    assert "−0,25" in told
    assert not re.search(r"marimo-|<input|<button|<select|Räkna om|Jämför med", page)
    assert 'id="figur-chart"' in page
    assert "index.html" in pages


def test_charts_frames_and_words_of_the_analysts_own_are_complete(tmp_path: Path):
    path = notebook(
        tmp_path,
        'mo.md("# Egen sida\\n\\nSe [klimatet](../klimat_och_miljo/#mal-5a).")',
        'alt.Chart(alt.Data(values=[{"år": 2020, "andel": 1.5}])).mark_point().encode(x="år:Q", y="andel:Q")',
        'mo.md("## Två\\n\\n### Samma\\n\\n### Samma")',
    )
    pages = make([path, ROOT / "notebooks" / "klimat_och_miljo.py"]).pages
    page = pages["egen.html"]
    html5lib.HTMLParser(strict=True).parse(page)
    assert '<a href="klimat_och_miljo.html#mal-5a">klimatet</a>' in page
    assert re.search(r"<title id=[^>]+>Diagram: Egen sida</title><desc [^>]+>Visar andel, år\. 1 rader\.</desc>", page)
    assert re.search(r"<details><summary>Tabell</summary>.*?<td class='tal'>1,5</td>", page, re.DOTALL)
    assert len(set(re.findall(r'<h3 id="([^"]+)">Samma', page))) == 2


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a xlink:href=javascript:x>s</a></svg>"
    "<base href=//x.invalid><meta http-equiv=refresh content='0,url=//x.invalid'><iframe src=//x.invalid></iframe>"
    "<div style='background:url(//x.invalid)'>d</div><a href='JavaScript:alert(1)'>a</a><p id=innehall>i</p>"
)


def test_hostile_comments_titles_and_own_series_come_out_as_harmless_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = project(tmp_path)
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    series = home / "data" / "local" / "norrkoping-2023-2026" / "0581" / "5C.csv"
    series.parent.mkdir(parents=True, exist_ok=True)
    head = (home / "data" / "local" / "mall.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    columns = head.split(";")
    known = {"år": "2022", "kön": "T", "värde": "61,5", "status": "slutlig", "inlagt_av": "utredare"}
    known |= {"källa": f"Kartering {HOSTILE}", "metod": HOSTILE, "mätt": "2022-06-01", "inlagt": "2026-09-01"}
    rows = [known, {**known, "år": "2023", "värde": "62,5", "mätt": "2023-06-01"}]
    text = "\n".join([";".join(columns), *(";".join(row.get(c, "") for c in columns) for row in rows)])
    series.write_text(text + "\n", encoding="utf-8")
    path = home / "notebooks" / "klimat_och_miljo.py"
    source = path.read_text(encoding="utf-8")
    comment = f"gk.comment(m5c, {HOSTILE + '**Text** <b onclick=x()>fet</b>'!r}, year=2023)"
    path.write_text(source.replace('gk.comment(m5c, "", year=None)', comment), encoding="utf-8")
    chart = f'alt.Chart(alt.Data(values=[{{"a": {HOSTILE!r}}}]), title={HOSTILE!r}).mark_bar().encode(y="a:N")'
    own = notebook(home / "notebooks", f"mo.md({HOSTILE!r})", chart)
    pages = make([path, own]).pages
    for page in pages.values():
        outline = Outline(page)
        assert not list(outline.named("img", "base", "iframe", "object", "embed", "form"))
        assert [each.get("http-equiv") for each in outline.named("meta")].count("refresh") == 0
        assert [each for each in outline.named("div", "p", "a") if "style" in each] == []
        assert not [href for href in outline.all_of("href") if href.lower().startswith(("javascript:", "data:t"))]
        assert len(outline.all_of("id")) == len(set(outline.all_of("id")))
        assert all(each.get("type", "").startswith("application/") for each in outline.named("script"))
        assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
    assert "Kartering &lt;script&gt;" in pages["klimat_och_miljo.html"]
    assert "<strong>Text</strong> <b>fet</b>" in pages["klimat_och_miljo.html"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", r"cell 2 cell_0 \(1 / 0\): ZeroDivisionError: division by zero"),
        ("missing + 1", "cell 2 cell_0 .*NameError: name 'missing' is not defined"),
        ("mo.mermaid('graph LR; A-->B')", "Cell 2 visar något som inte kan stå på en sida"),
        ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')", "cell 2 .*den frågar nätet"),
        ("mo.md(str(mo.notebook_dir()))", "sökvägen .* på den här datorn"),
        ("import sys\nsys.exit(0)", r"cell 2 .*den avslutar programmet \(sys.exit\)"),
        ("import os\nos._exit(0)", r"cell 2 .*den avslutar programmet \(os._exit\)"),
        (
            "alt.Chart(alt.Data(values=[{'a': 1}])).mark_bar().encode(y=alt.Y('a:Q').axis(labelFontSize=1e6))",
            r"cell 2 cell_0: Ett diagram gick inte att rita: det blir \d+ × \d+ px stort",
        ),
    ],
)
def test_a_failing_cell_stops_everything_and_is_named(tmp_path: Path, cell: str, said: str):
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("före", encoding="utf-8")
    path = notebook(tmp_path, cell)
    result = CliRunner().invoke(cli, ["publish", str(EXAMPLE), str(path), "-o", str(out)])
    assert isinstance(result.exception, ExportError)
    assert result.exception.exit_code == 1
    assert re.search(rf"egen\.py.*{said}", str(result.exception)) or re.search(said, str(result.exception))
    assert "egen.py" in str(result.exception)
    assert "Ingen fil skrevs" in str(result.exception)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    assert [file.name for file in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text(encoding="utf-8") == "före"


def test_a_cell_stopped_on_purpose_is_no_fault_and_those_after_it_keep_their_places(tmp_path: Path):
    path = notebook(tmp_path, "mo.stop(True, mo.md('Stannar nu.'))\nx = 1", "mo.md('Sist')")
    text = path.read_text(encoding="utf-8").replace(
        "def cell_1()", "def mitten(x):\n    x\n    return\n\n\n@app.cell\ndef cell_1()"
    )
    path.write_text(text.replace("x = 1\n    return", "x = 1\n    return (x,)"), encoding="utf-8")
    blocks = show_notebook(path).blocks
    assert [(block.cell, "Stannar nu." in block.html, "Sist" in block.html) for block in blocks] == [
        (2, True, False),
        (4, False, True),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("print(1", "rad 1: det är inte Python"),
        ("print(1)", "är ingen marimo-anteckningsbok"),
        (None, "finns inte"),
        ("\ufeffprint(1)", "är ingen marimo-anteckningsbok"),
    ],
)
def test_what_is_no_notebook_is_refused_and_not_run(content: str | None, said: str, tmp_path: Path):
    path = tmp_path / "bok.py"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match=said):
        show_notebook(path)


def test_a_notebook_with_a_byte_order_mark_is_the_same_notebook(tmp_path: Path):
    path = notebook(tmp_path, "mo.md('Å, ä och ö')")
    plain = show_notebook(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert show_notebook(path) == plain


def test_with_code_each_cell_stands_folded_beside_what_it_shows_and_the_page_proves_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = project(tmp_path / "projekt", "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    monkeypatch.chdir(home)
    path = home / "notebooks" / "klimat_och_miljo.py"
    path.write_text(path.read_text("utf-8").replace("    t5a = ", "    # <b>Så</b> räknas det: \n    t5a = "), "utf-8")
    assert CliRunner().invoke(cli, ["publish", str(path), "-o", "site", "--code"]).exit_code == 0
    page = (home / "site" / "klimat_och_miljo.html").read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert len(re.findall(r"<script(?! type=\"application/json\")", page)) == 0
    folded = re.findall(
        r'<details class="gk-code"><summary>Kod: cell \d+ (\w+)</summary><pre><code>(.*?)</code>', page, re.S
    )
    code = {name: unescape(re.sub(r"<[^>]+>", "", text)) for name, text in folded}
    assert code == {cell.name: cell.code for cell in read_source(path).cells if cell.code}
    assert code["tal_5a"].startswith("# <b>Så</b> räknas det: \nt5a = ")
    assert page.index('id="diagram-5a"') < page.index("Kod: cell 7 diagram_5a") < page.index("Kod: cell 9 kommentar_5a")
    assert page.index("<h1") < page.index("Kod: cell 1 setup")
    assert CliRunner().invoke(cli, ["verify", "site/klimat_och_miljo.html"]).exit_code == 0


def test_what_marimo_keeps_to_itself_is_used_in_few_named_places():
    """A name without a public form stands once; marimo is pinned, and one that lacks it fails where it is used."""
    named = {
        path.name: re.findall(r"^\s*(?:from|import) marimo\._", path.read_text("utf-8"), re.MULTILINE)
        for path in (ROOT / "goalkit").rglob("*.py")
    }
    counted = {name: len(names) for name, names in named.items() if names}
    assert counted == {"private.py": 2, "form.py": 1, "server.py": 2}


@pytest.mark.parametrize(
    "theirs",
    [
        *("egen.html", "data/alla.xlsx"),
        *(pytest.param(name, marks=WHOLE) for name in ("index.html", "data/status.json", "index.html/x")),
    ],
)
def test_nothing_is_written_over_what_somebody_else_has_in_the_folder(tmp_path: Path, theirs: str):
    place = tmp_path / "mapp" / theirs
    place.parent.mkdir(parents=True)
    place.write_text("mitt eget", encoding="utf-8")
    with pytest.raises(ExportError, match=f"{theirs.removesuffix('/x')} .*Ingen fil skrevs"):
        publish([notebook(tmp_path, 'mo.md("# Egen")')], tmp_path / "mapp")
    assert [file for file in (tmp_path / "mapp").rglob("*") if file.is_file()] == [place]
    assert place.read_text(encoding="utf-8") == "mitt eget"


def test_what_has_other_names_in_the_folder_stays_and_a_site_is_written_anew(tmp_path: Path):
    path, out = notebook(tmp_path, 'mo.md("# Egen")'), tmp_path / "mapp"
    (out / "data").mkdir(parents=True)
    kept = [out / "anteckning.txt", out / "data" / "mina.csv"]
    for file in kept:
        file.write_text("mitt eget", encoding="utf-8")
    first, second = publish([path], out), publish([path], out)
    assert sorted(first.files) == sorted(second.files)
    assert [file.read_text(encoding="utf-8") for file in kept] == ["mitt eget"] * 2


@pytest.mark.parametrize("out", ["data", *(pytest.param(out, marks=WHOLE) for out in (".", "data/site", "lank"))])
def test_a_site_is_not_mixed_with_the_projects_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str):
    home = project(tmp_path / "hem", "klimat_och_miljo")
    (home / "lank").symlink_to("data")
    own = notebook(home / "notebooks", f'open({str(home / "kord")!r}, "w").close()')
    before = sorted(home.rglob("*"))
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    monkeypatch.chdir(home)
    with pytest.raises(ExportError, match="är projektets egen mapp"):
        publish([own], Path(out))
    assert sorted(home.rglob("*")) == before, "it is refused before the notebooks are run"


def test_a_notebook_that_is_not_there_and_one_of_another_plan_are_told_with_what_is(tmp_path: Path):
    there = notebook(
        tmp_path,
        "import goalkit as gk",
        'gk.head(gk.open_workbook(), "nagot_annat")',
    )
    with pytest.raises(ExportError, match=r"eget\.py finns inte\. De som finns bredvid: egen\."):
        make([tmp_path / "eget.py"])
    with pytest.raises(ExportError, match="Målområdet nagot_annat finns inte i planen norrkoping-2023-2026"):
        make([there])


def test_a_cell_that_does_not_end_is_named_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    heard = io.StringIO()
    monkeypatch.setattr("sys.stderr", heard)
    monkeypatch.setattr("goalkit.publishing.run.LONG", 0.1)
    endless = 'import sys, time\nwhile "cell" not in sys.stderr.getvalue():\n    time.sleep(0.01)'
    assert show_notebook(notebook(tmp_path, endless)).blocks == []
    assert heard.getvalue().splitlines()[-1] == (
        "egen.py körs fortfarande och är vid cell 2 cell_0 (import sys, time). Avbryt med Ctrl+C om den inte blir klar."
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_fork_of_a_cell_may_end(tmp_path: Path):
    forked = "import os\nchild = os.fork()\nif child == 0:\n    os._exit(7)\n"
    forked += "os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])"
    (block,) = show_notebook(notebook(tmp_path, forked)).blocks
    assert "7" in block.html


def test_what_a_cell_prints_is_not_poured_out_but_told(tmp_path: Path):
    path = notebook(tmp_path, 'print("y" * 10_000_000)', 'mo.md("# Egen")')
    result = CliRunner().invoke(cli, ["publish", str(path), "-o", str(tmp_path / "ut")], catch_exceptions=False)
    assert "egen.py: en cell skriver ut text med print" in result.output
    assert len(result.output) < 1000


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path):
    blocked = tmp_path / "site"
    blocked.write_text("en fil", encoding="utf-8")
    with pytest.raises(ExportError, match="gick inte att skriva"):
        publish([EXAMPLE], blocked)


def test_notebooks_that_show_different_data_are_not_one_site(tmp_path: Path):
    path = notebook(tmp_path, 'from goalkit.workbook import open_workbook\nbok = open_workbook(vintage="2026-03-19")')
    with pytest.raises(ExportError, match="En webbplats visar en plan, en kommun och samma datauttag"):
        make([ROOT / "notebooks" / "klimat_och_miljo.py", path])


def test_corrections_stand_on_the_page_and_a_fault_in_their_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    file = home / "data" / "corrections.toml"
    plan = 'plan = "norrkoping-2023-2026"'
    file.write_text(
        f'[[correction]]\n{plan}\ndate = 2026-10-01\ntarget = "5A"\nwas = "4,2 <ton>"\nnow = "4,3 ton"\n',
        encoding="utf-8",
    )
    page = days_as_text(make([home / "notebooks" / "klimat_och_miljo.py"]).pages["klimat_och_miljo.html"])
    assert page.count("2026-10-01, 5A: stod ”4,2 &lt;ton&gt;”, rätt är ”4,3 ton”.") == 3, "top, target, list"
    file.write_text(file.read_text(encoding="utf-8").replace("5A", "9Z"), encoding="utf-8")
    with pytest.raises(DataError, match=r"9Z, som inte finns i planen\. De som finns: 1A, 1B"):
        make([home / "notebooks" / "klimat_och_miljo.py"])
    file.write_text("[[correction]]\nfel = 1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"corrections.toml går inte att läsa: .*fel"):
        make([home / "notebooks" / "klimat_och_miljo.py"])
    file.unlink()
    file.mkdir()
    with pytest.raises(DataError, match=r"data/corrections\.toml går inte att läsa: det är en mapp\. Rätta filen"):
        make([home / "notebooks" / "klimat_och_miljo.py"])


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def another_encoding(path: Path) -> None:
    path.write_bytes("Tillgänglighet".encode("latin-1"))


def unicode_text(path: Path) -> None:
    path.write_bytes("# Tillgänglighet".encode("utf-16"))


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


PUBLISH = ["publish", "-o", "site"]


@pytest.mark.parametrize(
    ("command", "made", "why"),
    [
        (PUBLISH, a_folder, "det är en mapp"),
        (PUBLISH, a_link_to_itself, "länkarna går i en ring"),
        (PUBLISH, another_encoding, "den är inte i UTF-8 (rad 1); spara om den som UTF-8 och kontrollera å, ä och ö"),
        (PUBLISH, unicode_text, "den är i UTF-16, inte i UTF-8"),
        (PUBLISH, a_pipe, "det är ingen vanlig fil"),
        (["follow-up", "new", "Helår 2026"], a_folder, "det är en mapp"),
        (["review"], a_folder, "det är en mapp"),
    ],
)
def test_an_accessibility_statement_that_cannot_be_read_is_not_taken_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], made: Callable[[Path], None], why: str
):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    monkeypatch.chdir(home)
    made(home / "data" / "tillganglighet.md")
    before = sorted(home.rglob("*"))
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 1
    told = f"data/tillganglighet.md går inte att läsa: {why}. Rätta filen och försök igen."
    if command == ["review"]:
        assert f"FEL  Anteckningsböcker  {told}" in result.output
    else:
        assert isinstance(result.exception, DataError)
        assert str(result.exception) == told
    assert sorted(home.rglob("*")) == before


def test_a_byte_order_mark_changes_nothing_in_what_people_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    correction = 'plan = "norrkoping-2023-2026"\ndate = 2026-10-01\nwas = "4,2 ton"\nnow = "4,3 ton"\n'
    for name, text in (
        ("tillganglighet.md", "# Tillgänglighet\n"),
        ("corrections.toml", f"[[correction]]\n{correction}"),
    ):
        (home / "data" / name).write_text(text, encoding="utf-8-sig")
    pages = make([home / "notebooks" / "klimat_och_miljo.py"]).pages
    assert re.findall("<h1[^>]*>(.*?)</h1>", pages["tillganglighet.html"]) == ["Tillgänglighet"]
    assert "stod ”4,2 ton”" in pages["klimat_och_miljo.html"]


def test_an_accessibility_statement_without_a_heading_gets_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    (home / "data" / "tillganglighet.md").write_text("Vi följer lagen.\n", encoding="utf-8")
    page = make([home / "notebooks" / "klimat_och_miljo.py"]).pages["tillganglighet.html"]
    assert re.findall("<h1[^>]*>(.*?)</h1>", page) == ["Tillgänglighetsredogörelse"]


def test_an_accessibility_statement_without_a_word_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    path = home / "notebooks" / "klimat_och_miljo.py"
    without = make([path]).pages["tillganglighet.html"].partition("</main>")[0]
    (home / "data" / "tillganglighet.md").write_text(" \n\n", encoding="utf-8")
    blank = make([path]).pages
    assert blank["tillganglighet.html"].startswith(without)
    assert "en mall som inte är ifylld" in without
    assert "mall, inte ifylld" in blank["klimat_och_miljo.html"]


def test_a_page_is_a_draft_until_exactly_its_inputs_are_approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = project(tmp_path, "klimat_och_miljo")
    monkeypatch.setenv("GOALKIT_DATA", str(home / "data"))
    path = home / "notebooks" / "klimat_och_miljo.py"
    made = make([path])
    inputs = made.site.fingerprint
    assert "Utkast" in words(made.pages["klimat_och_miljo.html"])
    (home / "data" / "publications.toml").write_text(
        f'[[publication]]\nplan = "norrkoping-2023-2026"\nfollow_up = "Helår 2026"\ninputs = "{inputs}"\n'
        'approver = "kommundirektör"\napproved = 2026-10-05\nunit = "Exempelenheten"\ncontact = "e@exempel.invalid"\n',
        encoding="utf-8",
    )
    unreviewed = make([path]).pages
    assert "Utkast. Ett godkännande finns, men granskningen" in words(unreviewed["klimat_och_miljo.html"])
    keep_review(home / "data", Review(plan="norrkoping-2023-2026", inputs=inputs, checked=("Plan",)))
    approved = make([path]).pages
    told = words(approved["klimat_och_miljo.html"])
    assert "Utkast" not in told
    for said in ("Senast uppdaterad 2026-10-05", "Helår 2026", "kommundirektör", "Exempelenheten, e@exempel.invalid"):
        assert said in told
    path.write_text(path.read_text(encoding="utf-8") + "\n# ändrad\n", encoding="utf-8")
    changed = make([path]).pages
    assert "Utkast" in words(changed["klimat_och_miljo.html"])


def rows_of(file: Path) -> list[dict[str, str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@OF_AREA
def test_the_counts_of_an_area_are_those_of_its_own_targets(site: Path, workbook: Workbook, name: str):
    said = json.loads((site / "data" / f"{name}-status.json").read_text("utf-8"))
    assert said["counts"] == msgspec.to_builtins(count(workbook.of_focus_area(name)))
    assert said["counts"]["targets"] == len(said["targets"]) < 21


@pytest.mark.parametrize("name", ["alla", *AREAS])
def test_the_tables_beside_the_pages_hold_what_the_pages_judge(site: Path, workbook: Workbook, name: str):
    targets = workbook.of_focus_area(name) if name in AREAS else list(workbook.assessments.values())
    rows = rows_of(site / "data" / f"{name}-bedomningar.csv")
    assert [(row["måluppfyllelse"], row["status (kod)"]) for row in rows] == [(a.target.id, a.status) for a in targets]
    values = rows_of(site / "data" / f"{name}-varden.csv")
    for a in targets:
        mine = [row for row in values if row["måluppfyllelse"] == a.target.id and row["kön"] == "totalt"]
        own = {row["år"]: row["värde"] for row in mine if row["områdeskod"] == "0581" and row["värde"]}
        assert set(own) == {str(year) for year in a.evidence.own.points}
        assert all("." not in value for value in own.values())


def test_raw_values_and_our_own_arithmetic_are_labelled_apart(site: Path):
    labels = {
        (row["måluppfyllelse"], row["områdeskod"]): row["källa"] for row in rows_of(site / "data/alla-varden.csv")
    }
    assert labels["1A", "0581"] == "Källa: Kolada"
    assert labels["3A", "0581"] == "Egen bearbetning av data från Kolada"  # a sum
    assert labels["6B", "0581"] == "Egen bearbetning av data från Kolada"  # a complement
    assert labels["1B", "G2328"] == "Egen bearbetning av data från Kolada"  # a mean


def test_no_cell_of_what_is_published_is_a_formula(site: Path):
    checked = 0
    for file in (site / "data").glob("*.xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet.rows for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        checked += len(cells)
    for file in (site / "data").glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines, delimiter=";") for cell in row]
        assert [cell for cell in cells if as_text_cell(cell) != cell and not re.fullmatch(r"-[\d,.]+", cell)] == []
        checked += len(cells)
    assert checked > 100_000


def test_the_workbook_opens_with_formats_a_source_sheet_and_the_data_s_own_date(site: Path, workbook: Workbook):
    file = site / "data" / "alla.xlsx"
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Om tabellerna", "Bedömningar", "Värden"]
    newest = max(a.extract.retrieved for a in workbook.assessments.values() if a.extract)
    assert book.properties.created.date() == newest
    assert len(list(book["Bedömningar"].rows)) == 22
    texts = [cell.value for row in book["Om tabellerna"].rows for cell in row]
    assert "Källa: Kolada" in texts
    years = [row[6].value for row in book["Värden"].iter_rows(min_row=2)]
    assert all(isinstance(year, int) for year in years)
    with zipfile.ZipFile(file) as made:
        assert {entry.date_time[0] for entry in made.infolist()} == {1980}


@pytest.mark.parametrize("name", ["alla", *AREAS])
def test_the_linked_data_alone_are_enough_to_judge_again(site: Path, workbook: Workbook, name: str):
    found = reproduce(site / "data" / f"{name}.jsonld")
    judged = {target: pair for target, pair in found.items() if pair[1] is not None}
    assert all(again == said for again, said in judged.values())
    told = {a.target.id: a.status for a in workbook.assessments.values()}
    assert all(told[target] == said[0] for target, (_, said) in judged.items())
    if name == "alla":
        assert len(judged) == sum(status != "not_assessed" for status in told.values()) == 8


def test_the_script_that_judges_again_is_short_and_knows_nothing_of_the_program():
    source = (ROOT / "tests" / "reproduce_verdicts.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)) == {"json", "sys", "fractions", "pathlib"}


def test_the_metadata_describe_every_column_of_the_csv_files(site: Path):
    described = json.loads((site / "data" / "alla-csvw.json").read_text(encoding="utf-8"))
    for table in described["tables"]:
        rows = rows_of(site / "data" / table["url"])
        columns = table["tableSchema"]["columns"]
        assert list(rows[0]) == [column["titles"] for column in columns]
        for column in columns:
            if isinstance(column["datatype"], dict):
                values = [row[column["titles"]] for row in rows]
                assert all(re.fullmatch(r"-?\d+(,\d+)?|", value) for value in values)


def test_the_pdf_needs_chromium_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(cli, ["publish", str(EXAMPLE), "-o", str(tmp_path / "site"), "--pdf"])
    assert isinstance(result.exception, ExportError)
    assert "Installera paketet chromium" in str(result.exception)
    assert not (tmp_path / "site").exists()


def test_the_command_says_what_it_wrote(tmp_path: Path):
    out = tmp_path / "ut"
    result = CliRunner().invoke(cli, ["publish", str(EXAMPLE), "-o", str(out)])
    assert result.exception is None
    assert "3 sidor" in result.output
    assert (out / "index.html").is_file()
    assert read(out, "index.html").count('<a class="gk-tile ') == 21
