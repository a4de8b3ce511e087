"""Deadlines with an hour as commands, registers and letters write them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from mail.notice import Writer, letter
from schedules.calendar import OFFICE_ZONE
from templates import render
from tests.congvu.office import Office
from tests.congvu.registers import PEOPLE, cited, register
from work.notice import Channel, Notice

BY_HOURS = (
    (1, cited(1), "Vụ Tổng hợp", "trước 16h00 ngày 15/10/2036"),
    (2, cited(2), "Lê Thị Hoa", datetime(2036, 10, 15, 9, 30)),
    (3, cited(3), "Lê Thị Hoa", "15/10/2036"),
)


@pytest.fixture
def staffed(office: Office) -> Office:
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    told = office.good("task", "import", register(office.folder, *BY_HOURS), "--yes")
    assert "chỉ lưu ngày" not in told
    return office


def dues(office: Office, *arguments: str) -> list[tuple[int, str, str | None, bool]]:
    found = office.json("task", "list", *arguments)
    return [(one["id"], one["due"], one["due_at"], one["exclusive"]) for one in found]


def test_a_register_with_hours_is_kept_and_written_and_read_again_unchanged(
    staffed: Office,
) -> None:
    kept = [
        (2, "2036-10-15", "2036-10-15T02:30:00Z", False),
        (1, "2036-10-15", "2036-10-15T09:00:00Z", True),
        (3, "2036-10-15", None, False),
    ]
    assert [(n, d, a and a.replace("+00:00", "Z"), e) for n, d, a, e in dues(staffed)] == kept
    path = str(staffed.folder / "ra.xlsx")

    staffed.good("task", "export", path)

    assert "không đổi  3" in staffed.good("task", "import", path)
    listed = staffed.good("task", "list")
    assert "15/10/2036 09:30" in listed
    assert "before 16:00 on 15/10/2036" in staffed.good("task", "show", "1")
    assert "before 16:00 on 15/10/2036" in staffed.good("task", "explain", "1")


def test_another_hour_of_the_same_day_is_a_change(staffed: Office) -> None:
    rows = ((1, cited(1), "Vụ Tổng hợp", "10h00 ngày 15/10/2036"),)

    told = staffed.good("task", "import", register(staffed.folder, *rows, name="lai.xlsx"), "--yes")

    joined = " ".join(told.split())
    assert "thời hạn trước 16:00 ngày 15/10/2036 → 10:00 ngày 15/10/2036" in joined
    assert len(staffed.json("task", "show", "1")["deadlines"]) == 2


def test_a_deadline_is_set_to_an_hour_or_before_one(staffed: Office) -> None:
    due = ("task", "due", "3", "--reason", "công điện")

    assert staffed.good(*due, "2036-10-28 16:00").startswith(
        "Task 3 is due by 16:00 on 28/10/2036."
    )
    assert staffed.good(*due, "<28/10/2036 16:00").startswith(
        "Task 3 is due before 16:00 on 28/10/2036."
    )
    assert staffed.good(*due, "2036-10-28").startswith("Task 3 is due on 28/10/2036.")
    assert staffed.good(*due, "2026-09-01 08:00").endswith(
        "That hour is over: its people are told as soon as reminders may leave.\n"
    )
    versions = staffed.json("task", "show", "3")["deadlines"]
    assert [one["exclusive"] for one in versions] == [False, False, True, False, False]
    assert versions[2]["words"] == "trước 16:00 ngày 28/10/2036"
    for wrong in ("2036-10-28 25:00", "<2036-10-28", "16:00"):
        assert "is no day or hour; write it such as" in staffed.refused(*due, wrong, code=2) or (
            "is no date" in staffed.refused(*due, wrong, code=2)
        )


def test_a_register_of_before_is_told_with_the_hour_and_how_to_set_it_again(
    staffed: Office,
) -> None:
    staffed.good("task", "due", "1", "2036-10-20 10:00", "--reason", "xin lùi")

    told = staffed.good("task", "import", register(staffed.folder, *BY_HOURS, name="lai.xlsx"))

    joined = " ".join(told.split())
    assert "dòng vẫn ghi trước 16:00 ngày 15/10/2036" in joined
    assert "đã được đổi hạn thành 10:00 ngày 20/10/2036" in joined
    assert 'congvu task due 1 "<2036-10-15 16:00" --reason' in joined
    staffed.good("task", "due", "1", "<2036-10-15 16:00", "--reason", "như sổ")
    assert dues(staffed, "--document", "1/BYT-KH")[0][3] is True


FACTS = {
    "task": 5,
    "slot": "T",
    "version": 1,
    "content": "Báo cáo",
    "product": None,
    "document": {
        "number": "1/BYT-KH", "issuer": "Bộ Y tế", "issued": "2026-10-01", "urgency": "normal",
        "kind": None,
    },
    "due": "2026-10-28",
    "until": "<2026-10-28T09:00+00:00",
    "late": False,
    "working_days": 0,
    "forecast": False,
    "lead": {"agency": "BYT", "unit": None, "person": None},
    "coordinators": [],
}  # fmt: skip
WRITER = Writer("Văn phòng mẫu", "congvu@vpcp.gov.vn", "mx.vpcp.gov.vn", OFFICE_ZONE)


def mail(language: str, **changes: object) -> tuple[str, str]:
    facts = {**FACTS, **changes}
    now = datetime(2026, 10, 28, 1, tzinfo=UTC)
    notice = Notice(
        1, "k", "reminder", Channel.MAIL, 1, "a@vpcp.gov.vn", language, "lead", facts, now
    )
    body = letter(notice, WRITER, now).body
    assert isinstance(body, bytes)
    message = message_from_bytes(body, policy=default)
    return str(message["Subject"]), message.get_content()


@pytest.mark.parametrize(
    ("language", "changes", "subject", "line"),
    [
        ("vi", {}, "Hôm nay đến hạn: nhiệm vụ số 5, trước 16:00", "Thời hạn: trước 16:00 thứ Tư, 28/10/2026"),
        ("en", {}, "Due today: task 5, before 16:00", "Due: before 16:00 on Wednesday, 28/10/2026"),
        ("vi", {"until": "2026-10-28T09:00+00:00", "working_days": 3},
         "Còn 3 ngày làm việc: nhiệm vụ số 5, hạn 16:00 28/10/2026", "Thời hạn: 16:00 thứ Tư, 28/10/2026"),
        ("vi", {"late": True}, "Vừa quá hạn: nhiệm vụ số 5, hạn trước 16:00 28/10/2026", "Nhiệm vụ dưới đây vừa quá hạn mà chưa có kết quả."),
        ("en", {"late": True}, "Just overdue: task 5, due before 16:00 on 28/10/2026", "The task below is just overdue, and no result has been recorded."),
        ("vi", {"until": "2026-10-28"}, "Hôm nay đến hạn: nhiệm vụ số 5", "Thời hạn: Thứ Tư, 28/10/2026"),
    ],
)  # fmt: skip
def test_a_reminder_says_the_hour_in_the_words_of_its_reader(
    language: str, changes: dict[str, object], subject: str, line: str
) -> None:
    told, text = mail(language, **changes)

    assert told == subject
    assert line in text.splitlines()


def old() -> Iterator[tuple[str, str]]:
    for language in ("vi", "en"):
        for name in ("mail/reminder.text", "mail/reminder.subject", "chat/reminder"):
            yield language, name


@pytest.mark.parametrize(("language", "name"), [*old()])
def test_a_notice_that_was_made_before_there_were_hours_can_still_be_sent(
    language: str, name: str
) -> None:
    facts = {key: value for key, value in FACTS.items() if key not in ("until", "late")}
    more = {
        "reason": "lead",
        "office": "x",
        "today": "2026-10-28",
        "soon_days": 3,
        "as_of": "x",
        "answerable": False,
    }

    words = render(name, {**facts, **more}, language)

    assert words
    assert "16:00" not in words


def test_chat_cards_say_the_hour_and_that_it_is_over() -> None:
    more = {
        "reason": "lead",
        "today": "2026-10-28",
        "soon_days": 3,
        "as_of": "x",
        "answerable": False,
    }
    shown = {**FACTS, "until": "<2026-10-28T16:00+07:00", **more}

    assert "Hôm nay đến hạn, trước 16:00" in render("chat/reminder", shown, "vi")
    assert "hạn trước 16:00 thứ Tư 28/10/2026" in render("chat/reminder", shown, "vi")
    assert "Vừa quá hạn" in render("chat/reminder", {**shown, "late": True}, "vi")
    assert "Just overdue" in render("chat/reminder", {**shown, "late": True}, "en")


def test_a_term_is_counted_from_a_day_and_says_how(staffed: Office) -> None:
    due = ("task", "due", "3", "--reason", "công điện")

    told = staffed.good(*due, "--term", "10 ngày làm việc", "--from", "2036-10-13")

    assert told.startswith("Task 3 is due on 27/10/2036.")
    shown = staffed.good("task", "show", "3")
    assert "27/10/2036, 10 working days from 13/10/2036, set by" in shown
    last = staffed.json("task", "show", "3")["deadlines"][-1]
    assert (last["rule"], last["words"]) == ("by-hand", "10 ngày làm việc")
    assert last["counted"] == {
        "unit": "working-days", "number": 10, "start": "2036-10-13", "words": "10 ngày làm việc",
        "moved": 0,
    }  # fmt: skip
    assert '10 working days from 13/10/2036, by "10 ngày làm việc"' in staffed.good(
        "task", "explain", "3"
    )
    hour = staffed.good(*due, "--term", "trong 24 giờ", "--from", "2036-10-13 09:15")
    assert hour.startswith("Task 3 is due by 09:15 on 14/10/2036.")


def test_a_term_that_cannot_be_counted_is_refused_with_what_to_write(staffed: Office) -> None:
    due = ("task", "due", "3", "--reason", "x")

    assert "say by --from what counts" in staffed.refused(*due, "--term", "10 ngày làm việc")
    assert "is not one deadline alone; write it such as" in staffed.refused(
        *due, "--term", "càng sớm càng tốt", "--from", "2036-10-13"
    )
    assert "by --term" in staffed.refused(*due, code=2)
    assert "--from belongs to --term" in staffed.refused(
        *due, "2036-10-28", "--from", "2036-10-13", code=2
    )


def test_a_term_in_a_register_is_counted_where_it_says_from_when(staffed: Office) -> None:
    rows = (
        (8, cited(8), "Lê Thị Hoa", "10 ngày làm việc kể từ ngày 13/10/2036"),
        (9, cited(9), "Lê Thị Hoa", "10 ngày làm việc"),
    )

    path = register(staffed.folder, *rows, name="kh.xlsx")

    told = staffed.run("task", "import", path, "--dry-run").out

    assert 'dòng 6, cột D: "10 ngày làm việc" không rõ tính từ ngày nào' in told
    assert "dòng 5" not in told
    staffed.good("task", "import", path, "--yes", "--skip-bad")
    (found,) = staffed.json("task", "list", "--document", "8/BYT-KH")
    assert found["due"] == "2036-10-27"
    assert staffed.json("task", "list", "--document", "9/BYT-KH") == []
    counted = staffed.json("task", "show", str(found["id"]))["deadlines"][0]
    assert (counted["rule"], counted["counted"]["unit"]) == ("working-days", "working-days")
    assert "không đổi  1" in staffed.run("task", "import", path, "--dry-run").out
