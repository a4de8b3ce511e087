"""Updates: kept before they are confirmed, answered once and in order, whatever dies in between."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import answer, poll
from bot.raw import received
from bot.reception import Reception
from store import Store, Tx, chat, dialog, lease, report
from store import update as updates
from store.account import entries_about
from store.schema.chat import chat_update
from store.schema.chat import dialog as dialogs
from tests.bot.office import AN, BINH, Chats, Office, until
from tests.store import office as ministry
from tests.store.office import work
from work.dialog import Dialog


def rows(tx: Tx) -> list[tuple[str, int, str | None]]:
    found = tx.all(select(chat_update).order_by(chat_update.c.update_id))
    return [(row.state, row.tries, row.raw) for row in found]


async def states(office: Office) -> list[str]:
    return [state for state, _, _ in await office.store.read(rows)]


async def settled(office: Office, many: int) -> list[str]:
    async def all_settled() -> list[str]:
        found = await states(office)
        return found if len(found) == many and set(found) <= {"done", "set-aside"} else []

    found: list[str] = await until(all_settled)
    return found


async def keep(office: Office, *raw: dict[str, Any]) -> None:
    """Puts updates into the store as a poller that died afterwards did."""
    kept = [one for each in raw if (one := received(each)) is not None]
    await office.store.write(updates.put, kept, office.machine.now())


def message(number: int, text: str, user: int = AN) -> dict[str, Any]:
    account = {"id": user, "is_bot": False, "first_name": "An", "language_code": "vi"}
    body = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": user, "type": "private", "first_name": "An"},
        "from": account,
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.split()[0])
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": number, "message": body}


async def test_an_update_is_committed_before_it_is_confirmed(office: Office, chats: Chats) -> None:
    await chats.write(AN, "/start")
    async with office.open():
        await settled(office, 1)
        (first, second) = (await until_two_polls(chats))[:2]

    (row,) = await office.store.read(lambda tx: tx.all(select(chat_update)))
    assert "offset" not in first["parameters"]
    assert second["parameters"]["offset"] == str(row.update_id + 1)


async def until_two_polls(chats: Chats) -> list[dict[str, Any]]:
    async def two() -> list[dict[str, Any]]:
        found = await chats.requests("getUpdates")
        return found if len(found) > 1 else []

    polls: list[dict[str, Any]] = await until(two)
    return polls


async def test_what_was_written_is_forgotten_once_it_was_answered(
    office: Office, chats: Chats
) -> None:
    async with office.open():
        await chats.ask(AN, "tên tôi là An")
        await settled(office, 1)

    assert await office.store.read(rows) == [("done", 0, None)]


async def test_what_was_said_in_a_dialog_that_nobody_went_on_with_is_forgotten(
    office: Office, chats: Chats
) -> None:
    now = office.machine.now()

    def begun(tx: Tx) -> None:
        for number, kind in enumerate(("progress", "done")):
            new = Dialog(0, ministry.BINH, kind, 1, "text", {"text": "Đang làm"})
            dialog.begin(tx, new, now - timedelta(hours=23 + 2 * number))

    await office.store.write(begun)

    async with office.open():
        await chats.ask(AN, "/viec")
        await settled(office, 1)

    kept = await office.store.read(lambda tx: [row.kind for row in tx.all(select(dialogs))])
    assert kept == ["progress"]


async def test_after_a_restart_what_waited_is_answered_in_order(
    office: Office, chats: Chats
) -> None:
    await chats.write(AN, "/start")
    await office.link(ministry.BINH)
    await office.assign(work())
    await keep(office, *(message(n, f"/nv {n}") for n in (1, 2, 3)))
    async with office.open():
        await settled(office, 4)

    answers = [one["text"].split()[0:4] for one in await chats.from_bot(AN)]
    assert [words[:1] for words in answers[:1]] == [["#1"]]
    assert [words[3] for words in answers[1:3]] == ["#2", "#3"]


async def test_a_kill_between_answer_and_commit_gives_a_reading_answer_again(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chats.write(AN, "/start")
    await office.link(ministry.BINH)
    await office.assign(work())
    await keep(office, message(1, "/nv 1"))
    real = Reception._end
    monkeypatch.setattr(Reception, "_end", hang)
    bot = office.bot("killed")
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(loop()) for loop in (bot.line.run, bot.answers.run)]
            await chats.next(AN, 0)
            for task in tasks:
                task.cancel()
    assert await states(office) == ["waiting"]

    monkeypatch.setattr(Reception, "_end", real)
    async with office.open():
        await settled(office, 2)

    texts = [one["text"] for one in await chats.from_bot(AN)]
    assert texts[0] == texts[1]
    assert texts[0].startswith("#1")


async def hang(*_args: Any) -> None:
    """The commit that never came."""
    await asyncio.Event().wait()


def press(number: int, data: str, user: int = AN) -> dict[str, Any]:
    """A press below a message that is not there any more."""
    told = message(number, "…", user)["message"]
    query = {"id": str(number), "from": told["from"], "chat_instance": "1", "data": data}
    bot = {"id": 1, "is_bot": True, "first_name": "CV"}
    return {"update_id": number, "callback_query": {**query, "message": {**told, "from": bot}}}


async def test_a_change_that_was_committed_is_never_made_twice(
    office: Office, chats: Chats
) -> None:
    await chats.write(AN, "/start")
    await office.link(ministry.BINH)
    await keep(office, press(1, "v1:unlink:yes::1"))
    async with office.open():
        await settled(office, 2)
        await chats.next(AN, 1)
    await office.link(ministry.BINH)
    await keep(office, press(1, "v1:unlink:yes::1"))
    async with office.open():
        await chats.ask(AN, "/viec")

    said = [one["text"].splitlines()[0] for one in await chats.from_bot(AN)]
    assert sum(text.startswith("Đã hủy liên kết.") for text in said) == 1
    assert said[-1].startswith("Nhiệm vụ của tôi")


async def test_two_processes_on_one_store_answer_each_update_once(
    office: Office, chats: Chats, database: str
) -> None:
    await office.link(ministry.BINH)
    await office.link(ministry.CUONG, BINH)
    other = Store.open(database, "test:two")
    async with office.open(office.bot("w1"), office.bot("w2", other)):
        for n in range(8):
            await chats.write((AN, BINH)[n % 2], "/trogiup")
        await settled(office, 8)
    await other.close()

    assert [len(await chats.from_bot(user)) for user in (AN, BINH)] == [4, 4]
    polls = await chats.requests("getUpdates")
    assert all(one["status"] != 409 for one in polls), "there is one poller"


async def test_the_other_process_goes_on_when_the_first_has_died(
    office: Office, chats: Chats, database: str
) -> None:
    await office.link(ministry.BINH)
    for name in (poll.LEASE, answer.LEASE):
        await office.store.write(take_until_now, office, name)
    other = Store.open(database, "test:two")
    async with office.open(office.bot("w2", other)):
        message = await chats.ask(AN, "/viec")
    await other.close()

    assert message["text"].startswith("Nhiệm vụ của tôi")


def take_until_now(tx: Tx, office: Office, name: str) -> bool:
    """The lease of somebody who died long ago."""
    return lease.take(tx, name, "dead", office.machine.now() - poll.TERM * 2, poll.TERM)


async def test_an_update_of_a_shape_that_nobody_knows_holds_up_nobody(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "AGAIN", answer.AGAIN * 0)
    await chats.write(AN, "/start")
    await office.link(ministry.BINH)
    poison = message(1, "/viec")
    poison["message"]["date"] = "no date"
    await keep(office, poison, message(2, "/trogiup"))
    async with office.open():
        await settled(office, 3)

    told = [one["text"] for one in await chats.from_bot(AN)]
    assert told[0].startswith("Có lỗi khi xử lý (mã ")
    assert told[1].startswith("Trợ giúp")
    (state, tries, raw), *_ = await office.store.read(rows)
    assert (state, tries) == ("set-aside", 3)
    assert json.loads(raw or "")["message"]["date"] == "no date", "kept, for a person to look at"
    incident = told[0].partition("mã ")[2][:7]
    (entry,) = await office.store.read(entries_about, "update:1")
    assert (entry.event, entry.codes) == ("chat.set-aside", {"incident": incident})


async def test_an_error_of_ours_is_told_by_its_id_and_never_by_its_words(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "AGAIN", answer.AGAIN * 0)
    await office.link(ministry.BINH)

    def broken(*_args: Any) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("bot.listing.look", broken)
    async with office.open():
        told = await chats.ask(AN, "/viec")
        helped = await chats.ask(AN, "/trogiup")

    assert told["text"].startswith("Có lỗi khi xử lý (mã ")
    assert "secret" not in told["text"]
    assert helped["text"].startswith("Trợ giúp")


async def test_who_did_something_whose_screen_fails_is_not_told_that_nothing_was_changed(
    office: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words said so of every error, and who believed them did it again."""
    monkeypatch.setattr(answer, "AGAIN", answer.AGAIN * 0)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))

    def broken(*_args: Any) -> None:
        raise KeyError("secret")

    async with office.open():
        await chats.ask(AN, "/tiendo 1 60 còn thiếu")
        monkeypatch.setattr("bot.cards.look", broken)
        await chats.press(AN, await chats.button_of(AN, "Tiến độ", "Gửi"))
        told = await chats.next(AN, 1)

    assert "Yêu cầu đã được ghi nhận nhưng chưa hiển thị được kết quả" in told["text"]
    assert len(await office.store.read(report.reports, 1)) == 1


async def test_a_flood_wait_puts_the_answer_off_and_loses_nothing(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await chats.fault("flood", method="sendMessage", count=1, retry_after=1)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert message["text"].startswith("Nhiệm vụ của tôi")
    assert [one["status"] for one in await chats.requests("sendMessage")] == [429, 200]


async def test_a_slow_chat_does_not_hold_up_another(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.link(ministry.CUONG, BINH)
    await chats.fault("hold", method="sendMessage", chat_id=AN)
    async with office.open():
        await chats.write(AN, "/viec")
        await until(lambda: chats.requests("sendMessage", chat_id=AN))
        quick = await chats.ask(BINH, "/viec")
        await chats.lift()
        slow = await chats.next(AN, 0)

    assert quick["text"].splitlines()[0] == slow["text"].splitlines()[0]


async def test_who_blocked_the_bot_meanwhile_is_remembered(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await chats.fault("blocked", chat_id=AN)
    async with office.open():
        await chats.write(AN, "/viec")
        assert await settled(office, 1) == ["done"]

    link = await office.store.read(chat.of_person, ministry.BINH)
    assert link is not None
    assert link.blocked_at


async def test_after_a_week_of_silence_the_count_may_begin_anew(
    office: Office, chats: Chats
) -> None:
    await keep(office, message(2_000_000_000, "/trogiup"))
    week = {"received_at": office.machine.now() - updates.IN_SEQUENCE * 2}
    await office.store.write(lambda tx: tx.run(update(chat_update).values(week)))
    await office.link(ministry.BINH)
    async with office.open():
        message_then = await chats.ask(AN, "/viec")

    assert message_then["text"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, 5),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": 6}}}}, 6),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -7}}}, -7),
        ({"update_id": 1, "callback_query": {"inline_message_id": "x"}}, 0),
        ({"update_id": 1, "message": {"chat": {"id": "x"}}}, 0),
        ({"update_id": 1, "message": {"chat": {"id": 2**80}}}, 0),
    ],
)
def test_the_chat_is_found_in_whatever_came(raw: dict[str, Any], number: int) -> None:
    found = received(raw)

    assert found is not None
    assert (found.id, found.chat, json.loads(found.raw)) == (1, number, raw)


@pytest.mark.parametrize("number", [None, "1", True, -1, 2**63, 1.5])
def test_what_has_no_number_is_no_update(number: Any) -> None:
    assert received({"update_id": number}) is None


async def test_half_a_surrogate_pair_can_be_kept(office: Office) -> None:
    await keep(office, message(1, "\ud83d"))

    (one,) = await office.store.read(updates.due, (), office.machine.now(), 5)
    assert json.loads(one.raw)["message"]["text"] == "\ud83d"
