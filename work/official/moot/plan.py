"""What its author means to do, and what somebody above has set for the whole."""

from work.official.moot.place import ORDERED, rule

_AUTHOR = r"(?:so|bo|cuc|chi cuc|ban|trung tam|hoi dong|doan(?: [a-z]+){0,2}|to [a-z ]+|chung toi)"

RULES = (
    # What its author will do; not where somebody else is named behind it.
    rule(
        written=r"\b(?:(?-i:sẽ)(?! (?:tự động )?(?:khóa|đóng|dừng|ngừng|kết thúc|hạn cuối)| tự động\s*$)|dự kiến(?!.*\s[-–]\s*$))\b"
        r"(?!.*\b(?:đề nghị|yêu cầu|với điều kiện|(?<!bàn )giao)\b)(?!.*, (?:các|UBND|Sở|Bộ|Phòng|Ban|Cục|Văn phòng)\b)"
    ),
    rule(written=r"\bdu kien\b[^;]*$"),  # in a letter without accents
    rule(before=r"^\s*$", behind=rf",? {_AUTHOR} se\b"),
    # "Theo tiến độ được phê duyệt, toàn bộ mặt bằng phải bàn giao trong năm 2026".
    rule(
        before=r"^theo (?:tien do|ke hoach|lo trinh|chuong trinh|muc tieu)\b[^,;]*\b(?:phe duyet|duyet|duoc giao|de ra)\b[^,;]*, "
        r"(?!(?:cac|ubnd|uy ban|so|phong|ban|don vi|co quan|xa|quy)\b)",
        words=r"(?:trong )?(?:nam|quy) ",
        unless=r"\b(?:de nghi|yeu cau|phan cong)\b",
    ),
    rule(before=r"\bcam ket (?:hoan|thuc|se|nop|tra|khac|ban)", unless=ORDERED),
)
