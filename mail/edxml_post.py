"""Writes to senders of edXML what became of their documents: each state as a file in a letter of ours, once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

import structlog

from mail.notice import Writer
from papers.edxml_status import written
from schedules.clock import Clock
from store import Store, edxml_status
from store.edxml_status import TOPIC, Due
from store.failure import StoreFailed, reason
from templates import render
from work.edxml import Organ, Status, file_name, long_code
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.simulation import SIMULATED

MOST = 50  # letters in one commit
LOOK_SECONDS = 30.0  # without a ring

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EdxmlSettings:
    """In which language, tried for how long; *organ* is our code, "" for that of the directory."""

    language: str
    max_age: timedelta
    organ: str = ""


class Posting:
    """The loop; of several that have it, each state is written by one, as the row and the letter are one commit."""

    def __init__(self, store: Store, writer: Writer, clock: Clock, settings: EdxmlSettings) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._settings = settings

    async def run(self) -> None:
        """Writes what waits, for ever."""
        ear = self._store.bell.ear(TOPIC)
        while True:
            try:
                while await self.once() == MOST:
                    pass
            except StoreFailed as error:  # the next look finds the same
                log.warning("edxml.put-off", error=reason(error))
            await ear.heard(LOOK_SECONDS)

    async def once(self) -> int:
        """How many were written."""
        now = self._clock.now()
        compose = composing(self._writer, self._settings, now)
        end = now + self._settings.max_age
        letters = await self._store.write(edxml_status.write, compose, now, end, MOST)
        if letters:
            log.info("edxml.told", letters=len(letters))
        return len(letters)


def composing(writer: Writer, settings: EdxmlSettings, now: datetime) -> Callable[[Due], NewLetter]:
    """What makes a letter of one state."""
    return lambda due: letter(due, writer, settings, now)


def letter(due: Due, writer: Writer, settings: EdxmlSettings, now: datetime) -> NewLetter:
    """The state as a letter with its file, from the null reverse-path; its Message-ID is made of document and code."""
    code, name = due.code, file_name(due.code)
    organ = Organ(settings.organ or long_code(due.home), writer.name, writer.mailbox)
    status = Status(organ, due.document, code, due.reason)
    facts = {
        "code": str(code),
        "number": due.document.number,
        "issued": None if due.document.issued is None else due.document.issued.isoformat(),
        "reason": due.reason,
        "office": writer.name,
        "file": name,
        "today": due.at.astimezone(writer.zone).date().isoformat(),
    }
    message = EmailMessage(policy=SMTP)
    subject = " ".join(render("mail/edxml.subject", facts, settings.language).split())
    digest = hashlib.sha256(f"edxml {writer.domain} {due.id}".encode()).hexdigest()
    message["From"] = formataddr((writer.name, writer.mailbox))
    message["To"] = due.answer_to
    message["Subject"] = f"{SIMULATED} {subject}" if writer.simulated else subject
    message["Date"] = format_datetime(now.astimezone(writer.zone))
    message["Message-ID"] = f"<{digest[:32]}@{writer.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    text = render("mail/edxml.text", facts, settings.language)
    message.set_content(text + "\n", charset="utf-8", cte="base64")
    octets = written(status, due.at.astimezone(writer.zone))
    message.add_attachment(octets, "application", "xml", filename=name)
    whole = message.as_bytes()
    return NewLetter(
        kind="notice",
        envelope=Envelope("", (Addressee(due.answer_to, frozenset({"NEVER"})),)),
        origin=Origin("edxml", "trusted", "", writer.hostname, ""),
        body=whole,
        size_bytes=len(whole),
        digest=hashlib.sha256(whole).digest(),
        message_id=str(message["Message-ID"]),
    )
