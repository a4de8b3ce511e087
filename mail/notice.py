"""A notice as a letter of our own: rendered in its reader's language, recognisable, never answered by robots."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

import structlog

from templates import render
from work.deadline import in_zone
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.notice import Notice
from work.secrecy.discretion import Discretion
from work.simulation import SIMULATED

ABOUT = ("content", "product", "result", "why")  # what says in a notice what a task is about

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the office's *name* and *mailbox*, its relay's *hostname* and its people's *zone*."""

    name: str
    mailbox: str
    hostname: str
    zone: tzinfo
    simulated: bool = False

    @property
    def domain(self) -> str:
        """The mail domain of the office."""
        return self.mailbox.rpartition("@")[2]


def letter(notice: Notice, writer: Writer, now: datetime) -> NewLetter:
    """*notice* ready for the spool, with the null reverse-path so that no bounce can loop (RFC 3834 §3.3).

    Its Message-ID comes from the dedup key: a notice that is sent again is recognisably the same.
    """
    message = _message(notice, writer, now)
    octets = message.as_bytes()
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
    told = {name: notice.facts[name] for name in ABOUT if name in notice.facts}
    day = notice.at.astimezone(writer.zone).date()
    if not discretion.is_secret(told.values(), day):
        return notice
    log.warning("notice.untitled", notice=notice.id)
    return replace(notice, facts={**notice.facts, **dict.fromkeys(told)})


def _message(notice: Notice, writer: Writer, now: datetime) -> EmailMessage:
    seen = notice.at.astimezone(writer.zone)
    facts = {
        **in_zone(notice.facts, writer.zone),
        "reason": notice.reason,
        "office": writer.name,
        "today": seen.date().isoformat(),
        "at": seen.isoformat(),
    }
    subject = " ".join(render(f"mail/{notice.kind}.subject", facts, notice.language).split())
    text = render(f"mail/{notice.kind}.text", facts, notice.language)
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((writer.name, writer.mailbox))
    message["To"] = notice.address
    message["Subject"] = f"{SIMULATED} {subject}" if writer.simulated else subject
    message["Date"] = format_datetime(now.astimezone(writer.zone))
    message["Message-ID"] = _message_id(notice.dedup_key, writer.domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    if "task" in notice.facts:
        message["References"] = _message_id(f"task:{notice.facts['task']}", writer.domain)
    message.set_content(text + "\n", charset="utf-8", cte="base64")
    return message


def _message_id(key: str, domain: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
