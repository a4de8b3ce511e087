"""The sheet of a form is filled in by a spreadsheet and read again cell by cell; hostile ones are refused in bounded time."""

import io
import re
import time
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from papers.form_book import CODE, NAME, NOTE, VALUE, FormSheet, Line, write_form_sheet
from papers.table import Limits, Trouble, Unreadable, read_table
from tests.papers.books import packed, repacked
from tests.work.forms import INDICATORS, form
from work.form.check import Fault
from work.form.filled import Filled, binding_of, read_filled
from work.form.period import PeriodKind
from work.form.request import Request, RequestState
from work.sheet import Sheet, column_letter
from work.task import Party, Role

DAY = date(2026, 10, 14)
ONE = Request(
    17, "BC-CCHC", "Báo cáo", 2, "2026-10", PeriodKind.MONTH, DAY, DAY, DAY, 1,
    Party(Role.LEAD, "G18"), RequestState.OPEN, datetime(2026, 10, 7, 1, tzinfo=UTC), 0, None,
)  # fmt: skip
FORM = form()
GOOD: Mapping[str, Any] = {
    "1": 1250, "1.1": 1000, "1.2": 250, "2": 1200, "2.1": 1180, "3": 98.33, "4": "1.234,5",
    "5": "Có", "6": datetime(2026, 9, 30), "7": "=HYPERLINK(\"http://x\")",
}  # fmt: skip
BOUNDS = Limits(4 << 20, 512, 15, 30.0)


def sheet(path: Path, *lines: Line, binding: str = ONE.binding) -> Path:
    """The sheet of the request, as it goes out."""
    every = lines or tuple(Line(one, "Số nguyên.") for one in FORM.indicators)
    what = FormSheet(
        "Biểu mẫu",
        "Bộ Y tế",
        f"Mã phiếu: {binding}",
        "BÁO CÁO",
        ("Kỳ", "Đơn vị"),
        "Chỉ điền",
        "Sai",
        every,
    )
    write_form_sheet(path, what)
    return path


def filled(path: Path, values: Mapping[str, Any]) -> Path:
    """The sheet as somebody saves it who filled in *values*."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in page.iter_rows():
        code = str(row[CODE].value)
        if code in values:
            cell = row[VALUE]
            cell.value = values[code]
            if isinstance(values[code], str) and values[code].startswith("="):
                cell.data_type = "s"
    book.save(path)
    return path


def read(path: Path) -> Filled:
    found = read_table(path, limits=BOUNDS)
    assert isinstance(found, Sheet), found
    return read_filled(found, FORM, ONE.binding)


def codes(found: Filled) -> list[tuple[str, str, str]]:
    return [(one.code, one.indicator, cell(one)) for one in found.faults]


def cell(one: Fault) -> str:
    return f"{column_letter(one.column)}{one.row}" if one.column is not None else ""


def test_a_filled_sheet_gives_its_values(tmp_path: Path) -> None:
    found = read(filled(sheet(tmp_path / "a.xlsx"), GOOD))

    assert found.faults == ()
    assert found.values == {
        "1": Decimal(1250),
        "1.1": Decimal(1000),
        "1.2": Decimal(250),
        "2": Decimal(1200),
        "2.1": Decimal(1180),
        "3": Decimal("98.33"),
        "4": Decimal("1234.5"),
        "5": True,
        "6": date(2026, 9, 30),
        "7": '=HYPERLINK("http://x")',
    }


def test_an_empty_cell_is_no_value_and_not_zero(tmp_path: Path) -> None:
    found = read(filled(sheet(tmp_path / "a.xlsx"), {"1": 0, "2": 0}))

    assert found.values == {"1": Decimal(0), "2": Decimal(0)}
    assert found.faults == ()


def test_every_wrong_cell_is_told_by_its_place_and_rule(tmp_path: Path) -> None:
    wrong = {**GOOD, "1.2": 251, "2.1": "x", "3": 101, "5": "?", "6": "31/02/2026", "2": None}

    found = read(filled(sheet(tmp_path / "a.xlsx"), wrong))

    assert codes(found) == [
        ("sum", "1", "E9"),
        ("required", "2", "E12"),
        ("not-a-number", "2.1", "E13"),
        ("above", "3", "E14"),
        ("not-yes-no", "5", "E16"),
        ("not-a-date", "6", "E17"),
    ]


def test_rows_may_have_moved_and_notes_are_free(tmp_path: Path) -> None:
    path = filled(sheet(tmp_path / "a.xlsx"), GOOD)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    rows = [[each.value for each in row] for row in page.iter_rows(min_row=9)]
    page.delete_rows(9, 20)
    for row in reversed(rows):
        page.append([*row[:NOTE], "đã rà soát"])
    book.save(path)

    assert read(path).values["1"] == 1250


def test_the_sheet_of_another_request_or_version_is_refused_whole(tmp_path: Path) -> None:
    other = filled(sheet(tmp_path / "a.xlsx", binding="BC18.2.0123456789"), GOOD)

    found = read(other)

    assert [one.code for one in found.faults] == ["other-request"]
    assert found.values == {}


def test_a_sheet_that_names_no_request_is_refused(tmp_path: Path) -> None:
    found = read(filled(sheet(tmp_path / "a.xlsx", binding="BC17"), GOOD))

    assert [one.code for one in found.faults] == ["no-binding"]


def test_a_formula_gives_what_it_was_last_calculated_to_and_is_told(tmp_path: Path) -> None:
    path = filled(sheet(tmp_path / "a.xlsx"), {key: GOOD[key] for key in ("1.1", "1.2", "2")})

    found = read(calculated(path, "E9", "E10+E11", "1250"))

    assert (found.values["1"], found.faults) == (Decimal(1250), ())
    assert [(one.code, cell(one)) for one in found.doubts] == [("formula", "E9")]


def test_a_formula_that_nobody_calculated_and_an_error_are_refused(tmp_path: Path) -> None:
    path = filled(sheet(tmp_path / "a.xlsx"), {key: GOOD[key] for key in ("1.1", "1.2", "2")})
    never = calculated(path, "E9", "E10+E11", "")

    assert codes(read(never))[0] == ("uncalculated", "1", "E9")

    failed = calculated(path, "E9", "E10/0", "#DIV/0!", "e")
    assert codes(read(failed))[0] == ("uncalculated", "1", "E9")
    error = filled(sheet(tmp_path / "b.xlsx"), {**GOOD, "1": "#N/A"})
    assert codes(read(error))[0] == ("error-cell", "1", "E9")


def calculated(path: Path, place: str, formula: str, value: str, kind: str = "") -> Path:
    """The workbook with a formula in *place* and what it last gave, as LibreOffice and Excel save both."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    said = f"<v>{value}</v>" if value else ""
    mark = f' t="{kind}"' if kind else ""
    pattern = rf'<c r="{place}"([^>]*?)(?: t="\w+")?\s*(?:/>|>.*?</c>)'
    new, count = re.subn(pattern, rf'<c r="{place}"\1{mark}><f>{formula}</f>{said}</c>', xml)
    assert count == 1
    return repacked(path, {"xl/worksheets/sheet1.xml": new.encode()})


def test_a_per_cent_that_a_spreadsheet_made_small_is_doubted(tmp_path: Path) -> None:
    found = read(filled(sheet(tmp_path / "a.xlsx"), {**GOOD, "3": 0.9833}))

    assert [(one.code, one.indicator) for one in found.doubts] == [("small", "3")]


def test_unknown_and_repeated_codes_are_told(tmp_path: Path) -> None:
    path = filled(sheet(tmp_path / "a.xlsx"), GOOD)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.append([11, "9.9", "Chỉ tiêu lạ", "", 5])
    page.append([12, "1", "Lặp lại", "", 1250])
    page.append([13, None, "Không mã", "", 7])
    book.save(path)

    assert codes(read(path)) == [
        ("unknown-code", "9.9", "B19"),
        ("twice", "1", "B20"),
        ("no-code", "", "B21"),
    ]


def test_labels_are_locked_and_values_are_not(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sheet(tmp_path / "a.xlsx")).worksheets[0]

    assert page.protection.sheet
    for row in page.iter_rows(min_row=9):
        locked = [each.protection.locked for each in row]
        assert [locked[CODE], locked[NAME], locked[VALUE], locked[NOTE]] == [
            True,
            True,
            False,
            False,
        ]


def test_cells_check_what_is_typed_by_the_rules_of_the_form(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sheet(tmp_path / "a.xlsx")).worksheets[0]

    rules = {str(one.sqref): one for one in page.data_validations.dataValidation}

    assert len(rules) == len(INDICATORS)
    assert (rules["E9"].type, rules["E9"].formula1) == ("whole", "0")
    assert (rules["E14"].type, rules["E14"].formula2) == ("decimal", "100")
    assert (rules["E16"].type, rules["E16"].formula1) == ("list", '"Có,Không"')
    assert rules["E17"].type == "date"
    assert rules["E18"].formula1 == "2000"
    assert {one.errorStyle for one in rules.values()} == {None}, "None is to stop"


def test_what_was_sent_before_stands_in_the_sheet_and_words_are_no_formula(tmp_path: Path) -> None:
    values: Mapping[str, Any] = {"1": Decimal(12), "5": True, "6": DAY, "7": "=1+1"}
    lines = tuple(Line(one, "", values.get(one.code)) for one in FORM.indicators)
    path = sheet(tmp_path / "a.xlsx", *lines)

    found = read(path)

    assert found.values == values
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page["E18"].data_type == "s"


def test_the_binding_is_found_wherever_it_stands_above(tmp_path: Path) -> None:
    found = read_table(sheet(tmp_path / "a.xlsx"))

    assert isinstance(found, Sheet)
    assert binding_of(found) == ONE.binding
    assert binding_of(Sheet(())) is None


@pytest.mark.proof
def test_a_sheet_of_a_million_rows_is_refused_in_time(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    last = '<row r="1048576"><c r="E1048576"><v>1</v></c></row></sheetData>'
    repacked(path, {"xl/worksheets/sheet1.xml": xml.replace("</sheetData>", last).encode()})
    began = time.monotonic()

    found = read_table(path, limits=BOUNDS)

    assert time.monotonic() - began < BOUNDS.seconds + 5
    if isinstance(found, Sheet):  # what is empty between costs nothing
        assert codes(read_filled(found, FORM, ONE.binding))[0][0] == "required"


@pytest.mark.proof
def test_many_rows_below_the_header_are_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for number in range(2000):
        page.append([number, f"x{number}", "", "", 1])
    book.save(path)

    found = read(path)

    assert [one.code for one in found.faults] == ["too-many-rows"]


@pytest.mark.proof
@pytest.mark.parametrize(
    "octets", [b"", b"PK\x03\x04 nothing", b"a;b\n1;2\n", b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(octets)

    assert isinstance(read_table(path, limits=BOUNDS), Unreadable)


@pytest.mark.proof
def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.xlsx", {"xl/workbook.xml": b"x", "xl/worksheets/sheet1.xml": bytes(64 << 20)}
    )
    assert path.stat().st_size < 1 << 20

    assert read_table(path, limits=BOUNDS) == Unreadable(Trouble.BOMB)
