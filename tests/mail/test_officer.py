"""The security officer is told: at once, once, of many together, and by words that are no mark themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import get_args

from sqlalchemy import select

from mail import header
from mail.content import Content
from mail.notice import Writer
from mail.officer import Officer, OfficerSettings
from mail.secrecy import PASSED, Guard
from store import Store, Tx, secrecy
from store.account import entries_about
from store.schema.body import body
from store.schema.spool import letter, recipient
from tests.mail.relaying import HOLDER, NOW, ZONE, SetClock, eventually
from tests.store.incidents import SEEN
from tests.stores import empty_store
from work import receipt
from work.secrecy.discretion import Daily
from work.secrecy.incident import Kind
from work.secrecy.rules import shipped

BOX = "baomat@bn.gov.vn"


@dataclass
class Told:
    """An officer's loop, and what the second channel was told."""

    store: Store
    clock: SetClock
    officer: Officer
    alarms: list[str] = field(default_factory=list)

    async def letters(self) -> list[tuple[str, bytes]]:
        """Who is written to, and what."""

        def read(tx: Tx) -> list[tuple[str, bytes]]:
            whole = select(recipient.c.address, body.c.data).select_from(recipient)
            joined = whole.join(letter, letter.c.id == recipient.c.letter_id)
            rows = tx.all(joined.join(body, body.c.id == letter.c.body_id).order_by(letter.c.id))
            return [(row.address, row.data) for row in rows]

        return await self.store.read(read)


@asynccontextmanager
async def office(folder: Path, *boxes: str, language: str = "vi") -> AsyncIterator[Told]:
    store, clock, alarms = Store.open(empty_store(folder), "test"), SetClock(), list[str]()

    async def alarm(message: str) -> None:
        alarms.append(message)

    writer = Writer("Văn phòng", "congvu@bn.gov.vn", "mail.bn.gov.vn", ZONE)
    settings = OfficerSettings(boxes, language, timedelta(days=5))
    officer = Officer(store, writer, settings, alarm, clock, HOLDER)
    yield Told(store, clock, officer, alarms)
    await store.close()


def read(octets: bytes) -> tuple[str, str]:
    """Subject and text."""
    message = message_from_bytes(octets, policy=policy.default)
    return str(message["Subject"]), message.get_content().replace("\r\n", "\n")


async def test_the_officer_gets_the_envelope_and_the_second_channel_no_address(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, BOX, "pho@bn.gov.vn") as told:
        number = await told.store.write(secrecy.met, replace(SEEN, letter=5, kind="held"), NOW)
        await told.officer.once()
        (to, octets), (other, _) = await told.letters()
        events = [one.event for one in await told.store.read(entries_about, f"incident:{number}")]

    subject, text = read(octets)
    assert (to, other) == (BOX, "pho@bn.gov.vn")
    assert subject == f"Sự cố số {number}: thư nghi có dấu hiệu bí mật nhà nước đang được giữ"
    assert "Người gửi: an@bn.gov.vn\nNgười nhận: binh@yte.gov.vn, c@bn.gov.vn" in text
    assert "Quy tắc: level-alone\nNơi có dấu hiệu: tiêu đề\nCấp: B (A cao nhất" in text
    assert "Lúc: 09:00 ngày 24/11/2026" in text
    assert f"congvu queue release {receipt.encode(5)}" in text
    assert "Phiếu ghi sự cố" in text
    (alarm,) = told.alarms
    assert f"[{number}]" in alarm
    assert "level-alone" in alarm
    assert "@" not in alarm
    assert events == ["secrecy.held", "secrecy.told"]


async def test_what_comes_within_ten_minutes_is_told_of_together(tmp_path: Path) -> None:
    async with office(tmp_path, BOX, language="en") as told:
        await told.store.write(secrecy.met, SEEN, NOW)
        assert await told.officer.once() == timedelta(0)
        for rule in ("a", "b", "c"):
            await told.store.write(secrecy.met, replace(SEEN, rule=rule), NOW)
        assert await told.officer.once() == timedelta(minutes=10)
        told.clock.forward(timedelta(minutes=10))
        await told.officer.once()
        await told.officer.once()
        subjects = [read(octets)[0] for _, octets in await told.letters()]

    assert subjects == [
        "Incident 1: a letter with a mark of state secrecy was refused",
        "3 incidents with marks of state secrecy",
    ]
    assert len(told.alarms) == 2


async def test_without_a_mailbox_the_second_channel_and_the_log_still_tell(tmp_path: Path) -> None:
    async with office(tmp_path) as told:
        await told.store.write(secrecy.met, SEEN, NOW)
        await told.officer.once()
        await told.officer.once()

        assert await told.letters() == []
        assert len(told.alarms) == 1


async def test_the_bell_wakes_the_loop(tmp_path: Path) -> None:
    async with office(tmp_path, BOX) as told, asyncio.TaskGroup() as group:
        running = group.create_task(told.officer.run())
        await asyncio.sleep(0.05)
        await told.store.write(secrecy.met, SEEN, NOW)
        await eventually(lambda: alarmed(told))
        running.cancel()


async def alarmed(told: Told) -> bool:
    return bool(told.alarms)


async def test_the_notice_bears_no_mark_itself(tmp_path: Path) -> None:
    guard, kinds = Guard(Daily(shipped())), get_args(Kind)
    levels, places = ("mat", "toi_mat", "tuyet_mat", None), ("subject", "name", "security-field")
    for language in ("vi", "en"):
        folder = tmp_path / language
        folder.mkdir()
        async with office(folder, BOX, language=language) as told:
            for kind in kinds:
                for level in levels:
                    for place in places:
                        seen = replace(SEEN, kind=kind, level=level, place=place)
                        seen = replace(seen, rule=f"level-{kind}-{level is None}")
                        await told.store.write(secrecy.met, seen, NOW)
            await told.officer.once()
            ((_, octets),) = await told.letters()
            (alarm,) = told.alarms
        for whole in (octets, b"Subject: a\r\n\r\n" + alarm.encode()):
            content = Content.of(whole)
            fields, day = header.parse(content.header), date(2026, 11, 24)
            found = guard.at_once(content, fields, day) or await guard.judge(content, fields, day)
            assert found is PASSED
