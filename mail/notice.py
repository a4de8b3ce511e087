"""A notice as a letter of our own: rendered in its reader's language, recognisable, never answered by robots."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

import structlog

from mail import invitation
from mail.page import page_of
from mail.reply_address import ReplyAddress
from mail.report_sheet import XLSX, Enclosed
from mail.unsubscribing import Unsubscribing
from store.form import by_mail, telling
from templates import render
from work.deadline import in_zone
from work.event import NOTICE, REMINDER
from work.icalendar.calendar import Mailbox
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.notice import DIGEST, NUDGE, SEVERAL, UNRECEIVED, Notice, tasks_of
from work.notice import REMINDER as OF_TASK
from work.secrecy.discretion import Discretion
from work.simulation import SIMULATED

INVITES_ANSWER = (OF_TASK, NUDGE, UNRECEIVED, SEVERAL, DIGEST)  # which say what can be answered
INVITES_SHEET = (telling.OPENED, telling.REMINDER, telling.RETURNED, by_mail.TAKEN)
ABOUT = ("content", "product", "result", "why")  # what says in a notice what a task is about

log = structlog.get_logger()


class Remembered(HeaderRegistry):
    """The classes of fields, each made once: otherwise a letter costs one more for each of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        """The class of a field of that name."""
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


POLICY = SMTP.clone(header_factory=Remembered())


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the office's *name* and *mailbox*, its relay's *hostname* and its people's *zone*.

    *replies* makes the addresses at which notices of tasks are answered; without it nobody reads answers. *console* is
    where browsers reach the console, "" where letters do not lead there. *stops* offers to have no digest.
    """

    name: str
    mailbox: str
    hostname: str
    zone: tzinfo
    simulated: bool = False
    replies: ReplyAddress | None = None
    console: str = ""
    stops: Unsubscribing | None = None

    @property
    def domain(self) -> str:
        """The mail domain of the office."""
        return self.mailbox.rpartition("@")[2]


def letter(
    notice: Notice, writer: Writer, now: datetime, enclosed: Enclosed | None = None
) -> NewLetter:
    """*notice* ready for the spool, with the null reverse-path so that no bounce can loop (RFC 3834 §3.3).

    Its Message-ID comes from the dedup key: a notice that is sent again is recognisably the same.
    *enclosed* goes with it.
    """
    facts = {**_facts(notice, writer), "sheet": None if enclosed is None else enclosed.name}
    message = _message(notice, facts, writer, now)
    if enclosed is not None:
        message.add_attachment(enclosed.octets, *XLSX, filename=enclosed.name)
    octets = _subject(notice, facts, writer) + _unsubscribing(notice, writer) + message.as_bytes()
    addressee = Addressee(notice.address, frozenset({"NEVER"}))
    return NewLetter(
        kind="notice",
        envelope=Envelope("", (addressee,)),
        origin=Origin("notice", "trusted", "", writer.hostname, ""),
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=str(message["Message-ID"]),
    )


def discreet(notice: Notice, discretion: Discretion, writer: Writer) -> Notice:
    """The notice without what a task is about, where that bears a mark of secrecy; its number stays."""
    day = notice.at.astimezone(writer.zone).date()
    facts = _discreet(notice, discretion, day)
    if facts == notice.facts:
        return notice
    log.warning("notice.untitled", notice=notice.id)
    return replace(notice, facts=facts)


def _discreet(notice: Notice, discretion: Discretion, day: date) -> dict[str, Any]:
    if notice.kind in (NOTICE, REMINDER):
        secret = discretion.is_secret(list(invitation.texts(notice.facts)), day)
        return {**notice.facts, **(invitation.HIDDEN if secret else {})}
    facts = _untitled(notice.facts, discretion, day)
    if "sections" not in facts:
        return facts
    told = [
        {**one, "items": [_untitled(task, discretion, day) for task in one["items"]]}
        for one in facts["sections"]
    ]
    return {**facts, "sections": told}


def _untitled(facts: Mapping[str, Any], discretion: Discretion, day: date) -> dict[str, Any]:
    """The facts of one task, without what it is about where that bears a mark."""
    told = {name: facts[name] for name in ABOUT if name in facts}
    secret = discretion.is_secret(told.values(), day)
    return {**facts, **dict.fromkeys(told)} if secret else dict(facts)


def _facts(notice: Notice, writer: Writer) -> dict[str, Any]:
    seen = notice.at.astimezone(writer.zone)
    return {
        **in_zone(notice.facts, writer.zone),
        "reason": notice.reason,
        "office": writer.name,
        "today": seen.date().isoformat(),
        "at": seen.isoformat(),
        "page": page_of(notice, writer.console),
        "answerable": writer.replies is not None
        and notice.kind in (*INVITES_ANSWER, *INVITES_SHEET),
    }


def _subject(notice: Notice, facts: dict[str, Any], writer: Writer) -> bytes:
    """The field by itself: EmailMessage loses the blank between two encoded words behind plain ones (RFC 2047 §6.2)."""
    said = " ".join(render(f"mail/{notice.kind}.subject", facts, notice.language).split())
    whole = f"{SIMULATED} {said}" if writer.simulated else said
    charset = "us-ascii" if whole.isascii() else "utf-8"
    line = Header(whole, charset, header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {line}\r\n".encode("ascii")


def _unsubscribing(notice: Notice, writer: Writer) -> bytes:
    """Nobody is offered to go without anything but the digest: it tells of nothing that is not told besides."""
    if notice.kind != DIGEST or writer.stops is None:
        return b""
    return writer.stops.fields(
        notice.person, notice.address, notice.at.astimezone(writer.zone).date()
    )


def _message(notice: Notice, facts: dict[str, Any], writer: Writer, now: datetime) -> EmailMessage:
    text = render(f"mail/{notice.kind}.text", facts, notice.language)
    message = EmailMessage(policy=POLICY)
    message["From"] = formataddr((writer.name, writer.mailbox))
    message["To"] = notice.address
    message["Date"] = format_datetime(now.astimezone(writer.zone))
    message["Message-ID"] = message_id(notice.dedup_key, writer.domain)
    if answered_at := _answered_at(notice, writer):
        message["Reply-To"] = answered_at
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    _put_into_thread(message, notice, writer)
    message.set_content(text + "\n", charset="utf-8", cte="base64")
    if notice.kind == NOTICE:
        office = Mailbox(writer.name, writer.mailbox)
        invitation.attach(message, notice.facts, office, notice.language, notice.at)
    return message


def _put_into_thread(message: EmailMessage, notice: Notice, writer: Writer) -> None:
    """All letters about one task, or one event, lie together; what answers a letter, below that (RFC 5322 §3.6.4)."""
    thread = [
        message_id(f"{about}:{notice.facts[about]}", writer.domain)
        for about in ("task", "event")
        if isinstance(notice.facts.get(about), int)
    ]
    if answers := notice.facts.get("answers"):
        message["In-Reply-To"] = answers
        thread.append(answers)
    if thread:
        message["References"] = " ".join(thread)


def _answered_at(notice: Notice, writer: Writer) -> str | None:
    """Who asks is answered directly; what tells of tasks is answered here."""
    direct: str | None = notice.facts.get("reply_to")
    if direct is not None or writer.replies is None:
        return direct
    if notice.kind in INVITES_SHEET:  # which says itself for what it is
        return writer.replies.mailbox
    tells = any(isinstance(one.get("task"), int) for one in tasks_of(notice.facts))
    return writer.replies.of(notice.id, notice.dedup_key) if tells else None


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the letter with that dedup key, whenever it is written."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
