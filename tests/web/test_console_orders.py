"""What who assigned a task changes about it in a browser: who leads, its words, its deadline, its end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from store import Store
from store.worklist import one as task_of
from tests.store.office import BINH, DUNG, GIANG, OTHER_UNIT, opened, staffed, work
from tests.web.test_console_acts import events, said, state
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, console
from work.secrecy.rules import shipped
from work.task import Party, Role, Task, TaskEvent, TaskState

PAGES = ("assign", "describe", "due", "finish", "recall", "reopen")


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    followed = (Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG),)
    await opened(store, work("2026-10-23", BINH, 1, *followed))
    async with console(store) as here:
        yield here


async def found(office: Console, number: int = 1) -> Task:
    task = await office.store.read(task_of, number)
    assert task is not None
    return task


async def test_who_follows_gives_it_another_lead_other_words_and_another_deadline(
    office: Console,
) -> None:
    chief = await office.entered(DUNG)
    page = (await chief.look("/tasks/1")).text
    assert [f"/tasks/1/{one}" in page for one in PAGES] == [True] * 5 + [False]
    asked = (await chief.look("/tasks/1/assign")).text
    assert '<option value="Vụ Pháp chế">' in asked.partition('<datalist id="offered">')[2]
    nobody = await chief.send("/tasks/1/assign", lead="Vụ Không Có")
    assert nobody.status_code == 409
    assert "Không có ai tên “Vụ Không Có” trong danh bạ." in nobody.text

    done = await said(chief, "/tasks/1/assign", lead="cuong@moh.gov.vn")
    assert "Đã giao người khác chủ trì" in done
    form = (await chief.look("/tasks/1/describe")).text
    was = (await found(office)).content
    assert was in form
    kept = {"was-content": was, "was-product": "Văn bản báo cáo"}
    fields = {**kept, "content": "Báo cáo thuốc hiếm"}
    done = await said(chief, "/tasks/1/describe", **fields, product="Báo cáo")
    assert "Báo cáo thuốc hiếm" in done
    late = await chief.send("/tasks/1/describe", **fields | {"content": "khác"})
    assert late.status_code == 409
    done = await said(chief, "/tasks/1/due", of="1", due="10 ngày làm việc", text="họp muộn")
    assert "Hạn mới có hiệu lực" in done

    task = await found(office)
    assert task.lead.person_name == "Lê Văn Cường"
    assert (task.content, task.product) == ("Báo cáo thuốc hiếm", "Báo cáo")
    assert task.due != date(2026, 10, 23)


async def test_a_product_is_taken_away_and_what_was_typed_of_it_stays_where_nothing_is_kept(
    office: Console,
) -> None:
    chief, task = await office.entered(DUNG), await found(office)
    await chief.look("/tasks/1/describe")
    held = {"was-content": task.content, "was-product": task.product or ""}
    refused = await chief.send("/tasks/1/describe", **held, content="", product="")
    assert refused.status_code == 409
    fields = refused.text.partition('name="product"')[2].partition("</textarea>")[0]
    assert fields.endswith(">")

    done = await said(chief, "/tasks/1/describe", **held, content=task.content, product="")
    assert "Đã ghi nội dung mới" in done
    assert (await found(office)).product is None


@pytest.mark.parametrize(
    ("of", "due", "text", "why"),
    [
        ("1", "mai mốt", "x", "Không đọc được thời hạn này"),
        ("1", "", "x", "Không đọc được thời hạn này"),
        ("1", "28/12/2026", "", "Xin viết lý do."),
        ("7", "28/12/2026", "x", "vừa được thay đổi"),
    ],
)
async def test_a_deadline_that_will_not_do_is_explained_and_stays_typed(
    office: Console, of: str, due: str, text: str, why: str
) -> None:
    chief = await office.entered(DUNG)
    await chief.look("/tasks/1/due")

    answer = await chief.send("/tasks/1/due", of=of, due=due, text=text)

    assert (answer.status_code, why in words(answer.text)) == (409, True), words(answer.text)
    assert f'value="{due}"' in answer.text
    assert await events(office) == []


async def test_it_is_finished_opened_again_and_taken_back(office: Console) -> None:
    chief = await office.entered(DUNG)
    await chief.look("/tasks/1")
    to_come = await chief.send("/tasks/1/finish", day="2026-12-01")
    assert "Ngày này chưa đến" in words(to_come.text)
    done = await said(chief, "/tasks/1/finish", day="2026-09-30", result="45/BC-BYT")
    assert "Đã ghi là hoàn thành" in done
    assert ((await found(office)).done_on, (await found(office)).result) == (
        date(2026, 9, 30),
        "45/BC-BYT",
    )
    assert "Đã mở lại" in await said(chief, "/tasks/1/reopen", text="thiếu phụ lục")
    assert "Đã thu hồi" in await said(chief, "/tasks/1/recall", text="cấp trên giao lại")
    assert await state(office) is TaskState.RECALLED


async def test_who_leads_is_offered_none_of_it_and_can_do_none_of_it(office: Console) -> None:
    lead = await office.entered(BINH)
    page = (await lead.look("/tasks/1")).text

    for one in PAGES:
        assert f"/tasks/1/{one}" not in page
        assert (await lead.look(f"/tasks/1/{one}")).status_code == 409
        fields = {"of": "1", "due": "28/12/2026", "text": "x", "lead": "cuong@moh.gov.vn"}
        whole = fields | {"content": "y", "was-content": (await found(office)).content}
        assert (await lead.send(f"/tasks/1/{one}", **whole)).status_code == 409, one
    assert TaskEvent.REWORD not in await events(office)
    assert await events(office) == []


async def test_what_nobody_made_clear_is_listed_and_said_until_it_is(office: Console) -> None:
    await opened(office.store, replace(work(None), product=None), number="7/VPCP")
    chief, lead = await office.entered(GIANG), await office.entered(BINH)

    page = words((await chief.look("/unclear")).text)
    assert ("#2" in page, "#1" in page) == (True, False), page
    assert "rõ thời gian, rõ sản phẩm" in page
    assert "#2" in words((await lead.look("/unclear?scope=agency")).text), "of their own"
    assert "Chưa đủ 6 rõ rõ thời gian, rõ sản phẩm" in words((await lead.look("/tasks/2")).text)
    content = (await found(office, 2)).content
    said = {"was-content": content, "was-product": "", "content": content, "product": "Báo cáo"}
    await chief.look("/tasks/2/describe")
    await chief.send("/tasks/2/describe", **said)
    await chief.send("/tasks/2/due", of="0", due="30/10/2026", text="giao bổ sung")
    assert "#2" not in words((await chief.look("/unclear")).text)


async def test_words_that_bear_a_mark_of_secrecy_are_neither_shown_nor_taken(
    office: Console,
) -> None:
    await opened(office.store, work(content="TỐI MẬT: danh sách cán bộ"), number="7/VPCP")
    office.desk.discretion.exchange(shipped())
    chief = await office.entered(GIANG)

    page = (await chief.look("/tasks/2/describe")).text
    assert ("TỐI MẬT" in page, 'action="/tasks/2/describe"' in page) == (False, False)
    said = {"was-content": "x", "content": "Báo cáo khác"}
    assert "TỐI MẬT" not in (await chief.send("/tasks/2/describe", **said)).text
    was = (await found(office)).content
    marked = {"was-content": was, "was-product": "Văn bản báo cáo", "content": "TỐI MẬT: kế hoạch"}
    chief_of_one = await office.entered(DUNG)
    await chief_of_one.look("/tasks/1/describe")
    assert (await chief_of_one.send("/tasks/1/describe", **marked)).status_code == 409
    assert (await found(office)).content == was
