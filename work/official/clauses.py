"""The sentences and clauses of a paragraph, and what in them tells of the past, of others, or of nothing to be done."""

import re
from collections.abc import Iterator
from itertools import pairwise

from work.official.folded import CAPITALS, folded
from work.official.lasting import lasts

# A full stop ends a sentence where a capital follows; none behind "TP.", "Q.", "V.I", nor in figures.
_SENTENCE = re.compile(
    rf"(?<=[.?!])(?<!\b[{CAPITALS}]\.)(?<!\bTP\.)(?<!\bBs\.)\s+(?=[{CAPITALS}(\d“\"])"
)
LONGEST = 2000  # characters of a sentence: each day in it is held against all of it
_PIECE = re.compile(rf".{{1,{LONGEST}}}(?=\s|\Z)|.{{1,{LONGEST}}}", re.DOTALL)


def sentences_of(text: str) -> list[str]:
    """The sentences of *text*, each with its end; a longer one than LONGEST in pieces."""
    sentences = (piece for one in _SENTENCE.split(text) for piece in _PIECE.findall(one))
    return [one for one in sentences if one.strip()]


def is_cut(text: str) -> bool:
    """Whether a sentence of *text* is so long that it is read in pieces, which may say less than the whole."""
    return len(text) > LONGEST and any(len(one) > LONGEST for one in _SENTENCE.split(text))


def clauses_of(sentence: str) -> list[str]:
    """What semicolons part in *sentence*; those inside brackets part nothing."""
    if ";" not in sentence:
        return [sentence.strip()] if sentence.strip() else []
    found: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(sentence):
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if sign == ";" and depth == 0:
            found.append(sentence[start:at])
            start = at + 1
    found.append(sentence[start:])
    return [one.strip() for one in found if one.strip()]


_RECITED = re.compile(
    r"^(?!.*,(?: \w+){0,8} (?:de nghi|yeu cau|giao) ).*(?<!sau khi )\bnhan duoc .{0,30}\b(?:cong van|van ban|to trinh|don)\b.{0,20}\bso\b|\bda (?:co|ban hanh|gui) .{0,60}\b(?:cong van|van ban|chi thi|cong dien|thong bao|ke hoach|quyet dinh)\b.{0,20}\bso\b"
    r"|^tai (?:cong van|van ban|cong dien|thong bao|chi thi|quyet dinh|ke hoach|phu luc)\b"
)
# "giao ban" and "giao thông" ask nobody; "theo đề nghị của" tells who asked.
_ASKING = re.compile(
    r"\b(?=[đypkmxg])(?<!theo )(?<!xét )(?<!trình )(?<!đơn )(?<!hồ sơ )(?<!số )(?<!bản )(?:đề nghị|yêu cầu|phân công|kiến nghị|mong(?! (?:muốn|đợi|chờ))|kính trình|xin ý kiến|xem xét"
    r"|(?<!ngoại )(?<!được )(?<!đã )giao(?! (?:ban|thông|dịch|đất|lưu|tiếp|thừa|nhận|khu|diện|tại)))\b(?! của)",
    re.IGNORECASE,
)
_ASKING_PLAIN = re.compile(r"\b(?:de nghi|yeu cau|kinh mong|nho|gui ve)\b", re.IGNORECASE)


def is_recital(sentence: str) -> bool:
    """Whether *sentence* tells what an earlier document asked: "Tại Công văn số …, Sở đề nghị … trước ngày …"."""
    return _RECITED.search(folded(sentence)) is not None


def asks(sentence: str) -> bool:
    """Whether *sentence* says that something is asked."""
    words = _ASKING_PLAIN if sentence.isascii() else _ASKING
    return words.search(sentence) is not None


# What its author will do; not where somebody else is named behind it.
_OWN = re.compile(
    r"\b(?:sẽ(?! (?:tự động )?(?:khóa|đóng|dừng|ngừng|kết thúc|hạn cuối)| tự động\s*$)|[Dd]ự kiến(?!.*\s[-–]\s*$))\b(?!.*\b(?:đề nghị|yêu cầu|với điều kiện|(?<!bàn )giao)\b)(?!.*, (?:các|UBND|Sở|Bộ|Phòng|Ban|Cục|Văn phòng)\b)"
)
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
_BEFORE_NOTHING = re.compile(
    r"(?:\btính(?: đến)?|(?<!năm )(?<!tháng )(?<!quý )(?<!tuần )(?<!kỳ )\bsau|\bsố liệu(?: \S+){0,2} đến|\bhạn (?:sử dụng|dùng)|\blũy kế|\bhết hạn|[Tt]ính từ(?: ngày)? [\d/]+|đúng (?:thời )?hạn\s*\(|không thực hiện .{0,60}|không (?:để |được |thể )*(?:kéo dài|chậm trễ|dây dưa|chuyển nguồn))\s*$",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"^(?:han (?:su )?dung|het (?:thoi gian|han) (?!nop|gui|dang ky)|tinh den|(?:het )?sau (?:ngay|thoi han)|thoi han (?:ap dung|su dung|thuc hien hop dong|bao hanh)|den (?:nay|hom nay)|trong khoang \d|tinh tu|.*\bngay thu ly$|.*\b(?:tinh|ke) tu (?:luc|khi) xay ra|\d{1,2}/\d{1,2}$)"
)
# How long something is kept, told by its end: "lưu trữ đến ngày …", not "gửi bộ phận lưu trữ trước ngày …".
_KEPT = re.compile(r"\b(?:lưu giữ|lưu trữ|bảo quản)\s*$", re.IGNORECASE)
_WHILE = re.compile(r"^(?:trong|den|toi|it nhat|toi thieu|thoi han)\b")
# What is of a kind that ends then: "nhiệm vụ có thời gian kết thúc trước …".
_HAVING = re.compile(r"\bcó\s*$")
_ENDING = re.compile(r"^(?:thoi gian|thoi han|han|ngay)\b")
# What happens again and again: "báo ngay khi có sự cố (không quá 01 giờ kể từ khi phát hiện)".
_WHENEVER = re.compile(r"\b(?:khi|nếu|mỗi khi|trường hợp) (?:có|xảy ra|phát sinh)\b", re.IGNORECASE)
_SINCE = re.compile(
    r".*\b(?:tinh|ke) tu (?:luc|khi|thoi diem) (?:phat hien|phat sinh|co su co)\b(?!.*\d)"
)
_FORCE = re.compile(r"\bhiệu lực(?: thi hành)?(?: kể)?\s*$")
_IN_FORCE = re.compile(r"(?:ke )?(?:tu|vao|den|sau|ngay)\b")
# When something takes place that people are sent to, and how long what is set up goes on.
_ATTENDED = re.compile(
    r"\b(?:tham dự|dự(?! (?:thảo|án|toán|kiến|phòng|trữ|báo|thầu|thi|tuyển|xét|tính|bị))|tham gia)\s[^,;]{3,60}$|\bđược (?:thực hiện|triển khai|áp dụng|duy trì|giải ngân|sử dụng|khai thác)\s*$"
    r"|\b(?:đón|tiễn|xuất phát|khởi hành|tập trung)(?: (?!báo\b|gửi\b|nộp\b)[^\s,;]+){0,4}\s*$"
)
_AT = re.compile(r"(?:vao|luc|hoi|tu|den)\b")
# What may not be done before a day.
_FORBIDDEN = re.compile(
    r"\bkhông (?:được|nên|cho phép|tổ chức|thi công|ra khơi|khai thác|mở|xả|đốt|công bố)(?: (?!để\b|chậm\b|quá\b)[^\s,;]+){0,8}\s*$"
)
_SOONER = re.compile(r"truoc\b")
# From when on something is to be under way, and when those who visit come.
_BEGINS = re.compile(r"\bbắt đầu\s*$", re.IGNORECASE)
_BY = re.compile(r"(?:cham|muon|tu|truoc|vao|ngay|\d)")
_VISITS = re.compile(
    r"(?<!ngày )(?<!giờ )\blàm việc(?: trực tiếp)?(?: (?:tại|với)\s[^;]{3,60})?\s*$"
)
_ON = re.compile(r"(?:trong (?:cac )?(?:ngay|tuan)|(?:vao |tu )?ngay)\b")
# When people have to be there, not papers; and before when, where nobody asks them to.
_THERE = r".*\bcó mặt(?: (?:tại|ở) [^,;]{2,60})?\s*$"
_PRESENT = re.compile(rf"^(?!.*\b(?i:hồ sơ|báo cáo|văn bản|bản giấy)\b){_THERE}")
_SUMMONED = re.compile(rf"^(?!.*\b(?i:đề nghị|yêu cầu|hồ sơ|báo cáo|văn bản)\b){_THERE}")
# Up to when something is counted: "số căn hộ hoàn thành đến …", "số liệu giải ngân đến hết …", "ước thực hiện đến …".
_COUNTED = re.compile(
    r"\b(?:(?:công nợ|dư nợ|số dư|còn nợ|nợ đọng)(?: (?!về\b|gửi\b|nộp\b)[^\s,;:]+){0,10}|số(?! tiền)(?: (?!về\b|cho\b|lên\b)[^\s,;:]+){1,5}|tình hình(?: (?!về\b|gửi\b|nộp\b)[^\s,;:]+){1,12}|ước(?: [^\s,;:]+){0,2}|bản đối chiếu(?: (?!gửi\b|nộp\b)[^\s;:]+){0,10})\s*$",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"(?:den|toi)\b")
# What stands in front, and with what words nobody is told to do anything then.
_TOGETHER = (
    (_KEPT, _WHILE), (_HAVING, _ENDING), (_WHENEVER, _SINCE), (_FORCE, _IN_FORCE), (_ATTENDED, _AT),
    (_COUNTED, _UP_TO), (_BEGINS, _BY), (_VISITS, _ON), (_PRESENT, _AT), (_SUMMONED, _SOONER),
    (_FORBIDDEN, _SOONER),
)  # fmt: skip
_PLANNED_PLAIN = re.compile(r"\bdu kien\b[^;]*$")
_PLANNED = re.compile(
    r"\btien do (?:xay dung|thi cong|du an)\b|\bgiay phep [^,;]{0,40}het han\b[^,;]{0,12}$|\bcap phep\b"
)
_MOVED_EVENT = re.compile(
    r"^(?:hoi nghi|cuoc hop|phien hop|ky hop|le|hoi thao|buoi lam viec|tet|dai hoi|cuoc thi|ngay hoi|lop)\b.*\b(?:chuyen|doi|lui|sang|to chuc|mo tai)\b"
)
_TOLD = re.compile(r"(?:(?!\bphải\b).){0,60}?\b(?:chưa|đã|mới|vẫn)\b")
REACH = 80  # characters behind such a point in which it is told what is asked
_OPENING = re.compile(r"^(?:den|tinh den) ")
_MEANWHILE = re.compile(r"(?:tu (?:nay|ngay \d[\d/]*) )?(?:cho )?den\b")
_EACH_TIME = re.compile(r"\b(?:bao cao|gui|nop)\b.*\b(?:hang|moi) (?:ngay|tuan|thang|quy)\b")
_MONTH = re.compile(r"trong (?:thang|quy|nam)\b", re.IGNORECASE)
_FACTS = re.compile(
    r"^(?:\(?theo|\(?qua|so lieu|nam \d{4}|den nay|den (?:het |ngay )?\d|den hom|tinh den|tu ngay|trong (?:quy|thang|nam|\d)|ket qua nam)\b"
)


def tells_nothing(before: str, words: str) -> bool:
    """Whether the point *words* behind *before*, the clause up to it, is nobody's deadline: a plan of its author, a fact, an event."""
    plain, said = folded(before), folded(words)
    if before.isascii() and _PLANNED_PLAIN.search(plain):
        return True
    if lasts(before, words):
        return True
    if _OWN.search(before) or _MOVED_EVENT.match(plain) or _PLANNED.search(plain):
        return True
    if any(other.match(said) and one.search(before) for one, other in _TOGETHER):
        return True
    if plain.rstrip().endswith(" het") and said.startswith("han "):
        return True  # "giấy phép hết hạn ngày …"
    return _BEFORE_NOTHING.search(before) is not None or _SAYS_NOTHING.match(said) is not None


# In front of what is asked: by when its asker goes on with it, or what another paper asked.
_FOR = re.compile(r"^(?:Để|Nhằm)\b")
_FOLLOWING = re.compile(
    r"^(?:Thực hiện|Theo|Căn cứ|Phúc đáp|Trả lời|Tiếp theo|Triển khai|Tại|Sau khi nhận)\b.*\bsố\s\d"
)
_ASKED_BEHIND = re.compile(
    r"[,;]\s(?:[^,;]{0,60}\s)?(?:đề nghị|yêu cầu|kính đề nghị|giao|phân công)\b"
)


# What another paper asked, told in one breath with its number: "Thực hiện Công văn số … của UBND tỉnh giao báo cáo trước ngày …".
_OF_ANOTHER = re.compile(
    r"(?:^(?:Thực hiện|Theo|Căn cứ|Tại|Trên cơ sở|Sau khi nhận)\b|\bđã (?:có|ban hành|gửi|nhận(?: được)?)\b|\b(?:có|ban hành) (?:Công văn|Văn bản|Công điện|Chỉ thị|Thông báo|Kế hoạch|Quyết định)\b)[^,;]*\bsố\s\d[^,;]*"
    r"\s(?P<order>giao|yêu cầu|đề nghị|chỉ đạo|ấn định)\s[^;]*$"
)
_ANEW = re.compile(r",\s[^;]*\b(?:đề nghị|yêu cầu|giao|phân công)\b[^;]*$")
# Why it is asked: "Thời hạn giải quyết của Sở là 25 ngày, do đó đề nghị …".
_THEREFORE = re.compile(
    r"[,;.]\s(?:do đó|do vậy|vì vậy|vì thế|bởi vậy|nên)\b[^;]*\b(?:đề nghị|yêu cầu|giao|phân công)\b"
)
# Of what kind the thing is that is asked for behind a colon: "Đoàn đi trong quý I/2027: đăng ký trước ngày …".
_LABELS = re.compile(r"\s*:")
_SPAN = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\bngày \d")
_STEP = re.compile(
    r"\s*(?:Bước|Giai đoạn|Đợt|Lần|Mốc|Thời (?:gian|hạn)|Hạn|Tiến độ|Trước|Chậm nhất)\b",
    re.IGNORECASE,
)


# Which of them are meant: "rà soát các dự án hoàn thành trước ngày …, gửi danh mục trước ngày …".
_WHICH = re.compile(
    r"\b(?:rà soát|thống kê|lập|tổng hợp|kiểm tra|báo cáo|đăng ký|cung cấp)\s(?:[^,;]*\s)?(?:(?:các|những)\s[^,;]{3,40}\s(?:hoàn thành|phát sinh|khởi công|ban hành|tiếp nhận|kết thúc|được cấp|ký kết|đến hạn|hết hạn)"
    r"|[^,;]{3,60}\s(?:hết hạn|hết hiệu lực|đến hạn|đến tuổi|đủ tuổi|nghỉ hưu|đáo hạn|sinh))\s*$"
)


def limits_in(text: str) -> int:
    """How many limits *text* says in so many words."""
    return len(_STRICT_CUE.findall(folded(text)))


def stands_in_front(before: str, behind: str) -> bool:
    """Whether a point between *before* and *behind* is told in front of what is asked: "Để kịp báo cáo trước ngày …, đề nghị …"."""
    if _WHICH.search(before) and limits_in(behind):
        return True
    if _LABELS.match(behind) and _SPAN.search(behind) is not None and _STEP.match(before) is None:
        return True
    other = _OF_ANOTHER.search(before)
    if other is not None and not _ANEW.search(before[other.end("order") :]):
        return True
    if asks(before):
        return False
    if _FOR.match(before) and "," not in before and limits_in(behind):
        return True
    told = _FOR.match(before) or _FOLLOWING.match(before)
    return (told is not None and _ASKED_BEHIND.search(behind) is not None) or (
        _THEREFORE.search(behind) is not None
    )


def opens_with_time(before: str, words: str, behind: str) -> bool:
    """Whether the clause begins with a day, as one that tells what was: "Đến ngày 16/11/2026 Sở chưa nhận được …"."""
    if before.strip() and folded(before).strip() != "tu nay":
        return False
    if words.isascii():  # "Trong thang 9, 3/5 phong nop cham"
        return _MONTH.match(words) is not None and _ASKING_PLAIN.search(behind[:REACH]) is None
    if _MEANWHILE.match(folded(words)) and _EACH_TIME.search(folded(behind)):
        return True
    return _OPENING.match(folded(words)) is not None and _TOLD.match(behind) is not None


def is_scope(before: str) -> bool:
    """Whether *before*, a clause up to a point, says who need not, which cases are meant, or what was done."""
    plain = _ATTRIBUTE.sub(" ", _BRACKETS.sub(" ", before))
    return _SCOPED.search(_DONE.sub(" ", plain)) is not None


def is_cited_behind(behind: str) -> bool:
    """Whether what stands *behind* a deadline names the document that set it: "(Thông báo số 412/TB-VPCP ngày …)"."""
    return _CITED.match(folded(behind)) is not None


_CITED = re.compile(
    r"\s*ket thuc (?:vao |luc |ngay )*\d|\s*[\"”]?\s*(?:nay |duoc |xin )*(?:sua|dinh chinh|thay|doi) (?:lai )?(?:la|thanh|bang)|\s*thu ly\b|\s*(?:tinh|ke) tu (?:luc|khi) xay ra"
    r"|\s*\(?(?:tai|theo)?\s*(?:cong van|van ban|thong bao|quyet dinh|ke hoach|chi thi|cong dien)(?: so)? \d"
    r"(?![^()]*\b(?:giao|yeu cau|an dinh|de nghi)\b[^()]*\))"
)


def in_brackets_of_past(sentence: str, words: str) -> bool:
    """Whether *words* stand in brackets that tell of an earlier document: "(hạn 30/10/2026)", "(đã giao … trước ngày …)"."""
    plain, wanted = folded(" ".join(sentence.split())), folded(words)
    asked = asks(sentence) and re.search(r"\b(?:so \d|chua|da)\b", plain) is None
    for found in re.finditer(r"\(([^()]*)\)", plain):
        if asked and re.match(r"\s*(?:thoi )?han\b", found[1]):
            continue  # "đề nghị gửi báo cáo (hạn 30/10/2026)"
        if wanted in found[1] and _PAPER.match(found[1]):
            return True  # "(Văn bản số 22/UBND-XD giao hạn trước ngày …)"
        if wanted in found[1] and re.match(
            r"\s*(?:da|han|thoi han|giao|yeu cau|truoc day|du kien|thay)\b", found[1]
        ):
            return True
    return False


_PAPER = re.compile(
    r"\s*(?:theo |tai )?(?:cong van|van ban|thong bao|quyet dinh|ke hoach|chi thi|cong dien)(?: so)? \d"
)
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
    rf"\btu\s+(?:ngay\s+)?{_DAY}\s*(?:den|toi|-|–)\s+(?:het\s+)?(?:ngay\s+)?(\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})"
)
# What lasts, takes place or is told of in such days, and is not done by their end.
_LASTING = re.compile(
    r"\b(?:so lieu|ky bao cao|giai doan|cao diem|dot|chien dich|tuan le|thang hanh dong|hoi nghi|hoi thi|hoi cho|dai hoi|ngay hoi|le|su kien|tap huan|boi duong|hoc|du|tham gia|tham du|cong tac"
    r"|truc|treo|nghi|cam|ngung|tam|dung|han che|trung bay|trien lam|thi|thi dau|bieu dien|phuc vu|hoat dong|mo cua|phan luong|du bao|mua|ap dung|hieu luc|da|phat sinh|tiep nhan|nhan tu|lam viec|thanh tra|kiem tra|thoi gian|thoi diem|bao cao|thong ke|tong hop|ghi nhan|xay ra|thu duoc|duy tri|bao dam|bao ve|canh gac|tuan tra|tuyen truyen|phat song)\b"
)


_STEP_OF = re.compile(
    r"^\s*(?:(?:dot|giai doan|buoc) \d{1,2}|dot )|\btrong (?:khoang )?thoi gian\s*$"
)


_STEP = re.compile(r"\s*(?:Bước|Giai đoạn|Đợt) \d")


def is_step(clause: str) -> bool:
    """Whether *clause* is one step of several: "Bước 2 (…): rà soát"."""
    return _STEP.match(clause) is not None


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
