"""What domains ask of TLS outlives a restart."""

from dataclasses import replace
from datetime import timedelta

from store import Store, tls
from store.account import entries_about
from tests.store.letters import NOW
from work.tls import Kept, Policy, Shown

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
