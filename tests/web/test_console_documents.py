"""A document that came on paper is entered in a browser, and a task is assigned of it."""

from collections.abc import AsyncIterator

import pytest

from store import Store, document
from tests.store.office import BINH, HA, staffed
from tests.web.visitor import Console, console
from work.document import Circulation, Direction, Urgency
from work.secrecy.discretion import Daily
from work.secrecy.rules import shipped

PAPER = {
    "register": "incoming",
    "number": "15/VPCP-KSTT",
    "issuer": "Văn phòng Chính phủ",
    "issued": "2026-09-28",
    "received": "2026-10-01",
    "excerpt": "rà soát thủ tục hành chính",
    "urgency": "normal",
}


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as made:
        yield made


async def test_a_clerk_enters_one_that_came_on_paper_and_assigns_a_task_of_it(
    here: Console,
) -> None:
    clerk = await here.entered(HA)
    assert 'href="/documents/new?register=incoming"' in (await clerk.look("/documents")).text
    await clerk.look("/documents/new")
    here.desk.discretion.exchange(Daily(shipped()))
    wrongs = {
        "viết như 15/VPCP-KSTT": {"number": "số 15"},
        "Ngày ban hành không được sau ngày đến": {"issued": "2026-10-01", "received": "2026-09-30"},
        "Ngày đến: xin chọn một ngày có thật": {"received": "2026-02-30"},
        "Xin ghi: Nơi ban hành": {"issuer": ""},
        "Số trang: xin ghi một số": {"pages": "1000"},
        "Chỉ văn bản hỏa tốc hẹn giờ": {"deliver_by": "2026-10-01T15:30"},
        "xin chọn một ngày có thật": {"urgency": "timed-express", "deliver_by": "0001-01-01T00:00"},
        "mang dấu hiệu bí mật": {"notes": "TUYỆT MẬT"},
    }
    for told, wrong in wrongs.items():
        page = await clerk.send("/documents/new", **PAPER | wrong)
        assert page.status_code == 409
        assert told in page.text, wrong
        assert "rà soát thủ tục hành chính" in page.text, "what was typed is still there"

    more = {"urgency": "timed-express", "deliver_by": "2026-10-01T15:30", "circulation": "return"}
    filed = {"signer": "Nguyễn Ví Dụ", "pages": "3", "handed_on": "2026-10-01"}
    done = await clerk.follow(await clerk.send("/documents/new", **PAPER | filed | more))
    assert "Đã vào sổ" in done.text
    assert 'href="/assign?paper=1"' in done.text
    kept = await here.store.read(document.one, 1)
    assert kept is not None
    assert (kept.number, kept.arrival_number, kept.filing.pages) == ("15/VPCP-KSTT", 1, 3)
    assert (kept.urgency, kept.circulation) == (Urgency.TIMED_EXPRESS, Circulation.RETURN)
    assert kept.deliver_by is not None
    assert kept.deliver_by.hour == 8, "UTC"

    task = {"paper": "1", "content": "rà soát", "lead": "Trần Thị Bình", "sure": "1"}
    await clerk.look("/assign?paper=1")
    shown = (await clerk.send("/assign", **task | {"sure": ""})).text
    assert "rà soát" in shown
    opened = await clerk.follow(await clerk.send("/assign", **task, seen="0"))
    assert "Đã giao nhiệm vụ." in opened.text


async def test_one_that_may_be_there_already_is_shown_before_it_is_entered_beside(
    here: Console,
) -> None:
    clerk = await here.entered(HA)
    await clerk.look("/documents/new")
    await clerk.send("/documents/new", **PAPER)
    again = await clerk.send("/documents/new", **PAPER, anyway="1")
    assert "đã có trong sổ, nên không vào lần nữa" in again.text
    alike = await clerk.send("/documents/new", **PAPER | {"issued": "2026-09-29"})
    assert 'href="/documents/1"' in alike.text
    beside = await clerk.send("/documents/new", **PAPER | {"issued": "2026-09-29"}, anyway="1")
    assert beside.headers["location"] == "/documents/2"
    taken = await clerk.send("/documents/new", **PAPER | {"number": "16/VPCP-KSTT"}, arrival="2")
    assert "đã thuộc văn bản mã 2" in taken.text

    own = {**PAPER, "register": "outgoing", "issuer": "", "number": "7/BYT-VP"}
    sent = await clerk.follow(await clerk.send("/documents/new", **own))
    assert "7/BYT-VP" in sent.text
    kept = await here.store.read(document.one, 3)
    assert kept is not None
    assert (kept.direction, kept.received, kept.issuer) == (
        Direction.OUTGOING,
        None,
        here.desk.name,
    )


async def test_it_is_for_who_keeps_the_registers(here: Console) -> None:
    staff = await here.entered(BINH)
    assert (await staff.look("/documents/new")).status_code == 403
    await staff.look("/settings")
    assert (await staff.send("/documents/new", **PAPER)).status_code == 403
    assert await here.store.read(document.one, 1) is None
