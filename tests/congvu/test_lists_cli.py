"""Lists as files: tasks, documents and statistics, in xlsx and CSV, with no formula in them."""

import csv
from datetime import datetime

import openpyxl
import pytest

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, cited, register

FORMULA = (9, cited(9, "=1+1"), "Vụ Tổng hợp", datetime(2026, 8, 31))


@pytest.fixture
def kept(staffed: Office) -> Office:
    staffed.good("task", "import", register(staffed.folder, *GOOD, FORMULA), "--yes")
    return staffed


def read_csv(office: Office, name: str) -> list[list[str]]:
    with (office.folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_list_of_tasks_is_a_workbook_and_a_csv(kept: Office) -> None:
    assert kept.good("task", "list", "--output", "a.xlsx") == "Wrote 4 tasks to a.xlsx.\n"
    kept.good("task", "list", "--state", "all", "--output", "b.csv")
    kept.good("task", "list", "--incomplete", "--overdue", "--output", "c.csv")

    sheet = openpyxl.load_workbook(kept.folder / "a.xlsx").worksheets[0]
    header = [cell.value for cell in sheet[5]]
    first = dict(zip(header, (cell for cell in sheet[7]), strict=True))
    assert (sheet["A3"].value, len(header)) == ("DANH SÁCH NHIỆM VỤ", 14)
    assert (first["Nội dung nhiệm vụ"].value, first["Nội dung nhiệm vụ"].data_type) == (
        "=1+1", "s",
    )  # fmt: skip
    assert first["Thời hạn"].value == datetime(2026, 8, 31)
    assert first["Tình trạng"].value == "Đang thực hiện, quá hạn"
    assert first["Chưa rõ"].value == "sản phẩm, thẩm quyền"
    titles, *rows = read_csv(kept, "b.csv")
    done = next(row for row in rows if row[titles.index("Văn bản kết quả")])
    assert (len(rows), done[titles.index("Ngày hoàn thành")], done[titles.index("Chưa rõ")]) == (
        5, "01/09/2026", "",
    )  # fmt: skip
    assert [row[titles.index("Nội dung nhiệm vụ")] for row in read_csv(kept, "c.csv")[1:]] == [
        "'=1+1"
    ]


def test_the_list_of_documents_is_a_file_with_all_of_them(kept: Office) -> None:
    kept.good(
        *(
            "document",
            "add",
            "--register",
            "di",
            "--number",
            "03/QĐ-VPCP",
            "--issued",
            "2026-03-01",
        ),
        *("--excerpt", "phê duyệt", "--urgency", "express", "--signer", "+An"),
    )

    assert kept.good("document", "list", "--limit", "1", "--output", "a.csv") == (
        "Wrote 6 documents to a.csv.\n"
    )
    titles, *rows = read_csv(kept, "a.csv")
    own = dict(zip(titles, next(row for row in rows if row[1] == "đi"), strict=True))
    assert (own["Tên loại"], own["Mức độ khẩn"], own["Người ký"], own["Ngày văn bản"]) == (
        "Quyết định", "Hỏa tốc", "'+An", "01/03/2026",
    )  # fmt: skip
    assert "let it end in one of .xlsx, .csv" in kept.refused("document", "list", "--output", "a.html", code=2)  # fmt: skip


def test_the_statistics_count_by_who_leads_as_the_official_reports_do(kept: Office) -> None:
    (whole,) = kept.json("task", "statistics", "--since", "2026-01-01")
    assert (whole["lead"], whole["total"], whole["done"], whole["open_late"]) == (
        "Văn phòng mẫu", 5, 1, 1,
    )  # fmt: skip
    assert (whole["done_rate"], whole["late_rate"]) == ("50,00%", "50,00%")
    units = kept.json("task", "statistics", "--since", "2026-01-01", "--units-of", "G22")
    assert {one["lead"]: one["total"] for one in units} == {"Vụ Pháp luật": 2, "Vụ Tổng hợp": 3}
    later = kept.json("task", "statistics", "--since", "2026-09-02")
    assert later[0]["total"] == 4, "what was done before is in no count"

    told = kept.good("task", "statistics", "--units-of", "G22", "--since", "2026-01-01")
    assert told.splitlines()[-1].split() == ["all", "5", "1", "1", "4", "1", "50,00%", "50,00%"]
    kept.good("task", "statistics", "--since", "2026-01-01", "--output", "a.xlsx")
    sheet = openpyxl.load_workbook(kept.folder / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[8]] == [
        None, "Tổng cộng", 5, 1, 0, 1, 4, 2, 1, "50,00%", "50,00%", "1 nhiệm vụ không thời hạn",
    ]  # fmt: skip


def test_an_office_without_tasks_is_told_so(staffed: Office) -> None:
    assert staffed.good("task", "statistics") == "No task is open, and none was done since then.\n"
    assert staffed.good("task", "list", "--output", "a.csv") == "Wrote 0 tasks to a.csv.\n"
