"""Workbooks as offices print them, with text that stays text."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from papers.book import Column, Layout, Page, write_pages
from papers.table import read_table
from work.sheet import Sheet

LAYOUT = Layout(
    "VĂN PHÒNG CHÍNH PHỦ",
    "SỔ THEO DÕI",
    "(Xuất ngày 24/11/2026)",
    (Column("Số đến", 8, centred=True), Column("Văn bản", 50), Column("Thời hạn", 14)),
)
ROWS = ((4012, '=HYPERLINK("http://x")', date(2026, 10, 15)), (None, "+1-2 @x", "Không thời hạn"))


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    assert write_pages(tmp_path / "a.xlsx", [Page("a", LAYOUT, ROWS)]) == 2

    found = read_table(tmp_path / "a.xlsx")

    assert isinstance(found, Sheet)
    assert [line.cells for line in found.lines[-2:]] == [ROWS[0], ROWS[1]]
    assert not any(line.flaws for line in found.lines)
    assert [line.number for line in found.lines] == [1, 3, 4, 5, 6, 7, 8]


def test_the_page_is_a4_across_with_its_header_on_each(tmp_path: Path) -> None:
    write_pages(tmp_path / "a.xlsx", [Page("a", LAYOUT, ROWS)])

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$5:$6", "A7")
    assert sheet.auto_filter.ref == "A6:C8"
    assert sheet["C7"].number_format == "dd/mm/yyyy"
    assert (sheet["B7"].font.name, sheet["B7"].data_type) == ("Times New Roman", "s")
    assert sheet.column_dimensions["B"].width == pytest.approx(50, abs=1)


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_pages(tmp_path / "none" / "a.xlsx", [Page("a", LAYOUT, ())])


def test_each_page_is_a_sheet_with_its_lines_below(tmp_path: Path) -> None:
    pages = (
        Page("2025", LAYOUT, ROWS, ("Số còn khuyết: 3.", "=1+1")),
        Page("2026", LAYOUT, ROWS[:1]),
    )

    assert write_pages(tmp_path / "a.xlsx", pages) == 3

    first, second = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert (first.title, second.title) == ("2025", "2026")
    assert (first["A10"].value, first["A11"].value) == ("Số còn khuyết: 3.", "=1+1")
    assert first["A11"].data_type == "s"
    assert (second["A7"].value, second["A8"].value) == (4012, None)
    assert second.print_title_rows == "$5:$6"
