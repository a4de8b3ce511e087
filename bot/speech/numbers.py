"""Bare numbers in a sentence: a task, a document, or something else, by the words beside each."""

import re
from collections.abc import Iterator

from bot.speech.kind import Kind, Thing

CODE_DIGITS = 6  # of the code by which an account is linked

_CODE = re.compile(r"\b(?:ma|otp|code|pin)\b[a-z\s.:]*$")
_NUMBER = re.compile(r"(?<![\d/.,])(#\s?)?(\d{1,9})(?!\d|%|[.,/]\d)")
_GLUED = re.compile(
    r"(?<![a-z])(?!(?:nv|viec|vu|task|so|no|vb|cv|duyet|xong|han|nhan|nhac|do)$)[a-z]+$"
)
_BEFORE = re.compile(r"([a-z]+)[\s.:#]*$")
_AFTER = re.compile(r"\s*([a-z]+)")
_TASK_WORDS = "viec nv vu task tasks so id no job number item"
_OTHER_WORDS = """bieu dot lan trang luc muc dieu khoan nhom buoc top mau ky khoa phuong thon ap quan
    tang tuoi page step form chuong tap lop phong xe duong hem kiot ghe room class floor table vong khu luc"""
_COUNTED_WORDS = """viec nhiem nv task tasks cai nguoi don van vb thu lan xa phuong huyen phong trieu ty
    ban bai file tep trang bieu muc items people chuc so chu ky kg ly chai coc dia nghin ngan dong km nha lop tuoi
    chiec chuyen vong diem giay phut minutes years goi thung thon cuon quyen lit"""
_OF_TASK = frozenset(_TASK_WORDS.split())
_OF_OTHERS = frozenset(_OTHER_WORDS.split())
_OF_SOMETHING = re.compile(
    r"\b(?!viec|vu|nv|task|cai|con|muc|xem|coi|mo|cho|do|ve)[a-z]+ so[\s.:]*$"
)
_OF_OTHERS_TOO = re.compile(
    r"\b(?:bieu|mau|phu luc|dieu|khoan|muc|nha|phong|lo|dien thoai|sdt|xe|trang) so[\s.:]*$"
)
_COUNTED = frozenset(_COUNTED_WORDS.split())
_PAPER = (
    r"(?:van ban|vb|cong van|cv|quyet dinh|qd|to trinh|cong dien|chi thi|thong bao|giay moi|document|nghi quyet"
    r"|nghi dinh|thong tu|ke hoach|huong dan|ket luan|quy dinh|quy che|(?<!don )doc|letter|dispatch)"
)
_ISSUED = r"(?: (?:cua|ben|tu|do|from|of)(?: [a-z]+){1,5})? (?:so|no|number)"
_OF_PAPER = re.compile(rf"\b{_PAPER}(?:(?: so| no| number)?|{_ISSUED})[\s.:]*$")


def numbers(folded: str) -> Iterator[Thing]:
    """The numbers that nothing has claimed, each with what it counts."""
    for one in _NUMBER.finditer(folded):
        if not one[1] and _GLUED.search(folded[max(one.start() - 12, 0) : one.start()]):
            continue  # half a word
        kind, sure = (Kind.TASK, True) if one[1] else _what(folded, one)
        yield Thing(kind, one[2].lstrip("0") or "0", one.start(), one.end(), sure)


def _what(folded: str, one: re.Match[str]) -> tuple[Kind, bool]:
    """What a bare number counts, by the words beside it, and whether they say so."""
    head = folded[max(one.start() - 48, 0) : one.start()]
    before, after = _BEFORE.search(head), _AFTER.match(folded[one.end() : one.end() + 16])
    if _OF_PAPER.search(head):
        return Kind.ORDINAL, True
    if len(one[2]) == CODE_DIGITS and _CODE.search(head):
        return Kind.OTHER, True
    if _OF_OTHERS_TOO.search(head):
        return Kind.OTHER, True
    if before and before[1] in _OF_TASK:
        return Kind.TASK, not _OF_SOMETHING.search(head)
    counts = after is not None and after[1] in _COUNTED and int(one[2]) < 100
    other = counts or (before is not None and before[1] in _OF_OTHERS)
    return (Kind.OTHER, True) if other else (Kind.TASK, False)
