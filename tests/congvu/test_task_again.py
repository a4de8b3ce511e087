"""`congvu task import` of a register that changed, and the commands by which one person changes a task."""

import re
from datetime import datetime

import pytest

from congvu.cli import import_steps
from tests.congvu.office import Office
from tests.congvu.registers import BAD, DUE, GOOD, PEOPLE, Row, cited, register
from work.preview import Weight

LATER = datetime(2036, 10, 22)
CHANGED: tuple[Row, ...] = (
    (1, cited(1), "Vụ Tổng hợp", LATER),
    (2, cited(2), "Nguyễn Văn An; Vụ Pháp luật", "trước ngày 16/10/2036", "Đang trình"),
    (3, cited(3), "Nguyễn Văn An", "không thời hạn", "Đã hoàn thành", "7/VPCP-TH ngày 02/9/2026"),
    (4, cited(4), "Lê Thị Hoa", datetime(2026, 8, 31), "Đang thực hiện"),
    (5, cited(5), "Lê Thị Hoa", DUE),
)


@pytest.fixture
def staffed(office: Office) -> Office:
    """An office as it was made, which speaks Vietnamese; the first register stands."""
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    office.good("task", "import", register(office.folder, *GOOD), "--yes")
    return office


def test_a_register_that_changed_is_shown_row_by_row_and_changes_the_tasks(
    staffed: Office,
) -> None:
    path = register(staffed.folder, *CHANGED)

    shown = staffed.good("task", "import", path, "--dry-run", "--language", "en")

    assert "  to open      1 task (1 document)\n  to change    3\n  not changed  1\n" in shown
    changes = shown.split("Changes: these tasks become as the rows say\n")[1].split("\n\n")[0]
    assert changes.split("\n") == [
        "  row 5: 1/BYT-KH, task 1: deadline 15/10/2036 → 22/10/2036",
        "  row 6: 2/BYT-KH, task 2: lead Lê Thị Hoa, Vụ Pháp luật → Nguyễn Văn An, Vụ Tổng hợp;"
        " others Vụ Tổng hợp → Vụ Pháp luật",
        "  row 7: 3/BYT-KH, task 3: done on 02/09/2026 (7/VPCP-TH)",
    ]
    assert (
        "  row 8, column B: the row has task 4 of 4/BYT-KH open, and it is done here since 01/09/2026;"
        ' write its result in the row, or open it again with congvu task reopen 4 --reason "…"\n'
    ) in shown
    assert staffed.json("task", "show", "1")["version"] == 1

    told = staffed.good("task", "import", path, "--yes", "--language", "en")

    assert told.endswith(
        "Opened 1 task (1 new document).\nChanged 3 tasks.\nSee them with congvu task list.\n"
    )
    first = staffed.json("task", "show", "1")
    assert (first["due"], first["version"]) == ("2036-10-22", 2)
    assert first["deadlines"][1]["reason"] == "by the register so.xlsx"
    second = [party["person_name"] for party in staffed.json("task", "show", "2")["parties"]]
    assert second == ["Nguyễn Văn An", None]
    third = staffed.json("task", "show", "3")
    assert (third["state"], third["done_on"], third["result"]) == (
        "done",
        "2026-09-02",
        "7/VPCP-TH",
    )
    again = staffed.good("task", "import", path, "--yes", "--language", "en")
    assert again.endswith("\nNothing is new; nothing was changed.\n")


def test_programs_are_told_of_changes_too(staffed: Office) -> None:
    told = staffed.json("task", "import", register(staffed.folder, *CHANGED))

    assert [(one["row"], one["task"]) for one in told["changes"]] == [(5, 1), (6, 2), (7, 3)]
    assert told["changes"][0]["due"]["was"] == "2036-10-15"
    assert told["changes"][0]["sentence"] == (
        "dòng 5: 1/BYT-KH, nhiệm vụ số 1: thời hạn 15/10/2036 → 22/10/2036"
    )
    assert [p["code"] for p in told["problems"] if p["weight"] == Weight.KEPT] == ["done-here"]


def test_a_deadline_set_by_hand_stands_against_the_register_of_before(staffed: Office) -> None:
    staffed.good("task", "due", "1", "22/10/2036", "--reason", "Công văn 900/BYT xin lùi")

    told = staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    assert "nhiệm vụ số 1 (1/BYT-KH) đã được đổi hạn thành 22/10/2036 trong hệ thống" in told
    assert "congvu task due 1 2036-10-15 --reason" in told
    assert staffed.json("task", "show", "1")["due"] == "2036-10-22"


ENGLISH = re.compile(
    r"\b(row|column|the|is|and|with|errors?|open|rows|tasks?|nothing|deadline|done)\b"
    r"(?! (import|list|show|due|reopen|cancel|assign)\b)"
)


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--yes",), ("--yes", "--skip-bad")])
def test_an_office_that_speaks_vietnamese_hears_nothing_else(
    staffed: Office, more: tuple[str, ...]
) -> None:
    path = register(staffed.folder, *CHANGED, *BAD)

    done = staffed.run("task", "import", path, *more)

    said = re.sub(r"congvu task \w+|--[a-z-]+", "", done.out.split("\n", 1)[1] + done.err)
    assert ENGLISH.findall(said) == []
    assert re.search(r"  sẽ tạo +1 nhiệm vụ \(1 văn bản\)\n  sẽ đổi +3\n", done.out)
    assert '  dòng 10, cột D: "31/02/2026" không có trong lịch; ghi như 15/10/2026\n' in done.out


def test_what_cannot_be_read_is_said_in_the_offices_language(staffed: Office) -> None:
    (staffed.folder / "a.xlsx").write_bytes(b"%PDF-1.4")

    assert staffed.refused("task", "import", "a.xlsx").startswith("a.xlsx có đuôi .xlsx nhưng")
    path = register(staffed.folder, *GOOD)
    assert staffed.refused("task", "import", path, "--agency", "H99").startswith("cơ quan H99 chưa")
    assert staffed.good("task", "import", path).endswith("Không có gì mới; không thay đổi gì.\n")


@pytest.mark.parametrize(
    ("answer", "opened"), [("c\n", True), ("Có\n", True), ("\n", False), ("k\n", False)]
)
def test_it_asks_and_takes_no_answer_for_a_no(
    staffed: Office, monkeypatch: pytest.MonkeyPatch, answer: str, opened: bool
) -> None:
    monkeypatch.setattr(import_steps, "asks_a_person", lambda: True)

    done = staffed.run("task", "import", register(staffed.folder, *CHANGED), stdin=answer)

    assert "Tạo 1 và đổi 3? [c/K]" in done.out
    assert (done.code == 0) is opened
    assert ("chưa tạo, chưa đổi gì" in done.err) is not opened
    assert (staffed.json("task", "show", "1")["due"] == "2036-10-22") is opened


def test_a_deadline_is_given_with_its_reason(staffed: Office) -> None:
    told = staffed.good("task", "due", "2", "19/10/2036", "--reason", "Công văn 900/BYT xin lùi")

    assert told == (
        "Task 2 is due on 19/10/2036.\n"
        "That is a day off; the last reminder comes on the working day before.\n"
    )
    words = staffed.good("task", "show", "2")
    assert re.search(r"  due +19/10/2036, set by cli:\d+, Công văn 900/BYT xin lùi\n", words)
    shown = staffed.json("task", "show", "2")["deadlines"]
    assert [one["due"] for one in shown] == ["2036-10-15", "2036-10-19"]
    assert shown[1]["reason"] == "Công văn 900/BYT xin lùi"
    assert shown[1]["set_by"].startswith("cli:")
    assert staffed.refused("task", "due", "2", "19/10/2036", "--reason", "x").startswith(
        "that is how task 2 stands already"
    )
    assert staffed.refused("task", "due", "4", "19/10/2036", "--reason", "x").startswith(
        "task 4 is done already"
    )
    assert "That day is over" in staffed.good("task", "due", "2", "2026-09-01", "--reason", "x")
    assert "--reason" in staffed.refused("task", "due", "2", "19/10/2036", code=2)


def test_a_task_is_given_to_somebody_else(staffed: Office) -> None:
    told = staffed.good("task", "assign", "1", "an@vpcp.gov.vn")

    assert told.startswith("Task 1 is led by Nguyễn Văn An, Vụ Tổng hợp, ")
    assert staffed.json("task", "show", "1")["parties"][0]["person_name"] == "Nguyễn Văn An"
    assert "Vụ Pháp luật" in staffed.good("task", "assign", "1", "Vụ Pháp luật")
    assert staffed.refused("task", "assign", "1", "x@y.vn").startswith(
        '"x@y.vn" is no unit, person'
    )
    assert staffed.refused("task", "assign", "9", "an@vpcp.gov.vn").startswith("there is no task 9")
    several = staffed.refused("task", "assign", "1", "Nguyễn Văn An; Lê Thị Hoa")
    assert several.endswith(
        "write one of: Nguyễn Văn An, Vụ Tổng hợp, Văn phòng mẫu; Lê Thị Hoa, Vụ Pháp luật, Văn phòng mẫu"
    )
    staffed.good("person", "disable", "hoa@vpcp.gov.vn")
    assert "is disabled" in staffed.refused("task", "assign", "1", "hoa@vpcp.gov.vn")


def test_a_task_is_opened_again_and_the_account_says_who_did_it(staffed: Office) -> None:
    assert staffed.good("task", "reopen", "4", "--reason", "kết quả bị trả lại") == (
        "Task 4 is open again.\n"
    )
    found = staffed.json("task", "show", "4")
    assert (found["state"], found["done_on"]) == ("assigned", None)
    assert found["deadlines"][1]["reason"] == "kết quả bị trả lại"
    assert staffed.refused("task", "reopen", "4", "--reason", "x").startswith(
        "task 4 is assigned and not received yet"
    )
    staffed.good("task", "due", "4", "19/10/2036", "--reason", "x")
    staffed.good("task", "assign", "4", "binh@vpcp.gov.vn")

    account = staffed.good("audit", "export")
    lines = [line for line in account.split("\n") if '"task:4"' in line and "cli:" in line]
    for event in ("task.reopened", "task.due-changed", "task.assigned"):
        assert any(event in line for line in lines), event
    assert "trả lại" not in account
