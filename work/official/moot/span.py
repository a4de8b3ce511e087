"""How long something lasts, is used, looked into, in force or forbidden."""

from work.official.moot.place import AT, ORDERED, rule

_LOOKED_INTO = r"thanh tra|kiem tra|kiem toan|giam sat|dieu tra|xac minh|kiem dinh"
_USED = (
    r"quy hoach|giao dat|thue|cho thue|vay|su dung|luu tru|bao quan|bao hanh|bao lanh|hop dong|giay phep|giay chung nhan"
    r"|dao tao|cach ly|phong toa|tam giu|phuc vu|hoat dong|hieu luc|tap luyen|thi dau|trung bay|dien ra|to chuc|khai thac|thi cong"
)
_RUNNING = r"(?:thuc hien|trien khai|dau tu|thi cong|xay dung)(?: cua)?(?: cac)? (?:du an|cong trinh|hop dong|goi thau|de tai)"
_GRANTED = r"\b(?:dong y|cho phep|chap thuan|thong nhat|de nghi)\b[^;]*\b(?:keo dai|gia han|lui|dieu chinh|gian tien do)\b"
# "Do thời hạn kiểm toán đang đến gần, kính mong nhận được …".
_REASON = r"^(?:do|vi)\b[^;]*?, (?:kinh )?(?:mong|de nghi|yeu cau)\b"
# Until then or in that time, and no limit in so many words.
_LOOSE = r"(?:tu|trong|vao|(?:cho )?den|toi|ngay|\d)\b(?!.*\b(?:truoc (?!quy)|cham nhat|ke tu)\b)"
_ACT = (
    r"\b(?:ke hoach|chuong trinh|quy che|quy dinh|nghi quyet|chinh sach|muc thu|quyet dinh) nay\b"
)
_MORE_TIME = (
    r"\b(?:thoi (?:han|gian)|han|tien do|gia han|dong y|cho phep|de nghi|yeu cau|giao|chap thuan)\b"
)
_TAKEN_IN = (
    r"\b(?:nhan|nop|gui|dang ky|gop y|lay y kien|tiep nhan|thu nhan|bo sung|de nghi|yeu cau)\b"
)

RULES = (
    # "thời hạn của cuộc thanh tra là 45 ngày"; not where more of it is given.
    rule(
        through=rf"\b(?:thoi (?:han|ky)|han) (?:(?:tien hanh|thuc hien|hoat dong|hieu luc|thi hanh)(?: cua)? |cua )?(?:cac |mot )?(?:cuoc )?(?:{_LOOKED_INTO}|{_USED})\b",
        unless=rf"{_GRANTED}|{_REASON}",
    ),
    # "thời gian chỉnh lý từ …"; a report on how work goes on has a limit, in words of one.
    rule(
        through=rf"\b(?:thoi gian|tien do) (?:su dung|chinh ly|cong tac|lam viec|nghi|truc|mo cua|tiep dan|tiep cong dan|{_RUNNING})\b"
        r"|\btien do (?:xay dung|thi cong|du an)\b",
        words=r"(?!truoc\b|cham nhat\b|muon nhat\b|khong qua\b|xong\b|hoan thanh\b)",
        unless=_GRANTED,
    ),
    # Duty, service or rest from a day to another, a campaign, a course.
    rule(
        written=r"\b(?:phục vụ|trực(?! tiếp| thuộc| tuyến)|nghỉ|tạm (?:ngừng|dừng)|trưng bày|thi đấu|mở cửa|cấm|phân luồng)\b[^;]*$",
        words=r"tu\b.*\d.*\b(?:den|toi)\b",
    ),
    rule(
        through=r"^(?:dot (?!\d)|chien dich|tuan le|(?:ky(?! bao cao)|cuoc|lop|khoa|chuyen (?=cong tac|di|tham)|mua|vu (?=dong|he|mua|chiem|xuan|thu))\b[^,;:]*(?=\btu))[^;]*\btu(?: ngay)?\b"
    ),
    rule(
        before=r"^(?:cac |mot )?(?:de tai|du an|chuong trinh|khoa (?:hoc|dao tao)|nhiem vu khoa hoc|lop)\b[^;]*$",
        words=r"(?:trong (?:thoi gian )?\d{1,2} (?:thang|nam)\b|(?:ke )?tu .*\b(?:den|toi)\b)",
        unless=rf"{ORDERED}|\b(?:hoan thanh|xong)\b",
    ),
    rule(
        words=r"trong (?:\d{1,2}|hai|ba|bon|nam) ngay,? (?:ngay )?\d{1,2}(?:[/.-]\d{1,2})?(?:,| va| den| -| –) ",
        unless=r"\b(?:gui|nop|dang ky|hoan (?:thanh|tat)|xong|tra|trinh|bao cao|ban giao)\b",
        behind=r"(?!.*\b(?:gui|nop|dang ky|hoan (?:thanh|tat)|xong|tra|trinh|bao cao|ban giao)\b)",
    ),
    # It goes on until then: "mưa kéo dài đến hết ngày …"; what is let, given, used or stopped until then.
    rule(before=r"\bkeo dai\s*$", words=r"(?:den|toi|tu|sang)\b", unless=_MORE_TIME),
    rule(
        before=r"\bthong nhat(?: ve)? (?:thoi gian|lich)\b[^,;:]{0,40}$"
        r"|\b(?:cho thue|duoc huong|co gia tri|hoat dong|phuc vu|dinh chi|tam (?:dung|ngung|hoan))(?: [^\s,;]+){0,4}\s*$"
        rf"|{_ACT}[^,;]*\b(?:thuc hien|ap dung|trien khai|keo dai)\s*$"
        r"|\btiep tuc (?:thuc hien theo|ap dung|duy tri|su dung|huong|phuc vu)\b[^,;]*$"
        r"|\bthoi (?:gian|diem|han) (?:thanh tra|kiem toan|giam sat|hop|dien ra|to chuc|dao tao|tap huan|boi duong|lay phieu|lam viec)\b[^,;]{0,40}$",
        words=_LOOSE,
    ),
    rule(
        before=r"\bthoi (?:gian|diem|han) kiem tra\b[^,;]{0,60}$",
        words=r"(?:trong )?(?:quy|thang|nam) ",
    ),
    rule(
        before=r"\b(?:duoc|cho) phep[^;]*$",
        words=_LOOSE,
        unless=r"\bphep\b.*\b(?:lui|gia han|keo dai|gian|dieu chinh|hoan thanh|nop)\b",
    ),
    rule(
        before=r"\bduoc (?:thuc hien|trien khai|ap dung|duy tri|giai ngan|su dung|khai thac)\s*$",
        words=AT,
    ),
    rule(before=r"\bap dung (?:cho|doi voi)\b[^;]*$"),
    rule(
        before=r"\bhieu luc(?: thi hanh)?(?: ke)?\s*$", words=r"(?:ke )?(?:tu|vao|den|sau|ngay)\b"
    ),
    rule(
        before=r"\b(?:luu giu|luu tru|bao quan)\s*$",
        words=r"(?:trong|den|toi|it nhat|toi thieu|thoi han)\b",
    ),
    # It ends by itself, as an act or a contract says.
    rule(
        before=r"\b(?:nien do|nien khoa|nam (?:ngan sach|tai chinh|hoc)|hoc ky|nhiem ky|thoi gian|thoi ky|giai doan|hop dong|chuong trinh|mua)\b"
        r"(?:[^,;]*|[^;]{0,60}\d (?:nam|thang|ngay), )\bket thuc(?: vao| luc)?\s*$"
        r"|^(?:hoi cho|trien lam|le hoi)\b[^;]*, $",
        unless=_TAKEN_IN,
    ),
    rule(before=r"^(?:nhiem ky|nien do|nien khoa|hop dong)\b[^;]*\b(?:la|co thoi han) \d[^;]*, $"),
    # What may not be done before a day, nor goes on behind it.
    rule(
        written=r"\bkhông (?:được|nên|cho phép|tổ chức|thi công|ra khơi|khai thác|mở|xả|đốt|công bố)(?: (?!để\b|chậm\b|quá\b|thì\b)[^\s,;]+){0,8}\s*$",
        words=r"truoc\b",
    ),
    rule(before=r"\bkhong (?:de |duoc |the )*(?:keo dai|cham tre|day dua|chuyen nguon)\s*$"),
    rule(words=r"thoi han (?:ap dung|su dung|thuc hien hop dong|bao hanh)|han (?:su )?dung"),
)
