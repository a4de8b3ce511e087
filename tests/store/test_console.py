"""Accounts of the console on both engines: what two browsers do at once has one effect."""

import asyncio
from datetime import timedelta

import pytest

from congvu.second_key import SecondKey
from store import Store
from store.console import account, link, second, session
from store.console.second import Given, Proof
from store.console.session import NewSession
from tests.store.office import BINH, CLI, NOW, staffed
from work import totp
from work.console import Lock, Stage, Where

BINHS = "binh@moh.gov.vn"
SECRET = b"12345678901234567890"
KEY = SecondKey(bytes(range(32)))
WHERE = Where("192.0.2.7", "Firefox")
CODES = ("abcde-fghjk", "mnpqr-stuvw")


@pytest.fixture
async def office(store: Store) -> Store:
    """Binh has a password and a second factor; its first step was used up by the enrolment."""
    await staffed(store)
    drawn = link.draw("http://x")
    await store.write(link.invite, BINHS, drawn, CLI)
    assert await store.write(link.use, drawn.token, "hash", WHERE, NOW) == BINH
    number = await begun(store, b"enrol", Stage.ENROL)
    assert await store.write(second.offer, BINH, SECRET, KEY) == SECRET
    code = totp.code(SECRET, totp.step_of(NOW))
    given = Given(number, code, b"enrolled")
    assert await store.write(second.enrol, given, CODES, KEY, NOW) is Proof.RIGHT
    return store


async def begun(store: Store, token: bytes, stage: Stage = Stage.SECOND) -> int:
    return await store.write(session.begin, NewSession(token, BINH, stage, WHERE), NOW)


async def test_one_code_that_two_browsers_bring_at_once_lets_one_in(
    office: Store, pair: tuple[Store, Store]
) -> None:
    numbers = [await begun(office, name) for name in (b"one", b"two")]
    later = NOW + timedelta(seconds=30)
    code = totp.code(SECRET, totp.step_of(later))
    brought = [Given(number, code, f"in-{number}".encode()) for number in numbers]

    done = await asyncio.gather(
        *(
            store.write(second.prove, given, KEY, later)
            for store, given in zip(pair, brought, strict=True)
        )
    )

    assert sorted(done) == [Proof.RIGHT, Proof.WRONG]


async def test_one_recovery_code_that_two_browsers_bring_at_once_lets_one_in(
    office: Store, pair: tuple[Store, Store]
) -> None:
    numbers = [await begun(office, name) for name in (b"one", b"two")]
    brought = [Given(number, CODES[0], f"in-{number}".encode()) for number in numbers]

    done = await asyncio.gather(
        *(
            store.write(second.prove, given, KEY, NOW)
            for store, given in zip(pair, brought, strict=True)
        )
    )

    assert sorted(done) == [Proof.RIGHT, Proof.WRONG]


async def test_a_link_that_is_used_twice_at_once_sets_one_password(
    office: Store, pair: tuple[Store, Store]
) -> None:
    drawn = link.draw("http://x")
    await office.write(link.invite, BINHS, drawn, CLI)

    done = await asyncio.gather(
        *(
            store.write(link.use, drawn.token, hashed, WHERE, NOW)
            for store, hashed in zip(pair, ("first", "second"), strict=True)
        )
    )

    assert sorted(done, key=str) == [BINH, None]
    kept = await office.read(account.of_person, BINH)
    assert kept is not None
    assert kept.password == ("first" if done[0] == BINH else "second")


async def test_wrong_codes_from_many_sessions_at_once_are_all_counted(
    office: Store, pair: tuple[Store, Store]
) -> None:
    numbers = [await begun(office, f"guess-{turn}".encode()) for turn in range(second.WRONG_MOST)]

    results = await asyncio.gather(
        *(
            pair[turn % 2].write(second.prove, Given(number, "000000", b"x"), KEY, NOW)
            for turn, number in enumerate(numbers)
        )
    )
    assert results.count(Proof.LOCKED) == 1
    kept = await office.read(account.of_person, BINH)
    assert kept is not None
    assert kept.locked(NOW) is Lock.SECOND
    assert await office.read(session.of_person, BINH, NOW) == ()
    assert await office.write(account.unlock, BINH, CLI) is Lock.SECOND
    assert await office.write(account.unlock, BINH, CLI) is None


async def test_no_more_than_three_letters_an_hour_are_sent_to_a_mailbox(office: Store) -> None:
    for turn in range(5):
        drawn = link.draw(f"http://{turn}")
        await office.write(link.ask_reset, BINHS, drawn, WHERE, NOW + timedelta(seconds=turn))
        there = await office.read(link.whose, drawn.token, NOW + timedelta(minutes=1))
        assert (there is not None) == (turn < 3), turn
