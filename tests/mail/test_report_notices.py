"""Letters about reports: asked for, reminded of, returned, accepted; in both languages, with what has to be done."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mail.notice import discreet
from store.form.by_mail import TAKEN
from store.form.telling import ACCEPTED, OPENED, REMINDER, RETURNED, facts_of
from templates import sentences
from tests.mail.test_notice import OFFICE, notice, read
from tests.work.forms import form
from work.form.check import Fault
from work.form.period import PeriodKind
from work.form.request import Request, RequestState
from work.form.told import fault_line
from work.secrecy.discretion import Discretion
from work.secrecy.rules import shipped
from work.task import Party, Role

PARTY = Party(Role.LEAD, "G18.01", None, None, "Cục Quản lý Dược")
ONE = Request(
    17, "BC-CCHC", "Báo cáo cải cách hành chính", 1, "2026-Q3", PeriodKind.QUARTER,
    date(2026, 6, 15), date(2026, 9, 14), date(2026, 9, 16), 1, PARTY, RequestState.OPEN,
    datetime(2026, 9, 3, 1, tzinfo=UTC), 0, None,
)  # fmt: skip

RETURNED_VI = """\
Kính gửi Ông/Bà,

Báo cáo dưới đây được trả lại để sửa và gửi lại.
Lý do: Sai tổng số hồ sơ

Yêu cầu số 17: Báo cáo cải cách hành chính (biểu mẫu BC-CCHC)
Kỳ báo cáo: quý III/2026, số liệu từ 15/06/2026 đến 14/09/2026
Đơn vị báo cáo: Cục Quản lý Dược
Hạn gửi: Thứ Tư, 16/09/2026

Ông/Bà nhận thư này vì cơ quan của Ông/Bà được giao báo cáo.

Trân trọng.

Văn phòng Chính phủ
Thư tự động của hệ thống Công vụ, không cần trả lời.
"""


def letter(kind: str, language: str, reason: str = "lead-agency", **more: Any) -> tuple[str, str]:
    """Subject and text."""
    facts = {**facts_of(ONE), "why": None, "was": None, **more}
    message = read(replace(notice(kind, language), reason=f"report-{reason}", facts=facts))
    return str(message["Subject"]), message.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "thay Văn Thư (người nhận của cơ quan được giao báo cáo), theo ủy quyền."),
        ("en", "in place of Văn Thư, who answers for the agency that has to report, for whom"),
    ],
)
def test_who_stands_in_reads_for_whom(language: str, said: str) -> None:
    _, text = letter(OPENED, language, instead_of="Văn Thư")

    assert said in text


def test_one_that_is_returned_says_why_and_until_when() -> None:
    subject, text = letter(RETURNED, "vi", why="Sai tổng số hồ sơ")

    assert subject == (
        "Báo cáo bị trả lại: Báo cáo cải cách hành chính, quý III/2026, gửi lại chậm nhất ngày"
        " 16/09/2026"
    )
    assert text == RETURNED_VI


@pytest.mark.parametrize(
    ("language", "more", "subject", "said"),
    [
        ("vi", {}, "Yêu cầu báo cáo: Báo cáo cải cách hành chính, quý III/2026, hạn 16/09/2026",
         "Đề nghị báo cáo theo biểu mẫu dưới đây."),
        ("vi", {"was": "2026-09-15"},
         "Hạn mới 16/09/2026: Báo cáo cải cách hành chính, quý III/2026",
         "chuyển từ 15/09/2026 sang 16/09/2026"),
        ("vi", {"why": "Có phát sinh"},
         "Yêu cầu báo cáo: Báo cáo cải cách hành chính, quý III/2026, hạn 16/09/2026",
         "Đề nghị báo cáo theo biểu mẫu dưới đây.\nLý do: Có phát sinh"),
        ("vi", {"why": "Có phát sinh", "again": True},
         "Yêu cầu báo cáo: Báo cáo cải cách hành chính, quý III/2026, hạn 16/09/2026",
         "Đề nghị báo cáo lại nội dung dưới đây.\nLý do: Có phát sinh"),
        ("en", {}, "Report asked for: Báo cáo cải cách hành chính, quarter III/2026, due 16/09/2026",
         "Please report by the form below."),
        ("en", {"was": "2026-09-15"},
         "New due date 16/09/2026: Báo cáo cải cách hành chính, quarter III/2026",
         "due on 15/09/2026 before, is now due on 16/09/2026"),
    ],
)  # fmt: skip
def test_one_that_is_asked_for_says_what_for_which_period_and_when(
    language: str, more: dict[str, str], subject: str, said: str
) -> None:
    assert letter(OPENED, language, **more)[0] == subject
    assert said in letter(OPENED, language, **more)[1]


@pytest.mark.parametrize(
    ("language", "left", "subject", "said"),
    [
        ("vi", 3, "Còn 3 ngày làm việc:", "còn 3 ngày làm việc là đến hạn gửi"),
        ("vi", -2, "Quá hạn 2 ngày làm việc:", "đã quá hạn 2 ngày làm việc mà chưa gửi"),
        ("vi", 0, "Đến hạn vào ngày nghỉ:", "hôm nay là ngày làm việc cuối trước đó"),
        ("en", 1, "1 working day left:", "is due in 1 working day."),
        ("en", -1, "1 working day late:", "is 1 working day late and has not been sent"),
        ("en", 0, "Due on a day off:", "the last working day before it"),
    ],
)  # fmt: skip
def test_a_reminder_says_how_long_is_left(
    language: str, left: int, subject: str, said: str
) -> None:
    found = letter(REMINDER, language, working_days=left, slot="T", state="open")

    assert found[0].startswith(subject)
    assert said in found[1]


def test_a_reminder_of_the_last_day_says_so() -> None:
    day = notice().at.astimezone(OFFICE.zone).date().isoformat()

    found = letter(REMINDER, "vi", working_days=0, slot="T", state="open", due=day)

    assert found[0].startswith("Hôm nay đến hạn:")


def test_a_reminder_of_one_that_was_returned_says_why() -> None:
    found = letter(REMINDER, "vi", working_days=3, slot="T-3", state="returned", why="Sai tổng")

    assert "Báo cáo đã bị trả lại để sửa. Lý do: Sai tổng" in found[1]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reason", ["lead", "lead-unit", "lead-agency", "unit-head", "agency-head"])
@pytest.mark.parametrize("kind", [OPENED, REMINDER, RETURNED, ACCEPTED])
def test_each_letter_says_why_its_reader_gets_it(kind: str, reason: str, language: str) -> None:
    more = {"working_days": 1, "slot": "T-1", "state": "open"} if kind == REMINDER else {}

    _, text = letter(kind, language, reason, **more)

    assert ("Ông/Bà nhận thư này vì" in text) == (language == "vi")
    assert ("You receive this letter because" in text) == (language == "en")


def test_the_name_of_a_form_that_bears_a_mark_of_secrecy_stays_at_home() -> None:
    facts = {**facts_of(ONE), "content": "Báo cáo MẬT", "why": "Tài liệu MẬT", "was": None}
    marked = replace(notice(RETURNED), reason="report-lead", facts=facts)

    message = read(discreet(marked, Discretion(shipped()), OFFICE))

    assert "MẬT" not in message.get_content() + str(message["Subject"])
    assert "báo cáo số 17" in str(message["Subject"])


REACHED = replace(OFFICE, console="https://congvu.vpcp.gov.vn")
NOTHING: dict[str, Any] = {"faults": [], "more": 0, "doubts": [], "version": None, "late": False}


def taken(language: str, **more: Any) -> str:
    """What became of a sheet by mail, from an office whose console is reached."""
    facts = {**facts_of(ONE), **NOTHING, "file": "bao cao.xlsx", **more}
    told = replace(notice(TAKEN, language), reason="answered", facts=facts)
    return str(read(told, REACHED).get_content())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("fault", ["other-request", "no-header", "too-many-rows"])
def test_who_sent_another_sheet_is_led_to_the_page_and_to_no_command(
    language: str, fault: str
) -> None:
    facts = {"given": "BC1.1.a", "wanted": "BC1.2.b", "most": 2000, "title": "x", "value": "y"}
    line = fault_line(Fault(fault, facts=facts), form(), "", language, sentences(language))
    text = taken(language, said="wrong", faults=[line])
    assert line in text
    assert "https://congvu.vpcp.gov.vn/forms/17" in text
    assert "congvu form" not in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_hears_that_a_report_was_accepted_is_led_to_its_page(language: str) -> None:
    facts = {**facts_of(ONE), "why": None}
    told = replace(notice(ACCEPTED, language), reason="report-lead", facts=facts)
    assert "https://congvu.vpcp.gov.vn/forms/17" in read(told, REACHED).get_content()


@pytest.mark.parametrize(
    ("language", "why", "said"),
    [
        ("vi", None, "đã nộp ngày 16/10/2026, lần 2, nên không có gì thay đổi"),
        ("en", None, "was sent on 16/10/2026, version 2, so nothing is changed"),
        ("vi", "Sai tổng", "bị trả lại để sửa. Lý do: Sai tổng"),
        ("en", "Sai tổng", "returned to be corrected. Reason: Sai tổng"),
    ],
)
def test_who_sends_the_same_again_is_told_when_it_was_sent_and_what_it_lacks(
    language: str, why: str | None, said: str
) -> None:
    text = taken(language, said="same", version=2, filed="2026-10-16", why=why)
    assert said in text
    assert ("giữ nguyên số liệu" in text or "the figures stand" in text) == bool(why)
