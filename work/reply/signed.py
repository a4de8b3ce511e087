"""Takes away what stands below an answer: signatures, what phones and mail programs add, disclaimers, feet of lists."""

import re
from collections.abc import Sequence

from work.reply.fold import folded

_DASHES = re.compile(r"^--\s?$|^[_=*~]{4,}$|^-{3,}$")
_DEVICE = re.compile(
    r"^(?:duoc |da )?gui tu (?:\S+ ){0,6}(?:iphone|ipad|dien thoai|gmail|outlook|samsung|galaxy|may tinh|thiet bi|android|mail"
    r"|zalo|yahoo|ios|oppo|xiaomi|huawei|vsmart)\b"
    r"|^gui tu (?:iphone|ipad|dien thoai|gmail|outlook|mail|yahoo|thiet bi)"
    r"|^sent (?:from|with|via) (?:my |outlook|mail|yahoo|gmail|samsung|the )|^get outlook for |^tai outlook cho "
)
_DISCLAIMER = re.compile(
    r"^(?:[*\"(]*)(?:thong tin (?:trong|chua)|thu (?:dien tu )?nay|noi dung (?:thu|email|trong)|email nay|e-mail nay|luu y ?:"
    r"|this (?:e-?mail|message|communication)|the information|confidential|disclaimer|canh bao ?:|bao mat ?:"
    r"|tuyen bo|mien tru|important notice)"
)
_OF_DISCLAIMERS = re.compile(
    r"nguoi nhan|bao mat|nghiem cam|khong phai|intended|privileged|confidential|addressee|recipient|danh rieng|in thu nay|virus"
)
_LIST = re.compile(
    r"^(?:danh sach thu|mailing list|you received this (?:message|email)|ban nhan duoc (?:thu|email|tin) nay"
    r"|to unsubscribe|de huy dang ky|https?://\S*(?:listinfo|unsubscribe))"
)
_SIGN_OFF = re.compile(
    r"^(?:xin )?(?:tran trong|kinh thu|than ai|than men|kinh chao|tran trong kinh chao)(?: kinh chao)?(?:\s*[.!,]+)?$"
    r"|^(?:kind|best|warm)?\s?regards(?:\s*[.!,]+)?$|^(?:yours )?(?:sincerely|faithfully)(?:\s*[.!,]+)?$|^(?:best|cheers|br|tks|thanks),$"
)
_FAMILY = re.compile(
    r"(?:nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|doan|mai|lam|to|ta"
    r"|cao|luong|ha|dao|chu|trieu|luu|thai|phung|la|truong|quach|dam|nong|ma|hua|giang|kieu|vuong|bach|tong|thach|chau|ton)"
)
_OFFICE = re.compile(
    r"^(?:pho |q\. ?|quyen )?(?:truong|giam doc|chanh|chuyen vien|chu tich|van thu|thu truong|vu truong|cuc truong|can bo"
    r"|ke toan|thanh tra|phong|so|ban|van phong|ubnd|uy ban|cuc|vu|trung tam|chi cuc|bo|tong cuc|vien|truong|hoi|dang uy)\b"
    r"|^(?:d/?c|dia chi|dt|dtdd|sdt|di dong|dien thoai|tel|phone|mobile|hotline|email|e-mail|mail|fax|web|website|m|t|e) ?[:.]"
    r"|\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b"
)
# Who signs for whom, and as what: Nghị định 30/2020/NĐ-CP, Phụ lục I.
_SIGNS_FOR = re.compile(
    r"^(?:tm|kt|tl|tuq|q)\. ?[^.,]*$|^(?:pho )?(?:giam doc|chu tich|truong phong|chanh van phong|cuc truong|vu truong|hieu truong)$"
)
_DISCLAIMER_LINES = 20
_LONGEST_NAME = 12  # lines of a name with all that stands below it
_NAME_WORDS = range(2, 6)


def unsigned(lines: Sequence[str]) -> list[str]:
    """The lines above the first that only signs or warns; what a phone adds is left out wherever it stands."""
    kept: list[str] = []
    keys = [folded(line.strip()) for line in lines]
    for at, line in enumerate(lines):
        if _DEVICE.match(keys[at]):
            continue
        if _ends_at(keys, at):
            break
        kept.append(line)
    return _without_name(_trimmed(kept))


def _ends_at(keys: Sequence[str], at: int) -> bool:
    key = keys[at]
    if _DASHES.match(key) or _LIST.match(key):
        return True
    near = keys[at : at + _DISCLAIMER_LINES]
    if _DISCLAIMER.match(key) and len(set(_OF_DISCLAIMERS.findall(" ".join(near)))) > 1:
        return True
    return bool(_SIGN_OFF.match(key)) and any(keys[at + 1 :])


def _without_name(lines: list[str]) -> list[str]:
    """Without what the last paragraph ends in where that is a name, with offices above or below it."""
    start = next((n for n in range(len(lines) - 1, -1, -1) if not lines[n].strip()), -1) + 1
    for at in range(max(start, len(lines) - _LONGEST_NAME), len(lines)):
        below = (folded(line.strip()) for line in lines[at + 1 :])
        if is_name(lines[at]) and all(map(_OFFICE.search, below)):
            while at > start and _SIGNS_FOR.match(folded(lines[at - 1].strip())):
                at -= 1
            return _trimmed(lines[:at])
    return lines


def is_name(line: str) -> bool:
    """Whether *line* is the name of a person and nothing besides."""
    words = line.strip(" .,").split()
    if len(words) not in _NAME_WORDS or not all(
        word.isalpha() and word[0].isupper() for word in words
    ):
        return False
    return _FAMILY.fullmatch(folded(words[0])) is not None


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Without empty lines before and behind."""
    full = [n for n, line in enumerate(lines) if line.strip()]
    return list(lines[full[0] : full[-1] + 1]) if full else []
