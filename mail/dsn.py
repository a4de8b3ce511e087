"""A delivery status notification (RFC 3464) in a multipart/report (RFC 6522), as a letter of its own.

What it returns of the letter is the header, or all of it where RET=FULL was given, the
letter failed, and it is short (RFC 3461 §4.3). Of a letter that requires TLS it is never
more than the header, and the report requires TLS as well (RFC 8689 §5). With addresses
outside ASCII the parts are those of RFC 6533.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.header import Header
from email.utils import format_datetime
from typing import Literal

from mail import backoff, header
from mail.dsn_text import ANSWER, CLOSING, FINDING, OPENING, REASONS, SUBJECTS, Words
from mail.smtp.release import zulu
from mail.smtp.replies import UNPRINTED
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.simulation import SIMULATED

Action = Literal["failed", "delayed", "relayed", "delivered"]

FULL_LIMIT = 64 * 1024  # octets; longer ones come back as headers only
HEADER_LIMIT = 64 * 1024  # octets
LONGEST_ID = 900  # octets; with its field's name it fits in a line
LINE_LIMIT = 998  # octets without CRLF, RFC 5322 §2.1.1
_ACTIONS: tuple[Action, ...] = ("failed", "delayed", "relayed", "delivered")
_SAID = re.compile(r"(\S+) said: ([245]\d\d .*)")


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: the relay's *hostname*, the *domain* it writes from, the *zone* its readers live in.

    Of a *simulated* office the subject says so.
    """

    hostname: str
    domain: str
    zone: tzinfo
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """The letter that is reported on; *octets* is its content, at least as far as the header goes.

    Of one that may bear a mark of secrecy *octets* are none, and nothing of it is quoted.
    """

    letter: int
    receipt: str
    received_at: datetime
    agency: str | None
    envelope: Envelope
    octets: bytes
    size_bytes: int
    way: str = "dsn"  # the report's own (work.letter.Origin)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one recipient; *reason* names the words of it.

    *answer* is what was last said of it, *rule* the one that held it, *until* when
    trying ends, *why* what a person gave as the reason.
    """

    addressee: Addressee
    action: Action
    reason: str
    status: str
    answer: str = ""
    rule: str = ""
    until: datetime | None = None
    why: str = ""


def report(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime
) -> NewLetter:
    """The report to the letter's sender, ready for the store.

    The same arguments give the same octets. Raises ValueError for a letter with the
    null reverse-path: nothing may be sent to it (RFC 5321 §6.1).
    """
    if not subject.envelope.sender:
        raise ValueError("a report on a letter without a sender")
    wide = not _addresses(subject, fates).isascii()
    octets = _message(subject, fates, reporter, now, wide)
    addressee = Addressee(subject.envelope.sender, frozenset({"NEVER"}))
    return NewLetter(
        kind="dsn",
        envelope=Envelope(
            "",
            (addressee,),
            eight_bit=not octets.isascii(),
            smtputf8=wide,
            tls="required" if _is_protected(subject) else None,
        ),
        origin=Origin(subject.way, "trusted", "", reporter.hostname, "", agency=subject.agency),
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=_message_id(subject, fates, reporter, now),
    )


def _message(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime, wide: bool
) -> bytes:
    parts = (
        _text(subject, fates, reporter),
        _status(subject, fates, reporter, now, wide),
        _returned(subject, fates, wide),
    )
    boundary = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    top = _top(subject, fates, reporter, now, boundary.decode())
    if not b"".join(parts).isascii():
        top += b"Content-Transfer-Encoding: 8bit\r\n"  # a composite is what its parts are, RFC 2045 §6.4
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return top + b"\r\n" + body + b"--" + boundary + b"--\r\n"


def _top(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime, boundary: str
) -> bytes:
    words = SUBJECTS[_worst(fates)]
    mark = f"{SIMULATED} " if reporter.simulated else ""
    title = Header(f"{mark}{words.vi} / {words.en}", "utf-8", header_name="Subject").encode(
        linesep="\r\n"
    )
    original = header.parse(header.split(subject.octets)[0]).message_id() or ""
    answers_to = f"References: {original}"
    lines = [
        f"From: Congvu <MAILER-DAEMON@{reporter.domain}>",
        f"To: <{subject.envelope.sender}>",
        f"Subject: {title}",
        f"Date: {format_datetime(now.astimezone(reporter.zone))}",
        f"Message-ID: {_message_id(subject, fates, reporter, now)}",
        *([answers_to] if original.isascii() and 0 < len(original) <= LONGEST_ID else []),
        "Auto-Submitted: auto-replied",  # RFC 3834 §5
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status;",
        f' boundary="{boundary}"',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _text(subject: Subject, fates: tuple[Fate, ...], reporter: Reporter) -> bytes:
    paragraphs = ("\r\n\r\n".join(_told(subject, fates, reporter, lang)) for lang in ("vi", "en"))
    text = "\r\n\r\n----------\r\n\r\n".join(paragraphs) + "\r\n"
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def _told(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, language: Literal["vi", "en"]
) -> Iterator[str]:
    def said(words: Words, **facts: str) -> str:
        sentence: str = getattr(words, language)
        return sentence.format(**facts)

    def local(instant: datetime | None) -> str:
        return instant.astimezone(reporter.zone).strftime("%H:%M %d/%m/%Y") if instant else ""

    at = local(subject.received_at)
    yield said(OPENING, host=reporter.hostname, at=at, receipt=subject.receipt)
    for fate in fates:
        reason = said(
            REASONS[fate.reason], rule=fate.rule, until=local(fate.until), why=_one_line(fate.why)
        )
        lines = [f"<{fate.addressee.address}>", reason]
        if fate.answer:
            host, answer = _said(fate)
            lines.append(said(ANSWER if host else FINDING, host=host, answer=answer))
        yield "\r\n".join(lines)
    yield said(CLOSING)


def _status(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime, wide: bool
) -> bytes:
    kind = "message/global-delivery-status" if wide else "message/delivery-status"
    envid = subject.envelope.envid
    groups = [
        [
            *([f"Original-Envelope-Id: {_one_line(envid)}"] if envid else []),
            f"Reporting-MTA: dns; {reporter.hostname}",
            *_release_request(subject.envelope),
            f"Arrival-Date: {format_datetime(subject.received_at.astimezone(reporter.zone))}",
        ],
        *(list(_fate_fields(fate, reporter, now)) for fate in fates),
    ]
    codec, errors = ("utf-8", "strict") if wide else ("ascii", "replace")
    octets = b"\r\n".join(
        b"".join(_bounded(line.encode(codec, errors)) + b"\r\n" for line in group)
        for group in groups
    )
    return f"Content-Type: {kind}\r\n{_encoding(octets)}\r\n".encode() + octets


def _release_request(envelope: Envelope) -> Iterator[str]:
    """When the sender asked it to be sent (RFC 4865); an interval is told as the instant it came to."""
    if envelope.release_at:
        yield f"Future-Release-Request: until;{zulu(envelope.release_at)}"


def _bounded(line: bytes) -> bytes:
    """The line within LINE_LIMIT, cut between two characters; the text for people has all of it."""
    if len(line) <= LINE_LIMIT:
        return line
    return line[:LINE_LIMIT].decode("utf-8", "ignore").encode()


def _fate_fields(fate: Fate, reporter: Reporter, now: datetime) -> Iterator[str]:
    address, orcpt = fate.addressee.address, fate.addressee.orcpt
    if orcpt:
        kind, _, original = orcpt.partition(";")
        yield f"Original-Recipient: {_one_line(kind)};{_one_line(original)}"
    yield f"Final-Recipient: {'rfc822' if address.isascii() else 'utf-8'};{address}"
    yield f"Action: {fate.action}"
    yield f"Status: {fate.status}"
    if fate.answer:
        host, answer = _said(fate)
        if host:
            yield f"Remote-MTA: dns; {host}"
        yield f"Diagnostic-Code: {'smtp' if host else 'X-Congvu'}; {answer}"
    yield f"Last-Attempt-Date: {format_datetime(now.astimezone(reporter.zone))}"
    if fate.action == "delayed" and fate.until:
        yield f"Will-Retry-Until: {format_datetime(fate.until.astimezone(reporter.zone))}"


def _said(fate: Fate) -> tuple[str, str]:
    """Which host said what, and nothing of ours beside it; "" and what we found where none said anything."""
    answer = backoff.unnamed(_one_line(fate.answer))
    said = _SAID.fullmatch(answer)
    return (said[1], said[2]) if said else ("", answer)


def _returned(subject: Subject, fates: tuple[Fate, ...], wide: bool) -> bytes:
    short = len(subject.octets) == subject.size_bytes <= FULL_LIMIT
    full = subject.envelope.ret == "FULL" and not _is_protected(subject)
    if full and short and _worst(fates) == "failed":
        kind, octets = ("message/global" if wide else "message/rfc822"), subject.octets
    else:
        kind = "message/global-headers" if wide else "text/rfc822-headers"
        octets = _cut(header.split(subject.octets)[0])
    return f"Content-Type: {kind}\r\n{_encoding(octets)}\r\n".encode() + octets


def _is_protected(subject: Subject) -> bool:
    return subject.envelope.tls == "required"


def _cut(block: bytes) -> bytes:
    """The block's whole lines within HEADER_LIMIT."""
    if len(block) <= HEADER_LIMIT:
        return block
    return block[: block.rfind(b"\r\n", 0, HEADER_LIMIT) + 2]


def _encoding(octets: bytes) -> str:
    return f"Content-Transfer-Encoding: {'7bit' if octets.isascii() else '8bit'}\r\n"


def _worst(fates: tuple[Fate, ...]) -> Action:
    told = {fate.action for fate in fates}
    return next(action for action in _ACTIONS if action in told)


def _message_id(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime
) -> str:
    what = f"{subject.letter} {now.timestamp()} {[fate.addressee.address for fate in fates]}"
    digest = hashlib.sha256(what.encode()).hexdigest()[:16]
    return f"<dsn.{subject.letter}.{digest}@{reporter.hostname}>"


def _addresses(subject: Subject, fates: tuple[Fate, ...]) -> str:
    originals = (fate.addressee.orcpt or "" for fate in fates)
    finals = (fate.addressee.address for fate in fates)
    return "".join((subject.envelope.sender, *originals, *finals))


def _one_line(text: str) -> str:
    return UNPRINTED.sub(" ", text).strip()
