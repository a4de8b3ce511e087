"""Suspended domains: what is kept waiting, for how long, and how it goes on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from store import Store, claim, suspension
from store.account import entries_about
from store.spool import Key, Settlement
from store.suspension import Asleep
from tests.store.letters import END, MINUTE, NOW, accepted, new_letter, states
from work.letter import State
from work.suspension import BY_RULE, RULE, Suspension, suspended_domain

ONE = "worker:one"
HOUR = timedelta(hours=1)
YTE = Suspension("yte.gov.vn", NOW, None, "máy chủ bảo trì", "cli:0")


async def test_it_stands_until_it_is_resumed(store: Store) -> None:
    await store.write(suspension.suspend, YTE)

    assert await store.read(suspension.standing, NOW + timedelta(days=30)) == {"yte.gov.vn": YTE}
    assert await store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW) == 0
    assert await store.read(suspension.standing, NOW) == {}
    assert await store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW) is None


async def test_it_ends_by_itself_and_the_last_word_counts(store: Store) -> None:
    await store.write(suspension.suspend, YTE)
    short = Suspension("yte.gov.vn", NOW, NOW + HOUR, "một giờ", "cli:0")
    await store.write(suspension.suspend, short)

    assert await store.read(suspension.standing, NOW + HOUR - MINUTE) == {"yte.gov.vn": short}
    assert await store.read(suspension.standing, NOW + HOUR) == {}


async def test_two_people_may_suspend_it_at_once(pair: tuple[Store, Store]) -> None:
    for domain in (f"n{number}.gov.vn" for number in range(10)):
        mine = replace(YTE, domain=domain)
        theirs = replace(mine, by="cli:7")
        writes = (
            one.write(suspension.suspend, new)
            for one, new in zip(pair, (mine, theirs), strict=True)
        )
        await asyncio.gather(*writes)

        standing = await pair[0].read(suspension.standing, NOW)
        assert standing[domain] in (mine, theirs)


async def test_what_is_parked_waits_says_why_and_is_due_once_resumed(store: Store) -> None:
    await store.write(suspension.suspend, YTE)
    number = await accepted(store, new_letter("a@yte.gov.vn", "b@yte.gov.vn"), ONE)
    keys = [Key(number, position, 0) for position in range(2)]
    await store.write(suspension.park, ONE, [Asleep(key, YTE.domain) for key in keys], NOW)

    assert await states(store, number) == [(State.WAITING, 0, None)] * 2
    assert await store.write(claim.claim, ONE, NOW + HOUR - MINUTE, 10) == ()
    (again,) = await store.write(claim.claim, ONE, NOW + HOUR, 10)
    assert [suspended_domain(past.hold) for past in again.past] == ["yte.gov.vn"] * 2
    await store.write(claim.release, ONE, NOW + HOUR)

    assert await store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW) == 2
    assert len(await store.write(claim.claim, ONE, NOW, 10)) == 1


async def test_only_what_is_claimed_by_oneself_is_parked(store: Store) -> None:
    number = await accepted(store, new_letter("a@yte.gov.vn"), ONE)

    await store.write(suspension.park, "worker:two", [Asleep(Key(number, 0, 0), YTE.domain)], NOW)

    assert await states(store, number) == [(State.CLAIMED, 0, ONE)]


async def test_what_was_resumed_meanwhile_is_due_at_once(pair: tuple[Store, Store]) -> None:
    worker, operator = pair
    await operator.write(suspension.suspend, YTE)
    number = await accepted(worker, new_letter("a@yte.gov.vn"), ONE)
    await operator.write(suspension.resume, YTE.domain, "cli:0", NOW)

    await worker.write(suspension.park, ONE, [Asleep(Key(number, 0, 0), YTE.domain)], NOW)

    (again,) = await worker.write(claim.claim, ONE, NOW, 10)
    assert again.past[0].hold is None


async def test_a_new_end_counts_for_what_waits_already(store: Store) -> None:
    await store.write(suspension.suspend, replace(YTE, until=NOW + 48 * HOUR))
    number = await accepted(store, new_letter("a@yte.gov.vn"), ONE)
    parked = [Asleep(Key(number, 0, 0), YTE.domain)]
    await store.write(suspension.park, ONE, parked, NOW)
    await store.write(suspension.suspend, replace(YTE, since=NOW + MINUTE, until=NOW + HOUR))

    assert len(await store.write(claim.claim, ONE, NOW + MINUTE, 10)) == 1
    await store.write(suspension.park, ONE, parked, NOW + MINUTE)
    assert await store.write(claim.claim, ONE, NOW + HOUR - MINUTE, 10) == ()
    assert len(await store.write(claim.claim, ONE, NOW + HOUR, 10)) == 1


async def test_who_did_it_stands_in_the_account(store: Store) -> None:
    await store.write(suspension.suspend, YTE)
    await store.write(suspension.resume, "yte.gov.vn", "cli:7", NOW)

    told = await store.read(entries_about, "domain:yte.gov.vn")

    assert [(one.event, one.codes["by"]) for one in told] == [
        ("queue.suspend", "cli:0"),
        ("queue.resume", "cli:7"),
    ]
    assert "bảo trì" not in str(told)


async def test_of_two_workers_that_a_rule_makes_suspend_it_one_is_first(
    pair: tuple[Store, Store],
) -> None:
    ruled = replace(YTE, until=NOW + HOUR, by=BY_RULE)

    first = await asyncio.gather(*(one.write(suspension.suspend_by_rule, ruled) for one in pair))

    assert sorted(first) == [False, True]
    again = replace(ruled, since=NOW + HOUR, until=NOW + 2 * HOUR)
    assert await pair[0].write(suspension.suspend_by_rule, again), "the first one is over"
    told = await pair[0].read(entries_about, "domain:yte.gov.vn")
    assert [one.codes["by"] for one in told] == [BY_RULE] * 2


async def test_who_is_told_late_waits_on_with_a_report_in_one_change(store: Store) -> None:
    await store.write(suspension.suspend, replace(YTE, until=NOW + 48 * HOUR))
    number = await accepted(store, new_letter("a@yte.gov.vn", "b@yte.gov.vn"), ONE)
    late = [_late(Key(number, position, 0)) for position in range(2)]
    report = new_letter("an@bn.gov.vn", sender="")

    assert await store.write(suspension.park_told, "worker:two", late, report, NOW, END) == set()
    assert await states(store, number) == [(State.CLAIMED, 0, ONE)] * 2, "nothing was changed"
    had = await store.write(suspension.park_told, ONE, late, report, NOW, END)

    assert had == {one.key for one in late}
    assert await states(store, number) == [(State.WAITING, 0, None)] * 2
    asleep, _ = sorted(
        await store.write(claim.claim, ONE, NOW + 48 * HOUR, 10),
        key=lambda one: one.parcel.letter,
    )
    assert [past.delay_told for past in asleep.past] == [True, True]
    assert [one.event for one in await store.read(entries_about, f"letter:{number}")] == [
        "accepted",
        "reported",
    ]


async def test_who_is_to_be_told_is_looked_at_then(store: Store) -> None:
    await store.write(suspension.suspend, replace(YTE, until=NOW + 48 * HOUR))
    number = await accepted(store, new_letter("a@yte.gov.vn"), ONE)
    asleep = Asleep(Key(number, 0, 0), YTE.domain, NOW + 4 * HOUR)
    await store.write(suspension.park, ONE, [asleep], NOW)

    assert await store.write(claim.claim, ONE, NOW + 4 * HOUR - MINUTE, 10) == ()
    assert len(await store.write(claim.claim, ONE, NOW + 4 * HOUR, 10)) == 1


def _late(key: Key) -> Settlement:
    held = f"{RULE}{YTE.domain}"
    return Settlement(key, State.WAITING, "4.3.2", "", State.CLAIMED, hold=held, delay_told=True)
