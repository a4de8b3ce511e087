"""The register becomes a preview: good rows beside every fault, by row and column."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.papers.books import TITLES
from work.agency import Agency
from work.deadline import Deadline, Reached
from work.document import Document, Urgency
from work.person import Person, Position
from work.preview import Preview, Weight, by_document
from work.progress import Closing
from work.register import read_register
from work.register_row import Office
from work.roster import Roster, Unit
from work.sheet import Flaw, Line, Merge, Sheet, Value, column_letter
from work.task import Party, Role

TODAY = date(2026, 10, 1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DUE = date(2026, 10, 15)
AGENCIES = (Agency("G18", "Bộ Y tế", "BYT"), Agency("G22", "Văn phòng Chính phủ", "VPCP"))
UNITS = (Unit(1, "G18", "Vụ Pháp chế"), Unit(2, "G18", "Vụ Kế hoạch"))
PEOPLE = (Person(11, "Trần Thị Bình", "binh@moh.gov.vn", "G18", "Vụ Kế hoạch", Position.STAFF),)
OFFICE = Office(
    Roster(AGENCIES, UNITS, PEOPLE, TODAY), TODAY, lambda day: day.weekday() > 4, ZONE
)  # Saturday and Sunday are off
LETTER = "Công văn số 15/VPCP-KSTT ngày 03/8/2026 của Văn phòng Chính phủ về việc rà soát"


def letter(number: int) -> str:
    return LETTER.replace("15/", f"{number}/")


def row(document: Value = LETTER, **changes: Value) -> tuple[Value, ...]:
    cells: dict[str, Value] = {
        "arrival": 1,
        "assignee": "Vụ Pháp chế",
        "due": DUE,
        "progress": None,
        "reply": None,
        "notes": None,
    }
    cells.update(changes)
    return cells["arrival"], document, *list(cells.values())[1:]


def sheet(
    *rows: tuple[Value, ...], head: tuple[Value, ...] = TITLES, first: int = 2, **more: Any
) -> Sheet:
    lines = [Line(first + n, cells) for n, cells in enumerate(rows)]
    return Sheet((Line(first - 1, head), *lines), **more)


def read(*rows: tuple[Value, ...], **more: Any) -> Preview:
    return read_register(sheet(*rows, **more), OFFICE)


def told(preview: Preview, weight: Weight | None = None) -> list[str]:
    """Each problem as "D2 bad-date"."""
    return [
        f"{'' if p.column is None else column_letter(p.column)}{p.row} {p.code}"
        for p in preview.problems
        if weight in (None, p.weight)
    ]


def facts(preview: Preview, code: str) -> Mapping[str, Any]:
    (found,) = (problem.facts for problem in preview.problems if problem.code == code)
    return found


def test_a_good_row_becomes_a_document_with_a_task() -> None:
    preview = read(row(f"HỎA TỐC {LETTER}", arrival=4012, due="trước ngày 16/10/2026"))

    assert preview.problems == ()
    (entry,) = preview.entries
    assert entry.document == Document(
        "15/VPCP-KSTT",
        "Văn phòng Chính phủ",
        date(2026, 8, 3),
        "rà soát",
        "G22",
        None,
        Urgency.EXPRESS,
        None,
        4012,
    )
    assert entry.task.content == "Rà soát"
    assert entry.task.parties == (Party(Role.LEAD, "G18", 1, None, "Bộ Y tế", "Vụ Pháp chế"),)
    assert entry.task.deadline == Deadline(
        DUE, "before-date", "trước ngày 16/10/2026", date(2026, 10, 16), True
    )
    assert (entry.row, entry.column, entry.closing) == (2, 1, None)


def test_what_steers_a_screen_is_left_out_of_a_cell_and_hides_no_mark() -> None:
    steered = LETTER.replace("rà soát", "rà \x1b[1m\u202esoát\x07")

    (entry,) = read(row(steered)).entries
    assert entry.task.content == "Rà [1msoát"
    assert entry.document.excerpt.isprintable()
    for sign in ("\x07", "\u202e", "\u2066", "\x84"):
        assert "2 secret" in told(read(row(LETTER.replace("rà soát", f"TỐI M{sign}ẬT"))))


@pytest.mark.parametrize(
    "head",
    [
        TITLES,
        tuple(title.upper() for title in TITLES),
        ("So den", "Ten loai, so, ky hieu, ngay thang va ten co quan ban hanh", "Don vi hoac nguoi nhan",
         "Thoi han giai quyet", "Tien do giai quyet", "So, ky hieu van ban tra loi", "Ghi chu"),
        ("SỐ  ĐẾN", "Tên loại; số và ký hiệu,\nngày tháng, tác giả văn bản", "Đơn vị / người nhận", "Hạn xử lý",
         "Tình trạng", "Văn bản trả lời", "Ghi chú (nếu có)"),
    ],
)  # fmt: skip
def test_the_header_is_known_however_it_is_written(head: tuple[str, ...]) -> None:
    preview = read(row(progress="Đã hoàn thành", reply="9/BYT-PC ngày 01/9/2026"), head=head)

    assert preview.problems == ()
    assert preview.entries[0].closing == Closing(date(2026, 9, 1), "9/BYT-PC")


def test_columns_may_stand_in_any_order_below_a_title() -> None:
    order = (3, 1, 2)
    above = [
        Line(1, ("BỘ Y TẾ",)),
        Line(3, (None, "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN", None, "Năm 2026")),
    ]
    body = sheet(tuple(row()[n] for n in order), head=tuple(TITLES[n] for n in order), first=8)

    preview = read_register(Sheet((*above, *body.lines)), OFFICE)

    assert preview.problems == ()
    assert (preview.entries[0].row, preview.entries[0].column, preview.rows) == (8, 1, 1)


def test_other_columns_are_told_and_left_out() -> None:
    preview = read((*row(), "x"), head=(*TITLES, "Ký nhận"))

    assert told(preview) == ["H1 extra-column"]
    assert len(preview.entries) == 1


def test_a_needed_column_that_is_missing_is_told_with_what_was_found() -> None:
    preview = read((1, LETTER, None), head=("Số đến", "Tên loại, số, ký hiệu", "Ký nhận"))

    assert told(preview) == ["1 column-missing", "1 column-missing", "C1 extra-column"]
    assert [p.facts["title"] for p in preview.problems[:2]] == [TITLES[2], TITLES[3]]
    assert preview.problems[0].facts["found"] == [TITLES[0], TITLES[1], "Ký nhận"]
    assert preview.entries == ()


def test_two_columns_of_one_kind_are_not_chosen_from() -> None:
    assert told(read((*row(), DUE), head=(*TITLES, "Hạn xử lý"))) == ["H1 column-twice"]


def test_without_a_header_nothing_is_read() -> None:
    preview = read_register(Sheet((Line(1, row()), Line(2, row()))), OFFICE)

    assert [(p.row, p.code) for p in preview.problems] == [(0, "no-header")]


def test_the_numbers_of_columns_and_headings_are_no_rows() -> None:
    numbers = tuple(f"({n})" for n in range(1, 8))
    heading = ("I. VĂN BẢN CỦA VĂN PHÒNG CHÍNH PHỦ", *[None] * 6)

    preview = read(numbers, heading, row(), (None, "II. Khác"))

    assert told(preview) == ["A3 heading", "B5 heading"]
    assert preview.rows_with(Weight.ERROR) == 0
    assert len(preview.entries) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"document": "Công văn của Văn phòng Chính phủ"}, "B2 no-number"),
        ({"document": LETTER.replace(" ngày 03/8/2026", "")}, "B2 no-date"),
        ({"document": LETTER.replace("03/8", "31/2")}, "B2 bad-date"),
        ({"document": "Số 7/XYZ-KT ngày 03/8/2026 v/v thuốc"}, "B2 no-issuer"),
        ({"document": None}, "B2 empty-document"),
        ({"document": "x" * 2001}, "B2 too-long"),
        ({"assignee": "Vụ Kinh tế"}, "C2 unknown-assignee"),
        ({"assignee": None}, "C2 empty-assignee"),
        ({"due": "31/02/2026"}, "D2 bad-date"),
        ({"due": 46310}, "D2 deadline-number"),
        ({"due": "5 ngày làm việc"}, "D2 deadline-term"),
        ({"due": "sớm"}, "D2 bad-deadline"),
        ({"progress": "Đã hoàn thành", "reply": "9/BYT-PC"}, "E2 done-undated"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_its_place(
    changes: dict[str, Value], problem: str
) -> None:
    preview = read(row(**changes), row(letter(2)))

    assert told(preview) == [problem]
    assert [entry.row for entry in preview.entries] == [3]


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    preview = read(row("Công văn", assignee="Ai đó", due="sớm", progress="xong"))

    assert told(preview) == [
        "B2 no-number",
        "C2 unknown-assignee",
        "D2 bad-deadline",
        "E2 done-undated",
    ]
    assert facts(preview, "no-number")["cell"] == "Công văn"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"due": date(2026, 10, 17)}, "D2 day-off"),
        ({"due": date(2026, 7, 15)}, "D2 before-document"),
        ({"due": None}, "D2 no-deadline"),
        ({"assignee": "vu phap che"}, "C2 accents"),
        ({"reply": "9/BYT-PC ngày 01/9/2026"}, "F2 reply-open"),
        ({"arrival": "12a"}, "A2 arrival-number"),
        ({"document": "Số 7/BYT-KT ngày 03/8/2026 v/v thuốc"}, "B2 issuer-from-sign"),
        ({"document": "Số 7/QĐ-TTg ngày 03/8/2026 v/v thuốc"}, "B2 issuer-from-sign"),
        ({"document": "Số 7/BYT-KT ngày 03/8/2026 của Bộ Y tế"}, "B2 no-excerpt"),
        ({"progress": "Đang trình"}, "E1 left-out"),
        ({"notes": "gấp"}, "G1 left-out"),
    ],
)
def test_a_row_that_somebody_should_look_at_is_opened_all_the_same(
    changes: dict[str, Value], problem: str
) -> None:
    preview = read(row(**changes))

    assert told(preview, Weight.WARNING) == told(preview) == [problem]
    assert len(preview.entries) == 1


def test_without_an_excerpt_people_are_told_what_the_cell_says() -> None:
    (entry,) = read(row("Công văn số 7/BYT-KT\nngày 03/8/2026 của Bộ Y tế")).entries

    assert entry.document.excerpt == ""
    assert entry.task.content == "Công văn số 7/BYT-KT ngày 03/8/2026 của Bộ Y tế"


def test_a_formula_is_never_taken_where_it_decides() -> None:
    line = Line(2, row(), {3: Flaw.FORMULA, 5: Flaw.ERROR})
    preview = read_register(Sheet((Line(1, TITLES), line)), OFFICE)

    assert told(preview) == ["D2 formula", "F2 cell-error"]
    assert facts(preview, "formula")["value"] == "15/10/2026"
    assert preview.entries == ()


def test_an_arrival_number_may_be_counted_by_a_formula() -> None:
    line = Line(2, row(arrival=7), {0: Flaw.FORMULA})
    preview = read_register(Sheet((Line(1, TITLES), line)), OFFICE)

    assert told(preview) == ["A1 formula-taken"]
    assert preview.entries[0].document.arrival_number == 7


def test_a_cell_that_a_merge_covers_is_told_with_its_range() -> None:
    preview = read(
        row(), row(None, assignee="Vụ Kế hoạch"), row(letter(3)),
        merges=(Merge(2, 1, 3, 1), Merge(4, 6, 9, 6), Merge(1, 0, 1, 6)),
    )  # fmt: skip

    assert told(preview) == ["B3 merged"]
    assert facts(preview, "merged") == {"range": "B2:B3"}
    assert [entry.row for entry in preview.entries] == [2, 4]


@pytest.mark.parametrize(
    "changes",
    [
        {"document": f"{LETTER} (MẬT)"},
        {"document": "TỐI MẬT số 15 gì đó"},
        {"notes": "Độ mật: Mật"},
        {"document": LETTER.replace("KSTT", "KSTT(M)")},
    ],
)
def test_a_row_with_a_mark_of_secrecy_is_refused_and_quoted_nowhere(
    changes: dict[str, Value],
) -> None:
    secret = row(**changes, assignee="Tên lạ", due="ngày lạ")
    preview = read(secret, row(letter(2)))

    assert [(p.row, p.column, p.code, dict(p.facts)) for p in preview.problems] == [
        (2, None, "secret", {})
    ]
    assert [entry.row for entry in preview.entries] == [3]


def test_ordinary_words_are_not_secret() -> None:
    assert read(row(LETTER + " bảo mật, đổi mật khẩu")).problems == ()


def test_a_register_of_secret_documents_is_refused_as_a_whole() -> None:
    above = (Line(1, ("SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN MẬT",)),)
    preview = read_register(Sheet((*above, *sheet(row(), first=4).lines)), OFFICE)

    assert [(p.row, p.code, dict(p.facts)) for p in preview.problems] == [
        (0, "secret-register", {})
    ]
    assert preview.entries == ()


def test_a_document_that_is_repeated_is_opened_once() -> None:
    by_code = LETTER.replace("Văn phòng Chính phủ", "VPCP")
    preview = read(row(), row(arrival=2), row(by_code), row(letter(2)))

    assert told(preview) == ["B3 repeated", "B4 repeated"]
    assert preview.rows_with(Weight.LEFT_OUT) == 2
    assert preview.problems[0].facts == {"number": "15/VPCP-KSTT", "before": 2}
    assert [entry.row for entry in preview.entries] == [2, 5]


def test_a_document_that_stands_again_for_others_has_one_more_task() -> None:
    preview = read(row(), row(letter(2)), row(assignee="Trần Thị Bình", due=date(2026, 10, 20)))

    assert told(preview) == ["B4 one-more-task"]
    grouped = by_document(preview.entries)
    assert [[entry.row for entry in group] for group in grouped] == [[2, 4], [3]]


def test_what_was_withdrawn_is_told_and_left_out_of_what_is_opened() -> None:
    preview = read(row(progress="Thu hồi", due=date(2026, 10, 17)), row(letter(2)))

    assert told(preview) == ["E2 withdrawn"], "a day off of what is not opened is nobody's concern"
    assert [entry.row for entry in preview.entries] == [3]
    assert [entry.row for entry in preview.withdrawn] == [2]


def test_the_same_number_of_another_day_or_issuer_is_another_document() -> None:
    other_year = LETTER.replace("2026", "2025")
    other_body = LETTER.replace("Văn phòng Chính phủ", "Sở Y tế")

    assert len(by_document(read(row(), row(other_year), row(other_body)).entries)) == 3


def test_the_preview_counts_what_is_overdue() -> None:
    late, done = date(2026, 9, 1), {"progress": "xong", "reply": "9/BYT-PC ngày 02/9/2026"}
    preview = read(row(due=late), row(letter(2), due=late, **done), row(letter(3)))

    assert len(preview.overdue(Reached(TODAY))) == 1


def test_dates_that_a_spreadsheet_read_the_wrong_way_round_are_told() -> None:
    few = [row(letter(n), due=date(2026, n, 10)) for n in range(8, 11)]
    many = [row(letter(n), due=f"{n}/10/2026") for n in range(19, 23)]

    preview = read(*few, *many)

    assert told(preview)[0] == "D1 dates-swapped"
    assert facts(preview, "dates-swapped") == {"dates": 3, "texts": 4}
    one_more = row(letter(30), due=date(2026, 10, 13))
    assert "D1 dates-swapped" not in told(read(*few, *many, one_more))


def test_progress_is_told_while_a_long_register_is_read() -> None:
    seen: list[int] = []

    read_register(sheet(*[row(letter(n)) for n in range(1, 1_201)]), OFFICE, seen.append)

    assert seen == [500, 1000]
