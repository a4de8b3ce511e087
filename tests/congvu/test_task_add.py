"""`congvu task add`: one task of one document in words, shown as it was understood before it is opened."""

from datetime import date, timedelta

import pytest

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, register

YES = ("--language", "vi", "--yes")
TODAY = date.today()
CAME = (
    *("document", "add", "--register", "den", "--number", "15/BYT-KH", "--issued", "2026-08-03"),
    *("--excerpt", "rà soát thủ tục", "--issuer", "Bộ Y tế", "--received", "04/08/2026"),
)
ADD = ("task", "add", "15/BYT-KH", "Báo cáo kết quả rà soát")


@pytest.fixture
def ready(staffed: Office) -> Office:
    staffed.good(*CAME)
    return staffed


def test_one_task_is_shown_opened_and_taken_back(ready: Office) -> None:
    more = ("--with", "Vụ Pháp luật", "--with", "Nguyễn Văn An", "--follow", "Trần Thị Bình")
    given = ("--lead", "hoa@vpcp.gov.vn", *more, "--due", "28/12/2036", "--product", "Báo cáo")

    told = ready.good(*ADD, *given, *YES)

    assert "  chủ trì   Lê Thị Hoa, Vụ Pháp luật, Văn phòng mẫu\n" in told
    assert '  thời hạn  28/12/2036 ("28/12/2036")\n' in told
    assert told.endswith(
        "Đã tạo nhiệm vụ số 1; xem bằng congvu task show 1.\n"
        "Đây là lần nhập số 1; hoàn tác bằng congvu task import --undo 1.\n"
    )
    (one,) = ready.json("task", "list")
    roles = [
        (party["role"], party["person_name"] or party["unit_name"]) for party in one["parties"]
    ]
    assert roles == [
        ("lead", "Lê Thị Hoa"), ("coordinator", "Vụ Pháp luật"), ("coordinator", "Nguyễn Văn An"),
        ("follower", "Trần Thị Bình"),
    ]  # fmt: skip
    assert (one["due"], one["product"]) == ("2036-12-28", "Báo cáo")
    assert one["content"] == "Báo cáo kết quả rà soát"
    ready.good("task", "import", "--undo", "1", "--yes")
    assert ready.json("task", "list") == []


def test_a_term_counts_from_the_receipt_and_the_rule_is_shown(ready: Office) -> None:
    told = " ".join(
        ready.good(*ADD, "--lead", "Vụ Pháp luật", "--due", "10 ngày làm việc", *YES).split()
    )

    assert 'thời hạn 18/08/2026, 10 ngày làm việc từ 04/08/2026, không kể ngày đó ("10 ngày' in told
    assert "chưa đủ 6 rõ rõ người, rõ sản phẩm" in told
    assert "lưu ý --due" not in told, "the deadline's own line says so"
    found = ready.json("task", "show", "1")["deadlines"][0]
    assert (found["due"], found["rule"]) == ("2026-08-18", "working-days")
    assert found["counted"]["start"] == "2026-08-04"


def test_an_hour_a_day_off_and_no_deadline_are_told_as_a_register_tells_them(
    ready: Office,
) -> None:
    def told(*due: str) -> str:
        return " ".join(ready.good(*ADD, "--lead", "Nguyễn Văn An", *due, *YES).split())

    assert "thời hạn 16:00 ngày 29/12/2036" in told("--due", "16h ngày 29/12/2036")
    assert "--due: 28/12/2036 là ngày nghỉ" in told("--due", "28/12/2036")
    again = told()
    assert "thời hạn không có; không nhắc ai" in again
    assert "đã có nhiệm vụ số 1, cùng chủ trì: Báo cáo kết quả rà soát" in again


def test_what_cannot_be_read_is_told_at_once_and_nothing_is_opened(ready: Office) -> None:
    told = ready.refused(*ADD, "--lead", "Vụ Kinh tế", "--due", "sớm", *YES)

    assert '--lead: "Vụ Kinh tế" không phải đơn vị, cá nhân hay cơ quan trong danh bạ' in told
    assert '--due: "sớm" không phải thời hạn' in told
    assert ready.json("task", "imports") == []
    asked = ready.refused_after(*ADD, "--lead", "Vụ Pháp luật", "--language", "vi")
    assert "thêm --yes" in asked
    assert ready.json("task", "list") == []


def test_the_document_must_stand_and_be_the_only_one(ready: Office) -> None:
    def refused(paper: str) -> str:
        return ready.refused("task", "add", paper, "Báo cáo", "--lead", "Vụ Pháp luật", *YES)

    assert "nhập văn bản trước bằng congvu document add --register den" in refused("9/BYT-KH")
    assert "không có văn bản số 99; xem congvu document list" in refused("99")
    other = [("Sở Y tế" if one == "Bộ Y tế" else one) for one in CAME]
    ready.good(*other, "--anyway")
    assert "1 (Bộ Y tế, 03/08/2026); 2 (Sở Y tế, 03/08/2026)" in refused("15/BYT-KH")
    ready.good("task", "add", "2", "Báo cáo", "--lead", "Vụ Pháp luật", *YES)
    assert [one["document"]["issuer"] for one in ready.json("task", "list")] == ["Sở Y tế"]


def test_only_who_keeps_the_register_adds_and_no_secret_is_kept(ready: Office) -> None:
    given = ("--lead", "Vụ Pháp luật", *YES)
    denied = ready.refused_after(*ADD, *given, "--as", "an@vpcp.gov.vn")

    assert "entering tasks is for the clerk" in denied
    marked = ready.refused("task", "add", "1", "TỐI MẬT: báo cáo", *given)
    assert "bears a mark of secrecy" in marked
    assert ready.json("task", "list") == []


def test_a_register_with_a_column_of_receipt_counts_from_it(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    staffed.good("document", "file", "3", "--received", "05/08/2026")
    rows = [
        (f"{n},Công văn số {n}/BYT-KH ngày 03/8/2026 của Bộ Y tế về việc rà soát", *rest)
        for n, *rest in (
            (1, "Vụ Tổng hợp", "15/10/2036", "06/08/2026"),
            (3, "Nguyễn Văn An", "10 ngày làm việc", ""),
            (8, "Vụ Pháp luật", "10 ngày làm việc kể từ ngày nhận được văn bản", TODAY.strftime("%d/%m/%Y")),
            (9, "Vụ Pháp luật", "10 ngày làm việc", (TODAY + timedelta(9)).strftime("%d/%m/%Y")),
        )
    ]  # fmt: skip
    head = '"Số đến","Tên loại, số, ký hiệu, ngày tháng","Đơn vị nhận","Thời hạn","Ngày đến"'
    path = staffed.write("so.csv", "\n".join([head, *(",".join(row) for row in rows)]))

    told = " ".join(
        staffed.run("task", "import", path, "--dry-run", "--language", "vi").out.split()
    )

    assert "dòng 5, cột E: ngày đến" in told
    assert "chưa tới; sửa lại ngày" in told
    assert "văn bản số 1 (1/BYT-KH) chưa có ngày đến, sổ ghi 06/08/2026" in told
    assert '"10 ngày làm việc" tính từ ngày đến 05/08/2026' in told
    staffed.good("task", "import", path, "--yes", "--skip-bad")
    assert staffed.json("task", "show", "3")["due"] == "2026-08-19"
    (new,) = staffed.json("task", "list", "--document", "8/BYT-KH")
    assert new["due"] > str(TODAY)
    shown = staffed.json("document", "show", str(new["document"]["id"]))
    assert shown["received"] == str(TODAY)
