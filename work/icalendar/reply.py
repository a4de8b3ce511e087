"""Reads the answer to an invitation (METHOD:REPLY, RFC 5546 §3.2.3), in time linear in its length, whatever it holds.

Nothing is computed of what a stranger wrote: rules and times are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from work.event import Answer
from work.icalendar.calendar import ZONE

LARGEST = 256 * 1024  # octets; a reply holds one event and one who answers
LONGEST_LINE = 16 * 1024  # characters, unfolded
_LINE = re.compile(r"([A-Za-z0-9-]{1,64})((?>(?:[^:\"]|\"[^\"]*\")*)):(.*)", re.S)
_NUMBER = re.compile(r"[0-9]{1,9}")
_INSTANT = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")
_ANSWERS = {str(one).upper(): one for one in Answer if one is not Answer.NONE}


class Unread(StrEnum):
    """Why a calendar is no answer that counts."""

    SIZE = "size"  # longer than a reply is
    FORM = "form"  # no iCalendar, or cut off
    METHOD = "method"  # a calendar, but no REPLY
    ONE = "one"  # not of one event by one person
    ANSWER = "answer"  # neither accepted, declined nor tentative


@dataclass(frozen=True, slots=True)
class Reply:
    """What *mailbox* answers to the event *uid* as it was at *sequence*; *original* where it is one occurrence of a series.

    *mailbox* is in small letters, and only claimed: who wrote the letter is for its reader to hold against it.
    """

    uid: str
    sequence: int
    mailbox: str
    answer: Answer
    original: datetime | None = None


def read_reply(octets: bytes) -> Reply | Unread:
    """The answer in an iCalendar object, or why there is none."""
    if len(octets) > LARGEST:
        return Unread.SIZE
    told = _Told([], [])
    for name, parameters, value in _lines(octets.decode("utf-8", "replace")):
        if not told.take(name, parameters, value):
            return Unread.FORM
    if told.depth != ["-"]:
        return Unread.FORM
    return _reply(told.found) if told.method == "REPLY" else Unread.METHOD


_WANTED = frozenset({"UID", "SEQUENCE", "ATTENDEE", "RECURRENCE-ID"})


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Name in capitals, parameters and value of every line, unfolded (RFC 5545 §3.1); others are passed over."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for line in unfolded.split("\n"):
        match = _LINE.fullmatch(line.removesuffix("\r")) if len(line) <= LONGEST_LINE else None
        if match is not None:
            yield match[1].upper(), match[2], match[3]


@dataclass(slots=True)
class _Told:
    """What was read so far: the METHOD, and what matters of events; *depth* are the components around."""

    depth: list[str]
    found: list[tuple[str, str, str]]
    method: str = ""

    def take(self, name: str, parameters: str, value: str) -> bool:
        """Takes one line; False where components do not nest."""
        if name in ("BEGIN", "END"):
            nests = _nested(self.depth, name, value.strip().upper())
            if name == "BEGIN" and self.depth == ["VCALENDAR", "VEVENT"]:
                self.found.append(("BEGIN", "", ""))
            return nests
        if self.depth == ["VCALENDAR"] and name == "METHOD":
            self.method = value.strip().upper()
        elif self.depth == ["VCALENDAR", "VEVENT"] and name in _WANTED:
            self.found.append((name, parameters, value.strip()))
        return True


def _nested(depth: list[str], name: str, value: str) -> bool:
    """Keeps *depth*, in which "-" stands for a calendar that has ended; False where it does not nest."""
    if name == "BEGIN":
        depth.append(value)
        return len(depth) <= 8 and depth[0] == "VCALENDAR"
    if not depth or depth.pop() != value:
        return False
    if not depth:
        depth.append("-")
    return True


def _reply(found: list[tuple[str, str, str]]) -> Reply | Unread:
    said: dict[str, tuple[str, str]] = {}
    for name, parameters, value in found:
        if name in said:
            return Unread.ONE
        said[name] = parameters, value
    if "UID" not in said or "ATTENDEE" not in said:
        return Unread.ONE
    parameters, address = said["ATTENDEE"]
    mailbox = address.lower().removeprefix("mailto:").strip()
    answer = _ANSWERS.get(_parameter(parameters, "PARTSTAT").upper())
    if answer is None:
        return Unread.ANSWER
    number = said.get("SEQUENCE", ("", "0"))[1]  # RFC 5545 §3.8.7.4: 0 where it is not given
    if _NUMBER.fullmatch(number) is None:
        return Unread.FORM
    original = None
    if "RECURRENCE-ID" in said:
        original = _instant(said["RECURRENCE-ID"][1])
        if original is None:
            return Unread.FORM
    return Reply(_plain(said["UID"][1]), int(number), mailbox, answer, original)


def _parameter(parameters: str, name: str) -> str:
    match = re.search(rf'(?i);{name}=("[^"]*"|[^;:,"]*)', parameters)
    return "" if match is None else match[1].strip('"')


def _plain(value: str) -> str:
    return re.sub(r"\\([\\;,])", r"\1", value)


def _instant(value: str) -> datetime | None:
    """In UTC, or by the office's clock: calendars name its zone as they like."""
    match = _INSTANT.fullmatch(value)
    if match is None:
        return None
    try:
        plain = datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - put to it below
    except ValueError:
        return None
    return plain.replace(tzinfo=UTC if match[3] else ZONE).astimezone(UTC)
