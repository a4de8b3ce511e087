"""Words of a limit in a clause, and the shorter texts in which a point may be read that its topic hides."""

import re
from collections.abc import Iterator
from itertools import pairwise

from work.official.folded import folded

SENT = "Gửi báo cáo "  # what is put before a point that is read without its clause


def limits(clause: str) -> Iterator[str]:
    """What stands behind each of the words of a limit in *clause*, up to the next."""
    starts = [found.start() for found in _STRICT_CUE.finditer(folded(clause))]
    for start, end in pairwise((*starts, len(clause))):
        yield clause[start:end].rstrip(" ,")


def windows(clause: str, named: bool) -> Iterator[tuple[str, str]]:
    """Shorter texts in which a point may be read without words of a limit, each with the words that were added.

    *named* says that the clause or its point names who has to do it, so that looser words count too.
    """
    plain = folded(clause)
    if not (named or _AWAITED.search(plain)) or is_fact(clause):
        return
    for found in _HANDED.finditer(plain):
        yield f"{SENT}chậm nhất ", clause[found.start(1) : found.end(1)]
    spans = [(found.start(), found.end()) for found in _SPANS.finditer(plain)]
    for found in _CUE.finditer(plain):
        if found.start() > 0 and not any(one <= found.start() < end for one, end in spans):
            yield SENT, clause[found.start() :]
    for found in _EACH.finditer(plain):
        yield f"{SENT}vào ", clause[found.start() : found.end()]
    last = _LAST.search(plain)
    if last is not None and not spans:
        yield f"{SENT}trong ", clause[last.start(1) : last.end(1)]


_AWAITED = re.compile(
    r"\bmong (?:som )?nhan duoc (?:y kien|van ban|tra loi|phan hoi|phuc dap|hoi am|huong dan)\b"
)
_SPANS = re.compile(
    r"\b(?:ke )?tu\s+(?:(?:ngay|thang)\s+)?\d[^,;()]{0,60}?\b(?:den|toi)\s+(?:het\s+)?(?:(?:ngay|thang)\s+)?(?:\d|nay)"
)
_DAY = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
_DOING_SPAN = re.compile(
    rf"\btu\s+(?:ngay\s+)?(?:{_DAY}|\d{{1,2}}(?= den| toi| ?[-–]))\s*(?:den|toi|-|–)\s+(?:het\s+)?(?:ngay\s+)?(\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})"
)
# What lasts, takes place or is told of in such days, and is not done by their end.
_LASTING = re.compile(
    r"\b(?:so lieu|ky bao cao|giai doan|cao diem|dot|chien dich|tuan le|thang hanh dong|hoi nghi|hoi thi|hoi cho|dai hoi|ngay hoi|le|su kien|tap huan|boi duong|hoc|du|tham gia|tham du|cong tac"
    r"|truc|treo|nghi|cam|ngung|tam|dung|han che|trung bay|trien lam|thi|thi dau|bieu dien|phuc vu|hoat dong|mo cua|phan luong|du bao|mua|ap dung|hieu luc|da|phat sinh|tiep nhan|nhan tu|lam viec|thanh tra|kiem tra|thoi gian|thoi diem|bao cao|thong ke|tong hop|ghi nhan|xay ra|thu duoc|tiep xuc|duy tri|bao dam|bao ve|canh gac|tuan tra|tuyen truyen|phat song)\b"
)


_STEP_OF = re.compile(
    r"^\s*(?:(?:dot|giai doan|buoc) \d{1,2}|dot )|\btrong (?:khoang(?: thoi gian)?|thoi gian)\s*$"
)


def is_step(clause: str) -> bool:
    """Whether *clause* is one step of several: "Bước 2 (…): rà soát"."""
    return re.match(r"\s*(?:Bước|Giai đoạn|Đợt) \d", clause) is not None


def end_of_span(clause: str) -> str | None:
    """The last of the days in which *clause* says that something is to be done; None where they only last."""
    plain = folded(clause)
    found = _DOING_SPAN.search(plain)
    if found is None or _LASTING.search(_STEP_OF.sub("", plain[: found.start()])):
        return None
    return clause[found.start(1) : found.end(1)]


# What is handed in on a day: "trình UBND tỉnh ngày …"; not what is held then, nor a paper's own day.
_HANDED = re.compile(
    r"\b(?:gui|nop|trinh|tra|chuyen|ban giao|xong|hoan tat|co o|co mat tai|ban (?:giay|mem|cung|chinh|dien tu|scan)|bao cao(?= (?:lanh dao|giam doc|chu tich|ubnd|uy ban|so|bo|ban|thu truong|bi thu|thuong truc)\b))(?! (?:so \d|ky|phien|hoi))"
    r"(?: (?!truoc\b|sau\b|qua\b|tu\b|den\b|het\b|hieu\b|hop\b|phien\b|ky\b|hoi\b|nghi\b|tai\b|le\b|dot\b)[a-z]+){0,9}?"
    r" ((?:luc )?(?:\d{1,2} gio(?: \d{2})? )?ngay (?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4}))(?! cua)"
)
_TIME = r"(?:\d|ngay|quy|thang|nam|gio|thu|chu nhat|tuan|cuoi|giua|dau|sang|chieu)"
_STRICT_CUE = re.compile(
    rf"\b(?=[tcmkh])(?:(?:truoc|cham nhat|muon nhat|khong muon hon|khong qua)\s+(?:(?:la|vao|het|ngay)\s+)*{_TIME}|han cuoi: {_TIME})"
)
_CUE = re.compile(
    rf"\b(?:den het|den|het|han:?|thoi han:?|trong(?: thoi han| vong)?|vao ngay(?= \d{{1,2}}(?:[/.-]| thang )\d))\s+(?:(?:la|vao|het|ngay|cuoi)\s+)*{_TIME}"
)
_EACH = re.compile(
    r"\b(?:ngay (?:\d{1,2}|cuoi(?: cung)?)|thu (?:hai|ba|tu|nam|sau|bay|\d)|\d{1,2} gio(?: \d{2})?)\s+(?:cua )?(?:hang|moi) (?:ngay|tuan|thang|quy|nam)\b"
)
_LAST = re.compile(
    r"(?:[,:]\s*(?=quy|thang)|\s(?=cuoi|giua|dau|nua))((?:quy (?:[ivx]{1,3}|\d)(?: nam |/)\d{4}|thang \d{1,2}(?: nam |/)\d{4}|(?:cuoi|giua|dau) nam \d{4}|(?:nua )?(?:dau|cuoi) thang \d{1,2}(?:/\d{4})?))"
    r"(?:\s*\(|\s*[.;]?\s*$)"
)


_ROUND = re.compile(
    r"\b(?=[hmtđvls01])(?:(?:hằng|hàng|mỗi|từng) (?:ngày|tuần|tháng|quý|năm)\b|định kỳ\b|(?<!nhất )vào ngày \d|lần \d|(?:một|1|01) lần\b|sau \d{1,3} (?:ngày|tuần|tháng)\b(?! (?:kể|tính|từ))|thường xuyên báo cáo\b)",
    re.IGNORECASE,
)


def times_in(text: str) -> int:
    """How many times *text* sets a limit: days, terms, and what comes round."""
    return limits_in(text) + len(_ROUND.findall(text))


def is_fact(clause: str) -> bool:
    """Whether *clause* only tells what was, or is so."""
    plain = folded(clause)
    return (
        _FACTS.match(plain) is not None
        or re.search(r"\b(?:da|dang|moi|con)\s+(?:duoc|hoan thanh|dat|nhan|co|thuc hien)\b", plain)
        is not None
    )


_FACTS = re.compile(
    r"^(?:\(?theo|\(?qua|so lieu|nam \d{4}|den nay|den (?:het |ngay )?\d|den hom|tinh den|tu ngay|trong (?:quy|thang|nam|\d)|ket qua nam)\b"
)


def limits_in(text: str) -> int:
    """How many limits *text* says in so many words."""
    return len(_STRICT_CUE.findall(folded(text)))


_SCOPED = re.compile(
    r"\b(?:không phải|không cần|không yêu cầu|đối với|xin gia hạn|xin lùi|được nghỉ|nghỉ thai sản|nghỉ phép|giữ chức|đã(?! (?:ký|đóng dấu|duyệt|phê duyệt)))\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
# "giao phiếu đã in cho các thôn", "báo cáo vướng mắc đã phát sinh về Sở": what is to be handed over was made before.
_ATTRIBUTE = re.compile(
    r"(?<=\s)(?:gửi|nộp|giao|báo cáo|trình|chuyển|trả|cung cấp|hoàn trả|bàn giao)\s[^,;]{3,60}?\sđã\s(?:\S+\s){1,4}?(?=(?:về|cho|đến|lên|qua)\s)"
    r"|^(?:báo cáo|hồ sơ|bản|danh sách|phiếu|biểu|văn bản|đơn|tờ khai|kế hoạch)\s[^,;]{0,60}?đã\s(?:\S+\s){1,5}?(?=(?:gửi|nộp|trình|chuyển)\s)",
    re.IGNORECASE,
)
# The same of what is named in an order, or before a colon: "nộp lại thẻ đã hết hạn", "Thời gian báo cáo việc đã làm:".
_DONE = re.compile(
    r"(?:(?<=đề nghị )|(?<=yêu cầu )|(?<=giao )|(?<=thời gian )|(?<=thời hạn )|(?<=hạn )|^(?:[A-ZĐ][^:;]{2,60}: ))(?P<order>[^;]{3,200}?\s)đã(?! (?:được )?(?:có|ban hành|gửi|đề nghị|yêu cầu|giao|chỉ đạo|thông báo|nêu|quy định|ấn định|cam kết|đăng ký|xin|gia hạn|nộp|báo cáo|hoàn thành)\b)",
    re.IGNORECASE,
)


def is_scope(before: str) -> bool:
    """Whether *before*, a clause up to a point, says who need not, which cases are meant, or what was done."""
    plain = _ATTRIBUTE.sub(" ", _BRACKETS.sub(" ", before))
    return _SCOPED.search(_DONE.sub(" ", plain)) is not None
