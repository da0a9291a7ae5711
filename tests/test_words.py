"""The Swedish of a verdict: every member of the domain has its words, every reason its sentence."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import get_args

import msgspec
import pytest
from hypothesis import given

from goalkit.exact import rounded
from goalkit.judge import EarlierBase
from goalkit.model import Break, Evidence, Flag, Gender, Judged, Missing, NotAssessed, Reason, Release, Status, Unit
from goalkit.rules import Above, Decreases, GapNarrows, Increases, OutpacesReference, Rule
from goalkit.words.notes import earlier_base, missing, other_starts, own_work, reservations
from goalkit.words.rules import RULE_WORDS
from goalkit.words.sentences import calculation, criterion, headline, reason_word, sentence
from goalkit.words.terms import BEFORE_PLAN_SHAPE, FLAG, GENDER, REASON, SHAPE, STATUS, shape
from tests.evidence import HIGHER, LOWER, assessment, evidence, line
from tests.test_rule_properties import full_evidences

NBSP = "\u00a0"
GAP, MEAN_GAP = GapNarrows(reference="landet", since=2022), GapNarrows(reference="medlet", since=2022)
ABOVE, OUTPACES = Above(reference="medlet"), OutpacesReference(reference="landet", since=2022)
UP, DOWN = Increases(since=2022), Decreases(since=2022)
RULES: list[Rule] = [GAP, ABOVE, OUTPACES, UP, DOWN]
STILL = {2022: "7", 2024: "7"}


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (STATUS, Status),
        (SHAPE, Status),
        (REASON, Reason),
        (FLAG, Flag),
        (GENDER, Gender),
    ],
    ids=["status", "shape", "reason", "flag", "gender"],
)
def test_every_member_has_its_words(words, members):
    assert set(words) == set(members)
    assert all(text.strip() for text in words.values())


def test_every_rule_has_its_words():
    assert set(RULE_WORDS) == set(get_args(Rule))
    assert all(words.name.strip() and words.tie.strip() for words in RULE_WORDS.values())


def test_no_two_statuses_look_alike_and_none_says_partly():
    shapes = [*SHAPE.values(), BEFORE_PLAN_SHAPE]
    assert len(set(shapes)) == len(shapes)
    assert len(set(STATUS.values())) == 4
    assert not any("delvis" in text for text in STATUS.values())


def test_no_two_reasons_and_no_two_flags_share_their_words():
    assert len(set(REASON.values())) == len(Reason)
    assert len(set(FLAG.values())) == len(Flag)


# --- headlines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "own", "reference", "words"),
    [
        (UP, {2022: "1", 2024: "2"}, None, "uppnådd"),
        (UP, {2022: "2", 2024: "1"}, None, "ej uppnådd"),
        (UP, {2022: "2"}, None, "kan inte bedömas"),
        (UP, {2022: "2", 2024: "2"}, None, "oförändrad"),
        (DOWN, {2022: "2", 2024: "2"}, None, "oförändrad"),
        (GAP, {2022: "9", 2024: "9"}, STILL, "oförändrad"),
        (GAP, {2022: "9", 2024: "5"}, STILL, "lika stor skillnad, åt andra hållet"),
        (GAP, {2022: "5", 2024: "9"}, STILL, "lika stor skillnad, åt andra hållet"),
        (ABOVE, {2024: "7"}, STILL, "lika med jämförelsevärdet"),
        (OUTPACES, {2022: "9", 2024: "9"}, STILL, "lika utveckling"),
    ],
)
def test_a_status_has_its_word_and_a_tie_that_of_its_rule(rule, own, reference, words):
    assert headline(assessment(rule, evidence(own, reference))) == words


def test_a_year_before_the_plan_never_has_the_look_of_a_fulfilled_target():
    a = assessment(Increases(since=2020), evidence({2020: "1", 2022: "2"}))
    assert a.status is Status.MET
    assert headline(a) == "läget före mandatperioden (2022): villkoret uppfyllt"
    assert shape(a) == BEFORE_PLAN_SHAPE
    assert sentence(a).startswith("Läget före mandatperioden (2022): ")
    assert "uppnådd" not in sentence(a)


# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "own", "reference", "better", "text"),
    [
        (
            GAP,
            {2022: "9.3", 2026: "8.9"},
            {2022: "7", 2026: "7"},
            LOWER,
            "Skillnaden mellan Exempelkommun och landet minskade från 2,3_procentenheter (2022) till "
            "1,9_procentenheter (2026).",
        ),
        (
            GAP,
            {2022: "9.3", 2024: "9.4"},
            STILL,
            LOWER,
            "Läget enligt data för 2024: skillnaden mellan Exempelkommun och landet ökade från "
            "2,3_procentenheter (2022) till 2,4_procentenheter (2024).",
        ),
        (
            GAP,
            {2022: "9", 2024: "5"},
            STILL,
            LOWER,
            "Läget enligt data för 2024: skillnaden mellan Exempelkommun och landet är lika stor, åt andra hållet: "
            "2,0_procentenheter både 2022 och 2024.",
        ),
        (
            GAP,
            {2022: "9.04", 2024: "9.01"},
            STILL,
            LOWER,
            "Läget enligt data för 2024: skillnaden mellan Exempelkommun och landet minskade från "
            "2,04_procentenheter (2022) till 2,01_procentenheter (2024).",
        ),
        (
            OUTPACES,
            {2022: "100", 2026: "104"},
            {2022: "50", 2026: "51"},
            HIGHER,
            "Utvecklingen från 2022 till 2026 är bättre än i landet: +4,0_% i Exempelkommun mot +2,0_% i landet.",
        ),
        (
            OUTPACES,
            {2022: "100", 2026: "99"},
            {2022: "50", 2026: "49"},
            LOWER,
            "Utvecklingen från 2022 till 2026 är sämre än i landet: −1,0_% i Exempelkommun mot −2,0_% i landet.",
        ),
        (
            OUTPACES,
            {2022: "100", 2026: "98"},
            {2022: "50", 2026: "49"},
            LOWER,
            "Utvecklingen från 2022 till 2026 är lika i Exempelkommun och i landet: −2,0_%.",
        ),
        (
            UP,
            {2022: "82", 2026: "83"},
            None,
            HIGHER,
            "Exempelkommuns värde ökade från 82,0_% (2022) till 83,0_% (2026).",
        ),
        (
            DOWN,
            {2022: "82", 2026: "83"},
            None,
            LOWER,
            "Exempelkommuns värde ökade från 82,0_% (2022) till 83,0_% (2026).",
        ),
        (UP, {2022: "82", 2026: "82"}, None, HIGHER, "Exempelkommuns värde är oförändrat: 82,0_% både 2022 och 2026."),
        (ABOVE, {2026: "56"}, {2026: "39.7"}, HIGHER, "Exempelkommun låg 2026 över exempelmedlet: 56,0_% mot 39,7_%."),
        (ABOVE, {2026: "39"}, {2026: "39.7"}, HIGHER, "Exempelkommun låg 2026 under exempelmedlet: 39,0_% mot 39,7_%."),
        (
            ABOVE,
            {2026: "39.7"},
            {2026: "39.7"},
            HIGHER,
            "Exempelkommuns värde 2026 är lika med jämförelsevärdet (exempelmedlet): 39,7_%.",
        ),
    ],
)
def test_a_verdict_is_one_sentence_with_both_years_and_numbers(rule, own, reference, better, text):
    assert sentence(assessment(rule, evidence(own, reference, better))) == text.replace("_", NBSP)


def test_an_unweighted_mean_says_on_how_many_municipalities_it_rests_in_both_years():
    reference = line({2022: "7", 2026: "7"}, n={2022: 8, 2026: 7}, size=10)
    a = assessment(MEAN_GAP, evidence({2022: "9", 2026: "8"}, reference, LOWER))
    assert sentence(a).endswith(" Exempelmedlet är ett ovägt medel av 8 (2022) och 7 kommuner (2026).")


def test_a_school_year_is_named_by_both_its_years():
    a = assessment(UP, evidence({2022: "82", 2026: "83"}), school_year=True)
    assert "från 82,0 % (läsåret 2021/22) till 83,0 % (läsåret 2025/26)".replace(" %", f"{NBSP}%") in sentence(a)


SUPPRESSED, INCOMPLETE = Missing.SUPPRESSED, Missing.INCOMPLETE
BROKEN = (Break(2023, "Ny definition.", comparable=False),)
RELEASE = Release(2023, date(2024, 4, 1))
TO_2022 = range(2015, 2023)

REASONS: list[tuple[Reason, Rule, Evidence, str]] = [
    (Reason.BREAK, UP, evidence({2022: "1", 2023: "2"}, breaks=BROKEN), "Definitionen ändrades 2023 och"),
    (
        Reason.SUPPRESSED,
        UP,
        evidence(line({2023: "1"}, missing={2022: SUPPRESSED})),
        "Värdet för Exempelkommun är undertryckt av källan för basåret 2022.",
    ),
    (
        Reason.DOUBTFUL,
        UP,
        evidence(line({2022: "1", 2023: "1"}, missing={2024: Missing.DOUBTFUL})),
        "Källans värde för Exempelkommun för åren efter 2022 är orimligt "
        "och bedöms inte förrän någon har godtagit det.",
    ),
    (
        Reason.INCOMPLETE,
        GAP,
        evidence({2022: "1", 2023: "2"}, line({2022: "1"}, missing={2023: INCOMPLETE}, lacking={2023: "N90002"})),
        "En del av summan (N90002) saknas för landet för åren efter 2022.",
    ),
    (
        Reason.NO_BASE_VALUE,
        UP,
        evidence({2023: "1"}),
        "Exempelkommun saknar värde för basåret 2022. Basåret flyttas aldrig.",
    ),
    (
        Reason.NO_REFERENCE,
        GAP,
        evidence({2022: "1", 2023: "2"}, {2023: "1"}),
        "Jämförelsevärdet (Landet) saknas för basåret 2022.",
    ),
    (
        Reason.NO_REFERENCE,
        ABOVE,
        evidence({2023: "2"}, {2022: "1"}),
        "Jämförelsevärdet (Exempelmedlet) saknas för mandatperiodens år.",
    ),
    (
        Reason.NO_BASE_VALUE,
        UP,
        evidence(line({2023: "1"}, asked=[2023])),
        "Exempelkommuns värde för basåret 2022 är inte hämtat (datauttag 2024-05-01); det kan finnas publicerat.",
    ),
    (
        Reason.NO_REFERENCE,
        GAP,
        evidence({2022: "1", 2023: "2"}, line({}, asked=())),
        "Jämförelsevärdet (Landet) för basåret 2022 är inte hämtat (datauttag 2024-05-01); det kan finnas publicerat.",
    ),
    (
        Reason.NO_REFERENCE,
        GAP,
        evidence({2022: "1", 2023: "2"}, line({2022: "1"}, asked=TO_2022)),
        "Jämförelsevärdet (Landet) för åren efter 2022 är inte hämtat (datauttag 2024-05-01); "
        "det kan finnas publicerat.",
    ),
    (
        Reason.NO_COMMON_YEAR,
        GAP,
        evidence({2022: "1", 2023: "2"}, {2022: "1", 2024: "2"}),
        "Exempelkommun och landet har värden för åren efter 2022, men aldrig för samma år.",
    ),
    (
        Reason.NO_COMMON_YEAR,
        ABOVE,
        evidence({2023: "2"}, {2024: "2"}),
        "Exempelkommun och exempelmedlet har värden för mandatperiodens år, men aldrig för samma år.",
    ),
    (
        Reason.DISCONTINUED,
        UP,
        evidence({2022: "1"}, ended=2022),
        "Serien har upphört: 2022 är dess sista år, och inget senare värde går att bedöma.",
    ),
    (
        Reason.NOT_REQUESTED,
        UP,
        evidence(line({2022: "1"}, asked=TO_2022)),
        "Inget värde efter 2022 är hämtat för Exempelkommun (datauttag 2024-05-01); nyare kan finnas publicerade.",
    ),
    (
        Reason.NOT_REQUESTED,
        GAP,
        evidence({2022: "1"}, line({2022: "1"}, asked=TO_2022)),
        "Inget värde efter 2022 är hämtat för landet (datauttag 2024-05-01); nyare kan finnas publicerade.",
    ),
    (
        Reason.LATE,
        UP,
        evidence({2022: "1"}, release=RELEASE, as_of=date(2024, 5, 1)),
        "Värdet för 2023 skulle ha kommit 2024-04-01 men finns inte i datauttaget 2024-05-01.",
    ),
    (
        Reason.NOT_YET,
        UP,
        evidence({2022: "1"}, release=RELEASE, as_of=date(2024, 3, 1)),
        "Värdet för 2023 var planerat till 2024-04-01 och finns inte i datauttaget 2024-05-01.",
    ),
    (Reason.NOT_YET, UP, evidence({2022: "1"}), "Inget värde för åren efter 2022 finns i datauttaget 2024-05-01."),
    (
        Reason.NOT_YET,
        ABOVE,
        evidence({2022: "1"}, STILL),
        "Inget värde för mandatperiodens år finns i datauttaget 2024-05-01.",
    ),
    (
        Reason.UNDEFINED,
        OUTPACES,
        evidence({2022: "0", 2023: "1"}, {2022: "1", 2023: "1"}),
        "Den relativa förändringen kan inte beräknas: värdet för Exempelkommun 2022 är noll.",
    ),
]


@pytest.mark.parametrize(("reason", "rule", "e", "text"), REASONS, ids=[f"{r[0]}-{i}" for i, r in enumerate(REASONS)])
def test_a_reason_is_a_sentence_that_says_whose_value_of_which_year_is_missing(reason, rule, e, text):
    a = assessment(rule, e)
    assert a.verdict.reason is reason
    assert sentence(a) == text or (reason is Reason.BREAK and sentence(a).startswith(text))
    assert reason_word(a) == REASON[reason]
    assert calculation(a) == []
    assert missing(a) is not None


def test_a_target_without_an_own_series_says_where_one_could_come_from_or_why_it_was_not_read():
    e = evidence(line({}, asked=()), has_indicator=False)
    a = assessment(UP, e, local="Egen räkning")
    assert sentence(a) == "Uppgifter saknas: kommunens egna värden är inte inlagda. Möjlig källa: Egen räkning."
    faulty = replace(a, local_fault="Filen kan.csv har ett fel.")
    assert sentence(faulty) == "Filen kan.csv har ett fel."


def test_every_reason_has_been_said():
    assert {reason for reason, *_ in REASONS} | {Reason.NO_INDICATOR} == set(Reason)


def test_a_break_that_stops_comparison_tells_what_changed():
    a = assessment(UP, evidence({2022: "1", 2023: "2"}, breaks=BROKEN))
    assert sentence(a) == (
        "Definitionen ändrades 2023 och senare värden kan inte jämföras med basårets. Ny definition."
    )


# --- reservations --------------------------------------------------------------------------------

CROSSED = (Break(2023, "Andra åldrar.", comparable=True),)
THIN = line({2022: "7", 2024: "7"}, n={2022: 5, 2024: 4}, size=10)
OLD = {2022: "9", 2023: "8"}

FLAGGED: list[tuple[Flag, Rule, Evidence, str]] = [
    (Flag.SO_FAR, UP, evidence({2022: "1", 2024: "2"}), "Bedömningen är inte slutlig: planens sista år är 2026."),
    (Flag.SERIES_ENDED, UP, evidence({2022: "1", 2024: "2"}, ended=2024), "Serien slutar 2024, före planens sista år"),
    (Flag.BREAK_CROSSED, UP, evidence({2022: "1", 2024: "2"}, breaks=CROSSED), "Definitionen ändrades 2023: Andra"),
    (
        Flag.PRELIMINARY,
        UP,
        evidence(line({2022: "1", 2024: "2"}, preliminary=[2024])),
        "Minst ett av värdena som bedömningen av kan vilar på är preliminärt.",
    ),
    (
        Flag.THIN_REFERENCE,
        MEAN_GAP,
        evidence({2022: "9", 2024: "8"}, THIN),
        "Jämförelsevärdet bygger på 4 av 10 kommuner, mindre än hälften.",
    ),
    (
        Flag.OLDER_THAN_OWN,
        GAP,
        evidence({**OLD, 2024: "8"}, {2022: "7", 2023: "7"}),
        "Exempelkommun har ett nyare värde (2024), men landet saknar värde för det året.",
    ),
    (
        Flag.TIE_AS_DISPLAYED,
        UP,
        evidence({2022: "1.01", 2024: "1.02"}),
        "Avrundade till en decimal ser talen lika ut; bedömningen gäller de exakta talen.",
    ),
    (Flag.OVERTAKEN_FAVOURABLY, GAP, evidence({2022: "6", 2024: "8"}, STILL), "Exempelkommun har gått om landet"),
    (
        Flag.OVERTAKEN_UNFAVOURABLY,
        GAP,
        evidence({2022: "8", 2024: "6"}, STILL),
        "nu är skillnaden till kommunens nackdel",
    ),
    (Flag.ADVANTAGE_SHRANK, GAP, evidence({2022: "9", 2024: "8"}, STILL), "ett minskat försprång"),
    (
        Flag.ADVANTAGE_GREW,
        GAP,
        evidence({2022: "8", 2024: "9"}, STILL),
        "Skillnaden ökade till kommunens fördel: Exempelkommun ligger bättre till än landet. "
        "Villkoret gäller hur stor skillnaden är, inte åt vilket håll den går.",
    ),
    (Flag.OWN_WORSENED, GAP, evidence({2022: "9", 2024: "8"}, STILL), "Skillnaden minskade fast Exempelkommuns eget"),
]


@pytest.mark.parametrize(("flag", "rule", "e", "text"), FLAGGED, ids=[row[0] for row in FLAGGED])
def test_a_flag_that_a_reader_must_weigh_is_said_as_a_reservation(flag, rule, e, text):
    a = assessment(rule, e)
    assert flag in a.verdict.flags
    assert any(text in said for said in reservations(a)), reservations(a)


def test_every_flag_but_the_one_of_the_headline_has_been_said():
    assert {flag for flag, *_ in FLAGGED} | {Flag.BEFORE_PLAN} == set(Flag)


def test_a_newer_own_value_is_named_by_the_latest_year_that_counts_not_by_one_after_the_plan():
    e = evidence({**OLD, 2024: "8", 2027: "8"}, {2022: "7", 2023: "7", 2027: "7"})
    (said,) = [text for text in reservations(assessment(GAP, e)) if "nyare värde" in text]
    assert "(2024)" in said


def test_a_verdict_of_the_last_year_without_flags_has_no_reservation():
    a = assessment(UP, evidence({2022: "1", 2026: "2"}))
    assert a.verdict.flags == frozenset()
    assert reservations(a) == []


def test_another_start_is_mentioned_only_where_it_gives_another_status():
    own, landet = {2020: "4", 2021: "1", 2022: "4", 2024: "3"}, {2020: "1", 2021: "1", 2022: "1", 2024: "1"}
    a = assessment(OUTPACES, evidence(own, landet, LOWER))
    both, same = (
        replace(a, target=msgspec.structs.replace(a.target, other_starts=starts)) for starts in ((2020, 2021), (2020,))
    )
    statuses = {year: verdict.status for year, verdict in both.starts.items()}
    assert (a.status, statuses) == (Status.MET, {2020: Status.MET, 2021: Status.NOT_MET})
    assert other_starts(a) is None
    said = other_starts(both)
    assert said.endswith("Räknat från ett annat startår blir utfallet ett annat: från 2021 ej uppnådd.")
    assert other_starts(same) is None


def test_a_revised_base_value_is_said_with_the_older_one():
    a = assessment(UP, evidence({2022: "82", 2026: "83"}))
    older = replace(a, earlier_bases=(EarlierBase("2023-05-01", Fraction(81), None),))
    assert earlier_base(a) is None
    assert earlier_base(older) == (
        f"Basårets värde (2022) är reviderat sedan datauttaget 2023-05-01: Exempelkommun 81,0{NBSP}%, nu 82,0{NBSP}%."
    )


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (GAP, "Uppnådd när skillnaden är mindre än den var 2022 (2,0_procentenheter)."),
        (ABOVE, "Uppnådd när Exempelkommuns värde är högre än exempelmedlet samma år."),
        (OUTPACES, "Uppnådd när den relativa förändringen sedan 2022 är bättre i Exempelkommun än i landet."),
        (UP, "Uppnådd när värdet är högre än det var 2022 (9,0_%)."),
        (DOWN, "Uppnådd när värdet är lägre än det var 2022 (9,0_%)."),
    ],
)
def test_what_would_be_met_is_said_with_the_number_that_decides(rule, text):
    a = assessment(rule, evidence({2022: "9"}, {2022: "7"}))
    assert isinstance(a.verdict, NotAssessed)
    assert criterion(a) == text.replace("_", NBSP)


def test_own_arithmetic_on_kolada_s_figures_never_carries_kolada_s_label(workbook):
    for a in workbook.assessments.values():
        assert own_work(a) == "Egen bearbetning av data från Kolada"
        assert "Källa: Kolada" not in sentence(a)


# --- the calculation, as a reader adds it up -----------------------------------------------------


def shown_numbers(text: str) -> list[Fraction]:
    found = re.findall(r"[−+±]?\d[\d\u00a0]*(?:,\d+)?", text)
    return [Fraction(t.replace(NBSP, "").replace(",", ".").replace("−", "-").strip("+±")) for t in found]


DIFFERENCE = re.compile(r"^[^:]*: (.*) − (.*) = (.*)$")


@given(full_evidences())
def test_every_shown_difference_is_that_of_the_shown_terms(e: Evidence):
    for rule in (GAP, Above(reference="landet"), UP, DOWN):
        a = assessment(rule, e)
        assert isinstance(a.verdict, Judged)
        for text in calculation(a):
            match = DIFFERENCE.match(text)
            if match and "/" not in text:
                first, second, difference = (shown_numbers(part)[0] for part in match.groups())
                assert first - second == difference, text


@pytest.mark.parametrize(
    ("rule", "own", "reference", "lines"),
    [
        (
            GAP,
            {2022: "9.34", 2024: "8.96"},
            {2022: "7.01", 2024: "7.03"},
            [
                "Skillnad 2022: Exempelkommun 9,34 − Landet 7,01 = 2,33_procentenheter",
                "Skillnad 2024: Exempelkommun 8,96 − Landet 7,03 = 1,93_procentenheter",
                "1,93 är mindre än 2,33; villkoret är att det är mindre.",
                "Utfall: uppnådd.",
            ],
        ),
        (
            OUTPACES,
            {2022: "100", 2024: "98"},
            {2022: "50", 2024: "49.5"},
            [
                "Exempelkommun 2022–2024: (98,0 − 100,0) / 100,0 = −2,0_%",
                "Landet 2022–2024: (49,5 − 50,0) / 50,0 = −1,0_%",
                "Skillnad i utveckling: Exempelkommun −2,0 − Landet (−1,0) = −1,0_procentenheter",
                "−2,0 är mindre än −1,0; villkoret är att det är större.",
                "Utfall: ej uppnådd.",
            ],
        ),
        (
            UP,
            {2022: "82", 2024: "83"},
            None,
            [
                "Förändring 2022–2024: 83,0 − 82,0 = +1,0_procentenheter",
                "83,0 är större än 82,0; villkoret är att det är större.",
                "Utfall: uppnådd.",
            ],
        ),
    ],
)
def test_the_calculation_is_written_out_with_the_numbers_put_in(rule, own, reference, lines):
    a = assessment(rule, evidence(own, reference))
    assert calculation(a) == [text.replace("_", NBSP) for text in lines]


@given(full_evidences())
def test_two_numbers_of_a_sentence_look_as_different_as_they_are(e: Evidence):
    """A sentence never says that something grew "from 2,3 to 2,3"."""
    a = assessment(UP, e)
    n = a.verdict.numbers
    told = re.search(r"från (.*?) \(\d{4}\) till (.*?) \(\d{4}\)", sentence(a))
    if n.own != n.own_base:
        before, now = (shown_numbers(part)[0] for part in told.groups())
        assert before != now
        assert rounded(n.own_base, 1) == rounded(before, 1) or abs(before - n.own_base) < Fraction(1, 20)


@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_of_every_rule_ends_as_a_sentence_and_names_its_judged_year(rule):
    for value in ("6", "7", "8"):
        a = assessment(rule, evidence({2022: "7.5", 2024: value}, {2022: "7", 2024: "7"}))
        assert sentence(a)[0].isupper()
        assert sentence(a).endswith(".")
        assert "2024" in sentence(a)


def test_a_unit_of_a_level_is_not_that_of_a_difference():
    a = assessment(GAP, evidence({2022: "9", 2026: "8"}, {2022: "7", 2026: "7"}))
    assert a.indicator.unit is Unit.PERCENT
    assert "%" not in sentence(a)
    assert "procentenheter" in sentence(a)
