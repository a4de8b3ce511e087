"""Days and terms that others keep, that an event starts, or that only say how long something is: limits of nobody who is written to."""

import re

from work.official.folded import folded

# What happens some day, and then has to be told: "Khi có vật nuôi chết, báo cáo trong vòng 24 giờ".
_WHENEVER = re.compile(
    r"\b(?:(?:moi )?khi (?:co(?! (?:y kien|nhu cau|vuong mac|ket qua|van ban))|xay ra|phat sinh|phat hien)|(?:neu|truong hop) (?:xay ra|phat sinh|phat hien|co (?:su co|thiet hai|ca|nguoi (?:chet|mac|bi))))\b"
)
_TERM = re.compile(
    r"(?:trong|cham nhat|khong qua|toi da)(?: vong| thoi han| la)*(?: toi da)? \d{1,3} (?:phut|gio|tieng|ngay)(?: lam viec)?$"
)
# From which month to which something is counted or foreseen: "dự báo sản lượng cung ứng từ tháng 12/2026 đến tháng 02/2027".
_FORESEEN = re.compile(
    r"\b(?:du bao|uoc tinh|thong ke|san luong|nhu cau|so lieu|ket qua|tinh hinh|dien bien|danh gia|phat sinh|ghi nhan)\b[^;]*\btu (?:thang|quy) [^,;()]{1,14}$"
)
_TO_PERIOD = re.compile(r"(?:den|toi) (?:het )?(?:thang|quy) ")
# What somebody above has set for the whole: "Theo tiến độ được phê duyệt, toàn bộ mặt bằng phải bàn giao trong năm 2026".
_BY_PLAN = re.compile(
    r"theo (?:tien do|ke hoach|lo trinh|chuong trinh|muc tieu)\b(?!.*\b(?:de nghi|yeu cau|phan cong)\b)[^,;]*\b(?:phe duyet|duyet|duoc giao|de ra)\b[^,;]*, (?!(?:cac|ubnd|uy ban|so|phong|ban|don vi|co quan|xa|quy)\b)"
)
_LONG = re.compile(r"(?:trong )?(?:nam|quy) ")
# Up to when figures are compiled that are sent later: "lập bản đối chiếu đến hết ngày 30/9 và gửi từ ngày 01/10 đến …".
_COMPILES = re.compile(
    r"^(?!.*\b(?:hoan thanh|hoan tat|xong)\b).*\b(?:doi chieu|so du|so lieu|cong no|thong ke|quyet toan)\b[^;:]*$"
)
_UP_TO = re.compile(r"(?:den|toi)(?: het)?(?: ngay)? \d")
_SENT_LATER = re.compile(
    r",? (?:va |roi )?(?:gui|nop|trinh)\b[^;]*?\b(?:tu(?: ngay)?|truoc(?: ngay)?|cham nhat(?: la)?(?: ngay)?) \d"
)
# How many days something is needed, and which: "bố trí xe trong 02 ngày 02 và 03/10/2026".
_COUNTED_DAYS = re.compile(
    r"trong (?:\d{1,2}|hai|ba|bon|nam) ngay,? (?:ngay )?\d{1,2}(?:[/.-]\d{1,2})?(?:,| va| den| -| –) "
)
_DELIVERED = re.compile(
    r"\b(?:gui|nop|dang ky|hoan (?:thanh|tat)|xong|tra|trinh|bao cao|ban giao)\b"
)
# A calendar of who comes when: "Lịch làm việc của Đoàn giám sát: xã A ngày 15/10/2026; xã B ngày 16/10/2026".
_SCHEDULE = re.compile(
    r"lich (?:lam viec|kiem tra|giam sat|thanh tra|khao sat|tiep xuc|hop|truc|tiep dan|kiem toan)\b[^:;]{0,60}:(?!.*\b(?:de nghi|yeu cau|gui|nop|bao cao|chuan bi|hoan thanh|xong|truoc ngay|cham nhat)\b)"
)


def limits_nobody(before: str, words: str, behind: str) -> bool:
    """Whether *words*, between *before* and *behind* of their clause, say how long something is, or count from what may never be."""
    plain, said, rest = folded(before), folded(words), folded(behind)
    return (
        (_TERM.match(said) is not None and _starts_some_day(plain, rest))
        or (_TO_PERIOD.match(said) is not None and _FORESEEN.search(plain.rstrip()) is not None)
        or (_LONG.match(said) is not None and _BY_PLAN.match(plain) is not None)
        or (_counts_up(plain, said) and _SENT_LATER.match(rest) is not None)
        or (_COUNTED_DAYS.match(said) is not None and not _DELIVERED.search(f"{plain} {rest}"))
    )


def _starts_some_day(plain: str, rest: str) -> bool:
    return _WHENEVER.search(plain) is not None or _WHENEVER.match(rest.lstrip(" ,")) is not None


def _counts_up(plain: str, said: str) -> bool:
    return _UP_TO.match(said) is not None and _COMPILES.match(plain) is not None


def is_schedule(sentence: str) -> bool:
    """Whether *sentence* is nothing but a calendar of who comes when, and asks nothing."""
    return _SCHEDULE.match(folded(sentence)) is not None


def is_instance(text: str, series: str, words: str) -> bool:
    """Whether *words* stand in brackets right behind those of a *series* in *text*: its next day, told once more."""
    flat = " ".join(text.split())
    behind = flat[flat.find(series) + len(series) :].lstrip()
    return series in flat and behind.startswith("(") and words in behind.partition(")")[0]
