"""Recipients never written to before, for those whom a rule allows a number of them a day.

Known by keyed digests (BLAKE2b) of addresses. Who was met today is remembered in this process, so
that a correspondent costs the store one question a day and worker.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

from mail.address import comparable
from store import Store, correspondent
from store.correspondent import Meeting, Refused

DIGEST_OCTETS = 16
PURPOSE = b"congvu-written"  # of BLAKE2b: the key serves other purposes too
MOST_REMEMBERED = 50_000  # some megabytes

Known = tuple[str, bytes]  # an owner and a digest


def digests(addresses: Iterable[str], key: bytes) -> frozenset[bytes]:
    """What stands for *addresses* in the store."""
    return frozenset(
        hashlib.blake2b(
            comparable(address).encode(), key=key, digest_size=DIGEST_OCTETS, person=PURPOSE
        ).digest()
        for address in addresses
    )


class Acquaintance:
    """Who is known to have been written to, as this worker remembers it for the office's day."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone
        self._day: date | None = None
        self._known: set[Known] = set()

    async def meet(self, meetings: Sequence[Meeting], now: datetime) -> Refused | None:
        """Counts those that are new and remembers all; or the allowance that is too small for them, and nothing."""
        self._begin(now.astimezone(self._zone).date())
        asked = [self._unsure(meeting) for meeting in meetings]
        asked = [meeting for meeting in asked if meeting.digests]
        refused = await self._store.write(correspondent.meet, asked, now) if asked else None
        if refused is None:
            met = {(meeting.owner, digest) for meeting in asked for digest in meeting.digests}
            if len(self._known) + len(met) <= MOST_REMEMBERED:
                self._known |= met
        return refused

    def _begin(self, day: date) -> None:
        if day != self._day:
            self._day, self._known = day, set()

    def _unsure(self, meeting: Meeting) -> Meeting:
        new = {digest for digest in meeting.digests if (meeting.owner, digest) not in self._known}
        return meeting._replace(digests=frozenset(new))
