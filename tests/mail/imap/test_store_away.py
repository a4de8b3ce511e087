"""A store that fails while a mailbox is taken in: no letter pays for it."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import OperationalError

from mail.imap import watch
from store import mailbox
from tests.mail.imap.test_watch import letter, numbers
from tests.mail.imap.watching import Watching
from tests.mail.peers.mailboxes import Mailboxes


async def test_a_store_that_keeps_nothing_for_a_while_is_no_letters_fault(
    watching: Watching, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that was full for some hours had counted six tries of each letter, and left them to a person."""
    refused = _sick(watching, monkeypatch, "database or disk is full", 3 * mailbox.AT_ALL)
    for number in range(1, 4):
        peer.put(letter(number))
    async with watching.awake():
        found = await watching.letters(3)

    assert [one.subject for one in found] == numbers(3)
    assert await watching.untaken() == ()
    assert len(refused) == 3 * mailbox.AT_ALL


async def test_a_letter_that_the_store_refuses_while_it_takes_others_is_tried_behind_them(
    watching: Watching, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sick(watching, monkeypatch, "stack depth limit exceeded", 99, "V/v 1")
    for number in range(1, 4):
        peer.put(letter(number))
    async with watching.awake():
        found = await watching.letters(2)

    assert [one.subject for one in found] == ["V/v 2", "V/v 3"]
    assert [one.reason for one in await watching.untaken()] == ["interrupted"]


def _sick(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, said: str, times: int, subject: str = ""
) -> list[object]:
    """Lets the store refuse letters, of one *subject* or else all it is given once it has; gives what it refused."""
    monkeypatch.setattr(watch, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(watch, "LONGEST_PAUSE_SECONDS", 0.01)
    refused, write = list[object](), watching.store.write

    def sick(function: Callable[..., object], *args: object, octets: int = 0) -> Awaitable[object]:
        taken = function is mailbox.take and (
            not subject or getattr(args[0], "subject", "") == subject
        )
        if len(refused) < times and (taken or (refused and not subject)):
            refused.append(function)
            raise OperationalError("", None, Exception(said))
        return write(function, *args, octets=octets)

    monkeypatch.setattr(watching.store, "write", sick)
    return refused
