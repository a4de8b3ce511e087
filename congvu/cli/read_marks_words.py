"""What `congvu read` says to people of marks of secrecy, in Vietnamese: where, which rule, and what follows."""

from collections.abc import Iterator, Mapping
from typing import Any

_RULINGS = {
    "pass": "không có dấu chỉ độ mật; thư đi được",
    "internal": "chỉ lưu hành trong cơ quan nhà nước; bị từ chối khi có người nhận ở ngoài",
    "person": "chưa rõ; thư được giữ, chờ người quyết định",
    "unchecked": "chưa xem hết trong thời gian cho phép; thư được giữ, chờ người quyết định",
    "refuse": "mang dấu chỉ độ mật; thư bị từ chối, không lưu nội dung",
}
_PLACES = {
    "security-field": "trường ghi cấp bảo vệ",
    "field": "trường ở đầu thư",
    "display-name": "tên hiển thị cạnh địa chỉ",
    "subject": "trích yếu (tiêu đề thư)",
    "stamp": "những dòng đầu của thư, hoặc trang đầu của tệp",
    "text": "nội dung thư, hoặc nội dung tệp",
    "table": "bảng trong tệp",
    "name": "tên tệp",
    "metadata": "thuộc tính của tệp",
}
_LEVELS = {"mat": "Mật", "toi_mat": "Tối mật", "tuyet_mat": "Tuyệt mật"}
_VERDICTS = {
    "pass": "bỏ qua",
    "internal": "chỉ lưu hành trong cơ quan nhà nước",
    "person": "chờ người quyết định",
    "refuse": "từ chối",
}
ENCRYPTED = "Có phần được mã hóa nên không xem được."


def ruling(code: str) -> str:
    """What becomes of the letter, with the code that `--json` has."""
    return f"Kết luận: {_RULINGS[code]} ({code})."


def unread(codes: str) -> str:
    """What could not be opened, by the codes of the rules."""
    return f"Không mở được: {codes}."


def title(number: int, fact: Mapping[str, Any]) -> str:
    """The heading of one mark."""
    return f"Dấu hiệu {number}: {_VERDICTS[fact['verdict']]}"


def pairs(fact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is told of it, line by line; its words are quoted nowhere."""
    yield "Vị trí", _PLACES[fact["place"]]
    yield "Độ mật", _LEVELS.get(fact["level"] or "", "")
    yield "Quy tắc", fact["rule"]
    yield "Lý do", fact["reason"]
    yield "Căn cứ", fact["source"]
