"""The note to a postmaster that a report may not go back to the sender (RFC 8689 §5).

The report names what the letter's sender wanted protected, so it stays. The note goes the
common way, and names the letter by its Message-ID alone.
"""

import base64
import hashlib
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from mail import header
from mail.address import domain_of
from mail.dsn import LONGEST_ID, Fate, Reporter, Subject
from mail.dsn_text import UNREPORTED, UNREPORTED_LATE, UNREPORTED_SUBJECT
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.simulation import SIMULATED


def redacted(
    subject: Subject, fates: tuple[Fate, ...], reporter: Reporter, now: datetime
) -> NewLetter:
    """The note about the report *subject*, ready for the store, to the postmaster of its recipient."""
    postmaster = f"postmaster@{domain_of(fates[0].addressee.address)}"
    message_id = f"<unreported.{subject.letter}@{reporter.hostname}>"
    octets = _top(postmaster, message_id, reporter, now) + _text(subject, fates[0], reporter)
    return NewLetter(
        kind="dsn",
        envelope=Envelope("", (Addressee(postmaster, frozenset({"NEVER"})),)),
        origin=Origin("dsn", "trusted", "", reporter.hostname, "", agency=subject.agency),
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=message_id,
    )


def _top(postmaster: str, message_id: str, reporter: Reporter, now: datetime) -> bytes:
    mark = f"{SIMULATED} " if reporter.simulated else ""
    title = f"{mark}{UNREPORTED_SUBJECT.vi} / {UNREPORTED_SUBJECT.en}"
    lines = [
        f"From: Congvu <MAILER-DAEMON@{reporter.domain}>",
        f"To: <{postmaster}>",
        f"Subject: {Header(title, 'utf-8', header_name='Subject').encode(linesep=chr(13) + chr(10))}",
        f"Date: {format_datetime(now.astimezone(reporter.zone))}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-replied",  # RFC 3834 §5
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def _text(subject: Subject, fate: Fate, reporter: Reporter) -> bytes:
    facts = {
        "host": reporter.hostname,
        "message_id": _about(subject),
        "status": fate.status,
    }
    words = UNREPORTED_LATE if fate.reason == "expired" else UNREPORTED
    text = f"{words.vi.format(**facts)}\r\n\r\n----------\r\n\r\n{words.en.format(**facts)}\r\n"
    return base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def _about(report: Subject) -> str:
    """The Message-ID that the report refers to, which is the letter's; else its own."""
    fields = header.parse(header.split(report.octets)[0])
    found = fields.named("references")
    told = found[0].value.decode("ascii", "replace").strip() if len(found) == 1 else ""
    return told[:LONGEST_ID] or fields.message_id() or f"<{report.receipt}>"
