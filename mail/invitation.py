"""The calendar beside the words of a notice of an event: iTIP by mail (RFC 6047), which mail programs put into people's calendars."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from templates import render
from work.event_facts import entries
from work.icalendar.calendar import Mailbox, written

ABOUT = ("title", "place", "link", "note", "why")
STATUS = {  # who is asked no longer is not told that it is cancelled, RFC 5546 §3.2.5
    "invited": "CONFIRMED",
    "changed": "CONFIRMED",
    "cancelled": "CANCELLED",
    "removed": None,
}
HIDDEN: dict[str, Any] = {"changes": {}, **dict.fromkeys(ABOUT)}


def texts(facts: Mapping[str, Any]) -> Iterator[str | None]:
    """All that people wrote of an event, as it is and as it was."""
    yield from (facts.get(name) for name in ABOUT)
    for name, pair in facts["changes"].items():
        if name in ABOUT:
            yield from (pair["was"], pair["now"])


def attach(
    message: EmailMessage, facts: Mapping[str, Any], office: Mailbox, language: str, at: datetime
) -> None:
    """Makes *message*, which has its words, multipart/alternative with the calendar last (RFC 6047 §2.4).

    Clients take the last form that they understand (RFC 2046 §5.1.4). *at* is when it was decided.
    """
    octets = calendar(facts, office, language, at)
    parameters = {"method": facts["method"], "charset": "UTF-8"}
    message.add_alternative(octets, "text", "calendar", cte="base64", params=parameters)


def calendar(facts: Mapping[str, Any], office: Mailbox, language: str, at: datetime) -> bytes:
    """The iCalendar object of a notice: REQUEST or CANCEL (RFC 5546 §3.2.2, §3.2.5)."""
    method, note = facts["method"], render("mail/event-note", facts, language)
    found = entries(facts, office, note, STATUS[facts["news"]])
    return written(method, found[:1] if method == "CANCEL" else found, at)
