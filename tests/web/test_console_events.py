"""Meetings in a browser: who is asked answers, who convenes plans, invites, moves and cancels; to others they are not there."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from store import Store
from store import event as events
from tests.store.events import START, found, invited, planned, word
from tests.store.office import BINH, CUONG, DUNG, GIANG, HA, OTHER_UNIT, staffed
from tests.web.visitor import Console, Visitor, console
from work.event import Answer, EventState
from work.secrecy.rules import shipped

LUNCH = {"kind": "meeting", "title": "Họp giao ban", "day": "2026-10-12", "from": "08:00"}


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as made:
        yield made


async def after(visitor: Visitor, path: str, **fields: str) -> str:
    """The page after a form of an event."""
    sent = await visitor.send(path, **fields)
    done = await visitor.follow(sent) if sent.status_code == 303 else sent
    return done.text


async def test_who_is_asked_answers_and_to_others_it_is_not_there(here: Console) -> None:
    number = await invited(here.store, times=3)
    binh = await here.entered(BINH)
    assert "chưa trả lời" in (await binh.look("/events")).text
    assert "Tháng 10/2026" in (await binh.look("/events?month=2026-10")).text
    page = (await binh.look("/events/1?time=2")).text
    assert "Mời Ông/Bà dự" in page
    assert "Tổ chức</h2>" not in page
    assert "Đã ghi: Ông/Bà không dự." in await after(binh, "/events/1/answer", says="declined", time="2")  # fmt: skip
    assert "Đã ghi: Ông/Bà dự." in await after(binh, "/events/1/answer", says="accepted", time="1")
    assert "Xin chọn dự" in await after(binh, "/events/1/answer", says="needs-action")
    one = await found(here.store, number)
    who = next(who for who in one.participants if who.person == BINH)
    told = [one.answer(who, at) for at in one.occurrences]
    assert told == [Answer.ACCEPTED, Answer.DECLINED, Answer.NONE]
    assert "thuộc" not in page
    refused = await after(binh, "/events/1/cancel")
    assert "mới đổi được lịch này" in refused

    giang = await here.entered(GIANG)
    assert (await giang.look("/events/1")).status_code == 200, "the head of its agency convenes it"
    assert "Giao ban tuần" not in (await giang.look("/events")).text
    assert "Giao ban tuần" in (await giang.look("/events?of=all")).text
    other = await planned(here.store, people=(), uid="u2@moh.gov.vn", title="Việc khác")
    for address in (f"/events/{other}", f"/events/{other}/ics"):
        assert (await binh.look(address)).status_code == 404
    assert (await binh.send(f"/events/{other}/answer", says="accepted")).status_code == 404


async def test_a_clerk_plans_sees_who_is_busy_invites_moves_and_cancels(here: Console) -> None:
    await invited(here.store, uid="first@moh.gov.vn", title="Làm việc riêng")
    clerk = await here.entered(HA)
    await clerk.look("/events/new")
    wrong = await clerk.send("/events/new", **LUNCH, people="ai@moh.gov.vn")
    assert "Không có ai tên “ai@moh.gov.vn” trong danh bạ." in wrong.text
    assert "Họp giao ban" in wrong.text
    page = await after(clerk, "/events/new", **LUNCH, chair="le van cuong", people="Trần Thị Bình (Vụ Kế hoạch - Tài chính)", unit=str(OTHER_UNIT))  # fmt: skip
    assert "chưa ai được báo" in page
    assert "Trần Thị Bình có lịch khác" in page
    assert "Làm việc riêng" not in page, "what else somebody does is told to nobody"
    assert "Gửi giấy mời cho 3 người" in page
    before = len(await here.store.read(word))
    assert "Đã gửi giấy mời." in await after(clerk, "/events/2/invite")
    assert len(await here.store.read(word)) == before + 3
    assert "Đã ghi trả lời." in await after(clerk, "/events/2/noted", person="Trần Thị Bình (binh@moh.gov.vn)", says="accepted")  # fmt: skip
    to = {"day": "2026-10-13", "from": "09:00", "to": "10:30", "was-span": "2026-10-12 08:00 09:00"}
    backwards = await after(clerk, "/events/2/move", **to | {"to": "08:00"})
    assert "phải sau lúc bắt đầu" in backwards
    sent = await clerk.send("/events/2/move", **to | {"to": "08:00"}, why="phòng bận")
    assert sent.text.count('value="phòng bận"') == 1, "in the form that was sent, in no other"
    assert re.search(r"<details open>\s*<summary>Dời", sent.text)
    moved = await after(clerk, "/events/2/move", **to, why="phòng bận")
    assert "Đã dời lịch" in moved
    assert "Người khác vừa đổi" in await after(clerk, "/events/2/move", **to | {"to": "12:00"})
    one = await found(here.store, 2)
    assert one.state is EventState.MOVED
    assert one.occurrences[0].span.starts == START + timedelta(days=1, hours=1)
    assert {who.answer for who in one.participants} == {Answer.NONE}, "everybody is asked again"
    assert "Đã hủy" in await after(clerk, "/events/2/cancel", why="hoãn")
    assert (await found(here.store, 2)).state is EventState.CANCELLED
    assert "nên không đổi được nữa" in await after(clerk, "/events/2/cancel")
    past = await here.store.read(events.history, 2)
    assert all(line.by.startswith(f"person:{HA},web:") for line in past)


async def test_why_a_meeting_is_cancelled_bears_no_mark_of_circulation_inside(
    here: Console,
) -> None:
    await invited(here.store, uid="first@moh.gov.vn", title="Họp giao ban")
    here.desk.discretion.exchange(shipped())
    clerk = await here.entered(HA)
    await clerk.look("/events/1")
    answer = await clerk.send("/events/1/cancel", why="LƯU HÀNH NỘI BỘ")
    assert answer.status_code == 409
    assert (await found(here.store, 1)).state is not EventState.CANCELLED


async def test_nobody_undoes_unseen_what_somebody_else_changed_meanwhile(here: Console) -> None:
    await invited(here.store)
    clerk, head = await here.entered(HA), await here.entered(GIANG)
    before = (await head.look("/events/1")).text
    was = dict(re.findall(r'name="was-([a-z]+)" value="([^"]*)"', before)) | {"note": ""}
    held = {name: was[name] for name in ("title", "place", "link", "note")}
    form = held | {f"was-{name}": value for name, value in held.items()}
    await clerk.look("/events/1")
    assert "Đã đổi" in await after(clerk, "/events/1/change", **form | {"place": "Phòng 9"})

    both = await after(head, "/events/1/change", **form | {"note": "mang tài liệu"})
    assert "Phòng 9" in both, "who wrote a note moved nobody back to the room of before"
    assert "mang tài liệu" in both
    late = await after(head, "/events/1/change", **form | {"place": "Phòng 5"})
    assert "Người khác vừa đổi" in late
    assert 'name="place" type="text" value="Phòng 5"' in late, "what was typed is still there"
    assert 'name="was-place" value="Phòng 9"' in late
    assert (await found(here.store, 1)).what.place == "Phòng 9"


async def test_staff_plan_what_they_lead_and_nothing_that_others_lead(here: Console) -> None:
    binh = await here.entered(BINH)
    await binh.look("/events/new")
    refused = await binh.send("/events/new", **LUNCH, chair="dung@moh.gov.vn")
    assert "cuộc họp mà mình chủ trì" in refused.text
    page = await after(binh, "/events/new", **LUNCH, people="dung@moh.gov.vn", every="week", times="4")  # fmt: skip
    assert "4 buổi, buổi cuối ngày 02/11/2026" in page
    one = await found(here.store, 1)
    assert [who.person for who in one.participants if who.part == "chair"] == [BINH]
    assert "chọn một buổi" in await after(binh, "/events/1/move", day="2026-10-13")
    assert "Đã hủy" in await after(binh, "/events/1/cancel", time="2")
    assert [at.state for at in (await found(here.store, 1)).occurrences][:2] == [
        EventState.PLANNED,
        EventState.CANCELLED,
    ]
    dung = await here.entered(DUNG)
    assert (await dung.look("/events/1")).status_code == 404, "nobody has invited her yet"


async def test_a_calendar_program_reads_the_file_of_what_comes(here: Console) -> None:
    await invited(here.store)
    cuong = await here.entered(CUONG)
    for address in ("/events/ics", "/events/1/ics"):
        sent = await cuong.look(address)
        assert sent.headers["content-type"].startswith("text/calendar")
        assert "20261012T080000" in sent.text
        assert "SUMMARY:Giao ban tuần" in sent.text
