"""What a letter only tells on the way: what comes of it elsewhere, what was ordered of others, what lasted so long, when an office is open."""

from work.official.moot.place import rule

_ASKED = r"\b(?:de nghi|yeu cau|giao|phan cong|mong|xin)\b"
_PUBLISHED = r"(?:cong bo|niem yet|phat hanh|dang tai|dang cong khai)"
_ABOVE = r"(?:thuong truc|chinh phu|quoc hoi|thu tuong|bo truong|ubnd|hdnd|hoi dong|chu tich|ban bi thu|tinh uy|lanh dao|bo|van phong chinh phu|dai bieu)"

RULES = (
    # What comes of it: "kết quả được công bố trong …", "báo cáo của Chính phủ được trình Quốc hội trước …".
    rule(
        before=rf"^(?:danh muc|danh sach|ket qua|quyet dinh|giay)\b[^;]*\b{_PUBLISHED}\b[^;]*$",
        unless=_ASKED,
    ),
    rule(
        before=rf"^(?:toan van |ban )?(?:bao cao|ho so|du thao)\b[^,;]*\b(?:duoc|phai) (?:trinh|gui|bao cao) {_ABOVE}\b[^;]*$"
        rf"|^(?:toan van )?bao cao[^,;]{{0,30}} cua (?:bo|chinh phu|tinh|nganh)\b[^,:;]* (?:trinh|gui) {_ABOVE}\b[^;]*$",
        unless=_ASKED,
    ),
    rule(
        before=r"\bduoc (?:dua vao|neu trong|neu tai|tong hop (?:vao|trong|chung))\b[^;]*$",
        unless=_ASKED,
    ),
    # For what its asker wants it in time: "… để bảo đảm trình Bộ ký trước …".
    rule(
        before=r"\bde (?:bao dam |dam bao |kip |som )(?:thoi gian |tien do )?(?:trinh|bao cao|tong hop)\b[^,;]*$"
    ),
    # What somebody else asked, told with when or to whom: "UBND tỉnh đã chỉ đạo tại …, yêu cầu … trước".
    rule(
        written=r"\b(?:đã (?:có ý kiến )?(?:chỉ đạo|yêu cầu|giao|đề nghị)|chuyển (?:kiến nghị|đơn|văn bản|phiếu)\b[^;]*, (?:yêu cầu|đề nghị|giao))\b[^;]*$",
        unless=r"\b(?:nay|kinh|tran trong) (?:de nghi|yeu cau)\b|\b(?:cham|chua)\b",
    ),
    rule(
        written=r"\b(?:soạn|xây dựng|gửi kèm)\b[^;]*\bdự thảo\b[^;]*, trong đó (?:giao|yêu cầu|đề nghị)\b[^;]*$"
        r"|\b(?:[Dd]ự thảo|đã (?:ghi|viết)) (?:viết|ghi|nêu)\s?:?\s?[\"“][^\"”]*$"
    ),
    rule(
        written=r"\bnhận được (?:Công văn|Văn bản|Phiếu chuyển|Công điện|Thông báo)[^,;]*\bsố\s\d[^,;]*\s(?:giao|yêu cầu|đề nghị)\b(?!.*,[^,;]*\b(?:đề nghị|yêu cầu|giao)\b)[^;]*$"
    ),
    rule(
        before=r"^(?:thuc hien|theo|can cu)\b[^;]*\b(?:giao|yeu cau)\b[^;]*$",
        behind=r"[^;]*, [^,;]{3,60} (?:xin |kinh |tran trong )?(?:bao cao|tra loi|co y kien)(?: ket qua)?(?: nhu sau)?\s*:",
    ),
    rule(before=r"\bvon phai\b[^;]*$"),
    rule(before=rf"^bao cao ket qua [^,;]* trinh {_ABOVE}\b[^;]*$", unless=_ASKED),
    rule(before=r"\bvoi dieu kien (?!quy\b)[^;]*$"),
    # An office on whose plan or act it rests: "Theo chương trình, nội dung này phải gửi … trước …".
    rule(
        before=r"^theo (?:chuong trinh|ke hoach|nghi quyet|quy dinh|quy che|lich|hop dong)\b[^,;]*, (?!(?:cac|ubnd|uy ban|so|phong|don vi|co quan|xa|quy|moi)\b)[^;]*$",
        words=r"(?!(?:thoi )?han (?:cuoi|chot)|.*\btu (?:ngay|khi) (?:nhan|ky)\b)",
        unless=rf"{_ASKED}|\bphai nop\b",
        behind=r"(?![^.;]*\b(?:de nghi|yeu cau|xin|mong)\b)",
    ),
    rule(
        words=r".*\btu (?:ngay|khi) nhan(?: duoc)?$",
        behind=r" ?(?:duoc )?(?:chat van|don)\b(?! nay)",
        unless=_ASKED,
    ),
    # How long something lasted, runs or takes: "trong 12 tháng gần nhất", "02 lần trong 7 năm", "thời hạn 20 năm".
    rule(
        words=r"trong \d{1,2} (?:thang|nam)",
        behind=r" ?(?:gan (?:nhat|day)|qua|vua qua|tro lai|lien (?:tiep|tuc)|20\d\d|dau)\b",
    ),
    rule(before=r"\b\d{1,3} (?:lan|dot|vu|ky|cuoc)\s*$", words=r"trong \d{1,2} (?:thang|nam)\b"),
    rule(words=r"(?:co )?thoi han (?:la )?(?:\d{1,2} nam\b|den nam\b)"),
    rule(
        words=r"thoi gian (?:xu ly|gop y|thuc hien|tham dinh) (?:khoang )?\d{1,3} ngay(?: lam viec)?$",
        unless=_ASKED,
    ),
    rule(
        words=r"(?:sang|lui sang|den) nam 20\d\d$", before=r"\b(?:lui|gian tien do|gian|chuyen)\s*$"
    ),
    # When an office is open, or a meeting goes elsewhere: "từ thứ Hai đến sáng thứ Bảy", "chuyển sang ngày Chủ nhật".
    rule(
        before=r"\btu (?:sang |chieu )?thu \w+\s*$",
        words=r"den (?:het )?(?:sang |chieu |trua )?(?:thu|chu nhat)\b",
    ),
    rule(
        before=r"\b(?:chuyen|doi|lui|doi lich)\s*$",
        words=r"sang (?:ngay |sang |chieu )?(?:thu|chu nhat)\b",
    ),
    # Of what time the figures or the marks are: "Kỳ đánh giá: từ … đến …".
    rule(
        before=r"^(?:ky|thoi ky|nien do|giai doan|moc)\b[^,;:]{0,40}:\s*$",
        words=r"(?:ke )?tu\b",
    ),
    # Bills, and who pays them.
    rule(before=r"\bhoa don (?:duoc )?phat hanh\s*$"),
    rule(
        before=r"^(?:chi phi|kinh phi|phi|le phi)\b[^;]*\b(?:thanh toan|chi tra)\b[^;]*$",
        unless=_ASKED,
    ),
    # From the first to the last of several: "sớm nhất ngày …, muộn nhất ngày …".
    rule(before=r"\bsom nhat (?:la |vao )?(?:ngay )?\d[^;]*$", words=r"(?:muon|cham) nhat\b"),
)
