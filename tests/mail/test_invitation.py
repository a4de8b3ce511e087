"""A notice of an event: words for its reader, and a calendar that other programs read as it was meant."""

from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.event_reply import reply_in
from mail.notice import Writer, discreet, letter
from templates import LANGUAGES
from work.event import (
    Answer,
    Event,
    EventKind,
    EventState,
    Occurrence,
    Part,
    Participant,
    Particulars,
    Span,
)
from work.event_facts import facts, span_facts
from work.icalendar.reply import Reply, Unread
from work.notice import Channel, Notice
from work.secrecy.discretion import Discretion
from work.secrecy.rules import shipped

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
START = datetime(2026, 12, 7, 8, tzinfo=HANOI)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
OFFICE = Writer("Văn phòng Bộ Y tế", "congvu@moh.example", "relay.moh.example", HANOI)
BINH = Participant(2, "Trần Thị Bình", "binh@moh.example", "vi", Part.REQUIRED, told=0)
CUONG = Participant(1, "Lê Văn Cường", "cuong@moh.example", "vi", Part.CHAIR, told=0)


def event(title: str = "Giao ban tuần; quý IV", times: int = 1, **changes: Any) -> Event:
    what = Particulars(
        EventKind.MEETING, title, "G18", "Phòng 2, nhà A", "https://hop.example/1", "Mang máy tính"
    )
    occurrences = tuple(
        Occurrence(n + 1, START + n * WEEK, Span(START + n * WEEK, START + n * WEEK + HOUR))
        for n in range(times)
    )
    given: dict[str, Any] = {
        "rule": f"FREQ=WEEKLY;BYDAY=MO;COUNT={times}" if times > 1 else None,
        "occurrences": occurrences,
        **changes,
    }
    return Event(
        5, "u1@moh.example", what, HOUR, given["rule"], EventState.PLANNED, 2,
        given["occurrences"], (CUONG, BINH), "Bộ Y tế", "12/GM-BYT",
    )  # fmt: skip


def notice(
    one: Event,
    news: str = "invited",
    language: str = "vi",
    only: Occurrence | None = None,
    **more: Any,
) -> Notice:
    method = "CANCEL" if news in ("cancelled", "removed") else "REQUEST"
    told = {**facts(one, BINH, only), "news": news, "method": method, "changes": {}, "why": None}
    key = f"event:5:2:{method.lower()}:2:mail"
    return Notice(
        7, key, "event", Channel.MAIL, 2, BINH.mailbox, language, "event-required",
        {**told, **more}, NOW,
    )  # fmt: skip


def read(one: Notice) -> EmailMessage:
    body = letter(one, OFFICE, NOW).body
    assert isinstance(body, bytes)
    return BytesParser(policy=policy.default).parsebytes(body)


def calendar(one: Notice) -> icalendar.Calendar:
    (part,) = [p for p in read(one).walk() if p.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert isinstance(found, icalendar.Calendar)
    return found


def words(one: Notice) -> str:
    body = read(one).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("news", ["invited", "changed", "cancelled", "removed"])
def test_words_come_first_and_the_calendar_last(language: str, news: str) -> None:
    message = read(notice(event(), news, language))

    assert message.get_content_type() == "multipart/alternative"
    plain, ics = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert ics.get_content_type() == "text/calendar"
    method = "CANCEL" if news in ("cancelled", "removed") else "REQUEST"
    assert ics.get_param("method") == method
    assert ics.get_param("charset") == "UTF-8"
    found = icalendar.Calendar.from_ical(ics.get_payload(decode=True))
    assert found["METHOD"] == method
    (entry,) = found.walk("VEVENT")
    assert (entry["UID"], entry["SEQUENCE"]) == ("u1@moh.example", 2)
    assert entry["ORGANIZER"] == f"mailto:{OFFICE.mailbox}"
    assert entry["ORGANIZER"] == f"mailto:{message['From'].addresses[0].addr_spec}"
    status = {"cancelled": "CANCELLED", "removed": None}.get(news, "CONFIRMED")
    assert entry.get("STATUS") == status
    for fact in ("Giao ban tuần; quý IV", "Phòng 2, nhà A", "https://hop.example/1", "Lê Văn Cường", "12/GM-BYT", "Mang máy tính", "08:00–09:00", "07/12/2026"):  # fmt: skip
        assert fact in plain.get_content()


@pytest.mark.parametrize(
    ("news", "more", "subject"),
    [
        ("invited", {}, "Mời dự họp: Giao ban tuần; quý IV, 08:00 ngày 07/12/2026"),
        ("cancelled", {}, "Hủy lịch 08:00 ngày 07/12/2026: Giao ban tuần; quý IV"),
        ("removed", {}, "Thôi mời dự 08:00 ngày 07/12/2026: Giao ban tuần; quý IV"),
        (
            "changed",
            {"changes": {"place": {"was": "Phòng 1", "now": "Phòng 2, nhà A"}}},
            "Thay đổi về cuộc họp: Giao ban tuần; quý IV, 08:00 ngày 07/12/2026",
        ),
        (
            "changed",
            {
                "changes": {
                    "time": {
                        "was": span_facts(Span(START - HOUR, START)),
                        "now": span_facts(Span(START, START + HOUR)),
                    }
                }
            },
            "Dời lịch sang 08:00 ngày 07/12/2026: Giao ban tuần; quý IV",
        ),
    ],
)
def test_the_subject_says_what_happened(news: str, more: dict[str, Any], subject: str) -> None:
    assert read(notice(event(), news, **more))["Subject"] == subject


def test_what_changed_is_said_with_what_was() -> None:
    changes = {
        "time": {
            "was": span_facts(Span(START - 2 * HOUR, START - HOUR)),
            "now": span_facts(Span(START, START + HOUR)),
        },
        "place": {"was": "Phòng 1", "now": "Phòng 2, nhà A"},
    }

    told = words(notice(event(), "changed", changes=changes, why="trùng lịch"))

    assert "Thời gian mới: 08:00–09:00 Thứ Hai, 07/12/2026\n" in told
    assert "Thời gian cũ: 06:00–07:00 Thứ Hai, 07/12/2026\n" in told
    assert "Địa điểm: Phòng 2, nhà A (trước đây: Phòng 1)\n" in told
    assert "Lý do: trùng lịch\n" in told
    assert "Xin trả lời lại, vì thời gian đã thay đổi" in told
    assert "\n\n\n" not in told


def test_a_series_is_told_with_its_exceptions_and_expands_to_them() -> None:
    one = event(times=4)
    first, second, third, fourth = one.occurrences
    later = Occurrence(2, second.original, Span(second.original + 24 * HOUR, second.original + 26 * HOUR), EventState.MOVED)  # fmt: skip
    gone = Occurrence(3, third.original, third.span, EventState.CANCELLED)
    one = event(times=4, occurrences=(first, later, gone, fourth))

    told, found = words(notice(one)), calendar(notice(one))

    assert "Định kỳ: hằng tuần, 3 buổi, buổi cuối ngày 28/12/2026\n" in told
    assert "  Buổi 14/12/2026 chuyển sang: 08:00–10:00 Thứ Ba, 15/12/2026\n" in told
    assert "  Không có buổi 21/12/2026\n" in told
    expanded = recurring_ical_events.of(found).between(date(2026, 1, 1), date(2028, 1, 1))
    assert sorted(part["DTSTART"].dt for part in expanded) == [
        first.span.starts,
        later.span.starts,
        fourth.span.starts,
    ]
    assert {part["DTEND"].dt - part["DTSTART"].dt for part in expanded} == {HOUR, 2 * HOUR}


def test_one_time_of_a_series_is_told_by_itself() -> None:
    one = event(times=3)
    sent = notice(one, "cancelled", only=one.occurrences[1])

    (entry,) = calendar(sent).walk("VEVENT")

    assert entry["RECURRENCE-ID"].dt == START + WEEK
    assert "RRULE" not in entry
    assert "Buổi dưới đây không diễn ra; các buổi khác giữ nguyên." in words(sent)


def test_days_are_told_as_days() -> None:
    first = datetime(2026, 12, 7, tzinfo=HANOI)
    two = Span(first, first + timedelta(days=2), True)
    one = event(occurrences=(Occurrence(1, first, two),))

    assert "từ Thứ Hai, 07/12/2026 đến hết Thứ Ba, 08/12/2026\n" in words(notice(one))


def test_a_mark_of_secrecy_is_told_neither_in_words_nor_in_the_calendar() -> None:
    sent = notice(event("TUYỆT MẬT: phương án"), "changed", changes={"place": {"was": "Hầm 1", "now": "x"}})  # fmt: skip

    kept = discreet(sent, Discretion(shipped()), OFFICE)

    whole = read(kept).as_string() + words(kept) + calendar(kept).to_ical().decode()
    for secret in ("TUYỆT MẬT", "phương án", "Hầm 1", "Phòng 2"):
        assert secret not in whole
    assert "cuộc họp" in str(read(kept)["Subject"])
    assert discreet(notice(event()), Discretion(shipped()), OFFICE) == notice(event())


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=60), st.sampled_from(LANGUAGES))  # fmt: skip
def test_no_subject_loses_a_blank_or_a_letter(word: str, language: str) -> None:
    title = f"{word} công dân {word} định kỳ"

    said = read(notice(event(title), language=language))["Subject"]

    assert str(said).startswith("Mời dự họp: " if language == "vi" else "Invitation, meeting: ")
    assert title[:50] in str(said) or "…" in str(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_says_when_and_what_was_answered(language: str) -> None:
    told = {**facts(event(), BINH), "asked": [], "changes": {}, "time": 1, "answer": Answer.NONE}
    one = Notice(
        8, "event-reminder:5:1:2:M-60:2:mail", "event-reminder", Channel.MAIL, 2, BINH.mailbox,
        language, "event-required", told, START - HOUR,
    )  # fmt: skip

    message = read(one)

    assert message.get_content_type() == "text/plain"
    today = {"vi": "Hôm nay 08:00: ", "en": "Today 08:00: "}[language]
    assert message["Subject"] == f"{today}Giao ban tuần; quý IV"
    asked = {"vi": "Ông/Bà chưa trả lời lời mời.", "en": "You have not answered"}[language]
    assert asked in message.get_content()


def answer(author: str = "Bình <Binh@moh.example>", *calendars: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = author, OFFICE.mailbox, "Đồng ý"
    message.set_content("Tôi sẽ dự.")
    for octets in calendars:
        message.add_alternative(octets, "text", "calendar", params={"method": "REPLY"})
    return message.as_bytes(policy=policy.SMTP)


def ics(method: str = "REPLY", who: str = "binh@moh.example") -> bytes:
    lines = ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", "UID:u1@moh.example", "SEQUENCE:2", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{who}", "END:VEVENT", "END:VCALENDAR", "")  # fmt: skip
    return "\r\n".join(lines).encode()


def test_an_answer_is_found_in_a_letter_with_who_wrote_it() -> None:
    expected = Reply("u1@moh.example", 2, "binh@moh.example", Answer.ACCEPTED), "binh@moh.example"

    assert reply_in(answer("Bình <Binh@moh.example>", ics())) == expected
    assert reply_in(answer("Binh@moh.example", ics("REQUEST"), ics())) == expected
    assert reply_in(answer("Binh@moh.example")) is None
    assert reply_in(answer("Binh@moh.example", ics("REQUEST"))) is Unread.METHOD
    assert reply_in(answer("a@x.example, b@x.example", ics())) is Unread.ONE
    assert reply_in(b"not a letter") is None
