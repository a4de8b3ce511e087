"""What heads and clerks do in a browser: who has how many, a task of a document, held mail as the second person."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from store import Store, approval
from store.directory.agencies import add_agency
from store.directory.people import person_at
from store.worklist import one as task_of
from tests.store import approvals
from tests.store.office import BINH, CUONG, DUNG, GIANG, HA, NOW, OTHER_UNIT, opened, staffed, work
from tests.web.test_console_acts import hidden, said
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, console
from work.agency import Agency
from work.approval import Decision
from work.secrecy.rules import shipped
from work.task import Party, Role


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    followed = (Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG),)
    await opened(store, work("2026-10-23", BINH, 1, *followed))
    async with console(store) as here:
        yield here


async def test_heads_see_who_has_how_many_and_staff_do_not(office: Console) -> None:
    await opened(
        office.store,
        work("2026-09-28", CUONG),
        work("2026-10-02", BINH),
        work("2026-10-05", None),
        number="7/VPCP",
    )
    head, chief, clerk, staff = [await office.entered(one) for one in (CUONG, GIANG, HA, BINH)]
    page = (await head.look("/unit")).text
    assert "Lê Văn Cường 1 1 0 0 Trần Thị Bình 2 0 1 0 Chưa giao cho ai 1 0 1 0" in words(page)
    assert 'href="/work?who=p1"' in page
    listed = await head.look("/work?who=p1&filter=week")
    assert "Nhiệm vụ của Trần Thị Bình" in words(listed.text)
    assert "125/VPCP" not in listed.text, "the other one is due in three weeks"
    for visitor in (chief, clerk):
        page = (await visitor.look("/agency")).text
        assert "Vụ Kế hoạch - Tài chính 4 1 2 0" in words(page)
        assert 'href="/unit?of=1"' in page
        assert (await visitor.look("/unit?of=1")).status_code == 200
    for visitor, path in (
        (staff, "/unit"),
        (staff, "/agency"),
        (head, "/agency"),
        (head, "/unit?of=2"),
    ):
        assert (await visitor.look(path)).status_code == 403
    assert "/agency/below" not in page, "none belongs to it"
    own = await staff.look(f"/work?who=p{CUONG}")
    assert "Nhiệm vụ của tôi" in own.text
    assert 'href="/unit"' not in (await staff.look("/work")).text


async def test_agencies_below_stand_beside_each_other_for_who_may_list_their_own(
    office: Console,
) -> None:
    below = Agency("G18.01", "Cục Quản lý Dược", "Cục QLD", frozenset({"dav.gov.vn"}), parent="G18")
    await office.store.write(add_agency, below, NOW)
    late = replace(work("2026-09-28"), parties=(Party(Role.LEAD, "G18.01"),))
    await opened(office.store, late, number="7/VPCP")
    chief, staff = await office.entered(GIANG), await office.entered(BINH)

    assert "/agency/below" in (await chief.look("/agency")).text
    page = words((await chief.look("/agency/below")).text)
    assert page.index("Cục QLD 1 1 100") < page.index("BYT 1 0"), page
    assert (await staff.look("/agency/below")).status_code == 403


async def test_help_tells_of_the_pages_that_its_reader_has(office: Console) -> None:
    staff, clerk = await office.entered(BINH), await office.entered(HA)

    page = (await staff.look("/help")).text
    assert 'href="/help"' in (await staff.look("/work")).text
    assert ('href="/forms"' in page, 'href="/intake"' in page) == (True, False)
    assert "GIA HẠN 30/11/2026 và lý do" in page
    assert ("Phím" in page, "built-in" in page) == (True, False)
    assert 'href="/intake"' in (await clerk.look("/help")).text


async def test_a_clerk_assigns_a_task_of_a_registered_document_once(office: Console) -> None:
    clerk, staff = await office.entered(HA), await office.entered(BINH)
    assert (await staff.look("/assign")).status_code == 403
    assert (
        await staff.send("/assign", paper="125/VPCP-KGVX", content="x", lead="y")
    ).status_code == 403
    await clerk.look("/assign")
    asked = {
        "paper": "125/VPCP-KGVX",
        "content": "Rà soát kho thuốc",
        "lead": "Vụ Pháp chế",
        "helpers": "Trần Thị Bình\n",
        "due": "10 ngày làm việc",
    }
    page = (await clerk.send("/assign", **asked)).text
    shown = words(page)
    assert "Đã hiểu như sau" in shown
    assert "Chủ trì Vụ Pháp chế" in shown
    assert "Phối hợp Trần Thị Bình" in shown
    assert "14/10/2026 “10 ngày làm việc”" in shown
    sure = hidden(page.partition("</dl>")[2], "/assign")
    sure["helpers"] = asked["helpers"]
    done = await clerk.send("/assign", **sure, sure="1")
    assert done.headers["location"] == "/tasks/2"
    twice = await clerk.send("/assign", **sure, sure="1")
    assert "vừa có thêm nhiệm vụ khác" in twice.text
    assert await office.store.read(task_of, 3) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"paper": "999/QĐ"}, "Không có văn bản “999/QĐ”"),
        ({"lead": "Vụ Không Có"}, "Vụ Không Có"),
        ({"due": "khi nào xong"}, "khi nào xong"),
        ({"content": ""}, "Xin ghi nội dung"),
        ({"content": "x" * 2001}, "dài quá 2000 ký tự"),
    ],
)
async def test_what_cannot_be_assigned_is_explained_and_stays_typed(
    office: Console, changed: dict[str, str], why: str
) -> None:
    clerk = await office.entered(HA)
    await clerk.look("/assign")
    fields = {"paper": "125/VPCP-KGVX", "content": "Rà soát", "lead": "Vụ Pháp chế", "due": ""}

    answer = await clerk.send("/assign", **{**fields, **changed})

    assert (answer.status_code, why in words(answer.text)) == (409, True), words(answer.text)
    assert all(value in answer.text for value in {**fields, **changed}.values())


async def test_held_mail_is_approved_or_rejected_once_by_the_second_person(store: Store) -> None:
    await approvals.staffed(store)
    late = datetime(2100, 1, 1, tzinfo=UTC)
    async with console(store) as here:
        body = b"From: <an@bn.gov.vn>\r\nSubject: Bao cao quy III\r\n\r\nXYZZY\r\n"
        one, two = [await approvals.held(store, end=late, at=NOW, body=body) for _ in range(2)]
        binh, dung = [await here.entered(await number_of(store, who)) for who in ENTITLED_AND_NOT]
        page = (await binh.look("/approvals")).text
        assert "Bao cao quy III" in page
        assert "XYZZY" not in page
        assert "Bao cao" not in (await dung.look("/approvals")).text
        for path in (f"/letters/{one}/approve", f"/letters/{one}/reject"):
            assert (await dung.send(path, text="x")).status_code == 404
        assert await decision(store, one) is None

        await binh.look(f"/letters/{one}")
        assert "thư được gửi đi" in await said(binh, f"/letters/{one}/approve")
        again = await binh.send(f"/letters/{one}/reject", text="sai")
        assert "vừa được Trần Thị Bình phê duyệt" in again.text
        assert "Xin viết lý do" in (await binh.send(f"/letters/{two}/reject", text=" ")).text
        long = await binh.send(f"/letters/{two}/reject", text="x" * 201)
        assert "dài quá 200 ký tự" in long.text
        assert "x" * 201 in long.text
        here.desk.discretion.exchange(shipped())
        marked = await binh.send(f"/letters/{two}/reject", text="LƯU HÀNH NỘI BỘ")
        assert "nên không nhập ở đây" in marked.text
        assert "trả về người gửi" in await said(binh, f"/letters/{two}/reject", text="sai phụ lục")
        found = [await decision(store, one), await decision(store, two)]
        assert found == [Decision.APPROVED, Decision.REJECTED]


ENTITLED_AND_NOT = (approvals.BINH, approvals.DUNG)


async def number_of(store: Store, email: str) -> int:
    found = await store.read(person_at, email)
    assert found is not None
    return found.id


async def decision(store: Store, number: int) -> Decision | None:
    asked = await store.read(approval.of_letter, number)
    assert asked is not None
    return asked.decision
