"""Judges whole letters before their body is stored: what bears a mark of secrecy may not travel here.

A letter without attachments is judged where it stands; one that is long or has files to be
opened is judged beside the loop, its files in a process of their own and within a deadline.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from mail.content import Content
from mail.header import Header
from mail.secrecy_fields import are_plain, found_in_fields
from mail.secrecy_papers import OneAtATime, Opens, found_in_papers
from mail.secrecy_parts import FILES, Collector
from mail.secrecy_scans import found_in_scans
from mail.transfer import undone
from mail.walk import Walk
from papers.opened import Opened
from work.secrecy.discretion import Rules
from work.secrecy.finding import Finding, Verdict, worst
from work.secrecy.judge import Judge

AT_ONCE = 32 * 1024  # octets of a letter that is sifted without a thread
JUDGED_AT_ONCE = 512  # and of one, or of a header, that is judged so: full of marks, it takes some twenty milliseconds
PIECE = 128 * 1024  # octets
_NO_TIME = ("too-slow", "busy")
# What a text may say of itself that is judged by its octets alone.
_PLAIN = re.compile(
    rb"(?:text/plain)?[ \t]*(?:;\s*(?:charset=\"?(?:utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d)\"?"
    rb"|format=\"?(?:flowed|fixed)\"?)\s*)*;?\s*"
)


class Ruling(StrEnum):
    """What becomes of a letter."""

    PASS = "pass"  # noqa: S105 - no password
    INTERNAL = "internal"  # only inside gov.vn, and not to chat
    PERSON = "person"  # a person decides
    UNCHECKED = "unchecked"  # time ran out before all was looked at
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in a letter. *unread* are codes of what could not be looked at, for the log."""

    ruling: Ruling
    findings: tuple[Finding, ...] = ()
    encrypted: bool = False
    unread: tuple[str, ...] = ()


PASSED = Outcome(Ruling.PASS)


class Guard:
    """Judges letters by *rules*; attachments are opened by *opener* within *seconds* for one letter.

    Without an opener a letter with attachments is unchecked. *folder* is where large ones lie meanwhile.
    """

    def __init__(
        self,
        rules: Rules,
        opener: Opens | None = None,
        seconds: float = 20.0,
        folder: Path | None = None,
    ) -> None:
        self._rules = rules
        self._opener = opener
        self._for_outside = OneAtATime(opener) if opener else None
        self._outside = asyncio.Semaphore(1)
        self._seconds = seconds
        self._folder = folder

    def at_once(self, content: Content, fields: Header, day: date) -> Outcome | None:
        """The outcome of a short letter without attachments; None for others, which judge() looks at."""
        if content.octets is None or content.size_bytes > AT_ONCE:
            return None
        judge = self._rules.on(day)
        plain = are_plain(fields, judge)
        if not plain and len(content.header) > JUDGED_AT_ONCE:
            return None
        text = _undone(fields, content.octets[_body_begin(content) :])
        clean = text is not None and _is_clean(text, judge)
        if clean and (plain or next(found_in_fields(fields, judge), None) is None):
            return PASSED
        if content.size_bytes > JUDGED_AT_ONCE:
            return None
        collector = _collected(content, fields, judge, self._folder)
        if not collector.attachments or collector.is_decided:
            return _outcome(collector)
        return None

    async def judge(
        self, content: Content, fields: Header, day: date, *, outside: bool = False
    ) -> Outcome:
        """The outcome of any letter; those from *outside* have one thread and one reader between them."""
        judge = self._rules.on(day)
        async with self._outside if outside else nullcontext():
            collector = await asyncio.to_thread(_collected, content, fields, judge, self._folder)
        opener = self._for_outside if outside else self._opener
        try:
            if not collector.is_decided:
                await self._open(collector, judge, opener)
        finally:
            for attachment in collector.attachments:
                attachment.close()
        return _outcome(collector)

    def of_scans(self, opened: Opened, day: date) -> Outcome:
        """The outcome of what was read of pictures, in a letter of which all else was judged before."""
        findings = found_in_scans(opened, self._rules.on(day))
        return _ruled(tuple(dict.fromkeys(findings)), (), encrypted=False)

    async def _open(self, collector: Collector, judge: Judge, opener: Opens | None) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._seconds
        for attachment in collector.attachments:
            left = deadline - loop.time()
            if opener is None or left <= 0:
                collector.doubts["too-slow"] = None
                return
            opened = await opener.text(attachment.name, attachment.content, left, attachment.kind)
            found, whys = await asyncio.to_thread(found_in_papers, opened, judge)
            collector.findings.extend(one for one in found if one not in collector.findings)
            collector.doubts.update(dict.fromkeys(whys))
            if collector.is_decided:
                return


def _collected(content: Content, fields: Header, judge: Judge, folder: Path | None) -> Collector:
    collector = Collector(judge, folder)
    walk = Walk(fields, collector)
    # A boundary begins with the line end before it, which the header has.
    before = 0 if walk.is_flat or walk.is_a_letter else 1
    for piece in _from(content, max(_body_begin(content) - before, 0)):
        walk.feed(piece)
        if collector.is_decided:
            break
    else:
        walk.end()
        collector.finish()
    for attachment in [one for one in collector.attachments if one.is_as_told]:
        collector.attachments.remove(attachment)
        attachment.close()
    return collector


def _from(content: Content, begin: int) -> Iterator[bytes]:
    """The letter from its octet *begin* on, in pieces that are gone through in a millisecond or two."""
    for chunk in content.chunks():
        for place in range(begin, len(chunk), PIECE):
            yield chunk[place : place + PIECE]
        begin = max(begin - len(chunk), 0)


def _body_begin(content: Content) -> int:
    return min(len(content.header) + 2, content.size_bytes)


def _undone(fields: Header, body: bytes) -> bytes | None:
    """The octets of a letter that is one text; None for any other."""
    encoding = ""
    for field in fields.fields:
        if field.name == "content-type":
            if not _PLAIN.fullmatch(field.value.lower()):
                return None
        elif field.name == "content-transfer-encoding":
            if encoding:
                return None
            encoding = field.raw[26:].strip().lower().decode("ascii", "replace")
        elif field.name == "content-disposition":
            return None
    return undone(encoding, body)


def _is_clean(body: bytes, judge: Judge) -> bool:
    return not (
        b"-----BEGIN PGP" in body
        or b"begin " in body
        or b"=ybegin " in body
        or body.startswith(FILES)
        or judge.may_bear(body)
    )


def _outcome(collector: Collector) -> Outcome:
    judge = collector.judge
    unopened = [one for why in collector.doubts for one in judge.unopened(why)]
    findings = (*dict.fromkeys((*collector.findings, *unopened)),)
    return _ruled(findings, tuple(collector.doubts), encrypted=collector.encrypted)


def _ruled(findings: tuple[Finding, ...], unread: tuple[str, ...], *, encrypted: bool) -> Outcome:
    gravest = worst(findings)
    ruling = Ruling(gravest.name.lower())
    if gravest < Verdict.REFUSE and any(why in _NO_TIME for why in unread):
        ruling = Ruling.UNCHECKED
    if ruling is Ruling.PASS and not unread and not encrypted:
        return PASSED
    ordered = tuple(sorted(findings, key=lambda one: -one.verdict))
    return Outcome(ruling, ordered, encrypted, unread)
