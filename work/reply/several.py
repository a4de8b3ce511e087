"""Takes an answer to a letter of several tasks apart: what it says of each that it names by number."""

import re
from collections.abc import Iterator, Sequence

from work.reply import signs
from work.reply.fold import folded

_WORD = r"(?:(?:nhiem vu|cong viec|viec|nv|muc|stt|so thu tu|task|item)(?: (?:so|thu|no\.?|number))?|so|#) ?#?"
_NUMBERS = r"\d{1,9}(?: ?(?:,|va|and|&|\+) ?\d{1,9})*"
_MARK = re.compile(
    rf"^[ \t]*(?:[-*•+] ?)?(?:{_WORD} ?)?(?P<first>{_NUMBERS})(?: ?[.)-]+[ \t]+| ?[:)][ \t]*)(?=[^\s\d]|\d{{1,3}}(?:[.,]\d+)? ?%)"
    rf"|(?:(?<=[;,.]) ?|(?<=[;,.]\n))(?P<next>{_NUMBERS}) ?[:)][ \t]*(?=[^\s\d]|\d{{1,3}}(?:[.,]\d+)? ?%)"
    rf"|(?:^|(?<=[;,.]) ?|(?<= va )|(?<= and ))[ \t]*{_WORD} ?(?P<named>{_NUMBERS})(?:[ \t]*[:-]?[ \t]+)(?=\S)",
    re.MULTILINE,
)
_NUMBER = re.compile(r"\d+")
_AROUND = " \t\n;,"
_ENDS = re.compile(r"[;,]? (?:va|and) $")


def said_of_each(text: str, listed: Sequence[int]) -> dict[int, str]:
    """What *text* says of each task that it names, by the numbers of tasks; {} where that is not certain.

    A letter numbers what is *listed* from 1 on, and tells the task's own number. A number that
    is the place of one and the number of another task is neither's.

    >>> said_of_each("1: xong; nhiệm vụ 58: 60%", (57, 58))
    {57: 'xong', 58: '60%'}
    """
    key = folded(text)
    marks = list(_MARK.finditer(key))
    if not marks or signs.OURS.search(key) or not _is_greeting(key[: marks[0].start()]):
        return {}
    said: dict[int, str] = {}
    ends = [*(one.start() for one in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        own = text[mark.end() : end]
        own = own[: _length(own)].strip(_AROUND)
        for number in _NUMBER.findall(mark["first"] or mark["next"] or mark["named"]):
            task = _meant(int(number), listed)
            if task is None or task in said or not own:
                return {}
            said[task] = own
    return said


def _length(own: str) -> int:
    """Of what is said of one task, without the "and" before the next."""
    found = _ENDS.search(folded(own))
    return len(own) if found is None else found.start()


def _meant(number: int, listed: Sequence[int]) -> int | None:
    meant = set(_candidates(number, listed))
    return meant.pop() if len(meant) == 1 else None


def _candidates(number: int, listed: Sequence[int]) -> Iterator[int]:
    if number in listed:
        yield number
    if 1 <= number <= len(listed):
        yield listed[number - 1]


def _is_greeting(key: str) -> bool:
    """Whether nothing is said there yet."""
    lines = [line.strip(_AROUND + ".") for line in key.split("\n")]
    known = (signs.GREETS, signs.GREETING, signs.POLITE, signs.INTRODUCES)
    return all(not line or any(one.match(f"{line},") for one in known) for line in lines)
