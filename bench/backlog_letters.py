"""Official letters as agencies send them, invented by number: no two ask for the same."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from tests.secrecy.documents import docx

_ACTS = ("báo cáo", "rà soát", "kiểm tra", "tổng hợp", "xây dựng kế hoạch")
_WHATS = ("quy hoạch đất đai", "cung ứng thuốc", "thu ngân sách", "chuyển đổi số", "an toàn hồ đập")
_TEXT = """\
SỞ SỐ {agency}
Số: {number}/S{agency}-VP
V/v {act} {what}
                              Huế, ngày {today:%d} tháng {today:%m} năm {today:%Y}

                    Kính gửi: Phòng {unit}.

Thực hiện ý kiến chỉ đạo của Chủ tịch Ủy ban nhân dân tỉnh về {what}, Sở số {agency} đã có các văn bản hướng dẫn gửi các đơn vị liên quan.
{more}
Đề nghị Phòng {unit} {act} {what} trên địa bàn, gửi báo cáo về Sở trước ngày {due:%d/%m/%Y} để tổng hợp, báo cáo Ủy ban nhân dân tỉnh.

Nơi nhận:                                   GIÁM ĐỐC
- Như trên;
- Lưu: VT.                                  Nguyễn Văn Mẫu
"""
_MORE = (
    "Trong thời gian qua, việc triển khai đạt được một số kết quả nhất định, tuy nhiên còn tồn tại,"
    " hạn chế cần khắc phục, nhất là ở các xã miền núi.\n"
)
_DOCX_IN = 20  # one letter in so many brings its text in a file


def letters(count: int, today: date, seed: int = 8) -> Iterator[bytes]:
    """*count* letters of 1 to 4 kB, one in twenty with its text in a docx; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        text = _TEXT.format(
            agency=number % 60 + 1,
            number=number,
            act=chance.choice(_ACTS),
            what=chance.choice(_WHATS),
            today=today,
            unit=number % 40 + 1,
            more=_MORE * chance.randint(1, 6),
            due=today + timedelta(days=chance.randint(10, 90)),
        )
        yield _letter(number, text, filed=number % _DOCX_IN == 0)


def _letter(number: int, text: str, *, filed: bool) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = f"Văn thư Sở số {number % 60 + 1} <p{number % 900 + 1}@office.example>"
    made["To"] = "Văn thư <clerk@office.example>"
    made["Subject"] = f"Công văn số {number}"
    made["Message-ID"] = f"<{number}@office.example>"
    made.set_content("Kính gửi văn bản đính kèm.\n" if filed else text)
    if filed:
        kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        made.add_attachment(docx([text]), "application", kind, filename=f"CV {number}.docx")
    return made.as_bytes()
