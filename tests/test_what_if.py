"""What if: the real rule on the real evidence with typed values, exactly, and never taken for data."""

from fractions import Fraction

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from goalkit.beside.needed import Scenario
from goalkit.beside.what_if import Thought, coming_years, imagine, read_thought, told, with_assumed
from goalkit.charts import chart, lines, spec, still
from goalkit.charts.at_hand import at_hand
from goalkit.charts.face import THOUGHT
from goalkit.charts.view import View
from goalkit.model import Judged, Side, Status
from goalkit.show.beside_blocks import thought_result
from goalkit.show.files import LARGE, SMALL, files
from goalkit.show.pictures import drawing
from goalkit.show.report import report, to_json
from goalkit.words.sentences import sentence
from goalkit.workbook import Workbook, open_workbook

OWN, REFERENCE = Side.OWN, Side.REFERENCE


@pytest.mark.parametrize(
    ("text", "value"),
    [("79,5", "79.5"), ("79.5", "79.5"), (" 80 ", "80"), ("7,25", "7.25"), ("1,234", "1.234"), ("−0", "0")],
)
def test_a_number_is_read_as_it_is_written(workbook: Workbook, text: str, value: str) -> None:
    thought = read_thought(workbook.assessments["4B"], {(OWN, 2026): text})
    assert thought == Thought({(OWN, 2026): Fraction(value)})


@pytest.mark.parametrize("text", [
    "1.234", "7,9,5", "79,5 %", "åttio", "1e3", "101", "-1", "NaN", "½", "795", "7 9", "7\u00a09", "79;5", "79,5,",
    ",5,", "−5", "abc", "200", "200 %", "٧٩", "0x4f", "+79,5", "=79", "1 000", "9" * 5000,
])  # fmt: skip
def test_what_is_unclear_or_impossible_is_refused_with_its_place(workbook: Workbook, text: str) -> None:
    thought = read_thought(workbook.assessments["4B"], {(OWN, 2026): text})
    assert thought.values == {}
    assert thought.faults[0].startswith("Norrköping 2026: ")


@pytest.mark.parametrize("text", ["9" * 30, "-" + "9" * 30, "9" * 15, f"0,{'0' * 28}1"])
def test_more_digits_than_any_figure_has_are_refused_in_a_sentence(workbook: Workbook, text: str) -> None:
    thought = read_thought(workbook.assessments["5A"], {(OWN, 2026): text})
    assert thought == Thought({}, ("Norrköping 2026: skriv högst 12 siffror före kommat och 12 efter.",))


def test_an_empty_field_says_nothing(workbook: Workbook) -> None:
    assert read_thought(workbook.assessments["4B"], {(OWN, 2026): "  "}) == Thought()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("4B", [(OWN, 2026)]),
        ("6A", [(OWN, 2026), (REFERENCE, 2026)]),
        ("4A", [(OWN, 2023), (OWN, 2024), (REFERENCE, 2023), (REFERENCE, 2024)]),  # the series ends 2024
        ("1C", []),  # nothing after 2022 can be compared
        ("2B", []),  # no values at all
    ],
)
def test_only_values_that_could_count_can_be_thought_up(workbook: Workbook, target: str, expected: list) -> None:
    assert coming_years(workbook.assessments[target]) == expected


@pytest.mark.parametrize(
    ("value", "status"), [("82,1", Status.MET), ("82", Status.UNCHANGED), ("81,9", Status.NOT_MET)]
)
def test_the_real_rule_judges_the_thought_up_year(workbook: Workbook, value: str, status: Status) -> None:
    a = workbook.assessments["4B"]
    imagined = imagine(a, read_thought(a, {(OWN, 2026): value}))
    assert isinstance(imagined.verdict, Judged)
    assert (imagined.status, imagined.verdict.numbers.year) == (status, 2026)


def test_a_value_of_one_side_alone_changes_nothing_for_a_target_that_needs_both(workbook: Workbook) -> None:
    a = workbook.assessments["6A"]
    imagined = imagine(a, read_thought(a, {(OWN, 2026): "1"}))
    assert (imagined.status, imagined.verdict.numbers) == (a.status, a.verdict.numbers)


@pytest.mark.parametrize(
    ("scenario", "typed", "reference"),
    [
        (Scenario.UNCHANGED, {(OWN, 2026): "120"}, "135.769"),
        (Scenario.TREND, {(OWN, 2026): "120"}, "134.0"),
        (Scenario.TREND, {(OWN, 2026): "120", (REFERENCE, 2026): "140"}, "140"),
        (None, {(OWN, 2026): "120"}, None),
        (Scenario.UNCHANGED, {}, None),
    ],
)
def test_the_reference_is_assumed_as_asked_where_nobody_typed_it(
    workbook: Workbook, scenario: Scenario | None, typed: dict, reference: str | None
) -> None:
    a = workbook.assessments["6A"]
    thought = with_assumed(a, read_thought(a, typed), scenario)
    value = thought.values.get((REFERENCE, 2026))
    assert (value is None) if reference is None else abs(float(value) - float(reference)) < 0.1
    judged = imagine(a, thought).verdict.numbers.year
    assert judged == (2026 if reference is not None else 2025)


def test_what_is_told_is_marked_as_thought_up_and_says_nothing_of_data(workbook: Workbook) -> None:
    a = workbook.assessments["3A"]
    thought = read_thought(a, {(OWN, 2026): "87,4", (REFERENCE, 2026): "88"})
    text = told(a, imagine(a, thought), thought)
    assert text == (
        "I det tänkta läget (2026): uppnådd. Skillnaden mellan Norrköping och riket minskade "
        "från 1,2\u00a0procentenheter (2021) till 0,6\u00a0procentenheter (2026)."
    )


@pytest.mark.parametrize(
    ("target", "typed", "said", "used"),
    [
        (
            "6A",
            {(OWN, 2026): "1"},
            "2026 kan inte bedömas förrän riket 2026 är ifyllt.",
            False,
        ),
        ("6A", {(REFERENCE, 2026): "1"}, "2026 kan inte bedömas förrän Norrköping 2026 är ifyllt.", False),
        ("6A", {(OWN, 2026): "1", (REFERENCE, 2026): "x"}, "2026 kan inte bedömas förrän riket 2026 är ifyllt.", False),
        ("6A", {(OWN, 2026): "1", (REFERENCE, 2026): "2"}, "I det tänkta läget (2026): ", True),
        ("4B", {(OWN, 2026): "1"}, "I det tänkta läget (2026): ", True),
        ("4A", {(OWN, 2024): "1"}, "2024 kan inte bedömas förrän kommungenomsnittet 2024 är ifyllt.", False),
        (
            "4A",
            {(OWN, 2023): "1", (REFERENCE, 2023): "1", (OWN, 2024): "1"},
            "2024 kan inte bedömas förrän kommungenomsnittet 2024 är ifyllt. I det tänkta läget (2023): ",
            True,
        ),
        (
            "4A",
            {(OWN, 2023): "1", (OWN, 2024): "1", (REFERENCE, 2024): "1"},
            "2023 kan inte bedömas förrän kommungenomsnittet 2023 är ifyllt. I det tänkta läget (2024): ",
            True,
        ),
        (
            "4A",
            {(OWN, 2023): "1", (REFERENCE, 2023): "1", (OWN, 2024): "1", (REFERENCE, 2024): "1"},
            "2023 påverkar inte: det senaste året, 2024, bedöms. I det tänkta läget (2024): ",
            True,
        ),
        (
            "3C",
            {(OWN, 2026): "60"},
            "Läsåret 2025/26 kan inte bedömas förrän riket läsåret 2025/26 är ifyllt.",
            False,
        ),
    ],
)
def test_a_typed_year_that_is_not_judged_is_said_with_what_it_lacks(
    workbook: Workbook, target: str, typed: dict, said: str, used: bool
) -> None:
    a = workbook.assessments[target]
    thought = read_thought(a, typed)
    imagined = imagine(a, thought)
    assert told(a, imagined, thought).startswith(said)
    assert used or told(a, imagined, thought) == said, "nothing is said of a verdict that rests on no typed value"
    assert ("<dd>vilar inte på något ifyllt värde</dd>" not in thought_result(a, imagined, thought)) == used


@pytest.fixture(scope="module")
def real() -> tuple[Workbook, str]:
    """Return a workbook that only these tests think of, and what it reports."""
    workbook = open_workbook()
    return workbook, to_json(report(workbook))


@pytest.mark.parametrize("target", ["1A", "1B", "2A", "3A", "4B", "5A", "6A", "6B"])
@settings(max_examples=10)
@given(share=st.fractions(0, 100, max_denominator=1000))
def test_the_real_evidence_verdict_and_report_stay(real: tuple[Workbook, str], target: str, share: Fraction) -> None:
    workbook, reported = real
    a = workbook.assessments[target]
    before = (a.evidence, a.verdict, sentence(a))
    imagined = imagine(a, Thought(dict.fromkeys(coming_years(a), share)))
    assert (a.evidence, a.verdict, sentence(a)) == before
    assert to_json(report(workbook)) == reported
    for kept, thought in ((a.evidence.own, imagined.evidence.own), (a.evidence.reference, imagined.evidence.reference)):
        if kept is not None and thought is not None:
            assert all(thought.points[year] == point for year, point in kept.points.items())


def test_a_value_that_exists_is_never_replaced(workbook: Workbook) -> None:
    a = workbook.assessments["4B"]
    imagined = imagine(a, Thought({(OWN, 2025): Fraction(1)}))
    assert imagined.evidence.own.points[2025] == a.evidence.own.points[2025]


@pytest.mark.parametrize("target", ["3A", "4B", "6A"])
def test_thought_up_points_are_drawn_apart_and_every_picture_says_what_they_are(
    workbook: Workbook, target: str
) -> None:
    a = workbook.assessments[target]
    imagined = imagine(a, Thought(dict.fromkeys(coming_years(a), Fraction(50))))
    rows = lines(a, imagined=imagined).data
    thought = rows[rows["kind"] == "imagined"]
    assert rows.drop(thought.index).reset_index(drop=True).equals(lines(a).data)
    assert set(thought["year"]) == {year for _, year in coming_years(a)}
    assert all(name.startswith("tänkt") for name in thought["series"])
    drawn = spec(chart(a, imagined=imagined))
    assert "Tänkt läge, inte data" in drawn["description"]
    picture = vl_convert.vegalite_to_svg(still(drawn))
    assert ">Tänkt läge: " in picture
    assert THOUGHT.split(":")[0] in picture
    offered = files(a, View(), at_hand(workbook, a), imagined)
    assert [file.ending for file in offered] == ["png", "stor.png", "svg"]
    written = offered[2].make().decode()
    assert "Tänkt läge: " in written
    for picture, scale in zip(offered, (SMALL, LARGE), strict=False):
        with drawing():
            as_written, unmarked = (
                vl_convert.svg_to_png(text, scale=scale) for text in (written, written.replace("Tänkt läge: ", ""))
            )
        assert picture.make() == as_written != unmarked, "the picture is that of the file with the words, to the pixel"


def test_a_saved_look_cannot_hide_that_a_chart_is_thought_up(workbook: Workbook) -> None:
    a = workbook.assessments["4B"]
    imagined = imagine(a, Thought({(OWN, 2026): Fraction(90)}))
    drawn = spec(chart(a, View(heading="Utfall 2026"), imagined=imagined))
    assert drawn["vconcat"][0]["title"]["text"] == ["Tänkt läge: Utfall 2026"]
