"""The proof of meaning: a page says of every target what the data give, whatever cells show; free words are listed."""

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goalkit.cli import cli
from goalkit.errors import ExportError, ProofError
from goalkit.extracts import Extract
from goalkit.planfile import load_plan
from goalkit.publishing.proof import file_hash
from goalkit.publishing.publish import make
from goalkit.show.scaffold import write_notebooks
from goalkit.workbook import Workbook, open_workbook
from tests.made_up import ONE_AREA, keep, means_of, rows
from tests.own_series import csv_text, row
from tests.whole import WHOLE

pytestmark = [pytest.mark.usefixtures("drawn_once"), WHOLE]

PLAN = "exempelkommun-2023-2026"
SERIES = {
    "N90004": {
        "9001": {2022: 1000.0, 2023: 1100.0, 2024: 1200.0},
        "0000": {2022: 1000.0, 2023: 990.0, 2024: 980.0},
    }
}
TARGET, CHART = "gk.card(mbehover)", "gk.figure(mbehover, val_behover)"
BEHIND, COMMENT = "gk.behind(mbehover, val_behover)", 'gk.comment(mbehover, "", year=None)'
BADGE = '<span class="gk-badge gk-met"><span class="gk-shape">●</span> uppnådd</span>'
MET = "import dataclasses\n    from goalkit.model import Status\n    "
FORGE = 'dataclasses.replace(a, verdict=dataclasses.replace(a.verdict, status=Status("met")))'
OTHER_POINT = (
    "from fractions import Fraction\n    from goalkit.model import Point\n    "
    "line = mbehover.evidence.own\n    "
    'object.__setattr__(line, "points", {**line.points, 2024: Point(Fraction(900))})\n    '
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a made-up project whose target "behover" is not met."""
    keep(tmp_path / "data", "2025-03-01", rows(SERIES), means=[means_of("N90001+N90002", "N90003")])
    write_notebooks(load_plan(ONE_AREA), str(ONE_AREA), tmp_path / "notebooks")
    own = tmp_path / "data" / "local" / PLAN / "9001" / "eget.csv"
    own.parent.mkdir(parents=True)
    own.write_text(
        csv_text(row(värde="43"), row(år="2023", värde="44", mätt="2023-08-15", inlagt="2024-02-01")), "utf-8"
    )
    monkeypatch.setenv("GOALKIT_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(home: Path, old: str, new: str) -> Path:
    path = home / "notebooks" / "allt.py"
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")
    return path


def own_cell(home: Path, code: str) -> Path:
    """Put a cell of an analyst's own first in the notebook."""
    body = code.replace("\n", "\n    ")
    cell = f"@app.cell\ndef egen():\n    import marimo as mo\n    {body}\n    return\n\n\n"
    return change(home, "@app.cell(hide_code=True)\ndef huvud", f"{cell}@app.cell(hide_code=True)\ndef huvud")


def twice(home: Path) -> None:
    own_cell(home, 'gk.card(gk.open_workbook("PLAN")["over"])'.replace("PLAN", str(ONE_AREA)))


def swapped(home: Path) -> None:
    """Let two targets change places with everything that stands under them, where no goal stands above either."""
    path = home / "notebooks" / "allt.py"
    source = re.sub(r"gk\.goal\(bok, \d\)", "None", path.read_text("utf-8"))
    cells = source.split("\n\n\n@app.cell")
    order = [n for n, cell in enumerate(cells) if "def mal_" in cell]
    first, second = cells[order[0] : order[1]], cells[order[1] : order[2]]
    path.write_text("\n\n\n@app.cell".join([*cells[: order[0]], *second, *first, *cells[order[2] :]]), "utf-8")


Forge = Callable[[Path], object]
FORGERIES: dict[str, tuple[Forge, str]] = {
    "another verdict": (
        lambda home: change(home, TARGET, f"a = mbehover\n    {MET}gk.card({FORGE})"),
        r"allt\.py, cell \d+ mal_behover: måluppfyllelsen behover är inte vad uppgifterna ger\. "
        r"status: där står ”uppnådd”, där ska stå ”ej uppnådd”",
    ),
    "our badge in HTML": (
        lambda home: own_cell(home, f"mo.Html({BADGE!r})"),
        r"allt\.py, cell 3 egen: egen text eller HTML har ett utseende .*class ”gk-badge”",
    ),
    "our badge in markdown": (lambda home: own_cell(home, f"mo.md({BADGE!r})"), "cell 3 egen: egen text .*gk-badge"),
    "our badge in a stack": (
        lambda home: own_cell(home, f'mo.vstack([mo.md("# Egen"), mo.accordion({{"Mer": mo.Html({BADGE!r})}})])'),
        "cell 3 egen: egen text .*gk-badge",
    ),
    "our badge in a comment": (
        lambda home: change(home, COMMENT, f"gk.comment(mbehover, {BADGE!r}, year=2024)"),
        r"cell \d+ kommentar_behover: kommentaren till behover har ett utseende .*class ”gk-badge”",
    ),
    "our badge written otherwise": (
        lambda home: own_cell(home, "mo.Html(\"<p title='a>b' class='x &#71;K-badge'>uppnådd</p>\")"),
        "cell 3 egen: egen text",
    ),
    "the chart of another target": (
        lambda home: change(home, CHART, 'gk.figure(mbehover.workbook["eget"], val_behover)'),
        r"cell \d+ diagram_behover: diagrammet till eget står under behover",
    ),
    "a changed point": (
        lambda home: change(home, TARGET, f"{OTHER_POINT}{TARGET}"),
        r"cell \d+ diagram_behover: diagrammet till behover är inte vad uppgifterna ger",
    ),
    "a target left out": (
        lambda home: change(home, TARGET, "None"),
        r"allt\.py: behover visas inte på någon sida",
    ),
    "a calculation left out": (
        lambda home: change(home, BEHIND, "None"),
        r"allt\.py: beräkning och källa till behover saknas",
    ),
    "a target twice": (twice, "måluppfyllelsen over står två gånger"),
    "another order": (swapped, r"cell \d+ mal_\w+: måluppfyllelsen \w+ står efter \w+\. Planens ordning"),
    "figures of another workbook in a comment": (
        lambda home: change(
            home,
            COMMENT,
            f"a, book = mbehover, mbehover.workbook\n    {MET}"
            f"other = dataclasses.replace(book, assessments={{**book.assessments, 'behover': {FORGE}}})\n    "
            'gk.comment(dataclasses.replace(a, workbook=other), "Det är {behover.status}.", year=2024)',
        ),
        r"cell \d+ kommentar_behover: kommentaren till behover är .*står ”Det är uppnådd\.”.*”Det är ej uppnådd\.”",
    ),
    "tiles of another workbook": (
        lambda home: change(
            home,
            'gk.head(bok, "allt")',
            f"a = bok['behover']\n    {MET}"
            f"gk.head(dataclasses.replace(bok, assessments={{**bok.assessments, 'behover': {FORGE}}}), 'allt')",
        ),
        r"cell \d+ huvud: huvudet för allt är inte vad uppgifterna ger",
    ),
}


@pytest.mark.parametrize(("forge", "said"), FORGERIES.values(), ids=FORGERIES)
def test_what_the_data_do_not_give_stops_publishing_with_its_cell_and_place(home: Path, forge: Forge, said: str):
    forge(home)
    with pytest.raises(ProofError) as refused:
        make([home / "notebooks" / "allt.py"])
    assert re.search(said, str(refused.value)), refused.value
    assert "Ingen fil skrevs" in str(refused.value)


CHANGES = {
    "a sentence": 'import goalkit.show.blocks as ours\nours.sentence = lambda a: "Målet är nått."',
    "a badge, and the proof itself": (
        "import goalkit.publishing.meaning as proof\nimport goalkit.show.blocks as ours\n"
        "proof.Meaning.refuse = lambda self: None\nours.badge = lambda a: '<span>uppnådd</span>'"
    ),
    "the data of a chart": (
        "import goalkit.charts as ours\nwhole = ours.spec\n"
        "def lower(*given, **named):\n    spec = whole(*given, **named)\n"
        "    for rows in spec['datasets'].values():\n"
        "        for row in rows:\n            row |= {'value': 9.0} if row.get('kind') == 'own' else {}\n"
        "    return spec\nours.spec = lower"
    ),
    "what a block shows": 'from goalkit.show.display import Display\nDisplay.text = "<p>Målet är nått.</p>"',
}


@pytest.mark.parametrize("code", CHANGES.values(), ids=CHANGES)
def test_what_a_cell_changes_of_the_program_changes_nothing_on_the_page(home: Path, code: str):
    path = own_cell(home, "None")
    before = make([path]).pages["allt.html"]
    change(home, "    None\n", "    " + code.replace("\n", "\n    ") + "\n    None\n")
    after = make([path]).pages["allt.html"]
    hashes = re.compile(r"[0-9a-f]{16,64}")
    assert hashes.sub("", after) == hashes.sub("", before)


def test_the_html_of_a_block_cannot_be_altered_on_its_way(home: Path):
    code = f"import marimo as mo\n    mo.Html({CHART}.text.replace('<td>12,0</td>', '<td>9,0</td>'))"
    page = make([change(home, CHART, code)]).pages["allt.html"]
    assert "<td>12,0</td>" in page
    assert "<td>9,0</td>" not in page


def run(*arguments: str) -> Result:
    plan = () if arguments[0] == "verify" else ("--plan", str(ONE_AREA))
    return CliRunner().invoke(cli, [*arguments, *plan])


def test_publish_review_and_verify_name_the_same_forgery(home: Path):
    assert run("publish").exit_code == 0
    page, path = home / "site" / "allt.html", home / "notebooks" / "allt.py"
    assert run("verify", str(page)).exit_code == 0
    right = file_hash(path)
    for name in (
        *("another verdict", "our badge in HTML", "the chart of another target", "a changed point"),
        *("our badge in a comment", "a target left out", "a target twice"),
    ):
        before, (forge, said) = path.read_text("utf-8"), FORGERIES[name]
        forge(home)
        text = page.read_text("utf-8")
        page.write_text(text.replace(str(right), str(file_hash(path))), "utf-8", newline="")
        outcomes = run("publish"), run("review"), run("verify", str(page))
        told = [f"{done.output}{done.exception}" for done in outcomes]
        assert [done.exit_code for done in outcomes] == [1, 1, 1]
        assert all(re.search(said, each) for each in told), told
        assert "STÄMMER INTE" in told[2]
        path.write_text(before, "utf-8")
        page.write_text(text, "utf-8", newline="")


def test_free_words_about_how_it_has_gone_are_listed_for_a_person_to_confirm(home: Path):
    own_cell(home, 'mo.md("Alla mål **uppnådda**.\\n\\nSå mäts det.\\n\\nUngefär 43 procent, sedan 2022.")')
    change(home, COMMENT, 'gk.comment(mbehover, "Antalet ökade till {behover.own}.", year=2024)')
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    done = run("review")
    assert done.exit_code == 0, done.output
    listed = re.findall(r"Bekräfta: (allt\.py, cell \d+ \w+): ”([^”]*)”", done.output)
    assert [(where.split()[-1], text) for where, text in listed] == [
        ("egen", "Alla mål uppnådda."),
        ("egen", "Ungefär 43 procent, sedan 2022."),
        ("kommentar_behover", "Antalet ökade till 12,0 per 1 000 invånare."),
    ]


def test_a_heading_of_an_analysts_own_cannot_take_the_address_of_a_target(home: Path):
    own_cell(home, "mo.md(\"## Mål behover\\n\\n<p id='diagram-behover'>x</p>\")")
    page = make([home / "notebooks" / "allt.py"]).pages["allt.html"]
    assert re.search(r'<h\d id="mal-behover">\s*<span class="gk-id">', page)
    assert re.search(r'<figure class="gk-figure" id="diagram-behover">', page)


OTHERS = {
    "another plan file of the same id": ('gk.open_workbook("annan.toml")', "planen exempelkommun-2023-2026 med"),
    "another day": (
        f"import datetime; gk.open_workbook({str(ONE_AREA)!r}, as_of=datetime.date(2030, 1, 1))",
        "läget 2030-01-01",
    ),
    "other data": (
        f'from pathlib import Path; gk.open_workbook({str(ONE_AREA)!r}, data=Path("annan/data"))',
        "data i .*annan/data",
    ),
    "another municipality": (f'gk.open_workbook({str(ONE_AREA)!r}, municipality="9002")', r"kommunen .*\(9002\)"),
}


@pytest.mark.parametrize(("opens", "said"), OTHERS.values(), ids=OTHERS)
def test_a_notebook_that_rests_on_something_else_is_named_and_neither_published_nor_frozen(
    home: Path, opens: str, said: str
):
    keep(home / "annan" / "data", "2025-03-01", rows(SERIES), means=[means_of("N90001+N90002", "N90003")])
    plan = ONE_AREA.read_text("utf-8")
    assert "2022" in plan
    (home / "annan.toml").write_text(plan.replace("2022", "2021"), "utf-8")
    own = own_cell(home, f"{opens.replace('; ', chr(10))}\nmo.md('Ord.')")
    odd = own.rename(home / "notebooks" / "udda.py")
    write_notebooks(load_plan(ONE_AREA), str(ONE_AREA), home / "nya")
    (home / "nya" / "allt.py").rename(home / "notebooks" / "allt.py")
    source = odd.read_text("utf-8")
    cells = source.split("\n\n\n@app.cell")
    odd.write_text("\n\n\n@app.cell".join([cells[0], next(c for c in cells if "def egen" in c)]), "utf-8")
    paths = sorted((home / "notebooks").glob("*.py"))
    with pytest.raises(ExportError, match=rf"udda\.py: anteckningsboken visar {said}"):
        make(paths)
    done = run("follow-up", "new", "Delår 2026")
    assert re.search(r"udda\.py(: anteckningsboken)? visar", str(done.exception))
    assert list((home / "data" / "follow-ups").glob("*/*")) == []


def mappings(value: object, path: str = "bok") -> list[tuple[str, Mapping[object, object]]]:
    """Return every mapping that can be reached from a value of ours, with where it stands."""
    found = [(path, value)] if isinstance(value, Mapping) else []
    inner = (
        {f"{path}[{key!r}]": each for key, each in value.items()}
        if isinstance(value, Mapping)
        else {f"{path}.{f.name}": getattr(value, f.name) for f in dataclasses.fields(value)}
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else {f"{path}[{n}]": each for n, each in enumerate(value)}
        if isinstance(value, tuple)
        else {}
    )
    return found + [pair for name, each in inner.items() for pair in mappings(each, name)]


def test_nothing_that_a_workbook_hands_out_can_be_changed(workbook: Workbook):
    every = mappings(workbook)
    assert len(every) > 100
    open_ones = [path for path, each in every if hasattr(each, "__setitem__")]
    assert open_ones == []
    points = {2020: 1}
    held = Extract("x", workbook.as_of, "Källa", cells={("N1", "9001", "T"): points})
    points[2021] = 2
    assert dict(held.cells["N1", "9001", "T"]) == {2020: 1}
    with pytest.raises(TypeError):
        workbook.assessments["5A"] = workbook.assessments["6A"]  # type: ignore[index]


def test_a_notebook_that_ends_its_own_process_is_said_so(home: Path):
    own_cell(home, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(ExportError, match=r"allt\.py: körningen avbröts .*processen dog"):
        make([home / "notebooks" / "allt.py"])


def test_what_is_published_is_the_workbook_that_the_publisher_opens(home: Path):
    made = make([home / "notebooks" / "allt.py"], plan=str(ONE_AREA))
    status = json.loads(made.data["data/status.json"])
    judged = {a.target.id: a.status for a in open_workbook(ONE_AREA).assessments.values()}
    assert {each["id"]: each["status"] for each in status["targets"]} == judged
    assert made.claims == ()
