"""Calendars that other programs read as they were meant; answers that are read in bounded time."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from work.event import Answer, Part, Span
from work.icalendar.calendar import Asked, Entry, Mailbox, written
from work.icalendar.line import LONGEST_LINE, folded
from work.icalendar.reply import LARGEST, Reply, Unread, read_reply

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 12, 7, 8, tzinfo=HANOI)
HOUR = timedelta(hours=1)
OFFICE = Mailbox("Bộ Y tế", "congvu@moh.gov.vn")
STAMP = datetime(2026, 11, 26, 3, tzinfo=UTC)
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
# That library undoes what is escaped in the wrong order: a backslash before one of these is lost there.
WORDS = st.text(SIGNS, max_size=120).filter(lambda text: not re.search(r"\\[nN;,]", text))


def entry(**changes: object) -> Entry:
    facts: dict[str, object] = {
        "uid": "u1@moh.gov.vn",
        "sequence": 2,
        "span": Span(START, START + HOUR),
        "title": "Giao ban",
        "organizer": OFFICE,
    }
    return Entry(**{**facts, **changes})  # type: ignore[arg-type]


def read(*entries: Entry, method: str = "REQUEST") -> icalendar.Calendar:
    octets = written(method, entries, STAMP)
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    for line in octets.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        line.decode("utf-8")  # no letter is cut in two
    found = icalendar.Calendar.from_ical(octets)
    assert isinstance(found, icalendar.Calendar)
    return found


def starts(found: icalendar.Calendar) -> list[str]:
    """When it takes place, by a library that expands rules."""
    events = recurring_ical_events.of(found).between(date(2026, 1, 1), date(2029, 1, 1))
    return sorted(one["DTSTART"].dt.isoformat() for one in events)


@settings(max_examples=30)
@given(WORDS, WORDS, WORDS)
def test_whatever_people_write_is_read_back_letter_by_letter(
    title: str, place: str, name: str
) -> None:
    asked = Asked(Mailbox(name, "binh@moh.gov.vn"), Part.OPTIONAL, Answer.TENTATIVE)

    (event,) = read(entry(title=title, place=place, asked=(asked,))).walk("VEVENT")

    assert str(event["SUMMARY"]) == title
    assert str(event.get("LOCATION", "")) == place
    person = event["ATTENDEE"]
    assert person == "mailto:binh@moh.gov.vn"
    assert person.params.get("CN", "") == " ".join(name.split()).replace('"', "'")


def test_lines_and_controls_in_a_note_do_not_break_out_of_it() -> None:
    note = "Mang máy\r\nATTENDEE:mailto:x@evil.example\x00\x0bvà tài liệu;,"

    (event,) = read(entry(description=note)).walk("VEVENT")

    assert "ATTENDEE" not in event
    assert str(event["DESCRIPTION"]) == (
        "Mang máy\nATTENDEE:mailto:x@evil.example" + "và tài liệu;,"
    )


def test_an_entry_says_who_asks_whom_and_in_which_part() -> None:
    asked = tuple(
        Asked(Mailbox(f"Người {n}", f"n{n}@moh.gov.vn"), part, answer)
        for n, (part, answer) in enumerate(zip(Part, Answer, strict=False))
    )

    found = read(entry(asked=asked, link="https://hop.gov.vn/1"))
    (event,) = found.walk("VEVENT")

    assert (found["METHOD"], found["VERSION"]) == ("REQUEST", "2.0")
    assert event["ORGANIZER"] == "mailto:congvu@moh.gov.vn"
    assert event["ORGANIZER"].params["CN"] == "Bộ Y tế"
    said = [(one.params["ROLE"], one.params["PARTSTAT"]) for one in event["ATTENDEE"]]
    assert said == [
        ("CHAIR", "NEEDS-ACTION"),
        ("REQ-PARTICIPANT", "ACCEPTED"),
        ("OPT-PARTICIPANT", "DECLINED"),
    ]
    assert {one.params["CUTYPE"] for one in event["ATTENDEE"]} == {"INDIVIDUAL"}
    assert {one.params["RSVP"] for one in event["ATTENDEE"]} == {"TRUE"}
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    assert event["DTSTAMP"].dt == STAMP


def test_times_stand_in_the_zone_of_the_office_which_the_calendar_explains() -> None:
    found = read(entry())
    (event,) = found.walk("VEVENT")
    (zone,) = found.walk("VTIMEZONE")

    assert event["DTSTART"].dt == START
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Asia/Ho_Chi_Minh"
    assert zone.to_tz().utcoffset(datetime(2026, 12, 7)) == timedelta(hours=7)


def test_whole_days_are_days_and_need_no_zone() -> None:
    first = datetime(2026, 12, 7, tzinfo=HANOI)
    found = read(entry(span=Span(first, first + timedelta(days=2), True)))
    (event,) = found.walk("VEVENT")

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 7), date(2026, 12, 9))
    assert found.walk("VTIMEZONE") == []


@pytest.mark.parametrize("all_day", [False, True])
def test_a_series_with_exceptions_takes_place_when_it_should(all_day: bool) -> None:
    first = datetime(2026, 12, 7, 0 if all_day else 8, tzinfo=HANOI)
    length = timedelta(days=1) if all_day else HOUR
    week = timedelta(weeks=1)
    master = entry(
        span=Span(first, first + length, all_day),
        rule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270104",
        left_out=(first + 2 * week,),
    )
    moved = first + week + timedelta(days=1)
    other = entry(span=Span(moved, moved + length, all_day), original=first + week)

    found = starts(read(master, other))

    expected = [first, moved, first + 3 * week, first + 4 * week]
    assert found == [one.date().isoformat() if all_day else one.isoformat() for one in expected]


def reply(**changes: str) -> bytes:
    lines = {
        "METHOD": "METHOD:REPLY",
        "UID": "UID:u1@moh.gov.vn",
        "SEQUENCE": "SEQUENCE:2",
        "ATTENDEE": 'ATTENDEE;CN="Bình: Trần; T.";PARTSTAT=ACCEPTED:mailto:Binh@moh.gov.vn',
        "MORE": "SUMMARY:Đồng ý: Giao ban",
        **changes,
    }
    inner = [lines[name] for name in ("UID", "SEQUENCE", "ATTENDEE", "MORE")]
    whole = ("BEGIN:VCALENDAR", lines["METHOD"], "BEGIN:VEVENT", *inner, "END:VEVENT", "END:VCALENDAR")  # fmt: skip
    return b"".join(map(folded, filter(None, whole)))


def test_an_answer_is_read_with_who_gives_it_and_to_what() -> None:
    assert read_reply(reply()) == Reply("u1@moh.gov.vn", 2, "binh@moh.gov.vn", Answer.ACCEPTED)
    assert read_reply(reply().replace(b"\r\n", b"\n")) == read_reply(reply())
    said = read_reply(
        reply(MORE="RECURRENCE-ID;TZID=SE Asia Standard Time:20261214T080000", SEQUENCE="")
    )
    assert said == Reply(
        "u1@moh.gov.vn", 0, "binh@moh.gov.vn", Answer.ACCEPTED, START + timedelta(weeks=1)
    )
    whole = read_reply(reply(MORE="RECURRENCE-ID;VALUE=DATE:20261214"))
    assert isinstance(whole, Reply)
    assert whole.original == datetime(2026, 12, 14, tzinfo=HANOI)


def test_an_answer_that_another_library_writes_is_read() -> None:
    made, event = icalendar.Calendar(), icalendar.Event()
    made.add("method", "REPLY")
    event.add("uid", "u1@moh.gov.vn")
    event.add("sequence", 2)
    event.add("recurrence-id", START)
    who = icalendar.vCalAddress("MAILTO:binh@moh.gov.vn")
    who.params["PARTSTAT"] = "DECLINED"
    who.params["CN"] = "Trần Thị Bình, Vụ Kế hoạch – Tài chính của Bộ"
    event.add("attendee", who)
    made.add_component(event)

    found = read_reply(made.to_ical())

    assert found == Reply("u1@moh.gov.vn", 2, "binh@moh.gov.vn", Answer.DECLINED, START)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"", Unread.FORM),
        (b"\xff\xfe\x00", Unread.FORM),
        (reply()[:-20], Unread.FORM),
        (reply().replace(b"END:VEVENT", b"END:VTODO"), Unread.FORM),
        (reply(METHOD="METHOD:REQUEST"), Unread.METHOD),
        (reply(METHOD=""), Unread.METHOD),
        (reply(UID=""), Unread.ONE),
        (reply(MORE="ATTENDEE;PARTSTAT=DECLINED:mailto:an@moh.gov.vn"), Unread.ONE),
        (reply(ATTENDEE="ATTENDEE;PARTSTAT=DELEGATED:mailto:an@moh.gov.vn"), Unread.ANSWER),
        (reply(ATTENDEE="ATTENDEE:mailto:an@moh.gov.vn"), Unread.ANSWER),
        (reply(SEQUENCE="SEQUENCE:" + "9" * 5000), Unread.FORM),
        (reply(SEQUENCE="SEQUENCE:-1"), Unread.FORM),
        (reply(MORE="RECURRENCE-ID:20269999T080000"), Unread.FORM),
        (reply() + b"X" * LARGEST, Unread.SIZE),
    ],
)
def test_what_is_no_answer_says_why(octets: bytes, why: Unread) -> None:
    assert read_reply(octets) is why


HOSTILE = {
    "one endless line": b"X" * LARGEST,
    "endless parameters": b"ATTENDEE" + b";A=b" * (LARGEST // 4),
    "quotes without end": b"ATTENDEE" + b';A="' * (LARGEST // 4),
    "quoted colons": b"ATTENDEE" + b';A=":"' * (LARGEST // 6),
    "folds alone": b"A:b" + b"\r\n " * (LARGEST // 3),
    "calendars in calendars": b"BEGIN:VCALENDAR\n" * (LARGEST // 16),
    "ten thousand people": reply(MORE="").replace(
        b"SEQUENCE", b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y\n" * 6000 + b"SEQUENCE"
    )[:LARGEST],
    "rules that never end": reply(MORE="RRULE:FREQ=SECONDLY;INTERVAL=1").replace(
        b"SEQUENCE", b"RRULE:FREQ=SECONDLY;COUNT=999999999\r\n" * 5000 + b"SEQUENCE"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_cost_little(name: str) -> None:
    begun = time.process_time()

    found = read_reply(HOSTILE[name])

    assert time.process_time() - begun < 2
    assert isinstance(found, Reply if name == "rules that never end" else Unread)


@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_octets_raise_anything(noise: bytes, where: int) -> None:
    whole = reply()
    for octets in (noise, whole[:where] + noise + whole[where:], whole[:where] + noise):
        assert isinstance(read_reply(octets), Reply | Unread)
