"""What staff and heads do with a task in a browser: by the right person, refused to others, once, and never lost."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest

from congvu.parts.contents import Papers
from papers.opener import Opener
from store import Store, extension, handing, history, report, secrecy, task
from store.account import entries_about
from store.task import Submission
from store.worklist import one as task_of
from tests.bot.office import READS
from tests.papers.documents import docx, paragraph
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    OTHER_UNIT,
    opened,
    staffed,
    work,
)
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console
from work.extension import Ask
from work.task import Party, Role, TaskEvent, TaskState

LATER = "2026-10-30"  # a Friday


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    followed = (Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG),)
    await opened(store, work("2026-10-23", BINH, 1, *followed))
    async with console(store) as here:
        yield here


async def events(office: Console, number: int = 1) -> list[TaskEvent]:
    return [one.event for one in await office.store.read(history.of_task, number)]


async def state(office: Console, number: int = 1) -> TaskState:
    found = await office.store.read(task_of, number)
    assert found is not None
    return found.state


async def said(visitor: Visitor, path: str, **fields: str) -> str:
    """What the page says after a form was taken."""
    return words((await visitor.follow(await visitor.send(path, **fields))).text)


async def handed_in(office: Console, text: str = "Đã ký Báo cáo số 45/BC-BYT") -> None:
    today = date(2026, 10, 1)
    await office.store.write(task.submit, 1, Submission(today, today, "45/BC-BYT", text), CLI)


async def asked_for(office: Console, due: str = LATER) -> None:
    new = Ask(date(2026, 10, 23), date.fromisoformat(due), "Chờ số liệu xã B", date(2026, 10, 1))
    await office.store.write(extension.ask, 1, new, CLI)


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form to *action*."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', form))
    return {name: value for name, value in found.items() if name != "form"}


async def test_an_extension_is_asked_for_on_one_page_and_decided_by_who_follows(
    office: Console,
) -> None:
    lead, follower = await office.entered(BINH), await office.entered(DUNG)
    page = (await lead.look("/tasks/1/extend")).text
    assert "3 ngày làm việc: 28/10/2026" in words(page)
    done = await said(lead, "/tasks/1/extend", was="2026-10-23", day=LATER, text="Chờ số liệu")
    assert "Đã xin gia hạn đến 30/10/2026, chờ quyết định." in done
    twice = await lead.send("/tasks/1/extend", was="2026-10-23", day=LATER, text="Chờ số liệu")
    assert "đã có đề nghị gia hạn chờ quyết định" in twice.text

    page = (await follower.look("/approvals")).text
    assert "Từ 23/10/2026 đến 30/10/2026 (thêm 5 ngày làm việc) Chờ số liệu" in words(page)
    told = await said(follower, "/tasks/1/grant", **hidden(page, "/tasks/1/grant"))
    assert "Đã đồng ý gia hạn" in told
    assert "Không có gì chờ Ông/Bà quyết định" in told
    found = await office.store.read(task_of, 1)
    assert found is not None
    assert found.due == date(2026, 10, 30)


@pytest.mark.parametrize(
    ("day", "text", "why"),
    [
        ("2026-10-23", "x", "phải sau hạn hiện nay 23/10/2026"),
        ("2026-10-31", "x", "là ngày nghỉ (cuối tuần). Ngày làm việc kế tiếp là 02/11/2026."),
        ("2028-10-31", "x", "trong vòng một năm"),
        ("0001-01-01", "x", "Xin chọn một ngày"),
        ("mai", "x", "Xin chọn một ngày"),
        (LATER, "", "Xin viết lý do."),
        (LATER, "x" * 501, "dài quá 500 ký tự"),
    ],
)
async def test_a_day_that_will_not_do_is_explained_and_all_stays_typed(
    office: Console, day: str, text: str, why: str
) -> None:
    lead = await office.entered(BINH)
    await lead.look("/tasks/1/extend")

    answer = await lead.send("/tasks/1/extend", was="2026-10-23", day=day, text=text)

    assert (answer.status_code, why in words(answer.text)) == (409, True), words(answer.text)
    assert f'value="{day}"' in answer.text
    assert f">{text}</textarea>" in answer.text
    assert await events(office) == []


async def test_what_was_handed_in_with_files_is_kept_and_saved_by_who_may_see_it(
    office: Console,
) -> None:
    lead, follower, stranger = [await office.entered(one) for one in (BINH, DUNG, CUONG)]
    page = (await lead.look("/tasks/1/submit")).text
    assert 'enctype="multipart/form-data"' in page
    body = bytes(range(256)) * 300 + b"\r\n--x\r\n"
    answer = await lead.send_files(
        "/tasks/1/submit",
        [("../báo cáo.bin", body), ('a"b.txt', b""), ("c.txt", b"\r\n")],
        text="Đã ký Báo cáo số 45/BC-BYT",
    )

    shown = words((await lead.follow(answer)).text)
    assert "Đã báo hoàn thành, chờ duyệt." in shown
    assert "📎 báo cáo.bin 75 KB" in shown
    twice = await lead.send_files("/tasks/1/submit", [("a.txt", b"a")], text="lần nữa")
    assert "#1 đã được Trần Thị Bình báo hoàn thành lúc 09:00." in twice.text
    kept = await office.store.read(report.files, 1)
    assert [one.name for one in kept] == ["báo cáo.bin", "a_b.txt", "c.txt"]
    found = await follower.look("/tasks/1/files/1/1")
    assert found.content == body
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"].startswith("attachment; filename*=UTF-8''b%C3%A1o")
    submitted = await office.store.read(task_of, 1)
    assert submitted is not None
    assert (submitted.state, submitted.result) == (TaskState.SUBMITTED, "45/BC-BYT")
    await office.store.write(handing.hand_on, 1, CUONG, CLI)
    (other,) = await opened(office.store, work(None, None, OTHER_UNIT), number="9/TTg-KTTH")
    for path in (f"/tasks/{other}/files/1/1", "/tasks/1/files/1/9", "/tasks/9/files/1/1"):
        assert (await stranger.look(path)).status_code == 404


async def test_a_file_with_a_mark_of_secrecy_is_not_kept_and_the_officer_hears_of_it(
    store: Store,
) -> None:
    await staffed(store)
    await opened(store, work())
    files = [("a.txt", b"a"), ("ban.docx", docx(paragraph("TỐI MẬT") + paragraph("Kính gửi")))]
    async with Opener(readers=1) as opener, console(store, contents=Papers(opener, READS)) as here:
        lead = await here.entered(BINH)
        await lead.look("/tasks/1/submit")
        answer = await lead.send_files("/tasks/1/submit", files, text="Đã xong")

        assert answer.status_code == 409
        assert "ban.docx mang dấu hiệu bí mật" in answer.text
        assert ">Đã xong</textarea>" in answer.text
        assert (await state(here), await report_count(here)) == (TaskState.ASSIGNED, 0)
        (met,) = await store.read(secrecy.incidents, 9)
        assert (met.sighting.door, met.sighting.sender) == ("console", "binh@moh.gov.vn")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("a.bin", b"x" * (5 << 20))], "mỗi tệp không quá 4 MB"),
        ([(f"{n}.bin", b"x" * (3 << 20)) for n in range(3)], "cộng lại không quá 8 MB"),
        ([(f"{n}.bin", b"x" * (4 << 20)) for n in range(5)], "cộng lại không quá 8 MB"),
        ([(f"{n}.txt", b"x") for n in range(9)], "không quá 8 tệp"),
    ],
    ids=["one", "together", "cut", "many"],
)
async def test_files_that_are_too_much_are_refused_with_the_words_still_there(
    office: Console, files: list[tuple[str, bytes]], why: str
) -> None:
    lead = await office.entered(BINH)
    await lead.look("/tasks/1/submit")

    answer = await lead.send_files("/tasks/1/submit", files, text="viết cả buổi sáng")

    assert (answer.status_code, why in answer.text) == (409, True)
    assert ">viết cả buổi sáng</textarea>" in answer.text
    assert await report_count(office) == 0


async def report_count(office: Console) -> int:
    return len(await office.store.read(report.files, 1))


async def test_who_approves_decides_on_what_they_looked_at_and_nothing_newer(
    office: Console,
) -> None:
    await handed_in(office)
    follower, stranger = await office.entered(DUNG), await office.entered(CUONG)
    page = (await follower.look("/approvals")).text
    assert "Đã ký Báo cáo số 45/BC-BYT" in words(page)
    seen = hidden(page, "/tasks/1/approve")
    await stranger.look("/tasks/1")
    denied = await stranger.send("/tasks/1/approve", **seen)
    assert "không có quyền làm việc này với #1" in denied.text

    empty = await follower.send("/tasks/1/return", **seen, text=" ")
    assert "Xin viết lý do." in empty.text
    told = await said(follower, "/tasks/1/return", **seen, text="thiếu phụ lục")
    assert "Đã trả lại" in told
    await handed_in(office)
    stale = await follower.send("/tasks/1/approve", **seen)
    assert "đã được nộp lại sau khi Ông/Bà xem" in stale.text
    again = hidden(stale.text, "/tasks/1/approve")
    assert "Đã duyệt kết quả." in await said(follower, "/tasks/1/approve", **again)
    twice = await follower.send("/tasks/1/approve", **again)
    assert "#1 vừa được Phạm Dung duyệt lúc 09:00" in twice.text
    assert [one for one in await events(office) if one is TaskEvent.APPROVE] == [TaskEvent.APPROVE]


async def test_an_extension_is_refused_with_a_reason_or_granted_to_another_day(
    office: Console,
) -> None:
    await asked_for(office)
    follower, lead = await office.entered(DUNG), await office.entered(BINH)
    page = (await follower.look("/tasks/1/decide")).text
    seen = hidden(page, "/tasks/1/grant")
    off = await follower.send("/tasks/1/grant", **seen, day="2026-11-01")
    assert "Ngày làm việc kế tiếp là 02/11/2026" in words(off.text)
    await lead.look("/tasks/1")
    denied = await lead.send("/tasks/1/grant", **seen)
    assert "không có quyền làm việc này với #1" in denied.text
    told = await said(follower, "/tasks/1/refuse", of=seen["of"], text="không chờ được")
    assert "Đã trả lời không gia hạn" in told

    await asked_for(office, "2026-11-06")
    stale = await follower.send("/tasks/1/grant", **seen)
    assert stale.status_code == 409
    assert (await state(office), await events(office)) == (
        TaskState.RECEIVED,
        [TaskEvent.ASK, TaskEvent.REFUSE, TaskEvent.ASK],
    )
    seen = hidden(stale.text, "/tasks/1/grant")
    await said(follower, "/tasks/1/grant", **seen, day="2026-10-27")
    found = await office.store.read(task_of, 1)
    assert found is not None
    assert found.due == date(2026, 10, 27)


async def test_who_asked_takes_it_back_and_nobody_else(office: Console) -> None:
    await asked_for(office)
    lead, stranger = await office.entered(BINH), await office.entered(DUNG)
    seen = hidden((await lead.look("/tasks/1")).text, "/tasks/1/withdraw")
    await stranger.look("/tasks/1")
    assert "không có quyền" in (await stranger.send("/tasks/1/withdraw", **seen)).text
    assert "Đã rút đề nghị gia hạn." in await said(lead, "/tasks/1/withdraw", **seen)
    assert (await lead.send("/tasks/1/withdraw", **seen)).status_code == 409
    assert (await events(office)).count(TaskEvent.WITHDRAW) == 1


async def test_a_head_hands_a_task_on_inside_the_unit_and_to_nobody_outside(
    office: Console,
) -> None:
    head, other = await office.entered(CUONG), await office.entered(DUNG)
    page = (await head.look("/tasks/1/hand-on")).text
    assert "Lê Văn Cường" in page
    assert "Phạm Dung" not in page
    outside = await head.send("/tasks/1/hand-on", to=str(DUNG), text="làm giúp")
    assert "không thuộc đơn vị chủ trì" in outside.text
    assert ">làm giúp</textarea>" in outside.text
    nobody = await head.send("/tasks/1/hand-on", to="")
    assert "Xin chọn người nhận việc." in nobody.text
    await other.look("/tasks/1")
    denied = await other.send("/tasks/1/hand-on", to=str(CUONG))
    assert "không có quyền" in denied.text

    assert "Đã giao lại" in await said(head, "/tasks/1/hand-on", to=str(CUONG))
    twice = await head.send("/tasks/1/hand-on", to=str(CUONG))
    assert "đã như vậy rồi" in twice.text
    assert await events(office) == [TaskEvent.HAND_ON]


async def test_who_follows_pauses_resumes_and_cancels_and_who_leads_does_not(
    office: Console,
) -> None:
    follower, lead = await office.entered(DUNG), await office.entered(BINH)
    page = (await lead.look("/tasks/1")).text
    assert "/tasks/1/pause" not in page
    for act in ("pause", "resume", "cancel"):
        assert (await lead.look(f"/tasks/1/{act}")).status_code == 409
        answer = await lead.send(f"/tasks/1/{act}", text="x")
        assert answer.status_code == 409
    assert await events(office) == []

    await follower.look("/tasks/1/pause")
    assert "Đã tạm dừng" in await said(follower, "/tasks/1/pause", text="chờ bộ")
    assert "đang tạm dừng" in (await follower.send("/tasks/1/pause", text="chờ bộ")).text
    assert "Nhiệm vụ tiếp tục" in await said(follower, "/tasks/1/resume")
    assert "không làm được việc này" in (await follower.send("/tasks/1/resume")).text
    assert "Đã hủy nhiệm vụ." in await said(follower, "/tasks/1/cancel", text="trùng")
    late = await follower.send("/tasks/1/cancel", text="trùng")
    assert "#1 vừa được Phạm Dung hủy lúc 09:00" in late.text
    assert await events(office) == [TaskEvent.PAUSE, TaskEvent.RESUME, TaskEvent.CANCEL]


async def test_who_leads_is_reminded_by_hand_once_a_day(office: Console) -> None:
    follower, lead = await office.entered(DUNG), await office.entered(BINH)
    await follower.look("/tasks/1")
    assert "Đã đôn đốc" in await said(follower, "/tasks/1/nudge")
    assert "đã được đôn đốc hôm nay" in (await follower.send("/tasks/1/nudge")).text
    await lead.look("/tasks/1")
    assert "không có quyền" in (await lead.send("/tasks/1/nudge")).text
    told = await office.store.read(entries_about, "task:1")
    assert [one.event for one in told if one.event == "task.nudged"] == ["task.nudged"]


async def test_own_reminders_are_put_off_once_and_taken_back(office: Console) -> None:
    lead, stranger = await office.entered(BINH), await office.entered(GIANG)
    page = words((await lead.look("/tasks/1/snooze")).text)
    assert "2 giờ đến 11:00 01/10/2026" in page
    none = await lead.send("/tasks/1/snooze", span="z9", text="đang họp")
    assert "Xin chọn hoãn đến khi nào." in none.text
    done = await said(lead, "/tasks/1/snooze", span="d1", text="đang họp")
    assert "Trần Thị Bình hoãn nhắc đến 08:00 02/10/2026" in done
    assert "đã như vậy rồi" in (await lead.send("/tasks/1/snooze", span="d1", text="x")).text
    assert "nhắc lại từ bây giờ" in await said(lead, "/tasks/1/remind")
    assert "không có hoãn nhắc nào" in (await lead.send("/tasks/1/remind")).text
    await stranger.look("/tasks/1")
    other = await stranger.send("/tasks/1/snooze", span="d1", text="x")
    assert other.status_code in (303, 409), "a head is reminded of what is late"


async def test_knowing_of_it_is_taken_back_by_who_said_so(office: Console) -> None:
    lead = await office.entered(BINH)
    await lead.look("/tasks/1")
    await said(lead, "/tasks/1/known")
    assert "/tasks/1/forget" in (await lead.look("/tasks/1")).text
    assert "Đã bỏ “Đã biết”" in await said(lead, "/tasks/1/forget")
    assert (await lead.send("/tasks/1/forget")).status_code == 409


async def test_a_report_that_is_sent_twice_is_one(office: Console) -> None:
    lead = await office.entered(BINH)
    seen = hidden((await lead.look("/tasks/1")).text, "/tasks/1/report#act")
    for _ in range(2):
        answer = await lead.send("/tasks/1/report", of=seen["of"], percent="60", text="đã gửi")
        assert answer.status_code == 303
    other = await lead.send("/tasks/1/report", of=seen["of"], percent="70", text="viết thêm")
    assert "vừa được thay đổi" in other.text
    assert ">viết thêm</textarea>" in other.text
    assert await events(office) == [TaskEvent.REPORT]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("extend", {"was": "2026-10-23", "day": LATER, "text": "x"}),
        ("submit", {"text": "x"}),
        ("hand-on", {"to": str(CUONG)}),
        ("pause", {"text": "x"}),
        ("cancel", {"text": "x"}),
        ("snooze", {"span": "d1", "text": "x"}),
        ("approve", {"of": "1"}),
        ("grant", {"of": "1"}),
        ("nudge", {}),
        ("withdraw", {"of": "1"}),
        ("remind", {}),
        ("forget", {}),
    ],
)
async def test_nothing_is_done_to_a_task_that_is_not_theirs_to_see(
    office: Console, path: str, fields: dict[str, str]
) -> None:
    (other,) = await opened(office.store, work(None, None, OTHER_UNIT), number="9/TTg-KTTH")
    stranger = await office.entered(BINH)
    await stranger.look("/work")

    answer = await stranger.send(f"/tasks/{other}/{path}", **fields)

    assert answer.status_code == 404
    assert await events(office, other) == []
    assert (await stranger.look(f"/tasks/{other}/{path}")).status_code in (404, 405)
