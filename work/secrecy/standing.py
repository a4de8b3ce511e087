"""How a mark stands in its line: alone, in brackets, behind a label, at an edge, or among words that excuse it."""

import re
from dataclasses import dataclass

from work.secrecy.finding import Place
from work.secrecy.lexicon import Lexicon

_OPEN, _CLOSE = "([{<«【〔《「『〖", ")]}>»】〕》」』〗"
_OPEN_SIGNS, _CLOSE_SIGNS = frozenset(_OPEN), frozenset(_CLOSE)
_QUOTES = "\"'“”‘’„`"
_DECOR = " \t\n\r\x0b\f-–—‒―=*_#~.·•:,;/+|│┃║─━═┌┐└┘╔╗╚╝├┤┬┴…¬^"
_DECOR_BEFORE, _DECOR_BEHIND = _DECOR + ">›", _DECOR + "<‹"
_CELL_END = re.compile(r"(?:\t|\||│|┃|║| {3})\s*$")
_CELL_BEGIN = re.compile(r"\t|\||│|┃|║| {3,}")
_BULLET = re.compile(r"[\s>]*[-+•*·–][ \t]+")
_NUMBER = re.compile(r"[\s>]*(?:\d{1,2}|[a-z])[.)][ \t]+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_PREFIX = re.compile(
    r"[\s\[]*(?:(?:re|fw|fwd|tr|aw|tl|ct|sv|v/v|chuyen tiep|tra loi)\s{0,2}:\s*)+$"
)
_LABEL = re.compile(
    r"(?<![a-z0-9])(?:(cac|ba|moi|nhung|may|\d) )?(?:muc )?do[\W_]{0,3}mat(?![a-z])(?P<gap>[\W_]{0,40}(?:la[\W_]{1,5})?)$"
)
_LABELLED_LINE = re.compile(r"(?<![a-z0-9])do[\W_]{0,3}mat(?![a-z])([^\n]{0,100})")
_TICK = r"(?:[☑☒✓✔✗✘⊠⊗■●◉▣🗹]|\[ ?[xXvV✓✔*] ?\]|\( ?[xXvV✓✔] ?\))"
_BOX = r"(?:[☐□◻○▢❏❑]|\[ {0,3}\]|\( {0,3}\))"
_TICK_END, _TICK_BEGIN = re.compile(rf"{_TICK}\s*$"), re.compile(rf"\s*{_TICK}")
_BOX_END, _BOX_BEGIN = re.compile(rf"{_BOX}\s*$"), re.compile(rf"\s*{_BOX}")
_ANY_TICK = re.compile(_TICK)
_ANY_BOX = re.compile(rf"{_TICK}|{_BOX}")
_LEVEL_BEGIN = re.compile(
    r"[\W_]{1,5}(?:(?:va|hoac|hay)[\W_]{1,3})?(?:(?:tuyet|toi)[\W_]{0,3})?mat(?![a-z])"
)
_LEVEL_END = re.compile(
    r"(?<![a-z])((?:tuyet|toi)[\W_]{0,3})?mat[\W_]{1,5}(?:(?:va|hoac|hay)[\W_]{1,3})?$"
)
_DATE = re.compile(r"[a-z][^\n,]{1,40}, ?ngay[ .…_]{1,9}[\d.…_]")
_SIGN_END = re.compile(r"(?:so[\W_]{0,3})?\d{1,6}(?:/\d{4})?[-/][a-z][\w&.\-/]{1,40}$")
_STAMP_END = re.compile(r"(?<![a-z])dau(?: chi)?(?: do)?[\W_]{1,4}$")
_NOT_ENDS = ("khong ", "phi ")
_NOT = re.compile(r"(?<![a-z])(?:khong|phi) $")
_PAPER_WORDS = 2  # in "tài liệu mật" before its level
_DRAWN = frozenset(_DECOR_BEHIND) - frozenset(
    " .;,"
)  # what is behind a mark that is drawn as a box
_CLOSE_GAP = " _-.+"
_FULL_LINE = 45  # characters; a shorter one was not broken for want of room


@dataclass(frozen=True, slots=True)
class Around:
    """A mark and what stands before and behind it in its line, as it is seen and without accents."""

    written: str
    before: str
    behind: str
    left: str  # *before* without accents
    right: str
    above: str  # the end of the line before, without accents
    last: bool  # nothing follows its line

    @classmethod
    def of(cls, seen: str, plain: str, begin: int, end: int, most: int) -> "Around":
        """What is around the words from *begin* to *end*."""
        start = plain.rfind("\n", max(begin - most, 0), begin) + 1 or max(begin - most, 0)
        stop = plain.find("\n", end, end + most)
        stop = min(end + most, len(plain)) if stop < 0 else stop
        above = plain[max(start - most, 0) : max(start - 1, 0)].rstrip().rpartition("\n")[2]
        last = not plain[stop : stop + most].strip()
        return cls(
            seen[begin:end], seen[start:begin], seen[end:stop], plain[start:begin],
            plain[end:stop], above, last,
        )  # fmt: skip

    @property
    def among_capitals(self) -> bool:
        """Whether a word beside it is in capitals too."""
        near = (*_WORD.findall(self.before[-40:])[-1:], *_WORD.findall(self.behind[:40])[:1])
        return any(len(word) > 1 and word.isupper() for word in near)

    def talks(self, words: Lexicon) -> bool:
        """Whether its line speaks of rules on secrecy, or lists the levels."""
        near = self.left[-30:]
        if _LEVEL_BEGIN.match(self.right) or _LEVEL_END.search(near) or _STAMP_END.search(near):
            return True
        return any(words.talk.search(side) for side in (f"{self.left}.", self.right))


def stand(
    around: Around, place: Place, written: str, exact: str, count: int, words: Lexicon
) -> str | None:
    """How the mark stands; None where the words around make another word of it."""
    if around.left.endswith(_NOT_ENDS) and _NOT.search(around.left):
        return None
    if excused := _excused(around, exact, words):
        return "excused" if count > 1 and exact != "full" and excused == "behind" else None
    if labelled := _labelled(around):
        return None if labelled == "other" else labelled
    stands = _by_itself(around, place, words)
    if stands == "alone":
        return _alone(around, place, written, count, words)
    if stands == "inside":
        return _inside(around, count, words)
    return stands


def _excused(around: Around, exact: str, words: Lexicon) -> str | None:
    """Which side makes another word of it: "bảo mật", "mật khẩu"; not "thông báo mật", a secret paper."""
    before, behind = _near(around)
    gap = around.before[len(around.before.rstrip(_DECOR_BEFORE)) :]
    joined = not gap.strip(" _-.\t")
    if (_close_behind(around.behind) and not words.papers.begin(behind)) and (
        words.behind.begin(behind) or (exact == "bare" and words.bare_behind.begin(behind))
    ):
        return "behind"
    if joined and _close(around.before) and words.papers.end(before):
        return None
    if _close(around.before) and (
        words.before.end(before) or (exact == "bare" and words.bare_before.end(before))
    ):
        return "before"
    return "before" if words.across.end(before) else None


def _close(before: str) -> bool:
    gap = before[len(before.rstrip(_CLOSE_GAP)) :]
    return len(gap) <= 2 and before[-len(gap) - 1 :][:1].isalnum()


def _close_behind(behind: str) -> bool:
    rest = behind.lstrip(_CLOSE_GAP)
    return 1 <= len(behind) - len(rest) <= 2 and rest[:1].isalnum()


def _near(around: Around) -> tuple[list[str], list[str]]:
    return _WORD.findall(around.before[-60:])[-3:], _WORD.findall(around.behind[:60])[:3]


def _labelled(around: Around) -> str | None:
    if boxed := _boxed(around):
        return boxed
    left = around.left if around.left.strip() else f"{around.above}\n"
    label = _LABEL.search(left[-100:]) if "do" in left else None
    if label is None:
        return None
    if _LEVEL_BEGIN.match(around.right):
        return None if label[1] else "choice"
    gap = label["gap"]
    if any(sign in gap for sign in ":=") or ("\n" not in gap and any(s in gap for s in "\t|-–—")):
        return "labelled"
    return "stated" if "\n" not in gap else None


def _boxed(around: Around) -> str | None:
    """Whether a box beside it is ticked; "other" where that of another is."""
    if not _ANY_BOX.search(around.left) and not _ANY_BOX.search(around.right):
        return None
    if _boxes_behind(around):
        tick, box = _TICK_BEGIN.match(around.right), _BOX_BEGIN.match(around.right)
    else:
        tick, box = _TICK_END.search(around.left), _BOX_END.search(around.left)
    if tick:
        return "ticked"
    elsewhere = _ANY_TICK.search(around.left) or _ANY_TICK.search(around.right)
    return ("other" if elsewhere else "unticked") if box else None


def _boxes_behind(around: Around) -> bool:
    """Whether boxes to be ticked stand behind their words and not before them."""
    line = _LABELLED_LINE.search(around.left + "\0" + around.right)
    if line is None:
        return False
    first = _ANY_BOX.search(line[1])
    return first is not None and any(c.isalpha() or c == "\0" for c in line[1][: first.start()])


def _by_itself(around: Around, place: Place, words: Lexicon) -> str:
    left, left_gap = _trimmed_end(around.left, words)
    right, right_gap = _trimmed_begin(around.right, words, place)
    quotes = "" if place in (Place.STAMP, Place.TEXT) else _QUOTES
    bracketed = False
    while left and right and left[-1] in _OPEN + _QUOTES and right[0] in _CLOSE + _QUOTES:
        bracketed = bracketed or left[-1] in _OPEN + quotes
        left, left_gap = _trimmed_end(left[:-1], words)
        right, right_gap = _trimmed_begin(right[1:], words, place)
    if not left and not right:
        return "alone"
    if bracketed:
        return "bracketed"
    return _between(bool(left), bool(right), _parting(left_gap), _parting(right_gap))


def _between(left: bool, right: bool, left_gap: str, right_gap: str) -> str:
    if left and right:
        return "between" if left_gap and right_gap else "inside"
    return "edge" if (left_gap if left else right_gap) else "inside"


def _parting(gap: str) -> str:
    """What of a gap parts: numbers do not."""
    return re.sub(r"[\s\d]+", "", gap)


def _trimmed_end(left: str, words: Lexicon) -> tuple[str, str]:
    """*left* without what may stand before a mark that is alone, and what that was."""
    rest = left
    while True:
        before = rest
        if _CELL_END.search(rest):
            rest = ""
        rest = rest.rstrip(_DECOR_BEFORE)
        if ":" in left and (prefix := _PREFIX.search(left[: len(rest) + 3])):
            rest = rest[: prefix.start()]
        rest = _without_companion(rest, words)
        if rest == before:
            return rest, left[len(rest) :]


def _without_companion(rest: str, words: Lexicon) -> str:
    tail = rest[-60:]
    for pattern in (words.companions, _SIGN_END):
        for found in pattern.finditer(tail):
            if found.end() == len(tail):
                return rest[: len(rest) - len(tail) + found.start()]
    return rest


def _trimmed_begin(right: str, words: Lexicon, place: Place) -> tuple[str, str]:
    rest = right
    while True:
        before = rest
        if _CELL_BEGIN.match(rest):
            rest = ""
        rest = rest.lstrip(_DECOR_BEHIND)
        if companion := words.companions.match(rest):
            rest = rest[companion.end() :]
        elif rest[:1] in _OPEN_SIGNS and (companion := words.companions.match(rest, 1)):
            rest = rest[companion.end() :].lstrip("".join(_CLOSE_SIGNS))
        if place in (Place.STAMP, Place.TEXT) and _DATE.match(rest):
            rest = ""
        if rest == before:
            return rest, right[: len(right) - len(rest)]


def _alone(around: Around, place: Place, written: str, count: int, words: Lexicon) -> str:
    """A line that is nothing but the mark: a stamp, unless it is an item of a list, a name, or half of a title."""
    if place not in (Place.STAMP, Place.TEXT):
        return "alone"
    bullet = _BULLET.fullmatch(around.left) or _NUMBER.fullmatch(around.left)
    if bullet and not set(around.right.strip()[:1]) & _DRAWN:
        return "listed"
    if words.before.end(_WORD.findall(around.above[-40:])[-2:]) and not around.left.strip():
        return "wrapped"
    if written == "small" and len(around.above) > _FULL_LINE and around.above[-1:].isalpha():
        return "wrapped"
    closing = words.closings.search(around.above)
    if written == "title" and count == 1 and not around.right.strip() and (around.last or closing):
        return "signed"
    return "alone"


def _inside(around: Around, count: int, words: Lexicon) -> str | None:
    before, _ = _near(around)
    if _close(around.before) and words.papers.end(before):
        if not around.right.strip(" .") and len(_WORD.findall(around.left)) <= _PAPER_WORDS:
            return "paper-alone"
        talk = words.papers_talk.search(f"{around.left} ") or words.papers_talk.search(around.right)
        return "paper-talk" if talk else "paper"
    if not around.left.strip() and words.before.end(_WORD.findall(around.above[-40:])[-2:]):
        return None  # a title that goes over two lines: BẢO / MẬT THÔNG TIN
    named = any(words.families.end(before[: len(before) - n]) for n in range(3))
    if count == 1 and _close(around.before) and (named or words.honorifics.end(before)):
        return None
    return "inside"
