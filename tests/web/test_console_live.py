"""What others do shows on a page by itself: streams over a real door, and a real Chromium that listens."""

import asyncio
import json
import re
import resource
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from store import Store, Tx
from store import task as store_task
from store.console import session
from store.directory.people import put_people
from tests.demo.browser import Browser, Page, chromium
from tests.store.office import BINH, CUONG, DUNG, HA, OTHER_UNIT, opened, staffed, work
from tests.web.visitor import Console, Visitor, console
from web.console import live
from web.console.import_jobs import Told
from work.act import Act
from work.directory import NewPerson
from work.person import Position
from work.task import Party, Role

NEAR_SECONDS = 30  # for what comes within one, on a machine that does much else
LOOKS = 4  # at the store, that are measured


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await opened(store, work("2026-10-05"), work("2026-10-06"))
    async with console(store) as here:
        yield here


class Heard:
    """A stream as its octets come."""

    def __init__(self, head: str, reader: asyncio.StreamReader) -> None:
        self.head = head
        self._reader = reader

    async def until(self, text: str) -> str:
        """All that came, up to *text*."""
        async with asyncio.timeout(NEAR_SECONDS):
            return (await self._reader.readuntil(text.encode())).decode()

    async def rest(self) -> str:
        """All that comes until it ends, as HTTP ends it."""
        return await self.until("\r\n0\r\n\r\n")


@asynccontextmanager
async def listening(visitor: Visitor, path: str, made: int | str = 0) -> AsyncIterator[Heard]:
    """The stream for the page at *path*, over a connection of its own."""
    where = urlsplit(visitor.origin)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(
            f"GET /live?page={quote(path)}&made={made} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Cookie: congvu={visitor.cookie}\r\n\r\n".encode()
        )
        async with asyncio.timeout(NEAR_SECONDS):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        yield Heard(head, reader)
    finally:
        writer.close()


async def test_a_stream_says_that_something_changed_and_nothing_else(office: Console) -> None:
    binh, cuong, dung = [await office.entered(one) for one in (BINH, CUONG, DUNG)]
    made = live.stamp(office.watch.now())
    async with listening(cuong, "/unit", made) as unit, listening(dung, "/unit", made) as other:
        assert "text/event-stream" in unit.head
        assert "x-accel-buffering: no" in unit.head
        assert "cache-control: no-store" in unit.head
        await unit.until("data: changed\n\n")  # nobody looked between the page and its stream
        await other.until("retry")
        await binh.look("/tasks/1")
        office.watch.after(timedelta(seconds=5))
        assert (await binh.send("/tasks/1/receive")).status_code == 303
        told = await unit.until("data: changed\n\n")
        assert f"id: {live.stamp(office.watch.now())}\n" in told

        office.watch.after(timedelta(seconds=5))
        await office.store.write(_moved, office.watch.now())
        first = await other.until("data: changed\n\n")
        assert f"id: {live.stamp(office.watch.now())}\n" in first, "of another unit it was not told"


async def test_who_comes_back_is_told_of_what_it_missed_and_of_nothing_else(
    office: Console,
) -> None:
    binh, cuong = await office.entered(BINH), await office.entered(CUONG)
    async with listening(cuong, "/unit") as first:
        await first.until("data: changed\n\n")
        await binh.look("/tasks/1")
        office.watch.after(timedelta(seconds=5))
        before = live.stamp(office.watch.now())
        await binh.send("/tasks/1/receive")
        await first.until("data: changed\n\n")
        office.watch.after(timedelta(seconds=5))
        after = live.stamp(office.watch.now())
        async with listening(cuong, "/tasks/1", before - 1) as missed:
            await missed.until("data: changed\n\n")
        async with listening(cuong, "/tasks/1", after) as knows:
            await knows.until("retry")
            office.watch.after(timedelta(seconds=5))
            await binh.look("/tasks/1")
            await binh.send("/tasks/1/report", percent="40", text="Chờ số liệu")
            told = await knows.until("data: changed\n\n")
            assert f"id: {live.stamp(office.watch.now())}\n" in told, "the first that it hears"


async def test_what_ended_between_a_page_and_its_stream_is_told_at_once(office: Console) -> None:
    """A page once said for ever that a file was being read, where that ended before its stream was there."""
    clerk = await office.entered(HA)
    jobs, going = office.desk.operating.jobs, asyncio.Event()
    assert jobs.start(f"import-read:{HA}", going.wait, office.watch.now(), Told("reading"))
    page = (await clerk.look("/imports/preview")).text
    (made,) = re.findall(r'data-made="([0-9a-f-]+)"', page)
    async with listening(clerk, "/imports/preview", made) as knows:
        await knows.until("data: changed\n\n")  # nobody looked between the page and its stream
        going.set()
        await jobs.wait(f"import-read:{HA}", NEAR_SECONDS)
        await knows.until("data: changed\n\n")
        async with listening(clerk, "/imports/preview", made) as late:
            await late.until("data: changed\n\n")


async def test_a_stream_keeps_no_session_awake_and_ends_with_it(office: Console) -> None:
    binh = await office.entered(BINH)
    number = await office.store.read(_newest, office)
    office.watch.after(timedelta(minutes=30))
    async with listening(binh, "/work") as stream:
        again = await binh.look("/work", **{"congvu-again": "1"})
        assert again.status_code == 200
        async with listening(binh, "/work", 1), listening(binh, "/tasks/1") as third:
            assert third.head.startswith("HTTP/1.1 200")
            async with listening(binh, "/work") as fourth:
                assert fourth.head.startswith("HTTP/1.1 204"), "so that pages have connections left"
        office.watch.after(timedelta(minutes=31))
        await stream.rest()
    assert await office.store.read(session.lasting, [number], office.watch.now()) == set()
    async with listening(binh, "/work") as out:
        assert out.head.startswith("HTTP/1.1 204")
    stranger = await office.visitor()
    async with listening(stranger, "/work") as none:
        assert none.head.startswith("HTTP/1.1 204")


async def test_pages_that_are_not_theirs_are_not_listened_to(office: Console) -> None:
    binh, ha = await office.entered(BINH), await office.entered(HA)
    for who, path, answer in (
        (binh, "/mail", 204),
        (binh, "/health", 204),
        (binh, "/intake", 204),
        (binh, "/tasks/99", 204),
        (binh, "/settings", 204),
        (binh, "//[", 204),
        (ha, "/intake", 200),
    ):
        async with listening(who, path) as stream:
            assert stream.head.startswith(f"HTTP/1.1 {answer}"), path


async def test_who_may_see_less_is_told_for_the_last_time(office: Console) -> None:
    dung = Party(Role.LEAD, "G18", OTHER_UNIT, DUNG)
    staff = NewPerson("Vũ Hà", "ha@moh.gov.vn", "G18", None, Position.STAFF, "vi")
    binh, ha = await office.entered(BINH), await office.entered(HA)
    made = live.stamp(office.watch.now())
    async with listening(binh, "/tasks/1", made) as task, listening(ha, "/intake", made) as tray:
        await task.until("data: changed\n\n")  # nobody looked between the page and its stream
        await tray.until("retry")
        office.watch.after(timedelta(seconds=5))
        act = Act("cli:0", office.watch.now())
        await office.store.write(store_task.assign, 1, (dung,), act)
        await task.rest()
        await office.store.write(put_people, (staff,), office.watch.now())
        await tray.rest()
    for who, path in ((binh, "/tasks/1"), (ha, "/intake")):
        async with listening(who, path, made) as none:
            assert none.head.startswith("HTTP/1.1 204"), path


async def test_two_hundred_pages_that_listen_cost_less_than_a_few_that_are_shown(
    office: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As many looks and tellings as ever, in less than half the time.
    monkeypatch.setattr(live, "EVERY_SECONDS", live.EVERY_SECONDS * 0.4)
    monkeypatch.setattr(live, "SPREAD_SECONDS", live.SPREAD_SECONDS * 0.4)
    binh = await office.entered(BINH)
    await binh.look("/work")
    began = _cpu()
    for _ in range(10):
        await binh.look("/work")
    ten_pages = _cpu() - began
    few = await _cost(office, 1)
    many = await _cost(office, 200)
    assert many - few < ten_pages, (few, many, ten_pages)


async def _cost(office: Console, streams: int) -> float:
    """Seconds of CPU, of all of this process, for LOOKS at the store while so many listen."""
    async with AsyncExitStack() as held:
        made = live.stamp(office.watch.now())
        visitor = await office.entered(BINH)
        for place in range(streams):
            if place and place % live.MOST_OF_A_SESSION == 0:
                visitor = await office.entered(BINH)
            stream = await held.enter_async_context(listening(visitor, "/work", made))
            await stream.until("retry")
        await asyncio.sleep(live.PAUSE_SECONDS + streams * live.SPREAD_SECONDS)  # all were told
        began = _cpu()
        await asyncio.sleep(LOOKS * live.EVERY_SECONDS)
        assert len(office.desk.operating.live) >= streams
        return _cpu() - began


@asynccontextmanager
async def shown(office: Console, person: int, path: str) -> AsyncIterator[tuple[Browser, Page]]:
    """That page in a browser, marked so that a reload would show, once it listens."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            cookie = (await office.entered(person)).cookie
            page = await browser.open("about:blank", 1280, 900)
            await page.ask("Network.enable")
            await page.ask("Network.setCookie", name="congvu", value=cookie, url=office.url)
            await page.ask("Page.navigate", url=f"{office.url}{path}")
            await page.until("document.querySelector('main[data-made]') !== null")
            await page.run("self.here = 1")
            async with asyncio.timeout(NEAR_SECONDS):
                while len(office.desk.operating.live) == 0:  # noqa: ASYNC110 - a browser begins
                    await asyncio.sleep(0.05)
            yield browser, page


async def test_an_act_of_somebody_else_shows_without_reloading_and_disturbs_nobody_who_types(
    office: Console,
) -> None:
    async with shown(office, CUONG, "/tasks/1") as (browser, page):
        binh = await office.entered(BINH)
        await binh.look("/tasks/1")
        before = await page.run("document.querySelector('main').textContent")
        office.watch.after(timedelta(seconds=5))
        assert (await binh.send("/tasks/1/receive")).status_code == 303
        await page.until(f"document.querySelector('main').textContent !== {json.dumps(before)}")

        typed = "main [name=text]"
        await page.until(f"document.querySelector({typed!r}) !== null")
        await page.run(f"self.field = document.querySelector({typed!r})")
        await page.run("field.closest('details') && (field.closest('details').open = true)")
        await page.run("field.focus(); field.value = 'Đang viết'")
        office.watch.after(timedelta(seconds=5))
        await binh.look("/tasks/1")
        assert (
            await binh.send("/tasks/1/report", percent="40", text="Chờ số liệu")
        ).status_code == 303
        await page.until("!document.querySelector('.newer').hidden")
        assert await page.run("field.isConnected && field.value") == "Đang viết"
        await page.run("field.value = field.defaultValue; field.blur()")
        await page.until("document.querySelector('main').textContent.includes('Chờ số liệu')")
        assert await page.run("self.here") == 1, "it was never loaded anew"
        assert await page.run("document.querySelector('.newer').hidden")
        assert browser.complaints == []


PRESSES = 12  # of each kind
_HEARD = "self.EventSource = class extends EventSource { constructor(...a) { super(...a); self.heard = this; } }"
_COUNTED = """
self.main = document.querySelector('main'), self.clicks = 0, self.replaced = 0;
addEventListener('click', (event) => event.isTrusted && event.target.closest('summary') && clicks++, true);
new MutationObserver(() => replaced++).observe(main, { childList: true });
self.apace = setInterval(() => heard.onmessage(), 5);
"""
_MIDDLE = """(() => {
  const at = main.querySelector('summary');
  at.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = at.getBoundingClientRect();
  return JSON.stringify([x + width / 2, y + height / 2]);
})()"""


async def press(page: Page, kind: str, held: float) -> None:
    """One press of the first fold, by mouse, touch or space bar, *held* for so many seconds."""
    x, y = json.loads(await page.run(_MIDDLE))
    mouse, at = {"button": "left", "clickCount": 1, "x": x, "y": y}, [{"x": x, "y": y}]
    space = {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "}
    if kind == "keyboard":
        await page.run("main.querySelector('summary').focus()")
    ways: dict[str, tuple[str, dict[str, object], dict[str, object]]] = {
        "mouse": ("MouseEvent", {"type": "mousePressed", **mouse}, {"type": "mouseReleased", **mouse}),
        "touch": ("TouchEvent", {"type": "touchStart", "touchPoints": at}, {"type": "touchEnd", "touchPoints": []}),
        "keyboard": ("KeyEvent", {"type": "keyDown", **space}, {"type": "keyUp", **space}),
    }  # fmt: skip
    name, begins, ends = ways[kind]
    await page.ask(f"Input.dispatch{name}", **begins)
    await asyncio.sleep(held)
    await page.ask(f"Input.dispatch{name}", **ends)


async def test_no_press_is_lost_and_the_focus_stays_while_a_page_is_put_in_place_again_and_again(
    office: Console,
) -> None:
    async with shown(office, CUONG, "/tasks/1") as (browser, page):
        await page.ask("Page.addScriptToEvaluateOnNewDocument", source=_HEARD)
        await page.ask("Page.reload")
        await page.until("self.heard?.onmessage && document.querySelector('main summary') !== null")
        await page.run(_COUNTED)
        for kind in ("mouse", "touch", "keyboard"):
            for number in range(PRESSES):
                clicks, before = await page.run("clicks"), await page.run("replaced")
                await page.until(f"replaced > {before}")  # between two presses it goes on
                await press(page, kind, number * 0.02)
                await page.until(f"clicks === {clicks + 1}")

        await page.run("main.querySelector('a[href]').focus()")
        where = await page.run("document.activeElement.getAttribute('href')")
        before = await page.run("replaced")
        await page.until(f"replaced > {before + 2}")
        assert await page.run("document.activeElement.getAttribute('href')") == where
        assert browser.complaints == []


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _newest(tx: Tx, office: Console) -> int:
    return session.of_person(tx, BINH, office.watch.now())[0].id


def _moved(tx: Tx, now: datetime) -> None:
    tx.audit(now, "task.assigned", "task:2")


async def test_a_page_is_not_told_of_what_its_own_session_did_before_it_was_made(
    office: Console,
) -> None:
    binh = await office.entered(BINH)
    async with listening(binh, "/tasks/1") as elder:
        await elder.until("data: changed\n\n")
        await binh.look("/tasks/1")
        office.watch.after(timedelta(seconds=5))
        await binh.send("/tasks/1/receive")
        office.watch.after(timedelta(seconds=5))
        async with listening(binh, "/tasks/1", live.stamp(office.watch.now())) as shows_it:
            await elder.until("data: changed\n\n")
            office.watch.after(timedelta(seconds=5))
            await binh.send("/tasks/1/report", percent="40", text="Chờ số liệu")
            told = await shows_it.until("data: changed\n\n")
            assert f"id: {live.stamp(office.watch.now())}\n" in told, "the first that it hears"
