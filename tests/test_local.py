"""Own series: what is read, what is refused and where, and that a file is loaded whole or not at all."""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalkit.charts.at_hand import at_hand
from goalkit.charts.view import View
from goalkit.errors import LocalSeriesError, PlanError
from goalkit.model import Gender, Reason, Status
from goalkit.show.files import chart_csv
from goalkit.show.sheets import observation_sheet
from goalkit.sources.local import (
    check_local,
    check_report,
    explanation,
    listed,
    load_local,
    template,
    write_template,
)
from goalkit.sources.local.columns import COLUMNS, NAMES, RefusedError
from goalkit.sources.local.rows import parse_number
from goalkit.workbook import open_workbook
from tests.own_series import (
    HEADER,
    MUNICIPALITY,
    SHIPPED,
    csv_text,
    data_folder,
    example_plan,
    put,
    put_excel,
    row,
    typed_row,
)

PLAN = example_plan()


def faults_of(data: Path) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, str(fault)) for fault in check_local(data, PLAN, MUNICIPALITY)]


def only_fault(data: Path) -> tuple[int | None, str | None, str]:
    found = faults_of(data)
    assert len(found) == 1, "\n".join(text for *_, text in found)
    return found[0]


def values(data: Path, target: str = "5C", gender: Gender = Gender.TOTAL) -> dict[int, Fraction | None]:
    loaded = load_local(data, PLAN, MUNICIPALITY)
    assert not loaded.faults
    cells = loaded.extracts[target].cells.get((target, MUNICIPALITY, gender), {})
    return {year: cell.value for year, cell in cells.items()}


RATIO = {"täljare": "432", "nämnare": "1000"}
SECOND = {"år": "2023", "mätt": "2023-08-15", "inlagt": "2024-02-01"}


@pytest.mark.parametrize(
    ("target", "changes", "column", "says"),
    [
        ("5C", {"år": "22"}, "år", "ett år 1990–2026 med fyra siffror"),
        ("5C", {"år": "1989"}, "år", "1990–2026"),
        ("5C", {"år": "2027", "mätt": "2027-01-01", "inlagt": "2027-01-01"}, "år", "1990–2026"),
        ("5C", {"år": "2022/23"}, "år", "1990–2026"),
        ("5C", {"år": "2 022"}, "år", "fyra siffror, utan mellanslag"),
        ("5C", {"år": "２０２２"}, "år", "1990–2026"),
        ("5C", {"år": ""}, "år", "där står inget"),
        ("5C", {"kön": "kvinna"}, "kön", "totalt, kvinnor eller män"),
        ("5C", {"kön": ""}, "kön", "totalt, kvinnor eller män"),
        ("5C", {"värde": "1.234"}, "värde", "menas 1,234 eller 1 234?"),
        ("5C", {"värde": "-1.234"}, "värde", "menas 1,234 eller 1 234?"),
        ("2B", {"värde": "1,234"}, "värde", "menas 1,234 eller 1 234?"),
        ("5C", {"värde": "1.234,5"}, "värde", "både punkt och komma"),
        ("5C", {"värde": "1,234.5"}, "värde", "både punkt och komma"),
        ("5C", {"värde": "1 23"}, "värde", "tillåtet är ett tal"),
        ("5C", {"värde": "43,2 %"}, "värde", "utan enhet"),
        ("5C", {"värde": "4e1"}, "värde", "tillåtet är ett tal"),
        ("5C", {"värde": "nan"}, "värde", "tillåtet är ett tal"),
        ("5C", {"värde": "=43+1"}, "värde", "tillåtet är ett tal"),
        ("5C", {"värde": "4" * 5000}, "värde", "tillåtet är ett tal"),
        *(
            (
                "5C",
                {"värde": text, **status},
                "värde",
                "en rad som utelämnas, och ett undertryckt värde är tomt",
            )
            for text in ("..", "–", "-", "x", "n/a", "#SAKNAS!", "uppgift saknas", "…")
            for status in ({}, {"status": "undertryckt"})
        ),
        ("5C", {"värde": ""}, "värde", "tomt är tillåtet bara när status är undertryckt"),
        ("5C", {"status": "undertryckt"}, "värde", "då ska fältet vara tomt"),
        ("5C", {"värde": "100,1"}, "värde", "tillåtet är 0 till 100"),
        ("5C", {"värde": "-0,1"}, "värde", "tillåtet är 0 till 100"),
        ("5C", {"värde": "−0,1"}, "värde", "tillåtet är 0 till 100"),
        ("2B", {"värde": "-1"}, "värde", "tillåtet är 0 och uppåt"),
        ("5C", {"undre": "45", "övre": "41"}, "undre", "större än den övre (41)"),
        ("5C", {"undre": "44", "övre": "45"}, "värde", "tillåtet är 44 till 45"),
        ("5C", {"undre": "41"}, "övre", "undre är ifylld men inte övre"),
        ("5C", {"undre": "41", "övre": "101"}, "övre", "tillåtet är 0 till 100"),
        ("5C", {"nämnare": "1000"}, "täljare", "ange båda eller ingen"),
        ("5C", {**RATIO, "täljare": "433"}, "värde", "det är inte 433 / 1000 × 100"),
        ("5C", {**RATIO, "nämnare": "0"}, "nämnare", "större än 0"),
        ("5C", {"täljare": "1001", "nämnare": "1000", "värde": "100"}, "täljare", "är större än nämnaren (1000)"),
        ("5C", {"täljare": "-1", "nämnare": "1000", "värde": "0"}, "täljare", "tillåtet är 0 och uppåt"),
        ("7A", {"täljare": "-1", "nämnare": "9000", "värde": "0"}, "täljare", "tillåtet är 0 och uppåt"),
        ("5C", {**RATIO, "nämnare": "1,000"}, "nämnare", "menas 1,000 eller 1 000?"),
        ("7A", {**RATIO}, "värde", "det är inte 432 / 1000 × 1000"),
        ("5B", {**RATIO}, "värde", "det är inte 432 / 1000;"),
        ("7F", {**RATIO, "värde": "432"}, "värde", "det är inte 432 / 1000 × 1000"),
        ("7F", {**RATIO, "värde": "43210"}, "värde", "det är inte 432 / 1000 × 1000"),
        ("2B", {**RATIO, "värde": "432"}, "täljare", "ska vara tomma"),
        ("5C", {"status": "final"}, "status", "slutlig, preliminär eller undertryckt"),
        ("5C", {"status": ""}, "status", "slutlig, preliminär eller undertryckt"),
        ("5C", {"källa": ""}, "källa", "det får inte vara tomt"),
        ("5C", {"metod": " "}, "metod", "det får inte vara tomt"),
        ("5C", {"källa": "höger\u202etill vänster"}, "källa", "osynliga tecken"),
        ("5C", {"källa": '"två\nrader"'}, "källa", "på en rad"),
        ("5C", {"mätt": ""}, "mätt", "ett datum som 2024-03-15"),
        ("5C", {"mätt": "15/8 2022"}, "mätt", "ett datum som 2024-03-15"),
        ("5C", {"mätt": "20220815"}, "mätt", "ett datum som 2024-03-15"),
        ("5C", {"inlagt": "2023-02-30"}, "inlagt", "den dagen finns inte"),
        ("5C", {"inlagt": "2022-08-14"}, "inlagt", "tillåtet är 2022-08-15 eller senare"),
        ("5C", {"år": "2023"}, "mätt", "en prognos hör inte hit"),
        ("7S", {"år": "2024"}, "mätt", "en prognos hör inte hit"),
        ("5C", {"inlagt_av": ""}, "inlagt_av", "ange roll"),
        ("5C", {"inlagt_av": "Anna Andersson"}, "inlagt_av", "en persons namn hör inte hit: ange roll"),
        ("5C", {"inlagt_av": "ANNA"}, "inlagt_av", "en persons namn hör inte hit"),
        ("5C", {"inlagt_av": "anna.andersson@exempel.se"}, "inlagt_av", "en persons namn hör inte hit"),
        ("5C", {"inlagt_av": "annand01"}, "inlagt_av", "en persons namn hör inte hit"),
        ("5C", {"inlagt_av": "Controller"}, "inlagt_av", "en roll skrivs med små bokstäver, som controller"),
        ("5C", {"inlagt_av": "GIS"}, "inlagt_av", "skriv ut rollen med små bokstäver, som GIS-ingenjör för GIS"),
        ("5C", {"inlagt_av": " ".join("abcdefghi")}, "inlagt_av", "rollen har 9 ord; tillåtet är högst 8"),
    ],
)
def test_a_wrong_field_is_refused_with_its_row_its_column_and_what_is_allowed(tmp_path, target, changes, column, says):
    data = data_folder(tmp_path)
    good = row(år="2021", värde="40", mätt="2021-08-15")
    put(data, csv_text(good, row(**changes)), f"{target}.csv")

    number, where, text = only_fault(data)

    assert (number, where) == (3, column)
    assert text.startswith(f"data/local/exempel-2023-2026/9999/{target}.csv, rad 3, kolumn {column}: där står ")
    assert says in text
    assert load_local(data, PLAN, MUNICIPALITY).extracts == {}


@pytest.mark.parametrize(
    ("content", "number", "column", "says"),
    [
        ("", 1, None, "rubrikraden saknas"),
        (
            "\t".join(NAMES) + "\n",
            1,
            None,
            "fälten skiljs av tabbar; spara om filen som ”CSV UTF-8”, med fält skilda av",
        ),
        ("sep=|\n" + csv_text(row(), separator="|"), 1, None, "fälten skiljs av ”|”"),
        ("Klimatmål\n\n" + csv_text(row()), 1, None, "rubrikraden står på rad 3; stryk raderna ovanför"),
        (csv_text(row()) + "Källa: karteringen\n", 3, None, "raden är en anteckning i en enda cell"),
        (csv_text(row()) + ";;;;;;;;Preliminärt;;;;\n", 3, None, "raden är en anteckning i en enda cell"),
        (HEADER.replace("källa;", "") + "\n", 1, "källa", "kolumnen saknas"),
        (HEADER + ";kommentar\n", 1, "kommentar", "kolumnen är inte känd"),
        (HEADER.replace("metod", "metod;") + "\n", 1, "utan rubrik", "kolumnen är inte känd"),
        (HEADER + ";värde\n", 1, "värde", "kolumnen står 2 gånger"),
        (HEADER + "\n2022;totalt;43,2\n", 2, None, "för få fält, 3; rubriken har 13"),
        (HEADER + "\n\n" + ";".join(["x"] * 14) + "\n", 3, None, "för många fält, 14; rubriken har 13"),
        (csv_text(row(), separator=","), 2, None, "decimalkomma ska ha citattecken"),
        (HEADER + '\n2022;"totalt;43,2\n', 2, None, "kontrollera citattecknen"),
        (csv_text(row()).encode("latin-1"), 1, None, "inte i UTF-8, troligen i Latin-1"),
        ((HEADER + "\n").encode() + "år".encode("latin-1"), 2, None, "spara om den som ”CSV UTF-8”"),
        (csv_text(row()).encode("utf-16"), 1, None, "filen är i UTF-16 (”Unicode-text”), inte i UTF-8"),
        (csv_text(row()).replace("\n", "\r").encode("latin-1"), 1, None, "inte i UTF-8, troligen i Latin-1"),
        (csv_text(row()).encode("utf-16-le"), 1, None, "filen är i UTF-16"),
        (csv_text(row(), row(kön="T", värde="43,3")), 3, "år", "står redan på rad 2 för T"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_place(tmp_path, content, number, column, says):
    data = data_folder(tmp_path)
    put(data, content)

    found = only_fault(data)

    assert found[:2] == (number, column)
    assert says in found[2]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("43,2", "43.2"),
        ("43.2", "43.2"),
        ("43,20", "43.20"),
        ("0,234", "0.234"),
        ("0.234", "0.234"),
        ("1,234", "1.234"),
        ("1,2345", "1.2345"),
        ("1.2340", "1.2340"),
        ("7", "7"),
        ("100", "100"),
    ],
)
def test_decimal_comma_and_point_are_both_understood_exactly(tmp_path, written, value):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde=written)), "5B.csv")
    assert values(data, "5B") == {2022: Fraction(value)}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u200a", "\u3000"])
def test_spaces_stand_between_thousands(tmp_path, space):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde=f"12{space}345,678")), "5B.csv")
    assert values(data, "5B") == {2022: Fraction("12345.678")}


def test_a_point_before_three_digits_is_a_question_whatever_the_file_shows():
    with pytest.raises(RefusedError, match=r"menas 1,234 eller 1 234\?"):
        parse_number("1.234", comma_is_decimal=True)


def test_a_comma_before_three_digits_is_a_question_where_another_number_has_a_point(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde="1,234"), row(år="2021", värde="1.5", mätt="2021-08-15")))
    assert "menas 1,234 eller 1 234?" in only_fault(data)[2]


def test_a_comma_before_three_digits_is_a_question_in_a_file_with_commas_between_fields(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde='"1,234"'), separator=","))
    assert "menas 1,234 eller 1 234?" in only_fault(data)[2]


@pytest.mark.parametrize(
    "content",
    [
        csv_text(row()),
        csv_text(row(värde="43.2"), separator=","),
        csv_text(row(värde='"43,2"'), separator=","),
        "\ufeff" + csv_text(row()),
        csv_text(row()).replace("\n", "\r\n"),
        csv_text(row()) + "\n;;;;;;;;;;;;\n\n",
        csv_text(row()).replace("\n", ";;\n"),
        csv_text(row()).replace("å", "a\u030a").replace("ä", "a\u0308"),
        csv_text(row()).replace("undre;övre;täljare;nämnare;", "").replace(";;;;", ""),
        csv_text(row(kön="Totalt", status="Slutlig")).replace("år;kön", "ÅR;Kön"),
        csv_text(row()).replace("inlagt_av", "inlagt\u00a0av"),
        csv_text(row()).replace("\n", "\r"),
        "sep=;\r\n" + csv_text(row()),
        "\ufeffsep=,;;;;\n" + csv_text(row(värde='"43,2"'), separator=","),
        "\n;;\n" + csv_text(row()),
    ],
    ids=[
        *("semicolon", "point", "quoted", "bom", "crlf", "blank", "wide", "decomposed", "narrow", "case"),
        *("space", "mac", "sep", "sep, comma", "blank above"),
    ],
)
def test_what_programs_and_people_write_differently_gives_the_same_row(tmp_path, content):
    data = data_folder(tmp_path)
    put(data, content)
    assert faults_of(data) == []
    assert values(data) == {2022: Fraction("43.2")}


def test_every_fault_of_a_file_is_listed_in_the_order_of_its_rows(tmp_path):
    data = data_folder(tmp_path)
    bad = row(år="x", värde="1.234", källa="")
    put(data, csv_text(row(), bad, row(år="2021", status="klar", inlagt="i går", mätt="2021-01-01")))
    places = [(number, column) for number, column, _ in faults_of(data)]
    assert places == [(3, "år"), (3, "värde"), (3, "källa"), (4, "status"), (4, "inlagt")]


def test_a_file_with_one_fault_gives_nothing_and_a_pointer_and_leaves_the_others_alone(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(), row(år="2023", värde="101", mätt="2023-08-15", inlagt="2024-02-01")))
    put(data, csv_text(row(värde="9,81")), "5B.csv")

    loaded = load_local(data, PLAN, MUNICIPALITY)

    assert set(loaded.extracts) == set(loaded.rows) == {"5B"}
    assert loaded.faults == {
        "5C": "Den egna serien data/local/exempel-2023-2026/9999/5C.csv har ett fel och lästes inte in. "
        "Se vilket med `goalkit local check`."
    }


@pytest.mark.parametrize(
    ("names", "says", "target"),
    [
        (["9Z.csv"], "planen har ingen måluppfyllelse 9Z", None),
        (["7K.csv"], "7K bedöms med Kolada (U23471)", None),
        (["5C.ods"], "slutar på .csv eller .xlsx", "5C"),
        (["5C.CSV"], "slutar på .csv eller .xlsx", "5C"),
        (["5c.csv"], "filen ska heta 5C.csv", "5C"),
        (["5C.csv", "5C.xlsx"], "5C.csv och 5C.xlsx är samma måluppfyllelse", "5C"),
        (["../5C.csv"], "ska ligga i data/local/exempel-2023-2026/9999", None),
        (["../../5C.csv"], "ska ligga i data/local/exempel-2023-2026/9999", None),
        (["../999/5C.csv"], "mappen 999 är varken en plan eller en kommuns kod", None),
        (["../9999 Exempelkommun/5C.csv"], "mappen 9999 Exempelkommun är varken en plan eller en kommuns kod", None),
        (["../../exempel-2019-2022/9999/5C.csv"], "mappen exempel-2019-2022 är varken en plan", None),
        (["../../Exempel-2023-2026/9999/5C.csv"], "mappen Exempel-2023-2026 är varken en plan", None),
        (["5C/5C.csv"], "mappar här läses inte", "5C"),
    ],
)
def test_a_file_that_no_target_asks_for_is_a_fault_and_stops_no_other(tmp_path, names, says, target):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde="9,81")), "5B.csv")
    for name in names:
        (data / "local" / PLAN.id / MUNICIPALITY / name).parent.mkdir(parents=True, exist_ok=True)
        put(data, csv_text(row()), name)

    assert says in only_fault(data)[2]
    loaded = load_local(data, PLAN, MUNICIPALITY)
    assert set(loaded.extracts) == {"5B"}
    assert set(loaded.faults) == ({target} if target else set())


def test_what_systems_leave_in_a_folder_is_no_fault(tmp_path):
    data = data_folder(tmp_path)
    for name in (".DS_Store", "~$5C.xlsx", ".~lock.5C.csv#", "README.md", "Thumbs.db", "desktop.ini", "Desktop.ini"):
        put(data, "x", name)
    assert faults_of(data) == []


def test_a_target_without_a_file_has_neither_series_nor_fault(tmp_path):
    loaded = load_local(tmp_path / "data", PLAN, MUNICIPALITY)
    assert (loaded.extracts, loaded.faults, loaded.rows) == ({}, {}, {})


def test_an_extract_carries_source_date_status_gender_and_every_year_as_asked_for(tmp_path):
    data = data_folder(tmp_path)
    later = {"mätt": "2024-08-15", "inlagt": "2025-02-01"}
    put(
        data,
        csv_text(
            row(undre="42,1", övre="44,4", **RATIO),
            row(år="2023", status="preliminär", mätt="2023-08-15", inlagt="2024-03-01"),
            row(år="2024", värde="", status="undertryckt", källa="=Ny kartering", **later),
            row(år="2024", kön="kvinnor", värde="45", källa="=Ny kartering", **later),
        ),
    )

    loaded = load_local(data, PLAN, MUNICIPALITY)
    extract = loaded.extracts["5C"]

    assert (extract.id, extract.retrieved, extract.local) == ("2025-02-01", date(2025, 2, 1), True)
    assert extract.source == "Källa: =Ny kartering; Exempelkommuns kartering"
    assert extract.years_asked(("5C",), MUNICIPALITY) == frozenset(range(1990, 2027))
    totals = extract.cells["5C", MUNICIPALITY, "T"]
    assert [totals[year].value for year in (2022, 2023)] == [Fraction("43.2")] * 2
    assert (totals[2022].preliminary, totals[2023].preliminary, totals[2024].withheld) == (False, True, True)
    assert extract.cells["5C", MUNICIPALITY, "K"][2024].value == 45
    first = loaded.rows["5C"][0]
    assert (first.row, first.lower, first.upper) == (2, Fraction("42.1"), Fraction("44.4"))
    assert (first.numerator, first.denominator, first.entered_by) == (432, 1000, "miljöstrateg")


def test_each_value_stands_with_its_own_row_s_source_and_day(tmp_path):
    data = data_folder(tmp_path, vintages=True)
    newer = {"år": "2024", "värde": "44,1", "källa": "Ny kartering", "mätt": "2024-08-15", "inlagt": "2025-02-01"}
    put(data, csv_text(row(källa="Gammal kartering"), row(**newer)))
    a = open_workbook(PLAN, data=data).find("5C")
    sheet = observation_sheet([a])
    names = [column.name for column in sheet.columns]
    rows = [dict(zip(names, values, strict=True)) for values in sheet.rows]
    assert [(r["ar"], r["kalla"], r["datauttag"], r["hamtat"]) for r in rows if r["ar"] in (2022, 2023, 2024)] == [
        (2022, "Källa: Gammal kartering", "2023-02-01", date(2023, 2, 1)),
        (2023, "", None, None),
        (2024, "Källa: Ny kartering", "2025-02-01", date(2025, 2, 1)),
    ]
    chart = chart_csv(a, View(), at_hand(open_workbook(PLAN, data=data), a)).splitlines()
    assert [line.split(";")[-3:] for line in chart if ";2022;" in line or ";2024;" in line] == [
        ["Källa: Gammal kartering", "2023-02-01", "2023-02-01"],
        ["Källa: Ny kartering", "2025-02-01", "2025-02-01"],
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_formula_in_a_text_cell_is_kept_as_text(tmp_path, sign):
    data = data_folder(tmp_path)
    put(data, csv_text(row(källa=f"{sign}SUM(A1:A9)", metod=f"{sign}1+1")))
    loaded = load_local(data, PLAN, MUNICIPALITY)
    assert loaded.extracts["5C"].source == f"Källa: {sign}SUM(A1:A9)"
    assert loaded.rows["5C"][0].method == f"{sign}1+1"


@pytest.mark.parametrize(
    "role",
    [
        *("controller", "utredare", "miljöstrateg", "GIS-ingenjör", "biträdande enhetschef", "va-ingenjör"),
        *("miljo\u0308strateg", "miljö- och klimatstrateg", "chef för miljö och bygg", "utredare/controller"),
        *("utredare / controller", "ansvarig för GIS", "bitr. enhetschef (vikarie)"),
    ],
)
def test_a_role_is_any_word_for_a_task(tmp_path, role):
    data = data_folder(tmp_path)
    put(data, csv_text(row(inlagt_av=role)))
    assert load_local(data, PLAN, MUNICIPALITY).rows["5C"][0].entered_by == normalize("NFC", role)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "good"),
    [
        ("33,3", "1", "3", True),
        ("33,33", "1", "3", True),
        ("33,34", "1", "3", False),
        ("33,3", "667", "2000", True),  # 33,35 lies between the two
        ("33,4", "667", "2000", True),
        ("33,3", "66701", "200000", False),
        ("34", "667", "2000", False),
        ("33", "667", "2000", True),
        ("12,5", "0,12", "0,96", True),
    ],
)
def test_a_quotient_agrees_to_half_of_the_last_decimal(tmp_path, value, numerator, denominator, good):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde=value, täljare=numerator, nämnare=denominator)))
    assert bool(faults_of(data)) is not good


@pytest.mark.parametrize(
    ("upto", "years", "named"),
    [
        (None, [2022, 2023, 2024], "2025-02-01"),
        ("2025-02-01", [2022, 2023, 2024], "2025-02-01"),
        ("2025-01-31", [2022, 2023], "2024-03-01"),
        ("2024-03-01.2", [2022, 2023], "2024-03-01"),
        ("2023-02-01", [2022], "2023-02-01"),
        ("2023-01-31", None, None),
    ],
)
def test_rows_entered_later_are_left_out(tmp_path, upto, years, named):
    data = data_folder(tmp_path)
    put(
        data,
        csv_text(
            row(),
            row(år="2023", mätt="2023-08-15", inlagt="2024-03-01"),
            row(år="2024", mätt="2024-08-15", inlagt="2025-02-01"),
        ),
    )
    loaded = load_local(data, PLAN, MUNICIPALITY, upto)
    extract = loaded.extracts.get("5C")
    assert (extract and extract.id) == named
    assert (extract and sorted(extract.cells["5C", MUNICIPALITY, "T"])) == years
    assert loaded.faults == {}


@pytest.mark.parametrize(
    ("target", "rows", "places"),
    [
        ("5C", [("2022", "43,2"), ("2023", "0,441")], [3]),
        ("5C", [("2022", "0,432"), ("2023", "44,1")], [2]),
        ("5C", [("2022", "0,432"), ("2023", "0,441")], [2, 3]),
        ("5C", [("2021", "0,43"), ("2022", "0,44"), ("2023", "45")], [2, 3]),
        ("5C", [("2022", "1"), ("2023", "0")], [2]),
        ("5C", [("2022", "0"), ("2023", "0")], []),
        ("5C", [("2021", "0,5"), ("2022", "2"), ("2023", "15")], []),
        ("7A", [("2022", "9,81"), ("2023", "981")], [3]),
        ("7A", [("2022", "0,4"), ("2023", "0,5")], []),
        ("2B", [("2022", "1"), ("2023", "100")], []),
    ],
)
def test_a_value_a_hundred_times_off_is_a_question(tmp_path, target, rows, places):
    data = data_folder(tmp_path)
    put(
        data,
        csv_text(*(row(år=year, värde=value, mätt="2023-08-15", inlagt="2024-02-01") for year, value in rows)),
        f"{target}.csv",
    )
    assert [(number, column) for number, column, _ in faults_of(data)] == [(number, "värde") for number in places]


def test_a_small_percentage_is_no_question_where_its_counts_show_it(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde="0,4", täljare="4", nämnare="1000"), row(**SECOND, värde="0,5")))
    assert values(data) == {2022: Fraction("0.4"), 2023: Fraction("0.5")}


@pytest.mark.parametrize(
    ("genders", "place"),
    [
        (("kvinnor", "män"), (3, "kön", "2023 har kvinnor och män men ingen rad för totalt")),
        (("kvinnor", "totalt", "män"), None),
        (("kvinnor",), (3, "kön", "2023 har kvinnor men ingen rad för totalt")),
    ],
)
def test_a_year_with_women_or_men_has_a_total(tmp_path, genders, place):
    data = data_folder(tmp_path)
    put(data, csv_text(row(), *(row(**SECOND, kön=gender) for gender in genders)))
    assert [(number, column) for number, column, _ in faults_of(data)] == ([place[:2]] if place else [])
    assert place is None or place[2] in only_fault(data)[2]


def test_a_day_that_has_not_been_is_a_fault_to_whoever_knows_the_day_and_changes_no_verdict(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(mätt="2062-01-01", inlagt="2062-02-01")))
    later = check_local(data, PLAN, MUNICIPALITY, date(2026, 2, 1))
    assert [(fault.row, fault.column) for fault in later] == [(2, "mätt"), (2, "inlagt")]
    assert "den dagen har inte varit än" in later[0].problem
    assert check_local(data, PLAN, MUNICIPALITY, date(2062, 2, 1)) == faults_of(data) == []
    assert values(data) == {2022: Fraction("43.2")}


@pytest.mark.parametrize("known", ["exempel-b.toml", "planer/exempel-b.toml", "data/follow-ups/exempel-b/x"])
def test_another_plan_s_own_series_are_left_alone_where_there_is_such_a_plan(tmp_path, known):
    data = data_folder(tmp_path)
    for folder in ("norrkoping-2023-2026", "exempel-b"):
        (data / "local" / folder / "0581").mkdir(parents=True)
        (data / "local" / folder / "0581" / "5C.csv").write_text("x")
    assert "mappen exempel-b är varken en plan eller" in only_fault(data)[2]
    (tmp_path / known).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / known).write_text("x")
    assert faults_of(data) == []


def test_what_is_no_file_is_refused_at_once(tmp_path):
    data = data_folder(tmp_path)
    folder = data / "local" / PLAN.id / MUNICIPALITY
    os.mkfifo(folder / "5C.csv")
    assert "filen kan inte läsas: det är ingen vanlig fil" in only_fault(data)[2]
    (folder / "5C.csv").unlink()
    (folder / "5C.csv").symlink_to("5C.csv")
    assert "filen kan inte läsas: länkarna går i en ring" in only_fault(data)[2]
    (folder / "5C.csv").unlink()
    folder.rmdir()
    folder.symlink_to(folder.name)
    assert "det är ingen mapp" in only_fault(data)[2]


def test_of_very_many_faults_the_first_are_listed_and_all_are_counted(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(*[row()] * 20_000))
    lines = listed(check_local(data, PLAN, MUNICIPALITY))
    assert len(lines) == 101
    assert "rad 3, kolumn år: där står ”2022”; året står redan på rad 2" in lines[0]
    assert lines[-1] == "data/local/exempel-2023-2026/9999/5C.csv: 900 fel till."
    put(data, csv_text(*[row()] * 100_000))
    assert "den är på 10 MB; tillåtet är 5 MB" in only_fault(data)[2]


LATER = {"år": "2024", "mätt": "2024-08-15", "inlagt": "2025-02-01"}


@pytest.mark.parametrize(
    ("target", "base", "later", "expected"),
    [
        ("5C", {}, {**LATER, "värde": "43,3"}, Status.MET),
        ("5C", {}, {**LATER, "värde": "43.20"}, Status.UNCHANGED),
        ("5C", {}, {**LATER, "värde": "43,1"}, Status.NOT_MET),
        ("5B", {}, {**LATER, "värde": "43,1"}, Status.MET),
        ("5C", {}, {**LATER, "värde": "", "status": "undertryckt"}, Reason.SUPPRESSED),
        ("5C", {"värde": "", "status": "undertryckt"}, LATER, Reason.SUPPRESSED),
        ("5C", {"kön": "kvinnor"}, LATER, Reason.NO_INDICATOR),
        ("5C", {"år": "2021"}, LATER, Reason.NO_BASE_VALUE),
        ("5C", {}, {"år": "2021"}, Reason.NOT_YET),
        ("5C", {}, {**LATER, "värde": "101"}, Reason.NO_INDICATOR),
    ],
)
def test_an_own_series_is_judged_like_any_other(tmp_path, target, base, later, expected):
    data = data_folder(tmp_path, vintages=True)
    put(data, csv_text(row(**base), row(**later)), f"{target}.csv")

    found = open_workbook(PLAN, data=data).find(target)

    verdict = found.verdict
    assert expected in (verdict.status, getattr(verdict, "reason", None))
    assert (found.local_fault is not None) is (expected is Reason.NO_INDICATOR)


def test_no_own_series_is_no_indicator_and_no_fault(tmp_path):
    found = open_workbook(PLAN, data=data_folder(tmp_path, vintages=True)).find("5C")
    assert getattr(found.verdict, "reason", None) is Reason.NO_INDICATOR
    assert found.local_fault is None


def test_an_own_series_does_not_move_the_day_of_judgement(tmp_path):
    data = data_folder(tmp_path, vintages=True)
    before = open_workbook(PLAN, data=data).as_of
    put(data, csv_text(row(inlagt="2031-01-01")))
    assert open_workbook(PLAN, data=data).as_of == before


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400),
        st.lists(
            st.lists(st.sampled_from([*row().values(), "1.234", '"', "Åsa Ek", "\x00", "\r"]) | st.text(max_size=5)),
            max_size=4,
        ).map(lambda rows: HEADER + "\n" + "\n".join(";".join(fields) for fields in rows)),
        st.fixed_dictionaries({name: st.just(good) | st.text(max_size=6) for name, good in row().items()}).map(
            csv_text
        ),
    )
)
def test_any_file_gives_rows_or_faults_and_never_both(tmp_path, content):
    data = tmp_path / "data"
    (data / "local" / PLAN.id / MUNICIPALITY).mkdir(parents=True, exist_ok=True)
    put(data, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    faults = check_local(data, PLAN, MUNICIPALITY)
    loaded = load_local(data, PLAN, MUNICIPALITY)
    assert bool(faults) == bool(loaded.faults)
    assert not (faults and (loaded.rows or loaded.extracts))
    assert all("\n" not in str(fault) for fault in faults)


@given(st.decimals(min_value=0, max_value=100, places=2), st.sampled_from(",."), st.sampled_from(";,"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_written_decimal_comes_back_exactly(tmp_path, value, mark, separator):
    data = tmp_path / "data"
    (data / "local" / PLAN.id / MUNICIPALITY).mkdir(parents=True, exist_ok=True)
    put(data, csv_text(row(värde=f'"{value:f}"'.replace(".", mark)), separator=separator), "5B.csv")
    assert values(data, "5B") == {2022: Fraction(str(value))}


def test_a_quotient_is_compared_after_the_factor(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(värde="43200", **RATIO)), "7F.csv")
    assert values(data, "7F") == {2022: 43200}


def test_a_school_year_can_be_measured_the_year_before_the_one_that_names_it(tmp_path):
    data = data_folder(tmp_path)
    put(data, csv_text(row(år="2023")), "7S.csv")
    assert values(data, "7S") == {2023: Fraction("43.2")}


def test_the_report_counts_faults_and_files(tmp_path):
    data = data_folder(tmp_path)
    assert check_report(check_local(data, PLAN, MUNICIPALITY)) == "Inga fel i de egna serierna."
    put(data, csv_text(row(värde="1.234")))
    assert check_report(check_local(data, PLAN, MUNICIPALITY)) == (
        "De egna serierna har ett fel i en fil. Ur en fil med fel läses ingenting in:\n"
        "  data/local/exempel-2023-2026/9999/5C.csv, rad 2, kolumn värde: där står ”1.234”; "
        "menas 1,234 eller 1 234? Skriv 1,2340 för decimaltalet eller 1234 för heltalet."
    )


def test_a_new_file_is_a_header_that_is_no_fault_and_is_never_overwritten(tmp_path):
    data = tmp_path / "data"
    path = write_template(data, PLAN, MUNICIPALITY, "5c")
    assert path == data / "local" / PLAN.id / MUNICIPALITY / "5C.csv"
    assert path.read_text(encoding="utf-8-sig") == template(PLAN, "5C") == HEADER + "\n"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert faults_of(data) == []
    assert load_local(data, PLAN, MUNICIPALITY).extracts == {}
    with pytest.raises(LocalSeriesError, match="finns redan och skrivs inte över"):
        write_template(data, PLAN, MUNICIPALITY, "5C")


def test_a_new_file_is_not_made_beside_a_workbook(tmp_path):
    data = data_folder(tmp_path)
    put_excel(data, typed_row())
    with pytest.raises(LocalSeriesError, match=r"5C\.xlsx finns redan"):
        write_template(data, PLAN, MUNICIPALITY, "5C")


@pytest.mark.parametrize(("target", "says"), [("9Z", "ingen måluppfyllelse 9Z"), ("7K", "bedöms med Kolada")])
@pytest.mark.parametrize("make", [template, explanation])
def test_there_is_no_template_for_what_is_no_own_series(make, target, says):
    with pytest.raises(PlanError, match=says):
        make(PLAN, target)


def test_the_explanation_names_every_column_of_the_template():
    words = explanation(PLAN, "2B")
    assert words.startswith("2B: Mått 2B. Varifrån: Egen räkning.")
    named = [line.split()[0] for line in words.splitlines()[1:-1]]
    assert named == template(PLAN, "2B").strip().split(";")
    assert "täljare" not in named


def test_the_example_of_the_readme_is_a_file_without_faults(tmp_path):
    data = data_folder(tmp_path)
    readme = (SHIPPED / "local" / "README.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in readme.splitlines() if line.startswith("    ") and ";" in line]
    put(data, "\n".join(lines))
    assert faults_of(data) == []
    assert values(data) == {2022: Fraction("43.2")}


def test_the_shipped_template_and_its_readme_have_every_column():
    folder = SHIPPED / "local"
    assert (folder / "mall.csv").read_text(encoding="utf-8-sig") == HEADER + "\n"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert [c.name for c in COLUMNS if f"| `{c.name}` |" not in readme] == []
