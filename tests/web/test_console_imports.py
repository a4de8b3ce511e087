"""Registers and annexes taken in by a browser: shown first, kept once, taken back; by who keeps the registers alone."""

import asyncio
import csv
import hashlib
import io
import re
from collections.abc import AsyncIterator

import httpx
import openpyxl
import pytest

from store import Store, Tx, imports, plan, secrecy, undoing, worklist
from store import task as tasks
from store.directory.agencies import add_agency
from store.directory.people import add_person
from tests.bot.office import READS
from tests.papers.books import TITLES
from tests.store.office import BINH, CUONG, GIANG, HA, NOW, opened, staffed, work
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console
from web.console.import_jobs import READ, Told
from work.act import Act
from work.agency import Agency
from work.directory import NewPerson
from work.person import Position
from work.task import TaskState

STRANGER = 6  # clerk of an agency that keeps no registers here
CITED = "Công văn số {}/VPCP-KGVX ngày 28/9/2026 của Văn phòng Chính phủ về việc rà soát kho thuốc"
GOOD = ("", CITED.format(501), "Vụ Pháp chế", "23/10/2026", "", "", "")
BAD = ("", CITED.format(502), "Vụ Không Có", "31/02/2026", "", "", "")
ANNEX = """\
TT,Nội dung nhiệm vụ,Sản phẩm,Đơn vị chủ trì,Đơn vị phối hợp,Thời hạn
I,Cải cách thể chế,,,,
1,Rà soát văn bản,Danh mục,Vụ Pháp chế,,Quý IV
II,Cải cách tài chính,,,,
1,Sửa quy chế chi tiêu,Quy chế,Vụ Kế hoạch - Tài chính,Vụ Pháp chế,20/11/2026
"""


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await store.write(_neighbour)
    await opened(store, work())
    async with console(store) as here:
        yield here


def _neighbour(tx: Tx) -> None:
    assert add_agency(tx, Agency("H05", "Sở Y tế", "SYT", frozenset({"soyte.gov.vn"})), NOW) is None
    clerk = NewPerson("Đỗ Lan", "lan@soyte.gov.vn", "H05", None, Position.CLERK, "vi")
    add_person(tx, clerk, NOW)


def table(*rows: tuple[str, ...]) -> bytes:
    """A register as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream).writerows([TITLES, *rows])
    return stream.getvalue().encode()


async def brought(
    visitor: Visitor, body: bytes, path: str = "/imports", name: str = "sổ.csv", **fields: str
) -> httpx.Response:
    """The page that shows what would be made of a file."""
    await visitor.look(path)
    answer = await visitor.send_files(path, [(name, body)], **fields)
    return await ready(visitor, answer)


async def ready(visitor: Visitor, answer: httpx.Response) -> httpx.Response:
    """The page that *answer* leads to, once what it tells of is done."""
    page = await visitor.follow(answer)
    while "<progress" in page.text:
        await asyncio.sleep(0.1)
        page = await visitor.look(str(page.url.path))
        while page.status_code == 303:
            page = await visitor.follow(page)
    return page


def seen(page: httpx.Response) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page.text)
    assert found is not None, words(page.text)
    return found[1]


async def test_a_register_is_shown_kept_once_and_taken_back(office: Console) -> None:
    clerk = await office.entered(HA)
    page = await brought(clerk, table(GOOD, BAD))
    told = words(page.text)
    assert "Sẽ tạo 1" in told
    assert "Dòng có lỗi 1" in told
    assert "dòng 3, cột C" in told, told
    assert "Vụ Không Có" in told
    assert "dòng 3, cột D" in told
    assert "congvu" not in told, "who has a browser is told of no commands"
    assert await office.store.read(imports.listed) == ()

    mark = seen(page)
    unskipped = await clerk.send("/imports/preview", seen=mark)
    assert "Có dòng lỗi" in words(unskipped.text)
    assert await office.store.read(imports.listed) == ()
    done = await ready(clerk, await clerk.send("/imports/preview", seen=mark, skip="1"))
    assert "Lần nhập số 1" in words(done.text)
    again = await clerk.send("/imports/preview", seen=mark, skip="1")
    assert "Không có tệp đang chờ" in words(again.text)
    assert "Lần nhập gần nhất của Ông/Bà: tệp sổ.csv" in words(again.text), "it was kept before"
    (one,) = await office.store.read(imports.listed)
    assert (one.file, one.opened, one.left) == ("sổ.csv", 1, 1)
    assert one.by.startswith(f"person:{HA},web:")

    await clerk.look("/imports/1")
    undone = await ready(clerk, await clerk.send("/imports/1/undo"))
    assert "Đã hoàn tác 1 nhiệm vụ" in words(undone.text)
    task = await office.store.read(worklist.one, 2)
    assert task is not None
    assert task.state is TaskState.RECALLED
    assert "không còn gì để hoàn tác" in words((await clerk.send("/imports/1/undo")).text)


async def test_what_takes_long_tells_how_far_it_is_and_runs_once(office: Console) -> None:
    clerk, gate = await office.entered(HA), asyncio.Event()
    jobs = office.desk.operating.jobs
    assert jobs.start(f"{READ}:{HA}", gate.wait, NOW, Told("checking", 1200))

    page = (await clerk.look("/imports/preview")).text
    assert "Đang kiểm tra từng dòng 1.200 dòng" in words(page)
    assert 'http-equiv="refresh"' in page, "without a script the browser looks again by itself"
    await clerk.look("/imports")
    again = await clerk.send_files("/imports", [("a.csv", table(GOOD))])
    assert "xin đợi cho xong" in words(again.text)
    gate.set()
    await jobs.wait(f"{READ}:{HA}", 10)


async def test_what_somebody_has_acted_on_stays_and_is_told(office: Console) -> None:
    clerk = await office.entered(HA)
    page = await brought(clerk, table(GOOD))
    await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    await office.store.write(tasks.receive, 2, Act("cli:0", NOW))

    told = words((await clerk.look("/imports/1")).text)

    assert "#2 Đã có người xử lý sau khi nhập." in told
    assert "không còn gì để hoàn tác" in told


async def test_an_undoing_that_broke_off_before_anybody_was_told_goes_on(office: Console) -> None:
    clerk = await office.entered(HA)
    page = await brought(clerk, table(GOOD))
    await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    jobs, act = office.desk.operating.jobs, Act("cli:0", NOW)
    taken, _ = await office.store.write(undoing.undo, 1, "nhầm", act)
    assert taken.opened == (2,)

    async def dies() -> None:
        raise RuntimeError

    assert jobs.start("import-undo:1", dies, NOW, Told("undoing"))
    await jobs.wait("import-undo:1", 10)
    told = words((await clerk.look("/imports/1")).text)
    assert "nhiệm vụ nào đã hoàn tác thì vẫn như vậy" in told
    assert "chưa giữ gì" not in told
    assert "không còn gì để hoàn tác" not in told

    await ready(clerk, await clerk.send("/imports/1/undo"))

    assert not await office.store.read(undoing.is_broken_off, 1)
    assert "không còn gì để hoàn tác" in words((await clerk.look("/imports/1")).text)


async def test_a_change_that_somebody_else_made_first_is_not_kept_over_theirs(
    office: Console,
) -> None:
    clerk = await office.entered(HA)
    page = await brought(clerk, table(GOOD))
    await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    later = (*GOOD[:3], "30/10/2026", *GOOD[4:])
    page = await brought(clerk, table(later))
    assert "23/10/2026 → 30/10/2026" in words(page.text)
    await office.store.write(tasks.cancel, 2, Act("cli:0", NOW), "thừa")

    late = await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))

    assert "vừa được người khác thay đổi" in words(late.text)
    assert len(await office.store.read(imports.listed)) == 1


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.xlsx", b"no workbook", "không phải xlsx"),
        ("a.csv", b"", "chọn một tệp"),
        ("a.csv", b"x,y\n1,2\n", "không có dòng tiêu đề"),
        (f"a.{'ệ' * 110}", b"x,y\n1,2\n", "không có dòng tiêu đề"),
        ("a.csv", b"x" * (4 * 1024 * 1024 + 1), "4 MB"),
    ],
)
async def test_a_file_that_is_none_is_told_of(
    office: Console, name: str, body: bytes, why: str
) -> None:
    clerk = await office.entered(HA)
    await clerk.look("/imports")

    answer = await clerk.send_files("/imports", [(name, body)])
    page = await ready(clerk, answer) if answer.status_code == 303 else answer

    assert why in words(page.text), words(page.text)


async def test_a_row_that_bears_a_mark_of_secrecy_is_told_without_its_words(
    office: Console,
) -> None:
    clerk = await office.entered(HA)
    secret = ("", f"{CITED.format(503)} (TỐI MẬT)", "Vụ Pháp chế", "23/10/2026", "", "", "")

    told = words((await brought(clerk, table(GOOD, secret))).text)

    assert "dòng 3 có dấu độ mật" in told, told
    assert "503" not in told


@pytest.mark.parametrize("path", ["/imports", "/plans/new", "/forms/new"])
async def test_a_file_whose_name_bears_a_mark_is_not_read_and_the_officer_hears_of_it(
    office: Console, path: str
) -> None:
    object.__setattr__(office.desk, "discretion", READS)
    clerk = await office.entered(HA)
    await clerk.look(path)
    name = f"TỐI MẬT sổ theo dõi.{'toml' if 'forms' in path else 'csv'}"
    head = {"paper": "125/VPCP-KGVX", "since": "2026-01-01", "until": "2026-12-31"}
    told = await clerk.send_files(path, [(name, table(GOOD))], **head)
    assert f"{name} mang dấu hiệu bí mật" in told.text, words(told.text)
    (met,) = await office.store.read(secrecy.incidents, 9)
    assert (met.sighting.door, met.sighting.sender) == ("console", "ha@moh.gov.vn")
    assert met.sighting.digest == hashlib.sha256(table(GOOD)).digest()


@pytest.mark.parametrize("who", [BINH, CUONG, GIANG, STRANGER])
async def test_only_who_keeps_the_registers_takes_anything_in(office: Console, who: int) -> None:
    clerk, other = await office.entered(HA), await office.entered(who)
    page = await brought(clerk, table(GOOD))
    await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    await other.look("/settings")

    for path in ("/imports", "/imports/preview", "/plans/new"):
        assert (await other.look(path)).status_code == 403, path
    assert (await other.look("/imports/1")).status_code == 404
    for path in ("/imports", "/plans/new"):
        answer = await other.send_files(path, [("a.csv", table(GOOD))], paper="1")
        assert answer.status_code == 403, path
    await other.send("/imports/preview", seen=seen(page), skip="1")
    assert (await other.send("/imports/1/undo")).status_code == 404
    (one,) = await office.store.read(imports.listed)
    assert one.left == 1
    if who != STRANGER:  # whose right to their own agency's registers offers the page
        assert "/imports" not in (await other.look("/work")).text


async def planned(office: Console) -> Visitor:
    """A clerk before the plan that an annex made."""
    clerk = await office.entered(HA)
    head = {"paper": "125/VPCP-KGVX", "title": "Kế hoạch cải cách", "unit": "1"}
    days = {"since": "2026-01-01", "until": "2026-12-31"}
    page = await brought(clerk, ANNEX.encode(), "/plans/new", "phụ lục.csv", **head, **days)
    told = words(page.text)
    assert "Sẽ tạo 2" in told, told
    assert "I Cải cách thể chế 1 nhiệm vụ" in told
    assert await office.store.read(plan.listed) == ()
    made = await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    assert made.url.path == "/plans/1"
    once_more = head | {"title": "Kế hoạch khác"}
    again = await brought(clerk, ANNEX.encode(), "/plans/new", "phụ lục.csv", **once_more, **days)
    assert "đã có kế hoạch" not in told
    assert "đã có kế hoạch" in words(again.text)
    assert '<a href="/plans/1">Kế hoạch cải cách</a>' in again.text
    await clerk.send("/imports/preview/drop")
    return clerk


async def test_a_plan_is_made_of_its_annex_and_its_tasks_move_between_groups(
    office: Console,
) -> None:
    clerk = await planned(office)
    told = words((await clerk.look("/plans/1")).text)
    assert "I. Cải cách thể chế 1 0 0" in told, told
    assert "Sửa quy chế chi tiêu" in told
    await clerk.send("/plans/1/put", t2="1", to="2")
    found = await office.store.read(plan.tasks_of, 1)
    assert {group: [one.id for one in some] for group, some in found.items()} == {2: [2, 3]}
    assert "Rà soát văn bản" in words((await clerk.look("/plans/1?group=2")).text)
    assert "Không có nhiệm vụ nào ở đây" in words((await clerk.look("/plans/1?group=1")).text)

    added = await clerk.follow(await clerk.send("/plans/1/groups", title="Trong năm", within="1"))
    assert "I.1. Trong năm" in words(added.text)
    await clerk.send("/plans/1/put", tasks="#1", to="3")
    assert (await office.store.read(plan.of_task, 1)) is not None
    await clerk.send("/plans/1/put", t1="1", to="out")
    assert (await office.store.read(plan.of_task, 1)) is None
    refusals = {
        "/plans/1/put": {"tasks": "99", "to": "1"},
        "/plans/1/groups": {"title": "Sâu", "within": "3"},
        "/plans/1/remove": {},
    }
    why = ("#99", "chỉ lồng một cấp", "#2, #3")
    for (path, fields), part in zip(refusals.items(), why, strict=True):
        assert part in words((await clerk.send(path, **fields)).text), path

    octets = (await clerk.look("/plans/1/xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(octets))
    cells = [[cell for cell in row if cell is not None] for row in book["Kế hoạch"].values]
    assert any("Sửa quy chế chi tiêu" in row for row in cells)
    assert book["Tổng hợp"].max_row > 4


async def test_a_plan_is_seen_by_heads_of_its_owner_and_changed_by_clerks_alone(
    office: Console,
) -> None:
    await planned(office)
    theirs, agency = await office.entered(CUONG), await office.entered(GIANG)
    staff, stranger = await office.entered(BINH), await office.entered(STRANGER)
    for visitor in (theirs, agency):
        assert "Kế hoạch cải cách" in (await visitor.look("/plans")).text
        assert (await visitor.look("/plans/1")).status_code == 200
        assert (await visitor.look("/plans/1/xlsx")).status_code == 200
        assert "giữ sổ thay đổi" in words((await visitor.send("/plans/1/put", t2="1", to="2")).text)
    hidden = words((await theirs.look("/plans/1")).text)
    assert "Sửa quy chế chi tiêu" in hidden, "a task that their unit leads"
    assert "Rà soát văn bản" not in hidden, "that of another unit is counted, and not shown"
    assert "1 nhiệm vụ khác" in hidden
    for visitor in (staff, stranger):
        await visitor.look("/settings")
        assert "Kế hoạch cải cách" not in (await visitor.look("/plans")).text
        for path in ("/plans/1", "/plans/1/xlsx"):
            assert (await visitor.look(path)).text == (await visitor.look("/plans/9")).text
        for act in ("put", "groups", "remove"):
            answer = await visitor.send(f"/plans/1/{act}", t2="1", to="2", title="x")
            assert answer.status_code == 404
    found = await office.store.read(plan.tasks_of, 1)
    assert {group: [one.id for one in some] for group, some in found.items()} == {1: [2], 2: [3]}


async def test_a_plan_is_taken_over_for_the_next_year_after_a_look(office: Console) -> None:
    clerk = await planned(office)
    form = words((await clerk.look("/plans/1/copy")).text)
    assert "Lập kế hoạch kỳ sau" in form, form
    head = {"paper": "125/VPCP-KGVX", "title": "Kế hoạch năm sau", "unit": "1"}
    days = {"since": "2027-01-01", "until": "2027-12-31"}
    assert (
        await clerk.send("/plans/1/copy", **head | {"paper": "1/QĐ"}, **days)
    ).status_code == 409
    told = words((await clerk.send("/plans/1/copy", **head, **days)).text)
    assert "Kế hoạch năm sau 01/01/2027 – 31/12/2027 Nhiệm vụ 2" in told, told
    assert len(await office.store.read(plan.listed)) == 1
    made = await clerk.follow(await clerk.send("/plans/1/copy", step="make", **head, **days))
    assert "I. Cải cách thể chế" in words(made.text)
    both = [await office.store.read(plan.tasks_of, number) for number in (1, 2)]
    due = [[one.due for some in tasks.values() for one in some] for tasks in both]
    assert [day and day.replace(year=day.year + 1) for day in due[0]] == due[1]

    other = await office.entered(CUONG)
    await other.look("/plans")
    assert (await other.look("/plans/1/copy")).status_code == 404
    assert (await other.send("/plans/1/copy", step="make", **head, **days)).status_code == 404
