"""What two vintages say differently: which values, and which verdicts because of them."""

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from goalkit.beside.variants import on_same_members
from goalkit.compare.cells import compare_cells
from goalkit.compare.verdicts import decided_base
from goalkit.sources.keep import keep_vintage
from goalkit.sources.manifest import Asked, Fetch, Manifest
from goalkit.words.notes import same_members_note
from goalkit.workbook import open_workbook
from tests.kolada_server.store import Cell
from tests.refreshing import DATA, PLAN

GOLDEN = Path(__file__).parent / "golden" / "diff_2024-08-30_2026-09-28.txt"


def changed(project, store, *options):
    """Refresh twice, the second time on another state, and return what is said."""
    project.refresh()
    project.server.store = store
    said = project.refresh("--force", *options)
    assert said.status == 0, said.err
    return said.out


def diff(project, *options):
    first, second = project.vintages()
    said = project.run("diff", first, second, "--plan", str(PLAN), *options)
    assert said.status == 0, said.err
    return said.out


# --- refresh and diff on a service that changes ------------------------------------------------------


def test_one_moved_value_is_the_only_cell_and_flips_exactly_the_verdicts_that_rest_on_it(project, example):
    said = changed(project, example.moved("N90001", "0000", 2022, 0.3))
    assert "1A: oförändrad (2024) → " in said
    account = json.loads(diff(project, "--json"))
    old = example.cell("N90001", "0000", 2022).value
    assert account["cells"] == [
        {
            "kpi": "N90001",
            "municipality": "0000",
            "gender": "T",
            "year": 2022,
            "old": f"{old:g}",
            "new": f"{old + 0.3:g}",
            "kind": "revised",
            "old_vintage": project.vintages()[0],
            "new_vintage": project.vintages()[1],
        }
    ]
    (verdict,) = account["verdicts"]
    assert (verdict["id"], verdict["old"]["status"]) == ("1A", "unchanged")
    (cause,) = verdict["causes"]
    assert (cause["series"], cause["area"], cause["year"], cause["decisive"]) == (["N90001"], "0000", 2022, True)
    assert account["same_outcome_other_year"] == []
    assert account["means"] == []
    (base,) = [one for one in account["bases"] if one["revised"]]
    assert (base["id"], base["old"]["status"]) == ("1A", "unchanged")
    assert base["new"]["status"] == verdict["new"]["status"] != "unchanged"


def test_refresh_and_diff_give_the_same_account(project, example):
    store = example.moved("N90001", "0000", 2022, 0.3).withdrawn("N90005", "9901", 2024)
    said = changed(project, store)
    assert diff(project).strip() in said


def test_a_value_that_no_verdict_rests_on_changes_no_verdict(project, example):
    said = changed(project, example.moved("N90001", "9907", 2019, 0.3))
    assert "Ingen bedömning ändras." in said
    assert "Exempelgranne 7: 2019" in said


def test_a_member_that_moves_changes_the_mean_as_a_consequence(project, example):
    said = changed(project, example.moved("N90002", "9907", 2024, -80))
    account = json.loads(diff(project, "--json"))
    assert [cell["municipality"] for cell in account["cells"]] == ["9907"]
    assert [(m["series"], m["group"], m["year"]) for m in account["means"]] == [(["N90002"], "G9900", 2024)]
    assert "Ovägda medel som följer med (egen bearbetning)\n  N90002, Alla exempelkommuner (ovägt medel): 2024" in said


def test_a_verdict_that_flips_because_of_a_mean_says_so(project, example):
    store = example
    for area in range(2, 31):
        value = store.cell("N90002", f"99{area:02}", 2024, "T").value
        store = store.moved("N90002", f"99{area:02}", 2024, (5 if area % 2 else 10) - value)
    said = changed(project, store)
    assert "1B: " in said
    assert "följd av kommunernas värden: N90002 Alla exempelkommuner (ovägt medel) 2024, ovägt medel:" in said
    assert "(30 → 30 kommuner)" in said


def test_of_several_changed_values_the_one_that_decides_is_marked(project, example):
    said = changed(project, example.moved("N90005", "9901", 2024, -60).moved("N90005", "9901", 2022, 0.01))
    assert "2B: uppnådd (2024) → ej uppnådd (2024)" in said
    base, judged = (line for line in said.splitlines() if "reviderat värde: N90005" in line)
    assert "2022" in base
    assert "stått kvar" not in base
    assert judged.endswith("– utan den ändringen hade utfallet stått kvar")


def test_a_complement_whose_level_turns_is_a_warning(project, example, tmp_path):
    turned = tmp_path / "vand.toml"
    text = PLAN.read_text(encoding="utf-8").replace('kolada = ["N90005"]', 'kolada = ["N90005"]\ncomplement = true')
    turned.write_text(text, encoding="utf-8")
    ask = ("refresh", "--plan", str(turned), "--base-url", project.server.base_url, "--pace", "0", "--force")
    assert project.run(*ask).status == 0
    store = example
    for year in range(2015, 2025):
        value = example.cell("N90005", "9901", year).value
        store = store.with_cell("N90005", "9901", year, Cell("T", round(100 - value, 2)))
    project.server.store = store
    assert "Varning: 2B räknas som 100 minus nyckeltalet, och dess nivå har vänt" in project.run(*ask).out


def test_a_withdrawn_value_is_removed_and_the_verdict_says_why(project, example):
    said = changed(project, example.withdrawn("N90005", "9901", 2022))
    assert "2B: uppnådd (2024) → kan inte bedömas (basårets värde saknas)" in said
    assert "borttaget värde: N90005 Exempelkommun 2022" in said
    assert "Borttagna: ett värde (2022) i ett område, av 310 jämförda." in said


def test_a_new_year_is_counted_and_moves_the_judged_year(project, example):
    store = example
    for area in example.municipalities:
        store = store.with_cell("N90005", area, 2025, Cell("T", 99.0))
    said = changed(project, store)
    assert "Nya värden där inget fanns: 31 värden (2025) i 31 områden." in said
    assert "Samma utfall, på ett annat år\n  2B: uppnådd, 2024 → 2025" in said
    account = json.loads(diff(project, "--json"))
    assert account["cells"] == []
    assert [one["id"] for one in account["same_outcome_other_year"]] == ["2B"]


def test_a_verdict_that_changes_because_more_years_are_asked_for_says_so(project, example):
    """No value differs then, and no date either."""
    project.server.store = example.withdrawn("N90005", "9901", 2023).withdrawn("N90005", "9901", 2024)
    project.refresh()
    (first,) = project.vintages()
    path = project.data / "kolada" / first / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["asked"][0]["last_year"] = 2022
    path.write_text(json.dumps(manifest), encoding="utf-8")
    project.server.store = project.server.store.moved("N90001", "0000", 2022, 0.3)
    said = project.refresh("--force").out
    assert "(senare år inte hämtade) → " in said
    assert "inga värden skiljer; det beror på att senare år är efterfrågade nu, men inte var det då" in said
    assert "publiceringsdatum" not in said


def test_a_changed_title_of_a_formal_series_is_told_once_accepted(project, example):
    said = changed(project, example.with_kpi("N90001", title="Nytt namn"), "--accept-title", "N90001")
    assert "Ny titel: ”Nytt namn”, förut ”Exempelindikator 1 (påhittat testvärde)”." in said


def test_a_preliminary_value_that_becomes_final_is_a_change_without_a_new_number(project, example):
    value = example.cell("N90001", "9901", 2024).value
    project.server.store = example.with_cell("N90001", "9901", 2024, Cell("T", value, "preliminär"))
    said = changed(project, example)
    assert "Samma värde med ny status: 1." in said
    assert "Ingen bedömning ändras." in said
    assert json.loads(diff(project, "--json"))["cells"] == []


def test_a_series_revised_in_whole_is_summed_up_and_stands_cell_by_cell_in_the_csv(project, example):
    said = changed(project, example.revised("N90001", 1.01))
    assert "Reviderade: 310 värden (2015–2024) i 31 områden, av 310 jämförda." in said
    assert "Övriga: 290 värden; alla står med --csv eller --json." in said
    rows = list(csv.DictReader(io.StringIO(diff(project, "--csv").removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 310
    assert {row["area"] for row in rows} >= {"Riket", "Exempelkommun"}
    assert all("," in row["new"] for row in rows[:5])
    assert rows[0]["old_vintage"] == project.vintages()[0]


def test_old_vintages_judged_again_give_the_same_bytes(project, example):
    project.refresh()
    (first,) = project.vintages()
    ask = ("status", "--plan", str(PLAN), "--vintage", f"{first}.1", "--json")
    before = project.run(*ask).out
    project.server.store = example.moved("N90001", "0000", 2022, 0.3)
    project.refresh("--force")
    assert project.run(*ask).out == before
    assert project.run("status", "--plan", str(PLAN), "--json").out != before


def test_a_diff_needs_two_vintages_the_older_first(project, example):
    changed(project, example.moved("N90001", "0000", 2022, 0.3))
    first, second = project.vintages()
    for pair, why in (((second, first), "äldre datauttaget först"), ((first, "2020-01-01"), "finns inte")):
        said = project.run("diff", *pair, "--plan", str(PLAN))
        assert said.status == 1
        assert why in said.err


# --- the shipped vintages ----------------------------------------------------------------------------


def test_the_account_of_the_shipped_revisions_stands(goalkit, monkeypatch):
    """Real revisions of N00401 and N07540. Write it anew: ``goalkit diff 2024-08-30 2026-09-28 > …``."""
    monkeypatch.setenv("GOALKIT_DATA", str(DATA))
    said = goalkit("diff", "2024-08-30", "2026-09-28")
    assert said.status == 0
    assert said.out == GOLDEN.read_text(encoding="utf-8")


def test_every_revised_value_of_the_golden_account_is_in_the_files(goalkit, monkeypatch, national_data):
    monkeypatch.setenv("GOALKIT_DATA", str(DATA))
    account = json.loads(goalkit("diff", "2024-08-30", "2026-09-28", "--json").out)
    key = ["kpi", "municipality", "gender", "year"]
    old = pd.read_parquet(national_data / "values-2024-08-30.parquet").set_index(key)["value"]
    new = pd.read_csv(national_data / "values-2026-09-28.csv", dtype={"municipality": str}).set_index(key)["value"]
    both = pd.concat([old, new], axis=1, keys=["old", "new"], join="inner")
    differing = both[both["old"] != both["new"]]
    listed = {tuple(cell[name] for name in key): (cell["old"], cell["new"]) for cell in account["cells"]}
    assert len(listed) == len(differing) == 148
    for index, row in differing.iterrows():
        assert tuple(map(float, listed[index])) == (row["old"], row["new"])


def test_values_of_one_series_are_never_put_together_from_two_vintages():
    """N00401's older half is another measure than its newer: no line may hold both."""
    workbook = open_workbook(data=DATA)
    a = workbook.find("5A")
    assert a.extract.id == "2026-09-28"
    assert min(a.evidence.own.points) == 2015, "1990–2014 stand in the older vintage only"
    older = open_workbook(data=DATA, vintage="2024-08-30").find("5A")
    assert older.evidence.own.value(2020) != a.evidence.own.value(2020)
    assert max(older.evidence.own.points) == 2022


def test_the_base_as_first_stored_is_a_reading_beside_the_verdict():
    workbook = open_workbook(data=DATA)
    a = workbook.find("5A")
    base = decided_base(a, workbook.observations.extracts)
    assert base.vintage == "2024-08-30"
    assert base.own == Fraction("4.35794619")
    assert a.verdict.numbers.own_base == Fraction("4.32137311")
    assert base.verdict.numbers.own_base == base.own
    assert base.verdict.numbers.own == a.verdict.numbers.own
    assert base.revised
    assert decided_base(workbook.find("2A"), workbook.observations.extracts) is None, "only one vintage holds it"
    assert not decided_base(workbook.find("3B"), workbook.observations.extracts).revised


# --- cells, one by one -------------------------------------------------------------------------------


def vintage(folder, day, rows, asked):
    manifest = Manifest(
        id=day,
        retrieved=date.fromisoformat(day),
        certainty="exact",
        date_note="Påhittat.",
        origin="Exempelkommun",
        source="påhittat testvärde",
        terms="påhittat",
        asked=tuple(asked),
        files={},
    )
    return keep_vintage(folder, manifest, Fetch(rows))


def asked(areas="9901 9902", first=2020, last=2022, genders="T", series="N90001"):
    return Asked(
        series=tuple(series.split()),
        areas=tuple(areas.split()),
        first_year=first,
        last_year=last,
        genders=tuple(genders),
    )


OLD = [("N90001", "9901", 2020, "T", 1.0, None, None)]


@pytest.mark.parametrize(
    ("then", "now", "rows", "expected"),
    [
        (asked(), asked(), [], "removed"),
        (asked(), asked(), [("N90001", "9901", 2020, "T", None, "Missing", 0)], "removed"),
        (asked(), asked(), [("N90001", "9901", 2020, "T", 1.0, "", 1)], None),
        (asked(), asked(), [("N90001", "9901", 2020, "T", 1.1, "", 1)], "revised"),
        (asked(), asked(first=2021), [], "no_longer_asked"),
        (asked(), asked(areas="9902"), [], "no_longer_asked"),
        (asked(), asked(), [*OLD, ("N90001", "9901", 2021, "T", 2.0, "", 1)], "added"),
        (asked(), asked(last=2023), [*OLD, ("N90001", "9901", 2023, "T", 2.0, "", 1)], "newly_asked"),
        (asked(), asked(areas="9901 9903"), [*OLD, ("N90001", "9903", 2020, "T", 2.0, "", 1)], "newly_asked"),
        (asked(), asked(genders="TK"), [*OLD, ("N90001", "9901", 2020, "K", 2.0, "", 1)], "newly_asked"),
        (asked(first=2019), asked(), OLD, None),
    ],
)
def test_a_cell_is_compared_only_where_both_asked_for_it(tmp_path, then, now, rows, expected):
    old, new = vintage(tmp_path, "2025-01-01", OLD, [then]), vintage(tmp_path, "2026-01-01", rows, [now])
    told = compare_cells(old, new, ["N90001"]).series["N90001"]
    kinds = ("revised", "removed", "added", "newly_asked", "no_longer_asked")
    assert {kind for kind in kinds if getattr(told, kind).values} == ({expected} if expected else set())


# --- the mean that moves -----------------------------------------------------------------------------


def with_leaving_members(store):
    """Let every member with a high value report 2022 only, so that the mean falls though nobody's value does."""
    for area in range(2, 31):
        name = f"99{area:02}"
        for kpi in ("N90003", "N90004"):
            store = store.with_cell(kpi, name, 2022, Cell("T", 40.0 if area % 2 else 10.0))
            store = store.with_cell(kpi, name, 2024, Cell("T", 40.0 if area % 2 else 10.0))
        if area % 2:
            store = store.without_year("N90003", name, 2024)
    for year, value in ((2022, 15.0), (2024, 17.0)):
        for kpi in ("N90003", "N90004"):
            store = store.with_cell(kpi, "9901", year, Cell("T", value))
    return store


def test_the_constant_panel_judges_the_same_municipalities_in_both_years(project, example):
    project.server.store = with_leaving_members(example)
    project.refresh()
    workbook = open_workbook(PLAN)
    a = workbook.find("2A")
    panel = on_same_members(a, workbook.observations)
    assert (a.verdict.numbers.reference_n_base, a.verdict.numbers.reference_n) == (30, 16)
    assert (panel.numbers.reference_n_base, panel.numbers.reference_n) == (16, 16)
    assert panel.numbers.reference_base == Fraction(15 * 20 + 30, 16)
    assert panel.numbers.year == a.verdict.numbers.year
    assert panel.status != a.status
    note = same_members_note(a, panel)
    assert note.startswith("Räknat på de 16 kommuner som har värden både 2022 och 2024 blir utfallet ett annat")
    assert same_members_note(a, a.verdict) is None
    for other in ("1A", "1B", "2B"):
        assert on_same_members(workbook.find(other), workbook.observations) is None
    assert note in " ".join(project.run("status", "--plan", str(PLAN), "--target", "2A").out.split())


def test_there_is_no_constant_panel_without_the_municipalities_own_values():
    workbook = open_workbook(data=DATA)
    assert workbook.find("1C").reference.unweighted_mean
    assert on_same_members(workbook.find("1C"), workbook.observations) is None
