"""Makes demo/office/register.xlsx out of register.csv: `python -m tests.demo.register_book`."""

import csv
import re
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

OFFICE = Path(__file__).parents[2] / "demo" / "office"
SOURCE, BOOK = OFFICE / "register.csv", OFFICE / "register.xlsx"
TITLES = (
    "VĂN PHÒNG CHÍNH PHỦ (DỮ LIỆU MẪU)",
    "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN NĂM 2026",
    "Con người, văn bản và nhiệm vụ trong sổ này đều do đặt ra, không có giá trị pháp lý.",
)
HEADER_ROW = len(TITLES) + 2
FIRST_ROW = HEADER_ROW + 2  # below the header and the row that numbers the columns
WIDTHS = (9, 64, 36, 16, 16, 24, 30)
MADE = datetime(2026, 8, 17)

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def source_rows() -> list[list[str]]:
    """The rows of the CSV, its header first."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def value(text: str) -> str | int | date | None:
    """What a clerk's spreadsheet holds for *text*: numbers and plain dates as such."""
    if text.isdigit():
        return int(text)
    day = _DAY.fullmatch(text)
    return date(int(day[3]), int(day[2]), int(day[1])) if day else text or None


def make(path: Path) -> None:
    """Writes the book to *path*; the same source gives the same octets."""
    book = xlsxwriter.Workbook(path)
    book.set_properties({"title": TITLES[1], "comments": TITLES[2], "created": MADE})
    sheet = book.add_worksheet("Sổ theo dõi")
    header, *rows = source_rows()
    title = book.add_format({"bold": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"}
    )
    cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    day = book.add_format(
        {"num_format": "dd/mm/yyyy", "border": 1, "valign": "top", "align": "left"}
    )
    for row, line in enumerate(TITLES):
        sheet.write_string(row, 0, line, title)
    for column, (name, width) in enumerate(zip(header, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW - 1, column, name, head)
        sheet.write_string(HEADER_ROW, column, f"({column + 1})", head)
    for row, texts in enumerate(rows, FIRST_ROW - 1):
        for column, text in enumerate(texts):
            match value(text):
                case date() as found:
                    sheet.write_datetime(row, column, found, day)
                case int() as found:
                    sheet.write_number(row, column, found, cell)
                case None:
                    sheet.write_blank(row, column, None, cell)
                case found:
                    sheet.write_string(row, column, found, cell)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    book.close()


if __name__ == "__main__":
    make(BOOK)
