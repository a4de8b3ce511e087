"""A server that lies, floods and breaks off: nothing hangs, nothing grows, nothing is lost or taken twice, and the operator reads why."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from congvu.cli.intake_words import WATCHED
from mail.imap import drain, line, watch
from store import mailbox
from store.account import entries_about
from store.schema.intake import intake_arrival
from tests.mail.imap.hostile import Hostile, Lie, Said, hostile
from tests.mail.imap.test_watch import letter, numbers, wire
from tests.mail.imap.watching import Watching
from tests.mail.peers.daemon import Tls
from tests.stores import full
from work.intake import Place

EXISTS = b"* 3 EXISTS\r\n"


@pytest_asyncio.fixture
async def peer() -> AsyncIterator[Hostile]:
    async with hostile() as running:
        running.letters = {number: wire(letter(number)) for number in (1, 2, 3)}
        yield running


@pytest_asyncio.fixture
async def watching(
    tmp_path: Path, tls: Tls, peer: Hostile, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Watching]:
    """Who watches, on the same machine and so without TLS."""
    monkeypatch.setattr(watch, "SLICE_SECONDS", 1.0)
    monkeypatch.setattr(watch, "FIRST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(line, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(line, "CONNECT_SECONDS", 1.0)
    made = Watching(tmp_path, peer, tls)
    yield made
    await made.close()


async def rows(watching: Watching) -> int:
    """Of ways in which letters came."""
    count = select(func.count()).select_from(intake_arrival)
    return int(await watching.store.read(lambda tx: tx.value(count)))


async def told(watching: Watching, lies: dict[str, Lie], peer: Hostile) -> str:
    """What becomes the trouble while the server lies so; then it is honest, and all is taken once."""
    peer.lies = lies
    begun = time.monotonic()
    async with watching.awake(tls=None):
        trouble = await watching.troubled(20)
        assert time.monotonic() - begun < 15
        peer.lies = {}
        peer.hang_up()
        found = await watching.letters(3)
        await watching.watched()
    assert [one.subject for one in found] == numbers(3)
    assert [await watching.octets(one) for one in found] == list(peer.letters.values())
    assert len(await watching.letters(3)) == 3
    assert await watching.untaken() == ()
    assert trouble in WATCHED
    return trouble


def saying(octets: bytes, times: int = 1) -> Lie:
    """Says that, so often, and nothing more."""

    async def lie(said: Said) -> None:
        for _ in range(times):
            await said.say(octets)

    return lie


def breaking_off(octets: bytes) -> Lie:
    async def lie(said: Said) -> None:
        await said.say(octets)
        said.cut()

    return lie


def flooding(octets: bytes) -> Lie:
    return saying(octets * (65536 // len(octets)), 400)


FLOODS = {
    "literal": flooding(b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[HEADER]<0> {4294967295}\r\n" * 9),
    "line": flooding(b"x" * 65536),
    "line ends": flooding(b"\n"),
    "flags": flooding(b"* 1 FETCH (FLAGS (\\Seen))\r\n"),
    "exists": flooding(EXISTS),
    "challenges": flooding(b"+ \r\n"),
    "bad octets": flooding(b"* \0\xff\r\n"),
}


@pytest.mark.parametrize("verb", ["FETCH", "SEARCH", "AUTHENTICATE", "CAPABILITY", "GREETING"])
@pytest.mark.parametrize("flood", FLOODS)
async def test_a_flood_for_an_answer_is_bounded_and_told(
    watching: Watching, peer: Hostile, verb: str, flood: str
) -> None:
    assert await told(watching, {verb: FLOODS[flood]}, peer) in {
        "too-much", "answer", "greeting", "silent",
    }  # fmt: skip


HALVES = {
    "nothing": b"",
    "a tag": b"* 1 FE",
    "half a literal": b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[HEADER]<0> {400}\r\nFrom: x",
    "a literal and no end": b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[HEADER]<0> {1}\r\nF",
    "farewell": b"* BYE enough\r\n",
    "endless number": b"* 1 FETCH (UID 1 BODY[HEADER]<0> {" + b"9" * 5000 + b"}\r\n",
}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("cut", [True, False])
async def test_half_an_answer_ends_with_the_connection_or_its_time(
    watching: Watching, peer: Hostile, half: str, cut: bool
) -> None:
    lie = breaking_off(HALVES[half]) if cut else saying(HALVES[half])
    assert await told(watching, {"FETCH": lie}, peer) in {"lost", "silent", "answer"}


async def test_letters_that_are_announced_without_end_are_looked_for_once_a_second(
    watching: Watching, peer: Hostile
) -> None:
    """Each look led to the next, without a pause."""

    async def announcing(said: Said) -> None:
        await peer.honest("IDLE", said)
        await said.say(EXISTS)

    peer.lies = {"IDLE": announcing}
    async with watching.awake(tls=None):
        await watching.letters(3)
        await watching.watched()
        before, begun = peer.count("SEARCH"), time.monotonic()
        await asyncio.sleep(4)
        looks, seconds = peer.count("SEARCH") - before, time.monotonic() - begun
        peer.letters[4] = wire(letter(4))
        found = await watching.letters(4)
    assert 2 <= looks <= seconds + 1
    assert [one.subject for one in found] == numbers(4)


async def test_who_floods_while_nothing_is_asked_is_left_for_longer_each_time(
    watching: Watching, peer: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def flooding_idle(said: Said) -> None:
        await peer.honest("IDLE", said)
        await FLOODS["exists"](said)

    monkeypatch.setattr(watch, "SLICE_SECONDS", 20.0)
    peer.lies = {"IDLE": flooding_idle}
    async with watching.awake(tls=None):
        await watching.letters(3)
        await asyncio.sleep(6)
        assert peer.count("SELECT") < 7
        assert await watching.troubled() == "too-much"
    assert len(await watching.letters(3)) == 3


async def test_uids_that_no_server_may_give_are_passed_over(
    watching: Watching, peer: Hostile
) -> None:
    """A number of 5,000 digits ended the watcher for good."""

    async def counting(said: Said) -> None:
        await said.say(b"* SEARCH -1 0 3 2 1 4294967296 %d " % 2**70 + b"9" * 5000 + b"\r\n")
        await said.ok()

    peer.lies = {"SEARCH": counting}
    async with watching.awake(tls=None):
        found = await watching.letters(3)
        await watching.watched()
    assert [one.subject for one in found] == numbers(3)
    assert await watching.untaken() == ()


async def test_a_letter_shown_twice_or_unasked_is_one(watching: Watching, peer: Hostile) -> None:
    async def doubling(said: Said) -> None:
        for uid in (3, 1, 1, 2, 3):
            await said.say(peer.fetched(uid, said.words))
        other = peer.fetched(1, said.words).replace(b"UID 1 ", b"UID 77 ")
        await said.say(other)
        await said.ok()

    peer.lies = {"FETCH": doubling}
    async with watching.awake(tls=None):
        found = await watching.letters(3)
        await watching.watched()
    assert [one.subject for one in found] == numbers(3)
    assert (await watching.state()).uid == 3
    assert await rows(watching) == 3


async def test_a_letter_at_which_the_server_hangs_up_is_left_to_a_person_though_the_store_fails_in_between(
    watching: Watching, peer: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its try was taken back by a session that had never come to it, and all others waited behind it for ever."""
    monkeypatch.setattr(watch, "LONGEST_PAUSE_SECONDS", 0.1)
    owed, write = list[str](), watching.store.write

    async def poison(said: Said) -> None:
        if "BODY.PEEK[]" in said.words and 1 in peer._meant(said.words):
            owed.append(said.words)
            said.cut()
        else:
            await peer.honest("FETCH", said)

    def sick(function: Callable[..., object], *args: object, octets: int = 0) -> Awaitable[object]:
        if function is mailbox.enter and owed:
            owed.pop()
            raise full()
        return write(function, *args, octets=octets)

    monkeypatch.setattr(watching.store, "write", sick)
    peer.lies = {"FETCH": poison}
    async with watching.awake(tls=None):
        found = await watching.letters(2, 10)
        await watching.watched()
    assert [one.subject for one in found] == ["V/v 2", "V/v 3"]
    assert [one.reason for one in await watching.untaken()] == ["interrupted"]


@pytest.mark.parametrize(
    ("fails_at", "shown", "spared"),
    [
        ("_take_all", (1, 2, 3), {2, 3}),
        ("begin", (1, 2, 3), set()),
        ("fail", (2, 3), {1}),
    ],
)
async def test_only_a_try_that_was_counted_is_taken_back_where_the_disk_is_full(
    watching: Watching, peer: Hostile, monkeypatch: pytest.MonkeyPatch,
    fails_at: str, shown: tuple[int, ...], spared: set[int],
) -> None:  # fmt: skip
    """In its stead an older one was, of which somebody may have died."""
    refusals, told, write = [full()], list[set[int]](), watching.store.write

    async def showing(said: Said) -> None:
        for uid in peer._meant(said.words):
            if uid in shown or not refusals:
                await said.say(peer.fetched(uid, said.words))
        await said.ok()

    def sick(function: Callable[..., object], *args: Any, octets: int = 0) -> Awaitable[object]:
        if function is mailbox.spare and not refusals:
            told.append({place.uid for place in args[0]})
        called = getattr(function, "func", None) or getattr(function, "for_all", function)
        if refusals and getattr(called, "__name__", "") == fails_at:
            raise refusals.pop()
        return write(function, *args, octets=octets)

    older = Place(*watching.box.key, peer.validity, 1)
    assert await write(mailbox.begin_first, older, watching.now())
    monkeypatch.setattr(watching.store, "write", sick)
    peer.lies = {"FETCH": showing}
    async with watching.awake(tls=None):
        await watching.letters(3, 10)
    assert told[0] == spared


async def test_letters_that_are_counted_and_never_shown_do_not_fill_the_store(
    watching: Watching, peer: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "UNSHOWN_MOST", 5)
    peer.letters |= dict.fromkeys(range(100, 300), b"")

    async def hiding(said: Said) -> None:
        for uid in peer._meant(said.words):
            if uid < 100:
                await said.say(peer.fetched(uid, said.words))
        await said.ok()

    peer.lies = {"FETCH": hiding}
    async with watching.awake(tls=None):
        await watching.letters(3)
        await watching.watched()
    assert {one.reason for one in await watching.untaken()} == {"not-shown"}
    assert await rows(watching) == 3 + 5


async def test_a_folder_that_is_numbered_anew_at_each_look_brings_nothing_twice_and_grows_by_nothing(
    watching: Watching, peer: Hostile
) -> None:
    """Each look added a row for every letter."""
    anew = itertools.count(100)

    async def selecting(said: Said) -> None:
        peer.validity = next(anew)
        await peer.honest("SELECT", said)

    peer.lies = {"SELECT": selecting}
    for _ in range(6):
        async with watching.awake(tls=None):
            await watching.letters(3)
            await watching.watched()
    assert [one.subject for one in await watching.letters(3)] == numbers(3)
    assert await rows(watching) <= 3 * 3
    assert len(await watching.store.read(entries_about, "mailbox:van-thu")) == 5


async def test_a_folder_that_goes_back_loses_nothing(watching: Watching, peer: Hostile) -> None:
    async with watching.awake(tls=None):
        await watching.letters(3)
        await watching.watched()
    peer.letters = {1: wire(letter(3)), 2: wire(letter(4))}
    async with watching.awake(tls=None):
        found = await watching.letters(4)
        await watching.watched()
    assert [one.subject for one in found] == numbers(4)


async def test_a_folder_that_takes_numbers_up_again_loses_nothing(
    watching: Watching, peer: Hostile
) -> None:
    """UIDs under a UIDVALIDITY that was there before were taken for the letters of that time."""
    for count, (validity, subjects) in enumerate(
        [(7, (1, 2)), (8, (3, 4)), (7, (5, 6)), (8, (3, 5)), (7, (2, 7))]
    ):
        peer.validity = validity
        peer.letters = {uid: wire(letter(one)) for uid, one in enumerate(subjects, 1)}
        async with watching.awake(tls=None):
            await watching.letters((2, 4, 6, 6, 7)[count])
            await watching.watched()
    assert [one.subject for one in await watching.letters(7)] == numbers(7)


async def test_octets_that_are_no_text_are_kept_as_they_are(
    watching: Watching, peer: Hostile
) -> None:
    peer.letters = {1: wire(letter(1)) + bytes(range(256)), 2: b"\0\r\n\r\n\xff", 3: b"{9}\r\n"}
    async with watching.awake(tls=None):
        found = await watching.letters(3)
        await watching.watched()
    assert [await watching.octets(one) for one in found] == list(peer.letters.values())
