"""What is told of the signatures in a letter, in words and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from congvu.cli import output
from templates.worth import unopened
from work.signature import Judgement

HEADER = ("SIGNATURE", "PART", "SIGNED BY", "AT", "VERDICT")

# What is wrong, and what it means for who reads the letter.
VERDICTS = {
    "good": "good, vouched for by {anchor}",
    "other-address": "good, vouched for by {anchor}, but for {addresses}, which did not write the letter",
    "altered": "what was signed is not what is there: it was changed",
    "invalid": "not made with the key of its certificate",
    "part": "not over all of the document",
    "head-unsigned": "not over the head of the edXML package, so it says nothing of sender, number and day",
    "file-unsigned": "not over each file of the edXML package",
    "changed": "something was added afterwards that may not be",
    "revoked": "its certificate was revoked",
    "expired": "its certificate has ended",
    "not-yet": "its certificate is not valid yet",
    "weak": "made with an algorithm or a key that is too weak",
    "usage": "its certificate is not for signing letters or documents",
    "untrusted": "nobody whom the office trusts vouches for it, or a certificate between is missing",
    "broken": "cannot be read",
    "password": "encrypted, so nobody could look",
    "unchecked": "there are more, which were not looked at",
}


def table(found: Sequence[Judgement], zone: tzinfo) -> None:
    """Prints a line for each."""
    output.table(HEADER, list(_rows(found, zone)), 4)


def _rows(found: Sequence[Judgement], zone: tzinfo) -> Iterator[tuple[str, ...]]:
    for one in found:
        at = f"{one.at.astimezone(zone):%d/%m/%Y %H:%M}" if one.at else "-"
        yield one.kind, one.part or "-", one.signer or "-", at, in_words(one)


def in_words(one: Judgement) -> str:
    """What it is worth."""
    known = one.verdict in VERDICTS
    words = (
        VERDICTS[one.verdict] if known else f"could not be looked at: {unopened(one.verdict, 'en')}"
    )
    said = words.format(anchor=one.anchor, addresses=", ".join(one.addresses))
    if one.kind != "smime" or one.verdict != "good":
        return said
    if not is_whole(one.part):
        return f"{said}; over that part of the letter alone"
    return f"{said}; whether its author signed is not told" if one.is_author is None else said


def is_whole(part: str) -> bool:
    """Whether *part* is all of the letter, and not one of several or a letter that it forwards.

    >>> is_whole("0"), is_whole("0.0"), is_whole("2"), is_whole("0.2")
    (True, True, False, False)
    """
    return set(part) <= {"0", "."}


def facts(found: Sequence[Judgement]) -> list[dict[str, Any]]:
    """The same as JSON."""
    return [
        {
            "kind": one.kind,
            "part": one.part,
            "verdict": one.verdict,
            "anchor": one.anchor,
            "signer": one.signer,
            "addresses": list(one.addresses),
            "is_author": one.is_author,
            "at": one.at,
            "certificate": one.certificate,
            "revocation": one.revocation,
        }
        for one in found
    ]
