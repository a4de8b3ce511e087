"""The list and the page of a task: what the chat would show and let happen, in a browser."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from store import Store, history, report
from store.account import entries_about
from store.console import account
from store.directory.people import disable_person
from store.extension import ask
from store.opening import open_entries
from store.task import Submission, cancel, submit
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    OTHER_UNIT,
    opened,
    paper,
    staffed,
    work,
)
from tests.web.visitor import Console, console
from work.console import Lock
from work.extension import Ask
from work.preview import Entry
from work.task import Party, Role, TaskEvent

DUES = ("2026-09-28", "2026-09-30", "2026-10-01", "2026-10-05", "2026-11-23", None)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as here:
        yield here


class Words(HTMLParser):
    """The words of the main part of a page, on one line."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page.partition("<main")[2].partition("</main")[0])

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def words(page: str) -> str:
    return " ".join(" ".join(Words(f"<main{page.partition('<main')[2]}").said).split())


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<th scope="row"><a href="/tasks/(\d+)"', page)]


async def test_an_arrival_number_stands_alone_where_nobody_noted_the_day(office: Console) -> None:
    entry = Entry(2, 1, paper(received=None), work())
    (number,) = (await office.store.write(open_entries, (entry,), CLI)).numbers
    visitor = await office.entered(BINH)

    assert "Nhận ngày số đến 4012" in words((await visitor.look(f"/tasks/{number}")).text)


async def test_the_list_counts_sorts_and_filters_as_the_chat_does(office: Console) -> None:
    coordinated = (Party(Role.COORDINATOR, "G18", None, BINH),)
    helped = work("2026-10-02", CUONG, 1, *coordinated)
    await opened(office.store, *(work(due) for due in DUES), helped)
    visitor = await office.entered(BINH)

    page = (await visitor.look("/work")).text
    assert "Đang thực hiện 7 Quá hạn 2 Sắp đến hạn 3 Còn hạn 2" in words(page)
    assert numbers(page) == [1, 2, 3, 7, 4, 5, 6]
    assert "28/09/2026 quá 3 ngày làm việc" in words(page)
    assert numbers((await visitor.look("/work?filter=late")).text) == [1, 2]
    assert numbers((await visitor.look("/work?filter=soon")).text) == [3, 7, 4]
    assert numbers((await visitor.look("/work?role=coord")).text) == [7]
    nothing = (await visitor.look("/work?filter=wait")).text
    assert "Không có nhiệm vụ khớp bộ lọc. Bỏ lọc" in words(nothing)


async def test_a_long_list_has_pages_and_a_page_that_is_gone_is_the_last(office: Console) -> None:
    await opened(office.store, *(work() for _ in range(60)))
    visitor = await office.entered(BINH)

    first = await visitor.look("/work")
    assert (len(numbers(first.text)), "1–25 trong 60" in first.text) == (25, True)
    assert 'rel="next" href="/work?page=2"' in first.text
    last = await visitor.look("/work?page=99")
    assert (len(numbers(last.text)), "51–60 trong 60" in last.text) == (10, True)


async def test_heads_list_their_unit_or_agency_and_others_only_their_own(office: Console) -> None:
    await opened(office.store, work(), work(None, None, OTHER_UNIT))
    staff, head, chief = [await office.entered(one) for one in (BINH, DUNG, GIANG)]

    assert numbers((await staff.look("/work?scope=agency")).text) == [1], "their own instead"
    assert "Của ai" not in (await staff.look("/work")).text
    assert numbers((await head.look("/work?scope=unit")).text) == [2]
    assert sorted(numbers((await chief.look("/work?scope=agency")).text)) == [1, 2]


async def test_an_empty_list_says_what_comes_and_what_was_done_last(office: Console) -> None:
    visitor = await office.entered(BINH)
    assert "không có nhiệm vụ nào đang thực hiện" in (await visitor.look("/work")).text


async def test_the_page_tells_facts_deadlines_history_and_who_is_told_why(office: Console) -> None:
    await opened(office.store, work("2026-10-05"))
    asked = Ask(date(2026, 10, 5), date(2026, 10, 12), "Chờ số liệu", date(2026, 10, 1))
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")

    taken = words((await visitor.follow(await visitor.send("/tasks/1/receive"))).text)
    assert "Đã ghi nhận: Ông/Bà đã tiếp nhận nhiệm vụ." in taken
    await visitor.send("/tasks/1/report", percent="60%", text="Còn thiếu\nsố liệu")
    await office.store.write(ask, 1, asked, CLI)
    said = words((await visitor.look("/tasks/1")).text)

    for part in (
        "Hạn: Thứ Hai 05/10/2026 còn 2 ngày làm việc",
        "Đã xin gia hạn đến 12/10/2026, chờ quyết định.",
        "Chủ trì Trần Thị Bình, Vụ Kế hoạch - Tài chính, BYT",
        "Số, ký hiệu 125/VPCP-KGVX",
        "báo cáo tiến độ 60% · Trần Thị Bình Còn thiếu số liệu",
        "tiếp nhận · Trần Thị Bình",
        "08:00 05/10/2026 nhắc hạn Trần Thị Bình – người chủ trì",
    ):
        assert part in said, said
    happened = await office.store.read(history.of_task, 1)
    assert happened[0].by.startswith(f"person:{BINH},web:")
    about = await office.store.read(entries_about, "task:1")
    assert f"person:{BINH},web:1" in {str(one.codes.get("by")) for one in about}


@pytest.mark.parametrize(
    ("percent", "text", "why"),
    [
        ("101", "", "một số từ 0 đến 100"),
        ("", "x", "một số từ 0 đến 100"),
        ("６０", "x", "một số từ 0 đến 100"),
        ("60", "x" * 1001, "dài quá 1000 ký tự"),
    ],
)
async def test_what_cannot_be_kept_is_explained_and_stays_typed(
    office: Console, percent: str, text: str, why: str
) -> None:
    await opened(office.store, work())
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")

    answer = await visitor.send("/tasks/1/report", percent=percent, text=text)

    assert (answer.status_code, why in answer.text) == (409, True)
    assert f">{text}</textarea>" in answer.text
    assert await office.store.read(history.of_task, 1) == ()


async def test_what_was_typed_is_shown_to_who_sends_it_after_the_session_has_ended(
    office: Console,
) -> None:
    await opened(office.store, work())
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")
    office.watch.after(timedelta(hours=2))

    answer = await visitor.send("/tasks/1/report", percent="60", text="viết suốt buổi sáng")

    assert (answer.status_code, "viết suốt buổi sáng</textarea>" in answer.text) == (403, True)
    assert "chưa có gì được ghi" in answer.text
    assert await office.store.read(history.of_task, 1) == ()


async def test_who_is_late_with_a_form_is_told_what_happened_meanwhile(office: Console) -> None:
    await opened(office.store, work(), work())
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")
    await office.store.write(cancel, 1, CLI)
    await office.store.write(submit, 2, Submission(date(2026, 10, 1), date(2026, 10, 1)), CLI)

    gone = await visitor.send("/tasks/1/report", percent="60", text="đã viết")
    assert (gone.status_code, "#1 vừa được hủy lúc 09:00." in gone.text) == (409, True)
    assert "đã viết</textarea>" in gone.text
    waits = await visitor.send("/tasks/2/receive")
    assert "#2 đã được báo hoàn thành lúc 09:00." in waits.text


async def test_who_knows_of_a_late_task_spares_those_above_and_all_see_until_when(
    office: Console,
) -> None:
    await opened(office.store, work("2026-09-28"))
    visitor = await office.entered(BINH)
    assert "/tasks/1/known" in (await visitor.look("/tasks/1")).text

    said = words((await visitor.follow(await visitor.send("/tasks/1/known"))).text)

    assert "Trần Thị Bình đã biết; cấp trên chưa được báo đến 08:00" in said
    stranger = await office.entered(DUNG)
    await stranger.look("/work")
    assert (await stranger.send("/tasks/1/known")).status_code == 404


async def test_who_only_follows_a_task_is_offered_nothing_of_its_lead_and_may_do_nothing_of_it(
    office: Console,
) -> None:
    follower = (Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG),)
    await opened(office.store, work("2026-10-23", BINH, 1, *follower))
    watcher = await office.entered(DUNG)

    page = await watcher.look("/tasks/1")
    offered = [one for one in ("receive", "report", "submit", "extend") if f"/1/{one}" in page.text]
    assert (page.status_code, offered) == (200, [])
    asked = {"was": "2026-10-23", "day": "2026-10-30", "to": str(CUONG), "text": "x"}
    for act in ("receive", "report", "extend", "submit", "hand-on"):
        answer = await watcher.send(f"/tasks/1/{act}", percent="60", **asked)
        assert "không có quyền làm việc này với #1" in answer.text, act
    assert await office.store.read(history.of_task, 1) == ()


async def test_a_session_of_somebody_disabled_or_locked_is_over_at_once(office: Console) -> None:
    one, two = await office.entered(BINH), await office.entered(CUONG)
    await office.store.write(disable_person, "binh@moh.gov.vn", office.watch.now())
    await office.store.write(
        account.lock, CUONG, Lock.OPERATOR, "cli:0", "cli", office.watch.now() + timedelta(1)
    )

    assert (await one.look("/work")).status_code == 303
    assert (await two.look("/work")).status_code == 303


async def test_files_go_with_a_report_of_progress_and_are_kept_with_it(office: Console) -> None:
    await opened(office.store, work("2026-10-23"))
    lead = await office.entered(BINH)
    assert 'enctype="multipart/form-data"' in (await lead.look("/tasks/1")).text
    several = [(f"{one}.txt", b"x") for one in range(30)]
    refused = await lead.send_files("/tasks/1/report", several, percent="40", text="nháp đầu")
    assert (refused.status_code, "nháp đầu" in refused.text) == (409, True)
    assert "Xin chọn lại tệp: 0.txt" in words(refused.text)

    files = [("nháp.txt", b"abc")]
    answer = await lead.send_files("/tasks/1/report", files, percent="40", text="nháp đầu")

    assert "📎 nháp.txt" in words((await lead.follow(answer)).text)
    (kept,) = await office.store.read(report.files, 1)
    assert (kept.name, kept.size_bytes) == ("nháp.txt", 3)
    assert [one.event for one in await office.store.read(history.of_task, 1)] == [TaskEvent.REPORT]
