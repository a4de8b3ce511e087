"""Up to when figures are counted or foreseen, and of what time a report tells."""

from work.official.moot.place import rule

_UP_TO = r"(?:den|toi)\b"
_DATA = r"(?:doi chieu|so du|so lieu|cong no|thong ke|quyet toan)"
_LIMIT_BEHIND = r"(?:truoc (?:ngay |quy |thang |\d)|cham nhat|muon nhat|khong qua|han\b)"

RULES = (
    # "số căn hộ hoàn thành đến …", "số liệu giải ngân đến hết …", "ước thực hiện đến …".
    rule(
        written=r"\b(?:(?:công nợ|dư nợ|số dư|còn nợ|nợ đọng)(?: (?!về\b|gửi\b|nộp\b)[^\s,;:]+){0,10}|số(?! tiền)(?: (?!về\b|cho\b|lên\b)[^\s,;:]+){1,5}"
        r"|tình hình(?: (?!về\b|gửi\b|nộp\b)[^\s,;:]+){1,12}|ước(?: [^\s,;:]+){0,2}|bản đối chiếu(?: (?!gửi\b|nộp\b)[^\s;:]+){0,10})\s*$",
        words=_UP_TO,
    ),
    rule(
        written=r"\b(?:tính(?: đến)?|số liệu(?: \S+){0,2} đến|lũy kế|tính từ(?: ngày)? [\d/]+)\s*$"
    ),
    rule(words=r"(?:tinh (?:den|tu)|den (?:nay|hom nay)|trong khoang \d)"),
    # From when to when: "dự báo sản lượng cung ứng từ tháng 12/2026 đến tháng 02/2027".
    rule(
        before=r"\b(?:so lieu|thoi ky|ky bao cao|du bao|uoc tinh|san luong|nhu cau|phat sinh|ghi nhan)\b[^,;()]*\btu (?:ngay |thang |quy )?[\divx][^,;()]*$",
        words=r"(?:den|toi|\d|ngay)\b",
    ),
    # What is needed in the days to come: "tổng hợp nhu cầu lương thực của từng xã trong 07 ngày tới".
    rule(
        before=r"\b(?:nhu cau|du bao|kha nang)\b[^;]{0,80}$",
        words=r"trong \d{1,3} (?:ngay|tuan|thang)$",
        behind=r" (?:toi|tiep theo|sap toi|ke tiep)\b",
    ),
    # They are sent later: "lập bản đối chiếu đến hết ngày 30/9 và gửi từ ngày 01/10 đến …".
    rule(
        before=rf"\b{_DATA}\b[^;:]*$",
        words=rf"{_UP_TO}(?: het)?(?: ngay)? \d",
        behind=r",? (?:va |roi )?(?:gui|nop|trinh)\b[^;]*?\b(?:tu(?: ngay)?|truoc(?: ngay)?|cham nhat(?: la)?(?: ngay)?) \d",
        unless=r"\b(?:hoan thanh|hoan tat|xong)\b",
    ),
    # "Báo cáo kết quả trong tháng 10 gửi trước ngày 30/10".
    rule(
        before=r"\b(?:bao cao|ket qua|tinh hinh|so lieu|cong tac)\b[^,;:]*$",
        words=r"trong (?:thang|quy|nam|tuan|6|9|0)",
        behind=rf"(?=[^;]*\b{_LIMIT_BEHIND})[^,;:]*\b(?:gui|nop|trinh|hoan thanh|xong)\b[^;:]*$",
    ),
)
