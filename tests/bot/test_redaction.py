"""What bears a mark never stands in the store: it is emptied before the commit, answered, and told of."""

import json
from datetime import date
from typing import Any

import pytest

from bot.redaction import COMMAND, kept
from store import secrecy
from tests.bot.office import AN, READS, Chats, Office
from tests.store import office as ministry
from tests.store.office import work

DAY = date(2026, 10, 1)
FROM = {"id": 7, "is_bot": False, "first_name": "XYZZY", "language_code": "vi"}
MESSAGE = {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}, "from": FROM}


def update(**said: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {**MESSAGE, **said}}


@pytest.mark.parametrize(
    "raw",
    [
        update(text="MẬT\nXYZZY"),
        update(text="TUYỆT MẬT: XYZZY"),
        update(caption="Độ mật: Tối mật, XYZZY"),
        update(text="LƯU HÀNH NỘI BỘ\nXYZZY"),
        update(document={"file_id": "1", "file_name": "TOI MAT XYZZY.pdf"}),
        update(text="xem", reply_to_message={**MESSAGE, "text": "MẬT\nXYZZY"}),
        update(poll={"question": "MẬT\nXYZZY", "options": []}),
        {"update_id": 5, "edited_message": {**MESSAGE, "text": "TỐI MẬT\nXYZZY"}},
    ],
)
def test_of_what_bears_a_mark_only_who_where_and_when_is_kept(raw: dict[str, Any]) -> None:
    found = kept(raw, READS, DAY)

    assert found is not None
    assert found.seen is not None
    assert "XYZZY" not in found.update.raw
    assert "M\\u1eacT" not in found.update.raw
    (message,) = (
        value for key, value in json.loads(found.update.raw).items() if key != "update_id"
    )
    assert (message["text"], message["chat"]["id"]) == (f"/{COMMAND}", 7)
    assert (found.update.id, found.update.chat) == (5, 7)
    assert (found.seen.sender, found.seen.recipients) == ("", ())


@pytest.mark.parametrize(
    "raw",
    [
        update(text="/viec"),
        update(text="Mật khẩu của tôi là gì, công tác bảo mật thế nào?"),
        {"update_id": 6, "callback_query": {"id": "1", "message": {**MESSAGE, "text": "MẬT\nA"}}},
        {"update_id": 7, "my_chat_member": {"chat": {"id": 7}}},
    ],
)
def test_everything_else_is_kept_as_it_came(raw: dict[str, Any]) -> None:
    found = kept(raw, READS, DAY)

    assert found is not None
    assert found.seen is None
    assert json.loads(found.update.raw) == raw


def test_what_has_no_number_is_no_update() -> None:
    assert kept({"message": {**MESSAGE, "text": "MẬT"}}, READS, DAY) is None


async def test_who_writes_a_mark_is_told_the_way_and_the_officer_who_it_was(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        answer = await chats.ask(AN, "TỐI MẬT\nXYZZY")

    (one,) = await office.store.read(secrecy.incidents, 10)
    assert "nội dung không được lưu" in answer["text"]
    assert (one.sighting.kind, one.sighting.door, one.level) == ("chat", "chat", "B")
    assert one.sighting.sender == "binh@moh.gov.vn"
    assert one.sighting.agency == "G18"


async def test_what_a_task_is_about_is_not_shown_where_it_bears_a_mark(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05", content="Lưu hành nội bộ: báo cáo XYZZY"))
    async with office.open():
        listed = await chats.ask(AN, "/viec")
        shown = await chats.ask(AN, "/nv 1")

    assert "125/VPCP-KGVX" in listed["text"]
    assert "XYZZY" not in listed["text"] + shown["text"]
