"""What is told in front of what is asked: by when its asker goes on with it, what another paper asked, what was."""

import re

from work.official.asking import asks
from work.official.cues import limits_in
from work.official.moot.place import Place

_ORDER = r"(?:đề nghị|yêu cầu|giao|phân công)"
_FOR = re.compile(r"^(?:Để|Nhằm)\b")
_BECAUSE = re.compile(r"^(?:Do|Vì|Bởi)\b")
_FOLLOWING = re.compile(
    r"^(?:Thực hiện|Theo|Căn cứ|Phúc đáp|Trả lời|Tiếp theo|Triển khai|Tại|Sau khi nhận)\b.*\bsố\s\d"
)
_ASKED_BEHIND = re.compile(rf"[,;]\s(?:[^,;]{{0,60}}\s)?(?:kính )?{_ORDER}\b")
# In one breath with its number: "Thực hiện Công văn số … của UBND tỉnh giao báo cáo trước ngày …".
_OF_ANOTHER = re.compile(
    r"(?:^(?:Thực hiện|Theo|Căn cứ|Tại|Trên cơ sở|Sau khi nhận)\b|\bđã (?:có|ban hành|gửi|nhận(?: được)?)\b|\b(?:có|ban hành) (?:Công văn|Văn bản|Công điện|Chỉ thị|Thông báo|Kế hoạch|Quyết định)\b)[^,;]*\bsố\s\d[^,;]*"
    r"\s(?P<order>giao|yêu cầu|đề nghị|chỉ đạo|ấn định)\s[^;]*$"
)
_ANEW = re.compile(rf",\s[^;]*\b{_ORDER}\b[^;]*$")
# Why it is asked: "Thời hạn giải quyết của Sở là 25 ngày, do đó đề nghị …".
_THEREFORE = re.compile(rf"[,;.]\s(?:do đó|do vậy|vì vậy|vì thế|bởi vậy|nên)\b[^;]*\b{_ORDER}\b")
# Of what kind the thing is that is asked for behind a colon: "Đoàn đi trong quý I/2027: đăng ký trước ngày …".
_LABELS = re.compile(r"\s*:.*(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\bngày \d)")
_STEP = re.compile(
    r"\s*(?:Bước|Giai đoạn|Đợt|Lần|Mốc|Thời (?:gian|hạn)|Hạn|Tiến độ|Trước|Chậm nhất)\b",
    re.IGNORECASE,
)
# Which of them are meant: "rà soát các dự án hoàn thành trước ngày …, gửi danh mục trước ngày …".
_WHICH = re.compile(
    r"\b(?:rà soát|thống kê|lập|tổng hợp|kiểm tra|báo cáo|đăng ký|cung cấp)\s(?:[^,;]*\s)?(?:(?:các|những)\s[^,;]{3,40}\s(?:hoàn thành|phát sinh|khởi công|ban hành|tiếp nhận|kết thúc|được cấp|ký kết|đến hạn|hết hạn)"
    r"|[^,;]{3,60}\s(?:hết hạn|hết hiệu lực|đến hạn|đến tuổi|đủ tuổi|nghỉ hưu|đáo hạn|sinh))\s*$"
)


def stands_in_front(place: Place) -> bool:
    """Whether it is told in front of what is asked: "Để kịp báo cáo trước ngày …, đề nghị …".

    What another paper asked stands in front though it asks; what is only an aim or a reason does not, once
    something was asked.
    """
    before, behind = place.before, place.behind
    if _LABELS.match(behind) and not _STEP.match(before):
        return True
    if asked_elsewhere(before) or (_WHICH.search(before) and limits_in(behind)):
        return True
    if asks(before):
        return False
    aim = _FOR.match(before)
    if aim and "," not in before and limits_in(behind):
        return True
    why = aim or _BECAUSE.match(before) or _FOLLOWING.match(before)
    if why and _ASKED_BEHIND.search(behind):
        return True
    return _THEREFORE.search(behind) is not None


def asked_elsewhere(before: str) -> bool:
    """Whether the last that asks there is another paper."""
    other = _OF_ANOTHER.search(before) if "số" in before else None
    return other is not None and not _ANEW.search(before, other.end("order"))


_MONTH = re.compile(r"trong (?:thang|quy|nam)\b", re.IGNORECASE)
_ASKING_PLAIN = re.compile(r"\b(?:de nghi|yeu cau|kinh mong|nho|gui ve)\b", re.IGNORECASE)
_REACH = 80  # characters behind it in which it is told what is asked
_UNTIL = re.compile(r"(?:tinh )?den ")
_TOLD = re.compile(r"(?:(?!\bphải\b).){0,60}?\b(?:chưa|đã|mới|vẫn)\b")
_MEANWHILE = re.compile(r"(?:tu (?:nay|ngay \d[\d/]*) )?(?:cho )?den\b")
_EACH_TIME = re.compile(r"\b(?:bao cao|gui|nop)\b.*\b(?:hang|moi) (?:ngay|tuan|thang|quy)\b")


def opens_what_was(place: Place) -> bool:
    """Whether a clause begins with it that tells what was: "Đến ngày 16/11/2026 Sở chưa nhận được …"."""
    if place.plain.strip() not in ("", "tu nay"):
        return False
    if place.words.isascii():  # "Trong thang 9, 3/5 phong nop cham"
        told = _ASKING_PLAIN.search(place.behind[:_REACH])
        return _MONTH.match(place.words) is not None and told is None
    if _MEANWHILE.match(place.said) and _EACH_TIME.search(place.rest):
        return True
    return _UNTIL.match(place.said) is not None and _TOLD.match(place.behind) is not None
