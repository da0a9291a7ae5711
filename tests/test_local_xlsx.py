"""Own series in a workbook: typed cells as they were entered, and what only a cell can be."""

import io
import zipfile
from datetime import datetime, time
from fractions import Fraction

import pytest
from openpyxl import Workbook as ExcelBook
from openpyxl import load_workbook

from goalkit.sources.local import check_local, load_local
from goalkit.sources.local.tables import read_table
from tests.own_series import HEADER, MUNICIPALITY, data_folder, example_plan, put, put_excel, row, typed_row

PLAN = example_plan()


def faults_of(data):
    return check_local(data, PLAN, MUNICIPALITY)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (43.2, "43.2"),
        (43, "43"),
        (1.234, "1.234"),
        (0.1, "0.1"),
        (1e-05, "0.00001"),
        ("43,2", "43.2"),
        (28.799999999999997, "28.8"),
    ],
)
def test_a_typed_number_is_the_decimal_of_its_fifteen_digits(tmp_path, typed, value):
    data = data_folder(tmp_path)
    put_excel(data, typed_row(värde=typed), name="5B.xlsx")
    assert faults_of(data) == []
    extract = load_local(data, PLAN, MUNICIPALITY).extracts["5B"]
    assert extract.cells["5B", MUNICIPALITY, "T"][2022].value == Fraction(value)
    assert extract.id == "2023-02-01"


def test_a_header_of_several_lines_is_one_line_in_its_fault(tmp_path):
    data = data_folder(tmp_path)
    put(data, f'{HEADER};"mot\ntalet"\n')
    (fault,) = faults_of(data)
    assert "kolumn mot·talet: kolumnen är inte känd" in str(fault)
    assert "\n" not in str(fault)


def test_a_workbook_with_text_in_every_cell_is_read_like_a_text_file(tmp_path):
    data = data_folder(tmp_path)
    put_excel(data, row(källa="@kartering"))
    assert load_local(data, PLAN, MUNICIPALITY).extracts["5C"].source == "Källa: @kartering"


def test_a_quotient_that_the_spreadsheet_computed_is_no_fault(tmp_path):
    data = data_folder(tmp_path)
    put_excel(data, typed_row(värde=2 / 3 * 100, täljare=2, nämnare=3))
    assert faults_of(data) == []


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"värde": "=40+3.2"}, "värde", "cellen är en formel; klistra in dess värde"),
        ({"källa": "=A1"}, "källa", "cellen är en formel"),
        ({"värde": "#N/A"}, "värde", "cellen visar ett fel"),
        ({"värde": True}, "värde", "SANT eller FALSKT"),
        ({"värde": datetime(2022, 2, 1)}, "värde", "tillåtet är ett tal"),
        ({"värde": "1.234"}, "värde", "menas 1,234 eller 1 234?"),
        ({"värde": "1,234"}, "värde", "menas 1,234 eller 1 234?"),
        ({"värde": 101}, "värde", "tillåtet är 0 till 100"),
        ({"mätt": 44788}, "mätt", "ett datum som 2024-03-15"),
        ({"mätt": datetime(2022, 8, 15, 12, 30)}, "mätt", "bara dagen"),
        ({"mätt": time(12, 30)}, "mätt", "bara dagen"),
        ({"år": datetime(2022, 1, 1)}, "år", "cellen är i datumformat; välj formatet Tal, och skriv ett år 1990–2026"),
        ({"inlagt_av": None}, "inlagt_av", "ange roll"),
    ],
)
def test_a_cell_that_a_row_cannot_use_is_named(tmp_path, changes, column, says):
    data = data_folder(tmp_path)
    put_excel(data, typed_row(år=2021, mätt=datetime(2021, 8, 15)), typed_row(**changes))
    (fault,) = faults_of(data)
    assert (fault.row, fault.column) == (3, column)
    assert says in fault.problem
    assert load_local(data, PLAN, MUNICIPALITY).extracts == {}


def test_a_percentage_that_the_cell_keeps_divided_by_100_is_refused(tmp_path):
    data = data_folder(tmp_path)
    put_excel(data, typed_row(värde=0.432), percent=True)
    (fault,) = faults_of(data)
    assert (fault.row, fault.column, fault.found) == (2, "värde", "0.432")
    assert "procentformat" in fault.problem


@pytest.mark.parametrize(
    ("number_format", "literal"),
    [('0.0"%"', True), (r"0.0\%", True), ('0.0"a%" _%', True), ("0.0%", False), ('0.0"a"%', False)],
)
def test_a_percent_sign_that_is_text_multiplies_nothing(tmp_path, number_format, literal):
    data = data_folder(tmp_path)
    path = put_excel(data, typed_row())
    book = load_workbook(path)
    book.active["C2"].number_format = number_format
    book.save(path)
    assert bool(faults_of(data)) is not literal


def changed(path, part, change):
    """Write a workbook again with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))


SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_a_row_without_a_value_costs_nothing_wherever_it_stands(tmp_path):
    data = data_folder(tmp_path)
    path = put_excel(data, typed_row())
    stray = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    changed(path, SHEET, lambda xml: xml.replace(b"</sheetData>", stray))
    assert faults_of(data) == []
    assert [record.row for record in read_table(path).records] == [1, 2]


@pytest.mark.parametrize(
    ("part", "change", "says"),
    [
        (SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999"'), "ett värde på rad 999999999"),
        (SHEET, lambda xml: xml.replace(b'r="M2"', b'r="XFD2"'), "ett värde i kolumn 16384 på rad 2"),
        (
            SHEET,
            lambda xml: xml.replace(b"</sheetData>", b"<row/>" * 400_000 + b"</sheetData>"),
            "fler celler och format",
        ),
        (SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="' + b"9" * 4000 + b'"'), "ingen läsbar Excelfil"),
        (
            "xl/workbook.xml",
            lambda xml: xml.replace(b"</sheets>", b'<sheet name="a"/>' * 200),
            "filen har över 100 blad",
        ),
        (SHEET, lambda xml: xml + b" " * 6_000_000, "filen packas upp till 6 MB; tillåtet är 5 MB"),
        (
            "xl/workbook.xml",
            lambda xml: xml.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
            "Strict Open XML",
        ),
        (
            SHEET,
            lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="H2:H4"/></mergeCells>'),
            "rad 2: cellerna H2:H4 är sammanfogade",
        ),
    ],
    ids=["row", "column", "tags", "digits", "sheets", "size", "strict", "merged"],
)
def test_a_workbook_of_another_form_or_size_is_refused_with_what_it_is(tmp_path, part, change, says):
    data = data_folder(tmp_path)
    changed(put_excel(data, typed_row()), part, change)
    (fault,) = faults_of(data)
    assert says in str(fault)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("EncryptedPackage".encode("utf-16-le"), "krypterad: den har ett lösenord eller en känslighetsetikett"),
        (b"Workbook", "en äldre Excelfil (.xls) eller krypterad"),
    ],
)
def test_a_workbook_that_is_locked_or_old_says_so(tmp_path, content, says):
    data = data_folder(tmp_path)
    put(data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + content, "5C.xlsx")
    (fault,) = faults_of(data)
    assert says in fault.problem


def test_a_hidden_sheet_is_named(tmp_path):
    data = data_folder(tmp_path)
    path = put_excel(data, typed_row())
    book = load_workbook(path)
    book.create_sheet("Listor").sheet_state = "veryHidden"
    book.save(path)
    (fault,) = faults_of(data)
    assert "2 blad (Sheet, Listor (dolt))" in fault.problem


def test_a_workbook_with_two_sheets_is_refused(tmp_path):
    data = data_folder(tmp_path)
    path = put_excel(data, typed_row())
    book = load_workbook(path)
    book.create_sheet("Underlag")
    book.save(path)
    (fault,) = faults_of(data)
    assert "2 blad" in fault.problem


@pytest.mark.parametrize("damage", ["text", "cut", "empty", "zeroed"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, damage):
    data = data_folder(tmp_path)
    whole = put_excel(data, typed_row()).read_bytes()
    content = {
        "text": b"inte en arbetsbok",
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "zeroed": whole[:200] + bytes(400) + whole[600:],
    }[damage]
    put(data, content, "5C.xlsx")
    (fault,) = faults_of(data)
    assert "ingen läsbar Excelfil" in fault.problem


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY x SYSTEM "{secret}">', '<!ENTITY a "44444444444444444444"><!ENTITY x "{many}">'],
    ids=["file", "laughs"],
)
def test_an_entity_in_a_workbook_reads_no_other_file_and_does_not_grow(tmp_path, declared):
    data = data_folder(tmp_path)
    secret = tmp_path / "hemlig.txt"
    secret.write_text("44.4")
    path = put_excel(data, typed_row(värde=43.2))
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    kind = "<!DOCTYPE x [" + declared.format(secret=secret.as_uri(), many="&a;" * 1_000_000) + "]>"
    assert b"43.2" in parts[sheet]
    parts[sheet] = kind.encode() + parts[sheet].replace(b"43.2", b"&x;")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    (fault,) = faults_of(data)
    assert "ingen läsbar Excelfil" in fault.problem
    assert "44" not in str(fault)


def test_an_empty_workbook_lacks_its_header(tmp_path):
    data = data_folder(tmp_path)
    path = put_excel(data)
    book = ExcelBook()
    book.save(path)
    (fault,) = faults_of(data)
    assert (fault.row, fault.problem.split(";")[0]) == (1, "rubrikraden saknas")


def test_a_workbook_damaged_anywhere_never_raises(tmp_path):
    data = data_folder(tmp_path)
    whole = put_excel(data, typed_row()).read_bytes()
    for place in range(0, len(whole), 97):
        put(data, whole[:place] + b"\xff\x00\x7f" + whole[place + 3 :], "5C.xlsx")
        loaded = load_local(data, PLAN, MUNICIPALITY)
        assert bool(loaded.faults) != bool(loaded.extracts), place
