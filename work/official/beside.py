"""What days and terms count, span or repeat and limit nothing, and words of a limit that no day explains."""

import re
from collections.abc import Iterator

from work.official.folded import folded

_WHEN_TAKEN = re.compile(r".*\b(?:khi|luc)(?: tiep)? nhan(?: duoc)?(?: du)?$")
_PIECE = re.compile(r"\s*(?:cac )?(?:ho so|don|phan anh|yeu cau)\b(?! nay)")


def counts_from_each(words: str, behind: str) -> bool:
    """Whether the term *words* counts from each file that comes in: "02 ngày kể từ khi tiếp nhận hồ sơ"."""
    return _WHEN_TAKEN.match(folded(words)) is not None and _PIECE.match(behind) is not None


_HANDLES = re.compile(r"\b(?:giai quyet|xu ly|tra ket qua|tiep nhan|chi tra)\s[^,;]{0,60}$")
_EACH_TERM = re.compile(r"(?:trong|khong qua)(?: thoi han)? \d{1,2} (?:ngay|gio)(?: lam viec)?$")


def is_habit(before: str, words: str) -> bool:
    """Whether *words* say how fast each case is handled, and of none by when: "giải quyết hồ sơ thanh toán trong ngày"."""
    plain = folded(before)
    found = _HANDLES.search(plain)
    if found is None or folded(words) == "trong ngay":
        return found is not None and "ho so" in found[0]
    told = _TOLD.search(plain) is not None
    return not told and _EACH_TERM.match(folded(words)) is not None and "thu tuc" in plain


# What an act says to everybody: "Theo Luật …, cơ quan phải trả lời trong 05 ngày", "Điều 15 quy định …".
_RULE = re.compile(
    r"(?:theo|can cu)(?: quy dinh)?(?: (?:cua|tai))?(?: (?:bo )?(?:luat|nghi dinh|thong tu|phap luat|phap lenh)| (?:dieu|khoan|diem) \d)\b"
    r"|(?:dieu|khoan|diem) (?:\d|[a-z]\b)[^,;]*\bquy dinh\b"
)
_TOLD = re.compile(r"\b(?:de nghi|yeu cau|giao|phan cong)\b")
_YEAR = re.compile(r"\b20\d\d\b")


def tells_rule(text: str, words: str) -> bool:
    """Whether the limit *words* of *text* is one of an act, by which nobody is told to do anything."""
    plain = folded(text)
    told = _YEAR.search(words) is not None or _TOLD.search(plain) is not None
    return not told and _RULE.match(plain) is not None


_STEPPED = re.compile(r"\b(?:buoc|giai doan|dot|lan|moc|thoi han|han)\b[^,;()]{0,20}$")
_SENT_WHILE = re.compile(r"\b(?:gui|nop|gop y|dang ky)\b[^;]*\btrong thoi gian\b[^;]*$")
_ALL_SPAN = re.compile(r"(?:ke )?tu (?:ngay )?\d[^()]*\b(?:den|toi)\b[^()]*\d[^()]*$")


def in_brackets_of_span(text: str, words: str) -> bool:
    """Whether *words* stand in brackets that hold nothing but from when to when something lasts."""
    plain, wanted = folded(" ".join(text.split())), folded(words)
    return any(
        wanted in found[1]
        and _ALL_SPAN.match(found[1]) is not None
        and _STEPPED.search(plain[: found.start()]) is None
        and _SENT_WHILE.search(plain[: found.start()]) is None
        for found in re.finditer(r"\(([^()]*)\)", plain)
    )


_ORDINAL = re.compile(
    r".*\b(?:ky hop|phien hop|hoi nghi|dai hoi|lan|khoa|vong|cuoc hop) thu (?:\d|hai|ba|tu|nam|sau|bay)$"
)


# Of a session that has no day: "vào kỳ họp tháng 12".
_SESSION = re.compile(
    r".*\b(?:ky hop|phien hop|hoi nghi|cuoc hop|dai hoi) (?:thang|quy|cuoi|giua) [^(]*$"
)


def is_ordinal(words: str) -> bool:
    """Whether *words* count sessions and name no day of the week: "trước kỳ họp thứ 4"."""
    plain = folded(words)
    return _ORDINAL.match(plain) is not None or _SESSION.match(plain) is not None


def limits_told(clause: str) -> Iterator[str]:
    """What in *clause* seems to say until when, whether anybody can read it or not."""
    flat = " ".join(clause.split())
    plain = folded(flat)
    for found in (*_SEEMS.finditer(plain), *_LABEL.finditer(plain)):
        yield flat[found.start() : found.end()].rstrip(" ,.")


_SEEMS = re.compile(
    r"\b(?:truoc (?:khi|ngay|moi|ky hop|dip|tet|thoi diem|(?=\d{1,2}[/.]\d))|cham nhat|muon nhat|khong (?:muon|cham) hon"
    r"|(?:khong qua|trong vong) \d{1,3} (?:gio|ngay|tuan|thang)|(?:thoi )?han(?: [a-z]+){0,3}:)[^,;()]{2,60}"
)
_LABEL = re.compile(r"(?:thoi gian|(?:thoi )?han)(?: [a-z]+){0,2}: nhu\b[^,;.]{0,30}")
_SAME = re.compile(
    r"(?:thoi gian|(?:thoi )?han)(?: (?:gui|nop|bao cao|hoan thanh|thuc hien)){0,2}:? (?:nhu|theo|thuc hien nhu|cung) (?:tai |o |quy dinh tai )?(?:muc|diem|khoan|nhiem vu|noi dung|so) (\d{1,2}|[a-zđ])\b"
)


def same_limit(clause: str) -> tuple[str, str] | None:
    """The words of *clause* that say that its limit is that of another point, and that point's number or letter."""
    flat = " ".join(clause.split())
    found = _SAME.search(folded(flat))
    return None if found is None else (flat[found.start() : found.end()], found[1])


# One thing of a list of those that are to be handed in, with its day: "Bản giấy: 25/10/2026", "Kế hoạch (20/10/2026)".
_ITEM = re.compile(
    r"([^\W\d][^():;\d]{2,80}?(?: \d{1,2})?)\s?(?:\(|: |[-–] )((?:\d{1,2} gio(?: \d{2})? )?(?:ngay )?(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4}))\)?\s*[.;]*"
)
_LISTS = re.compile(r"\b(?:gui|nop|trinh|ban giao|thoi han|han)\b")


def lists_limits(intro: str) -> bool:
    """Whether *intro* ends in a colon, and things to be handed in stand below it with their days."""
    return intro.rstrip().endswith(":") and _LISTS.search(folded(intro)) is not None


def item_due(sentence: str) -> tuple[str, str] | None:
    """What is to be handed in and by when, where *sentence* is nothing but these two."""
    flat = " ".join(sentence.split())
    found = _ITEM.fullmatch(folded(flat))
    return None if found is None else (flat[: found.end(1)], flat[found.start(2) : found.end(2)])


def is_limit_elsewhere(clause: str) -> bool:
    """Whether *clause* only says that its limit is one told elsewhere: "Thời hạn: như mục 2"."""
    return _LABEL.match(folded(clause)) is not None


# Of what time it tells: "Báo cáo kết quả trong tháng 10 gửi trước ngày 30/10".
_TELLS_OF = re.compile(r"\b(?:bao cao|ket qua|tinh hinh|so lieu|cong tac)\b[^,;:]*$")
_SPAN_TOLD = re.compile(r"trong (?:thang|quy|nam|tuan|6|9|0)")
_LIMITED_BEHIND = re.compile(r"[^,;:]*\b(?:gui|nop|trinh|hoan thanh|xong)\b[^;:]*$")
_SILENCE = re.compile(r"[^;]{0,100}\b(?:coi|xem|mac nhien)\b")


def takes_silence(words: str, behind: str) -> bool:
    """Whether who says nothing until *words* is taken to agree: "Sau ngày …, đơn vị nào không gửi coi như thống nhất"."""
    return folded(words).startswith("sau ") and _SILENCE.match(folded(behind)) is not None


def tells_of(before: str, words: str, behind: str) -> bool:
    """Whether *words* say of what time a report tells that has a limit of its own *behind*."""
    return (
        _SPAN_TOLD.match(folded(words)) is not None
        and _TELLS_OF.search(folded(before)) is not None
        and _LIMITED_BEHIND.match(folded(behind)) is not None
        and any(limits_told(behind))
    )


_NEXT = re.compile(r"\s*(?:\([^()]*\))?, (?:[^,;:\s]+ ){1,6}(?:trong )?$")


def follows(text: str, first: str, second: str) -> bool:
    """Whether the limit *second* is that of a further thing in *text*: "chấm vòng 1 trong tháng 7, vòng 2 trong tháng 8"."""
    flat = " ".join(text.split())
    start = flat.find(first) + len(first)
    return first in flat and _NEXT.match(flat[start : flat.find(second, start)]) is not None


_TOLD_TO_SEND = re.compile(
    r"^(?:Các (?:cơ quan|đơn vị|phòng|ban|sở|xã|phường|trường|địa phương)|UBND|Ủy ban nhân dân|Sở|Phòng|Ban|Trưởng|Thủ trưởng)\b[^.;]{0,80}\s(?:gửi|nộp)\s[^.;]{0,80}\s(?:về|cho)\s"
    r"|^(?:Các hộ|Hộ) (?:kinh doanh|gia đình|dân)\b[^.;]{0,60}\s(?:nộp|gửi|đăng ký)\s"
)


def tells_to_send(sentence: str) -> bool:
    """Whether *sentence* of a notice tells offices, not the public, to send something: "Các đơn vị trên gửi báo cáo về Sở …"."""
    return _TOLD_TO_SEND.match(sentence) is not None
