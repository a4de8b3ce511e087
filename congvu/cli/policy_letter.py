"""A letter that is tried: its file, and its envelope as a command line gives it."""

import click

from mail.address import Flaw, mailbox


def sender_of(text: str) -> str:
    """An envelope sender; "" or "<>" for none."""
    return "" if text in ("", "<>") else recipient_of(text)


def recipient_of(text: str) -> str:
    """An address as an envelope may have it."""
    found = mailbox(text, utf8=True)
    if isinstance(found, Flaw):
        raise ValueError(f'"{text}" is no address: {found.value}')
    return found


def letter_octets(file: str) -> bytes:
    """The letter with lines as they are sent, RFC 5321 §2.3.8."""
    with click.open_file(file, "rb") as given:
        return b"\r\n".join(given.read().replace(b"\r\n", b"\n").split(b"\n"))
