"""The outbox: each notice once, claimed under a lease, settled as the peer said, never sent twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, insert, select, text

from store import Store, Tx, lease, notice, outbox, spool, task
from store.account import entries_about
from store.audience import people_behind
from store.directory.people import disable_person
from store.engine import open_engines
from store.schema.notice import notice as notices
from store.worklist import several
from tests.store.letters import new_letter
from tests.store.office import BINH, CLI, CUONG, NOW, at, later, opened, staffed, work
from tests.store.plans import plan
from work.notice import Channel
from work.outbox import Claimed, NewNotice, NoticeState
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

TERM = timedelta(seconds=60)
BOTH = ((Channel.MAIL, "binh@moh.gov.vn"), (Channel.TELEGRAM, "4711"))
ALL = tuple(Channel)
CHAT = (Channel.TELEGRAM,)


@pytest.fixture
async def office(store: Store) -> Store:
    """A ministry with one open task, number 1."""
    await staffed(store)
    await opened(store, work())
    return store


def new(key: str = "reminder:1:1:T-3:1", **changes: Any) -> NewNotice:
    facts: dict[str, Any] = {
        "key": key,
        "kind": "reminder",
        "person": BINH,
        "language": "vi",
        "reason": "lead",
        "facts": {"task": 1, "content": "Báo cáo"},
        "at": at("2026-10-20"),
        "task": 1,
    }
    return NewNotice(**{**facts, **changes})


async def put(store: Store, one: NewNotice | None = None, by: Any = BOTH) -> int:
    chosen = one or new()
    return await store.write(notice.add, chosen, {chosen.person: by}, NOW)


async def claim(
    store: Store, holder: str = "w1", channels: Any = ALL, **after: int
) -> list[Claimed]:
    now = later(**after)
    return list(await store.write(outbox.claim, holder, channels, now, TERM, 32))


async def settle(store: Store, one: Claimed, outcome: Outcome, holder: str = "w1") -> bool:
    now = later(seconds=5)
    return await store.write(outbox.settle, one, holder, outcome, now, now + TERM)


def rows(tx: Tx) -> list[Row[Any]]:
    return list(tx.all(select(notices).order_by(notices.c.id)))


async def states(store: Store) -> list[tuple[str, str, str | None]]:
    return [(row.channel, row.state, row.error) for row in await store.read(rows)]


async def test_a_notice_is_there_once_for_each_channel_however_often_it_is_put_in(
    office: Store,
) -> None:
    assert [await put(office), await put(office)] == [2, 0]

    found = await office.read(rows)
    assert [row.dedup_key for row in found] == [
        "reminder:1:1:T-3:1:mail",
        "reminder:1:1:T-3:1:telegram",
    ]
    assert {row.state for row in found} == {NoticeState.PENDING}


async def test_everybody_is_told_by_mail(office: Store) -> None:
    def addresses(tx: Tx) -> notice.Addresses:
        return notice.channels_of(
            tx, people_behind(tx, several(tx, (1,)).values()), NOW, tuple(Channel)
        )

    assert (await office.read(addresses))[CUONG] == ((Channel.MAIL, "cuong@moh.gov.vn"),)


async def test_processes_that_claim_at_once_share_what_waits(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    await opened(pair[0], work())
    for n in range(40):
        await put(pair[0], new(f"reminder:1:1:W+{n}:1"), BOTH[:1])

    claimed = await asyncio.gather(
        *(store.write(outbox.claim, f"w{n}", ALL, NOW, TERM, 7) for n, store in enumerate(pair * 4))
    )

    found = [one.notice.id for batch in claimed for one in batch]
    assert len(found) == len(set(found)) == 40


async def test_a_worker_claims_only_for_the_channels_it_serves(office: Store) -> None:
    await put(office)

    (one,) = await claim(office, channels=CHAT)

    assert (one.notice.channel, one.notice.address, one.attempt) == ("telegram", "4711", 1)
    assert one.notice.facts == {"task": 1, "content": "Báo cáo"}
    assert await office.read(outbox.has_work, (Channel.MAIL,), NOW)
    assert not await office.read(outbox.has_work, CHAT, NOW)


async def test_mail_goes_to_the_mailbox_that_is_theirs_now(office: Store) -> None:
    await put(office, by=((Channel.MAIL, "old@moh.gov.vn"),))

    (one,) = await claim(office)

    assert one.notice.address == "binh@moh.gov.vn"


async def test_what_was_delivered_is_settled_with_its_receipt(office: Store) -> None:
    await put(office, by=BOTH[1:])
    (one,) = await claim(office)
    assert await office.write(outbox.begin, one, "w1")

    assert await settle(office, one, Delivered("message 17"))

    (row,) = await office.read(rows)
    assert (row.state, row.receipt, row.attempts, row.holder) == ("sent", "message 17", 1, None)
    assert row.settled_at == later(seconds=5)
    (entry,) = await office.read(entries_about, f"notice:{row.id}")
    assert (entry.event, entry.codes) == ("notice.sent", {"attempt": 1})


async def test_what_was_deferred_comes_back_when_the_peer_said(office: Store) -> None:
    await put(office, by=BOTH[1:])
    (one,) = await claim(office)
    await office.write(outbox.begin, one, "w1")
    when = later(minutes=10)

    await settle(office, one, Deferred("4.7.0", "too many requests", when))

    assert await states(office) == [("telegram", "pending", "4.7.0 too many requests")]
    assert await claim(office, minutes=9) == []
    (again,) = await claim(office, minutes=10)
    assert again.attempt == 2


async def test_what_was_deferred_without_a_time_comes_back_after_the_pause(office: Store) -> None:
    await put(office, by=BOTH[:1])
    (one,) = await claim(office)

    await settle(office, one, Deferred("4.3.0", "busy"))

    assert await claim(office, seconds=64) == []
    assert len(await claim(office, seconds=65)) == 1


@pytest.mark.parametrize(
    ("outcome", "state", "error"),
    [
        (Refused("5.7.1", "bot was blocked by the user"), "refused", "5.7.1 bot was blocked"),
        (Uncertain("no answer in time"), "uncertain", "no answer in time"),
    ],
)
async def test_what_cannot_be_said_by_chat_goes_by_mail_instead(
    office: Store, outcome: Outcome, state: str, error: str
) -> None:
    await put(office, by=BOTH[1:])
    (one,) = await claim(office)
    await office.write(outbox.begin, one, "w1")

    await settle(office, one, outcome)

    chat, mail = await office.read(rows)
    assert chat.state == state
    assert chat.error.startswith(error)
    assert (mail.channel, mail.state, mail.address) == ("mail", "pending", "binh@moh.gov.vn")
    assert (mail.replaces, mail.facts, mail.at) == (chat.id, chat.facts, chat.at)
    assert mail.dedup_key == "reminder:1:1:T-3:1:mail"
    assert await claim(office, channels=CHAT, days=1) == [], "it is never sent again by itself"


async def test_the_mail_that_goes_anyway_stands_in_and_there_is_no_second(office: Store) -> None:
    await put(office)
    mail, chat = await claim(office)
    await office.write(outbox.begin, chat, "w1")
    await settle(office, mail, Delivered("letter:1"))

    await settle(office, chat, Uncertain("no answer in time"))

    by_mail, by_chat = await office.read(rows)
    assert (by_mail.state, by_mail.replaces) == ("sent", by_chat.id)


async def test_a_mail_that_was_refused_is_not_replaced(office: Store) -> None:
    await put(office, by=BOTH[:1])
    (one,) = await claim(office)

    await settle(office, one, Refused("5.1.3", "no such mailbox"))

    assert await states(office) == [("mail", "refused", "5.1.3 no such mailbox")]


async def test_a_dead_workers_notices_wait_again_or_stand_uncertain(office: Store) -> None:
    await put(office)
    mail, chat = await claim(office, "dead")
    assert await office.write(outbox.begin, chat, "dead")

    assert await claim(office, "w2", seconds=59) == [], "its lease still runs"
    assert await office.read(outbox.has_work, ALL, later(seconds=60))
    (again,) = await claim(office, "w2", seconds=60)

    assert again.notice.id == mail.notice.id
    by_mail, by_chat = await office.read(rows)
    assert (by_chat.state, by_chat.error, by_chat.attempts) == ("uncertain", "lease", 1)
    assert by_mail.replaces == by_chat.id
    assert await office.read(lease.holder, outbox.PREFIX + "dead", NOW) is None


async def test_who_lost_the_lease_begins_and_settles_nothing(office: Store) -> None:
    await put(office, by=BOTH[1:])
    (one,) = await claim(office, "slow")
    (again,) = await claim(office, "w2", seconds=61)

    assert not await office.write(outbox.begin, one, "slow")
    assert not await settle(office, one, Deferred("4.0.0", "late"), "slow")
    assert await office.write(outbox.begin, again, "w2")
    assert await settle(office, again, Delivered("message 18"), "w2")


async def test_an_answer_after_the_lease_may_only_say_that_it_was_delivered(office: Store) -> None:
    await put(office, by=BOTH[1:])
    (one,) = await claim(office, "slow")
    await office.write(outbox.begin, one, "slow")
    await claim(office, "w2", seconds=61)

    assert not await settle(office, one, Refused("5.0.0", "late"), "slow")
    assert (await states(office))[0] == ("telegram", "uncertain", "lease")
    assert await settle(office, one, Delivered("message 17"), "slow")
    assert (await states(office))[0] == ("telegram", "sent", None)


async def test_an_orderly_stop_gives_everything_back(office: Store) -> None:
    await put(office, by=BOTH[:1])
    await claim(office)

    assert await office.write(outbox.leave, "w1", NOW) == (1, 0)

    assert await states(office) == [("mail", "pending", None)]
    assert await office.read(lease.holder, outbox.PREFIX + "w1", NOW) is None


async def test_what_nobody_needs_any_more_is_cancelled_with_the_reason(office: Store) -> None:
    await put(office, new("a", expires=at("2026-10-22")), BOTH[:1])
    await put(office, new("b", person=CUONG), BOTH[:1])
    await put(office, new("c"), BOTH[:1])
    await office.write(disable_person, "cuong@moh.gov.vn", NOW)

    claimed = await store_claim_at(office, "2026-10-22")

    assert [one.notice.dedup_key for one in claimed] == ["c:mail"]
    assert await states(office) == [
        ("mail", "cancelled", "expired"),
        ("mail", "cancelled", "person-disabled"),
        ("mail", "claimed", None),
    ]
    (entry,) = await office.read(entries_about, "notice:1")
    assert (entry.event, entry.codes) == ("notice.cancelled", {"why": "expired"})


async def store_claim_at(store: Store, day: str) -> tuple[Claimed, ...]:
    return await store.write(outbox.claim, "w1", ALL, at(day), TERM, 32)


async def test_a_task_that_closes_takes_back_even_what_is_claimed(office: Store) -> None:
    await put(office)
    mail, chat = await claim(office)
    await office.write(outbox.begin, chat, "w1")

    await office.write(task.cancel, 1, CLI)

    assert await states(office) == [
        ("mail", "cancelled", "task-closed"),
        ("telegram", "sending", None),
    ]
    assert await office.write(outbox.settle_with_letter, mail.notice.id, accept, NOW) is None
    assert await settle(office, chat, Delivered("message 17"))


async def test_a_notice_of_no_task_is_sent_too(office: Store) -> None:
    await put(office, new("link-code:1", task=None), BOTH[:1])

    assert len(await claim(office)) == 1


def accept(tx: Tx) -> int | None:
    """Puts a letter into the spool, as the mail courier does."""
    kept = spool.accept(tx, new_letter("binh@moh.gov.vn"), NOW, later(days=5), None)
    return None if kept is None else kept.letter


async def test_a_mail_notice_and_its_letter_are_one_commit(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    await opened(pair[0], work())
    await put(pair[0], by=BOTH[:1])
    (one,) = await claim(pair[0])

    tries = [
        store.write(outbox.settle_with_letter, one.notice.id, accept, NOW)
        for store in pair
        for _ in range(5)
    ]
    letters = [letter for letter in await asyncio.gather(*tries) if letter is not None]

    assert len(letters) == 1
    (row,) = await pair[0].read(rows)
    assert (row.state, row.receipt, row.attempts) == ("sent", f"letter:{letters[0]}", 1)
    count = await pair[0].read(lambda tx: tx.value(text("SELECT count(*) FROM letter")))
    assert count == 1
    assert not await settle(pair[0], one, Delivered("letter")), "the courier's word adds nothing"


async def test_a_letter_that_cannot_be_kept_leaves_the_notice_as_it_was(office: Store) -> None:
    await put(office, by=BOTH[:1])
    (one,) = await claim(office)

    assert (
        await office.write(outbox.settle_with_letter, one.notice.id, lambda tx: None, NOW) is None
    )

    assert await states(office) == [("mail", "claimed", None)]


async def test_settled_notices_are_not_looked_through(office: Store, url: str) -> None:
    await put(office, by=BOTH[:1])
    (kept,) = await office.read(rows)
    done = {**kept._mapping, "state": "sent", "settled_at": NOW}
    many = [{**done, "id": n, "dedup_key": f"{n}"} for n in range(10, 4000)]
    await office.write(lambda tx: tx.run(insert(notices), many))
    engines = open_engines(url)
    if engines.path is None:
        await office.write(lambda tx: tx.run(text("ANALYZE")))

    look = outbox.due_by((Channel.MAIL,), NOW).limit(32)
    assert "ix_notice_due" in plan(engines, lambda tx: tx.all(look))
    assert "ix_notice_unsent" in plan(engines, lambda tx: notice.unsent(tx, NOW))
