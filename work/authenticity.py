"""What was found out about who sent a letter from outside, and what was made of it."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["mark", "quarantine", "defer", "refuse"]
"""What is done with it, the mildest first: only told to the reader, held for a person, put off, refused."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The results in the words of RFC 8601 §2.7, and the *rule* that decided, with the place where it stands.

    *author* is the domain of the mailbox in From. *results* is the field that tells the reader,
    ready to be put before the letter. With *proven* the reverse-path is its owner's, so that
    reports may go there: to anybody else they would be mail that nobody asked for.
    """

    author: str
    spf: str
    helo: str
    dkim: str
    arc: str
    dmarc: str
    action: Action
    rule: str
    source: str
    results: str
    proven: bool
