"""Tables are read as they stand: values with their types, rows by their number, flaws told."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from papers.table import Trouble, Unreadable, read_table
from tests.papers.books import book
from work.sheet import Flaw, Line, Merge, Sheet

DAY = datetime(2026, 10, 15)


def read(path: Path, sheet: str | None = None) -> Sheet:
    found = read_table(path, sheet)
    assert isinstance(found, Sheet), found
    return found


def refused(path: Path, sheet: str | None = None) -> Unreadable:
    found = read_table(path, sheet)
    assert isinstance(found, Unreadable), found
    return found


def test_cells_keep_their_types_rows_and_columns(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.write_string("B3", "Công văn")
        sheet.write_number("C3", 12)
        sheet.write_number("D3", 12.5)
        sheet.write_boolean("E3", True)
        sheet.write_datetime("B7", DAY, day)
        sheet.write_datetime(
            "C7", datetime(2026, 10, 15, 17), made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        )
        sheet.write_datetime("D7", time(9, 30), made.add_format({"num_format": "hh:mm"}))

    found = read(book(tmp_path / "a.xlsx", fill))

    assert found == Sheet(
        (
            Line(3, (None, "Công văn", 12, 12.5, True)),
            Line(7, (None, date(2026, 10, 15), datetime(2026, 10, 15, 17), time(9, 30), None)),
        ),
        "2026",
        ("2026",),
    )
    assert type(found.lines[0].cell(2)) is int
    assert found.lines[0].cell(99) is None


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_the_same_in_both_date_systems(tmp_path: Path, since_1904: bool) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.write_datetime("A1", DAY, day)

    path = book(tmp_path / "a.xlsx", fill, date_1904=since_1904)

    assert read(path).lines[0].cells == (DAY.date(),)


@pytest.mark.parametrize("form", ["d/m/yy", "[$-42A]dd mmmm yyyy", "mm-dd-yy", "yyyy-mm-dd"])
def test_a_date_is_one_however_it_is_shown(tmp_path: Path, form: str) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.write_datetime("A1", DAY, made.add_format({"num_format": form}))

    assert read(book(tmp_path / "a.xlsx", fill)).lines[0].cells == (DAY.date(),)


def test_formulas_and_errors_are_told_with_the_last_value(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.write_formula("A1", "=B9+30", day, 46310)
        sheet.write_string("B1", "=A1")
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B2", '=IF(TRUE,"","x")', None, "")

    first, second = read(book(tmp_path / "a.xlsx", fill, strings_to_formulas=False)).lines

    assert first.cells[:2] == (date(2026, 10, 15), "=A1")
    assert first.flaws == {0: Flaw.FORMULA, 2: Flaw.FORMULA}
    assert (second.number, second.cell(1), second.flaws) == (2, None, {1: Flaw.FORMULA})


def test_an_error_that_was_pasted_as_a_value_is_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = "Thời hạn"
    sheet["A2"] = "#N/A"
    sheet["A2"].data_type = "e"
    made.save(tmp_path / "a.xlsx")

    second = read(tmp_path / "a.xlsx").lines[1]

    assert (second.number, second.cell(0), second.flaws) == (2, None, {0: Flaw.ERROR})


def test_a_formula_that_was_never_calculated_has_no_value(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "x", "=A1+1"
    made.save(tmp_path / "a.xlsx")

    (line,) = read(tmp_path / "a.xlsx").lines

    assert (line.cells, line.flaws) == (("x", None), {1: Flaw.FORMULA})


def test_merged_cells_are_named_as_the_spreadsheet_does(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.merge_range("B7:B8", "Vụ Pháp luật")
        sheet.merge_range("C2:AB2", "Tiêu đề")

    found = read(book(tmp_path / "a.xlsx", fill))

    assert set(found.merges) == {Merge(7, 1, 8, 1), Merge(2, 2, 2, 27)}
    assert {str(merge) for merge in found.merges} == {"B7:B8", "C2:AB2"}


def test_the_first_sheet_that_can_be_seen_is_read_or_the_one_asked_for(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.hide()
        sheet.write_string("A1", "ẩn")
        made.add_chartsheet("Biểu đồ").add_series = None
        shown = made.add_worksheet("Quý IV")
        shown.activate()
        shown.set_first_sheet()
        shown.write_string("A1", "thấy")
        made.add_worksheet("Phụ lục").write_string("A1", "sau")

    def without_chart(made: Any, sheet: Any, day: Any) -> None:
        sheet.hide()
        sheet.write_string("A1", "ẩn")
        shown = made.add_worksheet("Quý IV")
        shown.activate()
        shown.write_string("A1", "thấy")
        made.add_worksheet("Phụ lục").write_string("A1", "sau")

    path = book(tmp_path / "a.xlsx", without_chart)

    assert (read(path).name, read(path).lines[0].cells) == ("Quý IV", ("thấy",))
    assert read(path, "phụ  LỤC").lines[0].cells == ("sau",)
    assert refused(path, "2026") == Unreadable(Trouble.NO_SHEET, 0, ("Quý IV", "Phụ lục"))


def test_a_sheet_without_anything_is_empty(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", lambda made, sheet, day: None)

    assert refused(path).trouble is Trouble.EMPTY


def test_progress_is_told_while_a_long_table_comes(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("".join(f"{n};x\n" for n in range(2_600)))
    told: list[int] = []

    read_table(path, progress=told.append)

    assert told == [500, 1000, 1500, 2000, 2500, 2600]
