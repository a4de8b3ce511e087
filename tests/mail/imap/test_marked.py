"""How many commands it takes to mark letters on the server, not one for each; and what becomes of others where it refuses one."""

from collections.abc import Sequence

import pytest

from mail.imap import line
from mail.imap.wire import Denied
from tests.mail.imap.test_watch import letter
from tests.mail.imap.watching import Watching
from tests.mail.peers.mailboxes import Mailboxes


async def test_letters_that_are_taken_together_are_marked_with_one_command(
    watching: Watching, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked, mark = list[int](), line.Line.mark

    async def counting(self: line.Line, uids: Sequence[int], flags: str) -> None:
        await mark(self, uids, flags)
        marked.append(len(uids))

    monkeypatch.setattr(line.Line, "mark", counting)
    for number in range(12):
        peer.put(letter(number))
    async with watching.awake(after="flag"):
        await watching.watched()
    assert marked == [12]
    with peer.client() as client:
        client.select("INBOX", readonly=True)
        assert len(client.search(None, "SEEN")[1][0].split()) == 12


async def test_one_that_the_server_does_not_mark_keeps_no_other_unmarked(
    watching: Watching, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = line.Line.mark

    async def refusing(self: line.Line, uids: Sequence[int], flags: str) -> None:
        if 2 in uids:
            raise Denied("STORE", "no")
        await mark(self, uids, flags)

    monkeypatch.setattr(line.Line, "mark", refusing)
    for number in range(1, 5):
        peer.put(letter(number))
    async with watching.awake(after="flag"):
        await watching.watched()
    with peer.client() as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "SEEN")[1] == [b"1 3 4"]
