"""The section over all municipalities: which rows in what order, a table that every sense can read, small charts."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from goalkit.beside.country import BY_NAME, NEAREST, Country, Outcome, all_rows, near_rows, ordered
from goalkit.beside.gathered import gathered
from goalkit.show.compared import Chosen, chosen, country_choices, country_section
from goalkit.show.country_blocks import commonness_table, heat_table
from goalkit.show.multiples import description, drawn_targets, latest_table, multiples_spec
from goalkit.show.pictures import svg
from goalkit.words.country import SIGN, WORD
from goalkit.words.terms import by_name
from goalkit.workbook import Workbook, open_workbook
from tests.own_series import data_folder, example_plan

NEAR = ["Norrköping", "Eskilstuna", "Gävle", "Jönköping", "Linköping", "Södertälje", "Uppsala", "Västerås", "Örebro"]
NEAR += ["Borås", "Halmstad", "Helsingborg"]


@pytest.fixture(scope="module")
def page(workbook: Workbook) -> Country:
    return gathered(workbook).country


def names(rows: list) -> list[str]:
    return [row.municipality.name for row in rows]


# --- rows --------------------------------------------------------------------------------------------


def test_the_nearest_are_the_own_municipality_then_its_groups_as_far_as_they_are_at_hand(page: Country):
    rows = near_rows(page)
    assert names(rows) == NEAR
    assert [row.marked for row in rows] == [True, *[False] * 11]


def test_one_that_is_asked_for_stands_second_and_marked_wherever_it_lies(page: Country):
    rows = near_rows(page, "1280")
    assert names(rows)[:3] == ["Norrköping", "Malmö", "Eskilstuna"]
    assert rows[1].marked
    assert names(near_rows(page, "0580")).count("Linköping") == 1


def test_with_the_country_at_hand_all_of_the_groups_are_shown(national_book: Workbook):
    rows = near_rows(gathered(national_book).country)
    groups = (national_book.observations.areas[c.group].members for c in national_book.plan.comparisons)
    assert {row.municipality.id for row in rows} == {"0581"}.union(*groups)
    assert len(rows) == 23


def test_rows_are_ordered_by_name_in_swedish(page: Country):
    found = names(ordered(page, all_rows(page), BY_NAME))
    assert len(found) == 290
    assert (found[0], found[-1]) == ("Ale", "Övertorneå")
    assert sorted(["Ödeshög", "Åre", "Älmhult", "Zorn"], key=by_name) == ["Zorn", "Åre", "Älmhult", "Ödeshög"]


def test_rows_are_ordered_by_a_target_those_with_an_advantage_and_those_without_a_verdict_last(page: Country):
    rows = ordered(page, all_rows(page), "3B")
    place = [t.id for t in page.targets].index("3B")
    cells = [row.cells[place] for row in rows]
    judged = [c.improvement for c in cells if c.outcome in (Outcome.MET, Outcome.NOT_MET)]
    assert judged == sorted(judged, reverse=True)
    kinds = [c.outcome for c in cells]
    assert set(kinds[:9]) == {Outcome.MET, Outcome.NOT_MET}
    assert kinds[9:12] == [Outcome.ADVANTAGE] * 3
    assert set(kinds[12:]) == {Outcome.MISSING}
    assert names(ordered(page, near_rows(page), NEAREST)) == NEAR


def test_the_controls_say_which_rows(page: Country, workbook: Workbook):
    controls = country_choices(workbook)
    assert chosen(controls.says) == chosen(None) == Chosen()
    controls.make("choices")
    assert controls["also"].options.keys() >= {"ingen", "Linköping", "Malmö"}
    everyone = chosen({"which": "Alla kommuner", "also": "Malmö", "by": BY_NAME})
    assert everyone == Chosen(everyone=True, also="Malmö", by=BY_NAME)
    assert len(everyone.rows(page)) == 290
    assert [row.municipality.name for row in everyone.rows(page) if row.marked] == ["Malmö", "Norrköping"]
    assert len(everyone.rows(page, everyone=False)) == 13


# --- the table ---------------------------------------------------------------------------------------


def test_every_cell_has_a_shape_and_a_word_and_the_counts_are_of_the_whole_country(page: Country):
    rows = near_rows(page)
    html = heat_table(page, rows, "../{name}/")
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    cells = re.findall(r'<td class="gk-h-([a-z-]+)"><span role="img" aria-label="(.+?)" title="\2">(.)</span>', body)
    assert len(cells) == body.count("<td") == 12 * 14
    became = r" \((?:läsåret )?20[\d/]+\): (villkoret (inte )?uppfyllt|oförändrat läge)"
    said = {(css.replace("-", "_"), sign, re.sub(became, "", word)) for css, word, sign in cells}
    assert said <= {(outcome.value, SIGN[outcome], WORD[outcome]) for outcome in Outcome}
    assert all(bool(re.search(became, word)) == (css == "before-plan") for css, word, _ in cells)
    shown = Counter(css for css, _, _ in cells)
    expected = Counter(c.outcome.value.replace("_", "-") for row in rows for c in row.cells)
    assert shown == expected
    assert body.count('scope="row"') == 12
    foot = html[html.index("<tfoot>") :]
    assert "Antal av 290 kommuner" in foot
    sums = [[int(n) for n in re.findall(r"<td>(\d+)</td>", row)] for row in foot.split("<tr>")[2:]]
    assert [sum(column) for column in zip(*sums, strict=True)] == [290] * 14


def test_an_improvement_stands_only_under_an_outcome_of_the_plan(page: Country):
    html = heat_table(page, near_rows(page), "../{name}/")
    assert re.search(r'<td class="gk-h-met"><span role="img" aria-label="uppnådd" [^/]+</span><br>\+16,3</td>', html)
    for css in ("advantage", "before-plan", "missing"):
        assert not re.search(rf'<td class="gk-h-{css}">(?:(?!</td>).)*<br>', html)


def test_the_numbers_are_explained_where_there_are_any(page: Country):
    explained = "Talet under tecknet"
    rows = near_rows(page)
    plain = [replace(row, cells=tuple(c for c in row.cells if c.outcome is Outcome.MISSING)) for row in rows]
    assert explained in heat_table(page, rows, "../{name}/")
    assert explained not in heat_table(page, plain, "../{name}/")


def test_a_number_under_a_sign_is_the_distance_to_what_is_met(page: Country):
    """Of a level beside a mean nothing has become better or worse."""
    html = heat_table(page, near_rows(page), "../{name}/")
    unit = "i indikatorns enhet, för en utveckling i procentenheter"
    assert f"Talet under tecknet är avståndet till gränsen för uppnådd, {unit}; minus är under gränsen." in html


def test_a_verdict_on_another_year_than_the_municipalitys_own_says_its_year(page: Country):
    html = heat_table(page, near_rows(page), "../{name}/")
    assert "Ett årtal under talet" not in html
    rows = near_rows(page)
    place = next(i for i, row in enumerate(rows) if row.municipality.name == "Örebro")
    column = page.targets.index(page.workbook.plan.target("6A"))
    cells = list(rows[place].cells)
    verdict = cells[column].assessment.verdict
    earlier = replace(verdict, numbers=replace(verdict.numbers, year=2024))
    cells[column] = replace(cells[column], assessment=replace(cells[column].assessment, verdict=earlier))
    rows[place] = replace(rows[place], cells=tuple(cells))
    changed = heat_table(page, rows, "../{name}/")
    assert "+0,4<br>(2024)</td>" in changed
    assert "Ett årtal under talet: kommunen är bedömd på det året, ett annat än Norrköping." in changed
    assert changed.count("(2024)") == 1


def test_the_heads_of_the_table_lead_to_the_targets(page: Country):
    html = heat_table(page, near_rows(page), "../{name}/")
    assert '<th scope="col"><a href="../klimat_och_miljo/#mal-5a">5A</a><br>2020–<wbr>' in html
    assert html.count('<th scope="col"><a ') == 14


def test_how_common_is_told_for_every_target_own_series_apart(workbook: Workbook):
    html = commonness_table(workbook, [gathered(workbook).standing(a) for a in workbook.assessments.values()])
    rows = dict(re.findall(r'<tr><th scope="row">(.+?)</th>(.+?)</tr>', html))
    assert rows["2A"] == (
        "<td>19\u00a0%</td><td>290 kommuner, 1 period</td><td>2 år inom 2020–2022</td><td>2024-08-30</td><td>–</td>"
    )
    assert rows["3A"].startswith("<td>66\u00a0%</td><td>218 kommuner på samma sida, 14 perioder</td><td>1 år inom 20")
    assert rows["1B"].endswith("<td>2024-08-30</td><td>32 av 212, 2023 (2026-03-19)</td>")
    assert "Inom parentes: platsens datauttag, där det är ett annat." in html
    assert rows["3A"].endswith("<td>2024-08-30</td><td>160 av 290, 2021–2022</td>")
    assert rows["2B, 5B, 5C, 5D, 5E, 6C och 6D"] == '<td colspan="5">lokal serie, kan inte jämföras</td>'
    assert len(rows) == 15
    assert "Beräknat i förväg ur alla kommuners värden, datauttag 2024-08-30" in html


def test_every_rate_has_its_source_beside_it_also_one_that_is_counted_now(national_book: Workbook):
    """With the whole country at hand most rates are counted now; where there are two sources, whose each is."""
    gathering = gathered(national_book)
    found = [gathering.standing(a) for a in national_book.assessments.values()]
    live = [s for s in found if s.chance is not None and not s.prepared]
    assert "<li>Egen bearbetning av data från Kolada, datauttag 2024-08-30.</li>" in commonness_table(
        national_book, live
    )
    html = commonness_table(national_book, [live[0], replace(live[1], prepared=True)])
    assert f"<li>{live[0].assessment.target.id}: Egen bearbetning av data från Kolada, datauttag" in html
    assert f"<li>{live[1].assessment.target.id}: Egen bearbetning av data från Kolada. Beräknat i förväg" in html


# --- small charts ------------------------------------------------------------------------------------


def test_every_target_with_a_line_has_a_small_chart_with_every_municipality_and_the_reference(page: Country):
    rows = near_rows(page, "0580")
    spec = multiples_spec(page, rows, columns=3, width=700)
    assert [t.id for t in drawn_targets(page)] == [chart["title"]["text"].split()[0] for chart in spec["concat"]]
    points = spec["concat"][6]["data"]["values"]  # 3B
    assert {p["a"] for p in points} == {row.municipality.id for row in rows} | {""}
    assert {(p["k"], p["a"]) for p in points if p["k"] in ("own", "marked", "reference")} == {
        ("own", "0581"),
        ("marked", "0580"),
        ("reference", ""),
    }
    told = description(page, rows)
    assert "Tjock linje: Norrköping." in told
    assert "Prickad linje: Linköping." in told
    assert "10 andra kommuner" in told


def test_a_line_is_cut_where_a_year_is_missing_and_a_lonely_year_is_a_point(page: Country):
    charts = {
        c["title"]["text"].split()[0]: c for c in multiples_spec(page, near_rows(page), columns=3, width=700)["concat"]
    }
    own = [p for p in charts["4B"]["data"]["values"] if p["k"] == "own"]
    pieces = {p["y"]: p["s"] for p in own}
    assert 2021 not in pieces
    assert pieces[2020] != pieces[2022]
    lonely = [p for p in charts["6B"]["data"]["values"] if p["k"] == "own"]
    assert all(p["alone"] for p in lonely)
    assert [layer["mark"]["type"] for layer in charts["6B"]["layer"]].count("point") >= 1
    assert "2022 = 100" in charts["2A"]["title"]["text"]


def test_every_unbroken_piece_is_a_stroke_of_its_own_in_the_look_of_its_kind(page: Country):
    rows = near_rows(page, "0580")
    spec = multiples_spec(page, rows, columns=3, width=700)
    pieces = Counter(
        {
            (number, p["k"], p["a"], p["s"]): p["k"]
            for number, chart in enumerate(spec["concat"])
            for p in chart["data"]["values"]
            if p["v"] is not None and "alone" not in p
        }.values()
    )
    strokes: Counter[str] = Counter()
    width = {"1": "other", "1.5": "reference", "2": "marked", "3": "own"}
    for drawn, thick in re.findall(r'<path [^>]*\bd="([^"]+)"[^>]* stroke="[^>]*stroke-width="([\d.]+)"', svg(spec)):
        strokes[width[thick]] += drawn.count("M")
    assert min(pieces.values()) > 1
    assert strokes == pieces


def test_the_small_charts_are_drawn_and_their_last_values_stand_in_a_table(page: Country):
    rows = near_rows(page)
    assert svg(multiples_spec(page, rows, columns=3, width=700)).count("<path") > 100
    html = latest_table(page, rows)
    assert "<td>78,3 (2025/26)</td>" in html
    assert html.count('scope="row"') == 12


# --- plans without a country -------------------------------------------------------------------------


def test_a_plan_of_own_series_has_a_section_that_says_so(tmp_path: Path):
    book = open_workbook(example_plan(), data=data_folder(tmp_path, vintages=True))
    html = country_section(book, Chosen(), "../{name}/", lambda _: "")
    assert "lokal serie, kan inte jämföras" in html
    assert "Inga värden finns att rita." in html
