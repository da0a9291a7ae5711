"""Every notebook runs offline in process, with its own targets complete."""

import ast
import importlib.util
import re
import textwrap
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import goalkit as gk
from goalkit.errors import CheckError
from goalkit.model import Status
from goalkit.planfile import load_plan
from goalkit.show.own_sum import conclusion
from goalkit.show.scaffold import _target, area_source, overview_source

ROOT = Path(__file__).resolve().parent.parent
PLAN = load_plan()
AREAS = {area.id: area for area in PLAN.focus_areas}
NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.py"))}


def run(path: Path) -> tuple[tuple[object, ...], dict[str, object]]:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    outputs, names = module.app.run()
    return outputs, dict(names)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notebook may open a connection."""

    def refuse(*args: object) -> None:
        pytest.fail(f"a notebook tried to connect: {args}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.chdir(ROOT)


def test_there_is_an_overview_and_one_notebook_per_focus_area():
    assert set(NOTEBOOKS) == {"oversikt", *AREAS}


def test_nothing_in_the_project_leads_elsewhere():
    """A link out of the project works on the machine where it was made and nowhere else."""
    folders = [ROOT / name for name in ("goalkit", "notebooks", "data", "tests")]
    assert [path for folder in folders for path in folder.rglob("*") if path.is_symlink()] == []


@pytest.mark.parametrize("name", AREAS)
def test_a_notebook_assesses_its_focus_area(name):
    _, names = run(NOTEBOOKS[name])
    expected = [t.id for goal in PLAN.goals_of(name) for t in PLAN.targets_of(goal.number)]
    assert [names[f"m{id_.lower()}"].target.id for id_ in expected] == expected


@pytest.mark.parametrize("name", AREAS)
def test_a_notebook_shows_each_of_its_targets_once_with_a_place_for_a_comment(name):
    source = NOTEBOOKS[name].read_text(encoding="utf-8")
    expected = [t.id for goal in PLAN.goals_of(name) for t in PLAN.targets_of(goal.number)]
    assert re.findall(r'm\w+ = bok\["(.+?)"\]', source) == expected
    for call in ("card", "check", "figure", "controls", "behind", "comment"):
        assert re.findall(rf"gk\.{call}\(m(\w+)", source) == [id_.lower() for id_ in expected]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_of_a_notebook_gives_something_or_is_an_empty_comment(name):
    outputs, _ = run(NOTEBOOKS[name])
    html = "".join(output.text for output in outputs if hasattr(output, "text"))
    shown = re.findall(r'<h3 id="mal-(.+?)"', html)
    assert [s.upper() for s in shown] == [
        t.id for goal in (PLAN.goals_of(name) if name in AREAS else ()) for t in PLAN.targets_of(goal.number)
    ]
    assert html.count("<h1>") == 1


def test_the_overview_shows_all_targets_with_links_to_their_sections():
    outputs, _ = run(NOTEBOOKS["oversikt"])
    html = "".join(output.text for output in outputs if hasattr(output, "text"))
    for target in PLAN.targets:
        area = next(g.focus_area for g in PLAN.goals if g.number == target.goal)
        assert html.count(f"../{area}/#mal-{target.id.lower()}") == 2  # as a tile, and in its row


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_short_and_needs_nothing_but_the_library_s_face(name):
    source = NOTEBOOKS[name].read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    assert re.findall(r"^ *(?:import|from) .*", source, re.MULTILINE) == ["import marimo", "    import goalkit as gk"]


TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(['"', "'", '\\"', "{x}", '")\nimport os\n', "\ud800"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS)
def test_every_text_of_a_notebook_is_written_so_that_python_reads_exactly_it(title, reference):
    """A plan is data: a name in it can neither break a notebook nor run anything."""
    area = msgspec.structs.replace(PLAN.focus_areas[0], title=title)
    whose = msgspec.structs.replace(PLAN.municipality, name=title, genitive=title)
    plan = msgspec.structs.replace(PLAN, municipality=whose, focus_areas=(area, *PLAN.focus_areas[1:]))
    usual = area_source(PLAN, PLAN.focus_areas[0], PLAN.id), overview_source(PLAN, PLAN.id)
    for source, before in zip(
        (area_source(plan, area, reference), overview_source(plan, reference)), usual, strict=True
    ):
        made, was = ast.parse(source), ast.parse(before)
        texts, there = ([n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)] for tree in (made, was))
        changed = [text for text, old in zip(texts, there, strict=True) if text != old]
        assert {reference, title, f"{title} – {title}", f"Översikt – {title}"}.issuperset(changed)
        assert [type(n) for n in ast.walk(made)] == [type(n) for n in ast.walk(was)]


def test_two_targets_never_share_a_cell_s_name():
    names = [
        re.findall(r"def (\w+)\(", _target(PLAN, msgspec.structs.replace(PLAN.targets[0], id=id_)))
        for id_ in ("2-å", "2-ä", "2-ö", "2å", "2--", "2a")
    ]
    assert len({name for each in names for name in each}) == sum(map(len, names))


def test_the_scaffold_writes_what_the_notebooks_are():
    sources = {"oversikt": overview_source(PLAN, PLAN.id)}
    sources |= {name: area_source(PLAN, area, PLAN.id) for name, area in AREAS.items()}
    for name, path in NOTEBOOKS.items():
        cells = re.compile(r"def (\w+)\(")
        assert cells.findall(path.read_text(encoding="utf-8")) == cells.findall(sources[name])


# --- a notebook's own arithmetic -----------------------------------------------------------------------------


@pytest.mark.parametrize("target", [target.id for target in PLAN.targets])
def test_a_notebook_s_own_arithmetic_is_held_against_the_verdict(target):
    m = gk.open_workbook()[target]
    source = NOTEBOOKS[next(g.focus_area for g in PLAN.goals if g.number == m.target.goal)].read_text(encoding="utf-8")
    (cell,) = re.findall(rf"def tal_{target.lower()}\(m\w+\):\n(.*?)    return", source, re.DOTALL)
    names = {"gk": gk, f"m{target.lower()}": m}
    exec(textwrap.dedent(cell), names)
    said = conclusion(m, lambda: m.status is Status.MET)
    assert ("Bedömningen säger detsamma." in said) is (m.year is not None)
    if m.year is not None:
        with pytest.raises(CheckError, match=rf"^{target}: cellens egen uträkning säger att villkoret"):
            gk.check(m, lambda: m.status is not Status.MET, m.data)


def test_a_changed_figure_makes_the_arithmetic_disagree_or_the_verdict_move():
    """The reviewer changes one figure in a copy of the data: a table of one's own no longer gives the verdict."""
    m = gk.open_workbook()["4B"]
    changed = m.data.copy()
    changed.loc[m.year, m.municipality.name] = changed.loc[m.base_year, m.municipality.name] - 1
    own = changed[m.municipality.name]
    with pytest.raises(CheckError, match=r"villkoret är inte uppfyllt, men bedömningen är ”uppnådd”"):
        gk.check(m, lambda: own[m.year] > own[m.base_year], changed)
