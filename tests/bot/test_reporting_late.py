"""Files that were long in the making: whose they are is asked again, and what fails at the end ends nothing else."""

import pytest
from sqlalchemy import update

from bot import files
from schedules import exported
from schedules.span import Span
from store import Tx
from store.directory import people
from store.schema.directory import person
from tests.bot.office import AN, BINH, Chats, Office, until
from tests.bot.test_reporting import Slow, asked_for, file_of, over
from tests.store import office as ministry
from work.person import Position


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """The head of a unit and the head of the agency are linked; there are tasks."""
    for user_id, who in ((AN, ministry.CUONG), (BINH, ministry.GIANG)):
        await chats.begin(user_id)
        await office.link(who, user_id)
    await office.assign_many(2)
    return office


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Files are made once the test says so."""
    made = Slow()
    monkeypatch.setattr(files, "produced", made)
    return made


async def test_who_is_disabled_while_it_is_made_does_not_get_it(
    told: Office, chats: Chats, slow: Slow
) -> None:
    async with told.open():
        await asked_for(chats, AN)
        await told.store.write(people.disable_person, "cuong@moh.gov.vn", told.machine.now())
        slow.gate.set()
        await over(told)

    assert await chats.requests("sendDocument") == []


async def test_who_leaves_the_office_while_it_is_read_is_told_instead(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of a large office are read for a minute."""
    read = exported._read

    async def leaves(ground: exported.Ground, reach: exported.Reach, days: Span | None) -> object:
        await told.store.write(_becomes_staff, ministry.CUONG)
        return await read(ground, reach, days)

    monkeypatch.setattr(exported, "_read", leaves)
    async with told.open():
        await asked_for(chats, AN)

        async def said() -> bool:
            return "không còn quyền xuất" in str((await chats.from_bot(AN))[-1]["text"])

        await until(said)
        await over(told)

    assert await chats.requests("sendDocument") == []


def _becomes_staff(tx: Tx, number: int) -> None:
    tx.run(update(person).where(person.c.id == number).values(position=Position.STAFF))


async def test_a_flood_wait_at_the_last_step_ends_no_other_answer(
    told: Office, chats: Chats, slow: Slow
) -> None:
    """The message that a file is being made could not be taken away, and all answers stopped with it."""
    slow.gate.set()
    await chats.fault("flood", method="deleteMessage", retry_after=1)
    async with told.open():
        await asked_for(chats, AN)
        await over(told)

        async def refused() -> bool:
            return bool(await chats.requests("deleteMessage"))

        await until(refused)
        assert "nhiệm vụ" in (await chats.ask(BINH, "/viec"))["text"]


async def test_who_has_to_wait_long_for_telegram_lets_others_have_their_files(
    told: Office, chats: Chats, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two flood waits of an hour took both places in which files are made."""
    monkeypatch.setattr(files, "AT_ONCE", 1)
    slow.gate.set()
    await chats.fault("flood", method="sendDocument", chat_id=AN, retry_after=3600)
    async with told.open():
        await asked_for(chats, AN)
        await until(lambda: chats.requests("sendDocument"))
        await asked_for(chats, BINH)
        assert (await file_of(chats, BINH))["text"] == "xong"

    assert len([one for one in slow.begun if one == ministry.CUONG]) == 1, "nor is it made anew"
