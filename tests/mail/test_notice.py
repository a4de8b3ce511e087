"""A notice becomes a letter that its reader understands, and that no robot answers."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mail.notice import Writer, discreet, letter
from mail.unsubscribing import Unsubscribing
from work.digest_mark import mark
from work.notice import Channel, Notice
from work.secrecy.discretion import Discretion
from work.secrecy.rules import shipped

NOW = datetime(2026, 8, 17, 1, 0, 3, tzinfo=UTC)
OFFICE = Writer(
    "Văn phòng Chính phủ", "congvu@vp.example", "relay.vp.example", ZoneInfo("Asia/Ho_Chi_Minh")
)
TASK: dict[str, Any] = {
    "task": 318,
    "slot": "T-3",
    "version": 1,
    "content": "Báo cáo rà soát quy hoạch đất",
    "product": None,
    "document": {
        "number": "125/UBND-VX",
        "issuer": "UBND tỉnh",
        "issued": "2026-02-20",
        "urgency": "normal",
    },
    "due": "2026-08-20",
    "working_days": 3,
    "forecast": False,
    "lead": {"agency": "Bộ Y tế", "unit": "Vụ Pháp chế", "person": "Trần Thị Bình"},
    "coordinators": [],
}


NEWS: dict[str, Any] = {
    "was": "2026-08-20",
    "asked": "2026-08-27",
    "moved": None,
}  # what only some events have


def word_table() -> tuple[str, ...]:
    """The events of which news is told."""
    words = tomllib.loads(Path("templates/vi/words.toml").read_text("utf-8"))
    return tuple(words["news"])


def notice(kind: str = "reminder", language: str = "vi", **facts: Any) -> Notice:
    return Notice(
        id=7,
        dedup_key="reminder:318:1:T-3:4:mail",
        kind=kind,
        channel=Channel.MAIL,
        person=4,
        address="binh@yte.example",
        language=language,
        reason="lead",
        facts={**TASK, **facts},
        at=NOW,
    )


def read(one: Notice, writer: Writer = OFFICE) -> EmailMessage:
    body = letter(one, writer, NOW).body
    assert isinstance(body, bytes)
    return BytesParser(policy=policy.default).parsebytes(body)


@pytest.mark.parametrize(
    ("kind", "language", "why"),
    [
        ("several", "vi", "Ông/Bà nhận thư này vì có phần trong các nhiệm vụ trên."),
        ("several", "en", "You receive this because you have a part in these tasks."),
        ("digest", "vi", "Ông/Bà nhận thư này mỗi sáng ngày làm việc có việc, thay cho từng thư nhắc."),
        ("digest", "en", "You receive this on each working morning that has tasks, in place of single reminders."),
    ],
)  # fmt: skip
def test_many_tasks_in_one_letter_are_listed_with_why_one_gets_it(
    kind: str, language: str, why: str
) -> None:
    item = {**TASK, "late": False, "until": TASK["due"], "kind": "reminder", "reason": "lead"}
    items = [{**item, "task": number} for number in range(1, 7)]
    name = "told" if kind == "several" else "today"
    sections = [{"name": name, "total": 6, "items": items, "others": []}]
    many = replace(notice(kind, language, sections=sections, total=6, chat=False), reason=kind)

    text = read(many).get_content()

    assert why in text
    assert text.count("Báo cáo rà soát quy hoạch đất") == 6


@pytest.mark.parametrize(
    ("working_days", "due", "subject"),
    [
        (3, "2026-08-20", "Còn 3 ngày làm việc: nhiệm vụ số 318, hạn 20/08/2026"),
        (0, "2026-08-17", "Hôm nay đến hạn: nhiệm vụ số 318"),
        (0, "2026-08-18", "Đến hạn vào ngày nghỉ: nhiệm vụ số 318, hạn 18/08/2026"),
        (-2, "2026-08-13", "Quá hạn 2 ngày làm việc: nhiệm vụ số 318, hạn 13/08/2026"),
    ],
)
def test_the_subject_says_how_long_there_is(working_days: int, due: str, subject: str) -> None:
    assert read(notice(working_days=working_days, due=due))["Subject"] == subject


def test_the_text_names_the_task_its_document_its_lead_and_why_one_gets_it() -> None:
    text = read(notice()).get_content()

    assert "Nhiệm vụ số 318: Báo cáo rà soát quy hoạch đất" in text
    assert "Văn bản giao: 125/UBND-VX ngày 20/02/2026, UBND tỉnh" in text
    assert "Chủ trì: Trần Thị Bình, Vụ Pháp chế, Bộ Y tế" in text
    assert "Thời hạn: Thứ Năm, 20/08/2026\r\n" in text
    assert "vì là người chủ trì" in text


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"content": "[MẬT] Kế hoạch XYZZY"}, False),
        ({"content": "MAT - XYZZY"}, False),
        ({"product": "TỐI MẬT\nXYZZY"}, False),
        ({"content": "Công tác bảo mật, mật khẩu XYZZY"}, True),
        ({"content": "Lưu hành nội bộ: XYZZY"}, True),
    ],
)
def test_a_title_that_bears_a_mark_never_leaves(told: dict[str, str], shown: bool) -> None:
    text = read(discreet(notice(**told), Discretion(shipped()), OFFICE)).get_content()

    assert ("XYZZY" in text) == shown
    assert "Nhiệm vụ số 318" in text
    assert "125/UBND-VX" in text


def test_no_robot_answers_and_no_bounce_comes_back() -> None:
    made, message = letter(notice(), OFFICE, NOW), read(notice())

    assert made.envelope.sender == ""
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Văn phòng Chính phủ <congvu@vp.example>"


def test_the_same_notice_has_the_same_message_id_and_its_task_one_thread() -> None:
    first, again = read(notice()), read(notice(working_days=1))

    assert first["Message-ID"] == again["Message-ID"] == letter(notice(), OFFICE, NOW).message_id
    assert first["References"] == again["References"] != first["Message-ID"]


def unsubscribing(one: Notice, mailbox: str = "", console: str = "") -> dict[str, str]:
    """The fields of mailing lists that the letter has."""
    read_it = read(one, replace(OFFICE, stops=Unsubscribing(b"k" * 32, mailbox, console)))
    return {name: value for name, value in read_it.items() if name.startswith("List-")}


def test_a_digest_offers_the_way_out_that_reaches_the_office_and_one_click_by_tls_alone() -> None:
    digest = notice("digest", total=0, sections=[], chat=False)
    told = mark(b"k" * 32, 4, "binh@yte.example", digest.at.date())
    by_mail = f"<mailto:vanthu+{told}@vp.example>"
    console = "https://congvu.van-phong-chinh-phu.example"

    assert unsubscribing(digest, "vanthu@vp.example") == {"List-Unsubscribe": by_mail}
    assert unsubscribing(digest, "vanthu@vp.example", console) == {
        "List-Unsubscribe": f"{by_mail}, <{console}/digest/{told}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    local = "http://127.0.0.1:8025"
    assert unsubscribing(digest, "", local) == {"List-Unsubscribe": f"<{local}/digest/{told}>"}
    assert unsubscribing(digest) == {}


@pytest.mark.parametrize("kind", ["reminder", "several", "unreceived", "nudge", "submitted"])
def test_no_letter_of_duty_offers_a_way_out(kind: str) -> None:
    more: dict[str, Any] = {
        "opened": "2026-08-13",
        "until": "2026-08-20",
        "instead_of": None,
        "by": None,
    }
    one = notice(kind, total=0, sections=[], chat=False, result=None, **SUBMITTED, **more)

    assert unsubscribing(one, "vanthu@vp.example", "https://congvu.vp.example") == {}


def test_a_simulated_office_says_so_first() -> None:
    writer = Writer("VP", "congvu@vp.example", "relay", OFFICE.zone, simulated=True)

    assert read(notice(), writer)["Subject"].startswith("[MÔ PHỎNG] Còn 3 ngày")


def test_a_line_break_in_a_fact_makes_no_new_header_field() -> None:
    one = notice(due="2026-08-20", task="318\r\nBcc: all@yte.example")

    assert read(one)["Bcc"] is None


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("link-code", {"code": "120934", "link": "https://t.me/x?start=y", "minutes": 10}),
        ("linked", {"name": "Trần Thị Bình", "relink_by": "2026-11-15T08:00+07:00"}),
        ("unlinked", {"name": "Trần Thị Bình"}),
    ],
)
def test_what_a_link_needs_is_told_in_both_languages(
    kind: str, facts: dict[str, Any], language: str
) -> None:
    text = read(notice(kind, language, **facts)).get_content()

    assert facts.get("code", "") in text
    assert facts.get("name", "") in text


SUBMITTED: dict[str, Any] = {"since": "2026-08-13", "waited": 2, "done_on": "2026-08-12"}


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("vi", "Chờ duyệt kết quả: nhiệm vụ số 318, đã 2 ngày làm việc", "Văn bản kết quả: 77/BYT"),
        ("en", "Waits for approval: task 318, for 2 working days", "Result document: 77/BYT"),
    ],
)
def test_who_approves_is_told_what_waits_and_for_how_long(
    language: str, subject: str, line: str
) -> None:
    told = read(notice("submitted", language, result="77/BYT", **SUBMITTED))

    assert told["Subject"] == subject
    assert line in told.get_content().splitlines()
    read(notice("submitted", language, result=None, **{**SUBMITTED, "due": None, "waited": 0}))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("event", sorted(word_table()))
def test_what_was_decided_is_told_with_the_reason(language: str, event: str) -> None:
    told = read(notice("task-news", language, event=event, why="thiếu số liệu", **NEWS))

    assert "318" in told["Subject"]
    assert "thiếu số liệu" in told.get_content()


def test_a_reason_that_bears_a_mark_never_leaves() -> None:
    discretion = Discretion(shipped())
    marked = notice("task-news", event="return", why="Tài liệu MẬT", **NEWS)

    assert "MẬT" not in read(discreet(marked, discretion, OFFICE)).get_content()


@pytest.mark.parametrize(
    ("language", "count", "subject", "line"),
    [
        ("vi", 1, "Thu hồi 1 nhiệm vụ nhập nhầm", "Nhiệm vụ số 318: văn bản 15/VPCP-KSTT, VPCP"),
        ("en", 3, "3 tasks assigned by mistake and withdrawn", "and 2 more"),
    ],
)
def test_what_was_imported_by_mistake_is_told_to_be_withdrawn(
    language: str, count: int, subject: str, line: str
) -> None:
    tasks = [{"task": 318, "number": "15/VPCP-KSTT", "issuer": "VPCP"}]

    told = read(
        replace(notice("withdrawn", language, count=count, tasks=tasks), reason="withdrawn")
    )

    assert told["Subject"] == subject
    assert line in told.get_content().splitlines()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["several", "digest"])
def test_many_tasks_in_one_letter_say_why_one_gets_it(kind: str, language: str) -> None:
    item = {**TASK, "kind": "reminder", "reason": "lead", "late": False, "until": "2026-08-20"}
    section = {"name": "week", "total": 1, "items": [item], "others": []}
    one = replace(notice(kind, language, total=1, sections=[section], chat=False), reason=kind)

    assert {"vi": "Ông/Bà nhận thư này", "en": "You receive this"}[language] in read(
        one
    ).get_content()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_tasks_of_a_digest_are_numbered_through_so_that_they_can_be_answered(language: str) -> None:
    item = {**TASK, "kind": "reminder", "reason": "lead", "late": False, "until": "2026-08-20"}
    sections = [
        {"name": name, "total": 2, "items": [item, item], "others": []} for name in ("late", "week")
    ]
    one = notice("digest", language, total=4, sections=sections, chat=False)

    lines = read(replace(one, reason="digest")).get_content().splitlines()

    numbered = [line.partition(". ")[0] for line in lines if line[:1].isdigit() and ". " in line]
    assert numbered == ["1", "2", "3", "4"]


def test_who_stands_in_is_told_in_whose_place_that_a_task_is_not_received() -> None:
    told = notice("unreceived", opened="2026-08-13", until="2026-08-20", instead_of="Trần Thị Bình")

    assert "thay Trần Thị Bình (người chủ trì)" in read(told).get_content()


CONSOLE = "https://congvu.vp.example"


@pytest.mark.parametrize(
    ("kind", "language", "facts", "place"),
    [
        ("reminder", "vi", {}, "/tasks/318"),
        ("nudge", "en", {"by": None}, "/tasks/318"),
        ("submitted", "vi", {"since": "2026-08-14", "waited": 1, "done_on": "2026-08-14", "result": None}, "/tasks/318/decide"),
        ("proposed", "en", {"name": "An", "total": 2}, "/intake"),
        ("digest", "vi", {"sections": [], "total": 0, "chat": False}, "/work"),
    ],
)  # fmt: skip
def test_a_letter_leads_to_the_page_where_one_acts_on_it_where_there_is_one_to_reach(
    kind: str, language: str, facts: dict[str, Any], place: str
) -> None:
    one = notice(kind, language, until="2026-08-20", **facts)

    led = read(one, replace(OFFICE, console=CONSOLE)).get_content()
    alone = read(one).get_content()

    (line,) = [each for each in led.splitlines() if CONSOLE in each]
    assert line.endswith(f": {CONSOLE}{place}")
    assert "http" not in alone
    others = [each for each in led.splitlines() if each not in ("", line)]
    assert others == [each for each in alone.splitlines() if each]
