"""A letter that is tried: its file, and its envelope as a command line gives it."""

import click

from congvu.cli.refused import Refused
from mail.address import Flaw, mailbox
from mail.header import parse, split

# A letter has some of these; a document that somebody took out of a letter has none.
_FIELDS = frozenset({"from", "to", "subject", "date", "message-id", "received", "content-type"})


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
    """The letter with lines as they are sent, RFC 5321 §2.3.8. Raises Refused for a file that is none."""
    return as_letter(file, given_octets(file))


def given_octets(file: str) -> bytes:
    """What stands in *file*, or in standard input for "-"."""
    with click.open_file(file, "rb") as given:
        octets: bytes = given.read()
    return octets


def as_letter(file: str, given: bytes) -> bytes:
    """The same as letter_octets() of what was read already."""
    octets = b"\r\n".join(given.replace(b"\r\n", b"\n").split(b"\n"))
    if _FIELDS.isdisjoint(parse(split(octets)[0]).names()):
        raise Refused(
            f"{file} is no letter: no field such as From or Subject stands at its beginning;"
            " name the letter as the mail program saves it (.eml), with its attachments in it"
        )
    return octets
