"""A watched mailbox: what comes is taken once and at once, whatever happens to server, connection and numbers."""

import time

from tests.mail.imap.watching import Watching
from tests.mail.peers.mailboxes import Mailboxes


def letter(number: int | str, text: str = "Kính gửi") -> bytes:
    return (
        f"From: An <an@bn.gov.vn>\nTo: vanthu@vpcp.gov.vn\nSubject: V/v {number}\n"
        f"Message-ID: <{number}@bn.gov.vn>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def wire(octets: bytes) -> bytes:
    """As a server gives it that keeps line ends as LF."""
    return octets.replace(b"\n", b"\r\n")


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
    assert [one.subject for one in found] == [f"V/v {number}" for number in range(1, 7)]
    assert await watching.octets(found[0]) == wire(letter(1))
    assert sorted(waited)[2] < 2, waited
