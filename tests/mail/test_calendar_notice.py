"""The one letter by which a person hears what a change of the calendar did to their tasks."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from mail.notice import Writer, letter
from work.notice import Channel, Notice

MORNING = datetime(2026, 10, 15, 2, tzinfo=UTC)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_letter_lists_each_task_with_both_days(language: str) -> None:
    line = {"task": 5, "document": "1/BYT-KH", "was": "2026-10-26", "until": "2026-10-27"}
    fixed = {"task": 6, "document": "2/BYT-KH", "was": "", "until": "<2026-11-24T09:00+00:00"}
    facts = {"moved": [line], "off": [fixed], "more": 3, "count": 5}
    writer = Writer(
        "Văn phòng", "congvu@vpcp.gov.vn", "mx.vpcp.gov.vn", ZoneInfo("Asia/Ho_Chi_Minh")
    )
    found = Notice(
        1, "k", "calendar", Channel.MAIL, 1, "a@vpcp.gov.vn", language, "calendar", facts, MORNING
    )

    body = letter(found, writer, MORNING).body
    assert isinstance(body, bytes)
    message = message_from_bytes(body, policy=default)
    text = message.get_content().splitlines()

    if language == "vi":
        assert message["Subject"] == "Lịch nghỉ thay đổi: thời hạn của 5 nhiệm vụ được tính lại"
        assert "- Nhiệm vụ số 5 (1/BYT-KH): 26/10/2026 → 27/10/2026" in text
        assert "- Nhiệm vụ số 6 (2/BYT-KH): trước 16:00 ngày 24/11/2026" in text
        assert "Và 3 nhiệm vụ khác; xem trong danh sách nhiệm vụ." in text
    else:
        assert message["Subject"] == "The calendar changed: 5 deadlines counted again"
        assert "- Task 6 (2/BYT-KH): before 16:00 on 24/11/2026" in text
