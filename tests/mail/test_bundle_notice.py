"""Many tasks in one letter, at one time or in the morning: each is named, and why one gets it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from mail.notice import Writer, letter
from work.notice import DIGEST, SEVERAL, Channel, Notice

MORNING = datetime(2026, 2, 24, 1, tzinfo=UTC)
OFFICE = Writer("Sở Mẫu", "congvu@mau.gov.vn", "mx.mau.gov.vn", ZoneInfo("Asia/Ho_Chi_Minh"))
LATE = {
    "key": "reminder:3:1:T+1:3",
    "kind": "reminder",
    "task": 3,
    "version": 1,
    "slot": "T+1",
    "content": "Báo cáo quý I",
    "document": {"number": "3/VPCP-TH", "kind": None},
    "due": "2026-02-17",
    "until": "2026-02-17",
    "late": True,
    "working_days": -1,
    "lead": {"agency": "Sở Mẫu", "unit": "Phòng Tổng hợp", "person": "Vũ Thị Giang"},
    "reason": "unit-head",
    "submission": None,
    "since": None,
}


@pytest.mark.parametrize(
    ("kind", "language", "why"),
    [
        (SEVERAL, "vi", "vì có phần trong các nhiệm vụ trên"),
        (SEVERAL, "en", "because you have a part in these tasks"),
        (DIGEST, "vi", "mỗi sáng ngày làm việc có việc"),
        (DIGEST, "en", "on each working morning that has tasks"),
    ],
)
def test_it_names_each_task_and_says_why_one_gets_it(kind: str, language: str, why: str) -> None:
    sections = [{"name": "late", "total": 1, "items": [LATE], "others": []}]
    facts = {"sections": sections, "total": 1, "chat": False}
    one = Notice(7, "k", kind, Channel.MAIL, 3, "chi@mau.gov.vn", language, kind, facts, MORNING)

    body = letter(one, OFFICE, MORNING).body
    assert isinstance(body, bytes)
    text = message_from_bytes(body, policy=default).get_content()

    assert "3/VPCP-TH" in text
    assert why in text
