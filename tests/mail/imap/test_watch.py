"""A watched mailbox: what comes is taken once and at once, whatever happens to server, connection and numbers."""

import asyncio
import hashlib
import time
import tracemalloc
from datetime import date, datetime

import pytest

from mail.content import Content
from mail.imap import line
from mail.imap.taker import Ready, Taker, Way
from store import mailbox
from store.account import entries_about
from tests.mail.imap.watching import Watching
from tests.mail.peers.mailboxes import Mailboxes
from work.intake import TrayState


def letter(number: int | str, text: str = "Kính gửi") -> bytes:
    return (
        f"From: An <an@bn.gov.vn>\nTo: vanthu@vpcp.gov.vn\nSubject: V/v {number}\n"
        f"Message-ID: <{number}@bn.gov.vn>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def wire(octets: bytes) -> bytes:
    """As a server gives it that keeps line ends as LF."""
    return octets.replace(b"\n", b"\r\n")


def numbers(count: int) -> list[str]:
    return [f"V/v {number}" for number in range(1, count + 1)]


async def test_what_is_there_and_what_comes_is_taken_within_two_seconds(
    watching: Watching, peer: Mailboxes
) -> None:
    peer.put(letter(1))
    async with watching.awake():
        await watching.letters(1)
        await watching.watched()
        waited = []
        for number in range(2, 7):
            begun = time.monotonic()
            peer.put(letter(number))
            await watching.letters(number)
            waited.append(time.monotonic() - begun)

    found = await watching.letters(6)
    assert [one.subject for one in found] == numbers(6)
    assert await watching.octets(found[0]) == wire(letter(1))
    assert sorted(waited)[2] < 2, waited


async def test_it_goes_on_from_where_it_was_also_after_the_server_was_killed_and_came_back(
    watching: Watching, peer: Mailboxes
) -> None:
    peer.put(letter(1))
    async with watching.awake():
        await watching.letters(1)
    peer.put(letter(2))
    async with watching.awake():
        await watching.letters(2)
        await peer.kill()
        peer.put(letter(3))
        await peer.start()
        await watching.letters(3)
        await watching.watched()
        peer.put(letter(4))
        found = await watching.letters(4)

    assert [one.subject for one in found] == numbers(4)


async def test_a_folder_that_is_numbered_anew_gives_what_is_new_and_nothing_twice(
    watching: Watching, peer: Mailboxes
) -> None:
    for number in (1, 2, 3):
        peer.put(letter(number))
    async with watching.awake():
        await watching.letters(3)
        before = await watching.state()
        await peer.kill()
        await peer.renumber()
        peer.put(letter(4))
        await peer.start()
        found = await watching.letters(4)
        await watching.watched()

    after = await watching.state()
    assert [one.subject for one in found] == numbers(4)
    assert (before.validity != after.validity, after.uid) == (True, 4)
    assert len(await watching.store.read(mailbox.seen, watching.box.key, after.validity or 0)) == 4
    (entry,) = await watching.store.read(entries_about, "mailbox:van-thu")
    assert entry.event == "intake.renumbered"


async def test_two_letters_that_look_alike_from_outside_are_two(
    watching: Watching, peer: Mailboxes
) -> None:
    peer.put(letter(1, "ngay 15"))
    peer.put(letter(1, "ngay 25"))
    async with watching.awake():
        await watching.letters(2)
        await peer.kill()
        await peer.renumber()
        peer.put(letter(1, "ngay 16"))
        await peer.start()
        await watching.letters(3)
        await watching.watched()
    texts = [(await watching.octets(one)).split()[-1] for one in await watching.letters(3)]
    assert texts == [b"15", b"25", b"16"]


async def test_a_server_that_stands_still_is_noticed_and_left(
    watching: Watching, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(line, "CONNECT_SECONDS", 1.0)
    async with watching.awake(poll=watching.box.poll / 120):
        await watching.watched()
        with peer.frozen():
            assert await watching.troubled() == "silent"
            peer.put(letter(1))
        await watching.letters(1)
        await watching.watched()

    assert (await watching.state()).trouble is None


BROKEN = {
    "empty": b"",
    "nothing but zeros": b"\0" * 100,
    "no end of its header": b"From: a@b.vn\nSubject: x",
    "no header": b"\n\nKinh gui\n",
    "no fields": b"\xff\xfe\x80 : \n \n\t\nno\n",
    "bare carriage returns": b"Subject: a\rb\n\nx\ry\r\rz\n",
    "a long line": b"Subject: " + b"x" * 200_000 + b"\n\nx\n",
    "a header without end": b"X: y\n" * 80_000,
    "stars": b"Subject: a * b ** c\n\n* 1 FETCH (UID 1 BODY[] {9}\n* OK\nA1 OK done\n)\n",
    "a multipart that never ends": b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" * 50,
    "unknown words": b"Subject: =?x-no?q?=00=FF?= =?utf-8?b?!!!?=\nFrom: =?utf-8?q?=?= <\n\nx\n",
}  # fmt: skip


async def test_letters_that_break_every_rule_are_kept_as_the_server_has_them(
    watching: Watching, peer: Mailboxes
) -> None:
    for octets in BROKEN.values():
        peer.put(octets)
    peer.put(letter(1))
    async with watching.awake():
        await watching.letters(len(BROKEN) + 1)
        await watching.watched()

    found = await watching.letters(len(BROKEN) + 1)
    kept = sorted([await watching.octets(one) for one in found])
    assert kept == sorted(await asyncio.to_thread(peer.shown))
    for one in found:
        assert hashlib.sha256(await watching.octets(one)).digest() == one.digest
    assert await watching.untaken() == ()


async def test_a_long_letter_comes_in_parts_and_takes_no_more_memory(
    watching: Watching, peer: Mailboxes
) -> None:
    long = letter(1, "Kinh gui\n" * 2_000_000)
    peer.put(long)
    async with watching.awake():
        await watching.watched()
        await watching.letters(1)
        peer.put(letter(2, "Kinh gui!\n" * 2_000_000))
        tracemalloc.start()
        (_, second) = await watching.letters(2)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    (first, _) = await watching.letters(2)
    assert await watching.octets(first) == wire(long)
    assert second.size_bytes > 20_000_000
    assert peak < 10 << 20, f"{peak >> 20} MiB"


async def test_one_that_is_too_long_waits_for_a_person_and_lets_others_pass(
    watching: Watching, peer: Mailboxes
) -> None:
    peer.put(letter(1, "x" * 5000))
    peer.put(letter(2))
    async with watching.awake(limit_bytes=4000):
        (only,) = await watching.letters(1)
        await watching.watched()
    (left,) = await watching.untaken()
    assert (only.subject, left.reason, left.tries) == ("V/v 2", "too-large", mailbox.AT_ALL)

    async with watching.awake():
        await watching.watched()
        assert len(await watching.letters(1)) == 1, "not without a person's word"
        await watching.store.write(mailbox.try_again, "van-thu", "cli:0", watching.now())
    async with watching.awake():
        assert [one.subject for one in await watching.letters(2)] == ["V/v 2", "V/v 1"]


async def test_a_letter_that_the_server_cannot_give_lets_others_pass_until_it_can(
    watching: Watching, peer: Mailboxes
) -> None:
    for number in (1, 2, 3):
        peer.put(letter(number))
    with peer.unreadable(2):
        async with watching.awake():
            found = await watching.letters(2)
            async with asyncio.timeout(30):
                while not (left := await watching.untaken()):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            peer.put(letter(4))
            await watching.letters(3)
    assert [one.subject for one in found] == ["V/v 1", "V/v 3"]
    assert [one.place.uid for one in left] == [2]

    await watching.store.write(mailbox.try_again, "van-thu", "cli:0", watching.now())
    async with watching.awake():
        assert (await watching.letters(4))[-1].subject == "V/v 2"
    assert await watching.untaken() == ()


class Mortal(Taker):
    """Dies of one letter, as who is killed over it."""

    async def ready(self, content: Content, way: Way, now: datetime) -> Ready | None:
        if b"V/v 2\r\n" in content.header:
            raise MemoryError
        return await super().ready(content, way, now)


async def test_a_letter_that_kills_us_twice_lets_others_pass_and_is_not_lost(
    watching: Watching, peer: Mailboxes
) -> None:
    for number in (1, 2, 3):
        peer.put(letter(number))
    whole, screen = watching.taker, watching.taker.screen
    watching.taker = Mortal(watching.store, screen, whole.spool, whole.zone)
    for _ in range(2):
        with pytest.raises(ExceptionGroup):
            async with watching.awake():
                await asyncio.sleep(30)
    async with watching.awake():
        found = await watching.letters(2)
        await watching.watched()
    assert [one.subject for one in found] == ["V/v 1", "V/v 3"]
    assert [one.reason for one in await watching.untaken()] == ["interrupted"]

    watching.taker = whole
    await watching.store.write(mailbox.try_again, "van-thu", "cli:0", watching.now())
    async with watching.awake():
        assert (await watching.letters(3))[-1].subject == "V/v 2"


@pytest.mark.parametrize("how", ["flag", "move", "copy"])
async def test_what_was_taken_is_marked_or_moved_as_the_operator_wants(
    watching: Watching, peer: Mailboxes, how: str
) -> None:
    if how == "copy":  # and expunge: the server cannot move
        await peer.kill()
        await peer.start(capability="IMAP4rev1 SASL-IR LITERAL+ UIDPLUS IDLE")
    after = "flag" if how == "flag" else "move"
    with peer.client() as client:
        client.create('"&ARAA4w- ti&Hr8-p nh&Hq0-n"')
    peer.put(letter(1))
    async with watching.awake(after=after, move_to="Đã tiếp nhận"):
        await watching.watched()
        peer.put(letter(2))
        await watching.letters(2)
        await asyncio.sleep(1)

    with peer.client() as client:
        folder = "INBOX" if how == "flag" else '"&ARAA4w- ti&Hr8-p nh&Hq0-n"'
        _, there = client.select(folder, readonly=True)
        _, seen = client.search(None, "SEEN")
        assert there == [b"2"]
        assert len(seen[0].split()) == (2 if how == "flag" else 0)
        client.select("INBOX", readonly=True)
        _, left = client.search(None, "ALL")
        assert len(left[0].split()) == (2 if how == "flag" else 0)
    async with watching.awake(folder="Đã tiếp nhận") if after == "move" else watching.awake():
        await asyncio.sleep(1)
    assert len(await watching.letters(2)) == 2, "a moved letter is the same letter"


async def test_what_came_before_the_day_that_is_named_stays_where_it_is(
    watching: Watching, peer: Mailboxes
) -> None:
    with peer.client() as client:
        client.append("INBOX", "", '"01-Oct-2026 08:00:00 +0700"', letter("cũ"))
    peer.put(letter(1))
    async with watching.awake(since=date(2026, 11, 1)):
        await watching.watched()
        assert [one.subject for one in await watching.letters(1)] == numbers(1)


async def test_a_server_that_announces_nothing_is_asked(
    watching: Watching, peer: Mailboxes
) -> None:
    await peer.kill()
    await peer.start(capability="IMAP4rev1 SASL-IR LITERAL+ UIDPLUS")
    async with watching.awake(poll=watching.box.poll / 120):
        await watching.watched()
        peer.put(letter(1))
        await watching.letters(1, seconds=10)


async def test_nothing_is_taken_while_the_store_has_no_room(
    watching: Watching, peer: Mailboxes
) -> None:
    watching.room = False
    peer.put(letter(1))
    async with watching.awake():
        assert await watching.troubled() == "no-room"
        assert await watching.letters(0) == []
        watching.room = True
        await watching.letters(1)


async def test_one_process_watches_and_the_next_goes_on_when_it_ends(
    watching: Watching, peer: Mailboxes
) -> None:
    async with watching.awake():
        await watching.watched()
        async with watching.awake():
            await asyncio.sleep(1)
            assert watching.logins == 1
            peer.put(letter(1))
            await watching.letters(1)
    async with watching.awake():
        await watching.watched()
        assert watching.logins == 2


async def test_a_refused_login_is_not_tried_again_and_again_and_a_person_may_end_the_wait(
    watching: Watching, peer: Mailboxes
) -> None:
    peer.put(letter(1))
    watching.password = "sai"
    async with watching.awake():
        await watching.troubled()
        await asyncio.sleep(3)
        assert (await watching.state()).trouble == "authenticate-authenticationfailed"
        assert watching.logins == 1

        watching.password = "mật " + '"khẩu\\'
        await watching.store.write(mailbox.try_again, "van-thu", "cli:0", watching.now())
        await watching.letters(1, seconds=10)


async def test_marks_of_secrecy_are_met_before_anything_is_kept(
    watching: Watching, peer: Mailboxes
) -> None:
    secret = letter("x", "Noi dung khong ai doc duoc").replace(
        b"V/v x", "[TUYỆT MẬT] V/v x".encode()
    )
    doubtful = letter(2).replace(b"V/v 2", b"MAT - lich hop")
    for octets in (secret, doubtful, letter(3)):
        peer.put(octets)
    async with watching.awake():
        refused, held, plain = await watching.letters(3)
        await watching.watched()

    states = (refused.state, held.state, plain.state)
    assert states == (TrayState.REFUSED, TrayState.ASIDE, TrayState.NEW)
    assert (refused.subject, refused.author, refused.body) == ("", "", None)
    assert (await watching.octets(held), held.subject) == (wire(doubtful), "MAT - lich hop")
    doors = await watching.incidents()
    assert [(one.kind, one.door, one.sender) for one in doors] == [
        ("held", "imap", "an@bn.gov.vn"), ("refused", "imap", "an@bn.gov.vn"),
    ]  # fmt: skip
    assert watching.files_with(b"Noi dung khong ai") == []
    assert watching.files_with(b"lich hop") != []
