"""Takes away what stands below an answer: signatures, what phones and mail programs add, disclaimers, feet of lists.

What says something is never taken: below a signature as well, where people write what they forgot.
"""

import re
from collections.abc import Sequence

from work.reply.fold import folded

_DASHES = re.compile(r"^(?:--|—)\s?$|^[_=*~#]{4,}$|^-{3,}$")
_DEVICE = re.compile(
    r"^(?:duoc |da |thu )?(?:duoc )?gui tu (?:\S+ ){0,6}(?:iphone|ipad|dien thoai|gmail|outlook|samsung|galaxy|may tinh|thiet bi|android|mail"
    r"|zalo|yahoo|ios|oppo|xiaomi|huawei|vsmart|realme|vivo|nokia|windows|macbook|eoffice|ioffice|ung dung)\b"
    r"|^gui tu (?:iphone|ipad|dien thoai|gmail|outlook|mail|yahoo|thiet bi)"
    r"|^\[(?:cid|image|inline image|hinh anh) ?:[^\]]*\]$|^\[(?:external|thu ben ngoai)[^\]]*\](?: (?:thu|email|e-mail|this|message)\b.*)?$|^sent (?:from|with|via|using) (?:my |outlook|mail|yahoo|gmail|samsung|the |proton|zoho)|^(?:get|tai|nhan) outlook (?:for|cho|danh cho) "
)
_DISCLAIMER = re.compile(
    r"^[*\"'(\[]*(?:thong tin (?:trong|chua)|(?:buc )?thu (?:dien tu )?nay|day la (?:buc )?(?:thu|email|e-mail)|noi dung (?:thu|email|trong)|email nay|e-mail nay|luu y\b|chu y\b"
    r"|neu (?:ong|ba|anh|chi|quy vi|ban|ong/ba|quy co quan)\b.{0,20}khong phai|neu (?:\w+ ){0,4}nhan (?:nham|duoc thu nay do)"
    r"|this (?:e-?mail|message|communication)|the information|confidential|disclaimer|canh bao\b|bao mat\b|khuyen cao\b|thong bao bao mat"
    r"|tuyen bo|mien tru|important notice|if you are not|the contents?)"
)
_OF_DISCLAIMERS = re.compile(
    r"nguoi nhan|bao mat|nghiem cam|khong phai|intended|privileged|confidential|addressee|recipient|danh rieng|in thu nay|virus"
    r"|nhan nham|xin xoa|xoa thu|chi danh cho|tai san cua|sao chep|co quan gui|nguoi gui|not the"
)
_ADDED = re.compile(
    r"consider the environment|save a tree|\bprint this e-?mail|(?:moi truong|tiet kiem giay).{0,40}\bin\b.{0,20}(?:thu|email|e-mail)|(?:quet|scanned|kiem tra).{0,30}(?:vi-?rut|virus|ma doc)"
    r"|^(?:virus-free|khong co vi-?rut)\b|^\W*this (?:e-?mail|message) (?:was|has been) (?:sent|scanned)"
)
_LIST = re.compile(
    r"^(?:danh sach thu|mailing list|you received this (?:message|email)|(?:ban|quy vi) nhan duoc (?:thu|email|tin) nay"
    r"|to unsubscribe|de huy dang ky|huy dang ky ?:|unsubscribe ?:|https?://\S*(?:listinfo|unsub))|^\S+ mailing list$|^nhom thu\b"
)
_SIGN_OFF = re.compile(
    r"^(?:xin )?(?:tran trong|kinh thu|than ai|than men|than|kinh chao|kinh|tran trong kinh chao)(?: kinh chao)?(?:\s*[.!,/]+)?$"
    r"|^(?:thanks? (?:and|&|you and) )?(?:kind|best|warm|many)?\s?regards(?:\s*[.!,]+)?$|^(?:yours )?(?:sincerely|faithfully)(?:\s*[.!,]+)?$"
    r"|^(?:best|cheers|br|tks|thanks|rgds|many thanks),$"
)
_ENDED = re.compile(r"[^/]\.$")
# What a line has that tells of the task, as it is written: folded, "Đặng" were "đang".
_SAYS = re.compile(
    r"\b(?:đã|đang|sẽ|chưa|vẫn|còn|xong|xog|hoàn thành|hoàn tất|gia hạn|lùi|đề nghị|xin|nhờ|gửi|nộp|tái bút|hoan thanh|hoan tat|gia han"
    r"|chua (?:xong|gui|nop|lam|co|du)|xin lui|done|completed|finished|extension|extend|please|not|will|still|need|ps|p/s)\b|\d ?%|\?\s*$"
    r"|(?<!phòng )\bkhông\b(?! quân)",
    re.IGNORECASE,
)
# Who sends it for another, in brackets: "(Trần Thu Hà, chuyên viên, gửi thay)".
_SENT_FOR = re.compile(
    r"^\([^()]{3,80}\b(?:gửi|viết|trả lời|ký|báo cáo) (?:thay|hộ)\)$", re.IGNORECASE
)
_FAMILY = re.compile(
    r"(?:nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|doan|mai|lam|to|ta"
    r"|cao|luong|ha|dao|chu|trieu|luu|thai|phung|la|truong|quach|dam|nong|ma|hua|giang|kieu|vuong|bach|tong|thach|chau|ton)"
)
_OFFICE = re.compile(
    r"^(?:pho |q\. ?|quyen )?(?:truong|giam doc|chanh|chuyen vien|chu tich|van thu|thu truong|vu truong|cuc truong|can bo"
    r"|ke toan|thanh tra|phong|so|ban|van phong|ubnd|uy ban|cuc|vu|trung tam|chi cuc|bo|tong cuc|vien|truong|hoi|dang uy|tram|cong an|htx|cong ty)\b"
    r"|^(?:d/?c|dia chi|dt|dtdd|sdt|di dong|dien thoai|tel|phone|mobile|hotline|email|e-mail|mail|fax|web|website|m|t|e|zalo|cell) ?[:.]"
    r"|\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b|^\S+@\S+$|^https?://\S+$"
    r"|\b(?:officer|division|manager|lead|director|department|ltd|jsc|company|engineer|consultant|specialist|assistant|secretary)\b"
)
_RANK = re.compile(
    r"^(?:cv|chuyen vien|em|ths|ts|pgs|gs|ks|bs|cn|luat su|ong|ba|mr|ms|mrs|dr|(?:dai|thuong|trung|thieu) (?:ta|uy|tuong)|dong chi|d/c|bac si|ky su)\b[. ]*"
)
# Who signs for whom, and as what: Nghị định 30/2020/NĐ-CP, Phụ lục I.
_SIGNS_FOR = re.compile(
    r"^(?:tm|kt|tl|tuq|q)\. ?[^.,]*$|^(?:pho )?(?:giam doc|chu tich|truong phong|chanh van phong|cuc truong|vu truong|hieu truong)$"
    r"|^nguoi (?:bao cao|lap|lap bieu|gui|thuc hien|viet)$"
)
_POST = re.compile(r" [A-ZĐ]{2,5}$")  # "Hiền KT": of the accounts
_BEHIND_NAME = re.compile(r"\s[-–|]|[|,(/]| - ")
_DISCLAIMER_LINES = 20
_LONGEST_FOOT = 14  # lines of a name with all that stands below it
_LONGEST_LINE = 100  # characters of a line below a name
_AROUND = " *"
_NAME_WORDS = range(2, 6)
_OFFICE_WORDS = 8


def unsigned(lines: Sequence[str], called: str = "") -> list[str]:
    """The lines above the foot by who is *called* so; what a phone adds is left out wherever it stands."""
    own = [line for line in lines if not _DEVICE.match(folded(line.strip()))]
    own = own[: next((at for at in range(len(own)) if _warns(own, at)), len(own))]
    foot = _Foot(_trimmed(own), tuple(folded(called).split()))
    return _trimmed(foot.lines[: foot.start()])


def _warns(lines: Sequence[str], at: int) -> bool:
    """Whether a disclaimer or the foot of a list begins there."""
    key = folded(lines[at].strip())
    if _LIST.match(key) or _ADDED.search(key):
        return True
    if not _DISCLAIMER.match(key):
        return False
    near = folded(" ".join(lines[at : at + _DISCLAIMER_LINES]))
    return len(set(_OF_DISCLAIMERS.findall(near))) > 1


class _Foot:
    """Looks for where the foot of an answer begins; *name* are the words of who wrote it."""

    def __init__(self, lines: list[str], name: tuple[str, ...]) -> None:
        self.lines = lines
        self._name = name
        self._keys = [folded(line.strip(_AROUND) or line.strip()) for line in lines]
        says = [at for at, line in enumerate(lines) if _SAYS.search(_SENT_FOR.sub("", line))]
        self._silent = says[-1] + 1 if says else 0  # from here on nothing is said

    def start(self) -> int:
        """The line where it begins, behind the last where nothing does."""
        end = len(self.lines)
        return next((at for at in range(self._silent, end) if self._begins(at)), end)

    def _begins(self, at: int) -> bool:
        if _DASHES.match(self._keys[at]):
            return True
        if not self._keys[at] or len(self.lines) - at > _LONGEST_FOOT:
            return False
        below = [key for key in self._keys[at + 1 :] if key]
        if any(len(key) > _LONGEST_LINE for key in below):
            return False
        if self._is_sign_off(at):
            return at > 0 and bool(below) and not _DASHES.match(below[0]) and not self._closes(at)
        if _SENT_FOR.match(self.lines[at].strip()):
            return not below
        if _SIGNS_FOR.match(self._keys[at]):
            return any(
                self._is_theirs(n) or is_name(self.lines[n]) for n in range(at + 1, len(self.lines))
            )
        signed = self._is_theirs(at) or self._is_signed(at, below) or self._is_office(at)
        return signed or self._is_introduced(at)

    def _is_sign_off(self, at: int) -> bool:
        return _SIGN_OFF.match(self._keys[at]) is not None

    def _closes(self, at: int) -> bool:
        """Whether a sign-off is a sentence of the answer, with a full stop and the foot behind it; else it begins the foot."""
        below = range(at + 1, len(self.lines))
        first = next((n for n in below if self._keys[n]), at)
        return _ENDED.search(self._keys[at]) is not None and first > at and self._begins(first)

    def _is_introduced(self, at: int) -> bool:
        """Whether the last line is a name by which the author told of themselves above: "Em Khuê, trả lời thay nhóm"."""
        name = self.lines[at].strip(_AROUND + ".")
        below = filter(None, self._keys[at + 1 :])
        if at == 0 or not name.istitle() or not all(map(_DASHES.match, below)):
            return False
        told = rf"\b(?:[Ee]m|[Tt]ôi|[Mm]ình|[Cc]háu)(?: là| tên)? {re.escape(name)}\b"
        return any(re.search(told, line) for line in self.lines[:at])

    def _is_theirs(self, at: int) -> bool:
        """Whether the line is the name of who wrote the letter, or the end of it, with an office behind."""
        line = self.lines[at].strip(_AROUND)
        if not line[:1].isupper():
            return False
        words = (
            _RANK.sub("", folded(_POST.sub("", _BEHIND_NAME.split(line)[0])).strip(" .!"))
            .removesuffix(" a")
            .split()
        )
        if not words or not set(words) <= set(self._name):
            return False
        return len(words) > 1 or words[0] == self._name[-1]

    def _is_signed(self, at: int, below: Sequence[str]) -> bool:
        """Whether a name stands there that people have, or any above an office or a telephone."""
        if not is_capital(self.lines[at]) or not all(map(_OFFICE.search, below)):
            return False
        return is_name(self.lines[at]) or bool(below)

    def _is_office(self, at: int) -> bool:
        """Whether the last paragraph is nothing but offices."""
        if at == 0 or self._keys[at - 1] or not all(self._keys[at:]):
            return False
        return all(
            _OFFICE.search(key) and len(key.split()) <= _OFFICE_WORDS for key in self._keys[at:]
        )


def is_name(line: str) -> bool:
    """Whether *line* is the name of a person and nothing besides."""
    words = _RANK.sub("", folded(line.strip(" .,"))).split()
    if not is_capital(line) or len(words) not in _NAME_WORDS:
        return False
    ends = (words[0], words[-1]) if line.isascii() else (words[0],)
    return any(_FAMILY.fullmatch(word) for word in ends)


def is_capital(line: str) -> bool:
    """Whether *line* is a few words that all begin with a capital, as names do."""
    words = line.strip(" .,").split()
    plain = [word.replace(".", "") for word in words]
    few = len(words) in _NAME_WORDS or bool(_RANK.match(folded(line)))
    return few and all(word.isalpha() and word[0].isupper() for word in plain[-2:])


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Without empty lines before and behind."""
    full = [n for n, line in enumerate(lines) if line.strip()]
    return list(lines[full[0] : full[-1] + 1]) if full else []
