"""Letters to the address that a morning digest names for who wants none: the mark in it proves whose digest it is."""

from datetime import datetime
from functools import partial

import structlog

from mail.reader.came import Came, Settle
from mail.reply_address import mark_in
from store import Tx, digest_choice
from work.digest_mark import Mark

UNMATCHED = "digest-unmatched"  # who it was made for has left, or another mailbox; or it is forged

log = structlog.get_logger()


class DigestOff:
    """The handler of these (mail.reader.came.Handler); *addresses* are those that are taken in.

    Who sends it does not matter, nor what it says: mail programs write it by themselves (RFC 2369 §3.2),
    and only who got the digest has the mark.
    """

    def __init__(self, addresses: frozenset[str]) -> None:
        self._addresses = addresses

    async def settle(self, came: Came) -> Settle | None:
        """Switches the digest off, and nothing else; a mark that is none of ours waits for a person."""
        mark = mark_in(came.letter.recipients, self._addresses)
        return None if mark is None else partial(_stop, mark, came.intake.id)


def _stop(mark: Mark, intake: int, tx: Tx, now: datetime) -> str | None:
    who = digest_choice.stop(tx, mark, now)
    log.info("digest.off", intake=intake, person=None if who is None else who.id)
    return UNMATCHED if who is None else None
