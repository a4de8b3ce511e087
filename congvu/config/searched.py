"""Regular expressions of the configuration: only such as are quick on whatever a stranger wrote.

They are searched for in answers of next hops and in subjects, whose words others choose.
Python's engine tries every way to share a text out among repeats: with one repeat in a way
through the pattern that takes the square of the text's length at most, with a repeated group,
or two repeats in a row, it may take hours.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

REPEATS = ("*", "+", "{")
OPTIONAL_MOST = 4  # each "?" may double the time

_PIECE = re.compile(
    r"""
      \\.                               # an escaped character
    | \[ \^? \]? (?: \\. | [^\]\\] )* \]  # a set
    | \( \? (?: <? [=!] | : )           # a group that is not kept, or a look around
    | [(|)]
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def pattern(text: str) -> re.Pattern[str]:
    """What to look for in a text, in any case; raises ValueError where it may take long, or is in all of them.

    >>> bool(pattern("quota|full").search("452 4.2.2 Mailbox Full"))
    True
    """
    try:
        compiled = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(
            f'"{text}" is no regular expression: {error}; write words that stand there, such as "mailbox full"'
        ) from error
    if reason := _slow(_PIECE.findall(text)):
        raise ValueError(
            f'"{text}" may take hours on some texts: {reason}; write words with | between,'
            ' such as "mailbox full|over quota"'
        )
    if compiled.search(""):
        raise ValueError(f'"{text}" is found in every text; write words that stand there')
    return compiled


def _slow(pieces: Sequence[str]) -> str | None:
    pairs = set(pairwise(pieces))
    if ("(", "?") in pairs:
        return "it has a kind of group that is not taken here"
    if any((")", repeat) in pairs for repeat in REPEATS):
        return "it repeats a group"
    for way in _ways(pieces):
        if sum(map(way.count, REPEATS)) > 1:
            return "it has two repeats in a row"
        if way.count("?") > OPTIONAL_MOST:
            return f"it has more than {OPTIONAL_MOST} question marks in a row"
    return None


def _ways(pieces: Sequence[str]) -> Iterator[list[str]]:
    """The alternatives of the whole pattern; those within a group stay together."""
    way: list[str] = []
    depth = 0
    for piece in pieces:
        depth += piece.startswith("(") - (piece == ")")
        if piece == "|" and not depth:
            yield way
            way = []
        else:
            way.append(piece)
    yield way
