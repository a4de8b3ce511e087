"""Registers of documents for tests: people, rows that are good and bad, and the file they stand in."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.congvu.office import HERE, Office
from tests.papers.books import TITLES, book

PEOPLE = """\
name,email,agency,unit,position
Trần Thị Bình,binh@vpcp.gov.vn,G22,Vụ Tổng hợp,unit-head
Nguyễn Văn An,an@vpcp.gov.vn,G22,Vụ Tổng hợp,staff
Lê Thị Hoa,hoa@vpcp.gov.vn,G22,Vụ Pháp luật,staff
"""
# The form of the documentation excuses a unit of the sample office; this one excuses one of ours.
FORM = (HERE / "docs/report-forms.toml").read_text("utf-8").replace("Vụ Hành chính", "Vụ Pháp luật")
DUE = datetime(2036, 10, 15)  # so far ahead that the machine's clock does not matter


def cited(number: int, about: str = "rà soát thủ tục") -> str:
    """A document as a register names it."""
    return f"Công văn số {number}/BYT-KH ngày 03/8/2026 của Bộ Y tế về việc {about}"


Row = tuple[Any, ...]


def register(folder: Path, *rows: Row, name: str = "so.xlsx") -> str:
    """The path of a new register with *rows*."""

    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.merge_range("A2:G2", "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN")
        sheet.write_row("A4", TITLES)
        for number, cells in enumerate(rows, 4):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)

    return str(book(folder / name, fill))


GOOD: tuple[Row, ...] = (
    (1, cited(1), "Vụ Tổng hợp", DUE),
    (2, cited(2), "Lê Thị Hoa; Vụ Tổng hợp", "trước ngày 16/10/2036", "Đang trình"),
    (3, cited(3), "Nguyễn Văn An", "không thời hạn"),
    (4, cited(4), "Lê Thị Hoa", datetime(2026, 8, 31), "Đã hoàn thành", "9/VPCP-PL ngày 01/9/2026"),
)
BAD: tuple[Row, ...] = (
    (5, cited(5), "Vụ Kinh tế", "31/02/2026"),
    (6, cited(6), "Vụ Pháp luật", "=B1+30"),
)


def numbers(office: Office, *arguments: str) -> list[str]:
    """The documents that `task list` names."""
    return [one["document"]["number"] for one in office.json("task", "list", *arguments)]
