"""A chat that is taken away from outside: cut off at once, or erased, and what is left of it."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from store import Store, Tx, chat, dialog, forgetting, link_code, notice, update
from store.account import entries_about
from store.directory.change import Effect
from store.link_code import Brought, Nothing
from store.schema.chat import chat_update
from store.schema.chat import link_code as codes
from store.schema.notice import notice as notices
from store.update import Received
from tests.store.office import BINH, CUONG, NOW, staffed
from tests.store.test_chat import AN, OTHER, ZONE, ask, wish
from work.act import Act
from work.dialog import Dialog
from work.notice import Channel
from work.outbox import NewNotice

BY = Act("cli:1000", NOW)
MAILBOX = "binh@moh.gov.vn"


@pytest.fixture
async def office(store: Store) -> Store:
    """Bình is linked, in the middle of something, has asked for a code, was told, and has just written."""
    await staffed(store)
    await store.write(chat.link, BINH, AN, AN, NOW)
    await store.write(dialog.begin, Dialog(0, BINH, "progress", 1, "text", {"percent": 60}), NOW)
    await ask(store, wish(7))
    await store.write(update.put, (Received(20, AN, '{"text": "60"}'),), NOW)
    await store.write(tell, BINH, AN)
    return store


def tell(tx: Tx, person: int, chat_id: int) -> None:
    new = NewNotice("x:1", "digest", person, "vi", "digest", {"total": 1}, NOW)
    notice.add(tx, new, {person: ((Channel.TELEGRAM, str(chat_id)),)}, NOW)


async def rows(store: Store, table: Any) -> list[Any]:
    return list(await store.read(lambda tx: tx.all(select(table))))


async def numbers(store: Store) -> str:
    """Everything in which the number of a chat may stand."""
    found = [
        *await rows(store, chat_update),
        *await rows(store, codes),
        *await rows(store, notices),
    ]
    return json.dumps([list(one) for one in found], default=str)


async def test_a_lost_phone_is_cut_off_with_all_that_it_had_begun(office: Store) -> None:
    assert await office.write(forgetting.cut_off, MAILBOX, BY) is Effect.DONE

    assert await office.read(chat.of_user, AN) is None
    assert await office.read(dialog.of_person, BINH, NOW) == ()
    assert await office.read(update.due, (), NOW, 9) == (), "what it wrote last is not answered"
    brought = Brought(21, AN, AN, "000007")
    assert isinstance(await office.write(link_code.bring, brought, ZONE, NOW), Nothing)
    told = [(one.kind, one.channel, one.address) for one in await rows(office, notices)]
    assert ("unlinked", "mail", MAILBOX) in told
    events = [one.event for one in await office.read(entries_about, f"person:{BINH}")]
    assert events[-2:] == ["chat.unlinked", "chat.cut-off"]
    assert await office.write(forgetting.cut_off, MAILBOX, BY) is Effect.ALREADY


async def test_who_is_forgotten_leaves_no_number_of_a_chat(office: Store) -> None:
    assert str(AN) in await numbers(office)

    assert await office.write(forgetting.forget, MAILBOX, BY) is Effect.DONE

    assert str(AN) not in await numbers(office)
    assert await office.read(chat.of_user, AN) is None
    assert await rows(office, codes) == []
    events = [one.event for one in await office.read(entries_about, f"person:{BINH}")]
    assert events[-1] == "chat.forgotten"
    assert await office.write(forgetting.forget, MAILBOX, BY) is Effect.ALREADY


async def test_nobody_elses_chat_is_touched_though_it_asked_for_that_mailbox(
    office: Store,
) -> None:
    await office.write(chat.link, CUONG, OTHER, OTHER, NOW)
    await ask(office, wish(8, OTHER))
    await office.write(update.put, (Received(22, OTHER, "{}"),), NOW)

    await office.write(forgetting.forget, MAILBOX, BY)

    assert [one.id for one in await office.read(update.due, (), NOW, 9)] == [22]
    assert await office.read(chat.of_user, OTHER) is not None


async def test_a_link_anew_from_another_account_goes_on_with_no_dialog(office: Store) -> None:
    await office.write(chat.link, BINH, OTHER, OTHER, NOW)

    assert await office.read(dialog.of_person, BINH, NOW) == ()


async def test_a_mailbox_that_nobody_has_is_said_to_be_nobodys(office: Store) -> None:
    assert await office.write(forgetting.cut_off, "x@moh.gov.vn", BY) is Effect.UNKNOWN
    assert await office.write(forgetting.forget, "x@moh.gov.vn", BY) is Effect.UNKNOWN
