"""marimo's own export as a file that needs nothing but itself."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import marimo
import pytest
from playwright.sync_api import expect

from goalkit.errors import ExportError
from goalkit.publishing.assets import SHARED_NAME, assets_script
from goalkit.publishing.controls import controls_as_text
from goalkit.publishing.export import export_notebook
from goalkit.publishing.kernel import run_notebook
from goalkit.publishing.paths import machine_paths, without_paths
from goalkit.publishing.run import show_notebook
from tests.conftest import ROOT
from tests.waiting import comes_to
from tests.whole import WHOLE

EXAMPLE = Path(__file__).parent / "notebooks" / "exempelkommun.py"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_notebook(EXAMPLE, tmp_path_factory.mktemp("export") / "exempel.html")


@pytest.fixture(scope="module")
def beside_shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shared")
    return export_notebook(EXAMPLE, folder / "exempel.html", include_code=False, shared=True)


def notebook(folder: Path, *cells: str, name: str = "_") -> Path:
    """Write a notebook of these cells, each with this name."""
    bodies = ["\n".join(f"    {line}" for line in cell.splitlines()) for cell in cells]
    written = "\n".join(f"@app.cell\ndef {name}():\n{body}\n    return\n" for body in bodies)
    path = folder / "bok.py"
    path.write_text(f"import marimo\n\napp = marimo.App()\n\n{written}", encoding="utf-8")
    return path


def test_all_that_a_cell_prints_is_kept_though_it_is_the_last(tmp_path: Path):
    last = "import sys\nfor n in range(2000):\n    print('rad', n)\nprint('fel', file=sys.stderr)"
    run = run_notebook(notebook(tmp_path, "1", last))
    told = [(each["name"], each["text"]) for each in run.snapshot.session["cells"][-1]["console"]]
    rows = "".join(f"rad {n}\n" for n in range(2000))
    assert told == [("stdout", rows), ("stderr", "fel\n")]


@pytest.mark.browser
def test_it_opens_from_disk_complete_without_a_request_or_a_complaint(exported: Path, opened):
    with opened(exported) as seen:
        page = seen.page
        page.get_by_role("heading", name="Exempelkommunens mål").wait_for()
        page.locator("marimo-tabs canvas, marimo-tabs svg.marks").first.wait_for()
        expect(page).to_have_title("Exempelkommunens mål")
        expect(page.locator("html")).to_have_attribute("lang", "sv")
        shown = page.locator("table").first
        comes_to(
            lambda: " ".join(shown.inner_text().split()), "år andel kod 2021 61,5 0180 2022 −0,25 0180 2023 64,0 0180"
        )
        expect(page.get_by_text("Här visas de första 200 raderna av 250.")).to_be_visible()
        expect(page.locator(".cm-line", has_text="alt.Chart(frame")).to_be_visible()
        page.wait_for_function("document.fonts.check('16px \"PT Sans\"')")
        assert not page.get_by_test_id("static-notebook-banner").is_visible()
        assert seen.foreign_requests() == []
        assert [url for url in seen.requests if url.startswith("file:")] == [exported.as_uri()]
        assert seen.errors == []


@pytest.mark.browser
def test_controls_stand_as_text_and_tabs_and_accordions_open(exported: Path, opened):
    with opened(exported) as seen:
        page = seen.page
        controls = page.locator("[data-goalkit=kontroll]")
        expect(controls.nth(0)).to_have_text("Antal år: 3")
        expect(controls.nth(1)).to_have_text("Jämför med: länet")
        assert page.locator("input, select, marimo-slider, marimo-dropdown").count() == 0
        assert page.get_by_text("Räkna om", exact=True).count() == 0
        flap = page.get_by_role("tabpanel", name="Ord")
        assert flap.count() == 0
        page.get_by_role("tab", name="Ord").click()
        expect(flap).to_have_text("Text på en flik.")
        page.get_by_role("tab", name="Tabell").click()
        expect(page.get_by_role("tabpanel", name="Tabell")).to_contain_text("61,5")
        page.get_by_role("button", name="Mer").click()
        page.get_by_role("region", name="Mer").get_by_text("Text i ett dragspel.").wait_for()
        assert seen.errors == []


@pytest.mark.browser
def test_a_chart_answers_the_pointer_with_its_tooltip(exported: Path, opened):
    with opened(exported) as seen:
        drawn = seen.page.locator(".vega-embed canvas, .vega-embed svg").first
        tip = seen.page.locator("#vg-tooltip-element.visible")

        def told() -> bool:
            """Point at the chart anew: what is drawn may not listen yet."""
            seen.page.mouse.move(0, 0)
            drawn.hover()
            return tip.is_visible()

        comes_to(told, True)
        expect(tip).to_contain_text("0180")


@pytest.mark.browser
def test_notebooks_share_one_file_beside_them_and_hide_their_code(beside_shared: Path, opened):
    with opened(beside_shared) as seen:
        seen.page.get_by_role("heading", name="Exempelkommunens mål").wait_for()
        seen.page.get_by_role("tab", name="Ord").wait_for()
        assert seen.page.get_by_text("alt.Chart(frame").count() == 0
        assert seen.foreign_requests() == []
        assert seen.errors == []
    assert beside_shared.stat().st_size < 150_000
    assert "alt.Chart(frame" not in unquote(beside_shared.read_text(encoding="utf-8"))


@pytest.mark.browser
def test_without_the_shared_file_the_page_says_what_is_missing(beside_shared: Path, tmp_path: Path, opened):
    alone = shutil.copy(beside_shared, tmp_path / "ensam.html")
    with opened(Path(alone)) as seen:
        expect(seen.page.locator("body")).to_contain_text(f"Filen {SHARED_NAME} ska ligga bredvid", use_inner_text=True)


@pytest.mark.browser
def test_without_scripts_the_page_says_that_it_needs_them(beside_shared: Path, opened):
    with opened(beside_shared, scripts=False) as seen:
        expect(seen.page.locator("body")).to_contain_text("behöver JavaScript", use_inner_text=True)


@WHOLE
def test_the_whole_is_about_five_megabytes_and_names_no_folder_of_the_machine(exported: Path):
    text = exported.read_text(encoding="utf-8")
    assert 4_000_000 < len(text.encode()) < 5_500_000
    page = text.replace(assets_script(), "")
    for folder in (EXAMPLE.parent, Path.cwd(), Path.home()):
        assert not re.search(re.escape(str(folder)) + r"[/\\\"']", unquote(page))
    assert json.dumps("…/data.csv, statisk: ja")[1:-1] in page
    assert "jsdelivr" not in page


@WHOLE
def test_the_same_notebook_gives_the_same_bytes_and_leaves_nothing_beside_it(exported: Path, tmp_path: Path):
    copied = Path(shutil.copy(EXAMPLE, tmp_path / EXAMPLE.name))
    again = export_notebook(copied, tmp_path / "ut" / "exempel.html")
    assert again.read_bytes() == exported.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exempelkommun.py", "ut"]
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["exempel.html"]


def test_a_persons_own_settings_of_marimo_change_nothing(tmp_path: Path, somebodys_marimo: Callable[[str], None]):
    path = notebook(tmp_path, 'import marimo as mo; mo.md("ett " * 500)')
    exports = [export_notebook(path, tmp_path / "a.html").read_bytes()]
    somebodys_marimo('[display]\ntheme = "dark"\n[runtime]\noutput_max_bytes = 100\n')
    exports.append(export_notebook(path, tmp_path / "b.html").read_bytes())
    assert exports[0] == exports[1]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1 / 0"], "cell 1 räkna (1 / 0): ZeroDivisionError: division by zero"),
        *(
            pytest.param(cells, said, marks=WHOLE)
            for cells, said in (
                (["1", "\n{}['3A']"], "cell 2 räkna ({}['3A']): KeyError: '3A'"),
                (["x = 1", "x = 2"], "cell 1 räkna (x = 1): The variable 'x' was defined by another cell"),
                (["import os; os._exit(3)"], "avbröts innan alla celler var klara"),
                (["import marimo as mo; mo.lazy(lambda: 1)"], "mo.lazy, som inte följer med i en fil"),
            )
        ),
    ],
)
def test_a_cell_that_fails_is_named_and_nothing_is_written(cells: list[str], said: str, tmp_path: Path):
    path = notebook(tmp_path, *cells, name="räkna")
    out = tmp_path / "bok.html"
    out.write_text("det förra", encoding="utf-8")
    with pytest.raises(ExportError) as raised:
        export_notebook(path, out)
    assert said in str(raised.value)
    assert out.read_text(encoding="utf-8") == "det förra"


@WHOLE
def test_a_cell_stopped_on_purpose_is_no_fault(tmp_path: Path):
    path = notebook(tmp_path, "import marimo as mo; mo.stop(True, mo.md('Stannar nu.'))")
    assert "Stannar nu." in export_notebook(path, tmp_path / "bok.html", shared=True).read_text("utf-8")


def test_a_notebook_with_a_byte_order_mark_is_the_same_notebook(tmp_path: Path):
    path = notebook(tmp_path, "import marimo as mo; mo.md('Å, ä och ö')")
    pages, exports = [], []
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + path.read_bytes())
        pages.append([block.html for block in show_notebook(path).blocks])
        exports.append(export_notebook(path, tmp_path / "bok.html", shared=True).read_text("utf-8"))
    assert pages[0] == pages[1] != []
    assert exports[0] == exports[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("print(1", "rad 1: det är inte Python"),
        ("print(1)", "är ingen marimo-anteckningsbok"),
        (None, "går inte att läsa"),
        ("\ufeffprint(1)", "är ingen marimo-anteckningsbok"),
    ],
)
def test_what_is_no_notebook_is_refused(content: str | None, said: str, tmp_path: Path):
    path = tmp_path / "bok.py"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match=said):
        export_notebook(path, tmp_path / "bok.html")


@WHOLE
def test_code_with_a_path_of_the_machine_is_refused_unless_the_code_is_left_out(tmp_path: Path):
    path = notebook(tmp_path, f"place = {str(tmp_path / 'data.csv')!r}")
    with pytest.raises(ExportError, match=r"cell 1 .*som bara finns på den här datorn"):
        export_notebook(path, tmp_path / "bok.html", shared=True)
    made = export_notebook(path, tmp_path / "bok.html", include_code=False, shared=True)
    assert str(tmp_path) not in unquote(made.read_text(encoding="utf-8"))


def test_a_folder_is_shortened_only_where_it_is_one(tmp_path: Path):
    paths = machine_paths(tmp_path / "bok.py")
    said = [f"{tmp_path}/a.csv", f"{tmp_path}x/a.csv", {"in": f"'{tmp_path}'"}, 3]
    assert without_paths(said, paths) == ["…/a.csv", f"{tmp_path}x/a.csv", {"in": "'…'"}, 3]


def test_another_version_of_marimo_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(marimo, "__version__", "0.99.0")
    with pytest.raises(ExportError, match=r"gjord för marimo 0\.25\.2, men 0\.99\.0"):
        export_notebook(EXAMPLE, tmp_path / "exempel.html")


def control(tag: str, value: object, label: str | None = "Fält", **data: object) -> str:
    """Write a control as marimo does."""
    given = {"initial-value": value, "label": label, **data}
    attributes = "".join(f" data-{name}='{json.dumps(v)}'" for name, v in given.items())
    return element(f"<marimo-{tag}{attributes}></marimo-{tag}>")


def element(inner: str) -> str:
    return f"<marimo-ui-element object-id='a-0' random-id='x'>{inner}</marimo-ui-element>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (control("slider", 3.5, "<span>Antal <em>år</em></span>"), "Antal år: 3,5"),
        (control("slider", 1, steps=[10, 20, 30]), "Fält: 20"),
        (control("range-slider", [2, 5]), "Fält: 2–5"),
        (control("checkbox", value=True), "Fält: ja"),
        (control("switch", value=False), "Fält: nej"),
        (control("dropdown", ["riket"]), "Fält: riket"),
        (control("multiselect", ["a", "b"], None), "a, b"),
        (control("dropdown", []), "Fält: inget valt"),
        (control("text", ""), "Fält: inget ifyllt"),
        (control("text", "hemligt", kind="password"), "Fält: dolt"),
        (control("text", "<img src=x onerror=alert(1)>"), "Fält: &lt;img src=x onerror=alert(1)&gt;"),
        (control("code-editor", "x < 1"), "Fält: <pre>x &lt; 1</pre>"),
        (control("date", "2024-01-02"), "Fält: 2024-01-02"),
    ],
)
def test_a_control_says_its_label_and_value(html: str, text: str):
    assert controls_as_text(f"<p>före {html} efter</p>") == (
        f"<p>före <span data-goalkit='kontroll'>{text}</span> efter</p>"
    )


def test_a_button_is_left_out_and_a_form_leaves_its_fields():
    assert controls_as_text(control("button", 0)) == ""
    form = element(f"<marimo-form data-initial-value='null'>{control('number', 3, 'Tal')}</marimo-form>")
    assert controls_as_text(form) == ("<span data-goalkit='kontroll'>Tal: 3</span>")


def test_controls_are_found_within_json_within_attributes_within_json():
    inner = control("number", 3, "Tal")
    tree = json.dumps(["text/html:" + inner])
    html = f"<marimo-json-output data-json-data='{tree.replace(chr(39), '&#x27;')}'></marimo-json-output>"
    written = controls_as_text({"application/json": json.dumps([html])})
    assert "marimo-ui-element" not in str(written)
    assert "Tal: 3" in str(written)


def test_an_editable_table_becomes_its_rows_and_hidden_columns_stay_hidden():
    rows = [{"år": 2024, "andel": -1.5, "_marimo_row_id": "0", "intern": 1}]
    table = control("table", [], "Andelar", data=json.dumps(rows), **{"hidden-columns": ["intern"]})
    assert controls_as_text(table) == (
        "<table class='dataframe'><caption>Andelar</caption><thead><tr><th scope='col'>år</th>"
        "<th scope='col'>andel</th></tr></thead><tbody><tr><td class='tal'>2024</td>"
        "<td class='tal'>−1,5</td></tr></tbody></table>"
    )
    csv = "data:text/csv;base64,w6VyLHRleHQKMjAyNCxhPGIK"
    editor = controls_as_text(control("data-editor", {"edits": []}, data=csv))
    assert "<th scope='col'>år</th>" in editor
    assert "<td>a&lt;b</td>" in editor


@WHOLE
def test_a_notebook_of_the_plan_as_a_file_has_no_control_and_nothing_of_what_if(tmp_path: Path):
    path = export_notebook(ROOT / "notebooks" / "klimat_och_miljo.py", tmp_path / "klimat.html", include_code=False)
    written = path.read_text(encoding="utf-8")

    def has(word: str) -> bool:
        return any(form in written for form in (word, json.dumps(word)[1:-1]))

    assert has("ej uppnådd"), "words of the pages are found in the file"
    assert [word for word in ("Ändra diagrammet", "Vad händer om", "Tänkt läge", "tänkta läget") if has(word)] == []
