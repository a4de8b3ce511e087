"""Links that end, and codes that are judged alike whoever's mailbox it is."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Row, select

from store import Store, Tx, chat, link_code, notice, update, worklist
from store.account import entries_about
from store.audience import people_behind
from store.directory.people import disable_person
from store.link_code import Ask, Asked, Brought, Linked, Nothing, Wrong
from store.schema.chat import link_code as codes
from store.schema.notice import notice as notices
from store.update import Received
from tests.store.office import (
    BINH,
    CUONG,
    NOW,
    UNIT,
    later,
    opened,
    staffed,
    work,
)
from work.notice import Channel

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AN, OTHER = 7001, 7002


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


def wish(number: int = 1, chat_id: int = AN, email: str = "binh@moh.gov.vn") -> Ask:
    code, token = f"{number:06d}", f"token-{number}"
    return Ask(
        number, chat_id, email, code, token, b"salt%d" % number, f"https://t.me/x?start={token}"
    )


async def ask(store: Store, one: Ask, **after: int) -> Asked:
    return await store.write(link_code.ask, one, later(**after))


async def bring(
    store: Store, secret: str, number: int = 100, chat_id: int = AN, **after: int
) -> Linked | Wrong | Nothing:
    now = later(**after)
    await store.write(update.put, (Received(number, chat_id, "{}"),), now)
    brought = Brought(number, chat_id, chat_id, secret)
    return await store.write(link_code.bring, brought, ZONE, now)


async def at_once(
    pair: tuple[Store, Store], first: Callable[[Tx], Any], second: Callable[[Tx], Any]
) -> list[Any]:
    """What each gave: *second* begins on a connection of its own while *first* is not committed."""
    begun, enough = threading.Event(), threading.Event()

    def held(tx: Tx) -> Any:
        given = first(tx)
        begun.set()
        enough.wait(0.5)  # seconds in which the second may come as far as it can
        return given

    async def after() -> Any:
        await asyncio.to_thread(begun.wait, 30.0)
        return await pair[1].write(second)

    return list(await asyncio.gather(pair[0].write(held), after()))


def mails(tx: Tx) -> list[Row[Any]]:
    return list(tx.all(select(notices).order_by(notices.c.id)))


async def test_a_link_belongs_to_one_person_and_one_account(office: Store) -> None:
    await office.write(chat.link, BINH, AN, AN, NOW)
    await office.write(chat.link, CUONG, AN, AN, NOW)
    assert await office.read(chat.of_person, BINH) is None

    await office.write(chat.link, CUONG, OTHER, OTHER, NOW)
    assert await office.read(chat.of_user, AN) is None
    link = await office.read(chat.of_user, OTHER)
    assert link is not None
    assert (link.person.name, link.unit, link.chat_id) == ("Lê Văn Cường", UNIT, OTHER)


async def test_accounts_linked_at_once_from_two_processes_leave_one(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await asyncio.gather(
        *(pair[n % 2].write(chat.link, BINH, AN + n, AN + n, NOW) for n in range(12))
    )

    link = await pair[1].read(chat.of_person, BINH)
    assert link is not None
    assert await pair[0].read(chat.of_user, link.user_id) == link


async def test_a_link_stands_for_ninety_days_and_while_the_person_does(office: Store) -> None:
    await office.write(chat.link, BINH, AN, AN, NOW)
    link = await office.read(chat.of_person, BINH)
    assert link is not None
    assert link.stands(later(days=89))
    assert not link.stands(later(days=90))

    await office.write(disable_person, "binh@moh.gov.vn", NOW)
    gone = await office.read(chat.of_person, BINH)
    assert gone is not None
    assert not gone.stands(NOW)


async def test_who_is_linked_is_told_by_chat_too_until_it_is_blocked_or_lapses(
    office: Store,
) -> None:
    await opened(office, work())
    await office.write(chat.link, BINH, AN, AN, NOW)

    def channels(tx: Tx, days: int) -> tuple[tuple[Channel, str], ...]:
        people = people_behind(tx, worklist.several(tx, (1,)).values())
        return notice.channels_of(tx, people, later(days=days), tuple(Channel))[BINH]

    by_mail, by_chat = (Channel.MAIL, "binh@moh.gov.vn"), (Channel.TELEGRAM, str(AN))
    assert await office.read(channels, 89) == (by_mail, by_chat)
    assert await office.read(channels, 90) == (by_mail,)
    await office.write(chat.block, AN, NOW)
    assert await office.read(channels, 1) == (by_mail,)
    await office.write(chat.unblock, AN, NOW)
    assert await office.read(channels, 1) == (by_mail, by_chat)


async def test_blocking_is_told_to_the_account_once(office: Store) -> None:
    await office.write(chat.link, BINH, AN, AN, NOW)

    told = [await office.write(chat.block, AN, NOW) for _ in range(2)]
    back = [await office.write(chat.unblock, AN, NOW) for _ in range(2)]
    nobody = await office.write(chat.block, OTHER, NOW)

    assert (told, back, nobody) == ([True, False], [True, False], False)
    events = [entry.event for entry in await office.read(entries_about, f"person:{BINH}")]
    assert events[1:] == ["chat.blocked", "chat.unblocked"]


async def test_a_code_is_mailed_and_kept_as_a_hash_alone(office: Store) -> None:
    assert await ask(office, wish()) is Asked.SENT

    (mail,) = await office.read(mails)
    assert (mail.kind, mail.channel, mail.address) == ("link-code", "mail", "binh@moh.gov.vn")
    assert mail.expires == NOW + timedelta(minutes=10)
    assert '"code": "000001"' in mail.facts
    (row,) = await office.read(lambda tx: tx.all(select(codes)))
    assert "000001" not in str(tuple(row))


async def test_the_same_update_asks_once(office: Store) -> None:
    for _ in range(3):
        assert await ask(office, wish()) is Asked.SENT

    assert len(await office.read(mails)) == 1


async def test_the_right_code_links_and_tells_by_mail_and_by_chat(office: Store) -> None:
    await ask(office, wish())

    assert await bring(office, "000001", minutes=9) == Linked(BINH)

    link = await office.read(chat.of_user, AN)
    assert link is not None
    assert link.person.id == BINH
    code, *told = await office.read(mails)
    assert code.facts == "{}", "no code stands readable any more"
    assert [(row.kind, row.channel, row.address) for row in told] == [
        ("linked", "mail", "binh@moh.gov.vn"),
        ("linked", "telegram", str(AN)),
    ]


async def test_the_token_of_the_deep_link_does_the_same(office: Store) -> None:
    await ask(office, wish())

    assert await bring(office, "token-1") == Linked(BINH)


async def test_a_code_is_good_for_ten_minutes_and_in_its_own_chat(office: Store) -> None:
    await ask(office, wish())

    assert await bring(office, "000001", 100, OTHER) == Nothing()
    assert await bring(office, "000001", 101, minutes=10) == Nothing()


async def test_five_tries_end_a_code_and_the_same_update_is_judged_once(office: Store) -> None:
    await ask(office, wish())

    assert [await bring(office, "999999", 100) for _ in range(3)] == [Wrong(4)] * 3
    assert [await bring(office, "999999", 100 + n) for n in range(1, 5)] == [
        Wrong(left) for left in (3, 2, 1, 0)
    ]
    assert await bring(office, "000001", 110) == Nothing()


@pytest.mark.parametrize("email", ["nobody@moh.gov.vn", "binh@moh.gov.vn.evil.vn", ""])
async def test_a_mailbox_that_is_nobodys_is_treated_alike(office: Store, email: str) -> None:
    assert await ask(office, wish(email=email)) is Asked.SENT
    assert await office.read(link_code.waits, AN, NOW)
    assert await bring(office, "000001") == Wrong(4)
    assert await office.read(mails) == []


async def test_a_chat_asks_three_times_an_hour_and_a_person_is_sent_three(office: Store) -> None:
    first = [await ask(office, wish(n, email="x@moh.gov.vn")) for n in range(1, 5)]
    others = [await ask(office, wish(n, OTHER + n), minutes=1) for n in range(5, 10)]
    again = await ask(office, wish(20), minutes=60, seconds=1)

    assert first == [Asked.SENT] * 3 + [Asked.TOO_OFTEN]
    assert others == [Asked.SENT] * 5, "who asks does not learn that it was enough"
    assert again is Asked.SENT
    assert len(await office.read(mails)) == 3


async def test_chats_that_ask_at_once_for_one_person_get_three_mails_sent(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await asyncio.gather(
        *(pair[n % 2].write(link_code.ask, wish(n, OTHER + n), NOW) for n in range(1, 13))
    )

    assert len(await pair[0].read(mails)) == 3


async def test_a_chat_that_asks_twice_at_once_does_not_pass_the_limit(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    for n in (1, 2):
        assert await ask(pair[0], wish(n, email="x@moh.gov.vn")) is Asked.SENT

    asked = await at_once(
        pair,
        *(lambda tx, n=n: link_code.ask(tx, wish(n, email="x@moh.gov.vn"), NOW) for n in (3, 4)),
    )

    assert asked == [Asked.SENT, Asked.TOO_OFTEN]


async def test_of_two_chats_that_prove_one_mailbox_at_once_one_is_linked_and_the_other_told(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    for chat_id in (AN, OTHER):
        await ask(pair[0], wish(chat_id, chat_id))
        await pair[0].write(update.put, (Received(chat_id + 10, chat_id, "{}"),), NOW)
    brought = [Brought(n + 10, n, n, f"{n:06d}") for n in (AN, OTHER)]

    verdicts = await at_once(
        pair, *(lambda tx, one=one: link_code.bring(tx, one, ZONE, NOW) for one in brought)
    )

    assert verdicts == [Linked(BINH), Nothing()]
    link = await pair[1].read(chat.of_person, BINH)
    assert link is not None
    assert link.user_id == AN
    told = [(row.kind, row.address) for row in await pair[0].read(mails) if row.kind == "linked"]
    assert told == [("linked", "binh@moh.gov.vn"), ("linked", str(AN))]
    secrets = [row.facts for row in await pair[0].read(mails) if row.kind == "link-code"]
    assert secrets == ["{}", "{}"]


async def test_old_codes_are_forgotten_and_the_mails_forget_theirs(office: Store) -> None:
    await ask(office, wish())

    assert await office.write(link_code.forget_old, later(minutes=59)) == 0
    assert await office.write(link_code.forget_old, later(minutes=61)) == 1
    (mail,) = await office.read(mails)
    assert mail.facts == "{}"


async def test_unlinking_ends_its_update_and_is_told_by_mail_and_by_chat(office: Store) -> None:
    await office.write(chat.link, BINH, AN, AN, NOW)
    await office.write(update.put, (Received(5, AN, "{}"),), NOW)

    done = [await office.write(link_code.unlink, 5, BINH, NOW) for _ in range(2)]

    assert done == [True, False]
    assert await office.read(chat.of_user, AN) is None
    told = [(row.kind, row.channel) for row in await office.read(mails)]
    assert told == [("unlinked", "mail"), ("unlinked", "telegram")]


async def test_the_account_names_people_and_updates_and_no_telegram_account(
    office: Store,
) -> None:
    await ask(office, wish())
    await bring(office, "999999", 99)
    await bring(office, "000001")

    lines = await office.read(entries_about, f"person:{BINH}")
    assert [(line.event, line.codes) for line in lines[1:]] == [
        ("chat.code-sent", {"update": 1}),
        ("chat.linked", {"update": 100}),
    ]
