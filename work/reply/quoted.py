"""Takes away what an answer quotes: lines behind ">", the letter below, and the line that announces it.

Announcements are those of Gmail, Apple, Samsung, Thunderbird, Outlook, Zimbra and Exchange, in
Vietnamese and English. What is written between or below lines behind ">" stays.
"""

import re
from collections.abc import Sequence

from work.reply.fold import folded

_WROTE = re.compile(
    r"^(?:vao |on |ngay |luc |thu |chu nhat|le )?.*(?:da viet|wrote|viet|a ecrit) ?:$"
)
_ANNOUNCES = re.compile(r"^(?:vao|on|ngay|luc|thu [2-7]|chu nhat)\b|<[^>\s]+@[^>\s]+>|\d{4}")
_FIELD = re.compile(
    r"^(?:\*+)?(?:(?P<from>tu|from|nguoi gui)|sent|da gui|gui|date|ngay|ngay gui|to|den|toi|nguoi nhan|cc|subject|chu de|tieu de)"
    r" ?:(?:\*+)?(?: |$)"
)
_RULE = re.compile(
    r"^[-_ ]{2,}(?:original message|thu goc|thong diep goc|tin nhan goc|forwarded message|begin forwarded message"
    r"|thu (?:da )?(?:duoc )?chuyen tiep|thu da chuyen tiep|tin nhan chuyen tiep|reply message)[-_ ]{2,}$"
    r"|^bat dau thu (?:duoc )?chuyen tiep ?:$|^begin forwarded message ?:$"
)
_DIVIDER = re.compile(r"^[-_=]{5,}$")
_MOST_LINES = 3  # over which clients break one announcement
_FIELDS_NEAR = 6  # lines in which the fields of a quoted head stand


def unquoted(lines: Sequence[str]) -> list[str]:
    """The lines that the author of the answer wrote."""
    keys = [folded(line.strip()) for line in lines]
    end = next((n for n in range(len(keys)) if _is_below(keys, n)), len(keys))
    while end < len(keys) and end and (not keys[end - 1] or _DIVIDER.match(keys[end - 1])):
        end -= 1
    return _without_marked(lines[:end], keys[:end])


def _is_below(keys: Sequence[str], at: int) -> bool:
    """Whether another letter begins at the line *at*, whole and without marks."""
    if _RULE.match(keys[at]):
        return True
    head = _FIELD.match(keys[at])
    if head is None or head["from"] is None:
        return False
    near = keys[at + 1 : at + _FIELDS_NEAR]
    return sum(_FIELD.match(key) is not None for key in near) >= 2


def _without_marked(lines: Sequence[str], keys: Sequence[str]) -> list[str]:
    taken = [key.startswith(">") for key in keys]
    marked = max((at for at, gone in enumerate(taken) if gone), default=-1)
    for first in range(len(keys)):
        end = _announced(keys, first)
        if end is not None and marked < end:
            taken[first:] = [True] * (len(keys) - first)
            break
        if end is not None:
            taken[first:end] = [True] * (end - first)
    _take_beside(taken, keys)
    return [line for line, gone in zip(lines, taken, strict=True) if not gone]


def _announced(keys: Sequence[str], first: int) -> int | None:
    """Behind the last line of the announcement that begins at *first*; None where there is none."""
    for end in range(first + 1, min(first + _MOST_LINES, len(keys)) + 1):
        whole = " ".join(keys[first:end])
        if not keys[end - 1]:
            return None
        if _WROTE.match(whole) and _ANNOUNCES.search(whole):
            return end
    return None


def _take_beside(taken: list[bool], keys: Sequence[str]) -> None:
    """Takes lines that lost their mark: they touch one that has it, without an empty line between."""
    for step in (range(len(keys)), range(len(keys) - 1, -1, -1)):
        before = False
        for at in step:
            if keys[at] and before:
                taken[at] = True
            before = bool(keys[at]) and taken[at]
