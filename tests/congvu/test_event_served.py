"""An invitation on its way from the command to a mailbox and back, with a daemon between."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest

from tests.congvu.served import Relaying, until

PEOPLE = """\
name,email,agency,unit,position
Nguyễn Văn An,an@vpcp.gov.vn,G22,Vụ Tổng hợp,staff
Trần Thị Bình,binh@vpcp.gov.vn,G22,Vụ Tổng hợp,unit-head
"""
MEETING = ("event", "add", "--title", "Giao ban", "--start", "2036-10-13 08:00", "--unit", "Vụ Tổng hợp")  # fmt: skip


def arrived(office: Relaying, method: str) -> dict[str, EmailMessage]:
    """The calendars of that method that reached a mailbox, by whose it is; each came once."""
    found = {}
    for octets in office.letters():
        letter = message_from_bytes(octets, policy=policy.default)
        for part in letter.walk():
            if part.get_content_type() == "text/calendar" and part.get_param("method") == method:
                assert str(letter["To"]) not in found
                found[str(letter["To"])] = letter
    return found


def entry(letter: EmailMessage) -> icalendar.Event:
    (part,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    (found,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


@pytest.mark.proof
async def test_from_the_command_to_a_mailbox_and_back(tmp_path: Path) -> None:
    office = Relaying(tmp_path, agency="G22")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    await office.good("agency", "add", "G22", "Văn phòng Chính phủ", "--domain", "vpcp.gov.vn")
    await office.good("person", "import", "people.csv", "--yes")
    async with office.serving("--roles", "relay,schedules,web"):
        await office.good(*MEETING)
        await office.good("event", "invite", "1", "--yes")
        await until(lambda: len(arrived(office, "REQUEST")) == 2)

        letter = arrived(office, "REQUEST")["an@vpcp.gov.vn"]
        asked = entry(letter)
        assert letter.get_content_type() == "multipart/alternative"
        assert asked["SUMMARY"] == "Giao ban"
        reply = icalendar.Calendar()
        reply.add("method", "REPLY")
        said = icalendar.Event()
        said.add("uid", asked["UID"])
        said.add("sequence", asked["SEQUENCE"])
        mine = next(one for one in asked["ATTENDEE"] if one == "mailto:an@vpcp.gov.vn")
        mine.params["PARTSTAT"] = "ACCEPTED"
        said.add("attendee", mine)
        reply.add_component(said)
        answer = EmailMessage()
        answer["From"], answer["To"] = "an@vpcp.gov.vn", str(letter["From"])
        answer.set_content(reply.to_ical(), "text", "calendar", params={"method": "REPLY"})
        (tmp_path / "reply.eml").write_bytes(answer.as_bytes(policy=policy.SMTP))
        assert "Nguyễn Văn An comes" in await office.good("event", "answer", "reply.eml")

        await office.good("event", "cancel", "1", "--yes")
        await until(lambda: len(arrived(office, "CANCEL")) == 2)
        gone = entry(arrived(office, "CANCEL")["an@vpcp.gov.vn"])
        assert (gone["UID"], gone["STATUS"]) == (asked["UID"], "CANCELLED")
        assert gone["SEQUENCE"] == asked["SEQUENCE"] + 1
        assert {one.params["PARTSTAT"] for one in gone["ATTENDEE"]} == {"ACCEPTED", "NEEDS-ACTION"}
