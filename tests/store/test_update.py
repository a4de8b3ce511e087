"""What people wrote to the bot: kept once, due in order, ended once, forgotten in time."""

import asyncio

from sqlalchemy import select

from store import Store, Tx, chat, update
from store.account import entries_about
from store.engine import open_engines
from store.schema.chat import chat_update
from store.update import Received
from tests.store.office import BINH, NOW, later, staffed
from tests.store.plans import plan
from work.chat import UpdateState

AN, OTHER = 7001, 7002


def received(*numbers: int, chat_id: int = AN) -> tuple[Received, ...]:
    return tuple(Received(number, chat_id, f'{{"update_id":{number}}}') for number in numbers)


async def due(store: Store, *busy: int, **after: int) -> list[int]:
    return [one.id for one in await store.read(update.due, busy, later(**after), 16)]


async def test_an_update_that_two_processes_keep_at_once_is_there_once(
    pair: tuple[Store, Store],
) -> None:
    many = received(*range(1, 41))

    added = await asyncio.gather(*(store.write(update.put, many, NOW) for store in pair * 3))

    assert sum(added) == 40


async def test_each_chat_has_its_foremost_update_due_and_none_while_it_is_busy(
    store: Store,
) -> None:
    await store.write(update.put, received(1, 3) + received(2, 4, chat_id=OTHER), NOW)

    assert await due(store) == [1, 2]
    assert await due(store, AN) == [2]
    await store.write(update.done, 1, NOW)
    assert await due(store) == [2, 3]


async def test_what_failed_holds_up_its_chat_until_it_is_set_aside(store: Store) -> None:
    await store.write(update.put, received(1, 2), NOW)
    again = later(seconds=2)

    first = await store.write(update.fail, 1, "K7R-3XH", NOW, again)
    assert (first, await due(store), await due(store, seconds=2)) == (UpdateState.FAILED, [], [1])
    await store.write(update.fail, 1, "K7R-3XJ", NOW, again)
    third = await store.write(update.fail, 1, "K7R-3XK", NOW, again)

    assert (third, await due(store)) == (UpdateState.SET_ASIDE, [2])
    row = await store.read(
        lambda tx: tx.one(select(chat_update).where(chat_update.c.update_id == 1))
    )
    assert row is not None
    assert (row.incident, row.tries, row.raw) == ("K7R-3XK", 3, '{"update_id":1}')
    assert await store.write(update.fail, 1, "K7R-3XL", NOW, again) is None


async def test_processes_that_end_an_update_at_once_end_it_once(
    pair: tuple[Store, Store],
) -> None:
    await pair[0].write(update.put, received(1), NOW)

    ended = await asyncio.gather(*(store.write(update.done, 1, NOW) for store in pair * 4))

    assert sum(ended) == 1


async def test_a_question_goes_to_the_account_with_its_screen(store: Store) -> None:
    await store.write(update.put, received(1, 2), NOW)

    await store.write(update.answered, 1, "person:12", "card", NOW)
    await store.write(update.answered, 1, "person:12", "card", NOW)
    await store.write(update.answered, 2, None, "hint", NOW)

    (asked,) = await store.read(entries_about, "person:12")
    (stranger,) = await store.read(entries_about, "update:2")
    assert (asked.event, asked.codes) == ("chat.answered", {"screen": "card"})
    assert stranger.codes == {"screen": "hint"}


async def test_an_answer_that_may_have_been_given_before_goes_to_the_account_as_uncertain(
    store: Store,
) -> None:
    await store.write(update.put, received(1, 2), NOW)

    await store.write(update.answered, 1, "person:12", "card", NOW, True)

    (asked,) = await store.read(entries_about, "person:12")
    assert asked.codes == {"screen": "card", "uncertain": 1}


async def test_the_offset_follows_what_was_received_last(store: Store) -> None:
    assert await store.read(update.offset, NOW) is None

    await store.write(update.put, received(7, 9), NOW)
    assert await store.read(update.offset, later(days=5)) == 10
    assert await store.read(update.offset, later(days=7)) is None, "the count may begin anew"

    await store.write(update.put, received(3), later(days=8))
    assert await store.read(update.offset, later(days=8)) == 4, "and did, lower"


async def test_a_clock_that_ran_ahead_makes_nobody_deaf(store: Store) -> None:
    """Its update would be the last received for a year: what came since was asked for again and again."""
    await store.write(update.put, received(7), later(days=365))
    await store.write(update.put, received(8, chat_id=OTHER), NOW)

    assert await store.read(update.offset, NOW) == 9
    assert await due(store) == [7, 8], "nor is its chat kept waiting that long"


async def test_people_of_the_office_come_before_strangers_however_many(store: Store) -> None:
    await staffed(store)
    await store.write(chat.link, BINH, OTHER, OTHER, NOW)
    for stranger in range(20):
        await store.write(update.put, received(stranger, chat_id=9000 + stranger), NOW)
    await store.write(update.put, received(99, chat_id=OTHER), NOW)

    assert (await due(store))[:2] == [99, 0]


async def test_what_was_answered_costs_nothing_when_the_next_is_looked_for(
    store: Store, url: str
) -> None:
    await store.write(update.put, received(*range(1, 200)), NOW)

    def question(tx: Tx) -> object:
        return update.due(tx, (), NOW, 16)

    assert "ix_chat_update_open" in plan(open_engines(url), question)


async def test_what_was_written_at_a_console_is_nothing_of_telegrams(store: Store) -> None:
    await store.write(update.put, received(-7), NOW)

    assert await store.read(update.due, (), NOW, 9) == ()
    assert await store.read(update.offset, NOW) is None
    assert await store.write(update.leave, AN, NOW) == 1
    assert await store.write(update.changed, -7) == (False, None)
