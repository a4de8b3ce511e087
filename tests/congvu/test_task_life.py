"""The commands by which a task goes from who leads to who approves, and what they say where it cannot."""

from datetime import datetime

import pytest

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, PEOPLE, cited, register


@pytest.fixture
def staffed(office: Office) -> Office:
    """An office as it was made; the register stands."""
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    office.good("task", "import", register(office.folder, *GOOD), "--yes")
    return office


def test_a_task_is_received_submitted_returned_and_approved(staffed: Office) -> None:
    assert staffed.good("task", "receive", "2") == "Task 2 is received.\n"
    told = staffed.good(
        "task", "submit", "2", "--on", "02/09/2026", "--result", "12/VPCP-PL", "--text", "đã gửi"
    )
    assert told == "Task 2 is submitted as done on 02/09/2026.\n"
    assert "Lê Thị Hoa: Rà soát thủ tục  to approve\n" in staffed.good(
        "task", "list", "--state", "submitted"
    )
    explained = staffed.good("task", "explain", "2")
    assert "It waits for approval: who approves is reminded, who leads is not." in explained
    assert "submission 1, of " in staffed.good("task", "show", "2")
    back = staffed.good("task", "return", "2", "--reason", "thiếu phụ lục")
    assert "returned submission 1, of " in " ".join(back.split())
    assert "return" in staffed.json("task", "explain", "2")["news"][0]["facts"]["event"]
    staffed.good("task", "submit", "2", "--on", "03/09/2026", "--result", "13/VPCP-PL")

    assert staffed.json("task", "show", "2")["submission"] == 2
    for decide in (("approve", "2"), ("return", "2", "--reason", "x")):
        assert staffed.refused("task", *decide, "--submission", "1") == (
            "that submission of task 2 does not wait for approval; look at the newest by congvu task"
            " show 2, then name it by --submission"
        )
    told = " ".join(staffed.good("task", "approve", "2", "--submission", "2").split())
    assert told.startswith("Task 2 is done since 03/09/2026: approved of submission 2, of ")

    shown = staffed.good("task", "show", "2")
    table = shown.split("WHEN")[1].splitlines()[1:]
    whats = ["received", "submitted", "returned", "submitted", "approved"]
    assert [what in line for what, line in zip(whats, table, strict=True)] == [True] * 5
    assert table[2].endswith("thiếu phụ lục")
    found = staffed.json("task", "show", "2")
    assert (found["class"], found["result"]) == ("done-in-time", "13/VPCP-PL")
    assert [one["event"] for one in found["history"]] == [
        "receive", "submit", "return", "submit", "approve",
    ]  # fmt: skip


def test_what_a_task_cannot_do_is_refused_with_what_it_can(staffed: Office) -> None:
    assert staffed.refused("task", "approve", "2") == (
        "task 2 is assigned and not received yet; possible now: congvu task receive, progress, submit,"
        " done, cancel, recall, due, assign, describe, hand-on, pause, extend"
    )
    assert "still to come" in staffed.refused("task", "submit", "2", "--on", "2099-01-01")
    assert staffed.good("task", "recall", "2", "--reason", "giao nhầm") == "Task 2 is recalled.\n"
    assert staffed.refused("task", "submit", "2") == (
        "task 2 is recalled; possible now: congvu task reopen"
    )
    assert staffed.refused("task", "receive", "9") == "there is no task 9; see congvu task list"
    assert staffed.json("task", "list", "--state", "recalled")[0]["class"] == "cancelled"


def test_what_was_submitted_and_is_done_without_approval_keeps_its_day(staffed: Office) -> None:
    staffed.good("task", "submit", "2", "--on", "02/09/2026")

    assert staffed.good("task", "done", "2") == "Task 2 is done since 02/09/2026.\n"


def test_the_register_tells_how_each_task_stands_and_is_read_again(staffed: Office) -> None:
    staffed.good("task", "submit", "1", "--on", "02/09/2026")
    staffed.good("task", "recall", "2", "--reason", "giao nhầm")
    staffed.good("task", "cancel", "3", "--reason", "không còn cần")
    staffed.good("task", "export", "ra.xlsx")

    told = staffed.good("task", "import", "ra.xlsx", "--yes")

    assert told.endswith("Không có gì mới; không thay đổi gì.\n")
    states = {one["id"]: one["state"] for one in staffed.json("task", "list", "--state", "all")}
    assert (states[1], states[2], states[3]) == ("submitted", "recalled", "cancelled")


def test_progress_is_reported_with_files_that_come_out_again(staffed: Office) -> None:
    staffed.write("so-lieu.csv", "a;b\n")
    told = staffed.good(
        "task", "progress", "2", "60", "--text", "còn thiếu xã B", "--from", "01/07/2026",
        "--to", "30/09/2026", "--file", "so-lieu.csv",
    )  # fmt: skip
    assert told == "Task 2 is 60 % done.\n"
    staffed.good("task", "progress", "2", "80%")
    for wrong in ("101", "nửa"):
        told = staffed.refused("task", "progress", "2", wrong, code=2)
        assert f'"{wrong}" is no per cent; write a whole number from 0 to 100' in told

    shown = staffed.good("task", "show", "2")
    assert "  progress     80 % (" in shown
    assert "reported 60 %" in shown
    assert "còn thiếu xã B" in shown
    found = staffed.json("task", "show", "2")
    assert (found["state"], [one["percent"] for one in found["reports"]]) == ("received", [60, 80])
    (staffed.folder / "ra").mkdir()
    assert "so-lieu.csv" in staffed.good("task", "files", "2", "--save", "ra")
    assert (staffed.folder / "ra" / "2-1-1-so-lieu.csv").read_text() == "a;b\n"
    assert "never overwritten" in staffed.run("task", "files", "2", "--save", "ra").err
    assert staffed.good("task", "files", "1") == "No file came with it.\n"


def test_what_bears_a_mark_of_secrecy_is_not_kept(staffed: Office) -> None:
    staffed.write("TUYỆT MẬT.txt", "x")

    staffed.write("bao-cao.txt", "TỐI MẬT\nBáo cáo số liệu\n")
    staffed.write("van-ban.txt", "Báo cáo số liệu\n")

    for more in (("--text", "MẬT"), ("--file", "TUYỆT MẬT.txt"), ("--file", "bao-cao.txt")):
        assert "bears a mark of secrecy" in staffed.refused("task", "progress", "2", "10", *more)
    assert staffed.json("task", "show", "2")["history"] == []
    staffed.good("task", "progress", "2", "10", "--file", "van-ban.txt")


SECRET = "TỐI MẬT: kế hoạch tác chiến"
TAKES_WORDS = (
    ("submit", "2", "--text"), ("submit", "2", "--result"), ("approve", "2", "--note"),
    ("return", "2", "--reason"), ("done", "2", "--result"), ("cancel", "2", "--reason"),
    ("recall", "2", "--reason"), ("reopen", "2", "--reason"), ("due", "2", "2036-12-01", "--reason"),
    ("describe", "2", "--content"), ("describe", "2", "--product"), ("pause", "2", "--reason"),
    ("resume", "2", "--reason"), ("extend", "2", "--days", "3", "--reason"),
    ("extend", "2", "--days", "3", "--reason", "x", "--document"), ("decide", "2", "grant", "--reason"),
    ("hand-on", "2", "hoa@vpcp.gov.vn", "--reason"), ("ack", "2", "--by", "hoa@vpcp.gov.vn", "--reason"),
    ("snooze", "2", "--by", "hoa@vpcp.gov.vn", "--reason"),
)  # fmt: skip


def test_no_command_keeps_words_with_a_mark_of_secrecy(staffed: Office) -> None:
    """They would stand in the register that is printed, and in lists that are written to files."""
    for words in TAKES_WORDS:
        told = staffed.refused("task", *words, SECRET)
        assert "bears a mark of secrecy" in told, words
        assert "tác chiến" not in told
    assert staffed.json("task", "show", "2")["history"] == []


def test_an_extension_is_asked_for_and_decided(staffed: Office) -> None:
    told = staffed.good(
        "task", "extend", "2", "--days", "3", "--reason", "chờ số liệu", "--document", "9/VPCP-PL"
    )
    assert told == "An extension of task 2 until 20/10/2036 is asked for.\n"
    assert "  asked        until 20/10/2036, chờ số liệu; the deadline stands" in staffed.good(
        "task", "show", "2"
    )
    assert "is not decided" in staffed.refused(
        "task", "extend", "2", "--to", "30/10/2036", "--reason", "x"
    )
    assert "say why" in staffed.run("task", "decide", "2", "refuse").err

    assert staffed.good("task", "decide", "2", "grant", "--due", "22/10/2036") == (
        "Task 2 is due on 22/10/2036.\n"
    )

    shown = staffed.good("task", "show", "2")
    assert "  due          22/10/2036, set by cli:" in shown
    assert "extension granted" in shown
    found = staffed.json("task", "show", "2")
    assert [(one["due"], one["rule"]) for one in found["deadlines"]] == [
        ("2036-10-15", "before-date"),
        ("2036-10-22", "extension"),
    ]
    assert [(one["outcome"], one["granted"]) for one in found["extensions"]] == [
        ("granted", "2036-10-22")
    ]
    assert 'by "9/VPCP-PL"' in staffed.good("task", "explain", "2")
    assert "nobody asks" in staffed.refused("task", "decide", "2", "withdraw")
    assert "no deadline" in staffed.refused("task", "extend", "3", "--days", "1", "--reason", "x")


def test_a_task_is_paused_and_goes_on(staffed: Office) -> None:
    assert staffed.good("task", "pause", "2", "--reason", "chờ Bộ") == "Task 2 is paused.\n"
    assert "It is paused, so nobody is told" in staffed.good("task", "explain", "2")
    assert "Rà soát thủ tục  paused\n" in staffed.good("task", "list", "--state", "paused")
    assert staffed.refused("task", "done", "2").endswith(
        "task 2 is paused; possible now: congvu task cancel, recall, assign, describe, resume"
    )

    told = staffed.good("task", "resume", "2", "--due", "20/10/2036")

    assert told.startswith("Task 2 goes on; it is due on 20/10/2036, tạm dừng ")
    shown = staffed.good("task", "show", "2")
    assert "paused" in shown
    assert "resumed" in shown
    assert "possible now" in staffed.refused("task", "resume", "2")
    assert "no task 9" in staffed.refused("task", "resume", "9")


def test_a_register_changes_no_deadline_of_a_paused_task_and_says_so(staffed: Office) -> None:
    staffed.good("task", "pause", "1", "--reason", "chờ Bộ")
    later = (1, cited(1), "Vụ Tổng hợp", datetime(2036, 11, 20))

    told = staffed.good(
        "task", "import", register(staffed.folder, later), "--yes", "--language", "en"
    )

    assert "task 1 of 1/BYT-KH is paused here" in told
    assert staffed.json("task", "show", "1")["due"] == "2036-10-15"


def test_a_task_is_handed_on_inside_the_unit_alone(staffed: Office) -> None:
    own = {one["email"]: one.get("unit") for one in staffed.json("person", "list")}
    lead = "hoa@vpcp.gov.vn"
    outside = next(box for box, unit in own.items() if unit != own[lead])

    assert "not of the unit that leads task 2" in staffed.refused("task", "hand-on", "2", outside)
    assert "stands already" in staffed.refused("task", "hand-on", "2", lead)
    assert "nobody has the mailbox" in staffed.refused("task", "hand-on", "2", "x@y.vn")
