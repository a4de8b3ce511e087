"""The account in the console: newest lines first, its verification while it runs, DNS asked, the calendar of a year."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from congvu.cli.dkim_records import value
from store import Store, Tx, dmarc
from store.directory.dkim import add_dkim_keys
from store.schema.account import entry
from tests.store.office import NOW, staffed
from tests.store.test_dmarc import ONE
from tests.web.operated import QUANG, operated
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console, operating
from tests.zones import Zone, zone_server
from web.console.jobs import Jobs
from work.directory import DkimKey

KEY = DkimKey("moh.gov.vn", "s1", "ed25519", b"e" * 32, NOW)
OTHER = replace(KEY, selector="s2", public_key=b"f" * 32)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await operated(store)
    async with console(store) as here:
        yield here


async def settled(visitor: Visitor, path: str) -> str:
    """The words of the page once nothing runs there any more."""
    async with asyncio.timeout(60):
        while 'http-equiv="refresh"' in (page := (await visitor.look(path)).text):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return words(page)


def lines(page: str) -> list[str]:
    """The codes of the events on a page, in their order."""
    rows = page.partition("<tbody>")[2].split("</tr>")[:-1]
    return [
        re.findall(r'<th scope="row">.*?(?:<code>)?([a-z.-]+)(?:</code>|<)', row)[0] for row in rows
    ]


async def test_the_newest_lines_stand_first_and_pages_hold_each_line_once(office: Console) -> None:
    visitor = await office.entered(QUANG)
    await visitor.look("/mail")
    for number in range(70):
        office.watch.after(timedelta(seconds=number % 2))
        await visitor.send("/mail/domains/suspend", domain=f"d{number}.vn", reason="thử")

    page = (await visitor.look("/audit")).text
    assert "domain:d69.vn" in words(page)
    seen = re.findall(r"domain:(d\d+)\.vn", page)
    following = re.findall(r'rel="next" href="([^"]+)"', page)[0].replace("&amp;", "&")
    second = (await visitor.look(following)).text
    seen += re.findall(r"domain:(d\d+)\.vn", second)
    assert seen == [f"d{number}" for number in reversed(range(70))]
    assert "Về đầu" in second
    assert "Đỗ Quang" in words(page)


async def test_lines_are_chosen_by_subject_and_by_kind_of_event(office: Console) -> None:
    visitor = await office.entered(QUANG)

    about = words((await visitor.look("/audit?subject=00002W")).text)
    assert "tiếp nhận thư" in about
    assert "thêm người" not in about
    people = words((await visitor.look("/audit?event=person.")).text)
    assert "thêm người" in people
    assert "tiếp nhận thư" not in people
    both = words((await visitor.look("/audit?subject=person:1&event=console.")).text)
    assert "Không có dòng nào khớp." in both


async def test_the_verification_says_that_the_account_holds_and_where_it_does_not(
    office: Console,
) -> None:
    visitor = await office.entered(QUANG)
    assert "Chưa kiểm tra từ khi" in (await visitor.look("/audit/verification")).text

    begun = await visitor.send("/audit/verification")
    assert begun.headers["location"] == "/audit/verification"
    said = await settled(visitor, "/audit/verification")
    assert "Nhật ký còn nguyên vẹn" in said
    assert "1 niêm phong đúng" in said

    await office.store.write(_rewritten)
    await visitor.send("/audit/verification")
    said = await settled(visitor, "/audit/verification")
    assert "Nhật ký không còn nguyên vẹn" in said
    assert "dòng 1 dòng đã bị sửa" in said


async def test_while_it_runs_the_page_tells_how_far_it_is_and_begins_no_second(
    office: Console,
) -> None:
    visitor = await office.entered(QUANG)
    await visitor.look("/audit")
    jobs, gate = office.desk.operating.jobs, asyncio.Event()
    jobs.start("audit", gate.wait, NOW)

    page = await visitor.follow(await visitor.send("/audit/verification"))
    assert "<progress" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "/audit/verification" not in re.findall(r'action="([^"]+)"', page.text)
    gate.set()


async def test_a_job_that_fails_names_an_incident_and_may_be_begun_again() -> None:
    jobs = Jobs()

    async def broken() -> None:
        raise OSError("no such disk")

    async with asyncio.TaskGroup() as group:
        loop = group.create_task(jobs.run())
        assert jobs.start("one", broken, NOW)
        assert not jobs.start("one", broken, NOW)
        while (job := jobs.of("one")) is not None and not job.done:  # noqa: ASYNC110 - a job
            await asyncio.sleep(0)
        assert job is not None
        assert (job.outcome, bool(job.incident)) == (None, True)
        assert jobs.start("one", broken, NOW)
        loop.cancel()


async def test_dns_is_asked_for_what_should_stand_there_and_the_page_says_what_does(
    store: Store,
) -> None:
    await operated(store)
    await store.write(add_dkim_keys, (KEY, OTHER), NOW)
    await store.write(dmarc.keep, replace(ONE, domain="moh.gov.vn"), True, NOW - timedelta(days=1))
    zone = Zone()
    zone.txt(KEY.name, value(KEY))
    zone.txt("moh.gov.vn", "v=spf1 mx ?all")
    zone.txt("_dmarc.gov.vn", "v=DMARC1; p=none; rua=mailto:a@gov.vn")
    zone.records["moh.gov.vn", "MX"] = (60, ["10 mx.moh.gov.vn."])
    with zone_server(zone):
        async with console(store) as office:
            asked = replace(
                office.desk.operating, survey=operating(store, office.watch, zone.port).survey
            )
            object.__setattr__(office.desk, "operating", asked)
            visitor = await office.entered(QUANG)
            path = "/mail/domains/moh.gov.vn"
            assert "Chưa xem từ khi dịch vụ khởi động" in (await visitor.look(path)).text
            await visitor.send(f"{path}/survey")
            said = await settled(visitor, path)

    for part in (
        "DKIM · s1._domainkey.moh.gov.vn đúng",
        "DKIM · s2._domainkey.moh.gov.vn thiếu",
        "SPF · moh.gov.vn nên sửa",
        "v=spf1 mx ?all",
        "DMARC · _dmarc.moh.gov.vn nên sửa",
        "MX · moh.gov.vn đúng Đang có 10 mx.moh.gov.vn",
        "TLSRPT · _smtp._tls.moh.gov.vn thiếu",
        "Cần sửa Chưa có bản ghi; công bố đúng nội dung mà lệnh congvu dkim dns in ra.",
        "không kết thúc bằng -all hay ~all, nên không cấm ai gửi",
        "p=none: thư giả mạo chỉ được báo lại",
        "198.51.100.9 so.bn.gov.vn 5 không đạt",
    ):
        assert part in said, said


async def test_the_calendar_shows_days_off_made_up_days_and_what_says_so(store: Store) -> None:
    await staffed(store)
    async with console(store) as office:
        visitor = await office.entered(1)
        page = await visitor.look("/calendar")
        said = words(page.text)
        other = words((await visitor.look("/calendar?year=2025")).text)
        wrong = await visitor.look("/calendar?year=99999")

    assert "Lịch làm việc 2026" in said
    assert "22/08/2026 Làm bù cho ngày 31/8/2026 Thông báo 9441/TB-BNV làm bù" in said
    assert "31/08/2026 Nghỉ hoán đổi, làm bù ngày 22/8/2026" in said
    assert len(page.content) < 50_000
    assert "Lịch làm việc 2025" in other
    assert "Lịch làm việc 2026" in wrong.text


def _rewritten(tx: Tx) -> None:
    mine = (entry.c.position == 1) & (entry.c.event == "agency.added")
    assert tx.run(update(entry).where(mine).values(codes="{}")) == 1
