"""Reads reports on our letters that come back from outside (RFC 3464), and remembers which mailboxes are no more.

A report goes on to whom it is for; reading it changes nothing about that.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

import structlog

from mail import header
from mail.address import comparable, domain_of
from mail.content import Content
from mail.gone import STATUSES
from mail.header import Header
from mail.inbound import Admitted
from mail.part import Part, parts
from mail.suppressed import Lesson, Suppressed
from store import Store, returned
from store.failure import StoreFailed, reason
from store.returned import Match
from work import receipt
from work.returned import Failure, Returned
from work.suppression import BY_REPORT

log = structlog.get_logger()

RECIPIENTS = 100
LONGEST_STATUS = 64 * 1024  # octets
LONGEST = 500  # characters of what a server said
_STATUS = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_OUR_ID = re.compile(r"by\s+(\S+)\s+\(Congvu\)\s+with\s+\S+\s+id\s+([0-9A-Za-z]{1,20})")


class Returns:
    """*hostname* is the name under which our letters bear our trace."""

    def __init__(self, store: Store, suppressed: Suppressed, hostname: str) -> None:
        self._store = store
        self._suppressed = suppressed
        self._hostname = hostname

    async def noticed(
        self, found: Admitted, content: Content, fields: Header, now: datetime
    ) -> None:
        """Looks whether the letter is such a report; nothing is lost with one that cannot be kept now."""
        if found.envelope.sender or not _is_report(fields) or content.octets is None:
            return
        back = await asyncio.to_thread(read, content.octets, self._hostname)
        if back is None:
            return
        try:
            for to in found.envelope.recipients:
                await self._matched(back, to.address, found.finding.author, found, now)
        except StoreFailed as error:
            log.warning("returned.unkept", error=reason(error))

    async def _matched(
        self, back: Returned, to: str, author: str, found: Admitted, now: datetime
    ) -> None:
        named = {one.address.lower(): one for one in back.failures}
        matches = await self._store.write(returned.matched, back, named, to, now)
        log.info("returned.read", letter=back.letter, recipients=len(matches))
        proven = author if found.finding.dmarc == "pass" else ""
        gone = {
            comparable(match.address): match.failure.said
            for match in matches
            if match.failure.status in STATUSES and _is_theirs(proven, match)
        }
        if gone:
            await self._suppressed.learn(Lesson(gone, [], BY_REPORT), now)


def _is_theirs(author: str, match: Match) -> bool:
    """Whether the report is proven to be of the domain that it speaks of: others may know the letter as well."""
    domain = domain_of(match.address)
    return bool(author) and (domain == author or domain.endswith(f".{author}") or author.endswith(f".{domain}"))  # fmt: skip


def _is_report(fields: Header) -> bool:
    kind = fields.named("content-type")
    return len(kind) == 1 and kind[0].value.lower().startswith(b"multipart/report")


def read(octets: bytes, hostname: str) -> Returned | None:
    """What the report says of a letter that *hostname* has handed on; None where it is none, or of another's."""
    found = tuple(parts(octets))
    failures = tuple(islice(_failures(found), RECIPIENTS))
    original = next(filter(None, map(_original, found)), None)
    if original is None or not failures:
        return None
    number, message_id = _number(original, hostname), original.message_id()
    return Returned(number, message_id, failures) if number and message_id else None


def _failures(found: Sequence[Part]) -> Iterator[Failure]:
    for part in found:
        if part.kind == "message/delivery-status":
            for group in part.octets()[:LONGEST_STATUS].split(b"\r\n\r\n"):
                if failure := _failure(header.parse(group.strip(b"\r\n") + b"\r\n")):
                    yield failure


def _failure(group: Header) -> Failure | None:
    def told(name: str) -> str:
        fields = group.named(name)
        return " ".join(fields[0].value.decode("utf-8", "replace").split()) if fields else ""

    status = _STATUS.match(told("status"))
    address = (told("original-recipient") or told("final-recipient")).rpartition(";")[2].strip()
    if told("action").lower() != "failed" or status is None or "@" not in address:
        return None
    said = told("diagnostic-code").partition(";")[2].strip()
    return Failure(address, status[0], said[:LONGEST] or f"returned with {status[0]}")


def _original(part: Part) -> Header | None:
    """The header of the letter that is given back."""
    if part.kind not in ("text/rfc822-headers", "message/rfc822"):
        return None
    return header.parse(header.split(part.octets().lstrip(b"\r\n"))[0])


def _number(original: Header, hostname: str) -> int | None:
    """The letter's number, by the trace field that we put before it."""
    for field in original.named("received"):
        found = _OUR_ID.search(field.value.decode("utf-8", "replace")[:LONGEST])
        if found and found[1].lower() == hostname:
            return receipt.decode(found[2])
    return None
