"""The life of signing keys in the store: each step is one commit, and no domain is ever between two keys."""

import asyncio
import dataclasses
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from store import Store
from store.account import entries_about
from store.directory.change import Overtaken
from store.directory.dkim import (
    add_dkim_keys,
    adopt_dkim_key,
    dkim_keys,
    retire_dkim_keys,
    revoke_dkim_keys,
    saw_dkim_key,
    turn_dkim_keys,
)
from store.engine import open_engines
from store.migrate import ensure
from tests.store.letters import NOW
from tests.store.signing_keys import DOMAIN, FIRST, SECOND
from tests.store.test_approval_kills import looks
from work.directory import DkimKey, KeyState
from work.dkim import Sight

KEY = FIRST[0]
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
(MIGRATION,) = Path("store/migrations/versions").glob("*_the_life_of_a_signing_key.py")
BEFORE = f"{int(MIGRATION.name[:4]) - 1:04}"  # the schema before keys had lives


async def see(store: Store, keys: Sequence[DkimKey], at: timedelta, ttl: int = 0) -> None:
    """DNS shows all of *keys* at NOW + *at*."""
    for key in keys:
        sight = Sight(key.public_key, ttl=ttl)
        await store.write(saw_dkim_key, key.domain, key.selector, sight, NOW + at)


async def states(store: Store, at: timedelta) -> dict[str, KeyState]:
    return {key.selector: key.state(NOW + at) for key in await store.read(dkim_keys)}


async def key_of(store: Store, selector: str) -> DkimKey:
    return next(key for key in await store.read(dkim_keys) if key.selector == selector)


async def begun(store: Store, at: timedelta) -> list[str]:
    return [key.selector for key in await store.write(turn_dkim_keys, WEEK, NOW + at)]


@pytest.fixture
async def signing(store: Store) -> Store:
    """A domain whose first pair signs since NOW."""
    await store.write(add_dkim_keys, FIRST, NOW)
    await see(store, FIRST, timedelta())
    return store


async def test_a_key_is_published_once_dns_gives_it(store: Store) -> None:
    assert await store.write(add_dkim_keys, (KEY,), NOW)
    another = dataclasses.replace(KEY, public_key=b"another")
    assert not await store.write(add_dkim_keys, (another,), NOW), "the selector is taken"
    (key,) = await store.read(dkim_keys)
    assert (key, key.published) == (dataclasses.replace(KEY, signs_from=NOW), False)

    place = (KEY.domain, KEY.selector)
    assert await store.write(saw_dkim_key, *place, Sight(None), NOW)
    assert await store.write(saw_dkim_key, *place, Sight(KEY.public_key), NOW)
    assert not await store.write(saw_dkim_key, *place, Sight(KEY.public_key), NOW + HOUR)

    (key,) = await store.read(dkim_keys, KEY.domain)
    assert key.published
    assert (key.shown_at, key.seen_since, key.seen_at) == (NOW, NOW, NOW + HOUR)
    events = await store.read(entries_about, f"dkim:{KEY.name}")
    assert [line.event for line in events] == [
        "dkim.added", "dkim.activated", "dkim.seen", "dkim.seen"
    ]  # fmt: skip
    assert [line.codes.get("answer") for line in events][2:] == ["absent", "right"]


async def test_keys_are_added_all_or_none(store: Store) -> None:
    other = dataclasses.replace(KEY, selector="other")
    taken = dataclasses.replace(KEY, public_key=b"another")
    assert await store.write(add_dkim_keys, (KEY,), NOW)

    assert not await store.write(add_dkim_keys, (other, taken), NOW)

    assert [key.selector for key in await store.read(dkim_keys)] == [KEY.selector]


async def test_of_processes_that_add_a_key_at_once_one_adds_all_of_its_own(
    pair: tuple[Store, Store],
) -> None:
    given = tuple(
        tuple(
            dataclasses.replace(KEY, selector=selector, public_key=name.encode())
            for selector in (name, "shared")
        )
        for name in ("one", "two")
    )

    answers = await asyncio.gather(
        *(store.write(add_dkim_keys, keys, NOW) for store, keys in zip(pair, given, strict=True)),
        return_exceptions=True,
    )

    winner = answers.index(True)
    assert answers[1 - winner] is False or isinstance(answers[1 - winner], Overtaken)
    kept = await pair[0].read(dkim_keys)
    assert {key.selector for key in kept} == {key.selector for key in given[winner]}
    assert [key.active for key in kept].count(True) == 1, "both are of one kind"


async def test_a_domains_first_keys_sign_at_once_and_no_others(store: Store) -> None:
    await store.write(add_dkim_keys, FIRST[:1], NOW)
    await store.write(add_dkim_keys, FIRST[1:], NOW)
    await store.write(add_dkim_keys, SECOND, NOW)

    assert await begun(store, HOUR) == []
    assert await states(store, HOUR) == {
        "r1": KeyState.SIGNING, "e1": KeyState.SIGNING,
        "r2": KeyState.WAITING, "e2": KeyState.WAITING,
    }  # fmt: skip


async def test_a_first_key_of_its_kind_waits_where_another_kind_is_relied_on(store: Store) -> None:
    await store.write(add_dkim_keys, FIRST[:1], NOW)
    await see(store, FIRST[:1], timedelta())
    await store.write(add_dkim_keys, FIRST[1:], NOW)

    assert (await states(store, HOUR))["e1"] is KeyState.WAITING
    await see(store, FIRST[1:], HOUR)
    assert await begun(store, HOUR) == ["e1"]


@pytest.mark.parametrize(
    ("seen", "lost", "begins"), [(False, ("r1",), True), (False, (), False), (True, ("r1",), False)]
)
async def test_a_key_that_was_put_there_takes_the_place_of_one_that_is_lost_and_was_never_shown(
    store: Store, seen: bool, lost: tuple[str, ...], begins: bool
) -> None:
    await store.write(add_dkim_keys, FIRST, NOW)
    if seen:
        await see(store, FIRST, timedelta())
    put = SECOND[0]

    gone = {f"{selector}._domainkey.{DOMAIN}" for selector in lost}

    assert await store.write(adopt_dkim_key, put, gone, NOW)
    assert not await store.write(adopt_dkim_key, put, gone, NOW)

    signs = {name for name, state in (await states(store, HOUR)).items() if state == "signs"}
    assert signs == ({"r2", "e1"} if begins else {"r1", "e1"})


async def test_a_key_that_follows_waits_for_the_longest_ttl_that_was_given(signing: Store) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    absence = Sight(None, ttl=7200)  # the SOA's
    for key in SECOND:
        await signing.write(saw_dkim_key, key.domain, key.selector, absence, NOW)
    await see(signing, SECOND, HOUR, ttl=300)

    assert await begun(signing, 3 * HOUR - timedelta(seconds=1)) == []
    assert await begun(signing, 3 * HOUR) == ["r2", "e2"]

    assert await states(signing, 3 * HOUR) == {
        "r1": KeyState.RETIRING, "e1": KeyState.RETIRING,
        "r2": KeyState.SIGNING, "e2": KeyState.SIGNING,
    }  # fmt: skip
    assert {key.leave_until for key in await signing.read(dkim_keys) if key.signs_until} == {
        NOW + 3 * HOUR + WEEK
    }


@pytest.mark.parametrize("gap", [Sight(None), Sight(b"rsa two", everywhere=False), Sight(b"other")])
async def test_a_gap_in_what_dns_shows_begins_the_wait_anew(signing: Store, gap: Sight) -> None:
    await signing.write(add_dkim_keys, SECOND[:1], NOW)
    await see(signing, SECOND[:1], timedelta(), ttl=3600)
    await signing.write(saw_dkim_key, DOMAIN, "r2", gap, NOW + HOUR / 2)
    assert await begun(signing, 5 * HOUR) == []

    await see(signing, SECOND[:1], 5 * HOUR, ttl=3600)

    assert await begun(signing, 6 * HOUR - timedelta(seconds=1)) == []
    assert await begun(signing, 6 * HOUR) == ["r2"]


async def test_each_algorithm_follows_its_own(signing: Store) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    await see(signing, SECOND[1:], timedelta())

    assert await begun(signing, HOUR) == ["e2"]

    assert await states(signing, HOUR) == {
        "r1": KeyState.SIGNING, "e1": KeyState.RETIRING,
        "r2": KeyState.WAITING, "e2": KeyState.SIGNING,
    }  # fmt: skip


async def test_where_nothing_that_signs_is_shown_any_more_what_is_shown_signs_at_once(
    signing: Store,
) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    await see(signing, SECOND, timedelta(), ttl=86400)
    for key in FIRST:
        await signing.write(saw_dkim_key, DOMAIN, key.selector, Sight(None), NOW + HOUR)

    assert await begun(signing, HOUR) == ["r2", "e2"]


async def test_a_retired_keys_record_may_go_in_the_end_and_its_going_is_noted(
    signing: Store,
) -> None:
    await signing.write(add_dkim_keys, SECOND[:1], NOW)
    await see(signing, SECOND[:1], timedelta())
    await begun(signing, HOUR)
    early, over = WEEK, WEEK + HOUR

    assert (await states(signing, early))["r1"] is KeyState.RETIRING
    await signing.write(saw_dkim_key, DOMAIN, "r1", Sight(None), NOW + early)
    assert (await states(signing, early))["r1"] is KeyState.RETIRING, "too early"
    await see(signing, FIRST[:1], over)
    assert (await states(signing, over))["r1"] is KeyState.REMOVABLE

    assert await signing.write(saw_dkim_key, DOMAIN, "r1", Sight(None), NOW + over)

    assert (await states(signing, over))["r1"] is KeyState.RETIRED


async def test_a_revoked_key_never_signs_again_and_letters_wait_for_its_successor(
    signing: Store,
) -> None:
    (revoked,) = await signing.write(revoke_dkim_keys, DOMAIN, ("r1", "nobody"), NOW + HOUR)
    assert (revoked.selector, revoked.active, revoked.expected) == ("r1", False, True)
    assert await signing.write(revoke_dkim_keys, DOMAIN, ("r1",), NOW + HOUR) == ()

    await signing.write(add_dkim_keys, SECOND[:1], NOW)
    assert await begun(signing, HOUR) == []
    await see(signing, SECOND[:1], HOUR)
    assert await begun(signing, HOUR) == ["r2"]

    old = await key_of(signing, "r1")
    assert (old.state(NOW + HOUR), old.expected) == (KeyState.REVOKED, False)
    await signing.write(saw_dkim_key, DOMAIN, "r1", Sight(b""), NOW + HOUR)
    old = await key_of(signing, "r1")
    assert old.gone_at == NOW + HOUR, "DNS says so now"


async def test_a_waiting_key_that_is_revoked_never_begins(signing: Store) -> None:
    await signing.write(add_dkim_keys, SECOND[:1], NOW)
    await see(signing, SECOND[:1], timedelta())
    await signing.write(revoke_dkim_keys, DOMAIN, ("r2",), NOW)

    assert await begun(signing, HOUR) == []


async def test_a_domain_that_signs_no_more_has_no_key_that_is_expected(signing: Store) -> None:
    ended = await signing.write(retire_dkim_keys, DOMAIN, WEEK, NOW + HOUR)

    assert [key.selector for key in ended] == ["r1", "e1"]
    assert not any(key.expected for key in await signing.read(dkim_keys))
    assert await signing.write(retire_dkim_keys, DOMAIN, WEEK, NOW + HOUR) == ()


async def test_a_domain_that_signs_no_more_does_not_begin_with_keys_that_waited(
    signing: Store,
) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    await see(signing, SECOND[:1], HOUR)

    await signing.write(retire_dkim_keys, DOMAIN, WEEK, NOW + HOUR)

    assert await begun(signing, 2 * HOUR) == []
    assert (await states(signing, HOUR))["r2"] is KeyState.REVOKED


async def test_a_key_that_a_daemon_took_up_before_its_command_did_is_kept_once(
    store: Store,
) -> None:
    await store.write(adopt_dkim_key, FIRST[0], (), NOW)

    assert await store.write(add_dkim_keys, FIRST, NOW + HOUR)

    keys = await store.read(dkim_keys)
    assert [(key.selector, key.active) for key in keys] == [("r1", True), ("e1", True)]
    events = await store.read(entries_about, f"dkim:{FIRST[0].name}")
    assert [line.event for line in events] == ["dkim.added", "dkim.activated"]


async def test_a_key_that_is_put_there_lets_no_other_leave_before_its_time(signing: Store) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    await see(signing, SECOND, timedelta())
    stranger = dataclasses.replace(KEY, selector="r3", public_key=b"rsa three")

    await signing.write(adopt_dkim_key, stranger, (), NOW + HOUR)  # while no daemon ran

    assert (await states(signing, HOUR))["r1"] is KeyState.SIGNING
    await begun(signing, 2 * HOUR)
    assert (await states(signing, WEEK))["r1"] is KeyState.RETIRING


async def test_of_two_that_turn_at_once_one_does(signing: Store, pair: tuple[Store, Store]) -> None:
    await signing.write(add_dkim_keys, SECOND, NOW)
    await see(signing, SECOND, timedelta())

    turned = await asyncio.gather(
        *(store.write(turn_dkim_keys, WEEK, NOW + HOUR) for store in pair)
    )

    assert sorted(len(keys) for keys in turned) == [0, 2]


@pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)], indirect=True
)
async def test_a_rotation_that_is_killed_at_any_step_leaves_one_key_of_each_kind_signing(
    signing: Store, url: str
) -> None:
    found = await looks(url, "rotate")

    assert len(found) >= 12, "that many steps were watched"
    for keys in found:
        signs = sorted(name for name, state, _ in keys if state == "signs")
        assert signs in (["e1", "r1"], ["e2", "r2"])
        assert all(shown for _, state, shown in keys if state == "signs")
    assert {name: state for name, state, _ in found[-1]} == {
        "r1": "retiring", "e1": "retiring", "r2": "signs", "e2": "signs"
    }  # fmt: skip


def test_keys_of_an_older_store_go_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    rows = [
        ("a.vn", "s1", 1, 1, b"k", b"k"),  # signs and is shown
        ("a.vn", "s0", 0, 0, b"j", b"j"),  # retired
        ("a.vn", "s2", 2, 0, b"l", None),  # waits
        ("b.vn", "s1", 1, 1, b"k", None),  # signs, though DNS does not show it yet
    ]
    migrated(url, BEFORE)
    with sqlite3.connect(tmp_path / "old.db") as connection:
        for domain, selector, made, active, key, seen in rows:
            line = (domain, selector, "rsa", key, made * 10**6, active, seen, 9 * 10**6)
            connection.execute(f"INSERT INTO dkim_key VALUES ({','.join('?' * 8)})", line)
    connection.close()

    assert ensure(url)

    async def read() -> dict[tuple[str, str], KeyState]:
        store = Store.open(url, "test")
        keys = await store.read(dkim_keys)
        await store.close()
        return {(key.domain, key.selector): key.state(NOW) for key in keys}

    assert asyncio.run(read()) == {
        ("a.vn", "s0"): KeyState.REMOVABLE,
        ("a.vn", "s1"): KeyState.SIGNING,
        ("a.vn", "s2"): KeyState.WAITING,
        ("b.vn", "s1"): KeyState.SIGNING,
    }


def migrated(url: str, revision: str) -> None:
    """Makes a store of an older schema."""
    engines, config = open_engines(url), Config()
    config.set_main_option("script_location", "store/migrations")
    with engines.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    engines.dispose()
