"""What people arrange for themselves in a browser: who stands in for them, and at which hour the digest comes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import time, timedelta

import pytest
import structlog

from store import Store, digest_choice, hand_over, history, stand_in
from tests.congvu.served import until
from tests.store.office import BINH, CUONG, DUNG, GIANG, NOW, opened, staffed, work
from tests.store.telling import with_customs
from tests.web.visitor import Console, console
from web.console.hand_over import go_on
from work.act import Act
from work.hand_over import HandOver

DAYS = {"first": "2026-10-02", "last": "2026-10-09", "reason": "đi công tác"}


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as made:
        yield made


async def test_a_stand_in_is_named_by_who_is_away_or_their_head_and_ended(here: Console) -> None:
    binh = await here.entered(BINH)
    assert "Chưa có ai làm thay ai." in (await binh.look("/away")).text
    assert "Người đó, trưởng" not in (await binh.look("/away")).text
    wrong = await binh.send("/away", deputy="ai@moh.gov.vn", **DAYS)
    assert "Không có ai tên “ai@moh.gov.vn” trong danh bạ." in wrong.text
    assert 'value="đi công tác"' in wrong.text
    assert '<option value="Lê Văn Cường (Vụ Kế hoạch - Tài chính)">' in wrong.text
    near = await binh.send("/away", deputy="Pham Dunng", **DAYS)
    assert "Có phải là Phạm Dung (Vụ Pháp chế)?" in near.text
    refused = await binh.send("/away", absent="dung@moh.gov.vn", deputy="cuong@moh.gov.vn", **DAYS)
    assert "Chỉ người đó, trưởng đơn vị" in refused.text
    lines = DAYS | {"reason": "đi công tác\n\nTrân trọng."}
    named = await binh.follow(await binh.send("/away", deputy="pham dung", **lines))
    assert "Phạm Dung thay Trần Thị Bình" in named.text
    assert "đã có người làm thay" in (await binh.send("/away", deputy="ha@moh.gov.vn", **DAYS)).text

    dung, cuong = await here.entered(DUNG), await here.entered(CUONG)
    page = (await dung.look("/away")).text
    assert "Phạm Dung thay Trần Thị Bình" in page
    assert 'name="number"' not in page, "whoever stands in does not end it"
    assert "Chỉ người đó" in (await dung.send("/away/end", number="1")).text
    await cuong.look("/away")
    assert "Đã kết thúc ủy quyền" in (await cuong.follow(await cuong.send("/away/end", number="1"))).text  # fmt: skip
    one = await here.store.read(stand_in.of_number, 1)
    assert one is not None
    assert one.reason == "đi công tác Trân trọng.", "no lines of their own in an official letter"
    assert (one.set_by.split(",")[0], str(one.ended_by).split(",")[0]) == (f"person:{BINH}", f"person:{CUONG}")  # fmt: skip


async def test_the_hour_of_the_digest_is_one_that_the_office_lets(here: Console) -> None:
    binh = await here.entered(BINH)
    assert "Bản tin sáng" not in (await binh.look("/settings")).text, "this office sends none"
    object.__setattr__(here.desk, "plan", with_customs(here.desk.plan, digest_at=time(7, 45)))
    assert 'value="07:45" checked' in (await binh.look("/settings")).text
    await binh.send("/settings/digest", hour="03:00")
    assert await here.store.read(digest_choice.hours, (BINH,)) == {}
    assert "Đã đổi giờ" in (await binh.follow(await binh.send("/settings/digest", hour="09:00"))).text  # fmt: skip
    assert await here.store.read(digest_choice.hours, (BINH,)) == {BINH: "09:00"}
    await binh.send("/settings/digest", hour="off")
    assert await here.store.read(digest_choice.hours, (BINH,)) == {BINH: ""}


async def test_settings_tell_which_reminder_comes_next(here: Console) -> None:
    await opened(here.store, work())
    binh = await here.entered(BINH)
    page = (await binh.look("/settings")).text
    assert "chưa gửi thư nào" in page
    assert '<a href="/tasks/1">#1</a>' in page


async def test_a_head_hands_over_all_work_of_one_who_leaves_and_takes_it_back(
    here: Console,
) -> None:
    tasks = await opened(here.store, work(), work("2026-10-20"))
    binh = await here.entered(BINH)
    assert (await binh.look("/hand-over")).status_code == 404
    assert "/hand-over" not in (await binh.look("/away")).text
    giang = await here.entered(GIANG)
    assert 'href="/hand-over"' in (await giang.look("/away")).text
    given = {"source": "binh@moh.gov.vn", "target": "cuong@moh.gov.vn", "reason": "nghỉ hưu"}
    await giang.look("/hand-over")
    wrong = await giang.send("/hand-over", **given | {"target": "ai@moh.gov.vn"})
    assert "Không có ai tên “ai@moh.gov.vn”" in wrong.text
    same = await giang.send("/hand-over", **given | {"target": given["source"]})
    assert "là một; xin ghi hai người" in same.text
    by_name = {"source": "Trần Thị Bình", "target": "Lê Văn Cường (Vụ Kế hoạch - Tài chính)"}
    shown = (await giang.send("/hand-over", **given | by_name)).text
    assert "Bàn giao 2 nhiệm vụ" in shown
    assert "hạn 20/10/2026" in shown
    unseen = (await giang.send("/hand-over", **given, step="do", seen="1")).text
    assert "Bàn giao 2 nhiệm vụ" in unseen, "what has changed meanwhile is shown once more"
    assert await here.store.read(hand_over.open_tasks, BINH) == tasks

    done = await giang.follow(await giang.send("/hand-over", **given, step="do", seen="2"))
    assert "nghỉ hưu" in done.text
    assert await here.store.read(hand_over.open_tasks, CUONG) == tasks
    (batch,) = await here.store.read(hand_over.batches)
    assert batch.finished_at is not None
    assert batch.begun_by.startswith(f"person:{GIANG},web:")
    dung = await here.entered(DUNG)
    await dung.look("/settings")
    assert (await dung.send("/hand-over/1/back")).status_code == 409, "another unit's"
    back = await giang.follow(await giang.send("/hand-over/1/back"))
    assert "đã trả lại" in back.text
    assert await here.store.read(hand_over.open_tasks, BINH) == tasks


async def test_what_a_restart_broke_off_goes_on_by_itself_and_so_does_giving_back(
    here: Console,
) -> None:
    store, act = here.store, Act(f"person:{GIANG},web:1", NOW, GIANG)
    tasks = await opened(store, *(work() for _ in range(3)))
    batch = await store.write(hand_over.begin, BINH, CUONG, "nghỉ hưu", act)
    assert isinstance(batch, HandOver)
    assert await store.write(hand_over.step, batch.id, NOW, 1) == 1
    assert await store.read(hand_over.broken_off, NOW + timedelta(days=8)) == (), "none so old"
    await gone_on(here, batch.id)
    assert await store.read(hand_over.open_tasks, CUONG) == tasks
    assert (await store.read(hand_over.known, batch.id)).finished_at is not None
    giang = await here.entered(GIANG)
    assert '<span class="mark done">xong' in (await giang.look("/hand-over")).text

    await store.write(hand_over.begin_undo, batch.id, act)
    assert await store.write(hand_over.step_back, batch.id, act, 1) == 1
    await gone_on(here, batch.id)
    assert await store.read(hand_over.open_tasks, BINH) == tasks
    assert (await store.read(hand_over.known, batch.id)).undone_at is not None
    by = {(await store.read(history.of_task, one))[-1].by for one in tasks}
    assert by == {act.by}, "as done by who began it"


async def test_the_log_tells_of_what_a_restart_broke_off_and_cannot_go_on(here: Console) -> None:
    act = Act(f"person:{GIANG},web:1", NOW, GIANG)
    await opened(here.store, work())
    batch = await here.store.write(hand_over.begin, BINH, CUONG, None, act)
    assert isinstance(batch, HandOver)
    here.desk.operating.jobs.start(f"hand-over:{batch.id}", asyncio.Event().wait, NOW)
    with structlog.testing.capture_logs() as lines:
        loop = asyncio.create_task(go_on(here.desk))
        await until(lambda: "hand-over.waits" in {line["event"] for line in lines})
        loop.cancel()

    (told,) = (line for line in lines if line["event"] == "hand-over.waits")
    assert told["batch"] == batch.id


async def gone_on(here: Console, number: int) -> None:
    """Once the loop of a new process has done what it found."""
    jobs = here.desk.operating.jobs
    jobs.drop(f"hand-over:{number}")
    loop = asyncio.create_task(go_on(here.desk))
    await until(lambda: (job := jobs.of(f"hand-over:{number}")) is not None and job.done)
    loop.cancel()
