"""What `congvu read` says to people of deadlines, in Vietnamese: when, by which words, and how it was counted."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schedules.due import Due, Reference

NONE = "Không thấy thời hạn nào."
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_FROM_START = "ngày đầu tiên là ngày liền sau {start}; {more}"
_ROLLS = "rơi vào ngày nghỉ thì kết thúc vào ngày làm việc kế tiếp"
_HOW = {
    "on-date": "đến hết ngày được ghi; ngày ấn định không dời dù là ngày nghỉ",
    "before-date": "trước {literal}, nên ngày cuối cùng đúng hạn là ngày liền trước; không dời dù là ngày nghỉ",
    "by-hour": "đến đúng giờ được ghi",
    "before-hour": "phải xong trước giờ được ghi",
    "in-period": "đến hết ngày cuối của khoảng thời gian được ghi",
    "before-period": "trước {literal} là ngày đầu của khoảng thời gian được ghi",
    "working-days": _FROM_START.format(start="{start}", more="chỉ đếm ngày làm việc, kể cả thứ Bảy làm bù"),
    "calendar-days": _FROM_START.format(start="{start}", more=f"đếm ngày theo lịch; {_ROLLS}"),
    "weeks": f"cùng thứ với {{start}}; {_ROLLS}",
    "months": f"cùng ngày với {{start}}, tháng không có ngày ấy thì lấy ngày cuối tháng; {_ROLLS}",
    "quarters": f"mỗi quý ba tháng, tính từ {{start}}; {_ROLLS}",
    "half-years": f"nửa năm là sáu tháng, tính từ {{start}}; {_ROLLS}",
    "years": f"cùng ngày, tháng với {{start}}; {_ROLLS}",
    "hours": "giờ chạy liên tục từ {start}, kể cả ngày nghỉ",
    "working-days-before": "đếm lùi ngày làm việc từ {literal}, không tính ngày ấy",
    "calendar-days-before": "đếm lùi ngày theo lịch, không tính ngày mốc; không dời dù là ngày nghỉ",
    "weeks-before": "lùi đủ số tuần từ ngày mốc; không dời dù là ngày nghỉ",
    "months-before": "lùi đủ số tháng từ ngày mốc; không dời dù là ngày nghỉ",
    "hours-before": "lùi đủ số giờ từ {literal}",
    "recurring": "lặp lại; ngày nêu trên là kỳ kế tiếp",
    "ongoing": "việc thường xuyên, không có thời hạn",
    "target": "mục tiêu của chương trình, chỉ là thời hạn khi có người xác nhận",
}  # fmt: skip
_WARNINGS = {
    "day-off": "rơi vào ngày nghỉ, nên làm xong trước",
    "rolled": "đã dời sang ngày làm việc kế tiếp",
    "forecast-calendar": "dự kiến: lịch nghỉ của thời gian này chưa được công bố",
    "weekday-disagrees": "thứ ghi trong văn bản không khớp với ngày, hãy hỏi nơi gửi",
    "invalid-date": "không có ngày này trên lịch, hãy hỏi nơi gửi",
    "year-inferred": "năm không được ghi, lấy ngày gần nhất sắp tới",
    "hour-assumed": "không rõ giờ nhận, tính từ 0 giờ",
    "letter-for-zero": "chữ O đã được đọc là số 0",
    "past": "đã qua",
}


def title(number: int, due: "Due") -> str:
    """The heading of one deadline."""
    return f"Thời hạn {number}: {shown(due.due) if due.due else 'không có ngày'}"


def pairs(due: "Due", reference: "Reference") -> Iterator[tuple[str, str]]:
    """What is told of it, line by line."""
    yield "Lời văn", f"“{due.asked.words}”"
    yield "Giao cho", due.asked.addressee or ""
    yield from counted(due, due.recurs, reference)
    yield "Độ chắc chắn", f"{due.asked.certainty:.0%}"


def counted(
    due: "Due", recurs: str | None, reference: "Reference | None" = None
) -> Iterator[tuple[str, str]]:
    """How its day was computed, by which act, whether it comes again, and what is to be minded."""
    start = due.start or (reference.day if reference else None)
    literal = shown(due.literal) if due.literal else ""
    yield "Cách tính", _HOW[due.rule].format(start=shown(start) if start else "", literal=literal)
    yield "Theo", due.source
    yield "Lặp lại", recurs or ""
    yield "Lưu ý", "; ".join(_WARNINGS[code] for code in due.warnings)


def event(start: date | datetime, words: str) -> str:
    """A meeting."""
    return f"Sự kiện: {shown(start)} (“{words}”)"


def period(first: date, last: date, words: str) -> str:
    """The days that a report covers."""
    return f"Kỳ số liệu: {first:%d/%m/%Y} đến {last:%d/%m/%Y} (“{words}”)"


def undated(words: str) -> str:
    """A term that counts from something without a date."""
    return f"Cần hỏi: không rõ ngày bắt đầu của “{words}”"


def shown(when: date | datetime) -> str:
    """A day or an hour of it, with its day of the week."""
    at = f"{when:%H:%M}, " if isinstance(when, datetime) else ""
    return f"{at}{_WEEKDAYS[when.weekday()]}, {when:%d/%m/%Y}"
