"""Letters for tests of the spool."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from store import Store, Tx, spool
from store.account import entries_about
from store.schema.spool import recipient
from store.spool import Key, Settlement
from work.letter import Addressee, Envelope, NewLetter, Origin, State

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
END = NOW + 5 * DAY
CONTENT = b"From: an@bn.gov.vn\r\nSubject: 1\r\n\r\nKinh gui\r\n"


def new_letter(
    *addresses: str,
    sender: str = "an@bn.gov.vn",
    hold: str | None = None,
    body: bytes = CONTENT,
    release_at: datetime | None = None,
) -> NewLetter:
    """A letter to *addresses*, or to one."""
    to = tuple(Addressee(address) for address in addresses or ("binh@yte.gov.vn",))
    origin = Origin("trusted", "trusted", "10.1.0.9", "mx.bn.gov.vn", "ESMTP", agency="H05")
    digest = hashlib.sha256(body).digest()
    envelope = Envelope(sender, to, release_at=release_at)
    return NewLetter("relayed", envelope, origin, body, len(body), digest, None, hold)


async def accepted(
    store: Store, new: NewLetter, holder: str | None = None, end: datetime = END
) -> int:
    """The number of *new* in the store."""
    found = await store.write(spool.accept, new, NOW, end, holder)
    assert found is not None
    return found.letter


async def states(store: Store, letter: int) -> list[tuple[State, int, str | None]]:
    """State, attempts and holder of each recipient."""

    def read(tx: Tx) -> list[tuple[State, int, str | None]]:
        mine = select(recipient).where(recipient.c.letter_id == letter)
        rows = tx.all(mine.order_by(recipient.c.position))
        return [(State(row.state), row.attempts, row.holder) for row in rows]

    return await store.read(read)


async def settle(store: Store, holder: str, *settlements: Settlement) -> None:
    """Writes what became of them."""
    await store.write(spool.settle, holder, settlements, NOW)


async def begin(store: Store, holder: str, key: Key) -> bool:
    """Whether *holder* may send."""
    return await store.write(spool.begin, holder, (key,)) == {key}


async def events(store: Store, number: int) -> list[str]:
    """What the account has of a letter."""
    return [entry.event for entry in await store.read(entries_about, f"letter:{number}")]
