"""What another paper set: an act, or one that is named with its number."""

from work.official.moot.place import PAPER, rule

RULES = (
    # An act, by which nobody is told: "Theo Luật …, cơ quan phải trả lời trong 05 ngày", "Điều 15 quy định …".
    rule(
        before=r"^(?:theo|can cu)(?: quy dinh)?(?: (?:cua|tai))?(?: (?:bo )?(?:luat|nghi dinh|thong tu|phap luat|phap lenh)| (?:dieu|khoan|diem) \d)\b"
        r"|^(?:dieu|khoan|diem) (?:\d|[a-z]\b)[^,;]*\bquy dinh\b",
        words=r"(?!.*\b20\d\d\b)",
        behind=r"(?!.*\b(?:de nghi|yeu cau|giao|phan cong)\b)",
        unless=r"\b(?:de nghi|yeu cau|giao|phan cong)\b",
    ),
    # The paper stands behind: "(Thông báo số 412/TB-VPCP ngày …)"; and what is set instead.
    rule(
        behind=rf"\s*\(?(?:tai|theo)?\s*{PAPER}(?: so)? \d(?![^()]*\b(?:giao|yeu cau|an dinh|de nghi)\b[^()]*\))"
    ),
    rule(
        behind=r"\s*[\"”]?\s*(?:nay |duoc |xin )*(?:sua|dinh chinh|thay|doi) (?:lai )?(?:la|thanh|bang)"
    ),
    # It is recalled: "không thực hiện nội dung yêu cầu báo cáo trước ngày …".
    rule(before=r"\bkhong thuc hien .{0,60}$"),
    # It is told in its own place: "đúng mẫu, đúng hạn (trước ngày …)".
    rule(before=r"\bdung (?:thoi )?han\s*\($"),
    rule(behind=r"\s*ket thuc (?:vao |luc |ngay )*\d"),
)
