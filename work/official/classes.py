"""What a document says, word class by word class, and who is who in it: what is asked, handed in, held or cited, by whom.

A word that no letter for tuning has still counts by its class (`work/data/classes.tsv`), and a name by whose it is.
"""

import functools
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from work.official.folded import folded

ISSUER, ADDRESSEE, OTHER, EVERYBODY, TIME = "I", "A", "O", "all", "T"
WHO = frozenset({ISSUER, ADDRESSEE, OTHER, EVERYBODY, "they"})
_CLASSES = "classes.tsv"  # a class and its words
_WORD = re.compile(r"\w+|[;:(.\n]")
_MARKS = frozenset(";:(.\n")
# Capitalised, they begin the name of a body, unless what is named behind the bar follows.
_BODIES = """\
bộ|chỉ hồ phận tài luật; sở; ubnd; ủy ban nhân dân; uỷ ban nhân dân; ủy ban; hđnd; hội đồng nhân dân; hội đồng; cục; chi cục; tổng cục
vụ|việc; ban|hành đầu ngày bố; phòng|chống ngừa cháy trừ bệnh dịch; văn phòng; công an; thanh tra; kho bạc; bảo hiểm xã hội; bhxh; chính phủ
thủ tướng; chủ tịch; tỉnh ủy; đảng ủy; thành ủy; thường trực; trung tâm; trường|hợp; bệnh viện; công ty; tập đoàn; viện|dẫn
hội|nghị thảo thi trường họp; liên đoàn; đoàn|kết; chi nhánh; ngân hàng; cơ quan; tòa án; toà án; hải quan; thuế; đài; liên hiệp; quỹ; tổ|chức
nhà trường; hạt; xã; phường; đảng bộ; chi bộ; học viện; mặt trận; thống kê; quốc hội; bch; bưu điện; điện lực; vnpt; viettel; thành phố; tỉnh; giám đốc"""
_POSTS = ("chu tich ", "giam doc ", "lanh dao ", "thu truong ", "hieu truong ", "ong ", "ba ")
_PLURAL = re.compile(r"\b(?:cac|cap|quy|nhung) ")
_PLACES = frozenset({"tinh", "xa", "phuong", "thanh", "huyen", "cac", "cap"})


class Code(NamedTuple):
    """Words of a class, or a name by whose it is, or a mark; from *start* to *end* in characters."""

    start: int
    end: int
    name: str


class Known(NamedTuple):
    """Who is known in a document, folded: who issues it, and whom it addresses."""

    issuer: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, issuer: str, names: Iterable[str]) -> "Known":
        """Those of that name."""
        told = (_key(part) for name in names for part in name.split(",")[:1])
        return cls(_key(issuer), tuple(filter(None, told)))

    def whose(self, name: str) -> str:
        """Who the body called *name* is, by as much of a name as either tells."""
        key = _key(name)
        if self.issuer and _begins(key, self.issuer):
            return ISSUER
        return ADDRESSEE if any(_begins(key, one) for one in self.names) else OTHER


class _Told(NamedTuple):
    """The words and marks of a text, and where each begins and ends."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, plain: str, start: int, end: int) -> "_Told":
        """Those of *plain* from *start* to *end*."""
        spans = [found.span() for found in _WORD.finditer(plain, start, end)]
        starts, ends = ([one for one, _ in spans], [one for _, one in spans])
        return cls([plain[first:last] for first, last in spans], starts, ends)


def coded(
    text: str, plain: str, span: tuple[int, int], times: Iterable[tuple[int, int]], known: Known
) -> list[Code]:
    """The codes of what stands in *span* of *text*, *plain* where it is folded, in their order; *times* there stand for themselves."""
    told, begins = _Told.of(plain, *span), _beginnings()
    words, starts, ends = told
    codes: list[Code] = []
    at, most, beyond = 0, len(words), len(plain) + 1
    for start, end in (*times, (beyond, beyond)):
        while at < most and starts[at] < start:
            if words[at] not in begins:
                at += 1
                continue
            name, stop = _named(told, at, text, plain, known)
            if name:
                codes.append(Code(starts[at], ends[stop - 1], name))
            at = stop
        if start < beyond:
            codes.append(Code(start, end, TIME))
        while at < most and starts[at] < end:
            at += 1
    return codes


def _named(told: _Told, at: int, text: str, plain: str, known: Known) -> tuple[str, int]:
    """The code of what begins at word *at*, "" for none, and which word stands behind that."""
    word, first = told.words[at], told.starts[at]
    if word in _MARKS:
        last = told.ends[at]
        ends = word != "." or plain[last : last + 1] in ("", " ", "\n")
        return word.replace("\n", "¶") if ends else "", at + 1
    stop = _body_ends(told, at, text) if text[first].isupper() else at
    if stop > at:
        asked = plain[max(0, first - 4) : first] == "quy "
        return ADDRESSEE if asked else known.whose(plain[first : told.ends[stop - 1]]), stop
    for phrase, name in _classes().get(word, ()):
        end = at + len(phrase)
        if told.words[at:end] == phrase:
            return name, end
    return "", at + 1


def _body_ends(told: _Told, at: int, text: str) -> int:
    """Behind which word the name ends of the body that is named from *at* on; *at* where none is."""
    words = told.words
    for phrase, without in _bodies().get(words[at], ()):
        end = at + len(phrase)
        if words[at:end] != phrase or (end < len(words) and words[end] in without.split()):
            continue
        while end < len(words) and _goes_on(told, end, text):
            end += 1
        return end
    return at


def _goes_on(told: _Told, end: int, text: str) -> bool:
    word, first = told.words[end], told.starts[end]
    between = text[told.ends[end - 1] : first]
    if word in _PLACES and between == " ":
        return True
    return text[first].isupper() and word.isalpha() and between in (" ", ", ", " - ", "-")


def _key(name: str) -> str:
    plain = _PLURAL.sub("", " ".join(folded(name).split()))
    for post in _POSTS:
        plain = plain.removeprefix(post)
    return plain.replace("uy ban nhan dan", "ubnd")


def _begins(one: str, other: str) -> bool:
    return f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")


def _by_first(pairs: Iterable[tuple[list[str], str]]) -> dict[str, list[tuple[list[str], str]]]:
    found: dict[str, list[tuple[list[str], str]]] = {}
    for phrase, what in sorted(pairs, key=lambda pair: -len(pair[0])):
        found.setdefault(phrase[0], []).append((phrase, what))
    return found


@functools.cache
def _beginnings() -> frozenset[str]:
    """What any code begins with."""
    return frozenset((*_classes(), *_bodies(), *_MARKS))


@functools.cache
def phrases_of(*names: str) -> tuple[str, ...]:
    """What belongs to the classes *names*, folded."""
    found = (one for among in _classes().values() for one in among)
    return tuple(" ".join(words) for words, name in found if name in names)


@functools.cache
def _classes() -> dict[str, list[tuple[list[str], str]]]:
    """The classes by the first word of what belongs to them, the longest first."""
    lines = files("work").joinpath("data", _CLASSES).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return _by_first(
        (re.findall(r"\w+", folded(one)), name) for name, words in pairs for one in words.split(";")
    )


@functools.cache
def _bodies() -> dict[str, list[tuple[list[str], str]]]:
    told = (one.partition("|") for one in re.split(r"[;\n]", _BODIES))
    return _by_first(
        (folded(name).split(), folded(without)) for name, _, without in told if name.strip()
    )
