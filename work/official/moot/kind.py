"""Which things or people are meant: those that end, begin, or were there by then."""

from work.official.moot.place import rule

RULES = (
    # "nhiệm vụ có thời gian kết thúc trước …", "giấy phép hết hạn ngày …", "người đủ tuổi … trước ngày …".
    rule(before=r"\bco\s*$", words=r"(?:thoi gian|thoi han|han|ngay)\b"),
    rule(before=r"\bhet\s*$", words=r"han "),
    rule(
        before=r"\b(?:het han|(?:hop dong|giay phep|nhiem ky|khoa hoc)\b[^,;]*\b(?:ket thuc|het han|cham dut))\s*$"
    ),
    rule(before=r"\b(?:nghi huu|(?:du|den|het) tuoi(?: (?!gui|nop|lap|bao)[a-z]+){0,4})\s*$"),
    # Thanks for what came by then.
    rule(before=r"\bcam on\b[^,;]*$", unless=r"\b(?:mong|de nghi|yeu cau)\b"),
    # A new rule spares them: "xe nhập khẩu trước ngày … áp dụng quy chuẩn cũ".
    rule(
        behind=r"\s*(?:thi |van )?(?:ap dung|thuc hien theo|duoc (?:mien|giam|huong|ap dung|xet|dang ky|tiep tuc))\b",
        unless=r"\b(?:de nghi|yeu cau|giao|phai)\b",
    ),
    # What is not done until then is too late: "sau ngày …"; silence that counts as consent is a limit.
    rule(
        words=r"(?:het )?sau (?:ngay|thoi han)",
        behind=r"(?![^;]{0,100}\b(?:coi|xem|mac nhien|khoa|dong|dung|ngung)\b)",
    ),
    rule(words=r"het (?:thoi gian|han) (?!nop|gui|dang ky)|\d{1,2}/\d{1,2}$"),
)
