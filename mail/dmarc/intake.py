"""Takes the reports that come to the office's mailbox for them: each is read, summed up and kept once."""

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog

from mail.address import comparable
from mail.content import Content
from mail.dmarc.reading import read
from mail.enclosed import LONGEST, Unreadable
from mail.inbound import Admitted
from store import Store, dmarc
from work.dmarc import Report
from work.hold import UNREAD

log = structlog.get_logger()


class Reports:
    """*mailbox* is where they come, as mail.address.comparable gives it."""

    def __init__(self, store: Store, mailbox: str) -> None:
        self._store = store
        self._mailbox = mailbox
        self._one_by_one = asyncio.Lock()  # each may take a thread for a second

    async def taken(self, found: Admitted, content: Content, now: datetime) -> Admitted | None:
        """What is left to deliver of a letter once its report is kept; None where nobody else gets it.

        What is held, or cannot be read, stays a letter; the latter waits for a person.
        Raises StoreFailed.
        """
        others = tuple(to for to in found.envelope.recipients if not self._is_ours(to.address))
        if found.hold is not None or len(others) == len(found.envelope.recipients):
            return found
        async with self._one_by_one:
            report = await asyncio.to_thread(_read, content)
        if isinstance(report, Unreadable):
            log.warning("dmarc.unread", reason=str(report))
            return found if others else found._replace(hold=UNREAD)
        proven = found.finding.dmarc == "pass"
        new = await self._store.write(dmarc.keep, report, proven, now)
        log.info(
            "dmarc.reported" if new else "dmarc.repeated",
            domain=report.domain,
            letters=report.letters,
            failed=report.failed,
        )
        left = replace(found.envelope, recipients=others)
        return found._replace(envelope=left) if others else None

    def _is_ours(self, address: str) -> bool:
        return comparable(address) == self._mailbox


def _read(content: Content) -> Report | Unreadable:
    """In a thread: what is wrong with it is a value here."""
    try:
        if content.size_bytes > LONGEST:
            return Unreadable("it is longer than any report")
        return read(b"".join(content.chunks()))
    except Unreadable as error:
        return error
