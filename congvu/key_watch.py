"""Watches the signing keys: their files and tokens, and what DNS says of them, away from the path of letters.

A signature is checked before it leaves against the record as last seen here (design §4):
nothing on the path waits for a name server. A key that waits begins to sign here, once every
cache has it; one that DNS shows no more signs nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from congvu.dkim_dns import Look, look
from mail.sign import Keyring, Stalled, dns_record
from mail.sign.vault import Vault
from mail.together import together
from mail.witness import Witnesses
from schedules.clock import Clock
from store import Store, lease
from store.directory.dkim import adopt_dkim_key, dkim_keys, saw_dkim_key, turn_dkim_keys
from store.failure import StoreFailed
from work.directory import DkimKey, KeyState
from work.dkim import LATE, STANDS_IN, stands_in
from work.finish import finish

LOOK_EVERY = timedelta(minutes=10)
REFRESH_SECONDS = 60.0  # a ring may be lost on its way from another process
SHORTEST_SECONDS = 2.0  # between two rounds
AT_ONCE = 8  # keys asked for at a time
DOUBT = timedelta(seconds=60)  # from one look that misses a record to the one that counts
YOUNG = timedelta(days=1)  # so long a key that waits is looked for every minute
LEASE = "key-watch"
TERM = timedelta(seconds=90)  # of the lease; who was killed is waited for no longer

log = structlog.get_logger()

Records = dict[tuple[str, str], bytes | None]


class KeyWatch:
    """Keeps *keyring* as files, tokens and store are, and *records* as the store has them: what DNS last said.

    Of several workers one asks the DNS; all read from the store what it saw. The record of
    a key that another follows has to stay for *leave*.
    """

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        vault: Vault | None,
        witnesses: Witnesses,
        clock: Clock,
        holder: str,
        leave: timedelta,
    ) -> None:  # fmt: skip
        self.records: Records = {}
        self._store = store
        self._keyring = keyring
        self._vault = vault
        self._witnesses = witnesses
        self._clock = clock
        self._holder = holder
        self._leave = leave
        self._doubted: dict[str, datetime] = {}  # seen to be missing once, and when
        self._unread: set[str] = set()
        self._stalled: Mapping[str, tuple[str, ...]] = {}
        self._stalled_at: float | None = None
        self._lacking: Mapping[str, str] = {}
        self._reading = asyncio.Lock()  # what was read before may not come into force after
        self._read: tuple[DkimKey, ...] = ()
        self._begun = self._read_at = (
            0  # readings that began, and the number of the last that ended well
        )

    def stalled(self) -> dict[str, float]:
        """For how long letters have waited because no key of their domain can sign, for the watchdog."""
        since = self._stalled_at
        return {"signing": 0.0 if since is None else asyncio.get_running_loop().time() - since}

    async def refresh(self) -> tuple[DkimKey, ...]:
        """Reads files, tokens and records anew, and gives the keys whose lives are not over.

        Who asks while others do gets what is read once for all of them.
        """
        asked = self._begun
        await asyncio.sleep(0)  # who heard the same ring asks as well
        async with self._reading:
            if self._read_at > asked:
                return self._read
            self._begun += 1
            begun = self._begun
            self._read = await self._refreshed()
            self._read_at = begun
            return self._read

    async def _refreshed(self) -> tuple[DkimKey, ...]:
        problems = set(await asyncio.to_thread(self._keyring.reload))
        keys = await self._store.read(dkim_keys)
        before = _before(keys, self._clock.now())
        wanted = [*(key for key in keys if key.active), *before.values()]
        in_tokens = [key for key in wanted if key.token is not None]
        given = await self._vault.keys(in_tokens) if self._vault and in_tokens else {}
        self._tell_unread(problems | {able for able in given.values() if isinstance(able, str)})
        self._keep_records(wanted)
        self._tell_stalled(self._keyring.appoint(keys, given, before))
        self._tell_lacking(self._keyring.lacking)
        return tuple(key for key in keys if key.gone_at is None)

    async def begin(self) -> None:
        """Reads all for the first time, and takes up the keys of files that the store does not know."""
        keys = await self.refresh()
        strangers = self._keyring.strangers(await self._store.read(dkim_keys))
        if not strangers:
            return
        now = self._clock.now()
        lost = {key.name for key in keys if key.token is None and not self._keyring.holds(key)}
        for one in strangers:
            found = DkimKey(one.domain, one.selector, one.algorithm, one.public_key, now)
            if await self._store.write(adopt_dkim_key, found, lost, now):
                log.info("key.adopted", key=found.name)
        await self.refresh()

    async def run(self) -> None:
        """Follows the store, and asks the DNS of each key when it is due; cancelled, it lets the next one ask at once.

        What is revoked signs no more at once, however long name servers keep silent meanwhile.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._rounds(self._follow), name="keys-follow")
                group.create_task(self._rounds(self.once), name="keys-look")
        finally:
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def _rounds(self, one: Callable[[], Awaitable[float]]) -> None:
        ear = self._store.bell.ear("directory")
        while True:
            await ear.heard(await self._round(one))

    async def _round(self, one: Callable[[], Awaitable[float]]) -> float:
        try:
            return await one()
        except StoreFailed as error:  # what was seen before still holds
            log.warning("keys.stale", error=type(error).__name__)
            return REFRESH_SECONDS

    async def _follow(self) -> float:
        await self.refresh()
        return REFRESH_SECONDS

    def _keep_records(self, keys: Sequence[DkimKey]) -> None:
        """A thread may read them meanwhile, so no record that stays is away for a moment."""
        records = {(key.selector, key.domain): _record(key) for key in keys}
        for name in self.records.keys() - records.keys():
            del self.records[name]
        self.records |= records

    def _tell_unread(self, problems: set[str]) -> None:
        """Each once, and once more when it comes again."""
        for problem in sorted(problems - self._unread):
            log.error("key.unread", problem=problem)
        self._unread = problems

    def _tell_lacking(self, lacking: Mapping[str, str]) -> None:
        """Each once, and once more when it comes again; other keys sign meanwhile, or letters wait."""
        for name in lacking.keys() - self._lacking.keys():
            remedy = "put its file, or its token, on this machine too: congvu check"
            log.error("key.missing", key=name, problem=lacking[name], remedy=remedy)
        self._lacking = dict(lacking)

    def _tell_stalled(self, rings: Sequence[Stalled]) -> None:
        now = {ring.domain: ring.reasons for ring in rings}
        for domain, reasons in now.items():
            if self._stalled.get(domain) != reasons:
                remedy = f"its letters wait; congvu dkim check {domain} says what to mend"
                log.error("signing.stalled", domain=domain, reasons=reasons, remedy=remedy)
        for domain in self._stalled.keys() - now.keys():
            log.info("signing.resumed", domain=domain)
        self._stalled = now
        if not now:
            self._stalled_at = None
        elif self._stalled_at is None:
            self._stalled_at = asyncio.get_running_loop().time()

    async def once(self) -> float:
        """Looks at what is due, and gives the seconds until the next round."""
        keys, now = await self.refresh(), self._clock.now()
        due = [key for key in keys if self._is_due(key, now)]
        if not due and not any(_is_ready(key, now) for key in keys):
            return _pause(keys, now)
        if await self._store.write(lease.take, LEASE, self._holder, now, TERM):
            await self._look_at(due)
            await self._turn()
            keys = await self.refresh()
        return _pause(keys, self._clock.now())

    def _is_due(self, key: DkimKey, now: datetime) -> bool:
        if (doubted_at := self._doubted.get(key.name)) is not None:
            return _is_over(now - doubted_at, DOUBT)
        if key.seen_at is None or _is_ready(key, now):
            return True
        return _is_over(now - key.seen_at, _interval(key, now))

    async def _look_at(self, keys: Sequence[DkimKey]) -> None:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            seen = await together("key", (self._seen(key) for key in some))
            for key, found in zip(some, seen, strict=True):
                await self._keep(key, found)

    async def _seen(self, key: DkimKey) -> Look:
        """What DNS says; of a key that signs the zone's own servers are asked where a resolver misses it."""
        seen = await look(self._witnesses, key, authorities=not key.active)
        if seen.certain and seen.fault and key.active:
            return await look(self._witnesses, key, authorities=True)
        return seen

    async def _keep(self, key: DkimKey, seen: Look) -> None:
        now = self._clock.now()
        if not seen.certain:
            log.warning("key.unseen", key=key.name, reason=seen.fault)
        elif not self._doubts(key, seen):
            _tell(key, seen, now)
            await self._store.write(saw_dkim_key, key.domain, key.selector, seen.sight(key), now)

    def _doubts(self, key: DkimKey, seen: Look) -> bool:
        """Whether what was seen is to be seen once more first: that a key which signs is not shown any more."""
        gone = key.active and key.published and not seen.shown
        if not gone or key.name in self._doubted:
            self._doubted.pop(key.name, None)
            return False
        self._doubted[key.name] = self._clock.now()
        log.warning("key.doubted", key=key.name, reason=seen.fault)
        return True

    async def _turn(self) -> None:
        now = self._clock.now()
        for key in await self._store.write(turn_dkim_keys, self._leave, now):
            log.info("key.signs", key=key.name)


def leave_for(max_age: timedelta) -> timedelta:
    """How long the record of a key that signs no more has to stay.

    Until letters that it signed have ended their time here and at the next hop, which may
    keep them four to five days (RFC 5321 §4.5.4.1), and two days for whoever looks late.
    """
    return max(max_age, timedelta(days=5)) + LATE


def _before(keys: Sequence[DkimKey], now: datetime) -> dict[str, DkimKey]:
    """By the name of a key that signs the one that it followed, where that may still sign in its place."""
    pairs = ((key, stands_in(key, keys, now)) for key in keys if key.active)
    return {key.name: old for key, old in pairs if old is not None}


def _interval(key: DkimKey, now: datetime) -> timedelta:
    state = key.state(now)
    young = state is KeyState.WAITING and key.seen_since is None and now - key.created_at < YOUNG
    missed = (
        key.active and key.shown_at is not None and not key.published
    )  # letters may wait for it
    if young or missed:
        return timedelta(seconds=REFRESH_SECONDS)
    waits = state in (KeyState.WAITING, KeyState.SIGNING, KeyState.REVOKED)
    followed = key.signs_until is not None and now - key.signs_until < STANDS_IN  # it may stand in
    return LOOK_EVERY if waits or followed else timedelta(hours=1)


def _is_over(since: timedelta, span: timedelta) -> bool:
    """Whether *span* is over; a clock that was set back does not make it longer."""
    return not timedelta() <= since < span


def _is_ready(key: DkimKey, now: datetime) -> bool:
    return key.waiting and key.ready_at is not None and key.ready_at <= now


def _pause(keys: Iterable[DkimKey], now: datetime) -> float:
    """Until the next look: sooner where a key that waits is ready before."""
    waits = [(key.ready_at - now).total_seconds() for key in keys if key.waiting and key.ready_at]
    return min([REFRESH_SECONDS, *(max(wait, SHORTEST_SECONDS) for wait in waits)])


def _tell(key: DkimKey, seen: Look, now: datetime) -> None:
    """What a person has to hear of it."""
    facts = {"key": key.name, "reason": seen.fault}
    if key.revoked_at is not None and seen.shown:
        remedy = f"publish it with an empty p=: congvu dkim dns {key.domain}"
        log.error("key.still-shown", key=key.name, remedy=remedy)
    elif key.active and seen.fault:
        remedy = f"publish it: congvu dkim dns {key.domain}"
        log.error("key.unpublished", **facts, remedy=remedy)
    elif key.state(now) is KeyState.RETIRING and not seen.shown:
        log.warning("key.removed-early", **facts)


def _record(key: DkimKey) -> bytes | None:
    """The record that stands in DNS, as far as it was seen; None where there is none."""
    return dns_record(key.seen, key.algorithm).encode() if key.seen else None
