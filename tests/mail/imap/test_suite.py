"""A hundred real and broken letters, as they are and cut or scrambled at random: all are kept as the server has them."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from mail import header
from mail.content import Content
from mail.identity import identity
from tests.mail.imap.watching import Watching
from tests.mail.peers.mailboxes import Mailboxes
from tests.suites import suite

SEED = 8


def scrambled(letters: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """Each with octets that are others, gone or there twice."""
    for octets in letters:
        made = bytearray(octets)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(made) + 1)
            what = chance.choice(
                (b"", b"\0", b"\r", b"\n\n", b"--", b"=?", b"\xff", b'"', b"{9}\r\n")
            )
            made[place : place + chance.choice((0, 1, 40))] = what
        yield bytes(made)


@pytest.mark.suite
async def test_real_and_broken_letters_are_kept_byte_for_byte(
    watching: Watching, peer: Mailboxes
) -> None:
    letters = [path.read_bytes() for path in sorted(suite("mime/emails").rglob("*.eml"))]
    assert len(letters) > 90
    for octets in (*letters, *scrambled(letters, random.Random(SEED))):
        peer.put(octets)
    there = await asyncio.to_thread(peer.shown)
    once = {known_by(octets): octets for octets in reversed(there)}
    assert len(once) > 180
    async with watching.awake():
        found = await watching.letters(len(once), seconds=100)
        await watching.watched()

    assert {await watching.octets(one) for one in found} == set(once.values())
    assert len(found) == len(once)
    assert await watching.untaken() == ()


def known_by(octets: bytes) -> bytes:
    """What was scrambled where a server writes is the same letter still; the first is kept."""
    content = Content.of(octets)
    return identity(content, header.parse(content.header))
