"""What counts from what may never come, from each case, or from another paper: no day can be told."""

from work.official.moot.place import rule

# What happens some day, and then has to be told: "Khi có vật nuôi chết, báo cáo trong vòng 24 giờ".
_COMES = r"(?:khi|neu|truong hop) (?:co(?! (?:y kien|nhu cau|vuong mac|ket qua|van ban)|\W?\))|xay ra|phat sinh|phat hien)\b"
_TERM = r"(?:trong|cham nhat|khong qua|toi da)(?: vong| thoi han| la)*(?: toi da)? \d{1,3} (?:phut|gio|tieng|ngay)(?: lam viec)?$"
_SINCE = r".*\b(?:tinh|ke) tu (?:luc|khi|thoi diem) (?:phat hien|phat sinh|co su co)\b(?!.*\d)"
_HANDLES = r"\b(?:giai quyet|xu ly|tra ket qua|tiep nhan|chi tra)\s"

RULES = (
    rule(before=rf"\b{_COMES}", words=rf"{_TERM}|{_SINCE}"),
    rule(words=_TERM, behind=rf"[ ,]*(?:moi )?{_COMES}"),
    rule(words=r".*\b(?:tinh|ke) tu (?:luc|khi) xay ra|.*\bngay thu ly$"),
    # From each file that comes in, and how fast each is handled.
    rule(
        words=r".*\b(?:khi|luc)(?: tiep)? nhan(?: duoc)?(?: du)?$",
        behind=r"\s*(?:cac )?(?:ho so|don|phan anh|yeu cau)\b(?! nay)",
    ),
    rule(
        words=r".*\bngay(?: tiep)? nhan(?: duoc)?(?: du)?$",
        behind=r"\s*(?:cac )?(?:de nghi|du tru|thong bao|yeu cau|ho so|don) cua (?:khach hang|nguoi|to chuc|ca nhan|doanh nghiep|cong dan|ho|nha dau tu|thi sinh)\b",
    ),
    rule(before=rf"{_HANDLES}[^,;]*\bho so\b[^,;]{{0,60}}$", words=r"trong ngay$"),
    rule(
        before=rf"\bthu tuc\b.*{_HANDLES}[^,;]{{0,60}}$|{_HANDLES}[^,;]*\bthu tuc\b[^,;]{{0,60}}$",
        words=_TERM,
        unless=r"\b(?:de nghi|yeu cau|giao|phan cong)\b",
    ),
    # From the day of a paper that is none of this office's.
    rule(
        behind=r"\s*(?:cac )?(?:quyet dinh|hop dong|thoa thuan|giay phep|bien ban) (?!nay|so)[a-z]"
    ),
)
