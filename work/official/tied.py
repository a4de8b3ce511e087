"""How a document stands to earlier ones: it answers, reminds of, replaces, recalls, corrects, extends or reports on them."""

import re
from collections.abc import Iterator

from work.kind import NUMBER
from work.official.folded import folded
from work.official.found import Role
from work.sign import body_of_sign

_PAPER = r"(?:cong van|van ban|to trinh|cong dien|thong bao|ke hoach|quyet dinh|chi thi|giay moi|phieu chuyen|bao cao|huong dan|yeu cau(?: [a-z]+){0,2}|thu moi)"
_BEFORE = r"(?:\S+\s+){0,8}?"
# What stands before the number of the other document, in small letters without accents.
_ROLES = (
    (Role.REPLACES, re.compile(rf"thay the\s+(?:cho\s+)?{_BEFORE}(?:so\s*)?$")),
    (Role.REPLACES, re.compile(rf"thay cho\s+(?:cac\s+)?{_PAPER}\s+(?:so\s*)?$")),
    (Role.RECALLS, re.compile(rf"(?:thu hoi|huy bo|bai bo)\s+(?:hieu luc\s+)?(?:cac\s+)?{_PAPER}\s+(?:so\s*)?$")),
    (Role.CORRECTS, re.compile(rf"(?:dinh chinh|sua doi|dieu chinh)\s+{_BEFORE}{_PAPER}\s+(?:so\s*)?$")),
    (Role.ANSWERS, re.compile(rf"(?:^|[.\n]\s*)(?:phuc dap|tra loi)\s+(?:cac\s+)?{_PAPER}\s+(?:so\s*)?$")),
)  # fmt: skip
_REMINDS = re.compile(r"^(?:v/v\s+)?(?:nhac|don doc)\b")
_REMINDED = re.compile(r"\((?:nhac|don doc)(?: lai)?(?: lan (?:thu )?\w+)?\)")
_RECALLS = re.compile(rf"^(?:thu hoi|huy bo)\s+{_PAPER}\b")
_EXTENDS = re.compile(r"^(?:gia han|lui thoi (?:han|gian)|keo dai thoi han|dieu chinh thoi han)\b")
_ASKS = re.compile(r"^(?:de nghi|xin)\s+(?:duoc\s+)?(?:lui|gia han|keo dai)\b")
_REPORTS = re.compile(r"ket qua (?:thuc hien|trien khai)|tinh hinh thuc hien")
_OF_ITS_OWN = frozenset({Role.REMINDS, Role.EXTENDS, Role.RECALLS})
_BASED_ON = re.compile(
    rf"(?:thuc hien|can cu|tiep theo)\s+(?:cac\s+|noi dung\s+)?{_PAPER}\s+(?:so\s*)?$"
)
# Of whom a paper came that is taken up, before its number and behind: "Sở nhận được Công văn số … ngày … của …".
_TAKEN_UP = re.compile(rf"\bnhan duoc\s+(?:cac\s+)?{_PAPER}\s+(?:so\s*)?$")
_CAME_FROM = re.compile(r"[^.;()]{0,40}?\bcua ([^.;,()]{2,120})")
_WISHED = re.compile(
    rf"\bxet de nghi cua ([^.;,()]{{2,120}}) tai\s+(?:cac\s+)?{_PAPER}\s+(?:so\s*)?$"
)
# What a report or an opinion begins with: "Thực hiện Công văn số … của Cục".
_CARRIED_OUT = re.compile(
    r"(?:^|[.\n]\s*)(?:thuc hien|theo)\s+(?:cac\s+|chi dao tai\s+)?(?:cong van|van ban|cong dien|thong bao|phieu chuyen)\s+(?:so\s*)?$"
)
_OPINION = re.compile(
    r"(?:v/v\s+)?(?:tra loi|phuc dap|giai trinh|gop y|tham gia (?:gop )?y kien|cho y kien|y kien|thong nhat)\b"
)
_ADDRESSED = re.compile(
    r"quy (?:so|bo|co quan|don vi|cuc|vu|ban|ubnd|uy ban|cong ty|truong|vien|hoi|ong|ba)\b"
)
_MATTER = re.compile(r"\s(?:ve|de nghi|xin|trong|va|kem|gui)\s")
_LAW = re.compile(
    r"/\d{4}/(?:TT|NĐ|QH|NQ|PL|UBTV)"
)  # an act binds, and is nobody's answer or reminder
MOST_ANSWERED = 3  # addressees of an answer
REACH = 90  # characters before a number in which its role is told


def ties_in(
    excerpt: str, text: str, kind: str | None, own: str | None, names: tuple[str, ...]
) -> Iterator[tuple[Role, str]]:
    """The role and number of each earlier document that *text* is tied to; its *excerpt* tells the main one.

    One's own documents alone are reminded of, extended and recalled: those of the body in the number *own*;
    where none is cited, it is the one by which more time was asked for. What the only one of *names*, those addressed, wrote is answered.
    """
    found = dict.fromkeys(_told(excerpt, text))
    replaced = {number for role, number in found if role is Role.REPLACES}
    yield from (tie for tie in found if tie[0] is Role.REPLACES or tie[1] not in replaced)
    main = role_in(folded(excerpt), kind)
    cited = list(_cited(f"{excerpt}\n{text}", main is not Role.REPORTS))
    if main in _OF_ITS_OWN:
        whole = cited if main is Role.EXTENDS else []
        cited = [
            number
            for number in cited
            if own is not None and body_of_sign(number) == body_of_sign(own)
        ] or whole
    if main is None and not found and kind == "báo cáo":
        yield from ((Role.REPORTS, number) for number in _carried_out(text, ""))
    elif main is None and not found and len(names) <= MOST_ANSWERED:
        taken = [number for name in names for number in _taken(excerpt, text, name, len(names))]
        yield from ((Role.ANSWERS, number) for number in taken[:1])
    if main is not None and main not in {role for role, _ in found} and cited:
        yield main, cited[0]


def _taken(excerpt: str, text: str, name: str, many: int) -> Iterator[str]:
    """The first number of a paper of *name*, one of so *many* addressed, that is carried out by an answer or an opinion.

    What the only one wrote is answered where it is just taken up as well.
    """
    if many == 1:
        yield from _taken_up(text, name)
    if _OPINION.match(folded(excerpt)):
        yield from _carried_out(text, name)


def _cited(text: str, sorts: bool) -> Iterator[str]:
    """The numbers in *text*; where it *sorts*, those that the document is only based on come last."""
    plain = folded(text)
    based: list[str] = []
    for found in NUMBER.finditer(text):
        if _LAW.search(found[0]):
            continue
        if sorts and _BASED_ON.search(plain[max(0, found.start() - REACH) : found.start()]):
            based.append(found[0])
        else:
            yield found[0]
    yield from based


def _taken_up(text: str, name: str) -> Iterator[str]:
    """The first number in *text* of a paper that is taken up, and that came from *name*."""
    plain = folded(text)
    for number in NUMBER.finditer(text):
        before = plain[max(0, number.start() - REACH) : number.start()]
        wished = _WISHED.search(before)
        behind = _CAME_FROM.match(plain, number.end()) if _TAKEN_UP.search(before) else None
        who = wished or behind
        if who is not None and _is_of(who[1], name):
            yield number[0]
            return


def _carried_out(text: str, name: str) -> Iterator[str]:
    """The first number in *text* of a letter that is carried out, and that came from *name*, "" for whomever."""
    plain = folded(text)
    for number in NUMBER.finditer(text):
        before = plain[max(0, number.start() - REACH) : number.start()]
        came = _CAME_FROM.match(plain, number.end())
        if _CARRIED_OUT.search(before) and (not name or (came and _is_of(came[1], name))):
            yield number[0]
            return


def _is_of(who: str, name: str) -> bool:
    """Whether *who*, folded and perhaps with the matter behind it, is *name*, one of them perhaps without its place."""
    if _ADDRESSED.match(who):
        return True
    one = _MATTER.split(who, maxsplit=1)[0].replace("uy ban nhan dan", "ubnd").strip()
    other = folded(name).replace("uy ban nhan dan", "ubnd")
    return f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")


def _told(excerpt: str, text: str) -> Iterator[tuple[Role, str]]:
    whole = f"{excerpt}\n{text}"
    plain = folded(whole)
    for number in NUMBER.finditer(whole):
        if _LAW.search(number[0]):
            continue
        before = plain[max(0, number.start() - REACH) : number.start()]
        for role, words in _ROLES:
            if words.search(before):
                yield role, number[0]
                break


def role_in(excerpt: str, kind: str | None) -> Role | None:
    """The role that an *excerpt*, in small letters without accents, tells of a document of *kind*."""
    if _ASKS.match(excerpt):
        return Role.ASKS_MORE_TIME
    if _EXTENDS.match(excerpt):
        return Role.EXTENDS
    if _REMINDS.match(excerpt) or _REMINDED.search(excerpt):
        return Role.REMINDS
    if _RECALLS.match(excerpt):
        return Role.RECALLS
    return Role.REPORTS if kind == "báo cáo" and _REPORTS.search(excerpt) else None
