"""What takes place then, which people attend, and what is held each time."""

from work.official.moot.place import AT, rule

_THERE = r"\bco mat(?: (?:tai|o) [^,;]{2,60})?\s*$"
_HELD = r"\b(?:họp|giao ban|nghỉ|sinh hoạt|chào cờ|tiếp nhận|tiêm chủng|khám bệnh)\b"
_HELD_PLAIN = (
    r"\b(?:(?<!tong )hop|giao ban|(?<!de )nghi|sinh hoat|chao co|tiep nhan|tiem chung|kham benh)\b"
)
_ROUND = r".*\b(?:hang|moi|tung) (?:ngay|tuan|thang|quy|nam)\b|.*\bthang (?:dau|giua|cuoi)(?: cua)? quy\b"

RULES = (
    # It is moved, opens, ends.
    rule(
        before=r"^(?:hoi nghi|cuoc hop|phien hop|ky hop|le|hoi thao|buoi lam viec|tet|dai hoi|cuoc thi|ngay hoi|lop)\b"
        r".*\b(?:chuyen|doi|lui|sang|to chuc|mo tai)\b"
    ),
    rule(before=r"\b(?:dien ra|be giang|be mac)\s*$|^\s*(?:du kien )?ket thuc\s*$"),
    rule(before=r"\bbat dau\s*$", words=r"(?:cham|muon|tu|truoc|vao|ngay|\d)"),
    # The weather, which nobody is told.
    rule(
        before=r"^(?:bao|ap thap|mua|lu|nang nong|khong khi lanh|gio mua)\b[^,;]*$",
        written=r"^(?:bão|áp thấp|mưa|lũ|nắng|không khí|gió)\b",
        unless=r"\b(?:de nghi|yeu cau|giao)\b",
    ),
    # People go there, or are met.
    rule(
        written=r"\b(?:tham dự|dự(?! (?:thảo|án|toán|kiến|phòng|trữ|báo|thầu|thi|tuyển|xét|tính|bị))|tham gia)\s[^,;]{3,60}$",
        words=AT,
    ),
    rule(
        written=r"\b(?:đón|tiễn|xuất phát|khởi hành|tập trung)(?: (?!báo\b|gửi\b|nộp\b)[^\s,;]+){0,4}\s*$",
        words=AT,
    ),
    rule(
        before=r"(?<!ngay )(?<!gio )\blam viec(?: truc tiep)?(?: (?:tai|voi)\s[^;]{3,60})?\s*$",
        words=r"(?:trong (?:cac )?(?:ngay|tuan)|(?:vao |tu )?ngay)\b",
    ),
    rule(before=_THERE, words=AT, unless=r"\b(?:ho so|bao cao|van ban|ban giay)\b"),
    rule(before=_THERE, words=r"truoc\b", unless=r"\b(?:de nghi|yeu cau|ho so|bao cao|van ban)\b"),
    # One of several days for a visit: "quay lại thẩm định vào một trong các ngày 26, 27/11 hoặc 01/12".
    rule(before=r"\bmot\s*$", words=r"trong (?:cac|so) ngay\b"),
    # It is held each time: "họp thứ Hai hằng tuần", "từ 8 giờ đến 17 giờ hằng ngày".
    rule(written=rf"{_HELD}[^,;]{{0,30}}$", words=_ROUND),
    rule(
        before=r"^\s*(?:(?:dinh ky )?(?:hang|moi) (?:tuan|thang|quy|nam),?)?\s*$",
        words=_ROUND,
        behind=rf",? [^,;]{{0,40}}{_HELD_PLAIN}(?![^;]*\b(?:gui|bao cao|nop)\b)",
    ),
    rule(before=r"\btu \d{1,2} ?(?:gio|h|:)[ \d]*(?:phut)?\s*(?:den|toi|-|–)?\s*$", words=_ROUND),
)
