"""Plan files: the decided text letter for letter, every fault with its place, other plans with no code changed."""

import ast
import copy
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalkit.cli import main
from goalkit.errors import PlanError
from goalkit.model import Better
from goalkit.plan import Alternative, Indicator, Plan, is_taken
from goalkit.planfile import DEFAULT, SHIPPED, find_plan, load_plan, plan_faults, plan_schema
from goalkit.publishing.files import ALL
from goalkit.publishing.site import DATA, START, STATEMENT
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference
from goalkit.show.blocks import OVERVIEW
from goalkit.sources.local.series import NOT_SERIES
from goalkit.workbook import open_workbook
from tests.conftest import ROOT
from tests.decided import planned, printed
from tests.made_up import ONE_AREA, OTHER_YEARS

Raw = dict[str, Any]
WORDINGS = ROOT / "tests" / "golden" / "wordings.txt"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan()


@pytest.fixture
def raw() -> Raw:
    """Return the shipped plan as it is decoded, to be broken."""
    return read(SHIPPED / f"{DEFAULT}.toml")


def read(path: Path) -> Raw:
    return tomllib.loads(path.read_text(encoding="utf-8"))


# --- the decided text ----------------------------------------------------------------------------


def test_every_decided_text_stands_in_the_plan_letter_for_letter(plan):
    assert planned(plan) == WORDINGS.read_text(encoding="utf-8")


def test_the_kept_wordings_are_those_of_the_printed_pages(decided_text, golden):
    assert golden("wordings.txt", printed(decided_text)) == printed(decided_text)


def test_the_plan_has_four_focus_areas_six_goals_and_twenty_one_targets(plan):
    assert (len(plan.focus_areas), len(plan.goals), len(plan.targets)) == (4, 6, 21)
    assert [t.id for goal in plan.goals for t in plan.targets_of(goal.number)] == [t.id for t in plan.targets]


def test_the_plan_says_who_decided_it_when_and_where_that_can_be_read(plan):
    assert str(plan.decision.date) == "2022-12-19"
    assert "Politiskt program och övergripande mål" in plan.decision.source
    assert (plan.years.first, plan.years.last) == (2023, 2026)


def gap(since: int, reference: str = "riket") -> GapNarrows:
    return GapNarrows(reference=reference, since=since)


MEAN, FROM_2022 = "kommungenomsnittet", OutpacesReference(reference="riket", since=2022)


@pytest.mark.parametrize(
    ("target_id", "rule", "series", "better"),
    [
        ("1A", gap(2022), ["N03920"], "lower"),
        ("1B", Above(reference=MEAN), ["U40455"], "higher"),
        ("1C", gap(2020, MEAN), ["N18953", "N18954"], "higher"),
        ("2A", FROM_2022, ["N02201"], "higher"),
        ("2B", Increases(since=2022), [], "higher"),
        ("2C", gap(2021), ["N00999"], "higher"),
        ("3A", gap(2021), ["N01982", "N01983"], "higher"),
        ("3B", gap(2022), ["N15428"], "higher"),
        ("3C", gap(2022), ["N17445"], "higher"),
        ("4A", gap(2022, MEAN), ["U21401"], "lower"),
        ("4B", Increases(since=2022), ["U23471"], "higher"),
        ("4C", gap(2022), ["U21468"], "higher"),
        ("5A", Decreases(since=2020), ["N00401"], "lower"),
        ("5B", Decreases(since=2023), [], "lower"),
        ("5C", Increases(since=2022), [], "higher"),
        ("5D", Increases(since=2022), [], "higher"),
        ("5E", Increases(since=2022), [], "higher"),
        ("6A", FROM_2022, ["N07540"], "lower"),
        ("6B", Increases(since=2022), ["N07609"], "higher"),
        ("6C", Increases(since=2022), [], "higher"),
        ("6D", Decreases(since=2022), [], "lower"),
    ],
)
def test_each_target_is_judged_by_its_rule_on_its_indicator(plan, target_id, rule, series, better):
    target = plan.target(target_id)
    assert target.rule == rule
    assert sorted(target.indicator.kolada) == series
    assert target.indicator.better == better
    assert target.indicator.is_local == (not series)


def test_the_factor_the_complement_and_the_ends_stand_where_they_belong(plan):
    def having(test: Callable[[Indicator], object]) -> dict[str, object]:
        return {t.id: test(t.indicator) for t in plan.targets if test(t.indicator)}

    assert having(lambda i: i.factor) == {"6A": "0.01"}
    assert having(lambda i: i.complement) == {"6B": True}
    assert having(lambda i: i.usable.last) == {"1C": 2022}
    assert having(lambda i: i.ended) == {"4A": 2024}
    assert having(lambda i: i.school_year) == {"3B": True, "3C": True}
    breaks = {
        "1A": [(2023, True)],
        "1C": [(2022, True), (2023, False)],
        "3B": [(2012, False)],
        "3C": [(2021, True)],
    }
    assert having(lambda i: [(b.year, b.comparable) for b in i.breaks]) == breaks


def test_the_references_are_riket_and_the_unweighted_mean_of_all_municipalities(plan):
    areas = {name: (r.area, r.unweighted_mean) for name, r in plan.references.items()}
    assert areas == {"riket": ("0000", False), MEAN: ("G2328", True)}


def test_every_choice_of_indicator_has_an_assumption_or_a_source_and_every_target_a_source(plan):
    for target in plan.targets:
        assert bool(target.indicator.assumption) != bool(target.indicator.source), target.id
        assert f"mål {target.goal}, punkt {target.id[-1]}" in target.source


def test_a_start_year_that_the_wording_does_not_name_is_said_to_be_an_assumption(plan):
    for target in plan.targets:
        named = target.rule.base_year is None or str(target.rule.base_year) in target.wording
        assert named != bool(target.since_assumption), target.id
    assert {t.id: t.other_starts for t in plan.targets if t.other_starts} == {"2A": (2020, 2021), "6A": (2020, 2021)}


def test_nothing_in_the_code_knows_a_target_or_a_municipality(plan):
    """An example in a docstring may: it is shown on the figures that come with the program."""
    words = {"0581", "Norrköping", "norrkoping", "G2328", *(s for t in plan.targets for s in t.indicator.kolada)}
    codes = [(path.name, code_alone(path)) for path in (ROOT / "goalkit").rglob("*.py")]
    found = {(name, word) for name, code in codes for word in words if word in code}
    assert found == {("planfile.py", "norrkoping")}, "the name of the shipped plan is the program's default"


def code_alone(path: Path) -> str:
    """Return a module's code without its docstrings and comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for part in getattr(node, "body", []) if isinstance(node.body if hasattr(node, "body") else None, list) else []:
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                part.value.value = ""
    return ast.unparse(tree)


# --- faults --------------------------------------------------------------------------------------


def broken(raw: Raw, *steps: Any) -> None:
    """Set the value at a place: keys and indexes, and last the value (``None`` takes the field away)."""
    *path, last, value = steps
    part: Any = raw
    for step in path:
        part = part[step]
    if value is None:
        del part[last]
    else:
        part[last] = value


TAKEN = ("alla", "oversikt", "index", "data", "tillganglighet", "goalkit", "marimo", "con", "aux", "nul", "com1")


def test_the_names_that_the_site_has_are_taken():
    own = {ALL, OVERVIEW, DATA, Path(START).stem, Path(STATEMENT).stem, *(Path(name).stem for name in NOT_SERIES)}
    assert [name for name in own if not is_taken(name)] == []


OUTPACES = {"kind": "outpaces_reference", "reference": "riket", "since": 2022}


@pytest.mark.parametrize(
    ("steps", "place", "words"),
    [
        (("targets", 0, "colour", "blå"), "$.targets[0] (1A):", "okänt fält `colour`"),
        (("targets", 0, "indicator", "colour", "blå"), "$.targets[0] (1A).indicator:", "tillåtna är `alternatives`"),
        (("targets", 0, "rule", "until", 2026), "$.targets[0] (1A).rule:", "`kind`, `reference`, `since`"),
        (("targets", 0, "rule", "kind", "shrinks"), "$.targets[0] (1A).rule.kind:", "`gap_narrows`"),
        (("targets", 0, "rule", "kind", None), "$.targets[0] (1A).rule:", "en tabell går inte"),
        (("targets", 0, "rule", "since", "2022"), "$.targets[0] (1A).rule.since:", "ett heltal"),
        (("targets", 0, "rule", "since", 2026), "$.targets[0] (1A).rule.since:", "planens sista år 2026"),
        (("targets", 0, "rule", "reference", None), "$.targets[0] (1A).rule:", "fältet `reference` saknas"),
        (("targets", 0, "rule", "reference", "landet"), "$.targets[0] (1A).rule.reference:", "`riket`"),
        (("targets", 0, "source", None), "$.targets[0] (1A):", "fältet `source` saknas"),
        (("targets", 0, "source", ""), "$.targets[0] (1A).source:", "en text som inte är tom"),
        (("targets", 1, "id", "1a"), "$.targets:", "'1A' står 2 gånger"),
        (("targets", 1, "id", "1 B"), "$.targets[1] (1 B).id:", "bokstäver, siffror och bindestreck"),
        (("targets", 1, "goal", 9), "$.targets[1] (1B).goal:", "målet 9 finns inte"),
        (("targets", 1, "other_starts", [2020]), "$.targets[1] (1B).other_starts:", "regeln har inget startår"),
        (("targets", 4, "indicator", "better", "lower"), "$.targets[4] (2B).indicator.better:", "'higher' är bättre"),
        (("targets", 12, "indicator", "better", "higher"), "$.targets[12] (5A).indicator.better:", "'lower' är bättre"),
        (
            ("targets", 18, "indicator", "alternatives", 0, "better", "lower"),
            "$.targets[18] (6B).indicator.alternatives[0].better:",
            "'higher' är bättre",
        ),
        (
            ("targets", 6, "indicator", "alternatives", 0, "unit", "number"),
            "$.targets[6] (3A).indicator.alternatives[0]",
            "`unit` ska vara `percent`",
        ),
        (("targets", 0, "indicator", "better", "up"), "$.targets[0] (1A).indicator.better:", "`higher`, `lower`"),
        (("targets", 0, "indicator", "better", None), "$.targets[0] (1A).indicator:", "fältet `better` saknas"),
        (("targets", 0, "indicator", "unit", "procent"), "$.targets[0] (1A).indicator.unit:", "`percent`"),
        (("targets", 0, "indicator", "decimals", 9), "$.targets[0] (1A).indicator.decimals:", "ett heltal 0–6"),
        (
            ("targets", 0, "indicator", "source", "bilaga 17"),
            "$.targets[0] (1A).indicator:",
            "just ett av `assumption`",
        ),
        (("targets", 0, "indicator", "assumption", None), "$.targets[0] (1A).indicator:", "just ett av `assumption`"),
        (("targets", 0, "indicator", "local", "register"), "$.targets[0] (1A).indicator:", "just ett av `kolada`"),
        (("targets", 0, "indicator", "kolada", None), "$.targets[0] (1A).indicator:", "just ett av `kolada`"),
        (("targets", 0, "indicator", "kolada", ["N1"]), "$.targets[0] (1A).indicator.kolada[0]:", "'N1' går inte"),
        (("targets", 0, "indicator", "kolada", ["N03920"] * 2), "$.targets[0] (1A).indicator:", "två gånger"),
        (("targets", 0, "indicator", "factor", "0,01"), "$.targets[0] (1A).indicator.factor:", "'0,01' går inte"),
        (
            ("targets", 0, "indicator", "breaks", 0, "comparable", "ja"),
            "$.targets[0] (1A).indicator.breaks[0].comparable:",
            "true eller false",
        ),
        (("goals", 1, "number", 1), "$.goals:", "1 står 2 gånger"),
        (("goals", 0, "focus_area", "arbete"), "$.goals[0].focus_area:", "`arbete_och_foretagande`"),
        (("goals", 0, "number", 0), "$.goals[0] (0).number:", "ett heltal, minst 1"),
        (
            ("focus_areas", 0, "global_goals", [18]),
            "$.focus_areas[0] (arbete_och_foretagande).global_goals[0]:",
            "1–17",
        ),
        (("focus_areas", 1, "id", "klimat_och_miljo"), "$.focus_areas:", "'klimat_och_miljo' står 2 gånger"),
        (("years", "last", 2022), "$.years:", "`last` är före `first`"),
        (("decision", "date", "igår"), "$.decision.date:", "ett datum"),
        (("decision", "source", None), "$.decision:", "fältet `source` saknas"),
        (("references", "riket", "area", "riket"), "$.references.riket.area:", "'riket' går inte"),
        (("references", "Riket", {}), "$.references.Riket:", "'Riket' går inte"),
        (("targets", []), "$.targets:", "minst ett värde"),
        (("form", 2), "$.form:", "`1`"),
        *((("focus_areas", 0, "id", name), "$.focus_areas:", f"'{name}' är ett namn som") for name in TAKEN),
        (("targets", 0, "id", "CON"), "$.targets:", "'CON' är ett namn som"),
        (("targets", 0, "id", "mall"), "$.targets:", "'mall' är ett namn som"),
        (("targets", 0, "id", "1"), "$.targets:", "'1' är ett måls nummer"),
        (("id", "nul"), "$.id:", "'nul' är ett namn som"),
        (("focus_areas", 0, "id", "skola\n"), "$.focus_areas[0] (skola\n).id:", "a–z, siffror och understreck"),
        (("targets", 0, "id", "1A\n"), "$.targets[0] (1A\n).id:", "bokstäver, siffror och bindestreck"),
        (("municipality", "genitive", "Exempelkommuns"), "$.municipality:", "det är inte samma kommun"),
        (("targets", 1, "indicator", "not_in", ["landet"]), "$.targets[1] (1B).indicator.not_in:", "'landet' är inte"),
        (
            ("targets", 1, "indicator", "not_in", ["kommungenomsnittet"]),
            "$.targets[1] (1B).indicator.not_in:",
            "det som regeln jämför med",
        ),
        (("series", "N1", {"title": "x"}), "$.series.N1:", "'N1' går inte"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_is_allowed(raw, steps, place, words):
    broken(raw, *steps)
    found = [fault for fault in plan_faults(raw) if fault.startswith(place) and words in fault]
    assert len(found) == 1, list(plan_faults(raw))
    assert "0-9]" not in found[0], "a pattern is no Swedish"


def test_a_goal_or_a_focus_area_without_anything_below_it_is_a_fault(raw):
    raw["goals"].append({**raw["goals"][0], "number": 7})
    raw["focus_areas"].append({"id": "tomt", "title": "Tomt", "global_goals": []})
    assert list(plan_faults(raw)) == [
        "$.goals[6]: målet 7 har inga måluppfyllelser",
        "$.focus_areas: målområdet 'tomt' har inga mål",
    ]


def test_all_faults_of_a_file_are_listed_at_once_form_and_contradictions_alike(raw):
    broken(raw, "targets", 0, "colour", "blå")
    broken(raw, "targets", 1, "rule", "reference", "landet")
    broken(raw, "targets", 2, "source", None)
    broken(raw, "targets", 4, "indicator", "better", "lower")
    broken(raw, "goals", 3, "focus_area", "vård")
    broken(raw, "years", "first", "2023")
    assert [fault.split(": ")[0] for fault in plan_faults(raw)] == [
        "$.years.first",
        "$.goals[3] (4).focus_area",
        "$.targets[0] (1A)",
        "$.targets[2] (1C)",
        "$.targets[1] (1B).rule.reference",
        "$.targets[4] (2B).indicator.better",
    ]


def test_the_error_of_a_faulty_file_lists_its_faults_and_says_what_to_run_again(tmp_path):
    path = tmp_path / "plan.toml"
    text = ONE_AREA.read_text(encoding="utf-8")
    path.write_text(
        text.replace('reference = "landet"', 'reference = "riket"').replace("form = 1", "form = 3"), "utf-8"
    )
    with pytest.raises(PlanError, match=r"plan\.toml har 2 fel\.") as caught:
        load_plan(path)
    assert f"`goalkit plan check {path}`" in str(caught.value)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["$.form", "$.targets[2] (behover).rule.reference"]
    assert all(fault in str(caught.value) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"form = ", "inte giltig TOML"),
        (b"form = 1\nform = 1\n", r"inte giltig TOML: fel på rad 2, tecken 9"),
        (b'form = 1\ntitle = "Norrk\xf6ping"\n', r"inte i UTF-8 \(rad 2\)"),
        (b"form = " + b"[" * 3_000, "tusentals parenteser i varandra"),
        (b"form = " + b"1" * 5_000, "tusentals .* siffror i ett tal"),
        (b"form = 1\n" + b"a." * 100_000 + b"a = 1\n", r"ett namn med över hundra delar \(rad 2\)"),
        (b'["a"' + b' . "b c"' * 100_000 + b"]\n", r"ett namn med över hundra delar \(rad 1\)"),
        (b"#" * 5_000_001, "den är på 5 MB; tillåtet är 5 MB"),
    ],
)
def test_a_file_that_cannot_be_decoded_is_one_clear_line(tmp_path, content, words):
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=words) as caught:
        load_plan(path)
    assert "plan.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_plan_saved_on_windows_is_the_same_plan(tmp_path):
    path = tmp_path / "år 2027.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ONE_AREA.read_bytes().replace(b"\n", b"\r\n"))
    assert load_plan(path) == load_plan(ONE_AREA)


def test_an_id_that_stands_twice_is_named_as_it_is_written(raw):
    raw["targets"][1]["id"] = "1a"
    assert "$.targets: '1A' står 2 gånger; varje namn får stå en gång" in list(plan_faults(raw))


def test_a_right_plan_is_counted_in_the_singular_where_there_is_one(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["goalkit", "plan", "check", str(ONE_AREA)])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert capsys.readouterr().out.endswith("är riktig: 1 målområde, 3 mål, 4 måluppfyllelser.\n")


def test_an_unknown_plan_names_those_that_there_are():
    with pytest.raises(PlanError, match=r"Planen annan finns inte.*norrkoping-2023-2026"):
        find_plan("annan")


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
)


@given(st.data(), anything)
def test_whatever_stands_in_one_place_is_either_right_or_a_fault_and_never_an_exception(data, value):
    raw = copy.deepcopy(read(ONE_AREA))
    part: Any = raw
    while True:
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        deeper = isinstance(part[key], dict | list) and part[key] and data.draw(st.booleans())
        if not deeper:
            break
        part = part[key]
    part[key] = value
    faults = list(plan_faults(raw))
    if not faults:
        assert msgspec.convert(raw, Plan).form == 1


# --- areas by their own names ----------------------------------------------------------------------


NEAR = {"area": "0580", "label": "Linköping", "phrase": "Linköping"}


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (("municipality", "id", "0580"), "$.municipality: 0580 är Linköping, men `name` är ”Norrköping”"),
        (("municipality", "id", "0000"), "$.municipality.id: 0000 är Riket, ingen kommun"),
        (("references", "riket", "area", "0580"), "$.references.riket: 0580 är Linköping, men här står ”Riket”"),
        (("references", "riket", "label", "Linköping"), "$.references.riket: 0000 är Riket, men här står ”Linköping”"),
        (("references", "riket", "phrase", "Norrköping"), "$.references.riket: 0000 är Riket, men här står"),
        (("references", "nara", {**NEAR, "label": "Grannen"}), "$.references.nara: 0580 är Linköping, men här står"),
        (("comparisons", 0, "label", "riket"), "$.comparisons[0]: G"),
        (("references", "nara", NEAR), None),
        (("municipality", {"id": "9999", "name": "Exempelkommun", "genitive": "Exempelkommuns"}), None),
    ],
)
def test_an_area_has_its_own_name_wherever_a_plan_is_opened_with_data(raw, shipped_data, steps, says):
    broken(raw, *steps)
    plan = msgspec.convert(raw, Plan)
    if says is None:
        open_workbook(plan, data=shipped_data)
        return
    with pytest.raises(PlanError) as caught:
        open_workbook(plan, data=shipped_data)
    assert [fault[: len(says)] for fault in caught.value.faults][:1] == [says]


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ('id = "0581"', 'id = "0580"', 1, "0580 är Linköping, men `name` är ”Norrköping”"),
        ('id = "0581"', 'id = "9999"', 0, "Obs: 9999 finns inte i datauttagen"),
        ('id = "0581"', 'id = "0581"', 0, "är riktig"),
    ],
)
def test_plan_check_holds_the_municipality_against_the_vintages(tmp_path, capsys, monkeypatch, old, new, code, says):
    path = tmp_path / "plan.toml"
    path.write_text((SHIPPED / f"{DEFAULT}.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["goalkit", "plan", "check", str(path)])
    with pytest.raises(SystemExit) as end:
        main()
    assert int(end.value.code or 0) == code
    assert says in "".join(capsys.readouterr())


# --- the form as a schema ------------------------------------------------------------------------


def as_json(raw: Raw) -> Any:
    """Return a decoded plan file as an editor's schema checker sees it: dates as text."""
    return json.loads(json.dumps(raw, default=str))


def test_the_schema_accepts_the_shipped_plan_and_the_other_plans(raw):
    schema = json.loads(plan_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for one in (raw, read(ONE_AREA), read(OTHER_YEARS)):
        assert list(validator.iter_errors(as_json(one))) == []


@pytest.mark.parametrize(
    "steps",
    [
        ("targets", 0, "colour", "blå"),
        ("targets", 0, "rule", "kind", "shrinks"),
        ("targets", 0, "source", None),
        ("targets", 0, "indicator", "better", "up"),
        ("targets", 0, "indicator", "kolada", ["N1"]),
        ("form", 2),
    ],
)
def test_the_schema_refuses_a_broken_plan(raw, steps):
    broken(raw, *steps)
    assert not jsonschema.Draft202012Validator(json.loads(plan_schema())).is_valid(as_json(raw))


# --- other plans ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "areas", "goals", "rules"),
    [
        (ONE_AREA, 1, 3, [GapNarrows, Above, OutpacesReference, Increases]),
        (OTHER_YEARS, 2, 2, [Above, Increases, Decreases]),
    ],
)
def test_a_plan_of_another_shape_is_read_with_no_code_changed(path, areas, goals, rules):
    plan = load_plan(path)
    assert (len(plan.focus_areas), len(plan.goals)) == (areas, goals)
    assert [type(t.rule) for t in plan.targets] == rules


def test_a_target_is_found_by_its_id_in_either_case(plan):
    assert plan.target("3a") is plan.target("3A") is not None
    assert plan.target("9Z") is None


def test_a_direction_is_stated_for_every_indicator_and_every_alternative(plan):
    for target in plan.targets:
        for indicator in (target.indicator, *target.indicator.alternatives):
            assert indicator.better in Better
    for kind in (Indicator, Alternative):
        assert next(field for field in msgspec.structs.fields(kind) if field.name == "better").required
