"""A checkpoint of the account as a letter to those who keep it elsewhere, and read out of one again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any

from mail.notice import Writer
from templates import render
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.simulation import SIMULATED

BEGINS = "checkpoint-"  # the attachment's name; a script needs no more to find it


def letter(
    shown: Mapping[str, Any], day: date, to: Sequence[str], writer: Writer, language: str,
    now: datetime,
) -> NewLetter:  # fmt: skip
    """The checkpoint *shown* as JSON, as a letter for the office's *day*, from the null reverse-path.

    Its Message-ID comes from the office and the day: what is sent again is recognisably the same.
    """
    name = f"{BEGINS}{shown['number']}.json"
    zoned = datetime.fromisoformat(shown["time"]).astimezone(writer.zone).isoformat()
    facts = {
        **shown,
        "time": zoned,
        "today": day.isoformat(),
        "office": writer.name,  # in place of its domain
        "file": name,
    }
    message = EmailMessage(policy=policy.SMTP)
    subject = " ".join(render("mail/checkpoint.subject", facts, language).split())
    digest = hashlib.sha256(f"checkpoint {writer.domain} {day.isoformat()}".encode()).hexdigest()
    message["From"] = formataddr((writer.name, writer.mailbox))
    message["To"] = ", ".join(to)
    message["Subject"] = f"{SIMULATED} {subject}" if writer.simulated else subject
    message["Date"] = format_datetime(now.astimezone(writer.zone))
    message["Message-ID"] = f"<{digest[:32]}@{writer.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    text = render("mail/checkpoint.text", facts, language)
    message.set_content(text + "\n", charset="utf-8", cte="base64")
    octets = json.dumps(dict(shown), ensure_ascii=True, indent=1).encode()
    message.add_attachment(octets, "application", "json", filename=name)
    return _new(message.as_bytes(), str(message["Message-ID"]), to, writer)


def attached(octets: bytes) -> Mapping[str, Any] | None:
    """The checkpoint as JSON that a letter, or a file of JSON, holds; None where there is none."""
    for found in (octets, *_attachments(octets)):
        try:
            value = json.loads(found)
        except ValueError:
            continue
        if isinstance(value, dict) and value.get("kind") == "checkpoint":
            return value
    return None


def _attachments(octets: bytes) -> Sequence[bytes]:
    message = message_from_bytes(octets, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "application/json"]
    found = (part.get_payload(decode=True) for part in parts)
    return [octets for octets in found if isinstance(octets, bytes)]


def _new(octets: bytes, message_id: str, to: Sequence[str], writer: Writer) -> NewLetter:
    return NewLetter(
        kind="notice",
        envelope=Envelope("", tuple(Addressee(one, frozenset({"NEVER"})) for one in to)),
        origin=Origin("checkpoint", "trusted", "", writer.hostname, ""),
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=message_id,
    )
