"""Search, registers and figures: everybody finds what is theirs to see, prints what they keep, and takes their unit's figures away."""

import io
import re
from collections.abc import AsyncIterator

import openpyxl
import pytest
from sqlalchemy import select

from store import Store, Tx, relation, search
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.schema.directory import person
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    HA,
    NOW,
    OTHER_UNIT,
    opened,
    staffed,
    work,
)
from tests.web.test_console_tasks import numbers, words
from tests.web.visitor import Console, Visitor, console
from work.agency import Agency
from work.directory import NewPerson
from work.person import Position
from work.relation import Relation


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    """Two tasks of one document of September, one of them Bình's, late."""
    await staffed(store)
    await opened(
        store,
        work("2026-09-28", content="Rà soát quy hoạch đất"),
        work("2026-11-23", None, OTHER_UNIT),
    )
    async with console(store) as here:
        yield here


async def test_words_are_found_without_accents_and_only_in_what_is_theirs(office: Console) -> None:
    binh, dung = await office.entered(BINH), await office.entered(DUNG)

    found = (await binh.look("/search?q=quy+hoach")).text
    assert (numbers(found), "1–1 trong 1 nhiệm vụ" in found) == ([1], True)
    near = (await binh.look("/search?q=quy+haoch")).text
    assert (numbers(near), "gần giống" in near) == ([1], True)
    assert "Không tìm thấy “quy hoach”" in (await dung.look("/search?q=quy+hoach")).text
    assert 'href="/documents/1"' in (await binh.look("/search?q=125")).text
    assert "Gõ vài từ" in (await binh.look("/search?q=%20")).text


async def test_a_long_search_has_pages(office: Console) -> None:
    await opened(
        office.store,
        *(work(content="Rà soát quy hoạch đất") for _ in range(30)),
        number="7/VPCP-KT",
    )
    binh = await office.entered(BINH)

    page = (await binh.look("/search?q=quy+hoach&page=2")).text
    assert (len(numbers(page)), "26–31 trong 31" in page) == (6, True)
    assert "/search?q=quy+hoach&amp;page=1" in page


async def test_a_document_is_shown_to_who_sees_one_of_its_tasks_and_to_the_clerk(
    office: Console,
) -> None:
    await opened(office.store, work(), number="200/TB-VPCP")
    assert await office.store.write(relation.relate, 2, Relation.REPLACES, 1, CLI) is None
    binh, dung, ha, cuong = [await office.entered(one) for one in (BINH, DUNG, HA, CUONG)]

    told = (await binh.look("/documents/1")).text
    assert "Được thay thế bằng 200/TB-VPCP" in words(told)
    assert (numbers(told), "nhiệm vụ khác mà Ông/Bà không có quyền xem" in told) == ([1], True)
    assert numbers((await ha.look("/documents/1")).text) == [1, 2]
    assert (await dung.look("/documents/2")).status_code == 404
    assert (await cuong.look("/documents/9999")).status_code == 404
    for odd in ("0", "-1", "1e3", "9" * 30, "%00"):
        assert (await ha.look(f"/documents/{odd}")).status_code == 404, odd


async def test_the_clerk_turns_months_prints_and_takes_the_register_away(office: Console) -> None:
    ha, binh = await office.entered(HA), await office.entered(BINH)

    page = (await ha.look("/documents?month=2026-09")).text
    assert "4012 · 30/09/2026 125/VPCP-KGVX" in words(page)
    assert "month=2026-08" in page
    assert "month=2026-10" in page
    assert "Tháng này chưa có văn bản nào" in (await ha.look("/documents")).text
    printed = await ha.look("/documents/print?register=theo-doi&month=2026-09")
    assert "SỔ THEO DÕI" in printed.text
    assert "<script" not in printed.text
    book = await ha.look("/documents/xlsx?month=2026-09")
    assert book.headers["content-disposition"] == 'attachment; filename="so-den-202609.xlsx"'
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "125/VPCP-KGVX" in cells
    assert "Sổ văn bản do văn thư giữ" in (await binh.look("/documents")).text
    for path in ("/documents/print", "/documents/xlsx"):
        assert (await binh.look(f"{path}?month=2026-09")).status_code == 404
    assert (await ha.look("/documents?month=9999-99&register=x&page=-1")).status_code == 200


async def test_a_clerk_of_another_agency_keeps_none_of_the_registers(office: Console) -> None:
    """The office relays for many agencies; its documents are its own."""
    stranger = await office.entered(await office.store.write(_a_stranger))

    assert (await stranger.look("/documents/1")).status_code == 404
    assert "125/VPCP-KGVX" not in (await stranger.look("/documents?month=2026-09")).text
    for path in ("/documents/print", "/documents/xlsx"):
        assert (await stranger.look(f"{path}?month=2026-09")).status_code == 404, path
    assert "125/VPCP-KGVX" not in (await stranger.look("/assign?paper=1")).text
    asked = {"paper": "1", "content": "Báo cáo", "lead": "Vũ Lan", "sure": "1"}
    assert (await stranger.send("/assign", **asked)).status_code == 403
    assert "125/VPCP-KGVX" not in (await stranger.look("/search?q=125")).text


def _a_stranger(tx: Tx) -> int:
    there = Agency("H05", "UBND tỉnh Bắc Ninh", "Bắc Ninh", frozenset({"bacninh.gov.vn"}))
    assert add_agency(tx, there, NOW) is None
    lan = NewPerson("Vũ Lan", "lan@bacninh.gov.vn", "H05", None, Position.CLERK, "vi")
    add_person(tx, lan, NOW)
    return int(tx.value(select(person.c.id).where(person.c.email == lan.email)))


async def test_pages_that_would_only_refuse_are_not_among_the_tabs(office: Console) -> None:
    dung, giang, binh, ha = [await office.entered(one) for one in (DUNG, GIANG, BINH, HA)]

    async def has(visitor: Visitor) -> tuple[bool, ...]:
        top = (await visitor.look("/work")).text.partition("<main")[0]
        return tuple(f'href="/{name}"' in top for name in ("search", "figures", "documents"))

    assert await has(binh) == (True, False, False), "staff"
    assert await has(dung) == (True, True, False), "who leads a unit"
    assert await has(giang) == (True, True, False), "who leads the agency"
    assert await has(ha) == (True, True, True), "the clerk"


async def test_heads_see_figures_of_theirs_and_take_them_away(office: Console) -> None:
    dung, giang, binh = [await office.entered(one) for one in (DUNG, GIANG, BINH)]

    told = (await giang.look("/figures?period=year")).text
    assert "Vụ Kế hoạch - Tài chính (BYT)" in told
    assert re.search(r'<rect class="bad" x="0.0" y="0.0" width="100.0"', told)
    assert "style=" not in told.partition("<main")[2]
    file = await giang.look("/figures/xlsx?period=year")
    assert "attachment" in file.headers["content-disposition"]
    sheets = openpyxl.load_workbook(io.BytesIO(file.content))
    assert "Rà soát quy hoạch đất" in str(list(sheets["Danh sách"].values))
    assert "Vụ Kế hoạch" not in (await dung.look("/figures")).text, "another unit's"
    assert "Số liệu chung do trưởng đơn vị" in (await binh.look("/figures")).text
    assert (await binh.look("/figures/xlsx")).headers["content-type"].startswith("text/html")
    wrong = (await giang.look("/figures?period=days&since=2026-10-02&until=2026-09-01")).text
    assert "Xin chọn hai ngày" in wrong
    empty = await giang.look("/figures/xlsx?period=days&since=2020-01-01&until=2020-02-01")
    assert empty.status_code == 409, "nothing is broken where there was no task"
    assert "Không có nhiệm vụ nào" in empty.text


async def test_who_has_many_pages_finds_them_in_groups_that_open_without_scripts(
    office: Console,
) -> None:
    clerk, staff = await office.entered(HA), await office.entered(BINH)
    top = (await clerk.look("/documents")).text.partition("<main")[0]
    row = re.findall(
        r'<li>(?:<details name="tabs"><summary|<a href="/(?:work|approvals|search|settings)")', top
    )
    assert len(row) == 7
    assert '<summary aria-current="true">Văn thư</summary>' in top
    assert 'href="/documents" aria-current="page"' in top
    assert "<details" not in (await staff.look("/work")).text.partition("<main")[0]


async def test_of_too_many_the_older_ones_are_a_link_away(
    office: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED_THROUGH", 1)
    monkeypatch.setattr(search, "NEARLY_THROUGH", 1)
    giang, binh = await office.entered(GIANG), await office.entered(BINH)

    few = words((await binh.look("/search?q=quy+hoach")).text)
    none = await giang.look("/search?q=quy+hoach")
    (older,) = re.findall(r'href="(/search[^"]*below=[^"]*)"', none.text)
    found = await giang.look(older.replace("&amp;", "&"))

    named = words((await giang.look("/search?q=tran+thi+binh")).text)

    assert "Rà soát quy hoạch đất" in few
    assert "Rà soát quy hoạch đất" in named, "people's names find theirs, however old"
    assert "mới nhất" not in few, "theirs are all looked through"
    assert "Đã tìm trong 1 nhiệm vụ mới nhất của cả cơ quan." in words(none.text)
    assert "Rà soát quy hoạch đất" in words(found.text)
    assert "Đã tìm trong" not in words(found.text)
