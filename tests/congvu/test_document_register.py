"""`congvu document register`: the three registers out of the store, as files and for programs."""

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, register

BOOK = ("document", "register", "--kind")
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


def add(office: Office, kind: str, number: str, day: str, *more: str) -> None:
    came = ("--issuer", "Bộ Y tế", "--received", day) if kind == "den" else ()
    office.good(
        *("document", "add", "--register", kind, "--number", number, "--issued", day),
        *("--excerpt", "=rà soát thủ tục", *came, *more),
    )


@pytest.fixture
def kept(staffed: Office) -> Office:
    add(staffed, "den", "7/BYT-KH", "2025-12-30")
    add(staffed, "den", "1/BYT-KH", "2026-01-05", "--recipients", "@Vụ Tổng hợp")
    add(staffed, "den", "2/BYT-KH", "2026-02-05", "--arrival", "4", "--handed-on", "2026-02-06")
    add(staffed, "di", "03/QĐ-VPCP", "2026-03-01", "--copies", "2", "--notes", "+bản chính")
    return staffed


def test_the_book_of_what_came_in_is_a_sheet_for_each_year(kept: Office) -> None:
    told = kept.good(
        *BOOK, "den", "--from", "2025-12-01", "--to", "2026-12-31", "--output", "a.xlsx"
    )

    assert told == "Wrote 3 rows to a.xlsx.\n2026: Numbers missing in the sequence: 2–3.\n"
    before, year = openpyxl.load_workbook(kept.folder / "a.xlsx").worksheets
    assert (before.title, year.title, year["A3"].value) == (
        "2025",
        "2026",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    )
    assert [cell.value for cell in before[7]][:2] == [datetime(2025, 12, 30), 1]
    assert [cell.value for cell in year[7]] == [
        datetime(2026, 1, 5), 1, "Bộ Y tế", "1/BYT-KH", datetime(2026, 1, 5),
        "Công văn. =rà soát thủ tục", "@Vụ Tổng hợp", None, None, None,
    ]  # fmt: skip
    assert (year["G7"].data_type, year["A7"].number_format) == ("s", "dd/mm/yyyy")
    assert (year["H8"].value, year.freeze_panes) == (datetime(2026, 2, 6), "A7")
    assert year["A10"].value == "Numbers missing in the sequence: 2–3."
    assert year["A1"].value == "Văn phòng mẫu"


def test_the_book_of_what_went_out_is_a_csv_without_formulas(kept: Office) -> None:
    kept.good(*BOOK, "di", *YEAR, "--output", "di.csv")

    with (kept.folder / "di.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert (header[0], header[-1], len(header)) == ("Số, ký hiệu văn bản", "Ghi chú", 10)
    assert row == [
        "03/QĐ-VPCP", "01/03/2026", "Quyết định. =rà soát thủ tục", "", "", "", "2", "", "",
        "'+bản chính",
    ]  # fmt: skip


def test_how_it_is_dealt_with_is_written_and_read_again_without_a_change(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    add(staffed, "di", "03/QĐ-VPCP", "2026-09-01")
    staffed.good("document", "relate", "5", "answers", "1")

    for name in ("a.xlsx", "a.csv"):
        told = staffed.good(*BOOK, "theo-doi", *YEAR, "--output", name)
        assert told == f"Wrote 4 rows to {name}.\n"
        assert "Nothing is new; nothing was changed." in staffed.good(
            "task", "import", name, "--yes"
        )
    (found,) = staffed.json(*BOOK, "theo-doi", *YEAR)
    assert [row[5] for row in found["rows"]] == ["03/QĐ-VPCP", None, None, "9/VPCP-PL"]
    assert found["columns"][5] == "Số, ký hiệu văn bản trả lời"


def test_programs_and_terminals_are_told_too(kept: Office) -> None:
    first, second = kept.json(*BOOK, "den", "--from", "2025-01-01", "--to", "2026-12-31")
    assert (first["from"], first["missing"]) == ("2025-01-01", [])
    assert (second["from"], second["to"]) == ("2026-01-01", "2026-12-31")
    assert second["missing"] == [[2, 3]]
    assert second["rows"][0][3] == "1/BYT-KH"

    told = kept.good(*BOOK, "den", *YEAR)
    assert told.startswith("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN, 01/01/2026 - 31/12/2026\n")
    assert "\n4       05/02/2026  2/BYT-KH" in told
    assert told.endswith("\nNumbers missing in the sequence: 2–3.\n")
    assert "03/QĐ-VPCP" in kept.good(*BOOK, "di", *YEAR)


def test_the_page_to_print_says_whose_it_is_and_of_when(kept: Office) -> None:
    kept.good(*BOOK, "di", *YEAR, "--output", "di.html")

    page = (kept.folder / "di.html").read_text("utf-8")
    assert "Văn phòng mẫu" in page
    assert "From 01/01/2026 to 31/12/2026 · 1 row ·" in page
    assert "Numbers missing in the sequence: 1–2." in page
    assert "size: A4 landscape" in page


def test_nothing_is_overwritten_and_what_cannot_be_is_refused(kept: Office) -> None:
    (kept.folder / "a.xlsx").write_text("mine", "utf-8")

    assert "stands already" in kept.refused(*BOOK, "di", "--output", "a.xlsx")
    assert (kept.folder / "a.xlsx").read_text("utf-8") == "mine"
    assert "there is no folder" in kept.refused(*BOOK, "di", "--output", "none/a.csv")
    assert "let it end in one of .xlsx, .csv, .html" in kept.refused(
        *BOOK, "di", "--output", "a.pdf", code=2
    )
    assert "is behind the last" in kept.refused(*BOOK, "di", *YEAR, "--from", "2027-01-01", code=2)
    assert "write days between" in kept.refused(*BOOK, "di", "--from", "1900-01-01", code=2)
    assert sorted(Path(kept.folder).glob(".congvu-*")) == []
