"""A target beside the previous follow-up: the verdict then, and what made the difference."""

from dataclasses import replace

import pytest

from goalkit.compare.verdicts import Part, since
from goalkit.extracts import Extract
from goalkit.judge import Assessment, Earlier
from goalkit.plan import Plan
from goalkit.words.compare import since_sentence
from tests.one_target import example_plan, example_workbook, extract

GAP = {"kind": "gap_narrows", "reference": "riket", "since": 2022}
UP = {"kind": "increases", "since": 2022}
THEN, NOW = "2025-03-01", "2026-09-28"


def judged(plan: Plan, *extracts: Extract) -> Assessment:
    return example_workbook(plan, *extracts).assessments["1A"]


def told(before: Assessment | None, after: Assessment) -> str:
    """Return what is said after the lead that every sentence has."""
    said = since_sentence(replace(after, previous=Earlier("Delår 2026", before)))
    lead = "Vid förra uppföljningen (Delår 2026)"
    assert said.startswith(lead)
    return said.removeprefix(lead).lstrip(": ")


OLD = extract(THEN, {2022: "10", 2023: "9"})


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            {2022: "10", 2023: "9"},
            "ej uppnådd (2023). Samma bedömning som då.",
        ),
        (
            {2022: "10", 2023: "9", 2024: "11"},
            "ej uppnådd (2023). Skillnaden beror på ett nytt värde (N00001 Exempelkommun 2024: 11) i datauttaget "
            "2026-09-28.",
        ),
        (
            {2022: "10", 2023: "10.5"},
            "ej uppnådd (2023). Skillnaden beror på ett reviderat värde (N00001 Exempelkommun 2023: 9 → 10,5) i "
            "datauttaget 2026-09-28.",
        ),
        (
            {2022: "8.5", 2023: "9"},
            "ej uppnådd (2023). Skillnaden beror på ett reviderat värde (N00001 Exempelkommun 2022: 10 → 8,5) i "
            "datauttaget 2026-09-28.",
        ),
        (
            {2022: "10", 2023: "9", 2024: "8"},
            "ej uppnådd (2023). Utfallet är detsamma, på ett annat år. Det beror på ett nytt värde (N00001 "
            "Exempelkommun 2024: 8) i datauttaget 2026-09-28.",
        ),
        (
            {2022: "10.2", 2023: "9"},
            "ej uppnådd (2023). Samma bedömning som då. Ändrat sedan dess: ett reviderat värde (N00001 Exempelkommun "
            "2022: 10 → 10,2) i datauttaget 2026-09-28.",
        ),
        (
            {2022: "10"},
            "ej uppnådd (2023). Skillnaden beror på ett borttaget värde (N00001 Exempelkommun 2023: 9 → inget värde) i "
            "datauttaget 2026-09-28.",
        ),
    ],
)
def test_the_value_that_made_the_difference_is_named(now, said):
    plan = example_plan(UP)
    assert told(judged(plan, OLD), judged(plan, extract(NOW, now), OLD)) == said


def test_only_what_decides_is_named_where_one_value_alone_does():
    plan = example_plan(GAP)
    before = judged(plan, extract(THEN, {2022: "10", 2023: "12"}, {2022: "14", 2023: "15"}))
    after = judged(plan, extract(NOW, {2022: "10.1", 2023: "10"}, {2022: "14", 2023: "15"}))
    assert before.status == "met"
    assert told(before, after) == (
        "uppnådd (2023). Skillnaden beror på ett reviderat värde (N00001 Exempelkommun 2023: 12 → 10) i datauttaget "
        "2026-09-28."
    )


@pytest.mark.parametrize("indicator", [{"factor": "0.01"}, {"complement": True}])
def test_values_that_the_page_shows_converted_are_said_to_stand_as_they_were_fetched(indicator):
    plan = example_plan(UP, **indicator)
    now = extract(NOW, {2022: "10", 2023: "10.5"})
    assert told(judged(plan, OLD), judged(plan, now, OLD)).endswith(
        "ett reviderat värde (N00001 Exempelkommun 2023: 9 → 10,5) i datauttaget 2026-09-28 (talen är före omräkning)."
    )


def test_values_of_each_kind_stand_together_and_of_many_the_rest_are_counted():
    plan = example_plan(GAP)
    before = judged(plan, extract(THEN, {2022: "10", 2023: "12"}, {2022: "14", 2023: "15"}))
    own, nation = {2022: "9", 2023: "5", 2024: "1"}, {2022: "13", 2023: "16", 2024: "20"}
    after = judged(plan, extract(NOW, own, nation))
    assert told(before, after) == (
        "uppnådd (2023). Skillnaden beror på nya värden (N00001 Exempelkommun 2024: 1; N00001 Riket 2024: 20) och "
        "reviderade värden (N00001 Exempelkommun 2022: 10 → 9; N00001 Riket 2022: 14 → 13; 2 till) i datauttaget "
        "2026-09-28."
    )


@pytest.mark.parametrize(
    ("plan", "parts", "said"),
    [
        (
            example_plan({"kind": "increases", "since": 2021}),
            (Part.BASE_YEAR,),
            "Skillnaden beror på en ändring i planen (basåret).",
        ),
        (
            example_plan(UP, {"wording": "Annat."}),
            (Part.WORDING,),
            "Samma bedömning som då. Ändrat sedan dess: en ändring i planen (formuleringen).",
        ),
        (
            example_plan(UP, complement=True),
            (Part.INDICATOR,),
            "Skillnaden beror på en ändring i planen (indikatorn).",
        ),
        (
            example_plan(GAP),
            (Part.RULE, Part.REFERENCE),
            "Skillnaden beror på en ändring i planen (regeln och det som målet jämförs med).",
        ),
        (
            example_plan(UP, usable={"last": 2022}),
            (Part.YEARS,),
            "Skillnaden beror på en ändring i planen (vilka år som räknas).",
        ),
    ],
)
def test_what_is_another_in_the_plan_is_named_and_tried(plan, parts, said):
    data = extract(THEN, {2021: "8", 2022: "10", 2023: "9"}, {2022: "12", 2023: "10"})
    before, after = judged(example_plan(UP), data), judged(plan, data)
    found = since(replace(after, previous=Earlier("Delår 2026", before)))
    assert found is not None
    assert found.parts == parts
    assert told(before, after) == f"ej uppnådd (2023). {said}"


def test_a_rule_that_is_another_is_named():
    data = extract(THEN, {2022: "10", 2023: "5"}, {2022: "20", 2023: "14"})
    before, after = judged(example_plan(GAP), data), judged(example_plan({**GAP, "kind": "outpaces_reference"}), data)
    assert told(before, after) == "uppnådd (2023). Skillnaden beror på en ändring i planen (regeln)."


def test_where_plan_and_values_are_others_it_is_tried_which_of_them_decided():
    before = judged(example_plan(UP), extract(THEN, {2021: "8", 2022: "10", 2023: "9"}))
    now = extract(NOW, {2021: "8", 2022: "8.5", 2023: "9"})
    after = judged(example_plan({"kind": "increases", "since": 2021}), now)
    assert told(before, after) == "ej uppnådd (2023). Skillnaden beror på en ändring i planen (basåret)."
    both = extract(NOW, {2021: "8", 2022: "9", 2023: "9"})
    assert told(before, judged(example_plan({"kind": "increases", "since": 2021}), both)) == (
        "ej uppnådd (2023). Skillnaden beror på en ändring i planen (basåret)."
    )
    data = extract(NOW, {2021: "12", 2022: "10", 2023: "13"})
    assert told(before, judged(example_plan({"kind": "increases", "since": 2021}), data)) == (
        "ej uppnådd (2023). Skillnaden beror på ett reviderat värde (N00001 Exempelkommun 2023: 9 → 13) i datauttaget "
        "2026-09-28. Att planen också är ändrad (basåret) avgjorde inte."
    )


def test_a_target_that_the_plan_did_not_have_is_said_so():
    after = judged(example_plan(UP), OLD)
    assert told(None, after) == "fanns måluppfyllelsen inte i planen."


def test_where_there_has_been_no_follow_up_nothing_is_said():
    assert since_sentence(judged(example_plan(UP), OLD)) == ""


def test_later_years_that_are_asked_for_are_the_cause_where_no_value_is():
    plan = example_plan(UP)
    before = judged(plan, extract(THEN, {2022: "10"}, years=range(2010, 2023)))
    after = judged(plan, extract(NOW, {2022: "10"}))
    assert before.verdict.reason == "not_requested"
    assert told(before, after) == (
        "kan inte bedömas (senare år inte hämtade). Skillnaden beror på att senare år är efterfrågade nu, men inte var "
        "det då."
    )
    assert "inte är efterfrågade nu" in told(after, before)


def own_series(day: str, values: dict[int, str]) -> Assessment:
    plan = example_plan(UP, kolada=[], local="Egen räkning")
    book = example_workbook(
        plan, OLD, local={"1A": replace(extract(day, values, kpi="1A"), local=True)} if values else {}
    )
    return book.assessments["1A"]


def test_own_series_that_come_change_and_go_are_named():
    none, first = own_series(THEN, {}), own_series(THEN, {2022: "10", 2023: "9"})
    more = own_series(NOW, {2022: "10", 2023: "9", 2024: "11"})
    assert told(none, first).endswith("Skillnaden beror på en ny egen serie, inlagd 2025-03-01.")
    assert told(first, more).endswith(
        "Skillnaden beror på ett nytt värde (Exempelkommun 2024: 11) i den egna serien, inlagd 2026-09-28."
    )
    assert told(more, none).endswith("Skillnaden beror på att den egna serien saknas eller har fel.")
