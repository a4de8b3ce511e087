"""What a mailbox refuses goes by chat, where its reader has one: once, and only while chats are served."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from store import Store, Tx, chat, lease, notice, outbox, spool
from store.schema.notice import notice as notices
from tests.store.letters import END, new_letter
from tests.store.office import BINH, NOW, later, staffed
from work.chat import ANSWERING
from work.letter import State
from work.notice import NEWS, Channel
from work.outbox import NewNotice

POSTGRESQL_IN_PROOF = True

TERM = timedelta(minutes=10)
BY_MAIL = ((Channel.MAIL, "binh@moh.gov.vn"),)
CHAT = (Channel.TELEGRAM, "7001")


@pytest.fixture
async def linked(store: Store) -> Store:
    """Bình has a chat, and somebody serves it."""
    await staffed(store)
    await store.write(chat.link, BINH, 7001, 7001, NOW)
    assert await store.write(lease.take, ANSWERING, "w1", NOW, TERM)
    return store


async def mailed(
    store: Store, end: State, *addresses: tuple[Channel, str], kind: str = NEWS
) -> list[tuple[str, str, bool]]:
    """Channel, state and whether it stands in for another, once the letter of a notice came to that end."""
    new = NewNotice("news:1:2:1", kind, BINH, "vi", "lead", {}, NOW)

    def tell(tx: Tx) -> int:
        return notice.add(tx, new, {BINH: addresses or BY_MAIL}, NOW)

    await store.write(tell)
    (claimed,) = await store.write(outbox.claim, "w", (Channel.MAIL,), NOW, TERM, 9)

    def settle(tx: Tx) -> int | None:
        def accept(tx: Tx) -> int | None:
            taken = spool.accept(tx, new_letter(), NOW, END, "w")
            return None if taken is None else taken.letter

        return outbox.settle_with_letter(tx, claimed.notice.id, accept, NOW)

    number = await store.write(settle)
    assert number is not None
    await store.write(spool.begin, "w", (spool.Key(number, 0, 0),))
    ended = spool.Settlement(spool.Key(number, 0, 1), end, "5.1.1", "no such mailbox")
    assert await store.write(spool.settle, "w", (ended,), later(seconds=9)) == frozenset()
    return await store.read(standing)


def standing(tx: Tx) -> list[tuple[str, str, bool]]:
    rows = tx.all(select(notices).order_by(notices.c.id))
    return [(row.channel, row.state, row.replaces is not None) for row in rows]


MAIL = ("mail", "sent", False)


@pytest.mark.parametrize("end", [State.REFUSED, State.EXPIRED])
async def test_what_a_mailbox_refuses_goes_by_chat(linked: Store, end: State) -> None:
    assert await mailed(linked, end) == [MAIL, ("telegram", "pending", True)]


async def test_what_arrived_does_not(linked: Store) -> None:
    assert await mailed(linked, State.DELIVERED) == [MAIL]


async def test_what_went_by_chat_anyway_stands_in_for_it(linked: Store) -> None:
    both = await mailed(linked, State.REFUSED, *BY_MAIL, CHAT)

    assert both == [MAIL, ("telegram", "pending", True)]


async def test_nothing_waits_for_a_chat_that_nobody_serves(linked: Store) -> None:
    await linked.write(lease.give_back, ANSWERING, "w1")

    assert await mailed(linked, State.REFUSED) == [MAIL]


async def test_who_has_no_chat_is_told_nothing_more(store: Store) -> None:
    await staffed(store)
    await store.write(lease.take, ANSWERING, "w1", NOW, TERM)

    assert await mailed(store, State.REFUSED) == [MAIL]


async def test_what_chats_have_no_words_for_stays_where_it_is(linked: Store) -> None:
    assert await mailed(linked, State.REFUSED, kind="link-code") == [MAIL]
