"""Plain text whose lines are to be put together again (RFC 3676)."""

import re

_QUOTES = re.compile(">*")
_SIGNATURE = "-- "


def unflowed(text: str, joined: bool = False) -> str:
    r"""The paragraphs of *text*, "\n" behind each; *joined* says that the blank at a break goes too (§4.2).

    >>> unflowed("trước ngày \n15/10\n> a \n> b\n-- \nVT\n")
    'trước ngày 15/10\n> a b\n-- \nVT\n'
    """
    found: list[str] = []
    open_depth = -1  # of the paragraph that goes on
    for line in text.splitlines():
        marks = _QUOTES.match(line)
        depth = marks.end() if marks else 0
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        kept = content[:-1] if flows and joined else content
        if depth == open_depth and content != _SIGNATURE:
            found.append(kept)
        else:
            found += ("\n" if found else "", ">" * depth + " " * bool(depth), kept)
        open_depth = depth if flows else -1
    return "".join((*found, "\n"))
