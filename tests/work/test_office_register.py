"""The office's registers: the columns that the law names, in their order, and whether the numbers are one sequence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from work.deadline import Reached
from work.document import Direction, Document, Filing
from work.numbering import Numbering, numbering
from work.office_register import COLUMNS, Book, Material, Register, book, years
from work.relation import Related, Relation
from work.task import Party, Role, Task, TaskState

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 26)

# Nghị định 30/2020/NĐ-CP, Phụ lục IV, word by word.
LAW = {
    Register.OUTGOING: "Số, ký hiệu văn bản | Ngày tháng văn bản | Tên loại và trích yếu nội dung"
    " | Người ký | Nơi nhận văn bản | Đơn vị, người nhận bản lưu | Số lượng bản | Ngày chuyển"
    " | Ký nhận | Ghi chú",
    Register.INCOMING: "Ngày đến | Số đến | Tác giả | Số, ký hiệu văn bản | Ngày tháng văn bản"
    " | Tên loại và trích yếu nội dung | Đơn vị hoặc người nhận | Ngày chuyển | Ký nhận | Ghi chú",
    Register.FOLLOWED: "Số đến | Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành"
    " | Đơn vị hoặc người nhận | Thời hạn giải quyết | Tiến độ giải quyết"
    " | Số, ký hiệu văn bản trả lời | Ghi chú",
}

SENT = Document(
    "07/QĐ-BYT", "Bộ Y tế", date(2026, 3, 2), "phê duyệt kế hoạch", "G18", "QĐ",
    direction=Direction.OUTGOING,
    filing=Filing("Đỗ Minh", "BỘ TRƯỞNG", "Các Sở Y tế", "VT", 12, 3, date(2026, 3, 3), "bản chính"),
)  # fmt: skip
CAME = Document(
    "15/VPCP-KSTT", "Văn phòng Chính phủ", date(2026, 3, 2), "rà soát thủ tục", "G22",
    received=date(2026, 3, 4), arrival_number=1,
    filing=Filing(recipients="Vụ Pháp chế", handed_on=date(2026, 3, 5)),
)  # fmt: skip


def sent(*numbers: str, day: date = FIRST) -> list[Document]:
    return [replace(SENT, number=number, issued=day) for number in numbers]


def came(*numbers: int | None, day: date = FIRST) -> list[Document]:
    return [replace(CAME, arrival_number=number, received=day) for number in numbers]


def kept(
    register: Register, documents: list[Document], since: date = FIRST, until: date = LAST
) -> Book:
    return book(
        register, since, until, Material(dict(enumerate(documents, 1))), Reached(TODAY), ZONE
    )


@pytest.mark.parametrize("register", list(Register))
def test_the_columns_are_those_of_the_law_in_its_order(register: Register) -> None:
    assert " | ".join(column.title for column in COLUMNS[register]) == LAW[register]


def test_the_row_of_what_went_out() -> None:
    assert kept(Register.OUTGOING, [SENT]).rows == (
        (
            "07/QĐ-BYT", date(2026, 3, 2), "Quyết định. Phê duyệt kế hoạch", "BỘ TRƯỞNG, Đỗ Minh",
            "Các Sở Y tế", "VT", 12, date(2026, 3, 3), None, "bản chính",
        ),
    )  # fmt: skip


def test_the_row_of_what_came_in() -> None:
    assert kept(Register.INCOMING, [CAME]).rows == (
        (
            date(2026, 3, 4), 1, "Văn phòng Chính phủ", "15/VPCP-KSTT", date(2026, 3, 2),
            "Công văn. Rà soát thủ tục", "Vụ Pháp chế", date(2026, 3, 5), None, None,
        ),
    )  # fmt: skip


def test_a_law_whose_sign_tells_no_type_is_called_no_cong_van() -> None:
    law = replace(CAME, number="117/2025/QH15", excerpt="Luật Bảo vệ bí mật nhà nước")

    assert kept(Register.INCOMING, [law]).rows[0][5] == "Luật Bảo vệ bí mật nhà nước"


def test_what_others_did_to_a_document_stands_in_its_notes() -> None:
    def by(relation: Relation, number: str) -> Related:
        return Related(relation, False, 9, replace(SENT, number=number))

    acts = (
        by(Relation.RECALLS, "9/QĐ-BYT"),
        by(Relation.CORRECTS, "8/BYT-VP"),
        by(Relation.ANSWERS, "7/BYT-VP"),
        by(Relation.REPLACES, "10/QĐ-BYT"),
    )
    found = book(
        Register.OUTGOING, FIRST, LAST, Material({1: SENT}, {1: acts}), Reached(TODAY), ZONE
    )

    assert found.rows[0][9] == (
        "bản chính; Đã thu hồi bằng 9/QĐ-BYT; Được đính chính bằng 8/BYT-VP;"
        " Được thay thế bằng 10/QĐ-BYT"
    )


def test_what_is_being_dealt_with_has_a_row_for_each_task() -> None:
    lead = Party(Role.LEAD, "G18", 1, agency_name="BYT", unit_name="Vụ Pháp chế")
    task = Task(
        1, 1, CAME, "Báo cáo kết quả", None, (lead,), TaskState.RECEIVED, date(2026, 10, 1), 1,
        datetime(2026, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    done = replace(
        task, id=2, state=TaskState.DONE, done_on=date(2026, 9, 1), result="3/BYT-PC", due=None
    )
    answer = Related(Relation.ANSWERS, False, 9, replace(SENT, number="2/BYT-PC"))
    gone = Related(Relation.RECALLS, False, 8, replace(CAME, number="16/VPCP-KSTT"))
    material = Material({1: CAME}, {1: (answer, gone)}, {1: (task, done)})

    found = book(Register.FOLLOWED, FIRST, LAST, material, Reached(TODAY), ZONE)

    cited = (
        "Công văn số 15/VPCP-KSTT ngày 02/3/2026 của Văn phòng Chính phủ về việc rà soát thủ tục"
    )
    recalled = "Đã thu hồi bằng 16/VPCP-KSTT"
    assert found.rows == (
        (
            1, cited, "Vụ Pháp chế (BYT)", date(2026, 10, 1), "Đang thực hiện, quá hạn", "2/BYT-PC",
            f"Báo cáo kết quả; {recalled}",
        ),
        (
            1, cited, "Vụ Pháp chế (BYT)", "Không thời hạn", "Đã hoàn thành ngày 01/9/2026", "3/BYT-PC",
            f"Báo cáo kết quả; {recalled}",
        ),
    )  # fmt: skip


def test_rows_stand_by_number_and_those_with_a_sequence_of_their_own_behind() -> None:
    signs = ["10/QĐ-BYT", "9/BYT-VP", "9a/BYT-VP", "2/2026/TT-BYT", "1-CV/ĐUK"]

    found = kept(Register.OUTGOING, sent(*reversed(signs)))

    assert [row[0] for row in found.rows][:3] == ["9/BYT-VP", "9a/BYT-VP", "10/QĐ-BYT"]
    assert {row[0] for row in found.rows[3:]} == set(signs[3:])
    rows = kept(Register.INCOMING, came(None, 12, 2)).rows
    assert [row[1] for row in rows] == [2, 12, None]


def test_gaps_and_repetitions_of_the_period_are_told() -> None:
    may, june, july = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
    year = [*came(1, 2, 5, day=may), *came(6, 8, 8, 5, None, day=june), *came(7, 11, day=july)]

    assert kept(Register.INCOMING, year).numbering == Numbering(((3, 4), (9, 10)), (5, 8), 1)
    only_june = kept(Register.INCOMING, year, june, june)
    assert only_june.numbering == Numbering((), (5, 8), 1), (
        "7 was entered later, 3 and 4 are not June's"
    )
    assert kept(Register.INCOMING, year, may, may).numbering == Numbering(((3, 4),), (), 0)


def test_numbers_put_in_between_and_other_sequences_make_no_gap() -> None:
    year = sent(
        "1/QĐ-BYT", "02a/BYT-VP", "3/BYT-VP", "45/2026/TT-BYT", "99-CV/ĐUK", "012/2026/BC-BYT"
    )

    assert kept(Register.OUTGOING, year[:5]).numbering == Numbering()
    assert kept(Register.OUTGOING, year).numbering == Numbering(((4, 11),), (), 0)
    assert numbering([], [1, 2]).whole


def test_each_year_has_a_book_of_its_own() -> None:
    assert years(date(2025, 11, 3), date(2027, 2, 1)) == (
        (date(2025, 11, 3), date(2025, 12, 31)),
        (FIRST, LAST),
        (date(2027, 1, 1), date(2027, 2, 1)),
    )
