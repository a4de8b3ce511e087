"""How long something lasts, goes on or is told of, up to a day that limits nothing."""

import re

from work.official.folded import folded

# How long something lasts, is used or is looked into: "thời hạn của cuộc thanh tra là 45 ngày".
_LASTS = re.compile(
    r"\b(?:thoi (?:han|ky)|han) (?:(?:tien hanh|thuc hien|hoat dong|hieu luc|thi hanh)(?: cua)? |cua )?(?:cac |mot )?(?:cuoc )?(?:thanh tra|kiem tra|kiem toan|giam sat|dieu tra|xac minh|kiem dinh"
    r"|quy hoach|giao dat|thue|cho thue|vay|su dung|luu tru|bao quan|bao hanh|bao lanh|hop dong|giay phep|giay chung nhan|dao tao|cach ly|phong toa|tam giu|phuc vu|hoat dong|hieu luc"
    r"|tap luyen|thi dau|trung bay|dien ra|to chuc|khai thac|thi cong)\b"
    r"|\b(?:thoi gian|tien do) (?:lam viec|nghi|truc|mo cua|tiep dan|tiep cong dan|(?:thuc hien|trien khai|dau tu|thi cong|xay dung)(?: cua)?(?: cac)? (?:du an|cong trinh|hop dong|goi thau|de tai))\b"
)
# Duty, service or rest from a day to another.
_KEPT_UP = re.compile(
    r"\b(?:phục vụ|trực(?! tiếp| thuộc| tuyến)|nghỉ|tạm (?:ngừng|dừng)|trưng bày|thi đấu|mở cửa|cấm|phân luồng)\b[^;]*$",
    re.IGNORECASE,
)
_SPANNED = re.compile(r"tu\b.*\d.*\b(?:den|toi)\b")
_CAMPAIGN = re.compile(
    r"^(?:dot (?!\d)|chien dich|tuan le|(?:ky(?! bao cao)|cuoc|lop|khoa|chuyen (?=cong tac|di|tham)|mua|vu)\b[^,;:]*(?=\btu))[^;]*\btu(?: ngay)?\b"
)
# What goes on until then, where nobody gives more time: "mưa kéo dài đến hết ngày …"; whom a term of years concerns; thanks.
_GOES_ON = re.compile(
    r"^(?!.*\b(?:thoi (?:han|gian)|han|tien do|gia han|dong y|cho phep|de nghi|yeu cau|giao|chap thuan)\b).*\bkeo dai\s*$"
    r"|\b(?:nghi huu|du tuoi|den tuoi|het tuoi)\s*$|\bcam on\b[^,;]*$|\b(?:so lieu|chot so lieu|thoi ky|ky bao cao)\b[^,;()]*\btu (?:ngay )?\d[^,;()]*$"
)


def lasts(before: str, words: str) -> bool:
    """Whether *words* behind *before*, the clause up to them, say how long something lasts or goes on."""
    plain, said = folded(before), folded(words)
    whole = f"{plain} {said}"
    return (
        _LASTS.search(whole) is not None
        or (_SPANNED.match(said) is not None and _KEPT_UP.search(before) is not None)
        or _GOES_ON.search(plain) is not None
        or _CAMPAIGN.match(whole) is not None
    )
