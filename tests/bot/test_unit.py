"""/phong and /coquan: how a unit stands person by person, and units and agencies by what is overdue."""

from datetime import date

import pytest

from store import task
from store.directory.agencies import add_agency
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, GIANG, NOW, OTHER_UNIT, work
from work.agency import Agency
from work.task import NewTask, Party, Role


async def _quarter(office: Office) -> None:
    """Two overdue, one soon, one far, one that names nobody; one done in time, one late; another unit's."""
    await office.assign(
        work("2026-09-28"), work("2026-09-29"), work("2026-10-02"), work("2026-12-01", CUONG),
        work("2026-12-02", None), work("2026-10-01"), work("2026-09-25", CUONG),
        work("2026-09-28", DUNG, OTHER_UNIT), work("2026-12-01", DUNG, OTHER_UNIT),
    )  # fmt: skip
    for number in (6, 7):
        await office.store.write(task.finish, number, date(2026, 10, 1), None, CLI)


async def test_a_head_sees_the_unit_person_by_person_and_goes_down_to_their_lists(
    office: Office, chats: Chats
) -> None:
    await office.link(CUONG)
    await _quarter(office)
    async with office.open():
        unit = await chats.ask(AN, "/phong")
        bin_ = await chats.tap(AN, "1")
        late = await chats.tap(AN, "Quá hạn")

    assert unit["text"] == (
        "Vụ Kế hoạch - Tài chính – quý 4/2026\n"
        "Đến 09:00 ngày 01/10\n\n"
        "Tổng số 7 · hoàn thành 2 (đúng hạn 1, quá hạn 1)\n"
        "Đang thực hiện 5, quá hạn 2\n"
        "Tỷ lệ hoàn thành: 50,00%\nTỷ lệ quá hạn: 50,00%\n\n"
        "Người chủ trì       Mở   QH  ≤3n\n"
        " 1 Trần Thị Bình     3    2    1\n"
        " 2 Lê Văn Cường      1    0    0\n"
        " 3 Chưa giao         1    0    0\n\n"
        "QH: quá hạn · ≤3n: còn không quá 3 ngày làm việc"
    )
    assert labels(unit) == [["1", "2"], ["🔴 Quá hạn", "📋 Tất cả"], ["↻ Làm mới", "🏠"]]
    assert bin_["text"].startswith("Nhiệm vụ của Trần Thị Bình – 3 nhiệm vụ đang thực hiện")
    assert "✓ Chủ trì" in [one for row in labels(bin_) for one in row]
    assert "Lọc: Quá hạn, Chủ trì – 2 nhiệm vụ" in late["text"]


@pytest.mark.parametrize(
    "said", ["việc của Vụ Pháp chế", "việc quá hạn của Vụ Pháp chế", "/phong Vụ Pháp chế"]
)
async def test_a_unit_that_is_named_is_shown_and_never_ones_own_in_its_place(
    office: Office, chats: Chats, said: str
) -> None:
    await office.link(GIANG)
    await office.link(CUONG, BINH)
    await _quarter(office)
    async with office.open():
        found = await chats.ask(AN, said)
        refused = await chats.ask(BINH, said)

    assert found["text"].startswith("Vụ Pháp chế – quý 4/2026")
    assert refused["text"].startswith("Nội dung này dành cho lãnh đạo đơn vị")


async def test_staff_and_heads_of_others_get_one_answer(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.link(DUNG, BINH)
    await _quarter(office)
    async with office.open():
        staff = await chats.ask(AN, "/phong")
        ranking = await chats.ask(AN, "/coquan")
        await chats.ask(BINH, "/viec")
        other = await chats.push(BINH, "v1:unit:1::1", force=True)
        absent = await chats.push(BINH, "v1:unit:99::1", force=True)
        person = await chats.push(BINH, "v1:list:p1:all:1", force=True)

    assert staff["text"].startswith("Nội dung này dành cho lãnh đạo đơn vị")
    assert ranking["text"] == "Nội dung này dành cho lãnh đạo cơ quan."
    assert other["text"] == absent["text"] == staff["text"]
    assert person["text"].startswith("Nhiệm vụ của tôi – 2")


async def test_the_head_of_the_agency_ranks_units_and_looks_into_each(
    office: Office, chats: Chats
) -> None:
    await office.link(GIANG)
    await _quarter(office)
    async with office.open():
        ranking = await chats.ask(AN, "/coquan")
        unit = await chats.tap(AN, "1")

    lines = ranking["text"].splitlines()
    assert lines[0] == "Xếp hạng đơn vị – quý 4/2026"
    assert " 1 Vụ Pháp chế       2    1 100%" in lines
    assert " 2 Vụ Kế hoạch…      5    2  50%" in lines
    assert all(len(line) <= 32 for line in lines[7:10])
    assert unit["text"].startswith("Vụ Pháp chế – quý 4/2026")


async def test_agencies_below_are_ranked_by_counts_alone(office: Office, chats: Chats) -> None:
    await office.link(GIANG)
    below = Agency("G18.01", "Cục Dược", "CD", frozenset({"dav.gov.vn"}), parent="G18")
    assert await office.store.write(add_agency, below, NOW) is None
    theirs = NewTask("Cấp phép", (Party(Role.LEAD, "G18.01"),), work("2026-09-28").deadline)
    await office.assign(work("2026-12-01"), theirs)
    async with office.open():
        await chats.ask(AN, "/coquan")
        agencies = await chats.tap(AN, "Cơ quan trực thuộc")

    assert agencies["text"].startswith("Xếp hạng cơ quan – quý 4/2026")
    assert " 1 CD                1    1 100%" in agencies["text"]
    assert " 2 BYT               1    0    –" in agencies["text"]
    assert labels(agencies)[0] == ["Đơn vị", "✓ Cơ quan trực thuộc"]


async def test_at_the_level_code_nobody_is_named(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    await office.link(GIANG, BINH)
    await _quarter(office)
    async with office.open(disclosure="code"):
        unit = await chats.ask(AN, "/phong")
        ranking = await chats.ask(BINH, "/coquan")
        person = await chats.tap(AN, "1")

    assert " 1 Người 1           3    2    1" in unit["text"]
    assert " 1 Đơn vị 1          2    1 100%" in ranking["text"]
    assert person["text"].startswith("Nhiệm vụ của một người – 3")
    for text in (unit["text"], ranking["text"], person["text"]):
        assert not any(word in text for word in ("Bình", "Pháp chế", "Kế hoạch", "đấu thầu"))


async def test_a_unit_without_work_says_so(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    async with office.open():
        unit = await chats.ask(AN, "/unit")

    assert unit["text"].endswith("Đơn vị không chủ trì nhiệm vụ nào trong quý.")
