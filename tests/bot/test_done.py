"""The dialog "báo hoàn thành": words and files, handed in once, and nothing is lost between Telegram and the store."""

from typing import Any

import pytest

from store import history, report, task, worklist
from store.task import Submission
from tests.bot.office import AN, BINH, TODAY, Chats, Office, labels
from tests.demo.test_telegram_files import png
from tests.store import office as ministry
from tests.store.office import CLI, work
from work.history import Happened
from work.report import FILE_LIMIT_BYTES
from work.task import TaskEvent, TaskState

MIB = 1024 * 1024

PHOTO = png(1280, 960)


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and leads one task."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def submitted(office: Office) -> list[Happened]:
    found = await office.store.read(history.of_task, 1)
    return [one for one in found if one.event is TaskEvent.SUBMIT]


async def files(office: Office) -> list[tuple[str, bytes | None]]:
    kept = await office.store.read(report.files, 1)
    return [(one.name, await office.store.read(report.body, 1, one)) for one in kept]


async def test_words_and_files_one_after_another_are_handed_in(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/nv 1")
        asked = await chats.tap(AN, "Báo hoàn thành")
        assert "Xin viết kết quả" in asked["text"]
        await chats.hand(AN, "bao cao.docx", b"first")
        listed = await chats.hand(AN, "phu luc.xlsx", b"x" * 3 * MIB)
        assert "📎 bao cao.docx (1 KB)\n📎 phu luc.xlsx (3,0 MB)" in listed["text"]
        confirm = await chats.ask(AN, "Báo cáo 45/BC-BYT <đã ký>")
        assert "Kết quả: “Báo cáo 45/BC-BYT <đã ký>”" in confirm["text"]
        assert "Ngày hoàn thành: 01/10/2026" in confirm["text"]
        assert "Văn bản kết quả: 45/BC-BYT" in confirm["text"]
        await chats.hand(AN, "anh.png", b"third")
        await chats.tap(AN, "Bỏ tệp cuối")
        assert await submitted(told) == [], "nothing is changed before it is confirmed"
        card = await chats.tap(AN, "Báo hoàn thành")
        assert await chats.toast(AN) == "✅ Đã báo hoàn thành #1, chờ duyệt."

    assert "⏳ Đã báo hoàn thành ngày 01/10/2026, chờ duyệt · 45/BC-BYT" in card["text"]
    (one,) = await submitted(told)
    assert (one.reason, one.by) == ("Báo cáo 45/BC-BYT <đã ký>", "person:1")
    assert await files(told) == [("bao cao.docx", b"first"), ("phu luc.xlsx", b"x" * 3 * MIB)]


async def test_a_photo_and_its_caption_are_enough(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1")
        confirm = await chats.hand(AN, "", PHOTO, "đã dán niêm yết", photo=True)
        assert "“đã dán niêm yết”" in confirm["text"]
        await chats.tap(AN, "Báo hoàn thành")

    ((name, body),) = await files(told)
    assert (name.endswith(".jpg"), body) == (True, PHOTO)


async def test_progress_takes_files_too(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/tiendo 1 60")
        asked = await chats.hand(AN, "so lieu.xlsx", b"half")
        assert "Tiến độ: 60%" in asked["text"]
        assert "📎 so lieu.xlsx (1 KB)" in asked["text"]
        await chats.tap(AN, "Không có gì thêm")
        await chats.tap(AN, "Gửi")

    assert await files(told) == [("so lieu.xlsx", b"half")]


async def test_what_is_too_large_or_too_much_is_told_with_what_to_do(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        said = await chats.hand(AN, "to.pdf", b"x" * (FILE_LIMIT_BYTES + 1))
        assert said["text"].startswith("Chưa nhận to.pdf (4,0 MB): mỗi tệp không quá 4 MB.")
        assert "hệ thống văn bản" in said["text"]
        await chats.hand(AN, "1.pdf", b"x" * FILE_LIMIT_BYTES)
        await chats.hand(AN, "2.pdf", b"y" * FILE_LIMIT_BYTES)
        said = await chats.hand(AN, "3.pdf", b"z")
        assert said["text"].startswith("Chưa nhận 3.pdf: các tệp cộng lại không quá 8 MB.")
        await chats.tap(AN, "Báo hoàn thành")

    assert [name for name, _ in await files(told)] == ["1.pdf", "2.pdf"]


async def test_more_than_eight_files_are_not_taken(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        for number in range(9):
            said = await chats.hand(AN, f"{number}.pdf", b"x")

    assert said["text"].startswith("Chưa nhận: mỗi lần không quá 8 tệp.")
    assert "7.pdf" in said["text"]
    assert "8.pdf" not in said["text"]


async def test_a_file_that_bears_a_mark_never_arrives(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        said = await chats.hand(AN, "TOI MAT ke hoach.pdf", b"x")
        assert "dấu hiệu của tài liệu không được gửi" in said["text"]
        await chats.ask(AN, "/nv 1")

    assert await files(told) == []


async def test_a_file_that_belongs_to_nothing_is_not_kept_and_that_is_said(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        said = await chats.hand(AN, "a.pdf", b"x")
        assert said["text"].startswith("Tệp này chưa thuộc việc nào")
        await chats.ask(AN, "/giahan 1")
        said = await chats.hand(AN, "a.pdf", b"x")

    assert said["text"].startswith("Tệp này chưa thuộc việc nào"), "a day is no file"


async def test_a_name_that_is_a_path_becomes_a_name(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        await chats.hand(AN, "../../etc/\u202efdp.exe", b"x")
        await chats.tap(AN, "Báo hoàn thành")

    assert await files(told) == [(".._.._etc__fdp.exe", b"x")]


async def test_killed_between_the_download_and_the_commit_it_is_handed_in_once(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, kills = report.keep_files, [True]

    def dies(*given: Any) -> None:
        if kills:
            kills.pop()
            raise RuntimeError("killed before the commit")
        real(*given)

    monkeypatch.setattr(report, "keep_files", dies)
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        await chats.hand(AN, "a.pdf", b"octets")
        await chats.tap(AN, "Báo hoàn thành")
        assert await chats.toast(AN) == "✅ Đã báo hoàn thành #1, chờ duyệt."

    assert kills == []
    assert len(await chats.requests("getFile")) == 2, "downloaded again"
    assert len(await submitted(told)) == 1
    assert await files(told) == [("a.pdf", b"octets")]


async def test_a_file_that_telegram_lost_is_told_of_and_nothing_is_handed_in(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        await chats.hand(AN, "a.pdf", b"octets")
        await chats.forget_files(AN)
        await chats.tap(AN, "Báo hoàn thành")
        assert "không tải được a.pdf từ Telegram" in await chats.toast(AN)
        assert await submitted(told) == []
        await chats.tap(AN, "Bỏ tệp cuối")
        await chats.tap(AN, "Báo hoàn thành")

    assert len(await submitted(told)) == 1


async def test_somebody_was_first(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/xong 1 xong")
        new = Submission(TODAY, TODAY)
        await told.store.write(task.submit, 1, new, told.by(ministry.CUONG))
        await chats.tap(AN, "Báo hoàn thành")
        assert await chats.toast(AN) == "#1 đã được Lê Văn Cường báo hoàn thành lúc 09:00."
        assert labels(asked)
        again = await chats.ask(AN, "/xong 1")

    assert again["text"].startswith("#1 đã được Lê Văn Cường báo hoàn thành lúc 09:00.")
    assert len(await submitted(told)) == 1


async def test_another_persons_press_and_file_change_nothing(told: Office, chats: Chats) -> None:
    await chats.begin(BINH)
    await told.link(ministry.DUNG, BINH)
    async with told.open():
        mine = await chats.ask(AN, "/xong 1 xong")
        await chats.hand(BINH, "b.pdf", b"x")
        await chats.push(BINH, mine["buttons"][0][0]["data"], force=True)
        assert await chats.toast(BINH) == "Phần này đã kết thúc."
        denied = await chats.ask(BINH, "/xong 1")

    assert "Không tìm thấy #1" in denied["text"]
    found = await told.store.read(worklist.one, 1)
    assert found is not None
    assert found.state is TaskState.ASSIGNED


async def test_what_is_over_cannot_be_handed_in(told: Office, chats: Chats) -> None:
    await told.store.write(task.cancel, 1, CLI)
    async with told.open():
        said = await chats.ask(AN, "/xong 1")

    assert said["text"].startswith("#1 vừa được hủy lúc ")
