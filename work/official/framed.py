"""Sentences whose opening says that they only tell: what a draft or an act says, what the issuer will do itself, what voters said."""

import re

from work.official.doer import orders_somebody
from work.official.folded import folded

_PRESCRIBES = r"(?:quy dinh|bo sung|sua doi|de xuat|tap trung|bai bo|dua ra|cho phep|giu nguyen|keo dai|rut ngan|du kien|co|gom)"
_TELLS = re.compile(
    # "Dự thảo quy định: …; thời gian thanh toán trước ngày 10 của tháng tiếp theo".
    rf"(?:theo |noi dung )?(?:ban )?du thao(?! bao cao| van ban| cong van| ke hoach)(?: (?!gui|nop|hoan|trinh|de nghi)[a-z]+){{0,6}} {_PRESCRIBES}\b(?![^.]*\b(?:gop y|xin y kien)\b)"
    # "Kế hoạch chung như sau: khảo sát …; công bố kết quả trong tháng 4/2027", "III. Tiến độ của Ban Tổ chức: …".
    r"|(?:[ivx]{1,4}\. |\d\. )?(?:ke hoach chung|(?:tien do|lo trinh|ke hoach)(?: [a-z]+){0,3} cua (?:ban|bo|so|hoi dong|doan|to|cuc|cong ty|truong|chi cuc))\b[^:;.]{0,40}:"
)
_OF_LAW = re.compile(
    r"(?:theo|can cu)(?: quy dinh)?(?: (?:cua|tai))?(?: (?:bo )?(?:luat|nghi dinh|thong tu|phap luat|phap lenh)| (?:dieu|khoan|diem) \d)\b(?!.*\d[/.-]20\d\d\b(?!/))"
)
_VOTERS = re.compile(r"[-+ ]*cu tri\b[^:;]{0,80}:")


def is_framed(sentence: str) -> bool:
    """Whether nothing in *sentence* is asked, whatever times it tells, for it only tells what somebody says or does."""
    plain = folded(sentence)
    if _VOTERS.match(plain):
        return True
    tells = _TELLS.match(plain) or (";" in plain and _OF_LAW.match(plain))
    return bool(tells) and not orders_somebody(sentence)
