"""How long something lasts, goes on or is told of, up to a day that limits nothing."""

import re

from work.official.folded import folded

# How long something lasts, is used or is looked into: "thời hạn của cuộc thanh tra là 45 ngày".
_LASTS = re.compile(
    r"\b(?:thoi (?:han|ky)|han) (?:(?:tien hanh|thuc hien|hoat dong|hieu luc|thi hanh)(?: cua)? |cua )?(?:cac |mot )?(?:cuoc )?(?:thanh tra|kiem tra|kiem toan|giam sat|dieu tra|xac minh|kiem dinh"
    r"|quy hoach|giao dat|thue|cho thue|vay|su dung|luu tru|bao quan|bao hanh|bao lanh|hop dong|giay phep|giay chung nhan|dao tao|cach ly|phong toa|tam giu|phuc vu|hoat dong|hieu luc"
    r"|tap luyen|thi dau|trung bay|dien ra|to chuc|khai thac|thi cong)\b"
    r"|\b(?:thoi gian|tien do) (?:su dung|chinh ly|cong tac|lam viec|nghi|truc|mo cua|tiep dan|tiep cong dan|(?:thuc hien|trien khai|dau tu|thi cong|xay dung)(?: cua)?(?: cac)? (?:du an|cong trinh|hop dong|goi thau|de tai))\b"
)
# Duty, service or rest from a day to another.
_KEPT_UP = re.compile(
    r"\b(?:phục vụ|trực(?! tiếp| thuộc| tuyến)|nghỉ|tạm (?:ngừng|dừng)|trưng bày|thi đấu|mở cửa|cấm|phân luồng)\b[^;]*$",
    re.IGNORECASE,
)
# Of a programme: "Kết thúc trước 11 giờ 30"; and more time that is given.
_ENDS = re.compile(r"(?:du kien )?ket thuc")
_GRANTED = re.compile(
    r"\b(?:dong y|cho phep|chap thuan|thong nhat|de nghi)\b[^;]*\b(?:keo dai|gia han|lui|dieu chinh|gian tien do)\b"
)
_SPANNED = re.compile(r"tu\b.*\d.*\b(?:den|toi)\b")
_CAMPAIGN = re.compile(
    r"^(?:dot (?!\d)|chien dich|tuan le|(?:ky(?! bao cao)|cuoc|lop|khoa|chuyen (?=cong tac|di|tham)|mua|vu (?=dong|he|mua|chiem|xuan|thu))\b[^,;:]*(?=\btu))[^;]*\btu(?: ngay)?\b"
)
# What goes on until then, where nobody gives more time: "mưa kéo dài đến hết ngày …"; whom a term of years concerns; thanks.
_GOES_ON = re.compile(
    r"^(?!.*\b(?:thoi (?:han|gian)|han|tien do|gia han|dong y|cho phep|de nghi|yeu cau|giao|chap thuan)\b).*\bkeo dai \| (?=(?:den|toi|tu|sang)\b)"
    r"|\b(?:nghi huu|du tuoi|den tuoi|het tuoi) \| |\bcam on\b[^,;]*\| "
    r"|^(?!.*\b(?:de nghi|yeu cau|giao|phai)\b).*\bcam ket (?:hoan|thuc|se|nop|tra|khac|ban)"
)

# What is visited or held then, what is let or enjoyed until then, and acts that are in force.
_GIVEN = re.compile(
    r"\bthời (?:gian|điểm) (?:thanh tra|kiểm toán|giám sát|họp|diễn ra|tổ chức|đào tạo|tập huấn|bồi dưỡng|lấy phiếu|làm việc)\b[^,;]{0,40}$"
    r"|\bthống nhất(?: về)? (?:thời gian|lịch)\b[^,;:]{0,40}$"
    r"|\b(?:cho thuê|được hưởng|có giá trị|hoạt động|phục vụ)(?: [^\s,;]+){0,4}\s*$"
    r"|\b(?:kế hoạch|chương trình|quy chế|quy định|nghị quyết|chính sách|mức thu|quyết định) này\b[^,;]*\b(?:thực hiện|áp dụng|triển khai|kéo dài)\s*$"
    r"|\btiếp tục (?:thực hiện theo|áp dụng|duy trì|sử dụng|hưởng|phục vụ)\b[^,;]*$"
    r"|\b(?:hợp đồng|giấy phép|nhiệm kỳ|khóa học)\b[^,;]*\b(?:kết thúc|hết hạn|chấm dứt)\s*$"
    r"|\b(?:số liệu|thời kỳ|kỳ báo cáo)\b[^,;()]*\btừ (?:ngày )?\d[^,;()]*$"
    r"|\b(?:tạm (?:dừng|ngừng|hoãn)|đình chỉ)(?: [^\s,;]+){0,4}\s*$|\b(?:được|cho) phép(?!.*\b(?:lùi|gia hạn|kéo dài|giãn|điều chỉnh|hoàn thành|nộp)\b)[^;]*$",
    re.IGNORECASE,
)
# What a price or a rule is for, what takes place, and the weather: nobody does anything by then, whatever words say it.
_HAPPENS = re.compile(
    r"\báp dụng (?:cho|đối với)\b[^;]*$|\b(?:diễn ra|bế giảng|bế mạc)\s*$|^(?:bão|áp thấp|mưa|lũ|nắng nóng|không khí lạnh|gió mùa)\b(?!.*\b(?:đề nghị|yêu cầu|giao)\b)[^,;]*$",
    re.IGNORECASE,
)
# A time that ends by itself, as an act or a contract says; not one in which something is taken in.
_RUNS_OUT = re.compile(
    r"^(?!.*\b(?:nhan|nop|gui|dang ky|gop y|lay y kien|tiep nhan|thu nhan|bo sung)\b).*\b(?:nien do|nien khoa|nam (?:ngan sach|tai chinh|hoc)|hoc ky|nhiem ky|thoi gian|thoi ky|giai doan|hop dong|chuong trinh|mua)\b(?:[^,;]*|[^;]{0,60}\d (?:nam|thang|ngay), )\bket thuc(?: vao| luc)?\s*$"
    r"|^(?:hoi cho|trien lam|le hoi)\b(?!.*\b(?:dang ky|gui|nop|de nghi|yeu cau)\b)[^;]*, $|^(?:nhiem ky|nien do|nien khoa|hop dong)\b[^;]*\b(?:la|co thoi han) \d[^;]*, $"
)
# How long what is funded or taught goes on.
_COURSE = re.compile(
    r"^(?:cac |mot )?(?:de tai|du an|chuong trinh|khoa (?:hoc|dao tao)|nhiem vu khoa hoc|lop)\b(?!.*\b(?:de nghi|yeu cau|giao|phai|hoan thanh|xong)\b)[^;]*$"
)
_RUN = re.compile(r"(?:trong (?:thoi gian )?\d{1,2} (?:thang|nam)\b|(?:ke )?tu .*\b(?:den|toi)\b)")
# Which things a new rule spares: "xe nhập khẩu trước ngày … áp dụng quy chuẩn cũ".
_SPARED = re.compile(
    r"\s*(?:thi |van )?(?:ap dung|thuc hien theo|duoc (?:mien|giam|huong|ap dung|xet|dang ky|tiep tuc))\b"
)
_ORDERED = re.compile(r"\b(?:de nghi|yeu cau|giao|phai)\b")
_LOOSE = re.compile(
    r"(?:tu|trong|vao|(?:cho )?den|toi|ngay|\d)\b(?!.*\b(?:truoc (?!quy)|cham nhat|ke tu)\b)"
)
# What comes round and is held then: "họp thứ Hai hằng tuần".
_HELD = r"\b(?:họp|giao ban|nghỉ|sinh hoạt|chào cờ|tiếp nhận|tiêm chủng|khám bệnh)\b"
_HELD_BEFORE = re.compile(rf"{_HELD}[^,;]{{0,30}}$", re.IGNORECASE)
_HELD_BEHIND = re.compile(
    rf",? [^,;]{{0,40}}{_HELD}(?![^;]*\b(?:gửi|báo cáo|nộp)\b)", re.IGNORECASE
)
_ROUND = re.compile(
    r".*\b(?:hang|moi|tung) (?:ngay|tuan|thang|quy|nam)\b|.*\bquy sau\b|.*\bthang (?:dau|giua|cuoi)(?: cua)? quy\b"
)
_ONLY_ROUND = re.compile(r"\s*(?:(?:dinh ky )?(?:hang|moi) (?:tuan|thang|quy|nam),?)?\s*")
# From an hour to another, each day.
_FROM_HOUR = re.compile(r"\btu \d{1,2} ?(?:gio|h|:)[ \d]*(?:phut)?\s*(?:den|toi|-|–)?\s*$")
# Who writes will do something, whatever the office calls itself.
_WILL = re.compile(
    r",? (?:Sở|Bộ|Cục|Chi cục|Ban|Trung tâm|Hội đồng|Đoàn(?: [a-zà-ỹ]+){0,2}|Tổ [a-zà-ỹ ]+|[Cc]húng tôi) sẽ\b"
)
# Why something is asked, in front of that: "Do thời hạn kiểm toán đang đến gần, kính mong nhận được …".
_REASON = re.compile(r"^(?:Do|Vì)\b[^;]*?, (?=(?:kính )?(?:mong|đề nghị|yêu cầu)\b)")
_INSPECTED = re.compile(r"\bthời (?:gian|điểm|hạn) kiểm tra\b[^,;]{0,60}$", re.IGNORECASE)
_PERIOD = re.compile(r"(?:trong )?(?:quy|thang|nam) ")


def is_held(before: str, words: str, behind: str) -> bool:
    """Whether something is held each time that *words* say, and nothing due."""
    if _ROUND.match(folded(words)) is None:
        return False
    if _FROM_HOUR.search(folded(before)) is not None:
        return True
    return _HELD_BEFORE.search(before) is not None or (
        _ONLY_ROUND.fullmatch(folded(before)) is not None and _HELD_BEHIND.match(behind) is not None
    )


def spares(before: str, behind: str) -> bool:
    """Whether a point between *before* and *behind* tells which things a new rule spares; of whom something is asked it does not."""
    return _SPARED.match(folded(behind)) is not None and not _ORDERED.search(folded(before))


def plans(before: str, behind: str) -> bool:
    """Whether a clause that begins with a day goes on with what its author will do: "Trước ngày …, Sở sẽ tổ chức"."""
    return not before.strip() and _WILL.match(behind) is not None


def lasts(before: str, words: str) -> bool:
    """Whether *words* behind *before*, the clause up to them, say how long something lasts or goes on."""
    before = _REASON.sub("", before)
    plain, said = folded(before), folded(words)
    whole = f"{plain} {said}"
    return (
        (_LASTS.search(whole) is not None and _GRANTED.search(plain) is None)
        or _ENDS.fullmatch(plain.strip()) is not None
        or (_SPANNED.match(said) is not None and _KEPT_UP.search(before) is not None)
        or _GOES_ON.search(f"{plain.rstrip()} | {said}") is not None
        or _CAMPAIGN.match(whole) is not None
        or (_PERIOD.match(said) is not None and _INSPECTED.search(before) is not None)
        or (_LOOSE.match(said) is not None and _GIVEN.search(before) is not None)
        or (_RUN.match(said) is not None and _COURSE.match(plain) is not None)
        or _RUNS_OUT.match(plain) is not None
        or _HAPPENS.search(before) is not None
    )
