"""`congvu event`: planned, invited to, changed, answered and exported as a clerk does it."""

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import icalendar
import recurring_ical_events

from tests.congvu.office import Office

BINH, AN, HOA = "binh@vpcp.gov.vn", "an@vpcp.gov.vn", "hoa@vpcp.gov.vn"
MEETING = (
    *("event", "add", "--title", "Giao ban quý", "--start", "2036-10-13 08:00"),
    *("--end", "2036-10-13 10:00", "--place", "Phòng 2", "--chair", BINH, "--person", AN),
)
WEEKLY = (*MEETING[:6], "--every", "week", "--times", "4", "--unit", "Vụ Tổng hợp")


def asked(office: Office, number: int = 1) -> dict[str, str]:
    one = office.json("event", "show", str(number))
    return {who["mailbox"]: who["answer"] for who in one["asked"]}


def test_an_empty_plan_says_what_to_do(staffed: Office) -> None:
    assert staffed.good("event", "list") == (
        "Nothing is planned in those days. Plan something by congvu event add --help.\n"
    )
    assert staffed.json("event", "list") == []
    for command in (("show", "7"), ("invite", "7"), ("cancel", "7"), ("held", "7")):
        assert staffed.refused("event", *command) == "there is no event 7; see congvu event list"


def test_it_is_planned_then_people_are_invited_after_a_look_at_who(staffed: Office) -> None:
    said = staffed.good(*MEETING)
    assert said.startswith("Event 1 is planned: 08:00-10:00 13/10/2036.\n")
    assert said.endswith("2 to be asked; tell them by congvu event invite 1.\n")

    look = "To be told: Nguyễn Văn An (to attend), Trần Thị Bình (chairs).\n"
    assert staffed.good("event", "invite", "1", "--dry-run") == look
    done = staffed.run("event", "invite", "1")
    assert (done.code, done.out) == (1, look)
    assert done.err == "nothing was changed; add --yes to tell them without being asked\n"
    assert staffed.json("event", "show", "1")["notices"] == {}

    assert staffed.good("event", "invite", "1", "--yes") == f"{look}2 people are told by mail.\n"
    assert staffed.json("event", "show", "1")["notices"] == {"pending": 2}
    assert staffed.refused("event", "invite", "1", "--yes").startswith("nobody is left")
    more = staffed.good("event", "invite", "1", "--optional", HOA, "--yes")
    assert more == "To be told: Lê Thị Hoa (welcome).\n1 person is told by mail.\n"


def test_what_is_moved_and_cancelled_is_told_and_shown(staffed: Office) -> None:
    staffed.good(*MEETING)
    staffed.good("event", "invite", "1", "--yes")

    moved = staffed.good("event", "move", "1", "--start", "2036-10-14 14:00", "--yes", "--why", "trùng lịch")  # fmt: skip
    assert moved.endswith("Event 1 is moved to 14:00-16:00 14/10/2036. 2 people are told by mail.\n")  # fmt: skip
    changed = staffed.good("event", "change", "1", "--place", "Phòng 5", "--yes")
    assert changed.endswith("Event 1 is changed. 2 people are told by mail.\n")
    shown = staffed.good("event", "show", "1")
    assert "  state             moved\n" in shown
    assert "  place             Phòng 5\n" in shown
    assert "moved by cli:" in shown
    assert ": trùng lịch\n" in shown
    cancelled = staffed.good("event", "cancel", "1", "--yes")
    assert cancelled.endswith("Event 1 is cancelled. Nobody has to be told.\n"), "none had left"
    assert staffed.refused("event", "move", "1", "--start", "2036-10-15", "--yes") == (
        "event 1 is cancelled, which is for good; plan another by congvu event add"
    )
    span = ("--from", "2036-10-01", "--to", "2036-10-31")
    assert staffed.json("event", "list", *span) == []
    (one,) = staffed.json("event", "list", *span, "--all")
    assert (one["time_state"], one["starts"]) == ("cancelled", "2036-10-14T07:00:00+00:00")


def test_one_time_of_a_series_is_named_by_its_day(staffed: Office) -> None:
    staffed.good(*WEEKLY)
    staffed.good("event", "invite", "1", "--yes")

    assert staffed.refused("event", "move", "1", "--start", "2036-10-15 09:00", "--yes") == (
        "event 1 comes round; say which time by --on DAY, see congvu event show 1"
    )
    staffed.good("event", "move", "1", "--on", "20/10/2036", "--start", "2036-10-21 09:00", "--yes")
    staffed.good("event", "cancel", "1", "--on", "27/10/2036", "--yes")
    assert staffed.refused("event", "held", "1", "--on", "03/11/2036") == (
        "that time of event 1 has not begun; cancel or move it, or wait"
    )
    staffed.good("event", "answer", "1", "decline", "--as", AN, "--on", "2036-10-21")

    times = staffed.json("event", "show", "1")["times"]
    assert [one["time_state"] for one in times] == ["planned", "moved", "cancelled", "planned"]
    assert "no answer yet; otherwise for 1 of the times" in staffed.good("event", "show", "1")


def test_days_off_and_what_falls_together_are_told_and_forbid_nothing(staffed: Office) -> None:
    staffed.good(*MEETING)
    clash = staffed.good("event", "add", "--title", "Họp khác", "--start", "2036-10-13 09:30", "--person", AN)  # fmt: skip
    assert (
        "Mind: Nguyễn Văn An is asked to event 1 then: Giao ban quý, 08:00-10:00 13/10/2036.\n"
        in clash
    )
    off = staffed.good("event", "add", "--title", "Họp", "--start", "2026-09-02")
    assert "Mind: 02/09/2026 is a day off (Quốc khánh).\n" in off
    far = staffed.good("event", "add", "--title", "Họp", "--start", "2036-10-14")
    assert "Mind: 14/10/2036 may still become a day off: nobody has announced it.\n" in far


def test_a_day_for_citizens_moves_to_the_next_working_day(staffed: Office) -> None:
    reception = (
        *("event", "add", "--kind", "reception", "--title", "Tiếp công dân định kỳ"),
        *("--start", "2026-09-02", "--every", "month", "--times", "4", "--next-working-day"),
    )
    staffed.good(*reception)

    times = staffed.json("event", "show", "1")["times"]

    assert [one["starts"][:10] for one in times] == [
        "2026-09-02",  # Thursday 03/09 in Hà Nội, whose midnight is 17:00 the day before
        "2026-10-01",
        "2026-11-01",
        "2026-12-01",
    ]
    assert [one["original"][:10] for one in times][:2] == ["2026-09-01", "2026-10-01"]


def test_a_rule_says_when_it_comes_round(staffed: Office) -> None:
    add = ("event", "add", "--title", "Họp", "--start", "2036-10-13 08:00")
    assert staffed.refused(*add, "--rule", "FREQ=MONTHLY;BYDAY=1MO;COUNT=3") == (
        "--start is not a day of the rule; the first is 03/11/2036"
    )
    staffed.good(*add, "--rule", "FREQ=MONTHLY;BYDAY=2MO;COUNT=3")
    assert [one["starts"][:10] for one in staffed.json("event", "show", "1")["times"]] == [
        "2036-10-13",
        "2036-11-10",
        "2036-12-08",
    ]
    for wrong, why in (
        (("--every", "week"), "one of --times and --until"),
        (("--times", "3"), "go with --every"),
        (("--rule", "FREQ=DAILY"), "it ends by one of COUNT and UNTIL"),
        (("--end", "2036-10-13 07:00"), "it ends before it starts"),
        (("--end", "2036-10-14"), "--end has an hour"),
        (("--start", "morgen"), "is no time"),
        (("--link", "javascript:x"), "is no address of a page"),
    ):
        assert why in staffed.refused(*add, *wrong, code=2)


def test_what_bears_a_mark_of_secrecy_is_not_planned(staffed: Office) -> None:
    secret = [one.replace("Giao ban", "TUYỆT MẬT: Giao ban") for one in MEETING]

    assert "mark of secrecy" in staffed.refused(*secret)
    staffed.good(*MEETING)
    assert "mark of secrecy" in staffed.refused("event", "change", "1", "--note", "TUYỆT MẬT")
    assert "mark of secrecy" in staffed.refused("event", "cancel", "1", "--why", "TUYỆT MẬT")


def letter(office: Office, author: str, **changes: Any) -> str:
    one = office.json("event", "show", "1")
    facts = {"uid": one["uid"], "sequence": one["sequence"], "who": author, "says": "ACCEPTED"}
    facts |= changes
    calendar, event = icalendar.Calendar(), icalendar.Event()
    calendar.add("method", "REPLY")
    event.add("uid", facts["uid"])
    event.add("sequence", facts["sequence"])
    who = icalendar.vCalAddress(f"mailto:{facts['who']}")
    who.params["PARTSTAT"] = facts["says"]
    event.add("attendee", who)
    calendar.add_component(event)
    message = EmailMessage()
    message["From"], message["To"] = f"Ai đó <{author}>", "congvu@vpcp.gov.vn"
    message.set_content("Đồng ý.")
    message.add_alternative(calendar.to_ical(), "text", "calendar", params={"method": "REPLY"})
    (office.folder / "reply.eml").write_bytes(message.as_bytes(policy=SMTP))
    return "reply.eml"


def test_an_answer_by_letter_counts_from_who_was_invited(staffed: Office) -> None:
    staffed.good(*MEETING)
    staffed.good("event", "invite", "1", "--yes")

    said = staffed.good("event", "answer", letter(staffed, AN))
    assert said == "Nguyễn Văn An comes: event 1, Giao ban quý.\n"
    assert asked(staffed) == {AN: "accepted", BINH: "needs-action"}
    stranger = staffed.refused("event", "answer", letter(staffed, HOA))
    assert stranger == "the answer was not taken: who wrote it was not invited"
    forged = staffed.refused("event", "answer", letter(staffed, HOA, who=BINH))
    assert "it answers for another mailbox than wrote it" in forged
    staffed.good("event", "move", "1", "--start", "2036-10-14 14:00", "--yes")
    assert asked(staffed)[AN] == "needs-action"
    old = staffed.refused("event", "answer", letter(staffed, AN, sequence=0))
    assert "it answers what was told before the event changed" in old
    other = staffed.refused("event", "answer", letter(staffed, AN, uid="x@y"))
    assert "an event that is not of this office" in other
    none = staffed.refused("event", "answer", letter(staffed, AN, says="DELEGATED"))
    assert "it neither accepts nor declines" in none


def test_an_answer_by_telephone_is_noted_for_whom_it_is(staffed: Office) -> None:
    staffed.good(*MEETING)
    assert staffed.good("event", "answer", "1", "tentative", "--as", BINH) == (
        "Trần Thị Bình may come: event 1, Giao ban quý.\n"
    )
    assert asked(staffed)[BINH] == "tentative"
    assert staffed.refused("event", "answer", "1", "accept", "--as", HOA) == (
        "that person is not asked to event 1; see congvu event show 1"
    )
    assert staffed.refused("event", "answer", "no.eml").startswith("no.eml: No such file")
    staffed.write("plain.eml", "From: an@vpcp.gov.vn\n\nOK\n")
    assert "carries no calendar" in staffed.refused("event", "answer", "plain.eml")
    assert "a letter alone" in staffed.refused("event", "answer", "1", "accept", code=2)


def test_a_calendar_file_holds_what_a_person_is_asked_to(staffed: Office) -> None:
    staffed.good(*WEEKLY)
    staffed.good("event", "move", "1", "--on", "20/10/2036", "--start", "2036-10-21 09:00", "--yes")
    staffed.good("event", "cancel", "1", "--on", "27/10/2036", "--yes")
    staffed.good("event", "add", "--title", "Họp khác", "--start", "2036-10-15", "--person", HOA)
    days = ("--from", "2036-10-01", "--to", "2036-12-31", "--output", "lich.ics")

    assert staffed.good("event", "export", *days, "--person", AN) == "lich.ics has 1 event.\n"

    found = icalendar.Calendar.from_ical((staffed.folder / "lich.ics").read_bytes())
    assert found["METHOD"] == "PUBLISH"
    assert all("ATTENDEE" not in event for event in found.walk("VEVENT"))
    expanded = recurring_ical_events.of(found).between(date(2036, 1, 1), date(2037, 1, 1))
    assert sorted(f"{one['DTSTART'].dt:%d/%m %H:%M}" for one in expanded) == [
        "03/11 08:00",
        "13/10 08:00",
        "21/10 09:00",
    ]
    whole = (*days[:-1], "tat-ca.ics")
    assert staffed.good("event", "export", *whole) == "tat-ca.ics has 2 events.\n"


def test_a_calendar_file_takes_no_other_files_place_nor_that_behind_a_link(staffed: Office) -> None:
    staffed.good("event", "add", "--title", "Họp", "--start", "2036-10-15")
    kept = staffed.folder / "kept"
    kept.write_text("số liệu", "utf-8")
    (staffed.folder / "lich.ics").symlink_to(kept)
    (staffed.folder / "la.ics").symlink_to("nowhere")
    days = ("event", "export", "--from", "2036-10-01", "--to", "2036-12-31", "--output")

    for name in ("lich.ics", "la.ics"):
        assert "stands already" in staffed.refused(*days, name)
    assert "there is no folder" in staffed.refused(*days, "khac/lich.ics")
    assert kept.read_text("utf-8") == "số liệu"
    assert not (staffed.folder / "nowhere").exists()
