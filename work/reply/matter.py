"""What a task's title wants to have done, and whether an answer speaks of another matter."""

import re
from dataclasses import dataclass
from functools import lru_cache

from work.reply.fold import folded

# What a title begins with that is done by handing something in.
_HANDED = re.compile(
    r"(?:tong hop,? )?(?:bao cao|gui|nop|cung cap|trinh|tra loi|phuc dap|giai trinh|danh sach|bien ban|van ban|to trinh|dang ky|gop y|tham gia (?:gop )?y kien|cho y kien|y kien|so lieu|bieu|phieu|thong ke|lap|tham muu|de xuat)\b"
)
# What is done once and for all, and what is over only where it is said to be.
_BRIEF = (
    "bao cao", "gop y", "cho y kien", "tham gia y kien", "dang ky", "cap nhat", "trinh", "gui", "nop", "cung cap", "tra loi", "phuc dap",
    "giai trinh", "ban hanh", "cong bo", "niem yet", "kien toan", "thanh lap", "dang tai", "ban giao",
)  # fmt: skip
_STEPS = frozenset({"gop y", "cho y kien", "tham gia y kien"})
_LONG = (
    "ra soat", "kiem tra", "kiem ke", "thong ke", "tong hop", "to chuc", "phan cong", "doi chieu", "khao sat", "tham dinh", "tham tra", "nghiem thu",
    "thanh toan", "quyet toan", "chinh ly", "so hoa", "lap", "de xuat", "lay y kien", "tap huan", "tuyen truyen", "trien khai", "phoi hop", "nhap", "thu",
    "sua chua", "cap", "chi tra", "xu ly", "huong dan", "giam sat", "danh gia", "khac phuc", "don doc", "xay dung", "soan thao", "tham muu", "hoan thien",
    "dieu chinh", "bo sung", "theo doi", "thuc hien", "phe duyet", "giai quyet",
)  # fmt: skip
_AHEAD = re.compile(r"(?:(?:v/v|ve viec|viec|thuc hien|hoan thanh|tiep tuc|khan truong|upload) )+")
_ACT = re.compile(rf"(?:{'|'.join(sorted(_BRIEF + _LONG, key=len, reverse=True))})\b")
_JOINED = re.compile(rf"(?:,| va) {_ACT.pattern}")
# Words of titles that turn what is said, wherever they stand.
_TURNING = frozenset(
    re.findall(
        r"\w+",
        "chua khong chang dang se sap can phai neu khi cho doi con thieu tru rieng phan mot lai nhung "
        "tuy mai sau truoc dot buoc giai doan lan de moi muon kho thu hai ba ",
    )
)
_STOPPED = frozenset(
    re.findall(
        r"\w+",
        "bao cao ket qua nhiem vu noi dung van ban cong so tinh xa phuong thanh pho cua ve viec cac "
        "va theo cho tren nay do duoc giao thuc hien nam thang quy ngay tuan tai tu den han ben em "
        "toi minh chung don vi phong a anh chi oi e vang ca hai ba hoan xong neu ky hay gio cung deu "
        "lam dong cuoi dau ",
    )
)
_NOUN = (
    r"\b(?:bao cao|ke hoach|to trinh|de an|phuong an|quy che|du toan|danh sach|bien ban|so lieu)\b"
)
_PERIOD = re.compile(
    rf"{_NOUN}(?: (?!(?:tu|hom|ngay|trong|vao|luc|den|da|vua)\b)[a-z]+){{0,6}}? (thang|quy|tuan|dot|nam) (?:thu )?(\d{{1,4}}|i{{1,3}}|iv)\b"
)
_MINE = re.compile(r"\b(thang|quy|tuan|dot|nam) (?:thu )?(\d{1,4}|i{1,3}|iv)\b")
_TOPIC = r"(?P<topic>(?:(?!da\b|vua\b|em\b|xa\b|so\b|phong\b(?! chong\b)|roi\b|xong\b|len\b|qua\b|tren\b|nay\b|cua\b|gui\b|nop\b|hom\b|ngay\b|tu\b|theo\b|cho\b|cung\b|va\b|chua\b|dang\b|bang\b|duoc\b|voi\b)[a-z0-9]+ ?){1,8})"
_PAPER = re.compile(
    rf"\b(?:bao cao (?:ve|cong tac|tinh hinh|ket qua|tien do|tong ket|so ket|chuyen de)|ke hoach|de an|quy che|du toan|danh sach|du an|viec|nhiem vu|cong viec) {_TOPIC}"
)
_SHORT = re.compile(r"\b(?:[Bb]áo cáo|[Kk]ế hoạch) (?!UBND|HĐND|BC)(?P<sign>[A-ZĐ]{3,6})\b(?![-/])")


@dataclass(frozen=True, slots=True)
class Matter:
    """The title of a task as answers are read by it: the *act* that it asks for, and its *words*."""

    title: str = ""
    act: str = ""
    words: frozenset[str] = frozenset()
    is_handed: bool = False
    is_brief: bool = False

    def act_at(self, key: str, at: int) -> int | None:
        """Where the act ends that stands in *key* at that place."""
        end = at + len(self.act)
        return (
            end
            if self.act and key.startswith(self.act, at) and not key[end : end + 1].isalnum()
            else None
        )

    def without_act(self, key: str) -> str:
        """*key* without what the title asks for: to give an opinion is no step where that is the task."""
        return key.replace(self.act, " ") if self.act in _STEPS else key

    def word_at(self, key: str, at: int) -> int | None:
        """Where the word of the title ends that stands in *key* at that place."""
        found = _WORD.match(key, at)
        return found.end() if found is not None and found[0] in self.words else None

    def pair_at(self, key: str, at: int) -> int | None:
        """Where two words end that stand in *key* at that place as they do in the title."""
        found = _PAIR.match(key, at)
        if found is None or found[0] == "bao cao" or not self.words.issuperset(found[0].split()):
            return None
        return found.end() if f" {found[0]} " in f" {self.title} " else None

    def is_touched(self, key: str) -> bool:
        """Whether two words of the title stand in *key*."""
        return len(set(_WORD.findall(key)) & self.words - _STOPPED) > 1

    def is_another(self, text: str) -> bool:
        """Whether *text* names another matter: another month, or a report on what the title has no word of."""
        if not self.title:
            return False
        key, letters = folded(text), _initials(self.title)
        mine = dict(_MINE.findall(self.title))
        if any(kind in mine and mine[kind] != number for kind, number in _PERIOD.findall(key)):
            return True
        if any(folded(one["sign"]) not in letters for one in _SHORT.finditer(text)):
            return True
        return any(self._is_foreign(one["topic"].split()) for one in _PAPER.finditer(key))

    def _is_foreign(self, topic: list[str]) -> bool:
        told = [word for word in topic if word not in _STOPPED]
        few = len(told) < 2 and not "".join(told).isdigit()
        return not few and not any(
            word in self.words or word in _initials(self.title) for word in told
        )


_WORD = re.compile(r"[a-z0-9]+")
_PAIR = re.compile(r"[a-z0-9]+ [a-z0-9]+(?!\w)")


@lru_cache(256)
def matter_of(title: str) -> Matter:
    """What *title* wants, as it stands in the register or the notice."""
    key = folded(title.strip())
    begun = _AHEAD.match(key)
    key = key if begun is None else key[begun.end() :]
    act = _ACT.match(key)
    single = act is not None and _JOINED.search(key) is None
    words = frozenset(_WORD.findall(key)) - _TURNING
    did = act[0] if act is not None and single else ""
    return Matter(key, did, words, _HANDED.match(key) is not None, did in _BRIEF)


def _initials(title: str) -> str:
    """The first letters of its words: "cai cach hanh chinh" is known by "cchc"."""
    return "".join(word[0] for word in _WORD.findall(title))
