"""Whether a sentence asks something, or only tells what was asked or who comes when."""

import re

from work.official.folded import folded
from work.official.sift import stands

_RECITED = re.compile(
    r"^(?!.*,(?: \w+){0,8} (?:de nghi|yeu cau|giao) ).*(?<!sau khi )\bnhan duoc .{0,30}\b(?:cong van|van ban|to trinh|don)\b.{0,20}\bso\b|\bda (?:co|ban hanh|gui) .{0,60}\b(?:cong van|van ban|chi thi|cong dien|thong bao|ke hoach|quyet dinh)\b.{0,20}\bso\b"
    r"|^tai (?:cong van|van ban|cong dien|thong bao|chi thi|quyet dinh|ke hoach|phu luc)\b"
)
# "giao ban" and "giao thông" ask nobody; "theo đề nghị của" tells who asked.
_ASKING = re.compile(
    r"\b(?=[đypkmxg])(?<!theo )(?<!xét )(?<!trình )(?<!đơn )(?<!hồ sơ )(?<!số )(?<!bản )(?:đề nghị|yêu cầu|phân công|kiến nghị|mong(?! (?:muốn|đợi|chờ))|kính trình|xin ý kiến|xem xét"
    r"|(?<!ngoại )(?<!được )(?<!đã )(?<!tiêu )(?<!vốn )(?<!toán )(?<!nghiệp )(?<!phí )(?<!chế )giao(?! (?:ngày|năm|ban|thông|dịch|đất|lưu|tiếp|thừa|nhận|khu|diện|tại)))\b(?! của)",
    re.IGNORECASE,
)
# One of these stands in whatever that finds.
_OF_ASKING = ("đề nghị", "yêu cầu", "phân công", "kiến nghị", "mong", "kính trình", "xin ý kiến", "xem xét", "giao")  # fmt: skip
_ASKING_PLAIN = re.compile(r"\b(?:de nghi|yeu cau|kinh mong|nho|gui ve)\b", re.IGNORECASE)


# "Thực hiện Công văn số … (gửi trước ngày …), Sở Y tế trả lời như sau:".
_ANSWERS_BELOW = re.compile(
    r"^(?:phuc dap|tra loi|thuc hien|can cu|tiep theo|theo)\b.*\bso\b.*\d.*\b(?:co y kien|tra loi|bao cao|gop y|giai trinh|cung cap|thong tin)\b[^,;]{0,60}(?:nhu sau|:)\W*$"
)


def opens_answer(sentence: str) -> bool:
    """Whether *sentence* names the letter that is answered below it, and asks nothing itself."""
    below = _ANSWERS_BELOW.match(folded(sentence)) is not None
    return below and not asks(sentence.rpartition(", ")[2])


def is_recital(sentence: str) -> bool:
    """Whether *sentence* tells what an earlier document asked: "Tại Công văn số …, Sở đề nghị … trước ngày …"."""
    return _RECITED.search(folded(sentence)) is not None


def asks(sentence: str) -> bool:
    """Whether *sentence* says that something is asked."""
    if sentence.isascii():
        return _ASKING_PLAIN.search(sentence) is not None
    return stands(_OF_ASKING, sentence.lower()) and _ASKING.search(sentence) is not None


_TOLD_TO_SEND = re.compile(
    r"^(?:Các (?:cơ quan|đơn vị|phòng|ban|sở|xã|phường|trường|địa phương)|UBND|Ủy ban nhân dân|Sở|Phòng|Ban|Trưởng|Thủ trưởng)\b[^.;]{0,80}\s(?:gửi|nộp)\s[^.;]{0,80}\s(?:về|cho)\s"
    r"|^(?:Các hộ|Hộ) (?:kinh doanh|gia đình|dân)\b[^.;]{0,60}\s(?:nộp|gửi|đăng ký)\s"
)


def tells_to_send(sentence: str) -> bool:
    """Whether *sentence* of a notice tells offices, not the public, to send something: "Các đơn vị trên gửi báo cáo về Sở …"."""
    return _TOLD_TO_SEND.match(sentence) is not None


# A calendar of who comes when: "Lịch làm việc của Đoàn giám sát: xã A ngày 15/10/2026; xã B ngày 16/10/2026".
_SCHEDULE = re.compile(
    r"lich (?:lam viec|kiem tra|giam sat|thanh tra|khao sat|tiep xuc|hop|truc|tiep dan|kiem toan)\b[^:;]{0,60}:(?!.*\b(?:de nghi|yeu cau|gui|nop|bao cao|chuan bi|hoan thanh|xong|truoc ngay|cham nhat)\b)"
)


def is_schedule(sentence: str) -> bool:
    """Whether *sentence* is nothing but a calendar of who comes when, and asks nothing."""
    return _SCHEDULE.match(folded(sentence)) is not None
