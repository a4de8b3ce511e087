"""Certificates of logins, whence logins came in, and how often others guessed."""

from datetime import timedelta

import pytest

from store import Store
from store.directory import load
from store.directory.certificates import add_certificate, remove_certificate
from store.directory.change import Conflict, Effect
from store.directory.logins import add_login
from store.directory.ways import (
    WAYS_COUNT,
    WAYS_MOST,
    guesses_since,
    recent_guesses,
    remember,
    ways,
)
from tests.store.test_directory import NOW, OFFICE, add
from work.directory import Certificate, Login
from work.way import Guesses, Way

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ONE = Certificate("relay", "ab" * 32, b"one", NOW - DAY, NOW + DAY)


@pytest.fixture
async def office(store: Store) -> Store:
    """A store with two logins."""
    await add(store, OFFICE)
    for name in ("relay", "other"):
        await store.write(add_login, Login(name, "G22", "hash"), NOW)
    return store


async def test_a_certificate_stands_in_the_directory_until_it_is_removed(office: Store) -> None:
    ear = office.bell.ear("directory")
    while await ear.heard(0.1):
        pass
    assert await office.write(add_certificate, ONE, NOW) is Effect.DONE
    assert await ear.heard(5)
    assert (await office.read(load)).certificates == {ONE.fingerprint: ONE}
    assert await office.write(add_certificate, ONE, NOW) is Effect.ALREADY

    assert await office.write(remove_certificate, "other", ONE.fingerprint, NOW) is Effect.UNKNOWN
    assert await office.write(remove_certificate, "relay", ONE.fingerprint, NOW) is Effect.DONE
    assert (await office.read(load)).certificates == {}
    assert await office.write(remove_certificate, "relay", ONE.fingerprint, NOW) is Effect.UNKNOWN


async def test_a_certificate_has_one_login_that_is_there(office: Store) -> None:
    await office.write(add_certificate, ONE, NOW)
    others = Certificate("other", ONE.fingerprint, b"one", NOW, NOW)
    nobodys = Certificate("nobody", "cd" * 32, b"two", NOW, NOW)

    taken = Conflict(0, "certificate", ONE.fingerprint, "taken", "relay")
    assert await office.write(add_certificate, others, NOW) == taken
    assert await office.write(add_certificate, nobodys, NOW) is Effect.UNKNOWN


async def test_ways_are_kept_once_with_their_last_time(office: Store) -> None:
    came = (Way("relay", "192.0.2.1", NOW), Way("relay", "2001:db8::1", NOW + HOUR))
    await office.write(remember, came, ())
    await office.write(remember, (Way("relay", "192.0.2.1", NOW + DAY),), ())
    await office.write(remember, (Way("relay", "192.0.2.1", NOW),), ())
    await office.write(remember, (Way("nobody", "192.0.2.1", NOW),), ())

    kept = (Way("relay", "192.0.2.1", NOW + DAY), came[1])
    assert await office.read(ways, NOW + DAY) == kept
    assert await office.read(ways, NOW + WAYS_COUNT + HOUR + HOUR) == kept[:1]


async def test_of_one_login_the_latest_ways_are_kept(office: Store) -> None:
    many = [Way("relay", f"192.0.2.{n}", NOW + n * HOUR) for n in range(WAYS_MOST + 5)]
    for part in (many[:40], many[40:]):
        await office.write(remember, part, ())

    assert {way.address for way in await office.read(ways, NOW)} == {
        way.address for way in many[5:]
    }


async def test_guesses_add_up_by_the_hour_and_the_last_one_is_named(office: Store) -> None:
    first = Guesses("relay", 3, 1, "192.0.2.1", NOW)
    second = Guesses("relay", 2, 40, "192.0.2.2", NOW + 2 * HOUR)
    await office.write(remember, (), (first, Guesses("nobody", 9, 9, "192.0.2.9", NOW)))
    await office.write(remember, (), (first,))
    await office.write(remember, (), (second,))

    found = await office.read(recent_guesses, "relay", NOW + 3 * HOUR)
    assert found == Guesses("relay", 8, 42, "192.0.2.2", NOW + 2 * HOUR)
    assert await office.read(recent_guesses, "other", NOW) is None
    assert await office.read(recent_guesses, "relay", NOW + 2 * DAY) is None
    assert await office.read(guesses_since, NOW + HOUR) == (2, 40)
    assert await office.read(guesses_since, NOW + DAY) == (0, 0)
