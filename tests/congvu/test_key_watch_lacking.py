"""A machine that lacks the private half of a key signs with what it has, and with nothing that DNS does not show."""

import asyncio
from pathlib import Path

import pytest

from mail.sign import Stalled
from store.directory.dkim import revoke_dkim_keys
from tests.congvu.test_key_watch import DAY, DOMAIN, HOUR, MINUTE, Daemon, _short, daemon, names
from work.directory import DkimKey

__all__ = ["_short"]


async def turned(d: Daemon) -> tuple[tuple[DkimKey, ...], tuple[DkimKey, ...]]:
    """A pair that followed another a moment ago, both of which DNS shows."""
    first = await d.new()
    d.publish(*first)
    await d.after()
    d.clock.forward(DAY)
    second = await d.new()
    d.publish(*second)
    await d.after(MINUTE)
    assert await d.after(HOUR) == names(second)
    return first, second


async def test_a_machine_without_the_files_of_new_keys_signs_with_those_before_while_dns_shows_them(
    tmp_path: Path,
) -> None:
    async with daemon(tmp_path) as d:
        (old, _), second = await turned(d)
        for key in second:
            (tmp_path / "dkim" / DOMAIN / f"{key.selector}.pem").rename(tmp_path / key.selector)
        assert await d.after(MINUTE) == names(await d.before(second))
        assert (d.said("key.missing"), d.said("signing.stalled")) == (2, 0)
        assert d.watch.records[old.selector, DOMAIN] is not None

        d.hide(old)
        found = await d.after(10 * MINUTE)
        assert isinstance(found, set)
        assert old.selector not in found, "no key signs that DNS does not show"
        assert len(found) == 1
        d.publish(old)
        assert isinstance(await d.after(2 * DAY), Stalled), "its record may be gone too soon"
        assert d.said("signing.stalled") == 1

        for key in second:
            (tmp_path / key.selector).rename(tmp_path / "dkim" / DOMAIN / f"{key.selector}.pem")
        assert await d.after(MINUTE) == names(second)


async def test_where_one_file_alone_is_missing_the_key_before_it_signs_beside_the_other(
    tmp_path: Path,
) -> None:
    async with daemon(tmp_path) as d:
        first, (rsa, ed25519) = await turned(d)
        (tmp_path / "dkim" / DOMAIN / f"{rsa.selector}.pem").unlink()

        assert await d.after(MINUTE) == {first[0].selector, ed25519.selector}


async def test_no_key_stands_in_behind_a_revocation(tmp_path: Path) -> None:
    async with daemon(tmp_path) as d:
        _, (rsa, ed25519) = await turned(d)
        await d.store.write(revoke_dkim_keys, DOMAIN, (rsa.selector,), d.clock.now())
        (tmp_path / "dkim" / DOMAIN / f"{ed25519.selector}.pem").unlink()

        assert isinstance(await d.after(MINUTE), Stalled)


async def test_who_hears_the_same_ring_reads_the_files_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with daemon(tmp_path) as d:
        first = await d.new()
        read, reload = [0], d.ring.reload

        def counted() -> tuple[str, ...]:
            read[0] += 1
            return reload()

        monkeypatch.setattr(d.ring, "reload", counted)
        both = await asyncio.gather(d.watch.refresh(), d.watch.refresh(), d.watch.refresh())
        assert (read, [len(keys) for keys in both]) == ([1], [2, 2, 2])

        async with asyncio.TaskGroup() as group:
            group.create_task(d.watch.refresh())
            await asyncio.sleep(0.001)  # it has begun: what changes now it may not have seen
            await d.store.write(revoke_dkim_keys, DOMAIN, names(first), d.clock.now())
            late = group.create_task(d.watch.refresh())
        assert all(key.revoked_at is not None for key in late.result())
