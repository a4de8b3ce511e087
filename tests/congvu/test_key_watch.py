"""The daemon's watch over its keys: it changes them when DNS is ready, and signs with nothing that DNS does not show."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from congvu.dkim_key import BOTH, Files, new_keys
from congvu.key_watch import KeyWatch, leave_for
from mail.sign import Keyring, SigningKey, Stalled, dns_record, keep_pem, new_pem
from mail.witness import Witnesses
from store import Store
from store.directory.dkim import add_dkim_keys, dkim_keys, revoke_dkim_keys
from tests.congvu.test_worker import until
from tests.mail.relaying import SetClock
from tests.stores import empty_store
from tests.zones import Zone, zone_server
from work.directory import DkimKey, KeyState

DOMAIN = "bn.gov.vn"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Daemon:
    """A watch with all that it watches; *lines* are its log."""

    folder: Path
    store: Store
    zone: Zone
    clock: SetClock
    ring: Keyring
    watch: KeyWatch
    lines: list[Any]

    async def new(self) -> tuple[DkimKey, ...]:
        """A new pair, which waits."""
        keys = new_keys(Files(self.folder / "dkim"), DOMAIN, BOTH, self.clock.now())
        assert await self.store.write(add_dkim_keys, keys, self.clock.now())
        return keys

    def publish(self, *keys: DkimKey, ttl: int = 0) -> None:
        for key in keys:
            self.zone.txt(key.name, dns_record(key.public_key, key.algorithm), ttl=ttl)

    def hide(self, *keys: DkimKey) -> None:
        for key in keys:
            del self.zone.records[key.name, "TXT"]

    async def after(self, span: timedelta = timedelta()) -> set[str] | Stalled:
        """What signs once the watch has looked, *span* from now."""
        self.clock.forward(span)
        await self.watch.once()
        return self.signs()

    def signs(self) -> set[str] | Stalled:
        found = self.ring.keys_for(DOMAIN)
        return found if isinstance(found, Stalled) else {key.selector for key in found}

    async def before(self, keys: tuple[DkimKey, ...]) -> tuple[DkimKey, ...]:
        """The keys that signed before *keys* did."""
        mine = names(keys)
        return tuple(k for k in await self.store.read(dkim_keys) if k.selector not in mine)

    async def states(self) -> dict[str, KeyState]:
        keys = await self.store.read(dkim_keys)
        return {key.selector: key.state(self.clock.now()) for key in keys}

    def said(self, event: str) -> int:
        """How often the log has had *event* since it was last asked for it."""
        found = [line for line in self.lines if line["event"] == event]
        self.lines[:] = [line for line in self.lines if line["event"] != event]
        return len(found)


def watch_of(
    store: Store, ring: Keyring, zone: Zone, clock: SetClock, holder: str = "worker:1"
) -> KeyWatch:
    witnesses = Witnesses([("127.0.0.1", zone.port)])
    return KeyWatch(store, ring, None, witnesses, clock, holder, leave_for(5 * DAY))


@asynccontextmanager
async def daemon(folder: Path) -> AsyncIterator[Daemon]:
    store, clock = Store.open(empty_store(folder), "test"), SetClock()
    ring = Keyring(folder / "dkim")
    with zone_server(Zone()) as zone, structlog.testing.capture_logs() as lines:
        watch = watch_of(store, ring, zone, clock)
        yield Daemon(folder, store, zone, clock, ring, watch, lines)
    await store.close()


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.witness.PATIENCE_SECONDS", 0.3)


def names(keys: tuple[DkimKey, ...]) -> set[str]:
    return {key.selector for key in keys}


async def test_a_pair_follows_another_without_a_moment_unsigned_or_unseen(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        assert await d.after() == names(first), "nobody relies on their records yet"
        d.publish(*first)
        assert await d.after(10 * MINUTE) == names(first)

        d.zone.absence = 7200
        d.clock.forward(DAY)
        second = await d.new()
        d.publish(*first, ttl=300)
        assert await d.after(MINUTE) == names(first)
        d.publish(*second, ttl=300)
        assert await d.after(MINUTE) == names(first)
        assert await d.after(2 * HOUR - timedelta(seconds=1)) == names(first)
        assert await d.after(timedelta(seconds=1)) == names(second)
        assert d.said("key.signs") == 2

        d.hide(*first)
        assert await d.after(HOUR) == names(second)
        assert d.said("key.removed-early") == 2
        d.publish(*first)
        await d.after(7 * DAY)
        assert set((await d.states()).values()) == {KeyState.REMOVABLE, KeyState.SIGNING}
        d.hide(*first)
        await d.after(HOUR)
        assert set((await d.states()).values()) == {KeyState.RETIRED, KeyState.SIGNING}
        asked = len(d.zone.asked)
        await d.after(HOUR)
        assert not {key.name for key in first} & {name for name, _ in d.zone.asked[asked:]}


async def test_a_switch_does_not_wait_for_the_next_round_of_looks(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        d.publish(*first)
        await d.after()
        d.clock.forward(DAY)
        d.publish(*await d.new(), ttl=30)

        assert await d.watch.once() == pytest.approx(30)


async def test_a_record_that_vanishes_is_missed_twice_before_its_key_signs_no_more(
    tmp_path: Path,
) -> None:
    async with daemon(tmp_path) as d:
        rsa, ed25519 = first = await d.new()
        d.publish(*first)
        await d.after()

        d.hide(rsa)
        assert await d.after(10 * MINUTE) == names(first)
        assert (d.said("key.doubted"), d.said("key.unpublished")) == (1, 0)
        assert await d.after(MINUTE) == {ed25519.selector}, "the other one goes on"
        assert d.said("key.unpublished") == 1
        assert d.watch.stalled() == {"signing": 0.0}

        d.publish(rsa)
        assert await d.after(10 * MINUTE) == names(first)


async def test_a_record_is_missed_again_only_a_minute_later_whatever_happens_meanwhile(
    tmp_path: Path,
) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        d.publish(*first)
        await d.after()
        d.hide(*first)  # as a zone that is being loaded anew
        await d.after(10 * MINUTE)
        asked = len(d.zone.asked)

        for _ in range(3):  # rings of other changes
            assert await d.after(timedelta(seconds=1)) == names(first)

        assert len(d.zone.asked) == asked
        d.publish(*first)
        assert await d.after(MINUTE) == names(first)
        assert d.said("key.unpublished") == 0


async def test_a_clock_that_was_set_back_does_not_put_looks_off(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        d.publish(*first)
        await d.after(30 * DAY)
        d.hide(*first)

        await d.after(-29 * DAY)

        assert d.said("key.doubted") == 2


async def test_a_revoked_key_signs_no_more_while_name_servers_keep_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.witness.PATIENCE_SECONDS", 30)
    async with daemon(tmp_path) as d:
        rsa, ed25519 = first = await d.new()
        d.zone.silent = {key.name for key in first}
        running = asyncio.ensure_future(d.watch.run())
        await until(lambda: len(d.zone.asked) >= 2)  # and no answer comes

        await d.store.write(revoke_dkim_keys, DOMAIN, (rsa.selector,), d.clock.now())

        await until(lambda: d.signs() == {ed25519.selector})
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_where_no_key_is_shown_any_more_letters_wait_until_one_is(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        d.publish(*first)
        await d.after()
        for key in first:
            d.zone.txt(key.name, "v=DKIM1; p=")
        await d.after(10 * MINUTE)

        stalled = await d.after(MINUTE)

        assert isinstance(stalled, Stalled)
        assert [reason.split(": ")[1] for reason in stalled.reasons] == ["DNS shows another"] * 2
        assert d.said("signing.stalled") == 1
        assert d.watch.stalled()["signing"] > 0
        await d.after(10 * MINUTE)
        assert d.said("signing.stalled") == 0, "it is told once"

        d.publish(first[0])
        assert await d.after(MINUTE) == {first[0].selector}, "letters wait for it"
        assert d.said("signing.resumed") == 1
        assert d.watch.stalled() == {"signing": 0.0}


async def test_an_answer_that_does_not_come_changes_nothing(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        d.publish(*first)
        await d.after()
        d.zone.silent = {key.name for key in first}

        assert await d.after(DAY) == names(first)
        assert await d.after(MINUTE) == names(first)
        assert d.said("key.unseen") == 4


async def test_a_revoked_key_stops_and_is_told_of_until_dns_says_so(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        rsa, ed25519 = first = await d.new()
        d.publish(*first)
        await d.after()
        await d.store.write(revoke_dkim_keys, DOMAIN, (rsa.selector,), d.clock.now())

        assert await d.after() == {ed25519.selector}
        await d.after(10 * MINUTE)
        assert d.said("key.still-shown") == 1
        d.zone.txt(rsa.name, "v=DKIM1; k=rsa; p=")
        await d.after(10 * MINUTE)
        await d.after(DAY)
        assert d.said("key.still-shown") == 0


async def test_a_key_whose_file_is_missing_or_open_does_not_sign_and_comes_back(
    tmp_path: Path,
) -> None:
    async with daemon(tmp_path) as d:
        rsa, ed25519 = first = await d.new()
        d.publish(*first)
        await d.after()
        path = tmp_path / "dkim" / DOMAIN / f"{rsa.selector}.pem"
        path.chmod(0o644)
        assert await d.after(MINUTE) == {ed25519.selector}
        await d.after(MINUTE)
        assert d.said("key.unread") == 1, "it is told once"

        path.chmod(0o600)
        assert await d.after(MINUTE) == names(first)


async def test_of_several_workers_one_asks_and_all_follow(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        other_ring = Keyring(tmp_path / "dkim")
        other = watch_of(d.store, other_ring, d.zone, d.clock, "worker:2")
        first = await d.new()
        d.publish(*first)
        await d.after()
        asked = len(d.zone.asked)

        await other.once()

        assert len(d.zone.asked) == asked
        found = other_ring.keys_for(DOMAIN)
        assert not isinstance(found, Stalled)
        assert {key.selector for key in found} == names(first)
        assert all(isinstance(key, SigningKey) for key in found)


@pytest.mark.parametrize(("max_age", "days"), [(HOUR, 7), (5 * DAY, 7), (10 * DAY, 12)])
def test_a_record_stays_for_the_letters_here_and_at_the_next_hop(
    max_age: timedelta, days: int
) -> None:
    assert leave_for(max_age) == days * DAY


async def test_a_key_file_that_was_put_there_is_taken_up_at_the_start(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        rsa, ed25519 = await d.new()
        folder = tmp_path / "dkim" / DOMAIN
        (folder / f"{rsa.selector}.pem").rename(folder / "own.pem")
        keep_pem(tmp_path / "dkim", "other.vn", rsa.selector, new_pem("rsa"))

        await d.watch.begin()

        assert d.signs() == {"own", ed25519.selector}, "in place of the one that is lost"
        assert d.ring.signs("other.vn")
        assert d.said("key.adopted") == 2
        keep_pem(tmp_path / "dkim", DOMAIN, "later", new_pem("rsa"))
        assert await d.after(MINUTE) == {"own", ed25519.selector}
        await d.watch.begin()
        assert (await d.states())["later"] is KeyState.WAITING, "another of its kind signs"
