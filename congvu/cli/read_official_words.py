"""What `congvu read` says to people of the documents in a letter, in Vietnamese: what each is, and what it asks of whom by when."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from congvu.cli import read_words

if TYPE_CHECKING:
    from schedules.due import Due
    from work.official.found import Errand, Finding, Paper, Read

_URGENCIES = {
    "normal": "thường", "urgent": "khẩn", "very-urgent": "thượng khẩn", "express": "hỏa tốc",
    "timed-express": "hỏa tốc hẹn giờ",
}  # fmt: skip
_ROLES = {
    "answers": "phúc đáp", "reminds": "nhắc", "replaces": "thay thế", "recalls": "thu hồi", "corrects": "đính chính",
    "extends": "gia hạn", "asks-more-time": "xin gia hạn", "reports": "báo cáo kết quả thực hiện",
}  # fmt: skip
_DOUBTS = {
    "charset": "bảng mã của thư không rõ",
    "forwarded": "văn bản đến qua người khác chuyển tiếp",
    "unread": "có tệp không đọc được, hoặc không đọc được hết",
    "no-date": "thư không ghi ngày gửi",
    "several-documents": "thư có nhiều văn bản",
    "no-document": "không có văn bản",
    "number-doubtful": "số, ký hiệu chưa chắc",
    "issuer-doubtful": "cơ quan ban hành chưa chắc",
    "issued-doubtful": "ngày ban hành chưa chắc",
    "form": "loại văn bản này cần người xem",
    "no-excerpt": "không có trích yếu",
    "tied": "liên quan đến văn bản trước",
    "nothing-asked": "không giao việc",
    "lead-doubtful": "chưa rõ ai chủ trì",
    "several-dates": "một nơi có nhiều thời hạn",
    "outside": "giao cho tổ chức, cá nhân ngoài cơ quan nhà nước",
    "no-product": "chưa rõ sản phẩm",
    "no-deadline": "có việc không có thời hạn",
    "recurs": "có việc lặp lại",
    "deadline-doubtful": "thời hạn chưa chắc",
    "more-times": "còn mốc thời gian khác, hoặc bảng, cần người xem",
    "writing": "văn bản không có dấu, hoặc toàn chữ hoa",
    "undated": "có thời hạn không rõ ngày bắt đầu",
}
OPENS = "Kết luận: đủ chắc chắn để tự mở việc."
NOTHING_ASKED = "Kết luận: văn bản để biết, không giao việc."
_TO_A_PERSON = "Kết luận: chờ người xác nhận ({why})."
LONGEST = 300  # characters of what is quoted of a task


def document_title(number: int, paper: "Paper") -> str:
    """The heading of one document."""
    return f"Văn bản {number}: {_value(paper.number) or 'chưa có số'}"


def document_pairs(paper: "Paper") -> Iterator[tuple[str, str]]:
    """What is told of it, line by line."""
    yield "Loại", _value(paper.kind)
    yield "Trích yếu", _value(paper.excerpt)
    yield "Cơ quan ban hành", _value(paper.issuer)
    issued = _value(paper.issued)
    yield "Ngày", f"{date.fromisoformat(issued):%d/%m/%Y}" if issued else ""
    yield "Mức độ khẩn", _URGENCIES[paper.urgency.value]
    yield "Kính gửi", "; ".join(one.value for one in paper.addressees)
    yield "Người ký", _value(paper.signer)
    yield "Liên quan", "; ".join(f"{_ROLES[tie.role]} {tie.number.value}" for tie in paper.ties)


def task_title(number: int, errand: "Errand") -> str:
    """The heading of one task: by when."""
    deadline = errand.deadline
    if deadline is None:
        return f"Việc {number}: không có thời hạn"
    return f"Việc {number}: {read_words.shown(deadline.at or deadline.due)}"


def task_pairs(errand: "Errand", due: "Due | None") -> Iterator[tuple[str, str]]:
    """What is told of it, line by line: the counting of its day as of any deadline."""
    yield "Giao cho", _value(errand.lead)
    yield "Phối hợp", "; ".join(one.value for one in errand.helpers)
    yield "Sản phẩm", _value(errand.product)
    yield "Nội dung", _short(errand.content.value)
    if due is not None:
        yield "Lời văn", f"“{errand.when.words if errand.when else due.asked.words}”"
        yield from read_words.counted(due, errand.recurs)
        yield "Độ chắc chắn", f"{errand.when.certainty if errand.when else due.asked.certainty:.0%}"


def beside(facts: Mapping[str, Any]) -> Iterator[str]:
    """Meetings and periods that the letter names, and terms without a beginning."""
    for event in facts["events"]:
        yield read_words.event(event["start"], event["words"])
    for period in facts["periods"]:
        yield read_words.period(period["from"], period["to"], period["words"])
    for words in facts["undated"]:
        yield read_words.undated(words)


def conclusion(found: "Read") -> str:
    """Whether its tasks may open by themselves, and if not, why."""
    if found.opens:
        return OPENS
    if not found.asks:
        return NOTHING_ASKED
    return _TO_A_PERSON.format(why="; ".join(_DOUBTS[code] for code in found.doubts))


def _value(finding: "Finding | None") -> str:
    return "" if finding is None else finding.value


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
