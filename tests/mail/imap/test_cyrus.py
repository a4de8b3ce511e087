"""The same watch over a real Cyrus, which names, numbers, announces and hands out in ways of its own."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from store import mailbox
from tests.mail.imap.test_suite import SEED, known_by, scrambled
from tests.mail.imap.test_watch import BROKEN, letter, numbers, wire
from tests.mail.imap.watching import Watching
from tests.mail.peers.cyrus import Cyrus, cyrus, done
from tests.mail.peers.daemon import Tls
from tests.suites import suite

FILED = "INBOX.Đã tiếp nhận & lưu"
ON_THE_WIRE = '"INBOX.&ARAA4w- ti&Hr8-p nh&Hq0-n &- l&AbA-u"'


@pytest_asyncio.fixture
async def peer(tls: Tls) -> AsyncIterator[Cyrus]:
    """The server."""
    async with cyrus(tls) as running:
        yield running


async def test_what_comes_is_taken_once_whatever_happens_to_the_server_and_its_numbers(
    watching: Watching, peer: Cyrus
) -> None:
    peer.put(letter(1))
    async with watching.awake():
        await watching.letters(1)
        await watching.watched()
        peer.put(letter(2))
        await watching.letters(2, seconds=10)  # by IDLE: it asks by itself every two minutes
        await peer.kill()
        await peer.start()
        peer.put(letter(3))
        await watching.letters(3)
        await watching.watched()
        before = await watching.state()
        await asyncio.to_thread(peer.renumber)
        peer.put(letter(4))
        found = await watching.letters(4)
        await watching.watched()

    after = await watching.state()
    assert [one.subject for one in found] == numbers(4)
    assert (before.validity != after.validity, after.uid) == (True, 4)
    assert len(await watching.store.read(mailbox.seen, watching.box.key, after.validity or 0)) == 4
    assert [await watching.octets(one) for one in found[3:]] == peer.shown()[3:]


@pytest.mark.parametrize("flag", [r"\Seen", "DaTiepNhan"])
async def test_what_was_taken_bears_the_flag(watching: Watching, peer: Cyrus, flag: str) -> None:
    peer.put(letter(1))
    peer.put(letter(2))
    async with watching.awake(after="flag", flag=flag):
        await watching.watched()
        peer.put(letter(3))
        await watching.letters(3)
        await watching.watched()
    with peer.client() as client:
        done(client.select("INBOX", readonly=True))
        _, marked = client.search(None, "SEEN" if flag == r"\Seen" else f"KEYWORD {flag}")
    assert marked == [b"1 2 3"]


async def test_what_was_taken_is_moved_to_a_folder_with_a_name_of_this_country_which_can_be_watched(
    watching: Watching, peer: Cyrus
) -> None:
    with peer.client() as client:
        done(client.create(ON_THE_WIRE))
    peer.put(letter(1))
    async with watching.awake(after="move", move_to=FILED):
        await watching.watched()
        peer.put(letter(2))
        await watching.letters(2)
        await watching.watched()
    with peer.client() as client:
        assert client.select("INBOX", readonly=True)[1] == [b"0"]
        assert client.select(ON_THE_WIRE, readonly=True)[1] == [b"2"]
        done(client.append(ON_THE_WIRE, "", "", wire(letter(3))))
    async with watching.awake(folder=FILED):
        found = await watching.letters(3)
        await watching.watched()
    assert [one.subject for one in found] == numbers(3)


async def test_letters_are_kept_as_the_server_has_them_the_long_ones_in_parts(
    watching: Watching, peer: Cyrus
) -> None:
    long = letter(1, "Kính gửi\n" * 300_000)
    with peer.client() as client:
        said = {name: client.append("INBOX", "", "", octets)[0] for name, octets in BROKEN.items()}
        done(client.append("INBOX", "", "", long))
    async with watching.awake():
        await watching.watched()
    found = await watching.letters(0)
    kept = sorted([await watching.octets(one) for one in found])
    assert kept == sorted(await asyncio.to_thread(peer.shown))
    assert wire(long) in kept
    assert len(kept) == 1 + [*said.values()].count("OK") > 5  # it refuses NUL and bare CR
    assert await watching.untaken() == ()


async def test_a_server_that_may_not_announce_is_asked(watching: Watching, peer: Cyrus) -> None:
    await peer.kill()
    await peer.start("suppress_capabilities: IDLE")
    async with watching.awake(poll=watching.box.poll / 120):
        await watching.watched()
        peer.put(letter(1))
        await watching.letters(1, seconds=10)


async def test_a_folder_that_goes_away_is_told_of_and_watched_again_when_it_is_back(
    watching: Watching, peer: Cyrus
) -> None:
    with peer.client() as client:
        done(client.create(ON_THE_WIRE))
        async with watching.awake(folder=FILED, poll=watching.box.poll / 120):
            await watching.watched()
            done(client.rename(ON_THE_WIRE, "INBOX.cu"))
            assert await watching.troubled() == "select-no"
            done(client.create(ON_THE_WIRE))
            await watching.watched()

            done(client.delete(ON_THE_WIRE))  # and made again before anybody looks
            done(client.create(ON_THE_WIRE))
            done(client.append(ON_THE_WIRE, "", "", wire(letter(1))))
            assert [one.subject for one in await watching.letters(1, seconds=20)] == numbers(1)


@pytest.mark.suite
async def test_real_and_broken_letters_are_kept_as_cyrus_has_them(
    watching: Watching, peer: Cyrus
) -> None:
    letters = [path.read_bytes() for path in sorted(suite("mime/emails").rglob("*.eml"))]
    with peer.client() as client:
        for octets in (*letters, *scrambled(letters, random.Random(SEED))):
            client.append("INBOX", "", "", octets)
    there = await asyncio.to_thread(peer.shown)
    once = {known_by(octets): octets for octets in reversed(there)}
    assert len(once) > 80, "it refuses bare line ends and zeros"
    async with watching.awake():
        found = await watching.letters(len(once), seconds=100)
        await watching.watched()

    assert {await watching.octets(one) for one in found} == set(once.values())
    assert await watching.untaken() == ()
