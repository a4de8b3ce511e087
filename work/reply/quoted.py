"""Takes away what an answer quotes: lines behind ">", the letter below, and the line that announces it.

Announcements are those of Gmail, Apple, Samsung, Thunderbird, Outlook, Yahoo, Zimbra, Zoho, Roundcube,
Horde, Exchange and the webmails of offices, in Vietnamese and English. What is written between or
below lines behind ">" stays.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from work.reply.fold import folded

_WROTE = re.compile(
    r"^.*\b(?:viet|wrote|a ecrit)(?: (?:vao|luc|ngay|hom)\b.*| [\d/:. -]+)? ?:$"
    r"|^-{2,}+ ?.*\b(?:viet|wrote) ?:? ?-{2,}$|^(?:quoting|trich dan|trich|trich tu)\b.*:$"
)
# Without a verb: `10.12.2026, 07:30, "Nhắc việc" <…>:`.
_DATED_BY = re.compile(
    r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? (?:luc )?\d{1,2}:\d{2}(?::\d{2})?,? [^<]*<[^<>@\s]+@[^<>@\s]+>(?: ?:)?$"
)
_BEGINS = re.compile(
    r"^(?:-{2,} ?)?(?:vao|on|ngay|luc|thu [2-7]|th [2-7]|chu nhat|quoting|trich)\b"
)
_TELLS = re.compile(r"\d|@")
_DATED = re.compile(r"\d{4}|\d/\d")
_NAMES_WHOM = re.compile(r"<\s?[^>\s]+@[^>\s]+>|\d{4}")
_FIELDS = {
    "from": r"tu|from|nguoi gui|nguoi viet",
    "sent": r"sent|da gui|gui|gui luc|gui ngay|luc|thoi gian|thoi gian gui|date|ngay|ngay gui",
    "to": r"to|den|toi|nguoi nhan|gui den|gui toi",
    "copy": r"cc|bcc|dong gui|dong kinh gui",
    "subject": r"subject|chu de|tieu de",
}
_NAMED = "|".join(f"(?P<{kind}>{names})" for kind, names in _FIELDS.items())
_FIELD = re.compile(rf"^\*{{0,2}}(?:{_NAMED}) ?:\*{{0,2}}(?=\s|$)")
_ON_ONE_LINE = re.compile(
    rf"^\*{{0,2}}(?:{_FIELDS['from']}) ?:(?=.*\s(?:{_FIELDS['sent']}) ?:)(?=.*\s(?:{_FIELDS['subject']}) ?:)"
)
_RULE = re.compile(
    r"^[-_=* ]{2,}+(?:\w+ ){0,3}?(?:original (?:message|e?mail)|(?:thu|thong diep|tin nhan|noi dung|mail|email) goc|forwarded message|reply message"
    r"|(?:thu|tin nhan|thong diep) (?:da )?(?:duoc )?chuyen tiep|begin forwarded message|trich dan|quoted message)\W*$"
    r"|^-{2,} ?(?:ben duoi|duoi day|sau day) la (?:[\w ]{0,20})\bthu (?:bi tra lai|goc|cua ban|da gui)\W*$"
    r"|^-{2,} ?below (?:this line )?(?:is|are) [\w ]{0,30}\b(?:message|headers?)\W*$"
    r"|^bat dau thu (?:duoc )?chuyen tiep ?:$|^begin forwarded message ?:$"
)
_DIVIDER = re.compile(r"^[-_=]{5,}$")
_OURS = re.compile(r"^(?:he thong (?:nhac viec|cong vu)|thu tu dong)\b.{0,25}$")
_MOST_LINES = 4  # over which clients break one announcement
_LONGEST_HEAD = 12  # lines in which the fields of a quoted head stand, with empty ones between
_KINDS = 3  # so many different fields make a head
_LONGEST_KEY = 2000  # characters of a line; what announces a letter is shorter
_WRAPPED = 60  # characters; a shorter line was not broken by a mail program


def unquoted(lines: Sequence[str]) -> list[str]:
    """The lines that the author of the answer wrote."""
    keys = [_key(line.strip()) for line in lines]
    end = next((n for n in range(len(keys)) if _is_below(keys, n)), len(keys))
    while end < len(keys) and end and (not keys[end - 1] or _DIVIDER.match(keys[end - 1])):
        end -= 1
    return _without_marked(lines[:end], keys[:end])


def _key(line: str) -> str:
    """By what a line is known: folded, and cut off where it is longer than any that announces."""
    return folded(line if len(line) <= _LONGEST_KEY else f"{line[:_LONGEST_KEY]}…")


def _is_below(keys: Sequence[str], at: int) -> bool:
    """Whether another letter begins at the line *at*, whole and without marks."""
    if _RULE.match(keys[at]) or _ON_ONE_LINE.match(keys[at]):
        return True
    first = _FIELD.match(keys[at])
    if first is None:
        return False
    kinds = set(_kinds(keys[at : at + _LONGEST_HEAD]))
    enough = len(kinds) >= _KINDS and "from" in kinds
    return enough and (first.lastgroup == "from" or "subject" in kinds)


def _kinds(keys: Sequence[str]) -> Iterator[str]:
    """The kinds of the fields that stand there one below the other."""
    for key in filter(None, keys):
        found = _FIELD.match(key)
        if found is None or found.lastgroup is None:
            return
        yield found.lastgroup


def _without_marked(lines: Sequence[str], keys: Sequence[str]) -> list[str]:
    taken = [key.startswith(">") for key in keys]
    marked = max((at for at, gone in enumerate(taken) if gone), default=-1)
    for last in range(len(keys)):
        first = _announced(keys, last)
        if first is not None and marked <= last:
            taken[first:] = [True] * (len(keys) - first)
            break
        if first is not None:
            taken[first : last + 1] = [True] * (last + 1 - first)
            _take_between(taken, keys, last + 1)
    _take_wrapped(taken, lines, keys)
    return [line for line, gone in zip(lines, taken, strict=True) if not gone]


def _announced(keys: Sequence[str], last: int) -> int | None:
    """The first line of the announcement that ends with the line *last*; None where none ends there."""
    if _DATED_BY.match(keys[last]):
        return last
    if not _WROTE.match(keys[last]):
        return None
    near = range(last, max(last - _MOST_LINES, -1), -1)
    joined = list(itertools.takewhile(lambda at: keys[at] and keys[at][0] != ">", near))
    begun = next((at for at in joined if _BEGINS.match(keys[at])), None)
    if begun is not None and _TELLS.search(" ".join(keys[begun : last + 1])):
        above = keys[begun - 1] if begun else ""
        return begun - 1 if _BEGINS.match(above) and _DATED.search(above) else begun
    return next((at for at in joined if _NAMES_WHOM.search(" ".join(keys[at : last + 1]))), None)


def _take_between(taken: list[bool], keys: Sequence[str], end: int) -> None:
    """Takes lines that lost their mark between the announcement that ends at *end* and the first with one."""
    at = next((n for n in range(end, len(keys)) if taken[n] or not keys[n]), len(keys))
    if at < len(keys) and keys[at]:
        taken[end:at] = [True] * (at - end)


def _take_wrapped(taken: list[bool], lines: Sequence[str], keys: Sequence[str]) -> None:
    """Takes lines that lost their mark below one that has it: its end, broken off, or the foot of our letter."""
    for at in range(1, len(keys)):
        if taken[at] or not keys[at] or not taken[at - 1]:
            continue
        broken = len(lines[at - 1]) >= _WRAPPED and not lines[at].lstrip()[0].isupper()
        taken[at] = broken or _OURS.match(keys[at]) is not None
