"""What its author means to do, and what somebody above has set for the whole."""

from work.official.moot.place import ORDERED, rule

_AUTHOR = r"(?:so|bo|cuc|chi cuc|ban|trung tam|hoi dong|doan(?: [a-z]+){0,2}|to [a-z ]+|chung toi)"

RULES = (
    # What its author will do; not where somebody else is named behind it.
    rule(
        written=r"\b(?:(?-i:sẽ)(?! (?:tự động )?(?:khóa|đóng|dừng|ngừng|kết thúc|hạn cuối)| tự động\s*$)|dự kiến(?!.*\s[-–]\s*$))\b"
        r"(?!.*\b(?:đề nghị|yêu cầu|với điều kiện|(?<!bàn )giao)\b)(?!.*, (?:các|UBND|Sở|Bộ|Phòng|Ban|Cục|Văn phòng)\b)",
        words=r"(?!(?:dung|ngung|khong|khoa|dong|chot) )",
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
    # "Theo Phương án được duyệt, việc phủ đỉnh thực hiện từ …, trồng cỏ xong trước Tết".
    rule(
        before=r"^theo (?:phuong an|thiet ke|hop dong|quyet dinh|du an|de an|bien ban)\b[^,;]*, (?:viec|toan bo|cong trinh|du an|nha thau)\b",
        unless=ORDERED,
    ),
    # More time is asked for: "kính đề nghị quý Sở cho phép chủ đầu tư lùi thời gian hoàn thành sang ngày …".
    rule(
        before=r"(?:\bkinh (?:de nghi|mong|trinh)|\bxin|(?<!xet )\bde nghi(?! cua)|\bmong)\b[^;]*\b(?:cho phep|cho|chap thuan|dong y|duoc)\b[^;]{0,60}\b(?:lui|gia han|keo dai|gian|dieu chinh)\b[^;]*$",
        words=r"(?:thoi (?:gian|han|diem)\b.* )?(?:sang|den|toi)\b",
    ),
    # What money is asked for: "hỗ trợ 1.840 triệu đồng để xã khởi công trước …, đưa vào sử dụng trước Tết".
    rule(
        before=r"\b(?:ho tro|cap|bo sung|bo tri|tam ung)\b[^;]*\bde\b[^;]*\b(?:khoi cong|su dung|trien khai|thi cong|hoan thanh)\s*$"
    ),
    rule(before=r"\bcam ket (?:hoan|thuc|se|nop|tra|khac|ban)", unless=ORDERED),
)
