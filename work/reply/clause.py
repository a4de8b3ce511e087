"""Reads a clause word by word: who has done what, with what, to whom, by which way and when; nothing may be left over.

What negates, doubts, wishes, tells of the future or of a part has no place here, so a clause that
is accounted for holds none of it.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from work.kind import NUMBER, SHORT_NUMBER
from work.reply.fold import spoken
from work.reply.matter import Matter


class Part(Enum):
    """What a word of a clause is there for."""

    WHO = "our side, or somebody of it"
    TASK = "the task as a whole"
    ASPECT = "it is over: đã, vừa, rồi"
    HANDS = "hands in"
    DOES = "does what the task's title says"
    WHOLE = "to the end: xong, đầy đủ"
    PAPER = "what came of it"
    NUMBER = "the number of a document"
    TITLE = "a word of the task's title"
    TO = "to whom it is due"
    WHOM = "to whom, and not ours to know"
    WAY = "by which way"
    THEN = "a time that is past"
    PAST = "a time that names itself past: hôm qua, tuần trước"
    TODAY = "a time of which it has to be said that it is past"
    ASKS = "asks politely"
    LOOKS = "look, close, take note"
    STATE = "how the task stands with who reminds"
    PASSES = "goes on, be it to whom it is due or not"
    FILLS = "particles"
    CALM = "nothing that would hinder, or that had to be told"
    COUNT = "how many people"
    LINKS = "words that bind others, or say that it comes to pass"


_OVER = frozenset({Part.ASPECT, Part.WHOLE, Part.PAST})
_PLAIN = _OVER | {Part.TASK, Part.HANDS, Part.DOES, Part.FILLS}
_PLAINLY_HANDED = frozenset({Part.PAPER, Part.TITLE, Part.THEN})
_TURNS = frozenset({Part.ASKS, Part.LOOKS, Part.STATE, Part.LINKS, Part.PASSES})
_BESIDES = frozenset(
    {
        Part.WHO,
        Part.LINKS,
        Part.THEN,
        Part.PAST,
        Part.TODAY,
        Part.NUMBER,
        Part.PAPER,
        Part.FILLS,
        Part.WAY,
        Part.TO,
    }
)
# Two words that tell of what is to come, and one by one may be anything without their marks.
_AHEAD = re.compile(
    r"\b(?:du kien|du tinh|phan dau|co gang|chuan bi|len ke hoach|sap xong|hua se)\b"
)
# Who stands first has done it: "Sếp gửi rồi".
_OTHERS = re.compile(r"\W*(?:anh|chi|c|co|chu|sep|dong chi|ho|duoc)\b")
_LONGEST = 240  # characters of a clause that is read so
_UNIT = (
    r"(?:so|phong|ban|xa|phuong|chi cuc|cuc|trung tam|truong|to|doi|hoi|don vi|co quan|chi nhanh|benh vien|nha truong|cong ty|kho bac|dac khu|ubnd(?: xa| phuong| tinh| thanh pho| dac khu)?"
    r"|uy ban nhan dan(?: xa| phuong| tinh| thanh pho)?|van phong|ban quan ly|thanh tra|cong an|vien|dai)"
)
_DAY = r"(?:ngay )?\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?|-\d{1,2}-\d{4}|\.\d{1,2}\.\d{4}| thang \d{1,2}(?: nam \d{4})?)"
_WEEKDAY = r"thu (?:hai|ba|tu|nam|sau|bay|[2-7])"
_WAY = r"(?:he thong|truc|phan mem|cong|email|e-?mail|mail|thu dien tu|zalo|hop thu(?: cong vu| dien tu)?|qlvb|i?office|e-?office|duong link|link|duong dan|buu dien|duong van thu|drive|van ban dien tu|giao ban|cuoc hop)(?! van\b| viec\b| tac\b| an\b)"
_OF_WAYS = r"(?: (?:lien thong|quan ly|van ban|dieu hanh|bao cao|thong ke|thong tin|dien tu|cua (?:tinh|bo|so|xa|phuong)|dung chung|quoc gia|quoc te|dich vu cong|du lieu|co so|nhac viec|noi bo|xa|phuong|tinh|ioffice|cong vu))*"
_WORDS: tuple[tuple[Part, str], ...] = (
    (Part.PAST, r"(?:(?:tu|vao|hoi|ngay|ngay tu) )*(?:(?:(?:sang|trua|chieu|toi|dem) )?hom (?:qua|kia|truoc)|(?:sang|trua|chieu|toi|dem) qua|hoi (?:sang|trua|chieu)|(?:tuan|thang) (?:truoc|qua|roi))"),
    (Part.THEN, rf"(?:(?:tu|vao|hoi|luc|ngay tu|ngay|vao luc|trong|cach day) )*(?:luc \d{{1,2}} ?(?:h|gio|:) ?(?:\d{{2}})?(?: phut)?|(?:(?:sang|trua|chieu|toi|dem) )?(?:(?:hom )?{_WEEKDAY}(?: tuan (?:truoc|qua|roi)| vua (?:roi|qua))|hom {_WEEKDAY}|(?:hom )?{_DAY})|dau (?:tuan|thang)|lau|som|\d{{1,2}} (?:ngay|tuan|hom) (?:truoc|nay))"),
    (Part.THEN, r"(?:truoc|dung)(?: thoi)? han|dung tien do|cung ngay"),
    (Part.TODAY, rf"(?:(?:tu|vao|hoi|trong|ngay) )*(?:(?:sang|trua|chieu|toi) nay|hom nay|\d{{1,2}} ?(?:h|gio)(?: ?\d{{2}})?|{_WEEKDAY}|trong ngay|ngay)"),
    (Part.WHOLE, r"(?:xong|hoan thanh|hoan tat)(?: (?:het|toan bo|day du))?|day du"),
    (Part.NUMBER, r"(?:so:? ?)?#"),
    (Part.WAY, rf"(?:tren|qua|len|vao|bang|tai|trong|o)? ?(?:duong )?{_WAY}{_OF_WAYS}|(?:tai|o) (?:nha van hoa|tru so|bang tin|hoi truong|bo phan mot cua)(?: (?:\d+ |cac )?(?:thon|to|xa|phuong|ubnd xa|ubnd phuong))*|truc tiep|(?:truc|email|mail)(?: lien thong)?|ban (?:giay|cung|mem|ky so|dien tu)"),
    (Part.TO, r"(?:(?:ve|cho|len|toi|sang|den) )(?:ca )?(?:van phong(?: ubnd(?: tinh)?| uy ban)?|ubnd tinh|uy ban nhan dan tinh|uy ban|tinh|so|cap tren|anh chi|anh|chi|em|dong chi|trung tam|to theo doi|ban)(?! \w*(?:ky|duyet|xem|sua|gop))|ve (?:so|bo|cuc|chi cuc|tinh uy|hdnd|ubnd|van phong|phong|huyen uy|trung tam)(?: (?:tinh|xa|phuong))?"),
    (Part.ASPECT, r"(?:da|vua|moi vua|vua moi)(?: duoc| co)?|roi(?=(?: (?:a|nhe|nha|nghen|em|anh|chi|anh chi|sep|day|do|ma|luon|thoi|oi))*\W*$)"),
    (Part.ASKS, r"(?:kinh )?(?:de nghi|mong|nho)|xin|kinh|vui long|rat mong|lam on"),
    (Part.STATE, r"(?:ra )?khoi (?:danh sach|he thong|bang|nhom)(?: (?:qua han|theo doi|nhac|cham|cho))*|trang thai(?: hoan thanh)?|qua han|(?:khong|dung|khoi|ngung) (?:nhac|tinh|bao)(?: (?:qua han|nua|do))*|tren (?:may|day|bang)|theo doi|la (?:thay|co|ra)(?: ngay| lien)?|(?:ca )?(?:hai|ba|2|3) viec"),
    (Part.LOOKS, r"kiem tra|check|xem|f5|refresh|tai lai trang|cap nhat|xac nhan|ghi nhan|dong|ket thuc|xoa|go|danh dau|tat nhac|tick|tich|doi chieu|theo doi|tat|nam|duoc biet|de biet|biet|ro|bo(?= (?:viec|nhiem vu|ra khoi|khoi|em|don vi|xa|phuong))"),
    (Part.PAPER, r"(?:(?:tai|bang|qua) )?(?:bao cao|van ban|ket qua|ho so|bieu|phieu|danh sach|ke hoach|to trinh|cong van|ban tong hop|tai lieu|file|bang tong hop|bien ban|bien nhan|ky nhan|quyet dinh|so lieu)(?: (?:ket qua|tra loi|thuc hien|tong hop|nay|tren|cua (?:xa|phuong|don vi|phong|so|minh|em)))*"),
    (Part.HANDS, r"(?:gui|nop|bao cao|phat hanh|ban hanh|up|tai|day|dang tai|lien thong|tra loi|phuc dap|ky ban hanh)(?: di)?"),
    (Part.PASSES, r"trinh|ky so|ky|chuyen"),
    (Part.TASK, r"(?:cai |phan )?(?:viec|nhiem vu|noi dung|cong viec|yeu cau)(?: (?:nay|tren|do|duoc giao|neu tren|noi tren|cua (?:xa|phuong|don vi|phong|so|minh|em)))*"),
    (Part.WHO, rf"(?:ben|phia|chung|tui) (?:em|toi|minh)|(?:ben |cua )?{_UNIT}(?: (?:em|toi|minh|chung toi))?|toi|minh|(?:van thu|ke toan|chuyen vien|can bo)(?: (?:xa|phuong|so|phong|don vi))?"),
    (Part.CALM, r"khong (?:co )?(?:(?:phat sinh|vuong mac|kho khan|ton tai|kien nghi|y kien)(?: (?:gi|khac|moi|them))*|(?:\w+ )?(?:co so|truong hop|ho|vu|doi tuong|don thu|o dich|thiet hai|cong trinh|du an)(?: nao)?)(?: (?!(?:chua|khong|chang|nhung|neu|se|dang|can|phai|cho|con|de|xin|tru|rieng)\b)\w+){0,5}"),
    (Part.COUNT, r"\d{1,3} (?:nguoi|dong chi|can bo|dai bieu|hoc vien)"),
    (Part.FILLS, r"a|nhe|nha|nghen|nghe|em|anh chi|anh|chi|c|co|chu|sep|dong chi|day|do|ma|thoi|oi|voi|luon|het|du|ca|ok|vang|thua|giup|ho|nay|tren|duoc|va|theo quy dinh|theo yeu cau"),
    (Part.LINKS, r"lai|nua|la|de|cua|tu|thi|cung|tai|cho|ve"),
)  # fmt: skip
_PATTERNS = tuple((part, re.compile(rf"(?:{pattern})(?!\w)")) for part, pattern in _WORDS)
_OPEN = re.compile(
    r"(?: (?:và|[-–]))? (?P<word>[^\W\d_]\w*)"
)  # a word of a unit's or a person's name
# Second syllables in the names of departments, which have no capital.
_SMALL = re.compile(
    r" (?:nghiep|chinh|truong|vu|dung|te|tao|duc|hoa|thao|lich|nghe|tin|phap|dong|binh|hoi|tra|giao|nguyen|hoach|toc|lam|quan|thong|dan|uong|thuong|tinh|xa)(?!\w)"
)
_BETWEEN = re.compile(r"[^\w#]*")
_QUOTED = re.compile(r"[\"“][^\"“”]{1,40}[\"”]")
_PERSON = re.compile(
    r"(?:anh|chị|em|đồng chí|cô|chú|ông|bà|chi|ong|ba|dong chi)(?= [A-ZĐÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ][^\W\d_])",
    re.IGNORECASE,
)
_POSTS = re.compile(
    r" (?:van thu|ke toan|thu ky|lanh dao|chuyen vien)(?: (?:xa|phuong|so|phong|don vi|co quan))?(?!\w)"
)


@lru_cache(512)
def parts(clause: str, matter: Matter) -> frozenset[Part] | None:
    """What its words are there for; None where one of them is for nothing that is known."""
    if len(clause) > _LONGEST:
        return None
    numbered = SHORT_NUMBER.sub(_sign, NUMBER.sub(_sign, clause))
    told = _QUOTED.sub("", numbered)
    found = list(_read(told, spoken(told), matter))
    return None if None in found else frozenset(part for part in found if part is not None)


def _sign(found: re.Match[str]) -> str:
    return "#"


def _read(text: str, key: str, matter: Matter) -> Iterator[Part | None]:
    """Each part as it stands there, and None where nothing known does."""
    at, handed, bare = _BETWEEN.match(key, 0).end(), False, True  # type: ignore[union-attr]
    while at < len(key):
        found = _at(text, key, at, matter, handed)
        if found is None:
            yield None
            return
        part, end = found
        if bare and part in (Part.DOES, Part.HANDS) and key.startswith("bao cao", at):
            part = Part.PAPER  # "Báo cáo xã đã nộp"
        bare &= part is Part.FILLS
        handed |= part in (Part.HANDS, Part.DOES)
        yield part
        at = _BETWEEN.match(key, end).end()  # type: ignore[union-attr]


def _at(text: str, key: str, at: int, matter: Matter, handed: bool) -> tuple[Part, int] | None:
    """What stands *at* that place, and where it ends; a unit behind what is *handed* in is to whom, and not ours to know."""
    end = _person(text, key, at)
    if end is not None:
        return Part.WHOM if handed else Part.WHO, end
    act = matter.act_at(key, at)
    if act is not None:
        return Part.DOES, act
    pair = matter.pair_at(key, at)
    if pair is not None:
        return Part.TITLE, pair
    for part, pattern in _PATTERNS:
        found = pattern.match(key, at)
        if found is None:
            continue
        if handed and part is Part.WHO:
            return Part.WHOM, _named(text, key, found.end())
        named = part is Part.WHO or (part is Part.TO and key.startswith("ve ", at))
        if part is Part.TO and not named and text[found.end() + 1 : found.end() + 2].isupper():
            part, named = Part.WHOM, True
        return part, _named(text, key, found.end()) if named else found.end()
    word = matter.word_at(key, at)
    return None if word is None else (Part.TITLE, word)


def _named(text: str, key: str, end: int) -> int:
    """Where the name ends that goes on behind *end*."""
    while (name := _OPEN.match(text, end)) and name["word"][0].isupper():
        small = _SMALL.match(key, name.end())
        end = name.end() if small is None else small.end()
    return end


def _person(text: str, key: str, at: int) -> int | None:
    """Where the name of a person of theirs ends that begins there, with the post."""
    person = _PERSON.match(text, at)
    if person is None or not text[person.end() + 1].isupper():
        return None
    end = _named(text, key, person.end())
    post = _POSTS.match(key, end)
    return end if post is None else post.end()


def is_whole(clause: str, matter: Matter) -> bool:
    """Whether a clause speaks of the task or of what comes of it, and of nothing that is but a step."""
    return parts(clause, matter) is not None


def says_done(clause: str, matter: Matter) -> bool:
    """Whether a clause says of the task, with no word left over, that it is over: by what its title wants, or by handing in what came of it."""
    found = parts(clause, matter)
    if found is None or not found & _OVER or found & _TURNS or _AHEAD.search(spoken(clause)):
        return False
    if Part.WHOM in found and Part.NUMBER not in found:
        return False
    does = Part.DOES in found and (matter.is_brief or Part.WHOLE in found)
    return does or (Part.HANDS in found and matter.is_handed)


def is_plain(clause: str, matter: Matter) -> bool:
    """Whether a clause says in the plainest words that it is over, or that a report was handed in by the title's words: not by others, or to whom."""
    found, key = parts(clause, matter), spoken(clause)
    if not found or not found & _OVER or _OTHERS.match(key):
        return False
    known = _PLAIN | _PLAINLY_HANDED if Part.HANDS in found else _PLAIN
    return found <= known and (Part.PAPER not in found or "bao cao" in key)


def is_beside(clause: str, matter: Matter) -> bool:
    """Whether a clause tells, with no word left over, how it was handed in and to whom, or asks to look and to close."""
    found = parts(clause, matter)
    if not found:
        return False
    acts = found & {Part.HANDS, Part.DOES, Part.PASSES}
    told = bool(acts) and bool(found & {Part.ASPECT, Part.PAST, Part.THEN})
    return told or bool(found & {Part.LOOKS, Part.CALM}) or found <= _BESIDES


def names_result(clause: str, matter: Matter) -> bool:
    """Whether a clause names, with no word left over, the document that came of it, by its number."""
    found = parts(clause, matter)
    if found is None or Part.NUMBER not in found or found & {Part.ASKS, Part.LOOKS}:
        return False
    return bool(found & {Part.HANDS, Part.ASPECT})
