"""The oldest of each kind that should have moved, on both engines."""

from datetime import timedelta

from store import Store, claim, mailbox, progress, queue, spool
from store.engine import open_engines
from store.spool import Key, Settlement
from tests.store.letters import DAY, END, MINUTE, NOW, accepted, new_letter, settle
from tests.store.plans import statements
from work.letter import State

ONE = "worker:one"
HOUR = timedelta(hours=1)


async def test_where_nothing_waits_nothing_is_old(store: Store) -> None:
    assert await store.read(progress.oldest, NOW, NOW) == {}


async def test_what_is_due_in_hand_and_overaged_is_told_by_its_oldest(store: Store) -> None:
    first = await accepted(store, new_letter())
    await accepted(store, new_letter(release_at=NOW + 30 * DAY), end=NOW + 60 * DAY)
    assert await store.read(progress.oldest, NOW + HOUR, NOW) == {"due": NOW}

    await store.write(claim.claim, ONE, NOW, 10)
    assert await store.read(progress.oldest, NOW + HOUR, NOW) == {"in-hand": NOW}

    await spool_begun(store, first)
    assert await store.read(progress.oldest, END, NOW) == {"in-hand": NOW, "overaged": END}
    later = Settlement(Key(first, 0, 1), State.WAITING, "4.0.0", "x", not_before=NOW + 2 * HOUR)
    await settle(store, ONE, later)
    assert await store.read(progress.oldest, NOW + HOUR, NOW) == {}
    assert await store.read(progress.oldest, NOW + 3 * HOUR, NOW) == {"due": NOW + 2 * HOUR}
    await settle(store, ONE, later._replace(state=State.UNCERTAIN, not_before=NOW + HOUR))
    assert await store.read(progress.oldest, NOW + 3 * HOUR, NOW) == {"due": NOW + HOUR}


async def spool_begun(store: Store, number: int) -> None:
    assert await store.write(spool.begin, ONE, (Key(number, 0, 0),))


async def test_a_mailbox_is_as_old_as_the_last_answer_of_its_server(store: Store) -> None:
    await store.write(mailbox.enrol, [("a", "INBOX"), ("b", "INBOX")], NOW)
    await store.write(mailbox.prove, ("b", "INBOX"), NOW + MINUTE)
    assert await store.read(progress.oldest, NOW + HOUR, NOW) == {"mailboxes": NOW}


async def test_held_letters_are_overaged_only_once_their_time_is_over(store: Store) -> None:
    number = await accepted(store, new_letter(hold="operator"), end=NOW + DAY)
    assert await store.read(progress.oldest, NOW + HOUR, NOW) == {}
    assert await store.read(progress.oldest, NOW + DAY, NOW) == {"overaged": NOW + DAY}

    await store.write(queue.release, number, "cli:0", NOW, END)
    assert await store.read(progress.oldest, NOW + MINUTE, NOW) == {"due": NOW}


async def test_it_costs_the_same_however_much_is_stored(url: str) -> None:
    engines = open_engines(url)
    asked = statements(engines, progress.oldest, NOW, NOW)
    if engines.path is None:  # its planner goes by statistics that an empty table lacks
        return
    with engines.reader.connect() as connection:
        plans = [
            str(row[3])
            for sql, params in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", params)
        ]

    assert len(plans) >= 8
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan] == []
