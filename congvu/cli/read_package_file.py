"""A letter that is read from a file; an edXML package by itself is read as the letter whose one file it is."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from congvu.cli.policy_letter import as_letter, given_octets


def letter_of(file: str, now: datetime) -> bytes:
    """The letter in *file*, or "-" for standard input; a package came *now*. Raises Refused for a file that is neither."""
    from papers.opening.xml import is_edxml

    octets = given_octets(file)
    if is_edxml(octets):
        return _bringing(Path(file).name, octets, now)
    return as_letter(file, octets)


def _bringing(name: str, octets: bytes, now: datetime) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(now)
    named = name if Path(name).suffix else f"{name}.edxml"
    message.add_attachment(octets, "application", "octet-stream", filename=named)
    return message.as_bytes()
