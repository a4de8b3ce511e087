"""The head's queue: what waits is seen by who decides, decided once, and who comes second is told who was first."""

from datetime import date

import pytest
from sqlalchemy import update as changes

from schedules.tick import release
from store import Tx, extension, history, stand_in, task, worklist
from store.schema.notice import notice as notices
from tests.bot.matters import ask, events, hand_in, matters, state
from tests.bot.office import (
    AN,
    BINH,
    PLAN,
    Chats,
    Office,
    button,
    labels,
    moment,
    until,
)
from tests.store import office as ministry
from tests.store.office import work
from tests.store.test_stand_in import term
from work.extension import Outcome
from work.report import NewFiles
from work.task import TaskEvent, TaskState

CHAU = 7003


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """The office with what waits in it."""
    return await matters(office, chats)


async def test_the_queue_opens_each_matter_and_approves(told: Office, chats: Chats) -> None:
    async with told.open():
        queue = await chats.ask(BINH, "/duyet")
        assert queue["text"] == (
            "Chờ Ông/Bà quyết định – 2 việc\nLúc 09:00 ngày 01/10\n\n"
            "1. ⏳ #1 Báo cáo kết quả đấu thầu thuốc tập trung\n"
            "   báo hoàn thành 01/10 · hạn 09/10\n\n"
            "2. ⏳ #2 Rà soát quy hoạch\n"
            "   xin gia hạn 23/10 → 30/10"
        )
        matter = await chats.tap(BINH, "1")
        assert "Báo hoàn thành ngày 01/10/2026, đúng hạn" in matter["text"]
        assert "Văn bản kết quả: 45/BC-BYT\n“đã ký <B>”" in matter["text"]
        assert "📎 bao cao.docx (1 KB)\n📎 phu luc.xlsx (1 KB)" in matter["text"]
        assert labels(matter) == [
            ["✅ Duyệt", "↩ Trả lại"],
            ["📎 Tải tệp (2)"],
            ["‹ Nhiệm vụ", "‹ Chờ quyết định"],
            ["🏠"],
        ]
        await chats.tap(BINH, "Duyệt")
        assert await state(told) is TaskState.SUBMITTED, "nothing is changed before it is confirmed"
        left = await chats.tap(BINH, "Duyệt")
        assert await chats.toast(BINH) == "✅ Đã duyệt kết quả #1."

    assert "– 1 việc" in left["text"]
    assert await state(told) is TaskState.DONE


async def test_home_leads_to_what_waits_as_long_as_something_does(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        heads = await chats.ask(BINH, "/start")
        queue = await chats.tap(BINH, "Chờ quyết định (2)")
        others = await chats.ask(CHAU, "/start")

    assert labels(heads)[0] == ["⏳ Chờ quyết định (2)"]
    assert queue["text"].startswith("Chờ Ông/Bà quyết định – 2 việc")
    assert "Chờ quyết định" not in str(labels(others))


async def test_files_are_handed_over_as_documents(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "1")
        await chats.tap(BINH, "Tải tệp")

        async def handed() -> list[tuple[str, bytes, str]]:
            found = [one for one in await chats.from_bot(BINH) if one["document"]]
            got = [(one["document"]["name"], await chats.octets(one), one["text"]) for one in found]
            return got if len(got) == 2 else []

        assert await until(handed) == [
            ("bao cao.docx", b"first", "#1"), ("phu luc.xlsx", b"second", "#1"),
        ]  # fmt: skip


async def test_where_only_codes_are_shown_no_word_and_no_file_goes_out(
    told: Office, chats: Chats
) -> None:
    async with told.open(disclosure="code"):
        await chats.ask(BINH, "/duyet")
        matter = await chats.tap(BINH, "1")
        assert "đã ký" not in matter["text"]
        assert "bao cao" not in matter["text"]
        assert "📎 2 tệp: xin xem trên hệ thống của cơ quan." in matter["text"]
        await chats.push(BINH, "v1:files:1::1", force=True)
        other = await chats.push(BINH, "v1:decide:2::1", force=True)
        assert "chờ số liệu" not in other["text"]
        await chats.tap(BINH, "Đồng ý")
        sure = (await chats.from_bot(BINH))[-1]

    assert "chờ số liệu" not in sure["text"]
    assert [one for one in await chats.from_bot(BINH) if one["document"]] == []


async def test_it_is_returned_with_a_reason(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "1")
        await chats.tap(BINH, "Trả lại")
        sure = await chats.ask(BINH, "thiếu phụ lục 2")
        assert "Lý do: “thiếu phụ lục 2”" in sure["text"]
        await chats.tap(BINH, "Trả lại")

        async def heard() -> str:
            found = [one["text"] for one in await chats.from_bot(AN)]
            return next((text for text in found if "thiếu phụ lục 2" in text), "")

        assert (await until(heard)).startswith("Kết quả bị trả lại")

    assert await state(told) is TaskState.RECEIVED


async def test_the_push_grants_and_is_changed_by_it(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await told.assign(work("2026-10-23", content="Đề án"), number="9/VPCP")
        await ask(told, 3)

        async def pushed() -> dict[str, object]:
            found = (await chats.from_bot(BINH))[-1:]
            return found[0] if found and "#3" in found[0]["text"] else {}

        push = await until(pushed)
        assert str(push["text"]).startswith("Đề nghị gia hạn\n\n#3 Đề án")
        assert "Đề nghị gia hạn từ 23/10/2026 đến 30/10/2026\nLý do: chờ số liệu" in str(
            push["text"]
        )
        assert labels(push) == [["✅ Đồng ý", "🚫 Từ chối"], ["📅 Đổi ngày", "Mở nhiệm vụ"]]
        sure = await chats.tap(BINH, "Đồng ý")
        assert sure["message_id"] == push["message_id"], "the pushed message changes"
        assert "Đồng ý gia hạn đến Thứ Sáu 30/10/2026?" in sure["text"]
        await chats.tap(BINH, "Đồng ý")
        assert "Đã gia hạn #3 đến 30/10/2026" in await chats.toast(BINH)

    found = await told.store.read(worklist.one, 3)
    assert found is not None
    assert found.due == date(2026, 10, 30)


async def test_the_reminder_of_what_waits_leads_to_its_decision(told: Office, chats: Chats) -> None:
    def remind(tx: Tx) -> None:
        release(tx, PLAN, moment("2026-10-02"))
        tx.run(changes(notices).values(expires=None))  # the machine's clock is far beyond it

    await told.store.write(remind)
    async with told.open():

        async def reminded() -> str:
            found = [one for one in await chats.from_bot(BINH) if "Chờ duyệt" in one["text"]]
            return button(found[-1], "Xem và quyết định")["data"] if found else ""

        matter = await chats.push(BINH, await until(reminded))

    assert "Báo hoàn thành ngày 01/10/2026, đúng hạn" in matter["text"]


async def test_another_day_is_granted_and_no_earlier_one(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "2")
        await chats.tap(BINH, "Đổi ngày")
        said = await chats.ask(BINH, "20/10")
        assert said["text"].startswith("20/10/2026 không được")
        sure = await chats.ask(BINH, "27/10")
        assert "Đồng ý gia hạn đến Thứ Ba 27/10/2026?" in sure["text"]
        await chats.tap(BINH, "Đồng ý")

    (one,) = await told.store.read(extension.of_task, 2)
    assert (one.outcome, one.granted) == (Outcome.GRANTED, date(2026, 10, 27))


async def test_it_is_refused_with_a_reason(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet 2")
        await chats.tap(BINH, "Từ chối")
        await chats.ask(BINH, "không có căn cứ")
        await chats.tap(BINH, "Quay lại")
        await chats.ask(BINH, "số liệu đã có")
        await chats.tap(BINH, "Từ chối")
        assert "Đã từ chối gia hạn #2" in await chats.toast(BINH)

    happened = (await told.store.read(history.of_task, 2))[-1]
    assert (happened.event, happened.reason, happened.by) == (
        TaskEvent.REFUSE, "số liệu đã có", "person:4",
    )  # fmt: skip


async def test_an_approval_while_it_is_withdrawn_is_told_of(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "2")
        grants = button(await chats.tap(BINH, "Đồng ý"), "Đồng ý")["data"]
        await chats.ask(AN, "/nv 2")
        await chats.tap(AN, "Rút")
        await chats.tap(AN, "↩ Rút")
        await chats.push(BINH, grants, force=True)
        assert (await chats.toast(BINH)).startswith(
            "Đề nghị gia hạn #2 vừa được Trần Thị Bình rút lúc "
        )
        await ask(told, 2)
        await chats.push(BINH, "v1:grant:2::1", force=True)
        grants = await chats.button_of(BINH, "Đồng ý gia hạn đến", "Đồng ý")
        await told.store.write(extension.withdraw, 2, told.by(ministry.BINH))
        await ask(told, 2)
        await chats.push(BINH, grants, force=True)
        assert "rút lúc" in await chats.toast(BINH), "another request than the one that was shown"

    assert [one.outcome for one in await told.store.read(extension.of_task, 2)] == [
        Outcome.WITHDRAWN, Outcome.WITHDRAWN, None,
    ]  # fmt: skip


async def test_what_was_handed_in_anew_is_not_approved_unseen(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "1")
        await chats.tap(BINH, "Duyệt")
        await told.store.write(task.send_back, 1, "thiếu", told.by(ministry.GIANG))
        await hand_in(told, 1, NewFiles())
        await chats.tap(BINH, "Duyệt")
        assert "#1 đã được Trần Thị Bình báo hoàn thành lúc" in await chats.toast(BINH)

    assert await state(told) is TaskState.SUBMITTED


async def test_who_comes_second_is_told_who_was_first(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "1")
        await chats.tap(BINH, "Duyệt")
        await told.store.write(task.approve, 1, told.by(ministry.GIANG))
        await chats.tap(BINH, "Duyệt")
        assert await chats.toast(BINH) == "#1 vừa được Ngô Giang duyệt lúc 09:00."
        again = await chats.push(BINH, "v1:approve:1::1", force=True)
        assert await chats.toast(BINH) == "#1 vừa được Ngô Giang duyệt lúc 09:00."
        matter = await chats.push(BINH, "v1:decide:1::1", force=True)

    assert "✅ Đã hoàn thành" in again["text"]
    assert "#1 vừa được Ngô Giang duyệt lúc 09:00.\nKhông có gì" in matter["text"]
    assert (await events(told, 1)).count(TaskEvent.APPROVE) == 1


async def test_who_may_not_decide_sees_no_queue_and_no_press_helps(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        empty = await chats.ask(AN, "/duyet")
        assert "Không có việc nào chờ Ông/Bà quyết định." in empty["text"]
        mine = await chats.push(AN, "v1:decide:1::1", force=True)
        assert "Không có gì ở nhiệm vụ này chờ Ông/Bà quyết định." in mine["text"]
        for act in ("approve", "return"):
            await chats.push(AN, f"v1:{act}:1::1", force=True)
            assert await chats.toast(AN) == "Ông/Bà không có quyền làm việc này với #1."
        for act in ("grant", "refuse", "redate"):
            await chats.push(AN, f"v1:{act}:2::1", force=True)
            assert await chats.toast(AN) == "Ông/Bà không có quyền làm việc này với #2."
        await chats.push(AN, "v1:files:1::1", force=True)
        for forged in ("v1:approve:999::1", "v1:decide:999::1", "v1:decide:abc::1"):
            screen = await chats.push(AN, forged, force=True)
            assert "Không tìm thấy" in screen["text"]

    assert [one for one in await chats.from_bot(AN) if one["document"]] == []
    assert (await state(told), await state(told, 2)) == (TaskState.SUBMITTED, TaskState.RECEIVED)


async def test_a_press_in_somebody_elses_dialog_changes_nothing(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, "1")
        sure = await chats.tap(BINH, "Duyệt")
        await chats.ask(AN, "/viec")
        await chats.push(AN, sure["buttons"][0][0]["data"], force=True)
        assert await chats.toast(AN) == "Phần này đã kết thúc."

    assert await state(told) is TaskState.SUBMITTED


async def test_a_stand_in_decides_for_who_is_away(told: Office, chats: Chats) -> None:
    await chats.begin(CHAU)
    await told.link(ministry.CUONG, CHAU)
    new = term(ministry.GIANG, ministry.CUONG, "2026-09-30", "2099-12-31")
    async with told.open():
        before = await chats.ask(CHAU, "/duyet")
        assert isinstance(await told.store.write(stand_in.name, new, ministry.CLI), int)
        queue = await chats.ask(CHAU, "/duyet")
        assert "– 2 việc" in queue["text"]
        await chats.tap(CHAU, "1")
        await chats.tap(CHAU, "Duyệt")
        await chats.tap(CHAU, "Duyệt")

    assert "Không có việc nào" in before["text"]
    happened = (await told.store.read(history.of_task, 1))[-1]
    assert (happened.event, happened.by) == (TaskEvent.APPROVE, "person:2,for:4")


async def test_eight_a_page_and_a_page_that_is_gone_is_the_last(told: Office, chats: Chats) -> None:
    more = [work("2026-11-02", content=f"Báo cáo {n}") for n in range(8)]
    for number in await told.assign(*more, number="8/VPCP"):
        await hand_in(told, number, NewFiles())
    async with told.open():
        first = await chats.ask(BINH, "duyệt")
        assert "– 10 việc" in first["text"]
        assert "8. ⏳" in first["text"]
        assert "9. ⏳" not in first["text"]
        second = await chats.tap(BINH, "›")
        assert "10. ⏳" in second["text"]
        for number in (9, 10):
            await told.store.write(task.approve, number, told.by(ministry.GIANG))
        shrunk = await chats.push(BINH, "v1:queue:::2", force=True)

    assert "– 8 việc" in shrunk["text"]
    assert "1. ⏳" in shrunk["text"]
