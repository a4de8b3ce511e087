"""The chat without Telegram: the same handlers, the person's own rights, and nothing changed by words alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot import rooms
from bot.console import Console, Shown
from bot.desk import Desk
from bot.place import Name, Wish
from bot.screen import Screen
from store import Tx, chat, dialog, history, report, secrecy
from store.account import entries_about
from store.schema.account import entry
from store.schema.chat import chat_update
from tests.bot.office import Office
from tests.bot.utterances import utterances
from tests.store import office as ministry
from tests.store.office import work
from work.chat import Link


@asynccontextmanager
async def sitting(office: Office, person: int) -> AsyncIterator[tuple[Console, list[Shown]]]:
    """A person at a console, and what the window showed them."""
    link = await office.store.read(chat.present, person)
    assert link is not None
    seen: list[Shown] = []
    console = Console(replace(office.desk(), brought=",cli:1000"), link, seen.append)
    await console.open()
    try:
        yield console, seen
    finally:
        await console.close()


def press(shown: Shown, label: str) -> str:
    """What the button whose label holds *label* carries."""
    return next(
        str(one["callback_data"]) for row in shown.rows for one in row if label in one["text"]
    )


async def test_nobody_needs_an_account_and_everybody_has_their_own_rights(office: Office) -> None:
    await office.assign(work("2026-10-09"))
    async with sitting(office, ministry.BINH) as (console, seen):
        await console.say("#1")
    async with sitting(office, ministry.DUNG) as (console, others):
        await console.say("#1")

    assert "#1" in seen[-1].text
    assert "Tiến độ" in str(seen[-1].rows)
    assert others[-1].text == "Không tìm thấy #1 hoặc Ông/Bà không có quyền xem."


async def test_a_change_is_confirmed_done_once_and_signed_by_both(office: Office) -> None:
    await office.assign(work("2026-10-09"))
    async with sitting(office, ministry.BINH) as (console, seen):
        await console.say("1 được 60%, còn thiếu số liệu")
        sends = press(seen[-1], "Gửi")
        assert await office.store.read(report.reports, 1) == ()
        await console.press(sends)
        await console.press(sends)

    (kept,) = await office.store.read(report.reports, 1)
    assert (kept.percent, kept.text) == (60, "còn thiếu số liệu")
    assert [one.toast for one in seen if one.toast] == [
        "✅ Đã ghi tiến độ 60% của #1.",
        "Phần này đã kết thúc.",
    ]
    told = await office.store.read(history.of_task, 1)
    assert told[-1].by == f"person:{ministry.BINH},cli:1000"


async def test_a_dialog_that_was_begun_elsewhere_goes_on(office: Office) -> None:
    await office.assign(work("2026-10-09"))
    async with sitting(office, ministry.BINH) as (console, _):
        await console.say("/tiendo 1 60")
    async with sitting(office, ministry.BINH) as (console, seen):
        await console.say("đang chờ ý kiến")

    assert "“đang chờ ý kiến”" in seen[-1].text


async def test_of_all_utterances_none_changes_anything(office: Office) -> None:
    """Every change stands in the account, so that nothing else may be there than that one asked."""
    await office.assign_many(60)
    before = await office.store.read(_events)
    async with sitting(office, ministry.BINH) as (console, seen):
        for row in utterances("utterances.tsv"):
            heard = len(seen)
            await console.say(row.text.replace("318", "18").replace("412", "41"))
            assert len(seen) > heard, f"silence at {row.text}"
            await office.store.write(_forget_dialogs)

    after = await office.store.read(_events)
    after.pop("chat.answered")
    assert after == before


async def test_what_bears_a_mark_of_secrecy_never_arrives(office: Office) -> None:
    async with sitting(office, ministry.BINH) as (console, seen):
        await console.say("TUYỆT MẬT: danh sách cán bộ")

    assert "bí mật" in seen[-1].text.lower()
    assert "danh sách" not in seen[-1].text
    (met,) = (await office.store.read(secrecy.untold, office.machine.now())).incidents
    assert met.sighting.sender == "binh@moh.gov.vn"


async def test_what_fails_is_told_and_the_talk_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(desk: Desk, link: Link, wish: Wish) -> Screen:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.reception.SCREENS", {**rooms.SCREENS, Name.HELP: fails})
    async with sitting(office, ministry.BINH) as (console, seen):
        with pytest.raises(RuntimeError, match="broken"):
            await console.say("/trogiup")
        await console.say("/viec")

    assert "nhiệm vụ" in seen[-1].text
    assert await office.store.read(_open_updates) == 0


async def test_no_word_of_it_is_kept(office: Office) -> None:
    async with sitting(office, ministry.BINH) as (console, _):
        await console.say("tìm bí quyết trồng cam")

    def kept(tx: Tx) -> list[str | None]:
        return [row.raw for row in tx.all(select(chat_update.c.raw))]

    assert await office.store.read(kept) == [None]
    lines = await office.store.read(entries_about, f"person:{ministry.BINH}")
    assert "cam" not in str(lines)


async def test_linking_is_told_to_be_telegrams(office: Office) -> None:
    async with sitting(office, ministry.BINH) as (console, seen):
        for text in ("/lienket", "/huylienket", "liên kết"):
            await console.say(text)
            assert "không cần liên kết" in seen[-1].text


def _events(tx: Tx) -> dict[str, int]:
    column = entry.c.event
    return {
        row.event: row.n for row in tx.all(select(column, func.count().label("n")).group_by(column))
    }


def _open_updates(tx: Tx) -> int:
    return int(tx.value(select(func.count()).where(chat_update.c.settled_at.is_(None))))


def _forget_dialogs(tx: Tx) -> None:
    for one in dialog.of_person(tx, ministry.BINH, ministry.NOW):
        dialog.end(tx, one.id)
