"""What domains ask of TLS outlives a restart."""

from dataclasses import replace
from datetime import timedelta

from store import Store, Tx, tls, tls_tally
from store.account import entries_about
from tests.store.letters import NOW
from work.tls import Count, Kept, Policy, Session, Shown

DAY = timedelta(days=1)
KEPT = Kept("a.vn", "1", Policy("enforce", ("mx.a.vn", "*.b.vn"), DAY), NOW)


async def test_a_policy_is_kept_until_its_end(store: Store) -> None:
    await store.write(tls.keep_policies, [KEPT], NOW)

    assert await store.read(tls.policies, NOW + DAY / 2) == (KEPT,)
    assert await store.read(tls.policies, NOW + DAY) == ()


async def test_of_two_processes_the_later_look_stands(pair: tuple[Store, Store]) -> None:
    later = replace(KEPT, number="2", fetched_at=NOW + DAY / 4)
    await pair[0].write(tls.keep_policies, [later], NOW)
    await pair[1].write(tls.keep_policies, [KEPT], NOW)

    assert await pair[1].read(tls.policies, NOW) == (later,)


async def test_what_is_over_goes(store: Store) -> None:
    await store.write(tls.keep_policies, [KEPT], NOW)
    await store.write(tls.keep_policies, [], NOW + DAY)

    assert await store.read(tls.policies, NOW) == ()


async def test_what_was_shown_rises_and_falls_only_with_time_or_by_word(store: Store) -> None:
    good = Shown("a.vn", "verified", NOW, NOW + DAY)
    less = Shown("a.vn", "encrypted", NOW + DAY / 2, NOW + 2 * DAY)
    for one in (replace(less, shown_at=NOW), good, less):
        await store.write(tls.keep_shown, [one], NOW)

    assert await store.read(tls.shown, NOW) == (good,)
    assert await store.read(tls.shown, NOW + DAY) == ()
    await store.write(tls.keep_shown, [less], NOW + DAY)
    assert await store.read(tls.shown, NOW + DAY) == (less,)
    assert await store.write(tls.forget, "a.vn", "cli:0", NOW + DAY)
    assert not await store.write(tls.forget, "a.vn", "cli:0", NOW + DAY)
    (entry,) = await store.read(entries_about, "domain:a.vn")
    assert entry.event == "tls.forget"


TODAY = NOW.date()
GOOD = Session("a.vn", "sts", "a.vn", ("version: STSv1",), ("mx.a.vn",))
BAD = replace(GOOD, fault="certificate-expired", host="mx.a.vn", address="192.0.2.1")


async def test_what_processes_count_is_added_up_by_day_and_sort(pair: tuple[Store, Store]) -> None:
    for store in (*pair, *pair):
        await store.write(tls_tally.add, [Count(TODAY, GOOD, 2), Count(TODAY, BAD, 1)])

    assert set(await pair[0].read(tls_tally.counts, TODAY, "a.vn")) == {
        Count(TODAY, GOOD, 8),
        Count(TODAY, BAD, 4),
    }
    assert await pair[0].read(tls_tally.due, TODAY) == ()
    assert await pair[0].read(tls_tally.due, TODAY + DAY) == ((TODAY, "a.vn"),)


async def test_a_day_is_reported_once_whoever_tries(pair: tuple[Store, Store]) -> None:
    accepted: list[Tx] = []
    ends = []
    for store in pair:
        await store.write(tls_tally.add, [Count(TODAY, GOOD, 1)])
        ends.append(await store.write(tls_tally.settle, TODAY, "a.vn", accepted.append, NOW))

    assert ends == [True, False]
    assert len(accepted) == 1
    assert await pair[0].read(tls_tally.due, TODAY + DAY) == ()
    later = NOW + tls_tally.KEPT + 2 * DAY
    assert not await pair[0].write(tls_tally.settle, TODAY, "b.vn", None, later)
    assert await pair[0].write(tls_tally.settle, TODAY, "a.vn", accepted.append, later)
