"""What a clerk keeps of a document that stands: its filing, what it does to others, and what its recipients told."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from store import Store, document, exchange, relation
from tests.store.office import BINH, GIANG, HA, opened, staffed, work
from tests.web.test_console_acts import hidden, said
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console
from work.document import Document
from work.secrecy.rules import shipped

SIGN = "125/VPCP-KGVX"


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await opened(store, work())
    await opened(store, work(), number="126/VPCP-KGVX")
    async with console(store) as here:
        yield here


async def paper(office: Console, number: int = 1) -> Document:
    found = await office.store.read(document.one, number)
    assert found is not None
    return found


async def filed(clerk: Visitor, **fields: str) -> dict[str, str]:
    """The form as it stands, with what is typed into it."""
    page = (await clerk.look("/documents/1/filing")).text
    return {**hidden(page, "/documents/1/filing"), **fields}


async def test_a_clerk_files_a_document_and_who_saw_it_as_it_was_is_told(office: Console) -> None:
    clerk = await office.entered(HA)
    assert "/documents/1/filing" in (await clerk.look("/documents/1")).text
    came = (await paper(office)).received or date(2026, 9, 28)
    fields = await filed(clerk, received=came.isoformat(), signer="Trần Văn Sơn (mẫu)", pages="3")

    assert "Đã lưu." in await said(clerk, "/documents/1/filing", **fields)
    late = await clerk.send("/documents/1/filing", **fields | {"pages": "4"})
    assert (late.status_code, "xin xem lại rồi lưu" in words(late.text)) == (409, True)
    assert "Hiện nay: 3" in words(late.text), "what stands is beside what was typed"
    assert words(late.text).count("Hiện nay:") == 1
    wrong = await clerk.send("/documents/1/filing", **await filed(clerk, pages="0"))
    assert (wrong.status_code, "Số trang" in words(wrong.text)) == (409, True)

    kept = (await paper(office)).filing
    assert (kept.signer, kept.pages) == ("Trần Văn Sơn (mẫu)", 3)


async def test_what_it_does_to_another_is_noted_once_and_taken_back(office: Console) -> None:
    clerk = await office.entered(HA)
    page = (await clerk.look("/documents/2/filing")).text
    assert "Thu hồi" in words(page)
    done = await said(clerk, "/documents/2/relate", relation="recalls", other=SIGN)
    assert "Đã ghi; hiện ở cả hai văn bản." in done
    for other, relates, why in (
        (SIGN, "recalls", "Liên kết này đã có."),
        ("126/VPCP-KGVX", "recalls", "chính nó"),
        ("999/VPCP-KGVX", "answers", "Không có văn bản “999/VPCP-KGVX”"),
    ):
        answer = await clerk.send("/documents/2/relate", relation=relates, other=other)
        assert (answer.status_code, why in words(answer.text)) == (409, True), words(answer.text)
    (one,) = await office.store.read(relation.of_document, 2)
    assert (one.relation, one.acts, one.id) == ("recalls", True, 1)
    lead = await office.entered(BINH)
    assert "đã bị thu hồi" in words((await lead.look("/tasks/1")).text)

    back = {"relation": "recalls", "other": "2", "acts": ""}
    assert "Đã bỏ." in await said(clerk, "/documents/1/unrelate", **back)
    assert await office.store.read(relation.of_document, 1) == ()


async def test_what_a_recipient_told_is_noted_in_its_order(office: Console) -> None:
    clerk = await office.entered(HA)
    await clerk.look("/documents/1/filing")
    early = await clerk.send("/documents/1/state", agency="G18", code="03")
    assert "Chưa báo được trạng thái này" in words(early.text)
    assert "Đã ghi." in await said(clerk, "/documents/1/state", agency="G18", code="01")
    bare = await clerk.send("/documents/1/state", agency="G18", code="02")
    assert "Xin viết lý do." in words(bare.text)
    office.desk.discretion.exchange(shipped())
    marked = {"agency": "G18", "code": "02", "text": "văn bản TUYỆT MẬT"}
    assert "Chưa giữ gì" in words((await clerk.send("/documents/1/state", **marked)).text)
    told = await said(clerk, "/documents/1/state", agency="G18", code="02", text="sai địa chỉ")
    assert "từ chối nhận sai địa chỉ" in told
    nobody = await clerk.send("/documents/1/state", agency="X", code="01")
    assert "Không có cơ quan này." in words(nobody.text)
    assert [one.code for one in await office.store.read(exchange.history, 1)] == ["01", "02"]


async def test_it_is_not_there_for_who_keeps_no_register(office: Console) -> None:
    for person in (BINH, GIANG):
        visitor = await office.entered(person)
        assert (await visitor.look("/documents/1/filing")).status_code == 404
        for act in ("filing", "relate", "unrelate", "state"):
            fields = {"relation": "recalls", "other": "2", "code": "01", "agency": "G18"}
            assert (await visitor.send(f"/documents/1/{act}", **fields)).status_code == 404, act
    assert await office.store.read(exchange.history, 1) == ()
    assert await office.store.read(relation.of_document, 1) == ()
